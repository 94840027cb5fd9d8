"""Charges at the border that follow a rule: on the carbon in goods, and to shelter an industry."""

from dataclasses import replace
from datetime import date
from typing import Self

from pydantic import Field, model_validator

from cobden.base.errors import InputError
from cobden.base.targets import Basis, Line, Target
from cobden.measures.amounts import Unit, check_rate, money, of_benchmark
from cobden.measures.instrument import Change, Instrument, Seller, Setting
from cobden.measures.measure import AdValorem

FIRST_YEARS, ALL_YEARS = 4, 8  # WTO Agreement on Safeguards, article 7.1 and 7.3
ONE_SELLER, ALL_SELLERS = 0.03, 0.09  # its article 9.1: shares of developing members


class BorderCarbonCharge(Instrument):
    """What ``by`` charges on the carbon in goods from ``on``, on top of every other rate.

    ``price``: US dollars a tonne of CO2; ``tonnes``: CO2 in goods worth a thousand US dollars at
    the benchmark, one figure or one by seller; ``paid``: what of the price is paid at home, and
    credited, one figure or one by seller. The charge is a rate on the benchmark's value.

    >>> import cobden as cb
    >>> charge = cb.BorderCarbonCharge(
    ...     by='DEU', on='CHN', goods='C24A', price=80, tonnes=2.0, paid=10, start='2026-01-01',
    ...     authority='a regulation', source='an example'
    ... )
    >>> round(charge.rate('CHN'), 3)
    0.14
    """

    price: float = Field(gt=0)
    tonnes: float | dict[Seller, float]
    paid: float | dict[Seller, float] = 0.0

    def rate(self, seller: str) -> float:
        """Return the charge on goods of ``seller`` as a rate on their value; never below zero."""
        if isinstance(self.tonnes, dict) and seller not in self.tonnes:
            raise InputError(
                f"how much carbon is in goods of {seller}?",
                where=f"{self.name}: tonnes",
                remedy="State it for each seller, or one figure for all.",
            )
        tonnes = self.tonnes[seller] if isinstance(self.tonnes, dict) else self.tonnes
        paid = self.paid.get(seller, 0.0) if isinstance(self.paid, dict) else self.paid
        return max(self.price - paid, 0.0) * tonnes / 1000

    def change(self, setting: Setting) -> Change:
        """Return its lines with the charge on them."""
        lines, own = self.lines(setting)
        return Change(
            tuple(
                replace(line, tariff=self.rate(line.exporter)) if at in own else line
                for at, line in enumerate(lines)
            )
        )

    @property
    def accounting(self) -> str:
        """Who gets the charge."""
        return "the charge is the importer's revenue; what was paid at home is the exporter's"

    @model_validator(mode="after")
    def _is_sized(self) -> Self:
        for key, given in (("tonnes", self.tonnes), ("paid", self.paid)):
            values = given.values() if isinstance(given, dict) else [given]
            if any(not value >= 0 for value in values):
                raise ValueError(f"{key} is below zero; give an amount, or leave the seller out")
        return self


