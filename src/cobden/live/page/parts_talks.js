// The panels that follow when the slider rests: the talks, the ranges, the chains.

import { Chart, reach } from "./charts.js";
import { make, say } from "./dom.js";
import { change, number, percent, sign } from "./format.js";
import { frontier as frontierSpec, lines, variants } from "./specs.js";

const DIAGRAM = 232;

/** Where each name stands beside its mark: pushed up or down until none lies on another. */
function apart(points, [left, right], [low, high], width) {
  const scale = (value) => DIAGRAM * (1 - (value - low) / (high - low));
  const across = (value) => (width * (value - left)) / (right - left);
  const taken = [];
  return [...points].sort((a, b) => b.y - a.y).map((point) => {
    const [at, x] = [scale(point.y), across(point.x)];
    const wide = 6.4 * point.title.length + 12;
    const toLeft = x + wide > width;
    const [from, to] = toLeft ? [x - wide, x] : [x, x + wide];
    let place = at - 9;
    for (const other of taken) {
      if (from < other.to && to > other.from && Math.abs(place - other.place) < 13) place = other.place + 13;
    }
    taken.push({ from, to, place });
    return { ...point, align: toLeft ? "right" : "left", dx: toLeft ? -9 : 9, dy: place - at };
  });
}

const frontier = {
  id: "frontier", title: "What could be signed", word: "frontier", from: "talks", fits: (known) => known.talks,
  basis: () => "frontier",
  build(host, page) {
    const plate = make("div");
    const below = make("p", { class: "note" });
    host.append(plate, below);
    let chart = null;
    return {
      paint(talks) {
        const [one, other] = talks.parties.map((party) => party.title);
        chart ??= new Chart(plate, frontierSpec({ height: DIAGRAM, titles: [one, other] }));
        const points = talks.points.map((point) => ({ ...point,
          label: `${point.title}: ${one} ${change(point.x)}, ${other} ${change(point.y)} ${talks.unit}` }));
        const pinned = page.pinnedTalks?.points.find((point) => point.kind === "current");
        if (pinned) points.push({ ...pinned, kind: "pinned", title: "Pinned", label: "Pinned" });
        const all = (key) => [...talks.cloud[key], ...talks.frontier[key], ...points.map((point) => point[key])];
        const [x, y] = [reach(all("x")), reach(all("y"))];
        const best = (key) => Math.max(...talks.cloud[key], ...talks.frontier[key]);
        say(below, talks.exact ? "" : talks.basis);
        return chart.paint({
          cloud: talks.cloud.x.map((at, n) => ({ x: at, y: talks.cloud.y[n] })),
          edge: talks.frontier.x.map((at, n) => ({ x: at, y: talks.frontier.y[n] })),
          zone: [{ x: 0, y: 0, x2: best("x"), y2: best("y") }],
          points: apart(points, x, y, plate.clientWidth - 58),
        }, { left: x[0], right: x[1], low: y[0], high: y[1] });
      },
    };
  },
  table: (talks) => ({
    columns: ["Package", ...talks.parties.map((party) => `${party.title}, ${talks.unit}`)],
    rows: talks.points.map((point) => [point.title, point.x, point.y]),
  }),
};

const meter = (share) => {
  const bar = make("i", { class: "meter" });
  bar.style.setProperty("--share", `${100 * share}%`);
  return bar;
};

const chance = (who, share, kind = "", tag = null, label = null) => make("li", { class: kind, "data-tip": label },
  make("span", { class: "who" }, who, tag && make("b", { class: "tag" }, tag)), meter(share),
  make("span", { class: "much" }, `${number(100 * share, 0)}%`));

const signing = {
  id: "signing", title: "Would it be signed?", word: "probability of signature", from: "talks", fits: (known) => known.talks, drawn: false,
  basis: () => "sign",
  build(host, page) {
    return {
      paint(talks) {
        if (talks.probability === null) {
          host.replaceChildren(make("p", { class: "note" }, "Nothing is on the table: there is nothing to sign."));
          return;
        }
        const sides = talks.parties.map((party) => [
          chance(`${party.title} signs`, talks.signs[party.id], "side-signs"),
          ...talks.voices.filter((voice) => voice.party === party.id).map((voice) =>
            chance(voice.title, voice.accepts, "voice", voice.pivotal ? "pivotal" : null,
              `It suits this person with ${number(100 * voice.accepts, 0)}%, is there with `
              + `${number(100 * voice.attends, 0)}%; won over, ${party.title} signs `
              + `${number(100 * voice.convinced, 0)} points more often`)),
        ]);
        const pinned = page.pinnedTalks?.probability == null ? null : page.pinnedTalks;
        host.replaceChildren(make("ul", { class: "signing" },
          chance("Both sign", talks.probability, "whole", pinned ? `pinned ${number(100 * pinned.probability, 0)}%` : null),
          sides.flat()),
        make("p", { class: "note" }, [...talks.crosses,
          talks.deadline ? `${talks.deadline}: in ${talks.days_left} days.` : ""].join(" ")));
      },
    };
  },
  table: (talks) => ({
    columns: ["Who", "Side", "It suits this person", "Is there", "Makes signing likelier by", "Pivotal"],
    rows: talks.probability === null ? [] : [["Both sides sign", "", talks.probability, null, null, ""],
      ...talks.voices.map((one) => [one.title, one.party, one.accepts, one.attends, one.convinced, one.pivotal ? "yes" : "no"])],
  }),
};

