"""What a negotiator reads before a round, as tables: of values, signatures, answers and delay."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from cobden.report import names
from cobden.report.advice_tables import kept
from cobden.report.grid import Cell, Grid, Row
from cobden.report.member_tables import assent, inside
from cobden.report.solution_tables import solutions
from cobden.report.talks_words import LEAST, spoken
from cobden.report.voice_tables import voices
from cobden.report.words import MINUS, number
from cobden.talks.packages import crosses_red_lines, describe

if TYPE_CHECKING:
    import xarray as xr

    from cobden.talks.signature import Signature
    from cobden.talks.talks import Talks

TEN_POINTS = 10.0

MOST_MEMBERS = 8
"""Members of a group that are shown where not all tables are asked for."""

MOST_TOGETHER = 6
"""Third economies whose coalitions are tried: every group of them is solved."""

SAME = 0.01
"""Probabilities that differ by less are shown as one."""


def tables(talks: "Talks", chosen: str, thirds: Sequence[str]) -> Iterator[Grid]:
    """Return the tables on the package ``chosen``, in reading order."""
    yield _accounts(talks)
    own = voices(talks)
    if own is not None:
        yield own
    yield _items(talks, chosen)
    yield from answered(talks, thirds, most=None)
    yield _next(talks, chosen)
    paid = _break_even(talks, chosen)
    if paid is not None:
        yield paid
    if thirds and talks.third_parties:
        yield _answers(talks, thirds)
    yield _delay(talks)
    yield kept(talks)


def answered(
    talks: "Talks", thirds: Sequence[str], most: int | None = MOST_MEMBERS
) -> Iterator[Grid]:
    """Return the tables of who would sign what, and of what bargaining would choose.

    Of a group at the table at most ``most`` members are shown.
    """
    found = [talks.signature(name) for name in talks.table.packages]
    yield _signatures(talks, found)
    yield from inside(talks, found, most)
    yield solutions(talks, thirds)


def _titles(talks: "Talks") -> list[str]:
    return [party.title for party in talks.table.parties.values()]


def _payoffs(values: "np.ndarray") -> tuple[Cell, ...]:
    return tuple(Cell.signed(float(value)) for value in values)


def _accounts(talks: "Talks") -> Grid:
    """What makes each named package worth what it is, party by party, real income first."""
    named = list(talks.table.packages)
    found = [talks.account(name) for name in named]
    rows = []
    for place, (party, about) in enumerate(talks.table.parties.items()):
        rows.append(Row(about.title))
        for outcome, what in talks.table.outcomes.items():
            values = [float(a.sel(party=party, outcome=outcome)) for a in found]
            if any(abs(value) >= LEAST for value in values):
                cells = (Cell.signed(v) if abs(v) >= LEAST else Cell("") for v in values)
                rows.append(Row(what.title, tuple(cells)))
        total = (Cell.signed(float(a.sel(party=party).sum())) for a in found)
        rows.append(Row("Payoff", tuple(total), strong=True))
        walk = Cell.signed(float(talks.outside[place]))
        rows.append(Row("Walking out", (walk,) * len(named)))
    return Grid(
        "What real income says, and what the other objectives add (bn USD a year)",
        ("", *map(spoken, named)),
        tuple(rows),
        "Each line is an outcome times the weight that the party gives it; weights are "
        "assumptions.",
    )


def _items(talks: "Talks", chosen: str) -> Grid:
    values = talks.value(chosen)
    rows = []
    for name in values["item"].values:
        item = talks.table.items[name]
        level = item.levels[str(values.level.sel(item=name).item())]
        cells = [Cell("\n".join(_titles(talks)))]
        for kind in ("alone", "marginal", "shapley"):
            found = values[kind].sel(item=name).values
            cells.append(Cell("\n".join(number(float(v), signed=True) for v in found)))
        rows.append(Row(item.title, tuple(cells), level.title))
    return Grid(
        f"{spoken(chosen)}: what each item is worth (bn USD a year)",
        ("", "to", "alone", "marginal", "Shapley"),
        tuple(rows),
        "Shapley values sum to the package. An item that needs another is worth nothing alone.",
    )


def _signatures(talks: "Talks", found: "Sequence[Signature]") -> Grid:
    named = list(talks.table.packages)
    last = [talks.signature(name, deadline=True) for name in named]
    rows = [
        Row("Signed while talks go on", tuple(map(_chance, found)), strong=True),
        Row("Signed at the deadline", tuple(map(_chance, last))),
    ]
    for party, about in talks.table.parties.items():
        rows.append(Row(about.title))
        whole = tuple(Cell(f"{one.parties[party]:.0%}") for one in found)
        rows.append(Row("as a party", whole, strong=True))
        if about.assent is not None:
            small = assent(about.assent, len(talks.effects.members[party].names))
            said = tuple(Cell(f"{one.assent[party]:.0%}") for one in found)
            rows.append(Row("its members assent", said, small))
        for place, principal in enumerate(about.principals.values()):
            voices = [one.voices[party][place] for one in found]
            cells = (Cell(f"{v.accepts:.0%}", f"+{100 * v.convinced:.0f}") for v in voices)
            rows.append(Row(principal.title, tuple(cells)))
    crossed = crosses_red_lines(talks.table, np.array([talks.package(name) for name in named]))
    rows += [Row("Red lines"), Row("crossed", tuple(Cell("yes" if c else "no") for c in crossed))]
    note = (
        "Share of draws in which each accepts; beneath, by how many points a sure yes of theirs "
        "would raise their side's signature."
    )
    apart = [abs(a.probability - b.probability) for a, b in zip(found, last, strict=True)]
    if max(apart, default=1.0) < SAME:
        note += " " + _no_deadline(talks)
    return Grid("Would it be signed?", ("", *map(spoken, named)), tuple(rows), note)


def _no_deadline(talks: "Talks") -> str:
    """Return why a deadline changes nobody's answer."""
    binds = [
        title for title, out in zip(_titles(talks), talks.outside, strict=True) if out > 0
    ]  # fmt: skip
    why = (
        f"Walking out is worth more than going on to {' and '.join(binds)}, so these packages are "
        "measured against it in any case; whom it would hurt signs them all the same."
        if binds
        else "Nobody's answer turns on what walking out would bring."
    )
    return f"The deadline changes nothing. {why}"


