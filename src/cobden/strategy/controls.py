"""Where what a search moves enters the equations: rates on lines, and transfers between players."""

import warnings
from collections.abc import Sequence
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from cobden.base.closures import PURGED, WORLD_SHARE, Closure
from cobden.base.wedges import Wedges
from cobden.equilibrium import Problem, Shock, pose, rebased_for, taxable, with_wedges
from cobden.strategy.lines import Lines, Player
from cobden.world.world import World


class Moves(NamedTuple):
    """Where the controls enter the equations.

    By cell [u]: good, importer, exporter, and the logs of one plus the rates posed of those taxes
    that some line covers. By line and cell covered [c]: the line, the cell's position, whether it
    is a tariff. ``payers`` [n, t]: how much of each transfer an economy receives.
    """

    good: Array
    importer: Array
    exporter: Array
    posed_tariff: Array
    posed_export_tax: Array
    line: Array
    at: Array
    tariff: Array
    payers: Array


class Room(NamedTuple):
    """Sizes to compile for: players with fewer lines than others then share one program."""

    lines: int
    cells: int

    @classmethod
    def of(cls, lines: Lines) -> "Room":
        """Return what these lines need."""
        return cls(len(lines), len(lines.line))

    @classmethod
    def for_any_player(cls, lines: Lines) -> "Room":
        """Return what any one of the players needs, and a line to spare."""
        cells = np.bincount(lines.owner[lines.line]).max()
        return cls(int(np.bincount(lines.owner).max()) + 1, int(cells))


def put(problem: Problem, moves: Moves, rates: Array, transfers: Array) -> Problem:
    """Return the problem with each line's log of one plus the rate, and with the transfers."""
    rate = rates[moves.line]
    tariff = (-moves.posed_tariff).at[moves.at].add(jnp.where(moves.tariff, rate, 0.0))
    export_tax = (-moves.posed_export_tax).at[moves.at].add(jnp.where(moves.tariff, 0.0, rate))
    cells = (moves.good, moves.importer, moves.exporter)
    return with_wedges(problem, cells, tariff, export_tax, moves.payers @ transfers)


put_compiled = jax.jit(put)


def game_on(world: World, deficits: str | Closure, purged: bool | None) -> tuple[World, Closure]:
    """Return the world that a game is played on, as a closure asks, and the closure on it.

    ``purged`` is the name of before: True stands for the closure that removes deficits first.
    """
    if purged is not None:
        deficits = PURGED if purged else WORLD_SHARE
        warnings.warn(
            f"purged={purged} is deficits='{deficits.name}' now; the old name goes with the next "
            "release",
            DeprecationWarning,
            stacklevel=3,
        )
    return rebased_for(world, deficits)


def posed(world: World, lines: Lines, wedges: Wedges, deficits: str | Closure) -> Problem:
    """Return the problem that wedges pose, with room for export taxes where lines set them."""
    world.refuse_products("strategy")
    problem = pose(world, Shock.on(world, wedges), deficits)
    return problem if lines.tariff.all() else taxable(problem)


def moves_of(
    world: World, lines: Lines, wedges: Wedges, payers: Sequence[Player], room: Room
) -> Moves:
    """Return where the lines' rates, and transfers among ``payers``, enter the equations.

    What there is ``room`` for beyond the lines goes to a line of its own, whose rate stays zero,
    and to cells without any.
    """
    flat = np.ravel_multi_index(tuple(lines.cell), world.tariff.shape)
    unique, at = np.unique(flat, return_inverse=True)
    spare = np.setdiff1d(np.arange(world.tariff.size), unique)[: room.cells - len(unique)]
    unique = np.concatenate([unique, spare])
    cells = np.stack(np.unravel_index(unique, world.tariff.shape))
    covered = np.zeros((2, cells.shape[1]), dtype=bool)
    covered[0, at[lines.tariff]] = covered[1, at[~lines.tariff]] = True
    logs = [
        np.where(of, np.log1p(rates[tuple(cells)]), 0.0)
        for of, rates in zip(covered, (wedges.tariff, wedges.export_tax), strict=True)
    ]
    shares = np.zeros((len(world.economies), len(payers)))
    for position, player in enumerate(payers):
        members = [world.economy_index(name) for name in player.members]
        shares[members, position] = world.value_added[members] / world.value_added[members].sum()
    if len(payers):
        shares = shares @ (np.eye(len(payers)) - 1 / len(payers))  # they sum to zero
    more = (0, room.cells - len(at))
    line = np.pad(lines.line, more, constant_values=room.lines - 1)
    at, tariff = np.pad(at, more), np.pad(lines.tariff, more, constant_values=True)
    return Moves(*(jnp.asarray(part) for part in (*cells, *logs, line, at, tariff, shares)))
