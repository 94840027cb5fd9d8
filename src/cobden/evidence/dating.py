"""On what day a source was published, where nobody says: from its text, and how that was told."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median_low

from cobden.evidence.documents import Document, sentences
from cobden.evidence.knowledge import Knowledge
from cobden.evidence.people import known_names
from cobden.evidence.when import When, dates

_NEAR_THE_TOP = 900  # characters: a dateline or the first days mentioned stand there
_SAME_NEWS = timedelta(days=14)


@dataclass(frozen=True)
class Dated:
    """A day and how it was told; no day where it could not be."""

    day: date | None
    how: str


def from_text(text: str, knowledge: Knowledge) -> Dated:
    """Return the first full date near the top, or the first day of a month in the year told by
    the office-holders that the text names.
    """
    story = [s for s in sentences(text) if s.part in ("story", "heading")]
    top = [s for s in story if s.start < _NEAR_THE_TOP]
    for sentence in top:
        for when in dates(text, sentence.start, sentence.end, None):
            if when.first and when.first == when.last and not when.limit:
                return Dated(when.first, "the first full date in it")
    year = year_of_holders(text, knowledge)
    if year is None:
        return Dated(None, "")
    middle = date(year, 7, 1)
    for sentence in top:
        for when in dates(text, sentence.start, sentence.end, middle):
            if _is_day_of_month(text, when) and when.first and when.first.year == year:
                return Dated(when.first, "its first day and the office-holders it names")
    return Dated(None, "")


def _is_day_of_month(text: str, when: When) -> bool:
    said = text[when.start : when.end]
    return when.first == when.last and bool(re.search(r"\d", said)) and not when.limit


def year_of_holders(text: str, knowledge: Knowledge) -> int | None:
    """Return the one year in which most of the office-holders named held office, if it is one."""
    named = set(known_names(knowledge).findall(text))
    held: Counter[int] = Counter()
    last = knowledge.rates.days[-1].year
    for name in named:
        years: set[int] = set()
        for holder in knowledge.holders:
            if any(name == s or s.endswith(f" {name}") for s in holder.spellings):
                years |= set(range(holder.start.year, (holder.end or date(last, 1, 1)).year + 1))
        held.update(years)
    if not held:
        return None
    most = max(held.values())
    best = [year for year, count in held.items() if count == most]
    return best[0] if len(best) == 1 else None


def date_together(documents: list[Document], knowledge: Knowledge) -> list[Document]:
    """Date each document that has no date: from its text, or else as the others it is read with."""
    dated = [_dated_alone(document, knowledge) for document in documents]
    days = [d.published for d in dated if d.published]
    if not days or max(days) - min(days) > _SAME_NEWS:
        return dated
    others = median_low(days)
    return [
        d if d.published else d.model_copy(
            update={"published": others, "dated_by": "the other sources read with it"}
        )
        for d in dated
    ]  # fmt: skip


def _dated_alone(document: Document, knowledge: Knowledge) -> Document:
    if document.published:
        return document
    found = from_text(document.text, knowledge)
    if found.day is None:
        return document
    return document.model_copy(update={"published": found.day, "dated_by": found.how})
