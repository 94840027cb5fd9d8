// The figures everybody asks for first, big and live.

import { make, say } from "./dom.js";
import { change, number, sign, span } from "./format.js";

const UNITS = { percent: "%", "billion USD": "bn", "billion USD a year": "bn", points: "points" };
const ABOUT = { welfare: "real income", revenue: "tariff revenue", balance: "goods balance", output: "output" };
const LEVELS = ["revenue"]; // amounts that need no sign

export class Headline {
  #tiles = new Map();

  constructor(host, ask, short) {
    this.host = host;
    this.ask = ask;
    this.short = short;
  }

  /** Repaint the figures; those pinned stand beside them. */
  paint(figures, pinned) {
    const before = Object.fromEntries((pinned ?? []).map((figure) => [figure.id, figure]));
    for (const figure of figures) {
      if (!this.#tiles.has(figure.id)) this.#add(figure);
      this.#show(this.#tiles.get(figure.id), figure, before[figure.id]);
    }
  }

  /** Show the range over elasticities and closures; `null` while it is being worked out. */
  ranges(found) {
    for (const [id, tile] of this.#tiles) {
      const economy = /^welfare:(\w+)$/.exec(id)?.[1];
      if (!economy) continue;
      tile.band.classList.toggle("coming", found === null);
      if (found === null) continue;
      const at = found.economies.indexOf(economy);
      if (at < 0) continue;
      tile.range = { low: found.low[at], high: found.high[at] };
      say(tile.band, span(tile.range.low, tile.range.high, tile.figure.digits ?? 2));
    }
  }

  #add(figure) {
    const big = make("span", { class: "big" });
    const unit = make("span", { class: "unit" }, UNITS[figure.unit] ?? figure.unit);
    const band = make("span", { class: "band", title: "Lowest and highest over all sets of elasticities and closures" });
    const kept = make("span", { class: "kept" });
    const tile = { big, band, kept };
    tile.element = make("button", { type: "button", class: "tile", "data-figure": figure.id,
      "aria-label": figure.title, title: `${figure.title}: what it rests on`, onclick: () => this.ask(figure.id) },
      this.#label(figure), make("span", { class: "amount" }, big, unit), kept, band);
    this.#tiles.set(figure.id, tile);
    this.host.append(tile.element);
  }

  /** Two short lines: whose figure, and what it is. */
  #label({ id, title }) {
    const [kind, ...codes] = id.split(":");
    if (!(kind in ABOUT)) return make("span", { class: "label" }, make("b", {}, title));
    const whose = kind === "balance" ? `${this.short(codes[0])} with ${this.short(codes[1])}` : this.short(codes[0]);
    return make("span", { class: "label" }, make("b", {}, whose), kind === "output" ? `output, ${title.split(": ")[1].toLowerCase()}` : ABOUT[kind]);
  }

  #show(tile, figure, pinned) {
    tile.figure = figure;
    const digits = figure.digits ?? 2;
    const signed = !LEVELS.includes(figure.id.split(":")[0]);
    say(tile.big, number(figure.value, digits, signed));
    tile.element.dataset.sign = signed && tile.big.textContent !== number(0, digits) ? sign(figure.value) : "";
    say(tile.kept, pinned
      ? `${number(pinned.value, digits, signed)} pinned, ${change(figure.value - pinned.value, digits)}`
      : "");
    tile.kept.hidden = !pinned;
  }
}
