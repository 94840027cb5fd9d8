# ruff: noqa: E501  # the patterns of words stand on one line each
"""Rates of duty: which percentages are rates, from which to which, each with its own target."""

import re
from dataclasses import dataclass, replace

from cobden.evidence import foreign_figures
from cobden.evidence.clauses import Clause
from cobden.evidence.marks import Marks, Span
from cobden.evidence.numbers import Figure
from cobden.evidence.roles import Roles
from cobden.evidence.scene import TARIFF_ACTS, Act, Scene
from cobden.evidence.voice import borne
from cobden.evidence.word_lists import Mention

FLOWS = {
    "en": r"\b(?:imports?|exports?|purchas\w+|shipments?|buying|sales|importing|exporting)\b",
    "de": r"(?i)\b(?:Importe?n?|Exporte?n?|Ein\w*fuhr\w*|Ausfuhr\w*|Käufe|Kauf|Lieferung\w*)\b",
    "fr": r"(?i)\b(?:importations?|exportations?|achats?|livraisons?)\b",
    "es": r"(?i)\b(?:importaci\w+|exportaci\w+|compras?|envíos?|ventas)\b",
    "ja": r"輸入|輸出|購入|出荷", "zh": r"进口|出口|采购|购买|输出", "ko": r"수입|수출|구매|출하",
}  # fmt: skip


def is_rate(  # noqa: PLR0911  # one kind of doubt each
    marks: Marks, clause: Clause, figure: Figure, frame: Act, scene: Scene
) -> bool:
    """Whether a percentage is a rate of duty, or a change of trade that somebody brings about."""
    text = marks.text
    after = text[figure.end : figure.end + 26]
    volumes = any(m.key == "quota" and clause.has(m.start) for m in marks.measures)
    if not (volumes and frame.act in ("raise", "cut")) and re.match(r"\s(?:of (?!(?:that |the |its |this )?(?:duty|duties|tariff|rate|lev))|stake|share|de (?:las|los|la|l[ae']|sus) (?!droits|arancel)|der |des (?:bén|Ge))"
                r"|\s?(?:の(?:株|シェア|出資)|的(?:份额|股)|의 (?:지분|점유)|de su\s)", after):  # fmt: skip
        return False
    if _describes_goods(marks, clause, figure):
        return False
    near = [
        m
        for m in marks.measures
        if clause.has(m.start) and m.key not in ("barrier", "measure", "control")
    ]
    moved = text[max(clause.start, figure.start - 24) : figure.start]
    if _MARKET_MOVE.get(marks.language.code, _NEVER).search(moved) and not near:
        return False
    if borne(marks, clause, figure):
        return True
    if _more_bought(marks, clause, figure, frame):
        return bool([g for g in marks.goods if clause.has(g.start)])
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
        and re.search(FLOWS[marks.language.code], text[clause.start : clause.end])
    ):
        return bool([g for g in marks.goods if clause.has(g.start)])
    if clause.act is not None and re.match(_TAXES, text[clause.act.start : clause.act.end]):
        return True
    sentence = [m for m in marks.measures if m.key in ("tariff", "countermeasure")]
    tariffed = bool(sentence) or bool(scene.memory.told) or scene.asked_of_tariff or (
        scene.lead is not None and scene.lead.measure == "tariff")  # fmt: skip
    on = re.match(r"\s(?:on|for|against|auf|gegen|sur|sobre|a los|a las|a la|al|aux|pour)\s", after)
    direct = bool(on) and any(
        figure.end <= m.start < figure.end + 40 for m in (*marks.goods, *marks.economies)
    )
    generic = re.match(
        r"\s(?:on|for) (?:most |all |its |their |our |your |the |other )*(?:goods|imports|exports|products)\b",
        after,
    )
    direct = direct or bool(generic)
    if levels and not sentence and not direct:
        return False
    if frame.act in TARIFF_ACTS - {"extend", "keep"} and (tariffed or direct):
        return True
    named = any(figure.end <= m.start < figure.end + 40 for m in (*marks.goods, *marks.economies))
    if frame.act == "keep" and on and named:
        return True
    return (direct and tariffed) or (direct and clause.act is None) or (
        tariffed and frame.act in ("ask", "offer", "deny", "keep", "agree"))  # fmt: skip


