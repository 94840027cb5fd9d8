"""What is kept beside a case for its brief: the answers of the chains, and what they rest on.

Chains take seconds to solve and their ranges minutes, so a brief reads what was solved before, with
a stamp of the questions and of every table that it was solved from. When one of these has changed,
the answers are no longer the case's own: nothing is shown, and the brief says what to run.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import xarray as xr

from cobden.base.files import read_yaml
from cobden.base.sources import Basis
from cobden.base.writing import write_text
from cobden.cases.load import BUNDLED, find
from cobden.study.commodity_questions import (
    QUESTIONS,
    Commodities,
    CommodityAnswer,
    CommodityQuestion,
)

KEPT = "commodities.json"
_CHAINS = Path(__file__).parents[1] / "chains" / "data"  # the chains themselves take long to import


@dataclass(frozen=True)
class SavedAnswers:
    """Answers to all questions of a case, and the ``basis`` of each chain that they come from.

    Where there are questions but no answers that hold, ``missing`` says why, and what to run.
    """

    answers: tuple[CommodityAnswer, ...] = ()
    basis: tuple[Basis, ...] = ()
    missing: str = ""


def keep(case: str | Path, answers: Sequence[CommodityAnswer]) -> Path:
    """Write the answers to a case's questions beside them, with what they rest on."""
    folder = find(case)
    asked = read_yaml(folder / QUESTIONS, Commodities).questions
    whole = {
        "stamps": _stamps(asked),
        "chains": [basis_of(name).model_dump(mode="json") for name in _chains(asked)],
        "answers": [
            {
                "months": answer.months,
                "change": _plain(answer.change),
                "ranges": None if answer.ranges is None else _plain(answer.ranges),
            }
            for answer in answers
        ],
    }
    return write_text(folder / KEPT, json.dumps(whole, separators=(",", ":")) + "\n")


def kept(case: str | Path) -> SavedAnswers:
    """Return what is kept beside a case, or what is missing; nothing where nothing is asked."""
    folder = find(case)
    if not (folder / QUESTIONS).exists():
        return SavedAnswers()
    asked = read_yaml(folder / QUESTIONS, Commodities).questions
    name = folder.name if folder.parent == BUNDLED else folder
    command = f"cobden chain case {name} --save"
    if not (folder / KEPT).exists():
        return SavedAnswers(
            missing=f"The case asks {len(asked)} questions of the commodity chains, which nobody "
            f"has solved yet. Run: {command}"
        )
    whole = json.loads((folder / KEPT).read_text(encoding="utf-8"))
    changed = _changed(whole.get("stamps", {}), _stamps(asked))
    if changed:
        draws = _draws(whole)
        return SavedAnswers(
            missing=f"The answers of the commodity chains are older than {' and '.join(changed)}, "
            f"so they are left out. Run: {command}{f' --draws {draws}' if draws else ''}"
        )
    answers = tuple(
        CommodityAnswer(
            question,
            xr.DataArray.from_dict(told["change"]),
            told["months"],
            told["ranges"] and xr.Dataset.from_dict(told["ranges"]),
        )
        for question, told in zip(asked, whole["answers"], strict=True)
    )
    return SavedAnswers(answers, tuple(map(Basis.model_validate, whole["chains"])))


def basis_of(chain: str | Path) -> Basis:
    """Return what a chain's answers rest on."""
    from cobden.chains import load

    found = load(chain)
    figures = found.figures
    return Basis(
        name=str(chain),
        title=found.title,
        facts=len(figures.facts),
        assumptions=figures.assumptions,
    )


def digest_of(chain: str | Path) -> str:
    """Return a digest of all that a chain (shipped, or a folder) is solved from.

    What is only set beside the answers, observed series and how they are replayed, is left out.
    """
    own = Path(chain)
    folder = own if (own / "chain.yaml").exists() else _CHAINS / str(chain)
    settings = (folder / "chain.yaml").read_text(encoding="utf-8")
    elsewhere = re.search(r"^tables:\s*(\S+)", settings, re.MULTILINE)
    folders = [folder / elsewhere[1], folder] if elsewhere else [folder]
    settings = re.sub(r"^replays:\n(?:[ \t].*\n)*", "", settings, flags=re.MULTILINE)
    tables = [path for place in folders for path in sorted(place.glob("*.csv"))]
    solved = [path for path in tables if path.name != "observed.csv"]
    parts = [f"{path.name}\n{path.read_text('utf-8')}" for path in solved]
    return sha256("\n".join([settings, *parts]).encode()).hexdigest()


def _chains(asked: Sequence[CommodityQuestion]) -> list[str]:
    return list(dict.fromkeys(question.chain for question in asked))


def _stamps(asked: Sequence[CommodityQuestion]) -> dict[str, str]:
    """Digests of the questions and of what their chains read, by what they are of."""
    questions = "\n".join(question.model_dump_json() for question in asked)
    stamps = {"the case's questions": sha256(questions.encode()).hexdigest()}
    return stamps | {f"the tables of {name}": digest_of(name) for name in _chains(asked)}


def _changed(before: dict[str, str], now: dict[str, str]) -> list[str]:
    return [what for what, stamp in now.items() if before.get(what) != stamp]


def _draws(whole: dict[str, Any]) -> int:
    """How many draws the ranges that are kept were made of."""
    found = [told.get("ranges") or {} for told in whole["answers"]]
    return max((ranges.get("attrs", {}).get("draws", 0) for ranges in found), default=0)


def _plain(values: xr.DataArray | xr.Dataset) -> dict[str, Any]:
    return (values.round(3) + 0.0).assign_attrs(values.attrs).to_dict()
