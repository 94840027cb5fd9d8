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

/**
 * The heavier questions, asked at rest and dropped at the first move: `lanes` go on side by side,
 * within a lane one after the other.
 */
export class Streams {
  #stop = new AbortController();
  #asked = new Set();
  #turn = new Map();

  constructor({ lanes, told, part, done, failed }) {
    Object.assign(this, { lanes, told, part, done, failed });
  }

  /** A move: whatever is under way is no longer wanted. */
  drop() {
    this.#stop.abort();
    this.#stop = new AbortController();
    this.#asked.clear();
    this.#turn.clear();
  }

  /** Ask all that are `wanted` and not yet asked of this scenario. */
  ask(question, wanted) {
    for (const lane of this.lanes) {
      for (const what of lane) {
        if (this.#asked.has(what) || !wanted(what)) continue;
        this.#asked.add(what);
        const { signal } = this.#stop;
        const before = this.#turn.get(lane) ?? Promise.resolve();
        this.#turn.set(lane, before.then(() => this.#follow(what, question, signal)));
      }
    }
  }

  async #follow(what, question, signal) {
    if (signal.aborted) return;
    try {
      this.told(what, null);
      const found = await follow(`/api/stream/${what}`, question, signal, (event, data) =>
        (event === "part" ? this.part(what, data) : this.told(what, data)));
      if (!signal.aborted) this.done(what, found);
    } catch (trouble) {
      if (!signal.aborted) this.failed(what, trouble);
    }
  }
}
