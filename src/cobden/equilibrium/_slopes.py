"""Slopes at an equilibrium: of anything read off it, by anything that its problem depends on."""

from collections.abc import Callable
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from cobden.equilibrium._compiled import MAX_STEPS, advance_smoothly, scale
from cobden.equilibrium._further_wedges import FurtherWedges, LineWedges
from cobden.equilibrium._model import allocate
from cobden.equilibrium._objectives import Reader
from cobden.equilibrium._pose_products import beside
from cobden.equilibrium._problem import Problem, Weights, unpack
from cobden.equilibrium._product_demand import folded_at, slopes_at
from cobden.numerics.adjoint import ImplicitSlopes, implicit_slopes

Cells = tuple[Array, Array, Array]
"""Good, importer and exporter of each of some cells of trade [c]."""

SEARCH_TOLERANCE = 1e-8  # of an adjoint, relative to its own size: a search needs no more

OnWeights = tuple[Weights, Weights | None]
Aim = Callable[[Array, Problem], tuple[Array, Any]]
"""What is differentiated, and anything beside it, at a vector of a problem's unknowns."""


def slopes_through(
    aim: Aim,
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
    return slopes_through(terms_of(reader), posed, vector, weights, tolerance, guess)


class SlopeParameters(NamedTuple):
    """What a problem depends on, in the form of which slopes are taken.

    ``weights``, in which what importers buy by product has no part; the further wedges on each
    nest of ``products`` and on ``lines``, and the ``amount`` that each target asks for [m] (None
    where no part of a flow is told apart).
    """

    weights: OnWeights
    products: tuple[FurtherWedges, ...] = ()
    lines: LineWedges | None = None
    amount: Array | None = None


def slopes_by_all(problem: Problem, vector: Array, aim: Aim, tolerance: float) -> ImplicitSlopes:
    """Return an aim at a solution, and its slopes by all `SlopeParameters`, in their form.

    Each nest is folded at the solution's costs and premiums with its slopes there, so that what
    the adjoint sees of products and of their parts is exact.
    """
    state, lines = unpack(vector, problem), problem.lines
    there = state.log_cost, state.log_premium
    standing = tuple(FurtherWedges.none(nest).on(nest) for nest in problem.nests)
    slopes = tuple(slopes_at(nest, *there) for nest in standing)

    def posed(given: SlopeParameters) -> Problem:
        nests = tuple(w.on(nest) for w, nest in zip(given.products, problem.nests, strict=True))
        now = lines
        if lines is not None and given.lines is not None:
            nests = tuple(map(given.lines.inside, nests))
            now = given.lines.on(lines)._replace(amount=given.amount)
        products = tuple(
            folded_at(nest, *there, slope) for nest, slope in zip(nests, slopes, strict=True)
        )
        return problem._replace(
            intermediate=given.weights[0], final=given.weights[1], nests=nests, products=products,
            lines=now,
        )  # fmt: skip

    parameters = SlopeParameters(
        (beside(problem.intermediate, problem.nests), problem.final),
        tuple(map(FurtherWedges.none, problem.nests)),
        None if lines is None else LineWedges.none(lines),
        None if lines is None else lines.amount,
    )
    return slopes_through(aim, posed, vector, parameters, tolerance)


def terms_of(reader: Reader) -> Aim:
    """Return the sum of a reader's terms, as an aim."""
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
