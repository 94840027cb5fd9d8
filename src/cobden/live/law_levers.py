"""The law's levers: measures grouped as people name them, and the law once they are moved.

A lever is one economy's measures of one family on one partner, or on everybody else. Moved, it
puts its rate in the place of theirs; those that have another rate keep their proportion to it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date as Date
from datetime import timedelta
from functools import cached_property

from cobden.base import economies
from cobden.cases import Case
from cobden.measures import Law, Policy, Tariff
from cobden.measures.bought import US
from cobden.measures.measure import ALL
from cobden.report import names

TOGETHER = timedelta(days=60)  # parts of one measure that start within it are moved together
OTHERS = "others"


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
    """One economy's measures of a family on goods of ``on`` (alpha-3 codes).

    ``tariffs`` are all that the body of law ever has of them. A ``switch`` puts ``suspended``
    measures into force, or takes measures whose duty is inside the benchmark's out of it; a
    rate sets it.
    """

    id: str
    family: Family
    by: str
    on: tuple[str, ...]
    partner: str
    tariffs: tuple[Tariff, ...]
    suspended: bool = False

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

    @cached_property
    def _ids(self) -> frozenset[str]:
        return frozenset(t.id for t in self.tariffs)

    def of(self, law: Law) -> list[Tariff]:
        """Return those of a law's tariffs that it moves: those that charge something."""
        reached = [
            t
            for t in law.tariffs
            if self.by in t.by
            and t.authority in self.family.authorities
            and (not self.suspended or t.id in self._ids)
            and any(t.reaches(self.by, partner) for partner in self.on)
        ]
        return _charging(reached, self.by, self.on)

    def value(self, law: Law) -> bool | float:
        """Return where it stands under a law: whether it holds, or the headline rate in %."""
        found = self.of(law)
        if self.switch:
            return bool(found)
        return round(100 * _headline(found), 6) if found else 0.0

    def moved(self, law: Law, value: bool | float) -> Law:
        """Return the law with the lever at ``value``; the law itself where it stands there."""
        if value == self.value(law):
            return law
        found = self.of(law)
        keys = {_key(t) for t in found}
        if self.switch and not value:
            return law.altered(self.by, self.on, lambda t: None if _key(t) in keys else t)
        if self.switch:
            new = self._pattern(law.day)
            places = {(t.authority, t.goods) for t in new if t.mode == "replace"}

            def displaced(t: Tariff) -> bool:
                return t.mode == "replace" and (t.authority, t.goods) in places

            rest = law.altered(self.by, self.on, lambda t: None if displaced(t) else t)
            return replace(rest, tariffs=(*rest.tariffs, *new))
        if not found:
            new = [_rated(t, found, value) for t in self._pattern(law.day)]
            return replace(law, tariffs=(*law.tariffs, *new))
        return law.altered(
            self.by, self.on, lambda t: _rated(t, found, value) if _key(t) in keys else t
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
        for tariff in sorted(_charging(chosen, self.by, self.on), key=lambda t: t.start):
            partners = tuple(p for p in self.on if tariff.reaches(self.by, p))
            narrowed = {"by": (self.by,), "on": partners, "on_except": ()}
            part = (tariff.authority, tariff.content, tariff.goods, partners)
            parts.setdefault(part, tariff.model_copy(update=narrowed))
        return list(parts.values())


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


def _charging(tariffs: Iterable[Tariff], by: str, on: tuple[str, ...]) -> list[Tariff]:
    """Return the tariffs without exemptions and without those that others stand in place of."""
    found = [t for t in tariffs if t.mode != "exempt"]
    placed: dict[tuple, set[str]] = {}
    for t in found:
        if t.mode == "replace":
            terms = (t.authority, t.goods, t.goods_except)
            placed.setdefault(terms, set()).update(p for p in on if t.reaches(by, p))

    def displaced(t: Tariff) -> bool:
        others = placed.get((t.authority, t.goods, t.goods_except), set())
        return t.mode != "replace" and {p for p in on if t.reaches(by, p)} <= others

    return [t for t in found if not displaced(t)]


def law_levers(
    case: Case, policy: Policy, world: tuple[str, ...], last: Date
) -> tuple[LawLever, ...]:
    """Return the levers of a case: between its parties, and on everybody else.

    Between home and counterpart every authority has one; elsewhere the best known have.
    ``world`` names its economies; what only starts after ``last`` is left out.
    """
    tariffs = [
        m for m in (*policy.measures, *case.tariffs) if isinstance(m, Tariff) and m.start <= last
    ]
    known = {importer for t in tariffs for importer in t.by}
    scopes = _scopes(case, world)
    found: list[LawLever] = []
    for by in (
        case.counterpart,
        case.home,
        *(p.economy for p in case.parties if p.role == "third"),
    ):
        for key, (partner, on) in scopes.items():
            if by in on or (by != case.counterpart and key != case.counterpart.lower()):
                continue
            mine = [t for t in tariffs if by in t.by and any(t.reaches(by, p) for p in on)]
            close = {case.home, case.counterpart} == {by, *on}
            found += _of_pair(by, key, partner, on, mine, close=close)
    if case.home not in known:
        found.append(_own_answer(case))
    return tuple(found)


def _scopes(case: Case, world: tuple[str, ...]) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Return the partners that have levers of their own, by key: a name and the economies meant."""
    union = economies.GROUPS["EU27"]
    scopes: dict[str, tuple[str, tuple[str, ...]]] = {}
    for party in case.parties:
        if party.economy in union:
            scopes["eu"] = "the European Union", tuple(e for e in world if e in union)
        else:
            scopes[party.economy.lower()] = names.the(party.economy), (party.economy,)
    taken = {economy for _, group in scopes.values() for economy in group}
    scopes[OTHERS] = "everybody else", tuple(e for e in world if e not in taken)
    return scopes


def _of_pair(
    by: str, key: str, partner: str, on: tuple[str, ...], tariffs: list[Tariff], *, close: bool
) -> list[LawLever]:
    families = list(FAMILIES)
    for name in dict.fromkeys(t.authority for t in tariffs):
        if not any(name in family.authorities for family in families):
            families.append(Family(name.lower(), _spoken(name), (name,), 150.0))
    found = []
    for family in families:
        mine = tuple(t for t in tariffs if t.authority in family.authorities)
        usual = family.key in BEST_KNOWN or key != OTHERS
        if mine and usual and (close or family in FAMILIES or by != US):
            place = f"{by.lower()}-{key}"
            found.append(LawLever(f"{place}-{family.key}", family, by, on, partner, mine))
            paused = tuple(t for t in mine if t.suspensions)
            if paused:
                found.append(
                    LawLever(f"{place}-suspended", family, by, on, partner, paused, suspended=True)
                )
    return found


def _spoken(authority: str) -> str:
    """Return what a family without a name of its own is called."""
    if authority.endswith("-retaliation"):
        return "Lists of goods, in retaliation"
    return (
        authority.replace("-", ", ").replace("S232", "Section 232").replace("S301", "Section 301")
    )


def _own_answer(case: Case) -> LawLever:
    """Return the lever of a home economy that has answered with nothing yet."""
    start = min(state.on for state in case.states)
    tariff = Tariff(
        by=(case.home,), on=(case.counterpart,), goods=(ALL,), rate=0.0, start=start,
        authority=ANSWER.key, source="the reader's own",
    )  # fmt: skip
    name = f"{case.home.lower()}-{case.counterpart.lower()}-{ANSWER.key}"
    partner = names.the(case.counterpart)
    return LawLever(name, ANSWER, case.home, (case.counterpart,), partner, (tariff,))
