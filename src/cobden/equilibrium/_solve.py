"""Solve a world for a shock: the equilibrium, or an error that says what to do."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Protocol, runtime_checkable

import numpy as np
from jax import Array

from cobden.base.closures import CLOSURES, PURGED, WORLD_SHARE, Closure, closure_of
from cobden.base.errors import InputError, NotConverged
from cobden.base.labels import number
from cobden.base.processes import check_not_forked
from cobden.base.targets import Targets
from cobden.base.terms import Terms
from cobden.base.wedges import Wedges
from cobden.equilibrium._accounts import observed
from cobden.equilibrium._certificate import Certificate, certify, told_apart
from cobden.equilibrium._compiled import TOLERANCE, fixed_point, newton, refolding
from cobden.equilibrium._feasible import Signs, cautions, infeasible, nearest
from cobden.equilibrium._horizon import LONG_RUN, Horizon
from cobden.equilibrium._meet_targets import (
    amounts,
    beyond_bounds,
    check_met,
    observe_lines,
    without_slack,
)
from cobden.equilibrium._pose import benchmark_vector, pose, posed_lines
from cobden.equilibrium._problem import Problem, VectorLayout
from cobden.equilibrium._result import Result
from cobden.equilibrium._shock import Floats, Shock
from cobden.outcomes import Accounts
from cobden.world.world import World

RANGE_TOLERANCE = 1e-8  # real income is then right to about 1e-6 points: ranges need no more
_LOOSEST = 1e-4  # beyond it the start itself would pass for an answer
_STRENGTHS = (1.0, 0.95, 0.8, 0.5, 0.0)  # of economies of scale, on the way to the whole
_SHORTEST = 1e-3

_Found = tuple[Problem, Array, Accounts, Certificate]


@runtime_checkable
class HasTerms(Protocol):
    """Anything that knows what it puts on a world, such as a policy on a date."""

    def terms(self, world: World) -> Terms:
        """Return the wedges, targets and shocks on ``world``."""
        ...


def solve(
    world: World,
    wedges: Wedges | HasTerms | None = None,
    *,
    tariff: Floats | None = None,
    export_tax: Floats | None = None,
    trade_cost: Floats | None = None,
    productivity: Floats | None = None,
    labour: Floats | None = None,
    transfer: Floats | None = None,
    targets: Targets | None = None,
    deficits: str | Closure = WORLD_SHARE,
    horizon: Horizon | float = LONG_RUN,
    tolerance: float = TOLERANCE,
) -> Result:
    """Return the equilibrium of ``world`` under a shock, with its certificate.

    The shock is either ``wedges`` (a policy on a date, or `Wedges`) or arrays: ``tariff`` and
    ``export_tax`` are new rates [good, importer, exporter] in place of the benchmark's,
    ``trade_cost`` [good, importer, exporter], ``productivity`` [good, economy] and ``labour``
    [economy] ratios to it, ``transfer`` [economy] a further net transfer in world value added.
    ``targets`` are quantities that policy sets; what a law holds of all these comes on top.

    ``deficits`` closes the trade deficits: ``world_share`` holds each net transfer constant in
    world value added, ``own_share`` as a share of own value added, ``dollar`` in dollars deflated
    by US consumer prices; ``purged`` removes them first and measures against that base. Or a
    `Closure` of your own.

    ``horizon`` is the number of years since the shock, or a `Horizon`. The default is the long run,
    which is what the model was estimated and published for; what happens before is less certain,
    and every figure of it is stated with its source in `cobden.equilibrium`.

    Raises ``NotConverged`` if the residuals do not fall below ``tolerance``, ``Infeasible`` where
    no equilibrium can exist, ``InputError`` for a shock that cannot be right.

    >>> import cobden as cb
    >>> world = cb.World.load().aggregate(['USA', 'JPN'])
    >>> result = cb.solve(world, tariff=1.1 * world.tariff)
    >>> result.certificate.largest < 1e-9
    True
    """
    world, closure = rebased_for(world, deficits)
    if wedges is not None and any(part is not None for part in (tariff, export_tax, trade_cost)):
        raise InputError(
            "both wedges and arrays of wedges were given.",
            where="solve",
            remedy="Give the policy, or tariff, export_tax and trade_cost, not both.",
        )
    left_out: tuple[str, ...] = ()
    if wedges is None:
        wedges = Wedges.of(
            world.economies,
            world.sectors,
            tariff=world.tariff if tariff is None else tariff,
            export_tax=export_tax,
            trade_cost=trade_cost,
        )
    elif not isinstance(wedges, Wedges):
        law = wedges.terms(world)
        wedges, left_out = law.wedges, law.not_applied
        targets = law.targets if targets is None else law.targets + targets
        transfer = _both(transfer, law.transfer, np.add)
        productivity = _both(productivity, law.productivity, np.multiply)
    check_not_forked()
    when = horizon if isinstance(horizon, Horizon) else Horizon.after(horizon)
    shock = Shock.on(world, wedges, productivity, labour, transfer, when, targets)
    result = solve_shock(world, shock, closure, tolerance=tolerance)
    return replace(result, certificate=replace(result.certificate, not_applied=left_out))


def _both(given: Floats | None, law: Floats | None, combine: np.ufunc) -> Floats | None:
    if given is None or law is None:
        return law if given is None else given
    return combine(given, law)


def solve_shock(
    world: World,
    shock: Shock,
    closure: str | Closure,
    *,
    start: Array | None = None,
    tolerance: float = TOLERANCE,
) -> Result:
    """Return the equilibrium for a complete shock, from the benchmark or a nearby ``start``."""
    check_not_forked()
    closure = closure_of(closure)
    if not 0 < number(tolerance, "solve: tolerance") <= _LOOSEST:
        raise InputError(
            f"the tolerance is {tolerance:g}.",
            where="solve",
            remedy=f"Residuals are relative: give one above 0 and at most {_LOOSEST:g}.",
        )
    problem = pose(world, shock, closure)
    try:
        found = converge(world, problem, start, tolerance)
    except NotConverged as stopped:
        if not shock.transfer.any():
            raise
        found = _by_smaller_transfers(world, shock, closure, tolerance, stopped)
    if not found[3].signs.hold:
        found = _by_smaller_transfers(world, shock, closure, tolerance, found[3].signs)
    certificate = replace(
        found[3], cautions=cautions(world, shock), told_apart=told_apart(world, shock.wedges)
    )
    result = Result(world, shock, closure, *found[:3], certificate)
    return _meet(result, tolerance) if shock.targets.targets else result


def _by_smaller_transfers(
    world: World, shock: Shock, closure: Closure, tolerance: float, fault: Signs | NotConverged
) -> _Found:
    """Return the equilibrium that growing transfers lead to; without targets.

    Raises ``Infeasible`` with the largest transfer where they lead to an impossible one, and the
    ``fault`` of a first try where they lead nowhere.
    """

    def solved(part: Shock, start: Array | None) -> tuple[Array, Signs]:
        found = converge(world, pose(world, part, closure), start, max(tolerance, RANGE_TOLERANCE))
        return found[1], found[3].signs

    path = nearest(world, shock, solved)
    if path.share == 1 and path.vector is not None:
        found = converge(world, pose(world, shock, closure), path.vector, tolerance)
        if found[3].signs.hold:
            return found
    beyond = path.beyond or (fault if isinstance(fault, Signs) else None)
    if beyond is None:
        assert isinstance(fault, NotConverged)
        raise fault
    raise infeasible(world, shock, closure.name, beyond, path.share)


def _meet(reference: Result, tolerance: float) -> Result:
    """Return the equilibrium in which the targets of a shock hold, from the one without them."""
    world, shock, closure = reference.world, reference.shock, reference.closure
    wanted = shock.targets.targets
    before = np.asarray(observe_lines(reference.problem, reference.vector)[1])
    asked = amounts(world, wanted, before)
    able = without_slack(wanted, asked.level, world.value_usd / 1e9)
    binding = shock._replace(targets=replace(shock.targets, targets=able))
    lines = posed_lines(world, binding, asked)
    problem = reference.problem._replace(lines=lines)
    problem, vector, found, certificate = converge(world, problem, reference.vector, tolerance)
    _, *at = observe_lines(problem, vector)
    value, miss, premium = (np.asarray(part) for part in at)
    largest = check_met(wanted, value, miss, premium, world.value_usd / 1e9)
    if not certificate.signs.hold:
        raise infeasible(world, shock, closure.name, certificate.signs)
    known, outside = reference.certificate, beyond_bounds(wanted, premium)
    certificate = replace(
        certificate, targets=largest, bounds=outside, cautions=known.cautions,
        told_apart=known.told_apart,
    )  # fmt: skip
    return Result(world, shock, closure, problem, vector, found, certificate, reference)


def converge(
    world: World, problem: Problem, start: Array | None, tolerance: float
) -> tuple[Problem, Array, Accounts, Certificate]:
    """Return a vector of unknowns that meets every condition, or raise ``NotConverged``.

    And the problem, its products folded there.

    Anderson acceleration comes first; where it stalls, Newton-Krylov goes on from its best point.
    """
    begin = _approach(world, problem) if start is None else start
    begin = VectorLayout.of(problem).fitted(begin)
    if problem.products:
        problem, point = refolding(problem, begin, tolerance)
    else:
        point = fixed_point(problem, begin, tolerance)
    found, gap = observed(problem, point.x)
    method, steps = "Anderson acceleration", int(point.steps)
    if not float(point.residual) <= tolerance:
        point = newton(problem, point.x, tolerance)
        found, gap = observed(problem, point.x)
        method, steps = "Newton-Krylov", steps + int(point.steps)
    certificate = certify(world, problem, gap, found, steps, method, tolerance)
    if not certificate.largest <= tolerance:
        raise NotConverged(
            f"no equilibrium was found in {steps} steps; the worst condition is "
            f"{certificate.worst}, off by {certificate.largest:.1e}.",
            where=f"solve(tolerance={tolerance:g})",
            remedy="Approach the shock in smaller steps (rebase the world half-way), or check "
            "the elasticities and wedges of that sector.",
        )
    return problem, point.x, found, certificate


def prepare(world: World, deficits: str | Closure = WORLD_SHARE) -> None:
    """Compile what every solve of such a world needs, its two programs at the same time.

    Whoever solves it otherwise waits for the first to begin with the second. Raises as `solve`.
    """
    world, closure = rebased_for(world, deficits)
    nothing = Wedges.of(world.economies, world.sectors, tariff=world.tariff)
    problem = pose(world, Shock.on(world, nothing), closure)
    begin = VectorLayout.of(problem).fitted(benchmark_vector(world))
    with ThreadPoolExecutor(1) as other:
        read = other.submit(observed, problem, begin)
        converge(world, problem, None, TOLERANCE)
        read.result()


def vector_of(
    world: World, problem: Problem, near: Array | None = None, tolerance: float = TOLERANCE
) -> Array:
    """Return the unknowns at which a problem is solved, looked for by the longer ways as well.

    Raises ``NotConverged``.
    """
    return converge(world, problem, near, tolerance)[1]


def _approach(world: World, problem: Problem) -> Array:
    """Return where to start: the benchmark, or with economies of scale the end of a path to them.

    The path leads from constant returns through ever stronger economies of scale. It ends near the
    equilibrium that is connected with constant returns, where there may be others. Where a step
    leads nowhere, half of it is taken.
    """
    begin = VectorLayout.of(problem).fitted(benchmark_vector(world))
    if problem.scale is None:
        return begin
    reached, ahead = 0.0, list(_STRENGTHS)
    while ahead:
        strength = ahead[-1]
        weaker = problem.scale._replace(elasticity=problem.scale.elasticity * strength)
        point = fixed_point(problem._replace(scale=weaker), begin, 1e-6)
        if float(point.residual) <= 1e-6:
            reached, begin = ahead.pop(), point.x
        elif strength - reached > _SHORTEST:
            ahead.append((reached + strength) / 2)
        else:
            break
    return begin


def purge(world: World) -> World:
    """Return the world re-based to the equilibrium in which nobody receives a transfer.

    Deficits are removed at the benchmark's tariffs, and the equilibrium that follows becomes the
    benchmark; removing them in a counterfactual alone would count their loss as its effect.

    >>> import cobden as cb
    >>> world = cb.World.load().aggregate(['USA', 'JPN'])
    >>> float(abs(cb.purge(world).deficit).max())
    0.0
    """
    return rebased_for(world, PURGED)[0]


def rebased_for(world: World, deficits: str | Closure) -> tuple[World, Closure]:
    """Return the benchmark that a closure asks for, and the closure on it.

    Most leave the world as it is. Raises ``InputError`` for an unknown closure, and for one whose
    transfers cannot be right.
    """
    closure = closure_of(deficits)
    if closure not in CLOSURES:
        closure.example(world.deficit, world.value_added)
    if closure.benchmark is None:
        return world, closure
    wanted = np.asarray(closure.benchmark(world.deficit))
    balanced = solve(world, transfer=wanted - world.deficit)
    rebased = replace(balanced.rebased(), deficit=wanted)
    return rebased, replace(closure, benchmark=None)
