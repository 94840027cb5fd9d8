# ruff: noqa: E501  # the patterns of words stand on one line each
"""All that is found in one sentence: economies, goods, measures, figures, days, verbs and stances."""

import re
from dataclasses import dataclass
from datetime import date

from cobden.evidence import days, foreign_figures, numbers, when
from cobden.evidence.english_verbs import standing_verbs
from cobden.evidence.fiscal_years import fiscal_years
from cobden.evidence.language import Hit, Language, overlaps
from cobden.evidence.numbers import Figure
from cobden.evidence.verbs import is_noun, only_describes
from cobden.evidence.when import When
from cobden.evidence.word_lists import Mention

Span = tuple[int, int]


@dataclass(frozen=True)
class Marks:
    """All that was found in ``text[start:end]``, a sentence."""

    text: str
    start: int
    end: int
    language: Language
    economies: list[Mention]
    goods: list[Mention]
    measures: list[Mention]
    levels: list[Mention]
    markets: list[Mention]
    figures: list[Figure]
    dates: list[When]
    acts: list[Hit]
    stances: list[Hit]
    said: list[Hit]
    ifs: list[Span]


def marks(
    language: Language, text: str, start: int, end: int, published: date | None,
    persons: list[Mention] | None = None,
) -> Marks:  # fmt: skip
    """Find everything in one sentence."""
    named: list[Mention] = [*language.economies.find(text, start, end), *(persons or [])]
    if language.code in ("de", "fr", "es"):
        named += language.leaders.find(text, start, end)
    found_dates = _dates(language, text, start, end, published, named)
    taken = [(w.start, w.end) for w in found_dates]
    if language.code == "en":
        figures = numbers.figures(text, start, end, taken)
    else:
        figures = foreign_figures.together(
            foreign_figures.figures(language, text, start, end, taken), text
        )
    reasons = [m.span() for m in _REASONS.get(language.code, _NEVER).finditer(text, start, end)]
    markets = language.finder("markets").find(text, start, end)
    economies = [
        e for e in _apart(named) if not overlaps(e, reasons) and not _of_market(text, e, markets)
    ]
    places = [(e.start, e.end) for e in economies]
    measures = _measures(language, text, start, end)
    hits = language.hits(text, start, end)
    invests = bool(_INVESTMENT.search(text, start, end))
    if invests or any(h.kind == "acts" and h.key in ("buy", "invest") for h in hits):
        economies = _apart([*economies, *language.firms.find(text, start, end)])
    stances = _stances(language, text, start, end, hits, taken)
    acts = _acts(language, text, hits, places + taken, stances, measures)
    if language.code == "en":
        acts, stances = standing_verbs(text, start, end, acts, stances)
    elif language.spaced:
        acts = [h for h in acts if _stands_as_verb(language, text, start, h)]
    acts, stances = _renounced(language, text, acts, stances)
    said = [h for h in hits if h.kind == "said" and not overlaps(h, places + taken)]
    return Marks(
        text, start, end, language, economies,
        _goods(language, text, start, end, places + reasons), measures,
        language.finder("levels").find(text, start, end),
        markets, figures, found_dates, _not_of_markets(text, acts, markets, measures), stances, said, _ifs(language, text, start, end),
    )  # fmt: skip


_INVESTMENT = re.compile(
    r"(?i)\binvest(?:ments?|ition\w*|issement\w*)|\binversi[oó]n|投資|投资|투자"
)


def _of_market(text: str, economy: Mention, markets: list[Mention]) -> bool:
    """Whether an economy is only where a market is: "Hong Kong's Hang Seng"."""
    after = next((m for m in markets if m.start >= economy.end), None)
    return bool(after and re.fullmatch(r"(?:['’]s)?\s?", text[economy.end : after.start]))


