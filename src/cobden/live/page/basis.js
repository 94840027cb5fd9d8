// What a figure rests on: the equation, the data, the claim with its sentence, the certificate.

import { post } from "./api.js";
import { find, icon, make } from "./dom.js";
import { day, number } from "./format.js";

/** Open a drawer at the side; Escape, the cross or a click beside it closes it. */
export function drawer(id, title, ...content) {
  const dialog = find(id);
  dialog.replaceChildren(
    make("header", {}, make("h2", { id: `${id}-title`, tabindex: -1 }, title),
      make("button", { type: "button", class: "close", "aria-label": "Close", onclick: () => dialog.close() }, icon("close"))),
    make("div", { class: "drawer-body", tabindex: 0 }, ...content));
  if (!dialog.onclick) dialog.onclick = (event) => { if (event.target === dialog) dialog.close(); };
  if (!dialog.open) dialog.showModal();
  return dialog;
}

/** Ask for a figure's basis and show it. */
export async function showBasis(figure, scenario) {
  drawer("basis", "What it rests on", make("p", { class: "note" }, "Looking it up…"));
  try {
    const found = await post(`api/basis/${encodeURIComponent(figure)}`, scenario);
    drawer("basis", found.title, ...sections(found));
  } catch (trouble) {
    drawer("basis", "What it rests on", make("p", { class: "note" }, trouble.message));
  }
}

/** A lever's sources come with the case; what reports say of it is looked up. */
export async function showLever(lever, scenario) {
  const known = [
    lever.note ? make("p", { class: "plain" }, lever.note) : null,
    lever.start ? make("p", {}, `In force from ${day(lever.start)}${lever.lapse ? ` to ${day(lever.lapse)}` : ""}.`) : null,
    section("Sources", lever.sources.length ? sources(lever.sources) : make("p", { class: "note" }, "An assumption: no source states it.")),
  ];
  drawer("basis", lever.title, ...known);
  const found = await post(`api/basis/${encodeURIComponent(`lever:${lever.id}`)}`, scenario).catch(() => null);
  if (found && find("basis").open) drawer("basis", lever.title, ...sections({ ...found, sources: [] }), ...known.slice(1));
}

function sections(found) {
  const { equation, data, claims, certificate } = found;
  return [
    make("p", { class: "plain" }, found.plain),
    found.value === null || found.value === undefined ? null
      : make("p", { class: "basis-value" }, number(found.value, 3, true), " ", make("small", {}, found.unit)),
    equation && section("Equation",
      make("p", {}, make("b", {}, equation.name)),
      make("pre", { class: "formula" }, equation.formula),
      make("p", {}, equation.explanation),
      make("p", { class: "note" }, `docs/${equation.anchor}`)),
    data?.length ? section("Data", make("ul", {}, data.map((table) =>
      make("li", {}, make("b", {}, table.title), table.year ? `, ${table.year}` : "", make("br"), make("small", {}, table.credit))))) : null,
    claims?.length ? section("Claims", claims.map(quoted)) : null,
    found.sources?.length ? section("Sources", sources(found.sources)) : null,
    certificate && section("Certificate", proof(certificate),
      ...certificate.cautions.map((caution) => make("p", { class: "note" }, make("b", {}, "Caution. "), caution))),
  ];
}

const section = (title, ...content) => make("section", {}, make("h3", {}, title), ...content);

const sources = (list) => make("ul", {}, list.map((source) => make("li", {},
  source.url && /^https?:/.test(source.url)
    ? make("a", { href: source.url, rel: "noreferrer noopener", target: "_blank" }, source.citation) : source.citation,
  source.date || source.grade ? make("small", {}, ` ${[source.date, source.grade && `grade ${source.grade}`].filter(Boolean).join(", ")}`) : null)));

/** A passage, the sentence that says it highlighted, its very words in bold. */
function quoted({ text, start, end, says, source }) {
  const before = text.slice(0, start);
  const opens = Math.max(...[". ", "! ", "? ", "\n"].map((stop) => before.lastIndexOf(stop) + stop.length), 0);
  const after = /[.!?](?=\s|$)/.exec(text.slice(end));
  const closes = after ? end + after.index + 1 : text.length;
  const from = before.search(/[.!?]\s|\n/) < 0 ? 0 : opens;
  return make("figure", { class: "claim" },
    make("figcaption", {}, says ? make("b", {}, says) : null, says ? ", " : "", source),
    make("blockquote", {}, text.slice(0, from),
      make("mark", {}, text.slice(from, start), make("b", {}, text.slice(start, end)), text.slice(end, closes)),
      text.slice(closes)));
}

const CONDITIONS = { labour_market: "Labour markets clear", unit_cost: "Prices equal unit costs",
  goods_market: "Goods markets clear", walras: "Walras’s law", numeraire: "Numeraire" };

function proof(certificate) {
  const scientific = (value) => value.toExponential(1).replace("-", "−");
  return make("table", {}, make("tbody", {},
    Object.entries(CONDITIONS).filter(([key]) => key in certificate).map(([key, title]) =>
      make("tr", {}, make("th", { scope: "row" }, title), make("td", {}, scientific(certificate[key])))),
    make("tr", {}, make("th", { scope: "row" }, "Steps"), make("td", {}, `${certificate.steps} (${certificate.method})`)),
    make("tr", {}, make("th", { scope: "row" }, "Tolerance"), make("td", {}, scientific(certificate.tolerance)))));
}
