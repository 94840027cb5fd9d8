"""Tables of several deals: at once, one after another, and with somebody left out."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from cobden.report.grid import Cell, Grid, Row
from cobden.report.talks_words import levels_words, party_name
from cobden.report.words import number
from cobden.talks.packages import describe

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from cobden.talks.several_deals import PartialAgreement, SeveralDeals, Struck
    from cobden.talks.table import Table


LEAST_POINTS = 0.05
"""Percentage points of tariff that an answer must reach to be shown."""


def grids(found: "SeveralDeals") -> tuple[Grid, Grid]:
    """Return what becomes of all deals together, and who agrees what when others stand aside."""
    table = found.table
    titles = [party.title for party in table.parties.values()]
    return _together(table, found, titles), _partly(table, found, titles)


def as_record(found: "SeveralDeals") -> dict[str, Any]:
    """Return the same for machines, payoffs in billions of dollars a year."""
    table = found.table
    keys = list(table.parties)

    def struck(one: "Struck") -> dict[str, Any]:
        payoff = dict(zip(keys, one.payoff.tolist(), strict=True))
        return {"levels": describe(table, one.row), "payoff": payoff}

    return {
        "deals": [[keys[k] for k in deal.parties] for deal in found.accords],
        "alone": [struck(one) for one in found.alone],
        "at_once": [struck(one) for one in found.at_once],
        "in_turn": [{"order": list(order), **struck(one)} for order, one in found.in_turn.items()],
        "partial": [
            {
                "members": [keys[k] for k in one.members],
                **struck(one.struck),
                "would_leave": [keys[k] for k in one.leave],
                "would_join": [keys[k] for k in one.join],
                "answers": {keys[k]: said and said.rate for k, said in one.answers.items()},
                "answered": dict(zip(keys, one.answered.tolist(), strict=True)),
            }
            for one in found.partial
        ],
    }


def _lead(table: "Table", found: "SeveralDeals") -> str:
    """Return in a sentence what the others' deals change."""
    if not found.at_once:
        return (
            "Bargained over at once these deals find no rest: what suits one given the others "
            "makes another change."
        )
    rest, moved = found.at_once[0], []
    for k, (deal, alone) in enumerate(zip(found.accords, found.alone, strict=True)):
        if rest.profile[k] != alone.profile[k]:
            before, now = (_words(table, deal.terms[s.profile[k]]) for s in (alone, rest))
            moved.append(f"{_sides(table, deal.parties)} sign {now} instead of {before}")
    if not moved:
        return "What each signs does not turn on the other deals; what it is worth does."
    return f"With the other deals in force, {'; '.join(moved)}."


def _sides(table: "Table", members: Sequence[int]) -> str:
    parties = list(table.parties.values())
    *most, last = [party_name(parties[k]) for k in members]
    text = f"{', '.join(most)} and {last}"
    return text[:1].upper() + text[1:]


def _words(table: "Table", row: "NDArray[np.int_]") -> str:
    levels = describe(table, row)
    return levels_words(table, levels) if levels else "no deal"


def _line(table: "Table", found: "SeveralDeals", label: str, one: "Struck", inside: bool) -> Row:
    """Return what is struck as a line; of deals struck as if alone, only that they are.

    ``inside``: what is not struck was not open to these parties, and is not spoken of.
    """
    changed, same = [], 0
    for k, (deal, alone) in enumerate(zip(found.accords, found.alone, strict=True)):
        if one.profile[k] == alone.profile[k]:
            same += one.profile[k] > 0
        elif one.profile[k] or not inside:
            changed.append(_words(table, deal.terms[one.profile[k]]))
    words = "; ".join(changed) if changed else ""
    if same:
        words = f"on the terms above, but {words}" if changed else "on the terms above"
    cells = tuple(Cell.signed(float(value)) for value in one.payoff)
    return Row(label, cells, words or "no deal")


