// Scenarios with names: kept in this browser, shared by their links, compared side by side.

import { post } from "./api.js";
import { drawer } from "./basis.js";
import { find, icon, make, say } from "./dom.js";
import { short } from "./format.js";
import { tidy } from "./link.js";
import { spoken } from "./spoken.js";
import { read, same, scenario, write } from "./state.js";

const MOST = 6; // columns of a table that can still be read

export class Kept {
  constructor(host, known, store) {
    Object.assign(this, { known, store, place: `cobden-kept-${known.case}` });
    this.row = make("div", { class: "chip-row" });
    const compare = () => make("button", { type: "button", class: "chip", onclick: () => this.#compare() }, "Compare");
    const name = make("input", { type: "text", maxlength: 60, "aria-label": "Name of this scenario", placeholder: "name of this scenario" });
    const form = make("form", { class: "keep", onsubmit: (event) => {
      event.preventDefault();
      this.#write([...this.#read().filter((one) => one.name !== name.value), { name: name.value || spoken(store.scenario, known), link: write(store.scenario).toString() }]);
      name.value = "";
      say(find("said"), "The scenario is kept.");
    } }, name, make("button", { type: "submit", class: "chip" }, "Keep"), compare());
    host.replaceChildren(make("h3", {}, "Kept scenarios ", make("small", {}, known.written ? "in this page" : "in this browser")), this.row, known.written ? compare() : form);
    this.#draw();
  }

  show(current) {
    for (const { button, one } of this.chips) button.setAttribute("aria-pressed", same(one, current));
  }

  /** The scenarios that are kept, by name. */
  named() { return this.chips.map(({ name, one }) => ({ name, scenario: one })); }

  #read() {
    if (this.known.written) return this.known.written.scenarios.map(({ name, scenario: one }) => ({ name, link: write(one).toString() }));
    try {
      return JSON.parse(localStorage.getItem(this.place) ?? "[]");
    } catch {
      return []; // what is there is not of this page
    }
  }

  #write(list) {
    localStorage.setItem(this.place, JSON.stringify(list));
    this.#draw();
  }

  #draw() {
    const list = this.#read();
    this.chips = list.map(({ name, link }) => {
      const one = tidy(scenario(read(link)), this.known).kept;
      return { name, one, button: make("button", { type: "button", class: "chip", "aria-pressed": "false", onclick: () => this.store.replace(one) }, name) };
    });
    this.row.replaceChildren(...this.chips.map(({ name, button }) => make("span", { class: "kept-chip" }, button, this.known.written ? null :
      make("button", { type: "button", class: "close", "aria-label": `Forget ${name}`, title: "Forget",
        onclick: () => this.#write(list.filter((one) => one.name !== name)) }, icon("close")))));
    this.show(this.store.scenario);
  }

  /** A table of the law of the day, the scenario on the table, and those kept: six at most. */
  async #compare() {
    const { scenario: now } = this.store;
    const opening = { name: "The case as it opens", one: scenario() };
    const all = [opening, ...(same(now, opening.one) ? [] : [{ name: "On the table now", one: now }]), ...this.chips.filter(({ one }) => !same(one, now))];
    const shown = all.slice(0, MOST);
    drawer("basis", "Scenarios side by side", make("p", { class: "note", role: "status" }, "Working them out…"));
    const columns = [];
    for (const { one } of shown) columns.push(await post("api/answer", one).catch((trouble) => ({ trouble }))); // a tab asks one at a time
    if (!find("basis").open) return;
    const known = columns.find((column) => column.headline);
    const cell = (column, n) => {
      if (column.trouble) return make("td", {}, "not known");
      const figure = column.headline[n];
      return make("td", {}, short(figure.value, figure.change));
    };
    drawer("basis", "Scenarios side by side",
      make("div", { class: "listing wide", tabindex: 0, role: "region", "aria-label": "Scenarios side by side" }, make("table", {},
        make("thead", {}, make("tr", {}, make("th", { scope: "col" }, "Figure"), shown.map(({ name, one }) =>
          make("th", { scope: "col", title: spoken(one, this.known, true) }, name)))),
        make("tbody", {}, (known?.headline ?? []).map((figure, n) => make("tr", {}, make("th", { scope: "row" }, figure.title, " ", make("small", {}, figure.unit)),
          columns.map((column) => cell(column, n))))))),
      ...columns.flatMap((column, n) => (column.trouble ? [make("p", { class: "note" }, `${shown[n].name}: ${column.trouble.message}`)] : [])),
      all.length > MOST ? make("p", { class: "note" }, `${all.length - MOST} more are kept; ${MOST} stand side by side.`) : "");
  }
}