def _not_of_markets(
    text: str, acts: list[Hit], markets: list[Mention], measures: list[Mention]
) -> list[Hit]:
    """Return the acts but the moves of a market: "Stocks in Asia fell 0.8% after a tariff"."""

    def moved(hit: Hit) -> bool:
        before = next((m for m in reversed(markets) if m.end <= hit.start), None)
        if before is None or hit.start - before.end >= _MOVES:
            return False
        if any(before.end <= m.start < hit.start for m in measures):
            return False
        return not re.search(r"[,;:，、；。]", text[before.end : hit.start])

    return [h for h in acts if h.key not in ("raise", "cut") or not moved(h)]


_MOVES = 34  # letters from a market to the verb of its move


def _dates(
    language: Language, text: str, start: int, end: int, published: date | None,
    named: list[Mention],
) -> list[When]:  # fmt: skip
    """Return the days named, fiscal years by whose they are."""
    found = (
        when.dates(text, start, end, published) if language.code == "en"
        else days.dates(language, text, start, end, published)
    )  # fmt: skip
    budget = fiscal_years(text, start, end, named)
    spans = [(w.start, w.end) for w in budget]
    plain = [w for w in found if not overlaps(w, spans)]
    return sorted([*budget, *plain], key=lambda one: one.start)


def _apart(named: list[Mention]) -> list[Mention]:
    """Return the economies in their order, none overlapping; "韓国政府" is one."""
    found = _distinct(sorted(named, key=lambda mention: (mention.start, -mention.end)))
    return [
        e for i, e in enumerate(found)
        if not (i and e.text in ("정부", "政府") and 0 <= e.start - found[i - 1].end <= 1)
    ]  # fmt: skip


def _goods(
    language: Language, text: str, start: int, end: int, others: list[Span]
) -> list[Mention]:
    """Return the goods named, but false friends, and in English what is a verb: "it ships"."""
    false = [(m.start, m.end) for m in language.finder("not goods").find(text, start, end)]
    found = [g for g in language.goods.find(text, start, end) if not overlaps(g, others + false)]
    if language.code != "en":
        return found
    return [
        g for g in found
        if g.text.casefold() not in _VERBS_TOO
        or not _DOES.search(text[max(start, g.start - 8) : g.start])
    ]  # fmt: skip


def _stances(
    language: Language, text: str, start: int, end: int, hits: list[Hit], taken: list[Span]
) -> list[Hit]:
    """Return the words that say how surely: not those of bounds, days or unnamed sources."""
    fixed = [(m.start, m.end) for kind in ("bounds", "deadline", "until")
             for m in language.finder(kind).find(text, start, end) if m.end - m.start > 3]  # fmt: skip
    fixed += [(m.start, m.end) for m in language.finder("anonymous").find(text, start, end)]
    found = [h for h in hits if h.kind == "stances" and not overlaps(h, fixed + taken)]
    if language.code == "de":  # "mit neuen Zusagen": a noun
        first = start + len(text[start:end]) - len(text[start:end].lstrip('„»«"“ '))
        return [h for h in found if h.start == first or not text[h.start].isupper()]
    if language.code != "en":
        return found
    return [
        h for h in found
        if not re.match(r"(?i)no\.? \d|no\. ", text[h.start : h.start + 6])
        and not (h.start <= start + 1 and _SETS_OUT.match(text[h.start : h.end]))
    ]  # fmt: skip


_SETS_OUT = re.compile(r"(?:Consider|Take|Look at)\b")


def _acts(
    language: Language, text: str, hits: list[Hit], named: list[Span], stances: list[Hit],
    measures: list[Mention],
) -> list[Hit]:  # fmt: skip
    """Return the words of acts: none within a wider word of stance, or within a measure's name."""
    wider = [(s.start, s.end) for s in stances]
    things = re.compile(_THINGS.get(language.code, r"(?!)"))
    return [
        h for h in hits
        if h.kind == "acts" and not overlaps(h, named)
        and not any(a <= h.start and h.end <= b and b - a > h.end - h.start for a, b in wider)
        and not things.match(text[h.start : h.start + 6])
        and not any(m.key == "tariff" and m.start <= h.start and h.end < m.end for m in measures)
    ]  # fmt: skip


