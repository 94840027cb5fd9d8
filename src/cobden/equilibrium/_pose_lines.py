"""From lines and targets, as the user's words have them, to the arrays of ``_line_demand``."""

from collections import defaultdict
from typing import NamedTuple

import numpy as np
from jax import Array, device_put
from numpy.typing import NDArray

from cobden.base.errors import InputError
from cobden.base.targets import Line, Targets
from cobden.equilibrium._pose_products import cell_wedges, room
from cobden.equilibrium._problem import PosedLines
from cobden.equilibrium._shock import Floats, Shock
from cobden.world.world import World


class Amounts(NamedTuple):
    """What each target asks for, in world value added [m], and what misses are relative to."""

    level: Floats
    size: Floats


def told_apart(world: World, targets: Targets) -> Floats:
    """Return the share of each flow that lines take [k, n, i]; raises where it exceeds one.

    Lines inside products are told apart there, and take nothing of the whole.
    """
    share = np.zeros(world.trade_share.shape)
    inside: defaultdict[tuple[int, int, int, str], float] = defaultdict(float)
    seen: set[tuple[int, int, int, str, str]] = set()
    for line in targets.lines:
        cell = _cell(world, line)
        if (*cell, line.good, line.maker) in seen:
            raise InputError(
                f"{_named(line)} is told apart twice.",
                where="lines",
                remedy="Put all targets on one line, or name the goods apart.",
            )
        seen.add((*cell, line.good, line.maker))
        inside[(*cell, line.product)] += line.share
        if not line.product:
            share[cell] += line.share
        taken = inside[(*cell, line.product)]
        if not 0 < line.share <= 1 or taken > 1 + 1e-9:
            raise InputError(
                f"goods told apart are {taken:.4g} of what {line.importer} buys of "
                f"{line.product or line.sector} from {line.exporter}.",
                where="lines",
                remedy="Their shares are above 0 and together at most 1.",
            )
    return np.minimum(share, 1.0)


class Nests(NamedTuple):
    """Which lines share a market, and which of those the sources of one good told apart.

    By line [l]: its market's row, its nest, and whether it has an elasticity of its own. By market
    [r]: sector and importer, and the elasticity between the goods there (of those that have one).
    By nest [j]: its market's row, and the elasticity between its sources.
    """

    row: NDArray[np.int_]
    nest: NDArray[np.int_]
    own: NDArray[np.bool_]
    markets: list[tuple[int, int]]
    elasticity: dict[int, float]
    nest_row: list[int]
    between: list[float]


def nests_of(lines: tuple[Line, ...], markets: list[tuple[int, int]]) -> Nests:
    """Return the nests of lines, whose ``markets`` [l] are given; raises where they disagree."""
    row_of: dict[tuple[int, int], int] = {}
    nest_of: dict[tuple[int, str], int] = {}
    upper: dict[int, float] = {}
    between: list[float] = []
    row, nest = (np.zeros(len(lines), int) for _ in range(2))
    for at, (line, market) in enumerate(zip(lines, markets, strict=True)):
        row[at] = row_of.setdefault(market, len(row_of))
        if line.elasticity is None:
            continue
        nest[at] = nest_of.setdefault((int(row[at]), line.good), len(nest_of))
        _agree(upper.setdefault(int(row[at]), line.elasticity), line.elasticity, line)
        inner = line.elasticity if line.between is None else line.between
        if nest[at] == len(between):
            between.append(inner)
        _agree(between[nest[at]], inner, line)
    own = np.array([line.elasticity is not None for line in lines])
    return Nests(row, nest, own, list(row_of), upper, [key[0] for key in nest_of], between)


def lines_of(world: World, shock: Shock, amounts: Amounts | None) -> PosedLines:
    """Return the arrays of the lines of a shock; with no ``amounts`` all targets lie idle."""
    wedges, targets, lines = shock.wedges, shock.targets, shock.targets.lines
    k, n, i = at = tuple(np.array([_cell(world, line) for line in lines]).T)
    nests = nests_of(lines, list(zip(k.tolist(), n.tolist(), strict=True)))
    own_share = np.array([0.0 if line.product else line.share for line in lines])
    before, now, margin = _rates(world, shock, at)
    tariff = now + [line.tariff for line in lines]
    at_exit = (1 + wedges.export_tax[at]) * (1 + margin) - 1
    leaving = (1 + at_exit) * (1 + np.array([line.export_tax for line in lines])) - 1
    ratio = np.array([line.trade_cost for line in lines])
    allowed = np.isfinite(ratio)
    cost = wedges.trade_cost[at] * np.where(allowed, ratio, 1.0)
    size = room(len(lines))
    markets, goods = room(len(nests.markets)), room(len(nests.between))
    outside = (len(world.sectors), len(world.economies))  # beyond all markets: writes nothing
    cells = [*nests.markets, *[outside] * (markets - len(nests.markets))]
    every = {
        "sector": k, "importer": n, "exporter": i,
        "row": nests.row, "nest": nests.nest, "own": nests.own,
        "share": own_share * world.trade_share[at],
        "allowed": allowed.astype(np.float64),
        "log_wedge": np.log((1 + tariff) / (1 + before) * (1 + leaving) * cost),
        "log_trade_cost": np.log(cost),
    }  # fmt: skip
    final = world.final_trade_share
    used = None if final is None else device_put(_padded(own_share * final[at], size, 0))
    rates = {"customs": 1 / (1 + tariff), "producer": 1 / (1 + leaving)}
    return PosedLines(
        **{name: device_put(_padded(values, size, 0)) for name, values in every.items()},
        **{name: device_put(_padded(values, size, 1)) for name, values in rates.items()},
        **_of_targets(world, targets, amounts, size),
        final_share=used,
        row_sector=device_put(np.array([cell[0] for cell in cells])),
        row_importer=device_put(np.array([cell[1] for cell in cells])),
        elasticity=device_put(_from_zero([nests.elasticity.get(r, 1.0) for r in range(markets)])),
        nest_row=device_put(_padded(np.array(nests.nest_row, int), goods, 0)),
        between=device_put(_padded(_from_zero(nests.between), goods, 1)),
    )


