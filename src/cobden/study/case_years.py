"""The years of a case: its shown law, taken to last, with one mechanism after another."""

from collections.abc import Callable

from cobden.cases.schema import PolicyState
from cobden.dynamics import long_run, path
from cobden.measures import Enacted
from cobden.report.year_tables import CaseYears, rows_of
from cobden.world.world import World

SPAN = 12  # years, the first that of the state's day
_PATHS = {
    "capital": {"labour": "mobile", "rigid": False, "response": "long_run"},
    "flexible": {"rigid": False},
    "rigid": {},
}


Progress = Callable[[str, int, int], None]


def case_years(
    world: World, state: PolicyState, law: Enacted, progress: Progress | None = None
) -> CaseYears:
    """Return the years that follow if the law of a state comes into force and lasts.

    Raises ``InputError`` for a law that sets quantities, ``NotConverged`` as `path` does.
    """
    told = progress or (lambda what, done, of: None)
    years = range(state.on.year, state.on.year + SPAN)
    paths, total = {}, 2 + len(_PATHS)
    for number, how in enumerate(("fixed", "adjusts")):
        told("The long run", number, total)
        paths[how] = long_run(world, law, capital=how)
    for number, (name, options) in enumerate(_PATHS.items()):
        told("Year by year", 2 + number, total)
        paths[name] = path(world, law, years, **options)
    shown = paths["rigid"]
    return CaseYears(
        rows_of(paths),
        shown.anchor,
        f"The law is that of {state.title}, as if in force from 1 January {years[0]} and for good.",
        shown.macro.notes,
    )
