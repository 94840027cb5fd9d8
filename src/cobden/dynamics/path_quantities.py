"""Laws that set quantities on a path: parts of flows, and the premium of each year that meets them.

A part of a flow that substitutes as its sector does is cut off exactly: its weight is its share of
the flow's, at wedges of its own. A limit, a promise or a cut is met by a premium on its parts, one
for each year and one for ever after; the premiums are found together, from outside the equations.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from cobden.base.errors import Infeasible, InputError, NotConverged
from cobden.base.targets import Line, Target
from cobden.base.terms import Terms
from cobden.dynamics.path_equations import Licences

if TYPE_CHECKING:
    from cobden.dynamics.path_equations import PathAllocation, PathProblem, PathState
    from cobden.dynamics.periods import When
    from cobden.world.world import World

Floats = NDArray[np.float64]
Premiums = tuple[Floats, ...]
"""Logs of one plus the premium of each target [m], by year and ever after."""

MET = 100  # how closely a quantity is met, relative, in tolerances of the path
_ROUNDS = 40


class Solved(Protocol):
    """A path as far as quantities need it: what was posed, the unknowns, and what follows."""

    @property
    def problem(self) -> "PathProblem":
        """What was posed."""
        ...

    @property
    def state(self) -> "PathState":
        """The unknowns."""
        ...

    @property
    def found(self) -> "PathAllocation":
        """What follows from them."""
        ...


@dataclass(frozen=True, eq=False)
class PathQuantities:
    """How a path meets what its law says of quantities.

    By year and ever after, for each target of that law [m]: the ``premiums``, in logs; what was
    ``asked`` and ``traded``, in world value added at benchmark prices, and was ``free`` without
    premiums; ``miss``: the largest, relative. ``binds``: whether it is the premium that meets it,
    rather than a bound that holds. ``without``: the path without premiums, from which what is asked
    by a change is reckoned (None: of a path put together from plans).
    """

    premiums: Premiums
    asked: Premiums
    traded: Premiums
    free: Premiums
    binds: tuple[NDArray[np.bool_], ...]
    miss: float
    without: Solved | None = None

    @classmethod
    def joined(cls, parts: "Sequence[tuple[PathQuantities, slice]]") -> "PathQuantities":
        """Return those of years that were lived of several plans."""
        fields = (
            tuple(year for one, years in parts for year in getattr(one, name)[years])
            for name in ("premiums", "asked", "traded", "free", "binds")
        )
        return cls(*fields, miss=max(one.miss for one, _ in parts))


def check_followed(world: "World", year: "When", terms: Terms) -> None:
    """Raise ``InputError`` for a law about quantities of a form that no path follows."""
    for line in terms.targets.lines:
        own = world.elasticity[world.sector_index(line.sector)]
        if line.product:
            _refuse(year, terms, "goods told apart by product")
        trade = world.products_of(line.importer)
        told = () if trade is None else {world.sectors[k] for k, _, _ in trade.bounds}
        if line.sector in told and line.importer != line.exporter:
            _refuse(year, terms, f"a part of what {line.importer} buys, which is known by product")
        if line.elasticity not in (None, own) or line.between is not None:
            _refuse(year, terms, "goods that are replaced otherwise than the rest of their sector")
    for target in terms.targets.targets:
        if target.measured != "volume":
            _refuse(year, terms, f"a {target.measured}", target)
        if target.passed_on and (len(target.on) > 1 or target.basis != "absolute"):
            _refuse(
                year, terms, "licences given to several exporters at once, or for a quantity that "
                "follows trade", target
            )  # fmt: skip


def _refuse(year: "When", terms: Terms, what: str, target: Target | None = None) -> None:
    named = [target] if target else terms.targets.targets
    names = ", ".join(dict.fromkeys(one.name for one in named))
    raise InputError(
        f"the law of {year} is about {what}{f' ({names})' if names else ''}, which a path does not "
        "follow.",
        where="path",
        remedy="Leave these instruments out, or solve the year by itself: "
        "solve(world, policy.on(...)).",
    )


def idle(law: Sequence[Terms]) -> Premiums:
    """Return premiums of zero for each target of each year's law."""
    return tuple(np.zeros(len(terms.targets.targets)) for terms in law)


@dataclass(frozen=True)
class FlowPart:
    """A part of a flow: its line (None: the rest), its share, and its wedges as factors."""

    at: int | None
    share: float
    tariff: float
    export_tax: float
    cost: float


def cells_of(world: "World", terms: Terms) -> dict[tuple[int, int, int], list[int]]:
    """Return the flows of which a law tells parts apart, each with the positions of its lines."""
    found: dict[tuple[int, int, int], list[int]] = {}
    for at, line in enumerate(terms.targets.lines):
        found.setdefault(world.cell(line.sector, line.importer, line.exporter), []).append(at)
    return found


