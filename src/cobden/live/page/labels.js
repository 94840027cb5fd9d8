// Where the names of marks stand: beside their marks, over no other mark and no other name.

const LETTER = 6.5; // mean width of a letter
const LINE = 16;
const MARK = 7;

const overlap = (one, other) => Math.max(0, Math.min(one.right, other.right) - Math.max(one.left, other.left))
  * Math.max(0, Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top));

/** The places that a name may take about its mark, the best first. */
function places(x, y, wide) {
  const found = [];
  for (const lift of [0, -15, 15, -30, 30, -45, 45, -60, 60]) {
    for (const way of [1, -1]) {
      const left = way > 0 ? x + MARK + 3 : x - MARK - 3 - wide;
      found.push({ align: way > 0 ? "left" : "right", dx: way * (MARK + 3), dy: lift, left, right: left + wide,
        top: y + lift - LINE / 2, bottom: y + lift + LINE / 2, cost: 6 * Math.abs(lift) });
    }
  }
  return found;
}

/** `points` with `align`, `dx` and `dy` for their titles; `across` and `down` give pixels. */
export function labelled(points, across, down, width, height) {
  const marks = points.map((point) => ({ x: across(point.x), y: down(point.y) }));
  const taken = marks.map(({ x, y }) => ({ left: x - MARK, right: x + MARK, top: y - MARK, bottom: y + MARK }));
  const order = points.map((_, n) => n).sort((a, b) => points[b].title.length - points[a].title.length);
  const chosen = [];
  for (const n of order) {
    const { x, y } = marks[n];
    const cost = (place) => place.cost + taken.reduce((sum, box) => sum + 30 * overlap(place, box), 0)
      + 400 * (Math.max(0, -place.left) + Math.max(0, place.right - width) + Math.max(0, -place.top) + Math.max(0, place.bottom - height));
    const best = places(x, y, LETTER * points[n].title.length).reduce((one, other) => (cost(other) < cost(one) ? other : one));
    taken.push(best);
    chosen[n] = { ...points[n], align: best.align, dx: best.dx, dy: best.dy };
  }
  return chosen;
}
