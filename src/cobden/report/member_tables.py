"""The members of a group at a table of talks: what packages bring each, and who assents."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cobden.report import names
from cobden.report.grid import Cell, Grid, Row
from cobden.report.talks_words import LEAST, spoken
from cobden.report.words import listed
from cobden.talks.members import needed

if TYPE_CHECKING:
    from cobden.talks.members import Assent
    from cobden.talks.signature import Signature
    from cobden.talks.talks import Talks


def inside(talks: "Talks", found: "list[Signature]", most: int | None = None) -> Iterator[Grid]:
    """Return a table for each group at the table: its members by what the last package brings.

    ``found`` are the signatures of the table's named packages. At most ``most`` members, as many
    from either end.
    """
    for party in talks.effects.members:
        yield _members(talks, party, found, most)


def _members(talks: "Talks", party: str, found: "list[Signature]", most: int | None) -> Grid:
    named = list(talks.table.packages)
    known = [talks.members(party, name) for name in named]
    last = known[-1]
    order = [str(code) for code in last.sortby("payoff").member.values]
    shown = order
    if most is not None and len(order) > most:
        shown = [*order[: (most + 1) // 2], *order[-(most // 2) :]]
    says = [{voice.name: voice.accepts for voice in one.members.get(party, ())} for one in found]
    rows = []
    for code in shown:
        worth = [float(one.payoff.sel(member=code)) for one in known]
        cells = [
            Cell.signed(value, small=f"{said[code]:.0%} yes" if said else "")
            for value, said in zip(worth, says, strict=True)
        ]
        people = Cell(f"{float(last.population.sel(member=code)):.1%}")
        walking = Cell.signed(float(last.outside.sel(member=code)))
        rows.append(Row(names.economy(code), (people, *cells, walking)))
    whole = [Cell.signed(float(one.payoff.sum())) for one in known]
    total = (Cell("100%"), *whole, Cell.signed(float(last.outside.sum())))
    rows.append(Row("Together", total, strong=True))
    gain = [_who_gains(one.payoff.values, one.population.values) for one in known]
    rows.append(Row("gain", (Cell(""), *map(Cell, gain), Cell(""))))
    who = names.economy(talks.table.parties[party].economy)
    count = f"{len(order)} members" if shown == order else f"{len(shown)} of {len(order)} members"
    return Grid(
        f"Inside {names.the(talks.table.parties[party].economy)}: {count} (bn USD a year)",
        (who, "people", *map(spoken, named), "Walking out"),
        tuple(rows),
        note(talks, party),
    )


def _who_gains(payoff, population) -> str:
    gains = payoff > LEAST
    return f"{gains.sum()}, {population[gains].sum():.0%}"


def note(talks: "Talks", party: str) -> str:
    """Return how the figures of a group's members come about, and by what rule they assent."""
    about, members = talks.table.parties[party], talks.effects.members[party]
    text = (
        "Each member's own part of the group's payoff, by the group's aims; what the table states "
        "for the group is shared by income. 'Gain': how many by more than "
        f"{LEAST:g} billion, and their share of the people."
    )
    if members.missing:
        left = listed([names.economy(code) for code in members.missing])
        text += f" Left out, in the rest of the world: {left}."
    if about.assent is None:
        return text + " No rule of assent is asked: the group signs by the sum of its gains."
    rule = assent(about.assent, len(members.names))
    return f"{text} It signs if {rule}; 'yes' is the share of draws in which a member is for it."


def assent(rule: "Assent", members: int) -> str:
    """Return a rule of assent as a clause, for a group of so many members."""
    if rule.kind == "unanimity":
        return f"all {members} members say yes"
    text = f"at least {needed(rule, members)} of {members} members"
    if rule.population:
        text += f" with {rule.population:.0%} of the people"
    text += " say yes"
    return text + (f", or fewer than {rule.blockers} say no" if rule.blockers else "")
