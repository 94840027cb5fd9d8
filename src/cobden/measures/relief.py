"""Money and costs: subsidies, cooperation that lowers a cost, investment, transfers, balances.

A non-tariff measure that only costs time or paper is a ``TradeCost``.
"""

import math
from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal, Self

import numpy as np
from pydantic import AfterValidator, Field, model_validator

from cobden.base.errors import InputError
from cobden.base.sources import Quantity
from cobden.base.targets import Line, Target, Wedge
from cobden.measures.amounts import Unit, check_unit, money, of_benchmark
from cobden.measures.instrument import Change, Instrument, Setting, places

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Subsidy(Instrument):
    """``by`` pays part of the price of ``goods``: a ``rate``, or a ``budget`` a year in ``unit``.

    ``kind``: ``export`` (what it sells to ``on``), ``production`` (whatever it makes, sold at home
    too; ``on`` is all) or ``purchase`` (what it buys from ``on``).

    >>> import cobden as cb
    >>> aid = cb.Subsidy(
    ...     by='USA', on='JPN', goods='C26', kind='purchase', rate=0.1, start='2025-06-05',
    ...     authority='a statute', source='an example'
    ... )
    >>> aid.rate
    0.1
    """

    kind: Literal["export", "production", "purchase"]
    rate: float | None = Field(None, gt=0, lt=1)
    budget: float | None = Field(None, gt=0)
    unit: Annotated[str, AfterValidator(check_unit)] = ""

    def change(self, setting: Setting) -> Change:
        """Return its lines at the rate, or the target of spending the budget."""
        if self.kind == "purchase":
            lines, own = self.lines(setting)
        else:
            lines, own = self.lines(setting, exports=True)
            if self.kind == "production":
                lines, own = self._at_home_too(setting, lines, own)
        tariff = self.kind == "purchase"
        if self.rate is not None:
            return Change(
                tuple(
                    self._at_rate(line, setting, tariff) if at in own else line
                    for at, line in enumerate(lines)
                )
            )
        assert self.budget is not None
        amount = _dollars(self.budget, self.unit, setting, f"{self.name}: unit")
        wedge: Wedge = "tariff" if tariff else "export_tax"
        spent = Target(self.name, own, wedge, amount, measured="cost", most=0.0)
        return Change(lines, (spent,))

    def _at_rate(self, line: Line, setting: Setting, tariff: bool) -> Line:
        from dataclasses import replace

        assert self.rate is not None
        if tariff:
            return replace(
                line, tariff=-self.rate * (1 + setting.world.rate_of(line, setting.wedges))
            )
        return replace(line, export_tax=-self.rate)

    def _at_home_too(
        self, setting: Setting, lines: tuple[Line, ...], own: tuple[int, ...]
    ) -> tuple[tuple[Line, ...], tuple[int, ...]]:
        world = setting.world
        home = []
        for name in self.by:
            for sector in dict.fromkeys(lines[at].sector for at in own):
                here = world.economies[world.economy_index(name)]
                k, n = world.sector_index(sector), world.economy_index(name)
                if world.trade_share[k, n, n] > 0:
                    home.append(Line(sector, here, here))
        return (*lines, *home), (*own, *range(len(lines), len(lines) + len(home)))

    @property
    def accounting(self) -> str:
        """Who pays."""
        return "the subsidy is paid out of the income of the economy that grants it"

    @model_validator(mode="after")
    def _is_sized(self) -> Self:
        if (self.rate is None) == (self.budget is None):
            raise ValueError("give a rate or a budget, one of the two")
        if self.budget is not None and not self.unit:
            raise ValueError("the budget has no unit; write 'billion USD of 2025'")
        if self.kind == "production" and self.share is not None:
            raise ValueError("a production subsidy is on whole sectors; drop share")
        return self


class TradeCost(Instrument):
    """The cost of getting ``goods`` from ``on`` to ``by`` changes: -0.02 is 2% of the price less.

    Cooperation at customs, mutual recognition, a shorter route; or the reverse. Real resources are
    saved (or used up), so nobody receives or pays anything.

    >>> import cobden as cb
    >>> eased = cb.TradeCost(
    ...     by='JPN', on='USA', goods='A01', change_of_cost=-0.02, start='2025-06-05',
    ...     authority='a statute', source='an example'
    ... )
    >>> eased.change_of_cost
    -0.02
    """

    change_of_cost: float = Field(gt=-1)

    def change(self, setting: Setting) -> Change:
        """Return its lines with the iceberg cost on them."""
        from dataclasses import replace

        lines, own = self.lines(setting)
        ratio = 1 + self.change_of_cost
        return Change(
            tuple(
                replace(line, trade_cost=ratio) if at in own else line
                for at, line in enumerate(lines)
            )
        )

    @property
    def accounting(self) -> str:
        """Nobody pays."""
        return "real resources are saved or used up; nobody receives or pays anything"


