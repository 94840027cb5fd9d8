// Scenarios and findings in words.

import { day, number, short, shortSpan } from "./format.js";

/** Where a lever stands, in words. */
function standing(lever, value) {
  if (lever.kind === "switch") return value ? "in force" : "not in force";
  if (lever.kind === "levels") return lever.levels.find((level) => level.id === value)?.title ?? String(value);
  const places = Math.min(4, (String(value).split(".")[1] ?? "").length);
  return `${number(value, places)}${lever.unit.startsWith("%") ? "%" : lever.unit && ` ${lever.unit}`}`;
}

/** A scenario in a few words; `whole` names what is moved, up to six of it. */
export function spoken(scenario, known, whole = false) {
  const opens = !scenario.on && !scenario.state;
  const state = known.states.find((one) => one.id === (opens ? known.state : scenario.state));
  const start = state?.title ?? day(scenario.on ?? known.on);
  const levers = new Map(known.levers.map((lever) => [lever.id, lever]));
  const moved = Object.entries(scenario.levers).filter(([id]) => levers.has(id));
  const added = scenario.measures ?? [];
  if (!moved.length && !added.length) return `${start}, as it stood`;
  const count = moved.length + added.length;
  if (!whole) {
    const kinds = new Set(moved.map(([id]) => levers.get(id).group));
    const word = added.length ? "change" : kinds.size === 1 && kinds.has("item") ? "item" : "lever";
    return `${start}, ${count} ${word}${count === 1 ? "" : "s"} moved`;
  }
  const told = [...moved.map(([id, value]) => {
    const lever = levers.get(id);
    const between = lever.group === "law" ? ` (${lever.section.replace(": duties on goods from", " on")})` : "";
    return `${lever.title}${between} ${standing(lever, value)}`;
  }), ...added.map((one) => ownSpoken(one, known))];
  return `${start}; ${told.slice(0, 6).join("; ")}${told.length > 6 ? `; and ${told.length - 6} more` : ""}`;
}

/** A measure of the reader's own in words. */
export function ownSpoken({ by, on, goods, rate, limit }, known) {
  const name = (code) => (code === "all" ? "everybody" : [...known.economies, ...known.groups].find((one) => one.code === code)?.name ?? code);
  const what = goods.map((code) => known.sectors.find((one) => one.code === code)?.name ?? (code === "all" ? "all goods" : code)).join(", ");
  const size = rate === undefined ? `at most ${number(limit, 1)} bn USD` : `${number(rate, Math.min(4, (String(rate).split(".")[1] ?? "").length), true)}% on top`;
  return `${name(by)} on ${name(on)}, ${what}: ${size}`;
}

const most = (values, weight) => values.reduce((one, other) => (weight(other) > weight(one) ? other : one));
const verb = (value) => (value < 0 ? "loses" : "gains");
const size = (value) => short(Math.abs(value));

/** The answer in one sentence: home's real income, how sure that is, and what it sells. */
export function sentence(answer, page, found) {
  const { known } = page;
  const welfare = answer.headline.find((figure) => figure.id === `welfare:${known.home}`);
  const range = found?.figures[welfare.id];
  const home = page.economy(known.home);
  const unsure = range && range[0] < 0 && range[1] > 0;
  const much = short(Math.abs(welfare.value), false, range);
  const first = !/[1-9]/.test(much) ? `${home}’s real income hardly moves` : `${home} ${verb(welfare.value)} ${much}% of real income`;
  const how = range ? ` (${shortSpan(range, true)}${unsure ? ": the sign is not sure" : ""})` : "";
  const { flows } = answer;
  if (flows.exporter !== known.home || flows.importer !== known.counterpart) return `${first}${how}.`;
  const [before, after] = [flows.before, flows.after].map((column) => column.reduce((sum, value) => sum + value, 0));
  const moved = after - before;
  const sold = short(moved) === "0" ? "are as before" : `${moved < 0 ? "fall" : "rise"} by ${size(moved)} billion dollars a year, ${size((100 * moved) / before)}%`;
  return `${first}${how}. Its sales to ${page.the(known.counterpart)} ${sold}.`;
}

function ofEconomies({ economies }, page) {
  const all = economies.code.map((code, n) => ({ name: page.economy(code), value: economies.welfare[n] })).filter(({ name }) => name !== "Rest of the world");
  const [low, high] = [most(all, ({ value }) => -value), most(all, ({ value }) => value)];
  const said = [low.value < -5e-4 && `${low.name} loses most, ${size(low.value)}%`, high.value > 5e-4 && `${high.name} gains most, ${size(high.value)}%`].filter(Boolean);
  return said.length ? `Real income: ${said.join("; ")}` : "Real income moves nowhere";
}

/** What a panel shows, as the title of its picture. */
export const FINDINGS = {
  map: ofEconomies,
  economies: (answer, page) => ((page.viewed("measure") ?? "welfare") === "welfare" ? ofEconomies(answer, page) : null),
  sectors: ({ sectors }, page) => {
    const n = most(sectors.output.map((_, at) => at), (at) => Math.abs(sectors.output[at]));
    return `${page.economy(sectors.economy)}: ${page.sectors[n].name.toLowerCase()} moves most, ${short(sectors.output[n], true)}%`;
  },
  balances: ({ balances }, page) => {
    const scope = page.viewed("scope") ?? "goods";
    const one = page.economy(balances.economy[0]);
    return `${one}’s balance with ${page.the(balances.partner[0])}: ${short(balances[scope][0])} billion USD, before ${short(balances[`${scope}_before`][0])}`;
  },
  flows: ({ flows }, page) => {
    const moved = flows.after.reduce((sum, value, n) => sum + value - flows.before[n], 0);
    return `${page.economy(flows.exporter)} sells ${page.the(flows.importer)} ${size(moved)} billion USD ${moved < 0 ? "less" : "more"} a year`;
  },
  markets: ({ shares }, page) => {
    const share = shares.find((one) => one.sector === (page.viewed("market") ?? page.known.markets[0]));
    const n = most(share.origin.map((_, at) => at), (at) => Math.abs(share.after[at] - share.before[at]));
    const moved = share.after[n] - share.before[n];
    return `${page.economy(share.origin[n])} ${verb(moved)} ${size(moved)} points of the market, the largest move`;
  },
  revenue: ({ economies }, page) => {
    const n = economies.code.indexOf(page.known.counterpart);
    return `${page.economy(page.known.counterpart)} collects ${short(economies.revenue[n])} billion USD a year, before ${short(economies.revenue_before[n])}`;
  },
  ranges: ({ figures }, page) => {
    const [low, high] = figures[`welfare:${page.known.home}`];
    return `${page.economy(page.known.home)}’s real income: ${shortSpan([low, high], true)}% over all assumptions`;
  },
};

/** In what a panel's picture is measured. */
export const UNITS = {
  map: "change of real income, %", sectors: "change of output, %", balances: "billion USD a year; tick: before",
  flows: "change, billion USD a year", markets: "change of share, points", revenue: "billion USD a year; tick: before",
  frontier: "billion USD a year", ranges: "change of real income, %", chains: "mean of each period; grey: without the measure",
};
