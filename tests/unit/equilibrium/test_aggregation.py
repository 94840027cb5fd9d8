"""The coarse model is the solver's own step, to first order, for one good per economy."""

import jax
import jax.numpy as jnp
import numpy as np

from cobden.base.wedges import Wedges
from cobden.equilibrium.aggregation import following
from cobden.equilibrium.model import relax, residuals
from cobden.equilibrium.pose import Shock, benchmark_vector, pose
from cobden.equilibrium.solver import unpack
from cobden.world import World


def test_it_is_the_derivative_of_the_step_aggregated():
    world = World.load("CP").aggregate(economies=["USA", "JPN", "CHN", "DEU", "MEX"])
    unshocked = Wedges.of(world.economies, world.sectors, tariff=world.tariff)
    problem = pose(world, Shock.on(world, unshocked), "world_share")
    start, coarse = unpack(benchmark_vector(world), problem), problem.aggregation

    def step(moves):
        log_wage, log_cost, log_output = jnp.split(moves, 3)
        state = start._replace(
            log_wage=start.log_wage + log_wage,
            log_cost=start.log_cost + log_cost,
            output=start.output + coarse.weight * coarse.own * log_output,
        )
        after = relax(state, problem, residuals(state, problem))
        return jnp.concatenate(
            [
                after.log_wage - start.log_wage,
                (coarse.weight * (after.log_cost - start.log_cost)).sum(axis=0),
                (after.output - start.output).sum(axis=0) / coarse.own,
            ]
        )

    exact = jax.jit(jax.jacfwd(step))(jnp.zeros(3 * len(world.economies)))
    theta = np.asarray(problem.elasticity[:, 0])
    written = following(world, theta, np.asarray(problem.response), np.asarray(problem.wage_step))
    assert np.abs(exact - written).max() < 1e-12
