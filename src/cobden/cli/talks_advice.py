"""``cobden talks --advise``: what one side should do next, and the page it takes into the room."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from cobden.base.errors import Infeasible, InputError
from cobden.cli.screen import say, tell, terminal

if TYPE_CHECKING:
    from cobden.talks.advice import Advice, Offer
    from cobden.talks.talks import Talks


def parse_demand(text: str) -> dict[str, str] | str:
    """Return a package as it stands on the command line: a name, or ``item=level,item=level``."""
    if "=" not in text:
        return text
    found = {}
    for part in text.split(","):
        item, sign, level = part.partition("=")
        if not sign or not item.strip() or not level.strip():
            raise InputError(
                f"'{part}' is no item with its level.",
                where="--demand",
                remedy="Write item=level,item=level, or the name of a package.",
            )
        found[item.strip()] = level.strip()
    return found


def advised(talks: "Talks", party: str, demand: str | None) -> "list[Advice]":
    """Return the advice to a party, then to the others, each against what is believed of the rest.

    A chair from which nothing can be offered is left out, but for the one asked for.
    """
    asked = None if demand is None else parse_demand(demand)
    talks.number(party)
    if asked is not None:
        talks.package(asked)
    found = [talks.advise(party, asked)]
    for other in talks.parties:
        if other != party:
            try:
                found.append(talks.advise(other))
            except Infeasible:
                continue
    return found


def show(
    talks: "Talks",
    title: str,
    found: "list[Advice]",
    html: Path | None,
    document: Path | None = None,
    *,
    as_json: bool,
) -> None:
    """Print an advice, and write its mandate where files are named: a page, a document."""
    from rich.text import Text

    from cobden.base.writing import write_text, write_together
    from cobden.report import advice_tables, mandate, talks_words

    if as_json:
        tell([_record(advice) for advice in found])
    else:
        console = terminal()
        console.print(Text(advice_tables.headline(talks, found[0])))
        for grid in advice_tables.grids_of(talks, found):
            console.print()
            console.print(grid)
        console.print(Text(talks_words.basis(talks), style="dim"))
    if html:
        say(f"Mandate: {write_text(html, mandate.mandate(talks, title, found))}")
    if document:
        from cobden.report.mandate_document import mandate_document

        made = {document: mandate_document(talks, title, found)}
        write_together(made, remedy="Choose another place with --out.")
        say(f"Mandate: {document}")


def _record(found: "Advice") -> dict[str, Any]:
    """Return an advice for machines, payoffs in billions of dollars a year."""

    def offer(one: "Offer") -> dict[str, Any]:
        return {"levels": one.levels, "payoff": one.gain, "accepted": one.accepted}

    reply = found.reply
    return {
        "party": found.party,
        "offers": [offer(one) for one in found.offers],
        "value": found.value,
        "going_on": found.going_on,
        "reservation": {key: ends.tolist() for key, ends in found.reservation.items()},
        "by_level": found.by_level,
        "swaps": [{"changes": s.changes, "gain": s.gain.tolist()} for s in found.swaps],
        "questions": [vars(question) for question in found.questions],
        "reply": reply
        and {"accept": reply.accept, "payoff": reply.gain, "instead": reply.instead,
             "counter": offer(reply.counter)},
    }  # fmt: skip
