"""Family names, and names made plain for comparing."""

import re
import unicodedata
from functools import lru_cache

from cobden.evidence.word_lists import word_list

_FAMILY_FIRST = word_list("family names first")


@lru_cache(maxsize=4096)
@lru_cache(maxsize=4096)
def surname(name: str) -> str:
    """Return the family name: the last word, or the first of Chinese and Korean names."""
    tokens = name.replace(" Jr.", "").split()
    if len(tokens) > 1 and tokens[0].casefold() in _FAMILY_FIRST:
        return tokens[0]
    particles = [i for i, t in enumerate(tokens) if t in ("von", "van", "da", "de", "der")]
    if particles and particles[0] > 0:
        return " ".join(tokens[particles[0] :])
    return tokens[-1]


@lru_cache(maxsize=4096)
def fold(name: str) -> str:
    """Return the name without accents, case, hyphens and dots, for comparing."""
    plain = unicodedata.normalize("NFKD", name)
    plain = "".join(c for c in plain if not unicodedata.combining(c)).casefold()
    return re.sub(r"[^a-z ]", " ", plain.replace("-", "").replace("’", "").replace("'", "")).strip()
