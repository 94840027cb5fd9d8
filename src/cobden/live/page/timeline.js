// The timeline: what happens when, and the day whose law is on the table.

import { tip } from "./charts.js";
import { draw, make, say } from "./dom.js";
import { day, dayNumber, isoOf, month, number, shortDay } from "./format.js";

const LINE = 26; // on top the mean duty by day
const EVENTS = LINE + 13; // the lane of rounds, deadlines and news
const SPANS = LINE + 25; // below it what is in force, in rows
const ROW = 14;
const FOOT = 25; // the months, and the chosen day
const EDGE = 12;
const SIGNS = {
  round: "M0,-6 6,0 0,6 -6,0Z",
  deadline: "M-4.5,-6H5L2.5,-2.5 5,1H-3V7H-4.5Z",
  news: "M0,-2.5A2.5,2.5 0 1 1 0,2.5A2.5,2.5 0 1 1 0,-2.5Z",
};
const WEIGHT = ["news", "deadline", "round"];
const LETTER = 5.7; // mean width of a letter of a label
const NAMED = 34; // the room that the name of a month needs

export class Timeline {
  #days;
  #handle;
  #bubble;
  #next;

  constructor(host, { dates, timeline }, choose) {
    this.choose = choose;
    this.first = dayNumber(dates.first);
    this.last = dayNumber(dates.last);
    this.spans = rows(timeline, this.first, this.last);
    this.moments = moments(timeline);
    this.base = SPANS + ROW * (1 + Math.max(0, ...this.spans.map((span) => span.row))) + 2;
    this.#days = [...new Set([...this.moments.map(({ at }) => at), ...this.spans.flatMap(({ from, until }) => [from, until])])]
      .filter((at) => at >= this.first && at <= this.last).sort((a, b) => a - b);
    this.picture = draw("svg", { class: "timeline", height: this.base + FOOT, "aria-hidden": "true" });
    this.#handle = make("div", {
      class: "handle", role: "slider", tabindex: 0, "aria-label": "Day whose law is on the table",
      "aria-valuemin": this.first, "aria-valuemax": this.last, onkeydown: (event) => this.#key(event),
    });
    this.#bubble = make("output", { class: "bubble" });
    this.#handle.append(this.#bubble);
    this.#next = make("p", { class: "next" });
    this.track = make("div", { class: "track" }, this.picture, this.#handle);
    const step = (way, title, name) => make("button", { type: "button", class: `step ${name}`,
      title, "aria-label": title, onclick: () => this.#jump(way) }, way < 0 ? "‹" : "›");
    host.replaceChildren(
      make("div", { class: "timeline-row" }, step(-1, "Event before", "before"), this.track,
        step(1, "Event after", "after")),
      this.#next);
    this.#drag();
    this.track.style.height = `${this.base + FOOT}px`;
    this.track.style.setProperty("--base", `${this.base}px`);
    this.track.addEventListener("pointermove", (event) => tip(event, event.target.closest("[data-tip]")?.dataset.tip));
    this.track.addEventListener("pointerleave", () => tip(null));
    new ResizeObserver(() => this.#layout()).observe(this.track);
  }

  /** Show the chosen day. */
  show(iso) {
    if (dayNumber(iso) === this.chosen) return;
    this.chosen = dayNumber(iso);
    const text = day(iso);
    say(this.#bubble, text);
    this.#handle.setAttribute("aria-valuenow", this.chosen);
    this.#handle.setAttribute("aria-valuetext", text);
    this.#place();
    say(this.#next, this.#comes());
  }

  /** Draw the mean duties by day, once they are known. */
  averages(duties, name) {
    this.duties = duties.map((duty) => ({ ...duty, title: `Mean duty of ${name(duty.by)} on ${name(duty.on)}`, at: duty.days.map(dayNumber) }));
    this.width = 0;
    this.#layout();
    say(this.#next, this.#comes());
  }

  /** What the mean duties are on a day. */
  #mean(days) {
    return (this.duties ?? []).map((duty) => {
      const n = duty.at.findLastIndex((at) => at <= days);
      return n < 0 ? null : `${duty.title[0].toLowerCase()}${duty.title.slice(1)} ${number(duty.rates[n], 1)}%`;
    }).filter(Boolean).join(", ");
  }

  /** One step line for each pair, all on one scale from zero, the highest labelled. */
  #lines() {
    if (!this.duties?.length) return [];
    const top = Math.max(...this.duties.flatMap(({ rates }) => rates));
    const y = (rate) => LINE - 1 - ((LINE - 10) * rate) / top;
    const paths = this.duties.map(({ at, rates }, n) => {
      const steps = at.map((from, k) => `${k ? "H" : "M"}${this.#x(Math.max(from, this.first))}${k ? "V" : ","}${y(rates[k])}`);
      return draw("path", { class: `mean mean${n + 1}`, d: `${steps.join("")}H${this.width - EDGE}` });
    });
    const words = this.duties.map(({ title, rates, days }, n) => {
      const high = rates.indexOf(Math.max(...rates));
      return `${n ? "dashed: " : ""}${n ? title[0].toLowerCase() + title.slice(1) : title}, at most ${number(rates[high], 1)}% from ${shortDay(days[high])}`;
    }).join("; ");
    const text = fitting(words, this.width - 2 * EDGE);
    return [draw("line", { class: "tick", x1: EDGE, x2: this.width - EDGE, y1: LINE - 1, y2: LINE - 1, opacity: 0.35 }), ...paths,
      ...(text ? [draw("text", { class: "label halo", x: EDGE, y: 10 }, text)] : [])];
  }

  #x(days) {
    return EDGE + ((days - this.first) / (this.last - this.first)) * (this.width - 2 * EDGE);
  }

  #place() {
    if (!this.width || this.chosen === undefined) return;
    const x = this.#x(this.chosen);
    this.#handle.style.left = `${(100 * x) / this.width}%`; // of whatever width paper has
    const half = this.#bubble.offsetWidth / 2;
    const push = Math.max(half - x, 0) - Math.max(x + half - this.width, 0);
    this.#bubble.style.transform = `translateX(calc(-50% + ${push}px))`;
    for (const { classList, dataset } of this.picture.querySelectorAll("[data-day]")) {
      const begun = Number(dataset.day) <= this.chosen;
      classList.toggle("past", begun && !(Number(dataset.until) <= this.chosen));
    }
  }

  #comes() {
    const starts = this.spans.filter(({ from }) => from === this.chosen).map(({ title }) => title);
    const now = [...(this.moments.find(({ at }) => at === this.chosen)?.titles ?? []), ...starts];
    const next = this.moments.find(({ at, kind }) => at > this.chosen && kind !== "news");
    const said = [...now, this.#mean(this.chosen)].filter(Boolean).join(" · ");
    if (!next) return said;
    const wait = next.at - this.chosen;
    const coming = `in ${wait} ${wait === 1 ? "day" : "days"}, ${shortDay(isoOf(next.at))}: ${next.titles[0]}`;
    return said ? `${said}  →  ${coming}` : `Next, ${coming}`;
  }

  #layout() {
    const width = this.track.clientWidth;
    if (width === this.width) return;
    this.width = width;
    this.picture.setAttribute("viewBox", `0 0 ${width} ${this.base + FOOT}`);
    this.picture.replaceChildren(...this.#lines(), ...this.#axis(), ...this.spans.map((span) => this.#span(span)), ...this.#marks());
    this.#place();
  }

  #axis() {
    const nodes = [draw("line", { class: "axis", x1: EDGE, x2: this.width - EDGE, y1: this.base, y2: this.base })];
    const start = isoOf(this.first);
    let [year, number] = [Number(start.slice(0, 4)), Number(start.slice(5, 7))];
    const wide = (this.width - 2 * EDGE) / (this.last - this.first) * 30.4;
    const every = [1, 2, 3, 6].find((months) => months * wide >= NAMED) ?? 12;
    for (;;) {
      const iso = `${year}-${String(number).padStart(2, "0")}-01`;
      const at = dayNumber(iso);
      if (at > this.last) break;
      if (at >= this.first) {
        const x = this.#x(at);
        nodes.push(draw("line", { class: "tick", x1: x, x2: x, y1: this.base, y2: this.base + 5 }));
        if ((number - 1) % every === 0) {
          nodes.push(draw("text", { class: "month", x: x + 4, y: this.base + 15 },
            number === 1 ? String(year) : month(iso)));
        }
      }
      number += 1;
      if (number > 12) [year, number] = [year + 1, 1];
    }
    return nodes;
  }

  /** A measure while it is in force: open on the left of the first day, on the right of the last. */
  #span({ from, until, title, row, suspended, onlyIn }) {
    const [x, end] = [this.#x(Math.max(from, this.first)), this.#x(Math.min(until, this.last))];
    const group = draw("g", { class: `span ${suspended ? "suspended" : ""} ${onlyIn.length ? "assumed" : ""}`, "data-day": from, "data-until": until,
      transform: `translate(${x},${SPANS + ROW * row})` },
      draw("rect", { width: Math.max(2, end - x - 1), height: ROW - 2, rx: 2 }));
    const text = fitting(title, end - x - 10);
    if (text) group.append(draw("text", { class: "label", x: 5, y: 9.5 }, text));
    const where = onlyIn.length ? ` (in no body of law: only in ${onlyIn.map((one) => `“${one}”`).join(", ")})` : "";
    group.dataset.tip = `${title}${where}, from ${day(isoOf(from))}${until > this.last ? "" : ` to ${day(isoOf(until))}`}`;
    return group;
  }

  #marks() {
    const big = this.moments.filter(({ kind }) => kind !== "news");
    return this.moments.map(({ at, kind, titles }) => {
      const x = this.#x(at);
      const group = draw("g", { class: `event ${kind}`, "data-day": at, transform: `translate(${x},${EVENTS})`,
        "data-tip": `${day(isoOf(at))}: ${titles.join("; ")}` },
        draw("circle", { class: "target", r: 10 }), draw("path", { class: "sign", d: SIGNS[kind] }));
      if (kind === "news") return group;
      const next = this.moments.find((other) => other.at > at && other.kind !== "news")?.at;
      const room = (next === undefined ? this.width : this.#x(next)) - x - 22;
      const crossed = this.moments.some((other) => other.kind === "news" && other.at > at
        && this.#x(other.at) < x + 16 + LETTER * Math.min(titles[0].length, room / LETTER));
      const text = crossed && big.length > 3 ? fitting(titles[0], this.#clear(at) - 18) : fitting(titles[0], room);
      if (text) group.append(draw("text", { class: "label", x: 10, y: 4 }, text));
      return group;
    });
  }

  /** Room to the right of a day before anything else happens. */
  #clear(at) {
    const next = this.moments.find((other) => other.at > at)?.at;
    return (next === undefined ? this.width : this.#x(next)) - this.#x(at);
  }

  #drag() {
    const pick = (event) => {
      const box = this.track.getBoundingClientRect();
      const share = (event.clientX - box.left - EDGE) / (this.width - 2 * EDGE);
      const days = Math.round(this.first + share * (this.last - this.first));
      this.#choose(days);
    };
    this.track.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      this.track.setPointerCapture(event.pointerId);
      this.track.classList.add("dragging");
      const mark = event.target.closest("[data-day]");
      if (mark?.classList.contains("event")) this.#choose(Number(mark.dataset.day));
      else pick(event);
      this.#handle.focus({ preventScroll: true });
      event.preventDefault();
    });
    this.track.addEventListener("pointermove", (event) => {
      if (this.track.hasPointerCapture(event.pointerId) && Math.abs(event.movementX) > 0) pick(event);
    });
    for (const name of ["pointerup", "pointercancel"]) {
      this.track.addEventListener(name, () => this.track.classList.remove("dragging"));
    }
  }

  #choose(days) {
    const kept = Math.max(this.first, Math.min(this.last, days));
    if (kept !== this.chosen) this.choose(isoOf(kept));
  }

  #jump(way) {
    const days = way < 0
      ? this.#days.filter((at) => at < this.chosen).at(-1)
      : this.#days.find((at) => at > this.chosen);
    if (days !== undefined) this.#choose(days);
  }

  #key(event) {
    const steps = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -30, PageUp: 30 };
    if (event.key in steps) {
      if (event.ctrlKey) this.#jump(steps[event.key]);
      else this.#choose(this.chosen + steps[event.key]);
    } else if (event.key === "Home") this.#choose(this.first);
    else if (event.key === "End") this.#choose(this.last);
    else return;
    event.preventDefault();
  }
}

