// The charts' Vega-Lite specifications. Each takes its width; its rows come later, by name.

const INK = "var(--ink)";
const SOFT = "var(--soft)";
const PAPER = "var(--paper)";
const LEFT = 138;
const ROW = 17;
const ENDS = [{ name: "low" }, { name: "high" }, { name: "ticks" }];
const FIXED = { domainMin: { expr: "low" }, domainMax: { expr: "high" }, nice: false, zero: false };
const ZERO = { data: { values: [{}] }, mark: { type: "rule", color: SOFT },
  encoding: { x: { datum: 0, type: "quantitative" } } };
const SIGN = { condition: { test: "datum.value < 0", value: "var(--loss)" }, value: "var(--gain)" };

/**
 * Bars from zero in the colour of their sign. Rows: name, value, label; perhaps low and high (a
 * band) and kept (a tick: what is pinned, or what was before).
 */
export const bars = ({ title, rows, left = LEFT }) => (width) => {
  const y = { field: "name", type: "nominal", sort: null, title: null, axis: { labelLimit: left - 8 } };
  const x = (field) => ({ field, type: "quantitative", title, scale: FIXED,
    axis: { values: { expr: "ticks" }, titlePadding: 2, labelOverlap: false } });
  const beyond = (test, shape, at) => ({ mark: { type: "point", shape, filled: true, size: 46, color: INK, opacity: 1 },
    transform: [{ filter: test }], encoding: { x: at, y } });
  return {
    width: width - left - 10,
    height: ROW * rows,
    autosize: "none",
    padding: { left, right: 10, top: 2, bottom: 36 },
    params: ENDS,
    data: { name: "rows" },
    layer: [
      ZERO,
      { mark: { type: "bar", height: 10 }, encoding: { x: x("value"), y, color: SIGN } },
      { mark: { type: "rule", color: INK, strokeWidth: 1.3, clip: true },
        transform: [{ filter: "isValid(datum.low)" }],
        encoding: { x: x("low"), x2: { field: "high" }, y } },
      // a band that goes on beyond the edge ends in an arrow
      beyond("isValid(datum.low) && datum.low < low", "triangle-left", { value: 4 }),
      beyond("isValid(datum.high) && datum.high > high", "triangle-right", { value: { expr: "width - 4" } }),
      { mark: { type: "tick", color: INK, thickness: 2.5, size: 15, clip: true },
        transform: [{ filter: "isValid(datum.kept)" }], encoding: { x: x("kept"), y } },
      // the whole row answers to the pointer
      { mark: { type: "bar", opacity: 0, height: ROW, clip: true },
        encoding: { x: { value: 0 }, x2: { value: "width" }, y } },
    ],
  };
};

const KINDS = ["current", "pinned", "named", "chosen", "outside", "standing"];

/** All that could be signed, its frontier, and the packages with a name. */
export const frontier = ({ height, titles }) => (width) => {
  const axis = (field, title, low, high) => ({ field, type: "quantitative", title: `${title}, bn USD a year`,
    scale: { domainMin: { expr: low }, domainMax: { expr: high }, nice: false, zero: false }, axis: { tickCount: 5 } });
  const x = axis("x", titles[0], "left", "right");
  const y = axis("y", titles[1], "low", "high");
  // names in a row down the side, so that they never lie on one another
  const words = (halo) => ({
    mark: { type: "text", align: { expr: "datum.align" }, dx: { expr: "datum.dx" }, dy: { expr: "datum.dy" },
      fontSize: 11.5, fontWeight: 600, color: INK, ...(halo ? { stroke: PAPER, strokeWidth: 3.5, strokeJoin: "round" } : {}) },
    encoding: { x, y, text: { field: "title" } },
  });
  return {
    width: width - 58,
    height,
    autosize: "none",
    padding: { left: 48, right: 10, top: 8, bottom: 38 },
    params: ["left", "right", "low", "high"].map((name) => ({ name })),
    layer: [
      { data: { name: "zone" }, mark: { type: "area", color: "var(--series4)", opacity: 0.14, interpolate: "step-before" },
        encoding: { x, y, y2: { datum: 0 } } },
      { data: { name: "cloud" }, mark: { type: "circle", size: 8, color: "var(--series6)", opacity: 0.4 },
        encoding: { x, y } },
      { data: { name: "edge" }, mark: { type: "line", color: INK, strokeWidth: 1.6, interpolate: "step-before" },
        encoding: { x, y, order: { field: "x" } } },
      { data: { name: "points" }, layer: [
        // a name that had to stand away from its mark is tied to it
        { transform: [{ filter: "abs(datum.dy) > 10" }], mark: { type: "rule", color: SOFT, strokeWidth: 1 },
          encoding: { x, y, x2: { field: "beside" }, y2: { field: "over" } } },
        { mark: { type: "point", filled: true, opacity: 1, stroke: PAPER, strokeWidth: 1.2 },
          encoding: { x, y,
            size: { condition: { test: "datum.kind === 'current'", value: 190 }, value: 85 },
            shape: { field: "kind", type: "nominal", legend: null,
              scale: { domain: KINDS, range: ["circle", "circle", "circle", "diamond", "cross", "cross"] } },
            color: { field: "kind", type: "nominal", legend: null,
              scale: { domain: KINDS,
                range: ["var(--accent)", INK, "var(--series3)", "var(--series1)", SOFT, SOFT] } } } },
        words(true), words(false),
      ] },
    ],
  };
};

