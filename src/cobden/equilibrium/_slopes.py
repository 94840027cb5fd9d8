"""Slopes at an equilibrium: of anything read off it, by anything that its problem depends on."""

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
from jax import Array

from cobden.equilibrium._compiled import MAX_STEPS, advance_smoothly, scale
from cobden.equilibrium._model import allocate
from cobden.equilibrium._objectives import Reader
from cobden.equilibrium._pose_products import beside
from cobden.equilibrium._problem import Problem, Weights, unpack
from cobden.equilibrium._product_demand import FurtherWedges, folded_at, slopes_at
from cobden.numerics.adjoint import ImplicitSlopes, implicit_slopes

Cells = tuple[Array, Array, Array]
"""Good, importer and exporter of each of some cells of trade [c]."""

SEARCH_TOLERANCE = 1e-8  # of an adjoint, relative to its own size: a search needs no more

OnWeights = tuple[Weights, Weights | None]


def slopes_through(
    aim: Callable[[Array, Problem], tuple[Array, Any]],
    posed: Callable[[Any], Problem],
    vector: Array,
    parameters: Any,
    tolerance: float = SEARCH_TOLERANCE,
    guess: Array | None = None,
) -> ImplicitSlopes:
    """Return an aim and its slopes by ``parameters`` at ``vector``, where the problem is solved.

    To be traced by JAX. ``posed`` makes the problem of parameters in any form; ``aim`` reads a
    vector of its unknowns, and returns anything beside what is differentiated. The adjoint is
    looked for from a ``guess``.
    """

    def aimed(x: Array, given: Any) -> tuple[Array, Any]:
        return aim(x, posed(given))

    def following(x: Array, given: Any) -> Array:
        return advance_smoothly(x, posed(given))

    units = scale(posed(parameters))
    return implicit_slopes(
        aimed, following, vector, parameters, units, tolerance, MAX_STEPS, guess
    )  # fmt: skip


def slopes_by_weights(
    problem: Problem, vector: Array, reader: Reader, tolerance: float, guess: Array | None = None
) -> ImplicitSlopes:
    """Return the sum of a reader's terms at a solution, and its slopes by the weights of trade."""

    def posed(weights: OnWeights) -> Problem:
        return problem._replace(intermediate=weights[0], final=weights[1])

    weights = (problem.intermediate, problem.final)
    return slopes_through(_terms(reader), posed, vector, weights, tolerance, guess)


def slopes_by_weights_and_products(
    problem: Problem, vector: Array, reader: Reader, tolerance: float
) -> ImplicitSlopes:
    """Return the same where some importers' products are known.

    The parameters are the weights, in which these imports have no part, and the further wedges on
    each nest. Each nest is folded at the solution's costs with its slopes there, so that what the
    adjoint sees of products is exact.
    """
    state = unpack(vector, problem)
    there = state.log_cost, state.log_premium
    standing = tuple(FurtherWedges.none(nest).on(nest) for nest in problem.nests)
    slopes = tuple(slopes_at(nest, *there) for nest in standing)

    def posed(parameters: tuple[OnWeights, tuple[FurtherWedges, ...]]) -> Problem:
        weights, further = parameters
        products = tuple(
            folded_at(wedges.on(nest), *there, slope)
            for wedges, nest, slope in zip(further, problem.nests, slopes, strict=True)
        )
        return problem._replace(intermediate=weights[0], final=weights[1], products=products)

    further = tuple(map(FurtherWedges.none, problem.nests))
    weights = (beside(problem.intermediate, problem.nests), problem.final)
    return slopes_through(_terms(reader), posed, vector, (weights, further), tolerance)


def _terms(reader: Reader) -> Callable[[Array, Problem], tuple[Array, None]]:
    return lambda x, now: (reader.terms(x, now).sum(), None)


def by_log_wedges(
    theta: Array, weights: OnWeights, slopes: OnWeights
) -> tuple[Array, Array, Array]:
    """Return slopes by log(1 + tariff), log(1 + export tax) and log trade cost, cell by cell.

    Every weight falls with the power theta of each wedge; the customs value further by the tariff,
    the producer's by the tariff and the export tax.
    """
    tariff = export_tax = trade_cost = jnp.zeros(())
    for weight, slope in zip(weights, slopes, strict=True):
        if weight is None or slope is None:
            continue
        of = jax.tree.map(jnp.multiply, weight, slope)
        producer = 0.0 if of.producer is None else of.producer
        power = -theta * (of.purchase + of.customs + producer)
        trade_cost = trade_cost + power
        export_tax = export_tax + power - producer
        tariff = tariff + power - of.customs - producer
    return tariff, export_tax, trade_cost


def taxable(problem: Problem) -> Problem:
    """Return the problem with a place for export taxes, even where all rates are zero."""
    if problem.intermediate.producer is not None:
        return problem
    final = problem.final
    return problem._replace(
        intermediate=problem.intermediate._replace(producer=problem.intermediate.customs),
        final=None if final is None else final._replace(producer=final.customs),
    )


def with_wedges(
    problem: Problem, cells: Cells, log_tariff: Array, log_export_tax: Array, transfer: Array
) -> Problem:
    """Return the problem with further taxes on some cells, and further transfers [n].

    No cell twice; each tax [c] the log of one plus its rate. Export taxes need a `taxable` problem.
    """
    theta = problem.elasticity[cells[0], 0]
    by_purchase = jnp.exp(-theta * (log_tariff + log_export_tax))
    by_customs = by_purchase * jnp.exp(-log_tariff)
    by_producer = by_customs * jnp.exp(-log_export_tax)

    def changed(weight: Array, by: Array) -> Array:
        return weight.at[cells].multiply(by, unique_indices=True)

    def moved(weights: Weights) -> Weights:
        producer = weights.producer
        return Weights(
            changed(weights.purchase, by_purchase),
            changed(weights.customs, by_customs),
            None if producer is None else changed(producer, by_producer),
        )

    return problem._replace(
        intermediate=moved(problem.intermediate),
        final=None if problem.final is None else moved(problem.final),
        transfer=problem.transfer + transfer,
    )


@jax.jit
def purchases_on_cells(problem: Problem, vector: Array, cells: Cells) -> tuple[Array, Array]:
    """Return purchases on cells at a solution, and their share of inputs bought in the market."""
    found = allocate(unpack(vector, problem), problem)
    k, n, i = cells
    inputs = problem.intermediate.purchase[cells] * found.power[k, i]
    final = inputs if problem.final is None else problem.final.purchase[cells] * found.power[k, i]
    share = inputs / found.intermediate_market.total[k, n]
    final_share = final / found.final_market.total[k, n]
    return share * found.intermediate[k, n] + final_share * found.final[k, n], share


@jax.jit
def slopes_on_cells(
    problem: Problem, vector: Array, reader: Reader, cells: Cells, guess: Array
) -> tuple[Array, Array, Array, Array]:
    """Return the sum of a reader's terms and its slopes on cells [c], by log tariff and export tax.

    And the adjoint, looked for from a ``guess``. As `gradient`, but for many objectives at one
    equilibrium, each of which looks at few cells.
    """
    found = slopes_by_weights(problem, vector, reader, SEARCH_TOLERANCE, guess)
    weights = (problem.intermediate, problem.final)
    there = jax.tree.map(lambda part: part[cells], (weights, found.slopes))
    tariff, export_tax, _ = by_log_wedges(problem.elasticity[cells[0], 0], *there)
    return found.value, tariff, export_tax, found.adjoint
