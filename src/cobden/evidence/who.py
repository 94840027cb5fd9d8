# ruff: noqa: E501  # the patterns of words stand on one line each
"""Who acts in a clause: its subject, the owner of its measure, the agent of a passive."""

import re

from cobden.evidence.clauses import Clause
from cobden.evidence.language import overlaps
from cobden.evidence.marks import Marks
from cobden.evidence.voice import is_passive
from cobden.evidence.whom import is_governed
from cobden.evidence.word_lists import Mention

PRONOUN = {
    "en": r"(?i)\b(?:it|they|he|she|the (?:country|government|ministry|minister|administration|bloc|president|"
          r"nation|island|kingdom|state council|officials?|authorities|cabinet)|(?:officials|ministers|authorities|policymakers))\b(?!['’]s\b)",
    "de": r"(?i)\b(?:es|er|sie|das land|die regierung)\b", "fr": r"(?i)\b(?:il|elle|ils|le pays|le gouvernement|qu'il|qu'elle)\b",
    "es": r"(?i)\b(?:él|ella|el país|el gobierno)\b",
}  # fmt: skip


def subject_in(  # noqa: PLR0911  # one word order each
    marks: Marks, clause: Clause, inside: list[Mention]
) -> Mention | None:
    """Return the mention of who acts: before the act, under no preposition, marked where it is so."""
    language, text = marks.language, marks.text
    stop = clause.act.start if clause.act else _stop(marks, clause)
    if language.verb_last:
        found = [e for e in inside if e.start < stop and is_topic(marks, e)]
        outside = [e for e in found if not overlaps(e, marks.ifs)]
        return (outside or found or [None])[-1]
    found = [
        e for e in inside
        if e.end <= stop and not is_governed(marks, clause, e) and not overlaps(e, marks.ifs)
    ]  # fmt: skip
    said = [h.end for h in marks.said if clause.has(h.start) and h.end <= stop]
    if said:
        after = [e for e in found if e.start >= said[-1]]
        if after:
            return after[0]
        if found and (
            language.code == "zh"
            or re.search(PRONOUN.get(language.code, r"(?!)"), text[said[-1] : stop])
        ):
            return found[0]
    antecedent = _antecedent(marks, clause) or _resolved(marks, clause)
    if antecedent:
        return antecedent
    controlled = _controlled(marks, clause, inside)
    if controlled:
        return controlled
    nearer = [e for e in found if e.start >= core_start(marks, clause)]
    found = nearer or found
    joined = _last_join(marks, clause, stop)
    found = [e for e in found if e.start >= joined] or found
    relative = re.compile(_RELATIVE.get(language.code, r"(?!)"))
    if len(found) > 1 and clause.act is not None and relative.search(text, found[-2].end, found[-1].start) and (
        clause.act.start - found[-1].end < 12):  # fmt: skip
        return found[-1]
    if language.code == "de" and not found and clause.act is not None:
        later = [
            e for e in inside if e.start < clause.act.end and not is_governed(marks, clause, e)
        ]
        return later[0] if later else _inverted(marks, clause, inside)
    colon = max((m.end() for m in re.finditer(r":\s", text[clause.start : stop])), default=0)
    later = [e for e in found if e.start >= clause.start + colon]
    found = later or found
    if language.code == "zh":
        found = [e for e in found if not _attributive(marks, e)] or found
    return found[0] if found else None


def _last_join(marks: Marks, clause: Clause, stop: int) -> int:
    """Return where the last main clause joined by ", and" begins; a list of names is no such join."""
    cuts = [
        m
        for m in re.finditer(
            r"(?i)[,;]\s(?:and|but|und|et|mais|y|pero)\s", marks.text[clause.start : stop]
        )
    ]
    ends = {e.end - clause.start for e in marks.economies}
    return max(
        (clause.start + m.end() for m in cuts if m.start() not in ends), default=clause.start
    )


_RESOLVE = (
    r"(?:decision|plans?|moves?|threats?|pledges?|promises?|offers?|bid|vows?|proposals?|refusal|willingness|intention|"
    r"commitments?|readiness|failure)"
)


def _resolved(marks: Marks, clause: Clause) -> Mention | None:
    """Return whose decision an act is: "Washington's decision to double its duty"."""
    if clause.act is None or marks.language.code != "en":
        return None
    before = [e for e in marks.economies if e.end < clause.act.start]
    if not before:
        return None
    between = marks.text[before[-1].end : clause.act.start]
    own = rf"(?:['’]s|['’])?\s(?!with|for|after|in|as|on)(?:[\w-]+\s){{0,2}}{_RESOLVE}\s(?:not\s)?to\s"
    lead = marks.text[max(marks.start, before[-1].start - 30) : before[-1].start]
    said = re.fullmatch(own, between) or (
        re.search(rf"{_RESOLVE} by (?:the )?$", lead) and re.fullmatch(r"\s(?:not\s)?to\s", between))  # fmt: skip
    return before[-1] if said else None


