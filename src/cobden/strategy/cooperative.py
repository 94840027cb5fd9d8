"""Efficient rates: what the players could have together, and how they share it.

One search over everybody's rates, on the exact gradient of one combined objective:

- ``equal_gains``: the largest gain that all have alike (Ossa 2014, section IV.C), by the soft
  minimum of the gains, whose weights are then tilted until the gains are equal; a weight ends below
  zero where a player has to be held down to what the others can reach;
- ``nash_product``: the product of the gains over the world as it stands;
- ``weights``: a weighted sum of the gains, each in % of the player's own real income.

``transfers`` lets the players pay each other, inside the equilibrium. The frontier has many local
optima: several starts are tried, and the best end is questioned (see `ascent`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple, get_args

import jax.numpy as jnp
import numpy as np

from cobden.base.closures import PURGED, WORLD_SHARE, Closure
from cobden.base.errors import NotConverged, unknown
from cobden.base.objective import Objective
from cobden.base.wedges import Wedges
from cobden.equilibrium import Floats, Result, solve
from cobden.strategy.ascent import Start, ascend, question, sureness
from cobden.strategy.cells import with_rates
from cobden.strategy.controls import game_on
from cobden.strategy.lines import Lines, Over, Tax, lines_of, players_of
from cobden.strategy.optimal import BOUNDS, check_bounds, rates_in, starts_of
from cobden.strategy.product_response import response_of
from cobden.strategy.response import Combination, Combine, Response
from cobden.world.world import World

Rule = Literal["equal_gains", "nash_product", "weights"]
EQUAL = 1e-4  # of the objectives' units: by how much equal gains may differ
STARTS = ("present", "low", "free")
_SHARPNESS = 30.0
_MAX_ROUNDS = 60
_NO_WEIGHT = 1e-6
_HOW: dict[Rule, Combine] = {"nash_product": "nash_product", "weights": "sum"}


@dataclass(frozen=True, eq=False)
class Cooperation:
    """Efficient rates under a rule.

    - ``gains``: each player's objective over the world as it stands, in its own units;
    - ``weights``: the weights on the players' gains at which these rates are the best: what the
      rule comes down to;
    - ``transfers``: net, by player, in world value added; None where there are none;
    - ``bounds``: of rates; a lower bound below zero is the largest subsidy allowed;
    - ``starts``: what each start reached, the least gain under equal gains and otherwise the
      combined objective, and what questions about the best of them brought.

    No search proves that rates are the best of all: ``sureness`` says what was tried.

    >>> import cobden as cb
    >>> world = cb.World.load().aggregate(['USA', 'JPN'])
    >>> peace = cb.cooperative(world, ['USA', 'JPN'], over='uniform')
    >>> isinstance(peace, cb.strategy.Cooperation)
    True
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
    starts: tuple[Start, ...]
    deficits: Closure = WORLD_SHARE

    @property
    def sureness(self) -> str:
        """What was tried, and how sure it is that nothing is better for all."""
        return sureness(self.starts)

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
    start: Floats | None = None,
    deficits: str | Closure = PURGED,
    purged: bool | None = None,
) -> Cooperation:
    """Return the rates that are best for the players together under ``rule``.

    Gains are over the world as it stands: rebase it to a trade war or to free trade to share gains
    over those (`Result.rebased`). ``weights`` by player serve the rule of that name (equal unless
    given). The search begins from the present rates, from 10% and from none, or from ``start``
    [line] alone. Other arguments as for `nash`.

    Raises ``InputError`` for an unknown rule and ``NotConverged``.

    >>> import cobden as cb
    >>> world = cb.World.load().aggregate(['USA', 'JPN'])
    >>> peace = cb.cooperative(world, ['USA', 'JPN'], over='uniform')
    >>> peace.rule
    'equal_gains'
    """
    if rule not in get_args(Rule):
        raise unknown("rule", rule, get_args(Rule), where="rule")
    game, closure = game_on(world, deficits, purged)
    sides = players_of(game, players)
    lines = lines_of(game, sides, over, taxes=taxes, sectors=sectors)
    wedges = Wedges.of(game.economies, game.sectors, tariff=game.tariff)
    aims = [(objectives or {}).get(side.name) or side.welfare(game) for side in sides]
    response = response_of(game, lines, aims, wedges, closure, transfers=transfers)
    names = [side.name for side in sides]
    shares = np.array([(weights or {}).get(name, 1.0) for name in names])
    check_bounds(bounds)
    present = rates_in(lines, game, wedges)
    starts = starts_of(game, lines, present, STARTS if start is None else {"given": start})
    found, tried = _Frontier(response, rule, shares / shares.sum(), bounds).best(starts)
    rates = np.expm1(found.controls[: len(lines)])
    moved = _paid(names, found.controls[len(lines) :]) if transfers else None
    gains, held = (
        dict(zip(names, map(float, part), strict=True)) for part in (found.values, found.weights)
    )
    return Cooperation(
        game, lines, rule, bounds, rates, with_rates(lines, rates, wedges, game),
        gains, held, moved, tried, closure,
    )  # fmt: skip


