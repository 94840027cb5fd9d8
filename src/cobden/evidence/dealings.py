# ruff: noqa: E501  # the patterns of words stand on one line each
"""What is bought or invested, the volume of a quota, and figures that are only levels."""

import re
from dataclasses import replace

from cobden.evidence import foreign_figures
from cobden.evidence.clauses import Clause
from cobden.evidence.marks import Marks
from cobden.evidence.numbers import Figure
from cobden.evidence.roles import Roles
from cobden.evidence.scene import Act

TRADES = frozenset(["buy", "sell", "invest"])


def statistic_of(marks: Marks, clause: Clause, figure: Figure) -> Act | None:
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


_OF_QUOTA = 40  # letters between a quota and its volume
_CLOSE_BY = 16  # letters from a number to the thing it counts


_STOCKS = re.compile(r"(?i)\b(?:stocks?|holdings|bestand|stocks? d|acervo)\b|残高|存量|잔액")


_INVESTED = {
    "en": r"invest\w*|\b(?:put|pump|plough|plow|pour|inject|channel|commit|spend)\w*\b[^.;]{0,40}\binto\b", "de": r"(?i)invest\w*", "fr": r"invest\w*", "es": r"inver\w*",
    "ja": r"投資|出資", "zh": r"投资", "ko": r"투자",
}  # fmt: skip


_BOUGHT = {
    "en": r"(?<!sub)(?:purchas\w+|buy\w*|bought|procure\w*|orders?\b|imports? of)", "de": r"(?i)kauf\w*|käufe\w*|abnahme|beschaff\w*",
    "fr": r"ach(?:a|è|e)t\w*", "es": r"compr\w*|adquisici\w*", "ja": r"購入|調達|買", "zh": r"购买|采购|买|进口",
    "ko": r"구매|구입|수입",
}  # fmt: skip


def traded_act(marks: Marks, clause: Clause, role: Roles, frame: Act, figure: Figure) -> Act | None:
    """Return what is bought or invested for a sum, a weight or a number of things."""
    if _is_volume(marks, clause, role, frame, figure):
        if figure.unit == "count" and not marks.language.spaced and not role.goods:
            return None
        act = frame.act or "open"  # "the quota for poultry will be 180,000 tonnes"
        return _dealt(marks, clause, role, replace(frame, act=act, measure="quota"), figure)
    act = _dealing(marks, clause, role, frame, figure)
    if not act:
        return None
    if act == "invest" and frame.act not in TRADES:
        frame = _of_investor(marks, clause, frame)
    return _dealt(marks, clause, role, replace(frame, act=act, measure=""), figure)


def _is_volume(marks: Marks, clause: Clause, role: Roles, frame: Act, figure: Figure) -> bool:
    """Whether a figure is the volume of a quota."""
    if figure.unit not in ("tonne", "count"):
        return False
    quota = any(m.key == "quota" and clause.has(m.start) for m in marks.measures)
    moved = frame.act in ("raise", "cut", "impose", "open", "extend", "keep") and quota
    told = not frame.act and bool(role.goods) and any(
        m.key == "quota" and clause.has(m.start) and abs(m.start - figure.start) < _OF_QUOTA for m in marks.measures)  # fmt: skip
    return moved or told or (frame.act == "open" and bool(role.goods))


def _dealt(marks: Marks, clause: Clause, role: Roles, frame: Act, figure: Figure) -> Act:
    """Return a frame with the figure that is dealt in, its bound and its goods."""
    bound, a, b = foreign_figures.bound(
        marks.language, marks.text, figure, clause.start, clause.end
    )
    spans = dict(frame.spans) | {"value": (figure.start, figure.end)}
    if bound:
        spans["bound"] = (a, b)
    goods = own_goods(marks, clause, figure) or role.goods
    start = min(figure.start, a) if bound else figure.start
    return replace(frame, figure=figure, bound=bound, start=start, end=figure.end,
                   goods=goods, spans=spans, was=_volume_before(marks, clause, figure) or frame.was)  # fmt: skip


