"""Limits, promises and halts: instruments whose law is a quantity, or a cost of delay.

Where a limit binds, the premium on what may still pass is a quota rent; each instrument says who
receives it.
"""

from dataclasses import replace
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from cobden.base.errors import InputError
from cobden.base.sources import Quantity, Source
from cobden.base.targets import Basis, Line, Target, Wedge
from cobden.measures.amounts import Unit, check_rate, money, of_benchmark
from cobden.measures.instrument import Change, Instrument, Setting
from cobden.measures.measure import AdValorem

DAY = Quantity(
    value=0.0135,
    low=0.006,
    high=0.021,
    unit="share of a good's value that a day of delay costs its buyer",
    sources=(
        Source(
            citation="Hummels, D. & Schaur, G. (2013), Time as a trade barrier, American Economic "
            "Review 103(7)",
            where="abstract: each day in transit is worth 0.6 to 2.1% of the value of the good",
            date="2013-12",
            grade="A",
        ),
    ),
    reason="the middle of their range",
)

# Who gets the rent of a limit says which wedge holds it.
_BEARS_RENT: dict[str, Wedge] = {
    "importer": "tariff",
    "exporter": "export_tax",
    "wasted": "trade_cost",
}


class Amount(Instrument):
    """An instrument with a quantity: ``value`` in ``unit``, a year.

    Dollars ("billion USD of 2025") become the benchmark's by world output of the two years and are
    counted at benchmark producer prices. Any other unit ("Mt", "cars") needs ``present``: how much
    is traded now, in the same unit.
    """

    value: float = Field(ge=0)
    unit: Unit
    present: float | None = Field(None, gt=0)

    def amount(self, setting: Setting) -> tuple[float, Basis]:
        """Return the quantity in world value added, or as a ratio to what is traded without it."""
        paid = money(self.value, self.unit)
        if paid is not None:
            world = setting.world
            return of_benchmark(paid, world.year) / world.value_usd, "absolute"
        if self.present is None:
            raise InputError(
                f"{self.value:g} {self.unit} is how much of what is traded now?",
                where=f"{self.name}: present",
                remedy=f"State what is traded now, in {self.unit}; or give dollars.",
            )
        return self.value / self.present, "change"


class ExportControl(Instrument):
    """Exports of ``by`` to ``on`` cut by law: exactly one of three forms.

    - ``volume_change``: -0.74 cuts the volume by 74%; the export-tax equivalent is found;
    - ``licence_delay``: days that a licence takes, each worth ``per_day`` of the good's value;
    - ``ban``: nothing passes.

    ``rent``: who gains from the higher price that a cut leads to: exporting ``firms``, the
    exporter's treasury by licence ``fees`` (the same income in this model), the ``importer`` who
    holds the licences, or nobody (``wasted``: queues and red tape). Where the exporter's side has
    it, the importer's customs value includes it.

    >>> import cobden as cb
    >>> control = cb.ExportControl(
    ...     by='CHN', on='USA', goods='C26', volume_change=-0.2, start='2025-06-05',
    ...     authority='a statute', source='an example'
    ... )
    >>> control.by
    ('CHN',)
    """

    volume_change: float | None = Field(None, gt=-1, le=0)
    licence_delay: float | None = Field(None, ge=0)
    per_day: float = Field(DAY.value, ge=0)
    ban: bool = False
    rent: Literal["firms", "fees", "importer", "wasted"] = "firms"

    def change(self, setting: Setting) -> Change:
        """Return its lines, with a target for a cut of volume."""
        lines, own = self.lines(setting, exports=True)
        if self.volume_change is None:
            cost = float("inf") if self.ban else 1 + self.per_day * (self.licence_delay or 0.0)
            return Change(_costlier(lines, own, cost))
        wedge = _BEARS_RENT.get(self.rent, "export_tax")
        return Change(
            lines,
            (
                Target(
                    self.name, own, wedge, 1 + self.volume_change, basis="change",
                    sense="at_most", least=0.0, most=1e9,
                ),
            ),
        )  # fmt: skip

    @property
    def accounting(self) -> str:
        """Who gets the rent."""
        if self.volume_change is None:
            return (
                "nothing passes; no rent"
                if self.ban
                else "delay is a cost that nobody receives (iceberg)"
            )
        return {
            "firms": "the rent is the exporting firms', inside the customs value",
            "fees": "the rent is the exporter's revenue from licences, inside the customs value",
            "importer": "the rent is the importer's",
            "wasted": "the rent is used up in queues and red tape (iceberg)",
        }[self.rent]

    @model_validator(mode="after")
    def _has_one_form(self) -> Self:
        forms = (self.volume_change is not None) + (self.licence_delay is not None) + self.ban
        if forms != 1:
            raise ValueError(
                f"{forms} forms are given; give one of volume_change, licence_delay or ban"
            )
        return self


class ImportHalt(Instrument):
    """Imports of ``goods`` by ``by`` from ``on`` stop, whatever the tariff on them.

    >>> import cobden as cb
    >>> halt = cb.ImportHalt(
    ...     by='CHN', on='USA', goods='A01', start='2025-06-05', authority='a statute',
    ...     source='an example'
    ... )
    >>> halt.goods
    ('A01',)
    """

    def change(self, setting: Setting) -> Change:
        """Return its lines, on which nothing passes."""
        lines, own = self.lines(setting)
        return Change(_costlier(lines, own, float("inf")))

    @property
    def accounting(self) -> str:
        """There is nothing to share."""
        return "nothing passes; no rent and no revenue"


