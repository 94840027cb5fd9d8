// The panels that follow a slider: what each shows of an answer, as a picture and as a table.

import { Axis, Chart } from "./charts.js";
import { make } from "./dom.js";
import { change, number, percent } from "./format.js";
import { WorldMap } from "./map.js";
import { bars } from "./specs.js";

const ROWS = 12;

/** Orders that hold while a slider moves, so that rows don't jump under the reader's eyes. */
class Order {
  choose(names, weight, moving, most = ROWS) {
    if (!this.kept || !moving) {
      const heavy = [...names].sort((a, b) => Math.abs(weight(b)) - Math.abs(weight(a))).slice(0, most);
      this.kept = heavy.sort((a, b) => weight(a) - weight(b));
    }
    return this.kept;
  }
}

/** What an axis has to hold: every bar, and so much of a long band that bars stay readable. */
function extent(rows) {
  const bars = rows.flatMap((row) => [row.value, row.kept]).filter(Number.isFinite);
  const [low, high] = [Math.min(0, ...bars), Math.max(0, ...bars)];
  const more = 0.4 * (high - low);
  const bands = rows.filter((row) => row.low !== undefined)
    .flatMap((row) => [Math.max(row.low, low - more), Math.min(row.high, high + more)]);
  return [...bars, ...bands];
}

/** A chart of bars whose rows `read` finds in an answer. */
const barPanel = (title, read, { rows = ROWS, onpick, axes = (page) => "" } = {}) => (host, page) => {
  const axis = new Axis();
  const order = new Order();
  let shown = null;
  const chart = new Chart(host, bars({ title, rows }), { onpick: onpick && ((row) => onpick(row, page)) });
  return {
    paint(answer) {
      const about = axes(page);
      if (about !== shown) [axis.ends, order.kept, shown] = [null, null, about];
      const found = read(answer, page, order);
      return chart.paint({ rows: found }, axis.fit(extent(found), page.moving));
    },
  };
};

const EXPORTS = { column: "exports", title: "exports", unit: "%", change: true };
const money = (outcome) => outcome.unit.startsWith("billion");
const unitOf = (outcome) => (money(outcome) ? " bn" : outcome.unit.startsWith("%") ? "%" : ` ${outcome.unit}`);

/** The outcomes of the table that have a column by these axes. */
const outcomes = (page, ...axes) => page.known.outcomes.filter((one) => one.axes.join() === axes.join());
const heading = ({ title, unit }) => `${title[0].toUpperCase()}${title.slice(1)}, ${unit}`;

/** What economies may be ranked by: every outcome that has a column, and their exports. */
const measures = (page) => [...outcomes(page, "economy"), EXPORTS];
const measured = (page) => measures(page).find(({ column }) => column === page.viewed("measure")) ?? measures(page)[0];

/** One measure of every economy, as changes. */
function economy(answer, { column, change: changes }) {
  const columns = answer.economies;
  if (column === "exports") return columns.exports.map((after, n) => 100 * (after / columns.exports_before[n] - 1));
  return changes ? columns[column] : columns[column].map((after, n) => after - columns[`${column}_before`][n]);
}

const map = {
  id: "map", title: "The world", word: "real income", size: "double",
  basis: (page) => `welfare:${page.shown.economy}`,
  build(host, page) {
    const drawn = new WorldMap(host, page.outline, (code) => page.store.look({ economy: code }));
    return {
      paint({ economies }) {
        const values = new Map(economies.code.map((code, n) => [code, economies.welfare[n]]));
        const labels = new Map(economies.code.map((code, n) => [code,
          `${page.economy(code)}: ${percent(economies.welfare[n], 3)}, ${change(economies.gain[n], 1)} billion USD`]));
        return drawn.paint(values, labels, page.shown.economy);
      },
    };
  },
  table: ({ economies }, page) => ({
    columns: ["Economy", "Code", ...outcomes(page, "economy").map(heading), "Exports, billion USD"],
    rows: economies.code.map((code, n) => [page.economy(code), code,
      ...outcomes(page, "economy").map(({ column }) => economies[column][n]), economies.exports[n]]),
  }),
};

