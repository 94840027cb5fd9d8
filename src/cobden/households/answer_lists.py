"""Where an answer would hurt most: the list of goods that a government would draw.

To first order at the equilibrium of a law: exact gradients say what a duty on each line of what one
economy buys of another does to those who are to feel it, and to prices at home. A list of a given
value of trade that hurts most is then a linear program; so is one that spares its own consumers.
Each list is solved exactly afterwards.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from cobden.base.closures import WORLD_SHARE, Closure
from cobden.base.errors import InputError
from cobden.base.objective import Objective, Term
from cobden.equilibrium import Result, gradient, solve, value_of
from cobden.world.world import World

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

OF_THE_MOST = 0.75
"""How much of the hardest list's hurt the sparing one must keep."""


@dataclass(frozen=True, eq=False)
class AnswerList:
    """Lines of what ``by`` buys of ``on``, with a duty of ``rate`` more on each.

    ``lines`` is a table: ``line`` (a sector, or a product of six digits), ``sector``; ``trade``,
    billion USD of it taken, and ``part`` of the line; ``hurt`` and ``cost``, to first order, in the
    units of the two objectives: how far ``hurt_of`` falls, and how far the cost of living of ``by``
    rises, %. ``hurt`` and ``cost`` are those of the list solved exactly, ``first_order`` the sums
    of the lines: higher, as trade that shrinks can be hurt less.

    >>> import cobden as cb
    >>> cb.households.AnswerList.__dataclass_params__.frozen
    True
    """

    by: str
    on: str
    rate: float
    lines: "pd.DataFrame"
    hurt_of: Objective
    hurt: float
    cost: float

    @property
    def first_order(self) -> tuple[float, float]:
        """Hurt and cost as the lines add up."""
        return float(self.lines.hurt.sum()), float(self.lines.cost.sum())

    @property
    def trade(self) -> float:
        """Trade on the list, billion USD."""
        return float(self.lines.trade.sum())


def answer_lists(
    world: World,
    law: Any = None,
    *,
    by: str,
    on: str,
    value: float,
    rate: float = 0.25,
    hurt: Objective | None = None,
    deficits: str | Closure = WORLD_SHARE,
) -> tuple[AnswerList, AnswerList]:
    """Return the list that hurts most, and the one that spares the consumers of ``by``.

    ``law`` is what holds already (as for `solve`; None: the benchmark); ``value`` the trade on the
    list, billion USD at benchmark flows; ``rate`` the further duty; ``hurt`` what is to fall, the
    real income of ``on`` unless given. The second list keeps three quarters of the first one's hurt
    and raises the cost of living of ``by`` least. Lines are products where ``world`` knows those
    of ``by``: a product's duty counts as its sector's, in proportion to how far its sales fall.

    Raises ``InputError`` for a value that is not traded, and what `solve` raises.

    >>> import cobden as cb
    >>> try:
    ...     cb.households.answer_lists(cb.World.load(), by='CHN', on='USA', value=1e6)
    ... except cb.InputError as fault:
    ...     print(fault.where)
    value
    """
    n, i = world.economy_index(by), world.economy_index(on)
    names, sector, flow, response = _lines(world, n, i)
    usd = flow * world.value_usd / 1e9
    if not 0 < value <= usd.sum():
        raise InputError(
            f"{by} buys goods of {usd.sum():,.1f} billion dollars of {on}, not of {value:g}.",
            where="value", remedy="Choose a positive value that is traded.",
        )  # fmt: skip
    wanted = hurt or Objective.welfare(world.economies[i])
    living = Term("cost_of_living", world.economies[n], sector_weights=(1.0,) * len(world.sectors))
    prices = Objective(f"cost of living in {by}", (living,))
    whole = _by_sectors(world)
    harm, cost = (
        gradient(whole, law, of=goal, deficits=deficits).tariff.values[:, n, i]
        for goal in (wanted, prices)
    )
    traded = np.bincount(sector, flow, len(world.sectors))
    per = np.divide(flow, traded[sector], out=np.zeros_like(flow), where=traded[sector] > 0)
    harm, cost = -harm[sector] * per * response * rate, cost[sector] * per * rate
    hardest = _chosen(usd, value, -harm)
    most = float(harm @ hardest)
    sparing = _chosen(usd, value, cost, (harm, OF_THE_MOST * most)) if most > 0 else hardest
    before = solve(whole, law, deficits=deficits)
    found = []
    for part in (hardest, sparing):
        taken = np.bincount(sector, part * flow, len(world.sectors))
        covered = np.divide(taken, traded, out=np.zeros_like(traded), where=traded > 0)
        after = _answered(before, n, i, rate * covered, deficits)
        moved = [value_of(after, goal) - value_of(before, goal) for goal in (wanted, prices)]
        lines = _table(world, names, sector, usd, part, harm, cost)
        found.append(AnswerList(by, on, rate, lines, wanted, -moved[0], moved[1]))
    return found[0], found[1]


