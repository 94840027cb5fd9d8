# ruff: noqa: E501  # the patterns of words stand on one line each
"""What is done: the acts of a sentence, each with who, on whom, what, how much, when, how surely.

Every slot of an act stands on words of its own, whose span it keeps, or is blank. What an act is
about may come from the sentence before ("it now falls to 15 percent") or from a lead-in ("Norway
will:"): a ``Scene`` holds that.
"""

import re
from dataclasses import replace

from cobden.evidence.act_dates import dated_slots
from cobden.evidence.act_frame import framed
from cobden.evidence.bare_acts import bare_act
from cobden.evidence.clauses import Clause, clauses
from cobden.evidence.dealings import TRADES, statistic_of, traded_act
from cobden.evidence.marks import Marks
from cobden.evidence.percentages import is_rate
from cobden.evidence.rates import rate_levels, rated_act
from cobden.evidence.roles import Roles, roles
from cobden.evidence.scene import TARIFF_ACTS, Act, Scene
from cobden.evidence.voice import is_passive, refers
from cobden.evidence.who import PRONOUN
from cobden.evidence.whom import is_governed, together


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
            begin = min(a for a, b in marks.ifs if a <= clause.act.start < b)
            lead = [
                e for e in marks.economies if e.end <= begin and not is_governed(marks, clause, e)
            ]
            actor = actor or (lead[0].key if lead else "")
            continue
        own = _inherited(marks, clause, before)
        blamed = (
            last_on if own.act and _FOR_DOING.search(marks.text[own.start : own.act.start]) else ""
        )
        role = roles(marks, own, blamed or actor, scene)
        role = _as_before(marks, own, role, found)
        role = _on_the_same(marks, own, role, found)
        last_on = role.on[0] if len(role.on) == 1 else ""
        made = [_with_counterpart(marks, act, scene) for act in _of_clause(marks, own, role, scene)]
        found += made
        scene.told_here += made
        actor = role.subject or role.by or actor
        before = own
        if made:
            scene.last = made[-1]
    named = {e.key for e in marks.economies}
    if not found and len(named) == 1 and not marks.markets:
        actor = named.pop()  # what comes next is about whoever is named alone: "Consider Peru."
    if actor:
        scene.actor = _main_subject(marks, found) or actor
    groups = [g for g in together(marks.text, marks.economies) if len(g) > 1]
    scene.listed = tuple(e.key for e in groups[-1]) if groups else scene.listed
    return found


_OF_RELATIVE = re.compile(
    r"(?i)(?:,\s(?:que|qu['’]|dont|which|that|die|der|das|den)\s?|\s(?:que|qu['’])\s?)(?:les? |la |l['’]|the |die |der )?$"
)


def _main_subject(marks: Marks, found: list[Act]) -> str:
    """Return whom a sentence is about where the one who acts stands in a relative: "timber that Chile taxes"."""
    span = found[-1].spans.get("by") if found else None
    if span is None or not _OF_RELATIVE.search(marks.text[marks.start : span[0]]):
        return ""
    whole = Clause(marks.start, marks.end, None)
    first = next((e for e in marks.economies if not is_governed(marks, whole, e)), None)
    return first.key if first and first.start < span[0] else ""


_DEALT = frozenset(["buy", "invest", "open", "sell"])


_IN_RETURN = re.compile(
    r"(?i)\W*(?:in (?:exchange|return)|im gegenzug|dafür|en (?:échange|contrepartie)|en retour|a cambio|como contrapartida|见返りに|見返りに|作为交换|대신|대가로)"
)


def _goes_on(act: Act) -> bool:
    """Whether goods are said to bear a rate that nobody is named for: "Furniture will be charged 30%"."""
    rated = act.act == "impose" and act.figure is not None and act.figure.unit == "percent"
    verb = act.spans.get("act")
    before = bool(verb) and "goods" in act.spans and act.spans["goods"][0] < verb[0]
    return rated and before and not (act.by or act.on)


