"""A case beside what happened: what the tool says of each question, and whether it was so."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from cobden.base.errors import InputError, unknown
from cobden.cases.confrontation import (
    NAME,
    Exports,
    Figure,
    Fulfilment,
    OutcomeQuestion,
    RealIncome,
    Signed,
    read_confrontation,
)
from cobden.equilibrium import Horizon, Result, solve
from cobden.study.study import Study

Verdict = Literal["hit", "right direction", "miss", "not known"]


@dataclass(frozen=True)
class Confronted:
    """A question, what the tool says and whether it was so.

    ``low`` and ``high`` are the figure after one year and in the long run, in order; of a package
    the probability that it is signed. Nothing is tuned: both are at the case's own elasticities.
    """

    question: OutcomeQuestion
    low: float
    high: float

    @property
    def verdict(self) -> Verdict:
        """Whether it was so.

        ``hit``: what was seen and what the tool says overlap; of a package, that it was signed
        where the probability is at least a half, or was not where it is less. ``right direction``:
        only the signs agree.
        """
        seen = self.question.seen
        if seen is None:
            return "not known"
        if isinstance(self.question.tool, Signed):
            return "hit" if (self.high >= 0.5) == (seen.high >= 0.5) else "miss"
        if self.low <= seen.high and seen.low <= self.high:
            return "hit"
        same = np.sign((self.low + self.high) / 2) == np.sign((seen.low + seen.high) / 2)
        return "right direction" if same else "miss"


def confront(study: Study) -> tuple[Confronted, ...]:
    """Return every question of the case's ``confrontation.yaml`` with what the tool says.

    Raises ``InputError`` where there is none, or it names a state, a package or a sector that the
    case does not have.
    """
    asked = read_confrontation(study.case.folder)
    years: dict[str, Result] = {}
    found = []
    for number, question in enumerate(asked.questions):
        where = f"{study.case.folder / NAME}: questions.{number}.tool"
        values = list(_values(study, question.tool, years, where))
        found.append(Confronted(question, min(values), max(values)))
    return tuple(found)


def _values(study: Study, asked: Figure, years: dict[str, Result], where: str) -> Iterator[float]:
    """Yield a figure after one year and in the long run."""
    if isinstance(asked, Signed):
        if not study.case.has_talks:
            raise InputError("the case has no talks.", where=where, remedy="Write talks.yaml.")
        packages = study.talks.table.packages
        if asked.package not in packages:
            raise unknown("package", asked.package, packages, where=where)
        yield study.talks.signature(asked.package, deadline=asked.deadline).probability
        return
    if asked.state not in study.states:
        raise unknown("state", asked.state, study.states, where=where)
    if asked.state not in years:
        law = study.laws[asked.state]
        years[asked.state] = solve(
            study.world, law, deficits=study.case.closure, horizon=Horizon.after(1)
        )
    for result in (years[asked.state], study.states[asked.state]):
        yield _figure(result, asked)


def _figure(result: Result, asked: Exports | RealIncome | Fulfilment) -> float:
    world = result.world
    seller = world.positions(asked.of)
    if isinstance(asked, RealIncome):
        return float(result.together("welfare", seller))
    buyer = world.positions(asked.to)
    kept = list(range(len(world.sectors)))
    if isinstance(asked, Exports):
        named = [world.sector_index(name) for name in asked.sectors]
        kept = named or np.flatnonzero(world.goods).tolist()
    at = np.ix_(kept, buyer, seller)
    before = float(world.flow[at].sum() * world.value_usd / 1e9)
    after = float(result.flow.values[at].sum())
    if isinstance(asked, Fulfilment):
        return 100 * after / before * asked.base / (asked.base + asked.promised)
    return 100 * (after / before - 1)
