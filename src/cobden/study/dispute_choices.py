"""A case whose end is known as a choice that was made: what its talks say of weights."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from cobden.base.errors import InputError
from cobden.cases.confrontation import NAME, Confrontation, Signed, read_confrontation
from cobden.equilibrium import solve
from cobden.study.negotiation import Negotiation, read_table
from cobden.study.progress import quiet
from cobden.study.raised_duties import with_raised_duties
from cobden.talks.effects import weights
from cobden.talks.packages import allowed, package
from cobden.talks.settled_disputes import AnswerTaken, SettledDispute
from cobden.talks.table_entries import MONEY
from cobden.talks.table_outcomes import TalksOutcome

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cobden.study.study import Study
    from cobden.talks.table import Table

ANSWER = 0.10
"""The additional tariff that an answer is taken to be, as a rate."""

_ANNOUNCED = "billion USD"


def settled_dispute(study: "Study") -> SettledDispute:
    """Return the case's dispute with the package that ended it.

    The party that imposed the duties is the giver of the table's first item. Raises ``InputError``
    where ``confrontation.yaml`` does not know whether a package was signed.
    """
    signed = package_signed(study)
    table = read_table(study.case.folder)
    who, other = _sides(table)
    wide = _with_shared(table, who, other)
    law = study.laws[study.case.file.brief.state]
    setting = Negotiation(wide, study.world, law.law, law.wedges, study.laws)
    effects = setting.under(study.world, study.case.closure).effects(quiet)
    rows = allowed(table)
    rows = rows[rows.any(axis=1)]
    found = effects.of(rows)
    places = [list(wide.parties).index(key) for key in (who, other)]
    out, other_out = (effects.outside[place] for place in places)
    theirs = weights(wide, other)
    row = None if signed is None else package(table, signed)
    return SettledDispute(
        study.case.name,
        rows,
        _shared(wide, who, found),
        found @ theirs,
        _shared(wide, who, out[None])[0],
        float(other_out @ theirs),
        None if row is None else _place(rows, row),
        _place(rows, _most(table, who)),
    )


def package_signed(study: "Study") -> str | None:
    """Return the package of the case that was signed, None where none was."""
    known = read_confrontation(study.case.folder)
    asked = [(q.tool.package, q.seen) for q in known.questions if isinstance(q.tool, Signed)]
    if not is_settled(known):
        raise InputError(
            "it is not known whether a package was signed.",
            where=str(study.case.folder / NAME),
            remedy="Ask of a package (figure: signed), and say what was seen.",
        )
    return next((name for name, seen in asked if seen is not None and seen.low == 1), None)


def is_settled(known: Confrontation) -> bool:
    """Whether it is known of a package that it was signed, or of all asked that none was."""
    seen = [q.seen for q in known.questions if isinstance(q.tool, Signed)]
    return bool(seen) and (None not in seen or any(one and one.low == 1 for one in seen))


def answer_taken(study: "Study") -> AnswerTaken:
    """Return whether the party that was hit answered, and what ten points by it would do.

    Both sides' ten points are put on all goods of the other, in the law of the case's first state.
    Raises ``InputError`` where ``confrontation.yaml`` does not know (``answered``).
    """
    known = read_confrontation(study.case.folder)
    if known.answered is None:
        raise InputError(
            "it is not known whether who was hit answered.",
            where=f"{study.case.folder / NAME}: answered",
            remedy="Say what was seen: low and high 1 if it did, 0 if not.",
        )
    table, world = read_table(study.case.folder), study.world
    who, other = (world.positions(table.parties[key].economy) for key in _sides(table))
    first = study.case.states[0].id
    started = study.states[first].equivalent_variation.values

    def change(by: Sequence[int], on: Sequence[int]) -> "NDArray[np.float64]":
        names = [world.economies[n] for n in by]
        wedges = with_raised_duties(study.laws[first].wedges, world, names, on, ANSWER)
        raised = solve(world, wedges, deficits=study.case.closure)
        gone = raised.equivalent_variation.values - started
        return np.array([gone[other].sum(), gone[who].sum()])

    gain, harm = change(other, who)
    risk = change(who, other)[0]
    size = [world.value_added[side].sum() for side in (other, who)]
    return AnswerTaken(
        study.case.name,
        float(gain),
        float(-harm),
        float(-risk),
        bool(size[0] > size[1]),
        known.answered.low == 1,
    )


def _sides(table: "Table") -> tuple[str, str]:
    """Return who imposed the duties (the giver of the first item), and the other."""
    who = next(iter(table.items.values())).giver
    others = [key for key in table.parties if key != who]
    if len(others) != 1:
        raise InputError(
            f"the table has {len(others) + 1} parties.",
            where="talks.yaml: parties",
            remedy="What a dispute reveals is told for two.",
        )
    return who, others[0]


_SHARED = {
    "shared_income": "welfare",
    "shared_balance": "bilateral_balance",
    "shared_revenue": "tariff_revenue",
}


def _with_shared(table: "Table", who: str, other: str) -> "Table":
    """Return the table with what all disputes share of the outcomes of who imposed the duties."""
    ours, theirs = (table.parties[key].economy for key in (who, other))
    more = {
        key: TalksOutcome(
            title=key, unit=MONEY, kind=kind, economy=ours,
            partner=theirs if kind == "bilateral_balance" else None,
        )
        for key, kind in _SHARED.items()
    }  # fmt: skip
    return table.model_copy(update={"outcomes": table.outcomes | more})


def _shared(table: "Table", who: str, outcomes: "NDArray[np.float64]") -> "NDArray[np.float64]":
    """Return the outcomes of ``settled_disputes.WEIGHED`` from those of a table."""
    names = list(table.outcomes)
    announced = [
        n
        for n, one in enumerate(table.outcomes.values())
        if one.kind == "declared" and one.unit == _ANNOUNCED
    ]
    shared = {(table.outcomes[key].kind) for key in _SHARED}
    stated = weights(table, who) * np.array(
        [
            one.kind not in shared and n not in announced
            for n, one in enumerate(table.outcomes.values())
        ]
    )
    solved = [outcomes[:, names.index(key)] for key in _SHARED]
    return np.stack([*solved, outcomes[:, announced].sum(axis=1), outcomes @ stated], axis=1)


def _most(table: "Table", who: str) -> "NDArray[np.int_]":
    return np.array(
        [1 if item.giver == who else len(item.levels) - 1 for item in table.items.values()]
    )


def _place(rows: "NDArray[np.int_]", row: "NDArray[np.int_]") -> int:
    return int(np.flatnonzero((rows == row).all(axis=1))[0])
