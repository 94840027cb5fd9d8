"""Mutual best responses of many players at once.

All players' first-order conditions are solved together. Each round solves the equilibrium once and
one adjoint for every player, moves every rate by its slope over the curvature that theory expects
at the present rates, and accelerates the whole (Anderson 1965). That is Newton's method with the
curvature of a small economy's flows in place of the Hessian, which is nearly diagonal. A player's
best response to the rest then certifies the end: from low rates and from high ones, it must gain
nothing. Small slopes would not do: where players set prohibitive rates slopes vanish as well.

Where nobody cooperates this is the tariff war of Ossa (2014): Nash tariffs.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import jax.numpy as jnp
import numpy as np

from cobden.base.closures import PURGED, WORLD_SHARE, Closure
from cobden.base.errors import NotConverged
from cobden.base.objective import Objective
from cobden.base.wedges import Wedges
from cobden.equilibrium import (
    Floats,
    Reader,
    Result,
    benchmark_vector,
    fixed_point,
    in_turn,
    purchases_on_cells,
    slopes_on_cells,
    solve,
)
from cobden.numerics.mixer import AndersonMixer
from cobden.strategy.ascent import curvature
from cobden.strategy.cells import purchases_by_product, with_rates
from cobden.strategy.controls import Room, game_on, moves_of, posed, put_compiled
from cobden.strategy.lines import Lines, Over, Player, Tax, lines_of, players_of
from cobden.strategy.optimal import BOUNDS, rates_in, search, starts_of
from cobden.strategy.product_response import ProductResponse, response_of
from cobden.world.world import World

TOLERANCE = 1e-8  # expected gain of any player in the last round, in the objective's units
SOLVED = 1e-11
_MAX_ROUNDS = 200
_MEMORY = 20
_STRIDE = 0.5  # the largest move of a log rate in one round

Progress = Callable[[int, float], None]


@dataclass(frozen=True)
class Temptation:
    """What one player could still gain by a full best response, others' rates held."""

    player: str
    from_low: float
    from_high: float

    @property
    def gain(self) -> float:
        """The larger of the two."""
        return max(self.from_low, self.from_high)


@dataclass(frozen=True, eq=False)
class NashEquilibrium:
    """Rates from which no player gains by moving alone.

    - ``rates`` [line], ``wedges``: the world's with these in place;
    - ``payoffs``: each player's objective there, in its own units, against the game's world;
    - ``rounds``: of the joint search; ``expected_gain``: any player's, to second order, at its end;
    - ``temptations``: what full best responses would still bring to the players examined.

    >>> import cobden as cb
    >>> world = cb.World.load().aggregate(['USA', 'JPN'])
    >>> war = cb.nash(world, ['USA', 'JPN'], over='uniform')
    >>> sorted(war.payoffs)
    ['JPN', 'USA']
    """

    world: World
    lines: Lines
    objectives: tuple[Objective, ...]
    rates: Floats
    wedges: Wedges
    payoffs: Mapping[str, float]
    rounds: int
    expected_gain: float
    temptations: tuple[Temptation, ...]
    deficits: Closure = WORLD_SHARE

    @property
    def remaining_gain(self) -> float:
        """The largest temptation, in the objectives' units."""
        return max((t.gain for t in self.temptations), default=float("nan"))

    @cached_property
    def result(self) -> Result:
        """The equilibrium at these rates."""
        return solve(self.world, self.wedges, deficits=self.deficits)


