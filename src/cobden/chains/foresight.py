"""Time: what those who plan know, and when.

With perfect foresight one program holds for the whole time; with none, a measure is known on the
day it starts, and its end on the day it ends. Between these limits, with rolling foresight every
period knows the measures announced so far and takes them to last, unless it has beliefs about what
may come or go (:mod:`cobden.chains.beliefs`). Between announcements nothing new is learnt, so the
plan made at the last one stays optimal (Bellman), and only announcements need a new program. That
is exact, not an approximation.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cobden.chains.application import conditions
from cobden.chains.beliefs import certain, expectation, news
from cobden.chains.chain import Chain
from cobden.chains.chain_certificate import ChainCertificate
from cobden.chains.conditions import Conditions
from cobden.chains.measures import Measure
from cobden.chains.program import lay_out
from cobden.chains.program_layout import Block, ChainState, twins
from cobden.chains.solver import Guess, Solution, route_ends, solve_program
from cobden.chains.tree import Tree

Floats = NDArray[np.float64]
Foresight = Literal["perfect", "rolling", "none"]


@dataclass(frozen=True, eq=False)
class Path:
    """An equilibrium over all solved periods. Arrays end in the axis of periods.

    ``quantities`` and ``marginal`` [row, t] by block of variables, ``multipliers`` [row, t] by
    block of constraints (see :mod:`cobden.chains.program`), ``price`` [good, place, t], the rest as
    in :class:`cobden.chains.solver.Solution`; money is undiscounted.
    """

    conditions: Conditions
    quantities: dict[str, Floats]
    marginal: dict[str, Floats]
    multipliers: dict[str, Floats]
    price: Floats
    duty: Floats
    export_tax: Floats
    top_up: Floats
    certificates: tuple[tuple[str, ChainCertificate], ...]

    @property
    def served(self) -> Floats:
        """What each use gets of what it wants, [use, t], savings and substitutes included."""
        missed = self.quantities["without"] + self.quantities["breach"]
        return self.quantities["demand"] - missed


def trace(
    chain: Chain,
    measures: Sequence[Measure] = (),
    *,
    foresight: Foresight = "rolling",
    base: Path | None = None,
    tolerance: float = 1e-6,
) -> Path:
    """Return the path of a chain under measures.

    ``base`` is the path without measures: some measures refer to its trade, and the search begins
    there. Raises ``NotConverged``, ``Infeasible``, or ``InputError`` for a measure that does not
    fit the chain.
    """
    seen = [m.unforeseen() for m in measures] if foresight == "none" else measures
    ordered = sorted(seen, key=lambda measure: measure.believed_from)
    path: Path | None = None
    still = _stationary(chain)
    at_sea = _under_way(chain, still.quantities["ship"][:, 0])
    usual = None if base is None else base.quantities["ship"]
    guess = _guess(still if base is None else base)
    for first in [0] if foresight == "perfect" else news(chain, ordered):
        if foresight == "perfect":
            ahead = certain(chain, ordered, usual)
        else:
            ahead = expectation(chain, ordered, first, usual)
        if path is None:
            state = _begin(chain, ahead.trunk, at_sea)
        else:
            state = _carry(path, ahead.trunk, first, at_sea)
        program = lay_out(ahead.nodes, state, ahead.tree)
        solution = solve_program(program, tolerance=tolerance, guess=guess)
        path = _stitched(path, ahead.trunk, solution)
        guess = _guess(path)
    assert path is not None
    return path


def _guess(path: Path) -> Guess:
    """What a path suggests for another of the same chain."""
    return Guess.of(path.conditions.chain, path.quantities["demand"], path.price, path.marginal)


def _begin(chain: Chain, holding: Conditions, arriving: Floats) -> ChainState:
    """The state before the first period: usual stocks, usual cargo under way, usual use."""
    rows = holding.chain
    used = np.array([use.quantity * chain.step for use in rows.uses])[:, None]
    known = np.zeros((len(rows.goods), *arriving.shape[1:]))
    known[: len(arriving)] = arriving
    return ChainState(
        np.array([stock.initial for stock in rows.stocks]),
        known,
        np.zeros(len(rows.options)),
        used,
    )


def _stationary(chain: Chain) -> Path:
    """Solve one period of the chain without measures or time at sea, its stocks shut."""
    still = replace(
        chain,
        periods=1,
        tail=0,
        stocks=tuple(replace(stock, strategic=True) for stock in chain.stocks),
        routes=tuple(replace(route, months=0) for route in chain.routes),
    )
    holding = conditions(still)
    nothing = np.zeros((len(chain.goods), len(chain.places), 1))
    program = lay_out(holding, _begin(still, holding, nothing), Tree.grown(0, 1))
    return _stitched(None, holding, solve_program(program, tolerance=1e-6))


def _under_way(chain: Chain, usual: Floats) -> Floats:
    """Cargo at sea at the start, [good, place, t]: the ``usual`` [route] of every period before."""
    arriving = np.zeros((len(chain.goods), len(chain.places), chain.solved_periods))
    places = {item.name: row for row, item in enumerate(chain.places)}
    goods = {item.name: row for row, item in enumerate(chain.goods)}
    for route, flow in zip(chain.routes, usual, strict=True):
        landing = arriving[goods[route.good], places[route.importer]]
        landing[: round(route.months / chain.step)] += flow
    return arriving


def _carry(path: Path, holding: Conditions, first: int, at_sea: Floats) -> ChainState:
    """The state in which the path so far leaves the period ``first``."""
    chain = holding.chain
    before = path.conditions
    goods, _, target = route_ends(before)
    landed, share = twins(before), before.bound
    arriving = np.zeros((len(chain.goods), *at_sea.shape[1:]))
    arriving[: len(at_sea)] = at_sea
    for arc, flows in enumerate(path.quantities["ship"]):
        for leaving in range(first):
            landing = leaving + before.delay[arc, leaving]
            if first <= landing < chain.solved_periods:
                tied = share[arc, leaving] * flows[leaving]
                arriving[goods[arc], target[arc], landing] += flows[leaving] - tied
                arriving[landed[arc], target[arc], landing] += tied
    stock = np.array([item.initial for item in chain.stocks])
    stock[: len(before.chain.stocks)] = path.quantities["stock"][:, first - 1]
    option = np.zeros(len(chain.options))
    option[: len(before.chain.options)] = path.quantities["option"][:, first - 1]
    usual = np.array([use.quantity * chain.step for use in chain.uses])[:, None]
    used = path.served[:, :first]
    return ChainState(stock, arriving, option, np.concatenate([usual, used], axis=1))


def _stitched(before: Path | None, holding: Conditions, solution: Solution) -> Path:
    """Return the path with its periods from the solution's first on replaced by its trunk's.

    ``holding`` is what holds in all periods if nothing happens.
    """
    program = solution.program
    first, trunk = program.tree.first, program.tree.trunk

    def joined(old: Floats | None, new: Floats) -> Floats:
        whole = np.zeros((*new.shape[:-1], first + trunk.stop))
        if old is not None:
            whole[: old.shape[0], ..., :first] = old[..., :first]
        whole[..., first:] = new[..., trunk]
        return whole

    def blocks(
        old: dict[str, Floats] | None, layout: dict[str, Block], vector: Floats
    ) -> dict[str, Floats]:
        return {
            name: joined(old[name] if old else None, block.of(vector))
            for name, block in layout.items()
        }

    duals = solution.multipliers.copy()
    for block in program.constraints.values():
        duals[block.index] /= program.weight
    return Path(
        conditions=holding,
        quantities=blocks(before and before.quantities, program.variables, solution.quantities),
        marginal=blocks(before and before.marginal, program.variables, solution.marginal),
        multipliers=blocks(before and before.multipliers, program.constraints, duals),
        price=joined(before and before.price, solution.price),
        duty=joined(before and before.duty, solution.duty),
        export_tax=joined(before and before.export_tax, solution.export_tax),
        top_up=joined(before and before.top_up, solution.top_up),
        certificates=(
            *(before.certificates if before else ()),
            (holding.chain.months[first], solution.certificate),
        ),
    )
