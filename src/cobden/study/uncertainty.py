"""How sure the answer is: a case's equilibria over draws of everything that is not known.

``uncertain`` names the figures in doubt with their ranges; `Equilibria` solves a case's states at
each draw of them; ``cobden.draws`` makes the draws, keeps the results, and says how wide the
answers spread and which figure drives them.
"""

import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jax.numpy as jnp
import numpy as np
from jax import Array

from cobden.base.closures import CLOSURES, WORLD_SHARE, Closure, closure_of
from cobden.base.errors import Infeasible, InputError, NotConverged, unknown
from cobden.base.objective import Objective
from cobden.base.sources import Quantity, Source
from cobden.base.terms import Terms
from cobden.base.wedges import Wedges
from cobden.cases import Case, load
from cobden.draws import (
    CONVERGED,
    Choice,
    Design,
    Ensemble,
    Factor,
    Outcomes,
    Progress,
    Range,
    run,
)
from cobden.equilibrium import (
    FIXITY,
    LONG_RUN,
    PASS_THROUGH,
    RANGE_TOLERANCE,
    RESPONSE,
    YEARS,
    Horizon,
    Result,
    Shock,
    rebased_for,
    solve_shock,
    value_of,
)
from cobden.measures import Enacted
from cobden.study.case_law import law_of, policy_of, world_of
from cobden.study.drawn_rates import DrawnRate, at_rates, drawn_rates, factors_of
from cobden.study.product_draws import (
    CHOSEN,
    Estimates,
    is_score,
    product_factors,
    with_choice,
    with_scores,
)
from cobden.study.product_tables import estimates_of
from cobden.world.elasticities import SETS
from cobden.world.world import World

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray


DUTIES = Quantity(
    value=1.0,
    low=0.95,
    high=1.3,
    unit="change of US duties, as a multiple of Cobden's reading of the law",
    sources=(
        Source(
            citation="Yale Budget Lab, State of U.S. Tariffs (2025); Tax Policy Center, tracker of "
            "average effective rates (2025); ushs10, daily effective rates",
            where="average rates of April to September 2025, as increases over 2.4% in 2024",
            date="2025-10",
            grade="C",
        ),
    ),
    reason="the rise is 0.95 to 1.15 times Cobden's in April, 1.01 to 1.05 in June, and 1.2 to 1.3 "
    "in August and September, when trackers count fewer goods as exempt under USMCA "
    "(derive/duties.py)",
)

_NODES = (0.95, 1.125, 1.3)  # multiples of the duties: the range of `DUTIES`, and its middle

HORIZON_FACTORS = {
    "response": RESPONSE,
    "pass-through": PASS_THROUGH,
    "fixity": FIXITY,
    "years to the long run": YEARS,
}
_NAMED = ("elasticities", "deficits", "duties", "years", *HORIZON_FACTORS)
_ADDRESSED = ("elasticity SECTOR", "tariff IMPORTER EXPORTER SECTOR")


def uncertain(years: float = inf, closures: Sequence[Closure] = CLOSURES) -> tuple[Factor, ...]:
    """Return what is in doubt about an answer ``years`` after a change of policy.

    In the long run: the published elasticity sets, the ``closures`` of the deficits, and the size
    of the duties. Before it, also how fast trade responds, what exporters pass on and how fixed
    factors are, each over the range of its sources.
    """
    always = (
        Choice("elasticities", tuple(SETS)),
        Choice("deficits", tuple(closure.name for closure in closures)),
        ranged("duties", DUTIES),
    )
    if years == inf:
        return always
    return always + tuple(ranged(name, figure) for name, figure in HORIZON_FACTORS.items())


def ranged(name: str, figure: Quantity) -> Range:
    """Return the range that a figure's sources leave open, as a factor."""
    if figure.low is None or figure.high is None:
        raise InputError("the figure has no range.", where=f"factor {name}")
    return Range(name, figure.low, figure.high, mode=figure.value)