_WHICH = {
    "en": r"(?i),?\s(?:which|who)\s(?:(?:has|have|had|already|also|just|recently|then|itself|\w+ly)\s)*",
    "fr": r"(?i),?\s(?:qui)\s(?:(?:a|ont|avait|avaient|déjà|vient de)\s)*", "es": r"(?i),\s(?:que|quien)\s(?:(?:ha|han|había|ya)\s)*",
}  # fmt: skip


def _antecedent(marks: Marks, clause: Clause) -> Mention | None:
    """Return whom a relative is on: "from the United States, which doubled its tariff"."""
    if clause.act is None or marks.language.code not in _WHICH:
        return None
    before = [e for e in marks.economies if e.end < clause.act.start]
    found = before and re.fullmatch(
        _WHICH[marks.language.code], marks.text[before[-1].end : clause.act.start]
    )
    return before[-1] if found else None


def _inverted(marks: Marks, clause: Clause, inside: list[Mention]) -> Mention | None:
    """Return who stands right after the verb with something of its own: "Im Gegenzug senken die USA ihren Zoll"."""
    assert clause.act is not None
    after = [e for e in inside if e.start >= clause.act.end]
    if not after or not re.fullmatch(
        r"\s(?:die|der|das)?\s?", marks.text[clause.act.end : after[0].start]
    ):
        return None
    adjective = re.search(r"(?i)(?:isch\w*|^deutsche\w*|^schweizer)$", after[0].text)
    return None if adjective else after[0]


_BREAKS = re.compile(
    r"(?i)\b(?:after|although|though|while|whereas|but|because|as|when|since|that|said|nachdem|obwohl|während|weil|dass|après que|"
    r"bien que|alors que|tandis que|parce que|aunque|mientras|porque|luego de que|después de que)\s"
)


def core_start(marks: Marks, clause: Clause) -> int:
    """Return where the part of a clause that its act stands in begins."""
    if clause.act is None or not marks.language.spaced:
        return clause.start
    cuts = [m.end() for m in _BREAKS.finditer(marks.text, clause.start, clause.act.start)]
    return max(cuts, default=clause.start)


def _stop(marks: Marks, clause: Clause) -> int:
    """Return where the object of a clause without an act begins: at its stance, figure or measure."""
    places = [s.start for s in clause.stances if s.key != "denied"]
    if not places or marks.language.verb_last:
        places = [f.start for f in marks.figures if clause.has(f.start)]
        places += [m.start for m in marks.measures if clause.has(m.start)]
        return min(places, default=clause.end) if not marks.language.verb_last else clause.end
    return places[0]


def is_topic(marks: Marks, economy: Mention) -> bool:
    """Whether a particle marks the economy as the subject (Japanese, Korean)."""
    code = marks.language.code
    if code == "ja":
        return bool(
            re.match(
                r"(?:[(（][^)）]*[)）])?(?:[一-龥ァ-ヴー・]{0,10}(?:政府|政権|側|当局|企業|大統領|首相|相|省|部|庁|氏|会|社|長官|代表|主席|産業|業界)|の[一-龥ァ-ヴー・]{1,12}(?:機関|企業|政府|会社|各社|銀行|商社|メーカー|大手|首相|大統領|相|氏|長官|報道官))?(?:は|が|も|、)(?!の)",
                marks.text[economy.end : economy.end + 22],
            )
        )
    return bool(re.match(r"\s?(?:[가-힣]{0,8}\s?(?:정부|측|당국|기업|행정부|대통령|장관|총리|부|청|위원회|대표|업계))?(?:은|는|이|가|도)(?:\s|$)",
                         marks.text[economy.end : economy.end + 22]))  # fmt: skip


def _attributive(marks: Marks, economy: Mention) -> bool:
    after = marks.text[economy.end : economy.end + 3]
    return bool(re.match(r"商品|产|产品|的|进口|输美|制", after)) or any(
        g.start == economy.end for g in marks.goods)  # fmt: skip


def _controlled(marks: Marks, clause: Clause, inside: list[Mention]) -> Mention | None:
    """Return who does what another blames or thanks them for: "reproche à New Delhi d'acheter"."""
    if clause.act is None:
        return None
    before = [e for e in inside if e.end <= clause.act.start]
    link = r"\s(?:de\s|d['’]|por\s|of\s|for\s|from\s)"
    if (
        before
        and marks.language.code in ("en", "fr", "es")
        and re.fullmatch(link, marks.text[before[-1].end : clause.act.start])
    ):
        return before[-1]
    return None


_RELATIVE = {
    "en": r",?\s(?:on |against |for |to |from )?(?:which|that|whom|whose)\s", "de": r",\s(?:gegen |auf |für )?(?:die|der|das|den|dem|deren|dessen)\s",
    "fr": r",?\s(?:que|qu['’]|à qui|auquel|à laquelle|dont|contre qui)\s?", "es": r",?\s(?:a |al |a la |contra )?(?:que|quien|cuyos?|cuyas?)\s",
}  # fmt: skip


