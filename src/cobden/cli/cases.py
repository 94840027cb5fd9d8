"""``cobden cases``: the disputes that come with Cobden."""

from typing import Annotated

import typer

from cobden.cli.options import Json
from cobden.cli.screen import say, tell


def cases(
    of: Annotated[
        str | None, typer.Option(help="Only cases with this economy, or group, as a party.")
    ] = None,
    as_json: Json = False,
) -> None:
    """List the disputes that come with Cobden: their sides, days, and whether they have talks."""

    from rich.table import Table

    from cobden.base.economies import label
    from cobden.cases import bundled, load
    from cobden.cases.confrontation import NAME
    from cobden.cli.screen import terminal

    found = [load(name) for name in bundled()]
    if of is not None:
        wanted = label(of)
        found = [case for case in found if wanted in {p.economy for p in case.parties}]
    rows = [
        {
            "case": case.name,
            "title": case.file.title,
            "home": case.home,
            "counterpart": case.counterpart,
            "from": str(min(state.on for state in case.states)),
            "to": str(max(state.on for state in case.states)),
            "talks": case.has_talks,
            "confronted": (case.folder / NAME).exists(),
        }
        for case in found
    ]
    if as_json:
        tell(rows)
        return
    table = Table("case", "what", "talks", "confronted", box=None, pad_edge=False)
    for row in rows:
        marks = ("yes" if row[key] else "" for key in ("talks", "confronted"))
        table.add_row(str(row["case"]), str(row["title"]), *marks)
    terminal().print(table)
    say("cobden run CASE; cobden talks CASE. What became of each: docs/scoreboard.md.")
