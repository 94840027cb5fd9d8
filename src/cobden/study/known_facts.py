"""What claims are checked against: the law and the world's totals, brought to the evidence room.

In this room because rooms meet here: evidence may not import the world, and is given
what is known of it as a value.
"""

from cobden.evidence.knowledge import Knowledge, KnownTotal
from cobden.evidence.known_law import known_measures
from cobden.measures import Policy
from cobden.world.world import World


def knowledge() -> Knowledge:
    """Return office-holders, exchange rates, the dated law, and the balances in goods."""
    return Knowledge.default().knowing(
        measures=known_measures(Policy.load()), totals=balances(World.load())
    )


def balances(world: World) -> tuple[KnownTotal, ...]:
    """Return the balance in goods of each pair of the world's economies, in USD."""
    flow = world.flow[world.goods].sum(0) * world.value_usd
    return tuple(
        KnownTotal(
            one, other, "balance", float(flow[j, i] - flow[i, j]), world.year or 0,
            "the balance in goods", world.source,
            float(flow[j, i] + flow[i, j]),
        )
        for i, one in enumerate(world.economies)
        for j, other in enumerate(world.economies[:i])
    )  # fmt: skip
