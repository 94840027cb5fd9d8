# ruff: noqa: E501  # the patterns of words stand on one line each
"""Rows of tables, read with their headers: whose rate on whom or what, from when."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from cobden.evidence import foreign_figures, numbers
from cobden.evidence.act_dates import dated_slots
from cobden.evidence.clauses import Clause
from cobden.evidence.language import Language
from cobden.evidence.layout import LayoutBlock
from cobden.evidence.marks import Span, marks
from cobden.evidence.numbers import Figure
from cobden.evidence.scene import Act, Scene
from cobden.evidence.who import owner_of
from cobden.evidence.whom import PREPOSED, targets_of
from cobden.evidence.word_lists import Mention, table

_OLD = re.compile(
    r"(?i)\b(?:old|mfn|npf|nmf|previous|present|existing|current|before|from|former|prior|alt\w*|bisher\w*|vorher\w*|zuvor|ancien\w*|"
    r"précédent\w*|actuel\w*|avant|anterior\w*|antiguo|actual|antes)\b|旧|従来|変更前|改正前|改定前|現行|现行|原|旧税率|调整前|기존|이전|현행|종전"
)
_BASE = re.compile(  # of a rate: "base rate", not "ordinary articles"
    r"(?i)\b(?:base|basic|general|standard|regular|ordinary|normal|bound|basis\w*|regel\w*)\b|기본|기준|基本|基准|最惠国|最恵国|普通|一般"
)
_NEW = re.compile(
    r"(?i)\b(?:new|preferential|concession\w*|applied|agreed|reduced|präferenz\w*|ermäßigt\w*|préférentiel\w*|réduit|preferencial|reducid\w*|now|after|to|revised|final|neu\w*|künftig\w*|nouveau\w*|nouvel\w*|après|nuevo|nueva|después)\b|"
    r"新|変更後|改正後|改定|调整后|調整後|개정|신규|변경|協定|特恵|协定|优惠|暂定|할당|협정|특혜|인하"
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


_FROM = re.compile(
    r"(?i)\b(?:from|as of|since|effective|ab|seit|à partir|à compter|dès|desde|a partir)\b|から|以降|起|부터"
)
_CODE = re.compile(r"\d{4}(?:[. ]?\d{2}){0,3}")
_HEAD_OF_CODES = re.compile(
    r"(?i)\b(?:hs|htsus?|codes?|headings?|subheadings?|tariff (?:item|line|code)|cn|kn|kn-code|nc|sa|position|"
    r"partida|fracción|código|code sh)\b|税号|税則|税则|税番|品目番号|番号|編號|세번|HSK|품목번호"
)
_CAME_FROM = re.compile(
    r"(?i)^\W*(?:(?:down|up|cut|raised|lowered|reduced|increased) from|previously|formerly|was|bisher|statt|zuvor|auparavant|contre|"
    r"au lieu de|antes|desde|baja desde|原|此前|従来|종전|기존)"
)
_OTHER_THAN = re.compile(
    r"(?i)[(,;]|\s(?:of|from|made|containing|other than|excluding|except|for|with|de|des|du|d['’]|aus|von|mit|außer|para|sin|con)\s?"
)
_UNTIL = re.compile(r"(?i)\b(?:until|till|through|up to|bis|jusqu\w*|hasta)\b|まで|之前|까지")
_WHOLE = re.compile(
    r"(?i)(?:total|average|all|mean|sum|source|note|gesamt|insgesamt|durchschnitt|quelle|moyenne|ensemble|fuente|"
    r"promedio|出典|合計|平均|注|来源|总计|합계|평균|출처)\b"
)


@dataclass(frozen=True)
class RateColumn:
    """What the header of a column says: whose rate on whom, of which goods, as of when."""

    said: str = ""
    economies: tuple[str, ...] = ()
    goods: tuple[str, ...] = ()
    on_named: bool = False  # "tariff on Mexico": the economy named is the one that bears it
    first: date | None = None
    until: bool = False

    @property
    def starts(self) -> bool:
        """Whether its rates hold from a day: "rate from 1 October"."""
        return self.first is not None and not self.until and bool(_FROM.search(self.said))

    @property
    def old(self) -> bool:
        """Whether its rates are what was."""
        base = _BASE.search(self.said) and _RATE.search(self.said)
        return self.until or (not self.starts and bool(_OLD.search(self.said) or base))

    @property
    def new(self) -> bool:
        """Whether its rates are what is now."""
        return not self.until and (self.starts or bool(_NEW.search(self.said)))


def columns(text: str, head: LayoutBlock | None, scene: Scene, count: int) -> list[RateColumn]:
    """Return the columns of a table of ``count`` cells a row, blank where it has no header of as many."""
    if head is None or len(head.cells) not in (count, count - 1):
        return [RateColumn()] * count
    made = [RateColumn()] * (count - len(head.cells))
    for a, b in head.cells:
        found = marks(scene.language, text, a, b, scene.published)
        said = text[a:b]
        named = tuple(dict.fromkeys(m.key for m in found.economies))
        lead = said[: found.economies[0].start - a] if found.economies else ""
        day = found.dates[0].first if found.dates else _year(said)
        made.append(RateColumn(said, named, tuple(dict.fromkeys(g.key for g in found.goods)),
                           bool(_ON.search(lead)), day, bool(_UNTIL.search(said))))  # fmt: skip
    return made


def _year(said: str) -> date | None:
    found = re.search(r"\b(20\d\d)\b", said)
    return date(int(found[1]), 1, 1) if found else None


def row_acts(
    text: str, block: LayoutBlock, head: LayoutBlock | None, scene: Scene, frame: Act
) -> list[Act]:
    """Return the acts of one row, of its table's ``frame``: who, on whom, of which goods.

    A figure's column says what it is: an old or a new rate, a day; a row names whom or what the
    rate falls on. Of an old and a new rate the row is one act.
    """
    cells = block.cells
    heads = columns(text, head, scene, len(cells))
    rates: dict[int, Figure] = {}
    on: list[tuple[str, Span]] = []
    goods: list[tuple[str, Span]] = []
    labels: list[str] = []
    base = frame
    coded, was = "", None
    for i, (a, b) in enumerate(cells):
        if _CODE.fullmatch(text[a:b].strip()) and (
            _HEAD_OF_CODES.search(heads[i].said) or (i == 0 and len(text[a:b].strip()) > 4)):  # fmt: skip
            coded = re.sub(r"\D", "", text[a:b])
            continue
        found = marks(scene.language, text, a, b, scene.published)
        if _CAME_FROM.search(text[a:b]) and rates and found.figures:
            was = found.figures[0]
            continue
        rate = _rate(scene.language, text, a, b, heads[i].said)
        if rate and not _SHARE.search(heads[i].said):
            rates[i] = rate
        elif (
            found.dates
            and (not heads[i].said or _WHEN.search(heads[i].said))
            and found.dates[0].first
        ):
            span = (found.dates[0].start, found.dates[0].end)
            base = replace(
                base,
                in_force=found.dates[0].first.isoformat(),
                spans=base.spans | {"in_force": span},
            )
        elif not rates or found.economies or found.goods:
            on += [(m.key, (m.start, m.end)) for m in found.economies[:1]]
            goods += [(m.key, (m.start, m.end)) for m in _headed(text, a, b, found.goods)]
            labels.append(text[a:b])
    goods = _of_code(coded, goods) if coded else goods
    labelled = [x for x in labels if re.search(r"[^\W\d_]{2}", x) and not _WHOLE.match(x)]
    if not rates or not (on or goods or (labelled and head is not None and (base.by or base.on))):
        return []
    made = list(_acts(base, rates, heads, on, goods, scene))
    return [_moved(act, was) if was else act for act in made]


def _moved(act: Act, was: Figure) -> Act:
    """Return a row's act with the rate that a cell says it comes from: "down from 30%"."""
    if act.figure is None or act.figure.value is None or was.value is None or act.was is not None:
        return act
    told = (
        "raise"
        if act.figure.value > was.value
        else "cut"
        if act.figure.value < was.value
        else "keep"
    )
    return replace(act, act=told, was=was.value, spans=act.spans | {"was": (was.start, was.end)})


