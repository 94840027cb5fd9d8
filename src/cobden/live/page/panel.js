// The frame of every panel: its name with help, its choices, its menu, its figures as a table, and
// whether something newer is on its way.

import { file } from "./api.js";
import { embed } from "./embed.js";
import { day } from "./format.js";
import { find, icon, make, save, say } from "./dom.js";
import { csv, png, svg } from "./pictures.js";
import { FINDINGS, spoken, UNITS } from "./spoken.js";

/** A panel repaints only while it can be seen; what it missed it paints when it comes into sight. */
export class Panel {
  #seen = false;
  #missed = true;
  #content = null;

  constructor(part, page) {
    Object.assign(this, { part, page });
    this.status = make("span", { class: "status" });
    this.body = make("div", { class: "panel-body", ...(part.drawn === false || part.interactive ? {} : { role: "img",
      "aria-label": `${part.title}, a picture; its menu shows it as a table` }) });
    this.listing = make("div", { class: "listing", hidden: true, tabindex: 0, role: "region",
      "aria-label": `${part.title}: table` });
    const heading = `panel-${part.id}`;
    this.element = make("section", { class: `panel ${part.size ?? ""}`, id: `p-${part.id}`, "aria-labelledby": heading },
      make("div", { class: "panel-head" },
        make("h2", { id: heading }, part.title, part.word ? page.help(part.word) : null),
        this.status, this.#menu()),
      make("div", { class: "panel-choices" }, (part.choices?.(page) ?? []).map((choice) => this.#choice(choice))),
      this.body, this.listing);
    const sight = new IntersectionObserver(([entry]) => this.#sight(entry.isIntersecting),
      { root: null, rootMargin: "80px" });
    sight.observe(this.element);
  }

  get seen() { return this.#seen; }

  /** Whether it has a place on the page; one panel by itself leaves the others none. */
  get there() { return this.element.offsetWidth > 0; }

  /** Whether it is out of date because nobody saw it. */
  get missed() { return this.#missed; }

  /** What it shows: `answer`, or one of the heavier streams. */
  get from() { return this.part.from ?? "answer"; }

  /** The panel's data have changed, or the way it shows them; `unseen` paints it out of sight. */
  paint(unseen = false) {
    this.#missed = !this.there || !(this.#seen || unseen);
    const data = this.page.data(this.from);
    if (this.#missed || !data) return null;
    this.#content ??= this.part.build(this.body, this.page);
    const painted = this.#content.paint(data);
    if (!this.listing.hidden) this.#list();
    return painted;
  }

  /** Something newer is on its way, or even being worked out; `null` once it is here. */
  coming(text, working = false) {
    this.element.classList.toggle("coming", text !== null);
    this.element.classList.toggle("working", Boolean(text) && working);
    this.body.setAttribute("aria-busy", text !== null);
    say(this.status, text ?? "");
  }

  #sight(seen) {
    this.#seen = seen;
    if (seen && this.#missed) this.paint();
    if (seen) this.page.wanted(this.from);
  }

  #choice({ key, title, options, value, choose }) {
    const id = `choose-${this.part.id}-${key}`;
    const select = make("select", { id, onchange: () => choose(select.value) },
      options.map(([code, text]) => make("option", { value: code, selected: code === value }, text)));
    this.page.onview(() => { select.value = this.page.viewed(key) ?? select.value; });
    return make("span", { class: "choose" }, make("label", { for: id }, title), select);
  }

  #menu() {
    const item = (text, act) => make("li", {}, make("button", { type: "button", onclick: act }, text));
    const taken = (text, act) => item(text, () => this.#take(act));
    const name = this.part.title;
    const table = () => this.part.table(this.page.data(this.from), this.page);
    this.switch = item("Show as a table", () => this.#turn());
    const drawn = this.part.drawn !== false;
    const picture = () => this.body.querySelector("svg");
    return make("details", { class: "menu panel-menu" },
      make("summary", { "aria-label": `${name}: table, export, basis`, title: "Table, export, basis" }, icon("more")),
      make("ul", {},
        this.part.basis ? item("What it rests on", () => this.page.basis(this.part.basis(this.page))) : null,
        this.switch,
        taken("CSV", async () => save(`${this.#filed}.csv`, csv(table()))),
        this.page.known.written ? null : taken("Parquet", async () => save(`${this.#filed}.parquet`,
          await file("api/export/table.parquet", byColumn(this.part.id, table())))),
        drawn ? taken("SVG", async () => save(`${this.#filed}.svg`, (await svg(picture(), this.#words())).blob)) : null,
        drawn ? taken("PNG", async () => save(`${this.#filed}.png`, await png(picture(), this.#words()))) : null,
        item("Embed", () => embed(this.page, this.part))));
  }

  /** A file of this panel is of the scenario that its figures answer. */
  get #filed() { return `${this.part.id}-${this.page.filed}`; }

  /** What a picture says of itself: the finding, the scenario, what is shown, day and source. */
  #words() {
    const { part, page } = this;
    const finding = FINDINGS[part.id]?.(page.data(this.from), page);
    const choices = [...this.element.querySelectorAll(".choose")].map((choice) =>
      `${choice.querySelector("label").textContent} ${choice.querySelector("select").selectedOptions[0]?.textContent ?? ""}`).join(" ");
    const what = [part.title, choices].filter(Boolean).join(" ");
    return { title: finding ?? what, scenario: `${page.known.title}: ${spoken(page.of, page.known, true)}`,
      what: [finding ? what : "", UNITS[part.id]].filter(Boolean).join(", "),
      source: `Cobden, ${day(new Date().toISOString().slice(0, 10))}. ${page.known.credit}.` };
  }

  /** Figures that wait for newer ones are not exported under the newer one's name. */
  async #take(act) {
    const late = !this.page.data(this.from) || this.element.classList.contains("coming") || !this.page.confirmed;
    if (late) say(find("said"), "Not worked out yet: try again when the panel is no longer pale.");
    else await act();
  }

  #turn() {
    const listed = this.listing.hidden;
    this.listing.hidden = !listed;
    this.body.hidden = listed;
    this.switch.firstChild.textContent = listed ? "Show as a picture" : "Show as a table";
    if (listed) this.#list();
    else this.paint();
  }

  #list() {
    const data = this.page.data(this.from);
    if (!data) return;
    const { columns, rows } = this.part.table(data, this.page);
    const cell = (value, first) => make(first ? "th" : "td", first ? { scope: "row" } : {},
      typeof value === "number" ? this.page.figure(value) : value ?? "–");
    this.listing.replaceChildren(make("table", {},
      make("caption", { class: "unseen" }, this.part.title),
      make("thead", {}, make("tr", {}, columns.map((text) => make("th", { scope: "col" }, text)))),
      make("tbody", {}, rows.map((row) => make("tr", {}, row.map((value, n) => cell(value, n === 0)))))));
  }
}

const byColumn = (name, { columns, rows }) => ({
  name,
  columns: Object.fromEntries(columns.map((column, n) => [column, rows.map((row) => row[n] ?? null)])),
});

/** Frames for all parts, in order. */
export function panels(host, parts, page) {
  const made = parts.map((part) => new Panel(part, page));
  host.replaceChildren(...made.map((panel) => panel.element));
  find("answers").classList.add("ready");
  return made;
}
