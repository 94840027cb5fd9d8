"""Deals struck with an eye on those who are not at the table."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from cobden.base.errors import Infeasible, InputError
from cobden.talks import packages
from cobden.talks.answers import Answer, ThirdParties, stable_coalitions
from cobden.talks.bargaining import Deal, agree, foremost

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cobden.talks.talks import Talks


def reckoning(
    talks: "Talks", third: str, on: str | None, solution: str, candidates: int
) -> tuple[Deal, Answer]:
    """Return the package signed by parties that foresee an answer. See ``Talks.reckoning``."""
    party = talks.number(on or talks.parties[-1])
    rows = foremost(talks.worth, talks.floor, talks.power, "nash", candidates)
    replies = [talks.answer(third, talks.space[row], on=on) for row in rows]
    after = talks.worth[rows].copy()
    harm = np.array([reply.reaction.harm for reply in replies])
    after[:, party] -= _income_weight(talks, party) * harm
    found = agree(after, np.zeros(len(talks.parties)), solution, talks.power, talks.outside)
    if found is None:
        raise Infeasible(
            f"no package is worth signing once {third} has answered.", where="reckoning"
        )
    row = talks.space[rows[found.choice]]
    levels = packages.describe(talks.table, row)
    nothing = np.zeros(len(talks.parties))
    deal = Deal(solution, row, levels, found.payoff, nothing, len(found.ties) - 1)
    return deal, replies[found.choice]


def _income_weight(talks: "Talks", party: int) -> float:
    economy = list(talks.table.parties.values())[party].economy
    for k, outcome in enumerate(talks.table.outcomes.values()):
        if outcome.kind == "welfare" and outcome.economy == economy:
            return float(talks.weights[party, k])
    return 1.0


def together(
    thirds: Sequence[ThirdParties],
    candidates: Sequence[str],
    row: "NDArray[np.int_]",
    economy: str,
    rate: float,
) -> tuple[frozenset[str], ...]:
    """Return the groups of ``candidates`` that answer together. See ``Talks.coalitions``."""
    join = thirds[0].join if thirds else None
    if join is None:
        raise InputError(
            "nobody is there to answer together.",
            where="coalitions",
            remedy="Name candidates, and take study.talks, which can ask the equilibrium.",
        )

    def payoff(group: frozenset[str]) -> dict[str, float]:
        gains = join(row, group, economy, rate)
        return {name: gains[name] for name in candidates}

    return stable_coalitions(payoff, candidates)
