"""How far a case's answers move with what is not known: elasticities, and what holds the deficits.

Every state is solved under every set of elasticities and every closure, on threads: solving leaves
Python to whoever asks.
"""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from cobden.base.closures import Closure
from cobden.base.errors import Infeasible, NotConverged
from cobden.cases import Case
from cobden.equilibrium import RANGE_TOLERANCE, Result, rebased_for, solve
from cobden.measures import Enacted
from cobden.study.progress import Progress
from cobden.world.elasticities import DEFAULT, SETS
from cobden.world.world import World

if TYPE_CHECKING:
    import xarray as xr
    from numpy.typing import NDArray

A = TypeVar("A")


@contextmanager
def solvers() -> "Iterator[Executor]":
    """Two threads to solve on; what has not begun when something goes wrong is never begun."""
    pool = ThreadPoolExecutor(2)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def after(ready: Future[Any], function: Callable[..., A], *given: Any) -> A:
    """Return what a function returns, called once ``ready`` has ended, well or not."""
    ready.exception()
    return function(*given)


def _with(world: World, elasticities: str) -> World:
    """Return the world with a set of elasticities: itself where it has them, and all it keeps."""
    other = world.with_elasticity(elasticities)
    return world if np.array_equal(other.elasticity, world.elasticity) else other


class Variants:
    """The change of real income in every state under every elasticity set and closure.

    They are solved by ``pool``, after ``ready``. A variant without an equilibrium is NaN, which
    the brief counts.
    """

    def __init__(self, case: Case, world: World, pool: Executor, ready: Future[Any]) -> None:
        self.world, self.pool, self.groups = world, pool, case.groups
        self.closures = {closure.name: closure for closure in case.closures}
        self.own = (case.file.model.elasticity or DEFAULT, case.closure.name)
        self.bases = {
            (name, closure.name): pool.submit(after, ready, rebased_for, whole, closure)
            for name, whole in ((name, _with(world, name)) for name in SETS)
            for closure in case.closures
        }
        self.asked: dict[str, dict[tuple[str, str], Future[NDArray[np.float64]]]] = {}

    def ask(self, state: str, law: Enacted[Any]) -> None:
        """Have a state solved, but for the case's own choice.

        Nothing changes in one with the benchmark's own wedges and no instruments.
        """
        moved = law.law.instruments or not np.array_equal(law.wedges.tariff, self.world.tariff)
        self.asked[state] = {
            choice: self.pool.submit(self._solve, base, law)
            for choice, base in self.bases.items()
            if moved and choice != self.own
        }

    def _solve(
        self, base: "Future[tuple[World, Closure]]", law: Enacted[Any]
    ) -> "NDArray[np.float64]":
        try:
            world, deficits = base.result()
            result = solve(world, law, deficits=deficits, tolerance=RANGE_TOLERANCE)
        except (NotConverged, Infeasible):
            return np.full(len(self.world.economies) + len(self.groups), np.nan)
        return self._welfare(result)

    def found(self, results: Mapping[str, Result], told: Progress) -> "xr.DataArray":
        """Return all [state, elasticity, deficits, economy], the case's own choice by ``results``.

        Groups of the case come after the economies.
        """
        import xarray as xr

        labels = {
            "state": list(self.asked),
            "elasticity": list(SETS),
            "deficits": list(self.closures),
            "economy": [*self.world.economies, *self.groups],
        }
        attrs = {"long_name": "change of real income", "unit": "%"}
        array = xr.DataArray(0.0, labels, list(labels), attrs=attrs)
        whole = sum(map(len, self.asked.values()))
        done = 0
        for state, answers in self.asked.items():
            if answers:
                array.loc[state, *self.own] = self._welfare(results[state])
            for choice, answer in answers.items():
                told(f"Elasticities {choice[0]}", done, whole)
                array.loc[state, *choice] = answer.result()
                done += 1
        return array

    def _welfare(self, result: Result) -> "NDArray[np.float64]":
        """Return the change of real income of each economy, then of each group, by its incomes."""
        places = map(result.world.positions, self.groups)
        together = (result.together("welfare", place) for place in places)
        return np.array([*result.values("welfare"), *together])
