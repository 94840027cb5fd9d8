"""Efficient rates: what the players could have together, and how they share it.

One search over everybody's rates, on the exact gradient of one combined objective:

- ``equal_gains``: the largest gain that all have alike (Ossa 2014, section IV.C), by the soft
  minimum of the gains, whose weights are then tilted until the gains are equal;
- ``nash_product``: the product of the gains over the world as it stands;
- ``weights``: a weighted sum of the gains, each in % of the player's own real income.

``transfers`` lets the players pay each other, inside the equilibrium.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args

import jax.numpy as jnp
import numpy as np
from scipy.optimize import minimize

from cobden.base.closures import PURGED, WORLD_SHARE, Closure
from cobden.base.errors import NotConverged, unknown
from cobden.base.objective import Objective
from cobden.base.wedges import Wedges
from cobden.equilibrium import Floats, Result, solve
from cobden.strategy.controls import game_on
from cobden.strategy.lines import Lines, Over, Tax, lines_of, players_of
from cobden.strategy.optimal import BOUNDS, curvature, rates_in, with_rates
from cobden.strategy.response import Combination, Combine, Response
from cobden.world.world import World

Rule = Literal["equal_gains", "nash_product", "weights"]
EQUAL = 1e-4  # of the objectives' units: by how much equal gains may differ
_SHARPNESS = 30.0
_MAX_ROUNDS = 60


@dataclass(frozen=True, eq=False)
class Cooperation:
    """Efficient rates under a rule.

    - ``gains``: each player's objective over the world as it stands, in its own units;
    - ``weights``: the weights on the players' gains at which these rates are the best: what the
      rule comes down to;
    - ``transfers``: net, by player, in world value added; None where there are none;
    - ``bounds``: of rates; a lower bound below zero is the largest subsidy allowed.
    """

    world: World
    lines: Lines
    rule: Rule
    bounds: tuple[float, float]
    rates: Floats
    wedges: Wedges
    gains: Mapping[str, float]
    weights: Mapping[str, float]
    transfers: Mapping[str, float] | None
    deficits: Closure = WORLD_SHARE

    @cached_property
    def result(self) -> Result:
        """The equilibrium at these rates and transfers."""
        received = np.zeros(len(self.world.economies))
        for player in self.lines.players if self.transfers else ():
            members = [self.world.economy_index(name) for name in player.members]
            share = self.world.value_added[members] / self.world.value_added[members].sum()
            received[members] += share * (self.transfers or {})[player.name]
        return solve(self.world, self.wedges, transfer=received, deficits=self.deficits)


def cooperative(
    world: World,
    players: Sequence[str] | Mapping[str, Sequence[str]],
    over: Over = "line",
    *,
    rule: Rule = "equal_gains",
    weights: Mapping[str, float] | None = None,
    objectives: Mapping[str, Objective] | None = None,
    taxes: Sequence[Tax] = ("tariff",),
    sectors: Sequence[str] | None = None,
    bounds: tuple[float, float] = BOUNDS,
    transfers: bool = False,
    deficits: str | Closure = PURGED,
    purged: bool | None = None,
) -> Cooperation:
    """Return the rates that are best for the players together under ``rule``.

    Gains are over the world as it stands: rebase it to a trade war or to free trade to share gains
    over those (`Result.rebased`). ``weights`` by player serve the rule of that name (equal unless
    given). Other arguments as for `nash`.

    Raises ``InputError`` for an unknown rule and ``NotConverged``.
    """
    if rule not in get_args(Rule):
        raise unknown("rule", rule, get_args(Rule), where="rule")
    game, closure = game_on(world, deficits, purged)
    sides = players_of(game, players)
    lines = lines_of(game, sides, over, taxes=taxes, sectors=sectors)
    wedges = Wedges.of(game.economies, game.sectors, tariff=game.tariff)
    aims = [(objectives or {}).get(side.name) or side.welfare(game) for side in sides]
    how: dict[Rule, Combine] = {
        "equal_gains": "soft_minimum", "nash_product": "nash_product", "weights": "sum"
    }  # fmt: skip
    response = Response(game, lines, aims, wedges, closure, how=how[rule], transfers=transfers)
    names = [side.name for side in sides]
    shares = np.array([(weights or {}).get(name, 1.0) for name in names])
    controls, values, shares = _best(response, rule, shares / shares.sum(), bounds)
    rates = np.expm1(controls[: len(lines)])
    moved = None
    if transfers:
        paid = controls[len(lines) :] - controls[len(lines) :].mean()
        moved = dict(zip(names, map(float, paid), strict=True))
    return Cooperation(
        game, lines, rule, bounds, rates, with_rates(lines, rates, wedges),
        dict(zip(names, map(float, values), strict=True)),
        dict(zip(names, map(float, shares), strict=True)), moved, closure,
    )  # fmt: skip


def _best(
    response: Response, rule: Rule, weights: Floats, bounds: tuple[float, float]
) -> tuple[Floats, Floats, Floats]:
    """Return the best controls, the gains there, and the weights that support them."""
    count = len(weights)
    floor = jnp.zeros(count)
    response.combination = Combination(jnp.asarray(weights), floor, jnp.array(_SHARPNESS))
    controls = _start(response, bounds)
    if rule != "equal_gains":
        controls, values = _search(response, controls, bounds)
        if rule == "nash_product":
            weights = weights / np.maximum(values, 1e-12)
        return controls, values, weights / weights.sum()
    spread = np.inf
    for _ in range(_MAX_ROUNDS):
        controls, values = _search(response, controls, bounds)
        tilted = weights * np.exp(-_SHARPNESS * (values - values.min()))
        weights = tilted / tilted.sum()
        spread = values.max() - values.min()
        if spread < EQUAL:
            return controls, values, weights
        response.combination = Combination(jnp.asarray(weights), floor, jnp.array(_SHARPNESS))
    raise NotConverged(
        f"gains still differ by {spread:.1e}.",
        where="cooperative",
        remedy="Allow transfers or subsidies (bounds), or use rule='nash_product'.",
    )


def _start(response: Response, bounds: tuple[float, float]) -> Floats:
    rates = np.clip(rates_in(response.lines, response.world, response.wedges), *bounds)
    transfers = len(response.lines.players) if response.transfers else 0
    return np.concatenate([np.log1p(rates), np.zeros(transfers)])


def _search(
    response: Response, start: Floats, bounds: tuple[float, float]
) -> tuple[Floats, Floats]:
    """Return what L-BFGS-B reaches from ``start``, and the gains there."""
    lines, transfers = response.lines, len(start) - len(response.lines)
    unit = np.concatenate([1 / np.sqrt(curvature(response.world, lines)), np.full(transfers, 1e-2)])
    free = np.full(transfers, np.inf)
    low = np.concatenate([np.full(len(lines), np.log1p(bounds[0])), -free]) / unit
    high = np.concatenate([np.full(len(lines), np.log1p(bounds[1])), free]) / unit

    def down(controls: Floats) -> tuple[float, Floats]:
        _, value, slopes = response(controls * unit)
        return -value, -slopes * unit

    found = minimize(
        down,
        np.clip(start / unit, low, high),
        jac=True,
        method="L-BFGS-B",
        bounds=np.stack([low, high], axis=1),
        options={"maxcor": 30, "gtol": 1e-6, "ftol": 1e-13, "maxiter": 2000, "maxfun": 4000},
    )
    return found.x * unit, response(found.x * unit)[0]
