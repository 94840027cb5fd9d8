"""The talks of a scenario: what each lever is worth, the frontier, who would sign, who answers."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cobden.base.errors import CobdenError, Infeasible
from cobden.live.levers import ITEM
from cobden.live.models.case_description import Named
from cobden.live.models.talks_views import (
    Cloud,
    GroupAssent,
    LeverWorth,
    Mark,
    MemberGain,
    Points,
    PrincipalVoice,
    Reply,
    TalksView,
    ThirdParty,
    Worth,
)
from cobden.live.scenario import AnyLever, Bench, PosedScenario
from cobden.report import names
from cobden.report.member_tables import assent
from cobden.report.words import number
from cobden.study.third_party_effects import third_parties
from cobden.talks.bargaining import rational
from cobden.talks.deciders import as_heard
from cobden.talks.effects import Effects, declared, weights
from cobden.talks.packages import crosses_red_lines, describe, meets_links
from cobden.talks.signature import Signature
from cobden.talks.table import Table
from cobden.talks.talks import Talks

Told = Callable[[str, int, int], None]
Floats = NDArray[np.float64]
Row = NDArray[np.int_]
ByParty = dict[str, float]
UNIT = "billion USD a year"
WHAT = "What each is worth"


def worth(bench: Bench, posed: PosedScenario, told: Told) -> Worth:
    """Return what each lever of the law and the table is worth to each party.

    ``told`` hears of each step, and may raise to stop.
    """
    value = Valuation(bench, posed)
    items = list(posed.table.items) if posed.table else []
    steps = len(items) + len(bench.laws)
    found: list[LeverWorth] = []
    for position, name in enumerate(items):
        told(WHAT, position, steps)
        found.append(value.item(position, name))
    for position, lever in enumerate(bench.laws.values(), start=len(items)):
        told(WHAT, position, steps)
        found.append(value.lever(lever))
    return Worth(
        digest=posed.digest, unit=UNIT, total=value.against(bench.unmoved(posed)), items=found
    )


class Valuation:
    """What changes of a scenario are worth to each party.

    That is what it minds, by the table; real income in dollars where the case has no table.
    """

    def __init__(self, bench: Bench, posed: PosedScenario) -> None:
        self.bench, self.posed = bench, posed
        self._known: dict[bytes, Floats] = {}

    @cached_property
    def parties(self) -> tuple[str, ...]:
        """The economies whose worth it is, as codes."""
        table = self.posed.table
        if table is None:
            return self.bench.case.home, self.bench.case.counterpart
        return tuple(party.economy for party in table.parties.values())

    @cached_property
    def _weights(self) -> Floats:
        table = self.posed.table
        return np.array([weights(table, key) for key in table.parties]) if table else np.eye(2)

    @cached_property
    def _now(self) -> Floats | None:
        return self._of(self.posed, self.posed.row)

    def item(self, number: int, name: str) -> LeverWorth:
        """Return the worth of an item's levels against its first."""
        levels = list(self.posed.table.items[name].levels) if self.posed.table else []
        rows = [self._with_level(number, level) for level in range(len(levels))]
        found = [self._of(self.posed, row) for row in rows]
        return LeverWorth(
            id=ITEM + name,
            values=self._named(found[self.posed.row[number]], found[0]),
            levels={
                level: self._named(one, found[0]) for level, one in zip(levels, found, strict=True)
            },
        )

    def lever(self, lever: AnyLever) -> LeverWorth:
        """Return the worth of a lever of the law: of its move, and of one point less or a turn."""
        starting_point, scenario = self.posed.starting_point, self.posed.scenario
        stands = lever.value(starting_point.law)
        at = scenario.levers.get(lever.id, stands)
        unmoved = self._moved(lever, stands) if at != stands else self._now
        if lever.switch:
            other = self._moved(lever, not at)
        else:
            other = self._moved(lever, float(at) - 1 if float(at) >= 1 else float(at) + 1)
        less = self._named(other, self._now)
        if not lever.switch and float(at) < 1:
            less = {party: -worth for party, worth in less.items()}
        return LeverWorth(id=lever.id, values=self._named(self._now, unmoved), point=less)

    def against(self, other: PosedScenario) -> ByParty:
        """Return what the scenario is worth against another."""
        return self._named(self._now, self._of(other, other.row))

    def _with_level(self, number: int, level: int) -> Row:
        row = self.posed.row.copy()
        row[number] = level
        return row

    def _moved(self, lever: AnyLever, value: bool | float) -> Floats | None:
        levers = self.posed.scenario.levers | {lever.id: value}
        other = self.bench.pose(self.posed.scenario.model_copy(update={"levers": levers}))
        return self._of(other, self.posed.row)

    def _of(self, posed: PosedScenario, row: Row) -> Floats | None:
        """Return what a package under a scenario is worth [party]; None where nothing solves it."""
        try:
            solved = self._solved(posed, row)
        except CobdenError:
            return None
        if posed.table is None:
            return solved
        stated = sum(
            levels[number] for levels, number in zip(declared(posed.table), row, strict=True)
        )
        return self._weights @ (solved + stated)

    def _named(self, one: Floats | None, other: Floats | None) -> ByParty:
        if one is None or other is None:
            return {}
        return {p: float(f"{v:.6g}") for p, v in zip(self.parties, one - other, strict=True)}

    def _solved(self, posed: PosedScenario, row: Row) -> Floats:
        """Return the outcomes of a package [outcome], or real income in dollars [party]."""
        terms = posed.terms(row)
        key = hashlib.sha256(terms.wedges.tariff.tobytes() + repr(terms.targets).encode()).digest()
        if key not in self._known:
            if posed.setting is None:
                result = posed.starting_point.solve(terms)
                places = [result.world.positions(code) for code in self.parties]
                gains = [result.together("equivalent_variation", at) for at in places]
                self._known[key] = np.array(gains)
            else:
                near = np.asarray(posed.starting_point.result.vector)
                self._known[key] = posed.setting.outcomes(terms, near)
        return self._known[key]


