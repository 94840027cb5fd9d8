"""Rows that measures add to a chain: plants, programmes, contracts."""

from collections.abc import Sequence
from functools import singledispatch

from cobden.base.errors import unknown
from cobden.chains.chain import Chain
from cobden.chains.end_use import bind
from cobden.chains.measures import (
    BaseMeasure,
    Licence,
    NewCapacity,
    Purchase,
    RecyclingProgramme,
    SavingProgramme,
)  # fmt: skip
from cobden.chains.rows import Capacity, Contract, Option, Recycling


def number(chain: Chain, amount: float | str, unit: str, measure: BaseMeasure) -> float:
    """Return an amount of a measure in ``unit``."""
    if isinstance(amount, str):
        return chain.figures.value(amount, unit, where=f"measure '{measure.name}'")
    return float(amount)


def good_row(chain: Chain, name: str, measure: BaseMeasure) -> int:
    """Return the position of a good that a measure names."""
    names = [good.name for good in chain.goods]
    if name not in names:
        raise unknown("good", name, names, where=f"measure '{measure.name}'")
    return names.index(name)


def process_unit(chain: Chain, name: str, measure: BaseMeasure) -> str:
    """Return the unit of a process that a measure names."""
    units = {process.name: process.unit for process in chain.processes}
    if name not in units:
        raise unknown("process", name, units, where=f"measure '{measure.name}'")
    return units[name]


def sites(chain: Chain, names: Sequence[str], measure: BaseMeasure) -> tuple[str, ...]:
    """Return the places that a measure names."""
    return chain.places_in(names, where=f"measure '{measure.name}'")


@singledispatch
def extend(measure: object, chain: Chain) -> Chain:
    """Return the chain with the rows that the measure adds."""
    return chain


@extend.register
def _(measure: NewCapacity, chain: Chain) -> Chain:
    unit = process_unit(chain, measure.process, measure)
    (place, *_) = sites(chain, [measure.at], measure)
    row = Capacity(
        place=place, process=measure.process, step=measure.name,
        limit=number(chain, measure.limit, f"{unit}/month", measure),
        cost=number(chain, measure.cost, f"{chain.money}/{unit}", measure),
        start=measure.start, end=measure.end,
        ramp=number(chain, measure.ramp, "month", measure),
    )  # fmt: skip
    return chain.extended(capacities=(row,))


@extend.register
def _(measure: Licence, chain: Chain) -> Chain:
    if not measure.end_use:
        return chain
    goods = [chain.goods[good_row(chain, name, measure)].name for name in measure.goods]
    return bind(chain, sites(chain, measure.by, measure), goods)


@extend.register
def _(measure: RecyclingProgramme, chain: Chain) -> Chain:
    unit = chain.goods[good_row(chain, measure.good, measure)].unit
    rows = tuple(
        Recycling(
            place=place, use=measure.use, good=measure.good,
            rate=number(chain, measure.rate, "1", measure),
            lag=number(chain, measure.lag, "month", measure),
            cost=number(chain, measure.cost, f"{chain.money}/{unit}", measure),
            limit=number(chain, measure.limit, f"{unit}/month", measure),
            start=measure.start, ramp=number(chain, measure.ramp, "month", measure),
        )
        for place in sites(chain, measure.by, measure)
    )  # fmt: skip
    return chain.extended(recycling=rows)


@extend.register
def _(measure: SavingProgramme, chain: Chain) -> Chain:
    rows = []
    for place in sites(chain, measure.by, measure):
        for use in chain.uses:
            if (use.place, use.use) == (place, measure.use):
                unit = next(good.unit for good in chain.goods if good.name == use.good)
                rows.append(
                    Option(
                        place=place, use=measure.use, name=measure.name, good=None, amount=0.0,
                        cost=number(chain, measure.cost, f"{chain.money}/{unit}", measure),
                        limit=number(chain, measure.limit, "1", measure),
                        speed=number(chain, measure.speed, "1/month", measure),
                        start=measure.start,
                    )
                )  # fmt: skip
    if not rows:
        known = sorted({use.use for use in chain.uses})
        raise unknown("use", measure.use, known, where=f"measure '{measure.name}'")
    return chain.extended(options=tuple(rows))


@extend.register
def _(measure: Purchase, chain: Chain) -> Chain:
    unit = chain.goods[good_row(chain, measure.good, measure)].unit
    (exporter, *_), (importer, *_) = (
        sites(chain, names, measure) for names in ((measure.on,), measure.by)
    )
    price = f"{chain.money}/{unit}"
    row = Contract(
        good=measure.good, exporter=exporter, importer=importer,
        quantity=number(chain, measure.quantity, f"{unit}/month", measure),
        penalty=number(chain, measure.penalty, price, measure),
        price=None if measure.price is None else number(chain, measure.price, price, measure),
        start=measure.start, end=measure.end,
    )  # fmt: skip
    return chain.extended(contracts=(row,))