@dataclass(frozen=True, eq=False)
class Equilibria:
    """The experiment: from a draw of what is uncertain to the outcomes of one or more policies.

    ``wedges`` maps the name of each policy to its wedges on ``world``, or to a law of which the
    instruments hold too. Factors are known by name:
    ``elasticities`` (a set), ``deficits`` (a closure among ``closures``), ``duties`` (a multiple of
    every change of tariff), ``years`` since the change, ``response``, ``pass-through``,
    ``fixity``, ``years to the long run`` (see `Horizon.after`), ``elasticity C29`` (of one sector),
    ``tariff USA JPN C29`` (the rate itself), ``rate ID`` (of a measure among ``rates``); of a
    world's products ``product elasticities`` and ``estimate C29 USA``, a score of the ``estimates``
    by importer (`product_factors`). What is not drawn stays as the world has it.

    Outcomes, each under the name of its policy: ``welfare JPN`` of every economy and of ``groups``
    of them, and ``output C29 JPN`` of every good of ``home``, in %; ``exports JPN USA`` of goods
    from ``home`` to ``counterpart`` (and ``exports C29 JPN USA`` of each good), in %; ``balance JPN
    USA`` in goods and ``revenue USA`` from tariffs, in billion USD. ``home`` and ``counterpart``
    may be groups, summed as the brief sums them. Then the ``aims``: any objectives, by their names.
    """

    world: World
    wedges: Mapping[str, Wedges | Enacted[Any]]
    home: str
    counterpart: str
    years: float = inf
    deficits: str | Closure = WORLD_SHARE
    groups: tuple[str, ...] = ()
    aims: tuple[Objective, ...] = ()
    closures: tuple[Closure, ...] = CLOSURES
    estimates: Estimates = field(default_factory=dict)
    rates: tuple[DrawnRate, ...] = ()

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The names of the outcomes, in order."""
        goods = [
            name for name, good in zip(self.world.sectors, self.world.goods, strict=True) if good
        ]
        pair = f"{self.home} {self.counterpart}"
        names = (
            *(f"welfare {economy}" for economy in (*self.world.economies, *self.groups)),
            *(f"output {sector} {self.home}" for sector in goods),
            f"exports {pair}",
            *(f"exports {sector} {pair}" for sector in goods),
            f"balance {pair}",
            f"revenue {self.counterpart}",
            *(aim.name for aim in self.aims),
        )
        return tuple(f"{policy}: {name}" for policy in self.wedges for name in names)

    @property
    def identity(self) -> str:
        """A digest of the world, the policies and the horizon."""
        held = self._closure({}).identity(self.world.deficit, self.world.value_added)
        own = [c.identity(self.world.deficit, self.world.value_added) for c in self._own]
        facts = (self.home, self.counterpart, self.years, held, *self.groups, *self.aims, *own)
        digest = hashlib.sha256(repr(facts).encode())
        for importer, found in self.estimates.items():
            digest.update(f"{importer} {found.text()}".encode())
        for trade in self.world.products:
            digest.update(repr((trade.importer, trade.codes, trade.between)).encode())
        for policy in self.wedges.values():
            if isinstance(policy, Enacted):
                digest.update(repr((policy.law.day, policy.law.instruments)).encode())
        ends = [end for rate in self.rates for end in (rate.at_low, rate.at_high)]
        for rate in self.rates:
            digest.update(repr((rate.factor, rate.policy, rate.rate, rate.low, rate.high)).encode())
        laws = [*(_wedges(policy) for policy in self.wedges.values()), *ends]
        for by_product in (law.by_product for law in laws):
            for importer, rates in by_product.items():
                digest.update(importer.encode() + np.ascontiguousarray(rates).tobytes())
        for part in (self.world, *self.world.products, *laws):
            for name in sorted(one.name for one in fields(part)):
                value = getattr(part, name)  # not what was worked out from the fields
                if isinstance(value, np.ndarray):
                    digest.update(name.encode() + np.ascontiguousarray(value).tobytes())
        return f"equilibria {digest.hexdigest()[:16]}"

    def evaluate(self, draws: "pd.DataFrame") -> Outcomes:
        """Return the outcomes of ``draws``: one row per draw, one column per factor."""
        names = [str(name) for name in draws]
        check_factors(names, self.world, self.estimates, self.in_doubt)
        # A solve keeps one core busy, and threads share the world. Each draw is solved by itself,
        # so the order in which they end does not matter.
        with ThreadPoolExecutor(os.cpu_count()) as threads:
            rows, status = zip(*threads.map(self._one, draws.to_dict("records")), strict=True)
        return Outcomes(np.array(rows), tuple(status))

    def _one(self, draw: Mapping[Any, Any]) -> "tuple[NDArray[np.float64], str]":
        base, world, deficits = self._benchmark(draw)
        horizon = _horizon(draw, self.years)
        values = []
        for name, policy in self.wedges.items():
            rates = [rate for rate in self.rates if rate.policy == name]
            shock = Shock.under(world, _terms(policy, world, draw, rates), horizon)
            try:
                start = None  # premiums of instruments are found from the benchmark
                if isinstance(policy, Wedges):
                    start = _start(base, policy, deficits, self.years, draw.get("duties", 1.0))
                values.append(self._outcomes_of(_solved(world, shock, deficits, start)))
            except (NotConverged, Infeasible) as error:
                return np.full(len(self.outcomes), np.nan), f"{name}: {error}"
        return np.concatenate(values), CONVERGED

    def _benchmark(self, draw: Mapping[Any, Any]) -> tuple[World, World, Closure]:
        """Return the world of the draw's set, that with its own elasticities, and the closure."""
        world, closure = self.world, self._closure(draw)
        if "elasticities" in draw:
            world = with_set(world, draw["elasticities"])
        if CHOSEN in draw:
            world = with_choice(world, draw[CHOSEN], tuple(self.estimates))
        base, held = _rebased(world, closure)
        own = {name.split()[1]: value for name, value in draw.items() if "elasticity " in name}
        scored = with_scores(world, draw, self.estimates)
        if own:
            theta = dict(zip(world.sectors, world.elasticity, strict=True)) | own
            scored = scored.with_elasticity(theta)
        if scored is not world:
            return base, *rebased_for(scored, closure)
        return base, base, held

    def _closure(self, draw: Mapping[Any, Any]) -> Closure:
        return closure_of(draw.get("deficits", self.deficits), self.closures)

    @property
    def in_doubt(self) -> tuple[str, ...]:
        """The ids of the duties whose rate is in doubt."""
        return tuple(dict.fromkeys(rate.measure for rate in self.rates))

    @property
    def _own(self) -> tuple[Closure, ...]:
        """The closures that do not come with Cobden."""
        return tuple(closure for closure in self.closures if closure not in CLOSURES)

    def _outcomes_of(self, result: Result) -> "NDArray[np.float64]":
        world, goods = result.world, result.world.goods
        i, n = (np.array(world.positions(name)) for name in (self.home, self.counterpart))
        welfare = result.values("welfare")
        together = [result.together("welfare", world.positions(group)) for group in self.groups]
        trade = result.seen.trade
        before = world.flow[goods][:, n][:, :, i].sum(axis=(1, 2))
        sold = trade.flow(n[:, None], i[None, :])[goods].sum(axis=(1, 2))
        bought = trade.flow(i[:, None], n[None, :])[goods].sum(axis=(1, 2))
        traded = before > 0
        by_good = np.where(traded, sold / np.where(traded, before, 1) - 1, 0)
        billions = world.value_usd / 1e9
        return np.concatenate(
            [
                welfare,
                together,
                result.together("output", i.tolist())[goods],
                [100 * (sold.sum() / before.sum() - 1)],
                100 * by_good,
                [(sold.sum() - bought.sum()) * billions],
                [result.together("tariff_revenue", n.tolist())],
                [value_of(result, aim) for aim in self.aims],
            ]
        )


