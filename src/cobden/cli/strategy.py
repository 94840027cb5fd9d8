"""``cobden optimal``, ``nash`` and ``cooperate``: alone, against each other, and together."""

from math import isnan
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cobden.cli.interrupt import heard_at_once
from cobden.cli.options import Elasticities, Json
from cobden.cli.screen import tell, terminal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from cobden.report.grid import Cell
    from cobden.strategy import Cooperation, NashEquilibrium, Optimum
    from cobden.world.world import World

Players = Annotated[list[str], typer.Argument(help="Economies and groups, such as USA EU27 CHN.")]
Over = Annotated[
    str,
    typer.Option(
        help="uniform, partner, sector, line, or product (US imports): what has a rate of its own."
    ),
]
Rows = Annotated[int, typer.Option(help="Lines to print, the largest rates first.")]


def optimal(
    economy: Annotated[str, typer.Argument(help="An economy or a group, such as USA or EU27.")],
    over: Over = "line",
    elasticities: Elasticities = "U4",
    export_taxes: Annotated[bool, typer.Option(help="Set export taxes as well.")] = False,
    rows: Rows = 10,
    as_json: Json = False,
) -> None:
    """Print an economy's best tariffs against everybody's present ones, and who loses by them."""

    from cobden.strategy import optimal_tariffs

    with heard_at_once(), terminal(stderr=True).status("Posing the question") as status:
        found = optimal_tariffs(
            _world(elasticities, over),
            economy,
            over,  # pyright: ignore[reportArgumentType] - checked there
            taxes=("tariff", "export_tax") if export_taxes else ("tariff",),
            progress=lambda start, n, value: status.update(
                f"From {start} rates: {value:+.4f} after {n} equilibria"
            ),
        )
    if as_json:
        tell(_optimum(found))
        return
    _show_optimum(found, rows)


def nash(
    players: Players,
    over: Over = "uniform",
    elasticities: Elasticities = "U4",
    as_json: Json = False,
) -> None:
    """Print the tariffs at which each player's are best given the others', without deficits."""

    from cobden.strategy import nash as play
    from cobden.strategy.nash import TOLERANCE

    with heard_at_once(), terminal(stderr=True).status("Setting up the game") as status:

        def told(rounds: int, left: float) -> None:
            at = f"Round {rounds}: {left:.1e} points left to gain"
            done = "Trying every player's full best response, from low rates and from high ones"
            status.update(done if left < TOLERANCE else at)

        found = play(
            _world(elasticities, over),
            players,
            over,  # pyright: ignore[reportArgumentType] - checked there
            progress=told,
        )
    if as_json:
        tell(_war(found))
        return
    _show_war(found)


def cooperate(
    players: Players,
    over: Over = "uniform",
    rule: Annotated[
        str, typer.Option(help="equal_gains, nash_product or weights (equal ones).")
    ] = "equal_gains",
    transfers: Annotated[bool, typer.Option(help="Let players pay each other.")] = False,
    subsidies: Annotated[float, typer.Option(help="The largest import subsidy, a rate.")] = 0.0,
    from_free_trade: Annotated[
        bool, typer.Option(help="Count gains from free trade among all, not from today.")
    ] = False,
    elasticities: Elasticities = "U4",
    as_json: Json = False,
) -> None:
    """Print the tariffs that are best for the players together, and what each gains by them."""

    from cobden.equilibrium import purge, solve
    from cobden.strategy import cooperative
    from cobden.strategy.optimal import BOUNDS

    world = purge(_world(elasticities, over))
    if from_free_trade:
        world = solve(world, tariff=0 * world.tariff).rebased()
    with heard_at_once(), terminal(stderr=True).status("Looking for the frontier"):
        found = cooperative(
            world,
            players,
            over,  # pyright: ignore[reportArgumentType] - checked there
            rule=rule,  # pyright: ignore[reportArgumentType] - checked there
            transfers=transfers,
            bounds=(-subsidies, BOUNDS[1]),
            deficits="world_share",
        )
    if as_json:
        tell(_cooperation(found))
        return
    _show_cooperation(found)


def _world(elasticities: str, over: str) -> "World":
    """Return the world, US imports told apart by product where rates are."""
    from cobden.products import united_states
    from cobden.world.world import World

    world = World.load(elasticities)
    return world.with_products(united_states()) if over == "product" else world


def _rates(found: "Optimum | NashEquilibrium | Cooperation") -> list[dict[str, Any]]:
    return [
        {"line": label, "rate": round(float(rate), 8)}
        for label, rate in zip(found.lines.labels, found.rates, strict=True)
    ]


