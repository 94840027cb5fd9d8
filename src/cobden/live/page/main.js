// The page: what the reader moves on the left, what the world answers on the right.

import { Table } from "./table.js";
import { get } from "./api.js";
import { showBasis, showLever } from "./basis.js";
import { find, say } from "./dom.js";
import { only, shows } from "./embed.js";
import { day, short } from "./format.js";
import { Headline } from "./headline.js";
import { tidy } from "./link.js";
import { Kept } from "./kept.js";
import { Live, persist, Streams } from "./live.js";
import { Own } from "./own.js";
import { panels } from "./panel.js";
import { quick } from "./parts.js";
import { heavy } from "./parts_talks.js";
import { slow } from "./parts_people.js";
import { Pinned } from "./pinned.js";
import { Presets } from "./presets.js";
import { sentence, spoken } from "./spoken.js";
import { same, Store } from "./state.js";
import { Timeline } from "./timeline.js";
import { tools } from "./tools.js";
import { Words } from "./words.js";

const PARTS = [quick.map, quick.ranked, quick.sectors, heavy.frontier, heavy.signing, quick.balances,
  quick.flows, heavy.answer, heavy.ranges, quick.markets, quick.revenue, heavy.chains, slow.products, slow.people, slow.places, slow.years];
const STREAMS = [["ranges", "chains", "worth", "people", "years", "products"], ["talks"]]; // the talks take longest
/** What everybody calls them, where room is dear. */
const SHORT = { USA: "US", GBR: "UK", ARE: "UAE", WORLD: "World" };
const ARTICLE = new Set(["USA", "GBR", "NLD", "PHL", "ARE", "EU27"]);
const plain = new Intl.NumberFormat(navigator.language, { maximumSignificantDigits: 5 });

const PATIENCE = 400; // milliseconds after which figures that wait for newer ones turn pale

/** An answer carries the scenario that it answers; whatever stands elsewhere is not confirmed. */
class Page {
  answer = null;
  of = null;
  pins = new Pinned(this);
  moving = false;
  #found = {};
  #untidy = false;
  #viewers = [];

  constructor(store) {
    this.store = store;
    this.live = new Live({
      answered: (answer, moved, question) => this.#answered(answer, moved, question),
      failed: (trouble) => this.#failed(trouble),
      rested: () => this.#rested(),
    });
    this.streams = new Streams({
      lanes: STREAMS,
      told: (what, report) => this.#told(what, report),
      part: (what, found) => this.#arrived(what, found, true),
      done: (what, found) => this.#arrived(what, found, false),
      failed: (what, trouble) => this.#missing(what, trouble),
    });
  }

