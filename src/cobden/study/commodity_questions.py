"""The commodities of a case: what controls cost each side month by month, what an offer buys, when.

A case names its questions to the chains in ``commodities.yaml``; each is two runs of one chain, and
the answer is their difference. Buying for a store is an outlay in its month and comes back when the
store is used, so it is shown apart from what users, makers and treasuries gain.
`chain_draws` says how sure an answer is, `saved_answers` keeps it for the brief.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import xarray as xr
from pydantic import Field

from cobden.base.errors import unknown
from cobden.base.sources import Value
from cobden.cases.beside import read_beside
from cobden.cases.load import find

if TYPE_CHECKING:
    from cobden.chains import ChainOutcome

QUESTIONS = "commodities.yaml"
Month = Annotated[str, Field(pattern=r"\d{4}-\d{2}")]


class Window(Value):
    """Months that are told together: from ``first`` to ``last``, both YYYY-MM."""

    title: str = Field(min_length=1)
    first: Month
    last: Month


class CommodityQuestion(Value):
    """What ``scenario`` of ``chain`` changes, beside ``against``; ``note`` says how to read it."""

    title: str = Field(min_length=1)
    chain: str
    scenario: str
    against: str = "none"
    kind: Literal["controls", "offer"]
    windows: tuple[Window, ...] = Field(min_length=1)
    note: str = ""


class Commodities(Value):
    """The file ``commodities.yaml`` of a case."""

    questions: tuple[CommodityQuestion, ...] = Field(min_length=1)


@dataclass(frozen=True, eq=False)
class CommodityAnswer:
    """The change that a question asks for, in million dollars a period: ``change`` [part, economy,
    period], where ``part`` is ``use and supply`` or ``stores`` (outlays for stocks, less receipts).

    A period has ``months`` months. ``ranges`` are those of draws over what nobody states (None:
    none made); `cobden.study.chain_draws.ranges_of` says what is in them.
    """

    question: CommodityQuestion
    change: xr.DataArray
    months: int
    ranges: xr.Dataset | None = None

    def monthly(self, window: Window) -> xr.DataArray:
        """Return the mean change a month in a window, stores left out, [economy], million USD."""
        chosen = self.change.sel(part="use and supply", period=slice(window.first, window.last))
        return chosen.mean("period") / self.months

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
    from cobden.chains import scenarios

    file = read_beside(
        folder, QUESTIONS, Commodities, absent="the case asks nothing of the chains.",
        page="docs/chains.md",
    )  # fmt: skip
    for question in file.questions:
        known = scenarios(question.chain)
        for name in (question.scenario, question.against):
            if name not in known:
                raise unknown(
                    "scenario", name, known, where=f"{folder / QUESTIONS}: {question.title}"
                )
    return file


def answers(case: str | Path) -> tuple[CommodityAnswer, ...]:
    """Answer the questions of a case (a bundled name or a folder), in their order."""
    return answered(read_commodities(find(case)).questions)


def answered(
    questions: Sequence[CommodityQuestion], values: Mapping[str, float] | None = None
) -> tuple[CommodityAnswer, ...]:
    """Answer questions; ``values`` replaces figures of their chains, as an ensemble draws them."""
    asked = [(q.chain, name) for q in questions for name in (q.against, q.scenario)]
    done = dict(outcomes(asked, values))
    return tuple(
        answer_of(question, done[question.chain, question.scenario],
                  done[question.chain, question.against])
        for question in questions
    )  # fmt: skip


def outcomes(
    asked: Sequence[tuple[str, str]], values: Mapping[str, float] | None = None
) -> "Iterator[tuple[tuple[str, str], ChainOutcome]]":
    """Yield what ``asked``, pairs of a chain and a scenario, comes to; each pair is run once.

    With rolling foresight. A chain with other measures has the same baseline, which is solved once.
    """
    from cobden.chains import load, run

    first: dict[str, ChainOutcome] = {}
    for name, scenario in dict.fromkeys(asked):
        chain, same = load(name, scenario=scenario, values=values), first.get(name)
        base = replace(chain, measures=()) if same is None else same.chain
        outcome = run(base, chain.measures, against=same)
        first.setdefault(name, outcome)
        yield (name, scenario), outcome


def answer_of(
    question: CommodityQuestion, outcome: "ChainOutcome", other: "ChainOutcome"
) -> CommodityAnswer:
    """Return what ``outcome`` changes beside ``other``."""
    from cobden.chains.units import dollars

    change = (outcome.surplus - other.surplus) * (dollars(outcome.chain.money) / 1e6)
    stores = change.sel(account="stock owners", drop=True)
    rest = change.sum("account") - stores
    parts = xr.concat([rest, stores], dim="part").assign_coords(part=["use and supply", "stores"])
    return CommodityAnswer(question, parts, outcome.chain.step)
