"""From a world and a shock to the arrays that the equations work on."""

from functools import lru_cache
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array, device_put

from cobden.base.closures import DOLLAR, WORLD_SHARE, Closure, closure_of
from cobden.base.errors import Infeasible, InputError
from cobden.equilibrium._aggregation import aggregation
from cobden.equilibrium._horizon import LONG_RUN, Horizon
from cobden.equilibrium._pose_lines import Amounts, lines_of, told_apart
from cobden.equilibrium._pose_products import beside, posed_products
from cobden.equilibrium._problem import (
    Closing,
    Folded,
    PosedLines,
    Problem,
    Scale,
    SpecificFactors,
    State,
    Weights,
    pack,
)
from cobden.equilibrium._product_demand import at_costs
from cobden.equilibrium._shock import Floats, Shock
from cobden.world.world import World

_NEAREST_ZERO = 1e-5


def pose(world: World, shock: Shock, closure: str | Closure) -> Problem:
    """Return the problem that a shock poses on a world.

    Its targets lie idle (see ``posed_lines``). Raises ``InputError`` for an unknown closure,
    ``Infeasible`` where the shock leaves a good without any source or a transfer without a way to
    be paid.
    """
    closure = closure_of(closure)
    _check(world, shock, closure)
    wedges, horizon = shock.wedges, shock.horizon
    base, reaction = constants(world), reactions(world, horizon)
    lines, apart = None, None
    if shock.targets.lines:
        apart = told_apart(world, shock.targets)
        lines = posed_lines(world, shock, None)

    cost, at_exit = unless(wedges.trade_cost, 1.0), shock.export_wedge(world)
    on_all = (reaction.elasticity, _before(world), wedges.tariff, cost, at_exit, apart)

    def weights(share: Array) -> Weights:
        return _weights(share, *on_all)

    intermediate = weights(base.intermediate.purchase)
    known = posed_products(world, shock, lines)
    products = known.folded
    intermediate = beside(intermediate, known.nests)
    if known.plain and products:
        intermediate = at_costs(
            intermediate, products, base.log_productivity, device_put(np.zeros(0))
        )
        products = ()
    _check_sources(world, _sources(intermediate, lines, products), closure)
    labour, productivity = unless(shock.labour, 1.0), unless(shock.productivity, 1.0)
    return base._replace(
        intermediate=intermediate,
        final=None if base.final is None else weights(base.final.purchase),
        elasticity=reaction.elasticity,
        response=reaction.sales,
        wage_step=reaction.wage_step,
        endowment=base.endowment if labour is None else base.endowment * labour,
        closure=_closing(closure),
        anchor=_anchor(world, closure.anchor or DOLLAR.anchor),
        transfer=base.transfer if not shock.transfer.any() else device_put(shock.transfer),
        log_productivity=(
            base.log_productivity if productivity is None else device_put(np.log(productivity))
        ),
        specific=_specific(world, shock),
        lines=lines,
        nests=known.nests,
        products=products,
    )


def _check(world: World, shock: Shock, closure: Closure) -> None:
    """Raise ``InputError`` for what cannot be asked together."""
    if closure.benchmark is not None:
        raise InputError(
            f"deficits are '{closure.name}', which asks for another benchmark first.",
            where="deficits",
            remedy="Use cobden.solve, or rebase the world with rebased_for.",
        )
    if world.market is not None and shock.horizon.fixity > 0:
        raise InputError(
            "factors tied to their sectors and monopolistic competition were asked for together.",
            where="horizon",
            remedy="Solve this world in the long run, or one with perfect competition.",
        )


def unless(values: Floats, same: float) -> Floats | None:
    """Return the values, or None where all are ``same``."""
    if not any(values.strides):  # one number, shown as an array
        return None if values.flat[0] == same else values
    return None if (values == same).all() else values


@lru_cache(maxsize=32)
def _closing(closure: Closure) -> Closing:
    return Closing.of(closure)


@lru_cache(maxsize=32)
def _anchor(world: World, name: str) -> Array:
    return device_put(np.array([float(economy == name) for economy in world.economies]))


def posed_lines(world: World, shock: Shock, amounts: Amounts | None) -> PosedLines:
    """Return the lines of a shock; with no ``amounts`` its targets lie idle."""
    return lines_of(world, shock, amounts)


def _sources(weights: Weights, lines: PosedLines | None, products: tuple[Folded, ...]) -> Floats:
    """Return weights [k, n, i] that are positive where something can still be bought."""
    purchase = np.asarray(weights.purchase)
    if lines is None and not products:
        return purchase
    whole = purchase.copy()
    for one in products:
        whole[:, int(one.importer)] += one.purchase
    if lines is None:
        return whole
    np.add.at(whole, (lines.sector, lines.importer, lines.exporter), lines.share * lines.allowed)
    return whole


def _specific(world: World, shock: Shock) -> SpecificFactors | None:
    if shock.horizon.fixity == 0:
        return None
    return SpecificFactors(
        fixity=device_put(np.float64(shock.horizon.fixity)),
        output=device_put(world.output * shock.labour),
    )