  /** The case is known: build the controls and the frames. */
  start(known, outline) {
    Object.assign(this, { known, outline, sectors: known.sectors });
    if (known.written) this.#written(known);
    this.names = new Map([...known.economies, ...known.groups, ...known.parties.map((p) => ({ code: p.economy, name: p.name }))]
      .map(({ code, name }) => [code, name]));
    this.economies = [...known.economies, ...known.groups].filter(({ code }) => known.written?.economies.includes(code) ?? true)
      .sort((a, b) => a.name.localeCompare(b.name)).map(({ code, name }) => [code, name]);
    this.parties = new Set(known.parties.map((party) => party.economy));
    this.shown = { economy: known.home, exporter: known.home, importer: known.counterpart, ...this.store.view };
    document.title = `${known.title} · Cobden`;
    say(find("title"), known.title);
    find("title").title = known.question;
    say(find("credit"), known.credit);
    this.words = new Words(known.words);
    this.table = new Table(find("levers"), known, this.store,
      (lever) => showLever(lever, this.store.scenario), SHORT);
    this.presets = new Presets(find("presets"), known, this.store);
    this.own = new Own(find("own"), known, this.store, this.economies);
    this.kept = new Kept(find("kept"), known, this.store);
    this.timeline = known.written ? null : new Timeline(find("timeline-host"), known, (on) => {
      this.store.change({ on, state: null }, "day");
    });
    this.headline = new Headline(find("headline"), (figure) => this.basis(figure),
      (code) => this.short(code));
    this.frames = panels(find("panels"), PARTS.filter((part) => (part.fits?.(known) ?? true) && (!known.written || [undefined, "ranges"].includes(part.from))), this);
    for (const frame of this.frames) if (frame.from !== "answer") frame.coming("coming");
    this.law = {};
    tools(this);
    if (!known.written) persist(() => get("api/averages"), () => {}).then(({ duties }) => this.timeline.averages(duties, (code) => this.the(code)))
      .catch((trouble) => this.trouble(trouble.message));
    this.#tidied();
    this.#show();
    if (this.store.scenario.on || this.store.scenario.state) this.#readLaw();
    this.store.addEventListener("scenario", () => this.moved());
    this.store.addEventListener("view", () => this.#looked());
    this.store.addEventListener("pin", () => this.pins.changed());
    window.addEventListener("hashchange", () => {
      if (location.hash === this.store.hash) return;
      this.store.load(location.hash);
      this.#tidied();
      this.moved();
      this.pins.changed();
    });
    if (this.confirmed) this.#shown(0).then(() => this.#rested());
    else if (!this.live.busy || this.#untidy) this.moved();
    else this.#unconfirmed(); // the first question is on its way
    if (this.store.pinned) this.pins.changed();
  }

  /** Leave out of the address what the case does not have, and say so. */
  #tidied() {
    const { kept, left } = tidy(this.store.scenario, this.known);
    const pinned = this.store.pinned && tidy(this.store.pinned, this.known);
    Object.assign(this.store, { scenario: kept, pinned: pinned?.kept ?? null });
    const all = [...left, ...(pinned?.left ?? []).map((text) => `pinned: ${text}`)];
    for (const [key, code] of Object.entries(this.store.view)) {
      if (key === "show" || this.names.has(code)) continue; // what is shown by itself is known with the answer
      all.push(`the ${key} ${code}, not known here`);
      delete this.store.view[key];
    }
    this.#untidy = all.length > 0;
    find("left-out").hidden = !this.#untidy;
    say(find("left-out"), all.length ? `Left out of the link: ${all.join("; ")}.` : "");
  }

  /** Whether the figures shown answer the scenario on the table. */
  get confirmed() {
    if (this.of === null || !same(this.of, this.store.scenario)) return false;
    const { sectors, flows } = this.answer;
    const { economy, importer, exporter } = this.showing;
    return sectors.economy === economy && flows.importer === importer && flows.exporter === exporter;
  }

  /** The first part of a file's name: the case, the day or state, and the scenario's own mark. */
  get filed() {
    const { on, state } = this.of ?? {};
    return [this.known.case, state ?? on ?? this.known.state ?? this.known.on, this.answer?.digest.slice(0, 6)]
      .filter(Boolean).join("-");
  }

  // what panels ask

  get pinned() { return this.pins.answer; }
  get pinnedTalks() { return this.pins.talks; }
  data(from) { return from === "answer" ? this.answer : this.#found[from]; }
  economy(code) { return this.names.get(code) ?? code; }
  the(code) { return ARTICLE.has(code) ? `the ${this.economy(code)}` : this.economy(code); }
  short(code) { return SHORT[code] ?? this.economy(code); }
  sector(code) { return this.sectors.find((one) => one.code === code)?.name ?? code; }
  viewed(key) { return this.store.view[key] ?? this.shown[key]; }
  onview(act) { this.#viewers.push(act); }
  help(term) { return this.words.help(term); }
  figure(value) { return plain.format(value).replace("-", "−"); }
  basis(figure) { return showBasis(figure, this.store.scenario); }
  weightiest() { return this.known.markets[0] ?? this.sectors[0].code; }

  ranges() {
    const found = this.#found.ranges;
    if (!found || this.moving || this.stale) return null;
    return new Map(found.economies.map((code, n) => [code, { low: found.low[n], high: found.high[n] }]));
  }

  /** A panel came into sight whose data may not have been asked for. */
  wanted(from) {
    if (from !== "answer" && this.answer && !this.moving) this.#askStreams();
  }

  // what happens

  /** The scenario moved: show it at once, ask what the world answers. */
  moved() {
    this.moving = true;
    this.stale = true;
    delete document.documentElement.dataset.settled;
    this.streams.drop();
    for (const frame of this.frames) if (frame.from !== "answer") frame.coming("follows at rest");
    this.headline.ranges(null);
    this.table.worth(null);
    this.#unconfirmed();
    this.#show();
    const { on, state } = this.store.scenario;
    if (`${on}${state}` !== this.lawOf) this.#readLaw();
    this.ask();
  }

  ask() {
    delete document.documentElement.dataset.settled;
    this.live.ask(this.#question(), performance.now());
  }

  #question() { return { ...this.store.scenario, show: this.showing }; }

  get showing() {
    const { economy, importer, exporter } = { ...this.shown, ...this.store.view };
    return { economy, importer, exporter };
  }

  async #answered(answer, moved, question) {
    const { show, ...asked } = question;
    Object.assign(this, { answer, of: asked });
    if (!this.known) return;
    if (this.lawless) this.#readLaw();
    await this.#shown(moved);
  }

  /** Paint what is at hand; it is pale unless it answers the scenario on the table. */
  async #shown(moved) {
    const { answer } = this;
    if (this.confirmed) {
      clearTimeout(this.paling);
      delete find("answers").dataset.unconfirmed;
      find("trouble").hidden = true;
    } else this.#unconfirmed();
    this.headline.paint(answer.headline, this.pinned?.headline, answer.interpolated?.misses.headline);
    this.#interpolated(answer);
    if (this.store.view.show && !shows(this, this.store.view.show)) this.store.view.show = null;
    only(this);
    this.table.overridden(answer.overridden);
    this.#sentence();
    const { cautions } = answer.certificate;
    find("caution").hidden = !cautions.length;
    say(find("caution"), cautions.length ? `Caution: ${cautions.join("; ")}.` : "");
    await Promise.all(this.frames.filter((frame) => frame.from === "answer").map((frame) => frame.paint()));
    painted(moved);
  }

  /** A page without a server: what it can do, in words, and what it leaves alone. */
  #written({ case: name, written }) {
    document.documentElement.dataset.written = "";
    Object.assign(this.store, { alone: true, within: written.economies });
    const box = find("written");
    box.hidden = false;
    say(box, `Written on ${day(written.date)} with Cobden ${written.version}. The answers to ${written.count} scenarios are inside, and those along ${written.sliders.length === 1 ? "one slider" : `${written.sliders.length} sliders, each moved by itself`}; no server is asked. For everything else: cobden serve ${name}`);
  }

  /** Between two answers that are kept: which, and what the line between them was found to miss by. */
  #interpolated({ interpolated: line }) {
    const box = find("interpolated");
    box.hidden = !line;
    if (!line) return;
    const much = (value, unit) => (value < 5e-4 ? `less than 0.001 ${unit}` : `at most ${short(value)} ${unit}`);
    const unit = line.unit.startsWith("%") ? "%" : "";
    say(box, `Interpolated between the kept answers at ${line.low}${unit} and ${line.high}${unit}. Half-way between all that are kept, the line was found to miss real incomes by ${much(line.misses.welfare, "points")}, output by ${much(line.misses.output, "points")}, trade by ${much(line.misses.flows, "billion USD")}.`);
  }

