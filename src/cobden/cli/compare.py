"""``cobden compare``: a state against another, each against every other, cases in columns."""

from typing import TYPE_CHECKING, Annotated

import typer

from cobden.cli.options import Json
from cobden.cli.progress import progress
from cobden.cli.screen import tell, terminal

if TYPE_CHECKING:
    from cobden.report.brief import Brief


def compare(
    what: Annotated[
        list[str],
        typer.Argument(
            metavar="CASE[:STATE]...",
            help="Two states of one case: the second is the baseline of the first. One case: every "
            "state against every other. Several cases: side by side.",
        ),
    ],
    ranges: Annotated[
        bool, typer.Option(help="Solve every variant too, for ranges of the differences.")
    ] = True,
    as_json: Json = False,
) -> None:
    """Compare states with a baseline of one's choice, or cases side by side."""
    from cobden.report import comparison

    asked = [(case, state) for case, _, state in (one.partition(":") for one in what)]
    _check(asked)
    briefs = _briefs([case for case, _ in asked], ranges=ranges)
    if len(briefs) > 1:
        chosen = [(briefs[case], state or briefs[case].shown) for case, state in asked]
        tables = [comparison.cases_side_by_side(chosen)]
        found: object = [_told(brief, state) for brief, state in chosen]
    elif len(asked) == 2 and all(state for _, state in asked):
        brief, (state, base) = next(iter(briefs.values())), (state for _, state in asked)
        tables = comparison.grids(brief, state, base)
        found = [vars(row) for row in comparison.against(brief, state, base)]
    else:
        brief = next(iter(briefs.values()))
        tables = [comparison.every(brief, e) for e in (brief.case.home, brief.case.counterpart)]
        found = {
            state: {base: [vars(row) for row in comparison.against(brief, state, base)]
                    for base in brief.titles if base != state}
            for state in brief.titles
        }  # fmt: skip
    if as_json:
        tell(found)
        return
    console = terminal()
    for grid in tables:
        console.print()
        console.print(grid)


def _check(asked: list[tuple[str, str]]) -> None:
    """Raise ``InputError`` for what cannot be compared, before anything is solved."""
    from cobden.base.errors import InputError, unknown
    from cobden.cases import load

    for case, state in asked:
        known = [one.id for one in load(case).states]
        if state and state not in known:
            raise unknown("state", state, known, where=f"cobden compare {case}:{state}")
    states = [state for _, state in asked if state]
    if len({case for case, _ in asked}) > 1 or not states:
        return
    if len(states) != 2 or len(asked) != 2:
        raise InputError(
            f"{len(states)} state{'s' * (len(states) > 1)} of one case: a comparison has two.",
            where="cobden compare",
            remedy=f"Name a state and its baseline ({asked[0][0]}:A {asked[0][0]}:B), or the case "
            "alone for every state against every other.",
        )
    if states[0] == states[1]:
        raise InputError(
            f"'{states[0]}' is its own baseline, so nothing would differ.",
            where="cobden compare",
            remedy="Name another state as the second.",
        )


def _briefs(names: list[str], *, ranges: bool) -> "dict[str, Brief]":
    found = {}
    with progress() as told:
        from cobden import study

        for name in dict.fromkeys(names):
            found[name] = study.run(name, variants=ranges, progress=told).brief
    return found


def _told(brief: "Brief", state: str) -> dict[str, object]:
    from cobden.report.brief_rows import WORLD

    sides = (brief.case.home, brief.case.counterpart, WORLD)
    return {
        "case": brief.case.name,
        "state": state,
        "year": brief.year,
        "economies": [vars(brief.of(state, side)) for side in sides],
    }
