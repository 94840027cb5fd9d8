# ruff: noqa: E501  # the patterns of words stand on one line each
"""Who does it to whom: the actor, the targets and the goods of a clause."""

import re
from dataclasses import dataclass, field, replace

from cobden.evidence.carried import carried
from cobden.evidence.clauses import Clause
from cobden.evidence.marks import Marks, Span
from cobden.evidence.pointed_at import pointed_at, possessed, with_joined
from cobden.evidence.scene import TARIFF_ACTS, Scene
from cobden.evidence.voice import bears, imported_by, is_passive, on_its_own
from cobden.evidence.who import agent_in, entered, owner_of, subject_in
from cobden.evidence.whom import is_compared, targets_of, with_listed
from cobden.evidence.word_lists import Mention


@dataclass(frozen=True)
class Roles:
    """The actor, targets and goods of a clause, blank where nobody says, and where they stand."""

    by: str = ""
    on: tuple[str, ...] = ()
    goods: tuple[str, ...] = ()
    subject: str = ""  # who asks, where somebody is asked to act
    spans: dict[str, Span] = field(default_factory=dict)
    owner: str = ""  # whose the measure is
    asks: bool = False  # whether who is named first only wants it of another


def roles(  # noqa: PLR0911, PLR0912, PLR0915  # one way of naming who acts each
    marks: Marks, clause: Clause, before: str, scene: Scene
) -> Roles:
    """Return who acts, on whom, with what goods.

    ``before`` is who acted in the clause before; ``scene`` who did in the sentence before.
    """
    speakers = _speakers(marks)
    aside = [
        m.span()
        for m in re.finditer(r"[(（][^()（）]{0,200}[)）]", marks.text[marks.start : marks.end])
    ]
    aside = [(a + marks.start, b + marks.start) for a, b in aside]
    inside = [
        e for e in marks.economies
        if clause.has(e.start) and e not in speakers and not any(a <= e.start < b for a, b in aside) and not is_compared(marks, e)
    ]  # fmt: skip
    owner = owner_of(marks, clause, inside)
    subject = subject_in(marks, clause, inside)
    taken = [subject, owner]
    bought = imported_by(marks, clause, inside)
    if bought:
        return _filled(
            marks, clause, bought[0].key, [bought[1]], bought[0], scene, before, turned=True
        )
    spared = _spared(marks, clause, inside, subject)
    if spared:
        return _filled(marks, clause, before or scene.actor, spared, None, scene, before)
    faces = bears(marks, clause) or on_its_own(marks, clause, subject, before, scene)
    turned = is_passive(marks, clause)
    agent = agent_in(marks, clause, inside)
    if turned or faces:
        owner = owner or entered(marks, clause, inside)
    by = subject.key if subject else ""
    does = clause.act is None or clause.act.key in (
        "invest",
        "buy",
        "impose",
        "control",
        "raise",
        "cut",
        "remove",
        "suspend",
    )
    if (
        marks.language.code == "ja"
        and agent
        and does
        and marks.text.startswith("による", agent.end)
    ):
        owner = owner or agent
        if not _is_asked(marks, clause):
            subject, by = agent, agent.key
            taken = [agent, owner]
    spans: dict[str, Span] = {}
    if (
        faces
        and subject is None
        and (clause.act is None or clause.act.key == "impose")
        and before
        and marks.language.spaced
    ):
        return _filled(marks, clause, owner.key if owner and owner.key != before else "", [Mention(clause.start, clause.start, "", before)],
                       None, scene, "", turned=True)  # fmt: skip
    bearer = _bearer(marks, clause, inside) if faces else None
    if bearer and subject and subject is not bearer:  # "that the rate on EU goods subject to ..."
        return _filled(marks, clause, subject.key, [bearer], subject, scene, before)
    if faces or turned:
        by = agent.key if agent else owner.key if owner else ""
        taken = [agent, owner]
        if faces and subject and subject is not owner:
            found = with_listed(marks.text, inside, subject)
            told = _filled(marks, clause, by, found, agent or owner, scene, before, turned=True)
            return replace(told, subject=subject.key)
    elif subject and _joint(marks, clause, inside, subject) and len({e.key for e in inside}) < 3:
        return _together(marks, clause, inside, spans)
    elif clause.act is None and owner and subject and owner.key != subject.key:
        by, taken = owner.key, [owner]  # "Japan accepts a US tariff of 15%"
    elif clause.act is None and owner and not subject:
        by = owner.key
    wanted = any(s.key in ("planned", "asked", "considered") for s in clause.stances)
    if owner and subject and owner.key != subject.key and clause.act is not None and wanted and not (faces or turned) and (
        clause.act.key in ("cut", "remove", "suspend")):  # fmt: skip
        told = _filled(marks, clause, owner.key, [subject], owner, scene, before, asked=True)
        return replace(told, subject=subject.key, asks=True)
    exports = next(
        (e for e in inside if clause.act is None and marks.language.code == "en" and re.search(
            r"on (?:its|their) exports to (?:the )?$", marks.text[clause.start : e.start])), None,
    )  # fmt: skip
    if exports and subject and subject is not exports:
        return _filled(marks, clause, exports.key, [subject], exports, scene, before, turned=True)
    asker = None
    asked = _is_asked(marks, clause)
    if asked and clause.act is not None and clause.act.key != "ask":
        request = next((s.start for s in clause.stances if s.key == "asked"), clause.start)
        if (
            subject and subject.start > request and marks.language.spaced
        ):  # "we have asked Beijing to"
            asker = None
        else:
            asker, subject = subject, _asked_of(marks, clause, inside, subject)
        by = subject.key if subject else owner.key if owner and owner is not asker else ""
        taken = [asker, subject, owner]
    if turned and subject and marks.language.verb_last and not (asked or faces):
        topic = subject.key  # who a sentence is about stays so, whatever is done to whom
    else:
        topic = ""
    if not by and not (faces or turned or asked):
        by = carried(marks, clause, before, scene) or (speakers[0].key if speakers else "")
    asking = with_joined(marks.text, inside, asker) if asker else []
    targets = targets_of(
        marks, clause, [e for e in inside if e not in (*taken, *asking) and e.key != by]
    )
    if not targets and marks.ifs:
        targets = [
            e
            for e in marks.economies
            if e.key != by
            and any(a <= e.start < b for a, b in marks.ifs)
            and not re.search(r"\bin (?:the )?$", marks.text[marks.start : e.start])
        ][:1]
    if not targets and scene.last and re.search(
        r"(?i)\b(?:those|such|these|said|the same) (?:\w+ )?(?:articles|goods|products|imports|duties|rates|tariffs)\b",
        marks.text[clause.start : clause.end],
    ):  # fmt: skip
        on = tuple(e for e in scene.last.on if e != by)
        return Roles(by or scene.last.by, on, _goods(marks, clause), spans=spans)
    label = inside[0] if inside and _labelled(marks, inside) else None
    if not targets and label and by and label.key != by:
        targets = [label]
    if not targets:
        targets = possessed(marks, clause, by, before, scene)
    if asker and not targets:
        targets = [e for e in with_joined(marks.text, inside, asker) if e.key != by]
    if not targets and by:
        targets = [e for e in pointed_at(marks, clause, scene) if e.key != by]
    if asked and asker is None and not targets and by and scene.spoken and by != scene.home:
        targets = [Mention(0, 0, "", scene.home)]  # who speaks asks for themselves
    chosen = agent if turned and agent else owner if (turned or not subject) and owner else subject
    bearing = clause.act is None or turned or clause.act.key in ("impose", "keep", "exempt")
    label_on = _labelled(marks, inside) if label and label.key != by and (by or bearing) else []
    if label_on:
        targets = label_on
    if _received(marks, clause) and len(targets) == 1 and by:
        by, targets, chosen = targets[0].key, [Mention(0, 0, "", by)], None
    told = _filled(marks, clause, by, targets, chosen if chosen and chosen.key == by else None, scene, before,
                   turned=turned or faces, asked=asked, subject=asker) if by or targets or (
        scene.home and (turned or faces)) else Roles(
        by, (), _goods(marks, clause), spans=spans)  # fmt: skip
    return replace(told, owner=owner.key if owner else "", subject=told.subject or topic)


