"""The years of a case: its shown law, taken to last, and the law as it is dated."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from cobden.base.terms import Terms
from cobden.cases.schema import PolicyState
from cobden.dynamics import WorldPath, long_run, path
from cobden.dynamics.law_by_year import ByDay, by_year
from cobden.dynamics.periods import Calendar
from cobden.measures import Enacted
from cobden.report.year_tables import BELIEFS, DATED, CaseYears, YearRange, rows_of
from cobden.study.path_draws import Paths, counted, path_ensemble, year_ranges
from cobden.study.progress import Progress, quiet
from cobden.world.world import World

SPAN = {"year": 12, "quarter": 5}  # years: of quarters as many as fit a small machine's memory
LASTING = {
    "capital": {"labour": "mobile", "rigid": False, "response": "long_run"},
    "flexible": {"rigid": False},
    "rigid": {},
}


@dataclass(frozen=True)
class Drawn:
    """How many draws to make of the years, for whom, and where to keep them."""

    draws: int
    seed: int
    store: Path
    economies: tuple[str, ...]

    def ranges(
        self, world: World, law: Sequence[Terms], calendar: Calendar, told: Progress
    ) -> tuple[tuple[YearRange, ...], str]:
        """Return the ranges of the years under a law by period, and of how many draws they are."""
        experiment = Paths(world, tuple(law), calendar, self.economies)
        made = path_ensemble(
            experiment, draws=self.draws, seed=self.seed, store=self.store,
            progress=lambda at: told(
                f"Years: draw {at.done:,} of {at.total:,}, {at.failed:,} failed", at.done, at.total
            ),
        )  # fmt: skip
        return year_ranges(experiment, made), counted(made)


def first_year(base: date, law: ByDay) -> int:
    """Return the first year of a path on a benchmark that holds the law of a day ``base``."""
    return max(base.year, law.covers[0].year) if law.covers else base.year


def case_years(
    world: World, state: PolicyState, law: Enacted[Any], dated: ByDay, base: date,
    progress: Progress | None = None, drawn: Drawn | None = None, *, by: str = "year",
    groups: Sequence[str] = (),
) -> CaseYears:  # fmt: skip
    """Return the years of a state, or their quarters: if its law lasts, and as the law is dated.

    ``law`` is the state's, as if in force from the beginning of its year; ``dated`` what was in
    force before its day too, and what is known to come; ``base`` the day whose law the benchmark
    holds; ``drawn`` says what draws to make of the dated law; ``groups`` are shown as one, beside
    the economies. Raises ``InputError`` for a law about quantities that no path follows,
    ``NotConverged`` as `path` does.
    """
    told = progress or quiet
    first = first_year(base, dated)
    calendar = Calendar.of(range(first, first + SPAN[by]), by)
    lasting = range(state.on.year, state.on.year + SPAN[by])
    paths = _if_it_lasts(world, law, lasting, by, told)
    lived = by_year(world, dated, calendar.years, by)
    paths |= _as_dated(world, dated, lived, calendar, told)
    goes_on = f" The law is known to {dated.covers[1]} and then goes on." if dated.covers else ""
    ranges, of_draws = ((), "") if drawn is None else drawn.ranges(world, lived, calendar, told)
    return CaseYears(
        rows_of(paths, groups),
        paths[DATED].anchor,
        f"The law is that of {state.title}, as if in force from 1 January {lasting[0]} and for "
        "good.",
        f"The law is that in force on each day, averaged by {by}: before {state.on:%-d %B %Y} what "
        f"was, from then on that of {state.title} as later law leaves it.{goes_on}",
        paths["rigid"].macro.notes,
        ranges,
        of_draws,
    )


_STEPS = 3 + len(LASTING) + len(BELIEFS)


def _if_it_lasts(
    world: World, law: Enacted[Any], years: range, by: str, told: Progress
) -> dict[str, WorldPath]:
    """Return the long runs and the paths under a law that lasts, mechanism by mechanism."""
    paths = {}
    for number, how in enumerate(("fixed", "adjusts")):
        told("The long run", number, _STEPS)
        paths[how] = long_run(world, law, capital=how)
    for number, (name, options) in enumerate(LASTING.items()):
        told("Year by year", 2 + number, _STEPS)
        paths[name] = path(world, law, years, by=by, **options)
    told("The law of each day", 2 + len(LASTING), _STEPS)
    return paths


def _as_dated(
    world: World, dated: ByDay, lived: Sequence[Terms], calendar: Calendar, told: Progress
) -> dict[str, WorldPath]:
    """Return the paths under the dated law, by what is believed of it."""
    paths, known = {}, dict(zip(calendar.labels, lived, strict=True))
    for number, name in enumerate(BELIEFS):
        told("Year by year, as the law is dated", 3 + len(LASTING) + number, _STEPS)
        law = dated if name == "announced" else known
        paths[name] = path(world, law, calendar.years, by=calendar.by, expectations=name)
    return paths
