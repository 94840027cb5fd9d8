# ruff: noqa: E501  # the patterns of words stand on one line each
"""On whom an act falls: those named with the goods, after "on", in a list; not those compared with."""

import re

from cobden.evidence.clauses import Clause
from cobden.evidence.marks import Marks
from cobden.evidence.word_lists import Mention

_CONJUNCTION = {
    "en": r"(?i)^\W*(?:after|as|since|until|once|than|before|because|while|when)\s(?!(?:\w+ing)\b)",
    "de": r"(?i)^\W*(?:nachdem|seit|bis|während|als)\s",
    "fr": r"(?i)^\W*(?:après que|depuis que|dès que|tandis que|alors que)\s",
    "es": r"(?i)^\W*(?:después de que|desde que|mientras|luego de que)\s",
}  # fmt: skip


PREPOSED = {
    "en": r"(?i)\b(?:on|for|against|from|of|to|with|toward|towards|in|into|by|at|between|over|than|like|across|"
          r"via|after|under|about)(?:\s(?:the|a|an|its|all|some|other|new))*\s(?:[\w-]+ed\s)?$",
    "de": r"(?i)\b(?:auf|gegen|für|aus|in|an|nach|gegenüber|mit|von|bei|zu|durch|zwischen|im|zur|zum|über|unter)"
          r"(?:\s(?:der|die|das|den|dem|des|alle|allen))*\s$",
    "fr": r"(?i)(?:\b(?:sur|contre|à|aux|au|pour|vers|en|envers|de|des|du|avec|dans|par|entre|chez|sous)"
          r"(?:\s(?:la|le|les|l['’]))*\s?|\bd['’])(?:l['’]|la\s|les\s|le\s)?$",
    "es": r"(?i)\b(?:sobre|a|al|contra|para|hacia|en|de|del|con|entre|por|desde)(?:\s(?:la|el|los|las))*\s$",
    "zh": r"(?:对|向|从|自|与|和|针对|对来自|来自|在|给|由于|把|将)(?:所有|全部|部分|多数|一切|原产于|来自|进口的?)?$",
}  # fmt: skip


_OFFICE = {
    "fr": r"président\w*|gouvernement|ministre\w*(?: \w+)?|premier ministre|chancelier", "es": r"president\w+|gobierno|ministr\w+(?: de \w+)?|canciller",
    "de": r"präsident\w*|regierung|minister\w*|kanzler\w*",
}  # fmt: skip
_HEADED = {  # "el presidente de Estados Unidos": the office is the subject, and so its country
    code: rf"(?i)\b(?:el|la|le|l['’]|der|die)\s?(?:{office})\s(?:de |del |des |du |de la |de l['’]|der |von )(?:la |los )?$"
    for code, office in _OFFICE.items()
} | {
    "en": r"(?i)\b(?:government|president|republic|people|kingdom|minister|ministry|parliament|cabinet|state|"
          r"authorities|leaders?) of (?:the )?$",
}  # fmt: skip


_AUXILIARIES = 4  # words of a verb that stand between a subject and its act, at most
_SUBJECT_NEXT = {  # "two months after the United States imposed": a conjunction, no preposition
    "en": r"(?i)\b(?:after|since|before|until|once|as)\s(?:the\s)?$",
}


_LEAD = 160  # letters before an economy that say how it stands
_JOINING = 8  # letters of ", and " at most


def is_governed(marks: Marks, clause: Clause, economy: Mention) -> bool:
    """Whether the economy stands under a preposition, so is no subject."""
    lead = marks.text[max(clause.start, economy.start - _LEAD) : economy.start]
    code = marks.language.code
    if clause.act is not None and economy.end <= clause.act.start:  # "after Washington hit"
        lead = re.sub(_CONJUNCTION.get(code, r"(?!)"), "", lead)
    acts_next = clause.act is not None and economy.end <= clause.act.start and (
        len(marks.text[economy.end : clause.act.start].split()) < _AUXILIARIES)  # fmt: skip
    if (code in _HEADED and re.search(_HEADED[code], lead)) or (
        acts_next and re.search(_SUBJECT_NEXT.get(code, r"(?!)"), lead)):  # fmt: skip
        return False
    if code == "zh" and marks.text[economy.start : economy.end].startswith("对"):
        return True
    if code == "ja" and economy.text.startswith("対"):
        return True
    if re.search(PREPOSED.get(code, r"(?!)"), lead[-60:]):
        return True
    for other in marks.economies:  # "from Chile and Peru"
        near = 0 < economy.start - other.end < _JOINING
        between = marks.text[other.end : economy.start] if near else ""
        if between and clause.has(other.start) and re.fullmatch(
            r",? (?:and|or|und|et|y) |, ", between):  # fmt: skip
            return is_governed(marks, clause, other)
    return False


