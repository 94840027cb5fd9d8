"""``cobden answer``: the list of goods with which an answer would hurt most."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cobden.cli.options import Case, Json, State, Usd, Year
from cobden.cli.progress import progress
from cobden.cli.screen import tell, terminal

if TYPE_CHECKING:
    from cobden.households import AnswerList


def answer(
    case: Case,
    by: Annotated[str, typer.Option(help="Who answers.")],
    value: Annotated[float, typer.Option(help="Trade on the list, billion dollars.")],
    on: Annotated[str, typer.Option(help="Whose goods.")] = "USA",
    rate: Annotated[float, typer.Option(help="The further duty, as 0.25.")] = 0.25,
    jobs: Annotated[
        str | None,
        typer.Option(help="Hurt jobs in these places, such as MI,IN.", show_default="real income"),
    ] = None,
    state: State = None,
    table: Annotated[
        Path | None, typer.Option(help="Who answers by product: its imports, as CSV.")
    ] = None,
    year: Year = None,
    usd: Usd = None,
    as_json: Json = False,
) -> None:
    """Print the goods with which an answer hurts most, and those that spare its own consumers."""
    with progress() as told:
        from cobden.base import economies
        from cobden.products import read_products
        from cobden.study.case_answers import lists

        names = [
            economies.resolve(name, where=where) for name, where in ((by, "--by"), (on, "--on"))
        ]
        told("The lists", 0, 1)
        places = tuple(filter(None, (jobs or "").split(",")))
        trade = table and read_products(table, importer=names[0], year=year, usd=usd)
        found = lists(
            case, by=names[0], on=names[1], value=value, rate=rate, places=places, state=state,
            table=trade,
        )  # fmt: skip
    titles = ("hurts most", "spares its own consumers")
    if as_json:
        told_as = [
            {
                "list": title, "by": one.by, "on": one.on, "rate": one.rate, "trade": one.trade,
                "hurt": one.hurt, "cost": one.cost, "lines": one.lines.to_dict(orient="records"),
            }
            for title, one in zip(titles, found, strict=True)
        ]  # fmt: skip
        tell(told_as)
        return
    for title, one in zip(titles, found, strict=True):
        _print(one, title)


def _print(found: "AnswerList", title: str) -> None:
    from cobden.base.objective import Objective
    from cobden.report import names
    from cobden.report.grid import Cell, Grid, Row
    from cobden.report.words import number

    rows = [
        Row(
            _line(row["line"], row["sector"]),
            (
                Cell(number(row["trade"], 2)),
                Cell(f"{100 * row['part']:.0f}%"),
                Cell(number(row["hurt"], 4)),
                Cell(number(row["cost"], 4)),
            ),
        )
        for row in found.lines.head(15).to_dict("records")
    ]
    whose = found.hurt_of.name
    if whose == Objective.welfare(found.on).name:
        whose = f"the real income of {names.the(found.on)}"
    console = terminal(highlight=False)
    grid = Grid(
        f"{names.economy(found.by)} on {names.the(found.on)}: the list that {title}",
        ("", "trade, bn $", "of the line", "hurt, %", "own prices, %"),
        tuple(rows),
        f"{found.rate:.0%} more on {number(found.trade, 1)} billion dollars lowers {whose} by "
        f"{number(found.hurt, 4)}% and raises its own cost of living by {number(found.cost, 4)}%, "
        "solved exactly; the lines are to first order.",
    )
    console.print(grid)
    console.print()


def _line(line: str, sector: str) -> str:
    """Return what a line is called: a sector, or a product and its sector."""
    from cobden.report import names

    of = names.sector(sector)
    return of if line == sector else f"{line[:4]}.{line[4:]} ({of.lower()})"
