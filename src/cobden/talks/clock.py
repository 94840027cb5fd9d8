"""Where the talks stand on a date, and what waiting costs."""

from dataclasses import dataclass
from datetime import date as Date
from typing import TYPE_CHECKING

import numpy as np

from cobden.base.errors import InputError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cobden.talks.table import Table
    from cobden.talks.table_entries import Moment


@dataclass(frozen=True)
class Standing:
    """The clock on a date: what has passed, what comes, and the next deadline (if one is set).

    What nobody could know yet on that date is left out. ``held`` counts the rounds before it.
    """

    on: Date
    passed: "tuple[Moment, ...]"
    coming: "tuple[Moment, ...]"
    held: int
    deadline: "Moment | None"

    @property
    def days_left(self) -> int | None:
        """Days to the next deadline."""
        return None if self.deadline is None else (self.deadline.on - self.on).days


def standing(table: "Table", on: Date) -> Standing:
    """Return where the talks stand on a date; moments on that date are still to come."""
    moments = sorted(table.clock, key=lambda moment: moment.on)
    passed = tuple(m for m in moments if m.on < on)
    coming = tuple(m for m in moments if m.on >= on and (m.announced or m.on) <= on)
    deadline = next((m for m in coming if m.kind == "deadline"), None)
    rounds = [m for m in passed if m.kind == "round"]
    held = max((m.number or 0 for m in rounds), default=0) or len(rounds)
    return Standing(on, passed, coming, held, deadline)


@dataclass(frozen=True, eq=False)
class Delay:
    """What waiting costs each party (billions of dollars): all [party].

    ``gain`` is what the package brings a year at the start, ``month`` a twelfth of it: flows
    forgone while things stand as they are. ``until`` is the cost to the deadline, with what changes
    then left aside. ``later`` is a month's cost once all has adjusted.
    """

    gain: "NDArray[np.float64]"
    month: "NDArray[np.float64]"
    until: "NDArray[np.float64] | None"
    later: "NDArray[np.float64]"


def delay(
    gain: "NDArray[np.float64]", standing: Standing, long_run: "NDArray[np.float64] | None" = None
) -> Delay:
    """Return what delay costs when a package would bring ``gain`` [party] a year at the start.

    A month's delay changes no long-run adjustment, so ``gain`` is that of the first year where the
    model has one; ``long_run`` is shown beside it.
    """
    later = gain if long_run is None else long_run
    if not (np.isfinite(gain).all() and np.isfinite(later).all()):
        raise InputError("the gain is not finite.", where="gain", remedy="Give a yearly flow.")
    days = standing.days_left
    until = None if days is None else gain * days / 365.25
    return Delay(gain, gain / 12, until, later / 12)