MOST_POINTS = 600
Kind = Literal["current", "named", "chosen", "standing"]


def talks_of(posed: PosedScenario, effects: Effects) -> Talks:
    """Return the talks of a scenario from the effects of all packages under its law."""
    assert posed.setting is not None
    assert posed.table is not None
    return Talks(replace(effects, table=posed.table), posed.law.day, third_parties(posed.setting))


def provisional(posed: PosedScenario, standing: Effects) -> Effects:
    """Return the effects of the packages that somebody may think are meant, solved exactly.

    All others keep those of the ``standing`` law.
    """
    assert posed.setting is not None
    rows = np.unique(np.vstack([as_heard(posed.setting.table, posed.row), posed.row]), axis=0)
    return posed.setting.partial(rows, standing).or_else(standing)


def view(bench: Bench, posed: PosedScenario, talks: Talks, *, exact: bool) -> TalksView:
    """Return the talks with the scenario's package on them."""
    table = talks.table
    found = talks.signature(posed.row) if posed.row.any() else None
    inside = np.zeros(len(talks.worth), dtype=bool)
    inside[rational(talks.worth, talks.floor)] = True
    shown = _sample(inside)
    frontier = talks.frontier().payoff.values
    clock = talks.clock()
    return TalksView(
        digest=posed.digest,
        exact=exact,
        basis=talks.effects.basis,
        unit=UNIT,
        parties=[
            Named(id=party.economy, title=party.title) for party in list(table.parties.values())[:2]
        ],
        probability=found and found.probability,
        error=found and found.error,
        signs={
            table.parties[key].economy: value
            for key, value in (found.parties if found else {}).items()
        },
        voices=_voices(table, found) if found else [],
        members=_members(talks, posed.row, found) if found else [],
        assents=_assents(talks, found) if found else [],
        points=_marks(talks, posed.row),
        frontier=Points(**_columns(frontier)),
        cloud=Cloud(**_columns(talks.worth[shown]), zone=inside[shown].tolist()),
        answer=_answer(bench, talks, posed.row),
        crosses=_crossed(talks, posed.row),
        days_left=clock.days_left,
        deadline=clock.deadline.title if clock.deadline else None,
    )


def _voices(table: Table, found: Signature) -> list[PrincipalVoice]:
    return [
        PrincipalVoice(
            id=f"{table.parties[key].economy}:{voice.name}",
            party=table.parties[key].economy,
            title=voice.title,
            accepts=voice.accepts,
            attends=voice.attends,
            convinced=_short(voice.convinced),
            gain=_short(voice.gain),
            pivotal=found.pivotal.get(key) == voice.name,
        )
        for key, voices in found.voices.items()
        for voice in voices
    ]


def _members(talks: Talks, row: Row, found: Signature) -> list[MemberGain]:
    gains = []
    for key in talks.effects.members:
        each = talks.members(key, row)
        says = {voice.name: voice.accepts for voice in found.members.get(key, ())}
        columns = each.member.values.tolist(), each.payoff.values, each.population.values
        gains += [
            MemberGain(
                party=talks.table.parties[key].economy, code=code, name=names.economy(code),
                gain=_short(gain), population=_short(people), accepts=says.get(code),
            )
            for code, gain, people in zip(*columns, strict=True)
        ]  # fmt: skip
    return sorted(gains, key=lambda one: one.gain)