def _with_counterpart(marks: Marks, act: Act, scene: Scene) -> Act:
    """Return a purchase, an investment or an opening with the other party of what was told last.

    "Washington cuts its duty on Korean cars to 15%. Seoul will invest $350 billion" (there). So for
    a duty that is told as what is given in return.
    """
    last = scene.told_here[-1] if scene.told_here else scene.last
    if act.measure == "quota" and act.act == "open" and not act.by and last and last.act == "open":
        return replace(act, by=last.by, on=act.on or last.on, standing=last.standing)
    if _goes_on(act) and last and last.by and last.act == "impose" and scene.told_here:
        return replace(act, by=last.by, on=last.on)
    given = act.act in TARIFF_ACTS and _IN_RETURN.match(marks.text, marks.start)
    if (act.act not in _DEALT and not given) or act.on or not act.by or not scene.told_here:
        return act
    last = scene.told_here[-1]
    parties = dict.fromkeys((last.by, *last.on))
    others = [p for p in parties if p and p != act.by]
    if act.by not in parties or len(others) != 1:
        return act
    spans = {"on": last.spans["on"]} if last.on == tuple(others) and "on" in last.spans else {}
    return replace(act, on=tuple(others), spans=act.spans | spans)


def _as_before(marks: Marks, clause: Clause, role: Roles, found: list[Act]) -> Roles:
    """Return the parties of the rate told just before where a clause with a rate names nobody.

    "The first 100,000 cars pay 10% and any more pay 25%".
    """
    last = found[-1] if found else None
    if last is None or last.figure is None or last.figure.unit != "percent" or not last.by:
        return role
    rated = any(f.unit == "percent" and clause.has(f.start) for f in marks.figures)
    bearing = clause.act is None or clause.act.key == "impose"
    named = any(clause.has(e.start) for e in marks.economies)
    points = re.search(
        PRONOUN.get(marks.language.code, r"(?!)"), marks.text[clause.start : clause.end]
    )
    if not rated or not bearing or named or points or not marks.language.spaced:
        return role
    return replace(role, by=last.by, on=last.on)


def _on_the_same(marks: Marks, clause: Clause, role: Roles, found: list[Act]) -> Roles:
    """Return the target of the act told just before where one by the same names neither whom nor what.

    "Canada admits Chinese cars and removes its duty of 100%".
    """
    last = found[-1] if found else None
    if last is None or clause.act is None or clause.act.key not in TARIFF_ACTS:
        return role
    alike = role.by and role.by == last.by and last.on and not role.on and not role.goods
    rated = any(f.unit == "percent" and clause.has(f.start) for f in marks.figures)
    named = any(clause.has(e.start) for e in marks.economies)
    if not alike or not rated or named or _FROM_ALL.search(marks.text, clause.start, clause.end):
        return role
    return replace(role, on=last.on)


_FROM_ALL = re.compile(
    r"(?i)\b(?:all|every|other|worldwide|global|alle\w*|andere\w*|toutes?|tous|autres?|tod[oa]s|otr[oa]s)\b|所有|全部|其他|すべて|全て|全世界|모든|다른"
)
_SAYS_WHEN = {
    code: re.compile(pattern)
    for code, pattern in {
        "en": r"(?i)\b(?:such|this|that|the|these|those|its|their)\s(?:\w+\s)?(?:rates?|dut(?:y|ies)|tariffs?|surcharges?|lev(?:y|ies)|measures?|quotas?)\b,?",
        "de": r"(?i)\b(?:der|die|das|diese\w*|beide)\s(?:neue\w*\s)?(?:zoll\w*|zölle|maßnahmen?|regelung|abgaben?|sätze|satz|kontingente?)\s(?:wird|werden|soll|sollen)?\s?(?:gilt|gelten|tritt|treten|greift|greifen|trat|traten)\b",
        "fr": r"(?i)\b(?:la|le|les|cette|ces|ce)\s?(?:nouve\w+\s)?(?:mesures?|droits?|taxes?|surtaxes?|taux|contingents?)\s(?:s['’]appliqu\w+|entr\w+ en vigueur|prend\w* effet|prendr\w+ effet|est en vigueur|sont en vigueur)",
        "es": r"(?i)\b(?:la|el|los|las|esta|este|estos)\s(?:nuev[ao]s?\s)?(?:medidas?|aranceles|arancel|gravamen|tasas?|cupos?)\s(?:entr\w+ en vigor|rig\w+|reg\w+|se aplic\w+)",
    }.items()
}  # fmt: skip


