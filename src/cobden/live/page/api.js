// What the page asks of the server, and how it is told of trouble.

import { reply as answerOf } from "./source.js";

const tab = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) =>
  byte.toString(16).padStart(2, "0")).join("");

/** A refusal in the server's own words: what, where, and the remedy. */
export class Trouble extends Error {
  constructor(status, { what, where, remedy } = {}) {
    super([what ?? "The server does not answer.", where, remedy].filter(Boolean).join(" "));
    this.status = status;
  }

  /** Whether the same question may be answered later: nothing is wrong with it. */
  get passing() { return [0, 408, 409, 429].includes(this.status) || this.status >= 500; }
}

const LONGEST = 120_000; // milliseconds that an answer may take before it is asked again

async function ask(path, options = {}) {
  let reply;
  try {
    reply = await answerOf(path, options);
  } catch (reason) {
    if (reason.name === "AbortError") throw reason;
    throw new Trouble(0, { what: "The server does not answer.",
      remedy: "Is `cobden serve` still running? Your scenario is kept in the address, and asked again by itself." });
  }
  if (!reply.ok) {
    const told = await reply.json().catch(() => ({}));
    throw new Trouble(reply.status, told);
  }
  return reply;
}

const posted = (body, signal) => ({
  method: "POST",
  headers: { "Content-Type": "application/json", "X-Tab": tab },
  body: JSON.stringify(body),
  signal,
});

export const get = async (path) => (await ask(path)).json();
export const post = async (path, body, signal = AbortSignal.timeout(LONGEST)) =>
  (await ask(path, posted(body, signal))).json();
export const file = async (path, body) => (await ask(path, posted(body))).blob();

/**
 * Follow what takes longer: calls `told` with each report of progress and each part that is ready,
 * returns what is done.
 * Aborting `signal` closes the connection, and with it the work.
 */
export async function follow(path, body, signal, told) {
  const reply = await ask(path, posted(body, signal));
  const reader = reply.body.pipeThrough(new TextDecoderStream()).getReader();
  let kept = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) throw new Trouble(0, { what: "The answer broke off.", remedy: "It is asked again by itself." });
    const events = (kept + value.replaceAll("\r\n", "\n")).split("\n\n");
    kept = events.pop();
    for (const text of events) {
      const { event, data } = parse(text);
      if (event === "done") return data;
      if (event === "fault") throw new Trouble(422, data);
      if (event === "progress" || event === "part") told(event, data);
    }
  }
}

function parse(text) {
  let event = "message";
  const data = [];
  for (const line of text.split("\n")) {
    if (line.startsWith("event:")) event = line.slice(6).trim();
    if (line.startsWith("data:")) data.push(line.slice(5).trim());
  }
  return { event, data: data.length ? JSON.parse(data.join("\n")) : null };
}
