# ruff: noqa: E501  # the patterns of words stand on one line each
"""What is done: the acts of a sentence, each with who, on whom, what, how much, when, how surely.

Every slot of an act stands on words of its own, whose span it keeps, or is blank. What an act is
about may come from the sentence before ("it now falls to 15 percent") or from a lead-in ("Norway
will:"): a ``Scene`` holds that.
"""

import re
from dataclasses import dataclass, replace

from cobden.evidence import foreign_figures
from cobden.evidence.claims import Standing
from cobden.evidence.clauses import Clause, Marks, Span, clauses
from cobden.evidence.language import Hit, overlaps
from cobden.evidence.numbers import Figure
from cobden.evidence.roles import Roles, borne, core_start, is_passive, refers, roles
from cobden.evidence.scene import TARIFF_ACTS, Act, Scene
from cobden.evidence.word_lists import Mention

TRADES = frozenset(["buy", "sell", "invest"])
_ALONE = frozenset(["retaliate", "sue", "join", "withdraw from"])  # acts that need no object
_FLOWS = {
    "en": r"\b(?:imports?|exports?|purchas\w+|shipments?|buying|sales|importing|exporting)\b",
    "de": r"(?i)\b(?:Importe?n?|Exporte?n?|Ein\w*fuhr\w*|Ausfuhr\w*|Käufe|Kauf|Lieferung\w*)\b",
    "fr": r"(?i)\b(?:importations?|exportations?|achats?|livraisons?)\b",
    "es": r"(?i)\b(?:importaci\w+|exportaci\w+|compras?|envíos?|ventas)\b",
    "ja": r"輸入|輸出|購入|出荷", "zh": r"进口|出口|采购|购买|输出", "ko": r"수입|수출|구매|출하",
}  # fmt: skip
_STANDINGS: tuple[Standing, ...] = (
    "denied", "threatened", "asked", "offered", "considered", "agreed", "planned",
)  # fmt: skip
_STATES: dict[str, Standing] = {"suspend": "suspended", "remove": "removed"}
_NAMED_BY = {"asked": "ask", "offered": "offer", "threatened": "threaten", "denied": "deny",
             "considered": "consider", "agreed": "agree", "planned": "impose"}  # fmt: skip


def acts(marks: Marks, scene: Scene) -> list[Act]:
    """Return the acts of a sentence, and remember in ``scene`` what the next may lean on."""
    found: list[Act] = []
    actor, last_on, before = "", "", None
    for clause in clauses(marks):
        if _amends(marks, clause, scene):
            continue
        if clause.act is None:
            after = max((b for a, b in marks.ifs if a <= clause.start), default=clause.start)
            clause.start = after if after < clause.end else clause.start
        elif any(a <= clause.act.start < b for a, b in marks.ifs):
            continue
        own = _inherited(marks, clause, before)
        blamed = (
            last_on if own.act and _FOR_DOING.search(marks.text[own.start : own.act.start]) else ""
        )
        role = roles(marks, own, blamed or actor, scene)
        last_on = role.on[0] if len(role.on) == 1 else ""
        made = _of_clause(marks, own, role, scene)
        found += made
        actor = role.subject or role.by or actor
        before = own
        if made:
            scene.last = made[-1]
    named = {e.key for e in marks.economies}
    if not found and len(named) == 1:
        actor = (
            named.pop()
        )  # what comes next is about whoever is named alone: "Consider Switzerland."
    if actor:
        scene.actor = actor
    return found


_SAYS_WHEN = re.compile(
    r"(?i)\b(?:such|this|that|the|these|those|its|their)\s(?:\w+\s)?(?:rates?|dut(?:y|ies)|tariffs?|surcharges?|lev(?:y|ies)|measures?|quotas?)\b,?"
    r"(?:\s(?:which|will|shall|would|is|are|to|due|set))*\s(?:takes?|took|enters?|entered|comes?|came|goes|go|apply|applies|starts?|begins?)\s"
)


def _amends(marks: Marks, clause: Clause, scene: Scene) -> bool:
    """Whether a clause only says when the measure told last applies; the measure is told so."""
    if marks.language.code != "en" or not scene.memory.told:
        return False
    said = _SAYS_WHEN.search(marks.text, clause.start, clause.end)
    before = clause.act is None or clause.act.start >= (said.start() if said else 0)
    if (
        said is None
        or not before
        or any(clause.has(f.start) and f.unit == "percent" for f in marks.figures)
    ):
        return False
    dated = _dates(marks, clause, scene).get("in_force")
    noun = next((m.text.casefold() for m in marks.measures if m.start >= said.start()), "")
    alike = [
        t
        for t in scene.memory.told
        if noun and noun in marks.text[max(0, t.start - 30) : t.end + 30].casefold()
    ]
    if dated:
        scene.memory.dated(
            alike[-1] if alike else scene.memory.told[-1], dated[0], dated[1], scene.published
        )
    return True


