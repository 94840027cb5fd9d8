"""Deals already struck, as tables: what they cost, and what they say of weights."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np

from cobden.base.dates import day_in_words as day
from cobden.report import names
from cobden.report.grid import Cell, Grid, Row
from cobden.report.words import number
from cobden.talks.comparables import TERMS, claims
from cobden.talks.precedent_deals import OUTCOMES, same_outcome

if TYPE_CHECKING:
    from cobden.talks.comparables import StruckDeal
    from cobden.talks.deal_weights import DealsLearnt
    from cobden.talks.precedent_deals import DealsRead, Prediction
    from cobden.talks.revealed_preference import Rationalising
    from cobden.talks.talks import Talks

_NAMES = {
    "power": "bargaining power",
    "noise": "error of choice",
    "pledge": "what a pledged dollar costs the partner",
    "sharpness": "how closely deals follow the Nash product",
}


def deal_grids(
    talks: "Talks",
    read: "DealsRead",
    learnt: "DealsLearnt",
    struck: "tuple[StruckDeal, ...]",
    near: "tuple[StruckDeal, ...]",
) -> Iterator[Grid]:
    """Return what other deals say: comparables, predictions, and the weights behind them."""
    yield comparables(struck, near)
    yield claimed(struck)
    yield predicted(read.predictions)
    yield weights(talks, read.weights)
    yield inverse(talks, learnt)


def comparables(struck: "tuple[StruckDeal, ...]", near: "tuple[StruckDeal, ...]") -> Grid:
    """Set the deals struck so far side by side: relief, what was announced, and for each point."""
    rows = []
    for deal in struck:
        cells = (
            Cell(_rate(deal.threat)), Cell(_rate(deal.signed)), Cell(_points(deal.relief)),
            Cell(_rate(deal.cars)), Cell("eased" if deal.metals else "kept"),
            Cell(_sum(deal.pledged)), Cell(_sum(deal.per_point)),
        )  # fmt: skip
        small = f"{day(deal.announced)}; {'truce; ' if deal.truce else ''}grade {deal.grade}"
        rows.append(Row(deal.title, cells, small))
    like = ", ".join(deal.title for deal in near)
    note = (
        "Announced sums are over all years, in bn USD; a dash where nothing was announced, or no "
        "rate was threatened."
    )
    return Grid(
        "Deals of the United States announced by this day",
        ("", "threat, %", "signed, %", "relief, points", "cars, %", "metals", "announced, bn USD",
         "for a point"),
        tuple(rows),
        f"{note} Most like the talks at hand, by threat and trade: {like}." if like else note,
    )  # fmt: skip


def claimed(struck: "tuple[StruckDeal, ...]") -> Grid:
    """Say what each partner could claim because another has it, and who then got as low a rate."""
    rows = []
    for found in claims(struck):
        cells = []
        for term in TERMS:
            best = found.better.get(term)
            had = {"rate": best and best.signed, "cars": best and best.cars}.get(term)
            text = "–" if best is None else names.economy(best.partner)
            cells.append(Cell(text if had is None else f"{had:g} {text}"))
        then = ", ".join(names.economy(deal.partner) for deal in found.after)
        own = f"{found.deal.signed:g}%; {day(found.deal.announced)}"
        rows.append(Row(found.deal.title, tuple(cells), f"{own}; then as low: {then or 'nobody'}"))
    return Grid(
        "What others' deals let each claim: most-favoured treatment",
        ("", "lower rate, %", "lower rate on cars, %", "metals eased"),
        tuple(rows),
        "The best terms of any other deal announced by this day, where they are better than its "
        "own; beneath, which later deals had as low a rate on goods. What lies in a quota "
        "(Britain's cars) is shown as its rate inside.",
    )


def _rate(value: float | None) -> str:
    return "–" if value is None else f"{value:g}"


def _points(value: float | None) -> str:
    return "–" if value is None else f"{value:g}"


def _sum(value: float | None) -> str:
    return "–" if value is None else number(value, 0 if value >= 10 else 1)


def inverse(talks: "Talks", found: "DealsLearnt") -> Grid:
    """Set what the deals make likely of the weights beside what the table's ranges say."""
    before, after = found.posterior.before, found.posterior.beliefs
    rows = []
    for place in after.places:
        cells = []
        for drawn in (before.values(place), after.values(place)):
            low, high = np.percentile(drawn, (10, 90))
            text = f"{drawn.mean():.2g} ({low:.2g} to {high:.2g})"
            cells.append(Cell(text))
        rows.append(Row(_title(talks, place), tuple(cells), after.figures[place].unit))
    told = "; ".join(
        f"{names.economy(key)} {found.others[key]:.0%} (evenly {even:.0%})"
        for key, even in found.even.items()
    )
    sizes = ", ".join(f"{size:,.0f}" for size in found.posterior.effective)
    return Grid(
        f"Inverse bargaining: what the deals make likely of {next(iter(talks.table.parties))}",
        ("", "before", "after"),
        tuple(rows),
        f"Mean, and the central 80%. {found.posterior.bits:.1f} bits learnt; effective sample "
        f"sizes {sizes}. Probability of the rate signed, by all other deals: {told}.",
    )


