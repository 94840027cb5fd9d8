"""Policy: a dated set of measures. Law: what of it is in force on a day."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from cobden.base import economies
from cobden.base.dates import parse_date
from cobden.base.errors import InputError, unknown
from cobden.base.showing import Displayed, Summary
from cobden.measures.bought import US
from cobden.measures.dated_law import BENCHMARK, OTHERS_BENCHMARK
from cobden.measures.instrument import Instrument
from cobden.measures.law import Law
from cobden.measures.measure import ALL, Condition, Measure, Suspension, Tariff
from cobden.measures.schedule import Schedule
from cobden.measures.schedule_files import read_schedules
from cobden.measures.stacking_rules import Stacking, us_rules
from cobden.measures.tables import read_csv
from cobden.measures.unapplied import Unapplied

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cobden.world.world import World


BODIES = ("us-2025",)
"""The bodies of law that come with Cobden."""

COVERS = (date(2018, 1, 1), date(2026, 11, 30))
"""The days of which the shipped law knows what was in force."""


@dataclass(frozen=True, repr=False)
class Policy(Displayed):
    """A dated set of measures with the rules by which they stack.

    ``Policy([...])`` holds the measures given; ``Policy.load()`` the law of 2018 to 2026, which
    ``covers`` the days from the first of the two to the second. ``base`` is the day whose law the
    tariffs of the world hold that it is to meet (None: the world that ships). ``whole`` are the
    measures that those tariffs are read from, where some have been taken out since (None: these
    ones): what is repealed stays in the benchmark where it was in force. The methods return new
    policies and refuse to change nothing. Raises ``InputError`` if a measure stands twice.

    >>> import cobden as cb
    >>> policy = cb.Policy.load()
    >>> len(policy.on('2025-06-05').tariffs) > 50
    True
    """

    measures: "Sequence[Measure]"
    rules: Stacking = field(default_factory=us_rules)
    unapplied: tuple[Unapplied, ...] = ()
    covers: tuple[date, date] | None = None
    schedules: tuple[Schedule, ...] = ()
    base: date | None = None
    whole: "Sequence[Measure] | None" = None

    def _summary(self) -> Summary:
        tariffs = [m for m in self.measures if isinstance(m, Tariff)]
        others = Counter(type(m).__name__ for m in self.measures if not isinstance(m, Tariff))
        first = min((m.start for m in self.measures), default=None)
        last = max((m.start for m in self.measures), default=None)
        held = [
            (", ".join(by), authority, str(count), str(min(days)), str(max(days)))
            for (by, authority), count in Counter((t.by, t.authority) for t in tariffs).most_common(
                5
            )
            if (days := [t.start for t in tariffs if (t.by, t.authority) == (by, authority)])
        ]
        counted = [f"{len(tariffs)} tariffs", *(f"{n} {kind}" for kind, n in others.items())]
        return Summary(
            f"Policy of {len(self.measures)} measures",
            (
                ("kinds", ", ".join(counted)),
                ("in force from", f"{first} to {last} (first days)" if first else "never"),
                ("not computed", f"{len(self.unapplied)} known measures"),
            ),
            ("by", "authority", "tariffs", "first", "last"),
            tuple(held),
        )

    def __post_init__(self) -> None:
        measures = tuple(self.measures)
        object.__setattr__(self, "measures", measures)
        seen: set[Any] = set()
        for measure in measures:
            if not isinstance(measure, Measure):
                raise InputError(
                    f"{measure!r} is no measure.",
                    where="Policy",
                    remedy="Give a list of measures such as Tariff(...).",
                )
            key = measure.id or measure
            if key in seen:
                raise InputError(
                    f"'{measure.name}' stands twice.",
                    where="Policy",
                    remedy="Drop one, or give each an id of its own.",
                )
            seen.add(key)

    @classmethod
    def load(cls, law: str = "us-2025") -> Self:
        """Return a body of law that comes with Cobden, one of ``BODIES``.

        ``us-2025``: the US measures of 2018 to August 2026 and the retaliation they met.
        Raises ``InputError`` for any other, naming the nearest.
        """
        if law not in BODIES:
            raise unknown("body of law", law, BODIES, where="Policy.load")
        rows, known = _shipped_law()
        return cls(rows, unapplied=known, covers=COVERS)

    def with_schedule(
        self,
        path: "str | Path",
        *,
        importer: str | None = None,
        partner: str | None = None,
        day: str | date | None = None,
    ) -> Self:
        """Return the policy with the tariff schedule in a file for its importer's ordinary duties.

        See `cobden.measures.schedule_files`; with ``day``, only what holds on that day is read.
        """
        found = read_schedules(path, importer=importer, partner=partner, day=day)
        return replace(self, schedules=(*self.schedules, *found))

    @property
    def latest(self) -> date:
        """Today, or the last day that the law covers if that is over."""
        return min(date.today(), self.covers[1]) if self.covers else date.today()

    def on(self, day: str | date, *, collected: bool = False) -> Law:
        """Return the law on ``day``: as it stands now, or (``collected``) as it was collected then.

        The two differ where a later amendment reached back, as Japan's 15% floor did to 7 August
        2025. Raises ``InputError`` for a day that the law does not cover.
        """
        day = parse_date(day, where="policy.on")
        if self.covers and not self.covers[0] <= day <= self.covers[1]:
            raise InputError(
                f"the law that ships with Cobden is that of {self.covers[0]} to {self.covers[1]}, "
                f"and says nothing of {day}.",
                where="policy.on",
                remedy="Choose a day in it, or write the measures of that day: Policy([...]).",
            )
        tariffs = [m for m in self.measures if isinstance(m, Tariff)]
        whole = [m for m in self._whole if isinstance(m, Tariff)]
        return Law(
            day,
            tuple(t.at(day) for t in tariffs if t.in_force(day, collected=collected)),
            tuple(t.at(_day_of(t, self.base)) for t in whole if _held(t, self.base)),
            self.rules,
            tuple(u for u in self.unapplied if u.in_force(day)),
            tuple(
                m
                for m in self.measures
                if isinstance(m, Instrument)
                and not m.in_benchmark
                and m.in_force(day, collected=collected)
            ),
            self.schedules,
            self.base,
            tuple(t for t in whole if t.embedded is not None and _held(t, None)),
        )

    @property
    def _whole(self) -> "Sequence[Measure]":
        return self.measures if self.whole is None else self.whole

    def changes(self) -> tuple[date, ...]:
        """Return the days on which some measure begins, ends, changes, is suspended or resumes."""
        return tuple(sorted({day for measure in self.measures for day in measure.turns}))

    def known_on(self, day: str | date) -> Self:
        """Return the policy as it stood on ``day``: what had begun, with the ends that it has.

        Pauses that had not begun are left out too. The days of enactment are not in the law's
        tables, so what was enacted ahead counts from its first day, and a repeal as if foreseen.
        """
        day = parse_date(day, where="policy.known_on")
        known = []
        for measure in self.measures:
            if measure.start > day:
                continue
            pauses = tuple(pause for pause in measure.suspensions if pause.start <= day)
            whole = len(pauses) == len(measure.suspensions)
            known.append(measure if whole else measure.model_copy(update={"suspensions": pauses}))
        return replace(self, measures=tuple(known))

    def based_on(self, day: date | None) -> Self:
        """Return the policy for a world whose tariffs hold the law of ``day``.

        What is in force on that day changes nothing there; everything else is counted from it.
        """
        return replace(self, base=day)

    def rebased(self, world: "World", day: str | date) -> "World":
        """Return ``world`` with the law of ``day`` in its benchmark: the same flows, other tariffs.

        The United States' rates are moved from the day that the world has them of; everybody
        else's additional duties in force on ``day`` are put on top, since the rates that ship lack
        them (China's on American goods of 2018 to 2020 among them). Ordinary duties stay those of
        the world's year. Raises ``InputError`` for a day that the law does not cover.
        """
        day = parse_date(day, where="policy.rebased")
        law = self.based_on(world.tariffs_on).on(day)
        if world.tariffs_on is None:
            law = replace(law, benchmark=tuple(t for t in law.benchmark if US in t.by))
        return world.with_tariffs(law.wedges(world).tariff, day)

    def __add__(self, more: "Policy | Iterable[Measure]") -> Self:
        extra = more.measures if isinstance(more, Policy) else tuple(more)
        whole = None if self.whole is None else (*self.whole, *extra)
        return replace(self, measures=(*self.measures, *extra), whole=whole)

    def without(
        self,
        *,
        by: str | None = None,
        on: str | Iterable[str] = ALL,
        authority: str | Iterable[str] | None = None,
    ) -> Self:
        """Return the policy without the measures of ``by`` on ``on`` under ``authority``.

        A measure on more partners than ``on`` stays in force for the others. ``authority`` may be
        a family: "S232" takes "S232-steel" along. A benchmark that holds one of them goes on
        holding it, so that without it tariffs fall. Raises ``InputError`` where there is no such
        measure.
        """
        rest = self._without(by=by, on=on, authority=authority)
        if rest.measures == self.measures:
            of = f"of {by} " if by else ""
            under = f" under {authority}" if authority else ""
            raise _idle(
                f"no measure {of}is on {on if isinstance(on, str) else [*on]}{under}", "without"
            )
        return rest

    def _without(
        self,
        *,
        by: str | None = None,
        on: str | Iterable[str] = ALL,
        authority: str | Iterable[str] | None = None,
    ) -> Self:
        importers = None if by is None else set(economies.resolve_all(by))
        names = self._authorities(authority)
        kept: list[Measure] = []
        for m in self.measures:
            meant = (importers is None or importers >= set(m.by)) and m.authority in names
            rest = _sparing(m, on) if meant else m
            kept += [] if rest is None else [rest]
        return replace(self, measures=tuple(kept), whole=tuple(self._whole))

    def replace(self, *new: Tariff) -> Self:
        """Return the policy with ``new`` in place of what it holds of the same authorities.

        For each new measure, those by the same economies on the same partners under the same
        authority go.
        """
        policy = self
        for tariff in new:
            for importer in tariff.by:
                policy = policy._without(by=importer, on=tariff.on, authority=tariff.authority)
        return replace(policy, measures=(*policy.measures, *new))

    def without_suspension(
        self, *, on: str | Iterable[str] = ALL, on_except: str | Iterable[str] = ()
    ) -> Self:
        """Return the policy as if the suspensions of measures on these partners had lapsed.

        Raises ``InputError`` where none of theirs is ever suspended.
        """
        chosen = _chosen(on, on_except)

        def lapsed(m: Measure) -> Measure:
            if not m.suspensions or not all(chosen(partner) for partner in m.on):
                return m
            return m.model_copy(update={"suspensions": ()})

        rest = tuple(lapsed(m) for m in self.measures)
        if rest == self.measures:
            raise _idle(
                f"no measure on {on if isinstance(on, str) else ', '.join(on)} is ever suspended",
                "without_suspension",
            )
        return replace(self, measures=rest, whole=tuple(self._whole))

    def _authorities(self, wanted: str | Iterable[str] | None) -> set[str]:
        known = {m.authority for m in self.measures}
        if wanted is None:
            return known
        names: set[str] = set()
        for want in [wanted] if isinstance(wanted, str) else wanted:
            found = {a for a in known if a == want or a.startswith(f"{want}-")}
            if not found:
                raise unknown("authority", want, sorted(known), where="policy")
            names |= found
        return names


def _idle(what: str, where: str) -> InputError:
    return InputError(
        f"{what}, so nothing would change.",
        where=f"policy.{where}",
        remedy="Check who levies it on whom, under which authority; or leave this out.",
    )


def _held(tariff: Tariff, base: date | None) -> bool:
    """Whether the benchmark's rates hold ``tariff``: by its own word, else by its dates."""
    if tariff.in_benchmark is not None:
        return tariff.in_benchmark
    return tariff.in_force(_day_of(tariff, base))


def _day_of(tariff: Tariff, base: date | None) -> date:
    """Return the day whose law the benchmark's rates hold."""
    return base or (BENCHMARK if US in tariff.by else OTHERS_BENCHMARK)


def _chosen(on: str | Iterable[str], on_except: str | Iterable[str]) -> Callable[[str], bool]:
    names = [on] if isinstance(on, str) else list(on)
    spared = set(economies.resolve_all([on_except] if isinstance(on_except, str) else [*on_except]))
    if ALL in names:
        return lambda partner: partner not in spared
    meant = set(economies.resolve_all(names)) - spared
    return lambda partner: partner in meant


def _sparing(measure: Measure, on: str | Iterable[str]) -> Measure | None:
    """Return ``measure`` as it is for partners outside ``on``, or None if nobody is left."""
    names = (on,) if isinstance(on, str) else tuple(on)
    if ALL in names:
        return None
    spared = economies.resolve_all(list(names))
    if measure.on == (ALL,):
        spare = dict.fromkeys((*measure.on_except, *spared))
        return measure.model_copy(update={"on_except": tuple(spare)})
    rest = tuple(partner for partner in measure.on if partner not in spared)
    return measure.model_copy(update={"on": rest}) if rest else None


def _filled(row: dict[str, str]) -> dict[str, Any]:
    filled: dict[str, Any] = {key: value for key, value in row.items() if value or key == "rate"}
    return filled | ({"near": tuple(filled["near"].split())} if "near" in filled else {})


@cache
def _shipped_law() -> tuple[tuple[Tariff, ...], tuple[Unapplied, ...]]:
    """Return the measures that come with Cobden, and those known that are not computed."""
    return (
        tuple(_tariff(row) for row in read_csv("measures.csv")),
        tuple(Unapplied(**_filled(row)) for row in read_csv("unapplied.csv")),
    )


@cache
def conditions() -> dict[str, Condition]:
    """Return the conditions that shipped measures depend on, by ``key=value``."""
    found = {}
    for row in read_csv("conditions.csv"):
        key, value = row["id"].split("=")
        found[row["id"]] = Condition(
            key=key, value=value, words=row["words"], share=float(row["share"]),
            known=bool(row["known"]), source=row["source"],
            statute=float(row["statute"]) if row["statute"] else None,
        )  # fmt: skip
    return found


def _condition(ids: str) -> Condition:
    """Return the condition that ``ids`` names; of several, joined by "&", all have to hold.

    "!=" is for where it does not hold.
    """
    first, _, rest = ids.partition("&")
    held = conditions()[first.replace("!=", "=")]
    if "!=" in first:
        held = held.model_copy(update={"unless": True})
    return held.model_copy(update={"also": _condition(rest)}) if rest else held


def _tariff(row: dict[str, str]) -> Tariff:
    given = _filled(row)
    if "condition" in given:
        given["condition"] = _condition(given["condition"])
    rate = float(given.pop("rate_pct")) / 100.0
    pause = given.pop("suspended_from", None), given.pop("suspended_until", None)
    if pause[0] is not None:
        given["suspensions"] = (Suspension(start=pause[0], end=pause[1], source=given["source"]),)
    return Tariff(rate=rate, **given)
