// Vega-Lite charts that are drawn once and then fed: a repaint changes data, never the chart.
// The colours are the page's own variables, so one drawing serves light, dark and paper.

import { find } from "./dom.js";

const ready = new Promise((resolve, reject) => {
  if (window.vegaEmbed) resolve();
  find("vega").addEventListener("load", resolve);
  find("vega").addEventListener("error", () => reject(new Error("The charts could not be loaded.")));
});

const INK = "var(--ink)";
const SOFT = "var(--soft)";
const RULE = "var(--rule)";
const CONFIG = {
  background: null,
  font: "'Source Sans 3', Arial, sans-serif",
  view: { stroke: null },
  axis: { labelColor: SOFT, titleColor: SOFT, labelFontSize: 11.5, titleFontSize: 11.5,
    titleFontWeight: "normal", gridColor: RULE, domain: false, ticks: false, labelPadding: 6 },
  axisY: { labelColor: INK },
  legend: { labelColor: INK, titleColor: SOFT, labelFontSize: 11.5 },
  text: { color: INK },
  aria: false, // the panel names the chart, and offers its figures as a table
};
// The page forbids `eval`: Vega's expressions are interpreted instead.
const OPTIONS = { ast: true, actions: false, renderer: "svg", defaultStyle: false,
  tooltip: false, logLevel: 1 /* errors: a column that is empty today is no fault */ };

/** One chart in a panel. `spec(width)` gives its Vega-Lite specification. */
export class Chart {
  #starting = null;
  width = 0;

  constructor(host, spec, { onpick } = {}) {
    this.host = host;
    this.spec = spec;
    this.onpick = onpick;
    new ResizeObserver(() => this.#resize()).observe(host);
  }

  /** Repaint with new rows by data set, and new values by signal. */
  async paint(tables, signals = {}) {
    this.kept = [tables, signals];
    if (!this.view) {
      this.#starting ??= this.#start();
      await this.#starting;
      return;
    }
    this.#feed();
    await this.view.runAsync();
  }

  #feed() {
    const [tables, signals] = this.kept;
    for (const [name, value] of Object.entries(signals)) this.view.signal(name, value);
    for (const [name, rows] of Object.entries(tables)) this.view.data(name, rows);
  }

  async #start() {
    await ready;
    this.width = this.host.clientWidth;
    const [tables, signals] = this.kept;
    const spec = { ...this.spec(this.width), config: CONFIG, datasets: tables };
    if (spec.params) spec.params = spec.params.map(({ name }) => ({ name, value: signals[name] }));
    const { view } = await window.vegaEmbed(this.host, spec, OPTIONS);
    // a screen reader is told what the panel shows, and offered its table
    this.host.querySelector("svg").setAttribute("aria-hidden", "true");
    const show = (event, item) => tip(event, item?.datum?.label);
    view.addEventListener("pointermove", show);
    view.addEventListener("pointerdown", show);
    view.addEventListener("pointerout", () => tip(null));
    if (this.onpick) view.addEventListener("click", (event, item) => item?.datum && this.onpick(item.datum));
    this.view = view;
    this.#feed();
    await view.runAsync();
  }

  /** Drawn anew for another width; while dragging a window's edge at most once a frame. */
  #resize() {
    const width = this.host.clientWidth;
    if (!this.view || !width || width === this.width) return;
    this.width = width;
    const spec = this.spec(width);
    this.view.width(spec.width).height(spec.height).runAsync();
  }
}

/** Show a mark's figures beside the pointer. */
export function tip(event, text) {
  const box = find("tip");
  box.classList.toggle("shown", Boolean(text));
  if (!text) return;
  if (box.textContent !== text) box.textContent = text;
  const room = window.innerWidth - box.offsetWidth - 8;
  const x = Math.max(8, Math.min(event.clientX + 14, room));
  const y = Math.max(8, event.clientY - box.offsetHeight - 12);
  box.style.transform = `translate(${x}px,${y}px)`;
}

/** Ends of an axis that hold all `values` and zero, with room, at round figures. */
export function reach(values, { zero = true } = {}) {
  const known = values.filter(Number.isFinite);
  let low = Math.min(...known, ...(zero ? [0] : []));
  let high = Math.max(...known, ...(zero ? [0] : []));
  if (!(high - low > 1e-6)) [low, high] = [low - 0.005, high + 0.005];
  const step = round((high - low) / 5);
  const room = 0.04 * (high - low);
  return [step * Math.floor((low - room) / step), step * Math.ceil((high + room) / step)];
}

/** The round step that is no less than a rough one; its multiples need one digit. */
function round(rough) {
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].map((n) => n * power).find((n) => n >= rough * (1 - 1e-9));
}

/**
 * Where an axis is labelled: at round figures, zero always among them, few enough to stand apart;
 * the longer the figures, the fewer.
 */
export function ticks(low, high, most = 4) {
  const step = round((high - low) / most);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  const found = Array.from({ length: last - first + 1 }, (_, n) => Number(((first + n) * step).toPrecision(12)));
  const longest = Math.max(...found.map((figure) => String(figure).length));
  return longest > 5 && most > 2 ? ticks(low, high, most - 1) : found;
}

/** An axis that stands still while a slider moves, and only ever widens until it rests. */
export class Axis {
  ends = null;

  fit(values, moving) {
    const [low, high] = reach(values);
    const wide = this.ends && high - low < 0.45 * (this.ends[1] - this.ends[0]);
    if (!this.ends || (!moving && (wide || low < this.ends[0] || high > this.ends[1]))) this.ends = [low, high];
    else this.ends = [Math.min(low, this.ends[0]), Math.max(high, this.ends[1])];
    return { low: this.ends[0], high: this.ends[1], ticks: ticks(...this.ends) };
  }
}
