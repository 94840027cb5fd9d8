"""The years of a case: its shown law, taken to last, and the law as it is dated."""

from collections.abc import Callable
from datetime import date

from cobden.cases.schema import PolicyState
from cobden.dynamics import long_run, path
from cobden.dynamics.law_by_year import ByDay, by_year
from cobden.measures import Enacted
from cobden.report.year_tables import CaseYears, rows_of
from cobden.world.world import World

SPAN = 12  # years
LASTING = {
    "capital": {"labour": "mobile", "rigid": False, "response": "long_run"},
    "flexible": {"rigid": False},
    "rigid": {},
}
DATED = ("foresight", "surprise", "announced")


Progress = Callable[[str, int, int], None]


def first_year(base: date, law: ByDay) -> int:
    """Return the first year of a path on a benchmark that holds the law of a day ``base``."""
    return max(base.year, law.covers[0].year) if law.covers else base.year


def case_years(
    world: World, state: PolicyState, law: Enacted, dated: ByDay, base: date,
    progress: Progress | None = None,
) -> CaseYears:  # fmt: skip
    """Return the years of a state: if its law lasts, and as the law is dated.

    ``law`` is the state's, as if in force from the beginning of its year; ``dated`` what was in
    force before its day too, and what is known to come; ``base`` the day whose law the benchmark
    holds. Raises ``InputError`` for a law that sets quantities, ``NotConverged`` as `path` does.
    """
    told = progress or (lambda what, done, of: None)
    lasting = range(state.on.year, state.on.year + SPAN)
    first = first_year(base, dated)
    years = range(first, first + SPAN)
    paths, total = {}, 3 + len(LASTING) + len(DATED)
    for number, how in enumerate(("fixed", "adjusts")):
        told("The long run", number, total)
        paths[how] = long_run(world, law, capital=how)
    for number, (name, options) in enumerate(LASTING.items()):
        told("Year by year", 2 + number, total)
        paths[name] = path(world, law, lasting, **options)
    told("The law of each day", 2 + len(LASTING), total)
    lived = dict(zip(years, by_year(world, dated, years), strict=True))
    for number, name in enumerate(DATED):
        told("Year by year, as the law is dated", 3 + len(LASTING) + number, total)
        known = dated if name == "announced" else lived
        paths[name] = path(world, known, years, expectations=name)
    shown = paths["surprise"]
    goes_on = f" The law is known to {dated.covers[1]} and then goes on." if dated.covers else ""
    return CaseYears(
        rows_of(paths),
        shown.anchor,
        f"The law is that of {state.title}, as if in force from 1 January {lasting[0]} and for "
        "good.",
        f"The law is that in force on each day, averaged by year: before {state.on:%-d %B %Y} what "
        f"was, from then on that of {state.title} as later law leaves it.{goes_on}",
        paths["rigid"].macro.notes,
    )
