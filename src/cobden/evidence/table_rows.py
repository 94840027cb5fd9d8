# ruff: noqa: E501  # the patterns of words stand on one line each
"""Rows of tables, read with their headers: whose rate on whom or what, from when."""

import re
from dataclasses import replace

from cobden.evidence import foreign_figures, numbers
from cobden.evidence.clauses import Clause, Span, marks
from cobden.evidence.language import Language
from cobden.evidence.layout import LayoutBlock
from cobden.evidence.numbers import Figure
from cobden.evidence.roles import PREPOSED, owner_of, targets_of
from cobden.evidence.scene import Act, Scene

_OLD = re.compile(
    r"(?i)\b(?:old|previous|present|existing|current|before|from|former|prior|alt\w*|bisher\w*|vorher\w*|zuvor|ancien\w*|"
    r"précédent\w*|actuel\w*|avant|anterior\w*|antiguo|actual|antes)\b|旧|従来|変更前|现行|原|旧税率|调整前|기존|이전|현행|종전"
)
_NEW = re.compile(
    r"(?i)\b(?:new|now|after|to|revised|final|neu\w*|künftig\w*|nouveau\w*|nouvel\w*|après|nuevo|nueva|después)\b|"
    r"新|変更後|调整后|개정|신규|변경"
)
_RATE = re.compile(
    r"(?i)\b(?:rate|rates|tariff|tariffs|duty|duties|levy|adjusted|additional|percent|surcharge|zoll\w*|zölle|satz|"
    r"zollsatz|droits?|taux|tarif\w*|surtaxe|arancel\w*|tipo|tasa|gravamen)\b|%|税率|関税|关税|관세|세율"
)
_WHEN = re.compile(
    r"(?i)\b(?:in force|effective|date|from|since|starts?|in kraft|gültig|ab|datum|en vigueur|"
    r"date|vigor|vigencia|fecha)\b|発効|施行|生效|日期|실시|발효|시행|日"
)
_ON = re.compile(
    r"(?i)\b(?:on|to|against|charged to|faced by|facing|auf|gegen|sur|contre|sobre|a|contra)\b|に対|对|対|에 대"
)
_SHARE = re.compile(
    r"(?i)\b(?:share|change|growth|anteil|part|cuota de mercado|variación)\b|シェア|份额|점유율|比"
)


def row_acts(
    text: str, block: LayoutBlock, head: LayoutBlock | None, scene: Scene, frame: Act
) -> list[Act]:
    """Return the acts of one row, of its table's ``frame``: who, on whom, of which goods.

    A figure's column says what it is: an old or a new rate, a day; a row names whom or what the
    rate falls on. Of an old and a new rate the row is one act.
    """
    cells = block.cells
    heads = [text[a:b] for a, b in head.cells] if head else []
    named = [
        heads[i] if i < len(heads) and len(heads) == len(cells) else "" for i in range(len(cells))
    ]
    rates: dict[int, Figure] = {}
    on: list[tuple[str, Span]] = []
    goods: list[tuple[str, Span]] = []
    in_force = ""
    spans: dict[str, Span] = {}
    for i, (a, b) in enumerate(cells):
        found = marks(scene.language, text, a, b, scene.published)
        rate = _rate(scene.language, text, a, b, named[i])
        if rate and not _SHARE.search(named[i]):
            rates[i] = rate
            continue
        if found.dates and (not named[i] or _WHEN.search(named[i])) and found.dates[0].first:
            in_force = found.dates[0].first.isoformat()
            spans["in_force"] = (found.dates[0].start, found.dates[0].end)
            continue
        on += [(m.key, (m.start, m.end)) for m in found.economies[:1]]
        goods += [(m.key, (m.start, m.end)) for m in found.goods]
    if not rates or not (on or goods):
        return []
    base = replace(frame, spans=frame.spans | spans)
    if in_force:
        base = replace(base, in_force=in_force)
    return list(_acts(text, base, rates, named, on, goods, scene))


