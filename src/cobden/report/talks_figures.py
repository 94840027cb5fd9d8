"""Figures of a table in words: what a place like ``parties.USA.aims[2].weight`` is."""

import re
from typing import TYPE_CHECKING

from cobden.report import names

if TYPE_CHECKING:
    from cobden.talks.table import Table
    from cobden.talks.table_parties import Party, Principal

_AIM = re.compile(r"aims\[(\d+)\]\.weight$")


def figure_title(table: "Table", place: str) -> str:
    """Return what the figure at a place of a table is, as a reader says it."""
    kind, _, rest = place.partition(".")
    if kind == "parties":
        key, _, inner = rest.partition(".")
        party = table.parties[key]
        return f"{party.title}: {_of_party(table, party, inner)}"
    if kind == "items":
        if rest.endswith(".delivered"):
            return f"{table.items[rest.removesuffix('.delivered')].title}: share that comes"
        name, _, inner = rest.partition(".levels.")
        level, _, outcome = inner.rpartition(".adds.")
        item = table.items[name]
        return f"{item.title}, {item.levels[level].title}: {_lower(table, outcome)}"
    if kind.startswith("log["):
        return f"Trust in what was said, entry {kind[4:-1]} of the log"
    if kind.startswith("hazards["):
        return f"Chance of: {table.hazards[int(kind[8:-1]) - 1].title}"
    return "That talks end in a deal" if place == "agreement" else place


def _of_party(table: "Table", party: "Party", inner: str) -> str:
    if inner.startswith("principals."):
        name = next(n for n in party.principals if inner.startswith(f"principals.{n}."))
        return _of_principal(
            table, party.principals[name], inner.removeprefix(f"principals.{name}.")
        )
    if aim := _AIM.search(inner):
        return f"weight of {_lower(table, party.aims[int(aim[1]) - 1].outcome)}"
    if inner.startswith("rule.follows."):
        return f"follows {party.principals[inner.removeprefix('rule.follows.')].title}"
    if inner.startswith("outside.adds."):
        return f"walking out, {_lower(table, inner.removeprefix('outside.adds.'))}"
    return {"noise": "error of choice", "power": "bargaining power"}.get(inner, inner)


def _of_principal(table: "Table", person: "Principal", inner: str) -> str:
    if aim := _AIM.search(inner):
        return f"{person.title} on {_lower(table, person.aims[int(aim[1]) - 1].outcome)}"
    if inner == "attends":
        return f"{person.title} attends"
    return f"{person.title} hears of {table.items[inner.removeprefix('hears.')].title}"


def _lower(table: "Table", outcome: str) -> str:
    title = table.outcomes[outcome].title
    sides = tuple(names.economy(party.economy) for party in table.parties.values())
    named = title[:2].isupper() or title.startswith(sides)
    return title if named else title[:1].lower() + title[1:]