_RENOUNCES = {  # with an infinitive: what is not done
    "en": (r"(?i)abandon|forgo|drop", r"(?i)\s(?:[\w'’]+\s){0,3}(?:plans?|threats?|ideas?|bids?) to\s$"),
    "de": (r"(?i)verzicht|abseh|abgeseh", r"(?is),\s.{0,60}$"), "fr": (r"(?i)reno\w+|absten\w+|abst\w+", r"(?i)^(?:\s?à|\s?d['’]|\s?de)?\s?$"),
    "es": (r"(?i)renunci|desist|abst", r"(?i)^(?:\s?a|\s?de)?\s$"),
}  # fmt: skip


def _renounced(
    language: Language, text: str, acts: list[Hit], stances: list[Hit]
) -> tuple[list[Hit], list[Hit]]:
    """Return acts and stances where one renounces another: "dropped its plan to tax", "renonce à taxer"."""
    if language.code not in _RENOUNCES:
        return acts, stances
    verb, between = _RENOUNCES[language.code]
    kept, found = [], list(stances)
    for hit, after in zip(acts, [*acts, None][1:], strict=True):
        joined = after and re.match(verb, text[hit.start : hit.end]) and re.search(
            between, text[hit.end : after.start])  # fmt: skip
        if joined:
            found.append(Hit(hit.start, hit.end, "stances", "denied"))
        else:
            kept.append(hit)
    return kept, sorted(found, key=lambda hit: hit.start)


def _stands_as_verb(language: Language, text: str, start: int, hit: Hit) -> bool:
    """Whether a word of an act is a verb in place, in German, French or Spanish."""
    if only_describes(language, text, start, hit):
        return False
    reflexive = re.search(r"(?i)\bs['’e]\s?$", text[max(start, hit.start - 4) : hit.start])
    passive = language.code == "es" and hit.key not in ("retaliate", "sue", "agree", "negotiate")
    if reflexive and hit.key != "retaliate" and not passive:
        return False
    return hit.key in ("sue", "retaliate") or not is_noun(language, text, hit, start)


_ABOUT = re.compile(
    r"\s(?:negotiat\w+|talks?|issues?|disputes?|polic\w+|wars?|deals?|truce|relief|threats?|revenues?|actions?|"
    r"discussions?|news|demands?|trade|of return|payers?)\b", re.IGNORECASE
)  # fmt: skip


_THINGS = {  # nouns that begin with an act: "輸入品" is a good, no purchase
    "ja": r"輸入(?:品|額|車|関税|枠|量|業|先|物|国|元|総額|税)|投資(?:家|規制|協定|額|計画|枠|条件|先|案件|促進|環境)|(?:協議|交渉)|輸出|規制緩和|禁止措置",
    "zh": r"进口(?:商品|关税|产品|额|税|国|量|自|货)|采购(?:协议|商)|投资(?:者|额|协定|条件|环境|计划|协议|项目|关系)|谈判|磋商",
    "ko": r"수입\s?(?:쿼터|물량|할당)|수입(?:품|액|관세| 관세|쿼터|량|차|국|산|업|규제)|투자\s?(?:자|액|협정|조건|특별법|법|계획|규모|환경|유치|패키지|펀드|프로젝트|협력)|협상|협의",
}  # fmt: skip


_ABOUT_EAST = {  # "関税交渉": talks about a tariff, no tariff
    "ja": r"(?:交渉|政策|戦争|問題|協議|発言|脅し|収入)", "zh": r"(?:谈判|战|政策|威胁|问题|磋商|收入|壁垒战)",
    "ko": r"\s?(?:위협|협상|전쟁|정책|문제|압박|분쟁|수입|협의)",
}  # fmt: skip


_NEVER = re.compile(r"(?!)")


