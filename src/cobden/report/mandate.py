"""The mandate: one page for who goes into the room, and the same from the other chair."""

from collections.abc import Iterator, Sequence
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from cobden.base.dates import day_in_words as day
from cobden.report.advice_tables import change_words
from cobden.report.brief_page import render_template
from cobden.report.talks_words import basis, levels_words, party_name
from cobden.report.words import number

if TYPE_CHECKING:
    from cobden.talks.advice import Advice
    from cobden.talks.talks import Talks

_MOST = 3  # swaps, so that the page stays one
_ASKED = 2  # questions, as above
_LEVELS = 5  # of the item on which it turns
_MATTERS = 0.05  # of probability, or billions of dollars a year


def mandate(talks: "Talks", title: str, found: "Sequence[Advice]") -> str:
    """Return the page of HTML: the mandate of the first advice, then those of the other chairs."""
    return render_template(
        "mandate.html.j2",
        title=title,
        standing=standing(talks),
        basis=basis(talks),
        sides=sides(talks, found),
    )


def sides(talks: "Talks", found: "Sequence[Advice]") -> list[dict[str, Any]]:
    """Return what the mandate of each chair says, by its parts."""
    return [_side(talks, advice) for advice in found]


def standing(talks: "Talks") -> str:
    """Return in a sentence where the talks stand."""
    clock = talks.clock()
    text = f"{day(talks.on)}: {clock.held} rounds held"
    if clock.deadline:
        text += f", {clock.days_left} days to the next deadline ({clock.deadline.title})"
    return f"{text}."


def _side(talks: "Talks", advice: "Advice") -> dict[str, Any]:
    table, offers = talks.table, []
    for place, offer in enumerate(advice.offers):
        before = advice.offers[place - 1] if place else None
        offers.append(
            {
                "terms": [
                    (table.items[n].title, table.items[n].levels[v].title)
                    for n, v in offer.levels.items()
                ],
                "words": change_words(talks, offer, before),
                "accepted": offer.accepted,
                "gain": offer.gain,
            }
        )
    return {
        "title": party_name(table.parties[advice.party]),
        "offers": offers,
        "going_on": advice.going_on,
        "reply": _reply(talks, advice),
        "swaps": [_swap(talks, swap.changes, swap.gain) for swap in advice.swaps[:_MOST]],
        "questions": [
            f"Which of the two would you rather have in it: “{_thing(talks, question.one)}” or "
            f"“{_thing(talks, question.other)}”?"
            for question in advice.questions[:_ASKED]
        ],
        "risks": risks(talks, advice),
    }


def _thing(talks: "Talks", one: tuple[str, str]) -> str:
    item = talks.table.items[one[0]]
    return f"{item.title}: {item.levels[one[1]].title}"


def _swap(talks: "Talks", changes: dict[str, tuple[str, str]], gain: "np.ndarray") -> str:
    parts = [
        f"{talks.table.items[n].title} from {talks.table.items[n].levels[a].title} to "
        f"{talks.table.items[n].levels[b].title}"
        for n, (a, b) in changes.items()
    ]
    worth = " and ".join(
        f"{number(float(value), signed=True)} to {party.title}"
        for value, party in zip(gain, talks.table.parties.values(), strict=True)
    )
    return f"{' with '.join(parts)}: {worth}."


def _reply(talks: "Talks", advice: "Advice") -> str:
    reply = advice.reply
    if reply is None:
        return ""
    worth = (
        f"it is worth {number(reply.gain, 1, signed=True)} and one's own offers "
        f"{number(reply.instead, 1, signed=True)}"
    )
    if reply.accept:
        return f"Take it: {worth}."
    counter = levels_words(talks.table, reply.counter.levels)
    return (
        f"Refuse it: {worth}. Next to it, offer {counter} (taken {reply.counter.accepted:.0%}, "
        f"worth {number(reply.counter.gain, 1, signed=True)})."
    )


