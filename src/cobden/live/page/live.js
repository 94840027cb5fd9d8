// The loop between slider and answer: one question under way, the newest next, the rest forgotten;
// what the server could not answer just now is asked again by itself.

import { follow, post } from "./api.js";

const REST = 350; // milliseconds without a move before the heavier questions are asked
const WAITS = [1, 2, 4, 8, 15]; // seconds before what failed is asked again

/** Asks for answers as fast as they come back, and never for one that is no longer wanted. */
export class Live {
  #next = null;
  #busy = false;
  #tries = 0;
  #waiting = null;

  constructor({ answered, failed, rested }) {
    Object.assign(this, { answered, failed, rested });
    for (const [what, sign] of [[window, "online"], [document, "visibilitychange"]]) {
      what.addEventListener(sign, () => this.#waiting && this.ask(...this.#waiting));
    }
  }

  /** Whether a question is under way. */
  get busy() { return this.#busy; }

  /** A question, and when the reader moved; `again` if it is asked anew without a move. */
  ask(question, moved, again = false) {
    if (!again) this.#tries = 0;
    this.#next = { question, moved };
    this.#waiting = null;
    clearTimeout(this.timer);
    clearTimeout(this.again);
    if (!this.#busy) this.#run();
  }

  async #run() {
    this.#busy = true;
    let fault = null;
    while (this.#next) {
      const asked = this.#next;
      this.#next = null;
      fault = null;
      try {
        const answer = await post("api/answer", asked.question);
        await this.answered(answer, asked.moved, asked.question);
      } catch (trouble) {
        fault = trouble;
        if (!this.#next && trouble.passing) this.later(asked.question, asked.moved);
      }
    }
    this.#busy = false;
    if (fault) this.failed(fault);
    else this.timer = setTimeout(this.rested, REST);
  }

  /** Ask again before long, unless something else is asked first. */
  later(question, moved) {
    clearTimeout(this.again);
    this.#waiting = [question, moved];
    const wait = WAITS[Math.min(this.#tries, WAITS.length - 1)];
    this.#tries += 1;
    this.again = setTimeout(() => this.ask(question, moved, true), 1000 * wait);
  }
}

/** Do something until it succeeds, waiting longer each time; what cannot succeed is thrown. */
export async function persist(act, failed) {
  for (let tries = 0; ; tries += 1) {
    try {
      return await act();
    } catch (trouble) {
      if (!trouble.passing) throw trouble;
      failed(trouble);
      await new Promise((go) => { setTimeout(go, 1000 * WAITS[Math.min(tries, WAITS.length - 1)]); });
    }
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
      const found = await follow(`api/stream/${what}`, question, signal, (event, data) =>
        (event === "part" ? this.part(what, data) : this.told(what, data)));
      if (!signal.aborted) this.done(what, found);
    } catch (trouble) {
      if (signal.aborted) return;
      if (trouble.passing) this.#asked.delete(what); // asked again once the server answers
      this.failed(what, trouble);
    }
  }
}
