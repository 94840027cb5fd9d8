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
from cobden.base.wedges import Wedges
from cobden.equilibrium import Result, solve, value_of, wedge_slopes
from cobden.world.product_trade import ProductTrade
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
    and raises the cost of living of ``by`` least. Lines are products, where ``world`` knows those
    that ``by`` buys, else sectors.

    Raises ``InputError`` for a value that is not traded, and what `solve` raises.

    >>> import cobden as cb
    >>> try:
    ...     cb.households.answer_lists(cb.World.load(), by='CHN', on='USA', value=1e6)
    ... except cb.InputError as fault:
    ...     print(fault.where)
    value
    """
    n, i = world.economy_index(by), world.economy_index(on)
    lines = _lines(world, n, i)
    usd = lines.flow * world.value_usd / 1e9
    if not 0 < value <= usd.sum():
        raise InputError(
            f"{by} buys goods of {usd.sum():,.1f} billion dollars of {on}, not of {value:g}.",
            where="value", remedy="Choose a positive value that is traded.",
        )  # fmt: skip
    wanted = hurt or Objective.welfare(world.economies[i])
    living = Term("cost_of_living", world.economies[n], sector_weights=(1.0,) * len(world.sectors))
    goals = wanted, Objective(f"cost of living in {by}", (living,))
    before = solve(world, law, deficits=deficits)
    harm, cost = (rate * lines.slopes(before, goal) for goal in goals)
    harm = -harm
    hardest = _chosen(usd, value, -harm)
    most = float(harm @ hardest)
    sparing = _chosen(usd, value, cost, (harm, OF_THE_MOST * most)) if most > 0 else hardest
    found = []
    for part in (hardest, sparing):
        after = lines.answered(before, rate * part, deficits)
        moved = [value_of(after, goal) - value_of(before, goal) for goal in goals]
        rows = _table(world, lines, usd, part, harm, cost)
        found.append(AnswerList(by, on, rate, rows, wanted, -moved[0], moved[1]))
    return found[0], found[1]


@dataclass(frozen=True, eq=False)
class _Lines:
    """What ``n`` buys of ``i``, line by line: products first, then sectors without products.

    ``sector`` and ``flow`` [line], ``products`` the trade that the first of them are of.
    """

    n: int
    i: int
    names: tuple[str, ...]
    sector: "NDArray[np.intp]"
    flow: "Floats"
    products: ProductTrade | None

    @property
    def many(self) -> int:
        """How many of the lines are products."""
        return 0 if self.products is None else len(self.products.codes)

    def slopes(self, before: Result, goal: Objective) -> "Floats":
        """Return the slopes of an objective by the tariff on each line."""
        found = wedge_slopes(before, goal)
        rest = found.by_wedges[0][self.sector[self.many :], self.n, self.i]
        of = [one.importer for one in before.world.products]
        if self.products is None:
            return rest
        return np.r_[found.by_product[of.index(self.products.importer)][:, self.i], rest]

    def answered(self, before: Result, more: "Floats", deficits: str | Closure) -> Result:
        """Return the equilibrium with the tariff on each line higher by ``more``."""
        world, shock = before.world, before.shock
        tariff = np.array(shock.wedges.tariff)
        np.add.at(tariff[:, self.n, self.i], self.sector[self.many :], more[self.many :])
        rates = {one.importer: np.array(world.product_rates(one, shock.wedges))
                 for one in world.products}  # fmt: skip
        if self.products is not None:
            rates[self.products.importer][:, self.i] += more[: self.many]
        apart = dict(shock.wedges.varieties)
        if self.products is not None and self.products.importer in apart:
            parts = apart[self.products.importer]
            mine = np.where(parts.exporter == self.i, more[: self.many][parts.product], 0.0)
            apart[self.products.importer] = replace(parts, rate=parts.rate + mine)
        wedges = Wedges.of(
            world.economies, world.sectors, tariff=tariff, export_tax=shock.wedges.export_tax,
            trade_cost=shock.wedges.trade_cost, by_product=rates, varieties=apart,
        )  # fmt: skip
        return solve(
            world, wedges, productivity=shock.productivity, transfer=shock.transfer,
            targets=shock.targets, deficits=deficits,
        )  # fmt: skip


def _lines(world: World, n: int, i: int) -> _Lines:
    """Return what ``n`` buys of ``i``, by product as far as the world knows that."""
    trade = world.products_of(world.economies[n])
    goods = np.flatnonzero(world.goods)
    names, sector, flow = (), np.zeros(0, dtype=np.intp), np.zeros(0)
    if trade is not None:
        names, sector, flow = trade.codes, trade.sector, trade.flow[:, i]
        goods = goods[~np.isin(goods, trade.sector)]
    whole = world.flow[goods, n, i]
    return _Lines(
        n, i, (*names, *(world.sectors[k] for k in goods)), np.r_[sector, goods],
        np.r_[flow, whole], trade,
    )  # fmt: skip


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


def _table(
    world: World,
    lines: _Lines,
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
            "line": [lines.names[j] for j in on],
            "sector": [world.sectors[lines.sector[j]] for j in on],
            "trade": (usd * part)[on],
            "part": part[on],
            "hurt": (harm * part)[on],
            "cost": (cost * part)[on],
        }
    )
