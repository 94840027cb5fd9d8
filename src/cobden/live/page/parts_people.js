// The panels of people and of years.

import { Axis, Chart } from "./charts.js";
import { make, say } from "./dom.js";
import { change, number, short } from "./format.js";
import { bars } from "./specs.js";

const ROWS = 12;

/** Bars by place: those that lose most and those that gain most. */
function ends(rows, most) {
  const sorted = [...rows].sort((one, other) => one.value - other.value);
  return sorted.length <= most ? sorted : [...sorted.slice(0, most / 2), ...sorted.slice(-most / 2)];
}

const people = {
  id: "people", title: "Households", word: "dollars per household", from: "people", fits: (known) => known.people,
  choices: (page) => [{ key: "rule", title: "revenue handed back", value: page.viewed("rule"), options: [], choose: (rule) => page.store.look({ rule }) }],
  build(host, page) {
    const finding = make("p", { class: "finding" });
    const plate = make("div");
    const axis = new Axis();
    const chart = new Chart(plate, bars({ title: "% of what they spend, after all", rows: 10 }));
    host.append(finding, plate);
    return {
      paint(found) {
        const rules = [...new Set(found.groups.map((group) => group.rule))];
        const select = host.parentElement.querySelector("select");
        if (select.options.length !== rules.length) select.replaceChildren(...rules.map((rule) => make("option", { value: rule }, rule)));
        const rule = rules.includes(page.viewed("rule")) ? page.viewed("rule") : rules[0];
        select.value = rule ?? "";
        say(finding, found.price === null ? `No table of households of ${page.the(found.economy)} is known.`
          : `Consumer prices in ${page.the(found.economy)}: ${change(found.price, 2)}%, ${number(found.dollars, 0)} dollars a household a year, before wages and revenue.`);
        const rows = found.groups.filter((group) => group.rule === rule).map((group) => ({ name: group.title, value: group.percent,
          label: `${group.title}: dearer living ${change(group.living, 0)} dollars a year, after all ${change(group.net, 0)}, ${change(group.percent, 2)}%` }));
        return chart.paint({ rows }, axis.fit(rows.map((row) => row.value), false));
      },
    };
  },
  table: (found) => ({
    columns: ["Group", "Revenue handed back", "Dearer living, dollars a year", "After all, dollars a year", "% of spending"],
    rows: found.groups.map((group) => [group.title, group.rule, group.living, group.net, group.percent]),
  }),
};

const places = {
  id: "places", title: "Jobs by place", word: "jobs", from: "people", fits: (known) => known.people,
  build(host, page) {
    const axis = new Axis();
    const plate = make("div");
    const below = make("p", { class: "note" });
    host.append(plate, below);
    const chart = new Chart(plate, bars({ title: "change of jobs, %", rows: ROWS }));
    return {
      paint(found) {
        const rows = ends(found.places.map((place) => ({ name: place.title, value: place.percent,
          label: `${place.title}: ${change(place.change, 1)} thousand jobs of ${number(place.jobs, 0)}, ${change(place.percent, 2)}%` })), ROWS);
        say(below, found.places.length > ROWS ? `The ${ROWS / 2} at either end of ${found.places.length}; the menu has all. ${page.economy(found.economy)}, total employment held.` : "");
        return chart.paint({ rows }, axis.fit(rows.map((row) => row.value), false));
      },
    };
  },
  table: (found) => ({
    columns: ["Place", "Code", "Jobs, thousand", "Change, thousand", "Change, %"],
    rows: found.places.map((place) => [place.title, place.id, place.jobs, place.change, place.percent]),
  }),
};

const YEAR = { gdp: "real GDP", consumption: "real consumption", employment: "jobs", consumer_price: "consumer prices" };

const years = {
  id: "years", title: "Year by year", word: "years", from: "years", interactive: true,
  choices: (page) => [{ key: "yearly", title: "of", value: page.viewed("yearly") ?? "gdp", options: Object.entries(YEAR), choose: (yearly) => page.store.look({ yearly }) }],
  build(host, page) {
    const axis = new Axis();
    const slider = make("input", { type: "range", min: 0, step: 1, value: 0, id: "year", "aria-label": "Year" });
    const year = make("output", { for: "year", class: "year" });
    const plate = make("div", { role: "img", "aria-label": "Year by year, a picture; its menu shows it as a table" });
    const below = make("p", { class: "note" });
    host.append(make("div", { class: "year-row" }, slider, year), plate, below);
    const chart = new Chart(plate, bars({ title: "change, %", rows: page.known.parties.length }));
    let kept = null;
    let shown = null;
    const paint = (found) => {
      kept = found;
      const what = page.viewed("yearly") ?? "gdp";
      if (what !== shown) [axis.ends, shown] = [null, what];
      slider.max = found.years.length - 1;
      const at = Math.min(Number(slider.value), found.years.length - 1);
      slider.style.setProperty("--at", `${(100 * at) / (found.years.length - 1)}%`);
      slider.setAttribute("aria-valuetext", String(found.years[at]));
      say(year, String(found.years[at]));
      say(below, found.law);
      const rows = found.parties.map((party) => ({ name: page.economy(party.economy), value: party[what][at], kept: party[what][0],
        label: `${page.economy(party.economy)}, ${found.years[at]}: ${YEAR[what]} ${short(party[what][at], true)}%; ${found.years[0]}: ${short(party[what][0], true)}%` }));
      return chart.paint({ rows }, axis.fit(found.parties.flatMap((party) => party[what]), false));
    };
    slider.addEventListener("input", () => paint(kept));
    return { paint };
  },
  table: (found, page) => ({
    columns: ["Economy", "Year", ...Object.values(YEAR).map((title) => `${title}, %`)],
    rows: found.parties.flatMap((party) => found.years.map((one, n) => [page.economy(party.economy), one, ...Object.keys(YEAR).map((key) => party[key][n])])),
  }),
};

const products = {
  id: "products", title: "Products", word: "products", from: "products", fits: (known) => known.products,
  build(host, page) {
    const axis = new Axis();
    const plate = make("div");
    const below = make("p", { class: "note" });
    host.append(plate, below);
    const chart = new Chart(plate, bars({ title: "change of sales, billion USD a year", rows: ROWS, left: 190 }));
    return {
      paint(found) {
        const rows = found.products.map((one) => ({ name: `${one.code} ${one.short || page.sector(one.sector)}`, value: one.after - one.before,
          label: `HS ${one.code}, ${one.name || page.sector(one.sector)}: ${number(one.before, 2)} to ${number(one.after, 2)} bn USD; duty ${number(one.tariff_before, 1)}% to ${number(one.tariff_after, 1)}%, `
            + `price there ${change(one.price, 1)}%; ${page.economy(one.gainer)} gains most, ${change(one.gain, 2)}` }));
        say(below, `HS codes that ${page.the(found.exporter)} sells ${page.the(found.importer)}, those that move most.`);
        return chart.paint({ rows }, axis.fit(rows.map((row) => row.value), false));
      },
    };
  },
  table: (found, page) => ({
    columns: ["HS code", "Product", "Sector", "Before, billion USD", "After, billion USD", "Duty before, %", "Duty after, %", "Price, %", "Who gains most", "Gain, billion USD"],
    rows: found.products.map((one) => [one.code, one.name, page.sector(one.sector), one.before, one.after, one.tariff_before, one.tariff_after, one.price, page.economy(one.gainer), one.gain]),
  }),
};

export const slow = { people, places, years, products };
