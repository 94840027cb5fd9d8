"""Many shocks on one world: a loop over compiled solves, with a status for each draw.

A loop over threads, not one batched program: the draws would share no work, a batch would run as
long as its slowest member, and a loop needs memory for a few draws only. ``python -m benchmarks
draws`` times a thousand.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from cobden.base.closures import WORLD_SHARE, Closure
from cobden.base.errors import Infeasible, InputError, NotConverged
from cobden.base.wedges import Wedges
from cobden.equilibrium._result import Result
from cobden.equilibrium._solve import HasTerms, rebased_for, solve
from cobden.world.world import World

if TYPE_CHECKING:
    import xarray as xr

A = TypeVar("A")
B = TypeVar("B")
CONVERGED = "converged"


@dataclass(frozen=True, eq=False)
class Batch:
    """The outcome of each draw [draw, ...], and how each one ended.

    ``status`` says ``converged``, or in the error's words why there is no equilibrium; the outcome
    is then not a number. ``failed`` are the positions of those draws.
    """

    outcome: "xr.DataArray"
    status: tuple[str, ...]

    @property
    def failed(self) -> tuple[int, ...]:
        """Positions of the draws without an equilibrium."""
        return tuple(j for j, status in enumerate(self.status) if status != CONVERGED)


def solve_many(
    world: World,
    shocks: Iterable[Wedges | HasTerms],
    *,
    outcome: "Callable[[Result], xr.DataArray]" = lambda result: result.welfare,
    deficits: str | Closure = WORLD_SHARE,
) -> Batch:
    """Return one outcome (by default welfare) of each of many shocks, and a status for each.

    Shocks may come from a generator; only the outcomes are kept, so memory is flat in their number.
    Raises ``InputError`` where there are no shocks; a draw that does not converge is a status.

    >>> import cobden as cb
    >>> world = cb.World.load().aggregate(['USA', 'JPN'])
    >>> rates = [1.0, 1.1]
    >>> shocks = [
    ...     cb.Wedges.of(world.economies, world.sectors, tariff=rate * world.tariff)
    ...     for rate in rates
    ... ]
    >>> cb.solve_many(world, shocks).status
    ('converged', 'converged')
    """
    world, closure = rebased_for(world, deficits)

    def one(shock: Wedges | HasTerms) -> "tuple[xr.DataArray | None, str]":
        try:
            return outcome(solve(world, shock, deficits=closure)), CONVERGED
        except (NotConverged, Infeasible) as stopped:
            return None, str(stopped)

    found = list(in_turn(one, shocks))
    if not found:
        raise InputError("no shocks were given.", where="solve_many", remedy="Give at least one.")
    return Batch(_stacked([value for value, _ in found]), tuple(status for _, status in found))


def in_turn(function: Callable[[A], B], items: Iterable[A]) -> Iterator[B]:
    """Yield function(item) in order, a few items at a time on each thread."""
    threads, waiting = os.cpu_count() or 1, iter(items)
    with ThreadPoolExecutor(threads) as pool:
        while block := list(islice(waiting, 8 * threads)):
            yield from pool.map(function, block)


def _stacked(values: "list[xr.DataArray | None]") -> "xr.DataArray":
    import xarray as xr

    known = next((value for value in values if value is not None), None)
    if known is None:
        return xr.DataArray(np.full(len(values), np.nan), dims=["draw"])
    filled = [np.full(known.shape, np.nan) if v is None else v.values for v in values]
    coords = {"draw": np.arange(len(values)), **{name: known[name] for name in known.dims}}
    return xr.DataArray(np.stack(filled), coords, ["draw", *known.dims], attrs=known.attrs)
