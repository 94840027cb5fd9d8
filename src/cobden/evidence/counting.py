"""What a number counts: the plural noun phrase after it."""

import re

from cobden.evidence.word_lists import word_list

# Words that end in s and count nothing, and plurals that do not.
_NO_PLURAL = word_list("no plurals")
_PLURALS = word_list("plurals without s")
_BREAKS = word_list("ends of a count")
NOT_COUNTED = word_list("not counted")


def counted_noun(text: str, start: int, end: int) -> str:
    """Return the noun phrase that begins at ``start`` up to its plural head, or ''."""
    phrase = ""
    for match in re.finditer(r"[ \n]*([\w’'.-]+)([,;:)]?)", text[start : min(end, start + 90)]):
        raw = match[1].rstrip(".")
        word = raw.casefold()
        if word in _BREAKS or raw.replace(".", "").isdigit():
            break
        phrase = text[start : start + match.start(1) + len(raw.rstrip("’'"))]
        plural = word in _PLURALS or (
            word.endswith("s") and not word.endswith(("ss", "us", "'s", "’s", "is"))
            and word not in _NO_PLURAL and len(word) > 3
        )  # fmt: skip
        rest = text[start + match.end() :]
        if plural and not re.match(
            r"[ \n]+(?:[a-z]+(?:tions|ments|nts|ers|ors|als|ies)|"
            r"products|goods|officials|minerals)\b",
            rest,
        ):
            return phrase.strip()
        if match[2] or len(phrase.split()) > 4:
            break
    return ""
