"""What those who decide on a side weigh for themselves, as a table."""

from typing import TYPE_CHECKING

import numpy as np

from cobden.report.grid import Cell, Grid, Row
from cobden.report.talks_words import LEAST, spoken
from cobden.report.words import number
from cobden.talks.effects import weights

if TYPE_CHECKING:
    from cobden.talks.talks import Talks


def voices(talks: "Talks") -> Grid | None:
    """Return what makes each named package worth what it is to those with aims of their own.

    None where nobody has any.
    """
    table, named = talks.table, list(talks.table.packages)
    outcomes = talks.effects.of(np.array([talks.package(name) for name in named]))
    rows: list[Row] = []
    for party, about in table.parties.items():
        for key, principal in about.principals.items():
            if not principal.aims:
                continue
            worth = outcomes * weights(table, party, key)  # [package, outcome]
            rows.append(Row(f"{principal.title}, {about.title}"))
            for at, what in enumerate(table.outcomes.values()):
                if np.abs(worth[:, at]).max(initial=0.0) < LEAST:
                    continue
                moved = [f"{number(v, 3, signed=True)} {what.unit}" for v in outcomes[:, at]]
                cells = (
                    Cell.signed(float(v), small=amount)
                    for v, amount in zip(worth[:, at], moved, strict=True)
                )
                rows.append(Row(what.title, tuple(cells)))
            total = (Cell.signed(float(v)) for v in worth.sum(axis=1))
            rows.append(Row("Payoff", tuple(total), strong=True))
    if not rows:
        return None
    return Grid(
        "What those who decide weigh for themselves (bn USD a year)",
        ("", *map(spoken, named)),
        tuple(rows),
        "Each line is an outcome times the person's own weight, the outcome itself beneath, if all "
        "that is offered is heard of. Who is not here weighs as the side does.",
    )
