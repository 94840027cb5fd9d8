"""A verdict on a claim: what the model says of it, why, and what would have to hold for it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from cobden.world.world import World

Answer = Literal["within the range", "outside the range", "not a thing the model can say"]
WITHIN: Answer = "within the range"
OUTSIDE: Answer = "outside the range"
UNSAID: Answer = "not a thing the model can say"


@dataclass(frozen=True)
class ClaimVerdict:
    """What the model says of one statement: the ``answer``, its own interval ``low`` to ``high``
    in ``unit``, the ``reason``, and under which ``assumption`` the statement would be true.

    ``quote`` stands in the source ``document``, in the sentence at ``start``.
    """

    document: str
    quote: str
    answer: Answer
    reason: str
    low: float | None = None
    high: float | None = None
    unit: str = ""
    assumption: str = ""
    start: int = 0


def table_balance(world: "World", one: str, other: str) -> float:
    """Return what ``one`` sells to ``other`` less what it buys from it, in goods, USD a year."""
    i, j = world.economies.index(one), world.economies.index(other)
    goods = world.flow[world.goods]
    return float(goods[:, j, i].sum() - goods[:, i, j].sum()) * world.value_usd
