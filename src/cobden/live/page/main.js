// The page: what the reader moves on the left, what the world answers on the right.

import { Table } from "./table.js";
import { file, get } from "./api.js";
import { showBasis, showLever } from "./basis.js";
import { tip } from "./charts.js";
import { closeMenus, find, make, save, say } from "./dom.js";
import { change, day } from "./format.js";
import { Headline } from "./headline.js";
import { Live, Streams } from "./live.js";
import { panels } from "./panel.js";
import { quick } from "./parts.js";
import { heavy } from "./parts_talks.js";
import { Presets } from "./presets.js";
import { Store, write } from "./state.js";
import { Timeline } from "./timeline.js";
import { Words } from "./words.js";

const PARTS = [quick.map, quick.ranked, quick.sectors, heavy.frontier, heavy.signing, quick.balances,
  quick.flows, heavy.answer, heavy.ranges, quick.markets, quick.revenue, heavy.chains];
const STREAMS = [["ranges", "chains", "worth"], ["talks"]]; // the talks take longest
/** What everybody calls them, where room is dear. */
const SHORT = { USA: "US", GBR: "UK", ARE: "UAE", WORLD: "World" };
const plain = new Intl.NumberFormat(navigator.language, { maximumSignificantDigits: 5 });

class Page {
  answer = null;
  pinned = null;
  pinnedTalks = null;
  moving = false;
  #found = {};
  #viewers = [];

  constructor(store) {
    this.store = store;
    this.live = new Live({
      answered: (answer, moved) => this.#answered(answer, moved),
      failed: (trouble) => this.trouble(trouble),
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
    this.names = new Map([...known.economies, ...known.parties.map((p) => ({ code: p.economy, name: p.name }))]
      .map(({ code, name }) => [code, name]));
    this.economies = [...known.economies].sort((a, b) => a.name.localeCompare(b.name)).map(({ code, name }) => [code, name]);
    this.parties = new Set(known.parties.map((party) => party.economy));
    this.shown = { economy: known.home, exporter: known.home, importer: known.counterpart, ...this.store.view };
    document.title = `${known.title} · Cobden`;
    say(find("title"), known.title);
    find("title").title = known.question;
    say(find("credit"), known.credit);
    this.words = new Words(known.words);
    this.table = new Table(find("levers"), known, this.store,
      (lever) => showLever(lever, this.store.scenario));
    this.presets = new Presets(find("presets"), known, this.store);
    this.timeline = new Timeline(find("timeline-host"), known, (on) => {
      this.store.change({ on, state: null }, "day");
    });
    this.headline = new Headline(find("headline"), (figure) => this.basis(figure),
      (code) => this.short(code));
    this.frames = panels(find("panels"), PARTS, this);
    for (const frame of this.frames) if (frame.from !== "answer") frame.coming("coming");
    this.law = {};
    this.#tools();
    this.#show();
    if (this.store.scenario.on || this.store.scenario.state) this.#readLaw();
    this.store.addEventListener("scenario", () => this.moved());
    this.store.addEventListener("view", () => this.#looked());
    this.store.addEventListener("pin", () => this.#pinChanged());
    window.addEventListener("hashchange", () => {
      if (location.hash === this.store.hash) return;
      this.store.load(location.hash);
      this.moved();
      this.#pinChanged();
    });
    if (this.answer) this.#answered(this.answer, 0).then(() => this.#rested());
    if (this.store.pinned) this.#pinChanged();
  }

  // what panels ask

  data(from) { return from === "answer" ? this.answer : this.#found[from]; }
  economy(code) { return this.names.get(code) ?? code; }
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
    this.#show();
    const { on, state } = this.store.scenario;
    if (`${on}${state}` !== this.lawOf) this.#readLaw();
    this.ask();
  }

  ask() {
    delete document.documentElement.dataset.settled;
    this.live.ask(this.#question(), performance.now());
  }

  #question() { return { ...this.store.scenario, show: this.#showing() }; }

  #showing() {
    const { economy, importer, exporter } = { ...this.shown, ...this.store.view };
    return { economy, importer, exporter };
  }

  async #answered(answer, moved) {
    this.answer = answer;
    if (!this.known) return;
    find("trouble").hidden = true;
    this.headline.paint(answer.headline, this.pinned?.headline);
    const { cautions } = answer.certificate;
    find("caution").hidden = !cautions.length;
    say(find("caution"), cautions.length ? `Caution: ${cautions.join("; ")}.` : "");
    await Promise.all(this.frames.filter((frame) => frame.from === "answer").map((frame) => frame.paint()));
    painted(moved);
  }

  #rested() {
    if (!this.known || !this.answer) return; // the first answer came before the case
    this.moving = false;
    this.store.rest();
    history.replaceState(null, "", this.store.hash);
    for (const frame of this.frames) if (frame.from === "answer") frame.paint();
    this.#announce();
    this.#askStreams();
    document.documentElement.dataset.settled = "";
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
    }
    for (const frame of this.frames) {
      if (frame.from === what) frame.coming(part ? "working…" : null, part);
      if (frame.from === what || (what === "ranges" && frame.part === quick.ranked)) frame.paint();
    }
  }

  #missing(what, trouble) {
    for (const frame of this.frames) if (frame.from === what) frame.coming(trouble.message);
  }