_FOR_DOING = re.compile(
    r"(?i)\b(?:por|for|pour|because (?:it|they)(?:\s\w+)?)\s$"
)  # "25% on India for buying"
_HOSTILE = frozenset(["impose", "raise", "retaliate", "control", "halt"])


def _inherited(marks: Marks, clause: Clause, before: Clause | None) -> Clause:
    """Give a clause without stance or subject the stances of the one it goes on from."""
    if before is None or clause.stances or clause.act is None or before.act is None:
        return clause
    if any(clause.start <= e.start < clause.act.start for e in marks.economies):
        return clause
    if marks.language.verb_last:
        return clause
    first = marks.text[clause.act.start : clause.act.end].split()[0]
    endings = {"en": r"(?!.*(?:ed|s)$).*|(?:address|process|discuss|access)", "de": r".*en", "fr": r".*(?:er|ir|re)", "es": r".*[aei]r",
               "zh": r".*"}[marks.language.code]  # fmt: skip
    if not re.fullmatch(endings, first.casefold()):
        return clause
    joined = not any(
        clause.start <= e.start < clause.act.start for e in marks.economies if e.text[:1] != "对"
    )
    if (
        marks.language.code == "zh"
        and not joined
        and not re.match(r"[,，]?(?:并|和|以及|且)", marks.text[clause.start :])
    ):
        return clause
    keys = {"planned", "agreed", "offered", "threatened", "considered", "asked"}
    return replace(clause, stances=[s for s in before.stances if s.key in keys], inherits=True)


_POINTS_BACK = {
    "en": r"(?i)\b(?:the|that|this|those|these|such|its|their|same)\s(?:[\w%.,-]+\s){0,4}$",
    "de": r"(?i)\b(?:d(?:er|ie|as|en|em|es)|dies\w*|ihr\w*|sein\w*)\s(?:[\w%.,-]+\s){0,4}$",
    "fr": r"(?i)(?:\b(?:le|la|les|ces?|cette|ses|sa|son|leurs?|du|des|au|aux)\s|\bl['’])(?:[\w%.,-]+\s){0,4}$",
    "es": r"(?i)\b(?:el|la|los|las|es[oa]s?|est[eao]s?|sus?|del|al)\s(?:[\w%.,-]+\s){0,4}$",
    "ja": r"(?:この|その|同|現行の?)$", "zh": r"(?:该|这一|这项|上述|此|其|现行)$", "ko": r"(?:이|해당|그|현행)\s?$",
}  # fmt: skip


_NEW = r"(?i)\b(?:an?|new|another|further|fresh|any|ein\w*|neue\w*|une?|nouve\w*|un[ao]?|nuev[ao]s?)\s(?:[\w%.,-]+\s){0,4}$"


def _points_back(marks: Marks, clause: Clause) -> bool:
    """Whether a clause speaks of a measure as one told of: "the levy", "it", a measure as subject."""
    if any(re.search(_NEW, marks.text[max(clause.start, m.start - 30) : m.start])
           for m in marks.measures if clause.has(m.start) and m.key != "measure"):  # fmt: skip
        return False
    if clause.act is not None and (is_passive(marks, clause) or refers(marks, clause)):
        return True
    pattern = _POINTS_BACK[marks.language.code]
    return any(
        re.search(pattern, marks.text[max(clause.start, m.start - 40) : m.start])
        for m in marks.measures if clause.has(m.start) and m.key in ("tariff", "control", "quota")
    )  # fmt: skip


def _of_clause(marks: Marks, clause: Clause, role: Roles, scene: Scene) -> list[Act]:
    figures = [f for f in marks.figures if clause.has(f.start)]
    made: list[Act] = []
    frame = _frame(marks, clause, role, scene)
    rates = [
        f for f in figures if f.unit in ("percent", "percentage point") and f.value is not None
    ]
    rates = [f for f in rates if _is_rate(marks, clause, f, frame, scene)]
    answers = frame.act == "sue" and bool(rates)
    if answers:  # "sued over the 50% tariff": the rate is the other's
        bare = _bare(marks, clause, role, frame, scene)
        made += [bare] if bare else []
        on = role.on or tuple(p for p in (role.owner,) if p)
        role = replace(role, by=on[0] if len(on) == 1 else "", on=(role.by,) if role.by else ())
        frame = replace(frame, act="impose", by=role.by, on=role.on, standing="in force")
    for claim in _levels(marks, rates):
        made.append(_rated(marks, clause, role, frame, claim, rates))
    for figure in figures:
        act = _traded(marks, clause, role, frame, figure) or _statistic(marks, clause, figure)
        if act:
            made.append(act)
    definite = _points_back(marks, clause)
    if not made and frame.act and not rates:
        bare = _bare(marks, clause, role, frame, scene, definite)
        made += [bare] if bare else []
    made = [scene.memory.completed(act, definite) for act in made]
    if clause.act is not None and refers(marks, clause):
        made = [_from_before(act, scene.last) for act in made]
    made = [a for a in made if a.by or a.on or a.goods or a.figure or a.act == "agree"]
    for act in made:
        scene.memory.add(act)
    return made


