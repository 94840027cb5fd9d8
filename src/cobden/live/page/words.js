// Plain words for every term, and the keys that work.

import { drawer } from "./basis.js";
import { make } from "./dom.js";

const KEYS = [
  ["Tab", "from one control to the next"],
  ["← →", "move a slider, or the day by one; with Ctrl, to the next event"],
  ["Page Up, Page Down", "a bigger step; the day by thirty"],
  ["Home, End", "to either end"],
  ["Ctrl Z, Ctrl Shift Z", "undo, redo"],
  ["P", "pin these answers, or let them go"],
  ["?", "this page of words and keys"],
  ["Escape", "close what is open"],
];

export class Words {
  constructor(words) {
    this.words = words;
    this.box = make("div", { popover: "auto", class: "meaning", id: "meaning" });
    document.body.append(this.box);
  }

  /** A mark beside a term that opens its meaning; nothing where it has none. */
  help(term) {
    const meaning = this.words[term];
    if (!meaning) return null;
    return make("button", { type: "button", class: "word", "aria-label": `What is meant by ${term}?`, title: meaning,
      onclick: (event) => this.#show(event.currentTarget, term, meaning) }, "?");
  }

  /** Everything at once. */
  all() {
    drawer("words", "Words and keys",
      make("section", {}, make("h3", {}, "Words"),
        make("dl", {}, Object.entries(this.words).flatMap(([term, meaning]) => [make("dt", {}, term), make("dd", {}, meaning)]))),
      make("section", {}, make("h3", {}, "Keys"),
        make("dl", { class: "keyboard" }, KEYS.flatMap(([key, does]) => [make("dt", {}, key), make("dd", {}, does)]))));
  }

  #show(button, term, meaning) {
    this.box.replaceChildren(make("b", {}, term), make("p", {}, meaning));
    const place = button.getBoundingClientRect();
    this.box.showPopover();
    const left = Math.max(8, Math.min(place.left, window.innerWidth - this.box.offsetWidth - 8));
    this.box.style.left = `${left}px`;
    this.box.style.top = `${Math.min(place.bottom + 6, window.innerHeight - this.box.offsetHeight - 8)}px`;
  }
}
