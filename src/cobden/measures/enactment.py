"""From a day's law to all that it puts on a world: rates, lines, targets and shocks."""

from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING, Generic, TypeVar

import numpy as np

from cobden.base.errors import InputError
from cobden.base.showing import Displayed
from cobden.base.targets import Line, Target, Targets
from cobden.base.terms import Terms
from cobden.base.wedges import Wedges
from cobden.measures.by_product import rates_by_product
from cobden.measures.dated_law import DatedLaw
from cobden.measures.instrument import Change, Setting
from cobden.measures.law_wedges import Told, tariffs_of
from cobden.measures.not_claimed import not_claimed
from cobden.measures.varieties import varieties_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cobden.world.world import World

L = TypeVar("L", bound=DatedLaw)
_Key = tuple[str, ...]


@dataclass(frozen=True)
class Touched:
    """What a measure is about in a world.

    - ``cells``: flows of one good from one economy to another in which it works: it charges some
      of the goods, or exempts them; or it limits, costs or subsidises them;
    - ``trade``: the goods it works on at the benchmark, billion USD at customs value; of money that
      one economy gives another, the sum;
    - ``weights``: what tells how much of a sector's trade the goods of a tariff are.
    """

    measure: str
    authority: str
    about: str
    cells: int
    trade: float
    weights: str = ""


@dataclass(frozen=True, eq=False, repr=False)
class Enacted(Displayed, Generic[L]):
    """A law with the ``wedges`` that it puts on a world, and what each measure ``touched`` there.

    They serve every world of the same economies, sectors and tariffs, whatever its elasticities
    and deficits.

    >>> import cobden as cb
    >>> world = cb.World.load().aggregate(['USA', 'JPN'])
    >>> law = cb.Policy.load().on('2025-06-05').enacted(world)
    >>> law.wedges.tariff.shape, len(law.touched) > 10
    ((28, 3, 3), True)
    """

    law: L
    wedges: Wedges
    touched: tuple[Touched, ...] = ()

    def terms(self, world: "World") -> Terms:
        """Return all that the law puts on ``world``, its instruments beside the wedges."""
        return terms_of(self.law, world, self.wedges)


def wedges_of(law: DatedLaw, world: "World", told: Told | None = None) -> Wedges:
    """Return the tariffs of ``world`` under a law; see ``Law.wedges``."""
    products = rates_by_product(law, world) if world.products else {}
    tariff = tariffs_of(law, world, told)
    found = ((trade.importer, varieties_of(law, world, trade)) for trade in world.products)
    apart = {importer: parts for importer, parts in found if parts is not None}
    return Wedges.of(
        world.economies, world.sectors, tariff=tariff, by_product=products, varieties=apart
    )


def terms_of(law: DatedLaw, world: "World", wedges: Wedges) -> Terms:
    """Return what ``law`` puts on ``world``, on which its tariffs are ``wedges``.

    Raises ``InputError`` where two limits fall on one flow, or two instruments disagree about what
    a good is.
    """
    setting = Setting(world, wedges, law.day)
    changes = [instrument.change(setting) for instrument in law.instruments]
    left_out = (*law.not_applied, *not_claimed(law, world))
    return replace(together(wedges, changes), not_applied=left_out)


def together(wedges: Wedges, changes: list[Change]) -> Terms:
    """Return the terms of several instruments' changes at once, beside ``wedges``."""
    transfer = [c.transfer for c in changes if c.transfer is not None]
    productivity = [c.productivity for c in changes if c.productivity is not None]
    return Terms(
        wedges,
        _merged(changes),
        transfer=_sum(transfer),
        productivity=None if not productivity else np.prod(productivity, axis=0),
    )


def _sum(parts: "list[NDArray[np.float64]]") -> "NDArray[np.float64] | None":
    return np.sum(parts, axis=0) if parts else None


def _merged(changes: list[Change]) -> Targets:
    """Return all lines, those of one good in one flow only once, and the targets on them."""
    lines: dict[_Key, Line] = {}
    targets: list[Target] = []
    for change in changes:
        keys = []
        for line in change.lines:
            key = (line.sector, line.importer, line.exporter, line.good, line.maker)
            lines[key] = _together(lines[key], line) if key in lines else line
            keys.append(key)
        at = {key: place for place, key in enumerate(lines)}
        here = [at[key] for key in keys]
        targets += [
            replace(
                t,
                on=tuple(here[p] for p in t.on),
                counts=None if t.counts is None else tuple(here[p] for p in t.counts),
            )
            for t in change.targets
        ]
    _refuse_overlaps(list(lines.values()), targets)
    return Targets(tuple(lines.values()), tuple(targets))


def _together(one: Line, other: Line) -> Line:
    """Return one line with both sets of wedges; raise where they differ about the good."""
    nature = ("share", "elasticity", "between")
    for field in nature:
        if getattr(one, field) != getattr(other, field):
            raise InputError(
                f"two instruments give {one.good or one.sector} from {one.exporter} in "
                f"{one.importer} a {field} of {getattr(one, field)} and {getattr(other, field)}.",
                where="instruments",
                remedy="Give both the same, or name different goods.",
            )
    return replace(
        one,
        tariff=one.tariff + other.tariff,
        export_tax=(1 + one.export_tax) * (1 + other.export_tax) - 1,
        trade_cost=one.trade_cost * other.trade_cost,
    )


def _refuse_overlaps(lines: list[Line], targets: list[Target]) -> None:
    """Raise where two limits share some of their trade: the price of each could not be told.

    On the same trade the tighter one binds, unless one of them yields to a higher rate.
    """
    limits = [t for t in targets if t.sense == "at_most" or t.measured == "price"]
    for one, other in combinations(limits, 2):
        shared = set(one.on) & set(other.on)
        plain = all(t.measured == "volume" and not t.yields for t in (one, other))
        alike = set(one.on) == set(other.on) and plain
        if shared and not alike:
            line = lines[min(shared)]
            raise InputError(
                f"two limits are on {line.good or line.sector} from {line.exporter} to "
                f"{line.importer}, among other trade: '{one.name}' and '{other.name}'.",
                where="quotas",
                remedy="Where limits share a part of their trade alone, the price of each could "
                "not be told from the other's. Put both on the same goods and partners (the "
                "tighter one then binds), write the wider one for the rest alone, or keep one.",
            )