def _from_before(act: Act, last: Act | None) -> Act:
    """Return an act on "it" with the rate that was told before as the one it comes from."""
    before = last.figure.value if last and last.figure and last.figure.unit == "percent" else None
    moves = act.act in ("raise", "cut") and act.was is None and act.figure is not None
    return replace(act, was=before) if moves and before is not None else act


def _frame(marks: Marks, clause: Clause, role: Roles, scene: Scene) -> Act:
    """Return the clause's act with all slots but its figure."""
    act, standing = _act_and_standing(marks, clause)
    spans: dict[str, Span] = dict(role.spans)
    if clause.act:
        spans["act"] = (clause.act.start, clause.act.end)
    condition = next((s for s in marks.ifs), None)
    if condition and standing in ("in force", "planned", "agreed", "considered", "threatened"):
        standing = "conditional"
        spans["condition"] = condition
    if re.search(_EARLIER.get(marks.language.code, r"(?!)"), marks.text[clause.start : clause.end]):
        standing = "historic" if standing == "in force" else standing
    dated = _dates(marks, clause, scene)
    spans |= {name: span for name, (_, span) in dated.items()}
    if standing in ("in force", "suspended", "removed") and scene.published and act != "extend":
        starts = dated.get("in_force", ("", (0, 0)))[0][:10]
        if len(starts) == 10 and starts > scene.published.isoformat():
            standing = "planned"
    if (
        standing == "planned"
        and marks.language.code == "en"
        and _IN_EFFECT.search(marks.text[clause.start : clause.end])
    ):
        standing = "in force"
    if standing in ("planned", "in force") and _BY_TREATY[marks.language.code].search(
        marks.text, marks.start, clause.act.start if clause.act else clause.end):  # fmt: skip
        standing = "agreed"
    if role.asks:
        standing = "asked"
    if (
        scene.lead
        and not scene.lead.act
        and not clause.stances
        and standing in ("in force", "removed", "suspended")
    ):
        standing = scene.lead.standing
    if standing == "planned" and scene.agreed:
        standing = "agreed"
    if (
        standing in ("in force", "removed", "suspended")
        and scene.agreed
        and clause.act is not None
        and _is_present(marks, clause)
    ):
        standing = "agreed"
    measure = next((m.key for m in marks.measures if clause.has(m.start)), "")
    said = marks.text[slice(*spans["condition"])].strip() if standing == "conditional" else ""
    return Act(
        clause.act.start if clause.act else clause.start, clause.end, act, role.by, role.on, role.goods,
        standing=standing, condition=said, measure=measure, spans=spans,
        announced=dated.get("announced", _NO_DATE)[0], in_force=dated.get("in_force", _NO_DATE)[0],
        lapses=dated.get("lapses", _NO_DATE)[0],
    )  # fmt: skip


def _is_present(marks: Marks, clause: Clause) -> bool:
    """Whether an act of an agreement's list is told in the present tense: "abolishes its duties"."""
    assert clause.act is not None
    word = marks.text[clause.act.start : clause.act.end].split()[0]
    if marks.language.code == "en":
        return bool(re.search(r"(?<!s)s$", word)) or word.casefold() in ("imposes", "applies")
    return (
        marks.language.code == "de"
        and bool(re.search(r"(?<!t)(?:t|en)$", word))
        and not word.startswith("ge")
    )


