"""``cobden optimal`` and ``cobden nash``: what an economy could do alone, and if all do."""

from typing import Annotated

import typer

Elasticities = Annotated[str, typer.Option(help="A published set of trade elasticities.")]
OVER_HELP = "uniform, partner, sector or line: what has a rate of its own."


def optimal(
    economy: Annotated[str, typer.Argument(help="An economy or a group, such as USA or EU27.")],
    over: Annotated[str, typer.Option(help=OVER_HELP)] = "line",
    elasticities: Elasticities = "U4",
    export_taxes: Annotated[bool, typer.Option(help="Set export taxes as well.")] = False,
    rows: Annotated[int, typer.Option(help="Lines to print, the largest rates first.")] = 10,
) -> None:
    """Print an economy's best tariffs against everybody's present ones, and who loses by them."""
    from rich.console import Console
    from rich.table import Table

    from cobden.strategy import optimal_tariffs
    from cobden.world.world import World

    world = World.load(elasticities)
    taxes = ("tariff", "export_tax") if export_taxes else ("tariff",)
    found = optimal_tariffs(
        world,
        economy,
        over,  # pyright: ignore[reportArgumentType] - checked there
        taxes=taxes,
    )
    proof, console = found.optimality, Console()
    table = Table(title=f"Best rates, {found.objective.name} {found.gain:+.3f}%")
    table.add_column("line")
    table.add_column("rate %", justify="right")
    for line in found.rates.argsort()[::-1][:rows]:
        table.add_row(found.lines.labels[line], f"{100 * found.rates[line]:.1f}")
    console.print(table)
    welfare = found.result.welfare.sortby(found.result.welfare)
    losers = [
        f"{name} {value:+.2f}%"
        for name, value in zip(welfare.economy.values[:6], welfare.values[:6], strict=True)
    ]
    console.print(f"Lose most: {', '.join(losers)}.")
    console.print(
        f"{len(found.rates)} lines; a further {proof.expected_gain:.1e} points could be gained; "
        f"{proof.local_optima} optimum from {len(proof.starts)} starts. {found.result.certificate}"
    )


def nash(
    players: Annotated[list[str], typer.Argument(help="Economies and groups that play.")],
    over: Annotated[str, typer.Option(help=OVER_HELP)] = "uniform",
    elasticities: Elasticities = "U4",
) -> None:
    """Print the tariffs at which each player's are best given the others', without deficits."""
    from rich.console import Console
    from rich.table import Table

    from cobden.strategy import nash as play
    from cobden.world.world import World

    console = Console()
    with console.status("Looking for mutual best responses") as status:
        found = play(
            World.load(elasticities),
            players,
            over,  # pyright: ignore[reportArgumentType] - checked there
            progress=lambda n, left: status.update(f"Round {n}: {left:.1e} points left to gain"),
        )
    table = Table(title=f"Tariff war, {len(found.rates)} rates")
    for column in ("player", "median rate %", "real income %", "could still gain"):
        table.add_column(column, justify="left" if column == "player" else "right")
    for position, temptation in enumerate(found.temptations):
        own = sorted(found.rates[found.lines.owner == position])
        table.add_row(
            temptation.player,
            f"{100 * own[len(own) // 2]:.1f}",
            f"{found.payoffs[temptation.player]:+.3f}",
            f"{max(temptation.gain, 0):.0e}",
        )
    console.print(table)