/**
 * A price by period, each drawn over the whole of it, and what it would have been; a rule stands on
 * the day of each measure. Rows: start, end, value, baseline, label; marks: day, title.
 */
export const lines = ({ height, title }) => (width) => {
  const x = (field) => ({ field, type: "temporal", title: null, scale: { type: "utc" },
    axis: { tickCount: 5, grid: false, format: "%b %Y", labelOverlap: true } });
  const y = (field) => ({ field, type: "quantitative", title, scale: { zero: false, nice: true }, axis: { tickCount: 4 } });
  const span = (field, color, strokeWidth) => ({ mark: { type: "rule", color, strokeWidth },
    transform: [{ filter: `isValid(datum.${field})` }], encoding: { x: x("start"), x2: { field: "end" }, y: y(field) } });
  return {
    width: width - 62,
    height,
    autosize: "none",
    padding: { left: 52, right: 10, top: 8, bottom: 26 },
    layer: [
      { data: { name: "marks" }, mark: { type: "rule", color: "var(--accent)", strokeDash: [2, 2] }, encoding: { x: x("day") } },
      { data: { name: "rows" }, layer: [
        span("baseline", SOFT, 1.6), span("value", "var(--series1)", 3),
        { mark: { type: "rect", opacity: 0 }, encoding: { x: x("start"), x2: { field: "end" }, y: { value: 0 }, y2: { value: "height" } } }] },
    ],
  };
};

/** The colours and shapes of closures; those of keys in parts.css follow the same order. */
const COLOURS = [1, 2, 5, 4, 3, 6].map((number) => `var(--series${number})`);
const SHAPES = ["circle", "triangle-up", "square", "diamond", "cross", "triangle-down"];

/** Every variant of a figure, a row for each economy. Rows: name, value, closure, main, label. */
export const variants = ({ title, rows, closures, height }) => (width) => {
  const y = { field: "name", type: "nominal", sort: null, title: null, axis: { labelLimit: LEFT - 8 } };
  const x = { field: "value", type: "quantitative", title, scale: FIXED, axis: { values: { expr: "ticks" }, labelOverlap: false } };
  return {
    width: width - LEFT - 10,
    height: height ?? 30 * rows,
    autosize: "none",
    padding: { left: LEFT, right: 10, top: 2, bottom: 36 },
    params: ENDS,
    data: { name: "rows" },
    layer: [
      ZERO,
      { mark: { type: "point", filled: true, size: 34, opacity: 0.8 },
        encoding: { x, y, yOffset: { field: "closure", type: "nominal", sort: closures },
          color: { field: "closure", type: "nominal", legend: null, sort: closures,
            scale: { domain: closures, range: COLOURS } },
          shape: { field: "closure", type: "nominal", legend: null,
            scale: { domain: closures, range: SHAPES } } } },
      { transform: [{ filter: "datum.main" }],
        mark: { type: "tick", color: INK, thickness: 2.5, size: 24 }, encoding: { x, y } },
    ],
  };
};

/** The outline of the world, painted later by hand: Vega takes 20 ms for it, the page takes one. */
export const world = ({ outline }) => (width) => ({
  width,
  height: Math.min(236, 0.5 * width),
  autosize: "none",
  padding: 0,
  data: { values: outline, format: { type: "topojson", feature: "countries" } },
  projection: { type: "equalEarth", rotate: [-150, 0, 0] },
  mark: { type: "geoshape", fill: "var(--none)", stroke: PAPER, strokeWidth: 0.5 },
});
