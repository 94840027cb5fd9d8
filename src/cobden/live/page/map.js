// The world map: drawn once by Vega, its countries then coloured by hand as the answers come.

import { Chart, tip } from "./charts.js";
import { make } from "./dom.js";
import { change } from "./format.js";
import { world } from "./specs.js";

const STEPS = [-1, -0.3, -0.1, 0, 0.1, 0.3, 1]; // per cent, before they are fitted

/** The power of ten of the steps at which a tenth of the values lie beyond the first. */
function fitted(values) {
  const sizes = [...values].map(Math.abs).filter((size) => size > 1e-6)
    .sort((one, other) => one - other);
  return sizes.length ? Math.floor(Math.log10(sizes[Math.floor(0.9 * (sizes.length - 1))] / 0.1))
    : undefined;
}

export class WorldMap {
  #shapes = null;

  constructor(host, outline, pick) {
    this.host = make("div", { class: "plate" });
    this.#fit(0);
    host.append(this.host, this.legend);
    this.chart = new Chart(this.host, world({ outline }));
    const at = (event) => event.target.closest?.("path")?.__data__?.datum?.id;
    this.host.addEventListener("pointermove", (event) => tip(event, this.labels?.get(at(event))));
    this.host.addEventListener("pointerleave", () => tip(null));
    this.host.addEventListener("click", (event) => this.labels?.has(at(event)) && pick(at(event)));
  }

  /** Colour every economy. `values` and `labels` by code. */
  async paint(values, labels, chosen) {
    this.labels = labels;
    if (!this.chart.view || this.chart.width !== this.width) {
      await this.chart.paint({});
      this.width = this.chart.width;
      this.#shapes = null;
    }
    const power = fitted(values.values());
    // Once fitted they only widen, so that what moves keeps its colours.
    if (power !== undefined && !(this.power >= power)) this.#fit((this.power = power));
    for (const [code, shape] of (this.#shapes ??= this.#found())) {
      const value = values.get(code);
      const fill = value === undefined ? "var(--none)" : this.#colour(value);
      if (shape.fill !== fill) shape.path.setAttribute("fill", (shape.fill = fill));
      const edge = code === chosen;
      if (shape.edge !== edge) {
        shape.edge = edge;
        shape.path.setAttribute("stroke", edge ? "var(--ink)" : "var(--paper)");
        shape.path.setAttribute("stroke-width", edge ? 1.4 : 0.5);
      }
    }
  }

  #colour(value) {
    return `var(--map${1 + this.bounds.filter((bound) => value >= bound).length})`;
  }

  #fit(power) {
    this.bounds = STEPS.map((step) => Number((step * 10 ** power).toPrecision(6)));
    const drawn = legend(this.bounds);
    this.legend?.replaceWith(drawn);
    this.legend = drawn;
  }

  #found() {
    const paths = this.host.querySelectorAll(".mark-shape path");
    return [...paths].map((path) => [path.__data__?.datum?.id, { path }]);
  }
}

function legend(bounds) {
  const digits = Math.max(0, Math.ceil(-Math.log10(bounds[4])));
  const told = (value) => change(value, value ? digits : 0);
  const words = [`below ${told(bounds[0])}%`, ...bounds.slice(0, -1).map((low, n) =>
    `${told(low)} to ${told(bounds[n + 1])}`), `above ${told(bounds.at(-1))}%`];
  return make("ul", { class: "legend", "aria-label": "Colours: change of real income" },
    words.map((text, n) => {
      const item = make("li", {}, text);
      item.style.setProperty("--colour", `var(--map${n + 1})`);
      return item;
    }));
}
