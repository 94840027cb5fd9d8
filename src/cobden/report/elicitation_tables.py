"""What a side's choices between packages say, as tables."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from cobden.report.grid import Cell, Grid, Row
from cobden.report.talks_figures import figure_title

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cobden.talks.elicitation import Elicited, Pair
    from cobden.talks.talks import Talks


def apart(talks: "Talks", pair: "Pair") -> tuple[list[str], list[str]]:
    """Return the items in which two packages differ, in words, for each of the two."""
    where = np.flatnonzero(pair.one != pair.other)
    one, other = (_words(talks, row, where) for row in (pair.one, pair.other))
    return one, other


def alike(talks: "Talks", pair: "Pair") -> str:
    """Return in words what is agreed in both of two packages."""
    where = np.flatnonzero((pair.one == pair.other) & (pair.one > 0))
    return "; ".join(_words(talks, pair.one, where)) or "all else as it stands"


def _words(talks: "Talks", row: "NDArray[np.int_]", where: "NDArray[np.intp]") -> list[str]:
    items = list(talks.table.items.values())
    return [f"{items[k].title}: {list(items[k].levels.values())[row[k]].title}" for k in where]


def weighed(talks: "Talks", party: str, found: "Elicited") -> Iterator[Grid]:
    """Return the choices with how likely each is by all, then the weights."""
    rows = []
    for choice, chance in zip(found.choices, found.likely, strict=True):
        words = ["; ".join(lines) for lines in apart(talks, choice.pair)]
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
        "Mean, and the central 80%: value, low and high of its weights in talks.yaml, if it is to "
        f"go by its choices. {found.posterior.bits:.1f} bits learnt; effective sample sizes "
        f"{sizes}.",
    )


def _range(drawn: "np.ndarray") -> str:
    low, high = np.percentile(drawn, (10, 90))
    return f"{drawn.mean():.3g} ({low:.3g} to {high:.3g})".replace("-", "−")