def targets_of(marks: Marks, clause: Clause, others: list[Mention]) -> list[Mention]:
    """Return whom the act falls on: the first of those named with the goods or after "on"."""
    if not others:
        return []
    language, text = marks.language, marks.text
    act_end = clause.act.end if clause.act else clause.start
    pool = [e for e in others if e.start >= act_end] or others if language.spaced else others
    ranked = [e for e in pool if _on(marks, e)]
    if not ranked and language.code == "en":
        return [] if clause.act is None and not is_governed(marks, clause, pool[0]) and not any(
            m.key == "tariff" for m in marks.measures) else with_listed(text, pool, pool[0])  # fmt: skip
    first = (ranked or pool)[0]
    return with_listed(text, others, first)


def _on(marks: Marks, economy: Mention) -> bool:
    """Whether goods follow the economy's name, or a word for "on" stands before it."""
    text, code = marks.text, marks.language.code
    after = text[economy.end : economy.end + 22]
    if not marks.language.spaced:
        return bool(re.match(r"(?:からの|に対|への|産|製|向け|から|商品|产|产品|汽车|的|산|에 대|으로부터|에서|제)", after.strip())) or any(
            economy.end <= g.start <= economy.end + 2 for g in marks.goods) or bool(
            re.search(r"(?:对|向|从|自|来自)$", text[max(0, economy.start - 3) : economy.start])) or economy.text[:1] in "对対"  # fmt: skip
    adjacent = any(economy.end <= g.start <= economy.end + 14 for g in marks.goods)
    behind = code in ("fr", "es") and any(0 <= economy.start - g.end <= 12 for g in marks.goods)
    goods = re.match(r"(?:['’]s)?\s(?:\w+\s)?(?:goods|products|imports|exports|articles|waren|produkte|produits|"
                     r"importations|productos|importaciones|güter)", after, re.I)  # fmt: skip
    lead = text[max(0, economy.start - 26) : economy.start]
    governed = re.search(PREPOSED[code], lead)
    return bool(adjacent or behind or goods or governed)


_LISTED = re.compile(
    r"(?:,? (?:and|und|et|y|e|or) |, |、|和|与|及|と|·|과 |와 )(?:the |la |le |les |l['’]|el )?"
)


def together(text: str, mentions: list[Mention]) -> list[list[Mention]]:
    """Return the mentions, in their order, those listed together in one list: "Chile and Peru"."""
    found: list[list[Mention]] = []
    for mention in mentions:
        if found and _LISTED.fullmatch(text[found[-1][-1].end : mention.start]):
            found[-1].append(mention)
        else:
            found.append([mention])
    return found


def with_listed(text: str, mentions: list[Mention], first: Mention) -> list[Mention]:
    """Return the mention with those listed after it: "from Chile and Peru"."""
    found = [first]
    for mention in mentions:
        if mention.start <= first.start:
            continue
        if not _LISTED.fullmatch(text[found[-1].end : mention.start]):
            break
        found.append(mention)
    return found


_LIKE = {
    "en": r"(?i)\b(?:than|like|unlike|as with|compared (?:with|to)|similar to|alongside)\s(?:the |that of |those of )?$",
    "de": r"(?i)\b(?:als|wie|anders als|im vergleich (?:zu|mit))\s(?:der |die |das |den )?$",
    "fr": r"(?i)\b(?:comme|contrairement (?:à|au|aux)|que)\s(?:la |le |les |l['’])?$",
    "es": r"(?i)\b(?:como|a diferencia de|frente a|que)\s(?:la |el |los )?$", "zh": r"(?:比|如|像|较)$",
}  # fmt: skip


_THAN = {"ja": r"(?:より|並み|と同様|に比べ|と比べ|同様)", "ko": r"(?:보다|처럼|와 같|과 같|수준)"}


def is_compared(marks: Marks, economy: Mention) -> bool:
    """Whether an economy is named only to compare with: "no less favourable than Taiwan"."""
    code = marks.language.code
    if code in _THAN:
        return bool(re.match(_THAN[code], marks.text[economy.end : economy.end + 5]))
    if code in ("fr", "es"):  # "que" is a relative too: only after a comparative
        lead = marks.text[max(marks.start, economy.start - 40) : economy.start]
        return bool(re.search(_LIKE[code], lead)) and (
            not re.search(r"\bque\s", lead[-8:])
            or bool(re.search(r"(?i)\b(?:plus|moins|aussi|más|menos|mismo)\b", lead))
        )
    return bool(
        re.search(_LIKE[code], marks.text[max(marks.start, economy.start - 24) : economy.start])
    )
