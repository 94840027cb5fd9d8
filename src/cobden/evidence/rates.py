# ruff: noqa: E501  # the patterns of words stand on one line each
"""Rates of duty: from which to which, each with its own target."""

import re
from dataclasses import dataclass, replace

from cobden.evidence import foreign_figures
from cobden.evidence.clauses import Clause
from cobden.evidence.marks import Marks, Span
from cobden.evidence.numbers import Figure
from cobden.evidence.percentages import more_bought
from cobden.evidence.roles import Roles
from cobden.evidence.scene import Act
from cobden.evidence.word_lists import Mention


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


def rate_levels(marks: Marks, rates: list[Figure]) -> list[_Level]:
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
        elif following and not kind and _kind(marks, following) == "to" and following.start - figure.end < 60 and any(
            figure.end <= m.start < following.start and m.key == "tariff" for m in marks.measures):  # fmt: skip
            left.pop(0)  # "its 19% tariff to 9%"
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


def rated_act(
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
    if not bound and clause.act and re.match(_CAPS, marks.text[clause.act.start : clause.act.end]):
        bound = "at most"
        spans["bound"] = (clause.act.start, clause.act.end)
    on, goods = role.on, role.goods
    local = _local(marks, clause, level, rates) if len(rates) > 1 + bool(level.was) else None
    if local:
        on = tuple(dict.fromkeys(m.key for m in local[0] if m.key != role.by)) or on
        goods = tuple(dict.fromkeys(g.key for g in local[1])) if local[1] else (
            () if local[0] else goods)  # fmt: skip
        spans |= _placed("on", local[0]) | _placed("goods", local[1])
    act = frame.act or "impose"
    act = "impose" if act == "control" else act
    if act == "remove" and figure.unit == "percentage point":
        act = "raise"  # "lift duties by 10 points"
    more = more_bought(marks, clause, figure, frame)
    act = "buy" if more else act
    if act in ("impose", "raise", "cut", "keep") and level.was and level.was.value is not None:
        act = "raise" if (figure.value or 0) > level.was.value else "cut"
    standing = frame.standing
    whole = _ALL_IN[marks.language.code].search(marks.text, clause.start, clause.end)
    measure = "all-in tariff" if whole else frame.measure or "tariff"
    if act == "impose":
        act = noun_act(marks, clause, figure, _NEXT) or act
    if act in ("consider", "threaten", "deny", "agree"):
        act = noun_act(marks, clause, figure) or "impose"
    return replace(
        frame, start=min(level.start, spans.get("bound", (level.start, 0))[0]), end=level.end, act=act,
        on=on, goods=goods, figure=figure, was=level.was.value if level.was else frame.was, bound=bound,
        standing=standing, measure="" if act == "buy" else measure, spans=spans,
    )  # fmt: skip


_ALL_IN = {  # the rate holds the ordinary duty
    code: re.compile(rf"(?i){pattern}")
    for code, pattern in {
        "en": r"\b(?:all-in|all-inclusive|combined (?:rate|duty|tariff)|the higher of|whichever is (?:the )?higher|comprised of the (?:MFN|most)|"
              r"\b(?:in all|all told|in total|altogether)\b|inclusive of (?:the )?(?:MFN|most|existing|ordinary)|including (?:the )?(?:MFN|most[- ]favou?red|existing|ordinary) |non-stacking|not stack)",
        "de": r"\b(?:alles eingeschlossen|insgesamt|alles in allem|all-inclusive|gesamtzoll|der höhere|je nachdem, was höher|einschließlich des (?:regulären|bestehenden|MFN))",
        "fr": r"\b(?:tout compris|au total|en tout|tous droits compris|le plus élevé (?:des|entre)|droit NPF (?:inclus|compris)|y compris (?:le droit|les droits) (?:NPF|existants))",
        "es": r"\b(?:todo incluido|en total|en conjunto|el (?:mayor|más alto) (?:de|entre)|incluido el arancel (?:NMF|vigente|ordinario)|arancel total)",
        "ja": r"合計で|全体で|既存の(?:関税|税率)(?:を含|込み)|(?:込み|合わせて|含めて)(?:で)?\d|いずれか高い", "zh": r"合计|总税率|总体税率|(?:包括|含)(?:原有|现有|最惠国)(?:关税|税率)|取其高者|较高者",
        "ko": r"모두 합쳐|합계|기존 관세(?:를)? 포함|중 높은",
    }.items()
}  # fmt: skip
_CAPS = r"(?i)caps?\b|capped|limit|deckel|begrenz|plafonn|topa"
_NEXT = 10  # letters between a noun and the figure it leads to: "the cut to 15%"


def noun_act(marks: Marks, clause: Clause, figure: Figure, reach: int = 0) -> str:
    """Return the act that a noun before the figure names: "a further delay of its 46% tariff"."""
    found = marks.language.finder("nouns").find(marks.text, clause.start, figure.start)
    return found[-1].key if found and figure.start - found[-1].end < (reach or REACH) else ""


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


REACH = 40  # letters from an act to the measure it is about
