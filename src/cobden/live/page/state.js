// The scenario: what is on the table and on which day. It lives in the address, so that a link
// carries it, and every change can be taken back.

const PLAIN = ["case", "on", "state", "elasticity", "deficits"];
const VIEW = ["economy", "exporter", "importer", "show"];
const LEVER = "~";

/** A scenario is a plain frozen value; what is absent stands as the law of the day has it. */
export function scenario(values = {}) {
  const kept = PLAIN.filter((key) => values[key]).map((key) => [key, values[key]]);
  const measures = values.measures?.length ? { measures: Object.freeze([...values.measures]) } : {};
  return Object.freeze({ ...Object.fromEntries(kept), levers: Object.freeze({ ...values.levers }), ...measures });
}

export const same = (one, other) => write(one).toString() === write(other).toString();

/** Address text of a scenario: `on=2025-06-05&~auto-rate=15`. */
export function write(values) {
  const text = new URLSearchParams();
  for (const key of [...PLAIN, ...VIEW]) if (values[key]) text.set(key, values[key]);
  for (const id of Object.keys(values.levers ?? {}).sort()) text.set(LEVER + id, written(values.levers[id]));
  for (const own of values.measures ?? []) text.append("add", JSON.stringify(own));
  return text;
}

export function read(text) {
  const found = { levers: {} };
  for (const [key, value] of new URLSearchParams(text)) {
    if (key.startsWith(LEVER)) found.levers[key.slice(1)] = plain(value);
    else if (key === "add") (found.measures ??= []).push(parsed(value));
    else found[key] = value;
  }
  return found;
}

// A level may be called "15": a point before it tells it from the rate 15.
const looksNumeric = (text) => /^-?\d+(\.\d+)?$/.test(text);
const written = (value) => (typeof value === "string" && looksNumeric(value) ? `.${value}` : value);
const plain = (text) => {
  if (looksNumeric(text)) return Number(text);
  return { true: true, false: false }[text] ?? text.replace(/^\./, "");
};

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text; // what cannot be read is left out, and said, by whoever tidies the link
  }
}

/** Holds the scenario, what came before, what the reader looks at, and what is pinned. */
export class Store extends EventTarget {
  #past = [];
  #future = [];
  #group = null;
  within = null; // the economies that can be looked at, where not all can
  alone = false; // whether a lever moves from where the case opens, all others back in their places

  constructor(hash) {
    super();
    this.load(hash);
  }

  get canUndo() { return this.#past.length > 0; }
  get canRedo() { return this.#future.length > 0; }

  /** Take everything from an address. */
  load(hash) {
    const found = read(hash.replace(/^#/, ""));
    this.scenario = scenario(found);
    this.view = Object.fromEntries(VIEW.filter((key) => found[key]).map((key) => [key, found[key]]));
    this.pinned = found.pin ? scenario(read(found.pin)) : null;
  }

  /** The address of everything. */
  get hash() {
    const text = write({ ...this.scenario, ...this.view });
    if (this.pinned) text.set("pin", write(this.pinned).toString());
    return `#${text}`;
  }

  /** Change parts of the scenario. Changes of one `group` in a row, as in dragging, are one step to undo. */
  change(patch, group = null) { this.replace({ ...this.scenario, ...patch }, group); }

  /** Put another scenario, whole, in the place of this one. */
  replace(wanted, group = null) {
    const next = scenario(wanted);
    if (same(next, this.scenario)) return;
    if (group === null || group !== this.#group) this.#past.push(this.scenario);
    this.#group = group;
    this.#future = [];
    this.scenario = next;
    this.#tell("scenario");
  }

  lever(id, value) {
    if (this.alone) return this.replace({ levers: value === null ? {} : { [id]: value } }, value === null ? null : `lever ${id}`);
    const levers = { ...this.scenario.levers };
    if (value === null) delete levers[id];
    else levers[id] = value;
    return this.change({ levers }, value === null ? null : `lever ${id}`);
  }

  /** A slider was let go: the next move is a step of its own. */
  rest() { this.#group = null; }

  look(patch) {
    const known = Object.entries(patch).filter(([key, code]) => !this.within || !["economy", "exporter", "importer"].includes(key) || this.within.includes(code));
    this.view = { ...this.view, ...Object.fromEntries(known) };
    this.#tell("view");
  }

  pin(pinned) {
    this.pinned = pinned;
    this.#tell("pin");
  }

  undo() { this.#step(this.#past, this.#future); }
  redo() { this.#step(this.#future, this.#past); }

  #step(from, to) {
    if (!from.length) return;
    to.push(this.scenario);
    this.scenario = from.pop();
    this.#group = null;
    this.#tell("scenario");
  }

  #tell(what) { this.dispatchEvent(new Event(what)); }
}
