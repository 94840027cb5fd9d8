// Answers without a server: those that were worked out when the page was written, and between two
// positions of one slider the straight line, with what it was found to miss by.

import { scenario, write } from "./state.js";

const ready = unpacked(document.getElementById("kept-answers").textContent.trim()).then((kept) => {
  const found = { ...kept, at: new Map(), slider: new Map() };
  for (const one of kept.scenarios) found.at.set(key(one.scenario, kept.case), one);
  for (const one of kept.sliders) found.slider.set(one.lever, one);
  return found;
});

async function unpacked(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).json();
}

/** The same text for the same scenario: a state stands for its day, and nothing for the usual start. */
function key(wanted, known) {
  const { on, state } = wanted;
  const usual = state ? state === known.state : on ? !known.state && on === known.on : true;
  return write(scenario({ ...wanted, on: usual || state ? null : on, state: usual ? null : state })).toString();
}

const said = (value, status = 200) => new Response(JSON.stringify(value), { status });
const refused = (what, remedy) => said({ what, where: "", remedy }, 422);
const events = (name, value) => new Response(`event: ${name}\ndata: ${JSON.stringify(value)}\n\n`);

/** What a server would answer. */
export async function reply(path, options = {}) {
  const kept = await ready;
  const wanted = options.body ? JSON.parse(options.body) : {};
  const [, what, rest] = /^api\/([a-z]+)\/?(.*)$/.exec(path) ?? [];
  if (path === "page/world.topojson") return said(kept.outline);
  if (path.startsWith("page/")) return fetch(/url\((data:font[^)]*)\)/.exec(document.querySelector("style").textContent)[1]);
  if (what === "case") return said(kept.case);
  if (path.startsWith("api/law")) {
    const asked = new URLSearchParams(path.split("?")[1]);
    return said(kept.laws[asked.get("state") ?? asked.get("on")]);
  }
  const one = kept.at.get(key(wanted, kept.case));
  if (what === "answer") return answered(one ?? slid(wanted, kept), wanted.show ?? {}, kept);
  if (what === "stream") return one?.[rest] ? events("done", one[rest]) : events("fault", { what: "kept for the named scenarios alone" });
  if (what === "basis" && one?.basis[decodeURIComponent(rest)]) return said(one.basis[decodeURIComponent(rest)]);
  return refused("This page works without a server, which would know.", `Ask one: cobden serve ${kept.case.case}`);
}

function answered(one, { economy, importer, exporter }, { case: known }) {
  if (!one) {
    return refused("This page holds no answer to that scenario.",
      `It holds those that have a name, and one slider at a time. For all others: cobden serve ${known.case}`);
  }
  const pair = `${exporter ?? known.home} ${importer ?? known.counterpart}`;
  const [sectors, flows] = [one.sectors[economy ?? known.home], one.flows[pair]];
  return sectors && flows ? said({ ...one.answer, sectors, flows }) : refused("This page holds the sectors and the trade of the parties alone.", "");
}

/** The answer at a position of one slider: one that is kept, or between the two around it. */
function slid(asked, { slider, case: known }) {
  const [[lever, value] = [], ...more] = Object.entries(asked.levers ?? {});
  const alone = key({ ...asked, levers: {} }, known) === "";
  const found = slider.get(lever);
  if (!found || more.length || !alone || typeof value !== "number") return null;
  const high = found.positions.findIndex((at) => at >= value);
  if (high < 0 || value < found.positions[0]) return null;
  if (found.positions[high] === value) return unfolded(found.answers, high, high, 0);
  const [low, top] = [found.positions[high - 1], found.positions[high]];
  const line = unfolded(found.answers, high - 1, high, (value - low) / (top - low));
  Object.assign(line.answer, { digest: "interpolated",
    interpolated: { low, high: top, unit: known.levers.find(({ id }) => id === lever).unit, misses: found.misses } });
  return line;
}

/** The answer so far on the way from one position to another, figure by figure. */
function unfolded(tree, from, to, share) {
  if ("same" in tree) return tree.same;
  const part = (one) => unfolded(one, from, to, share);
  if (Array.isArray(tree.each)) return tree.each.map(part);
  if (tree.each) return Object.fromEntries(Object.entries(tree.each).map(([name, one]) => [name, part(one)]));
  const [low, high] = [tree.row[from], tree.row[to]];
  return typeof low === "number" && typeof high === "number" ? low + share * (high - low) : low;
}