def _title(talks: "Talks", place: str) -> str:
    kind, _, name = place.partition(".")
    party = next(iter(talks.table.parties))
    key = same_outcome(talks.table, party, name) if name in OUTCOMES else None
    return f"weight of {talks.table.outcomes[key].title}" if key else _NAMES.get(kind, place)


def predicted(predictions: "Mapping[str, Prediction]") -> Grid:
    """Set each deal beside what all others foretell of it, and what rivals without a model do."""
    rows = []
    for name, found in predictions.items():
        verdict = {True: "hit", False: "miss", None: "nothing to miss"}[found.hit]
        cells = (
            f"{found.signed:g}", f"{found.rate:.3g}", f"{found.low:.3g} to {found.high:.3g}",
            f"{found.signs:.0%}", verdict, f"{found.median:g}", f"{found.half_threat:g}",
        )  # fmt: skip
        rows.append(Row(names.economy(name), tuple(map(Cell, cells))))
    scored = [found for found in predictions.values() if found.hit is not None]
    off = {
        "these weights": [found.rate - found.signed for found in scored],
        "the median of the others": [found.median - found.signed for found in scored],
        "half the threat": [found.half_threat - found.signed for found in scored],
    }
    errors = "; ".join(f"{who} {np.mean(np.abs(by)):.2g}" for who, by in off.items())
    return Grid(
        "The other deals of the year, each predicted from the rest",
        ("", "signed, %", "predicted", "range", "beats the threat", "", "median of others",
         "half the threat"),
        tuple(rows),
        "Weights that rationalise all other deals; the Nash rate between threat and 5%, what "
        "was given held. Beats the threat: share of such weights under which it does. Mean error "
        f"in points: {errors}. A deal with one candidate could not be missed and is not counted.",
    )  # fmt: skip


def weights(talks: "Talks", fitted: "Rationalising") -> Grid:
    """Set the weights under which all the deals were worth signing beside those of the table."""
    party = talks.parties[0]
    rows, apart = [], []
    for name, low, high in zip(fitted.outcomes, fitted.low, fitted.high, strict=True):
        key = same_outcome(talks.table, party, name)
        if key is None:
            continue
        aim = next(aim for aim in talks.table.parties[party].aims if aim.outcome == key)
        least, most = aim.weight.bounds
        title = talks.table.outcomes[key].title
        if not low <= aim.weight.value <= high:
            apart.append(title)
        cells = (f"{low:.3g} to {high:.3g}", f"{aim.weight.value:g}", f"{least:g} to {most:g}")
        rows.append(Row(title, tuple(map(Cell, cells)), f"{aim.weight.unit}"))
    said = "The table's weights lie inside." if not apart else (
        f"The table's weight lies outside for: {'; '.join(apart)}. The deals contradict the table "
        "there, or it counts what was pledged for them wrongly; the page goes on with the table's."
    )  # fmt: skip
    mistake = (
        "No weights explain every deal without a mistake of "
        f"{fitted.error:.2g} billion dollars a year."
        if fitted.error
        else "Under weights within these limits every deal was worth signing."
    )
    return Grid(
        f"What the other deals say of the weights of {talks.table.parties[party].title}",
        ("", "by the deals", "on the table", "its range"),
        tuple(rows),
        f"{said} {mistake}",
    )
