// What a link asks for that this case does not have is left out, in words: the rest of it holds.

import { isoOf, dayNumber } from "./format.js";
import { scenario } from "./state.js";

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const isDay = (text) => DAY.test(text) && !Number.isNaN(dayNumber(text)) && isoOf(dayNumber(text)) === text;

/** Whether a lever may stand at a value. */
function fits(lever, value) {
  if (lever.kind === "switch") return typeof value === "boolean";
  if (lever.kind === "levels") return lever.levels.some((level) => level.id === value);
  return typeof value === "number" && value >= lever.min && value <= (lever.limit ?? lever.max);
}

/** Why a measure of the reader's own cannot be, or nothing. */
function unfit(own, known) {
  const codes = new Set([...known.economies, ...known.groups].map(({ code }) => code));
  if (!own || typeof own !== "object") return "it cannot be read";
  if (!codes.has(own.by)) return `by ${own.by}, which is not known here`;
  if (own.on !== "all" && !codes.has(own.on)) return `on ${own.on}, which is not known here`;
  if (!Array.isArray(own.goods) || !own.goods.length) return "on no goods";
  if (!Number.isFinite(own.rate ?? own.limit)) return "without a rate or a limit";
  return null;
}

/** A scenario as a case can have it, and what had to be left out of it. */
export function tidy(wanted, known) {
  if (wanted.case && wanted.case !== known.case) {
    return { kept: scenario(), left: [`all of it: it is of the case ${wanted.case}, and this page shows ${known.case}`] };
  }
  const kept = { ...wanted, levers: {} };
  const left = [];
  const drop = (key, why) => { left.push(why); delete kept[key]; };
  const state = known.states.find((one) => one.id === wanted.state);
  if (wanted.state && !state) drop("state", `the state ${wanted.state}, which the case does not have`);
  const { first, last } = known.dates;
  if (wanted.on && state && wanted.on !== state.on) drop("on", `the day ${wanted.on}, as the state has its own`);
  else if (wanted.on && !isDay(wanted.on)) drop("on", `${wanted.on}, which is no day`);
  else if (wanted.on && !state && (wanted.on < first || wanted.on > last)) {
    drop("on", `${wanted.on}, as the case runs from ${first} to ${last}`);
  }
  for (const [key, name, choices] of [["elasticity", "elasticities", known.elasticities], ["deficits", "treatment of deficits", known.closures]]) {
    if (wanted[key] && !choices.some((one) => one.id === wanted[key])) drop(key, `the ${name} ${wanted[key]}, not known here`);
  }
  const levers = new Map(known.levers.map((lever) => [lever.id, lever]));
  for (const [id, value] of Object.entries(wanted.levers)) {
    const lever = levers.get(id);
    if (!lever) left.push(`the lever ${id}, which the case does not have`);
    else if (!fits(lever, value)) left.push(`${lever.title} at ${value}, which it cannot have`);
    else kept.levers[id] = value;
  }
  kept.measures = [];
  for (const own of wanted.measures ?? []) {
    const fault = unfit(own, known);
    if (fault) left.push(`a measure of your own (${fault})`);
    else kept.measures.push(own);
  }
  return { kept: scenario(kept), left };
}
