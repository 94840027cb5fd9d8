"""Both approximations are the solver's own step to first order: at home exactly, abroad summed."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from cobden.base.wedges import Wedges
from cobden.equilibrium import Shock, benchmark_vector, pose
from cobden.equilibrium._aggregation import Linearised
from cobden.equilibrium._model import relax, residuals
from cobden.equilibrium._problem import unpack
from cobden.world import World

SMALL = World.load("CP").aggregate(economies=["USA", "JPN", "CHN", "DEU", "MEX"])


@pytest.fixture(scope="module")
def problem():
    unshocked = Wedges.of(SMALL.economies, SMALL.sectors, tariff=SMALL.tariff)
    return pose(SMALL, Shock.on(SMALL, unshocked), "world_share")


@pytest.fixture(scope="module")
def written(problem):
    step = (problem.elasticity, problem.response, problem.wage_step)
    return Linearised.of(SMALL, *(np.asarray(part) for part in step))


@pytest.fixture(scope="module")
def exact(problem):
    """The derivative of a step's moves [n, 1 + 2k] by the moves before, in log units."""
    start = unpack(benchmark_vector(SMALL), problem)
    goods, made = len(SMALL.sectors), start.output > 0

    def step(moves):
        wage, cost, output = jnp.split(moves.T, [1, 1 + goods])
        state = start._replace(
            log_wage=start.log_wage + wage[0],
            log_cost=start.log_cost + cost,
            output=start.output * (1 + output),
        )
        after = relax(state, problem, residuals(state, problem))
        grown = jnp.where(made, after.output / jnp.where(made, start.output, 1.0) - 1, 0.0)
        return jnp.concatenate(
            [(after.log_wage - start.log_wage)[None], after.log_cost - start.log_cost, grown]
        ).T

    still = jnp.zeros((len(SMALL.economies), 1 + 2 * goods))
    return np.asarray(jax.jit(jax.jacfwd(step))(still))


def test_at_home_it_is_the_derivative_of_the_step(written, exact):
    own = np.arange(len(SMALL.economies))
    assert np.abs(exact[own, :, own] - written.at_home()).max() < 1e-12


def test_between_economies_it_is_the_derivative_summed(written, exact):
    goods, economies = len(SMALL.sectors), len(SMALL.economies)
    weights = np.random.default_rng(1).normal(size=(3, 1 + 2 * goods, economies))
    shared = np.zeros((1 + 2 * goods, 3))  # all sectors of an economy move alike
    shared[0, 0] = shared[1 : 1 + goods, 1] = shared[1 + goods :, 2] = 1
    summed = np.einsum("rzn,nzmy,yt->rntm", weights, exact, shared)
    found = written.between(weights)
    assert np.abs(summed.reshape(found.shape) - found).max() < 1e-12
