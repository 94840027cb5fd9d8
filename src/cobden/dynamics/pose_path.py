"""From a world, its law by year and its parameters to the arrays that the equations work on."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.typing import NDArray

from cobden.base.errors import InputError, unknown
from cobden.base.terms import Terms
from cobden.base.wedges import Wedges
from cobden.dynamics import capital as capital_rules
from cobden.dynamics.capital import Capital, linear
from cobden.dynamics.home_moves import home
from cobden.dynamics.labour import CHOICES, Labour, home_dispersion, moved
from cobden.dynamics.macro import Macro
from cobden.dynamics.mechanisms import Mechanisms
from cobden.dynamics.money import ANCHORS, NationalMoney
from cobden.dynamics.parameters import Parameters
from cobden.dynamics.path_equations import PathProblem, Trade
from cobden.dynamics.path_products import Folds
from cobden.dynamics.path_quantities import Premiums, idle, licences, put_lines, taxes_exports
from cobden.dynamics.periods import Calendar
from cobden.equilibrium import Horizon
from cobden.world.world import World

Floats = NDArray[np.float64]
REVENUE = ("handed_back", "labour_tax", "debt")
_NEAREST_ZERO = 1e-5  # CES demand passes through Cobb-Douglas at zero, but its formula divides

WORKING = 0.6  # part of the people that works; moves only what the elasticity leaves open


class PathStart(NamedTuple):
    """Where a path begins: logs of capital [n], labour [k, n] and last year's money wage [k, n].

    ``price`` [n]: log of last year's consumer prices, own money (None: the benchmark's), from
    which a central bank's rule goes on.

    >>> import cobden as cb
    >>> world = cb.World.load().aggregate(['USA', 'JPN'])
    >>> cb.dynamics.PathStart.benchmark(world).labour.shape
    (28, 3)
    """

    capital: Floats
    labour: Floats
    wage: Floats
    price: Floats | None = None

    @classmethod
    def benchmark(cls, world: World) -> "PathStart":
        """Return a start at the benchmark."""
        k, n = len(world.sectors), len(world.economies)
        return cls(np.zeros(n), np.zeros((k, n)), np.zeros((k, n)))


def check(rules: Mechanisms) -> None:
    """Raise ``InputError`` for a mechanism that does not exist."""
    choices = {
        "capital": capital_rules.RULES,
        "labour": CHOICES,
        "revenue": REVENUE,
    }
    for name, known in choices.items():
        if getattr(rules, name) not in known:
            raise unknown(f"choice of {name}", getattr(rules, name), known, where=name)
    if rules.revenue == "debt" and rules.capital != "constant_saving":
        raise InputError(
            f"revenue repays debt, and with capital='{rules.capital}' that is the same as handing "
            "it back: who looks ahead saves less by as much (Barro 1974), and who never saves "
            "lends nothing.",
            where="revenue",
            remedy="Choose revenue='handed_back', or capital='constant_saving'.",
        )


def anchored(world: World, anchor: str | Mapping[str, str]) -> tuple[tuple[str, ...], Floats]:
    """Return the anchors of a path and who is held by which [anchor, n].

    ``anchor`` is one for all, or by economy (the others: nominal income). Raises ``InputError``
    for an anchor or an economy that does not exist.
    """
    given = {} if isinstance(anchor, str) else dict(anchor)
    for name in given:
        world.economy_index(name)
    usual = anchor if isinstance(anchor, str) else Mechanisms().anchors[0]
    each = [given.get(name, usual) for name in world.economies]
    for name in each:
        if name not in ANCHORS:
            raise unknown("choice of anchor", name, tuple(ANCHORS), where="anchor")
    names = tuple(name for name in ANCHORS if name in each)
    return names, np.array([[float(own == name) for own in each] for name in names])


def pose(
    world: World, law: Sequence[Terms], response: Floats, macro: Macro, rules: Mechanisms,
    parameters: Parameters, start: PathStart, held: Floats, calendar: Calendar, *,
    always: Terms | None = None, premiums: Premiums | None = None, folds: Folds | None = None,
) -> PathProblem:  # fmt: skip
    """Return the problem that a law by period poses; its last period's law holds ever after.

    ``macro`` and ``parameters`` are per year, the problem per period of the ``calendar``.
    ``response`` [t]: share of the long-run elasticity (see ``horizon``) in each period and after.
    ``held`` [anchor, n]: who is held by which anchor (see ``anchored``). ``always``: the law of the
    steady state, by default that of the last year. ``premiums`` are what its quantities put on
    their lines (None: nothing); ``folds`` what importers buy by product.
    """
    if world.market is not None or world.final_trade_share is not None:
        raise InputError(
            "a path is solved for perfect competition and one import share for all uses.",
            where="path",
            remedy="Load the world as it is by default.",
        )
    parameters, macro = calendar.parameters(macro, parameters), calendar.macro(macro)
    known = _benchmark(world, macro)
    every = [*law, law[-1] if always is None else always]
    trade, theta = _trade(world, every, response, premiums or idle(every), folds)
    freed = moved(
        rules.labour, parameters.mobility, parameters.dispersion, macro.discount, len(law)
    )
    kept = frozenset[int]()
    if rules.capital in ("foresight", "capitalists", "adjusts"):
        kept = frozenset({len(law)})
    k, n = world.output.shape
    transfers = [np.zeros(n) if t.transfer is None else t.transfer for t in every]
    productivity = [np.ones((k, n)) if t.productivity is None else t.productivity for t in every]
    level = start.price
    capital, labour, money = _moving(
        world, macro, parameters, rules.capital, len(law), calendar.length
    )
    return PathProblem(
        trade=trade,
        licences=licences(world, every, premiums or idle(every)),
        **known.fixed,
        transfer=jnp.asarray(world.deficit + np.array(transfers)),
        log_productivity=jnp.asarray(np.log(np.array(productivity))),
        home=home(world, macro, tuple(map(tuple, theta.tolist())), freed, kept_return=kept),
        capital=capital._replace(start=jnp.asarray(start.capital)),
        labour=labour._replace(start=jnp.asarray(start.labour)),
        money=money._replace(
            start=jnp.asarray(start.wage),
            level=jnp.zeros(n) if level is None else jnp.asarray(level),
            anchored=jnp.asarray(held),
        ),
    )


class _Benchmark(NamedTuple):
    """What a world and its macro figures say, whatever the law: `PathProblem`'s ``fixed`` fields.

    ``paid`` [k, n] is value added, ``labour_income`` [k, n], ``investment`` [n].
    """

    fixed: dict[str, Array]
    paid: Floats
    labour_income: Floats
    investment: Floats


@lru_cache(maxsize=16)
def _benchmark(world: World, macro: Macro) -> _Benchmark:
    paid = world.value_added_share * world.output
    final = world.final_expenditure
    invested = macro.investment_share * final
    investment, spent = invested.sum(axis=0), final.sum(axis=0)
    bad = np.flatnonzero(~((investment > 0) & (investment < spent)))
    if len(bad):
        raise InputError(
            f"{world.economies[bad[0]]} invests {investment[bad[0]] / spent[bad[0]]:.0%} of what "
            "it spends.",
            where="investment_share",
            remedy="Give shares of final spending of which a part, not all, is investment.",
        )
    consumed = final - invested
    fixed = {
        "inputs": world.input_share.transpose(2, 0, 1),
        "value_added_share": world.value_added_share,
        "labour_share": macro.labour_share,
        "consumption_share": consumed / consumed.sum(axis=0),
        "investment_share": invested / investment,
        "output": world.output,
        "final": spent,
    }
    held = {name: jnp.asarray(values) for name, values in fixed.items()}
    return _Benchmark(held, paid, macro.labour_share * paid, investment)


@lru_cache(maxsize=8)
def _moving(
    world: World, macro: Macro, parameters: Parameters, rule: str, periods: int, length: float
) -> tuple[Capital, Labour, NationalMoney]:
    """Return what moves capital, labour and money, as from the benchmark.

    ``macro`` and ``parameters`` are per period; ``length`` of one, in years.
    """
    _, paid, labour_income, investment = _benchmark(world, macro)
    total, wages = paid.sum(axis=0), labour_income.sum(axis=0)
    k, n = paid.shape
    capital = Capital(
        income=jnp.asarray(total - wages),
        investment=jnp.asarray(investment),
        rate=jnp.asarray(macro.depreciation + macro.growth),
        depreciation=jnp.asarray(macro.depreciation),
        growth=jnp.asarray(macro.growth),
        discount=jnp.asarray(macro.discount),
        adjustment=jnp.asarray(parameters.adjustment),
        start=jnp.zeros(n),
        root=jnp.zeros(n),
        inverse=jnp.zeros(()),
    )
    root, inverse = _linear(capital, rule, jnp.asarray(1 - wages / total), periods)
    at_home = home_dispersion(
        max(parameters.participation, 1e-6), WORKING, parameters.mobility, macro.discount
    )
    labour = Labour(
        share=jnp.asarray(labour_income / wages),
        participation=jnp.asarray(WORKING),
        mobility=jnp.asarray(parameters.mobility),
        dispersion=jnp.asarray(parameters.dispersion),
        home=jnp.asarray(at_home),
        discount=jnp.asarray(macro.discount),
        supply=jnp.asarray(parameters.labour_supply),
        tax=jnp.asarray(parameters.labour_tax),
        start=jnp.zeros((k, n)),
    )
    money = NationalMoney(
        value_added=jnp.asarray(total),
        labour_income=jnp.asarray(labour_income),
        revenue=jnp.asarray(world.tariff_revenue),
        log_floor=jnp.log(jnp.asarray(max(parameters.floor, 1e-9))),
        start=jnp.zeros((k, n)),
        level=jnp.zeros(n),
        response=jnp.asarray(parameters.taylor),
        level_response=jnp.asarray(parameters.taylor * length),
        anchored=jnp.ones((1, n)),
    )
    return capital._replace(root=root, inverse=inverse), labour, money


_linear = jax.jit(linear, static_argnames=("rule", "years"))


def responses(
    world: World, law: Sequence[Terms], gradual: bool, parameters: Parameters, parts: int
) -> Floats:
    """Return the share of long-run elasticities that has come about in each period, and after [t].

    Counted from the first period whose law differs from the benchmark's. A figure of a year stands
    for its middle; so does that of a quarter, of which a year has four ``parts``.
    """
    if not gradual:
        return np.ones(len(law) + 1)
    changed = [
        not np.array_equal(t.wedges.tariff, world.tariff)
        or bool(t.wedges.export_tax.any() or (t.wedges.trade_cost != 1).any())
        or bool(t.targets.lines)
        for t in law
    ]
    first = changed.index(True) if any(changed) else 0
    since = (np.maximum(np.arange(len(law)) - first, 0) + 0.5) / parts + 0.5
    pace = {"response": parameters.response, "to_long_run": parameters.to_long_run}
    return np.array([*(Horizon.after(float(years), **pace).response for years in since), 1.0])


def _trade(
    world: World, law: Sequence[Terms], response: Floats, premiums: Premiums, folds: Folds | None
) -> tuple[Trade, Floats]:
    """Return the weights of all years, and the elasticities of each [t, k]."""
    theta = response[:, None] * (1 + world.elasticity) - 1
    theta = np.where(np.abs(theta) < _NEAREST_ZERO, _NEAREST_ZERO, theta)
    share, cells = world.trade_share, world.trade_share[0].size
    purchase = np.empty((len(law), *share.shape))
    customs, producer, ratios = np.empty_like(purchase), None, {}
    if any(taxes_exports(t) for t in law):
        producer = np.empty_like(purchase)
    for t, terms in enumerate(law):
        wedges = terms.wedges
        if id(wedges) not in ratios:
            ratios[id(wedges)] = _log_ratios(world, wedges)
        changed, ratio = ratios[id(wedges)]
        purchase[t] = share
        purchase[t].reshape(-1)[changed] *= np.exp(-theta[t][changed // cells] * ratio)
        np.divide(purchase[t], 1 + wedges.tariff, out=customs[t])
        if producer is not None:
            producer[t] = customs[t] / (1 + wedges.export_tax)
        sold = None if producer is None else producer[t]
        put_lines(world, terms, premiums[t], theta[t], purchase[t], customs[t], sold)
        if folds is not None:
            folds.rows[t].put(folds.log_cost[t], purchase[t], customs[t], sold)
    trade = Trade(
        jnp.asarray(purchase),
        jnp.asarray(customs),
        None if producer is None else jnp.asarray(producer),
        jnp.asarray(theta[:, :, None]),
    )
    return trade, theta


def _log_ratios(world: World, wedges: Wedges) -> tuple[NDArray[np.intp], Floats]:
    """Return which cells of the trade shares a law moves, and the logs of its factors there."""
    before, factor = 1 + world.tariff, 1 + wedges.tariff
    if wedges.export_tax.any():
        factor = factor * (1 + wedges.export_tax)
    if (wedges.trade_cost != 1).any():
        factor = factor * wedges.trade_cost
    changed = np.flatnonzero((factor != before) & (world.trade_share > 0))
    return changed, np.log(factor.reshape(-1)[changed] / before.reshape(-1)[changed])