_REACH = 40  # letters from an act to the measure it is about
_IN_EFFECT = re.compile(r"\b(?:is|are) (?:now |already )?in (?:effect|force)\b")
_MARKET_MOVE = re.compile(
    r"(?i)\b(?:rose|rise[sn]?|fell|falls?|dropp?(?:s|ed)?|slump\w*|soar\w*|plung\w*|tumbl\w*|gain\w*|add(?:s|ed)|climb\w*|"
    r"jump\w*|slip\w*|weaken\w*|edg\w+|surg\w*|sank|sinks?|los(?:t|es)|down|up|higher|lower)\s(?:nearly |about |some |over |more than )?$"
)  # fmt: skip
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
    "en": r"\b(?:had been|previously|formerly|was set|were set|prior to|used to|had imposed|had stood)\b",
    "de": r"\b(?:zuvor|vormals|früher|war(?:en)? bisher)\b", "fr": r"\b(?:auparavant|précédemment|jadis)\b",
    "es": r"\b(?:anteriormente|antes era|había)\b", "ja": r"以前は|かつて", "zh": r"此前|曾经", "ko": r"이전에|과거",
}  # fmt: skip
_NEGATED = re.compile(
    r"(?i)not|never|no|cannot|won't|don't|doesn't|didn't|wouldn't|isn't|aren't|nothing|neither|without|"
    r"nicht|kein\w*|ne .*|n' .*|nunca|tampoco|不|未|没有|않|지 않|sin|ohne|ni|aucun\w*|ningun\w*|ningún"
)


def _act_and_standing(marks: Marks, clause: Clause) -> tuple[str, Standing]:
    stances = [s for s in clause.stances if not _is_far(marks, clause, s)]
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
    act = clause.act.key
    if act == "remove" and re.match(r"(?i)lift", marks.text[clause.act.start :]) and any(
        m.key == "quota" and clause.has(m.start) for m in marks.measures):  # fmt: skip
        act = "raise"
    word = marks.text[clause.act.start : clause.act.end]
    if act == "impose" and standing == "denied" and re.match(_APPLIES, word) and any(
        m.start < clause.act.start for m in marks.measures if clause.has(m.start)):  # fmt: skip
        others = [k for k in _STANDINGS if k in keys and k != "denied"]
        return "exempt", others[0] if others else "in force"
    if standing == "threatened" and act in (
        "cut",
        "remove",
        "suspend",
        "exempt",
        "buy",
        "open",
        "resume",
        "invest",
    ):
        standing = "considered"
    if standing == "agreed" and act in _HOSTILE and any(
        re.match(r"(?i)vow|swor|swear", marks.text[s.start : s.end]) for s in stances):  # fmt: skip
        standing = "threatened"
    if not standing:
        return act, _STATES.get(act, "in force")
    return act, standing


_APPLIES = r"(?i)appl|gelt|gilt|適用|适用|적용"


def _is_far(marks: Marks, clause: Clause, stance: Hit) -> bool:
    """Whether a plain negation stands too far from the act to deny it."""
    if stance.key != "denied" or clause.act is None or marks.language.verb_last:
        return False
    said = marks.text[stance.start : stance.end]
    between = marks.text[stance.end : clause.act.start]
    if marks.language.code == "de" and stance.start > clause.act.end:
        between = marks.text[clause.act.end : stance.start]
        return len(between) > 60 or "," in between
    if not _NEGATED.fullmatch(said):
        return False
    return len(between.split()) > (9 if said.casefold() in ("no", "nothing", "neither") else 4) or (
        not marks.language.spaced and len(between) > 8)  # fmt: skip


def _dates(marks: Marks, clause: Clause, scene: Scene) -> dict[str, tuple[str, Span]]:
    """Return the dates of the clause by slot: announced, in force, lapses, each with its span."""
    found: dict[str, tuple[str, Span]] = {}
    begin = clause.act.start if clause.act else clause.start
    for when in sorted(marks.dates, key=lambda when: when.start < begin):
        if when.first is None or when.last is None or not clause.has(when.start):
            continue
        slot = _date_slot(marks, when.start, when.end)
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
    for figure in marks.figures:
        if clause.has(figure.start) and figure.unit in ("day", "week", "month", "year"):
            lasts = re.search(
                r"\b(?:for|period of|during|für|lang|pendant|pour une durée de|durante|por)\b[\w\s]*$|为期|期間|間$",
                marks.text[max(clause.start, figure.start - 24) : figure.start],
            )  # fmt: skip
            suspended = clause.act and clause.act.key in ("suspend", "extend")
            if (lasts or suspended) and figure.value:
                letter = {"day": "D", "week": "W", "month": "M", "year": "Y"}[figure.unit]
                found.setdefault(
                    "lapses", (f"P{figure.value:g}{letter}", (figure.start, figure.end))
                )
    return found


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


