# ruff: noqa: E501  # the patterns of words stand on one line each
"""The languages that are read, each one file of words: what they find in a text."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Protocol

import pycountry

from cobden.evidence.lemmas import base
from cobden.evidence.phrase_finder import Finder
from cobden.evidence.which_language import UNSPACED
from cobden.evidence.word_lists import language_words, table

_RISKY = {  # names that are everyday words too
    "ko": {"가나", "수단", "말리", "오만", "이란", "토고", "차드", "통가", "팔라우"},
    "en": set(), "de": {"Oman"}, "fr": {"Mali"}, "es": set(), "ja": set(), "zh": set(),
}  # fmt: skip


@dataclass(frozen=True)
class Hit:
    """A word or phrase of a language's file at [start, end): of which ``kind``, standing for what."""

    start: int
    end: int
    kind: str
    key: str
    reach: int = 0  # where the last word of a phrase with words between ends


@dataclass(frozen=True)
class WordForm:
    """A word at [start, end): in lower case, and its base form."""

    start: int
    end: int
    low: str
    lemma: str


class Language:
    """One language's words of trade: finds acts, stances, marks, economies and goods in a text."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.data = language_words(code)
        self._finders: dict[str, Finder] = {}

    @property
    def spaced(self) -> bool:
        """Whether words are set apart by spaces and bent."""
        return self.code not in UNSPACED

    @property
    def verb_last(self) -> bool:
        """Whether the verb closes its clause."""
        return self.code in ("ja", "ko")

    def listed(self, kind: str, key: str = "") -> list[str]:
        """Return the phrases of a kind (and key) of the language's file."""
        found = self.data.get(kind, {} if key else [])
        found = found.get(key, []) if key else found
        return found if isinstance(found, list) else [p.strip() for p in found.split(",")]

    @cached_property
    def economies(self) -> "Finder":
        """Names of economies, adjectives, capitals and seats of government."""
        names = dict(_names(self.code))
        for code, phrases in self.data.get("economies", {}).items():
            names |= {phrase.strip(): code for phrase in phrases.split(",")}
        if self.code == "en":
            from cobden.evidence.mentions import press_names

            names = press_names()
        return Finder.of(names, self.code, capital=self.code in ("en", "de"))

    @cached_property
    def firms(self) -> "Finder":
        """Names of firms, with the economies of their seats."""
        east = not self.spaced
        names = {
            name: row["economy"] for row in table("firms") for name in row["firm"].split("|")
            if east or name.isascii() or name == "Nestlé"
        }  # fmt: skip
        return Finder.of(names, self.code, capital=not east)

    @cached_property
    def leaders(self) -> "Finder":
        """Names of heads and ministers, with their economies; the day is checked elsewhere."""
        held: dict[str, set[str]] = {}
        for row in table("office_holders"):
            for name in row["person"].split("|"):
                held.setdefault(name, set()).add(row["economy"])
        return Finder.of(
            {n: e.pop() for n, e in held.items() if len(e) == 1}, self.code, capital=True
        )

    @cached_property
    def goods(self) -> "Finder":
        """Names of goods, as in the table of goods."""
        if self.code == "en":
            names = {p: row["good"] for row in table("goods") for p in row["phrase"].split("|")}
        else:
            names = {
                phrase.strip(): good
                for good, phrases in self.data["goods"].items()
                for phrase in phrases.split(",")
            }
        return Finder.of(names, self.code)

    def finder(self, kind: str) -> "Finder":
        """Return the finder of a kind whose phrases are matched as they stand."""
        if kind not in self._finders:
            self._finders[kind] = self._found(kind)
        return self._finders[kind]

    def _found(self, kind: str) -> "Finder":
        found = self.data.get(kind, [])
        if isinstance(found, dict):
            names = {p.strip(): key for key in found for p in self.listed(kind, key)}
        else:
            names = {p: kind for p in self.listed(kind)}
        return Finder.of(names, self.code)

    @cached_property
    def _verbs(self) -> dict[str, list[tuple[tuple[str, ...], str, str]]]:
        """Phrases of acts and stances by their first word: words, kind, key; longest first."""
        found: dict[str, list[tuple[tuple[str, ...], str, str]]] = {}
        for kind in ("acts", "stances", "said"):
            source = self.data.get(kind, {})
            keyed = source.items() if isinstance(source, dict) else [(kind, source)]
            for key, listed in keyed:
                for phrase in listed if isinstance(listed, list) else listed.split(","):
                    words = tuple(phrase.casefold().split())
                    found.setdefault(words[0], []).append((words, kind, key))
        for entries in found.values():
            entries.sort(key=lambda entry: -len(entry[0]))
        return found

    def tokens(self, text: str, start: int, end: int) -> list[WordForm]:
        """Return the words of ``text[start:end]`` with their base forms."""
        return [
            WordForm(m.start(), m.end(), m[0].casefold(), base(m[0], self.code))
            for m in (_ELIDED if self.code == "fr" else _WORD).finditer(text, start, end)
        ]

    def hits(self, text: str, start: int, end: int) -> list[Hit]:
        """Return the acts, stances and words of saying in ``text[start:end]``, in order."""
        if not self.spaced:
            found = []
            for kind in ("acts", "stances", "said"):
                found += [
                    Hit(m.start, m.end, kind, m.key)
                    for m in self.finder(kind).find(text, start, end)
                ]
            return sorted(found, key=lambda hit: (hit.start, -hit.end))
        words = self.tokens(text, start, end)
        found, taken = [], set()
        for i, word in enumerate(words):
            if i in taken:
                continue
            entries = self._verbs.get(word.low, []) + (
                self._verbs.get(word.lemma, []) if word.lemma != word.low else [])  # fmt: skip
            for phrase, kind, key in sorted(entries, key=lambda entry: -len(entry[0])):
                at = _matched(words, i, phrase, text)
                if at is not None:
                    last = max(at)
                    near = last if "~" not in phrase else i
                    found.append(Hit(word.start, words[near].end, kind, key, words[last].end))
                    taken |= at
                    break
        return found


