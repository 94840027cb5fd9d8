# ruff: noqa: E501  # the patterns of words stand on one line each
"""An act with all its slots but the figure: what is done, how surely, when, on what condition."""

import re
from dataclasses import dataclass

from cobden.evidence.act_dates import dated_slots
from cobden.evidence.claims import Standing
from cobden.evidence.clauses import Clause
from cobden.evidence.language import Hit
from cobden.evidence.marks import Marks, Span
from cobden.evidence.roles import OUGHT, Roles
from cobden.evidence.scene import Act, Scene
from cobden.evidence.voice import bears


def framed(marks: Marks, clause: Clause, role: Roles, scene: Scene) -> Act:
    """Return the clause's act with all slots but its figure."""
    act, standing = _act_and_standing(marks, clause)
    if act in ("impose", "keep", "cut") and _ORDINARY_ONLY.search(
        marks.text, clause.start, clause.end
    ):
        act = "exempt"  # "only the MFN rate": nothing on top of it
    spans: dict[str, Span] = dict(role.spans)
    if clause.act:
        spans["act"] = (clause.act.start, clause.act.end)
    dated = dated_slots(marks, clause, scene)
    told = _Told(marks, clause, role, scene, act, dated)
    if marks.ifs and standing in _MAY_HANG:
        spans["condition"] = marks.ifs[0]
    spans |= {name: span for name, (_, span) in dated.items()}
    for rule in _RULES:
        standing = rule(told, standing)
    measure = next((m.key for m in marks.measures if clause.has(m.start)), "")
    said = marks.text[slice(*spans["condition"])].strip() if standing == "conditional" else ""
    return Act(
        clause.act.start if clause.act else clause.start, clause.end, act, role.by, role.on, role.goods,
        standing=standing, condition=said, measure=measure, spans=spans,
        announced=dated.get("announced", _NO_DATE)[0], in_force=dated.get("in_force", _NO_DATE)[0],
        lapses=dated.get("lapses", _NO_DATE)[0],
    )  # fmt: skip


@dataclass(frozen=True)
class _Told:
    """What says how surely an act holds: its clause, its roles, the scene, its days."""

    marks: Marks
    clause: Clause
    role: Roles
    scene: Scene
    act: str
    dated: dict[str, tuple[str, Span]]

    @property
    def code(self) -> str:
        """The language's code."""
        return self.marks.language.code

    def says(self, pattern: re.Pattern[str], *, sentence: bool = False) -> bool:
        """Whether the clause, or its whole ``sentence``, has the words."""
        around = self.marks if sentence else self.clause
        return bool(pattern.search(self.marks.text, around.start, around.end))


_MAY_HANG = ("in force", "planned", "agreed", "considered", "threatened")


def _hanging(told: _Told, standing: Standing) -> Standing:
    """What hangs on a condition."""
    return "conditional" if told.marks.ifs and standing in _MAY_HANG else standing


def _earlier(told: _Told, standing: Standing) -> Standing:
    """What held before, but no rate that an act moves: "to 2.5%, from 30% before"."""
    moved = told.clause.act is not None and told.clause.act.key in ("cut", "raise")
    if moved or standing != "in force" or told.code not in _EARLIER:
        return standing
    return "historic" if told.says(_EARLIER[told.code]) else standing


def _to_come(told: _Told, standing: Standing) -> Standing:
    """What begins after the day of its source."""
    starts = told.dated.get("in_force", _NO_DATE)[0][:10]
    published = told.scene.published
    if (
        standing not in _DONE
        or published is None
        or told.act == "extend"
        or len(starts) != len("2025-01-01")
    ):
        return standing
    return "planned" if starts > published.isoformat() else standing


def _already(told: _Told, standing: Standing) -> Standing:
    """What is said to hold, or to hold at once."""
    if standing != "planned":
        return standing
    if told.code == "en" and told.says(_IN_EFFECT):
        return "in force"
    levied = told.clause.act is not None and told.clause.act.key == "impose"
    if told.code == "de" and levied and told.says(_STILL):
        return "in force"  # "werden weiterhin mit 39 Prozent belegt"
    at_once = told.says(_AT_ONCE[told.code], sentence=True)
    return _STATES.get(told.act, "in force") if at_once else standing


