"""Two editions of a schedule beside each other."""

from dataclasses import dataclass

from cobden.measures.codes import DIGITS
from cobden.measures.schedule import Schedule


@dataclass(frozen=True)
class Difference:
    """A line whose general duty is another, or that only one edition has: changed, new or gone."""

    code: str
    kind: str
    before: str
    after: str


def differences(one: Schedule, other: Schedule) -> tuple[Difference, ...]:
    """Return where the general column of ``other`` differs from that of ``one``, by code."""
    before, after = _stated(one), _stated(other)
    found = []
    for code in sorted(before.keys() | after.keys()):
        was, is_ = before.get(code, ""), after.get(code, "")
        if was != is_:
            kind = "changed" if was and is_ else "new" if is_ else "gone"
            found.append(Difference(code, kind, was, is_))
    return tuple(found)


def _stated(schedule: Schedule) -> dict[str, str]:
    found = {}
    for line in range(len(schedule.low)):
        duty = schedule.columns[0].duty(line)
        width = int(schedule.high[line] - schedule.low[line])
        digits = DIGITS - len(str(width)) + 1
        if duty is not None:
            found[f"{int(schedule.low[line]):010d}"[:digits]] = duty.text
    return found
