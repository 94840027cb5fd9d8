"""The commodities of a case: what controls cost each side month by month, what an offer buys, when.

A case names its questions to the chains in ``commodities.yaml``; each is two runs of one chain, and
the answer is their difference. Buying for a store is an outlay in its month and comes back when the
store is used, so it is shown apart from what users, makers and treasuries gain.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import xarray as xr
from pydantic import Field

from cobden.base.errors import InputError, unknown
from cobden.base.files import read_yaml
from cobden.base.sources import Value
from cobden.cases.load import find
from cobden.chains import Outcome, load, run, scenarios

_MILLIONS = {"USD": 1e-6, "kUSD": 1e-3, "MUSD": 1.0, "bnUSD": 1e3}


class Question(Value):
    """What ``scenario`` of ``chain`` changes, beside the scenario ``against``."""

    title: str = Field(min_length=1)
    chain: str
    scenario: str
    against: str = "none"
    kind: Literal["controls", "offer"]


class Commodities(Value):
    """The file ``commodities.yaml`` of a case."""

    questions: tuple[Question, ...] = Field(min_length=1)


@dataclass(frozen=True, eq=False)
class Answer:
    """The change that a question asks for, in million dollars a period: ``change`` [part, economy,
    period], where ``part`` is ``use and supply`` or ``stores`` (outlays for stocks, less receipts).

    ``outcome`` is the chain under the question's scenario.
    """

    question: Question
    outcome: Outcome
    change: xr.DataArray

    @property
    def months(self) -> int:
        """How many months a period has."""
        return self.outcome.chain.step

    def first_gain(self, economy: str, least: float = 0.1) -> str | None:
        """Return the first period in which an economy gains ``least`` million dollars a month.

        Stores are left out: what is bought early is only paid early. None where it never gains.
        """
        economies = [str(name) for name in self.change.economy.values]
        if economy not in economies:
            raise unknown("economy", economy, economies, where=self.question.title)
        gain = self.change.sel(part="use and supply", economy=economy) / self.months
        periods = gain.period.values[(gain > least).values]
        return str(periods[0]) if len(periods) else None


def read_commodities(folder: Path) -> Commodities:
    """Return a case's questions to the chains; raise ``InputError`` if it has none or one fails."""
    path = folder / "commodities.yaml"
    if not path.exists():
        raise InputError(
            "the case asks nothing of the chains.",
            where=str(path),
            remedy="Write commodities.yaml beside case.yaml: docs/chains.md shows how.",
        )
    file = read_yaml(path, Commodities)
    for question in file.questions:
        known = scenarios(question.chain)
        for name in (question.scenario, question.against):
            if name not in known:
                raise unknown("scenario", name, known, where=f"{path}: {question.title}")
    return file


def answers(case: str | Path) -> tuple[Answer, ...]:
    """Answer the questions of a case (a bundled name or a folder), in their order.

    Every scenario is run once, with rolling foresight.
    """
    asked = read_commodities(find(case)).questions
    done: dict[tuple[str, str], Outcome] = {}
    for question in asked:
        for scenario in (question.against, question.scenario):
            if (question.chain, scenario) not in done:
                done[question.chain, scenario] = run(load(question.chain, scenario=scenario))
    return tuple(
        _answer(question, done[question.chain, question.scenario],
                done[question.chain, question.against])
        for question in asked
    )  # fmt: skip


def _answer(question: Question, outcome: Outcome, other: Outcome) -> Answer:
    change = (outcome.surplus - other.surplus) * _MILLIONS[outcome.chain.money]
    stores = change.sel(account="stock owners", drop=True)
    rest = change.sum("account") - stores
    parts = xr.concat([rest, stores], dim="part").assign_coords(part=["use and supply", "stores"])
    return Answer(question, outcome, parts)
