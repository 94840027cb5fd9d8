# ruff: noqa: E501  # the patterns of words stand on one line each
"""The days of an act: when it was announced, from when it is in force, until when."""

import re
from dataclasses import replace

from cobden.evidence.clauses import Clause
from cobden.evidence.marks import Marks, Span
from cobden.evidence.scene import Scene
from cobden.evidence.when import When


def dated_slots(marks: Marks, clause: Clause, scene: Scene) -> dict[str, tuple[str, Span]]:
    """Return the dates of the clause by slot: announced, in force, lapses, each with its span."""
    found: dict[str, tuple[str, Span]] = {}
    begin = clause.act.start if clause.act else clause.start
    for told in sorted(marks.dates, key=lambda when: when.start < begin):
        slot = _date_slot(marks, told.start, told.end)
        when = told if slot else _in_its_year(marks, clause, told, scene)
        if when.first is None or when.last is None or not clause.has(when.start):
            continue
        if not slot and _of_noun(marks, clause, when.start):
            continue
        if (
            clause.act
            and clause.act.key == "extend"
            and not slot
            and when.first > (scene.published or when.first)
        ):
            slot = "lapses"
        if slot == "lapses":
            value = when.last.isoformat()
        elif slot == "in_force":
            value = when.first.isoformat()
        elif slot == "deadline":
            slot, value = "in_force", when.last.isoformat()
        else:
            past = scene.published is None or when.first <= scene.published
            slot = "announced" if past else "in_force"
            value = when.iso
        found.setdefault(slot, (value, (when.start, when.end)))
    _add_spans(marks, clause, found)
    return found


def _add_spans(marks: Marks, clause: Clause, found: dict[str, tuple[str, Span]]) -> None:
    """Add how long an act holds, and how soon it is to be done: P90D."""
    for figure in marks.figures:
        if clause.has(figure.start) and figure.unit in ("day", "week", "month", "year"):
            lasts = re.search(
                r"\b(?:for|period of|during|für|lang|pendant|pour une durée de|durante|por)\b[\w\s]*$|为期|期間|間$",
                marks.text[max(clause.start, figure.start - 24) : figure.start],
            )  # fmt: skip
            letter = {"day": "D", "week": "W", "month": "M", "year": "Y"}[figure.unit]
            if (
                _within_days(marks, figure.core[0] if figure.core[1] else figure.start, figure.end)
                and figure.value
                and not found.get("in_force")
            ):
                found["in_force"] = (f"P{figure.value:g}{letter}", (figure.start, figure.end))
                continue
            suspended = clause.act and clause.act.key in ("suspend", "extend")
            if (lasts or suspended) and figure.value:
                found.setdefault(
                    "lapses", (f"P{figure.value:g}{letter}", (figure.start, figure.end))
                )


def _is_gone(marks: Marks, clause: Clause, when: When, scene: Scene) -> bool:
    """Whether a month without a year that would lie ahead is told of in the past: "raised in October"."""
    if when.first is None or scene.published is None or when.first == when.last:
        return False
    ahead = when.first > scene.published
    dated = re.search(r"\d{4}", marks.text[when.start : when.end])
    return bool(ahead and not dated and clause.act is not None and not clause.stances)


def _in_its_year(marks: Marks, clause: Clause, when: When, scene: Scene) -> When:
    """Return a month told of in the past in the year that is gone."""
    if not _is_gone(marks, clause, when, scene) or when.first is None or when.last is None:
        return when
    days = [d.replace(year=d.year - 1, day=min(d.day, 28 if d.month == 2 else 31)) for d in (when.first, when.last)]  # fmt: skip
    return replace(when, first=days[0], last=days[1])


_NOUN_S = {  # "the statement announced on 21 August 2020": when that was, not the act on it
    "en": re.compile(
        r"(?i)\b(?:statement|agreement|deal|order|pact|accord|proclamation|framework|declaration|memorandum|treaty|arrangement|decision|letter|"
        r"notice|list|report)s?,?\s(?:that was |which was )?(?:announced|signed|reached|concluded|dated|issued|published|adopted|struck|agreed|"
        r"of|from)\s(?:on\s|in\s)?$"
    ),
}


def _of_noun(marks: Marks, clause: Clause, start: int) -> bool:
    """Whether a day is that of a text which the act is on, not the act's own."""
    pattern = _NOUN_S.get(marks.language.code)
    if pattern is None or clause.act is None or clause.act.start > start:
        return False
    return bool(pattern.search(marks.text[clause.act.end : start]))


def _within_days(marks: Marks, start: int, end: int) -> bool:
    """Whether a span is how soon something is to be done: "within 90 days of signature"."""
    lead, tail = marks.text[max(marks.start, start - 24) : start], marks.text[end : end + 4]
    before = r"(?i)\b(?:within|innerhalb von|binnen|dans un délai de|dans les|en un plazo de|en el plazo de|dentro de)\s(?:the |los )?$"
    return bool(re.search(before, lead) or re.match(r"\s?(?:以内|内|이내|안에)", tail))


def _date_slot(marks: Marks, start: int, end: int) -> str:
    """Return which slot a date fills, by the word before it (or after it, in the East)."""
    language, text = marks.language, marks.text
    if not language.spaced:
        clock = re.match(
            r"(?:\d{1,2}[時时시]\s?)?(?:\d{1,2}[分분]\s?)?(?:\d{1,2}[秒초])?", text[end : end + 12]
        )
        end += clock.end() if clock else 0
        after = text[end : min(marks.end, end + 8)]
        for kind, slot in (("deadline", "deadline"), ("until", "lapses"), ("since", "in_force")):
            hits = language.finder(kind).find(after, 0, len(after))
            near = hits and hits[0].start <= (3 if kind == "since" else 1) and not re.search(
                r"[,，、。]", after[: hits[0].start])  # fmt: skip
            if near:
                return slot
        if language.code != "zh":
            return ""
    lead = text[max(marks.start, start - 40) : start]
    for kind, slot in (("until", "lapses"), ("since", "in_force"), ("deadline", "deadline")):
        for mention in language.finder(kind).find(lead, 0, len(lead)):
            if re.fullmatch(r"[\s,]*(?:the|on|le|el|dem|den|,|\s)*", lead[mention.end :]):
                return slot
    return ""
