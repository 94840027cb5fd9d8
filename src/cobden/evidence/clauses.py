# ruff: noqa: E501  # the patterns of words stand on one line each
"""A sentence cut into clauses, each about one act: who does it, to what, in which words.

The cut goes by the acts found: in languages whose verb comes early, a clause begins at the last mark
or "and" before its act; where the verb comes last, after the act before. A clause without a subject
of its own has the one before it.
"""

import itertools
import re
from dataclasses import dataclass, field, replace

from cobden.evidence.act_words import settled, with_named
from cobden.evidence.language import Hit, overlaps
from cobden.evidence.marks import Marks
from cobden.evidence.numbers import Figure


@dataclass
class Clause:
    """One act in its clause [start, end); ``act`` is None where no word of the clause is one."""

    start: int
    end: int
    act: Hit | None
    stances: list[Hit] = field(default_factory=list)
    inherits: bool = False

    def has(self, at: int) -> bool:
        """Whether an offset lies in the clause."""
        return self.start <= at < self.end


def clauses(marks: Marks) -> list[Clause]:
    """Cut a sentence into clauses, one for each act; one without an act where there is none."""
    acts = settled(replace(marks, acts=with_named(marks)))
    if not acts:
        first = min((f.end for f in marks.figures if f.unit == "percent"), default=marks.end)
        late = marks.language.verb_last or marks.language.code == "de"
        free = [
            s for s in marks.stances if not overlaps(s, marks.ifs) and (late or s.start < first)
        ]
        return [Clause(marks.start, marks.end, None, free)]
    rated = _rated_before(marks, acts[0])
    cuts = [rated.end if rated else marks.start]
    for before, act in itertools.pairwise(acts):
        cuts.append(_cut(marks, before, act))
    made = [rated] if rated else []
    for i, act in enumerate(acts):
        end = cuts[i + 1] if i + 1 < len(acts) else marks.end
        clause = Clause(cuts[i], end, act)
        clause.stances = _stances(marks, clause)
        made.append(clause)
        made += _second_rate(marks, clause)
    if marks.language.verb_last:
        _shared(marks, made)
        _ends_planned(marks, made[-1])
        made += _left_over(marks, made[-1])
    return made


def _rated_before(marks: Marks, act: Hit) -> Clause | None:
    """Return the clause of a rate that no verb of an act is in: "Chile pays 20%, because it buys oil"."""
    rates = [f for f in marks.figures if f.unit == "percent" and f.end <= act.start]
    if not marks.language.spaced or not rates:
        return None
    breaks = [m for m in _SUBORDINATE.finditer(marks.text, rates[-1].end, act.start)]
    if not breaks:
        return None
    cut = breaks[-1].start()
    stances = [s for s in marks.stances if s.start < cut and not overlaps(s, marks.ifs)]
    return Clause(marks.start, cut, None, stances)


_THEN = re.compile(r"(?i)(?:,\s(?:and|but|while|with|yet|und|aber|doch|et|mais|y|pero)|;)\s")


def _second_rate(marks: Marks, clause: Clause) -> list[Clause]:
    """Return what follows an act on a measure and has a rate of its own: "..., and its reward was 39%"."""
    act = clause.act
    if act is None or not marks.language.spaced:
        return []
    for figure in marks.figures:
        if figure.unit != "percent" or not clause.has(figure.start) or figure.start < act.end:
            continue
        gapped = _gapped(marks, clause, act, figure)
        if gapped:
            return [gapped]
        cuts = [m for m in _THEN.finditer(marks.text, act.end, figure.start)]
        owned = cuts and any(act.end <= m.start < cuts[-1].start() for m in marks.measures) and not any(
            act.end <= f.start < cuts[-1].start() and f.unit == "percent" for f in marks.figures)  # fmt: skip
        if owned and len(marks.text[cuts[-1].end() : figure.start].split()) > 2:
            rest = Clause(
                cuts[-1].start(),
                clause.end,
                None,
                [s for s in clause.stances if s.start >= cuts[-1].start()],
            )
            clause.end = cuts[-1].start()
            return [rest]
    return []


def _gapped(marks: Marks, clause: Clause, act: Hit, figure: Figure) -> Clause | None:
    """Return the rest whose verb is left out: "levies 50% on steel, and Canada 25% on copper"."""
    rate = figure.start
    told = any(act.end <= f.start < rate and f.unit == "percent" for f in marks.figures)
    who = next(
        (e for e in marks.economies if e.end < rate <= e.end + 3 and e.start > act.end), None
    )
    joined = who and re.search(r"(?i)[,;]\s?(?:(?:and|while|und|et|y|mientras)\s)?(?:the |die |la |le |el )?$",
                               marks.text[act.end : who.start])  # fmt: skip
    if not told or who is None or not joined:
        return None
    rest = Clause(
        who.start, clause.end, Hit(rate, figure.end, "acts", act.key), list(clause.stances)
    )
    clause.end = who.start
    return rest