def _spared(
    marks: Marks, clause: Clause, inside: list[Mention], subject: Mention | None
) -> list[Mention]:
    """Return those a topic says are left out: "ノルウェーは対象から除外する"."""
    if (
        clause.act is None
        or clause.act.key != "exempt"
        or subject is None
        or not marks.language.verb_last
    ):
        return []
    said = re.search(r"対象(?:から|外)|대상에서", marks.text[subject.end : clause.end])
    return with_joined(marks.text, inside, subject) if said else []


def _together(marks: Marks, clause: Clause, inside: list[Mention], spans: dict[str, Span]) -> Roles:
    """Return the parties of what two do together: whose goods are named is acted on by the other."""
    goods = _goods(marks, clause)
    after = {e.key for e in inside if clause.act and e.start >= clause.act.end}
    two = {e.key for e in inside}
    if (
        len(two) != 2 or len(after) != 1 or clause.act is None or clause.act.key not in TARIFF_ACTS
    ):  # a pair
        return Roles("", (), goods, spans=spans)
    on = after.pop()
    return Roles((two - {on}).pop(), (on,), goods, spans=spans)


def _bearer(marks: Marks, clause: Clause, inside: list[Mention]) -> Mention | None:
    """Return whose goods are said to bear a measure: "goods of the Union subject to ..."."""
    if clause.act is None or marks.language.code != "en":
        return None
    goods = r"(?i)\b(?:goods|products|imports|articles|exports) (?:of|from) (?:the )?$"
    return next(
        (e for e in inside if e.end + 1 == clause.act.start
         and re.search(goods, marks.text[max(clause.start, e.start - 24) : e.start])), None,
    )  # fmt: skip


