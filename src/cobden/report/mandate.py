"""The mandate: one page for who goes into the room, and the same from the other chair."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from cobden.report.advice_tables import change_words, levels_words
from cobden.report.brief_page import render_template
from cobden.report.talks_words import basis
from cobden.report.words import day, number

if TYPE_CHECKING:
    from cobden.talks.advice import Advice
    from cobden.talks.talks import Talks

_MOST = 3  # swaps and questions, so that the page stays one


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
        "title": table.parties[advice.party].title,
        "offers": offers,
        "going_on": advice.going_on,
        "reply": _reply(talks, advice),
        "swaps": [_swap(talks, swap.changes, swap.gain) for swap in advice.swaps[:_MOST]],
        "questions": [
            f"Would you rather have {_thing(talks, question.one)}, or "
            f"{_thing(talks, question.other)}? ({question.bits:.2f} bits)"
            for question in advice.questions[:_MOST]
        ],
        "risks": risks(talks, advice),
    }


def _thing(talks: "Talks", one: tuple[str, str]) -> str:
    item = talks.table.items[one[0]]
    return f"{item.title} at: {item.levels[one[1]].title}"


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
    table, first = talks.table, advice.offers[0]
    found = []
    for key, (low, middle, high) in advice.reservation.items():
        found.append(
            f"{table.parties[key].title} signs what leaves it with "
            f"{number(middle, 1, signed=True)} (eight draws of ten: {number(low, 1, signed=True)} "
            f"to {number(high, 1, signed=True)}) billion dollars a year: what going on or walking "
            "out would bring it."
        )
    own = list(table.parties).index(advice.party)
    found.append(
        f"If talks break down, {table.parties[advice.party].title} is left with "
        f"{number(float(talks.outside[own]), 1, signed=True)}. The offers are made in order, one "
        "after another is refused; that a bold one ends the talks is not reckoned with."
    )
    people = talks.signature(first.row)
    for key, name in people.pivotal.items():
        if key != advice.party:
            voice = next(v for v in people.voices[key] if v.name == name)
            found.append(
                f"It turns on the {voice.title}, who accepts in {voice.accepts:.0%}; won, they "
                f"raise their side's signature by {100 * voice.convinced:.0f} points."
            )
    firm = [item for item in first.levels if item in _uncertain(talks)]
    if firm:
        titles = ", ".join(table.items[item].title for item in firm)
        found.append(f"What these bring is known only in a range: {titles}.")
    found.append(
        f"{len(table.assumptions)} figures are assumptions, among them every weight; what the "
        "other side wants is learnt from few rounds."
    )
    return found


def _uncertain(talks: "Talks") -> set[str]:
    """Return the items some level of which declares a figure with a range."""
    return {
        name
        for name, item in talks.table.items.items()
        for level in item.levels.values()
        for figure in level.adds.values()
        if figure.bounds[0] < figure.bounds[1]
    }