def _left_over(marks: Marks, last: Clause) -> list[Clause]:
    """Return what comes after the last act and has a rate of its own: "15%를 넘지 않도록 하기로 했다"."""
    assert last.act is not None
    figure = next(
        (f for f in marks.figures if f.unit == "percent" and f.start > last.act.end), None
    )
    comma = (
        re.compile(_DELIMITER[marks.language.code]).search(marks.text, last.act.end, figure.start)
        if figure
        else None
    )
    if figure is None or comma is None:
        return []
    last.end = comma.end()
    stances = [s for s in marks.stances if s.start >= figure.start and not overlaps(s, marks.ifs)]
    return [Clause(comma.end(), marks.end, None, stances)]


_GOES_ON = {
    "ja": r"[^、。]{0,6}?(?:し|り|え|げ|め|き|い|て)?[、,]",
    "ko": r"[가-힣]{0,4}?(?:고|며|하고|하며|되)[,\s]",
}


def _shared(marks: Marks, made: list[Clause]) -> None:
    """Give a clause that goes on into the next ("인하하고 ... 투자한다") the next one's stances."""
    for clause, after in reversed(list(itertools.pairwise(made))):
        if clause.stances or clause.act is None:
            continue
        if re.match(
            r"[가-힣]{0,3}[했였았었됐렸췄]고", marks.text[clause.act.end : clause.act.end + 8]
        ):
            continue  # done, whatever comes next
        if re.match(
            _GOES_ON[marks.language.code], marks.text[clause.act.end : clause.act.end + 10]
        ):
            clause.stances = [
                s for s in after.stances if s.key in ("planned", "agreed", "offered", "considered")
            ]


def _ends_planned(marks: Marks, last: Clause) -> None:
    """Give a last clause that goes on the tense of its sentence's end: "투자하며, 10년에 걸쳐 집행한다"."""
    act = last.act
    if act is None or last.stances or marks.language.code != "ko" or act.key == "keep":
        return
    goes_on = re.match(_GOES_ON["ko"], marks.text[act.end - 1 : act.end + 10])
    if goes_on and _comes(marks.text, max(act.end, marks.end - _ENDING), marks.end):
        last.stances = [Hit(act.start, act.end, "stances", "planned")]


def _cut(marks: Marks, before: Hit, act: Hit) -> int:
    found = list(re.finditer(_DELIMITER[marks.language.code], marks.text[before.end : act.start]))
    if marks.language.verb_last:
        if found:
            return before.end + found[0].end()
        told = [
            s.end
            for s in marks.stances
            if before.end <= s.start <= before.end + _AFTER and s.end <= act.start
        ]
        return max(told, default=before.end)
    if not found:
        return act.start
    return _with_antecedent(marks, before.end, before.end + found[-1].start())


def _with_antecedent(marks: Marks, begin: int, cut: int) -> int:
    """Return where a relative clause begins with the measure it is on: "a tariff of 50% which ..."."""
    if not re.match(r",?\s?(?:which|que|qui|die|der|das)\b", marks.text[cut:]):
        return cut
    owned = [m for m in marks.measures if begin <= m.start and 0 <= cut - m.end <= _OF_ITS_RATE]
    if not owned or re.search(r"[,;]", marks.text[owned[-1].end : cut]):
        return cut
    first = owned[-1].start
    rates = [
        f
        for f in marks.figures
        if f.unit == "percent" and begin <= f.start and 0 <= first - f.end <= 12
    ]
    return rates[-1].start if rates else first


_OF_ITS_RATE = 24  # letters of a rate between a measure and its relative


_AFTER = 8  # letters from an act to the stance that closes its clause


_DELIMITER = {
    "en": r"[;—]|,(?!\d)|:\s|\b(?:and|but|while|whereas|although|though|which|or|then|so|as|after|because|saying|said)\b",
    "de": r"[;—]|,(?!\d)|:\s|\b(?:und|aber|während|doch|sowie|oder)\b",
    "fr": r"[;—]|,(?!\d)|:\s|\b(?:et|mais|tandis|alors que|ou|qui)\b",
    "es": r"[;—]|,(?!\d)|:\s|\b(?:y|e|pero|mientras|o|que)\b",
    "zh": r"[,，;；:：]|并(?!且)|而|但",
    "ja": r"[、,，;；]|が、",
    "ko": r"[,，;；]|하고|지만|하며|으며|면서",
}  # fmt: skip


_AND = {"en": r"\s(?:and|but)\s", "fr": r"\s(?:et|mais)\s", "es": r"\s(?:y|e|pero)\s"}


def _last_joined(marks: Marks, stances: list[Hit], act: Hit) -> list[Hit]:
    """Return the stances of the verb that an act hangs on: "asked Peru to yield and warned that it will retaliate"."""
    pattern = _AND.get(marks.language.code)
    heads = [
        s for s in stances if s.key in ("asked", "offered", "threatened", "considered", "agreed")
    ]
    if pattern is None or len(heads) < 2 or heads[0].end > act.start:
        return stances
    for one, other in reversed(list(itertools.pairwise(heads))):
        joined = re.search(pattern, marks.text[one.end : other.start])
        if joined and not any(one.end <= a.start < other.start for a in marks.acts):
            return [s for s in stances if s.start > one.start]
    return stances


