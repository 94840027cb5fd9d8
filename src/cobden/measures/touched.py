"""How much of a world each measure of a law touches, and which changes nothing there."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from cobden.base.errors import InputError
from cobden.base.wedges import Wedges
from cobden.measures.dated_law import DatedLaw
from cobden.measures.enactment import Enacted, Touched, wedges_of
from cobden.measures.instrument import Change, Instrument, Setting
from cobden.measures.law_wedges import Works, held, tariffs_on
from cobden.measures.measure import Tariff
from cobden.measures.tables import read_csv
from cobden.measures.weights import weights_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cobden.measures.measure import Measure
    from cobden.world.world import World


L = TypeVar("L", bound=DatedLaw)


@cache
def _shipped_ids() -> frozenset[str]:
    """Return the ids of the measures that ship with Cobden."""
    return frozenset(row["id"] for row in read_csv("measures.csv"))


def enact(law: L, world: "World") -> Enacted[L]:
    """Return ``law`` with its wedges on ``world`` and what each of its measures touches.

    Raises ``InputError`` for a measure of the user's own that changes nothing in ``world``, unless
    it says that it is meant to (``idle``).
    """
    reach: dict[str, tuple[Tariff, int, float]] = {
        tariff.name: (tariff, 0, 0.0) for tariff in law.tariffs
    }

    def told(n: int, i: int, works: Works) -> None:
        flow = world.flow[:, n, i]
        for tariff, share in works:
            own, cells, trade = reach[tariff.name]  # the law's; what works may be an equal one
            hit = (share > 0) & (flow > 0)
            reach[tariff.name] = (own, cells + int(hit.sum()), trade + float(share @ flow))

    wedges = wedges_of(law, world, told)
    for one, cells, _ in reach.values():
        own = _must_work(one) and one not in law.benchmark
        if own and not (cells and _changes(law, one, world, wedges.tariff)):
            raise _idle(one, world)
    unit = world.value_usd / 1e9
    found = [
        Touched(
            one.id or one.name,
            one.authority,
            one.words,
            cells,
            trade * unit,
            weights_of(one, world),
        )
        for one, cells, trade in reach.values()
    ]
    found += _by_instruments(law, world, wedges)
    return Enacted(law, wedges, tuple(found))


def _must_work(measure: "Measure") -> bool:
    """Whether a measure is the user's own, and not meant to be idle."""
    return not measure.idle and measure.id not in _shipped_ids()


def _changes(law: DatedLaw, one: "Tariff", world: "World", tariff: "NDArray[np.float64]") -> bool:
    """Whether some of the law's ``tariff`` [k, n, i] on ``world`` would differ without ``one``."""
    rest = replace(law, tariffs=tuple(t for t in law.tariffs if t is not one))
    economies = [held(world, n) for n in range(len(world.economies))]
    for n, importers in enumerate(economies):
        for i, exporters in enumerate(economies):
            if any(one.reaches(a, b) for a in importers for b in exporters if a != b):
                alone = tariffs_on(rest, world, n, [i])[:, 0]
                if (alone != tariff[:, n, i]).any():
                    return True
    return False


def _idle(measure: "Measure", world: "World") -> InputError:
    return InputError(
        f"'{measure.name}' changes nothing in this world of {len(world.economies)} economies.",
        where=measure.id or type(measure).__name__,
        remedy=f"{_why(measure)}; if it is meant to change nothing, say so: idle: true.",
    )


def _why(measure: "Measure") -> str:
    if isinstance(measure, Tariff) and measure.at_most_own:
        return (
            f"Its cuts have come to {100 * measure.rate:.1f}% on that day, and the world's own "
            "mean duty is no higher, so that nobody would claim it: name a later day, or leave "
            "from out, and cuts start from the world's own duty"
        )
    if isinstance(measure, Tariff) and measure.rate == 0 and measure.mode != "ordinary":
        return (
            "A rate of 0 lifts duties that come on top of the ordinary one, and none are in force "
            "there: to free goods of the ordinary duty, as a trade agreement does, write mode: "
            "ordinary"
        )
    return "Check its goods, partners, dates and rate, and what else is in force"


def _by_instruments(law: DatedLaw, world: "World", wedges: Wedges) -> Iterator[Touched]:
    setting = Setting(world, wedges, law.day)
    for instrument in law.instruments:
        change = instrument.change(setting)
        if _must_work(instrument) and not _moves(change):
            raise _idle(instrument, world)
        cells, trade = _carried(instrument, change, world)
        yield Touched(
            instrument.id or instrument.name,
            instrument.authority,
            instrument.words,
            cells,
            trade * world.value_usd / 1e9,
        )


def _moves(change: Change) -> bool:
    """Whether an instrument sets a condition, a wedge, a transfer or a productivity."""
    costly = any((x.tariff, x.export_tax, x.trade_cost) != (0.0, 0.0, 1.0) for x in change.lines)
    given = change.transfer is not None and bool(change.transfer.any())
    made = change.productivity is not None and bool((change.productivity != 1).any())
    asked = any(t.basis != "added" or t.amount for t in change.targets)
    return costly or given or made or asked


def _carried(instrument: Instrument, change: Change, world: "World") -> tuple[int, float]:
    """Return the flows that an instrument is on, and their trade in world value added."""
    on = {at for target in change.targets for at in target.on}
    on |= {
        at
        for at, x in enumerate(change.lines)
        if (x.tariff, x.export_tax, x.trade_cost) != (0.0, 0.0, 1.0)
    }
    lines = [change.lines[at] for at in sorted(on)]
    cells = [world.cell(line.sector, line.importer, line.exporter) for line in lines]
    trade = sum(line.share * world.flow_of(line) for line in lines)
    if not lines and change.transfer is not None:
        trade = float(np.maximum(change.transfer, 0).sum())
    return len(set(cells)), trade