def _labelled(marks: Marks, inside: list[Mention]) -> list[Mention]:
    """Return those that a label names: "Japan and the European Union: capped at 15%"."""
    colon = re.compile(r"[:：]").search(marks.text, inside[0].end, marks.end)
    listed = with_listed(marks.text, inside, inside[0])
    return listed if colon and listed[-1].end == colon.start() else []


def _received(marks: Marks, clause: Clause) -> bool:
    """Whether who is named first takes an investment that another makes."""
    return (clause.act is None or clause.act.key == "invest") and bool(re.search(
        r"(?i)投資.{0,3}受け入れ|invest.{0,40}(?:receiv|accueill|recib)|\breceiv|\baccueill.{0,40}invest|\brecib.{0,40}inver|투자.{0,4}유치|吸引.{0,12}投资", marks.text[clause.start : clause.end]))  # fmt: skip


def _joint(marks: Marks, clause: Clause, inside: list[Mention], subject: Mention) -> bool:
    """Whether two economies act together: "The United States and the European Union commit"."""
    stop = clause.act.start if clause.act else clause.end
    for other in inside:
        between = marks.text[subject.end : other.start]
        if subject.end < other.start < stop and re.fullmatch(
            r",? (?:and|und|et|y) (?:the |die |der |la |le |les |l['’])?|和|与|及|と|와 |과 ", between):  # fmt: skip
            return True
    return False


def _is_asked(marks: Marks, clause: Clause) -> bool:
    """Whether somebody is asked to act; a demand that is rejected asks the one who rejects it."""
    asked = [
        s.start
        for s in clause.stances
        if s.key == "asked" and not OUGHT.fullmatch(marks.text[s.start : s.end])
    ]
    denied = [s.start for s in clause.stances if s.key == "denied"]
    return bool(asked) and not (denied and denied[0] < asked[0] and marks.language.spaced)


OUGHT = re.compile(  # whose subject is who should act, not who asks
    r"(?i)m[uü]ss\w*|soll\w*|doit|doivent|devr\w+|deb[eí]\w*|deber\w+|(?:tiene|tienen|tendr\w+) que|must|should|ought to|(?:has|have) to|应当?|应该|须|必须|해야|べき"
)


def _speakers(marks: Marks) -> list[Mention]:
    """Return who is named only as the one who says it: "..., President Donald Trump said"."""
    if marks.language.code != "en":
        return []
    return [
        e for e in marks.economies
        if re.match(r"(?:['’]s)?(?: \w+){0,3} (?:said|says|told|announced|added|wrote|posted)\b(?! (?:it|they|he|she|that|its)\b)",
                    marks.text[e.end : e.end + 40])
        and re.search(r"[,”\"] ?(?:[\w.]+ ){0,4}$", marks.text[marks.start : e.start])
    ]  # fmt: skip


