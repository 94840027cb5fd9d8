// Measures of the reader's own: who, on whom, on what, how much, and when.

import { drawer } from "./basis.js";
import { find, icon, make } from "./dom.js";
import { ownSpoken } from "./spoken.js";

/** The list of them, each with a way to take it back, and a button that adds one. */
export class Own {
  constructor(host, known, store, economies) {
    Object.assign(this, { host, known, store, economies });
    this.list = make("ul", { class: "own" });
    host.replaceChildren(make("h3", {}, "Your own measures ", make("small", {}, "on top of the law")), this.list,
      make("button", { type: "button", class: "chip", id: "add-measure", onclick: () => this.#form() }, "+ add a measure"));
  }

  show({ measures = [] }) {
    const text = JSON.stringify(measures);
    if (text === this.shown) return;
    this.shown = text;
    this.list.replaceChildren(...measures.map((own, n) => {
      const words = ownSpoken(own, this.known);
      const dates = [own.start && `from ${own.start}`, own.end && `to ${own.end}`].filter(Boolean).join(" ");
      return make("li", {}, make("span", {}, words, dates ? make("small", {}, ` ${dates}`) : null),
        make("button", { type: "button", class: "close", "aria-label": `Take back: ${words}`, title: "Take back",
          onclick: () => this.#put(measures.filter((_, at) => at !== n)) }, icon("close")));
    }));
  }

  #put(measures) { this.store.change({ measures }); }

  #form() {
    const { known } = this;
    const choose = (name, title, options, value) => make("label", {}, title,
      make("select", { name }, options.map(([code, text]) => make("option", { value: code, selected: code === value }, text))));
    const entry = (name, title, attributes) => make("label", {}, title, make("input", { name, ...attributes }));
    const rate = entry("rate", "Rate, % on top", { type: "number", step: "any", min: -90, max: 500, value: 10, required: true });
    const limit = entry("limit", "At most, billion USD a year at benchmark prices", { type: "number", step: "any", min: 0, value: 1 });
    limit.hidden = true;
    const kind = choose("kind", "What", [["tariff", "A duty"], ["quota", "A limit on imports"]], "tariff");
    kind.querySelector("select").onchange = ({ target }) => {
      rate.hidden = target.value !== "tariff";
      limit.hidden = !rate.hidden;
    };
    const goods = entry("goods", "Goods: sectors or HS codes, parted by commas", { list: "goods-known", required: true, autocomplete: "off", value: known.markets[0] ?? "all" });
    const form = make("form", { class: "stack", onsubmit: (event) => {
      event.preventDefault();
      const found = Object.fromEntries(new FormData(form));
      const own = { by: found.by, on: found.on, goods: found.goods.split(",").map((text) => text.trim()).filter(Boolean) };
      own[found.kind === "tariff" ? "rate" : "limit"] = Number(found.kind === "tariff" ? found.rate : found.limit);
      for (const key of ["start", "end"]) if (found[key]) own[key] = found[key];
      if (found.share) own.share = Number(found.share) / 100;
      find("basis").close();
      this.#put([...(this.store.scenario.measures ?? []), own]);
    } }, kind,
    choose("by", "By", this.economies, known.counterpart), choose("on", "On goods from", [["all", "everybody"], ...this.economies], known.home),
    goods, make("datalist", { id: "goods-known" }, make("option", { value: "all" }, "all goods"),
      known.sectors.filter((sector) => sector.good).map((sector) => make("option", { value: sector.code }, sector.name))),
    rate, limit, entry("start", "From (empty: the first day of the case)", { type: "date" }), entry("end", "To (empty: for good)", { type: "date" }),
    entry("share", "HS codes that others than the United States buy: their share of the sector, %", { type: "number", step: "any", min: 0, max: 100 }),
    make("button", { type: "submit", class: "chip" }, "Add it"));
    drawer("basis", "A measure of your own", form);
    kind.querySelector("select").focus();
  }
}
