"""One player's best rates, others' held: a quasi-Newton search on exact gradients.

The optimal tariff of the literature: a large economy gains from better terms of trade until the
volume of trade that it gives up outweighs them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count

import numpy as np

from cobden.base.closures import WORLD_SHARE, Closure
from cobden.base.errors import InputError, NotConverged
from cobden.base.objective import Objective
from cobden.base.wedges import Wedges
from cobden.equilibrium import Floats, Result, rebased_for, solve, value_of
from cobden.strategy.ascent import Start, ascend, curvature, local_optima, question, sureness
from cobden.strategy.cells import bought_on_cells, elasticity_on_cells, rates_on_cells, with_rates
from cobden.strategy.lines import Lines, Over, Player, Tax, lines_of
from cobden.strategy.product_response import response_of
from cobden.strategy.response import Response
from cobden.world.world import World

BOUNDS = (0.0, 10.0)  # rates: no subsidies, nothing above 1000% (Ossa 2014)
STARTS = ("present", "low", "high", "half")
QUESTIONS = "questions"  # what follows the starts, by its name among them
LOW, HALF = 0.10, 0.50

Progress = Callable[[str, int, float], None]


@dataclass(frozen=True)
class Optimality:
    """The proof of an optimum.

    - ``first_order``: the largest gain that any one line could still bring to first and second
      order, in the objective's units: slope squared over twice the expected curvature, for rates
      away from a bound, or at one that they press away from;
    - ``expected_gain``: the same, summed over the lines;
    - ``at_lower``, ``at_upper``: the number of lines at a bound;
    - ``starts``: what each start reached, and the questions put to the best of them (every good
      opened and shut, every shut line opened; see `ascent`); where they differ there are several
      local optima.

    No search proves an optimum global: ``sureness`` says what was tried.
    """

    first_order: float
    expected_gain: float
    at_lower: int
    at_upper: int
    starts: tuple[Start, ...]

    @property
    def local_optima(self) -> int:
        """The number of different values that the starts reached."""
        return local_optima(self.starts)

    @property
    def sureness(self) -> str:
        """What was tried, and how sure it is that nothing is better."""
        return sureness(self.starts)


@dataclass(frozen=True, eq=False)
class Optimum:
    """A player's best rates.

    - ``rates`` [line], as rates; ``wedges``: the world's with these in place;
    - ``value`` and ``gain``: the objective there, and over the wedges as they were.

    >>> import cobden as cb
    >>> world = cb.World.load().aggregate(['USA', 'JPN'])
    >>> best = cb.optimal_tariffs(world, 'USA', over='uniform', starts=['low'])
    >>> isinstance(best, cb.strategy.Optimum), best.optimality.expected_gain < 1e-6
    (True, True)
    """

    world: World
    deficits: Closure
    lines: Lines
    objective: Objective
    rates: Floats
    wedges: Wedges
    value: float
    gain: float
    optimality: Optimality

    @cached_property
    def result(self) -> Result:
        """The equilibrium at these rates."""
        return solve(self.world, self.wedges, deficits=self.deficits)


def optimal_tariffs(
    world: World,
    by: str | Player,
    over: Over | Lines = "line",
    *,
    objective: Objective | None = None,
    taxes: Sequence[Tax] = ("tariff",),
    partners: Sequence[str] | None = None,
    sectors: Sequence[str] | None = None,
    bounds: tuple[float, float] = BOUNDS,
    wedges: Wedges | None = None,
    deficits: str | Closure = WORLD_SHARE,
    starts: Sequence[str] | Mapping[str, Floats] = STARTS,
    progress: Progress | None = None,
) -> Optimum:
    """Return the rates that maximise an objective of ``by``, all other wedges as in ``wedges``.

    ``by`` is an economy or a group such as ``EU27``; ``over`` and ``taxes`` say what it sets (see
    `lines_of`); the objective is its real income unless given. ``bounds`` are rates. ``starts``:
    ``present`` rates, ``low`` (10%), ``high`` (1 / trade elasticity), ``half`` (50%), ``free``
    (none), or named arrays [line]; the best of them is questioned, and all are listed in the
    certificate. With ``progress`` each equilibrium reports the start's name, the number of
    equilibria so far, and the objective.
    ``deficits`` says what holds the trade deficits, as for `solve`.

    Raises ``InputError`` for faulty arguments and ``NotConverged``.

    >>> import cobden as cb
    >>> world = cb.World.load().aggregate(['USA', 'JPN'])
    >>> best = cb.optimal_tariffs(world, 'USA', over='uniform', starts=['low'])
    >>> best.gain > 0
    True
    """
    world, closure = rebased_for(world, deficits)
    player = by if isinstance(by, Player) else Player.of(world, by)
    lines = over
    if not isinstance(lines, Lines):
        lines = lines_of(world, [player], lines, taxes=taxes, partners=partners, sectors=sectors)
    check_bounds(bounds)
    wedges = wedges or Wedges.of(world.economies, world.sectors, tariff=world.tariff)
    objective = objective or player.welfare(world)
    response = response_of(world, lines, [objective], wedges, closure)
    present = rates_in(lines, world, wedges)
    before = value_of(solve(world, wedges, deficits=closure), objective)
    rates, tried = _best(response, starts_of(world, lines, present, starts), bounds, progress)
    value = max(start.value for start in tried if not np.isnan(start.value))
    there, proof = with_rates(lines, rates, wedges, world), certify(response, rates, bounds, tried)
    return Optimum(
        world, closure, lines, objective, rates, there, value, value - before, proof
    )  # fmt: skip


def check_bounds(bounds: tuple[float, float]) -> None:
    """Raise ``InputError`` for bounds that are no rates, or the wrong way round."""
    if not -1 < bounds[0] < bounds[1]:
        raise InputError(
            f"the bounds are {bounds}.",
            where="bounds",
            remedy="Give rates: the lower above -1 and below the upper.",
        )


def starts_of(
    world: World, lines: Lines, present: Floats, starts: Sequence[str] | Mapping[str, Floats]
) -> dict[str, Floats]:
    """Return the rates [line] that a search may begin from, by name."""
    if isinstance(starts, Mapping):
        return {name: _given(name, rates, lines) for name, rates in starts.items()}
    theta = elasticity_on_cells(lines, world)
    known = {
        "present": present,
        "low": np.full(len(lines), LOW),
        "high": 1 / lines.mean(theta, np.ones(len(theta))),
        "half": np.full(len(lines), HALF),
        "free": np.zeros(len(lines)),
    }
    for name in starts:
        if name not in known:
            raise InputError(
                f"unknown start '{name}'.", where="starts", remedy=f"Known: {', '.join(known)}."
            )
    return {name: known[name] for name in starts}


def _given(name: str, rates: Floats, lines: Lines) -> Floats:
    """Return rates [line] to start from. Raises ``InputError``."""
    found = np.asarray(rates, dtype=float)
    if found.shape != (len(lines),) or not np.all(found > -1):
        raise InputError(
            f"the start '{name}' has the shape {found.shape}, its least rate is "
            f"{found.min(initial=np.inf):g}.",
            where="start",
            remedy=f"Give one rate above -1 for each of the {len(lines)} lines.",
        )
    return found


def rates_in(lines: Lines, world: World, wedges: Wedges) -> Floats:
    """Return the present rate of each line: the trade-weighted mean over its cells.

    A tax on production starts from zero: what there is counts as an export tax.
    """
    return lines.mean(rates_on_cells(lines, world, wedges), bought_on_cells(lines, world)[0])


def search(
    response: Response,
    name: str,
    start: Floats,
    bounds: tuple[float, float],
    progress: Progress | None = None,
) -> tuple[Start, Floats]:
    """Return what a climb from ``start`` (rates by line) reaches, and the rates.

    Raises ``NotConverged``.
    """
    before = response.evaluations
    controls, value = ascend(response, np.log1p(start), bounds, _telling(progress, name))
    return _reached(response, name, before, controls, value, bounds)


def _telling(progress: Progress | None, name: str) -> Callable[[float], None] | None:
    """Return what tells of each equilibrium that a search solves, in the order that it does."""
    if progress is None:
        return None
    solved = count(1)
    return lambda value: progress(name, next(solved), value)


def _reached(
    response: Response, name: str, before: int, controls: Floats, value: float,
    bounds: tuple[float, float],
) -> tuple[Start, Floats]:  # fmt: skip
    return (
        Start(name, value, response.evaluations - before), np.clip(np.expm1(controls), *bounds)
    )  # fmt: skip


def _best(
    response: Response,
    starts: Mapping[str, Floats],
    bounds: tuple[float, float],
    progress: Progress | None,
) -> tuple[Floats, tuple[Start, ...]]:
    """Return the best rates that the starts and questions about them reach, and what each did.

    Raises ``NotConverged`` where no start reaches anything.
    """
    found: list[tuple[Start, Floats]] = []
    missed: NotConverged | None = None
    for name, rates in starts.items():
        before = response.evaluations
        try:
            found.append(search(response, name, rates, bounds, progress))
        except NotConverged as fault:
            missed = fault
            found.append((Start(name, np.nan, response.evaluations - before), rates))
    reached = [item for item in found if not np.isnan(item[0].value)]
    if not reached:
        assert missed is not None
        raise missed
    rates = max(reached, key=lambda item: item[0].value)[1]
    before = response.evaluations
    value = response(np.log1p(rates))[1]
    told = _telling(progress, QUESTIONS)
    controls, value = question(response, np.log1p(rates), value, bounds, told)
    found.append(_reached(response, QUESTIONS, before, controls, value, bounds))
    best = max((item for item in found if not np.isnan(item[0].value)), key=lambda i: i[0].value)
    return best[1], tuple(item[0] for item in found)


def certify(
    response: Response, rates: Floats, bounds: tuple[float, float], starts: tuple[Start, ...]
) -> Optimality:
    """Return the first-order conditions at ``rates``."""
    _, _, slopes = response(np.log1p(rates))
    lower, upper = rates <= bounds[0] + 1e-12, rates >= bounds[1] - 1e-12
    pressing = (lower & (slopes < 0)) | (upper & (slopes > 0))
    left = np.where(pressing, 0.0, slopes**2 / (2 * curvature(response.world, response.lines)))
    return Optimality(
        first_order=float(left.max()),
        expected_gain=float(left.sum()),
        at_lower=int(lower.sum()),
        at_upper=int(upper.sum()),
        starts=starts,
    )
