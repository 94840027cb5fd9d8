"""``cobden scenarios``: a spreadsheet of scenarios becomes a table of answers."""

import json
from pathlib import Path
from typing import Annotated

import typer

from cobden.cli.options import Json
from cobden.cli.progress import progress
from cobden.cli.screen import say, tell


def scenarios(
    file: Annotated[
        Path, typer.Argument(help="A spreadsheet, .csv or .xlsx: scenario, by, on, goods, rate.")
    ],
    base: Annotated[
        str | None,
        typer.Option(help="What they are counted from, as CASE:STATE.", show_default="benchmark"),
    ] = None,
    of: Annotated[
        str | None, typer.Option(help="Economies and groups to show, parted by commas.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option(help="A CSV file for the table; else it is printed.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Solve every scenario of a spreadsheet: one row each, one table out."""
    from cobden.base.printable import csv_of
    from cobden.base.writing import write_text

    names = [name.strip() for name in (of or "").split(",") if name.strip()]
    with progress() as told:
        from cobden.study.scenarios import scenarios as solved

        table = solved(file, base=base, of=names, progress=told)
    if as_json:
        tell(json.loads(str(table.to_json(orient="records"))))
    elif output is None:
        say(csv_of(table.map(_short)).rstrip("\n"))
    else:
        write_text(output, csv_of(table))
        say(f"{len(table)} scenarios in {output}", stderr=True)


def _short(value: object) -> object:
    """Return a figure with six significant digits, anything else as it is."""
    return float(f"{value:.6g}") if isinstance(value, float) else value
