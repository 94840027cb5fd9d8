"""The law on a day: rates on a line, averages by partner and sector, wedges of a world.

From lines to a world, in one place:

- US tariffs in a world's benchmark are those in force on 1 January 2025 (``BENCHMARK``), and
  everybody else's are older. A law's wedge is therefore *benchmark + (rate under this law - rate
  under the law of 1 January 2025)*, both averaged with the same fixed import weights. Two laws
  with the same measures in force differ by exactly nothing, so the state "before 2025" gives the
  benchmark back to the last digit.
- US rates are averaged over ten-digit lines with 2024 imports from that partner (Canada's and
  Mexico's with the USMCA claims of the month). A partner that the import table does not show, and
  a sector in which it sold nothing, takes the weights of all others.
- Any other importer's measures are averaged over six-digit lines of equal weight, on the
  benchmark's tariff for the sector, unless the world knows its imports by product
  (`World.with_products`). ``Law.notes`` says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from cobden.base.terms import Terms
from cobden.base.wedges import Wedges
from cobden.measures.dated_law import DatedLaw

if TYPE_CHECKING:
    import xarray as xr

    from cobden.measures.enactment import Enacted
    from cobden.measures.law_wedges import Told
    from cobden.measures.rate import Rate
    from cobden.world.world import World


@dataclass(frozen=True, eq=False, repr=False)
class Law(DatedLaw):
    """The measures in force on ``day``, and the tariffs in force at the benchmark.

    ``base`` is the day whose law the benchmark's tariffs hold (None: those of the world that ships,
    see above), ``collected`` the tariffs of 2024 of which it is known what part was paid.

    >>> import cobden as cb
    >>> law = cb.Policy.load().on('2025-09-20')
    >>> round(law.rate('USA', 'JPN', '87032301').all_in, 1)  # % of customs value
    15.0
    """

    def rate(
        self,
        by: str,
        on: str,
        product: str,
        *,
        mfn: float | None = None,
        given: Mapping[str, str] | None = None,
    ) -> "Rate":
        """Return the all-in rate that ``by`` puts on ``product`` of ``on``, and the law behind it.

        ``product`` is an HS code, a sector or a list; ``mfn`` (0.025 is 2.5%) overrides the
        ordinary duty of the schedule; ``given`` settles conditions, such as
        ``{"end_use": "vehicle"}``.
        """
        from cobden.measures.rate_of_product import rate_of

        return rate_of(self, by, on, product, mfn=mfn, given=given)

    def effective(self) -> "xr.Dataset":
        """Return trade-weighted US rates by layer, partner and sector, with 2024 weights."""
        from cobden.measures.effective import effective

        return effective(self)

    def wedges(self, world: "World", told: "Told | None" = None) -> Wedges:
        """Return the tariffs of ``world`` under this law, by product where it has products.

        ``told`` hears which tariffs work between whom (see `law_wedges.tariffs_of`).
        """
        from cobden.measures.enactment import wedges_of

        return wedges_of(self, world, told)

    def enacted(self, world: "World") -> "Enacted[Self]":
        """Return this law with its wedges on ``world`` worked out.

        Raises ``InputError`` for a measure that changes nothing there and is not meant to.
        """
        from cobden.measures.touched import enact

        return enact(self, world)

    def terms(self, world: "World") -> Terms:
        """Return all that this law puts on ``world``: its tariffs, and what instruments do."""
        return self.enacted(world).terms(world)