_WITHIN = {
    "en": r"(?:['’]s)?\s(?:(?:[\d.,]+\s?(?:%|percent|per cent)|new|additional|reciprocal|import|current|existing|"
          r"steep|higher|retaliatory|section \d+|baseline|punitive|own|planned|average|applied|blanket|[a-z]+-only|\d+)[\s-])*$",
    "de": r"-?|\s(?:(?:[\d.,]+[- ]?(?:%|Prozent)|neue\w?|zusätzliche\w?|geplante\w?|bisherige\w?|eigene\w?)\s)*$",
    "ja": r"(?:政府)?(?:の|による|が課す)(?:[\d.]+%の)?(?:追加|相互)?$", "ko": r"(?:의|이 부과한)?\s(?:[\d.]+%\s?)?(?:상호)?$",
    "zh": r"(?:的|现行的)?(?:[\d.]+%的)?$",
}  # fmt: skip


def owner_of(marks: Marks, clause: Clause, inside: list[Mention]) -> Mention | None:
    """Return whose the measure is: "a US tariff", "China's 10% duty", "Zölle der USA"."""
    kinds = ("tariff", "control", "quota", "countermeasure")
    for measure in marks.measures:
        if clause.has(measure.start) and measure.key in kinds:
            found = _owner_before(marks, inside, measure) or _owner_after(
                marks, clause, inside, measure
            )
            if found:
                return found
    return None


def _owner_before(marks: Marks, inside: list[Mention], measure: Mention) -> Mention | None:
    """Return the economy that stands before its measure: "a US tariff", "日本の関税"."""
    pattern = _WITHIN.get(marks.language.code)
    for economy in inside if pattern else ():
        between = marks.text[economy.end : measure.start]
        if economy.text[:1] in "对対대" or marks.text[economy.start - 1 : economy.start] in (
            "对",
            "対",
        ):
            continue
        near = economy.end <= measure.start and len(between) < 44
        if near and pattern and re.fullmatch(pattern, between, re.IGNORECASE):
            return economy
    return None


_ENTERS = {  # where goods come in is who levies on them
    "en": r"(?i)\b(?:import(?:s|ed)? (?:in)?to|enter(?:s|ing)?|sold in|arriving in) (?:the )?$",
    "fr": r"(?i)\b(?:entr\w+|importés?|arriv\w+) (?:aux|en|au|dans l['’])\s?$",
    "es": r"(?i)\b(?:entr\w+|importad\w+|ingres\w+) (?:en|a|por)\s(?:los |la |el )?$",
    "de": r"(?i)\b(?:importe?n?|einfuhr\w*|lieferungen|exporte?n?) (?:nach|in die)\s$",
}  # fmt: skip


def entered(marks: Marks, clause: Clause, inside: list[Mention]) -> Mention | None:
    """Return into which economy the goods of a passive come: "les produits qui entrent aux États-Unis"."""
    pattern = _ENTERS.get(marks.language.code, r"(?!)")
    return next(
        (
            e
            for e in inside
            if re.search(pattern, marks.text[max(clause.start, e.start - 26) : e.start])
        ),
        None,
    )


_LINKS = {
    "en": r"\s(?:(?:imposed |levied |set |applied )?by|of) (?:the )?",
    "de": r"\s(?:der|des|von)\s?", "fr": r"\s(?:(?:de la|de l['’]|des|du|de)\s?)?",
    "es": r"\s(?:(?:de los|de las|de la|del|de)\s?)?",
}  # fmt: skip


def _owner_after(
    marks: Marks, clause: Clause, inside: list[Mention], measure: Mention
) -> Mention | None:
    """Return the economy told after its measure, or into which the goods are imported."""
    code = marks.language.code
    for economy in inside:
        lead = marks.text[max(clause.start, economy.start - 22) : economy.start]
        if re.search(_ENTERS.get(code, r"(?!)"), lead) and (
            code == "en" or clause.act is None or is_passive(marks, clause)
        ):
            return economy
        link = marks.text[measure.end : economy.start]
        if economy.start < measure.end or not re.fullmatch(_LINKS.get(code, r"(?!)"), link):
            continue
        if code == "en" or not any(g.end == economy.start - 1 for g in marks.goods):
            return economy
    return None


def agent_in(marks: Marks, clause: Clause, inside: list[Mention]) -> Mention | None:
    """Return who a passive is done by."""
    language = marks.language
    for economy in inside:
        if language.code == "ja":
            if re.match(r"(?:政府)?(?:によ|から)", marks.text[economy.end : economy.end + 5]):
                return economy
            continue
        lead = marks.text[clause.start : economy.start]
        words = "|".join(map(re.escape, language.listed("agent")))
        if (
            language.spaced
            and re.search(
                rf"\b(?:{words})\s(?:the\s|die\s|der\s|den\s|la\s|le\s|les\s|l['’])?$", lead
            )
            and (clause.act is None or economy.start > clause.act.start or language.code == "de")
        ):
            return economy
    return None