class Transfer(Instrument):
    """``by`` gives ``on`` an amount a year; several share it by their value added.

    >>> import cobden as cb
    >>> gift = cb.Transfer(
    ...     by='JPN', on='USA', goods='all', value=5, unit='billion USD', start='2025-06-05',
    ...     authority='a statute', source='an example'
    ... )
    >>> gift.value
    5.0
    """

    value: float = Field(ge=0)
    unit: Unit

    def change(self, setting: Setting) -> Change:
        """Return the transfer."""
        amount = _dollars(self.value, self.unit, setting, f"{self.name}: unit")
        return Change(transfer=_moved(setting, *self.sides(setting.world), amount))

    @property
    def accounting(self) -> str:
        """Who pays."""
        return "what one economy receives the other pays"


class Investment(Instrument):
    """``by`` puts ``value`` into ``goods`` (one sector) of ``on``, over ``years``; then it pays.

    While it is disbursed, the recipient's net transfer, hence its trade deficit, is up by a year's
    share. After that ``returns`` (a share of the sum a year) flow back, and the sector makes
    ``multiplier`` dollars of output a year more per dollar invested, at unchanged inputs: a rise of
    its productivity. The multiplier is a sourced figure or an assumption with a range.

    What flows on a day is one thing, what the investment is worth another: ``worth`` is its present
    value to the investor, discounted at ``discount`` over the ``life`` of the returns (None: for
    ever). ``risk`` says who bears it if the returns do not come.

    >>> import cobden as cb
    >>> plant = cb.Investment(
    ...     by='JPN', on='USA', goods='C26', value=10, unit='billion USD', years=2.0,
    ...     returns=0.05, multiplier={'value': 0.2, 'low': 0.05, 'high': 0.4,
    ...                               'unit': 'USD of output per USD', 'reason': 'an example'},
    ...     start='2025-07-22', authority='a deal', source='an example',
    ... )
    >>> plant.multiplier.bounds
    (0.05, 0.4)
    """

    value: float = Field(gt=0)
    unit: Unit
    years: float = Field(gt=0)
    multiplier: Quantity
    returns: float = Field(0.0, ge=0)
    discount: float = Field(
        0.03, gt=0, le=1, description="the rate, a year, at which its present value is discounted"
    )
    life: float | None = Field(
        None, gt=0, description="years for which returns flow; for ever without it"
    )
    risk: Literal["investor", "host", "taxpayers"] = Field(
        "investor", description="who bears it if the returns do not come"
    )
    over_time: bool = Field(
        False, description="counted at its value over time, a year's share every year"
    )

    def settled(self) -> Self:
        """Return it as its value over time, a year's share of it every year, whatever the day."""
        return self.model_copy(update={"over_time": True})

    def worth(self) -> float:
        """Return the present value to the investor on its first day, of each dollar invested."""
        paid = -math.expm1(-self.discount * self.years) / (self.discount * self.years)
        last = 0.0 if self.life is None else math.exp(-self.discount * self.life)
        back = self.returns * (1 - last) / self.discount
        return back * math.exp(-self.discount * self.years) - paid

    @property
    def breaks_even(self) -> float:
        """The returns a year, of the sum, at which it is worth what it costs."""
        free = self.model_copy(update={"returns": 0.0}).worth()
        one = self.model_copy(update={"returns": 1.0}).worth()
        return -free / (one - free)

    def flow(self, day: date) -> float:
        """Return what the investor gets on ``day``, of each dollar, a year; below zero, pays."""
        gone = (day - self.start).days / 365.25
        if gone < 0:
            return 0.0
        if gone < self.years:
            return -1 / self.years
        return self.returns if self.life is None or gone < self.years + self.life else 0.0

    def change(self, setting: Setting) -> Change:
        """Return what it does on the day: the transfer while building, what it yields later."""
        amount = _dollars(self.value, self.unit, setting, f"{self.name}: unit")
        investor, host = self.sides(setting.world)
        flow = self.discount * self.worth() if self.over_time else self.flow(setting.day)
        moved = _moved(setting, host, investor, amount * flow)
        if not self.over_time and (setting.day - self.start).days < 365.25 * self.years:
            return Change(transfer=moved)
        world = setting.world
        more = np.ones(world.output.shape)
        k, i = self._sector(setting)
        if not world.output[k, i] > 0:
            raise InputError(
                f"{self.on[0]} makes no {world.sectors[k]}.",
                where=f"{self.name}: goods",
                remedy="Choose a sector that exists there.",
            )
        later = math.exp(-self.discount * self.years) if self.over_time else 1.0
        more[k, i] += self.multiplier.value * amount * later / world.output[k, i]
        return Change(transfer=moved, productivity=more)

    def _sector(self, setting: Setting) -> tuple[int, int]:
        world = setting.world
        if len(self.goods) != 1 or len(self.on) != 1:
            raise InputError(
                f"'{self.name}' is in {len(self.goods)} sectors of {len(self.on)} economies.",
                where="goods",
                remedy="Write one investment for each sector and economy.",
            )
        return world.sector_index(self.goods[0]), world.economy_index(self.on[0])

    @property
    def accounting(self) -> str:
        """Who pays when."""
        return (
            "a transfer to the recipient while it is disbursed, from it as returns are paid; what "
            "the investor forgoes at home is not counted"
        )


