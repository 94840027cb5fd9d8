"""All that stays the same over the solves of a path, and how a vector of unknowns becomes one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from cobden.base.errors import Infeasible, NotConverged
from cobden.base.terms import Terms
from cobden.dynamics import path_solver as solver
from cobden.dynamics.capital import investment_rate
from cobden.dynamics.law_by_year import Plan
from cobden.dynamics.macro import Macro
from cobden.dynamics.mechanisms import Mechanisms
from cobden.dynamics.parameters import Parameters
from cobden.dynamics.path_certificate import certify
from cobden.dynamics.path_equations import PathAllocation, PathProblem, PathState
from cobden.dynamics.path_outcome import PathBase
from cobden.dynamics.path_products import Folds, folding
from cobden.dynamics.path_quantities import Premiums, Solved, meet
from cobden.dynamics.periods import Calendar, When
from cobden.dynamics.pose_path import Floats, PathStart, pose, responses
from cobden.dynamics.world_path import WorldPath
from cobden.world.world import World

_MANY_IDLE = 0.05  # in logs: of a sector's labour, where no path was found


@dataclass(frozen=True, eq=False)
class PathSetting:
    """All that stays the same over the solves of a path."""

    world: World
    macro: Macro
    rules: Mechanisms
    parameters: Parameters
    held: Floats
    tolerance: float
    calendar: Calendar
    gradual: bool = False
    notes: tuple[str, ...] = ()

    def alone(self, law: Terms) -> WorldPath:
        """Return the steady state under one law: a path without years."""
        start = PathStart.benchmark(self.world)

        def solve(premiums: Premiums | None, beside: Solved | None) -> WorldPath:
            def posed(folds: Folds | None) -> PathProblem:
                return pose(
                    self.world, [], np.ones(1), self.macro, self.rules, self.parameters, start,
                    self.held, self.calendar, always=law, premiums=premiums, folds=folds,
                )  # fmt: skip

            folds = Folds.of(self.world, [law], np.ones(1))
            near = beside.state if isinstance(beside, WorldPath) else None
            problem, point = folding(folds, posed, near, self.rules, self.tolerance)
            return self.shown([], problem, point.x, int(point.steps), always=law)

        return self.met([law], solve)

    def posed(
        self, laws: Plan, start: PathStart, pace: Floats | None = None,
        premiums: Premiums | None = None, folds: Folds | None = None,
    ) -> PathProblem:  # fmt: skip
        """Return the problem that laws by period pose; trade responds at a ``pace`` [t].

        Products, in a world that has any, are as they are folded.
        """
        pace = self.pace(laws) if pace is None else pace
        return pose(
            self.world, laws, pace, self.macro, self.rules, self.parameters, start, self.held,
            self.calendar, premiums=premiums, folds=folds,
        )  # fmt: skip

    def pace(self, laws: Plan) -> Floats:
        """Return the share of long-run elasticities in each period of laws, and ever after."""
        parts = self.calendar.parts
        return responses(self.world, laws, self.gradual, self.parameters, parts)

    def solved(
        self,
        laws: Plan,
        start: PathStart,
        pace: Floats | None = None,
        near: PathState | None = None,
    ) -> WorldPath:
        """Return the path that is foreseen from its start; sweeps begin ``near`` a state."""
        pace = self.pace(laws) if pace is None else pace
        folds = Folds.of(self.world, [*laws, laws[-1]], pace)

        def solve(premiums: Premiums | None, beside: Solved | None) -> WorldPath:
            def posed(folds: Folds | None) -> PathProblem:
                return self.posed(laws, start, pace, premiums, folds)

            begin = beside.state if isinstance(beside, WorldPath) else near
            problem, point = folding(folds, posed, begin, self.rules, self.tolerance)
            return self.shown(laws, problem, point.x, int(point.steps))

        return self.met([*laws, laws[-1]], solve)

    def met(
        self, laws: Plan, solve: Callable[[Premiums | None, Solved | None], WorldPath]
    ) -> WorldPath:
        """Return a path on which the quantities of its laws, of years and ever after, hold."""
        if not any(terms.targets.targets for terms in laws):
            return solve(None, None)
        found, quantities = meet(self.world, laws, self.calendar.labels, solve, self.tolerance)
        assert isinstance(found, WorldPath)
        return replace(found, quantities=quantities)

    def shown(
        self, laws: Sequence[Terms], problem: PathProblem, vector: Array, steps: int, *,
        proven: "WorldPath | None" = None, always: Terms | None = None,
    ) -> WorldPath:  # fmt: skip
        """Return a vector of unknowns as a path, or raise if it is none.

        ``proven``: the path whose residuals stand for this one's, whose plans were overtaken.
        """
        state, found, gap, walras, accounts = jax.tree.map(
            np.asarray, solver.observe(problem, vector, self.rules)
        )
        held = (*laws, *([] if always is None else [always]))
        complementarity = _complementarity(problem, found, self.rules)
        certificate = certify(
            self.world, self.calendar.labels, gap, complementarity, walras, accounts, steps,
            self.tolerance, (*self.notes, *self.macro.notes),
            tuple(dict.fromkeys(name for terms in held for name in terms.not_applied)),
        )  # fmt: skip
        if proven is not None:
            certificate = replace(
                certificate,
                **{
                    name: getattr(proven.certificate, name)
                    for name in ("capital", "labour", "worst")
                },
            )
        if not certificate.largest <= max(10 * self.tolerance, 1e-12):
            raise NotConverged(
                f"no path was found in {steps} sweeps; the worst condition is "
                f"{certificate.worst}, off by {certificate.largest:.1e}."
                f"{_spiral(problem, found, self.rules)}",
                where="path",
                remedy="Switch mechanisms on one at a time, or approach the law in smaller steps.",
            )
        _check_feasible(self.world, self.calendar.labels, problem, self.rules, state, found)
        return WorldPath(
            self.world, self.calendar, tuple(laws), always or laws[-1], self.macro, self.rules,
            self.parameters, problem, _base(self.world), vector, state, found, certificate,
        )  # fmt: skip


def _spiral(problem: PathProblem, found: PathAllocation, rules: Mechanisms) -> str:
    """Return, in words, why a rule on inflation and wages that hardly fall may have no path.

    Prices' drift is never taken back under such a rule; where the money wage cannot follow, every
    year puts more people out of work, consumption falls on, and so do prices. The longer the years,
    the further it goes: on a small world with a floor of 1 a third is idle after 5 years.
    """
    if not rules.rigid or "taylor_rule" not in rules.anchors:
        return ""
    held = np.asarray(problem.money.anchored)[rules.anchors.index("taylor_rule")] > 0
    idle = -np.asarray(found.log_employment)[:-1, :, held]
    if not np.nanmax(idle, initial=0.0) > _MANY_IDLE:
        return ""
    return (
        " A rule that answers inflation lets prices drift and never brings them back; with money "
        "wages that cannot follow, each year idles more people, and there need be no end to it: "
        "use anchor='price_level_rule', a lower floor, a stronger answer (Parameters(taylor=...)), "
        "or fewer years."
    )


@lru_cache(maxsize=32)
def _base(world: World) -> PathBase:
    goods = world.goods.astype(float)
    dollar = world.economies.index("USA") if "USA" in world.economies else 0
    return PathBase(
        jnp.asarray(world.flow), jnp.asarray(world.tariff), jnp.asarray(goods), jnp.asarray(dollar)
    )


def _complementarity(problem: PathProblem, found: PathAllocation, rules: Mechanisms) -> float:
    """Return the largest violation of: a wage is at its floor, or all who want it have work."""
    if not rules.rigid:
        return 0.0
    floor = np.concatenate([np.asarray(problem.money.start)[None], found.own_wage[:-2]])
    above = found.own_wage[:-1] - floor - float(problem.money.log_floor)
    idle = -found.log_employment[:-1]
    there = np.asarray(problem.money.labour_income) > 0
    return float(np.where(there, np.abs(np.minimum(above, idle)), 0.0).max())


def _check_feasible(
    world: World, periods: Sequence[When], problem: PathProblem, rules: Mechanisms,
    state: PathState, found: PathAllocation,
) -> None:  # fmt: skip
    """Raise ``Infeasible`` where investment or consumption is below zero."""
    rates = np.ones_like(found.consumption)
    if rules.capital == "foresight":
        rates = np.asarray(investment_rate(problem.capital, jnp.asarray(state.log_capital)))
    for what, values in (("gross investment", rates), ("consumption", found.consumption)):
        bad = np.argwhere(~(values > 0))
        if len(bad):
            t, n = (int(j) for j in bad[0])
            when = periods[t] if t < len(periods) else "the steady state"
            raise Infeasible(
                f"{what} of {world.economies[n]} would be below zero in {when}.",
                where="path",
                remedy="The law changes too much at once for this economy's capital: raise the "
                "cost of adjustment (Parameters(adjustment=...)), or phase it in.",
            )