def _filled(
    marks: Marks, clause: Clause, by: str, targets: list[Mention], actor: Mention | None,
    scene: Scene, before: str, *, turned: bool = False, asked: bool = False, subject: Mention | None = None,
) -> Roles:  # fmt: skip
    spans: dict[str, Span] = {}
    if actor:
        spans["by"] = (actor.start, actor.end)
    if targets and targets[-1].end:
        spans["on"] = (targets[0].start, targets[-1].end)
    on = tuple(dict.fromkeys(t.key for t in targets if t.key != by))
    if not by and turned and scene.home and scene.home not in on and len(scene.pair) != 2:
        by = scene.home
    if not by and turned and on:
        others = [p for p in scene.pair if p not in on]
        by = (
            scene.home
            if scene.home and scene.home not in on
            else others[0]
            if len(others) == 1
            else ""
        )
    ours = re.search(
        r"(?i)\b(?:our|us|nos|notre|nuestr[ao]s?|unsere\w*)\b|我国|我们|わが国|我が国|우리",
        marks.text[clause.start : clause.end],
    )
    pair = scene.pair if len(scene.pair) == 2 else ()
    from_all = re.search(
        r"(?i)\bimported\b|\ball (?:countries|trading partners|imports)\b",
        marks.text[clause.start : clause.end],
    )
    duty = scene.titled and not from_all and (
        clause.act is None or clause.act.key in TARIFF_ACTS or clause.act.key in ("open", "buy", "address"))  # fmt: skip
    if not on and by in pair and ((clause.act is not None and clause.act.key == "invest") or duty):
        on = tuple(p for p in pair if p != by)
    if not on and by and scene.home and by != scene.home and (
        ours or ((scene.home in scene.pair or len(scene.pair) < 2) and clause.act is not None and clause.act.key == "invest")
    ):  # fmt: skip
        on = (scene.home,)
    exports = re.search(
        r"(?i)\bexport|ausfuhr|輸出|出口|수출", marks.text[clause.start : clause.end]
    )
    answers = clause.act is not None and clause.act.key in ("retaliate", "sue")
    if not on and by and scene.agreed and len(scene.pair) == 2 and by in scene.pair and not (
        exports or answers):  # fmt: skip
        on = tuple(p for p in scene.pair if p != by)
    goods = [g for g in marks.goods if clause.has(g.start)]
    if goods:
        spans["goods"] = (goods[0].start, goods[-1].end)
    return Roles(by, on, _goods(marks, clause), subject.key if subject else "", spans)


_GOES_ELSEWHERE = {  # where a clause turns to what else is done, or what for
    code: re.compile(rf"(?i){pattern}")
    for code, pattern in {
        "en": r"\b(?:and|but|while|which|who)\s(?:will|would|has|have|had|is|are|was|were|may|can|could|also|then|it|they|exporters|producers|makers)\b|"
              r"\b(?:in order to|so as to|to help|to ease|to protect|to support)\b",
        "de": r",\s(?:um|damit|und)\s|\bund\s(?:will|wird|hat|ist|werden|haben)\b",
        "fr": r"\b(?:afin d|pour que|pour (?:aider|soutenir|soulager|protéger))|\bet\s(?:a|ont|va|vont|est)\b",
        "es": r"\b(?:a fin de|para (?:que|ayudar|aliviar|proteger|apoyar))\b|\by\s(?:ha|va|han|van|es)\b",
    }.items()
}  # fmt: skip


def _goods(marks: Marks, clause: Clause) -> tuple[str, ...]:
    found = [g for g in marks.goods if clause.has(g.start)]
    if clause.act is not None and marks.language.spaced:
        later = [g for g in found if g.start >= clause.act.start]
        earlier = [g for g in found if g.start < clause.act.start]
        stop = _GOES_ELSEWHERE[marks.language.code].search(marks.text, clause.act.end, clause.end)
        later = [g for g in later if stop is None or g.start < stop.start()]
        found = (earlier or later) if is_passive(marks, clause) else (later or earlier)
    colon = re.compile(r"[:：]").search(marks.text, marks.start, min(marks.end, marks.start + 60))
    unlabelled = [g for g in found if colon and g.start > colon.start()]
    found = unlabelled or found
    named = [
        g
        for g in found
        if not re.match(
            r"[-\s]+(?:pact|deal|agreement|maker|giant|lobby|accord)", marks.text[g.end :]
        )
    ]
    kept = dict.fromkeys(g.key for g in named)
    if len(kept) > 1 and "farm products" in kept and next(iter(kept)) != "farm products":
        kept.pop("farm products")
    return tuple(kept)


def _asked_of(
    marks: Marks, clause: Clause, inside: list[Mention], asker: Mention | None
) -> Mention | None:
    """Return who is asked to act: the next economy that is not itself an adjective of goods."""
    assert clause.act is not None
    others = [e for e in inside if e is not asker and (asker is None or e.key != asker.key)]
    if marks.language.verb_last:
        pattern = (
            r"(?:政府|側)?に(?:対し(?:て)?(?![るた])|(?!対))"
            if marks.language.code == "ja"
            else r"(?:에|에게|측에)(?!\s?대)"
        )
        return next(
            (e for e in others if re.match(pattern, marks.text[e.end : e.end + 4].strip())), None
        )
    stance = next((s for s in clause.stances if s.key == "asked"), None)
    begin = stance.start if stance else clause.start
    return next((e for e in others if begin <= e.start < clause.act.start), None)