class Quota(Amount):
    """At most ``value`` may enter: a limit that need not bind.

    ``rent``: the ``importer`` (who auctions licences or hands them to its own firms), the
    ``exporter`` (who hands them out) or nobody (``wasted``).

    >>> import cobden as cb
    >>> limit = cb.Quota(
    ...     by='USA', on='JPN', goods='C29', value=40, unit='billion USD', start='2025-06-05',
    ...     authority='a statute', source='an example'
    ... )
    >>> limit.value
    40.0
    """

    rent: Literal["importer", "exporter", "wasted"] = "importer"

    def change(self, setting: Setting) -> Change:
        """Return its lines and the limit on them."""
        lines, own = self.lines(setting)
        amount, basis = self.amount(setting)
        if amount == 0:
            return Change(_costlier(lines, own, float("inf")))
        wedge = _BEARS_RENT[self.rent]
        limit = Target(self.name, own, wedge, amount, basis=basis, sense="at_most", least=0.0)
        return Change(lines, (limit,))

    @property
    def accounting(self) -> str:
        """Who gets the rent."""
        return {
            "importer": "the rent of a binding quota is the importer's",
            "exporter": "the rent of a binding quota is the exporter's, inside the customs value",
            "wasted": "the rent of a binding quota is used up in getting a licence",
        }[self.rent]


class TariffRateQuota(Amount):
    """``value`` may enter at ``in_rate``, more at ``out_rate`` (both all-in).

    Three regimes: the quota is not filled and all pays ``in_rate``; it binds, and licences have a
    price; imports go beyond it, and their price is that of the higher rate. The rent on what
    enters within the quota is the ``importer``'s, or handed to the ``exporter``. A rate above 200%
    or below -90% needs ``confirm``.

    >>> import cobden as cb
    >>> quota = cb.TariffRateQuota(
    ...     by='USA', on='JPN', goods='C29', value=30, unit='billion USD', in_rate=0.10,
    ...     out_rate=0.275, start='2025-07-22', authority='a deal', source='an example',
    ... )
    >>> quota.in_rate, quota.out_rate
    (0.1, 0.275)
    """

    in_rate: AdValorem = Field(gt=-1.0, le=100.0, allow_inf_nan=False)
    out_rate: AdValorem = Field(gt=-1.0, le=100.0, allow_inf_nan=False)
    confirm: bool = False
    rent: Literal["importer", "exporter"] = "importer"

    def change(self, setting: Setting) -> Change:
        """Return its lines at the lower rate, and a limit that yields at the higher."""
        lines, own = self.lines(setting)
        amount, basis = self.amount(setting)
        if self.rent == "exporter" and len(own) > 1:
            raise InputError(
                f"{len(own)} flows share the quota, and its rent goes to the exporters.",
                where=self.name,
                remedy="Write a quota for each seller, or leave the rent with the importer.",
            )
        if basis == "change" and self.rent == "exporter":
            amount, basis = amount * _benchmark(lines, own, setting), "absolute"
        there = tuple(
            replace(line, tariff=self.in_rate - setting.world.rate_of(line, setting.wedges))
            if at in own
            else line
            for at, line in enumerate(lines)
        )
        most = (1 + self.out_rate) / (1 + self.in_rate) - 1
        limit = Target(
            self.name, own, "tariff", amount, basis=basis, sense="at_most", least=0.0, most=most,
            yields=True, passed_on=float(self.rent == "exporter"),
        )  # fmt: skip
        return Change(there, (limit,))

    @property
    def accounting(self) -> str:
        """Who gets the rent."""
        who = "handed to the exporter" if self.rent == "exporter" else "the importer's"
        return f"duty is the importer's revenue; the rent within the quota is {who}"

    @model_validator(mode="after")
    def _rises(self) -> Self:
        for rate in (self.in_rate, self.out_rate):
            check_rate(rate, self.confirm)
        if self.out_rate <= self.in_rate:
            raise ValueError(
                f"out_rate {self.out_rate:g} is not above in_rate {self.in_rate:g}; "
                "a quota at one rate is a Quota"
            )
        return self


class PurchaseCommitment(Amount):
    """``by`` promises to buy ``value`` of ``goods`` from ``from_``, and pays what it takes.

    Its treasury subsidises these purchases until they are made. ``additional=True``: on top of what
    would be bought without the package; False: in all, so that a promise of less than is bought
    anyway changes nothing.

    >>> import cobden as cb
    >>> promise = cb.PurchaseCommitment(
    ...     by='JPN', from_='USA', goods='A01', value=8, unit='billion USD', additional=True,
    ...     start='2025-06-05', authority='a statute', source='an example'
    ... )
    >>> promise.value
    8.0
    """

    additional: bool

    def __init__(self, **fields: Any) -> None:
        if "from_" in fields:
            fields["on"] = fields.pop("from_")
        super().__init__(**fields)

    def change(self, setting: Setting) -> Change:
        """Return its lines and the target on them."""
        lines, own = self.lines(setting)
        amount, basis = self.amount(setting)
        if self.additional:
            amount, basis = (amount, "added") if basis == "absolute" else (1 + amount, basis)
        sense = "equal" if self.additional and self.value > 0 else "at_least"
        promise = Target(self.name, own, "tariff", amount, basis=basis, sense=sense, most=0.0)
        return Change(lines, (promise,))

    @property
    def accounting(self) -> str:
        """Who pays."""
        return "the buyer's treasury pays the subsidy out of its economy's income; no rent"


def _costlier(lines: tuple[Line, ...], own: tuple[int, ...], cost: float) -> tuple[Line, ...]:
    return tuple(
        replace(line, trade_cost=line.trade_cost * cost) if at in own else line
        for at, line in enumerate(lines)
    )


def _benchmark(lines: tuple[Line, ...], own: tuple[int, ...], setting: Setting) -> float:
    return sum(lines[at].share * setting.world.flow_of(lines[at]) for at in own)
