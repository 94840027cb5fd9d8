"""What a side's choices between packages say, as tables."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from cobden.report.advice_tables import levels_words
from cobden.report.grid import Cell, Grid, Row
from cobden.report.talks_figures import figure_title

if TYPE_CHECKING:
    from cobden.talks.elicitation import Elicited, Pair
    from cobden.talks.talks import Talks


def difference(talks: "Talks", pair: "Pair") -> tuple[str, str]:
    """Return two packages in words, by the items in which they differ."""
    apart = np.flatnonzero(pair.one != pair.other)
    names = list(talks.table.items)
    words = []
    for row in (pair.one, pair.other):
        levels = {names[k]: list(talks.table.items[names[k]].levels)[row[k]] for k in apart}
        words.append(levels_words(talks.table, levels))
    return words[0], words[1]


def weighed(talks: "Talks", party: str, found: "Elicited") -> Iterator[Grid]:
    """Return the choices with how likely each is by all, then the weights."""
    rows = []
    for choice, chance in zip(found.choices, found.likely, strict=True):
        words = difference(talks, choice.pair)
        taken, left = words if choice.first else words[::-1]
        rows.append(Row(taken, (Cell(f"{chance:.0%}"),), f"rather than {left}"))
    odd = len(found.contradictions)
    note = "How likely each choice is by the weights that all of them make likely. " + (
        f"{odd} go{'es' if odd == 1 else ''} against the rest: ask again."
        if odd
        else "None goes against the rest."
    )
    title = talks.table.parties[party].title
    yield Grid(f"What {title} chose", ("", "likely"), tuple(rows), note)
    before, after = found.posterior.before, found.posterior.beliefs
    rows = []
    for place in after.places:
        if place.startswith(f"parties.{party}.aims["):
            cells = [Cell(_range(one.values(place))) for one in (before, after)]
            rows.append(
                Row(figure_title(talks.table, place), tuple(cells), after.figures[place].unit)
            )
    sizes = ", ".join(f"{size:,.0f}" for size in found.posterior.effective)
    yield Grid(
        f"What {title} wants, by its choices",
        ("", "by the table", "by its choices"),
        tuple(rows),
        f"Mean, and the central 80%. {found.posterior.bits:.1f} bits learnt; effective sample "
        f"sizes {sizes}.",
    )


def _range(drawn: "np.ndarray") -> str:
    low, high = np.percentile(drawn, (10, 90))
    return f"{drawn.mean():.3g} ({low:.3g} to {high:.3g})".replace("-", "−")