def _by_sectors(world: World) -> World:
    """Return the world with its sectors whole: gradients are by sector."""
    return replace(world, products=()) if world.products else world


def _lines(world: World, n: int, i: int) -> "tuple[list[str], NDArray[np.intp], Floats, Floats]":
    """Return names, sectors, flows, and how far sales fall relative to their sector's mean [j]."""
    known = [one for one in world.products if world.economy_index(one.importer) == n]
    goods = np.flatnonzero(world.goods)
    if not known:
        flow = world.flow[goods, n, i]
        return [world.sectors[k] for k in goods], goods, flow, np.ones(len(goods))
    (trade,) = known
    flow = trade.flow[:, i]
    theta = trade.elasticities(world.elasticity)
    between = world.elasticity[trade.sector] if trade.between is None else trade.between
    bought = trade.flow.sum(axis=1)
    of_product = np.divide(flow, bought, out=np.zeros_like(flow), where=bought > 0)
    of_sector = np.bincount(trade.sector, bought, len(world.sectors))[trade.sector]
    weight = np.divide(bought, of_sector, out=np.zeros_like(bought), where=of_sector > 0)
    falls = theta * (1 - of_product) + between * of_product * (1 - weight)
    total = np.bincount(trade.sector, flow, len(world.sectors))
    mean = np.bincount(trade.sector, flow * falls, len(world.sectors))
    at = total[trade.sector] > 0
    scale = np.divide(mean, total, out=np.ones_like(mean), where=total > 0)[trade.sector]
    return list(trade.codes), trade.sector, flow, np.where(at & (scale > 0), falls / scale, 1.0)


def _chosen(
    usd: "Floats", value: float, score: "Floats", at_least: "tuple[Floats, float] | None" = None
) -> "Floats":
    """Return the part of each line [j] on the list of a value that has the least score.

    ``at_least``: a second score and what it must reach.
    """
    bound = None if at_least is None else (-at_least[0][None], np.array([-at_least[1]]))
    size = max(float(np.abs(score).max()), 1e-300)
    from scipy.optimize import linprog  # slow to import, and seldom needed

    found = linprog(
        score / size,
        A_ub=None if bound is None else bound[0] / np.abs(bound[1]),
        b_ub=None if bound is None else bound[1] / np.abs(bound[1]),
        A_eq=usd[None] / value,
        b_eq=[1.0],
        bounds=(0, 1),
        method="highs",
    )
    return np.clip(found.x, 0.0, 1.0)


def _answered(before: Result, n: int, i: int, more: "Floats", deficits: str | Closure) -> Result:
    """Return the equilibrium with the duties of ``n`` on ``i`` raised by ``more`` [k]."""
    wedges = before.shock.wedges
    tariff = np.array(wedges.tariff)
    tariff[:, n, i] += more
    return solve(
        before.world, tariff=tariff, export_tax=np.array(wedges.export_tax),
        trade_cost=np.array(wedges.trade_cost), deficits=deficits,
    )  # fmt: skip


def _table(
    world: World,
    names: list[str],
    sector: "NDArray[np.intp]",
    usd: "Floats",
    part: "Floats",
    harm: "Floats",
    cost: "Floats",
) -> "pd.DataFrame":
    """Return the lines on a list, those that hurt most first."""
    import pandas as pd

    on = np.flatnonzero(part > 1e-9)
    on = on[np.argsort(-(harm * part)[on], kind="stable")]
    return pd.DataFrame(
        {
            "line": [names[j] for j in on],
            "sector": [world.sectors[sector[j]] for j in on],
            "trade": (usd * part)[on],
            "part": part[on],
            "hurt": (harm * part)[on],
            "cost": (cost * part)[on],
        }
    )
