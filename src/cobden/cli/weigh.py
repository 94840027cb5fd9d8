"""``cobden weigh``: what a side wants, from its choices between packages."""

from typing import TYPE_CHECKING, Annotated

import typer

from cobden.cli.options import Case
from cobden.cli.progress import progress
from cobden.cli.screen import say, terminal

if TYPE_CHECKING:
    from cobden.talks.elicitation import Pair
    from cobden.talks.talks import Talks


def weigh(
    case: Case,
    party: Annotated[str, typer.Option(help="The side that is asked.")],
    count: Annotated[int, typer.Option(help="Questions at most.", min=1, max=50)] = 8,
    answers: Annotated[
        str | None,
        typer.Option(help="The answers, 1 or 2 for each question, instead of asking: 1,2,2."),
    ] = None,
) -> None:
    """Ask a side which of two packages it would rather have; say what its weights must be."""

    from cobden.base.errors import InputError, unknown

    given = None if answers is None else [part.strip() for part in answers.split(",")]
    if given is not None and set(given) - {"1", "2"}:
        raise InputError(
            f"'{answers}' are no answers.", where="--answers", remedy="Give 1 or 2 each: 1,2,2."
        )
    with progress() as told:
        from cobden import study
        from cobden.study.negotiation import read_table

        found = study.run(case, variants=False, progress=told)
        if party not in (known := read_table(found.case.folder).parties):
            raise unknown("party", party, known, where="--party")  # before packages are solved
        talks = found.talks_on(found.talks_day, told)
    from cobden.report.elicitation_tables import weighed
    from cobden.talks.elicitation import elicit

    asked = 0

    def choose(pair: "Pair") -> bool | None:
        nonlocal asked
        if given is not None:
            return given.pop(0) == "1" if given else None
        asked += 1
        return _asked(talks, party, pair, f"Question {asked} of {count} at most")

    result = elicit(talks, party, choose, count if given is None else len(given))
    for grid in weighed(talks, party, result):
        terminal().print(grid)


def _asked(talks: "Talks", party: str, pair: "Pair", head: str) -> bool | None:
    """Ask which of two packages a side would rather have; None where it stops."""
    from cobden.report.elicitation_tables import alike, apart
    from cobden.report.talks_words import party_name

    one, other = apart(talks, pair)
    say(f"\n{head}. Which would {party_name(talks.table.parties[party])} rather have?")
    for number, lines in (("1", one), ("2", other)):
        say(f"  {number}  " + "\n     ".join(lines))
    say(f"  In both: {alike(talks, pair)}.")
    answer = ""
    while answer not in ("1", "2", "q"):
        answer = typer.prompt("1, 2, or q to stop").strip().lower()
    return None if answer == "q" else answer == "1"
