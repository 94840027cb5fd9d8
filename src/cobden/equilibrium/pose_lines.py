"""From lines and targets, as the user's words have them, to the arrays of ``lines``."""

from typing import NamedTuple

import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from cobden.base.errors import InputError
from cobden.base.targets import Line, Target, Targets
from cobden.base.wedges import Wedges
from cobden.equilibrium.lines import Lines
from cobden.world.world import World

Floats = NDArray[np.float64]


class Amounts(NamedTuple):
    """What each target asks for, in world value added [m], and what misses are relative to."""

    level: Floats
    size: Floats


def told_apart(world: World, targets: Targets) -> Floats:
    """Return the share of each flow that lines take [k, n, i]; raises where it exceeds one."""
    share = np.zeros(world.trade_share.shape)
    seen: set[tuple[int, int, int, str]] = set()
    for line in targets.lines:
        cell = _cell(world, line)
        if (*cell, line.good) in seen:
            raise InputError(
                f"{_named(line)} is told apart twice.",
                where="lines",
                remedy="Put all targets on one line, or name the goods apart.",
            )
        seen.add((*cell, line.good))
        share[cell] += line.share
        if not 0 < line.share <= 1 or share[cell] > 1 + 1e-9:
            raise InputError(
                f"goods told apart are {share[cell]:.4g} of what {line.importer} buys of "
                f"{line.sector} from {line.exporter}.",
                where="lines",
                remedy="Their shares are above 0 and together at most 1.",
            )
    return np.minimum(share, 1.0)


def lines_of(
    world: World,
    wedges: Wedges,
    at_exit: Floats | None,
    theta: Floats,
    targets: Targets,
    amounts: Amounts | None,
) -> Lines:
    """Return the arrays of the lines; with no ``amounts`` all targets lie idle.

    ``theta`` [k] are the sectors' elasticities, ``at_exit`` export tax and margin.
    """
    lines = targets.lines
    k, n, i = np.array([_cell(world, line) for line in lines]).T
    at = (k, n, i)
    row_of: dict[tuple[int, int], int] = {}
    nest_of: dict[tuple[int, str], int] = {}
    upper: dict[int, float] = {}
    between: list[float] = []
    row, nest, own = (np.zeros(len(lines), int) for _ in range(3))
    for l, line in enumerate(lines):  # noqa: E741
        row[l] = row_of.setdefault((int(k[l]), int(n[l])), len(row_of))
        own[l] = line.elasticity is not None
        if line.elasticity is None:
            continue
        nest[l] = nest_of.setdefault((int(row[l]), line.good), len(nest_of))
        _agree(upper.setdefault(int(row[l]), line.elasticity), line.elasticity, line)
        inner = line.elasticity if line.between is None else line.between
        if nest[l] == len(between):
            between.append(inner)
        _agree(between[nest[l]], inner, line)
    own_share = np.array([line.share for line in lines])
    tariff = wedges.tariff[at] + [line.tariff for line in lines]
    leaving = np.zeros(len(lines)) if at_exit is None else at_exit[at]
    leaving = (1 + leaving) * (1 + np.array([line.export_tax for line in lines])) - 1
    ratio = np.array([line.trade_cost for line in lines])
    allowed = np.isfinite(ratio)
    cost = wedges.trade_cost[at] * np.where(allowed, ratio, 1.0)
    final = world.final_trade_share
    return Lines(
        **_of_targets(world, targets, amounts),
        sector=jnp.asarray(k),
        importer=jnp.asarray(n),
        exporter=jnp.asarray(i),
        row=jnp.asarray(row),
        nest=jnp.asarray(nest),
        own=jnp.asarray(own.astype(bool)),
        share=jnp.asarray(own_share * world.trade_share[at]),
        final_share=None if final is None else jnp.asarray(own_share * final[at]),
        allowed=jnp.asarray(allowed.astype(np.float64)),
        log_wedge=jnp.asarray(np.log((1 + tariff) / (1 + world.tariff[at]) * (1 + leaving) * cost)),
        log_trade_cost=jnp.asarray(np.log(cost)),
        customs=jnp.asarray(1 / (1 + tariff)),
        producer=jnp.asarray(1 / (1 + leaving)),
        row_sector=jnp.asarray([cell[0] for cell in row_of]),
        row_importer=jnp.asarray([cell[1] for cell in row_of]),
        elasticity=jnp.asarray(_from_zero([upper.get(r, 1.0) for r in range(len(row_of))])),
        nest_row=jnp.asarray([key[0] for key in nest_of] or [0]),
        between=jnp.asarray(_from_zero(between or [1.0])),
    )


def _of_targets(world: World, targets: Targets, amounts: Amounts | None) -> dict:
    wanted = targets.targets
    m, count = len(wanted), len(targets.lines)

    def on(t: Target, at: tuple[int, ...]) -> Floats:
        row = np.zeros(count)
        row[list(at)] = 1.0
        return row

    def marked(wedge: str) -> Floats:
        rows = [on(t, t.on) * (t.wedge == wedge) for t in wanted]
        return np.array(rows).reshape(m, count)

    pairs = [t.economies or (world.economies[0],) * 2 for t in wanted]
    idle = amounts is None
    none = np.ones(m)
    return {
        "tariff": jnp.asarray(marked("tariff")),
        "export_tax": jnp.asarray(marked("export_tax")),
        "trade_cost": jnp.asarray(marked("trade_cost")),
        "counts": jnp.asarray(
            np.array([on(t, t.on if t.counts is None else t.counts) for t in wanted]).reshape(
                m, count
            )
        ),
        "cost": jnp.asarray(np.array([t.measured == "cost" for t in wanted], bool)),
        "balance": jnp.asarray(np.array([t.measured == "balance" for t in wanted], bool)),
        "first": jnp.asarray(np.array([world.economy_index(p[0]) for p in pairs], int)),
        "second": jnp.asarray(np.array([world.economy_index(p[1]) for p in pairs], int)),
        "balanced": jnp.asarray(
            np.array([float(name not in world.services) for name in world.sectors])
        ),
        "amount": jnp.asarray(none if idle else amounts.level),
        "size": jnp.asarray(none if idle else amounts.size),
        "least": jnp.asarray(np.array([0.0 if idle else np.log1p(t.least) for t in wanted])),
        "most": jnp.asarray(np.array([0.0 if idle else np.log1p(t.most) for t in wanted])),
        "passed_on": jnp.asarray(np.array([t.passed_on for t in wanted], np.float64)),
    }


def _cell(world: World, line: Line) -> tuple[int, int, int]:
    cell = (
        world.sector_index(line.sector),
        world.economy_index(line.importer),
        world.economy_index(line.exporter),
    )
    if not world.trade_share[cell] > 0:
        raise InputError(
            f"{line.importer} buys no {line.sector} from {line.exporter} at the benchmark.",
            where="lines",
            remedy="Trade that does not exist cannot be scaled: choose another flow.",
        )
    return cell


def _named(line: Line) -> str:
    good = f" ({line.good})" if line.good else ""
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
    """Return elasticities, those next to zero moved off it (see ``pose._theta``)."""
    array = np.asarray(values, np.float64)
    return np.where(np.abs(array) < 1e-5, 1e-5, array)