  /** The same answer, beside something else. */
  repaint() { if (this.answer) this.#shown(performance.now()); }

  #sentence() {
    say(find("sentence"), `${spoken(this.of, this.known, true)}: ${sentence(this.answer, this, this.stale ? null : this.#found.ranges)}`);
  }

  /** The figures answer another scenario: pale, unless the new ones come at once. */
  #unconfirmed() {
    clearTimeout(this.paling);
    this.paling = setTimeout(() => {
      find("answers").dataset.unconfirmed = "waits";
      if (find("trouble").hidden) this.trouble(`The figures are still those of ${this.#answering()}; new ones are being worked out.`);
    }, PATIENCE);
  }

  /** The server could not answer: say whose figures these are, and never that all is well. */
  #failed(trouble) {
    if (!this.known) return;
    if (this.confirmed) return this.trouble(trouble.message);
    clearTimeout(this.paling);
    find("answers").dataset.unconfirmed = trouble.passing ? "again" : "refused";
    history.replaceState(null, "", this.store.hash);
    say(find("said"), "");
    return this.trouble(`${trouble.message} ${this.of ? `The pale figures are those of ${this.#answering()}.` : ""}`);
  }

  #answering() { return this.of ? spoken(this.of, this.known) : "nothing yet"; }

  #rested() {
    if (!this.known || !this.confirmed) return; // the first answer came before the case
    this.moving = false;
    this.store.rest();
    history.replaceState(null, "", this.store.hash);
    for (const frame of this.frames) if (frame.from === "answer") frame.paint();
    this.#announce();
    this.#askStreams();
    this.#paintUnseen();
    document.documentElement.dataset.settled = "";
  }

  /** What is out of sight is painted while nothing else is to do: paper shows all of it. */
  #paintUnseen() {
    const idle = window.requestIdleCallback ?? ((act) => setTimeout(act, 50));
    idle(async () => {
      const next = this.moving ? null : this.frames.find((frame) => frame.missed && frame.there && this.data(frame.from));
      if (!next) return;
      await next.paint(true);
      this.#paintUnseen();
    });
  }

  #askStreams() {
    const seen = new Set(this.frames.filter((frame) => frame.seen).map((frame) => frame.from));
    this.streams.ask(this.store.scenario, (what) => what === "worth" || what === "ranges" || seen.has(what));
  }

  #told(what, report) {
    const text = report?.of ? `working, ${Math.round((100 * report.done) / report.of)}%` : "working…";
    for (const frame of this.frames) if (frame.from === what) frame.coming(text, true);
    if (what === "worth") this.table.worth(null);
  }

  /** A heavier answer has come, or a part of it while the rest is worked out. */
  #arrived(what, found, part) {
    this.#found[what] = found;
    if (what === "worth") this.table.worth(found);
    if (what === "ranges") {
      this.stale = false;
      this.headline.ranges(found);
      this.#sentence();
    }
    for (const frame of this.frames) {
      if (frame.from === what) frame.coming(part ? "working…" : null, part);
      if (frame.from === what || (what === "ranges" && frame.part === quick.ranked)) frame.paint();
    }
  }

  #missing(what, trouble) {
    for (const frame of this.frames) if (frame.from === what) frame.coming(trouble.message);
    if (what === "ranges" && !trouble.passing && !this.answer.interpolated) this.headline.ranges({ figures: {} });
    if (trouble.passing) this.live.later(this.#question(), performance.now());
  }

  async #readLaw() {
    const { on, state } = this.store.scenario;
    this.lawOf = `${on}${state}`;
    const asked = new URLSearchParams(Object.entries({ on, state }).filter(([, value]) => value));
    try {
      const law = await get(`api/law?${asked}`);
      if (this.lawOf !== `${on}${state}`) return;
      this.law = law.levers;
      this.lawless = false;
      delete find("table").dataset.unconfirmed;
      this.#show();
    } catch (trouble) {
      find("table").dataset.unconfirmed = "";
      this.lawless = trouble.passing; // asked again with the next answer
      if (trouble.passing) this.live.later(this.#question(), performance.now());
      else this.trouble(trouble.message);
    }
  }

  /** Every control stands where the scenario has it. */
  #show() {
    const { scenario } = this.store;
    this.table.show(scenario, this.law);
    this.presets.show(scenario);
    this.own.show(scenario);
    this.kept.show(scenario);
    this.timeline?.show(scenario.on ?? this.known.on);
    find("undo").disabled = !this.store.canUndo;
    find("redo").disabled = !this.store.canRedo;
  }

  #looked() {
    this.shown = { ...this.shown, ...this.store.view };
    for (const act of this.#viewers) act();
    for (const frame of this.frames) if (frame.from !== "answer") frame.paint();
    history.replaceState(null, "", this.store.hash);
    this.ask();
  }

  /** Say the headline once, at rest, if it changed: a live region must not chatter. */
  #announce() {
    const text = this.answer.headline.slice(0, 3)
      .map((figure) => `${figure.title} ${short(figure.value, true)} ${figure.unit}`).join("; ");
    say(find("said"), text);
  }

  trouble(text) {
    const box = find("trouble");
    say(box, text.trim());
    box.hidden = false;
  }
}

/** When the frame that shows an answer has been painted: from the reader's move to here. */
function painted(moved) {
  requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      performance.measure("slider to paint", { start: moved, end: performance.now() });
      document.documentElement.dataset.painted = Number(document.documentElement.dataset.painted ?? 0) + 1;
    };
    port2.postMessage(null);
  });
}

const store = new Store(location.hash);
const page = new Page(store);
page.live.ask({ ...store.scenario, show: store.view.economy ? { economy: store.view.economy } : {} }, performance.now());
try {
  const [known, outline] = await persist(() => Promise.all([get("api/case"), get("page/world.topojson")]),
    (trouble) => page.trouble(trouble.message));
  page.start(known, outline);
} catch (trouble) {
  page.trouble(trouble.message);
}
