// The answers that the reader keeps beside those on the table.

import { post } from "./api.js";
import { find, make } from "./dom.js";
import { persist } from "./live.js";
import { spoken } from "./spoken.js";
import { same } from "./state.js";

export class Pinned {
  answer = null;
  talks = null;

  constructor(page) { this.page = page; }

  /** The reader pinned a scenario or let it go: have its answers, and show them. */
  async changed() {
    const { page } = this;
    const { pinned, scenario } = page.store;
    find("pin").setAttribute("aria-pressed", pinned !== null);
    history.replaceState(null, "", page.store.hash);
    Object.assign(this, { answer: null, talks: null });
    this.#bar();
    if (pinned && page.confirmed && same(pinned, scenario)) {
      this.answer = page.answer;
      this.talks = page.stale ? null : page.data("talks");
    } else if (pinned) {
      try {
        const found = await persist(() => post("api/answer", { ...pinned, show: page.showing }),
          () => this.#bar("not known yet: the server does not answer"));
        if (pinned !== page.store.pinned) return;
        this.answer = found;
        this.#bar();
      } catch (trouble) {
        this.#bar(trouble.message);
      }
    }
    page.repaint();
  }

  #bar(fault = null) {
    const bar = find("pinned");
    const { store, known } = this.page;
    const { pinned } = store;
    bar.hidden = !pinned;
    if (!pinned) return;
    const button = (text, act) => make("button", { type: "button", onclick: act }, text);
    bar.replaceChildren(
      make("span", {}, make("b", {}, "Pinned: "), spoken(pinned, known), fault && `, ${fault}`),
      button("Exchange", () => { const now = store.scenario; store.pin(now); store.replace(pinned); }),
      button("Let go", () => store.pin(null)));
  }
}
