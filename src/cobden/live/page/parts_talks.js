// The panels that follow when the slider rests: the talks, the ranges, the chains.

import { Chart, reach } from "./charts.js";
import { make } from "./dom.js";
import { change, number, percent, span } from "./format.js";
import { frontier as frontierSpec, lines, variants } from "./specs.js";

const frontier = {
  id: "frontier", title: "What could be signed", word: "frontier", from: "talks",
  choices: () => [],
  basis: () => "frontier",
  build(host, page) {
    let chart = null;
    return {
      paint(talks) {
        const titles = talks.parties.map((party) => party.title);
        chart ??= new Chart(host, frontierSpec({ height: 232, titles }));
        const label = (point) => ({ ...point, label: `${point.title}: ${titles[0]} ${change(point.x)}, `
          + `${titles[1]} ${change(point.y)} bn USD a year` });
        const points = talks.points.map(label);
        if (page.pinnedTalks) {
          points.push(...page.pinnedTalks.points.filter((point) => point.kind === "current")
            .map((point) => label({ ...point, kind: "pinned", title: "Pinned" })));
        }
        const middle = (Math.min(...talks.cloud.x) + Math.max(...talks.cloud.x)) / 2;
        const sided = points.map((point) => ({ ...point, side: point.x > middle ? "left" : "right" }));
        const top = [Math.max(...talks.cloud.x), Math.max(...talks.cloud.y)];
        const [x, y] = talks.floor ?? [0, 0];
        return chart.paint({
          cloud: talks.cloud.x.map((at, n) => ({ x: at, y: talks.cloud.y[n] })),
          edge: talks.frontier.x.map((at, n) => ({ x: at, y: talks.frontier.y[n] })),
          zone: [{ x, y, x2: top[0], y2: top[1] }],
          points: sided,
        });
      },
    };
  },
  table: (talks) => ({
    columns: ["Package", ...talks.parties.map((party) => `${party.title}, billion USD a year`)],
    rows: talks.points.map((point) => [point.title, point.x, point.y]),
  }),
};

const signing = {
  id: "signing", title: "Would it be signed?", word: "probability of signature", from: "talks", drawn: false,
  choices: () => [],
  basis: () => "sign",
  build(host) {
    return {
      paint(talks) {
        host.replaceChildren(make("ul", { class: "signing" }, talks.sign.map((one) => {
          const bar = make("i", { class: "meter" });
          bar.style.setProperty("--share", `${100 * one.probability}%`);
          return make("li", { class: one.kind ?? "" },
            make("span", { class: "who" }, one.title, one.pivotal ? make("b", { class: "tag" }, "pivotal") : null),
            bar, make("span", { class: "much" }, `${number(100 * one.probability, 0)}%`));
        })));
      },
    };
  },
  table: (talks) => ({
    columns: ["Who", "Side", "Probability of signature", "Pivotal"],
    rows: talks.sign.map((one) => [one.title, one.party, one.probability, one.pivotal ? "yes" : "no"]),
  }),
};

const answer = {
  id: "answer", title: "How the third party answers", word: "third party", from: "talks", drawn: false,
  choices: () => [],
  basis: () => "answer",
  build(host) {
    return {
      paint({ answer: found }) {
        if (!found) {
          host.replaceChildren(make("p", { class: "note" }, "No third party answers in this case."));
          return;
        }
        host.replaceChildren(
          make("p", { class: "finding" }, found.sentence),
          make("ul", { class: "signing" }, found.options.map((option) => {
            const bar = make("i", { class: "meter" });
            bar.style.setProperty("--share", `${100 * (option.probability ?? 0)}%`);
            return make("li", { class: option.id === found.chosen ? "chosen" : "" },
              make("span", { class: "who" }, option.title), bar,
              make("span", { class: "much" }, option.probability === undefined
                ? change(option.payoff) : `${number(100 * option.probability, 0)}%`));
          })));
      },
    };
  },
  table: ({ answer: found }) => ({
    columns: ["Answer", "Probability", "Payoff, billion USD a year"],
    rows: (found?.options ?? []).map((option) => [option.title, option.probability ?? null, option.payoff ?? null]),
  }),
};

const ranges = {
  id: "ranges", title: "How sure is it?", word: "range", from: "ranges",
  choices: () => [],
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
      paint: (found) => chart.paint({ rows: codes.flatMap((code) => (found.variants[code] ?? []).map((one) => ({
        name: page.economy(code), value: one.value, closure: titles[one.closure] ?? one.closure, main: one.main,
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
  id: "chains", title: "Minerals and gas", word: "price", from: "chains",
  choices: (page) => [{ key: "series", title: "", value: page.viewed("series"), options: [],
    choose: (series) => page.store.look({ series }) }],
  basis: (page) => `chain:${page.viewed("series") ?? ""}`,
  build(host, page) {
    let chart = null;
    let shown = null;
    return {
      paint({ series }) {
        const select = host.parentElement.querySelector("select");
        if (select.options.length !== series.length) {
          select.replaceChildren(...series.map((one) => make("option", { value: one.id }, one.title)));
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
      [one.title, one.unit, month, one.values[n], one.baseline?.[n] ?? null])),
  }),
};

export const heavy = { frontier, signing, answer, ranges, chains };
