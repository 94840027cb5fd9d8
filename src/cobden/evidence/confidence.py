"""How sure the reader is of an act: how often acts told in the same way were right in the gold set.

An act whose actor stands in its own sentence is right more often than one whose actor was carried
over from another, and one that nobody is said to do hardly ever. The table ``data/confidence.csv``
counts, over documents that the reader was not built on (a half of a batch kept apart, and the last
batch as it was first met); ``python -m validation.evidence.score --confidence`` writes it.
"""

from functools import cache

from cobden.evidence.claims import Claim
from cobden.evidence.word_lists import table

SURE = 0.3  # acts right less often are not shown unless asked for: at 0.5 more right ones than
# wrong ones go (documents it was built on: recall 80 to 76%, precision 87 to 88%)
Told = tuple[str, str, str]


def told(claim: Claim) -> Told:
    """Return how an act is told: with a figure or bare, and where its actor and its target stand.

    Each of these is "own" (in the words of its sentence), "carried" (from another) or "none"; a
    target that is not told is "all" where goods are: "a 50% tariff on copper".
    """
    on = _place(claim, "on")
    if on == "none" and claim.goods:
        on = "all"
    return "figure" if claim.value is not None else "bare", _place(claim, "by"), on


def _place(claim: Claim, slot: str) -> str:
    if not getattr(claim, slot):
        return "none"
    return "own" if slot in claim.spans else "carried"


def confidence(claim: Claim) -> float:
    """Return the share of acts told like this one that were right; 1 for what is no act."""
    if not claim.act:
        return 1.0
    right, read = _counts().get(told(claim), (0, 0))
    return (right + 0.5) / (read + 1)


def is_sure(claim: Claim) -> bool:
    """Whether acts told like this one are right often enough to be shown, or something answers it.

    What the law, the clock or another source speaks to is shown, however it is told.
    """
    return claim.status not in ("", "single source") or confidence(claim) >= SURE


@cache
def _counts() -> dict[Told, tuple[int, int]]:
    return {
        (row["figure"], row["by"], row["on"]): (int(row["right"]), int(row["read"]))
        for row in table("confidence")
    }
