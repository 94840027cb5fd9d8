"""Solve a world year by year: the path, or an error that says what to do."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from cobden.base.errors import Infeasible, InputError, NotConverged, unknown
from cobden.base.terms import Terms
from cobden.dynamics import path_solver as solver
from cobden.dynamics.capital import investment_rate, root_of_rest
from cobden.dynamics.law_by_year import (
    ByDay,
    Dated,
    Lawlike,
    Plan,
    announced,
    by_year,
    surprises,
)
from cobden.dynamics.macro import Macro
from cobden.dynamics.mechanisms import Mechanisms
from cobden.dynamics.parameters import Parameters
from cobden.dynamics.path_certificate import certify
from cobden.dynamics.path_equations import PathAllocation, PathProblem, PathState
from cobden.dynamics.path_outcome import PathBase
from cobden.dynamics.path_quantities import PathQuantities, Premiums, Solved, idle, meet
from cobden.dynamics.pose_path import (
    Floats,
    PathStart,
    anchored,
    check,
    pose,
    responses,
    still,
)
from cobden.dynamics.world_path import WorldPath
from cobden.world.world import World

LONG_RUN = ("fixed", "adjusts")
EXPECTATIONS = ("foresight", "surprise", "announced")
RESPONSES = ("gradual", "long_run")
_MANY_IDLE = 0.05  # in logs: of a sector's labour, where no path was found


def path(
    world: World,
    law: Dated,
    years: Iterable[int],
    *,
    capital: str = "foresight",
    labour: str = "gradual",
    rigid: bool = True,
    anchor: str | Mapping[str, str] = "nominal_income",
    revenue: str = "handed_back",
    response: str = "gradual",
    expectations: str = "foresight",
    macro: Macro | None = None,
    parameters: Parameters | None = None,
    start: PathStart | None = None,
    tolerance: float = solver.TOLERANCE,
) -> WorldPath:
    """Return the path of ``world`` under a dated ``law``, with its certificate.

    ``law`` is a `Policy`, averaged over the days of each year; a mapping from years to laws, each
    in force until the next; or one law for all years. The law of the last year holds ever after.

    - ``capital``: ``foresight`` (Ramsey), ``constant_saving`` (Solow), ``capitalists`` (Kleinman,
      Liu & Redding 2023) or ``fixed``;
    - ``labour``: ``gradual``, ``mobile`` or ``specific`` to its sector;
    - ``rigid``: whether money wages are slow to fall, so that unemployment appears;
    - ``anchor``: what holds each economy's money (`cobden.dynamics.money.ANCHORS`), one for all or
      by economy;
    - ``revenue``: ``handed_back``; ``labour_tax``, which it lowers; or ``debt``, which it repays,
      so that it is invested (with ``constant_saving`` only: who looks ahead undoes it);
    - ``response``: of trade, ``gradual`` as `Horizon` has it, or ``long_run`` at once;
    - ``expectations``: ``foresight`` of the whole law; each year's change of it a ``surprise`` that
      is believed to last; or ``announced``: what has begun is believed to end when the law says
      so. There ``law`` may also map years to laws by year, each believed until the next. Plans look
      as many years ahead as the path has, and are made anew in each year that a mapping names;
    - ``macro``: labour, capital and investment at the benchmark; ``parameters``: of the mechanisms.

    Raises ``NotConverged`` if the conditions are not met, ``Infeasible`` where capital would have
    to be eaten or nothing be left to consume, ``InputError`` for what cannot be right.

    >>> import cobden as cb
    >>> world = cb.World.load().aggregate(['USA', 'JPN'])
    >>> found = cb.path(world, cb.Policy.load(), years=range(2024, 2027))
    >>> [str(year) for year in found.by_year.year.values][:2]
    ['2024', '2025']
    """
    names, held = anchored(world, anchor)
    rules = Mechanisms(capital, labour, rigid, names, revenue)
    check(rules)
    if capital == "adjusts":
        raise InputError(
            "'adjusts' is the steady state alone.",
            where="capital",
            remedy="Ask long_run(...) for it; on a path capital moves by foresight or saving.",
        )
    for name, value, known in (
        ("response", response, RESPONSES),
        ("expectations", expectations, EXPECTATIONS),
    ):
        if value not in known:
            raise unknown(f"choice of {name}", value, known, where=name)
    span = tuple(years)
    if len(span) < 3 or any(b != a + 1 for a, b in pairwise(span)):
        raise InputError(
            f"the years are {list(span)[:5]}.",
            where="years",
            remedy="Give three or more years in a row, for example range(2024, 2036).",
        )
    setting = _Setting(
        world, macro or Macro.of(world), rules, parameters or Parameters(), held, tolerance, span,
        response == "gradual", _goes_on(law, span),
    )  # fmt: skip
    begin = start or PathStart.benchmark(world)
    if expectations == "foresight":
        return setting.solved(by_year(world, law, span), begin)
    plans = (surprises if expectations == "surprise" else announced)(world, law, span)
    named = law if isinstance(law, Mapping) else ()
    anew = {t for t, year in enumerate(span) if year in named}
    return _surprised(setting, plans, begin, anew)


def _goes_on(law: object, years: tuple[int, ...]) -> tuple[str, ...]:
    """Return what a certificate says of a law that is known for a part of the years only."""
    if isinstance(law, ByDay) and law.covers and law.covers[1].year <= years[-1]:
        return (f"the law is known to {law.covers[1]}; what was then in force goes on",)
    return ()


def long_run(
    world: World,
    law: Lawlike,
    *,
    capital: str = "adjusts",
    labour: str = "mobile",
    anchor: str | Mapping[str, str] = "nominal_income",
    macro: Macro | None = None,
    parameters: Parameters | None = None,
    tolerance: float = solver.TOLERANCE,
) -> WorldPath:
    """Return the steady state that a law leads to: a `WorldPath` without years; see its ``steady``.

    With ``capital="adjusts"`` the return to capital over the price of investment is back where it
    was, with ``fixed`` the stock of capital is. ``labour`` is ``mobile`` (one wage) or ``gradual``
    (as tastes for sectors and home have it in the end). Raises as `path` does.

    >>> import cobden as cb
    >>> world = cb.World.load().aggregate(['USA', 'JPN'])
    >>> end = cb.long_run(world, cb.Policy.load().on('2025-06-05'))
    >>> end.certificate.largest < 1e-8
    True
    """
    if capital not in LONG_RUN:
        raise unknown("choice of capital", capital, LONG_RUN, where="capital")
    names, held = anchored(world, anchor)
    rules = Mechanisms(capital, labour, rigid=False, anchors=names)
    check(rules)
    if "taylor_rule" in names:
        raise InputError(
            "a Taylor rule needs years.", where="anchor", remedy="Use another anchor, or path()."
        )
    setting = _Setting(
        world, macro or Macro.of(world), rules, parameters or Parameters(), held, tolerance, ()
    )
    return setting.alone(by_year(world, law, [0])[0])


@dataclass(frozen=True, eq=False)
class _Setting:
    """All that stays the same over the solves of a path."""

    world: World
    macro: Macro
    rules: Mechanisms
    parameters: Parameters
    held: Floats
    tolerance: float
    years: tuple[int, ...]
    gradual: bool = False
    notes: tuple[str, ...] = ()

    def alone(self, law: Terms) -> WorldPath:
        """Return the steady state under one law: a path without years."""
        start = PathStart.benchmark(self.world)

        def solve(premiums: Premiums | None, beside: Solved | None) -> WorldPath:
            problem = pose(
                self.world, [], np.ones(1), self.macro, self.rules, self.parameters, start,
                self.held, always=law, premiums=premiums,
            )  # fmt: skip
            begin = beside.vector if isinstance(beside, WorldPath) else solver.pack(still(problem))
            point = solver.fixed_point(problem, begin, self.rules, self.tolerance)
            return self.shown([], problem, point.x, int(point.steps), always=law)

        return self.met([law], solve)

    def posed(
        self, laws: Plan, start: PathStart, pace: Floats | None = None,
        premiums: Premiums | None = None,
    ) -> PathProblem:  # fmt: skip
        pace = responses(self.world, laws, self.gradual, self.parameters) if pace is None else pace
        return pose(
            self.world, laws, pace, self.macro, self.rules, self.parameters, start, self.held,
            premiums=premiums,
        )  # fmt: skip

    def solved(
        self, laws: Plan, start: PathStart, pace: Floats | None = None, near: Array | None = None
    ) -> WorldPath:
        """Return the path that is foreseen from its start; sweeps begin ``near`` a vector."""

        def solve(premiums: Premiums | None, beside: Solved | None) -> WorldPath:
            problem = self.posed(laws, start, pace, premiums)
            begin = solver.pack(still(problem)) if near is None else near
            if isinstance(beside, WorldPath):
                begin = beside.vector
            point = solver.fixed_point(problem, begin, self.rules, self.tolerance)
            return self.shown(laws, problem, point.x, int(point.steps))

        return self.met([*laws, laws[-1]], solve)

    def met(
        self, laws: Plan, solve: Callable[[Premiums | None, Solved | None], WorldPath]
    ) -> WorldPath:
        """Return a path on which the quantities of its laws, of years and ever after, hold."""
        if not any(terms.targets.targets for terms in laws):
            return solve(None, None)
        found, quantities = meet(self.world, laws, self.years, solve)
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
        certificate = certify(
            self.world, self.years, gap, _complementarity(problem, found, self.rules), walras,
            accounts, steps, self.tolerance, (*self.notes, *self.macro.notes),
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
        _check_feasible(self.world, self.years, problem, self.rules, state, found)
        return WorldPath(
            self.world, self.years, tuple(laws), always or laws[-1], self.macro, self.rules,
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


def _surprised(setting: _Setting, plans: list[Plan], start: PathStart, anew: set[int]) -> WorldPath:
    """Return the path on which what is believed of the law changes, and each time as a surprise.

    ``plans`` [t]: what is believed in each year of it and of those after it. Each surprise, and
    each year of ``anew``, starts a foreseen path from where capital, labour, wages and prices then
    are; what is lived of each, until the next, is put together.
    """
    years, laws = len(plans), [plan[0] for plan in plans]
    ahead = [*laws, *[laws[-1]] * years]
    pace = responses(setting.world, ahead, setting.gradual, setting.parameters)
    overtaken = {t for t in range(1, years) if not _alike(plans[t - 1][1:], plans[t])}
    changed = sorted({0} | overtaken | anew)
    lived, begin, steps, plan, worst = [], start, 0, None, None
    money, near, made, kept = [], None, [], []
    for first, after in zip(changed, [*changed[1:], years], strict=True):
        believed = [*plans[first], *[plans[first][-1]] * first]
        plan = setting.solved(believed, begin, pace[[*range(first, first + years), -1]], near)
        made.append((first, plan))
        steps += plan.certificate.steps
        if worst is None or plan.certificate.largest > worst.certificate.largest:
            worst = plan
        gone = after - first
        lived.append([np.asarray(part)[:gone] for part in plan.state])
        money.append(plan.found.log_money[:gone])
        kept.append((_quantities_of(plan), slice(gone)))
        if after < years:
            begin = PathStart(
                np.asarray(plan.state.log_capital[gone]), np.asarray(plan.state.log_labour[gone]),
                np.asarray(plan.found.own_wage[gone - 1]),
                np.asarray((plan.found.consumer_price + plan.found.log_money)[gone - 1]),
            )  # fmt: skip
            later = np.minimum(np.arange(gone, gone + years + 1), years)
            near = _joined([[np.asarray(part)[later]] for part in plan.state])
    assert plan is not None
    end = [np.asarray(part)[-1:] for part in plan.state]
    vector = _joined([[*(seg[j] for seg in lived), end[j]] for j in range(len(end))])
    quantities = None
    if any(terms.targets.targets for terms in laws):
        quantities = PathQuantities.joined([*kept, (_quantities_of(plan), slice(-1, None))])
    premiums = None if quantities is None else quantities.premiums
    problem = setting.posed(laws, start, pace[[*range(years), -1]], premiums)
    problem = _continued(problem, plan, years - changed[-1])
    whole = np.concatenate([*money, plan.found.log_money[-1:]])
    problem = problem._replace(money=problem.money._replace(lived=jnp.asarray(whole)))
    whole = setting.shown(laws, problem, vector, steps, proven=worst)
    return replace(whole, plans=tuple(made), quantities=quantities)


def _quantities_of(plan: WorldPath) -> PathQuantities:
    """Return how a plan meets quantities; nothing, where its law sets none."""
    nothing = idle((*plan.law, plan.always))
    return plan.quantities or PathQuantities(nothing, nothing, nothing, 0.0)


def _joined(parts: Sequence[Sequence[Floats]]) -> Array:
    """Return the unknowns [t, ...] of stretches of years as one vector."""
    return jnp.concatenate([jnp.ravel(jnp.asarray(np.concatenate(part))) for part in parts])


def _alike(one: Plan, other: Plan) -> bool:
    return all(_same(a, b) for a, b in zip(one, other, strict=True))


def _continued(problem: PathProblem, plan: WorldPath, gone: int) -> PathProblem:
    """Return the problem in which capital goes on after the last year as the last plan has it."""
    root = root_of_rest(plan.problem.capital, jnp.asarray(plan.state.log_capital), gone)
    return problem._replace(capital=problem.capital._replace(root=root))


def _same(one: Terms, other: Terms) -> bool:
    def equal(a: Floats | None, b: Floats | None) -> bool:
        return a is b or (a is not None and b is not None and np.array_equal(a, b))

    return one is other or (
        all(
            np.array_equal(getattr(one.wedges, name), getattr(other.wedges, name))
            for name in ("tariff", "export_tax", "trade_cost")
        )
        and equal(one.transfer, other.transfer)
        and equal(one.productivity, other.productivity)
        and one.targets == other.targets
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
    world: World, years: Sequence[int], problem: PathProblem, rules: Mechanisms, state: PathState,
    found: PathAllocation,
) -> None:  # fmt: skip
    """Raise ``Infeasible`` where investment or consumption is below zero."""
    rates = np.ones_like(found.consumption)
    if rules.capital == "foresight":
        rates = np.asarray(investment_rate(problem.capital, jnp.asarray(state.log_capital)))
    for what, values in (("gross investment", rates), ("consumption", found.consumption)):
        bad = np.argwhere(~(values > 0))
        if len(bad):
            t, n = (int(j) for j in bad[0])
            when = years[t] if t < len(years) else "the steady state"
            raise Infeasible(
                f"{what} of {world.economies[n]} would be below zero in {when}.",
                where="path",
                remedy="The law changes too much at once for this economy's capital: raise the "
                "cost of adjustment (Parameters(adjustment=...)), or phase it in.",
            )
