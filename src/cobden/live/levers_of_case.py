"""Which levers of the law a case has: for whom, on whom, and under which names."""

from dataclasses import dataclass
from datetime import date as Date
from math import ceil

from cobden.base import economies
from cobden.cases import Case
from cobden.live.law_levers import ANSWER, BEST_KNOWN, FAMILIES, Family, LawLever
from cobden.measures import Policy, Tariff
from cobden.measures.authority_titles import authority_title
from cobden.measures.bought import US
from cobden.measures.measure import ALL
from cobden.report import names

OTHERS = "others"


@dataclass(frozen=True)
class _Scope:
    """A partner that has levers of its own: its key, a name, and the economies meant."""

    key: str
    name: str
    on: tuple[str, ...]


def law_levers(
    case: Case, policy: Policy, world: tuple[str, ...], last: Date
) -> tuple[LawLever, ...]:
    """Return the levers of a case: between its parties, and on everybody else.

    Between home and counterpart every authority has one; elsewhere the best known have, and what
    the case itself adds. ``world`` names its economies; what starts after ``last`` is left out.
    """
    tariffs = [m for m in policy.measures if isinstance(m, Tariff) and m.start <= last]
    scopes = _scopes(case, world)
    inside = {code for name in case.groups for code in _members(name, world)}
    thirds = [p.economy for p in case.parties if p.role == "third" and p.economy not in inside]
    found: list[LawLever] = []
    for by in (case.counterpart, case.home, *thirds):
        importers = _members(by, world)
        for scope in scopes:
            theirs = scope.key == case.counterpart.lower()
            if set(importers) & set(scope.on):
                continue
            close = {case.home.lower(), case.counterpart.lower()} == {by.lower(), scope.key}
            at = _At(by, importers, scope)
            if by == case.counterpart or theirs:
                found += _of_pair(at, tariffs, close=close)
            found += _of_case(at, case, last)
    home = _members(case.home, world)
    known = {importer for t in (*tariffs, *case.tariffs) for importer in t.by}
    if not known & set(home):
        found.append(_own_answer(case, home, _members(case.counterpart, world)))
    return tuple(found)


def _members(party: str, world: tuple[str, ...]) -> tuple[str, ...]:
    """Return an economy, or those of a group's members that the world shows apart."""
    group = economies.group(party)
    return tuple(code for code in world if code in group) if group else (party,)


def _scopes(case: Case, world: tuple[str, ...]) -> tuple[_Scope, ...]:
    """Return the partners that have levers of their own, everybody else last."""
    union = economies.GROUPS["EU27"]
    whole = {code for name in case.groups for code in _members(name, world)}
    scopes: dict[str, _Scope] = {}
    for party in case.parties:
        code = party.economy
        if code in case.groups:
            found = _Scope(code.lower(), names.the(code), _members(code, world))
        elif code in whole:
            continue
        elif code in union:
            found = _Scope("eu", "the European Union", tuple(e for e in world if e in union))
        else:
            found = _Scope(code.lower(), names.the(code), (code,))
        scopes[found.key] = found
    taken = {economy for scope in scopes.values() for economy in scope.on}
    rest = _Scope(OTHERS, "everybody else", tuple(e for e in world if e not in taken))
    return (*scopes.values(), rest)


@dataclass(frozen=True)
class _At:
    """Between whom a lever is."""

    by: str
    importers: tuple[str, ...]
    scope: _Scope

    def lever(
        self, family: Family, tariffs: tuple[Tariff, ...], *, suspended: bool = False,
        own: bool = False,
    ) -> LawLever:  # fmt: skip
        """Return the lever of a family of tariffs between the two."""
        key = "suspended" if suspended else family.key
        return LawLever(
            f"{self.by.lower()}-{self.scope.key}-{key}", family, self.by, self.scope.on,
            self.scope.name, tariffs, self.importers, self.scope.key, suspended, own,
        )  # fmt: skip

    def reaches(self, tariff: Tariff) -> bool:
        """Whether a tariff is between the two."""
        acting = next((code for code in self.importers if code in tariff.by), None)
        return acting is not None and any(tariff.reaches(acting, p) for p in self.scope.on)


def _of_pair(at: _At, tariffs: list[Tariff], *, close: bool) -> list[LawLever]:
    """Return the levers of the body of law between two."""
    reached = [t for t in tariffs if at.reaches(t)]
    families = list(FAMILIES)
    for name in dict.fromkeys(t.authority for t in reached):
        if not any(name in family.authorities for family in families):
            families.append(Family(name.lower(), _spoken(name), (name,), 150.0))
    found = []
    for family in families:
        mine = tuple(t for t in reached if t.authority in family.authorities)
        usual = family.key in BEST_KNOWN or at.scope.key != OTHERS
        if mine and usual and (close or family in FAMILIES or at.by != US):
            found.append(at.lever(family, mine))
            paused = tuple(t for t in mine if t.suspensions)
            if paused:
                found.append(at.lever(family, paused, suspended=True))
    return found


def _of_case(at: _At, case: Case, last: Date) -> list[LawLever]:
    """Return the levers of the case's own rows between two: one for each row."""
    known = {authority for family in FAMILIES for authority in family.authorities}
    found = []
    for row in case.tariffs:
        if row.start > last or row.mode == "exempt" or not at.reaches(row):
            continue
        if case.file.law and row.authority in known:
            continue  # an alternative to a measure of the law, which has its lever
        about = (row.id or "-".join(row.goods)).replace("-", " ")
        title = f"{_kind(row.authority)} on {about}"
        most = max(100.0, 50.0 * ceil(4 * row.rate))
        family = Family(row.id or about.replace(" ", "-"), title, (row.authority,), most)
        found.append(at.lever(family, (row,), own=True))
    return found


def _kind(authority: str) -> str:
    """Return what a duty of an authority is called."""
    words = set(authority.replace("-", " ").split())
    known = {"AD": "Anti-dumping duty", "CVD": "Countervailing duty"}
    return next((title for word, title in known.items() if word in words), "Duty")


def _spoken(authority: str) -> str:
    """Return what a family without a name of its own is called."""
    if authority.endswith("-retaliation"):
        return "Lists of goods, in retaliation"
    return authority_title(authority)


def _own_answer(case: Case, home: tuple[str, ...], other: tuple[str, ...]) -> LawLever:
    """Return the lever of a home economy that has answered with nothing yet."""
    start = min(state.on for state in case.states)
    tariff = Tariff(
        by=home, on=other, goods=(ALL,), rate=0.0, start=start, authority=ANSWER.key,
        source="the reader's own",
    )  # fmt: skip
    scope = _Scope(case.counterpart.lower(), names.the(case.counterpart), other)
    return _At(case.home, home, scope).lever(ANSWER, (tariff,))
