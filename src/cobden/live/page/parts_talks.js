// The panels that follow when the slider rests: the talks, the ranges, the chains.

import { Axis, Chart, reach } from "./charts.js";
import { make, say } from "./dom.js";
import { change, day, number, percent, sign } from "./format.js";
import { labelled } from "./labels.js";
import { frontier as frontierSpec, lines, variants } from "./specs.js";

const DIAGRAM = 232;

/** The middle of many values: what lies between their fiftieths at either end. */
function middle(values) {
  const sorted = [...values].sort((one, other) => one - other);
  const at = (share) => sorted[Math.round(share * (sorted.length - 1))];
  return sorted.length ? [at(0.02), at(0.98)] : [0, 0];
}

/** Ends that hold the packages and the frontier, and those points with a name that are not far off. */
function near(talks, points, key) {
  const [from, to] = middle(talks.cloud[key]);
  const [low, high] = [Math.min(0, from, ...talks.frontier[key]), Math.max(0, to, ...talks.frontier[key])];
  const room = 0.6 * (high - low);
  return reach([low, high, ...points.map((point) => point[key]).filter((value) => value > low - room && value < high + room)]);
}

/** What both sides prefer to none, under the frontier. */
function zoned({ x, y }) {
  const edge = x.map((at, n) => ({ x: at, y: y[n] })).filter((point) => point.x >= 0 && point.y >= 0)
    .sort((one, other) => one.x - other.x);
  return edge.length ? [{ x: 0, y: edge[0].y }, ...edge] : [];
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
        const [x, y] = [near(talks, points, "x"), near(talks, points, "y")];
        const within = ([low, high], value) => Math.min(high, Math.max(low, value));
        const shown = points.map((point) => {
          const [at, up] = [within(x, point.x), within(y, point.y)];
          const off = at !== point.x || up !== point.y;
          return { ...point, x: at, y: up, title: off ? `${point.title} (off the chart: ${change(point.x, 0)}, ${change(point.y, 0)})` : point.title };
        });
        say(below, talks.exact ? "" : talks.basis);
        const width = plate.clientWidth - 58;
        const across = (value) => (width * (value - x[0])) / (x[1] - x[0]);
        const down = (value) => DIAGRAM * (1 - (value - y[0]) / (y[1] - y[0]));
        return chart.paint({
          cloud: talks.cloud.x.map((at, n) => ({ x: at, y: talks.cloud.y[n] }))
            .filter((point) => within(x, point.x) === point.x && within(y, point.y) === point.y),
          edge: talks.frontier.x.map((at, n) => ({ x: at, y: talks.frontier.y[n] })),
          zone: zoned(talks.frontier),
          points: labelled(shown, across, down, width, DIAGRAM).map((point) => ({ ...point,
            beside: point.x + (point.dx * (x[1] - x[0])) / width, over: point.y - (point.dy * (y[1] - y[0])) / DIAGRAM })),
        }, { left: x[0], right: x[1], low: y[0], high: y[1] });
      },
    };
  },
  table: (talks) => ({
    columns: ["Package", ...talks.parties.map((party) => `${party.title}, ${talks.unit}`)],
    rows: talks.points.map((point) => [point.title, point.x, point.y]),
  }),
};

const meter = (share, kind = "") => {
  const bar = make("i", { class: `meter ${kind}` });
  bar.style.setProperty("--share", `${100 * share}%`);
  return bar;
};

const chance = (who, share, kind = "", tag = null, label = null) => make("li", { class: kind, "data-tip": label },
  make("span", { class: "who" }, who, tag && make("b", { class: "tag" }, tag)), meter(share),
  make("span", { class: "much" }, `${number(100 * share, 0)}%`));