def nash(
    world: World,
    players: Sequence[str] | Mapping[str, Sequence[str]],
    over: Over = "line",
    *,
    objectives: Mapping[str, Objective] | None = None,
    taxes: Sequence[Tax] = ("tariff",),
    sectors: Sequence[str] | None = None,
    bounds: tuple[float, float] = BOUNDS,
    start: Floats | None = None,
    deficits: str | Closure = PURGED,
    certify: Sequence[str] | None = None,
    progress: Progress | None = None,
    purged: bool | None = None,
) -> NashEquilibrium:
    """Return the rates at which every player's are best given all others'.

    ``players`` are economies and groups, or names with members: a customs union is one player, with
    one external rate per line and none inside. Other arguments as for `optimal_tariffs`;
    ``objectives`` by player (real income unless given). ``deficits`` says what holds the trade
    deficits, as for `solve`: unless given they are removed first (``purged=`` is its old name).
    ``certify`` names the players whose full best responses are tried (all). With ``progress`` each
    round reports its number and the largest expected gain.

    Tariffs and export taxes over all sectors are not separately identified (Lerner symmetry): where
    both are set, the first export tax of every player stays at its start.

    Raises ``NotConverged`` if rates still move after 200 rounds.

    >>> import cobden as cb
    >>> world = cb.World.load().aggregate(['USA', 'JPN'])
    >>> war = cb.nash(world, ['USA', 'JPN'], over='uniform')
    >>> war.remaining_gain < 1e-6
    True
    """
    game, closure = game_on(world, deficits, purged)
    sides = players_of(game, players)
    lines = lines_of(game, sides, over, taxes=taxes, sectors=sectors)
    lines = _identified(lines)
    wedges = Wedges.of(game.economies, game.sectors, tariff=_without_internal(game, sides))
    aims = tuple((objectives or {}).get(side.name) or side.welfare(game) for side in sides)
    kind = _ProductGame if game.products else _Game

    def from_rates(lines: Lines, rates: Floats) -> tuple[Floats, Floats, int, float]:
        return _joint_search(kind(game, lines, aims, wedges, closure), rates, bounds, progress)

    rates = rates_in(lines, game, wedges) if start is None else np.asarray(start, dtype=float)
    coarse, of = lines.over_products()
    if start is None and coarse is not lines:  # one rate for each flow first: see ``ascent``
        rates = from_rates(coarse, rates_in(coarse, game, wedges))[0][of]
    rates, values, rounds, left = from_rates(lines, rates)
    at = with_rates(lines, rates, wedges, game)
    examined = [
        j for j, side in enumerate(sides) if certify is None or side.name in certify
    ]  # fmt: skip
    tempted = in_turn(
        lambda j: tempt(game, lines, j, aims[j], rates, at, bounds, closure), examined
    )
    return NashEquilibrium(
        game, lines, aims, rates, at,
        dict(zip((side.name for side in sides), map(float, values), strict=True)),
        rounds, left, tuple(tempted), closure,
    )  # fmt: skip


def tempt(
    world: World,
    lines: Lines,
    position: int,
    aim: Objective,
    rates: Floats,
    wedges: Wedges,
    bounds: tuple[float, float],
    deficits: Closure,
) -> Temptation:
    """Return what a player would gain by a full best response from low and from high rates."""
    own, mine = lines.of_player(position), rates[lines.owner == position]
    room = Room.for_any_player(lines)
    response = response_of(world, own, [aim], wedges, deficits, room=room)
    now = response(np.log1p(mine))[1]
    reached = [
        search(response, name, start, bounds)[0].value
        for name, start in starts_of(world, own, mine, ("low", "high")).items()
    ]
    return Temptation(lines.players[position].name, *(value - now for value in reached))


def _identified(lines: Lines) -> Lines:
    """Return the lines less one export tax of each player who sets tariffs as well."""
    keep = np.ones(len(lines), dtype=bool)
    is_tariff = np.zeros(len(lines), dtype=bool)
    is_tariff[lines.line[lines.tariff]] = True
    for position in range(len(lines.players)):
        own = lines.owner == position
        taxed = np.flatnonzero(own & ~is_tariff)
        if 0 < len(taxed) < own.sum():
            keep[taxed[0]] = False
    return lines if keep.all() else lines.chosen(keep)


def _without_internal(world: World, players: Sequence[Player]) -> Floats:
    """Return tariffs [k, n, i] with none inside a player."""
    tariff = world.tariff.copy()
    for player in players:
        if len(player.members) > 1:
            inside = [world.economy_index(name) for name in player.members]
            tariff[np.ix_(range(len(world.sectors)), inside, inside)] = 0.0
    return tariff


