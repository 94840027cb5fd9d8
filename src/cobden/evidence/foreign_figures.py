# ruff: noqa: E501  # the patterns of words stand on one line each
"""Quantities in running text of any language but English (see ``numbers``), and bounds in all.

A language's file says how it writes numbers: its decimal mark, its words for thousands and
millions, its currencies, the words of a bound. Chinese, Japanese and Korean count in ten thousands.
"""

import re
from dataclasses import replace
from functools import cache
from typing import Literal, cast

from cobden.evidence.language import Language
from cobden.evidence.numbers import Figure

Bound = Literal["", "at most", "at least"]
_HAN = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2, "兩": 2}
_HAN_TENS = {"十": 10, "百": 100, "千": 1000}
_SMALL_WORDS = r"(?:[a-zäöüßéèêñíóúáû]+(?:[ -](?:et|y)?[ -]?[a-zäöüßéèêñíóúáû]+){0,2})"


def figures(
    language: Language, text: str, start: int, end: int, taken: list[tuple[int, int]]
) -> list[Figure]:
    """Return the figures of ``text[start:end]`` in order; spans in ``taken`` are left alone."""
    taken, found = list(taken), []
    for kind, pattern in _patterns(language.code).items():
        for match in pattern.finditer(text, start, end):
            if any(match.start() < b and a < match.end() for a, b in taken):
                continue
            figure = _figure(language, kind, match)
            if figure:
                found.append(figure)
                taken.append((match.start(), match.end()))
    return sorted(found, key=lambda figure: figure.start)


def bound(
    language: Language, text: str, figure: Figure, start: int, end: int
) -> tuple[Bound, int, int]:
    """Return "at most", "at least" or "" for a figure, and the span of the words that say so."""
    a, b = figure.core if figure.core[1] else (figure.start, figure.end)
    lead, tail = text[max(start, a - 46) : a], text[b : min(end, b + 16)]
    marks = language.finder("bounds")
    filler = r"[\s:]*(?:(?:of|a|an|the|rate|tariff|duty|to|at|de|von|del|el|le|la|un|une|taux|" \
             r"arancel|des|zu|einen|einem|mit|bei|auf|um|con|en|avec|约|的|でも|の)\s*)*[$€£¥₩₹]?[\s,]*"  # fmt: skip
    for mention in reversed(marks.find(lead, 0, len(lead))):
        between = lead[mention.end :]
        far = "higher of" in mention.text or "greater of" in mention.text
        if re.fullmatch(filler, between, re.IGNORECASE) or (
            far and re.search(r"\b(?:and|or)\b", between)
        ):
            at = max(start, a - 46)
            return cast("Bound", mention.key), at + mention.start, at + mention.end
    hedged = text[figure.start : a]
    inside = marks.find(hedged, 0, len(hedged))
    if inside:
        return (
            cast("Bound", inside[0].key),
            figure.start + inside[0].start,
            figure.start + inside[0].end,
        )
    if not language.spaced:
        after = marks.find(tail, 0, len(tail))
        if after and re.fullmatch(r"[\s를을이가を]{0,2}", tail[: after[0].start]):
            return cast("Bound", after[0].key), b + after[0].start, b + after[0].end
    return "", 0, 0


@cache
def _patterns(code: str) -> dict[str, re.Pattern[str]]:
    from cobden.evidence.language import language

    words = language(code)
    n = _number(words)
    mags = _any(words.data["magnitudes"])
    money = _any(words.data["currencies"])
    percent, points = _any(words.data["percent"]), _any(words.data["points"])
    gap = r"[\s\u00a0]?"
    amount = rf"(?P<n>{n})(?:{gap}(?P<mag>{mags})(?:(?P<more>{n})(?P<mag2>{mags}))?)?"
    join = r"\s?(?:[-–~〜～]|bis|auf|a|al|auf|al|à|et|und|y|至|到|から|에서)(?:\s(?:höchstens|maximal|rund|etwa|knapp|mindestens|environ|près de|cerca del?|unos|un))?\s?"
    if words.spaced:
        span_amount = rf"(?P<n>{n})(?:\s(?P<mag>{mags}))?"
        pattern = {
            "points": rf"(?P<n>{n}|{_SMALL_WORDS}){gap}(?:{points})",
            "percent": rf"(?P<n>{n}|\b{_SMALL_WORDS}){gap}(?:{percent})",
            "money": rf"(?P<lead>[$€£])?{gap}{span_amount}(?:\s(?:de|d'|d’))?\s?(?P<unit>{money})(?!\w)",
            "symbol": rf"(?P<unit>[$€£]){gap}{span_amount}",
            "weight": rf"{span_amount}(?:\s(?:de|d'))?\s(?P<unit>{_any(words.data['weights'])})\b",
            "span": rf"(?P<n>{n}|\b{_SMALL_WORDS})\s(?P<unit>{_any(words.data['spans'])})\b",
            "count": rf"{span_amount}\s(?:[\w-]+\s)?(?P<unit>{_any(words.data['counts'])})\b",
            "bare percent": rf"(?P<n>{n})(?={join}(?:{n}){gap}(?:{percent}))",
            "elliptic": rf"(?P<n>{n})\s(?P<mag>{mags})(?!\w)",
            "zero": r"(?<=\ba )(?P<n>cero)\b|(?<=\bà )(?P<z>zéro)\b|(?<=\bauf )(?P<q>null)\b",
        }  # fmt: skip
        return {k: re.compile(rf"(?<![\w.,])(?:{p})", re.IGNORECASE) for k, p in pattern.items()}
    han = r"[〇一二三四五六七八九十百千两]+"
    pattern = {
        "points": rf"(?P<n>{n}){gap}(?:{points})",
        "percent": rf"(?:百分之(?P<han>{han}|{n})|(?P<n>{n}|{han}){gap}(?:{percent.replace('百分之|', '').replace('|百分之', '')}))",
        "money": rf"{amount}{gap}(?:余|余り|多)?(?P<unit>{money})",
        "weight": rf"{amount}{gap}(?P<unit>{_any(words.data['weights'])})",
        "span": rf"(?P<n>{n}|{han})\s?(?P<unit>{_any(words.data['spans'])})",
        "count": rf"(?P<n>{n})(?:(?P<mag>{mags}))?\s?(?P<unit>{_any(words.data['counts'])})",
        "bare percent": rf"(?P<n>{n})(?={join}(?:{n}){gap}(?:{percent}))",
        "zero": r"(?<=[至到为為])(?P<n>零)(?!关)|(?P<z>ゼロ)(?=に|と|へ|まで)|(?P<q>제로|영)(?=로\s)",
    }  # fmt: skip
    return {k: re.compile(rf"(?<![\d.,])(?:{p})") for k, p in pattern.items()}


