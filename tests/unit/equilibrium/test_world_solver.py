"""Solving many laws on one world reads what solving each alone reads."""

import numpy as np
import pytest

from cobden.base.objective import Objective
from cobden.base.terms import Terms
from cobden.base.wedges import Wedges
from cobden.equilibrium import Reader, WorldSolver, benchmark_vector, solve, value_of
from cobden.world import World

AIMS = (Objective.welfare("USA"), Objective.bilateral_balance("USA", "JPN"))


@pytest.fixture(scope="module")
def world():
    return World.load("CP").aggregate(economies=["USA", "JPN", "CHN"])


@pytest.fixture(scope="module")
def wedges(world):
    tariff = np.array(world.tariff)
    tariff[world.cell("C29", "USA", "JPN")] = 0.25
    return Wedges.of(world.economies, world.sectors, tariff=tariff)


@pytest.fixture(scope="module")
def solver(world):
    return WorldSolver(world, "world_share", Reader.of(world, *AIMS))


def test_it_reads_what_a_solve_shows(world, wedges, solver):
    reached = solver.solve(solver.pose(Terms(wedges)), np.asarray(benchmark_vector(world)))
    result = solve(world, wedges)
    np.testing.assert_allclose(reached.terms, [value_of(result, aim) for aim in AIMS], rtol=1e-7)
    np.testing.assert_allclose(reached.vector, result.vector, atol=1e-9)


def test_where_it_starts_does_not_matter(world, wedges, solver):
    problem = solver.pose(Terms(wedges))
    near = solver.solve(problem, np.asarray(benchmark_vector(world)))
    for start in (near.vector, near.vector * 0.9, np.full(len(near.vector), np.nan)):
        again = solver.solve(problem, start)
        np.testing.assert_allclose(again.terms, near.terms, rtol=1e-6)