def _by_treaty(told: _Told, standing: Standing) -> Standing:
    """What a pact is said to have: "under the deal"."""
    marks, clause = told.marks, told.clause
    stop = clause.act.start if clause.act else clause.end
    named = _BY_TREATY[told.code].search(marks.text, marks.start, stop)
    return "agreed" if named and standing in ("planned", "in force") else standing


def _wanted(told: _Told, standing: Standing) -> Standing:
    """What somebody asks of another."""
    return "asked" if told.role.asks else standing


def _led_in(told: _Told, standing: Standing) -> Standing:
    """What an item tells as its lead-in does: "Thailand will:"."""
    lead = told.scene.lead
    if lead is None or lead.act or told.clause.stances or standing not in _DONE:
        return standing
    return lead.standing


def _of_agreement(told: _Told, standing: Standing) -> Standing:
    """What an agreement's own text tells, in the future or the present."""
    intends = any(_INTENDS.search(told.marks.text, s.start, s.end) for s in told.clause.stances)
    if not told.scene.agreed or (standing == "planned" and intends):
        return standing
    act = told.clause.act
    present = standing in _DONE and act is not None and (
        _is_present(told.marks, told.clause) or _is_named(told.marks, act))  # fmt: skip
    return "agreed" if standing == "planned" or present else standing


def _is_named(marks: Marks, act: Hit) -> bool:
    """Whether an act is told by a noun: "Purchase of 50 aircraft"."""
    nouns = marks.language.finder("nouns").find(marks.text, act.start, act.end)
    return marks.language.spaced and any(n.start == act.start and n.end == act.end for n in nouns)


_DONE = ("in force", "removed", "suspended")
_RULES = (_hanging, _earlier, _to_come, _already, _by_treaty, _wanted, _led_in, _of_agreement)


def _is_present(marks: Marks, clause: Clause) -> bool:
    """Whether an act of an agreement's list is told in the present tense: "abolishes its duties"."""
    assert clause.act is not None
    word = marks.text[clause.act.start : clause.act.end].split()[0]
    code = marks.language.code
    if code == "en":
        return bool(re.search(r"(?<!s)s$", word)) or word.casefold() in ("imposes", "applies")
    if code not in _PRESENT:
        return False
    form, done = _PRESENT[code]
    before = marks.text[clause.start : clause.act.start]
    return bool(re.search(form, word)) and not re.search(done, before)


_PRESENT = {  # the endings of the present tense, and what before a verb says that it is done
    "de": (r"(?:(?<!t)t|en)$", r"(?i)\b(?:hat|haben|hatte|hatten|wurden?)\b"),
    "fr": (r"(?:e|ent|it|uit|ssent|ées?|és|is|es)$", r"(?i)\b(?:a|ont|avait|avaient|été)\s(?:\w+\s)?$"),
    "es": (r"(?:a|an|e|en|ad[oa]s|id[oa]s)$", r"(?i)\b(?:ha|han|había|habían|fue|fueron|sido)\s(?:\w+\s)?$"),
}  # fmt: skip


_ORDINARY_ONLY = re.compile(
    r"(?i)\b(?:only|just|nothing (?:but|beyond|more than)) (?:the |its |their )?(?:MFN|most[- ]favou?red[- ]nation|ordinary|normal|regular) (?:rates?|tariffs?|dut(?:y|ies))|"
    r"\b(?:nur|lediglich|ausschließlich) (?:de[rnm] |die |zum |ihren? )?(?:MFN|Meistbegünstigungs|regulären?|normalen?)[- ]?(?:satz|sätze|zoll\w*|zölle)|"
    r"\b(?:uniquement|seulement|seul) (?:le |du |au )?(?:droit|taux|tarif) (?:NPF|de la nation la plus favorisée|ordinaire)|"
    r"\b(?:solo|sólo|solamente|únicamente) (?:el |al )?(?:arancel|tipo|tasa) (?:NMF|de nación más favorecida|ordinari[oa])|"
    r"(?:最恵国|MFN)税率(?:のみ|だけ)|(?:仅|只)(?:适用|征收|按)?最惠国(?:税率|关税)|(?:최혜국|MFN) (?:세율|관세)만"
)
_STILL = re.compile(r"(?i)\b(?:weiter|weiterhin|bereits|schon|derzeit|zurzeit|nach wie vor|seit)\b")
_INTENDS = re.compile(  # a plan of one's own, whatever was agreed
    r"予定|計画|计划|예정|계획"
)


