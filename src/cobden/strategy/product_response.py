"""The answer of a world in which some importers' trade is known by product.

Each is an equilibrium by `solve_shock` and an exact gradient by `wedge_slopes`, started from the
last one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import jax
import jax.numpy as jnp
import numpy as np

from cobden.base.closures import Closure
from cobden.base.errors import InputError, NotConverged
from cobden.base.objective import Objective
from cobden.base.wedges import Wedges
from cobden.equilibrium import (
    Floats,
    Result,
    Shock,
    rebased_for,
    solve_shock,
    value_of,
    wedge_slopes,
)
from cobden.strategy.cells import product_cells, rates_on_cells, with_rates
from cobden.strategy.lines import Lines
from cobden.strategy.response import Combination, Response, combine
from cobden.world.world import World

if TYPE_CHECKING:
    from jax import Array


@dataclass
class ProductResponse(Response):
    """A world with products that answers to rates on lines; otherwise as `Response`."""

    _near: "Array | None" = field(default=None, repr=False)
    _last: "tuple[bytes, Result] | None" = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if self.transfers:
            raise InputError(
                "transfers between players are not looked for where trade is known by product.",
                where="strategy",
                remedy="Leave transfers out, or use the world without products.",
            )
        self.world, self.deficits = rebased_for(self.world, self.deficits)
        if self.combination is None:
            count = len(self.objectives)
            self.combination = Combination(jnp.ones(count), jnp.zeros(count), jnp.array(1.0))

    def __call__(self, controls: Floats) -> tuple[Floats, float, Floats]:
        """Return the objectives, their combination, and its slopes at ``controls`` [line]."""
        result = self.result(controls)
        found = [self.slopes(result, aim) for aim in self.objectives]
        values = np.array([value for value, _ in found])
        assert self.combination is not None
        combined, by_value = jax.value_and_grad(combine, argnums=1)(
            self.how, jnp.asarray(values), self.combination
        )
        slopes = np.asarray(by_value) @ np.array([slope for _, slope in found])
        return values, float(combined), slopes

    def glance(self, controls: Floats) -> float:
        """Return the combination at ``controls``, minus infinity where one try does not do."""
        try:
            result = self.result(controls)
        except NotConverged:
            return -np.inf
        assert self.combination is not None
        values = jnp.array([value_of(result, aim) for aim in self.objectives])
        return float(combine(self.how, values, self.combination))

    def result(self, controls: Floats) -> Result:
        """Return the equilibrium at ``controls``. Raises ``NotConverged``."""
        key = controls.tobytes()
        if self._last is None or self._last[0] != key:
            self.evaluations += 1
            wedges = with_rates(self.lines, np.expm1(controls), self.wedges, self.world)
            shock = Shock.on(self.world, wedges)
            try:
                found = solve_shock(self.world, shock, self.deficits, start=self._near)
            except NotConverged:
                found = solve_shock(self.world, shock, self.deficits)  # what was near led nowhere
            self.steps += found.certificate.steps
            self._near, self._last = found.vector, (key, found)
        return self._last[1]

    def slopes(self, result: Result, aim: "Objective") -> tuple[float, Floats]:
        """Return an objective and its slopes by the log of one plus each line's rate [line]."""
        lines, world = self.lines, self.world
        found = wedge_slopes(result, aim)
        cell = tuple(lines.cell)
        slope = np.where(lines.tariff, found.by_wedges[0][cell], found.by_wedges[1][cell])
        for _, place, cells, at in product_cells(lines, world):
            slope[cells] = found.by_product[place][at]
        by_log = slope * (1 + rates_on_cells(lines, world, result.shock.wedges))
        return found.value, np.bincount(lines.line, by_log, len(lines)).astype(np.float64)


def response_of(
    world: World,
    lines: Lines,
    objectives: Sequence[Objective],
    wedges: Wedges,
    deficits: str | Closure,
    **more: Any,
) -> Response:
    """Return what answers to rates on lines, by product where the world is."""
    kind = ProductResponse if world.products else Response
    return kind(world, lines, objectives, wedges, deficits, **more)