@lru_cache(maxsize=32)
def constants(world: World) -> Problem:
    """Return the problem in which nothing is shocked, its weights the benchmark's shares."""
    inputs = world.input_share.transpose(2, 0, 1)
    of_cost = 1 - world.profit_share  # cost per unit of revenue
    k, n = len(world.sectors), len(world.economies)
    reaction = reactions(world, LONG_RUN)
    final = world.final_trade_share
    return Problem(
        intermediate=_shares(world.trade_share),
        final=None if final is None else _shares(final),
        inputs=device_put(inputs),
        inputs_of_industry=device_put(inputs.transpose(0, 2, 1) / of_cost),
        value_added_share=device_put(world.labour_share / of_cost),
        profit_share=device_put(world.profit_share) if world.profit_share.any() else None,
        consumption_share=device_put(world.consumption_share),
        value_added=device_put(world.value_added),
        endowment=device_put(wages(world)),
        deficit=device_put(world.deficit),
        closure=_closing(WORLD_SHARE),
        transfer=device_put(np.zeros(n)),
        anchor=_anchor(world, DOLLAR.anchor),
        elasticity=reaction.elasticity,
        response=reaction.sales,
        wage_step=reaction.wage_step,
        log_productivity=device_put(np.zeros((k, n))),
        specific=None,
        scale=_scale(world),
        aggregation=aggregation(world, *(np.asarray(part) for part in reaction)),
    )


def _shares(share: Floats) -> Weights:
    kept = device_put(share)
    return Weights(kept, kept, None)


class Reaction(NamedTuple):
    """How trade reacts to prices at a horizon.

    - ``elasticity`` [k, 1]: theta;
    - ``sales`` [k, i]: by how much a producer's sales fall as its cost rises, at the benchmark: the
      elasticity, weighted by how much of each market it does not already own;
    - ``wage_step`` [n]: one over the own-wage elasticity of labour demand, which is one plus the
      fall of sales, weighted by where labour income comes from.
    """

    elasticity: Array
    sales: Array
    wage_step: Array


@lru_cache(maxsize=32)
def reactions(world: World, horizon: Horizon) -> Reaction:
    """Return how trade reacts to prices in a world at a horizon."""
    theta = _theta(horizon.elasticity(world.elasticity))[:, None]
    sold = world.flow / np.where(world.output > 0, world.output, 1)[:, None, :]
    falls = theta * (sold * (1 - world.trade_share)).sum(axis=1)
    earned = world.labour_share * world.output / wages(world)
    step = 1 / (1 + (earned * falls).sum(axis=0))
    return Reaction(device_put(theta), device_put(falls), device_put(step))


def wages(world: World) -> Floats:
    """Return the benchmark's wage bill [n]: value added less profits."""
    return world.value_added - (world.profit_share * world.output).sum(axis=0)


def _scale(world: World) -> Scale | None:
    if world.market is None or world.market.entry != "free":
        return None
    return Scale(
        elasticity=device_put(world.market.markup[:, None]),
        output=device_put(world.output),
    )


@lru_cache(maxsize=32)
def benchmark_vector(world: World) -> Array:
    """Return the unknowns at which nothing has changed."""
    k, n = len(world.sectors), len(world.economies)
    none = np.zeros(n)
    at_rest = (none, np.zeros((k, n)), np.asarray(world.output), none, np.zeros(0))
    return _packed(State(*map(device_put, at_rest)))


_packed = jax.jit(pack)  # one small program, not one for each array


def _theta(elasticity: Floats) -> Floats:
    """Return trade elasticities [k], those next to zero moved to ``_NEAREST_ZERO``.

    CES demand passes through Cobb-Douglas at zero, but its formula divides by theta. Prices are
    then off by theta / 2 times the variance of log prices, less than 1e-6 for any tariff.
    """
    return np.where(np.abs(elasticity) < _NEAREST_ZERO, _NEAREST_ZERO, elasticity)


@jax.jit
def _weights(
    share: Array,
    elasticity: Array,
    before: Array,
    tariff: Floats,
    trade_cost: Floats | None,
    at_exit: Floats | None,
    apart: Floats | None,
) -> Weights:
    """Return the weights of purchases with benchmark shares, less what is told ``apart``.

    The only work of a solve, beside the equations, on all cells of trade; what is None is absent.
    """
    factor = 1 + tariff
    ratio = factor / before
    if trade_cost is not None:
        ratio *= trade_cost
    if at_exit is not None:
        ratio *= 1 + at_exit
    purchase = share * jnp.exp(-elasticity[:, :, None] * jnp.log(ratio))
    if apart is not None:
        purchase *= 1 - apart
    customs = purchase / factor
    producer = None if at_exit is None else customs / (1 + at_exit)
    if producer is None and apart is not None:
        producer = customs  # lines may bear export taxes
    return Weights(purchase, customs, producer)


@lru_cache(maxsize=32)
def _before(world: World) -> Array:
    """Return one plus the benchmark's tariffs [k, n, i]."""
    return device_put(1 + world.tariff)


def _check_sources(world: World, purchase: Floats, closure: Closure) -> None:
    if np.count_nonzero(purchase != 0) == _flows(world):
        return  # no trade was cut off
    bought = world.trade_share.sum(axis=2) > 0
    lost = np.argwhere(bought & ~(purchase.sum(axis=2) > 0))
    if len(lost):
        k, n = lost[0]
        raise Infeasible(
            f"no source of {world.sectors[k]} is left for {world.economies[n]}.",
            where="trade_cost",
            remedy="It produces none itself and needs some: leave one supplier at a finite cost.",
        )
    n = len(world.economies)
    own = np.eye(n, dtype=bool)
    foreign = np.where(own, 0.0, purchase.sum(axis=0))
    alone = (foreign.sum(axis=0) == 0) | (foreign.sum(axis=1) == 0)
    stuck = np.flatnonzero(alone & (np.abs(world.deficit) > 1e-12))
    if len(stuck):
        name = world.economies[stuck[0]]
        raise Infeasible(
            f"{name} cannot trade, but has a deficit of {world.deficit[stuck[0]]:.2g} of world "
            "value added, which only trade can deliver.",
            where=f"deficits={closure.name!r}",
            remedy="Solve on a world without deficits: deficits='purged'.",
        )


@lru_cache(maxsize=32)
def _flows(world: World) -> int:
    """Return in how many cells there is trade at the benchmark."""
    return int(np.count_nonzero(world.trade_share))
