"""What the rounds told, and what to do next, as tables and sentences."""

from collections.abc import Iterator, Sequence
from math import isnan
from typing import TYPE_CHECKING

from cobden.base.dates import day_in_words as day
from cobden.report.grid import Cell, Grid, Row
from cobden.report.talks_figures import figure_title
from cobden.report.talks_words import changed_levels, levels_words, party_name, spoken
from cobden.report.words import listed, number

if TYPE_CHECKING:
    from cobden.talks.advice import Advice, Offer
    from cobden.talks.learning import Told
    from cobden.talks.round_log import LogEntry
    from cobden.talks.table import Table
    from cobden.talks.talks import Talks

_SHOWN = 8
LITTLE = 0.1
"""Bits below which nothing worth a table was learnt."""


def learnt(talks: "Talks", found: "Told") -> Iterator[Grid]:
    """Return what the rounds told: entry by entry, and, where it was something, by figure."""
    yield _entries(talks, found)
    if found.posterior.bits >= LITTLE:
        yield _moved(talks, found)


def _entries(talks: "Talks", found: "Told") -> Grid:
    rows = []
    for number_, entry in enumerate(found.entries):
        assert found.check is not None
        chances = [getattr(found.check, name)[number_] for name in ("before", "others", "after")]
        cells = [Cell(f"{chance:.0%}") for chance in chances]
        rows.append(Row(f"{day(entry.on)}: {said(talks.table, entry)}", tuple(cells), entry.note))
    return Grid(
        "What the rounds told",
        ("", "likely before", "by all the rest", "likely after"),
        tuple(rows),
        in_bits(found),
    )


def in_bits(found: "Told") -> str:
    """Return in words how much was learnt, and how well the model foretells what was seen."""
    if not found.bits:
        return f"Learnt: {found.posterior.bits:.1f} bits."
    days = "; ".join(f"by {day(on)} {bits:.1f}" for on, bits in found.bits.items())
    posterior = found.posterior
    sizes = ", ".join(f"{size:,.0f}" for size in posterior.effective)
    text = (
        f"Bits learnt of all unknown figures: {days}. Effective sample sizes {sizes} of "
        f"{posterior.beliefs.count:,} draws; {posterior.distinct:.0%} distinct."
    )
    if posterior.bits < LITTLE:
        text += " That is next to nothing: what was done would have been done under nearly all."
    if found.check is not None:
        text += (
            f" Of logs like this one, {found.check.p_value:.0%} would be as unlikely as what was "
            "seen (posterior predictive check; near 0 the model does not fit)."
        )
    return text


def _moved(talks: "Talks", found: "Told") -> Grid:
    before, after = found.posterior.before, found.posterior.beliefs
    ends = found.posterior.intervals()
    prior = type(found.posterior)(before, before, (), 1.0, found.posterior.resemblance, 0.0)
    start = prior.intervals()
    rows = []
    for place, shift in found.posterior.moved()[:_SHOWN]:
        cells = [Cell(_range(start[place])), Cell(_range(ends[place])), Cell.signed(shift)]
        unit = after.figures[place].unit
        rows.append(Row(figure_title(talks.table, place), tuple(cells), unit))
    return Grid(
        "The figures that moved most",
        ("", "before", "after", "moved, sd"),
        tuple(rows),
        "Mean, and the central 80% in brackets; moved in standard deviations of what was thought.",
    )


def _range(ends: tuple[float, float, float]) -> str:
    low, mean, high = ends
    return f"{mean:.3g} ({low:.3g} to {high:.3g})".replace("-", "−")


def said(table: "Table", entry: "LogEntry") -> str:
    """Return an entry of the log in words."""
    who = table.parties[entry.by].title if entry.by else ""
    what = package_words(table, entry.package)
    if entry.kind == "answer":
        return f"{who} says {entry.says} to {what}"
    if entry.kind in ("demand", "signal"):
        verb = "wants" if entry.kind == "demand" else "lets it be known that it wants"
        over = f" rather than {package_words(table, entry.over)}" if entry.over else ""
        return f"{who} {verb} {what}{over}"
    return {
        "offer": f"{who} offers {what}",
        "signed": f"both sign {what}",
        "no_deal": f"no deal on {what}",
    }[entry.kind]


