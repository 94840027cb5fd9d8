"""The commodities of a case: what controls cost each side month by month, what an offer buys, when.

A case names its questions to the chains in ``commodities.yaml``; each is two runs of one chain, and
the answer is their difference. Buying for a store is an outlay in its month and comes back when the
store is used, so it is shown apart from what users, makers and treasuries gain.
"""

import json
import re
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import xarray as xr
from pydantic import Field

from cobden.base.errors import InputError, unknown
from cobden.base.files import read_yaml, write_text
from cobden.base.sources import Value
from cobden.cases.load import find

if TYPE_CHECKING:
    from cobden.chains import Outcome

_MILLIONS = {"USD": 1e-6, "kUSD": 1e-3, "MUSD": 1.0, "bnUSD": 1e3}
_FILE, _STORED = "commodities.yaml", "commodities.json"
_CHAINS = Path(__file__).parent / "chains" / "data"  # the chains themselves take long to import
Month = Annotated[str, Field(pattern=r"\d{4}-\d{2}")]


class Window(Value):
    """Months that are told together: from ``first`` to ``last``, both YYYY-MM."""

    title: str = Field(min_length=1)
    first: Month
    last: Month


class Question(Value):
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

    questions: tuple[Question, ...] = Field(min_length=1)


@dataclass(frozen=True, eq=False)
class Answer:
    """The change that a question asks for, in million dollars a period: ``change`` [part, economy,
    period], where ``part`` is ``use and supply`` or ``stores`` (outlays for stocks, less receipts).

    A period has ``months`` months.
    """

    question: Question
    change: xr.DataArray
    months: int

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

    path = folder / _FILE
    if not path.exists():
        raise InputError(
            "the case asks nothing of the chains.",
            where=str(path),
            remedy=f"Write {_FILE} beside case.yaml: docs/chains.md shows how.",
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
    from cobden.chains import load, run

    asked = read_commodities(find(case)).questions
    done: dict[tuple[str, str], Outcome] = {}
    for question in asked:
        for scenario in (question.against, question.scenario):
            if (question.chain, scenario) not in done:
                same = next((o for (name, _), o in done.items() if name == question.chain), None)
                chain = load(question.chain, scenario=scenario)
                measures = chain.measures
                # One chain with other measures has the same baseline.
                chain = replace(chain, measures=()) if same is None else same.chain
                done[question.chain, scenario] = run(chain, measures, against=same)
    return tuple(
        answer_of(
            question, done[question.chain, question.scenario],
            done[question.chain, question.against],
        )
        for question in asked
    )  # fmt: skip


def answer_of(question: Question, outcome: "Outcome", other: "Outcome") -> Answer:
    """Return what ``outcome`` changes beside ``other``."""
    change = (outcome.surplus - other.surplus) * _MILLIONS[outcome.chain.money]
    stores = change.sel(account="stock owners", drop=True)
    rest = change.sum("account") - stores
    parts = xr.concat([rest, stores], dim="part").assign_coords(part=["use and supply", "stores"])
    return Answer(question, parts, outcome.chain.step)


def store(case: str | Path) -> Path:
    """Answer a case's questions and write the answers beside them, for the brief to read."""
    folder = find(case)
    found = [
        {
            "months": answer.months,
            **{str(name): list(map(str, at.values)) for name, at in answer.change.coords.items()},
            "change": answer.change.values.round(3).tolist(),
        }
        for answer in answers(folder)
    ]
    whole = {"stamp": _stamp(folder, read_commodities(folder)), "answers": found}
    return write_text(folder / _STORED, json.dumps(whole) + "\n")


def stored(case: str | Path) -> tuple[Answer, ...] | None:
    """Return the answers written beside a case; None where there are none, or no longer its own."""
    folder = find(case)
    if not ((folder / _FILE).exists() and (folder / _STORED).exists()):
        return None
    asked = read_yaml(folder / _FILE, Commodities)
    whole = json.loads((folder / _STORED).read_text(encoding="utf-8"))
    if whole["stamp"] != _stamp(folder, asked):
        return None
    axes = ("part", "economy", "period")
    return tuple(
        Answer(
            question,
            xr.DataArray(told["change"], {axis: told[axis] for axis in axes}, axes),
            told["months"],
        )
        for question, told in zip(asked.questions, whole["answers"], strict=True)
    )


def digest_of(chain: str | Path) -> str:
    """Return a digest of all that a chain (shipped, or a folder) reads, without loading it."""
    own = Path(chain)
    folder = own if (own / "chain.yaml").exists() else _CHAINS / str(chain)
    settings = (folder / "chain.yaml").read_text(encoding="utf-8")
    elsewhere = re.search(r"^tables:\s*(\S+)", settings, re.MULTILINE)
    tables = folder / elsewhere[1] if elsewhere else folder
    parts = [f"{path.name}\n{path.read_text('utf-8')}" for path in sorted(tables.glob("*.csv"))]
    return sha256("\n".join([settings, *parts]).encode()).hexdigest()


def _stamp(folder: Path, asked: Commodities) -> str:
    """A digest of the questions and of what their chains read."""
    parts = [question.model_dump_json() for question in asked.questions]
    parts += map(digest_of, dict.fromkeys(question.chain for question in asked.questions))
    return sha256("\n".join(parts).encode()).hexdigest()
