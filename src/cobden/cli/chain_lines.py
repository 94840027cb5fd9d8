"""``cobden chain run --lines``: what stands still where users of a chain go short."""

from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cobden.base.errors import InputError
from cobden.base.writing import write_text
from cobden.cli.screen import house_table, say, terminal

if TYPE_CHECKING:
    from cobden.chains import ChainOutcome
    from cobden.study.sharing import Sharing


Lines = Annotated[
    list[str] | None,
    typer.Option(
        help="A use whose lines stop when they go short, and perhaps what part of its sector "
        "needs it: motors, or motors=0.6. Shows what stands still."
    ),
]
Minimum = Annotated[
    float, typer.Option(help="With --lines: the part of its need below which a line stops.")
]
ByWorth = Annotated[
    bool,
    typer.Option(
        "--by-worth",
        help="With --lines: a line stops when the part costs the value added that it makes, by "
        "the world's table, in place of a multiple of its price.",
    ),
]
Contracts = Annotated[
    float, typer.Option(help="The part of every use that is under contract: served first.")
]
Stoppages = Annotated[
    Path | None, typer.Option(help="With --lines: write them as instruments of a case.")
]


def shares_of(written: list[str], stoppages: Path | None) -> dict[str, float]:
    """Return the share of the sector that needs each use; all of it where none is written."""
    found = {}
    for text in written:
        use, _, share = text.partition("=")
        try:
            found[use.strip()] = float(share) if share else 1.0
        except ValueError:
            raise InputError(
                f"'{share}' is no share.", where="--lines", remedy="Write motors or motors=0.6."
            ) from None
    if stoppages is not None and not found:
        raise InputError(
            "no lines are named.", where="--stoppages", remedy="Add --lines with a use."
        )
    return found


def sharing_of(
    needed: dict[str, float], minimum: float, contracts: float, by_worth: bool
) -> "Sharing":
    """Return the rules by which what is short is shared.

    Raises ``InputError`` where a rule is about lines and none is named.
    """
    from cobden.study.sharing import Sharing

    if not needed and (by_worth or minimum != 1):
        raise InputError(
            "no lines are named.",
            where="--by-worth" if by_worth else "--minimum",
            remedy="Add --lines with a use.",
        )
    return Sharing(needed, minimum, by_worth, contracts)


def show_lines(outcome: "ChainOutcome", needed: dict[str, float], target: Path | None) -> None:
    """Print what stands still, and write it as instruments where asked."""
    import yaml

    from cobden.study.stopped_lines import as_stoppages, stopped_lines
    from cobden.world import World

    world = World.load()
    table = stopped_lines(world, outcome, needed)
    said = " and ".join(f"{share:.0%} of the sector needs {use}" for use, share in needed.items())
    if table.empty:
        say("No line stands still.")
        return
    shown = house_table("place", "use, sector", "months", title=f"What stands still, if {said}")
    for heading in ("worst", "output, bn USD", "value added", "thousand jobs"):
        shown.add_column(heading, justify="right")
    for _, part in table.groupby(["place", "use", "sector"], sort=False):
        place, use, sector = part[["place", "use", "sector"]].iloc[0]
        jobs = float(part.jobs.max())
        shown.add_row(
            str(place),
            f"{use}, {sector}",
            f"{part.period.iloc[0]} to {part.period.iloc[-1]}",
            f"{part.stopped.max():.0%}", f"{part.output.sum() / 1e9:,.1f}",
            f"{part.value_added.sum() / 1e9:,.1f}",
            "not known" if isnan(jobs) else f"{jobs:,.0f}",
        )  # fmt: skip
    terminal().print(shown)
    if target is not None:
        rows = as_stoppages(world, outcome, table, reason=f"{said}; the least and the worst month")
        write_text(target, yaml.safe_dump({"measures": rows}, sort_keys=False))
        say(f"Instruments: {target}")