def parts_of(terms: Terms, cell: tuple[int, int, int], lines: list[int], log_premium: Floats
           ) -> Iterator[FlowPart]:  # fmt: skip
    """Yield the parts of a flow at log premiums of the law's targets [m], the rest first."""
    wedges, every = terms.wedges, terms.targets.lines
    tariff, tax, cost = wedges.tariff[cell], wedges.export_tax[cell], wedges.trade_cost[cell]
    rest = 1 - sum(every[at].share for at in lines)
    if rest < -1e-9:
        one = every[lines[0]]
        raise InputError(
            f"the parts of {one.sector} from {one.exporter} in {one.importer} sum to "
            f"{1 - rest:.3g} of it.",
            where="instruments", remedy="Give shares of one flow that sum to 1 at most.",
        )  # fmt: skip
    yield FlowPart(None, max(rest, 0.0), 1 + tariff, 1 + tax, cost)
    for at in lines:
        line: Line = every[at]
        put = {"tariff": 0.0, "export_tax": 0.0, "trade_cost": 0.0}
        for target, premium in zip(terms.targets.targets, log_premium, strict=True):
            if at in target.on:
                put[target.wedge] += float(premium)
        yield FlowPart(
            at, line.share,
            (1 + tariff + line.tariff) * np.exp(put["tariff"]),
            (1 + tax + line.export_tax) * np.exp(put["export_tax"]),
            cost * line.trade_cost * np.exp(put["trade_cost"]),
        )  # fmt: skip


def weights_of(
    world: "World", part: FlowPart, cell: tuple[int, int, int], theta: float
) -> tuple[float, float, float]:
    """Return the weights of a part, of spending at the purchaser's, at customs, at the producer."""
    if not np.isfinite(part.cost):
        return 0.0, 0.0, 0.0
    factor = part.tariff * part.export_tax * part.cost / (1 + world.tariff[cell])
    purchase = world.trade_share[cell] * part.share * factor**-theta
    return purchase, purchase / part.tariff, purchase / (part.tariff * part.export_tax)


def put_lines(
    world: "World", terms: Terms, log_premium: Floats, theta: Floats, purchase: Floats,
    customs: Floats, producer: Floats | None,
) -> None:  # fmt: skip
    """Put the parts of flows of one year's law into its weights [k, n, i], in place."""
    for cell, lines in cells_of(world, terms).items():
        told = [
            weights_of(world, part, cell, float(theta[cell[0]]))
            for part in parts_of(terms, cell, lines, log_premium)
        ]
        purchase[cell], customs[cell], sold = np.sum(told, axis=0)
        if producer is not None:
            producer[cell] = sold


def licences(world: "World", law: Sequence[Terms], premiums: Premiums) -> Licences | None:
    """Return the rent that importers hand on, by period and ever after; None: nobody does.

    On what a quota lets in, the premium on the duty that is paid, at the exporter's cost and what
    is on it before that duty.
    """
    found = []
    for t, terms in enumerate(law):
        for target, premium in zip(terms.targets.targets, premiums[t], strict=True):
            if target.passed_on:
                line = terms.targets.lines[target.on[0]]
                cell = k, n, i = world.cell(line.sector, line.importer, line.exporter)
                duty = 1 + terms.wedges.tariff[cell] + line.tariff
                tax = 1 + terms.wedges.export_tax[cell] + line.export_tax
                cost = terms.wedges.trade_cost[cell] * line.trade_cost
                amount = target.passed_on * target.amount
                found.append((amount * np.expm1(premium) * duty * tax * cost, t, k, n, i))
    if not found:
        return None
    rate, *places = zip(*found, strict=True)
    return Licences(jnp.asarray(rate), *(jnp.asarray(place) for place in places))


def taxes_exports(terms: Terms) -> bool:
    """Whether a law taxes exports, by a rate or by the premium of a quantity."""
    lines = any(line.export_tax for line in terms.targets.lines)
    return bool(
        terms.wedges.export_tax.any() or lines
        or any(target.wedge == "export_tax" for target in terms.targets.targets)
    )  # fmt: skip


