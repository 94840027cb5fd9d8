# ruff: noqa: E501  # the patterns of words stand on one line each
"""Which percentages are rates of duty: by rules that are tried in order, the first that knows decides."""

import re
from dataclasses import dataclass

from cobden.evidence.clauses import Clause
from cobden.evidence.marks import Marks
from cobden.evidence.numbers import Figure
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


@dataclass(frozen=True)
class _Seen:
    """A percentage where it stands: in its clause, beside measures and levels, in its scene."""

    marks: Marks
    clause: Clause
    figure: Figure
    frame: Act
    scene: Scene

    @property
    def after(self) -> str:
        """The words behind it."""
        return self.marks.text[self.figure.end : self.figure.end + 26]

    @property
    def near(self) -> list[Mention]:
        """The measures of its clause that have rates or volumes."""
        others = ("barrier", "measure", "control")
        return [m for m in self.marks.measures if self.clause.has(m.start) and m.key not in others]

    @property
    def levels(self) -> list[Mention]:
        """The levels and markets of its clause."""
        return [m for m in (*self.marks.levels, *self.marks.markets) if self.clause.has(m.start)]

    @property
    def has_goods(self) -> bool:
        """Whether its clause names goods."""
        return any(self.clause.has(g.start) for g in self.marks.goods)

    @property
    def leads_to(self) -> bool:
        """Whether goods or an economy follow."""
        end = self.figure.end
        return any(end <= m.start < end + 40 for m in (*self.marks.goods, *self.marks.economies))


def is_rate(marks: Marks, clause: Clause, figure: Figure, frame: Act, scene: Scene) -> bool:
    """Whether a percentage is a rate of duty, or a change of trade that somebody brings about."""
    seen = _Seen(marks, clause, figure, frame, scene)
    verdicts = (rule(seen) for rule in _RATE_RULES)
    return next((verdict for verdict in verdicts if verdict is not None), False)


_A_PART = re.compile(
    r"\s(?:of (?!(?:that |the |its |this )?(?:duty|duties|tariff|rate|lev))|stake|share|de (?:las|los|la|l[ae']|sus) (?!droits|arancel)|der |des (?:bén|Ge))"
    r"|\s?(?:の(?:株|シェア|出資)|的(?:份额|股)|의 (?:지분|점유)|de su\s)"
)


def _as_a_part(seen: _Seen) -> bool | None:
    """A share of something is no rate: "5% of the shares"."""
    volumes = any(m.key == "quota" and seen.clause.has(m.start) for m in seen.marks.measures)
    moves = volumes and seen.frame.act in ("raise", "cut")
    return False if not moves and _A_PART.match(seen.after) else None


def _as_of_goods(seen: _Seen) -> bool | None:
    """A rate that says which goods are meant is no act's."""
    return False if _describes_goods(seen.marks, seen.clause, seen.figure) else None


def _as_a_move(seen: _Seen) -> bool | None:
    """A move of a market is no rate, unless a measure moves."""
    start = seen.figure.start
    lead = seen.marks.text[max(seen.clause.start, start - 24) : start]
    moved = _MARKET_MOVE.get(seen.marks.language.code, _NEVER).search(lead)
    return False if moved and not seen.near else None


def _as_borne(seen: _Seen) -> bool | None:
    """What somebody pays is a rate."""
    return True if borne(seen.marks, seen.clause, seen.figure) else None


def _asmore_bought(seen: _Seen) -> bool | None:
    """By how much more is bought, where goods are named."""
    more = more_bought(seen.marks, seen.clause, seen.figure, seen.frame)
    return seen.has_goods if more else None


def _as_of_measure(seen: _Seen) -> bool | None:
    """What stands by a measure is its rate, unless a level stands nearer."""
    start = seen.figure.start
    gap = min((abs(m.start - start) for m in seen.near), default=999)
    level_gap = min((abs(m.start - start) for m in seen.levels), default=999)
    if not seen.near or (level_gap < gap and level_gap < 40 and seen.frame.act not in TARIFF_ACTS):
        return None
    closest = min(seen.near, key=lambda m: abs(m.start - start))
    return closest.key != "quota" or seen.frame.act in TARIFF_ACTS


def _as_of_market(seen: _Seen) -> bool | None:
    """What stands by a market alone is none."""
    return False if seen.marks.markets and not seen.near else None


def _as_of_flow(seen: _Seen) -> bool | None:
    """By how much a flow of goods rises."""
    said = seen.marks.text[seen.clause.start : seen.clause.end]
    flows = seen.frame.act == "raise" and re.search(FLOWS[seen.marks.language.code], said)
    return seen.has_goods if seen.frame.act == "buy" or flows else None


def _as_taxed(seen: _Seen) -> bool | None:
    """What somebody taxes or levies."""
    act = seen.clause.act
    return True if act and re.match(_TAXES, seen.marks.text[act.start : act.end]) else None


_ON_WHAT = re.compile(r"\s(?:on|for|against|auf|gegen|sur|sobre|a los|a las|a la|al|aux|pour)\s")
_ON_ALL = re.compile(
    r"\s(?:on|for) (?:most |all |its |their |our |your |the |other )*(?:goods|imports|exports|products)\b"
)


def _as_by_context(seen: _Seen) -> bool | None:
    """What is on goods or somebody, or told where tariffs are spoken of."""
    marks, frame, scene = seen.marks, seen.frame, seen.scene
    sentence = [m for m in marks.measures if m.key in ("tariff", "countermeasure")]
    led_in = scene.lead is not None and scene.lead.measure == "tariff"
    tariffed = bool(sentence or scene.memory.told) or scene.asked_of_tariff or led_in
    on = _ON_WHAT.match(seen.after)
    direct = bool((on and seen.leads_to) or _ON_ALL.match(seen.after))
    if seen.levels and not sentence and not direct:
        return False
    if frame.act in TARIFF_ACTS - {"extend", "keep"} and (tariffed or direct):
        return True
    if frame.act == "keep" and on and seen.leads_to:
        return True
    return (direct and (tariffed or seen.clause.act is None)) or (
        tariffed and frame.act in ("ask", "offer", "deny", "keep", "agree"))  # fmt: skip


_RATE_RULES = (  # tried in order; the first that knows decides
    _as_a_part, _as_of_goods, _as_a_move, _as_borne, _asmore_bought, _as_of_measure, _as_of_market,
    _as_of_flow, _as_taxed, _as_by_context,
)  # fmt: skip


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


def more_bought(marks: Marks, clause: Clause, figure: Figure, frame: Act) -> bool:
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