def package_words(table: "Table", package: "str | dict[str, str]") -> str:
    """Return a package in words: its name, or its items with their levels."""
    if isinstance(package, str):
        return f"'{spoken(package)}'"
    return levels_words(table, package)


def advice_grids(talks: "Talks", found: "Advice") -> Iterator[Grid]:
    """Return the tables of an advice: offers, what would be taken, swaps, questions."""
    yield _offers(talks, found)
    if found.reply is not None:
        yield _reply(talks, found)
    yield _levels(talks, found)
    if found.swaps:
        yield _swaps(talks, found)
    if found.questions:
        yield _questions(talks, found)


def headline(talks: "Talks", found: "Advice") -> str:
    """Return how likely the next offer is taken, what it is worth, and what comes after."""
    first, who = found.offers[0], party_name(talks.table.parties[found.party])
    return (
        f"Advice to {who}, {day(talks.on)}: the next offer is taken with a probability of "
        f"{first.accepted:.0%} and then worth {number(first.gain, 1, signed=True)} billion "
        f"dollars a year to it; with what follows a refusal, its offers are worth "
        f"{number(found.value, 1, signed=True)}, going on without them "
        f"{number(found.going_on, 1, signed=True)}."
    )


def _offers(talks: "Talks", found: "Advice") -> Grid:
    rows = []
    for place, offer in enumerate(found.offers):
        label = "Offer next" if place == 0 else f"If refused, {place}"
        cells = (
            Cell(f"{offer.accepted:.0%}"),
            Cell.signed(offer.gain, 1),
            Cell.signed(offer.beyond, 1),
        )
        words = change_words(talks, offer, found.offers[place - 1] if place else None)
        rows.append(Row(label, cells, words, strong=place == 0))
    return Grid(
        f"What {party_name(talks.table.parties[found.party])} should offer",
        ("", "accepted", "its payoff", "beyond going on"),
        tuple(rows),
        "The sequence that is worth most, each offer after the one before is refused; "
        f"{found.considered:,} packages compared. Payoffs expected, in bn USD a year; what items "
        "bring is drawn, so that they differ from those at the table's likeliest values.",
    )


def change_words(talks: "Talks", offer: "Offer", before: "Offer | None") -> str:
    """Return the offer in words, or how it differs from the one before."""
    if before is None:
        return levels_words(talks.table, offer.levels)
    now = changed_levels(talks.table, before.levels, offer.levels)
    return f"as before, but {levels_words(talks.table, now)}"


def _reply(talks: "Talks", found: "Advice") -> Grid:
    reply = found.reply
    assert reply is not None
    verdict = "Take it" if reply.accept else "Refuse, and offer"
    rows = [
        Row("What is demanded", (Cell.signed(reply.gain, 1), Cell("")),
            levels_words(talks.table, reply.levels)),
        Row("One's own offers", (Cell.signed(reply.instead, 1), Cell(""))),
    ]  # fmt: skip
    if not reply.accept:
        cells = Cell.signed(reply.counter.gain, 1), Cell(f"{reply.counter.accepted:.0%}")
        rows.append(Row(verdict, cells, levels_words(talks.table, reply.counter.levels)))
    return Grid(
        f"Answer to the demand: {'take it' if reply.accept else 'refuse it'}",
        ("", "its payoff", "accepted"),
        tuple(rows),
        "It is worth taking where it brings at least what one's own offers do.",
    )