def _assents(talks: Talks, found: Signature) -> list[GroupAssent]:
    said = []
    for key, chance in found.assent.items():
        party, count = talks.table.parties[key], len(talks.effects.members[key].names)
        assert party.assent is not None
        said.append(
            GroupAssent(party=party.economy, chance=chance, rule=assent(party.assent, count))
        )
    return said


def _short(value: float) -> float:
    return float(f"{value:.4g}")


def _columns(payoff: "NDArray[np.float64]") -> dict[str, list[float]]:
    return {axis: [_short(v) for v in payoff[:, k]] for k, axis in enumerate("xy")}


def _sample(inside: "NDArray[np.bool_]") -> Row:
    """Return the packages shown, evenly spaced: half of them in the zone, where there are so many.

    The space is in index order, so that neighbours differ little and even steps cover it.
    """
    half = MOST_POINTS // 2
    kept = [np.flatnonzero(inside), np.flatnonzero(~inside)]
    spaced = [
        some[np.linspace(0, len(some) - 1, min(half, len(some))).astype(int)] for some in kept
    ]
    return np.unique(np.concatenate(spaced))


def _marks(talks: Talks, row: Row) -> list[Mark]:
    """Return the packages that have a name."""
    table = talks.table
    found = [
        _mark(talks, "standing", "As things stand", "standing", np.zeros_like(row)),
        _mark(talks, "current", "The package on the table", "current", row),
    ]
    for name in table.packages:
        title = name.replace("_", " ").capitalize()
        found.append(_mark(talks, name, title, "named", talks.package(name)))
    outside = [_short(value) for value in talks.outside]
    found.append(
        Mark(id="outside", title="Walking out", kind="outside", x=outside[0], y=outside[1])
    )
    try:
        deal = talks.solve("nash")
    except Infeasible:
        return found
    found.append(_mark(talks, "nash", "What bargaining would choose", "chosen", deal.row))
    return found


def _mark(talks: Talks, name: str, title: str, kind: Kind, row: Row) -> Mark:
    payoff = talks.payoff(row)[0]
    return Mark(
        id=name, title=title, kind=kind, x=_short(payoff[0]), y=_short(payoff[1]),
        levels=describe(talks.table, row),
    )  # fmt: skip


def _refusing(talks: Talks, row: Row) -> list[str]:
    """Return the parties whose red lines the package crosses: what they gain does not matter."""
    return [key for key in talks.parties if crosses_red_lines(talks.table, row[None], key)[0]]


def _crossed(talks: Talks, row: Row) -> list[str]:
    """Return, in sentences, why the package could not be signed as it is."""
    table = talks.table
    found = [
        f"{table.parties[key].title} has said that it will not sign this."
        for key in _refusing(talks, row)
    ]
    for link in table.links:
        alone = table.model_copy(update={"links": (link,)})
        if not meets_links(alone, row[None])[0]:
            one, other = (table.items[name].title for name in (link.item, link.other))
            found.append(f"'{one}' {link.kind} '{other}'.")
    return found


def _answer(bench: Bench, talks: Talks, row: Row) -> ThirdParty | None:
    """Return how the first third party that matters would answer the package."""
    thirds = talks.watching(p.economy for p in bench.case.parties if p.role == "third")
    if not thirds or talks.third_parties is None:
        return None
    by, on = thirds[0], list(talks.table.parties.values())[-1].economy
    who, whom = names.the(by), names.the(on)
    injury = talks.third_parties.injury(row, by, "value")
    options = list(_options(talks, row, by))
    if injury <= 0:
        sentence = (
            f"With the package {who} sells {number(-injury, 2)} billion dollars more a year, so "
            "there is no injury to answer."
        )
    elif options:
        sentence = (
            f"It loses {number(injury, 2)} billion dollars of exports a year; as much comes back "
            f"by a further duty of {number(100 * options[0].rate, 1)}% on all goods of {whom}."
        )
    else:
        sentence = f"It loses {number(injury, 2)} billion dollars of exports a year, more than a "
        sentence += f"duty on goods of {whom} can take back."
    return ThirdParty(
        by=by, on=on, injury=_short(injury), options=options, sentence=_capital(sentence)
    )


def _options(talks: Talks, row: Row, by: str) -> Iterable[Reply]:
    wanted = (("In proportion to the exports it loses", False), ("What serves it best", True))
    for title, best in wanted:
        try:
            found = talks.answer(by, row, best=best)
        except CobdenError:
            continue
        yield Reply(
            title=title,
            rate=_short(found.rate),
            harm=_short(found.reaction.harm),
            gain=_short(found.reaction.gain),
        )


def _capital(sentence: str) -> str:
    return sentence[0].upper() + sentence[1:]