const answer = {
  id: "answer", title: "How others answer", word: "third party", from: "talks", drawn: false,
  fits: (known) => known.talks && known.parties.some((party) => party.role === "third"),
  basis: () => "answer",
  build(host, page) {
    return {
      paint({ answer: found }) {
        if (!found) {
          host.replaceChildren(make("p", { class: "note" }, "No third party answers in this case."));
          return;
        }
        const cells = ({ title, rate, harm, gain }) => make("tr", {}, make("th", { scope: "row" }, title),
          make("td", {}, `${number(100 * rate, 1)}%`), make("td", { class: sign(-harm) }, change(-harm)),
          make("td", { class: sign(gain) }, change(gain)));
        const heads = ["Answer", "duty", `to ${page.economy(found.on)}`, `to ${page.economy(found.by)}`];
        host.replaceChildren(make("p", { class: "finding" }, found.sentence),
          make("table", { class: "options" },
            make("thead", {}, make("tr", {}, heads.map((text) => make("th", { scope: "col" }, text)))),
            make("tbody", {}, found.options.map(cells))));
      },
    };
  },
  table: ({ answer: found }) => ({
    columns: ["Answer", "Duty, %", "Harm, billion USD a year", "Gain, billion USD a year"],
    rows: (found?.options ?? []).map(({ title, rate, harm, gain }) => [title, 100 * rate, harm, gain]),
  }),
};

const ranges = {
  id: "ranges", title: "How sure is it?", word: "range", from: "ranges",
  basis: (page) => `range:${page.shown.economy}`,
  build(host, page) {
    const codes = page.known.parties.map((party) => party.economy);
    const closures = page.known.closures.map((closure) => closure.title);
    const titles = Object.fromEntries(page.known.closures.map((closure) => [closure.id, closure.title]));
    const sets = Object.fromEntries(page.known.elasticities.map((set) => [set.id, set.title]));
    const plate = make("div");
    host.append(plate, make("ul", { class: "keys" }, closures.map((title, n) => make("li", { class: `key${n + 1}` }, title))));
    const chart = new Chart(plate, variants({ title: "real income, %", rows: codes.length, closures }));
    return {
      paint: (found) => chart.paint({ rows: codes.flatMap((code) => (found.variants[code] ?? []).filter((one) => one.value !== null).map((one) => ({
        name: page.economy(code), value: one.value, closure: titles[one.closure],
        main: one.elasticity === (page.store.scenario.elasticity ?? page.known.elasticity)
          && one.closure === (page.store.scenario.deficits ?? page.known.deficits),
        label: `${page.economy(code)}, ${sets[one.elasticity] ?? one.elasticity}, ${titles[one.closure]}: ${percent(one.value, 3)}`,
      }))) }),
    };
  },
  table: (found, page) => ({
    columns: ["Economy", "Elasticities", "Deficits", "Real income, %"],
    rows: Object.entries(found.variants).flatMap(([code, all]) =>
      all.map((one) => [page.economy(code), one.elasticity, one.closure, one.value])),
  }),
};

const chains = {
  id: "chains", title: "Minerals and gas", word: "price", from: "chains", fits: (known) => known.chains,
  choices: (page) => [{ key: "series", title: "of", value: page.viewed("series"), options: [],
    choose: (series) => page.store.look({ series }) }],
  basis: (page) => `chain:${(page.viewed("series") ?? page.data("chains")?.series[0]?.id ?? "").split(":")[0]}`,
  build(host, page) {
    let chart = null;
    let shown = null;
    return {
      paint({ series }) {
        const select = host.parentElement.querySelector("select");
        if (select.options.length !== series.length) {
          select.replaceChildren(...series.map((one) => make("option", { value: one.id }, `${one.title}, ${one.place}`)));
        }
        const chosen = series.find((one) => one.id === page.viewed("series")) ?? series[0];
        if (!chosen) return null;
        select.value = chosen.id;
        if (shown !== chosen.unit) {
          host.replaceChildren();
          chart = new Chart(host, lines({ height: 200, title: chosen.unit }));
          shown = chosen.unit;
        }
        return chart.paint({ rows: chosen.months.map((month, n) => ({
          month: month.length === 7 ? `${month}-01` : month, value: chosen.values[n], baseline: chosen.baseline?.[n] ?? null,
          label: `${month}: ${number(chosen.values[n])} ${chosen.unit}; without: ${number(chosen.baseline?.[n])}`,
        })) });
      },
    };
  },
  table: ({ series }) => ({
    columns: ["Series", "Unit", "Month", "Price", "Without the scenario"],
    rows: series.flatMap((one) => one.months.map((month, n) =>
      [`${one.title}, ${one.place}`, one.unit, month, one.values[n], one.baseline?.[n] ?? null])),
  }),
};

export const heavy = { frontier, signing, answer, ranges, chains };