_IN_EFFECT = re.compile(r"\b(?:is|are) (?:now |already )?in (?:effect|force)\b")


_AT_ONCE = {
    code: re.compile(rf"(?i){pattern}")
    for code, pattern in {
        "en": r"\b(?:with immediate effect|effective immediately|as of today|from today)\b", "de": r"\b(?:mit sofortiger wirkung|ab sofort)\b",
        "fr": r"\b(?:avec effet immédiat|dès aujourd['’]hui)", "es": r"\b(?:con efecto inmediato|desde hoy|a partir de hoy)\b",
        "ja": r"即日(?:から|より|実施|適用)|本日付", "zh": r"即日起|即时生效|立即生效", "ko": r"즉시 (?:발효|시행|적용)|오늘부터",
    }.items()
}  # fmt: skip


_NO_DATE = ("", (0, 0))


_TREATY = r"(?:deal|pact|agreement|accord|framework|truce|understanding|memorandum)"


_BY_TREATY = {
    code: re.compile(rf"(?i){pattern}")
    for code, pattern in {
        "en": rf"\b{_TREATY}\s(?:that|which|under which|also|will|would|\w+ly)?\s?$|\b{_TREATY},? (?:that|which|under which)\b|"
              rf"\bunder (?:the|a|its|their|this|that)\s(?:[\w'’-]+\s){{0,4}}{_TREATY}\b|\bas part of (?:the|a|its|their)\s(?:[\w'’-]+\s){{0,3}}{_TREATY}\b",
        "de": r"\b(?:laut|gemäß|nach|im rahmen|zufolge)\s(?:der|des|dem)\s(?:\w+\s)?(?:einigung|abkommens?|vereinbarung)\b|\b(?:einigung|abkommen|vereinbarung),? (?:wonach|der zufolge|die)\b",
        "fr": r"\b(?:aux termes|en vertu|dans le cadre|selon|d'après) (?:de |d['’])?(?:l['’]accord|cet accord|un accord|du compromis)|\baccord (?:qui|aux termes duquel)\b",
        "es": r"\b(?:en virtud|según|bajo|conforme|en el marco)\s(?:del?|al?)?\s?(?:el |este |un )?(?:acuerdo|pacto|convenio)\b|\b(?:acuerdo|pacto) (?:que|por el que|según el cual)\b",
        "ja": r"合意(?:では|により|に基づ|によれば|の下)", "zh": r"(?:根据|按照|依据)[^,，。]{0,12}(?:协议|协定|共识)", "ko": r"(?:합의|협정)(?:에 따라|에 따르면|에서는)",
    }.items()
}  # fmt: skip


_EARLIER = {
    code: re.compile(pattern)
    for code, pattern in {
    "en": r"\b(?:had been|previously|formerly|was set|were set|prior to|used to|had imposed|had stood)\b",
    "de": r"\b(?:zuvor|vormals|früher|war(?:en)? bisher)\b", "fr": r"\b(?:auparavant|précédemment|jadis)\b",
    "es": r"\b(?:anteriormente|antes era|había)\b", "ja": r"以前は|かつて", "zh": r"此前|曾经", "ko": r"이전에|과거",
    }.items()
}  # fmt: skip


_NEGATED = re.compile(
    r"(?i)not|never|no|cannot|won't|don't|doesn't|didn't|wouldn't|isn't|aren't|nothing|neither|without|"
    r"nicht|kein\w*|ne .*|n' .*|nunca|tampoco|不|未|没有|않|지 않|sin|ohne|ni|aucun\w*|ningun\w*|ningún"
)


def _governing(marks: Marks, clause: Clause) -> list[Hit]:
    """Return the stances that say how surely the clause's act holds."""
    stances = [s for s in clause.stances if not _is_far(marks, clause, s)]
    if clause.act is not None and clause.act.key != "impose":
        return stances
    borne = bears(marks, clause)  # "must pay 20%": no wish
    return [
        s for s in stances
        if not (borne and s.key == "asked" and OUGHT.fullmatch(marks.text[s.start : s.end]))
    ]  # fmt: skip