def _is_rate(  # noqa: PLR0911  # one kind of doubt each
    marks: Marks, clause: Clause, figure: Figure, frame: Act, scene: Scene
) -> bool:
    """Whether a percentage is a rate of duty, or a change of trade that somebody brings about."""
    text = marks.text
    after = text[figure.end : figure.end + 26]
    volumes = any(m.key == "quota" and clause.has(m.start) for m in marks.measures)
    if not (volumes and frame.act in ("raise", "cut")) and re.match(r"\s(?:of (?!(?:that |the |its |this )?(?:duty|duties|tariff|rate|lev))|stake|share|de (?:las|los|la|l[ae']|sus) (?!droits|arancel)|der |des (?:bén|Ge))"
                r"|\s?(?:の(?:株|シェア|出資)|的(?:份额|股)|의 (?:지분|점유)|de su\s)", after):  # fmt: skip
        return False
    moved = text[max(clause.start, figure.start - 24) : figure.start]
    if marks.language.code == "en" and _MARKET_MOVE.search(moved):
        return False
    if borne(marks, clause, figure):
        return True
    near = [
        m
        for m in marks.measures
        if clause.has(m.start) and m.key not in ("barrier", "measure", "control")
    ]
    levels = [m for m in (*marks.levels, *marks.markets) if clause.has(m.start)]
    gap = min((abs(m.start - figure.start) for m in near), default=999)
    level_gap = min((abs(m.start - figure.start) for m in levels), default=999)
    if near and not (level_gap < gap and level_gap < 40 and frame.act not in TARIFF_ACTS):
        closest = min(near, key=lambda m: abs(m.start - figure.start))
        return closest.key != "quota" or frame.act in TARIFF_ACTS
    if marks.markets and not near:
        return False
    if frame.act == "buy" or (
        frame.act == "raise"
        and re.search(_FLOWS[marks.language.code], text[clause.start : clause.end])
    ):
        return bool([g for g in marks.goods if clause.has(g.start)])
    if clause.act is not None and re.match(_TAXES, text[clause.act.start : clause.act.end]):
        return True
    sentence = [m for m in marks.measures if m.key in ("tariff", "countermeasure")]
    tariffed = bool(sentence) or bool(scene.memory.told) or (
        scene.lead is not None and scene.lead.measure == "tariff")  # fmt: skip
    on = re.match(r"\s(?:on|for|against|auf|gegen|sur|sobre|a los|pour)\s", after)
    direct = bool(on) and any(
        figure.end <= m.start < figure.end + 40 for m in (*marks.goods, *marks.economies)
    )
    generic = re.match(
        r"\s(?:on|for) (?:most |all |its |their |the |other )*(?:goods|imports|exports|products)\b",
        after,
    )
    direct = direct or bool(generic)
    if levels and not sentence and not direct:
        return False
    if frame.act in TARIFF_ACTS - {"extend", "keep"} and (tariffed or direct):
        return True
    return (direct and tariffed) or (direct and clause.act is None) or (
        tariffed and frame.act in ("ask", "offer", "deny", "keep", "agree"))  # fmt: skip


_TAXES = r"(?i)(?:sur)?tax|collect|charg|erheb|erhob|kassier|verlang|cobr|lev[yi]|besteuer|grav[aáeó]|課税|追加関税|上乗せ|加征|征收|课征|과세|부과"


@dataclass(frozen=True)
class _Level:
    """A rate that an act leads to: ``to``, and the figure it comes ``from``, if told."""

    to: Figure
    was: Figure | None
    start: int
    end: int


_DOWN_FROM = re.compile(
    r"(?i),\s(?:down|up|compared with|instead of|rather than|lower than|from|statt|gegenüber|nach zuvor|contre|au lieu d|"
    r"frente al?|en lugar del?|desde)\b[\w\s'’]{0,24}$"
)


def _levels(marks: Marks, rates: list[Figure]) -> list[_Level]:
    """Join the figures of "from 25 to 15", "to 15 from 25" and "by 10 points to 30"."""
    found: list[_Level] = []
    left = list(rates)
    while left:
        figure = left.pop(0)
        kind = _kind(marks, figure)
        following = left[0] if left else None
        gap = following.start - figure.end if following else 999
        near = gap < 44 or (gap < 120 and bool(following) and bool(
            _DOWN_FROM.search(marks.text[figure.end : following.start])))  # fmt: skip
        if kind == "by" and near and following and _kind(marks, following) in ("to", ""):
            left.pop(0)
            shift = figure.value or 0.0
            rises = bool(re.search(r"(?i)rais|increas|hike|lift|up\b|erhöh|relev|augment|elev|sub|提高|上调|引き上げ|인상|올리",
                                   marks.text[marks.start : figure.start]))  # fmt: skip
            level = (following.value or 0.0) + (-shift if rises else shift)
            was = replace(figure, value=level, unit="percent")
            found.append(_Level(following, was, figure.start, following.end))
        elif kind == "from" and near and following:
            left.pop(0)
            found.append(_Level(following, figure, figure.start, following.end))
        elif near and following and _kind(marks, following) == "from" and kind != "from":
            left.pop(0)
            found.append(_Level(figure, following, figure.start, following.end))
        else:
            found.append(_Level(figure, None, figure.start, figure.end))
    return found


