"""What an equilibrium does to each group of households, in money and in per cent.

A reading of the equilibrium, not a part of it: the equilibrium has one household in each economy,
to whose basket the groups' and the rest's add up. What the groups' own shifts of spending would do
to prices is left out: money that goes from one basket to another moves prices only as far as it
moves wages between economies (``docs/households.md`` shows how little, against an equilibrium that
holds the groups). Each group's own cost of living is exact.
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from cobden.base.errors import unknown
from cobden.equilibrium import Result
from cobden.households.baskets import Baskets
from cobden.households.household_table import Households
from cobden.households.jobs import labour_part
from cobden.world.world import World

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

REVENUE = ("per head", "income", "income tax", "none")
"""How the change of tariff revenue is handed back: equally, as income or income tax is, or not."""

REST = "government and investment"
PARTS = ("cost_of_living", "wages", "property", "transfers", "abroad", "revenue")


@dataclass(frozen=True, eq=False)
class Incidence:
    """The effects on groups of households, in the order of ``households.groups``.

    Prices and incomes are told with the economy's money wages as they were. Money is in billions of
    US dollars of the benchmark's year.

    - ``revenue``: how the change of tariff revenue is handed back;
    - ``spent`` [g]: consumption at the benchmark, billion USD; ``cost`` [g]: change of the cost of
      living, %;
    - ``parts`` [g, part]: equivalent variation, billion USD, by ``PARTS``: dearer (or cheaper)
      living; wages; property (profits and rents); transfers, which follow value added; money from
      abroad that finances a trade deficit; and revenue handed back;
    - ``rest``: the equivalent variation of governments and investors; ``country``: that of the
      economy. The groups' and the rest's add up to it but for ``gap``: indices of several baskets
      do not add up exactly.

    >>> import cobden as cb
    >>> cb.households.Incidence.__dataclass_params__.frozen
    True
    """

    households: Households
    result: Result
    revenue: str
    baskets: Baskets
    spent: "Floats"
    cost: "Floats"
    parts: "Floats"
    rest: float
    country: float

    @property
    def net(self) -> "Floats":
        """The equivalent variation of each group [g], billion USD."""
        return self.parts.sum(axis=1)

    @property
    def gap(self) -> float:
        """What the groups and the rest do not add up to, billion USD: of second order."""
        return self.country - float(self.net.sum()) - self.rest

    @cached_property
    def table(self) -> "pd.DataFrame":
        """A row for each group.

        Columns: ``group``; ``consumption``, USD a household; ``cost_of_living``, %; the ``PARTS``
        and ``net``, USD a household; ``percent``, net in % of consumption; ``of_income``, net in %
        of income after taxes and transfers, as the table states that (nan where it does not).
        """
        import pandas as pd

        each = 1e6 / self.households.households  # billions to dollars, over thousands
        known = self.households.income
        rows = pd.DataFrame({"group": self.households.groups})
        rows["consumption"] = self.spent * each
        rows["cost_of_living"] = self.cost
        for at, name in enumerate(PARTS):
            rows["living" if name == "cost_of_living" else name] = self.parts[:, at] * each
        rows["net"] = self.net * each
        rows["percent"] = 100 * self.net / self.spent
        rows["of_income"] = np.nan if known is None else 100 * self.net * each / known
        return rows

    @cached_property
    def prices(self) -> "pd.DataFrame":
        """Prices that people know: a row for all consumption, then one for each category.

        Columns: ``category``; ``share`` of consumption, %; ``margin``, the part of the shop price
        that trade and transport add, %; ``shop`` and ``goods``, change of the price in the shop and
        before the margin, %; ``border``, change of the price of imports with duty, % (nan where
        none are bought); ``dollars``, what the old basket costs more, USD a household.
        """
        import pandas as pd

        basket, names = self.baskets, ("all consumption", *self.households.categories)
        wage = self.result.seen.accounts.log_wage[basket.n]
        paid = basket.log_prices(self.result) - wage
        abroad = basket.log_imports(self.result)[:-1] - wage
        national = np.asarray(self.result.accounts.final_market.log_price[:, basket.n]) - wage
        of_margin = float(basket.margin_of @ national)
        total = basket.spent.sum()
        each = self.result.world.value_usd / 1e3 / self.households.households.sum()
        rows = []
        for at, name in enumerate(names):
            chosen = slice(None) if at == 0 else slice(at - 1, at)
            bought = basket.category[:, chosen]
            size = bought.sum()
            margin = basket.margin[:, chosen].sum() / size
            shop = float((bought * paid[:, chosen]).sum() / size)
            goods = (shop - margin * of_margin) / (1 - margin)
            imports = (bought * basket.imported[:, None]).sum(axis=0) * self.result.world.goods
            some = imports.sum() > 1e-9 * size
            border = (imports * abroad[chosen]).sum() / imports.sum() if some else np.nan
            change = 100 * np.expm1([shop, goods, border])
            dearer = (bought * np.expm1(paid[:, chosen])).sum() * each
            rows.append((name, 100 * size / total, 100 * margin, *change, dearer))
        columns = ["category", "share", "margin", "shop", "goods", "border", "dollars"]
        return pd.DataFrame(rows, columns=columns)


@lru_cache(maxsize=2)  # a reader asks under every rule of handing back revenue
def _baskets(households: Households, world: World) -> Baskets:
    return households.on(world)


def incidence(result: Result, households: Households, *, revenue: str = "per head") -> Incidence:
    """Return what an equilibrium does to groups of households.

    ``revenue`` is one of ``REVENUE``. Handed back to households, it goes to them alone; with
    ``none`` governments keep it. Raises ``InputError`` for another rule, and for a world without
    the economy.

    >>> import cobden as cb
    >>> world = cb.World.load()
    >>> same = cb.solve(world)
    >>> found = cb.households.incidence(same, cb.households.us_households())
    >>> bool(abs(found.table.net).max() < 1e-3)
    True
    """
    if revenue not in REVENUE:
        raise unknown("rule of handing back revenue", revenue, REVENUE, where="revenue")
    basket = _baskets(households, result.world)
    world, n = result.world, basket.n
    now, base = result.accounts, result.seen.base
    billions = world.value_usd / 1e9
    wage = float(now.wage_bill[n] / base.wages[:, n].sum())
    value_added = float(now.value_added[n] / world.value_added[n])
    labour = labour_part(world, n)
    owned = (value_added - labour * wage) / (1 - labour)
    income, before = float(now.income[n]), float(world.income[n])
    spent = basket.spent.sum(axis=1)
    at_home = world.value_added[n] / before
    sources = households.sources
    if sources is None:
        sources = np.tile([labour, 1 - labour, 0.0], (len(spent), 1))
    raised = income - float(now.value_added[n] + now.transfers[n])
    kept = before - float(world.value_added[n] + world.deficit[n])
    moved = spent[:, None] * np.stack(
        [
            at_home * sources[:, 0] * (wage - wage),
            at_home * sources[:, 1] * (owned - wage),
            at_home * sources[:, 2] * (value_added - wage),
            np.full(len(spent), (now.transfers[n] - wage * world.deficit[n]) / before),
            np.full(len(spent), kept / before * (1 - wage)),
        ],
        axis=1,
    )
    moved[:, 4] += households.weight(revenue, spent) * (raised - kept)
    log_cost = (basket.category * basket.log_prices(result)).sum(axis=(1, 2)) / spent
    price = np.exp(log_cost)
    living = spent * (wage / price - 1)
    parts = np.column_stack([living, moved / price[:, None]]) * billions
    groups = spent * wage + moved.sum(axis=1)
    return Incidence(
        households,
        result,
        revenue,
        basket,
        spent * billions,
        100 * (price / wage - 1),
        parts,
        rest=_rest(result, basket, income - groups.sum()) * billions,
        country=float(result.equivalent_variation.values[n]),
    )


def _rest(result: Result, basket: Baskets, income: float) -> float:
    """Return the equivalent variation of governments and investors, given their new income."""
    before = basket.rest.sum()
    if before <= 0:
        return income
    return float(income / np.exp(basket.rest @ basket.log_rest(result) / before) - before)
