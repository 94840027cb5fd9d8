// The table: measures in force and items on offer, each with its slider or switch, its source,
// and what it is worth to each side.

import { cutButton } from "./cuts.js";
import { icon, make, say } from "./dom.js";
import { change, number, sign } from "./format.js";

const narrow = matchMedia("(max-width: 52rem)");
const KINDS = { law: "Measures in force", item: "On offer", principal: "Who decides, and what they weigh" };

/** Every lever of the case, in groups that open and close. */
export class Table {
  #rows = new Map();
  #law = {};

  constructor(host, known, store, ask, short) {
    this.store = store;
    this.ask = ask;
    this.named = new Map(known.parties.flatMap(({ economy, key, name }) => [economy, key].map((code) => [code, short[economy] ?? name])));
    host.replaceChildren(...Object.entries(KINDS).flatMap(([kind, heading]) => {
      const found = groups(known.levers.filter((lever) => lever.group === kind && (known.written?.sliders.includes(lever.id) ?? true)), kind);
      return found.length ? [make("h3", { class: "kind" }, heading), ...found.map((group) => this.#group(group))] : [];
    }));
    host.addEventListener("submit", (event) => event.preventDefault());
    host.addEventListener("pointerup", () => store.rest());
  }

  /** Show where each lever stands: the scenario's own value, or that of the law of the day. */
  show(scenario, law = this.#law) {
    this.#law = law;
    for (const [id, row] of this.#rows) {
      const own = scenario.levers[id];
      const stands = law[id] ?? row.lever.value;
      row.show(own ?? stands, own !== undefined && own !== stands, stands);
    }
  }

  /** Grey what the package leaves nothing to move, and name the items that do so. */
  overridden(found) {
    for (const [id, row] of this.#rows) row.over(found[id] ?? []);
  }

  /** Show what each lever is worth to each side; `null` while that is being worked out. */
  worth(found) {
    for (const row of this.#rows.values()) row.worth.classList.toggle("coming", found === null);
    if (found === null) return;
    const items = new Map(found.items.map((item) => [item.id, item]));
    const moved = found.items.flatMap(({ values }) => Object.values(values).map(Math.abs));
    this.most = Math.max(...moved, 1e-9);
    for (const [id, row] of this.#rows) {
      row.worth.replaceChildren(...(items.has(id) ? this.#sides(row.lever, items.get(id)) : []));
    }
  }

  /** What it is worth where it stands, or, if that is nothing, what a move would be. */
  #sides(lever, { values, point, levels }) {
    const stands = Object.values(values).every((value) => Math.abs(value) < 5e-4);
    const last = lever.levels.at(-1)?.id;
    const [lead, shown] = !stands ? ["", values]
      : point ? [lever.kind === "switch" ? "if turned: " : "a point less: ", point]
        : levels?.[last] ? ["at the far end: ", levels[last]] : ["", {}];
    const largest = Math.max(0, ...Object.values(shown).map(Math.abs));
    const digits = largest > 5e-5 ? Math.max(2, Math.min(4, 1 - Math.floor(Math.log10(largest)))) : 2;
    const sides = Object.entries(shown).map(([code, value], place, all) => {
      const bar = make("i", { class: `bar ${sign(value)}` });
      bar.style.width = `${Math.min(3.2, Math.max(0.1, (3.2 * Math.abs(value)) / this.most))}rem`;
      const much = make("b", { class: Math.abs(value) < 0.5 * 10 ** -digits ? "" : sign(value) }, change(value, digits));
      const unit = place === all.length - 1 ? make("span", {}, " bn USD a year") : null;
      return make("span", { class: "side" }, `${this.named.get(code) ?? code} `, much, unit, stands ? null : bar);
    });
    return sides.length ? [lead ? make("span", {}, lead) : null, ...sides].filter(Boolean) : [];
  }

  #group({ title, levers, open }) {
    const rates = levers.filter((lever) => lever.kind === "rate");
    return make("details", { class: "group", open },
      make("summary", {}, make("h4", {}, title), make("small", {}, String(levers.length))),
      rates.length > 1 ? make("p", { class: "group-cut" }, "All rates here: ", this.#cut(title, rates)) : null,
      levers.map((lever) => this.#row(lever)));
  }

  #cut(title, levers) {
    const rates = () => levers.map((lever) => [lever, Number(this.#rows.get(lever.id).value)]).filter(([, rate]) => rate > 0);
    return cutButton(title, rates, (moved) => this.store.change({ levers: { ...this.store.scenario.levers, ...moved } }));
  }

  #row(lever) {
    const build = { rate: slider, amount: slider, weight: slider, levels: steps, switch: toggle }[lever.kind];
    const id = `lever-${lever.id}`;
    const control = build(lever, id, (value) => this.store.lever(lever.id, value));
    const output = control.box ?? make("output", { class: "value", for: id });
    const back = make("button", { type: "button", class: "back", hidden: true,
      "aria-label": `${lever.title}: back to where it stands`, title: "Back to where it stands",
      onclick: () => { this.store.lever(lever.id, null); control.element.focus(); } },
      icon("reset"));
    const worth = make("span", { class: "worth" });
    const over = make("span", { class: "over", hidden: true });
    const source = make("button", { type: "button", class: "source",
      "aria-label": `${lever.title}: source`, title: "Source",
      onclick: () => this.ask(lever) }, icon("source"));
    const element = make("div", { class: `lever ${lever.kind}`, "data-lever": lever.id },
      make("div", { class: "lever-head" }, make("label", { for: id }, lever.title,
        lever.assumed ? make("small", {}, " in some states of the case") : null), back,
        lever.kind === "rate" ? this.#cut(lever.title, [lever]) : null, source),
      make("div", { class: "lever-move" }, control.element, output),
      over, worth);
    const row = { lever, worth, value: lever.value,
      show: (value, moved, stands) => {
        const now = `${value} ${stands}`;
        if (now === row.shown) return; // most of eighty levers stand still while one moves
        Object.assign(row, { shown: now, value });
        control.show(value, stands);
        if (!control.box) say(output, control.text(value));
        element.classList.toggle("moved", moved);
        back.hidden = !moved;
      },
      over: (items) => {
        const key = items.join(" ");
        if (key === (row.items ?? "")) return;
        row.items = key;
        element.classList.toggle("dead", items.length > 0);
        for (const part of control.parts ?? [control.element]) part.disabled = items.length > 0;
        over.hidden = !items.length;
        over.replaceChildren(...(items.length ? ["Moves nothing: the package sets it by ",
          ...items.map((item) => this.#link(item))] : []));
      } };
    this.#rows.set(lever.id, row);
    return element;
  }

  /** A button that leads to another lever. */
  #link(id) {
    const go = () => {
      const control = document.getElementById(`lever-${id}`);
      control.closest("details").open = true;
      control.scrollIntoView({ block: "center" });
      control.focus({ preventScroll: true });
    };
    return make("button", { type: "button", class: "link", onclick: go }, this.#rows.get(id)?.lever.title ?? id);
  }
}

/** Levers under the headings the server gives them; items are laid open, and the first of the law. */
function groups(levers, kind) {
  const found = new Map();
  for (const lever of levers) {
    if (!found.has(lever.section)) found.set(lever.section, []);
    found.get(lever.section).push(lever);
  }
  return [...found].map(([title, list], n) => ({ title, levers: list, open: n === 0 ? kind !== "principal" : kind === "item" && !narrow.matches }));
}

const decimals = (step) => Math.max(0, -Math.floor(Math.log10(step) + 1e-9));

/** A rate or a weight: a slider between two ends, and a box that takes any figure. */
function slider(lever, id, move) {
  const element = make("input", { type: "range", id, min: lever.min, max: lever.max, step: lever.step,
    oninput: () => move(Number(element.value)) });
  const unit = lever.unit?.startsWith("%") ? "%" : "";
  const places = decimals(lever.step);
  const text = (value) => `${number(Number(value), Math.max(places, written(value)))}${unit}`;
  const most = lever.limit ?? lever.max;
  let stands = lever.value;
  const entry = make("input", { type: "number", class: "typed", min: lever.min, max: most, step: "any",
    "aria-label": `${lever.title}: ${unit ? "rate in %" : lever.unit || "figure"}`, title: `Any figure from ${lever.min} to ${most}`,
    oninput: () => {
      const right = entry.value !== "" && entry.validity.valid;
      entry.setAttribute("aria-invalid", !right);
      if (right) move(Number(entry.value));
    },
    onblur: () => { entry.removeAttribute("aria-invalid"); entry.value = stands; } });
  const box = make("span", { class: "value" }, entry, unit || (lever.kind === "amount" ? make("small", {}, ` ${lever.unit}`) : ""));
  return {
    element, text, box, parts: [element, entry],
    show: (value, law) => {
      stands = Number(value);
      if (Number(element.value) !== stands) element.value = stands;
      if (document.activeElement !== entry || Number(entry.value) !== stands) entry.value = stands;
      element.setAttribute("aria-valuetext", text(value));
      position(element, lever.min, lever.max, Math.min(value, lever.max), law);
    },
  };
}

const written = (value) => (String(value).split(".")[1] ?? "").length;

/** An item of several levels: as many notches. */
function steps(lever, id, move) {
  const order = lever.levels.map((level) => level.id);
  const text = (value) => lever.levels[order.indexOf(String(value))]?.title ?? String(value);
  const element = make("input", { type: "range", id, min: 0, max: order.length - 1, step: 1,
    oninput: () => move(order[Number(element.value)]) });
  return {
    element, text,
    show: (value, stands) => {
      const at = Math.max(0, order.indexOf(String(value)));
      if (Number(element.value) !== at) element.value = at;
      element.setAttribute("aria-valuetext", text(value));
      position(element, 0, order.length - 1, at, Math.max(0, order.indexOf(String(stands))));
    },
  };
}

/** A measure in force or not, or an item of two levels. */
function toggle(lever, id, move) {
  const order = lever.levels?.length ? lever.levels.map((level) => level.id) : [false, true];
  const text = (value) => {
    if (typeof value === "boolean") return value ? "in force" : "not in force";
    return lever.levels.find((level) => level.id === value)?.title ?? String(value);
  };
  const element = make("input", { type: "checkbox", role: "switch", id,
    oninput: () => move(order[Number(element.checked)]) });
  return { element, text, show: (value) => { element.checked = order.indexOf(value) === 1; } };
}

/** Where the filled part of the track ends, and where the law stands. */
function position(element, low, high, value, stands) {
  const share = (at) => `${(100 * (Number(at) - low)) / (high - low || 1)}%`;
  element.style.setProperty("--at", share(value));
  element.style.setProperty("--stands", share(stands));
}