_SO_FAR = {
    "ja": r"(?:課してきた|課している|かけている|現行の?|これまでの|従来の|現在の)$", "ko": r"(?:부과하던|적용하던|부과해 온|현행|기존|종전)\s?$",
}  # fmt: skip


def _kind(marks: Marks, figure: Figure) -> str:
    """Return how a figure is tied to its act: "from", "to", "by" or ""."""
    language, text = marks.language, marks.text
    core = figure.core[0] if figure.core[1] else figure.start
    if language.verb_last:
        if re.search(_SO_FAR[language.code], text[max(marks.start, core - 14) : core]):
            return "from"
        after = text[figure.end : figure.end + 4].lstrip()
        for kind in ("from", "to"):
            if any(after.startswith(mark) for mark in language.listed(kind)):
                return kind
        return "by" if figure.unit == "percentage point" else ""
    lead = text[max(marks.start, core - 30) : core]
    for kind in ("from", "to", "by"):
        if kind == "by" and language.code == "fr" and figure.unit != "percentage point":
            continue
        for mention in language.finder(kind).find(lead, 0, len(lead)):
            if re.fullmatch(r"[\s]*(?:(?:a|an|the|its|un|une|el|los|einem|einen|den|current|just|only|about|"
                            r"around|level|rate|of|:|de|taux|bisher|derzeit|bislang|as|actual|原来的|原先的|的)\s*)*",
                            lead[mention.end :], re.IGNORECASE):  # fmt: skip
                if kind == "from" and language.code in ("fr", "es") and not _pairs(marks, figure):
                    continue
                return kind
    return "by" if figure.unit == "percentage point" else ""


def _pairs(marks: Marks, figure: Figure) -> bool:
    """Whether "de 10 %" leads to another figure with "à"; alone it is only "of 10 percent"."""
    after = marks.text[figure.end : figure.end + 12]
    before = marks.text[max(marks.start, figure.start - 30) : figure.start]
    return bool(re.match(r"\s?(?:%|pour cent|por ciento)?\s?(?:à|a|al)\s", after)) or bool(
        re.search(r"(?:contre|desde|frente|au lieu)", before))  # fmt: skip


def _rated(
    marks: Marks, clause: Clause, role: Roles, frame: Act, level: _Level, rates: list[Figure]
) -> Act:
    """Return the act of one rate: its own target and goods where several rates are listed."""
    figure = level.to
    spans = dict(frame.spans) | {"value": (figure.start, figure.end)}
    if level.was:
        spans["was"] = (level.was.start, level.was.end)
    bound, a, b = foreign_figures.bound(
        marks.language, marks.text, figure, clause.start, clause.end
    )
    if bound:
        spans["bound"] = (a, b)
    on, goods = role.on, role.goods
    local = _local(marks, clause, level, rates) if len(rates) > 1 + bool(level.was) else None
    if local:
        on = tuple(dict.fromkeys(m.key for m in local[0] if m.key != role.by)) or on
        goods = tuple(dict.fromkeys(g.key for g in local[1])) if local[1] else (
            () if local[0] else goods)  # fmt: skip
        spans |= _placed("on", local[0]) | _placed("goods", local[1])
    act = frame.act or "impose"
    act = "impose" if act == "control" else act
    if act in ("impose", "raise", "cut", "keep") and level.was and level.was.value is not None:
        act = "raise" if (figure.value or 0) > level.was.value else "cut"
    standing = frame.standing
    if act == "impose":
        act = _noun_act(marks, clause, figure, _NEXT) or act
    if act in ("consider", "threaten", "deny", "agree"):
        act = _noun_act(marks, clause, figure) or "impose"
    return replace(
        frame, start=min(level.start, spans.get("bound", (level.start, 0))[0]), end=level.end, act=act,
        on=on, goods=goods, figure=figure, was=level.was.value if level.was else frame.was, bound=bound,
        standing=standing, measure="" if frame.act == "buy" else frame.measure or "tariff", spans=spans,
    )  # fmt: skip


_NEXT = 10  # letters between a noun and the figure it leads to: "the cut to 15%"


def _noun_act(marks: Marks, clause: Clause, figure: Figure, reach: int = 0) -> str:
    """Return the act that a noun before the figure names: "a further delay of its 46% tariff"."""
    found = marks.language.finder("nouns").find(marks.text, clause.start, figure.start)
    return found[-1].key if found and figure.start - found[-1].end < (reach or _REACH) else ""


