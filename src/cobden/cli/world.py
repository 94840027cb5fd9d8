"""``cobden world``: what the benchmark rests on, and worlds from a user's own downloads."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cobden.cli.options import Elasticities, Json
from cobden.cli.screen import tell, terminal

if TYPE_CHECKING:
    from rich.console import Console

    from cobden.world.known import Comparison
    from cobden.world.record import Adjustment
    from cobden.world.world import World

CLOSES = 1e-9

app = typer.Typer(no_args_is_help=True, help="The benchmark economy.")


@app.callback()
def world() -> None:
    """Look at the benchmark economy."""


@app.command()
def check(
    icio: Annotated[
        str | None, typer.Option(help="An ICIO table in the OECD's CSV, instead of the embedded.")
    ] = None,
    elasticities: Elasticities = "U4",
    import_shares: Annotated[str, typer.Option(help="common or by_use.")] = "common",
    as_json: Json = False,
) -> None:
    """Print what was adjusted in the data, how exactly it closes, and how its totals compare."""
    from cobden.world.calibrate import check_form
    from cobden.world.embedded import about
    from cobden.world.known import comparisons
    from cobden.world.world import World

    form = check_form(import_shares)
    if icio is None:
        benchmark = World.load(elasticities, import_shares=form)
        credit, known = about()["credit"], comparisons(benchmark)
    else:
        benchmark = World.from_icio(icio, elasticities=elasticities, import_shares=form)
        credit, known = benchmark.source, ()
    residuals = benchmark.residuals()
    closes = max(residuals.values()) < CLOSES
    if as_json:
        tell(
            {
                "year": benchmark.year,
                "credit": credit,
                "economies": len(benchmark.economies),
                "sectors": len(benchmark.sectors),
                "closes": closes,
                "residuals": residuals,
                "adjustments": [vars(line) for line in benchmark.record],
                "comparisons": [vars(line) for line in known],
            }
        )
    else:
        _print(benchmark, credit, residuals, known)
    if not closes:
        raise typer.Exit(1)


@app.command()
def build(
    file: Annotated[
        Path, typer.Argument(help="The download: 2017_SML.csv, a FIGARO matrix, basedata.har, ...")
    ],
    of: Annotated[
        str | None,
        typer.Option(
            help="Whose table: oecd, figaro, wiod, exiobase or gtap.",
            show_default="by the file's name",
        ),
    ] = None,
    name: Annotated[
        str | None, typer.Option(help="What cases call it.", show_default="oecd-2017")
    ] = None,
    year: Annotated[int | None, typer.Option(help="Its year, if the name lacks it.")] = None,
    services_apart: Annotated[
        bool,
        typer.Option("--services-apart", help="Keep the OECD's service industries apart."),
    ] = False,
) -> None:
    """Make a world of a table that you downloaded: read, checked, and kept for cases to name."""
    from cobden.cli.progress import progress

    with progress() as told:
        from cobden.study.build_world import build as built

        told(f"Reading {file.name}", 0, 1)
        found = built(file, kind=of, name=name, year=year, services_apart=services_apart)
        took = _solving(found.world)
    world = found.world
    console = terminal(highlight=False)
    console.print(
        f"[bold]{found.name}[/bold]: {world.year}, {len(world.economies)} economies by "
        f"{len(world.sectors)} sectors, read in {found.seconds:.1f} s; a counterfactual takes "
        f"{took:.2f} s once compiled"
    )
    console.print(f"{world.source}\n", style="dim")
    _closure(console, world.residuals())
    _adjustments(console, world.record)
    console.print(f"Kept in {found.path}. In a case: [bold]world: {{table: {found.name}}}[/bold]")


def _solving(world: "World") -> float:
    """Return the seconds that a counterfactual on ``world`` takes, compiled already."""
    from time import perf_counter

    import numpy as np

    from cobden.base.wedges import Wedges
    from cobden.equilibrium import solve

    tariff = np.array(world.tariff)
    tariff[0, 0, 1:] += 0.01
    asked = Wedges.of(world.economies, world.sectors, tariff=tariff)
    solve(world, asked)
    began = perf_counter()
    solve(world, asked)
    return perf_counter() - began


@app.command("list")
def listed() -> None:
    """List the worlds that were built on this machine."""
    from cobden.world.built import listed as kept

    found = [
        f"{name}: {table.year}, {len(table.economies)} by {len(table.sectors)}, {table.source}"
        for name, table in kept()
    ]
    terminal(highlight=False).print("\n".join(found) or "None yet: cobden world build 2017_SML.csv")


def _print(
    world: "World", credit: str, residuals: dict[str, float], known: "tuple[Comparison, ...]"
) -> None:

    console = terminal(highlight=False)
    console.print(
        f"[bold]The benchmark: {world.year}, {len(world.economies)} economies by "
        f"{len(world.sectors)} sectors[/bold]"
    )
    console.print(f"{credit}\n", style="dim")
    _closure(console, residuals)
    _adjustments(console, world.record)
    if known:
        _comparisons(console, known)


def _closure(console: "Console", residuals: dict[str, float]) -> None:
    console.print("[bold]How far it is from closing[/bold], in world value added")
    for name, residual in residuals.items():
        colour = "green" if residual < CLOSES else "bold red"
        console.print(f"  {name:<22}[{colour}]{residual:.1e}[/{colour}]")


def _adjustments(console: "Console", record: "tuple[Adjustment, ...]") -> None:
    from itertools import groupby

    from rich.padding import Padding
    from rich.table import Table

    console.print("\n[bold]What was adjusted in the data, and why[/bold]")
    for (what, reason, unit), lines in groupby(record, lambda a: (a.what, a.reason, a.unit)):
        console.print(f"  {what} [dim]({unit})[/dim]")
        table = Table(box=None, show_header=False, padding=(0, 1))
        for _ in range(2):
            table.add_column(no_wrap=True)
        for line in lines:
            cells = f"{line.cells:,} cell{'s' if line.cells > 1 else ''}"
            change = f"{_figure(line.before)} → {_figure(line.after)}"
            table.add_row(line.where, f"{change}  [dim]{cells}[/dim]")
        console.print(Padding(table, (0, 0, 0, 3)))
        console.print(Padding(f"[dim]{reason}[/dim]", (0, 0, 1, 4)))


def _comparisons(console: "Console", known: "tuple[Comparison, ...]") -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    console.print("[bold]Beside published totals[/bold]")
    table = Table(box=SIMPLE_HEAD)
    for name in ("what", "of", "with"):
        table.add_column(name)
    for name in ("published", "here"):
        table.add_column(name, justify="right")
    for name in ("unit", "published by"):
        table.add_column(name)
    for line in known:
        table.add_row(
            line.what, line.economy, line.partner or "all", _figure(line.published),
            _figure(line.here), line.unit, line.source,
        )  # fmt: skip
    console.print(table)
    console.print(
        "GDP here is value added plus tariff revenue; other taxes on products are not counted. "
        "Trade here is at basic prices: trade and transport margins are services.",
        style="dim",
    )


def _figure(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:,.2f}"