def _joint_search(
    game: "_Game | _ProductGame",
    rates: Floats,
    bounds: tuple[float, float],
    progress: Progress | None,
) -> tuple[Floats, Floats, int, float]:
    """Return rates that meet every first-order condition, payoffs, rounds, and the gain left."""
    lines = game.lines
    units = np.sqrt(curvature(game.world, lines))
    low, high = np.log1p(bounds[0]), np.log1p(bounds[1])
    controls = np.clip(np.log1p(rates), low, high)
    mixer, left = AndersonMixer(_MEMORY), np.inf
    for rounds in range(1, _MAX_ROUNDS + 1):
        values, slopes, curve = game.slopes(controls)
        pressing = ((controls <= low) & (slopes < 0)) | ((controls >= high) & (slopes > 0))
        slopes = np.where(pressing, 0.0, slopes)
        left = float(np.bincount(lines.owner, slopes**2 / (2 * curve)).max())
        if progress is not None:
            progress(rounds, left)
        if left < TOLERANCE:
            return np.expm1(controls), values, rounds, left
        move = np.clip(slopes / curve, -_STRIDE, _STRIDE)
        controls = np.clip(mixer.next(controls, move, units), low, high)
    raise NotConverged(
        f"after {_MAX_ROUNDS} rounds some player would still gain {left:.1e}.",
        where="nash",
        remedy="Play over fewer lines (over='sector'), or start from other rates.",
    )


class _Game:
    """All players' slopes at a profile of rates: one equilibrium, and one adjoint for each."""

    def __init__(
        self,
        world: World,
        lines: Lines,
        aims: Sequence[Objective],
        wedges: Wedges,
        deficits: Closure,
    ) -> None:
        self.world, self.lines = world, lines
        self.covered = tuple(jnp.asarray(axis) for axis in lines.cell)
        self.problem = posed(world, lines, wedges, deficits)
        self.moves = moves_of(world, lines, wedges, (), Room.of(lines))
        self.readers = [Reader.of(world, aim) for aim in aims]
        self.vector = benchmark_vector(world)
        self.adjoints = [jnp.zeros_like(self.vector) for _ in aims]
        self.own = [np.flatnonzero(lines.owner[lines.line] == j) for j in range(len(aims))]
        widest = max(map(len, self.own))  # one shape, one compilation
        self.cells = [
            tuple(jnp.asarray(np.resize(axis[own], widest)) for axis in lines.cell)
            for own in self.own
        ]

    def slopes(self, controls: Floats) -> tuple[Floats, Floats, Floats]:
        """Return payoffs [player], their slopes by own log rates [line], and expected curvature."""
        problem = put_compiled(self.problem, self.moves, jnp.asarray(controls), jnp.zeros(0))
        point = fixed_point(problem, self.vector, SOLVED)
        if not float(point.residual) <= SOLVED:
            raise NotConverged(
                f"no equilibrium at these rates: off by {float(point.residual):.1e}.",
                where="nash",
                remedy="Narrow the bounds of the rates.",
            )
        self.vector = point.x
        values = np.zeros(len(self.readers))
        found = np.zeros(len(self.lines))

        def of_player(j: int) -> None:
            own = self.own[j]
            value, tariff, export_tax, self.adjoints[j] = slopes_on_cells(
                problem, self.vector, self.readers[j], self.cells[j], self.adjoints[j]
            )
            values[j] = value
            by_cell = np.where(
                self.lines.tariff[own], np.asarray(tariff)[: len(own)],
                np.asarray(export_tax)[: len(own)],
            )  # fmt: skip
            lines = self.lines.line[own]
            first = lines.min()  # a player's lines lie together
            found[first : lines.max() + 1] = np.bincount(lines - first, by_cell)

        list(in_turn(of_player, range(len(self.readers))))
        bought = purchases_on_cells(problem, self.vector, self.covered)
        value, share = map(np.asarray, bought)
        return values, found, curvature(self.world, self.lines, (value, share))


class _ProductGame:
    """The same where some importers' trade is known by product."""

    def __init__(
        self,
        world: World,
        lines: Lines,
        aims: Sequence[Objective],
        wedges: Wedges,
        deficits: Closure,
    ) -> None:
        self.world, self.lines, self.aims = world, lines, aims
        self.response = ProductResponse(world, lines, aims, wedges, deficits)

    def slopes(self, controls: Floats) -> tuple[Floats, Floats, Floats]:
        """Return payoffs [player], their slopes by own log rates [line], and expected curvature."""
        result = self.response.result(controls)
        found = [self.response.slopes(result, aim) for aim in self.aims]
        owner = self.lines.owner
        slopes = np.array([slope for _, slope in found])[owner, np.arange(len(owner))]
        bought = purchases_by_product(self.lines, result)
        return (
            np.array([value for value, _ in found]),
            slopes,
            curvature(self.world, self.lines, bought),
        )