def risks(talks: "Talks", advice: "Advice") -> list[str]:
    """Return why the offer is advised, and what could make it the wrong one, in sentences."""
    found = [_together(talks, advice), *_turns_on(talks, advice)]
    for key, (low, middle, high) in advice.reservation.items():
        found.append(
            f"{_the(talks, key)} signs what leaves it with {number(middle, 1, signed=True)} or "
            f"more (eight draws of ten: {number(low, 1, signed=True)} to "
            f"{number(high, 1, signed=True)}): what going on or walking out would bring it."
        )
    own = list(talks.table.parties).index(advice.party)
    found.append(
        f"If talks break down, {party_name(talks.table.parties[advice.party])} is left with "
        f"{number(float(talks.outside[own]), 1, signed=True)}. That a bold offer may itself end "
        "the talks is not reckoned with."
    )
    return [*found, *_may_not_be_kept(talks, advice, own), _not_known(talks, advice)]


def _the(talks: "Talks", party: str) -> str:
    name = party_name(talks.table.parties[party])
    return name[:1].upper() + name[1:]


def _together(talks: "Talks", advice: "Advice") -> str:
    """Return how likely one of the offers is taken, and what they are worth in order."""
    refused = prod(1 - offer.accepted for offer in advice.offers)
    several = len(advice.offers) > 1
    return (
        f"{'One of the offers' if several else 'The offer'} is taken in {1 - refused:.0%} of draws"
        + (", made in order, each after the one before is refused" if several else "")
        + f"; that is worth {number(advice.value, 1, signed=True)}, going on without "
        f"{number(advice.going_on, 1, signed=True)}."
        + (" So a refusal of the first costs little." if several else "")
    )


def _turns_on(talks: "Talks", advice: "Advice") -> Iterator[str]:
    """Yield on which item and on whom it turns whether the first offer is taken."""
    table, first = talks.table, advice.offers[0]
    spread = {name: max(by.values()) - min(by.values()) for name, by in advice.by_level.items()}
    item = max(spread, key=lambda name: spread[name])
    if spread[item] >= _MATTERS:
        levels = sorted(advice.by_level[item].items(), key=lambda pair: pair[1])[:_LEVELS]
        told = ", ".join(f"{chance:.0%} at {level}" for level, chance in levels)
        yield f"It turns most on “{table.items[item].title}”: the first offer is taken in {told}."
    people = talks.signature(first.row)
    for key, name in people.pivotal.items():
        if key != advice.party:
            voice = next(v for v in people.voices[key] if v.name == name)
            yield (
                f"And on the {voice.title}, who likes it in {voice.accepts:.0%} of draws; to win "
                f"this one raises the signature of the whole side by {100 * voice.convinced:.0f} "
                "points."
            )


def _may_not_be_kept(talks: "Talks", advice: "Advice", own: int) -> Iterator[str]:
    """Yield what is left of the first offer when promises come in part, or something ends it."""
    kept = talks.kept(advice.offers[0].row)
    signed, left = float(kept.signed[own]), float(kept.kept[own])
    if abs(signed - left) >= _MATTERS:
        ends = ", ".join(f"“{hazard.title}”" for hazard in talks.hazards)
        yield (
            f"At the table's likeliest values it is worth {number(signed, 1, signed=True)}; if "
            f"what is promised comes in part and something may end it ({ends or 'nothing named'}), "
            f"{number(left, 1, signed=True)}."
        )


def _not_known(talks: "Talks", advice: "Advice") -> str:
    open_ = sum(item in _uncertain(talks) for item in advice.offers[0].levels)
    items = "item" if open_ == 1 else "items"
    return (
        (f"What {open_} of its {items} bring is known only in a range. " if open_ else "")
        + f"{len(talks.table.assumptions)} figures are assumptions, among them every weight; what "
        "the other side wants is learnt from few rounds."
    )


def _uncertain(talks: "Talks") -> set[str]:
    """Return the items some level of which declares a figure with a range."""
    return {
        name
        for name, item in talks.table.items.items()
        for level in item.levels.values()
        for figure in level.adds.values()
        if figure.bounds[0] < figure.bounds[1]
    }
