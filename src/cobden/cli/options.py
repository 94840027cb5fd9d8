"""What several commands take alike."""

from pathlib import Path
from typing import Annotated

import typer


def _cases(begun: str) -> list[str]:
    """Return the cases whose names begin so, for a shell that completes."""
    from cobden.cases.load import bundled

    return [name for name in bundled() if name.startswith(begun)]


Case = Annotated[
    str,
    typer.Argument(help="A case's name, or the path of its folder.", autocompletion=_cases),
]
Elasticities = Annotated[str, typer.Option(help="A published set, such as U4, or a CSV file.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for machines.")]
State = Annotated[str | None, typer.Option(help="A state of the case, by its id.")]
Day = Annotated[str | None, typer.Option("--on", help="The day; else the latest.")]
Seed = Annotated[int, typer.Option(help="The same seed gives the same draws.")]
Year = Annotated[int | None, typer.Option(help="The year, where the file does not say one alone.")]
Usd = Annotated[float | None, typer.Option(help="US dollars per unit of the file's money.")]
NewFolder = Annotated[Path, typer.Argument(help="The folder to make.")]
TableFile = Annotated[Path, typer.Argument(help="The file: .csv, .parquet or .json (JSON lines).")]
Pictures = Annotated[Path | None, typer.Option(help="Write pictures into this folder.")]
Dark = Annotated[bool, typer.Option(help="Draw the pictures on black.")]
