# ruff: noqa: E501  # the patterns of words stand on one line each
"""Acts without a figure: a measure removed, a flow halted, what is only wished or weighed."""

import re
from dataclasses import replace

from cobden.evidence.clauses import Clause
from cobden.evidence.language import overlaps
from cobden.evidence.marks import Marks
from cobden.evidence.percentages import AVERAGE, FLOWS
from cobden.evidence.rates import REACH
from cobden.evidence.roles import Roles
from cobden.evidence.scene import TARIFF_ACTS, Act, Scene
from cobden.evidence.who import core_start


def _wished(marks: Marks, clause: Clause, frame: Act) -> Act | None:
    """Return a measure that is only wished, weighed or threatened: "is considering a tax on potash"."""
    stance = next(
        (s for s in clause.stances if s.key in ("considered", "threatened", "offered")), None
    )
    answer = next(
        (m for m in marks.measures if m.key == "countermeasure" and clause.has(m.start)), None
    )
    if answer and clause.stances and frame.by and stance is None:
        starts = [s.start for s in clause.stances if s.start < answer.start] or [answer.start]
        return replace(frame, act="retaliate", start=min(starts), end=answer.end)
    late = marks.language.code == "de"  # "mit Strafzöllen gedroht"
    if stance and answer and frame.by:
        return replace(
            frame,
            act="retaliate",
            start=min(stance.start, answer.start),
            end=max(stance.end, answer.end),
        )
    measure = next((m for m in marks.measures if stance and (m.start > stance.end or late) and m.key in ("tariff", "control", "quota")
                    and clause.has(m.start) and m.text.casefold() not in ("rate", "rates")), None)  # fmt: skip
    far = stance and measure and abs(measure.start - stance.end) > REACH
    if stance is None or measure is None or far or not frame.by or not (frame.goods or frame.on):
        return None
    ends = [
        m.end
        for m in (*marks.goods, *marks.economies)
        if m.start > measure.start and clause.has(m.start)
    ]
    act = "control" if measure.key == "control" else "impose"
    return replace(
        frame,
        act=act,
        start=min(stance.start, measure.start),
        end=max([measure.end, stance.end, *ends]),
    )


_DESCRIBES = re.compile(  # "barriers that restricted access": what they are, not what is done
    r"(?i)\b(?:barriers?|rules|restrictions?|measures|tariffs|duties|controls|requirements|practices),? (?:that|which)\s(?:(?:has|have|had|may|unfairly|unduly|currently)\s)*$"
)


_RAISED = re.compile(  # "raising billions in revenue", "raise concerns": no measure
    r"(?i)\s(?:(?:about|some|more|over|new|serious|fresh|additional)\s)?(?:\$?[\d.,]*\s?(?:billions?|millions?|trillions?)|"
    r"revenues?|funds?|money|cash|concerns?|questions?|hopes|fears|doubts|awareness|issues?|objections?|eyebrows|the (?:issue|prospect|question))\b"
)
_RECOGNISED = re.compile(
    r"(?i)standards?|certificat|licen[cs]|approval|conformity|equivalen|rules|qualification"
)


def _is_idle(marks: Marks, clause: Clause) -> bool:
    """Whether a verb of an act has an object that makes it none: revenue is raised, a fact recognised."""
    assert clause.act is not None
    if clause.act.key == "impose" and AVERAGE[marks.language.code].search(
        marks.text, clause.start, clause.end
    ):
        return True
    if marks.language.code != "en":
        return False
    if _DESCRIBES.search(marks.text, clause.start, clause.act.start):
        return True
    word = marks.text[clause.act.start : clause.act.end]
    if clause.act.key == "raise" and re.match(r"(?i)rais|boost|increas", word):
        return bool(_RAISED.match(marks.text, clause.act.end))
    return bool(re.match(r"(?i)recogni", word)) and not _RECOGNISED.search(
        marks.text, clause.act.end, clause.end
    )