def _placed(slot: str, mentions: list[Mention]) -> dict[str, Span]:
    return {slot: (mentions[0].start, mentions[-1].end)} if mentions else {}


def _local(
    marks: Marks, clause: Clause, level: _Level, rates: list[Figure]
) -> tuple[list[Mention], list[Mention]] | None:
    """Return the economies and goods told with one rate of several, after it or before it."""
    nexts = [f.start for f in rates if f.start >= level.end]
    stop = min(nexts, default=clause.end)
    lasts = [f.end for f in rates if f.end <= level.start]
    begin = max(lasts, default=clause.start)
    after = _inside(marks, level.end, stop)
    trailing = [_inside(marks, f.end, min([g.start for g in rates if g.start > f.start], default=clause.end))
                for f in rates]  # fmt: skip
    if after and (after[0] or after[1]) and (trailing[-1][0] or trailing[-1][1]):
        return after
    before = _inside(marks, begin, level.start)
    return before if before[0] or before[1] else None


def _inside(marks: Marks, start: int, end: int) -> tuple[list[Mention], list[Mention]]:
    return (
        [m for m in marks.economies if start <= m.start < end],
        [m for m in marks.goods if start <= m.start < end],
    )


def _statistic(marks: Marks, clause: Clause, figure: Figure) -> Act | None:
    """Return the figure of a level, in the languages that are read for acts alone."""
    if marks.language.code == "en" or not re.fullmatch(r"[A-Z]{3}", figure.unit):
        return None
    near = [m for m in marks.levels if clause.has(m.start) and abs(m.start - figure.start) < 70]
    if not near or (marks.markets and not near):
        return None
    bound, a, _ = foreign_figures.bound(
        marks.language, marks.text, figure, clause.start, clause.end
    )
    return Act(min(figure.start, a) if bound else figure.start, figure.end, "", figure=figure, bound=bound,
               standing="statistic", measure=near[0].text)  # fmt: skip


_CLOSE_BY = 16  # letters from a number to the thing it counts
_INVESTED = {
    "en": r"invest\w*", "de": r"(?i)invest\w*", "fr": r"invest\w*", "es": r"inver\w*",
    "ja": r"投資|出資", "zh": r"投资", "ko": r"투자",
}  # fmt: skip
_BOUGHT = {
    "en": r"(?<!sub)(?:purchas\w+|buy\w*|bought|procure\w*|orders?\b|imports? of)", "de": r"(?i)kauf\w*|käufe\w*|abnahme|beschaff\w*",
    "fr": r"ach(?:a|è|e)t\w*", "es": r"compr\w*|adquisici\w*", "ja": r"購入|調達|買", "zh": r"购买|采购|买|进口",
    "ko": r"구매|구입|수입",
}  # fmt: skip


def _traded(marks: Marks, clause: Clause, role: Roles, frame: Act, figure: Figure) -> Act | None:
    """Return what is bought or invested for a sum, a weight or a number of things."""
    money = bool(re.fullmatch(r"[A-Z]{3}", figure.unit))
    volume = figure.unit in ("tonne", "count") and frame.act in ("raise", "cut", "impose", "open") and any(
        m.key == "quota" and clause.has(m.start) for m in marks.measures)  # fmt: skip
    volume = volume or (
        figure.unit in ("tonne", "count") and frame.act == "open" and bool(role.goods)
    )
    if volume and figure.unit == "count" and not marks.language.spaced and not role.goods:
        return None
    if volume:
        own = _own_goods(marks, clause, figure) or role.goods
        bound, a, b = foreign_figures.bound(
            marks.language, marks.text, figure, clause.start, clause.end
        )
        spans = dict(frame.spans) | {"value": (figure.start, figure.end)}
        start = min(figure.start, a) if bound else figure.start
        return replace(
            frame,
            figure=figure,
            start=start,
            end=figure.end,
            measure="quota",
            goods=own,
            bound=bound,
            spans=spans,
        )
    things = figure.unit in ("count", "tonne", "barrel", "bushel", "cubic metre", "vehicle")
    if (not money and not things) or (things and figure.value is None):
        return None
    act = frame.act if frame.act in TRADES else ""
    near = marks.text[max(clause.start, figure.start - 60) : min(clause.end, figure.end + 60)]
    code = marks.language.code
    if not act and re.search(_INVESTED[code], near) and money:
        act = "invest"
    elif not act and re.search(_BOUGHT[code], near) and not _level_word(marks, figure):
        act = "buy"
    flow = re.search(r"(?i)\bimport\w*|输入|进口|輸入|수입", near)
    if act == "buy" and flow and money and frame.standing == "in force":
        return None  # what was imported in a year is no purchase
    if not act or (things and act == "invest"):
        return None
    if money and frame.act not in TRADES and _level_word(marks, figure):
        return None
    if things and not (role.goods or figure.noun):
        return None
    if figure.unit == "count" and marks.language.spaced and not any(
        figure.start <= g.start < figure.end + _CLOSE_BY for g in marks.goods):  # fmt: skip
        return None
    bound, a, b = foreign_figures.bound(
        marks.language, marks.text, figure, clause.start, clause.end
    )
    spans = dict(frame.spans) | {"value": (figure.start, figure.end)}
    if bound:
        spans["bound"] = (a, b)
    goods = _own_goods(marks, clause, figure) or role.goods
    start = min(figure.start, a) if bound else figure.start
    return replace(frame, act=act, figure=figure, bound=bound, start=start, end=figure.end,
                   goods=goods, measure="", spans=spans)  # fmt: skip


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
    far = stance and measure and abs(measure.start - stance.end) > _REACH
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


