"""The tables shipped with the room, and matchers that find their phrases in running text."""

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of ``data/<name>.csv``; lines that start with # give its source."""
    text = files("cobden.evidence").joinpath("data", f"{name}.csv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return tuple(csv.DictReader(lines))


@cache
def word_list(name: str) -> frozenset[str]:
    """Return the words of a class ("prepositions"), in lower case."""
    return frozenset(next(row["words"].split() for row in table("words") if row["class"] == name))


@cache
def language_words(code: str) -> dict[str, Any]:
    """Return what the file of words of a language holds, by kind."""
    path = files("cobden.evidence").joinpath("data", "languages", f"{code}.yaml")
    return yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)


@dataclass(frozen=True)
class Mention:
    """A phrase of a table at [start, end) of the text, and what it stands for."""

    start: int
    end: int
    text: str
    key: str


@dataclass(frozen=True)
class Phrases:
    """Finds the phrases of a table, longest first, whole words only."""

    pattern: re.Pattern[str]
    keys: dict[str, str]
    capital: bool

    @classmethod
    def of(cls, keys: dict[str, str], *, capital: bool = False) -> "Phrases":
        """Match the phrases of ``keys`` in any case; ``capital``: only where one starts so."""
        folded = {phrase.casefold(): key for phrase, key in keys.items()}
        longest_first = sorted(folded, key=len, reverse=True)
        joined = "|".join(re.escape(phrase).replace(r"\ ", r"[ \n]+") for phrase in longest_first)
        return cls(re.compile(rf"(?<![\w$])(?:{joined})(?!\w)", re.IGNORECASE), folded, capital)

    def find(self, text: str, start: int = 0, end: int | None = None) -> list[Mention]:
        """Return the mentions in ``text[start:end]``, in order, none overlapping."""
        found = []
        for match in self.pattern.finditer(text, start, len(text) if end is None else end):
            phrase = match[0]
            if not self.capital or phrase[0].isupper():
                key = self.keys[" ".join(phrase.casefold().split())]
                found.append(Mention(match.start(), match.end(), phrase, key))
        return found


def phrases_of(name: str, column: str, key: str, *, capital: bool = False) -> Phrases:
    """Return a matcher of a table's ``column`` (phrases split by bars), standing for ``key``."""
    keys = {phrase: row[key] for row in table(name) for phrase in row[column].split("|")}
    return Phrases.of(keys, capital=capital)