def _volumes(world: "World", law: Sequence[Terms], premiums: Premiums, path: Solved) -> Premiums:
    """Return what arrives for each target by year and ever after, at benchmark producer prices."""
    theta = np.asarray(path.problem.trade.elasticity)[:, :, 0]
    demand, power = np.asarray(path.found.spending / path.found.total), np.asarray(path.found.power)
    cost = np.asarray(path.state.log_cost)
    found = []
    for t, (terms, log_premium) in enumerate(zip(law, premiums, strict=True)):
        volume = np.zeros(len(terms.targets.lines))
        for cell, lines in cells_of(world, terms).items():
            k, n, i = cell
            for part in parts_of(terms, cell, lines, log_premium):
                if part.at is not None:
                    sold = weights_of(world, part, cell, float(theta[t, k]))[2]
                    value = sold * power[t, k, i] * demand[t, k, n]
                    volume[part.at] = value / np.exp(cost[t, k, i]) / part.cost
        counted = (t.on if t.counts is None else t.counts for t in terms.targets.targets)
        found.append(np.array([volume[list(which)].sum() for which in counted]))
    return tuple(found)


def meet(
    world: "World", law: Sequence[Terms], years: "Sequence[When]",
    solve: Callable[[Premiums, Solved | None], Solved], tolerance: float,
) -> tuple[Solved, PathQuantities]:  # fmt: skip
    """Return the path on which the quantities of each year's ``law`` hold, and how.

    ``solve`` returns the path at given premiums, looked for near another. Each premium is moved by
    how far its own quantity is off, over how that has answered so far. Raises ``Infeasible`` where
    a premium runs into its bound, ``NotConverged`` where they are not found.
    """
    targets = [(t, one) for t, terms in enumerate(law) for one in terms.targets.targets]
    path, x = solve(idle(law), None), np.zeros(len(targets))
    value = before = np.concatenate(_volumes(world, law, idle(law), path))
    basis = {"absolute": (0.0, 0.0), "change": (1.0, 0.0), "added": (0.0, 1.0)}
    asked = np.array(
        [
            one.amount * (size if basis[one.basis][0] else 1.0) + basis[one.basis][1] * size
            for (_, one), size in zip(targets, before, strict=True)
        ]
    )
    low, high = (np.log1p([getattr(one, name) for _, one in targets]) for name in ("least", "most"))
    theta = np.asarray(path.problem.trade.elasticity)[:, :, 0]
    first = -np.array(
        [1 + theta[t, world.sector_index(law[t].targets.lines[one.on[0]].sector)]
         for t, one in targets]
    )  # fmt: skip
    answer, miss, met, without = first, np.inf, MET * tolerance, path
    for _ in range(_ROUNDS):
        off = np.log(np.maximum(value, 1e-300) / asked)
        move = np.clip(x - off / answer, low, high) - x
        miss = float(np.abs(move * answer).max())
        if miss < met:
            _check_bounds(targets, years, x, np.abs(off) > 10 * met, off, low, high)
            told = {"premiums": x, "asked": asked, "traded": value, "free": before}
            return path, PathQuantities(
                **{name: _split(law, flat) for name, flat in told.items()},
                binds=_split(law, (x > low) & (x < high)), miss=miss, without=without,
            )  # fmt: skip
        x = x + move
        path = solve(_split(law, x), path)
        value = np.concatenate(_volumes(world, law, _split(law, x), path))
        changed = np.log(np.maximum(value, 1e-300) / asked) - off
        moved = np.abs(move) > 1e-6
        slope = np.divide(changed, move, out=answer.copy(), where=moved)
        answer = np.clip(slope, 3 * first, first / 3)
    raise NotConverged(
        f"the premiums that meet the law's quantities were not found in {_ROUNDS} rounds: off by "
        f"{miss:.1e}.",
        where="path", remedy="Ask for less, or leave one of the instruments out to see which.",
    )  # fmt: skip


def _split(law: Sequence[Terms], flat: "NDArray[Any]") -> "tuple[NDArray[Any], ...]":
    ends = np.cumsum([len(terms.targets.targets) for terms in law])[:-1]
    return tuple(np.split(flat, ends))


def _check_bounds(
    targets: list[tuple[int, Target]], years: "Sequence[When]", x: Floats,
    unmet: NDArray[np.bool_], off: Floats, low: Floats, high: Floats,
) -> None:  # fmt: skip
    """Raise ``Infeasible`` where a premium at its bound leaves a quantity unmet."""
    ends = zip(targets, x, unmet, off, low, high, strict=True)
    for (t, one), premium, fails, gap, least, most in ends:
        free = one.sense != "equal" and premium == 0
        if premium in (least, most) and fails and not (free or one.yields):
            when = years[t] if t < len(years) else "the steady state"
            raise Infeasible(
                f"no premium from {one.least:.0%} to {one.most:.0%} reaches this in {when}: it is "
                f"off by {abs(gap):.1%}.",
                where=one.name,
                remedy="Ask for less, allow more, or name more lines of trade.",
            )