def _any(names: dict[str, str] | list[str]) -> str:
    escaped = sorted((re.escape(n).replace(r"\*", r"\w*").replace(r"\ ", r"\s") for n in names),
                     key=len, reverse=True)  # fmt: skip
    return "|".join(escaped)


def _number(words: Language) -> str:
    if words.data.get("decimal") == ",":
        return r"\d{1,3}(?:[.\u202f\u00a0 ']\d{3})+(?:,\d+)?(?!\d)|\d+(?:[.,]\d+)?"
    return r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"


def _figure(language: Language, kind: str, match: re.Match[str]) -> Figure | None:
    groups = match.groupdict()
    if kind == "zero":
        a, b = match.span()
        return Figure(a, b, 0.0, 0.0, 0.0, "percent", core=(a, b))
    raw = groups.get("han") or groups["n"]
    value = number(language, raw)
    if value is None:
        return None
    scale = _scale(language, groups.get("mag"))
    value *= scale
    if groups.get("more"):
        value += (number(language, groups["more"]) or 0.0) * _scale(language, groups["mag2"])
    unit = {"points": "percentage point", "percent": "percent", "bare percent": "percent",
            "weight": "tonne", "count": "count", "elliptic": "sum"}.get(kind, "")  # fmt: skip
    noun = ""
    if kind in ("money", "symbol"):
        unit = _keyed(language.data["currencies"], groups["unit"])
    elif kind == "span":
        unit = _keyed(language.data["spans"], groups["unit"])
    elif kind == "count":
        noun = groups["unit"]
    if kind in ("money", "symbol") and unit == "CNY" and scale == 1.0 and value < 1000:
        return None  # 一元, 2元: no sum of trade
    return Figure(match.start(), match.end(), value, value, value, unit, noun=noun,
                  core=(match.start(), match.end()))  # fmt: skip


def _keyed(table: dict[str, str], said: str) -> str:
    folded = {name.casefold(): key for name, key in table.items()}
    return folded[" ".join(said.casefold().split())]


def _scale(language: Language, word: str | None) -> float:
    if not word:
        return 1.0
    return float(_keyed(language.data["magnitudes"], word))


def number(language: Language, raw: str) -> float | None:
    """Return the value of a number in digits, Chinese characters or words; None if it is none."""
    plain = raw.strip().replace("\u202f", " ").replace("\u00a0", " ")
    if plain[0].isdigit():
        if language.data.get("decimal") == ",":
            if language.code == "es" and re.fullmatch(r"\d{1,3}(?:,\d{3})+", plain):
                return float(plain.replace(",", ""))  # as Mexico writes thousands
            if re.fullmatch(r"\d{1,3}(?:[. ']\d{3})+(?:,\d+)?", plain):
                return float(re.sub(r"[. ']", "", plain).replace(",", "."))
            return float(plain.replace(",", "."))
        return float(plain.replace(",", ""))
    if all(c in _HAN or c in _HAN_TENS for c in plain):
        return _han(plain)
    return _in_words(language.code, plain)


def _han(said: str) -> float:
    total, digit = 0, 0
    if not any(c in _HAN_TENS for c in said):
        return float("".join(str(_HAN[c]) for c in said))
    for letter in said:
        if letter in _HAN_TENS:
            total += (digit or 1) * _HAN_TENS[letter]
            digit = 0
        else:
            digit = _HAN[letter]
    return float(total + digit)


@cache
def _in_words(code: str, said: str) -> float | None:
    """Return a number in words, "quince", "fünfundzwanzig": the longest end that is one."""
    from text_to_num import text2num

    words = said.casefold().split()
    for first in range(len(words)):
        try:
            return float(text2num(" ".join(words[first:]), code))
        except ValueError:
            continue
    return None


def together(found: list[Figure], text: str) -> list[Figure]:
    """Give a bare number the unit of the figure it leads to ("von 27,5 auf 15 Prozent")."""
    made: list[Figure] = []
    for at, figure in enumerate(found):
        after = found[at + 1] if at + 1 < len(found) else None
        if figure.unit == "sum":  # "350.000 millones de dólares ... 100.000 millones"
            last = next((f for f in reversed(made) if re.fullmatch(r"[A-Z]{3}", f.unit)), None)
            made += [replace(figure, unit=last.unit)] if last else []
        elif figure.unit == "" and after and after.unit == "percent":
            made.append(replace(figure, unit="percent"))
        else:
            made.append(figure)
    return made