def _welfare(found: "Optimum | NashEquilibrium | Cooperation") -> dict[str, float]:
    names, values = found.world.economies, found.result.welfare.values
    return {name: round(float(value), 8) for name, value in zip(names, values, strict=True)}


def _known(value: float) -> float | None:
    """Return what a start reached, None where it reached nothing."""
    return None if isnan(value) else value


def _optimum(found: "Optimum") -> dict[str, Any]:
    proof = found.optimality
    return {
        "objective": found.objective.name,
        "gain": found.gain,
        "expected_gain": proof.expected_gain,
        "starts": {start.name: _known(start.value) for start in proof.starts},
        "sureness": proof.sureness,
        "rates": _rates(found),
        "welfare": _welfare(found),
    }


def _war(found: "NashEquilibrium") -> dict[str, Any]:
    return {
        "payoffs": dict(found.payoffs),
        "remaining_gain": {tempted.player: tempted.gain for tempted in found.temptations},
        "rounds": found.rounds,
        "rates": _rates(found),
        "welfare": _welfare(found),
    }


def _cooperation(found: "Cooperation") -> dict[str, Any]:
    return {
        "rule": found.rule,
        "gains": dict(found.gains),
        "weights": dict(found.weights),
        "starts": {start.name: _known(start.value) for start in found.starts},
        "sureness": found.sureness,
        "transfers": None if found.transfers is None else dict(found.transfers),
        "rates": _rates(found),
        "welfare": _welfare(found),
    }


def _show_optimum(found: "Optimum", rows: int) -> None:
    from cobden.report.grid import Cell, Grid, Row
    from cobden.report.words import number

    proof, console = found.optimality, terminal()
    largest = found.rates.argsort()[::-1][:rows]
    console.print(
        Grid(
            f"Best rates, {found.objective.name} {number(found.gain, 3, signed=True)}%",
            ("line", "rate %"),
            tuple(
                Row(found.lines.labels[line], (Cell(number(100 * float(found.rates[line]), 1)),))
                for line in largest
            ),
        )
    )
    welfare = found.result.welfare.sortby(found.result.welfare)
    losers = [
        f"{name} {number(value, 2, signed=True)}%"
        for name, value in zip(welfare.economy.values[:6], welfare.values[:6], strict=True)
    ]
    console.print(f"Lose most: {', '.join(losers)}.")
    console.print(
        f"{len(found.rates)} lines: {proof.sureness}. Near it a further {proof.expected_gain:.1e} "
        f"points could be gained. {found.result.certificate}"
    )


def _show_war(found: "NashEquilibrium") -> None:
    from cobden.report.grid import Cell, Grid, Row

    rows = []
    for position, tempted in enumerate(found.temptations):
        own = found.rates[found.lines.owner == position]
        cells = (
            _middle(own),
            Cell.signed(found.payoffs[tempted.player], 3),
            Cell(f"{max(tempted.gain, 0):.0e}"),
        )
        rows.append(Row(tempted.player, cells))
    heads = ("player", "median rate %", "real income %", "could still gain, points")
    terminal().print(Grid(f"Tariff war, {len(found.rates)} rates", heads, tuple(rows)))


def _show_cooperation(found: "Cooperation") -> None:
    from cobden.report.grid import Cell, Grid, Row

    rows = []
    for position, player in enumerate(found.lines.players):
        own = found.rates[found.lines.owner == position]
        cells = [
            _middle(own),
            Cell.signed(found.gains[player.name], 4),
            Cell(f"{found.weights[player.name]:.2f}"),
        ]
        if found.transfers is not None:
            received = found.transfers[player.name] * found.world.value_usd / 1e9
            cells.append(Cell.signed(received, 1))
        rows.append(Row(player.name, tuple(cells)))
    heads = ["player", "median rate %", "real income %", "weight"]
    heads += [] if found.transfers is None else ["receives, billion USD"]
    title = f"Together, by the rule {found.rule}: {len(found.rates)} rates"
    terminal().print(Grid(title, tuple(heads), tuple(rows)))
    terminal().print(f"{len(found.rates)} rates: {found.sureness}.")


def _middle(rates: "NDArray[np.float64]") -> "Cell":
    """Return the median of a player's rates: one that it has."""
    from cobden.report.grid import Cell

    return Cell(f"{100 * sorted(rates)[len(rates) // 2]:.1f}")
