"""``cobden page``: a page with sliders that works without a server."""

from pathlib import Path
from typing import Annotated

import typer

from cobden.base.writing import write_text
from cobden.cli.options import Case
from cobden.cli.progress import progress
from cobden.cli.screen import say


def page(
    case: Case = "japan-us-2025",
    out: Annotated[
        Path | None, typer.Option(help="The file to write.", show_default="output/CASE/page.html")
    ] = None,
    keep: Annotated[
        list[str] | None,
        typer.Option(
            help="A scenario to hold, as NAME=LINK: a link to the live page, or the part behind "
            "its #. Once for each.",
        ),
    ] = None,
    slider: Annotated[
        list[str] | None,
        typer.Option(
            help="A lever to slide, by the id that it has in links. Once for each.",
            show_default="the rates between the two sides",
        ),
    ] = None,
) -> None:
    """Write a page of one file that works without a server.

    It holds the answers to the case's states and packages, to the scenarios that you keep, and
    along a few sliders; between these it interpolates, and says by how much that was found to miss.
    """
    with progress() as told:
        from cobden.cases import load
        from cobden.live.reproduce import read_link
        from cobden.live.scenario import Bench
        from cobden.live.written_page import kept_names, written_page

        kept = {name: read_link(link) for name, link in kept_names(keep or []).items()}
        bench = Bench.of(load(case))
        written = written_page(bench, kept, told, slider or ())
    place = out or Path("output") / bench.case.name / "page.html"
    write_text(place, written)
    say(f"Page: {place} ({len(written) / 1e6:.1f} MB)")