def _act_and_standing(marks: Marks, clause: Clause) -> tuple[str, Standing]:
    stances = _governing(marks, clause)
    keys = [s.key for s in stances]
    standing: Standing | None = next((k for k in _STANDINGS if k in keys), None)
    refusals = [s for s in stances if s.key == "denied"]
    if len(refusals) > 1:
        negated = [s for s in refusals if _NEGATED.fullmatch(marks.text[s.start : s.end])]
        if negated and len(negated) < len(refusals):  # "has not ruled out"
            standing = "considered"
    if clause.act is None:
        named = [s for s in stances if s.key in _NAMED_BY]
        inner = [s for s in named if s.key != "denied"] or named
        return (_NAMED_BY[inner[-1].key] if inner else ""), standing or "in force"
    act = _act_meant(marks, clause, clause.act)
    word = marks.text[clause.act.start : clause.act.end]
    if act == "impose" and standing == "denied" and re.match(_APPLIES, word) and any(
        m.start < clause.act.start for m in marks.measures if clause.has(m.start)):  # fmt: skip
        others: list[Standing] = [k for k in _STANDINGS if k in keys and k != "denied"]
        return "exempt", others[0] if others else "in force"
    if not standing:
        return act, _STATES.get(act, "in force")
    said = [marks.text[s.start : s.end] for s in stances]
    return act, _as_meant(act, standing, said)


def _act_meant(marks: Marks, clause: Clause, hit: Hit) -> str:
    """Return the act that a word means with its object: "lift a quota" raises it."""
    word = marks.text[hit.start : hit.end]
    if hit.key == "remove" and re.match(r"(?i)lift", word) and any(
        m.key == "quota" and clause.has(m.start) for m in marks.measures):  # fmt: skip
        return "raise"
    after = [m for m in marks.measures if clause.has(m.start) and m.start > hit.end]
    if hit.key == "suspend" and re.match(r"(?i)stay", word) and not after:
        return "keep"  # "the 50 percent stays"
    return hit.key


_KIND_ACTS = ("cut", "remove", "suspend", "exempt", "buy", "open", "resume", "invest")


def _as_meant(act: str, standing: Standing, said: list[str]) -> Standing:
    """Return the standing that the words of stance mean of an act that burdens or relieves."""
    if standing == "threatened" and act in _KIND_ACTS:
        return "considered"
    if standing == "offered" and act in _HOSTILE and any(
        re.match(r"(?i)propos|schl[aäu]g|vorgeschl|plante", word) for word in said):  # fmt: skip
        return "planned"  # who proposes a burden of their own making means to lay it on
    if standing == "agreed" and act in _HOSTILE and any(
        re.match(r"(?i)vow|swor|swear", word) for word in said):  # fmt: skip
        return "threatened"
    return standing


_APPLIES = r"(?i)appl|gelt|gilt|適用|适用|적용"


def _is_far(marks: Marks, clause: Clause, stance: Hit) -> bool:
    """Whether a plain negation stands too far from the act to deny it."""
    if stance.key != "denied" or clause.act is None or marks.language.verb_last:
        return False
    said = marks.text[stance.start : stance.end]
    if any(s is not stance and 0 <= s.start - stance.end <= 1 for s in clause.stances):
        return False  # "did not agree to"
    between = marks.text[stance.end : clause.act.start]
    if marks.language.code == "de" and stance.start > clause.act.end:
        between = marks.text[clause.act.end : stance.start]
        return len(between) > 60 or "," in between
    if not _NEGATED.fullmatch(said):
        return False
    return len(between.split()) > (9 if re.match(r"(?i)no$|nothing|neither|kein|aucun|ning", said) else 4) or (
        not marks.language.spaced and len(between) > 8)  # fmt: skip


_HOSTILE = frozenset(["impose", "raise", "retaliate", "control", "halt"])


_NAMED_BY = {"asked": "ask", "offered": "offer", "threatened": "threaten", "denied": "deny",
             "considered": "consider", "agreed": "agree", "planned": "impose"}  # fmt: skip


_STANDINGS: tuple[Standing, ...] = (
    "denied", "threatened", "asked", "offered", "considered", "agreed", "planned",
)  # fmt: skip


_STATES: dict[str, Standing] = {"suspend": "suspended", "remove": "removed"}