def _rates(world: World, shock: Shock, at: tuple[NDArray, ...]) -> tuple[Floats, Floats, Floats]:
    """Return the rates on flows at the benchmark and now [l], and exporters' margins.

    On products where lines are such. One whose parts bear rates of their own has the mean of what
    is bought, and the rate before that makes it as much dearer as its parts together.
    """
    before, now = world.tariff[at].copy(), shock.wedges.tariff[at].copy()
    margin = shock.horizon.margin(now, before)
    for place, line in enumerate(shock.targets.lines):
        trade = world.products_of(line.importer) if line.product else None
        if trade is not None:
            cell = trade.index(line.product), world.economy_index(line.exporter)
            found = cell_wedges(world, trade, shock.wedges, shock.horizon)
            now[place] = 1 / found.at_customs[cell] - 1
            before[place] = (1 + now[place]) / found.ratio[cell] - 1
            margin[place] = found.margin[cell]
    return before, now, margin


def _padded(values: NDArray, size: int, filling: float) -> NDArray:
    return np.pad(values, (0, size - len(values)), constant_values=filling)


def _of_targets(
    world: World, targets: Targets, amounts: Amounts | None, size: int
) -> dict[str, Array]:
    """Return the arrays of the targets; what pads them measures nothing and asks for nothing."""
    wanted = targets.targets
    m = room(len(wanted)) if wanted else 0

    def marked(wedge: str | None) -> Array:
        rows = np.zeros((m, size))
        for row, t in zip(rows, wanted, strict=False):
            at = t.on if wedge or t.counts is None else t.counts
            row[list(at)] = wedge in (None, t.wedge)
        return device_put(rows)

    def each(values: list, filling: float = 0, kind: type = float) -> Array:
        return device_put(_padded(np.array(values, kind), m, filling))

    pairs = [t.economies or (world.economies[0],) * 2 for t in wanted]
    none = [1.0] * len(wanted)
    return {
        "tariff": marked("tariff"),
        "export_tax": marked("export_tax"),
        "trade_cost": marked("trade_cost"),
        "counts": marked(None),
        "price": each([t.measured == "price" for t in wanted], kind=bool),
        "cost": each([t.measured == "cost" for t in wanted], True, bool),
        "balance": each([t.measured == "balance" for t in wanted], kind=bool),
        "first": each([world.economy_index(p[0]) for p in pairs], kind=int),
        "second": each([world.economy_index(p[1]) for p in pairs], kind=int),
        "balanced": device_put(world.goods.astype(float)),
        "amount": each(none if amounts is None else list(amounts.level)),
        "size": each(none if amounts is None else list(amounts.size), 1),
        "least": each([0.0 if amounts is None else np.log1p(t.least) for t in wanted]),
        "most": each([0.0 if amounts is None else np.log1p(t.most) for t in wanted]),
        "passed_on": each([t.passed_on for t in wanted]),
    }


def _cell(world: World, line: Line) -> tuple[int, int, int]:
    cell = world.cell(line.sector, line.importer, line.exporter)
    if not world.flow_of(line) > 0:
        raise InputError(
            f"{line.importer} buys no {line.product or line.sector} from {line.exporter} at the "
            "benchmark.",
            where="lines",
            remedy="Trade that does not exist cannot be scaled: choose another flow.",
        )
    return cell


def _named(line: Line) -> str:
    named = ", ".join(filter(None, (line.good, line.maker)))
    good = f" ({named})" if named else ""
    return f"{line.sector}{good} sold by {line.exporter} to {line.importer}"


def _agree(known: float, given: float, line: Line) -> None:
    if known != given:
        raise InputError(
            f"{_named(line)} has elasticity {given:g}, and others there {known:g}.",
            where="lines",
            remedy="Goods told apart in one market share the elasticity between them, and the "
            "sources of one good the elasticity between those.",
        )


def _from_zero(values: list[float]) -> Floats:
    """Return elasticities, those next to zero moved off it (see ``_pose._theta``)."""
    array = np.asarray(values, np.float64)
    return np.where(np.abs(array) < 1e-5, 1e-5, array)