def _chance(found: "Signature") -> Cell:
    return Cell(f"{found.probability:.0%}", f"± {max(0.01, 2 * found.error):.0%}")


def _next(talks: "Talks", chosen: str) -> Grid:
    rows = []
    for party, title in zip(talks.parties, _titles(talks), strict=True):
        moves = [move for move in talks.next_moves(chosen, party) if move.keeps][:4]
        rows.append(Row(f"{title} could ask for"))
        for move in moves:
            item = talks.table.items[move.item]
            rows.append(Row(item.title, _payoffs(move.gain), item.levels[move.after].title))
    return Grid(
        f"{spoken(chosen)}: what to ask for next",
        ("", *_titles(talks)),
        tuple(rows),
        "Single changes that help one side and leave the other better off than no deal.",
    )


def _break_even(talks: "Talks", chosen: str) -> Grid | None:
    """What pays the first party for ten points of its largest concession, item by item."""
    first = talks.parties[0]
    values = talks.value(chosen)["shapley"].sel(party=first)
    given = [n for n in values["item"].values if talks.table.items[n].giver == first]
    if not given:
        return None
    name = str(values.sel(item=given).idxmin("item").item())
    item = talks.table.items[name]
    ten = [key for key, level in item.levels.items() if level.amount == TEN_POINTS]
    key = ten[0] if ten else describe(talks.table, talks.package(chosen))[name]
    rows = []
    for even in talks.break_even({name: key}, first):
        if talks.table.items[even.item].giver != first:
            reach = f"{even.amount:.3g} {even.unit}" if even.amount is not None else "never"
            cells = (Cell(reach), Cell.signed(even.at_most))
            rows.append(Row(talks.table.items[even.item].title, cells))
    return Grid(
        f"What would pay for {item.title}, {item.levels[key].title}",
        ("", f"pays {talks.table.parties[first].title} at", "payoff with its highest level"),
        tuple(rows),
        "Each item by itself beside that concession; amounts between levels interpolated.",
    )


