"""What a negotiator reads before a round, in a terminal and as a page of HTML."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from cobden.report import chart_style, talks_charts
from cobden.report.brief_page import render_template
from cobden.report.grid import SOFT, Grid
from cobden.report.talks_words import already_law, basis, caveats, opening, spoken

if TYPE_CHECKING:
    import altair as alt

    from cobden.talks.talks import Talks


def show(talks: "Talks", chosen: str, grids: Sequence[Grid], console: Console) -> None:
    """Print who would sign ``chosen``, where the talks stand, tables, and what they rest on."""
    heading, *clock = _clock(talks)
    blocks = (heading, Text(opening(talks, chosen)), "", *clock, "")
    for block in (*blocks, *(part for grid in grids for part in (grid, ""))):
        console.print(block)
    for sentence in (*already_law(talks), basis(talks)):
        console.print(Text(sentence, style=SOFT))


def _clock(talks: "Talks") -> list[RenderableType]:
    clock = talks.clock()
    held = f"{clock.held} rounds held."
    if clock.deadline:
        held += f" {clock.days_left} days to the next deadline: {clock.deadline.title}."
    moments = Table.grid(padding=(0, 2, 0, 0))
    for moment in (*clock.passed[-2:], *clock.coming):
        text = Text(moment.title)
        for word in (moment.said, moment.learnt):
            if word:
                text.append(f"; {word}", style=SOFT)
        moments.add_row(Text(f"{moment.on:%-d %b}", style=SOFT, no_wrap=True), text)
    return [
        Text(f"The table on {clock.on:%-d %B %Y}", style="bold underline"),
        Text(held),
        moments,
    ]


def page(talks: "Talks", title: str, chosen: str, grids: Sequence[Grid]) -> str:
    """Return the page of a case called ``title``, its tables those of the terminal."""
    parties = [party.title for party in talks.table.parties.values()]
    chances = []
    for name in talks.table.packages:
        payoff = talks.payoff(talks.package(name))[0]
        chances.append(
            {
                "name": spoken(name),
                "probability": talks.signature(name).probability,
                "payoffs": list(zip(parties, map(float, payoff), strict=True)),
            }
        )
    return render_template(
        "talks.html.j2",
        title=title,
        opening=opening(talks, chosen),
        clock=talks.clock(),
        basis=basis(talks),
        caveats=caveats(talks, chosen),
        chances=chances,
        plates=_plates(talks, chosen),
        grids=grids,
    )


def _plates(talks: "Talks", chosen: str) -> list[tuple[str, str, str]]:
    """Draw each chart for a page of usual width and for a phone; return both, and its caption."""

    def drawn(chart: Callable[..., "alt.TopLevelMixin"], *given: object) -> tuple[str, str]:
        wide, narrow = (
            chart_style.svg(chart(talks, *given, palette=talks_charts.PAGE, room=room))
            for room in (talks_charts.WIDE, talks_charts.PHONE)
        )
        return wide, narrow

    plates = [
        (
            *drawn(talks_charts.item_values, chosen),
            "The Shapley value of each item to each side: its mean marginal value over all orders "
            "in which the package could be put together.",
        )
    ]
    if len(talks.parties) == 2:
        words = (
            "Every package within red lines, and those with a name, which may cross a red line and "
            "so lie beyond the frontier."
        )
        plates.insert(0, (*drawn(talks_charts.frontier), words))
    return plates