def _together(table: "Table", found: "SeveralDeals", titles: Sequence[str]) -> Grid:
    rows = [Row("Each as if no other were struck")]
    for k, (deal, alone) in enumerate(zip(found.accords, found.alone, strict=True)):
        cells = tuple(Cell.signed(float(value)) for value in alone.payoff)
        words = _words(table, deal.terms[alone.profile[k]])
        rows.append(Row(_sides(table, deal.parties), cells, words))
    rows.append(Row("All of them"))
    for n, one in enumerate(found.at_once):
        label = "at once (Nash-in-Nash)" + (f", {n + 1}" if len(found.at_once) > 1 else "")
        rows.append(_line(table, found, label, one, inside=False))
    turns = found.in_turn
    if len({one.profile for one in turns.values()}) == 1:
        every = "in every order" if len(turns) > 2 else "in either order"
        one = next(iter(turns.values()))
        rows.append(_line(table, found, f"one after another, {every}", one, inside=False))
    else:
        for order, one in turns.items():
            label = ", then ".join(_short(table, found, k) for k in order)
            rows.append(_line(table, found, label, one, inside=False))
    note = (
        "Payoffs in bn USD a year. A deal that breaks down leaves what it is about as it stands, "
        "and the other deals as they are. One after another, each is struck foreseeing the rest."
    )
    if found.rounds:
        note += f" Best replies also go round among terms, in {found.rounds} ways, without end."
    if not found.complete:
        note += " Only some starting points were tried: there may be other ways to settle at once."
    below = f"{_lead(table, found)} {note}"
    return Grid("Several deals", ("", *titles), tuple(rows), below)


def _short(table: "Table", found: "SeveralDeals", k: int) -> str:
    """Return a deal by whom it is with: the parties not in every deal, or all."""
    parties = found.accords[k].parties
    common = set.intersection(*(set(deal.parties) for deal in found.accords))
    named = [n for n in parties if n not in common] or list(parties)
    return " and ".join(list(table.parties.values())[n].title for n in named)


def _partly(table: "Table", found: "SeveralDeals", titles: Sequence[str]) -> Grid:
    rows = []
    for one in found.partial:
        line = _line(table, found, _sides(table, one.members), one.struck, inside=True)
        words = "; ".join([line.small, *_verdicts(titles, one)])
        rows.append(Row(line.label, line.cells, words))
        rows += list(_answered(table, one))
    return Grid(
        "Who agrees with whom, the others aside",
        ("", *titles),
        tuple(rows),
        "What these would agree at one table, everything else left as it stands; the terms above "
        "are those of each deal alone. A party stands aside where the rest would then leave it "
        "more, and joins where it gains and nobody inside loses. Who is left out and exports less "
        "for it answers by a tariff that takes back as much (no smaller answer than "
        f"{LEAST_POINTS:g} points is shown; what it does to others than these two is left aside).",
    )


def _verdicts(titles: Sequence[str], one: "PartialAgreement") -> Iterator[str]:
    if not one.struck.row.any():
        return
    for who in one.leave:
        yield f"{titles[who]} would rather stand aside"
    for who in one.join:
        yield f"{titles[who]} would join"
    if not one.leave and not one.join:
        yield "nobody would leave, nobody may join"


def _answered(table: "Table", one: "PartialAgreement") -> Iterator[Row]:
    """Yield the payoffs once those left out have answered."""
    said, parties = [], list(table.parties.values())
    for who, answer in one.answers.items():
        if answer is None:
            said.append(f"{parties[who].title}: no tariff takes back what it loses")
        elif 100 * answer.rate >= LEAST_POINTS:
            on = party_name(table.parties[answer.on])
            points = number(100 * answer.rate, 2)
            said.append(f"{parties[who].title}: {points} points on the goods of {on}")
    if said:
        cells = tuple(Cell.signed(float(value)) for value in one.answered)
        yield Row("once answered", cells, "; ".join(said))
