"""The product that a question is about: as asked, or the nearest that the importer's lines have."""

import re
from typing import TYPE_CHECKING

import numpy as np

from cobden.measures import goods
from cobden.measures.bought import US
from cobden.measures.codes import DIGITS, dotted, looks_like_a_code, successor
from cobden.measures.goods import us_lines

if TYPE_CHECKING:
    from cobden.measures.schedule import Schedule

SUBHEADING = 6  # digits that all importers share


def asked(product: str, importer: str, schedule: "Schedule | None") -> tuple[str, list[str]]:
    """Return the goods to answer for, as the law writes them, and what to say about them.

    A code that the Harmonized System renamed is answered by its successor; a national code that the
    importer's lines do not have by the longest part of it that they do. Raises ``InputError`` for
    what names no goods.
    """
    if not looks_like_a_code(product):
        return goods.check(product, where="product"), []
    national = re.sub(r"[. ]", "", product)
    if schedule is not None and schedule.names(national):
        return national, []
    code, word = successor(product, where="product")
    found = code
    while len(found) > SUBHEADING and not _has(found, importer, schedule):
        found = found[:-2]
    if found == code:
        return code, [word] if word else []
    return found, [f"{importer} has no line {dotted(code)}: answered for {dotted(found)}."]


def _has(code: str, importer: str, schedule: "Schedule | None") -> bool:
    """Whether the importer has a line that is, or begins with, ``code``; True if that isn't known.

    US lines of ten digits are those with imports in 2024 or a known content; of eight, the
    schedule's, which has no lines of chapter 98.
    """
    if importer == US and len(code) == DIGITS:
        known = us_lines().low
        at = int(np.searchsorted(known, int(code)))
        return at < len(known) and known[at] == int(code)
    return schedule is None or code[:2] == "98" or len(schedule.lines(code)) > 0