def _answers(talks: "Talks", thirds: Sequence[str]) -> Grid:
    named = list(talks.table.packages)
    last = _titles(talks)[-1]
    rows = []
    for third in thirds:
        fair = [talks.answer(third, name) for name in named]
        best = [talks.answer(third, name, best=True) for name in named]
        rows += [
            Row(names.economy(third)),
            Row("Its exports, change", tuple(Cell.signed(-reply.injury) for reply in fair)),
            Row("Tariff in proportion", tuple(Cell(_rate(reply.rate)) for reply in fair)),
            Row(f"which costs {last}", tuple(Cell(number(r.reaction.harm)) for r in fair)),
            Row("Tariff that suits it best anyway", tuple(Cell(_rate(r.rate)) for r in best)),
            Row(f"which costs {last}", tuple(Cell(number(r.reaction.harm)) for r in best)),
        ]
    if 1 < len(thirds) <= MOST_TOGETHER:
        groups = [talks.coalitions(thirds, name) for name in named]
        rows += [
            Row("Together"),
            Row("would levy 5% on it and hold", tuple(Cell(_groups(found)) for found in groups)),
        ]
    return Grid(
        "Those who are not at the table (bn USD a year)",
        ("", *map(spoken, named)),
        tuple(rows),
        "An answer in proportion is a tariff on the last party's goods that cuts imports from it "
        "by the value of exports lost. What the equilibrium does not see injures nobody here.",
    )


def _groups(found: "tuple[frozenset[str], ...]") -> str:
    return " or ".join(", ".join(sorted(group)) or "nobody" for group in found) or "no group"


def _rate(rate: float) -> str:
    return f"{rate:.2%}" if rate else "none"


def _delay(talks: "Talks") -> Grid:
    rows = []
    for name in talks.table.packages:
        cost = talks.delay(name)
        rows.append(Row(spoken(name)))
        rows.append(Row("a month, in the first year", _payoffs(cost.month)))
        if cost.until is not None:
            rows.append(Row("to the next deadline", _payoffs(cost.until)))
        rows.append(Row("a month, once all has adjusted", _payoffs(cost.later)))
    return Grid(
        "What waiting costs (bn USD)",
        ("", *_titles(talks)),
        tuple(rows),
        "A twelfth of a year's gain against how things stand. In the first year buyers have "
        "switched in part only, and factors are tied to their sectors.",
    )


def spread_grid(talks: "Talks", spread: "xr.Dataset") -> Grid:
    """Return how payoffs, signatures and the Nash package move with elasticities and closures."""
    rows = []
    for name in spread["package"].values:
        values = spread.payoff.sel(package=name)
        cells = [
            Cell(f"{_plain(np.min(side))} to {_plain(np.max(side))}")
            for side in (values.sel(party=party).values for party in talks.parties)
        ]
        both = float((values.values >= 0).all(axis=1).mean())
        chance = spread.probability.sel(package=name).values
        cells += [Cell(f"{both:.0%}"), Cell(f"{chance.min():.0%} to {chance.max():.0%}")]
        rows.append(Row(spoken(str(name)), tuple(cells)))
    return Grid(
        f"How sure: over {len(spread.scenario)} pairs of elasticities and closures",
        ("", *_titles(talks), "both gain in", "would be signed"),
        tuple(rows),
        "Payoffs with weights at their values, bn USD a year above how things stand; the last "
        f"column draws over them. {_picked(talks, spread)}",
    )


def _plain(value: float) -> str:
    return number(float(value), signed=True)


def _picked(talks: "Talks", spread: "xr.Dataset") -> str:
    """Return in words which levels the solution keeps in every scenario, and which it moves."""
    always, moves = [], []
    for item in talks.table.items:
        levels, counts = np.unique(spread.levels.sel(item=item).values, return_counts=True)
        first = next(iter(talks.table.items[item].levels))
        if len(levels) > 1:
            order = np.argsort(-counts)
            parts = ", ".join(f"{levels[k]} in {counts[k]}" for k in order)
            moves.append(f"{item} ({parts})")
        elif levels[0] != first:
            always.append(f"{item} {levels[0]}")
    text = f"The Nash package always holds {', '.join(always)}." if always else ""
    return text + (f" It differs in {'; '.join(moves)}." if moves else " It is the same in all.")


def assumptions(talks: "Talks") -> Grid:
    """Return every figure that nobody states, with its range and reason."""
    rows = []
    for place, figure in talks.table.assumptions.items():
        cells = (Cell(f"{value:g}".replace("-", MINUS)) for value in (figure.value, *figure.bounds))
        rows.append(Row(place, tuple(cells), f"{figure.unit}: {figure.reason}"))
    return Grid("Assumptions", ("", "value", "low", "high"), tuple(rows))