def _acts(text, base: Act, rates, named, on, goods, scene: Scene):  # noqa: PLR0912  # one form of header each
    old = next((i for i in rates if _OLD.search(named[i])), None)
    for i, figure in rates.items():
        if i == old and len(rates) > 1:
            continue
        heading = named[i]
        by, targets = base.by, base.on
        spans = dict(base.spans) | {"value": (figure.start, figure.end)}
        told = scene.language.economies.find(heading, 0, len(heading))
        row = on[0] if on else None
        if row:
            spans["on"] = row[1]
            targets = (row[0],)
            if len(told) > 1 and goods:
                by, targets = told[0].key, (told[1].key,)
            elif told and _ON.search(heading[: told[0].start]):
                by, targets = row[0], (told[0].key,)
                spans["by"], spans["on"] = row[1], row[1]
            elif told:
                by = told[0].key
            elif not base.by and base.on:
                by, targets = row[0], base.on
            elif base.by == row[0]:
                targets = base.on
        elif len(told) > 1:
            by, targets = told[0].key, (told[1].key,)
        elif told:
            targets = (told[0].key,)
        if by in targets:
            targets = ()
        if goods:
            spans["goods"] = goods[0][1]
        was = rates[old].value if old is not None and i != old else None
        act = base.act
        if was is not None and figure.value is not None:
            act = "raise" if figure.value > was else "cut" if figure.value < was else "keep"
            spans["was"] = (rates[old].start, rates[old].end)
        standing = base.standing
        if scene.published and base.in_force[:10] > scene.published.isoformat():
            standing = "planned" if standing == "in force" else standing
        yield replace(
            base, start=figure.start, end=figure.end, act=act, by=by, on=targets,
            goods=tuple(dict.fromkeys(g for g, _ in goods)) or base.goods, figure=figure, was=was,
            standing=standing, spans=spans,
        )  # fmt: skip


def _rate(language: Language, text: str, a: int, b: int, heading: str) -> Figure | None:
    """Return a cell's rate: a percentage, or a bare number under a header of rates."""
    said = text[a:b].strip()
    read = numbers.figures if language.code == "en" else None
    found = (
        read(text, a, b, []) if read else foreign_figures.figures(language, text, a, b, []))  # fmt: skip
    rates = [f for f in found if f.unit == "percent" and f.value is not None]
    if rates and len(said) < 24:
        return rates[0]
    free = re.fullmatch(r"(?i)(?:free|frei|exempt\w*|libre|0|zero|無税|免税|무세)", said)
    if free and _RATE.search(heading):
        return Figure(a, b, 0.0, 0.0, 0.0, "percent", core=(a, b))
    if re.fullmatch(r"\d{1,3}(?:[.,]\d+)?", said) and _RATE.search(heading):
        value = float(said.replace(",", "."))
        return Figure(a, b, value, value, value, "percent", core=(a, b))
    return None


def table_frame(lead: list[Act], scene: Scene, text: str, spans: list[Span]) -> Act:
    """Return what a table's rows have in common, from the acts and words that introduce it.

    ``spans`` are the headings and the lead-in above it, nearest last.
    """
    frame = Act(0, 0, "impose", by=scene.home)
    for start, end in spans:
        found = marks(scene.language, text, start, end, scene.published)

        clause = Clause(start, end, None)
        owner = owner_of(found, clause, found.economies)
        first = owner or next(
            (e for e in found.economies if not _under(text, start, e.start, scene)), None
        )
        targets = targets_of(found, clause, [e for e in found.economies if e is not first])
        if first:
            frame = replace(
                frame, by=first.key, spans=frame.spans | {"by": (first.start, first.end)}
            )
        if targets:
            frame = replace(frame, on=tuple(t.key for t in targets if t.key != frame.by))
        goods = tuple(dict.fromkeys(g.key for g in found.goods))
        if goods and found.measures:
            frame = replace(frame, goods=goods)
    if lead:
        last = lead[-1]
        frame = replace(
            frame, by=last.by or frame.by, standing=last.standing, in_force=last.in_force or frame.in_force,
            act=last.act if last.act in ("impose", "raise", "cut", "keep") else "impose",
        )  # fmt: skip
    return frame


def _under(text: str, start: int, at: int, scene: Scene) -> bool:

    pattern = PREPOSED.get(scene.language.code)
    return bool(pattern and re.search(pattern, text[max(start, at - 40) : at]))
