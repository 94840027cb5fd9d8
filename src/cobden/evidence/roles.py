# ruff: noqa: E501  # the patterns of words stand on one line each
"""Who does it to whom: the actor, the targets and the goods of a clause."""

import itertools
import re
from dataclasses import dataclass, field, replace

from cobden.evidence.clauses import Clause, Marks, Span
from cobden.evidence.language import overlaps
from cobden.evidence.numbers import Figure
from cobden.evidence.scene import TARIFF_ACTS, Scene
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


_PRONOUN = {
    "en": r"(?i)\b(?:it|they|he|she|the (?:country|government|ministry|minister|administration|bloc|president|"
          r"nation|island|kingdom|state council|officials?|authorities|cabinet)|(?:officials|ministers|authorities|policymakers))\b(?!['’]s\b)",
    "de": r"(?i)\b(?:es|er|sie|das land|die regierung)\b", "fr": r"(?i)\b(?:il|elle|ils|le pays|le gouvernement|qu'il|qu'elle)\b",
    "es": r"(?i)\b(?:él|ella|el país|el gobierno)\b",
}  # fmt: skip
_INTRANSITIVE = {
    "en": r"(?i)(?:appl|fall|fell|fallen|rise|rose|risen|drop|climb|jump|come|go|went|expire|lapse|remain|stand|stood|decline|decrease)\w*",
    "de": r"(?i)(?:s[ai]nk|f[aiäe]l|stieg|steig|lief|läuft|bleib|blieb)\w*",
    "fr": r"(?i)(?:passe|expir|descend|tombe|augment|baiss)\w*", "es": r"(?i)(?:sub|baj|cae|cay|expir|pas)\w*",
}  # fmt: skip
_PASSIVE = {
    "en": r"\b(?:is|are|was|were|be|been|being)(?:\s(?:also|now|then|hereby|further|temporarily|being|to be))*\s$",
    "fr": r"(?i)\b(?:est|sont|sera|seront|était|étaient|été|serait|seraient|être|soit)\s$",
    "es": r"(?i)\b(?:es|son|será|serán|fue|fueron|sido|sería|ser|sea|quedan?|queda|se)\s$",
}  # fmt: skip


