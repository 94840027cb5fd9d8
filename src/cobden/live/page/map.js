// The world map: drawn once by Vega, its countries then coloured by hand as the answers come.

import { Chart, tip } from "./charts.js";
import { make } from "./dom.js";
import { change } from "./format.js";
import { world } from "./specs.js";

export const BOUNDS = [-1, -0.3, -0.1, 0, 0.1, 0.3, 1]; // per cent
const colour = (value) => `var(--map${1 + BOUNDS.filter((bound) => value >= bound).length})`;

export class WorldMap {
  #shapes = null;

  constructor(host, outline, pick) {
    this.host = make("div", { class: "plate" });
    host.append(this.host, legend());
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
    for (const [code, shape] of (this.#shapes ??= this.#found())) {
      const value = values.get(code);
      const fill = value === undefined ? "var(--none)" : colour(value);
      if (shape.fill !== fill) shape.path.setAttribute("fill", (shape.fill = fill));
      const edge = code === chosen;
      if (shape.edge !== edge) {
        shape.edge = edge;
        shape.path.setAttribute("stroke", edge ? "var(--ink)" : "var(--paper)");
        shape.path.setAttribute("stroke-width", edge ? 1.4 : 0.5);
      }
    }
  }

  #found() {
    const paths = this.host.querySelectorAll(".mark-shape path");
    return [...paths].map((path) => [path.__data__?.datum?.id, { path }]);
  }
}

function legend() {
  const words = ["below −1%", ...BOUNDS.slice(0, -1).map((low, n) =>
    `${change(low, 1)} to ${change(BOUNDS[n + 1], 1)}`), "above +1%"];
  return make("ul", { class: "legend", "aria-label": "Colours: change of real income" },
    words.map((text, n) => {
      const item = make("li", {}, text);
      item.style.setProperty("--colour", `var(--map${n + 1})`);
      return item;
    }));
}