const ranked = {
  id: "economies", title: "Economies, ranked", word: "real income",
  choices: (page) => [{ key: "measure", title: "By", value: measured(page).column,
    options: measures(page).map(({ column, title, unit }) => [column, `${title}, ${unit}`]),
    choose: (measure) => page.store.look({ measure }) }],
  basis: (page) => `${measured(page) === EXPORTS ? "welfare" : measured(page).column}:${page.shown.economy}`,
  build: (host, page) => barPanel(null, (answer, page_, order) => {
    const by = measured(page);
    const [digits, unit] = [money(by) ? 1 : 3, unitOf(by)];
    const codes = answer.economies.code;
    const place = new Map(codes.map((code, n) => [code, n]));
    const values = economy(answer, by);
    const kept = page.pinned && economy(page.pinned, by);
    const ranges = by.column === "welfare" ? page.ranges() : null;
    const weight = (code) => values[place.get(code)] + (page.parties.has(code) ? Math.sign(values[place.get(code)]) * 1e6 : 0);
    const chosen = order.choose(codes.filter((code) => code !== "ROW"), weight, page.moving)
      .sort((a, b) => (page.moving ? 0 : values[place.get(a)] - values[place.get(b)]));
    return chosen.map((code) => {
      const value = values[place.get(code)];
      const range = ranges?.get(code);
      const pinned = kept?.[place.get(code)];
      return { code, name: page.economy(code), value, ...range, kept: pinned,
        label: `${page.economy(code)}: ${change(value, digits)}${unit}`
          + (range ? `, range ${change(range.low, digits)} to ${change(range.high, digits)}` : "")
          + (kept ? `; pinned ${change(pinned, digits)}${unit}` : "") };
    });
  }, { axes: () => measured(page).column,
    onpick: (row) => page.store.look({ economy: row.code }) })(host, page),
  table: map.table,
};

const sectors = {
  id: "sectors", title: "Sectors", word: "output",
  choices: (page) => [{ key: "economy", title: "of", value: page.shown.economy,
    options: page.economies, choose: (code) => page.store.look({ economy: code }) }],
  basis: (page) => `output:${page.shown.economy}:${page.weightiest()}`,
  build: (host, page) => barPanel("output, %", (answer, page_, order) => {
    const { sectors: columns } = answer;
    const kept = page.pinned?.sectors.economy === columns.economy ? page.pinned.sectors : null;
    const total = columns.value_added_before.reduce((sum, value) => sum + value, 0);
    const all = page.sectors.map((_, n) => n).filter((n) => columns.value_added_before[n] > 4e-4 * total);
    return order.choose(all, (n) => columns.output[n], page.moving).map((n) => ({
      name: page.sectors[n].name, value: columns.output[n], kept: kept?.output[n],
      label: `${page.sectors[n].name}: output ${percent(columns.output[n])}, price ${percent(columns.price[n])}, `
        + `labour ${percent(columns.labour[n])}; ${number(columns.value_added_before[n], 1)} bn USD of value added`,
    }));
  }, { axes: () => page.shown.economy })(host, page),
  table: ({ sectors: columns }, page) => ({
    columns: ["Sector", "Code", ...outcomes(page, "sector", "economy").flatMap((one) =>
      (one.change ? [heading(one)] : [heading(one), `${heading(one)}, before`]))],
    rows: page.sectors.map(({ name, code }, n) => [name, code, ...outcomes(page, "sector", "economy").flatMap((one) =>
      (one.change ? [columns[one.column][n]] : [columns[one.column][n], columns[`${one.column}_before`][n]]))]),
  }),
};

const balances = {
  id: "balances", title: "Balances", word: "balance",
  choices: (page) => [
    { key: "scope", title: "Trade in", value: page.viewed("scope") ?? "goods",
      options: [["goods", "goods"], ["total", "goods and services"]], choose: (scope) => page.store.look({ scope }) },
  ],
  basis: (page) => `balance:${page.known.counterpart}:${page.known.home}:goods`,
  build: (host, page) => barPanel("billion USD a year; tick: before", ({ balances: columns }) => {
    const scope = page.viewed("scope") ?? "goods";
    return columns.economy.map((code, n) => n).slice(0, ROWS).map((n) => {
      const [one, other] = [columns.economy[n], columns.partner[n]];
      const [before, after] = [columns[`${scope}_before`][n], columns[scope][n]];
      return { name: `${page.short(one)} with ${page.short(other)}`, value: after, kept: before,
        label: `${page.economy(one)} with ${page.economy(other)}: ${number(before, 1)} to ${number(after, 1)} bn USD, `
          + change(after - before, 1) };
    });
  }, { axes: () => page.viewed("scope") ?? "goods" })(host, page),
  table: ({ balances: columns }, page) => ({
    columns: ["Economy", "Partner", "Goods, billion USD", "before", "Goods and services, billion USD", "before "],
    rows: columns.economy.map((code, n) => [page.economy(code), page.economy(columns.partner[n]), columns.goods[n],
      columns.goods_before[n], columns.total[n], columns.total_before[n]]),
  }),
};

