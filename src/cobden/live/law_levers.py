"""The law's levers: measures grouped as people name them, and the law once they are moved.

A lever is one economy's measures of one family on one partner, or on everybody else. Moved, it
puts its rate in the place of theirs; those that have another rate keep their proportion to it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date as Date
from datetime import timedelta
from functools import cached_property

from cobden.measures import Law, Tariff
from cobden.measures.dated_law import of_family
from cobden.measures.measure import ALL
from cobden.report import names

TOGETHER = timedelta(days=60)  # parts of one measure that start within it are moved together


@dataclass(frozen=True)
class Family:
    """Authorities that people speak of together."""

    key: str
    title: str
    authorities: tuple[str, ...]
    most: float = 100.0


FAMILIES = (
    Family("cars", "Cars and parts", ("S232-auto", "S232-parts")),
    Family("metals", "Steel and aluminium",
           ("S232-steel", "S232-aluminium", "S232-copper", "S232-metals")),
    Family("general", "Most other goods",
           ("IEEPA-reciprocal", "S122", "S301-forced-labour"), 150.0),
    Family("fentanyl", "All goods, for fentanyl", ("IEEPA-fentanyl",)),
    Family("s301", "Section 301 lists", ("S301",)),
)  # fmt: skip
BEST_KNOWN = ("cars", "metals", "general")
ANSWER = Family("answer", "All goods, in answer", ("answer",))


@dataclass(frozen=True)
class LawLever:
    """One party's measures of a family on goods of ``on`` (alpha-3 codes).

    ``by`` is the party, ``importers`` itself or, of a group, its members; ``whom`` is the key of
    the partner. ``tariffs`` are all that the body of law and the case ever have of them; with
    ``own`` they are rows of the case's alone, in force in those of its states that add them. A
    ``switch`` puts ``suspended``
    measures into force, or takes measures whose duty is inside the benchmark's out of it; a
    rate sets it.
    """

    id: str
    family: Family
    by: str
    on: tuple[str, ...]
    partner: str
    tariffs: tuple[Tariff, ...]
    importers: tuple[str, ...]
    whom: str
    suspended: bool = False
    own: bool = False

    @property
    def switch(self) -> bool:
        """Whether it is on or off, with no rate to set."""
        return self.suspended or self.family.key == "s301"

    @property
    def title(self) -> str:
        """What it is called in a list of its partner's."""
        if not self.suspended:
            return self.family.title
        rates = sorted({100 * t.rate for t in self.tariffs})
        spoken = f"{rates[0]:g}%" if len(rates) == 1 else f"{rates[0]:g} to {rates[-1]:g}%"
        return f"The suspended {spoken} in force"

    @property
    def section(self) -> str:
        """The heading that it belongs under."""
        return f"{names.economy(self.by)}: duties on goods from {self.partner}"

    @property
    def pairs(self) -> set[tuple[str, str]]:
        """The importers and exporters whose duties it moves."""
        return {(importer, partner) for importer in self.importers for partner in self.on}

    @cached_property
    def _ids(self) -> frozenset[str]:
        return frozenset(t.id for t in self.tariffs)

    def of(self, law: Law) -> list[Tariff]:
        """Return those of a law's tariffs that it moves: those that charge something."""
        reached = [
            t
            for t in law.tariffs
            if t.authority in self.family.authorities
            and (not (self.suspended or self.own) or t.id in self._ids)
            and self.reached(t)
        ]
        return self._charging(reached)

    def reached(self, tariff: Tariff) -> set[str]:
        """Return those of ``on`` on whom a tariff of its importers falls."""
        acting = next((code for code in self.importers if code in tariff.by), None)
        return {p for p in self.on if acting and tariff.reaches(acting, p)}

    def value(self, law: Law) -> bool | float:
        """Return where it stands under a law: whether it holds, or the headline rate in %."""
        found = self.of(law)
        if self.switch:
            return bool(found)
        return round(100 * _headline(found), 6) if found else 0.0

    def displaced(self, law: Law, terms: Iterable[Tariff]) -> bool:
        """Whether ``terms`` take the place of all that it moves, so that moving it does nothing."""
        held = {t.authority for t in self.of(law) or self.tariffs}
        placed = [(self.reached(t), t.authority) for t in terms]
        return all(
            any(partner in reached and of_family(name, family) for reached, family in placed)
            for partner in self.on
            for name in held
        )

    def moved(self, law: Law, value: bool | float) -> Law:
        """Return the law with the lever at ``value``; the law itself where it stands there."""
        if value == self.value(law):
            return law
        found = self.of(law)
        keys = {_key(t) for t in found}
        if self.switch and not value:
            return law.altered(self.importers, self.on, lambda t: None if _key(t) in keys else t)
        if self.switch:
            new = self._pattern(law.day)
            places = {(t.authority, t.goods) for t in new if t.mode == "replace"}

            def displaced(t: Tariff) -> bool:
                return t.mode == "replace" and (t.authority, t.goods) in places

            rest = law.altered(self.importers, self.on, lambda t: None if displaced(t) else t)
            return replace(rest, tariffs=(*rest.tariffs, *new))
        if not found:
            new = [_rated(t, found, value) for t in self._pattern(law.day)]
            return replace(law, tariffs=(*law.tariffs, *new))
        return law.altered(
            self.importers, self.on, lambda t: _rated(t, found, value) if _key(t) in keys else t
        )

    def _pattern(self, day: Date) -> list[Tariff]:
        """Return what would hold if it did on ``day``: its next measures, or else its last."""
        known = [t for t in self.tariffs if self.suspended or not t.suspensions]
        coming = [t for t in known if t.end is None or t.end > day]
        first = min((t.start for t in coming), default=None)
        if first is None:
            last = max(t.end for t in known if t.end is not None)
            chosen = [t for t in known if t.end is not None and last - t.end < TOGETHER]
        else:
            chosen = [t for t in coming if t.start - max(first, day) <= TOGETHER]
        parts: dict[tuple, Tariff] = {}
        for tariff in sorted(self._charging(chosen), key=lambda t: t.start):
            reached = self.reached(tariff)
            partners = tuple(p for p in self.on if p in reached)
            acting = tuple(code for code in self.importers if code in tariff.by)
            narrowed = {"by": acting, "on": partners, "on_except": ()}
            part = (tariff.authority, tariff.content, tariff.goods, partners)
            parts.setdefault(part, tariff.model_copy(update=narrowed))
        return list(parts.values())

    def _charging(self, tariffs: Iterable[Tariff]) -> list[Tariff]:
        """Return the tariffs without exemptions and those that others stand in place of."""
        found = [t for t in tariffs if t.mode != "exempt"]
        placed: dict[tuple, set[str]] = {}
        for t in found:
            if t.mode == "replace":
                terms = (t.authority, t.goods, t.goods_except)
                placed.setdefault(terms, set()).update(self.reached(t))

        def displaced(t: Tariff) -> bool:
            others = placed.get((t.authority, t.goods, t.goods_except), set())
            return t.mode != "replace" and self.reached(t) <= others

        return [t for t in found if not displaced(t)]


def _key(tariff: Tariff) -> tuple:
    return (tariff.id, tariff.authority, tariff.goods, tariff.start)


def _rated(tariff: Tariff, among: list[Tariff], value: float) -> Tariff:
    """Return a tariff at ``value`` per cent, in its proportion to the headline rate."""
    main = _headline(among) if among else tariff.rate
    part = tariff.rate / main if main else 1.0
    return tariff.model_copy(update={"rate": value / 100 * part})


def _headline(tariffs: list[Tariff]) -> float:
    """Return the rate that most of what they reach bears, of those on all goods if there are."""
    general = [t for t in tariffs if t.goods == (ALL,)] or tariffs
    reach: dict[float, int] = {}
    for tariff in general:
        size = 1000 if tariff.on == (ALL,) else len(tariff.on)
        reach[tariff.rate] = reach.get(tariff.rate, 0) + size
    return max(reach, key=lambda rate: (reach[rate], rate))