  async #readLaw() {
    const { on, state } = this.store.scenario;
    this.lawOf = `${on}${state}`;
    const asked = new URLSearchParams(Object.entries({ on, state }).filter(([, value]) => value));
    try {
      const law = await get(`/api/law?${asked}`);
      if (this.lawOf !== `${on}${state}`) return;
      this.law = law.levers;
      this.#show();
    } catch (trouble) {
      this.trouble(trouble);
    }
  }

  /** Every control stands where the scenario has it. */
  #show() {
    const { scenario } = this.store;
    this.table.show(scenario, this.law);
    this.presets.show(scenario);
    this.timeline.show(scenario.on ?? this.known.on);
    find("undo").disabled = !this.store.canUndo;
    find("redo").disabled = !this.store.canRedo;
  }

  #looked() {
    this.shown = { ...this.shown, ...this.store.view };
    for (const act of this.#viewers) act();
    history.replaceState(null, "", this.store.hash);
    this.ask();
  }

  /** Say the headline once, at rest, if it changed: a live region must not chatter. */
  #announce() {
    const text = this.answer.headline.slice(0, 3)
      .map((figure) => `${figure.title} ${change(figure.value, figure.digits)} ${figure.unit}`).join("; ");
    say(find("said"), text);
  }

  trouble(trouble) {
    const box = find("trouble");
    say(box, trouble.message);
    box.hidden = false;
  }

  // pinned

  async #pinChanged() {
    const { pinned } = this.store;
    find("pin").setAttribute("aria-pressed", pinned !== null);
    history.replaceState(null, "", this.store.hash);
    this.pinned = null;
    this.pinnedTalks = null;
    if (pinned && this.answer && pinned === this.store.scenario) {
      this.pinned = this.answer;
      this.pinnedTalks = this.stale ? null : this.#found.talks;
    } else if (pinned) {
      const { post } = await import("./api.js");
      this.pinned = await post("/api/answer", { ...pinned, show: this.#showing() });
    }
    this.#pinnedBar();
    if (this.answer) this.#answered(this.answer, performance.now());
  }

  #pinnedBar() {
    const bar = find("pinned");
    const { pinned } = this.store;
    bar.hidden = !pinned;
    if (!pinned) return;
    const button = (text, act) => make("button", { type: "button", onclick: act }, text);
    bar.replaceChildren(
      make("span", {}, make("b", {}, "Pinned: "), this.#spoken(pinned)),
      button("Exchange", () => { const now = this.store.scenario; this.store.pin(now); this.store.change(pinned); }),
      button("Let go", () => this.store.pin(null)));
  }

  #spoken(scenario) {
    const state = this.known.states.find((one) => one.id === scenario.state);
    const moved = Object.keys(scenario.levers).length;
    return `${state?.title ?? day(scenario.on ?? this.known.on)}, `
      + (moved ? `${moved} ${moved === 1 ? "lever" : "levers"} moved` : "as it stood");
  }

  // buttons and keys

  #tools() {
    const { store } = this;
    const pin = () => store.pin(store.pinned ? null : store.scenario);
    const act = { undo: () => store.undo(), redo: () => store.redo(), pin, share: () => this.#share(),
      reset: () => store.change({ on: null, state: null, levers: {}, elasticity: null, deficits: null }),
      help: () => this.words.all(), theme: () => this.#theme() };
    for (const [id, does] of Object.entries(act)) find(id).addEventListener("click", does);
    for (const button of document.querySelectorAll("[data-export]")) {
      button.addEventListener("click", () => this.#export(button.dataset.export));
    }
    closeMenus();
    for (const link of document.querySelectorAll("a[href^='#']")) { // the address holds the scenario
      link.addEventListener("click", (event) => {
        event.preventDefault();
        const part = find(link.hash.slice(1));
        part.scrollIntoView();
        part.focus({ preventScroll: true });
      });
    }
    const answers = find("panels");
    answers.addEventListener("pointerover", (event) => tip(event, event.target.closest("[data-tip]")?.dataset.tip));
    answers.addEventListener("pointerleave", () => tip(null));
    this.#named();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#named());
    document.addEventListener("keydown", (event) => {
      const typing = event.target.matches("input[type=text], textarea, select");
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") {
        event.preventDefault();
        if (event.shiftKey) store.redo();
        else store.undo();
      } else if (event.ctrlKey || event.metaKey || event.altKey || typing) return;
      else if (event.key === "p") pin();
      else if (event.key === "?") this.words.all();
    });
  }

  get dark() {
    const { theme } = document.documentElement.dataset;
    return theme ? theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  }

  #theme() {
    const chosen = this.dark ? "light" : "dark";
    document.documentElement.dataset.theme = chosen;
    localStorage.setItem("cobden-theme", chosen);
    this.#named();
  }

  #named() { say(find("theme").querySelector(".wide"), this.dark ? "Light" : "Dark"); }

  async #share() {
    history.replaceState(null, "", this.store.hash);
    try {
      await navigator.clipboard.writeText(location.href);
      say(find("said"), "The link is copied.");
      say(find("share").querySelector(".wide"), "Copied");
    } catch {
      say(find("said"), "The address of this page is the link.");
      say(find("share").querySelector(".wide"), "See the address");
    }
    setTimeout(() => say(find("share").querySelector(".wide"), "Share"), 2500);
  }

  async #export(kind) {
    say(find("said"), "Writing the file.");
    try {
      save(`${this.known.case}-${kind}`, await file(`/api/export/${kind}`, this.store.scenario));
      say(find("said"), "The file is saved.");
    } catch (trouble) {
      this.trouble(trouble);
    }
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
  const asked = store.scenario.case ? `?case=${encodeURIComponent(store.scenario.case)}` : "";
  const [known, outline] = await Promise.all([get(`/api/case${asked}`), get("/page/world.topojson")]);
  page.start(known, outline);
} catch (trouble) {
  page.trouble(trouble);
}