def bare_act(
    marks: Marks, clause: Clause, role: Roles, frame: Act, scene: Scene, definite: bool = False
) -> Act | None:
    """Return an act without a figure, where it has an object: a measure, a flow, a good."""
    text = marks.text[clause.start : clause.end]
    if clause.act is None:
        return _wished(marks, clause, frame)
    if _is_idle(marks, clause):
        return None
    act = "exempt" if frame.act == "exempt" else clause.act.key
    goods = [g for g in marks.goods if clause.has(g.start)]
    measures = [
        m
        for m in marks.measures
        if clause.has(m.start) and not overlaps(m, [(clause.act.start, clause.act.end)])
    ]
    if marks.language.spaced:
        measures = [
            m
            for m in measures
            if m.start - clause.act.end < 2 * REACH
            and (m.end <= clause.act.start or "." not in marks.text[clause.act.end : m.start])
        ]
    loose = act in ("raise", "cut", "keep") and bool(role.on and role.goods)
    strict = [m for m in measures if loose or m.text.casefold() not in ("rate", "rates", *(() if definite or (role.by and (goods or role.on or act == "impose")) else ("tax", "taxes")), "rule", "rules",
              "standards", "tipo", "satz", "taux", "exportación", "export", "exports")]  # fmt: skip
    flow = re.search(FLOWS[marks.language.code], text)
    if flow and marks.language.spaced and clause.start + flow.start() - clause.act.end > REACH:
        flow = None
    object_ = {
        "buy": bool(goods), "sell": bool(goods and role.on), "invest": bool(role.on or goods) and role.by,
        "control": (bool(goods) and bool(flow or measures or not marks.language.spaced))
        or any(m.key == "control" for m in strict),
        "halt": bool(goods) or any(m.key == "control" for m in strict) or bool(re.search(_TALKS, text) and role.on), "resume": bool(goods or flow or re.search(_TALKS, text)),
        "exempt": bool(goods or role.on) and bool(measures or scene.memory.told or re.search(r"(?i)exempt|befrei|exon|exim|免|除外|면제|제외", text)),
        "address": any(m.key == "barrier" for m in measures),
        "open": any(m.key == "barrier" for m in measures)
        or (bool(goods or role.on) and bool(re.search(r"(?i)\baccess\b|market|marché|markt|mercado|zugang|accès|acceso|import|export|市場|市场|시장|输|輸|进口|出口|수입|수출", text))) or (bool(re.search(r"market access|standards", text)) and bool(role.on or goods)),
        "negotiate": False, "agree": bool(re.search(r"(?i)\b(?:council|mechanism|agreement|pact|fund|committee|deal|abkommen|accord|acuerdo)\b|協定|协定|协议|협정", text)),
        "impose": (any(m.key in ("tariff", "quota", "control", "countermeasure", "barrier") for m in strict) and bool(role.by or role.on or goods or definite))
        or (bool((goods or frame.standing == "denied") and role.by) and bool(re.match(_TAXED, marks.text[clause.act.start :]))),
    }.get(act)  # fmt: skip
    pronoun = re.search(
        r"\b(?:it|them|this|that)\b", marks.text[clause.act.end : clause.act.end + 12]
    )
    pointed = [m for m in measures if m.key == "measure"]
    strict = [m for m in strict if m.key != "measure"]
    if act in ("suspend", "remove", "extend", "keep") and pointed and not strict:
        strict = pointed
    if object_ is None and act in TARIFF_ACTS:
        object_ = bool(strict) or bool(flow and goods and act in ("raise", "cut"))
        if not object_ and pronoun and scene.last and scene.last.measure == "tariff":
            frame = replace(frame, on=frame.on or scene.last.on, goods=frame.goods or scene.last.goods,
                            measure="tariff")  # fmt: skip
            object_ = True
    core = core_start(marks, clause)
    if any(core <= m.start < clause.end for m in marks.markets) and not strict:
        return None
    if act in _ALONE:
        object_ = bool(role.by) and (
            act != "join"
            or bool(
                re.search(
                    r"(?i)pact|agreement|bloc|deal|alliance|accord|abkommen|bündnis|acuerdo|pacto|協定|協議|协定|联盟|협정",
                    text,
                )
            )
        )
        if act in ("retaliate", "sue") and not frame.on:
            struck = next(
                (t.by for t in reversed(scene.memory.told) if t.by and role.by in t.on), ""
            )
            other = next(
                (t.by for t in reversed(scene.memory.told) if t.by and t.by != role.by), ""
            )
            struck = struck or (other if act == "sue" else "")
            frame = replace(frame, on=(struck,)) if struck else frame
    if not object_ or not (role.by or role.on or goods or definite or act == "agree"):
        return None
    ends = [m.end for m in (*goods, *measures, *(e for e in marks.economies if clause.has(e.start)))
            if m.start >= clause.act.start]  # fmt: skip
    end = max([clause.act.end, clause.act.reach, *(e for e in ends if e - clause.act.start < 160)])
    starts = [m.start for m in (*goods, *measures) if m.start < clause.act.start]
    verb_last = marks.language.verb_last or not ends
    start = min([clause.act.start, *starts]) if verb_last else clause.act.start
    if marks.language.verb_last and clause.stances:
        end = max([end, *(s.end for s in clause.stances if s.start - end < 12)])
    return replace(frame, start=start, end=end)


_TAXED = r"(?i)tax(?!i)|besteuer|grav[aáeó]|surtax"  # verbs that are duties of themselves
_TALKS = r"(?i)\btalks\b|negotiat|négociation|verhandlung|negociaci|conversaciones|pourparlers|gespräche|dialog|交渉|協議|谈判|磋商|협상|협의"
_ALONE = frozenset(["retaliate", "sue", "join", "withdraw from"])  # acts that need no object
