"""How sure the years are: paths over draws of everything that is not known."""

import hashlib
import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from cobden.base.errors import Infeasible, NotConverged
from cobden.base.terms import Terms
from cobden.draws import CONVERGED, Choice, Design, Ensemble, Factor, Outcomes, Progress, run
from cobden.dynamics import Macro, Parameters, path
from cobden.dynamics.macro import DISCOUNT
from cobden.dynamics.parameters import ADJUSTMENT, DISPERSION, FLOOR, MOBILITY, PARTICIPATION
from cobden.dynamics.periods import Calendar, When
from cobden.equilibrium import RESPONSE, YEARS
from cobden.report.year_tables import SHOWN, YearRange
from cobden.study.drawn_terms import drawn_wedges, with_set
from cobden.study.uncertain_figures import DUTIES, ranged
from cobden.world.elasticities import SETS
from cobden.world.world import World

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

QUANTITIES = {
    "adjustment": ADJUSTMENT,
    "mobility": MOBILITY,
    "dispersion": DISPERSION,
    "participation": PARTICIPATION,
    "floor": FLOOR,
    "response": RESPONSE,
    "to_long_run": YEARS,
}
"""What is drawn of a path's `Parameters`, with the range of its sources."""

CHUNK = 16  # draws that are lost at most where a run is stopped


def uncertain_years() -> tuple[Factor, ...]:
    """Return what is in doubt about the years: elasticities, duties, discounting, parameters."""
    return (
        Choice("elasticities", tuple(SETS)),
        ranged("duties", DUTIES),
        ranged("discount", DISCOUNT),
        *(ranged(name, figure) for name, figure in QUANTITIES.items()),
    )


@dataclass(frozen=True, eq=False)
class Paths:
    """The experiment: from a draw of what is uncertain to the years of some economies.

    ``law`` [t] is what is in force in each period of the ``calendar``. Outcomes, in % each: ``gdp
    USA 2026`` (or ``2026Q1``) and so on for `year_tables.SHOWN`, every economy or group of
    ``economies`` and period; ``consumption USA after`` in the steady state and ``worth USA`` of the
    path.
    """

    world: World
    law: tuple[Terms, ...]
    calendar: Calendar
    economies: tuple[str, ...]

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The names of the outcomes, in order."""
        by_year = [
            f"{o} {e} {y}" for o in SHOWN for e in self.economies for y in self.calendar.labels
        ]
        ends = [f"consumption {e} after" for e in self.economies]
        return (*by_year, *ends, *(f"worth {e}" for e in self.economies))

    @property
    def identity(self) -> str:
        """A digest of the world, its law by year, and who is followed."""
        digest = hashlib.sha256(repr((self.calendar, self.economies, [*SHOWN])).encode())
        world = self.world
        parts = [world.flow, world.tariff, world.elasticity, world.input_share, world.deficit]
        parts += [part for trade in world.products for part in (trade.flow, trade.tariff)]
        for terms in self.law:
            wedges = terms.wedges
            parts += [wedges.tariff, wedges.export_tax, wedges.trade_cost]
            parts += wedges.by_product.values()
            parts += [part for own in wedges.varieties.values() for part in own.columns]
            parts += [p for p in (terms.transfer, terms.productivity) if p is not None]
        for part in parts:
            digest.update(np.ascontiguousarray(part).tobytes())
        return f"paths {digest.hexdigest()[:16]}"

    def evaluate(self, draws: "pd.DataFrame") -> Outcomes:
        """Return the outcomes of ``draws``: one row per draw, one column per factor."""
        with ThreadPoolExecutor(os.cpu_count()) as threads:
            rows, status = zip(*threads.map(self._one, draws.to_dict("records")), strict=True)
        return Outcomes(np.array(rows), tuple(status))

    def _one(self, draw: Mapping[Any, Any]) -> "tuple[NDArray[np.float64], str]":
        world = self.world
        if "elasticities" in draw:
            world = with_set(world, draw["elasticities"])
        macro = Macro.of(world)
        if "discount" in draw:
            macro = replace(macro, discount=draw["discount"])
        parameters = Parameters(**{name: draw[name] for name in QUANTITIES if name in draw})
        duties = {name: draw[name] for name in ("duties",) if name in draw}
        law = {
            when: replace(terms, wedges=drawn_wedges(terms.wedges, world, duties))
            for when, terms in zip(self.calendar.labels, self.law, strict=True)
        }
        try:
            years, by = self.calendar.years, self.calendar.by
            found = path(world, law, years, by=by, macro=macro, parameters=parameters)
        except (NotConverged, Infeasible) as error:
            return np.full(len(self.outcomes), np.nan), str(error)
        by_year = [found.together(o, e)[:-1] for o in SHOWN for e in self.economies]
        ends = [found.together("consumption", e)[-1] for e in self.economies]
        worth = [found.worth(e) for e in self.economies]
        return np.concatenate([*by_year, ends, worth]), CONVERGED


def path_ensemble(
    experiment: Paths, *, draws: int, seed: int, store: Path,
    progress: Callable[[Progress], None] = lambda _: None,
) -> Ensemble:  # fmt: skip
    """Solve the years at ``draws`` draws of what is uncertain, and keep the results in ``store``.

    The same call goes on where an earlier one was stopped. Draws without a path do not raise.
    """
    design = Design(uncertain_years(), draws, seed)
    return run(experiment, design, store, chunk=CHUNK, progress=progress)


def year_ranges(experiment: Paths, made: Ensemble) -> tuple[YearRange, ...]:
    """Return the quantiles of every outcome by economy and year."""
    found = made.ranges([f"{o} {e} {y}" for o, e, y in _cells(experiment)])
    rows = found.iloc[:, :5].to_numpy()
    return tuple(
        YearRange(*cell, *map(float, row))
        for cell, row in zip(_cells(experiment), rows, strict=True)
    )


def _cells(experiment: Paths) -> list[tuple[str, str, When]]:
    return [
        (o, e, y) for o in SHOWN for e in experiment.economies for y in experiment.calendar.labels
    ]


def counted(made: Ensemble) -> str:
    """Return how many draws the ranges are of, in words."""
    missing = len(made.failures)
    none = f", {missing} of them without a path and left out" if missing else ""
    return (
        f"The bands hold nine in ten of {made.done:,} draws{none}: of elasticities, the size of "
        "the duties, discounting, costs of adjustment, mobility, tastes, participation, the "
        "floor of wages, and how fast trade responds."
    )