def _headed(text: str, a: int, b: int, goods: list[Mention]) -> list[Mention]:
    """Return the goods that a cell is headed by: "wine of fresh grapes" is wine."""
    cut = _OTHER_THAN.search(text, a + 1, b)
    first = [g for g in goods if cut is None or g.start < cut.start()]
    return first or goods


@cache
def _headings() -> dict[str, str]:
    """Return the goods by the headings of the Harmonized System that they are."""
    return {code: row["good"] for row in reversed(table("goods")) for code in row["hs"].split()}


def _of_code(code: str, goods: list[tuple[str, Span]]) -> list[tuple[str, Span]]:
    """Return the goods of a row that has a code: those named that may bear it, or what the code is."""
    held = [c for c in _headings() if code.startswith(c)]
    known = {good: c for c, good in _headings().items()}
    apart = [g for g in goods if known.get(g[0], code)[:2] != code[:2]]
    kept = [g for g in goods if g not in apart]
    if kept or not held:
        return kept
    return [(_headings()[max(held, key=len)], goods[0][1] if goods else (0, 0))]


def _acts(
    base: Act, rates: dict[int, Figure], heads: list[RateColumn], on: list[tuple[str, Span]],
    goods: list[tuple[str, Span]], scene: Scene,
) -> Iterator[Act]:  # fmt: skip
    old = _earlier(rates, heads)
    for i, figure in rates.items():
        if i == old and len(rates) > 1:
            continue
        column = heads[i]
        by, targets, spans = _parties(base, column, on[0] if on else None, bool(goods))
        spans |= {"value": (figure.start, figure.end)}
        if goods:
            spans["goods"] = goods[0][1]
        was, act = None, base.act if base.act != "keep" else "impose"
        other = (
            any(heads[k].new for k in rates) and not column.new
        )  # a rate of another kind, beside old and new
        if (
            old is not None
            and i != old
            and not other
            and rates[old].value is not None
            and figure.value is not None
        ):
            before = rates[old].value or 0.0
            was = before
            act = "raise" if figure.value > before else "cut" if figure.value < before else "keep"
            spans["was"] = (rates[old].start, rates[old].end)
        started = base.in_force or (
            column.first.isoformat() if column.first and not column.until and column.first.year > 1 else "")  # fmt: skip
        standing = base.standing
        if scene.published and started[:10] > scene.published.isoformat():
            standing = "planned" if standing == "in force" else standing
        told = tuple(dict.fromkeys(g for g, _ in goods)) or column.goods or base.goods
        yield replace(
            base, start=figure.start, end=figure.end, act=act, by=by, on=tuple(t for t in targets if t != by),
            goods=told, figure=figure, was=was, standing=standing, in_force=started, spans=spans,
        )  # fmt: skip