/** The members of a group: what the package brings to each, those who lose first. */
function inside(talks, party) {
  const members = talks.members.filter((one) => one.party === party.id);
  if (!members.length) {
    return null;
  }
  const most = Math.max(...members.map((one) => Math.abs(one.gain)), 1e-9);
  const winners = members.filter((one) => one.gain > 0.005);
  const people = winners.reduce((sum, one) => sum + one.population, 0);
  return make("details", { class: "members" },
    make("summary", {}, `Inside ${party.title}: ${winners.length} of ${members.length} gain, `
      + `${number(100 * people, 0)}% of the people`),
    make("ul", { class: "signing" }, members.map((one) =>
      make("li", { class: "voice", "data-tip": `${one.name}, ${number(100 * one.population, 1)}% of the people`
        + (one.accepts === null ? "" : `, for it with ${number(100 * one.accepts, 0)}%`) },
      make("span", { class: "who" }, one.name), meter(Math.abs(one.gain) / most, sign(one.gain)),
      make("span", { class: "much" }, change(one.gain, 2))))));
}

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
          ...talks.assents.filter((one) => one.party === party.id).map((one) =>
            chance("Its members assent", one.chance, "voice", null, `They do if ${one.rule}`)),
        ]);
        const pinned = page.pinnedTalks?.probability == null ? null : page.pinnedTalks;
        host.replaceChildren(make("ul", { class: "signing" },
          chance("Both sign", talks.probability, "whole", pinned ? `pinned ${number(100 * pinned.probability, 0)}%` : null),
          sides.flat()),
        ...talks.parties.map((party) => inside(talks, party)).filter(Boolean),
        make("p", { class: "note" }, [...talks.crosses,
          talks.deadline ? `${talks.deadline}: in ${talks.days_left} days.` : ""].join(" ")));
      },
    };
  },
  table: (talks, page) => ({
    columns: ["Who", "Side", "It suits this person", "Is there", "Makes signing likelier by", "Pivotal"],
    rows: talks.probability === null ? [] : [["Both sides sign", "", talks.probability, null, null, ""],
      ...talks.voices.map((one) => [one.title, page.economy(one.party), one.accepts, one.attends, one.convinced, one.pivotal ? "yes" : "no"]),
      ...talks.members.map((one) => [one.name, page.economy(one.party), one.accepts, null, null, ""])],
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
    const axis = new Axis();
    const all = (found) => codes.flatMap((code) => (found.variants[code] ?? []).map((one) => one.value)).filter((value) => value !== null);
    return {
      paint: (found) => chart.paint({ rows: codes.flatMap((code) => (found.variants[code] ?? []).filter((one) => one.value !== null).map((one) => ({
        name: page.economy(code), value: one.value, closure: titles[one.closure],
        main: one.elasticity === (page.store.scenario.elasticity ?? page.known.elasticity)
          && one.closure === (page.store.scenario.deficits ?? page.known.deficits),
        label: `${page.economy(code)}, ${sets[one.elasticity] ?? one.elasticity}, ${titles[one.closure]}: ${percent(one.value, 3)}`,
      }))) }, axis.fit(all(found), false)),
    };
  },
  table: (found, page) => ({
    columns: ["Economy", "Elasticities", "Deficits", "Real income, %"],
    rows: Object.entries(found.variants).flatMap(([code, all]) =>
      all.map((one) => [page.economy(code),
        page.known.elasticities.find((set) => set.id === one.elasticity)?.title ?? one.elasticity,
        page.known.closures.find((closure) => closure.id === one.closure)?.title ?? one.closure, one.value])),
  }),
};

/** The series that moves most, of those that stand somewhere to begin with. */
function liveliest(series) {
  const moved = ({ values, baseline }) => Math.max(0, ...values.map((value, n) =>
    (value > 0 && baseline[n] > 0 ? Math.abs(Math.log(value / baseline[n])) : 0)));
  return [...series].sort((one, other) => moved(other) - moved(one))[0];
}

function fresh(plate) {
  plate.replaceChildren();
  return plate;
}

const chains = {
  id: "chains", title: "Minerals and gas", word: "price", from: "chains", fits: (known) => known.chains,
  choices: (page) => [{ key: "series", title: "of", value: page.viewed("series"), options: [],
    choose: (series) => page.store.look({ series }) }],
  basis: (page) => `chain:${(page.viewed("series") ?? liveliest(page.data("chains")?.series ?? [])?.id ?? "").split(":")[0]}`,
  build(host, page) {
    let chart = null;
    let shown = null;
    const plate = make("div");
    const below = make("p", { class: "note" });
    host.append(plate, below);
    return {
      paint({ series }) {
        const select = host.parentElement.querySelector("select");
        if (select.options.length !== series.length) {
          select.replaceChildren(...series.map((one) => make("option", { value: one.id }, `${one.title}, ${one.place}`)));
        }
        const chosen = series.find((one) => one.id === page.viewed("series")) ?? liveliest(series);
        if (!chosen) return null;
        select.value = chosen.id;
        if (shown !== chosen.unit) {
          chart = new Chart(fresh(plate), lines({ height: 190, title: chosen.unit }));
          shown = chosen.unit;
        }
        say(below, `Each line is the mean of its period; grey: without it. Dotted: ${chosen.marks.map((mark) => `${day(mark.id)}, ${mark.title}`).join("; ") || "no measure"}.`);
        const [from, to] = [chosen.starts[0], chosen.ends.at(-1)];
        return chart.paint({
          marks: chosen.marks.filter((mark) => mark.id >= from && mark.id <= to).map((mark) => ({ day: mark.id, label: `${day(mark.id)}: ${mark.title}` })),
          rows: chosen.starts.map((start, n) => ({ start, end: chosen.ends[n], value: chosen.values[n], baseline: chosen.baseline[n],
            label: `mean of ${day(start)} to ${day(chosen.ends[n])}: ${number(chosen.values[n])} ${chosen.unit}; without: ${number(chosen.baseline[n])}` })),
        });
      },
    };
  },
  table: ({ series }) => ({
    columns: ["Series", "Unit", "From", "Price, mean of the period", "Without the scenario"],
    rows: series.flatMap((one) => one.starts.map((start, n) =>
      [`${one.title}, ${one.place}`, one.unit, start, one.values[n], one.baseline?.[n] ?? null])),
  }),
};

export const heavy = { frontier, signing, answer, ranges, chains };
