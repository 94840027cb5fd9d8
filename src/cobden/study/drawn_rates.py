"""Duties on whose rate the sources differ: ranges of a case's own measures, drawn with the rest.

Each is solved for at the ends of its range; in between, and for several at once, the rates of the
world move in straight lines. That is exact for a duty that adds to others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from cobden.base.wedges import Varieties
from cobden.draws import Range
from cobden.study.case_law import law_of, policy_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cobden.base.wedges import Wedges
    from cobden.cases import Case
    from cobden.cases.schema import PolicyState
    from cobden.world.world import World


@dataclass(frozen=True, eq=False)
class DrawnRate:
    """A duty in doubt under a policy: its rate, the ends of its range, and the wedges there.

    ``low`` and ``high`` are rates and ``at_low`` and ``at_high`` the policy's wedges at them.
    """

    measure: str
    policy: str
    rate: float
    low: float
    high: float
    at_low: "Wedges"
    at_high: "Wedges"

    @property
    def factor(self) -> str:
        """The name of its factor."""
        return f"rate {self.measure}"

    def moved(self, drawn: float) -> "tuple[Wedges, float]":
        """Return the end of the range that a drawn rate moves to, and how far, 0 to 1."""
        end, wedges = (self.low, self.at_low) if drawn < self.rate else (self.high, self.at_high)
        return wedges, 0.0 if end == self.rate else (drawn - self.rate) / (end - self.rate)


def factors_of(case: "Case", states: "Sequence[PolicyState]") -> tuple[Range, ...]:
    """Return the ranges of the duties in doubt that some of ``states`` hold, as factors."""
    held = {name for state in states for name in state.add}
    return tuple(
        Range(f"rate {name}", figure.low, figure.high, mode=figure.value)
        for name, figure in case.rates.items()
        if name in held and figure.low is not None and figure.high is not None
    )


def drawn_rates(
    case: "Case", states: "Sequence[PolicyState]", world: "World"
) -> tuple[DrawnRate, ...]:
    """Return the duties in doubt of each state, with the wedges at the ends of their ranges."""
    policy = policy_of(case)
    found = []
    for state in states:
        for name, figure in case.rates.items():
            if name in state.add and figure.low is not None and figure.high is not None:
                low, high = (
                    law_of(_with_rate(case, name, rate), policy, state).wedges(world)
                    for rate in (figure.low, figure.high)
                )
                ends = (figure.value, figure.low, figure.high)
                found.append(DrawnRate(name, state.id, *ends, low, high))
    return tuple(found)


def _with_rate(case: "Case", name: str, rate: float) -> "Case":
    tariffs = tuple(
        tariff.model_copy(update={"rate": rate}) if tariff.id == name else tariff
        for tariff in case.tariffs
    )
    return replace(case, tariffs=tariffs)


def at_rates(wedges: "Wedges", rates: Sequence[DrawnRate], draw: Mapping[Any, Any]) -> "Wedges":
    """Return a policy's wedges with its duties in doubt as drawn; the others as they are."""
    moves = [rate.moved(draw[rate.factor]) for rate in rates if rate.factor in draw]
    if not moves:
        return wedges

    def between(own: "NDArray[np.float64]", ends: "list[NDArray[np.float64]]") -> Any:
        return own + sum(part * (end - own) for end, (_, part) in zip(ends, moves, strict=True))

    tariff = between(wedges.tariff, [end.tariff for end, _ in moves])
    products = {
        importer: between(own, [end.by_product[importer] for end, _ in moves])
        for importer, own in wedges.by_product.items()
    }
    apart, laws = {}, [wedges, *(end for end, _ in moves)]
    for importer in {name for law in laws for name in law.varieties}:
        whole = _all_parts([law.varieties.get(importer) for law in laws])
        own, *ends = (_rates_on(whole, law, importer) for law in laws)
        apart[importer] = replace(whole, rate=between(own, ends))
    return replace(wedges, tariff=tariff, by_product=products, varieties=apart)


def _all_parts(known: list[Varieties | None]) -> Varieties:
    """Return the parts of every product that some law tells apart; two tell it apart alike."""
    first, *others = (one for one in known if one is not None)
    for one in others:
        first = first.beside(one.take(~np.isin(one.cell, first.cell)))
    return first.by_cell()


def _rates_on(whole: Varieties, law: "Wedges", importer: str) -> "NDArray[np.float64]":
    """Return a law's rates on parts of products [q]; a product it does not divide bears one."""
    rates = law.by_product[importer][whole.product, whole.exporter]
    own = law.varieties.get(importer)
    if own is not None:
        rates[np.isin(whole.cell, own.cell)] = own.by_cell().rate
    return rates
