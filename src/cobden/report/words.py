"""Figures as a reader writes them: a true minus, thin spaces, the unit said once."""

import math
import re
from collections.abc import Sequence
from itertools import pairwise

MINUS = "−"


def number(value: float, digits: int = 2, *, signed: bool = False) -> str:
    """Return ``value`` with ``digits`` decimals, a true minus, and a plus if ``signed``.

    What rounds to zero has no sign; what is not known is a dash.
    """
    if not math.isfinite(value):
        return "–"
    text = f"{abs(value):,.{digits}f}"
    if float(text.replace(",", "")) == 0:
        return text
    return (MINUS if value < 0 else "+" if signed else "") + text


def steps(bounds: Sequence[float], unit: str = "") -> list[str]:
    """Return the words of a scale of colours, one more than its ``bounds``.

    >>> steps([-1, 0, 1], "%")
    ['below −1%', '−1 to 0', '0 to 1', 'above 1%']
    """
    told = [f"{bound:.7f}".rstrip("0").rstrip(".").replace("-", MINUS) for bound in bounds]
    inner = [f"{low} to {high}" for low, high in pairwise(told)]
    return [f"below {told[0]}{unit}", *inner, f"above {told[-1]}{unit}"]


def digits_for(largest: float, least: int = 2) -> int:
    """Return the decimals that show ``largest`` with two figures: ``least`` to five."""
    if not (math.isfinite(largest) and largest > 0):
        return least
    return max(least, min(5, 1 - math.floor(math.log10(largest))))


def decimals(value: float, low: float | None = None, high: float | None = None) -> int:
    """Return the decimals of a figure: two figures of it, or of its range where that is known.

    What is finer than the range would be false. At least two.

    >>> decimals(-0.037), decimals(-0.037, -0.198, 0.096)
    (3, 2)
    """
    if low is None or high is None or abs(high - low) < 1e-9:
        return digits_for(abs(value))
    return digits_for(max(abs(low), abs(high)))


def percent(value: float, digits: int = 2) -> str:
    """Return a change in per cent, signed: ``−0.12%``."""
    return f"{number(value, digits, signed=True)}%"


def size(value: float, digits: int = 2) -> str:
    """Return how large a change in per cent is, without a sign; more ``digits`` if they show none.

    >>> size(-0.12), size(0.00041)
    ('0.12%', '0.00041%')
    """
    shown = digits if round(value, digits) else digits_for(abs(value), digits)
    return f"{number(abs(value), shown)}%"


def span(low: float, high: float, digits: int = 2) -> str:
    """Return a range of signed figures: two figures of its larger end, ``digits`` decimals at most.

    >>> span(-0.198, 0.096, 3)
    '−0.20 to +0.10'
    """
    digits = min(digits, digits_for(max(abs(low), abs(high))))
    return f"{number(low, digits, signed=True)} to {number(high, digits, signed=True)}"


def billions(value: float, digits: int = 1) -> str:
    """Return an amount of money in words, without decimals that ten or more do not need.

    >>> billions(4.64), billions(171.4)
    ('4.6 billion dollars', '171 billion dollars')
    """
    return f"{number(value, 0 if abs(value) >= 10 else digits)} billion dollars"


def prose(text: str) -> str:
    """Return ``text`` with the apostrophes and quotation marks of print."""
    text = re.sub(r'"([^"]*)"', "“\\1”", text)
    return text.replace("'", "’")


def listed(parts: list[str]) -> str:
    """Return ``a, b and c``."""
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]