_WILL_BE = {
    "fr": r"(?i)\b(?:sera|seront)\s(?:\w+\s){0,2}$",
    "es": r"(?i)\b(?:será|serán)\s(?:\w+\s){0,2}$",
}


_FUTURE = {
    "fr": r"(?i)\w+r(?:ai|as|a|ons|ez|ont|ais|ait|aient)", "es": r"(?i)\w+r(?:é|ás|á|emos|án|ía|ían)",
}  # fmt: skip


_SUBORDINATE = re.compile(  # what was planned before "after" is not planned after it
    r"(?i)\b(?:after|although|though|while|whereas|because|nachdem|obwohl|während|weil|après que|alors que|tandis que|"
    r"parce que|después de que|luego de que|mientras|porque|aunque)\s"
)
_NEGATION = {  # a verb's own: "引き下げない", "撤廃しなかった", "措置をとらない"
    "ja": r"(?:を(?:と|取|講じ|行|課|実施|発動))?[しさせげけられわかまばたな]{0,2}(?:ない(?!か|よう|と)|なかった|ません|ずに?(?=[、。]))",
}


_NOT_PAST = {
    "ja": r"(?!.{0,18}(?:た|だ|ている|ておる|ていた|中))[^。]{0,18}?(?:する|す|む|る|く|う)(?:[。」\n、]|$)",
    "ko": r"(?!.{0,14}(?:[했됐였췄렸혔섰갔왔]|하고 있))[^.]{0,14}?(?:한다|할|된다|린다|춘다|인다|운다|린다)",
}  # fmt: skip


_LAST = re.compile(r"([가-힣])다(?=[.。\s\"”’」]|$)")
_BUT = {"ko": re.compile(r"지만|으나[,\s]"), "ja": re.compile(r"(?:た|る|だ)が、")}
_FINALS = 28  # the final consonants of a Korean syllable, none among them
_N, _B = 4, 17  # of them "ㄴ" and "ㅂ"


def _comes(text: str, start: int, end: int) -> bool:
    """Whether a Korean sentence ends in the plain present, which tells what will be: "줄인다", "투자합니다"."""
    found = _LAST.search(text, start, end)
    if found is None or found.start() - start > _ENDING:
        return False
    final = (ord(found[1]) - ord("가")) % _FINALS
    polite = found[1] == "니" and (ord(text[found.start() - 1]) - ord("가")) % _FINALS == _B
    formal = polite and text[found.start() - 1] not in "습입"
    return (final == _N or formal) and not re.search(r"고 있|중이", text[start : found.start()])


_ENDING = 8  # letters from an act to the end of its sentence


def _stances(marks: Marks, clause: Clause) -> list[Hit]:
    """Return the stances that govern the clause's act; a verb's future tense is one of its own."""
    act = clause.act
    assert act is not None
    code, text = marks.language.code, marks.text
    own = [
        s for s in marks.stances
        if clause.has(s.start) and not any(a <= s.start < b for a, b in marks.ifs)
    ]  # fmt: skip
    if code == "fr" and re.search(r"(?i)\bn(?:e\s|['’])$", text[clause.start : act.start]):
        own.append(Hit(act.start - 2, act.start, "stances", "denied"))
    word = text[act.start : act.end].split()[0]
    if code in _WILL_BE and re.search(_WILL_BE[code], text[clause.start : act.start]):
        own.append(Hit(act.start, act.end, "stances", "planned"))
    if code in _FUTURE and re.fullmatch(_FUTURE[code], word):
        own.append(Hit(act.start, act.end, "stances", "planned"))
    if marks.language.verb_last:
        after = text[act.start : min(clause.end, act.end + 16)]
        refused = re.match(
            _NEGATION.get(code, r"(?!)"), text[act.end : min(clause.end, act.end + 12)]
        )
        if refused and not any(s.key == "denied" for s in own if s.start >= act.start):
            own.append(Hit(act.end, act.end + refused.end(), "stances", "denied"))
        if act.key != "keep" and (
            re.match(_NOT_PAST[code], after)
            or (code == "ko" and _comes(text, act.start, clause.end))
        ):
            own.append(Hit(act.start, act.end, "stances", "planned"))
        turn = _BUT[code].search(text, act.end, clause.end)
        if turn and any(act.start <= s.start < turn.start() for s in own):
            own = [s for s in own if s.start < turn.start()]  # what comes after is of another
        done = code == "ja" and re.match(
            r"(?:し|さ?れ|げ|め|っ|い)?たこと", text[act.end : act.end + 6]
        )
        return [s for s in own if s.start >= act.start and not (done and s.key == "agreed")]
    if code == "de":
        return own
    breaks = [m.end() for m in _SUBORDINATE.finditer(text, clause.start, act.start)]
    own = [s for s in own if not breaks or s.start >= breaks[-1]]
    told = [h.start for h in marks.said if clause.has(h.start) and h.end <= act.start]
    kept = _last_joined(marks, [s for s in own if s.start < act.end], act)
    return [s for s in kept if s.key == "denied" or not any(s.start < t for t in told)]
