# ruff: noqa: E501  # the patterns of words stand on one line each
"""Whom words point at that name nobody: "its exports", "both countries", "their goods"."""

import re

from cobden.evidence.clauses import Clause
from cobden.evidence.marks import Marks
from cobden.evidence.scene import Scene
from cobden.evidence.whom import together
from cobden.evidence.word_lists import Mention

_ITS = {
    "en": r"(?i)\b(?:its|their)\s(?:[\w-]+\s)?(?:exports|goods|products|shipments|exporters|industry|economy)\b",
    "de": r"(?i)\b(?:ihre|seine|deren|dessen)\w*\s(?:[\w-]+\s)?(?:exporte|waren|produkte|güter|ausfuhren)\b",
    "fr": r"(?i)\b(?:ses|leurs)\s(?:exportations|produits|biens|marchandises)\b",
    "es": r"(?i)\bsus\s(?:exportaciones|productos|bienes|mercancías|ventas)\b",
}  # fmt: skip


_OWN_WORD = r"(?i)\b(?:its|their) own\b|\beigene\w*\b|\bpropre?s?\b|\bpropi[oa]s?\b"


def possessed(marks: Marks, clause: Clause, by: str, before: str, scene: Scene) -> list[Mention]:
    """Return whom "its exports" means: whoever was spoken of before, if another than who acts."""
    begin = clause.act.end if clause.act else clause.start
    said = re.compile(_ITS.get(marks.language.code, r"(?!)")).search(marks.text, begin, clause.end)
    whose = next((who for who in (before, scene.actor) if who and who != by), "")
    goods = any(
        re.search(r"(?i)\b(?:its|their|ses|leurs?|sus?|ihre\w*|seine\w*)\s(?:[\w-]+\s)?$", marks.text[max(begin, g.start - 20) : g.start])
        for g in marks.goods if clause.has(g.start) and g.start >= begin
    )  # fmt: skip
    own = re.search(_OWN_WORD, marks.text[begin : clause.end])
    if not by or not whose or not (said or goods) or own:
        return []
    at = said.start() if said else begin
    return [Mention(at, said.end() if said else at, "", whose)]


def with_joined(text: str, inside: list[Mention], one: Mention) -> list[Mention]:
    """Return a mention with those joined to it on either side: "Japan and South Korea asked"."""
    return next((group for group in together(text, inside) if one in group), [one])


def pointed_at(marks: Marks, clause: Clause, scene: Scene) -> list[Mention]:
    """Return those whom "both countries" or "their goods" means: the ones named together last."""
    begin = clause.act.end if clause.act else clause.start
    said = re.search(
        r"(?i)\bboth (?:countries|nations|economies|of them)\b|\b(?:on|to|for) (?:most of |all of |all )?their (?:goods|products|exports)\b",
        marks.text[begin : clause.end],
    )
    if said is None:
        return []
    groups = together(marks.text, [e for e in marks.economies if e.start < begin])
    here = next((g for g in reversed(groups) if len(g) > 1), None)
    return here or [Mention(0, 0, "", key) for key in scene.listed]