const flows = {
  id: "flows", title: "Trade by sector", word: "trade flow",
  choices: (page) => [
    { key: "exporter", title: "from", value: page.shown.exporter, options: page.economies,
      choose: (code) => page.store.look({ exporter: code }) },
    { key: "importer", title: "to", value: page.shown.importer, options: page.economies,
      choose: (code) => page.store.look({ importer: code }) },
  ],
  basis: (page) => `flow:${page.shown.exporter}:${page.shown.importer}:${page.weightiest()}`,
  build: (host, page) => barPanel("change, billion USD a year", (answer, page_, order) => {
    const { flows: columns } = answer;
    const moved = (n) => columns.after[n] - columns.before[n];
    const kept = page.pinned && page.pinned.flows.exporter === columns.exporter
      && page.pinned.flows.importer === columns.importer ? page.pinned.flows : null;
    return order.choose(page.sectors.map((_, n) => n), moved, page.moving, 10).map((n) => ({
      name: page.sectors[n].name, value: moved(n), kept: kept && kept.after[n] - kept.before[n],
      label: `${page.sectors[n].name}: ${number(columns.before[n], 2)} to ${number(columns.after[n], 2)} bn USD, `
        + `duty ${number(100 * columns.tariff[n], 1)}%`,
    }));
  }, { rows: 10, axes: () => `${page.shown.exporter}${page.shown.importer}` })(host, page),
  table: ({ flows: columns }, page) => ({
    columns: ["Sector", "Code", "Before, billion USD", "After, billion USD", "Duty"],
    rows: page.sectors.map(({ name, code }, n) => [name, code, columns.before[n], columns.after[n], columns.tariff[n]]),
  }),
};

const markets = {
  id: "markets", title: "Who serves a market", word: "market share", fits: (known) => known.markets.length > 0,
  choices: (page) => [{ key: "market", title: "for", value: page.viewed("market") ?? page.known.markets[0],
    options: page.known.markets.map((code) => [code, page.sector(code)]),
    choose: (market) => page.store.look({ market }) }],
  basis: (page) => `share:${page.viewed("market") ?? page.known.markets[0]}`,
  build: (host, page) => barPanel("change of share, points", (answer, page_, order) => {
    const sector = page.viewed("market") ?? page.known.markets[0];
    const found = answer.shares.find((share) => share.sector === sector);
    const moved = (n) => found.after[n] - found.before[n];
    return order.choose(found.origin.map((_, n) => n), moved, page.moving, 10).map((n) => ({
      name: page.economy(found.origin[n]), value: moved(n),
      label: `${page.economy(found.origin[n])}: ${number(found.before[n])}% to ${number(found.after[n])}%`,
    }));
  }, { rows: 10, axes: () => page.viewed("market") ?? "" })(host, page),
  table: ({ shares }, page) => ({
    columns: ["Market", "Origin", "Before, %", "After, %"],
    rows: shares.flatMap((share) => share.origin.map((code, n) =>
      [page.sector(share.sector), page.economy(code), share.before[n], share.after[n]])),
  }),
};

const revenue = {
  id: "revenue", title: "Tariff revenue", word: "tariff revenue",
  basis: (page) => `revenue:${page.known.counterpart}`,
  build: (host, page) => barPanel("billion USD a year; tick: before", ({ economies: columns }) =>
    page.known.parties.map(({ economy: code }) => {
      const n = columns.code.indexOf(code);
      return { name: page.economy(code), value: columns.revenue[n], kept: columns.revenue_before[n],
        label: `${page.economy(code)}: ${number(columns.revenue_before[n], 1)} to ${number(columns.revenue[n], 1)} bn USD` };
    }), { rows: page.known.parties.length })(host, page),
  table: ({ economies: columns }, page) => ({
    columns: ["Economy", "Before, billion USD", "After, billion USD"],
    rows: columns.code.map((code, n) => [page.economy(code), columns.revenue_before[n], columns.revenue[n]]),
  }),
};

export const quick = { map, ranked, sectors, balances, flows, markets, revenue };

/** A word of warning in place of a picture. */
export const note = (text) => make("p", { class: "note" }, text);