def _levels(talks: "Talks", found: "Advice") -> Grid:
    """How likely the first offer is accepted with one item at each of its levels."""
    rows = []
    for name, chances in found.by_level.items():
        spread = max(chances.values()) - min(chances.values())
        if len(chances) > 1 and spread >= 0.02:
            told = ", ".join(f"{level} {chance:.0%}" for level, chance in chances.items())
            offered = found.offers[0].levels.get(name, next(iter(chances)))
            rows.append(
                Row(talks.table.items[name].title, (Cell(f"{chances[offered]:.0%}"),), told)
            )
    ends = [
        f"{party_name(talks.table.parties[key])} must be left with "
        f"{number(low, 1, signed=True)} to {number(high, 1, signed=True)} (in the middle "
        f"{number(middle, 1, signed=True)})"
        for key, (low, middle, high) in found.reservation.items()
    ]
    return Grid(
        "Their reservation price: the offer with one item at each of its levels",
        ("how likely it is taken", "as offered"),
        tuple(rows),
        f"To sign, {listed(ends)}, billion dollars a year, in eight draws of ten. Levels past a "
        "red line are never taken.",
    )


def _swaps(talks: "Talks", found: "Advice") -> Grid:
    rows = []
    for swap in found.swaps[:4]:
        cells = tuple(Cell.signed(float(value)) for value in swap.gain)
        words = "; ".join(
            f"{talks.table.items[name].title}: {_level(talks, name, a)} → {_level(talks, name, b)}"
            for name, (a, b) in swap.changes.items()
        )
        titles = [talks.table.items[name].title for name in swap.changes]
        rows.append(Row(" for ".join(titles), cells, words))
    return Grid(
        "Swaps from which both gain",
        ("", *(party.title for party in talks.table.parties.values())),
        tuple(rows),
        "Two changes of the offer at once, of which neither alone helps both; expected, in bn USD "
        "a year.",
    )


def _level(talks: "Talks", name: str, level: str) -> str:
    return talks.table.items[name].levels[level].title


def _questions(talks: "Talks", found: "Advice") -> Grid:
    rows = []
    for question in found.questions:
        words = [f"{talks.table.items[n].title}: {_level(talks, n, v)}"
                 for n, v in (question.one, question.other)]  # fmt: skip
        cells = Cell(f"{question.bits:.2f}"), Cell(f"{question.likely:.0%}")
        rows.append(Row(f"“{words[0]}”", cells, f"or “{words[1]}”"))
    return Grid(
        "What to ask",
        ("which they would rather have in it", "bits told", "likely the first"),
        tuple(rows),
        "The answers expected to say most of what they want, if they are honest.",
    )


def grids_of(talks: "Talks", found: "Sequence[Advice]") -> list[Grid]:
    """Return all tables of one side's advice, then the offers of the other chairs."""
    first, *others = found
    return [*advice_grids(talks, first), *(_offers(talks, other) for other in others)]


def kept(talks: "Talks") -> Grid:
    """Return what each named package is worth when it may not be kept."""
    rows, notes = [], []
    for name in talks.table.packages:
        found = talks.kept(name)
        rows.append(Row(spoken(name)))
        for label, values in (
            ("as signed", found.signed),
            ("what is promised comes in part", found.delivered),
            ("and something may end it", found.kept),
        ):
            rows.append(Row(label, tuple(Cell.signed(float(v)) for v in values)))
        needs = ("never" if isnan(f) else f"{f:.2f}" for f in found.discount)
        cells = (
            Cell(n, "" if ok else "less patient")
            for n, ok in zip(needs, found.patient, strict=True)
        )
        rows.append(Row("keeps it by itself from a discount factor of", tuple(cells)))
        notes = [f"{chance:.0%} after {years} years" for years, chance in found.survives.items()]
    ends = "; ".join(
        f"{hazard.title} ({hazard.chance.value:g} {hazard.chance.unit}"
        + (f", {day(hazard.on)})" if hazard.on else ")")
        for hazard in talks.hazards
    )
    return Grid(
        "Will it be kept? (bn USD a year)",
        ("", *(party.title for party in talks.table.parties.values())),
        tuple(rows),
        (f"A deal holds in {', '.join(notes)}. What may end it: {ends}. " if ends else "")
        + "Who breaks a deal stops giving and is left without it; a yearly discount factor below "
        "the one shown means that nothing but the other's answer holds it.",
    )
