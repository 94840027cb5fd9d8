"""Product codes as users write them, and what became of those that the Harmonized System retired.

A code has an even number of digits. One with an odd number has lost a zero, or a digit, on its way
through a spreadsheet; which of the two cannot be told, so both readings are named.
"""

import re
from dataclasses import dataclass
from functools import cache

import numpy as np

from cobden.base.errors import InputError
from cobden.measures.tables import table

DIGITS = 10  # a full US line
EDITION = 2022  # of the Harmonized System
US_ALONE = ("9801", "9802", "9808", "9810", "9812", "9817", "999995")  # chapters of the US schedule


@dataclass(frozen=True)
class Retired:
    """A six-digit code that the edition of ``year`` no longer has, and what took its goods over."""

    code: str
    year: int
    successors: tuple[str, ...]


def span(code: str) -> tuple[int, int]:
    """Return the ten-digit codes that begin with ``code`` as a half-open range."""
    width = 10 ** (DIGITS - len(code))
    return int(code) * width, (int(code) + 1) * width


def dotted(code: str) -> str:
    """Return ``code`` as schedules print it: 8703.23.01.40."""
    return ".".join(part for part in (code[:4], code[4:6], code[6:8], code[8:]) if part)


def looks_like_a_code(name: str) -> bool:
    """Whether ``name`` is digits with the dots, spaces or dashes of a code."""
    return bool(re.fullmatch(r"\d[\d. -]*", name.strip()))


def read_code(name: str, *, where: str) -> str:
    """Return the digits of the code ``name``.

    Raises ``InputError`` where their number is odd, too small or too great, or a dot stands between
    the digits of a pair ("870323.0" is a number from a spreadsheet).
    """
    digits = re.sub(r"[. -]", "", name)
    dots = [len(re.sub(r"\D", "", name[: m.start()])) for m in re.finditer(r"\.", name)]
    pairs = not dots or not any(before % 2 for before in (*dots, len(digits)))
    if not 2 <= len(digits) <= DIGITS:
        raise InputError(
            f"'{name}' is not an HS code.",
            where=where,
            remedy="A code has 2 to 10 digits, such as 8703 or 8703230140.",
        )
    if len(digits) % 2 or not pairs:
        first, second = dotted(f"0{digits}"), dotted(digits) + "?"
        if not pairs:
            raise InputError(
                f"'{name}' is not an HS code: a dot parts pairs of digits.",
                where=where,
                remedy="Write 8703.23 or 870323, and keep codes as text in a spreadsheet.",
            )
        raise InputError(
            f"'{name}' has {len(digits)} digits, and a code has an even number: it may be {first} "
            f"with its zero lost, or {second} with a digit missing.",
            where=where,
            remedy="Write the one that you mean, in full.",
        )
    return digits


@cache
def _current() -> frozenset[str]:
    """Return every code of two to six digits in the edition, and the US chapters of its own."""
    six = [f"{code:06d}" for code in table("hs_codes.npz")["current"]]
    six += [code.ljust(6, "0") for code in US_ALONE if len(code) == 4]
    whole = [code for code in US_ALONE if len(code) == 6]  # one line, in a chapter of orders
    return frozenset([*whole, *(code[:n] for code in six for n in (2, 4, 6))])


@cache
def _retired() -> dict[str, Retired]:
    stored = table("hs_codes.npz")
    found = {}
    for at, code in enumerate(stored["retired"]):
        heirs = stored["successor"][stored["first"][at] : stored["first"][at + 1]]
        name = f"{code:06d}"
        found[name] = Retired(name, int(stored["edition"][at]), tuple(f"{h:06d}" for h in heirs))
    return found


def is_current(code: str) -> bool:
    """Whether the edition has the six-digit ``code``."""
    return code in _current()


def retired(code: str) -> Retired | None:
    """Return what became of ``code``'s six digits if the edition no longer has them."""
    return None if code[:6] in _current() else _retired().get(code[:6])


def check_code(name: str, *, where: str) -> str:
    """Return the digits of the code ``name``, which the Harmonized System of 2022 has.

    Raises ``InputError`` for one that it retired, with the successors, and for one that never was.
    """
    digits = read_code(name, where=where)
    if digits[:6] in _current():
        return digits
    gone = retired(digits)
    if gone is not None:
        heirs = [dotted(code) for code in gone.successors]
        more = f" and {len(heirs) - 6} more" if len(heirs) > 6 else ""
        raise InputError(
            f"{dotted(digits[:6])} ('{name}') was retired by HS {gone.year}.",
            where=where,
            remedy=f"Its goods are now under {', '.join(heirs[:6])}{more}.",
        )
    known = table("hs_codes.npz")["current"]
    at = int(np.searchsorted(known, span(digits[:6])[0] // 10**4))
    raise InputError(
        f"no HS code begins with {digits[:6]} ('{name}').",
        where=where,
        remedy=f"The next code in the Harmonized System is {known[min(at, len(known) - 1)]:06d}.",
    )


def successor(name: str, *, where: str) -> tuple[str, str]:
    """Return the digits to answer for when asked about ``name``, and what to say about them.

    A six-digit code whose goods all went to one other is answered by that one; any other that is
    not in the Harmonized System of 2022 raises ``InputError`` as in ``check_code``.
    """
    digits = read_code(name, where=where)
    gone = retired(digits)
    if gone is not None and len(digits) == 6 and len(gone.successors) == 1:
        heir = gone.successors[0]
        return heir, (
            f"{dotted(digits)} was retired by HS {gone.year}; answered for its successor "
            f"{dotted(heir)}."
        )
    return check_code(name, where=where), ""
