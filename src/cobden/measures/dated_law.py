"""The measures in force on a day, and what is due under them on a line."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np

from cobden.base import economies
from cobden.base.dates import day_in_words
from cobden.base.errors import unknown
from cobden.base.showing import Displayed, Summary
from cobden.measures.authority_titles import authority_title
from cobden.measures.bought import CLAIMANTS, US, Bought, block, us_partners
from cobden.measures.goods import national_lines
from cobden.measures.instrument import Instrument
from cobden.measures.measure import ALL, Tariff
from cobden.measures.ordinary import us_lines_with_ordinary
from cobden.measures.schedule import Schedule, schedule_of
from cobden.measures.schedule_files import read_schedules
from cobden.measures.shipped import shipped
from cobden.measures.stacking import Stack, key_of, paid_in_2024, stack
from cobden.measures.stacking_rules import Stacking
from cobden.measures.unapplied import Unapplied

if TYPE_CHECKING:
    from numpy.typing import NDArray


BENCHMARK = date(2025, 1, 1)
OTHERS_BENCHMARK = date(2021, 12, 31)  # the other importers' rates are those of about 2021


@dataclass(frozen=True, eq=False, repr=False)
class DatedLaw(Displayed):
    """The data of a `Law`, which says what each is; and what is due on a line under it."""

    day: date
    tariffs: tuple[Tariff, ...]
    benchmark: tuple[Tariff, ...]
    rules: Stacking
    unapplied: tuple[Unapplied, ...] = ()
    instruments: tuple[Instrument, ...] = ()
    schedules: tuple[Schedule, ...] = ()
    base: date | None = None
    collected: tuple[Tariff, ...] = ()

    def _summary(self) -> Summary:
        held = Counter((t.by, t.authority) for t in self.tariffs).most_common(6)
        return Summary(
            f"Law on {self.day}: {len(self.tariffs)} tariffs and {len(self.instruments)} other "
            "instruments in force",
            (("tariffs at the benchmark", str(len(self.benchmark))),),
            ("by", "authority", "tariffs"),
            tuple((", ".join(by), authority, str(count)) for (by, authority), count in held),
        )

    def schedule(self, importer: str) -> Schedule | None:
        """Return ``importer``'s tariff schedule: the last one given, else the shipped one."""
        return schedule_of(self.schedules, importer, self.day) or shipped(importer)

    def with_schedule(
        self,
        schedule: "Schedule | str | Path",
        *,
        importer: str | None = None,
        partner: str | None = None,
    ) -> Self:
        """Return this law with ``schedule``, or the one in a file, for its importer's duties.

        A path is read by `cobden.measures.schedule_files`: an export of the US International Trade
        Commission, a download of the WTO, WITS, the United Kingdom or TARIC, or a plain table.
        ``importer`` says whose it is, ``partner`` whose goods it is for, where the file does not.
        """
        if isinstance(schedule, Schedule):
            found = (schedule,)
        else:
            found = read_schedules(schedule, importer=importer, partner=partner, day=self.day)
        return replace(self, schedules=(*self.schedules, *found))

    def reaching(self, importer: str, exporter: str) -> list[Tariff]:
        """Return ``importer``'s tariffs in force on goods of ``exporter`` (alpha-3 codes)."""
        if (importer, exporter) not in self._reaching:
            self._reaching[importer, exporter] = [
                tariff
                for tariff, named, spared in self._levied_by.get(importer, ())
                if (named is None or exporter in named) and exporter not in spared
            ]
        return self._reaching[importer, exporter].copy()

    @cached_property
    def _reaching(self) -> dict[tuple[str, str], list[Tariff]]:
        return {}

    def without_held(self, importer: str) -> Self:
        """Return this law without what the rates of ``importer``'s schedule hold already."""
        schedule = self.schedule(importer)
        if schedule is None or schedule.whole_on is None:
            return self
        held = schedule.whole_on
        left = [t for t in self.tariffs if importer not in t.by or t.start > held]
        return replace(self, tariffs=tuple(left))

    @cached_property
    def _levied_by(self) -> "dict[str, list[tuple[Tariff, frozenset[str] | None, frozenset[str]]]]":
        """The tariffs in force by who levies them, each with whom it names and whom it spares."""
        found: dict[str, list[tuple[Tariff, frozenset[str] | None, frozenset[str]]]] = {}
        for tariff in self.tariffs:
            for importer in dict.fromkeys(tariff.by):
                found.setdefault(importer, []).append((tariff, *tariff.partners(importer)))
        return found

    def at_benchmark(self) -> "DatedLaw":
        """Return the law that the benchmark's tariffs hold: that of 1 January 2025, or ``base``."""
        return _benchmark_law(
            self.base or BENCHMARK, self.benchmark, self.rules, self.schedules, self.collected
        )

    def with_terms(
        self, of: str, like: "DatedLaw", *, authority: str | Iterable[str] | None = None
    ) -> Self:
        """Return this law with the tariffs that fall on ``of`` as ``like`` has them.

        ``authority`` (or families of them) limits the exchange to these; everybody else's terms
        stay. So the deal of July 2025 can be set into the law of any day. Raises ``InputError``
        for an authority under which neither law has a tariff.
        """
        partners = economies.resolve_all(of)
        names = [authority] if isinstance(authority, str) else list(authority or ())
        known = {t.authority for t in (*self.tariffs, *like.tariffs)}
        for name in names:
            if not any(of_family(held, name) for held in known):
                options = sorted(known) or ["(neither law has a tariff)"]
                raise unknown("authority", name, options, where="with_terms")

        def meant(t: Tariff) -> bool:
            family = not names or any(of_family(t.authority, name) for name in names)
            return family and not set(t.by) & set(partners)

        kept = [_narrowed(t, partners, keep=False) if meant(t) else t for t in self.tariffs]
        taken = [_narrowed(t, partners, keep=True) for t in like.tariffs if meant(t)]
        return replace(self, tariffs=tuple(t for t in (*kept, *taken) if t is not None))

    def same(self, other: "DatedLaw") -> bool:
        """Whether both hold the same measures for the same partners, however they are written."""
        mine, theirs = (_by_terms(law.tariffs) for law in (self, other))
        return mine == theirs and set(self.instruments) == set(other.instruments)

    def altered(
        self,
        by: str | Iterable[str],
        on: Iterable[str],
        change: "Callable[[Tariff], Tariff | None]",
    ) -> Self:
        """Return this law with ``by``'s tariffs on goods of ``on`` as ``change`` makes them.

        It returns the tariff itself to leave it, None to take it away. What falls on others, or
        is levied by others, stays (alpha-3 codes).
        """
        partners, tariffs = list(on), []
        importers = {by} if isinstance(by, str) else set(by)
        for tariff in self.tariffs:
            acting = tuple(importer for importer in tariff.by if importer in importers)
            mine = _narrowed(tariff, partners, keep=True) if acting else None
            new = None if mine is None else change(mine)
            if mine is None or new is mine:
                tariffs.append(tariff)
                continue
            rest = tuple(importer for importer in tariff.by if importer not in importers)
            apart = [
                tariff.model_copy(update={"by": rest}) if rest else None,
                _narrowed(tariff.model_copy(update={"by": acting}), partners, keep=False),
                new and new.model_copy(update={"by": acting}),
            ]
            tariffs += [part for part in apart if part is not None]
        return replace(self, tariffs=tuple(tariffs))

    def exchanged(
        self, by: str | Iterable[str], on: str | Iterable[str], terms: Iterable[Tariff]
    ) -> Self:
        """Return this law with ``terms`` in place of ``by``'s tariffs of their authorities.

        Only goods of ``on`` (alpha-3 codes, as ``by``) are concerned. An authority is a family:
        "S232" takes "S232-steel" along.
        """
        new = tuple(terms)

        def kept(tariff: Tariff) -> Tariff | None:
            held = any(of_family(tariff.authority, term.authority) for term in new)
            return None if held else tariff

        rest = self.altered(by, [on] if isinstance(on, str) else on, kept)
        return replace(rest, tariffs=(*rest.tariffs, *new))

    def columns(self, exporter: str) -> tuple[str, ...]:
        """Return the names of the US columns open to ``exporter``: its ordinary duties' origin."""
        schedule = self.schedule(US)
        assert schedule is not None
        claims = schedule.preferences(exporter, self.day)
        return (schedule.normal(exporter, self.day).name, *(c.name for c in claims))

    def us_lines(self, exporter: str, *, pooled: bool = False, whole: bool = False) -> Bought:
        """Return what the United States buys from ``exporter``, with the ordinary duty of the day.

        ``pooled``: from all partners but Canada, China and Mexico together, in its place;
        ``whole``: every line, bought or not.
        """
        partner = None if pooled else block(exporter)
        schedule = self.schedule(US)
        assert schedule is not None
        return us_lines_with_ordinary(partner, schedule, exporter, self.day, whole=whole)

    def stack(
        self,
        importer: str,
        exporter: str,
        lines: Bought,
        *,
        claims: bool = False,
        paid: bool = False,
        given: Mapping[str, str] | None = None,
    ) -> Stack:
        """Return what is due on each of ``lines`` from ``exporter``.

        ``claims``: for goods that claim their preference. ``paid``: of the measures of 2024 only
        the part that was paid then, and conditions as the model takes them, where the statute
        would be due; what is due beyond a quota is always taken so. ``given``
        settles conditions, such as ``{"end_use": "vehicle"}``.
        """
        embedded = tuple(
            t for t in self.collected if t.embedded is not None and t.reaches(importer, exporter)
        )
        parts = {}
        if embedded and lines.collected is not None:
            parts = paid_in_2024(embedded, lines, self.rules, exporter)
            if not paid:
                quotas = {key_of(t) for t in embedded if t.beyond_quota}
                parts = {key: part for key, part in parts.items() if key in quotas}
        finer = national_lines(importer, self.day)
        lines = lines if lines.finer is finer else replace(lines, finer=finer)
        return stack(
            self.reaching(importer, exporter), lines, self.rules, exporter, self.day,
            claims=claims, paid=parts, given=given, modelled=paid,
        )  # fmt: skip

    def rates(self, importer: str, exporter: str, lines: Bought) -> "NDArray[np.float64]":
        """Return the all-in rate on each line [line] as it is paid: claims and quotas weighed in.

        NaN where the ordinary duty isn't known.
        """
        return self.levied(importer, exporter, lines)[0]

    def levied(
        self, importer: str, exporter: str, lines: Bought
    ) -> "tuple[NDArray[np.float64], list[tuple[Tariff, NDArray[np.bool_]]]]":
        """Return `rates`, and on which of the lines each tariff works."""
        plain = self.stack(importer, exporter, lines, paid=True)
        if lines.claimed is None:
            return plain.total, list(zip(plain.tariffs, plain.works, strict=True))
        claims = self._claiming(plain, importer, exporter, lines)
        rate = plain.total + lines.claimed * (claims.total - plain.total)
        return rate, list(zip(plain.tariffs, plain.works | claims.works, strict=True))

    def rates_apart(
        self, importer: str, exporter: str, lines: Bought
    ) -> "tuple[NDArray[np.float64], NDArray[np.float64]]":
        """Return the rates on each line without a claim, and with the best claim [line]."""
        plain = self.stack(importer, exporter, lines, paid=True)
        if lines.claimed is None:
            return plain.total, plain.total
        return plain.total, self._claiming(plain, importer, exporter, lines).total

    def _claiming(self, plain: Stack, importer: str, exporter: str, lines: Bought) -> Stack:
        """Return what is due for goods that claim their preference, ``plain`` being without."""
        apart = all(t.mode in ("add", "replace", "exempt") for t in plain.tariffs)
        if not apart or exporter in CLAIMANTS:
            return self.stack(importer, exporter, lines, claims=True, paid=True)
        return replace(plain, ordinary=lines.claiming)  # no measure looks at the ordinary duty

    def us_rates(self, exporter: str, lines: Bought) -> "NDArray[np.float64]":
        """Return `rates` on what the United States buys, worked out once for the same ``lines``."""
        if (exporter, lines) not in self._us_rates:
            self._us_rates[exporter, lines] = self.rates(US, exporter, lines)
        return self._us_rates[exporter, lines]

    @cached_property
    def _us_rates(self) -> "dict[tuple[str, Bought], NDArray[np.float64]]":
        return {}

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader should know before quoting this law's figures."""
        importers = sorted({importer for t in self.tariffs for importer in t.by})
        others = ", ".join(map(economies.shown, economies.together(set(importers) - {US})))
        notes = [
            f"{others}: where the world does not know their imports by product, their lists count "
            "by six-digit lines of equal weight, on the benchmark's sector tariffs."
        ] * bool(others)
        if US in importers:
            notes.append(
                f"US rates on economies outside the {len(us_partners())} partners of the "
                "import table, the rest of the world included, have the weights of all partners "
                "but Canada, China and Mexico."
            )
        held: dict[tuple[str, ...], list[Tariff]] = {}
        for t in self.tariffs:
            if t in self.benchmark and t.embedded is None:
                held.setdefault((t.authority, *t.by), []).append(t)
        if held:
            some = (
                each[0].words
                if len(each) == 1
                else f"{authority_title(each[0].authority)}, {len(each)} measures"
                for each in held.values()
            )
            notes.append(
                f"The benchmark's rates, which are of {self.rates_of}, hold these, so that they "
                f"change nothing: {'; '.join(some)}. If they lack one, say in_benchmark: false."
            )
        notes += [f"{t.words}: {t.note}" for t in self.tariffs if t.note]
        notes += self.not_applied
        notes += [f"{i.name}: {i.accounting}." for i in self.instruments]
        begun = self.base or BENCHMARK
        notes += [
            f"{i.name}: begun by {day_in_words(begun)}, and acts on top of the benchmark's flows "
            "(of 2022 in the world that ships); if they hold it already, say in_benchmark: true."
            for i in self.instruments
            if i.start <= begun
        ]
        return tuple(notes)

    @property
    def rates_of(self) -> str:
        """Say of which days the benchmark's rates are."""
        if self.base is not None:
            return day_in_words(self.base)
        others = f"of about {OTHERS_BENCHMARK.year} for others"
        return f"{day_in_words(BENCHMARK)} for the United States, {others}"

    @property
    def not_applied(self) -> tuple[str, ...]:
        """What is known of the law of the day and cannot be computed, and why."""
        return tuple(f"Not computed: {u.words} ({u.goods}): {u.why}." for u in self.unapplied)