def roles(marks: Marks, clause: Clause, before: str, scene: Scene) -> Roles:
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
        if clause.has(e.start) and e not in speakers and not overlaps(e, aside) and not _compared(marks, e)
    ]  # fmt: skip
    owner = owner_of(marks, clause, inside)
    subject = _subject(marks, clause, inside)
    taken = [subject, owner]
    bought = _imported(marks, clause, inside)
    if bought:
        return _filled(
            marks, clause, bought[0].key, [bought[1]], bought[0], scene, before, turned=True
        )
    faces = _faces(marks, clause) or _on_its_own(marks, clause, subject, before, scene)
    turned = is_passive(marks, clause)
    agent = _agent(marks, clause, inside)
    if turned or faces:
        owner = owner or _entered(marks, clause, inside)
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
    if faces or turned:
        by = agent.key if agent else owner.key if owner else ""
        taken = [agent, owner]
        if faces and subject and subject is not owner:
            found = _with_listed(marks.text, inside, subject)
            told = _filled(marks, clause, by, found, agent or owner, scene, before, turned=True)
            return replace(told, subject=subject.key)
    elif subject and _joint(marks, clause, inside, subject) and len({e.key for e in inside}) < 3:  # noqa: PLR2004
        return Roles("", (), _goods(marks, clause), spans=spans)
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
        by = _carried(marks, clause, before, scene) or (speakers[0].key if speakers else "")
    targets = targets_of(marks, clause, [e for e in inside if e not in taken and e.key != by])
    if not targets and marks.ifs:
        targets = [
            e
            for e in marks.economies
            if e.key != by and any(a <= e.start < b for a, b in marks.ifs)
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
        targets = _possessed(marks, clause, by, before, scene)
    if asker and not targets:
        targets = [asker] if asker.key != by else []
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


def _labelled(marks: Marks, inside: list[Mention]) -> list[Mention]:
    """Return those that a label names: "Japan and the European Union: capped at 15%"."""
    colon = re.compile(r"[:：]").search(marks.text, inside[0].end, marks.end)
    listed = _with_listed(marks.text, inside, inside[0])
    return listed if colon and listed[-1].end == colon.start() else []


def _received(marks: Marks, clause: Clause) -> bool:
    """Whether who is named first takes an investment that another makes."""
    return (clause.act is None or clause.act.key == "invest") and bool(re.search(
        r"(?i)投資.{0,3}受け入れ|invest.{0,40}(?:receiv|accueill|recib)|\breceiv|\baccueill.{0,40}invest|\brecib.{0,40}inver|투자.{0,4}유치|吸引.{0,12}投资", marks.text[clause.start : clause.end]))  # fmt: skip


_ITS = {
    "en": r"(?i)\b(?:its|their)\s(?:[\w-]+\s)?(?:exports|goods|products|shipments|exporters|industry|economy)\b",
    "de": r"(?i)\b(?:ihre|seine|deren|dessen)\w*\s(?:[\w-]+\s)?(?:exporte|waren|produkte|güter|ausfuhren)\b",
    "fr": r"(?i)\b(?:ses|leurs)\s(?:exportations|produits|biens|marchandises)\b",
    "es": r"(?i)\bsus\s(?:exportaciones|productos|bienes|mercancías|ventas)\b",
}  # fmt: skip


def _possessed(marks: Marks, clause: Clause, by: str, before: str, scene: Scene) -> list[Mention]:
    """Return whom "its exports" means: whoever was spoken of before, if another than who acts."""
    begin = clause.act.end if clause.act else clause.start
    said = re.compile(_ITS.get(marks.language.code, r"(?!)")).search(marks.text, begin, clause.end)
    whose = next((who for who in (before, scene.actor) if who and who != by), "")
    goods = any(
        re.search(r"\b(?:its|their)\s(?:[\w-]+\s)?$", marks.text[max(begin, g.start - 20) : g.start])
        for g in marks.goods if clause.has(g.start) and g.start >= begin
    )  # fmt: skip
    if not by or not whose or not (said or goods):
        return []
    at = said.start() if said else begin
    return [Mention(at, said.end() if said else at, "", whose)]


_LIKE = {
    "en": r"(?i)\b(?:than|like|unlike|as with|compared (?:with|to)|similar to|alongside)\s(?:the |that of |those of )?$",
    "de": r"(?i)\b(?:als|wie|anders als|im vergleich (?:zu|mit))\s(?:der |die |das |den )?$",
    "fr": r"(?i)\b(?:comme|contrairement (?:à|au|aux)|que)\s(?:la |le |les |l['’])?$",
    "es": r"(?i)\b(?:como|a diferencia de|frente a|que)\s(?:la |el |los )?$", "zh": r"(?:比|如|像|较)$",
}  # fmt: skip
_THAN = {"ja": r"(?:より|並み|と同様|に比べ|と比べ|同様)", "ko": r"(?:보다|처럼|와 같|과 같|수준)"}


def _compared(marks: Marks, economy: Mention) -> bool:
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


def _imported(
    marks: Marks, clause: Clause, inside: list[Mention]
) -> tuple[Mention, Mention] | None:
    """Return who buys and who sells in "U.S. energy imports from Canada are taxed at 10%"."""
    if marks.language.code != "en" or not (
        clause.act is None or is_passive(marks, clause) or _faces(marks, clause)
    ):
        return None
    for one, other in itertools.pairwise(inside):
        between = marks.text[one.end : other.start]
        if re.fullmatch(
            r"(?:['’]s)?\s(?:[\w-]+\s){0,2}imports? (?:of [\w\s]{1,24} )?from (?:the )?", between
        ):
            return one, other
        if re.fullmatch(
            r"(?:['’]s)?\s(?:[\w-]+\s){0,2}(?:exports?|shipments) (?:of [\w\s]{1,24} )?to (?:the )?",
            between,
        ):
            return other, one
    return None


_OWN = {
    "en": r"(?i)\b(?:on|for)\s(?:(?:most|all|some) of )?(?:its|their)\s", "de": r"(?i)\b(?:auf|für)\s(?:ihre|seine)\w*\s",
    "fr": r"(?i)\b(?:sur|pour)\s(?:ses|son|sa|leurs?)\s", "es": r"(?i)\b(?:sobre|a|para)\s(?:sus?)\s",
}  # fmt: skip


def _on_its_own(
    marks: Marks, clause: Clause, subject: Mention | None, before: str, scene: Scene
) -> bool:
    """Whether the subject's own goods bear the rate, and nobody else's can be meant: "a 15% rate on its cars"."""
    its = re.compile(
        r"(?i)\W*(?:and|but|yet)?\s*its\s(?:[\w-]+\s){1,2}(?:is|was|are|were|became)\b"
    )
    if (
        marks.language.code == "en"
        and subject is None
        and clause.act is None
        and its.match(marks.text, clause.start)
    ):
        return True
    if (
        subject is None
        or any(who and who != subject.key for who in (before,))
        or clause.act is not None
    ):
        return False
    return bool(
        re.search(_OWN.get(marks.language.code, r"(?!)"), marks.text[subject.end : clause.end])
    )


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
    asked = [s.start for s in clause.stances if s.key == "asked"]
    denied = [s.start for s in clause.stances if s.key == "denied"]
    return bool(asked) and not (denied and denied[0] < asked[0] and marks.language.spaced)


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
    if targets:
        spans["on"] = (targets[0].start, targets[-1].end)
    on = tuple(dict.fromkeys(t.key for t in targets if t.key != by))
    if not by and turned and scene.home and scene.home not in on and len(scene.pair) != 2:  # noqa: PLR2004
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
    ours = marks.language.code == "en" and re.search(
        r"\b(?:our|us)\b", marks.text[clause.start : clause.end]
    )
    pair = scene.pair if len(scene.pair) == 2 else ()  # noqa: PLR2004
    duty = scene.titled and (clause.act is None or clause.act.key in TARIFF_ACTS)
    if not on and by in pair and ((clause.act is not None and clause.act.key == "invest") or duty):
        on = tuple(p for p in pair if p != by)
    if not on and by and scene.home and by != scene.home and (
        ours or ((scene.home in scene.pair or len(scene.pair) < 2) and clause.act is not None and clause.act.key == "invest")
    ):  # fmt: skip
        on = (scene.home,)
    exports = re.search(
        r"(?i)\bexport|ausfuhr|輸出|出口|수출", marks.text[clause.start : clause.end]
    )
    if not on and by and scene.agreed and len(scene.pair) == 2 and by in scene.pair and not exports:
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
        found = (earlier or later) if is_passive(marks, clause) else (later or found)
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


def _subject(marks: Marks, clause: Clause, inside: list[Mention]) -> Mention | None:
    """Return the mention of who acts: before the act, under no preposition, marked where it is so."""
    language, text = marks.language, marks.text
    stop = clause.act.start if clause.act else _stop(marks, clause)
    if language.verb_last:
        found = [e for e in inside if e.start < stop and _topic(marks, e)]
        outside = [e for e in found if not overlaps(e, marks.ifs)]
        return (outside or found or [None])[-1]
    found = [
        e for e in inside
        if e.end <= stop and not _governed(marks, clause, e) and not overlaps(e, marks.ifs)
    ]  # fmt: skip
    said = [h.end for h in marks.said if clause.has(h.start) and h.end <= stop]
    if said:
        after = [e for e in found if e.start >= said[-1]]
        if after:
            return after[0]
        if found and (
            language.code == "zh"
            or re.search(_PRONOUN.get(language.code, r"(?!)"), text[said[-1] : stop])
        ):
            return found[0]
    controlled = _controlled(marks, clause, inside)
    if controlled:
        return controlled
    nearer = [e for e in found if e.start >= core_start(marks, clause)]
    found = nearer or found
    relative = re.compile(_RELATIVE.get(language.code, r"(?!)"))
    if len(found) > 1 and clause.act is not None and relative.search(text, found[-2].end, found[-1].start) and (
        clause.act.start - found[-1].end < 12):  # fmt: skip
        return found[-1]
    if language.code == "de" and not found and clause.act is not None:
        later = [e for e in inside if e.start < clause.act.end and not _governed(marks, clause, e)]
        return later[0] if later else None
    colon = max((m.end() for m in re.finditer(r":\s", text[clause.start : stop])), default=0)
    later = [e for e in found if e.start >= clause.start + colon]
    found = later or found
    if language.code == "zh":
        found = [e for e in found if not _attributive(marks, e)] or found
    return found[0] if found else None


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


def _topic(marks: Marks, economy: Mention) -> bool:
    """Whether a particle marks the economy as the subject (Japanese, Korean)."""
    after = marks.text[economy.end : economy.end + 8]
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


PREPOSED = {
    "en": r"(?i)\b(?:on|for|against|from|of|to|with|toward|towards|in|into|by|at|between|over|than|like|across|"
          r"via|after|under|about)(?:\s(?:the|a|an|its|all|some|other|new))*\s(?:[\w-]+ed\s)?$",
    "de": r"(?i)\b(?:auf|gegen|für|aus|in|an|nach|gegenüber|mit|von|bei|zu|durch|zwischen|im|zur|zum|über|unter)"
          r"(?:\s(?:der|die|das|den|dem|des|alle|allen))*\s$",
    "fr": r"(?i)(?:\b(?:sur|contre|à|aux|au|pour|vers|en|envers|de|des|du|avec|dans|par|entre|chez|sous)"
          r"(?:\s(?:la|le|les|l['’]))*\s?|\bd['’])(?:l['’]|la\s|les\s|le\s)?$",
    "es": r"(?i)\b(?:sobre|a|al|contra|para|hacia|en|de|del|con|entre|por|desde)(?:\s(?:la|el|los|las))*\s$",
    "zh": r"(?:对|向|从|自|与|和|针对|对来自|来自|在|给|由于)(?:所有|全部|部分|多数|一切|原产于|来自|进口的?)?$",
}  # fmt: skip


def _governed(marks: Marks, clause: Clause, economy: Mention) -> bool:
    """Whether the economy stands under a preposition, so is no subject."""
    lead = marks.text[clause.start : economy.start]
    code = marks.language.code
    if clause.act is not None and economy.end <= clause.act.start:  # "after Washington hit"
        lead = re.sub(_CONJUNCTION.get(code, r"(?!)"), "", lead)
    if code == "en" and re.search(r"(?i)\b(?:government|president|republic|people|kingdom|minister|ministry|parliament|"
                                  r"cabinet|state|authorities|leaders?) of (?:the )?$", lead):  # fmt: skip
        return False
    if code == "zh" and marks.text[economy.start : economy.end].startswith("对"):
        return True
    if code == "ja" and economy.text.startswith("対"):
        return True
    if re.search(PREPOSED.get(code, r"(?!)"), lead[-60:]):
        return True
    for other in marks.economies:  # "from Chile and Peru"
        between = marks.text[other.end : economy.start]
        if clause.has(other.start) and other.end < economy.start and re.fullmatch(
            r",? (?:and|or|und|et|y) |, ", between):  # fmt: skip
            return _governed(marks, clause, other)
    return False


_CONJUNCTION = {
    "en": r"(?i)^\W*(?:after|as|since|until|once|than|before|because|while|when)\s(?!(?:\w+ing)\b)",
    "de": r"(?i)^\W*(?:nachdem|seit|bis|während|als)\s",
    "fr": r"(?i)^\W*(?:après que|depuis que|dès que|tandis que|alors que)\s",
    "es": r"(?i)^\W*(?:después de que|desde que|mientras|luego de que)\s",
}  # fmt: skip


def _attributive(marks: Marks, economy: Mention) -> bool:
    after = marks.text[economy.end : economy.end + 3]
    return bool(re.match(r"商品|产|产品|的|进口|输美|制", after)) or any(
        g.start == economy.end for g in marks.goods)  # fmt: skip


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


def _entered(marks: Marks, clause: Clause, inside: list[Mention]) -> Mention | None:
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
    "en": r"\s(?:imposed |levied |set |applied )?by (?:the )?",
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


def _agent(marks: Marks, clause: Clause, inside: list[Mention]) -> Mention | None:
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


def is_passive(marks: Marks, clause: Clause) -> bool:  # noqa: PLR0911  # one language each
    """Whether what is done stands as the subject: "will be lifted", "tariffs fall to 15%"."""
    act, code, text = clause.act, marks.language.code, marks.text
    if act is None:
        return False
    word = text[act.start : act.end].split()[0]
    lead = text[clause.start : act.start]
    if code == "ja":
        return (
            bool(re.match(r"(?:さ|せら|され|が課され)", text[act.end : act.end + 3]))
            or "課され" in text[act.start : act.end + 2]
        )
    if code == "ko":
        return bool(re.match(r"(?:되|된|됐|될)", text[act.end : act.end + 2]))
    if code == "zh":
        return "被" in lead and not any(
            marks.text[e.end : e.end + 1] == "对" for e in marks.economies if clause.has(e.start)
        )
    if act.key == "exempt" and re.match(_SPARED, word):
        return True
    if code == "de":
        wird = re.search(r"(?i)\b(?:wird|werden|wurden?|worden)\b", text[clause.start : clause.end])
        participle = re.match(
            r"(?i)(?:\w{2,4})?ge\w+|(?:ver|er|be|ent)\w+t\b|ausgesetzt|abgeschafft|aufgehoben|\w+iert",
            word,
        )
        return bool(wird and participle) or (
            _measured(marks, clause) and bool(re.match(_INTRANSITIVE["de"], word))
        )
    if re.search(_PASSIVE[code], lead[-40:]) and not (code == "en" and word.endswith("ing")):
        return True
    return _measured(marks, clause) and bool(re.match(_INTRANSITIVE[code], word))


_SPARED = r"(?i)escap|échapp|qued|libr|salv|ausgenommen|verschont|entgeh|entging|entkomm"


def _measured(marks: Marks, clause: Clause) -> bool:
    """Whether a measure stands before the act, as its subject."""
    assert clause.act is not None
    before = [m for m in marks.measures if clause.start <= m.start < clause.act.start]
    rate = any(
        f.unit == "percent" and f.end <= clause.act.start <= f.end + 2 and clause.has(f.start)
        for f in marks.figures
    )
    return bool(before) or rate or refers(marks, clause)


def refers(marks: Marks, clause: Clause) -> bool:
    """Whether the subject of a clause is a measure only pointed at: "it", "that rate"."""
    if clause.act is None or marks.language.code != "en":
        return False
    lead = marks.text[clause.start : clause.act.start]
    return bool(re.search(r"(?i)\b(?:it|that rate|the rate|this rate)\b(?:\s\w+){0,2}\s*$", lead)) and not any(
        clause.has(e.start) and e.start < clause.act.start for e in marks.economies)  # fmt: skip


def borne(marks: Marks, clause: Clause, figure: Figure) -> bool:
    """Whether a rate is told as what somebody or something bears: "pays 50 per cent"."""
    if not marks.language.spaced:
        return False
    words = marks.language.tokens(marks.text, max(clause.start, figure.start - 30), figure.start)
    listed = {phrase.casefold() for phrase in marks.language.listed("faces")} - {
        "see",
        "get",
        "draw",
    }
    return any(word.lemma in listed or word.low in listed for word in words[-4:])


def _faces(marks: Marks, clause: Clause) -> bool:
    """Whether the subject is the one who bears the measure: "Canada faces a 50% tariff"."""
    act = clause.act
    stop = next(
        (f.start for f in marks.figures if clause.has(f.start) and f.unit == "percent"), clause.end
    )
    borne_here = [f.start for f in marks.figures if f.unit == "percent"] + [
        m.start for m in marks.measures
    ]
    last = max([at for at in borne_here if clause.has(at)], default=clause.start)
    if not marks.language.spaced:
        found = marks.language.finder("faces").find(marks.text, clause.start, clause.end)
        rated = any(f.unit == "percent" and clause.has(f.start) for f in marks.figures)
        return bool(found) and rated and (act is None or act.key in ("impose", "keep"))
    words = marks.language.tokens(marks.text, clause.start, min(stop, last))
    if marks.language.code == "de":
        words = [w for w in words if not marks.text[w.start].isupper()]
    listed = {tuple(p.casefold().split()) for p in marks.language.listed("faces")}
    for i, word in enumerate(words):
        for phrase in listed:
            said = words[i : i + len(phrase)]
            if len(said) == len(phrase) and all(
                part in (w.low, w.lemma) for part, w in zip(phrase, said, strict=True)):  # fmt: skip
                return act is None or act.start < word.start or act.key == "impose"
    return False


def _asked_of(
    marks: Marks, clause: Clause, inside: list[Mention], asker: Mention | None
) -> Mention | None:
    """Return who is asked to act: the next economy that is not itself an adjective of goods."""
    assert clause.act is not None
    others = [e for e in inside if e is not asker and (asker is None or e.key != asker.key)]
    if marks.language.verb_last:
        pattern = (
            r"(?:政府|側)?に(?!対)" if marks.language.code == "ja" else r"(?:에|에게|측에)(?!\s?대)"
        )
        return next(
            (e for e in others if re.match(pattern, marks.text[e.end : e.end + 4].strip())), None
        )
    stance = next((s for s in clause.stances if s.key == "asked"), None)
    begin = stance.start if stance else clause.start
    return next((e for e in others if begin <= e.start < clause.act.start), None)


def _carried(  # noqa: PLR0911  # one reason each
    marks: Marks, clause: Clause, before: str, scene: Scene
) -> str:
    """Return who acts where the clause names nobody: whoever did before, or the one who speaks."""
    text = marks.text[clause.start : clause.act.start if clause.act else clause.end]
    code = marks.language.code
    if code == "en" and re.search(r"(?i)\b(?:we|our|us)\b", text):
        told = {e.key for e in marks.economies if any(a <= e.start < b for a, b in marks.ifs)}
        return scene.home or ("" if scene.actor in told else scene.actor)
    if before:
        return before
    if re.search(_PRONOUN.get(code, r"(?!)"), text):
        return scene.actor or scene.home
    if scene.lead is not None and clause.act is not None and not re.search(r"\w{3}", text):
        return scene.lead.by
    if scene.country and re.search(
        r"(?i)\bthe (?:president|administration|government|secretary|commission)\b", text
    ):
        return scene.country
    if scene.home and clause.act is not None and not re.search(r"\w", text):
        return scene.home  # an item that begins with its verb
    if scene.home and any(m.key == "tariff" and clause.has(m.start) for m in marks.measures):
        return scene.home
    if code in ("ja", "zh", "ko") and clause.act is not None:
        return scene.actor
    if scene.lead is not None:
        return scene.lead.by
    if code == "en" and re.match(r"\W*(?:also|then|in return|its)\b", text, re.IGNORECASE):
        return scene.actor
    return ""


def targets_of(marks: Marks, clause: Clause, others: list[Mention]) -> list[Mention]:
    """Return whom the act falls on: the first of those named with the goods or after "on"."""
    if not others:
        return []
    language, text = marks.language, marks.text
    act_end = clause.act.end if clause.act else clause.start
    pool = [e for e in others if e.start >= act_end] or others if language.spaced else others
    ranked = [e for e in pool if _on(marks, e)]
    if not ranked and language.code == "en":
        return [] if clause.act is None and not _governed(marks, clause, pool[0]) and not any(
            m.key == "tariff" for m in marks.measures) else _with_listed(text, pool, pool[0])  # fmt: skip
    first = (ranked or pool)[0]
    return _with_listed(text, others, first)


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


def _with_listed(text: str, mentions: list[Mention], first: Mention) -> list[Mention]:
    """Return the mention with those listed after it: "from Chile and Peru"."""
    found = [first]
    for mention in mentions:
        if mention.start <= first.start:
            continue
        between = text[found[-1].end : mention.start]
        if re.fullmatch(
            r"(?:,? (?:and|und|et|y|e|or) |, |、|和|与|及|と|·|과 |와 )(?:the |la |le |les |l['’]|el )?",
            between,
        ):
            found.append(mention)
        else:
            break
    return found
