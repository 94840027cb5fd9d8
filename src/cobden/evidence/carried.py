# ruff: noqa: E501  # the patterns of words stand on one line each
"""Who acts where a clause names nobody: whoever did before, the one who speaks, or nobody known."""

import re

from cobden.evidence.clauses import Clause
from cobden.evidence.marks import Marks
from cobden.evidence.scene import Scene
from cobden.evidence.who import PRONOUN

_BOTH = re.compile(  # who acts together acts on nobody
    r"(?i)\b(?:both|the two|neither) (?:sides?|countries|parties|governments|nations|economies)\b|\bthe parties\b|\bneither side\b|"
    r"\bbeide (?:seiten|länder|parteien|regierungen)\b|\bles deux (?:parties|pays|gouvernements|côtés)\b|\bles parties\b|"
    r"\b(?:ambas partes|ambos países|los dos países|las partes|ambos gobiernos)\b|両国|双方|両政府|两国|双方|양국|양측"
)


_TOPIC = {
    "ko": r"(?<![가-힣])([가-힣A-Za-z0-9]{2,12})(?:은|는|이|가)\s",
    "ja": r"([一-龥ァ-ヴーA-Za-z]{2,14})(?:は|が)(?!、?一方)",
}
_NO_ACTOR = {  # topics that are measures, days, or point back to an economy
    "ko": r"우리|저희|관세|세율|세금|쿼터|조치|이날|올해|내년|지난|양국|양측|정부|대통령|총리|장관|당국|행정부|그|이|측|국|물량|기간|시행|경우|품목|제품|산|시장|합의|협정|협상|대변인|것|인하|인상|철폐|관계자|이것|쌀",
    "ja": r"我々|私たち|関税|税率|措置|枠|両国|政府|大統領|首相|相|氏|省|側|当局|同国|同省|今回|当初|今年|来年|一方|期間|規制|制限|製品|品|車|米国産|日本産|部品|輸入|輸出|大臣|庁|委|市場|者|報道官|こと|もの|引き下げ|引き上げ|撤廃|これ|それ|合意|協定|協議|関係者",
}


def _another_acts(marks: Marks, clause: Clause) -> bool:
    """Whether somebody who is no economy is marked as the one who acts: "삼성전자는", "商社が"."""
    code = marks.language.code
    stop = clause.act.start if clause.act else clause.end
    for found in re.compile(_TOPIC[code]).finditer(marks.text, clause.start, stop):
        a, b = found.span(1)
        inside = [*marks.economies, *marks.goods, *marks.measures, *marks.levels, *marks.figures]
        thing = any(m.start < b and a < m.end for m in inside)
        if not thing and not re.search(rf"(?:{_NO_ACTOR[code]})$", found[1]) and not any(
            d.start < b and a < d.end for d in marks.dates):  # fmt: skip
            return True
    return False


def _of_another(marks: Marks, clause: Clause) -> bool:
    """Whether a topic in Japanese or Korean says that nobody told before acts: "韓国車への関税は"."""
    borne = any(clause.has(e.start) for e in marks.economies)
    measured = borne and any(
        m.key in ("tariff", "quota", "control") and clause.has(m.start)
        and re.match(r"(?:は|が|은|는|이|가)", marks.text[m.end : m.end + 1]) for m in marks.measures
    )  # fmt: skip
    return measured or _another_acts(marks, clause)


_SEAT = re.compile(r"\W*In (?=[A-Z])")
_OFFICE = {
    "en": r"(?i)\b(?:the|his|her) (?:president|administration|secretary|commission)\b",
    "de": r"(?i)\b(?:der|dem) (?:us-)?präsident\w*\b",
    "fr": r"(?i)\b(?:le président|l['’]administration|le milliardaire)\b(?! (?:de|du|des)\b)",
    "es": r"(?i)\b(?:el presidente|el mandatario|la presidenta|la mandataria|la administración)\b(?! (?:de|del)\b)",
}


_WE = re.compile(
    r"(?i)\b(?:nous|nos|notre|wir|unser\w*|nosotr[oa]s|nuestr[oa]s?|[^\W\d_]{2,}[aei]mos)\b|우리|我们|我方|我が国|わが国"
)


def carried(  # noqa: PLR0911  # one word each
    marks: Marks, clause: Clause, before: str, scene: Scene
) -> str:
    """Return who acts where the clause names nobody: whoever did before, or the one who speaks.

    ``before`` is who acted in the clause before.
    """
    code = marks.language.code
    to_the_end = (
        clause.act is None or code == "de"
    )  # "erheben wir": the subject comes after its verb
    text = marks.text[
        clause.start : clause.end if to_the_end or clause.act is None else clause.act.start
    ]
    if _BOTH.search(text) or (marks.language.verb_last and _of_another(marks, clause)):
        return ""
    if scene.country and re.search(_OFFICE.get(code, r"(?!)"), text):
        return scene.country
    if code == "en" and re.search(r"(?i)\b(?:we|our|us)\b", text):
        told = {e.key for e in marks.economies if any(a <= e.start < b for a, b in marks.ifs)}
        return scene.home or ("" if scene.actor in told else scene.actor)
    if scene.home and _WE.search(text):
        return scene.home
    seat = _SEAT.match(marks.text, marks.start, marks.end)
    placed = [e for e in marks.economies if seat and seat.start() <= e.start <= seat.end()]
    if placed and re.search(r"(?i)\bthe (?:government|ministry|cabinet|authorities)\b", text):
        return placed[0].key  # "In Manila, the government extended its ban"
    if before:
        return before
    if scene.spoken and marks.language.verb_last and clause.act is not None:
        return scene.home
    if re.search(PRONOUN.get(code, r"(?!)"), text):
        return scene.actor or scene.home
    return _silent(marks, clause, scene, text)


def _silent(  # noqa: PLR0911  # one reason each
    marks: Marks, clause: Clause, scene: Scene, text: str
) -> str:
    """Return who acts where no word points at anybody: who leads in, who speaks, who acted last."""
    acts, code = clause.act is not None, marks.language.code
    levied = any(m.key == "tariff" and clause.has(m.start) for m in marks.measures)
    if scene.lead is not None and acts and not re.search(r"\w{3}", text):
        return scene.lead.by
    if scene.country and re.search(r"(?i)\bthe government\b", text):
        return scene.country
    sold = clause.act is not None and clause.act.key == "buy" and scene.agreed
    if sold and scene.home in scene.pair and not re.search(r"\w", text):
        return next((p for p in scene.pair if p != scene.home), "")  # what a partner will buy here
    if scene.home and ((acts and not re.search(r"\w", text)) or levied):
        return scene.home  # an item that begins with its verb
    if code in ("ja", "zh", "ko") and acts:
        return scene.actor
    if scene.lead is not None:
        return scene.lead.by
    if re.match(_ALSO.get(code, r"(?!)"), text):
        return scene.actor
    if code == "es" and acts and not _ES_SUBJECT.search(text):
        return scene.actor  # Spanish leaves out who was named before
    return ""


_ALSO = {
    "en": r"(?i)\W*(?:also|then|in return|its)\b", "de": r"(?i)\W*(?:auch|außerdem|zudem|ferner|dafür|zugleich)\b",
    "fr": r"(?i)\W*(?:aussi|également|en outre|de plus)\b", "es": r"(?i)\W*(?:también|asimismo|además|a cambio)\b",
}  # fmt: skip
_ES_SUBJECT = re.compile(
    r"(?i)\b(?:el|la|los|las|un|una|unos|sus?|est[eao]s?|se|que|quien\w*|nadie)\s"
)
