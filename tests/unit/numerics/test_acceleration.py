"""Accelerated fixed points and their adjoints, against linear algebra."""

import jax.numpy as jnp
import numpy as np
import pytest

from cobden.numerics.adjoint import implicit_slopes
from cobden.numerics.fixed_point import anderson, newton_krylov
from cobden.numerics.mixer import AndersonMixer

SIZE = 12
RNG = np.random.default_rng(7)
MATRIX = 0.95 * np.linalg.qr(RNG.normal(size=(SIZE, SIZE)))[0]  # the plain iteration is slow
SHIFT = RNG.normal(size=SIZE)
SOLUTION = np.linalg.solve(np.eye(SIZE) - MATRIX, SHIFT)
ONES = jnp.ones(SIZE)


def advance(x):
    new = MATRIX @ x + SHIFT
    return new, jnp.abs(new - x).max()


def test_a_compiled_loop_finds_the_solution_of_a_linear_system_in_as_many_steps_as_unknowns():
    end = anderson(advance, jnp.zeros(SIZE), ONES, 1e-10, 100, memory=SIZE)
    np.testing.assert_allclose(end.x, SOLUTION, rtol=1e-8)
    assert end.steps <= SIZE + 3  # the plain iteration takes some 500


def test_newton_krylov_finds_the_same():
    np.testing.assert_allclose(
        newton_krylov(advance, jnp.zeros(SIZE), 1e-10).x, SOLUTION, rtol=1e-8
    )


@pytest.mark.parametrize("scale", [1.0, np.logspace(-3, 3, SIZE)])
def test_the_mixer_takes_the_same_steps_one_at_a_time(scale):
    mixer, x = AndersonMixer(SIZE), np.zeros(SIZE)
    for _ in range(SIZE + 2):
        x = mixer.next(x, MATRIX @ x + SHIFT - x, scale)
    np.testing.assert_allclose(x, SOLUTION, rtol=1e-6)


def test_the_mixer_leaves_the_first_steps_as_they_come():
    mixer, x = AndersonMixer(4, after=2), np.zeros(SIZE)
    for _ in range(2):
        x, plain = mixer.next(x, MATRIX @ x + SHIFT - x), MATRIX @ x + SHIFT
        np.testing.assert_array_equal(x, plain)


def test_slopes_through_a_fixed_point_are_those_of_its_closed_form():
    def aim(x, shift):
        return (x**2).sum() + shift[0], x[0]

    def following(x, shift):
        return MATRIX @ x + shift

    units = jnp.logspace(-2, 2, SIZE)
    found = implicit_slopes(
        aim, following, jnp.asarray(SOLUTION), jnp.asarray(SHIFT), units, 1e-12, 200
    )
    exact = np.linalg.solve((np.eye(SIZE) - MATRIX).T, 2 * SOLUTION)
    exact[0] += 1
    np.testing.assert_allclose(found.slopes, exact, rtol=1e-8)
    assert float(found.end.residual) <= 1e-12
    assert float(found.beside) == SOLUTION[0]