_RISES_TO = (
    r"(\d[\d.,]*\d)\s?(?:[^\W\d_]+\s)?(?:to|auf|a|à|から|에서|至|到|增至|增加到|提高到|扩大到)\s?$"
)


def _volume_before(marks: Marks, clause: Clause, figure: Figure) -> float | None:
    """Return the volume that a quota comes from: "from 20,000 to 100,000 tonnes"."""
    if figure.unit not in ("tonne", "count") or not _moves(clause):
        return None
    core = figure.core[0] if figure.core[1] else figure.start
    before = re.search(_RISES_TO, marks.text[max(clause.start, core - 34) : core])
    if before is None:
        return None
    if marks.language.code == "en":
        return float(before[1].replace(",", ""))
    return foreign_figures.number(marks.language, before[1])


def _moves(clause: Clause) -> bool:
    """Whether a clause's act moves a level: it is raised or cut."""
    return clause.act is not None and clause.act.key in ("raise", "cut", "extend")


def _dealing(  # noqa: PLR0911  # one kind of doubt each
    marks: Marks, clause: Clause, role: Roles, frame: Act, figure: Figure
) -> str:
    """Return the act that a sum or a number of things is of: "buy", "sell", "invest" or ''."""
    money = bool(re.fullmatch(r"[A-Z]{3}", figure.unit))
    things = figure.unit in ("count", "tonne", "barrel", "bushel", "cubic metre", "vehicle")
    if (not money and not things) or (things and figure.value is None):
        return ""
    act = frame.act if frame.act in TRADES else ""
    near = marks.text[max(clause.start, figure.start - 60) : min(clause.end, figure.end + 60)]
    code = marks.language.code
    if not act and re.search(_INVESTED[code], near) and money:
        act = "invest"
    elif not act and re.search(_BOUGHT[code], near) and not _level_word(marks, figure):
        act = "buy"
    flow = re.search(r"(?i)\bimport\w*|输入|进口|輸入|수입", near)
    if act == "buy" and flow and money and frame.standing == "in force":
        return ""  # what was imported in a year is no purchase
    if act == "invest" and (things or _is_stock(marks, clause, figure)):
        return ""
    if money and frame.act not in TRADES and _level_word(marks, figure):
        return ""
    if things and not (role.goods or figure.noun):
        return ""
    counted = figure.unit == "count" and marks.language.spaced
    if counted and not any(figure.start <= g.start < figure.end + _CLOSE_BY for g in marks.goods):
        return ""
    return act


def _is_stock(marks: Marks, clause: Clause, figure: Figure) -> bool:
    """Whether a sum is what has been invested so far."""
    return bool(_STOCKS.search(marks.text, max(clause.start, figure.start - 34), figure.start))


def _of_investor(marks: Marks, clause: Clause, frame: Act) -> Act:
    """Return the frame by whom the noun names: "$550 billion in a Japanese investment fund"."""
    if not marks.language.spaced:
        return frame
    named = re.compile(r"(?i)(?:['’]s)?(?:/\S+)?\s(?:new\s)?(?:direct\s)?invest")
    investor = next(
        (e for e in marks.economies if clause.has(e.start) and named.match(marks.text, e.end)), None
    )
    firm = "by" in frame.spans and bool(marks.language.firms.find(marks.text, *frame.spans["by"]))
    if investor is not None and firm:  # "Novartis pledged $23 billion of American investment"
        span = (investor.start, investor.end)
        return replace(frame, on=(investor.key,), spans=frame.spans | {"on": span})
    if investor is None or investor.key == frame.by:
        return frame
    others = dict.fromkeys(p for p in (*frame.on, frame.by) if p and p != investor.key)
    spans = frame.spans | {"by": (investor.start, investor.end)}
    return replace(frame, by=investor.key, on=tuple(others), spans=spans)


def own_goods(marks: Marks, clause: Clause, figure: Figure) -> tuple[str, ...]:
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