class Safeguard(Instrument):
    """A duty that shelters an industry for some years, on all sellers, eased from year to year.

    ``rate``: points on top of every other rate in the first year, ``eases``: fewer points in each
    year that follows. With a ``value`` in ``unit`` it is on what exceeds that quantity alone, which
    all sellers share; ``present`` is what is bought now, where the unit is no money. Of
    ``developing`` those sellers are spared that have at most 3% of these imports each and 9%
    together. Under the WTO's agreement it lasts four years, with ``extended`` eight, and is eased
    where it lasts more than one.

    >>> import cobden as cb
    >>> shelter = cb.Safeguard(
    ...     by='USA', on='all', goods='C24A', rate=0.25, eases=0.05, start='2025-06-01',
    ...     end='2028-06-01', authority='an act', source='an example'
    ... )
    >>> [round(shelter.points(shelter.start.replace(year=2025 + n)), 2) for n in range(3)]
    [0.25, 0.2, 0.15]
    """

    rate: AdValorem = Field(gt=0.0, le=100.0)
    eases: AdValorem = Field(0.0, ge=0.0)
    value: float | None = Field(None, gt=0)
    unit: Unit | None = None
    present: float | None = Field(None, gt=0)
    developing: tuple[Seller, ...] = ()
    extended: bool = False
    confirm: bool = False

    def points(self, day: date) -> float:
        """Return the points levied on a day, none below zero."""
        early = (day.month, day.day) < (self.start.month, self.start.day)
        years = day.year - self.start.year - early
        return max(self.rate - years * self.eases, 0.0)

    def change(self, setting: Setting) -> Change:
        """Return its lines at the rate of the day, or the limit that yields at it."""
        lines, own = self.lines(setting)
        spared = self._spared(lines, own, setting)
        hit = tuple(at for at in own if lines[at].exporter not in spared)
        points = self.points(setting.day)
        if self.value is None:
            return Change(
                tuple(
                    replace(line, tariff=points) if at in hit else line
                    for at, line in enumerate(lines)
                )
            )
        amount, basis = self._amount(setting)
        traded = [lines[at].share * setting.world.flow_of(lines[at]) for at in hit]
        rates = [setting.world.rate_of(lines[at], setting.wedges) for at in hit]
        ordinary = sum(t * r for t, r in zip(traded, rates, strict=True)) / sum(traded)
        limit = Target(
            self.name, hit, "tariff", amount, basis=basis, sense="at_most", least=0.0,
            most=points / (1 + ordinary), yields=True,
        )  # fmt: skip
        return Change(lines, (limit,))

    def _amount(self, setting: Setting) -> tuple[float, Basis]:
        assert self.value is not None
        assert self.unit is not None
        paid = money(self.value, self.unit)
        if paid is not None:
            return of_benchmark(paid, setting.world.year) / setting.world.value_usd, "absolute"
        if self.present is None:
            raise InputError(
                f"{self.value:g} {self.unit} is how much of what is traded now?",
                where=f"{self.name}: present",
                remedy=f"State what is traded now, in {self.unit}; or give dollars.",
            )
        return self.value / self.present, "change"

    def _spared(
        self, lines: tuple[Line, ...], own: tuple[int, ...], setting: Setting
    ) -> frozenset[str]:
        """Return the developing sellers whose imports are too small to be sheltered from."""
        sold: dict[str, float] = {}
        for at in own:
            line = lines[at]
            flow = line.share * setting.world.flow_of(line)
            sold[line.exporter] = sold.get(line.exporter, 0.0) + flow
        total = sum(sold.values())
        small = [name for name in self.developing if 0 < sold.get(name, 0.0) <= ONE_SELLER * total]
        together = sum(sold[name] for name in small)
        return frozenset(small) if together <= ALL_SELLERS * total else frozenset()

    @property
    def accounting(self) -> str:
        """Who gets the duty."""
        if self.value is None:
            return "the duty is the importer's revenue"
        return "duty, and the rent of the quantity that is free of it, are the importer's"

    @model_validator(mode="after")
    def _is_lawful(self) -> Self:
        check_rate(self.rate, self.confirm)
        if (self.value is None) != (self.unit is None):
            raise ValueError("value and unit belong together; give both or neither")
        if self.end is None:
            raise ValueError("end is missing; a safeguard lasts four years at most, or eight")
        years = (self.end - self.start).days / 365.25
        most = ALL_YEARS if self.extended else FIRST_YEARS
        if years > most + 0.01:
            raise ValueError(
                f"it lasts {years:.1f} years, and may last {most}"
                + ("" if self.extended else ", or eight where it was extended (extended: true)")
            )
        if years > 1.01 and not self.eases:
            raise ValueError("eases is missing; what lasts more than a year is eased each year")
        return self
