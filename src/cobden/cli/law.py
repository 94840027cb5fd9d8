"""``cobden law``: check the law that ships, export a day's law, read a later schedule."""

from pathlib import Path
from typing import Annotated

import typer

from cobden.cli.options import Day, Json, TableFile
from cobden.cli.screen import tell, terminal

app = typer.Typer(no_args_is_help=True, help="The law as data.")


@app.callback()
def law() -> None:
    """Check, export and extend the law."""


@app.command()
def export(
    out: TableFile,
    day: Day = None,
    by: Annotated[str, typer.Option(help="The importer.")] = "USA",
    of: Annotated[list[str] | None, typer.Option(help="An origin; several times for more.")] = None,
    schedule: Annotated[
        str | None, typer.Option(help="A later export of the US schedule (JSON or CSV).")
    ] = None,
) -> None:
    """Write the whole law of a day: every line and origin, with layers, conditions and sources."""
    from cobden.measures import Policy
    from cobden.measures.release import form_of, release, write

    form_of(out)  # before the minutes that the whole law can take
    policy = Policy.load()
    found = policy.on(day or policy.latest)
    if schedule is not None:
        found = found.with_schedule(schedule)
    table = release(found, by, of)
    path = write(table, out)
    terminal().print(f"{len(table)} rows of the law of {found.day} in {path}")


@app.command()
def collected(
    out: TableFile,
    kind: Annotated[str | None, typer.Option(help="One kind alone, such as exclusion.")] = None,
) -> None:
    """Write where what was collected in 2024 is two points off the statute, and why."""
    from cobden.base.errors import unknown
    from cobden.measures import Policy
    from cobden.measures.release import write
    from cobden.measures.second_opinion import KINDS, table

    found = table(Policy.load().on("2025-01-01"))
    if kind is not None:
        if kind not in KINDS:
            raise unknown("kind", kind, [name for name in KINDS if name], where="--kind")
        found = found.query("kind == @kind")
    path = write(found, out)
    console = terminal()
    console.print(f"{len(found)} lines in {path}")
    for name, rows in found.groupby("kind"):
        value = rows["imports_usd"].sum() / 1e9
        console.print(f"{len(rows):>7}  {value:7.1f} bn USD  {name}: {KINDS[str(name)]}")


@app.command()
def load(
    path: Annotated[
        Path,
        typer.Argument(help="An export of hts.usitc.gov, or of WTO, WITS, UK, TARIC, a table."),
    ],
    importer: Annotated[
        str | None, typer.Option(help="Whose schedule it is, where the file does not say.")
    ] = None,
    partner: Annotated[
        str | None, typer.Option(help="Whose goods it is for, where the file does not say.")
    ] = None,
    year: Annotated[
        int | None, typer.Option(help="Its year, where neither the file nor its name says.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Read a tariff schedule and say where it differs from the one that ships for its importer."""
    from cobden.measures.compare import differences
    from cobden.measures.schedule_files import read_schedules
    from cobden.measures.shipped import shipped

    later = read_schedules(path, importer=importer, partner=partner, year=year)[-1]
    known = shipped(later.importer)
    console = terminal(highlight=False)
    if known is None and not as_json:
        console.print(f"{later.edition}: {len(later.low)} lines that state a rate.")
        console.print(f"No schedule ships for {later.importer}: all of it is new.")
        console.print("Use it with law.with_schedule(path), or cobden rate --schedule.")
        return
    found = () if known is None else differences(known, later)
    if as_json:
        tell([vars(d) for d in found])
        return
    console.print(f"{later.edition}: {len(later.low)} lines that state a rate.")
    for kind in ("changed", "new", "gone"):
        some = [d for d in found if d.kind == kind]
        console.print(f"{kind}: {len(some)}")
        for d in some[:10]:
            console.print(f"  {d.code}  {d.before or '-'} -> {d.after or '-'}")
    console.print("Use it with law.with_schedule(path), or cobden law export --schedule.")


@app.command()
def check(
    chapter99: Annotated[
        Path | None, typer.Option(help="The text of chapter 99, to compare the lists with.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Check the law: hand-overs, overlaps, rows and sources; with its text, the lists too."""
    from cobden.measures import Policy
    from cobden.measures.chapter99 import read_chapter99
    from cobden.measures.check import findings

    text = None if chapter99 is None else read_chapter99(chapter99)
    found = findings(Policy.load(), chapter99=text)
    open_ = [f for f in found if not f.explained]
    if as_json:
        tell([vars(f) for f in found])
    else:
        console = terminal(highlight=False)
        for f in found:
            count = f" ({f.lines} lines)" if f.lines else ""
            console.print(f"[bold]{f.kind}[/] {f.where}: {f.what}{count}")
            console.print(f"  {f.explained or 'not explained'}")
        console.print(f"{len(found)} findings, {len(open_)} not explained.")
    if open_:
        raise typer.Exit(1)
