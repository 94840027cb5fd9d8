"""``cobden run``: a case becomes a brief."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cobden.base.errors import InputError
from cobden.base.printable import printable
from cobden.cli.options import Case, Seed
from cobden.cli.progress import progress
from cobden.cli.screen import say, tell, terminal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console

    from cobden.study import Progress, Study


PAGE, TABLES = "brief.html", "tables"


Output = Annotated[
    Path | None,
    typer.Option(help="Where the page and the tables go.", show_default="output/CASE"),
]
ForMachines = Annotated[
    bool, typer.Option("--json", help="Print the brief for machines; write no files.")
]
Draws = Annotated[
    int,
    typer.Option(
        help="Draws of what is uncertain, for ranges and what drives them; of years, too, with "
        "--path."
    ),
]
YearsSince = Annotated[
    float | None,
    typer.Option(
        help="Years since the change, for the draws.", show_default="the long run, capital fixed"
    ),
]
WithPath = Annotated[
    bool, typer.Option("--path", help="Add the years: capital, wages, prices and jobs.")
]
Period = Annotated[
    Literal["year", "quarter"],
    typer.Option(help="With --path: by year, or by quarter of fewer years."),
]
Scheduler = Annotated[
    str | None,
    typer.Option(help="Address of a Dask scheduler.", show_default="draw on this machine"),
]
OfficeFiles = Annotated[
    str | None,
    typer.Option(
        "--out", help="Office files to write, parted by commas: memo.docx,deck.pptx,tables.xlsx."
    ),
]
EveryTable = Annotated[
    bool, typer.Option("--full", help="Print every table of the brief, not only its first.")
]
Afresh = Annotated[
    bool, typer.Option("--fresh", help="Compute again, even if nothing has changed.")
]


def run(
    case: Case,
    output: Output = None,
    as_json: ForMachines = False,
    draws: Draws = 0,
    years: YearsSince = None,
    path: WithPath = False,
    by: Period = "year",
    seed: Seed = 0,
    dask: Scheduler = None,
    out: OfficeFiles = None,
    full: EveryTable = False,
    fresh: Afresh = False,
) -> None:
    """Compute a case, print its brief, and write it as a page with its tables.

    Draws are kept beside the page; stopped at any moment, the same command goes on from there. Run
    again with nothing changed, what was printed is printed again.
    """
    from cobden.cases.load import find
    from cobden.cli.recorded import Question

    if by != "year" and not path:
        raise InputError("quarters are of a path.", where="--by", remedy="Add --path.")
    console, place = terminal(), find(case)
    office = _office_files(out)
    folder = output or Path("output") / place.resolve().name
    asked = Question.of(
        place, folder, console, (case, str(folder), draws, years, seed, path, by, full)
    )
    if not (fresh or as_json or office) and (printed := asked.recall()) is not None:
        console.file.write(printed)
        say("Nothing has changed since this was computed: --fresh does it again.", stderr=True)
        return
    if not as_json:
        _wake_renderer()
    with progress() as told:
        from cobden import study  # after the first sign of life: it takes a second or two

        if not as_json:
            Thread(target=_load_report, daemon=True).start()  # while programs are compiled
        found = study.run(case, progress=told)
        if path:
            store = folder / f"years-{by}-{seed}"
            found = found.with_years(told, by=by, draws=draws, seed=seed, store=store)
        if draws:
            found = _with_draws(found, draws, years, seed, folder, dask, told)
    if as_json:
        _tell_brief(found)
        return
    printed, written = _shown(found, folder, console, full=full)
    where = _places(found, case, folder, found.write_exports(*office))
    say(where)
    asked.record(f"{printed}{printable(where)}\n", written)


def _office_files(names: str | None) -> list[Path]:
    """Return the files that commas part; raise ``InputError`` for one that cannot be written."""
    from cobden.report.office_files import check_office_files

    files = [Path(name.strip()) for name in (names or "").split(",") if name.strip()]
    check_office_files(files)
    return files


def _wake_renderer() -> None:
    from cobden.report import render

    render.wake()


def _tell_brief(found: "Study") -> None:
    from cobden.report.table_files import as_records

    tell(as_records(found.brief))


def _places(found: "Study", case: str, folder: Path, exports: "Iterable[Path]") -> str:
    """Return where everything was written, and what to ask next."""
    where = f"Page: {folder / PAGE}\nTables: {folder / TABLES}"
    if found.case.has_talks:
        where += f"\nOn the table: cobden talks {case} --html {folder / 'talks.html'}"
    return where + "".join(f"\nOffice file: {file}" for file in exports)


def _load_report() -> None:
    from cobden.report import brief_page, table_files, terminal  # noqa: F401


def _shown(
    found: "Study", folder: Path, console: "Console", *, full: bool
) -> tuple[str, list[Path]]:
    """Print the brief and write its page and tables; return what was printed, and the files.

    The page's pictures are drawn beside the rest: the renderer takes no Python.
    """
    from cobden.report.terminal import show

    brief = found.brief
    with ThreadPoolExecutor(1) as beside:
        page = beside.submit(found.write_html, folder / PAGE)
        with console.capture() as shown:
            show(brief, console, full=full)
        console.file.write(shown.get())
        tables = found.write_tables(folder / TABLES)
    return shown.get(), [page.result(), *tables]


def _with_draws(
    found: "Study",
    draws: int,
    years: float | None,
    seed: int,
    folder: Path,
    dask: str | None,
    told: "Progress",
) -> "Study":
    from dataclasses import replace
    from math import inf

    from cobden.study.uncertainty import ensemble

    horizon = "long-run" if years is None else f"{years:g}-years"
    made = ensemble(
        found.case,
        draws=draws,
        seed=seed,
        years=inf if years is None else years,
        store=folder / f"draws-{horizon}-{seed}",
        dask=dask,
        progress=lambda at: told(
            f"Draw {at.done:,} of {at.total:,}, {at.failed:,} failed", at.done, at.total
        ),
    )
    return replace(found, draws=made)
