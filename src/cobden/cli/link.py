"""``cobden link``: what the live page shows of the scenario in a link."""

from typing import Annotated

import typer

from cobden.cli.options import Case, Json
from cobden.cli.progress import progress
from cobden.cli.screen import say


def link(
    case: Case,
    address: Annotated[
        str, typer.Argument(help="The page's link, or what stands behind its #.")
    ] = "",
    as_json: Json = False,
) -> None:
    """Print what the live page shows of a scenario: the figures of its headline."""
    with progress() as told:
        from cobden.live.reproduce import answer_to, read_link

        told("The equilibrium", 0, 1)
        found = answer_to(case, read_link(address))
    if as_json:
        typer.echo(found.model_dump_json())
        return
    for figure in found.headline:
        before = f"{figure.before:.4g}, the law of the day {figure.standing:.4g}"
        say(f"{figure.title}: {figure.value:.4g} {figure.unit} (before {before})")
    for caution in found.certificate.cautions:
        say(f"Caution: {caution}.")
