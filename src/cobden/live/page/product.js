// A product's duty under the scenario's law: the rate, its layers, and what gave way.

import { get, post } from "./api.js";
import { drawer } from "./basis.js";
import { make } from "./dom.js";
import { day, number } from "./format.js";

/** Open the search; it answers for the scenario on the table. */
export function product(page) {
  const { known, store } = page;
  const choose = (name, title, value) => make("label", {}, title, make("select", { name },
    page.economies.map(([code, text]) => make("option", { value: code, selected: code === value }, text))));
  const found = make("div", { role: "status" });
  const code = (text) => /^[\d.\s]+$/.test(text) || known.sectors.some((one) => one.code === text.trim());
  const show = async (look) => {
    found.replaceChildren(make("p", { class: "note" }, "Looking it up…"));
    try {
      found.replaceChildren(...(await look()));
    } catch (trouble) {
      found.replaceChildren(make("p", { class: "note" }, trouble.message));
    }
  };
  const form = make("form", { class: "stack", onsubmit: (event) => {
    event.preventDefault();
    const asked = Object.fromEntries(new FormData(form));
    if (code(asked.product)) return show(async () => answer(await post("api/rate", { ...store.scenario, ...asked })));
    return show(async () => choices(await get(`api/products?${new URLSearchParams({ words: asked.product })}`), (chosen) => {
      form.elements.product.value = chosen;
      form.requestSubmit();
      form.elements.product.focus();
    }));
  } }, choose("importer", "Into", known.counterpart), choose("exporter", "From", known.home),
  make("label", {}, "HS code of 2 to 10 digits, a sector, or words such as passenger cars", make("input", { name: "product", required: true, list: "goods-known-2", autocomplete: "off", maxlength: 80 })),
  make("datalist", { id: "goods-known-2" }, known.sectors.filter((one) => one.good).map((one) => make("option", { value: one.code }, one.name))),
  make("button", { type: "submit", class: "chip" }, "Show the rate"));
  drawer("basis", "The duty on a product", form, found);
  form.elements.product.focus();
}

/** The products that words may mean, each a button that shows its rate. */
function choices({ products }, choose) {
  if (!products.length) return [make("p", { class: "note" }, "No heading of the HS has these words. Try fewer, or those of the customs, such as wood sawn or tubes of copper.")];
  return [make("h3", {}, "Which of these?"), make("ul", { class: "products-found" }, products.map(({ code, name }) => make("li", {},
    make("button", { type: "button", class: "link", onclick: () => choose(code) }, make("b", {}, code), ` ${name}`))))];
}

const rate = (value) => (value === null || value === undefined ? "not known" : `${number(value, 2)}%`);

function answer(found) {
  const range = found.low_pct !== null && found.high_pct - found.low_pct > 0.005 ? `from ${rate(found.low_pct)} to ${rate(found.high_pct)} by line` : "";
  const rows = (list) => list.map((layer) => make("tr", {}, make("th", { scope: "row" }, layer.title, make("br"), make("small", {}, layer.source)),
    make("td", {}, layer.by_title ? `to ${layer.by_title.join(", ")}` : rate(layer.points))));
  const table = (title, list) => (list.length ? make("section", {}, make("h3", {}, title), make("table", {}, make("tbody", {}, rows(list)))) : "");
  return [
    make("p", { class: "basis-value" }, rate(found.all_in_pct), " ", make("small", {}, `all-in on ${day(found.date)}`)),
    range ? make("p", {}, range) : "",
    table("Layers", found.layers), table("Given way", found.displaced),
    found.notes.length ? make("ul", {}, found.notes.map((note) => make("li", { class: "note" }, note))) : "",
    make("p", { class: "note" }, found.basis),
  ].filter(Boolean);
}