def _amends(marks: Marks, clause: Clause, scene: Scene) -> bool:
    """Whether a clause only says when the measure told last applies; the measure is told so."""
    pattern = _SAYS_WHEN.get(marks.language.code)
    if pattern is None or not scene.memory.told:
        return False
    said = pattern.search(marks.text, clause.start, clause.end)
    before = clause.act is None or clause.act.start >= (said.start() if said else 0)
    if (
        said is None
        or not before
        or any(clause.has(f.start) and f.unit == "percent" for f in marks.figures)
    ):
        return False
    dated = dated_slots(marks, clause, scene).get("in_force")
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


def _inherited(marks: Marks, clause: Clause, before: Clause | None) -> Clause:
    """Give a clause without stance or subject the stances of the one it goes on from."""
    if before is None or clause.stances or clause.act is None or before.act is None:
        return clause
    borne = r"[对从自](?:来自)?$" if marks.language.code == "zh" else r"(?!)"
    if any(clause.start <= e.start < clause.act.start
           and not re.search(borne, marks.text[clause.start : e.start]) for e in marks.economies):  # fmt: skip
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
    frame = framed(marks, clause, role, scene)
    rates = [
        f for f in figures if f.unit in ("percent", "percentage point") and f.value is not None
    ]
    rates = [f for f in rates if is_rate(marks, clause, f, frame, scene)]
    held = [f for f in rates if _HOLDS.search(marks.text[clause.start : f.start])]
    if (
        held
        and clause.act is not None
        and frame.act in ("cut", "remove", "suspend", "exempt", "raise")
    ):
        rates = [f for f in rates if f not in held]
        frame = frame if rates else replace(frame, was=held[0].value)
    answers = frame.act == "sue" and bool(rates)
    if answers:  # "sued over the 50% tariff": the rate is the other's
        bare = bare_act(marks, clause, role, frame, scene)
        made += [bare] if bare else []
        on = role.on or tuple(p for p in (role.owner,) if p)
        role = replace(role, by=on[0] if len(on) == 1 else "", on=(role.by,) if role.by else ())
        frame = replace(frame, act="impose", by=role.by, on=role.on, standing="in force")
    for claim in rate_levels(marks, rates):
        made.append(rated_act(marks, clause, role, frame, claim, rates))
    for figure in figures:
        act = traded_act(marks, clause, role, frame, figure) or statistic_of(marks, clause, figure)
        last = made[-1] if made and made[-1].act in TRADES else None
        if last and last.figure and not act and figure.unit == last.figure.unit and _PART.search(
            marks.text, last.figure.end, figure.start):  # fmt: skip
            act = replace(last, start=figure.start, end=figure.end, figure=figure, bound="",
                          spans=last.spans | {"value": (figure.start, figure.end)})  # fmt: skip
        if act:
            made.append(act)
    definite = _points_back(marks, clause)
    if not made and frame.act and not rates:
        bare = bare_act(marks, clause, role, frame, scene, definite)
        made += [bare] if bare else []
    made = [scene.memory.completed(act, definite) for act in made]
    if clause.act is not None and refers(marks, clause):
        made = [_from_before(act, scene.last) for act in made]
    made = [a for a in made if a.by or a.on or a.goods or a.figure]
    for act in made:
        scene.memory.add(act)
    return made


_HOLDS = re.compile(  # ", which stand at 7.5%": what holds, not what comes
    r"(?i),\s(?:which|that|die|der|das|qui|que)\s(?:(?:now|currently|derzeit|bisher|hoy|actuellement)\s)?(?:stands?|is|are|liegt?|liegen|beträgt|betragen|bei|"
    r"s['’]élèv\w+|est|sont|es|son|está\w*)[^,;]{0,16}$"
)
_PART = re.compile(  # "$200 billion, of which $67 billion"
    r"(?i)\b(?:of which|of that|davon|dont|de (?:los|las) (?:que|cuales))\b|うち|其中|이 가운데|이 중"
)


def _from_before(act: Act, last: Act | None) -> Act:
    """Return an act on "it" with the rate that was told before as the one it comes from."""
    before = last.figure.value if last and last.figure and last.figure.unit == "percent" else None
    moves = act.act in ("raise", "cut") and act.was is None and act.figure is not None
    return replace(act, was=before) if moves and before is not None else act