def _solved(world: World, shock: Shock, closure: Closure, start: Array | None) -> Result:
    """Return the equilibrium from a start nearby, or else from the benchmark."""
    if start is not None:
        try:
            return solve_shock(world, shock, closure, start=start, tolerance=RANGE_TOLERANCE)
        except NotConverged:
            pass  # a start can be too far away; the benchmark is where every solve may begin
    return solve_shock(world, shock, closure, tolerance=RANGE_TOLERANCE)


def _start(
    world: World, wedges: Wedges, closure: Closure, years: float, duties: float
) -> Array | None:
    """Return unknowns near those of a draw: a parabola through three equilibria along the duties.

    A function of its arguments alone, whoever computes it, so that every draw is too.
    """
    found = _along_duties(world, wedges, closure, years)
    if found is None:
        return None
    low, middle, high = found
    at = np.clip((duties - _NODES[1]) / (_NODES[2] - _NODES[1]), -1, 1)
    return jnp.asarray(middle + at / 2 * (high - low) + at**2 * ((high + low) / 2 - middle))


@lru_cache(maxsize=128)
def _along_duties(
    world: World, wedges: Wedges, closure: Closure, years: float
) -> "tuple[NDArray[np.float64], ...] | None":
    shocks = [
        Shock.on(world, drawn_wedges(wedges, world, {"duties": at}), horizon=Horizon.after(years))
        for at in _NODES
    ]
    try:
        found = [solve_shock(world, shock, closure, tolerance=RANGE_TOLERANCE) for shock in shocks]
    except NotConverged:
        return None
    return tuple(np.asarray(result.vector) for result in found)


