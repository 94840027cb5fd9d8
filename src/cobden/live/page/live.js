// The loop between slider and answer: one question under way, the newest next, the rest forgotten.

import { follow, post } from "./api.js";

const REST = 350; // milliseconds without a move before the heavier questions are asked

/** Asks for answers as fast as they come back, and never for one that is no longer wanted. */
export class Live {
  #next = null;
  #busy = false;

  constructor({ answered, failed, rested }) {
    Object.assign(this, { answered, failed, rested });
  }

  /** A question, and when the reader moved. */
  ask(question, moved) {
    this.#next = { question, moved };
    clearTimeout(this.timer);
    if (!this.#busy) this.#run();
  }

  async #run() {
    this.#busy = true;
    while (this.#next) {
      const { question, moved } = this.#next;
      this.#next = null;
      try {
        const answer = await post("/api/answer", question);
        await this.answered(answer, moved);
      } catch (trouble) {
        if (trouble.status !== 409) this.failed(trouble);
      }
    }
    this.#busy = false;
    this.timer = setTimeout(this.rested, REST);
  }
}

/** The heavier questions, asked at rest, one after the other, dropped at the first move. */
export class Streams {
  #stop = null;
  #done = new Map();

  constructor({ order, told, done, failed }) {
    Object.assign(this, { order, told, done, failed });
  }

  /** A move: whatever is under way is no longer wanted. */
  drop() {
    this.#stop?.abort();
    this.#stop = null;
    this.#done.clear();
  }

  /** Ask all that are `wanted` and not yet answered for this scenario. */
  async ask(question, wanted) {
    if (this.#stop) return;
    const stop = (this.#stop = new AbortController());
    for (const what of this.order) {
      if (this.#done.has(what) || !wanted(what)) continue;
      try {
        this.told(what, null);
        const found = await follow(`/api/stream/${what}`, question, stop.signal, (report) => this.told(what, report));
        if (stop.signal.aborted) return;
        this.#done.set(what, true);
        this.done(what, found);
      } catch (trouble) {
        if (stop.signal.aborted) return;
        this.#done.set(what, false);
        this.failed(what, trouble);
      }
    }
    if (this.#stop === stop) this.#stop = null;
  }
}