class Stoppage(Instrument):
    """Lines of ``goods`` (sectors) in ``on`` stand still for want of what ``by`` withholds.

    ``stopped`` is the part of a sector's output that no longer comes; people, machines and inputs
    wait beside the line and are paid, so the sector makes that much less from all of them. What
    others deliver instead, and what income is lost, is the equilibrium's to say. A chain says how
    much stops and when (``cobden chain run NAME --lines USE --stoppages FILE``).

    >>> import cobden as cb
    >>> halt = cb.Stoppage(
    ...     by='CHN', on='JPN', goods='C29', start='2025-06-01', end='2025-08-01',
    ...     stopped={'value': 0.1, 'low': 0.02, 'high': 0.3, 'unit': '1', 'reason': 'an example'},
    ...     authority='export licences', source='an example',
    ... )
    >>> halt.stopped.value
    0.1
    """

    stopped: Quantity

    def change(self, setting: Setting) -> Change:
        """Return the fall of productivity in each sector and economy.

        Raises ``InputError`` where the part is none of the whole, or nothing is made there.
        """
        world, part = setting.world, self.stopped.value
        if not 0 <= part < 1:
            raise InputError(
                f"{part:g} of the output stands still.",
                where=f"{self.name}: stopped",
                remedy="Give a part of the sector's output, from 0 to below 1.",
            )
        made = np.ones(world.output.shape)
        where = [world.economy_index(label) for label in places(world, self.on)]
        for good in self.goods:
            k = world.sector_index(good)
            if not (world.output[k, where] > 0).all():
                raise InputError(
                    f"not all of them make {good}.",
                    where=f"{self.name}: goods",
                    remedy="Choose sectors that exist there.",
                )
            made[k, where] = 1 - part
        return Change(productivity=made)

    @property
    def accounting(self) -> str:
        """What is lost, and to whom."""
        return "output is lost where lines stand; nobody receives it"


class BalanceTarget(Instrument):
    """The balance in goods of ``by`` with ``on`` is to be ``value``; find what it takes.

    ``through``: a ``tariff`` of ``by`` on ``goods`` from ``on``, on top of the law, or
    ``purchases`` of ``goods`` by ``on`` from ``by``, which ``on``'s treasury subsidises. The total
    balance of each is given by the closure of the deficits, so others' balances move instead.

    >>> import cobden as cb
    >>> wish = cb.BalanceTarget(
    ...     by='USA', on='JPN', goods='all', value=-40, unit='billion USD', through='tariff',
    ...     start='2025-07-22', authority='a deal', source='an example',
    ... )
    >>> wish.through
    'tariff'
    """

    value: float
    unit: Unit
    through: Literal["tariff", "purchases"]
    most: float = Field(10.0, gt=0)

    def change(self, setting: Setting) -> Change:
        """Return the lines that the tariff or subsidy is on, and the target."""
        amount = _dollars(self.value, self.unit, setting, f"{self.name}: unit")
        if len(self.by) != 1 or len(self.on) != 1:
            raise InputError(
                f"'{self.name}' is about {len(self.by)} and {len(self.on)} economies.",
                where="balance",
                remedy="A bilateral balance has one on each side.",
            )
        by_tariff = self.through == "tariff"
        lines, own = self.lines(setting, exports=not by_tariff)
        world = setting.world
        first, second = (world.economies[world.economy_index(n)] for n in (*self.by, *self.on))
        target = Target(
            self.name, own, "tariff", amount, measured="balance", economies=(first, second),
            least=-0.95 if not by_tariff else -0.5, most=self.most if by_tariff else 0.0,
        )  # fmt: skip
        return Change(lines, (target,))

    @property
    def accounting(self) -> str:
        """Who pays."""
        if self.through == "tariff":
            return "the tariff's revenue is the importer's"
        return "the buyer's treasury pays the subsidy"


def _dollars(value: float, unit: str, setting: Setting, where: str) -> float:
    paid = money(value, unit)
    if paid is None:
        raise InputError(f"'{unit}' is no money.", where=where, remedy="Write 'billion USD'.")
    return of_benchmark(paid, setting.world.year) / setting.world.value_usd


def _moved(
    setting: Setting, givers: list[str], takers: list[str], amount: float
) -> "NDArray[np.float64]":
    """Return net transfers [n] when some labels of the world give to others, by value added."""
    world = setting.world
    moved = np.zeros(len(world.economies))
    for names, sign in ((givers, -1.0), (takers, 1.0)):
        at = [world.economies.index(name) for name in names]
        moved[at] += sign * amount * world.value_added[at] / world.value_added[at].sum()
    return moved