def check_factors(
    names: list[str],
    world: World,
    estimates: Estimates | None = None,
    measures: Sequence[str] = (),
) -> None:
    """Raise ``InputError`` if `Equilibria` knows no factor of one of these names.

    ``measures`` are the ids of the duties whose rate is in doubt.
    """
    for name in names:
        kind, *address = name.split()
        if name in _NAMED or is_score(name, estimates or {}):
            continue
        if name == CHOSEN and world.products:
            continue
        if kind == "elasticity" and len(address) == 1:
            world.sector_index(address[0])
        elif kind == "tariff" and len(address) == 3:
            world.economy_index(address[0])
            world.economy_index(address[1])
            world.sector_index(address[2])
        elif kind != "rate" or address not in [[measure] for measure in measures]:
            in_doubt = [f"rate {measure}" for measure in measures]
            raise unknown("factor", name, (*_NAMED, *_ADDRESSED, *in_doubt), where="over")


def _horizon(draw: Mapping[Any, Any], years: float) -> Horizon:
    years = draw.get("years", years)
    if years == inf:
        return LONG_RUN
    return Horizon.after(
        years,
        response=draw.get("response", RESPONSE.value),
        pass_through=draw.get("pass-through", PASS_THROUGH.value),
        fixity=draw.get("fixity", FIXITY.value),
        to_long_run=draw.get("years to the long run", YEARS.value),
    )


def _wedges(policy: Wedges | Enacted[Any]) -> Wedges:
    return policy.wedges if isinstance(policy, Enacted) else policy


def _terms(
    policy: Wedges | Enacted[Any], world: World, draw: Mapping[Any, Any], rates: list[DrawnRate]
) -> Terms:
    """Return what a policy puts on a world at a draw, its instruments on the drawn duties."""
    wedges = drawn_wedges(at_rates(_wedges(policy), rates, draw), world, draw)
    if isinstance(policy, Enacted):
        return replace(policy, wedges=wedges).terms(world)
    return Terms(wedges)