def _paid(names: Sequence[str], controls: Floats) -> dict[str, float]:
    """Return the transfer to each side: what the controls say, less what all would get alike."""
    return dict(zip(names, map(float, controls - controls.mean()), strict=True))


class _Peak(NamedTuple):
    """Controls, the gains there, the weights that support them, what they combine to, and how."""

    controls: Floats
    values: Floats
    weights: Floats
    combined: float
    how: Combine


@dataclass(frozen=True)
class _Frontier:
    """The climbs of one question, by its rule, within bounds."""

    response: Response
    rule: Rule
    weights: Floats
    bounds: tuple[float, float]

    def best(self, starts: Mapping[str, Floats]) -> tuple[_Peak, tuple[Start, ...]]:
        """Return the best that the starts and questions reach, and what each reached."""
        response = self.response
        payments = np.zeros(len(response.lines.players) if response.transfers else 0)
        found: list[_Peak] = []
        tried: list[Start] = []
        missed: NotConverged | None = None
        for name, rates in starts.items():
            before, value = response.evaluations, np.nan
            try:
                controls = np.append(np.log1p(np.clip(rates, *self.bounds)), payments)
                found.append(self.climb(controls))
                value = found[-1].combined
            except NotConverged as fault:
                missed = fault
            tried.append(Start(name, value, response.evaluations - before))
        if not found:
            assert missed is not None
            raise missed
        best, before = max(found, key=lambda one: one.combined), response.evaluations
        self._aim(best.how, best.weights if self.rule == "equal_gains" else self.weights)
        combined = response(best.controls)[1]
        controls, more = question(response, best.controls, combined, self.bounds)
        if more > combined:
            best = max(best, self.climb(controls), key=lambda one: one.combined)
        tried.append(Start("questions", best.combined, response.evaluations - before))
        return best, tuple(tried)

    def climb(self, controls: Floats) -> _Peak:
        """Return what is reached from some controls. Raises ``NotConverged``."""
        if self.rule == "equal_gains":
            return self._equal(controls)
        how = _HOW[self.rule]
        self._aim(how, self.weights)
        controls, combined = ascend(self.response, controls, self.bounds)
        values, weights = self.response(controls)[0], self.weights
        if self.rule == "nash_product":
            weights = weights / np.maximum(values, 1e-12)
        return _Peak(controls, values, weights / weights.sum(), combined, how)

    def _equal(self, controls: Floats) -> _Peak:
        """Return the largest gain that all have alike, near the largest of the least gain.

        Where that leaves a player without weight more than the others, equality holds it down.
        """
        weights, spread = self.weights, np.inf
        for how in ("soft_minimum", "equal"):
            for _ in range(_MAX_ROUNDS):
                self._aim(how, weights)
                controls, _ = ascend(self.response, controls, self.bounds)
                values = self.response(controls)[0]
                spread = np.ptp(values)
                if spread < EQUAL:
                    return _Peak(controls, values, weights, float(values.min()), how)
                if how == "equal":
                    weights = weights - _SHARPNESS * (values - values.mean())
                    continue
                tilted = weights * np.exp(-_SHARPNESS * (values - values.min()))
                weights = tilted / tilted.sum()
                if weights.min() < _NO_WEIGHT:
                    break
        raise NotConverged(
            f"gains still differ by {spread:.1e}.",
            where="cooperative",
            remedy="Allow transfers or subsidies (bounds), or use rule='nash_product'.",
        )

    def _aim(self, how: Combine, weights: Floats) -> None:
        none = jnp.zeros(len(weights))
        self.response.how = how
        self.response.combination = Combination(jnp.asarray(weights), none, jnp.array(_SHARPNESS))