_REASONS = {  # "for its purchases of Russian oil": why, not on whom
    "en": re.compile(r"(?i)\b(?:for|over|because of|due to|citing|in response to) (?:its|their|[\w]+['’]s) (?:continued |ongoing )?"
                     r"(?:purchases|imports|use|support|treatment|failure)\b[^,.;]*"),
    "de": re.compile(r"(?i)\bwegen (?:des kaufs|der käufe|ihrer|seiner)\b[^,.;]*"),
    "fr": re.compile(r"(?i)\b(?:en raison|à cause) de (?:ses|leurs) \w+[^,.;]*"), "es": re.compile(r"(?i)\bpor (?:sus|la) compras?\b[^,.;]*"),
    "ja": re.compile(r"[^、。はが]{2,20}を理由に"), "zh": re.compile(r"(?:因|由于)(?:购买|采购|进口)[^,，。而]*"), "ko": re.compile(r"[^,.은는이가]{2,20}(?:을|를) 이유로"),
}  # fmt: skip


_VERBS_TOO = frozenset(["ship", "ships", "fish", "arms", "drugs", "trucks", "oil", "produce"])


_DOES = re.compile(r"(?i)\b(?:it|they|we|you|he|she|who|which|that|to|will|would|can)\s$")


_BANKS = re.compile(
    r"(?i)\b(?:federal reserve|the fed|central bank|ecb|bank of (?:england|japan|canada|korea)|interest rates?|"
    r"policy rate|mortgage|lending|benchmark rate|exchange rate|unemployment rate|growth rate|inflation rate|"
    r"banco central|reserva federal|bce|banque centrale|taux directeurs?|zentralbank|notenbank|leitzins\w*|ezb)\b"
)


_OF_BANKS = frozenset(["rate", "rates", "tipo", "tipos", "tasa", "tasas", "taux", "satz", "sätze"])


def _measures(language: Language, text: str, start: int, end: int) -> list[Mention]:
    """Return the measures named; "tariff talks" are none."""
    found = language.finder("measures").find(text, start, end)
    about = _ABOUT_EAST.get(language.code)
    if about:
        found = [m for m in found if not re.match(about, text[m.end : m.end + 6])]
    banks = _BANKS.search(text, start, end)
    return [
        m for m in found
        if not _ABOUT.match(text, m.end) and not (banks and m.text.casefold() in _OF_BANKS)
    ]  # fmt: skip


def _distinct(mentions: list[Mention]) -> list[Mention]:
    found: list[Mention] = []
    for mention in mentions:
        if not found or mention.start >= found[-1].end:
            found.append(mention)
    return found


_IF_ENDINGS = {  # endings of a verb that make a condition, and the marks that it begins after
    "ja": (re.compile(r"[えけげせてねべめれ]ば"), ("、", "。", "は")),
    "ko": (re.compile(r"(?<=[가-힣])(?:하|되|으|라|다|지 않으|지 못하)면(?=[,\s])"), (",", "는 ", "은 ")),
}  # fmt: skip


def _ifs(language: Language, text: str, start: int, end: int) -> list[Span]:
    """Return the spans of conditions: from "if" to the next comma, or up to it where it is last."""
    found = []
    for mention in language.finder("if").find(text, start, end):
        if mention.text.casefold() in ("should", "sollte", "sollten") and not re.search(
            r"(?:^|[,;:.]\s?|\b(?:and|but|und|aber)\s)$", text[start : mention.start].lstrip()):  # fmt: skip
            continue  # "he should": no condition
        if language.verb_last:
            begin = max(
                text.rfind(mark, start, mention.start)
                for mark in ("、", ",", "。", "は" if language.code == "ja" else "는 ")
            )
            found.append((max(start, begin + 1), mention.end))
            continue
        stop = re.compile(r"[,;，；]|\bthen\b|,?\s(?:dann|alors|entonces)\b|则|就").search(
            text, mention.end, end
        )
        found.append((mention.start, stop.start() if stop else end))
    if language.code in _IF_ENDINGS:
        ending, breaks = _IF_ENDINGS[language.code]
        for match in ending.finditer(text, start, end):
            begin = max(text.rfind(mark, start, match.start()) for mark in breaks)
            found.append((max(start, begin + 1), match.end()))
    return found
