"""The wedges of a law with US lines of ten digits, and what claims a preference, told apart."""

from dataclasses import replace
from typing import TYPE_CHECKING

from cobden.base.errors import InputError
from cobden.base.wedges import Wedges
from cobden.measures.bought import US
from cobden.measures.varieties import varieties_of

if TYPE_CHECKING:
    from cobden.measures import Law
    from cobden.world.world import World


def lines_apart(law: "Law", world: "World", *, lines: bool = True, claims: bool = True) -> Wedges:
    """Return the wedges of ``law`` with US imports told apart by line and by claim.

    ``lines``: the ten-digit lines of the US import table of 2024 are varieties of a product from
    an exporter; ``claims``: what claims a preference is another than what does not, with the shares
    of the month (USMCA) that the law's own rates weigh with. Varieties substitute as the product's
    exporters do. What was not imported in 2024 keeps the mean rate of its product.

    A world whose table says so (``united_states(apart=("claims",))``) has them in ``law.wedges``.

    Raises ``InputError`` for a world that does not know US imports by product, or a merged one.

    >>> import cobden as cb
    >>> world = cb.World.load().with_products(cb.products.united_states())
    >>> wedges = cb.products.lines_apart(cb.Policy.load().on('2025-06-05'), world)
    >>> len(wedges.varieties['USA'].rate) > 100_000
    True
    """
    trade = world.products_of(US) if US in world.economies else None
    if trade is None or world.origin is not None:
        raise InputError(
            "US imports are not known by product here, or the world is merged from another.",
            where="lines_apart",
            remedy="Use cb.World.load().with_products(cb.products.united_states()).",
        )
    apart = ("claims",) * claims + ("lines",) * lines
    parts = varieties_of(law, world, replace(trade, apart=apart))
    return replace(law.wedges(world), varieties={} if parts is None else {US: parts})
