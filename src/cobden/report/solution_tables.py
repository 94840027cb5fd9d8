"""What bargaining chooses, by every solution of it: packages in words, each beside the first."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from cobden.base.errors import Infeasible
from cobden.report import names
from cobden.report.grid import Cell, Grid, Row
from cobden.report.talks_words import changed_levels, levels_words, spoken
from cobden.talks.bargaining import SOLUTIONS
from cobden.talks.packages import describe

if TYPE_CHECKING:
    import numpy as np

    from cobden.talks.table import Table
    from cobden.talks.talks import Talks

FIRM = 0.9
"""Share of draws from which on a level is said to be chosen whatever the weights."""

RARE = 0.05
"""Share of draws up to which a level is not named."""


def solutions(talks: "Talks", thirds: Sequence[str]) -> Grid:
    """Return what each solution of bargaining chooses and what it is worth to each side."""
    parties = [party.title for party in talks.table.parties.values()]
    asked: list[tuple[str, Callable[[], Any]]] = [
        (spoken(name), lambda name=name: talks.solve(name)) for name in SOLUTIONS
    ]
    equal = [1 / len(talks.parties)] * len(talks.parties)
    asked += [
        ("Nash, at the deadline", lambda: talks.solve("nash", deadline=True)),
        ("Nash, equal power", lambda: talks.solve("nash", power=equal)),
    ]
    if talks.third_parties:
        asked += [
            (
                f"Nash, reckoning with the answer of {names.the(third)}",
                lambda third=third: talks.anticipating(third)[0],
            )
            for third in thirds
        ]
    rows: list[Row] = []
    chosen: dict[str, dict[str, str]] = {}
    for title, solved in asked:
        try:
            deal = solved()
        except Infeasible as fault:
            rows.append(Row(title, (Cell("none"),) * len(talks.parties), fault.what))
            continue
        rows.append(Row(title, _payoffs(deal.payoff), _beside(talks.table, deal.levels, chosen)))
        chosen.setdefault(title, deal.levels)
    if len(talks.parties) == 2 and talks.clock().deadline:
        played = talks.play(5)
        if played.signed is not None:
            row = talks.space[played.signed[1]]
            words = _beside(talks.table, describe(talks.table, row), chosen)
            title = f"Five offers, {parties[-1]} first and last"
            rows.append(Row(title, _payoffs(talks.payoff(row)[0]), words))
    return Grid(
        "What they might agree on",
        ("", *parties),
        tuple(rows),
        f"Payoffs in bn USD a year; chosen among {len(talks.space):,} packages within links and "
        f"red lines. {_over_draws(talks)}",
    )


def _over_draws(talks: "Talks") -> str:
    """Return in words how far the Nash package depends on weights, powers and what items bring."""
    found = talks.choices()
    items = talks.table.items
    firm = {
        item: level
        for item, shares in found.levels.items()
        for level, share in shares.items()
        if share >= FIRM and level != next(iter(shares))
    }
    open_ = []
    for item, shares in found.levels.items():
        if max(shares.values()) < FIRM:
            told = (
                f"{items[item].levels[level].title} in {share:.0%}"
                for level, share in shares.items()
                if share > RARE
            )
            open_.append(f"{items[item].title}: {', '.join(told)}")
    chosen = (
        f"{found.packages} different packages, the commonest in {found.commonest:.0%} of draws"
        if found.packages > 1
        else f"one and the same package in {found.commonest:.0%} of draws"
    )
    text = f"When weights, powers and what items bring are drawn, Nash bargaining chooses {chosen}"
    text += f", and none in {found.none:.0%}." if found.none else "."
    text += f" In nine of ten: {levels_words(talks.table, firm)}." if firm else ""
    return text + (f" Open: {'; '.join(open_)}." if open_ else "")


def _beside(table: "Table", levels: dict[str, str], earlier: dict[str, dict[str, str]]) -> str:
    """Return a package in words, as it differs from the first one of the table where one stands."""
    for title, others in earlier.items():
        if levels == others:
            return f"the same as {title}"
    if not levels:
        return "no deal"
    words = levels_words(table, levels)
    if not (first := next(iter(earlier), None)):
        return words
    change = levels_words(table, changed_levels(table, earlier[first], levels))
    return min(words, f"as {first}, but {change}", key=len)


def _payoffs(values: "np.ndarray") -> tuple[Cell, ...]:
    return tuple(Cell.signed(float(value)) for value in values)