@lru_cache(maxsize=16)  # the laws of many days share one, and what is worked out of it
def _benchmark_law(
    day: date,
    tariffs: tuple[Tariff, ...],
    rules: Stacking,
    schedules: tuple[Schedule, ...],
    collected: tuple[Tariff, ...],
) -> DatedLaw:
    return DatedLaw(day, tariffs, tariffs, rules, schedules=schedules, collected=collected)


def of_family(authority: str, name: str) -> bool:
    """Whether an authority is a family or one of it: "S232" takes "S232-steel" along."""
    return authority == name or authority.startswith(f"{name}-")


def _by_terms(tariffs: tuple[Tariff, ...]) -> "dict[Tariff, tuple[bool, frozenset[str]]]":
    """Return for the terms of tariffs on whom they fall: on these, or on all but these."""
    found: dict[Tariff, tuple[bool, frozenset[str]]] = {}
    for tariff in tariffs:
        terms = tariff.model_copy(update={"on": (ALL,), "on_except": ()})
        to_all, names = tariff.on == (ALL,), frozenset(tariff.on_except)
        if not to_all:
            names = frozenset(tariff.on) - names
        known_all, known = found.get(terms, (False, frozenset()))
        if to_all and known_all:
            found[terms] = True, names & known
        elif to_all or known_all:
            spared, named = (names, known) if to_all else (known, names)
            found[terms] = True, spared - named
        else:
            found[terms] = False, names | known
    return found


def _narrowed(tariff: Tariff, partners: list[str], *, keep: bool) -> Tariff | None:
    """Return ``tariff`` for ``partners`` alone (``keep``) or for the others; None if for nobody."""
    if tariff.on == (ALL,) and not keep:
        spared = tuple(dict.fromkeys((*tariff.on_except, *partners)))
        return tariff.model_copy(update={"on_except": spared})
    named = partners if tariff.on == (ALL,) else tariff.on
    rest = [p for p in named if (p in partners) == keep and p not in tariff.on_except]
    return tariff.model_copy(update={"on": tuple(rest), "on_except": ()}) if rest else None