/** The text, cut to a width, or nothing where too little of it would be left. */
function fitting(text, room) {
  const most = Math.floor(room / LETTER);
  if (text.length <= most) return text;
  return most > 9 ? `${text.slice(0, most - 1).trimEnd()}…` : null;
}

/** What happens on each day, once, under its weightiest kind. */
function moments(timeline) {
  const found = new Map();
  for (const { date, kind, title } of timeline) {
    if (!(kind in SIGNS)) continue;
    const at = dayNumber(date);
    const here = found.get(at) ?? { at, kind, titles: [] };
    if (WEIGHT.indexOf(kind) > WEIGHT.indexOf(here.kind)) Object.assign(here, { kind, titles: [title, ...here.titles] });
    else here.titles.push(title);
    found.set(at, here);
  }
  return [...found.values()].sort((a, b) => a.at - b.at);
}

/** Measures as spans in as few rows as hold them; what goes on under one title is one span. */
function rows(timeline, first, last) {
  const merged = new Map();
  for (const { date, until, kind, title, lever, only_in: onlyIn } of timeline) {
    if (kind !== "measure" || !lever) continue;
    const key = `${lever} ${title}`;
    const [from, end] = [dayNumber(date), until ? dayNumber(until) : last + 1];
    const here = merged.get(key);
    if (here && from <= here.until) here.until = Math.max(here.until, end);
    else merged.set(key, { lever, title, from, until: end, suspended: lever.endsWith("suspended"), onlyIn });
  }
  const ends = [];
  const order = [...merged.values()].filter((span) => span.until > first && span.from <= last).sort((a, b) => a.from - b.from);
  for (const span of order) {
    const own = order.find((other) => other.row !== undefined && other.lever === span.lever && ends[other.row] <= span.from);
    const free = own?.row ?? ends.findIndex((end) => end <= span.from);
    span.row = free < 0 ? ends.length : free;
    ends[span.row] = span.until;
  }
  return order;
}
