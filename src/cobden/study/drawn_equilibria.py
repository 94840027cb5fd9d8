"""The experiment of draws: a case's equilibria at one draw of what is uncertain, and another."""

import hashlib
import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, fields
from functools import lru_cache
from math import inf
from typing import TYPE_CHECKING, Any

import jax.numpy as jnp
import numpy as np
from jax import Array

from cobden.base.closures import CLOSURES, WORLD_SHARE, Closure, closure_of
from cobden.base.errors import Infeasible, NotConverged
from cobden.base.objective import Objective
from cobden.base.wedges import Wedges
from cobden.draws import CONVERGED, Outcomes
from cobden.equilibrium import (
    RANGE_TOLERANCE,
    Horizon,
    Result,
    Shock,
    rebased_for,
    solve_shock,
    value_of,
)
from cobden.measures import Enacted
from cobden.study.drawn_rates import DrawnRate
from cobden.study.drawn_terms import (
    drawn_horizon,
    drawn_terms,
    drawn_wedges,
    wedges_of,
    with_set,
)
from cobden.study.product_draws import CHOSEN, Estimates, with_choice, with_scores
from cobden.study.uncertain_figures import check_factors
from cobden.world.world import World

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

_NODES = (0.95, 1.125, 1.3)  # multiples of the duties: the range of `DUTIES`, and its middle


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
            known = (trade.importer, trade.codes, trade.between, trade.apart)
            digest.update(repr(known).encode())
        for policy in self.wedges.values():
            if isinstance(policy, Enacted):
                digest.update(repr((policy.law.day, policy.law.instruments)).encode())
        ends = [end for rate in self.rates for end in (rate.at_low, rate.at_high)]
        for rate in self.rates:
            digest.update(repr((rate.factor, rate.policy, rate.rate, rate.low, rate.high)).encode())
        laws = [*(wedges_of(policy) for policy in self.wedges.values()), *ends]
        for by_product in (law.by_product for law in laws):
            for importer, rates in by_product.items():
                digest.update(importer.encode() + np.ascontiguousarray(rates).tobytes())
        parts = (one for law in laws for _, one in sorted(law.varieties.items()))
        for part in (self.world, *self.world.products, *laws, *parts):
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
        horizon = drawn_horizon(draw, self.years)
        values = []
        for name, policy in self.wedges.items():
            rates = [rate for rate in self.rates if rate.policy == name]
            shock = Shock.under(world, drawn_terms(policy, world, draw, rates), horizon)
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


@lru_cache(maxsize=64)
def _rebased(world: World, closure: Closure) -> tuple[World, Closure]:
    return rebased_for(world, closure)
