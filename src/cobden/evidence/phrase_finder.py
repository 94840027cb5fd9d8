# ruff: noqa: E501  # the patterns of words stand on one line each
"""Finding the phrases of a word list in a text, by the ways of its language."""

import re
from dataclasses import dataclass

from cobden.evidence.which_language import UNSPACED
from cobden.evidence.word_lists import Mention


@dataclass(frozen=True)
class Finder:
    """Finds phrases in a text, longest first; one that ends in ``*`` is a stem."""

    pattern: re.Pattern[str]
    keys: dict[str, str]
    stems: tuple[str, ...]
    capital: bool

    @classmethod
    def of(cls, names: dict[str, str], code: str, *, capital: bool = False) -> "Finder":
        """Match the phrases that are the keys of ``names``, by the ways of a language."""
        folded = {name.casefold(): key for name, key in names.items()}
        parts = []
        for name in sorted(folded, key=len, reverse=True):
            escaped = re.escape(name).replace(r"\*", r"\w*").replace(r"\ ", r"\s+")
            if code == "de":
                escaped = escaped.replace("ss", "(?:ss|ß)")  # folded, as in Switzerland
            parts.append(_bounded(escaped, name, code))
        stems = tuple(sorted((n for n in folded if "*" in n), key=len, reverse=True))
        pattern = "|".join(parts) or r"(?!)"
        if code not in UNSPACED:
            pattern = rf"(?<![\w$])(?:{pattern})(?!\w)"
        return cls(re.compile(pattern, re.IGNORECASE), folded, stems, capital)

    def find(self, text: str, start: int, end: int) -> list[Mention]:
        """Return the mentions in ``text[start:end]``, in order, none overlapping."""
        found = []
        for match in self.pattern.finditer(text, start, end):
            said = match[0]
            if self.capital and said[0].islower() and not _adjective(said):
                continue
            key = self._key(" ".join(said.casefold().split()))
            if key:
                found.append(Mention(match.start(), match.end(), said, key))
        return found

    def _key(self, said: str) -> str:
        if said in self.keys:
            return self.keys[said]
        for stem in self.stems:
            if re.fullmatch(re.escape(stem).replace(r"\*", r"\w*"), said):
                return self.keys[stem]
        return ""


def _adjective(said: str) -> bool:
    """German adjectives of countries are in lower case: "amerikanische", "deutsche"."""
    return len(said) > 6 and bool(re.search(r"isch\w*$|^deutsche[mnrs]?$", said))


def _bounded(escaped: str, name: str, code: str) -> str:  # noqa: PLR0911  # one script each
    """Katakana and Korean names begin where no letter of theirs stands before; others anywhere."""
    if code == "ja" and re.match(r"[ァ-ヴー]", name):
        return rf"(?<![ァ-ヴー]){escaped}(?![ァ-ヴー])"
    if code == "ja" and name == "米":  # 日米, 米中, 米政府: not rice
        return r"(?<=日)米(?!国)|米(?=中|日|韓|欧|政府|側|産|製|議会|財務|商務|通商)"
    if code == "zh" and name in ("商务部", "国务院", "海关总署", "外交部", "财政部"):
        return rf"(?<![国度本盟西大南亚兰拿]){escaped}"
    if code == "zh" and name in _NOT_WITH:
        return _NOT_WITH[name]
    if code == "ja" and name == "政府":
        return r"(?<![一-龥ァ-ヴー])政府"
    if code == "zh" and name in ("美", "华"):
        return (
            rf"(?<=[对赴中日韩欧向从]){escaped}|{escaped}(?=[中日韩欧对方产商])"
            if name == "美"
            else rf"(?<=[对在来]){escaped}"
        )
    if (
        code == "ko"
        and re.match(r"[가-힣]", name)
        and len(name) < 5
        and name not in ("쿼터", "관세", "세율")
    ):
        return rf"(?<![가-힣]){escaped}" if len(name) < 3 else escaped
    if code in UNSPACED and re.match(r"[a-z]", name):
        return rf"(?<![A-Za-z]){escaped}(?![A-Za-z])"
    return escaped


_NOT_WITH = {  # one-letter words of stance that also stand in other words
    "未": r"未(?!来|能|必|经|来)", "不": r"不(?!过|少|仅|断|同|久|足|论|管|得|锈|动产|等)", "没": r"没(?!收)",
    "会": r"(?<![机社协委员大峰商国议])会(?!议|谈|员|晤|面|长)", "应": r"应(?!对|急|用|税)", "或": r"或(?!者)",
}  # fmt: skip
