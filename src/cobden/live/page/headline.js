// The figures everybody asks for first, big and live: now, before, and the range.

import { make, say } from "./dom.js";
import { short, shortSpan, sign } from "./format.js";

const UNITS = { percent: "%", "billion USD": "bn USD", "billion USD a year": "bn USD", points: "points" };

export class Headline {
  #tiles = new Map();

  constructor(host, ask, shortName) {
    this.host = host;
    this.ask = ask;
    this.shortName = shortName;
  }

  /** Repaint the figures; those pinned stand beside them. */
  paint(figures, pinned, misses = null) {
    const before = Object.fromEntries((pinned ?? []).map((figure) => [figure.id, figure]));
    for (const figure of figures) {
      if (!this.#tiles.has(figure.id)) this.#add(figure);
      const tile = this.#tiles.get(figure.id);
      this.#show(tile, figure, before[figure.id]);
      if (!misses) continue;
      tile.band.classList.remove("coming");
      say(tile.band, misses[figure.id] < 5e-4 ? "± under 0.001" : `±${short(misses[figure.id])}`);
    }
  }

  /** Show the ranges over elasticities and closures; `null` while they are being worked out. */
  ranges(found) {
    for (const [id, tile] of this.#tiles) {
      tile.band.classList.toggle("coming", found === null);
      const range = tile.range = found?.figures[id] ?? null;
      if (found === null) continue;
      const { value, change } = tile.figure;
      const outside = range && (value < range[0] || value > range[1]);
      say(tile.band, range ? `${shortSpan(range, change)}${outside ? ", itself outside" : ""}` : "");
      this.#show(tile, tile.figure, tile.pinned);
    }
  }

  #add(figure) {
    const big = make("span", { class: "big" });
    const unit = make("span", { class: "unit" }, UNITS[figure.unit] ?? figure.unit);
    const was = make("span", { class: "was" });
    const band = make("span", { class: "band", title: "Lowest and highest over all sets of elasticities and treatments of the deficits" });
    const kept = make("span", { class: "kept" });
    const tile = { big, was, band, kept, range: null };
    tile.element = make("button", { type: "button", class: "tile", "data-figure": figure.id,
      title: `${figure.title}: what it rests on`, onclick: () => this.ask(figure.id) },
      this.#label(figure), make("span", { class: "amount" }, big, unit), was, kept, band);
    this.#tiles.set(figure.id, tile);
    this.host.append(tile.element);
  }

  /** Two short lines: whose figure, and what it is. */
  #label({ what, whose, change }) {
    return make("span", { class: "label" }, make("b", {}, whose.map(this.shortName).join(" with ")), " ", change ? `${what}, change` : `${what} a year`);
  }

  /** Now, before and pinned: no finer than the range, once that is known. */
  #show(tile, figure, pinned) {
    Object.assign(tile, { figure, pinned });
    const signed = figure.change;
    const text = (value) => short(value, signed, tile.range);
    say(tile.big, text(figure.value));
    tile.element.dataset.sign = signed && /[1-9]/.test(tile.big.textContent) ? sign(figure.value) : "";
    const unmoved = text(figure.standing);
    say(tile.was, signed ? (unmoved === tile.big.textContent ? "" : `unmoved ${unmoved}`) : `before ${text(figure.before)}`);
    say(tile.kept, pinned ? `${text(pinned.value)} pinned, ${short(figure.value - pinned.value, true)}` : "");
    tile.kept.hidden = !pinned;
  }
}