_WORD = re.compile(r"(?:[A-Za-z]\.){2,}|[^\W\d_]+(?:[-'’][^\W\d_]+)*['’]?")


_ELIDED = re.compile(r"\b[nldjmtscq][’']|\bqu[’']|[^\W\d_]+(?:-[^\W\d_]+)*")


def _matched(words: list[WordForm], i: int, phrase: tuple[str, ...], text: str) -> set[int] | None:
    """Return the numbers of the words that make the phrase, from word ``i`` on, or None."""
    at, used, gap = i, {i}, False
    for part in phrase[1:]:
        if part == "~":
            gap = True
            continue
        reach = 14 if gap else 1
        for j in range(at + 1, min(at + 1 + reach, len(words))):
            if re.search(
                r"(?<!\d)[.;:]\s|,\s(?=und|and|et|y)\b", text[words[j - 1].end : words[j].start]
            ):
                return None
            if part in (words[j].low, words[j].lemma):
                at = j
                used.add(j)
                break
        else:
            return None
        gap = False
    return used


@cache
def _names(code: str) -> dict[str, str]:
    """Return the names of all economies in a language, by the Common Locale Data Repository."""
    from babel import Locale

    codes = {c.alpha_2: c.alpha_3 for c in pycountry.countries}
    found = {}
    for two, name in Locale.parse("zh_Hans" if code == "zh" else code).territories.items():
        plain = re.sub(r"\s*[（(].*?[)）]", "", name).strip()
        if two in codes and len(plain) > 1 and plain not in _RISKY[code]:
            found[plain] = codes[two]
    if code == "zh":
        for two, name in Locale.parse("zh_Hant").territories.items():
            plain = simplified(re.sub(r"\s*[（(].*?[)）]", "", name).strip())
            if two in codes and len(plain) > 1:
                found.setdefault(plain, codes[two])
    return found


@cache
def _letters() -> dict[int, str]:
    rows = table("traditional")
    return {
        ord(t): s
        for row in rows
        for t, s in zip(row["traditional"], row["simplified"], strict=True)
    }


def simplified(text: str) -> str:
    """Return Chinese text in simplified characters, letter for letter."""
    return text.translate(_letters())


@cache
def language(code: str) -> Language:
    """Return the language of a code in ``LANGUAGES``."""
    return Language(code)


class Placed(Protocol):
    """What stands at [start, end) of a text."""

    @property
    def start(self) -> int:
        """Where it begins."""
        ...

    @property
    def end(self) -> int:
        """Where it ends."""
        ...


def overlaps(hit: Placed, spans: Iterable[tuple[int, int]]) -> bool:
    """Whether a hit shares a letter with one of the spans."""
    return any(hit.start < b and a < hit.end for a, b in spans)