_OF_GOODS = {  # "goods with an MFN rate lower than 15 percent": which goods, no act
    code: re.compile(rf"(?i){pattern}[^,;，、]{{0,50}}$")
    for code, pattern in {
        "en": r"\b(?:goods|products|lines|items|imports|articles|those) (?:with|that have|whose|carrying|bearing|that (?:already )?face)\b",
        "de": r"\b(?:waren|güter|produkte) mit\b", "fr": r"\b(?:produits|biens|marchandises) (?:dont|ayant|soumis à)\b",
        "es": r"\b(?:productos|bienes|mercancías) (?:cuyo|con|que tienen)\b",
    }.items()
}  # fmt: skip
AVERAGE = {
    code: re.compile(rf"(?i){pattern}")
    for code, pattern in {
        "en": r"\b(?:average|mean|trade-weighted|effective)\b(?:[ ][\w-]+){0,4}[ ](?:tariff|duty|duties|rate|levy)\b",
        "de": r"durchschnitt\w*[ ](?:\w+[ ]){0,2}(?:zoll|zölle|satz)|durchschnittszoll", "fr": r"\b(?:droit|tarif|taux)[^,.]{0,25}moyen",
        "es": r"\barancel[^,.]{0,25}(?:promedio|medio)\b", "ja": r"平均[^、。]{0,8}(?:関税|税率)", "zh": r"平均[^,，。]{0,8}(?:关税|税率)",
        "ko": r"평균[^,.]{0,8}(?:관세|세율)",
    }.items()
}  # fmt: skip


def _more_bought(marks: Marks, clause: Clause, figure: Figure, frame: Act) -> bool:
    """Whether it is by how much more is bought: "will increase imports of rice by 75%"."""
    if clause.act is None or frame.act not in ("raise", "buy") or clause.act.start > figure.start:
        return False
    between = marks.text[clause.act.start : figure.start]
    tariff = any(clause.act.start <= m.start < figure.start and m.key in ("tariff", "quota")
                 for m in marks.measures)  # fmt: skip
    return not tariff and bool(re.search(FLOWS[marks.language.code], between))


def _describes_goods(marks: Marks, clause: Clause, figure: Figure) -> bool:
    """Whether a rate says which goods are meant, or is an average of many: no act has it."""
    before = marks.text[max(marks.start, figure.start - 90) : figure.start]
    goods = _OF_GOODS.get(marks.language.code)
    if goods and goods.search(before):
        return True
    average = AVERAGE[marks.language.code].search(
        marks.text, max(clause.start, figure.start - 80), figure.start
    )
    return bool(average) and (clause.act is None or clause.act.key not in ("cut", "raise"))


_TAXES = r"(?i)(?:sur)?tax|collect|charg|erheb|erhob|verzoll|kassier|verlang|cobr|lev[yi]|besteuer|grav[aáeó]|課税|追加関税|上乗せ|加征|征收|课征|과세|부과"


_NEVER = re.compile(r"(?!)")
_MARKET_MOVE = {  # a move told without a measure
    "en": re.compile(
        r"(?i)\b(?:rose|rise[sn]?|fell|falls?|dropp?(?:s|ed)?|slump\w*|soar\w*|plung\w*|tumbl\w*|gain\w*|add(?:s|ed)|climb\w*|"
        r"jump\w*|slip\w*|weaken\w*|edg\w+|surg\w*|sank|sinks?|los(?:t|es)|down|up|higher|lower)\s(?:nearly |about |some |over |more than )?$"
    ),
    "de": re.compile(
        r"(?i)\b(?:stieg\w*|steigt|fiel\w*|fällt|verlor\w*|verliert|gewann\w*|gewinnt|sank|sinkt|kletter\w*|brach\w*|rutsch\w*|legte|gab|büßte)\s(?:um |rund |fast |knapp |mehr als )*$"
    ),
    "fr": re.compile(
        r"(?i)\b(?:gagn\w+|perd\w*|recul\w+|bondi\w*|chut\w+|cèd\w+|rend|grimp\w+|progress\w+|avanc\w+|lâch\w+|s['’]envol\w+)\s(?:de |près |plus |environ )*$"
    ),
    "es": re.compile(
        r"(?i)\b(?:sub\w+|ca[eyí]\w*|cedi\w+|perdi\w+|pierd\w+|gan[aóo]\w*|sum[aó]\w*|avanz\w+|retroced\w+|dispar\w+|repunt\w+|desplom\w+|creci\w+)\s(?:casi |cerca de |más de )?(?:un |el )?$"
    ),
}  # fmt: skip


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
    more = _more_bought(marks, clause, figure, frame)
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
