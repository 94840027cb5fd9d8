// The case's own states and packages, and the assumptions everything rests on.

import { make } from "./dom.js";
import { same, scenario } from "./state.js";

export class Presets {
  #chips = [];
  #selects = [];

  constructor(host, known, store) {
    this.store = store;
    this.known = known;
    const chips = (title, note, list, patch) => make("div", { class: "chips", role: "group", "aria-label": title },
      make("h3", {}, title, " ", make("small", {}, note)),
      make("div", { class: "chip-row" }, list.map((entry) => this.#chip(entry.title, patch(entry)))));
    const states = chips("The law", "as it stood, or could have", known.states, (state) =>
      ({ state: state.id, on: state.on, levers: {} }));
    const packages = known.packages.length ? chips("Packages", "on the law of the day", known.packages, (offer) =>
      ({ levers: offer.levels })) : "";
    const assumptions = make("details", { class: "assumptions" },
      make("summary", {}, make("h3", {}, "Assumptions"), make("small", {}, "elasticities, deficits")),
      this.#select("elasticity", "Trade elasticities", known.elasticities),
      this.#select("deficits", "Deficits", known.closures));
    host.replaceChildren(states, packages, assumptions);
  }

  show(wanted) {
    const opens = !wanted.on && !wanted.state;
    const current = opens ? { ...wanted, on: this.known.on, state: this.known.state } : wanted;
    for (const { button, patch } of this.#chips) {
      const chosen = patch.state
        ? current.state === patch.state && current.on === patch.on
        : same(scenario({ ...current, ...patch }), current);
      button.setAttribute("aria-pressed", chosen);
    }
    for (const { select, key, standard } of this.#selects) select.value = current[key] ?? standard;
  }

  #chip(title, patch) {
    const button = make("button", { type: "button", class: "chip", "aria-pressed": "false",
      onclick: () => (this.known.written ? this.store.replace(patch) : this.store.change(patch)) }, title);
    this.#chips.push({ button, patch });
    return button;
  }

  #select(key, title, choices) {
    const standard = (choices.find((choice) => choice.default) ?? choices[0])?.id;
    const note = make("small", { class: "why" });
    const tell = () => {
      const chosen = choices.find((choice) => choice.id === select.value);
      note.textContent = chosen?.why ?? chosen?.citation ?? "";
    };
    const select = make("select", { id: `choice-${key}`, onchange: () => {
      this.store.change({ [key]: select.value === standard ? null : select.value });
      tell();
    } }, choices.map((choice) => make("option", { value: choice.id }, choice.title)));
    select.value = standard;
    tell();
    this.#selects.push({ select, key, standard });
    return make("div", { class: "choice" }, make("label", { for: `choice-${key}` }, title), select, note);
  }
}