def _own_goods(marks: Marks, clause: Clause, figure: Figure) -> tuple[str, ...]:
    """Return the goods told between a sum and the next, where a clause has several sums."""
    sums = [
        f
        for f in marks.figures
        if clause.has(f.start) and f.unit not in ("percent", "day", "month", "year")
    ]
    if len(sums) < 2:
        return ()
    stop = min([f.start for f in sums if f.start > figure.start], default=clause.end)
    return tuple(dict.fromkeys(g.key for g in marks.goods if figure.start <= g.start < stop))


def _level_word(marks: Marks, figure: Figure) -> bool:
    """Whether a sum is a level: a deficit, a stock, a year's trade."""
    lead = marks.text[max(marks.start, figure.start - 50) : figure.start]
    return bool(
        re.search(
            r"\b(?:was|were|is|reached|stood at|totall?ed|amounted|llegó|alcanz\w+|belief|betrug|"
            r"s'élev\w+|atteint)\b[\w\s]*$",
            lead,
        )
    ) and not re.search(r"\b(?:will|would)\b", lead)


def _bare(
    marks: Marks, clause: Clause, role: Roles, frame: Act, scene: Scene, definite: bool = False
) -> Act | None:
    """Return an act without a figure, where it has an object: a measure, a flow, a good."""
    text = marks.text[clause.start : clause.end]
    if clause.act is None:
        return _wished(marks, clause, frame)
    if marks.language.code == "en" and _DESCRIBES.search(
        marks.text, clause.start, clause.act.start
    ):
        return None
    act = clause.act.key
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
            if m.start - clause.act.end < 2 * _REACH
            and (m.end <= clause.act.start or "." not in marks.text[clause.act.end : m.start])
        ]
    loose = act in ("raise", "cut", "keep") and bool(role.on and role.goods)
    strict = [m for m in measures if loose or m.text.casefold() not in ("rate", "rates", *(() if definite or (role.by and (goods or role.on or act == "impose")) else ("tax", "taxes")), "rule", "rules",
              "standards", "tipo", "satz", "taux", "exportación", "export", "exports")]  # fmt: skip
    flow = re.search(_FLOWS[marks.language.code], text)
    if flow and marks.language.spaced and clause.start + flow.start() - clause.act.end > _REACH:
        flow = None
    object_ = {
        "buy": bool(goods), "sell": bool(goods and role.on), "invest": bool(role.on or goods) and role.by,
        "control": (bool(goods) and bool(flow or measures or not marks.language.spaced))
        or any(m.key == "control" for m in strict),
        "halt": bool(goods) or any(m.key == "control" for m in strict) or bool(re.search(r"talks|negotiat", text) and role.on), "resume": bool(goods or flow or re.search(r"talks|negotiat", text)),
        "exempt": bool(goods or role.on) and bool(measures or scene.memory.told or re.search(r"(?i)exempt|befrei|exon|exim|免|除外|면제|제외", text)),
        "address": any(m.key == "barrier" for m in measures),
        "open": any(m.key == "barrier" for m in measures)
        or (bool(goods or role.on) and bool(re.search(r"(?i)\baccess\b|market|marché|markt|mercado|zugang|accès|acceso|import|export|市場|市场|시장|输|輸|进口|出口|수입|수출", text))) or (bool(re.search(r"market access|standards", text)) and bool(role.on or goods)),
        "negotiate": False, "agree": bool(re.search(r"(?i)\b(?:council|mechanism|agreement|pact|fund|committee|deal|abkommen|accord|acuerdo)\b|協定|协定|协议|협정", text)),
        "impose": any(m.key in ("tariff", "quota", "control", "countermeasure", "barrier") for m in strict) and bool(role.by or role.on or goods or definite),
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