def drawn_wedges(wedges: Wedges, world: World, draw: Mapping[Any, Any]) -> Wedges:
    """Return wedges as a draw has them: every change of tariff scaled, and rates that are set."""
    set_rates = {name: value for name, value in draw.items() if name.startswith("tariff ")}
    if "duties" not in draw and not set_rates:
        return wedges
    tariff = np.array(wedges.tariff)
    times = draw.get("duties", 1.0)
    changed = np.nonzero(tariff != world.tariff)
    before = world.tariff[changed]
    tariff[changed] = before + times * (tariff[changed] - before)
    products = {
        trade.importer: trade.tariff + times * (wedges.by_product[trade.importer] - trade.tariff)
        for trade in world.products
        if trade.importer in wedges.by_product
    }
    for name, rate in set_rates.items():
        _, importer, exporter, sector = name.split()
        cell = (
            world.sector_index(sector),
            world.economy_index(importer),
            world.economy_index(exporter),
        )
        tariff[cell] = rate
        trade = world.products_of(importer)
        if trade is not None and trade.importer in products:
            products[trade.importer][trade.sector == cell[0], cell[2]] = rate
    return replace(wedges, tariff=tariff, by_product=products)


@lru_cache(maxsize=32)
def with_set(world: World, name: str) -> World:
    """Return the world with a published set of elasticities, the same object for the same set."""
    return world.with_elasticity(name)


@lru_cache(maxsize=64)
def _rebased(world: World, closure: Closure) -> tuple[World, Closure]:
    return rebased_for(world, closure)


def ensemble(
    case: str | Path | Case,
    *,
    draws: int,
    over: tuple[Factor, ...] | list[Factor] | None = None,
    seed: int = 0,
    states: tuple[str, ...] | list[str] | None = None,
    years: float = inf,
    aims: tuple[Objective, ...] | list[Objective] = (),
    store: str | Path | None = None,
    dask: str | None = None,
    progress: Callable[[Progress], None] = lambda _: None,
) -> Ensemble:
    """Solve a case at ``draws`` draws of what is uncertain, and keep the results.

    ``over`` names what is drawn (by default all that ``uncertain(years)`` lists, the rates of the
    case's own duties on which its sources differ, and the elasticities of products where the case
    tells them apart), ``states`` the states of the case to solve (by default the one its brief
    shows in detail), ``years`` the time since the change (by default the long run). ``aims`` are
    objectives, of which the draws hold the
    values besides. ``store`` is the folder of the results; the same
    call goes on where an earlier one was stopped. ``dask`` is the address of a cluster's scheduler.

    Raises ``InputError`` for an unknown factor or state. Draws without an equilibrium do not
    raise; ``Ensemble.failures`` names them.

    >>> import cobden as cb
    >>> import tempfile
    >>> found = cb.ensemble('japan-us-2025', draws=2, store=tempfile.mkdtemp())
    >>> len(found.failures)
    0
    """
    case = case if isinstance(case, Case) else load(case)
    world = world_of(case)
    known = {state.id: state for state in case.states}
    chosen = (case.file.brief.state,) if states is None else tuple(states)
    for name in chosen:
        if name not in known:
            raise unknown("state", name, known, where="states")
    policy = policy_of(case)
    laws = [law_of(case, policy, known[name]) for name in dict.fromkeys(chosen)]
    wedges = {
        name: law.enacted(world) if law.instruments else law.wedges(world)
        for name, law in zip(dict.fromkeys(chosen), laws, strict=True)
    }
    estimates, solved = estimates_of(case), [known[name] for name in dict.fromkeys(chosen)]
    factors = uncertain(years, case.closures) + product_factors(world, estimates)
    factors += factors_of(case, solved)
    if over is not None:
        factors = tuple(over)
    experiment = Equilibria(
        world, wedges, case.home, case.counterpart, years,
        case.closure, case.groups, tuple(aims), case.closures, estimates,
        drawn_rates(case, solved, world),
    )  # fmt: skip
    check_factors([factor.name for factor in factors], world, estimates, experiment.in_doubt)
    design = Design(factors, draws, seed)
    name = f"ensemble-{experiment.identity.split()[1]}-{seed}"
    folder = Path("output") / case.name / name if store is None else Path(store)
    return run(experiment, design, folder, dask=dask, progress=progress)