def _earlier(rates: dict[int, Figure], heads: list[RateColumn]) -> int | None:
    """Return the column of the earlier rate, where one of two columns is what was."""
    told = next((i for i in rates if heads[i].old and not heads[i].new), None)
    if told is not None or len(rates) != 2:
        return told
    one, two = rates
    days = heads[one].first, heads[two].first
    if days[0] and days[1] and days[0] != days[1]:
        return one if days[0] < days[1] else two
    return one if heads[two].new and not heads[one].new and not heads[one].economies else None


def _parties(  # noqa: PLR0911  # one form of header each
    base: Act, column: RateColumn, row: tuple[str, Span] | None, of_goods: bool
) -> tuple[str, tuple[str, ...], dict[str, Span]]:
    """Return who and whom: as the row, the column's header and the table's frame say."""
    told, spans = column.economies, dict(base.spans)
    if row is None or (len(told) > 1 and of_goods):
        if len(told) > 1:
            return told[0], (told[1],), spans
        if told and (column.on_named or not base.on or told[0] in base.on) and told[0] != base.by:
            return base.by, told, spans
        return (
            (told[0] if told else base.by),
            tuple(b for b in (*base.on, base.by) if b not in told)[:1] if told else base.on,
            spans,
        )
    spans["on"] = row[1]
    if told and column.on_named and told[0] != row[0]:
        return row[0], (told[0],), spans | {"by": row[1]}
    if told:
        return told[0], (row[0],), spans
    if not base.by and base.on and row[0] not in base.on:
        return row[0], base.on, spans | {"by": row[1]}
    if base.by == row[0]:
        return row[0], base.on, spans
    return base.by, (row[0],), spans


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
            (e for e in found.economies if not _under(text, start, e, scene)), None
        )
        targets = targets_of(found, clause, [e for e in found.economies if e is not first])
        if first:
            frame = replace(
                frame, by=first.key, spans=frame.spans | {"by": (first.start, first.end)}
            )
        if targets:
            frame = replace(frame, on=tuple(t.key for t in targets if t.key != frame.by))
        starts = dated_slots(found, clause, scene).get("in_force")
        if starts:
            frame = replace(frame, in_force=starts[0], spans=frame.spans | {"in_force": starts[1]})
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


_ORIGIN = {
    "ja": r"(?:を原産|産|製|から|に対|への|向け|の物品|の産品)", "ko": r"(?:산|을 원산지|를 원산지|에 대|으로부터|로부터|에서)",
}  # fmt: skip


def _under(text: str, start: int, economy: Mention, scene: Scene) -> bool:
    """Whether a table's lead-in names an economy as where the goods are from."""
    origin = _ORIGIN.get(scene.language.code)
    if origin:
        return bool(re.match(origin, text[economy.end : economy.end + 6]))
    pattern = PREPOSED.get(scene.language.code)
    lead = text[max(start, economy.start - 40) : economy.start]
    return bool(pattern and re.search(pattern, lead))
