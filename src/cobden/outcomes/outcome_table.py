"""The table of outcomes: each one once.

An entry says what an outcome is called, its unit and axes, how it is read off an equilibrium, and
how economies together are told. From it come the labelled results (``Result.outcome``), the terms
of objectives with their exact gradients, the outcomes of talks, the draws, the tables of a brief,
the live page, and the list in ``docs/outcomes.md``. To add an outcome, add an entry.

Formulas work on arrays of numpy and of JAX alike (``xp`` is whichever it is), so that what a result
shows and what an objective differentiates are one and the same.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from cobden.base.errors import unknown
from cobden.outcomes import equations, formulas
from cobden.outcomes.equations import Equation
from cobden.outcomes.seen import Seen, TermPlace, Values

MONEY = "billion USD"
Together = Literal["sum", "income", "labour", "output"]


@dataclass(frozen=True)
class OutcomeKind:
    """One entry of the table.

    - ``title``: what a reader calls it; ``unit``: that of its labelled array (money is computed in
      world value added, and labelled in billions of dollars of the benchmark's year);
    - ``axes``: names of the dimensions, in order, of what ``of`` returns; ``labels``: those of axes
      that are the outcome's own, the usual one last;
    - ``change``: whether it is a change from the benchmark, or a level;
    - ``of``: from an equilibrium to the whole array;
    - ``together``: how economies are told as one: the ``sum``, or the mean weighted by ``income``,
      wages (``labour``) or ``output`` at the benchmark;
    - ``explained``: what it is, in a sentence;
    - ``aim``: whether objectives and talks may be about it; ``needs``: what such a term must name
      besides its economy; ``at``: its value at one place where that is more than an entry of the
      array; ``as_money``: talks count it as that part of the economy's income, in money;
    - ``column``: what its column is called in the tables of a brief and on the live page, and its
      figures there, where it has one; ``short``: what a heading calls it (by default the title);
      ``equation``: what it is computed by; ``claims``: topics of claims in reports that are about
      it.
    """

    name: str
    title: str
    unit: str
    axes: tuple[str, ...]
    change: bool
    of: Callable[[Seen], Values]
    together: Together
    explained: str
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    aim: bool = False
    needs: tuple[str, ...] = ()
    at: Callable[[Seen, TermPlace], Values] | None = None
    as_money: bool = False
    column: str = ""
    short: str = ""
    equation: Equation | None = None
    claims: tuple[str, ...] = ("tariff", "trade")

    @property
    def heading(self) -> str:
        """What a heading calls it: in short, and without saying that it is a change."""
        return self.short or self.title.removeprefix("change of ").removeprefix("the ")

    @property
    def money(self) -> bool:
        """Whether it is an amount of money."""
        return self.unit == MONEY

    @property
    def aim_unit(self) -> str:
        """The unit of a term of an objective about it."""
        return "% of world value added" if self.money else self.unit

    @property
    def talks_unit(self) -> str:
        """The unit of an outcome of talks about it."""
        if self.money or self.as_money:
            return f"{MONEY} a year"
        return {"%": "percent"}.get(self.unit, self.unit)

    def value(self, seen: Seen, place: TermPlace) -> Values:
        """Return what it is at one place, in the unit of an objective; JAX differentiates it."""
        if self.at is not None:
            found = self.at(seen, place)
        else:
            found = self.of(seen)[self._position(place)]
        return 100 * found if self.money else found

    def _position(self, place: TermPlace) -> tuple[Any, ...]:
        own = dict(zip(self.labels, place.others, strict=True))
        named = {"economy": place.economy, "importer": place.economy, "exporter": place.partner,
                 "partner": place.partner, "sector": place.sector}  # fmt: skip
        return tuple((own | named)[axis] for axis in self.axes)

    def over(self, values: Values, seen: Seen, economies: list[int]) -> Values:
        """Return ``values``, whose last axis is the economies, for some of them as one [...].

        Of one alone it is its own value, whatever its weight.
        """
        chosen = values[..., economies]
        if self.together == "sum":
            return chosen.sum(axis=-1)
        if len(economies) == 1:
            return chosen[..., 0]
        base = seen.base
        weights = {"income": base.income, "labour": base.wages.sum(axis=0), "output": base.output}
        weight = weights[self.together][..., economies]
        total, xp = weight.sum(axis=-1), values.__array_namespace__()
        mean = (chosen * weight).sum(axis=-1) / xp.where(total > 0, total, 1.0)
        return xp.where(total > 0, mean, chosen.mean(axis=-1))


def kind_of(name: str, *, where: str = "outcome") -> OutcomeKind:
    """Return the entry called ``name``; raise ``InputError`` with the nearest one."""
    if name not in OUTCOMES:
        raise unknown("outcome", name, OUTCOMES, where=where)
    return OUTCOMES[name]


_PAIR = ("sector", "importer", "exporter")
_BY_SECTOR = ("sector", "economy")
_ENTRIES = (
    OutcomeKind(
        "welfare", "change of real income", "%", ("economy",), True,
        formulas.real_income, "income",
        "Income (value added, tariff revenue and the transfer received) over the price of final "
        "spending, of benchmark: exact, not the first-order formula.",
        aim=True, as_money=True, column="welfare",
        equation=equations.REAL_INCOME,
    ),
    OutcomeKind(
        "equivalent_variation", "equivalent variation", MONEY, ("economy",), True,
        formulas.equivalent_variation, "sum",
        "The change of real income in money: its per cent of benchmark income.",
        aim=True, column="gain",
        equation=equations.REAL_INCOME,
    ),
    OutcomeKind(
        "political_income", "change of politically weighted real income", "%", ("economy",), True,
        formulas.political_income, "income",
        "Real income with the factor incomes of sectors weighted by ``sector_weights`` (mean 1), "
        "revenue shared out by labour (Ossa 2014, eq. 9; Grossman & Helpman 1994).",
        aim=True, needs=("sector_weights",), at=formulas.political_income_at, as_money=True,
    ),
    OutcomeKind(
        "real_wage", "change of the real wage", "%", ("economy",), True,
        formulas.real_wage, "labour",
        "The wage over the price of final spending.",
        aim=True, column="real_wage",
    ),
    OutcomeKind(
        "consumer_price", "change of consumer prices", "%", ("numeraire", "economy"), True,
        formulas.consumer_price, "income",
        "The price of final spending against a stated numeraire: world value added, the economy's "
        "own wage, or its own income per benchmark income.",
        labels={"numeraire": formulas.NUMERAIRES}, aim=True,
    ),
    OutcomeKind(
        "cost_of_living", "change of the cost of living", "%", ("economy",), True,
        formulas.cost_of_living, "income",
        "The price of a basket over the wage: the economy's own basket times ``sector_weights`` "
        "(mean 1). At a table ``group`` names a group of households instead.",
        aim=True, needs=("sector_weights",), at=formulas.cost_of_living_at,
    ),
    OutcomeKind(
        "price", "change of producer prices", "%", _BY_SECTOR, True,
        formulas.producer_price, "output",
        "The unit cost of production, in world value added.",
        aim=True, needs=("sector",), column="price",
    ),
    OutcomeKind(
        "output", "change of output, volume", "%", _BY_SECTOR, True,
        formulas.output, "output",
        "The volume of output; zero where nothing is produced.",
        aim=True, needs=("sector",), column="output",
        short="output", equation=equations.OUTPUT, claims=("trade",),
    ),
    OutcomeKind(
        "value_added", "value added", MONEY, _BY_SECTOR, False,
        formulas.value_added, "sum",
        "What output leaves after inputs: wages and profits.",
        aim=True, needs=("sector",), column="value_added",
    ),
    OutcomeKind(
        "factor_return", "change of the return to factors", "%", _BY_SECTOR, True,
        formulas.factor_return, "labour",
        "What a sector pays its factors, in world value added; the wage in the long run.",
        aim=True, needs=("sector",),
    ),
    OutcomeKind(
        "employment", "change of employment in the sector", "%", _BY_SECTOR, True,
        formulas.employment, "labour",
        "Labour in the sector, in per cent of what it employed.",
        aim=True, needs=("sector",),
    ),
    OutcomeKind(
        "employment_mix", "change of employment in a mix of sectors", "%", ("economy",), True,
        formulas.employment_mix, "labour",
        "The mean change of employment in sectors weighted by ``sector_weights``, such as jobs. At "
        "a table ``place`` names a place, or several, instead.",
        aim=True, needs=("sector_weights",), at=formulas.employment_mix_at,
    ),
    OutcomeKind(
        "labour", "change of employment", "% of all labour", _BY_SECTOR, True,
        formulas.labour, "labour",
        "Labour in the sector, in points of all labour of the economy. Value added over its "
        "return: where sectors pay different returns, value added moves more.",
        aim=True, needs=("sector",), column="labour",
    ),
    OutcomeKind(
        "labour_moved", "labour that changes sector", "% of all labour", ("economy",), True,
        formulas.labour_moved, "labour",
        "Half the sum of the changes of employment, whatever their sign.",
        column="labour_moved",
    ),
    OutcomeKind(
        "flow", "sales at customs value", MONEY, _PAIR, False,
        formulas.flow, "sum",
        "What an exporter sells to an importer before duty; own sales included.",
        column="flow", equation=equations.SALES, claims=("trade", "purchases"),
    ),
    OutcomeKind(
        "product_imports", "imports of a product", MONEY, ("exporter",), False,
        formulas.product_imports, "sum",
        "At customs value, of one ``product`` where a term names it, by an importer whose trade is "
        "known by product; else from each exporter of all that is told apart so.",
        aim=True, needs=("partner", "product"), at=formulas.product_imports_at,
    ),
    OutcomeKind(
        "bilateral_balance", "exports minus imports", MONEY, ("kind", "economy", "partner"), False,
        formulas.balance, "sum",
        "At customs value, of goods and in total; of a ``sector`` alone where a term names it.",
        labels={"kind": ("goods", "total")}, aim=True, needs=("partner",), at=formulas.balance_at,
        column="balance", short="balance", equation=equations.SALES, claims=("balance", "trade"),
    ),
    OutcomeKind(
        "tariff_revenue", "tariff revenue", MONEY, ("economy",), False,
        formulas.tariff_revenue, "sum",
        "What importers pay in tariffs, with the rents of quotas and less subsidies to buyers.",
        aim=True, column="revenue",
        equation=equations.REVENUE, claims=("tariff",),
    ),
    OutcomeKind(
        "margin", "change of margins", MONEY, _PAIR, True,
        formulas.margin, "sum",
        "What exporters give up (below zero) by passing on only a part of a tariff; it is taken "
        "from the income of their economy.",
    ),
    OutcomeKind(
        "trade_share", "share of spending", "1", _PAIR, False,
        formulas.trade_share, "sum",
        "Of each exporter in spending on inputs (on everything where both uses share), tariff "
        "included.",
        equation=equations.SHARES,
    ),
    OutcomeKind(
        "dependence", "share of spending", "points", _PAIR, False,
        formulas.dependence, "sum",
        "Of each exporter in an economy's spending on a sector, both uses, tariff included.",
        aim=True, needs=("partner", "sector"), at=formulas.dependence_at,
        equation=equations.SHARES,
    ),
)  # fmt: skip
OUTCOMES: Mapping[str, OutcomeKind] = {entry.name: entry for entry in _ENTRIES}
"""The entries by name."""


def columns(*axes: str) -> dict[str, OutcomeKind]:
    """Return the entries that tables by ``axes`` (any, unless named) show, by column."""
    shown = (entry for entry in OUTCOMES.values() if entry.column and axes in ((), entry.axes))
    return {entry.column: entry for entry in shown}
