"""What a deal is worth by when it comes and how long it lasts, computed on the path.

A month of waiting, relief that lapses, a snap-back and a deadline differ in what happens in which
year and in who saw it coming; so each is a path of its own, valued as each party discounts.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from cobden.base.errors import InputError, unknown
from cobden.dynamics import WorldPath, path
from cobden.dynamics.law_by_year import Lawlike
from cobden.dynamics.world_path import OUTCOMES, SECTORAL

if TYPE_CHECKING:
    import xarray as xr

    from cobden.world.world import World


@dataclass(frozen=True)
class PathAim:
    """What a party wants to see by a year: an outcome of its economy, or of one of its sectors.

    ``of`` is an outcome by year (`world_path.OUTCOMES`, such as ``consumer_price``) or, with a
    ``sector``, one of its ``jobs``, ``output`` and ``sector_wage``; ``year`` one of the path's, or
    ``after``. Raises ``InputError`` for what does not exist.

    >>> from cobden.study.deal_years import PathAim
    >>> PathAim('jobs', 'USA', 2028, 'C29').title
    'jobs in C29, USA, 2028'
    """

    of: str
    economy: str
    year: int | str
    sector: str = ""

    def __post_init__(self) -> None:
        known = SECTORAL if self.sector else OUTCOMES
        if self.of not in known:
            raise unknown("outcome", self.of, tuple(known), where="of")

    @property
    def title(self) -> str:
        """The aim in words."""
        where = f" in {self.sector}" if self.sector else ""
        return f"{self.of}{where}, {self.economy}, {self.year}"

    def value(self, found: WorldPath) -> float:
        """Return the outcome on a path, in its own unit (% for most)."""
        t, n = found.place(self.economy, self.year)
        if not self.sector:
            return float(found.scaled(self.of)[t, n])
        k = found.world.sector_index(self.sector)
        return float(100 * np.expm1(getattr(found.outcomes, self.of)[t, k, n]))


@dataclass(frozen=True, eq=False)
class DealYears:
    """A deal at different times: ``ways`` maps what happens, in words, to its path.

    ``discount`` maps each party to its own weight of next year; ``aims`` are read off each path.
    """

    ways: Mapping[str, WorldPath]
    discount: Mapping[str, float]
    aims: tuple[PathAim, ...] = ()

    @cached_property
    def worth(self) -> "xr.DataArray":
        """The lasting change of consumption worth as much as the years [way, party], %."""
        import xarray as xr

        values = [
            [found.worth(economy, discount) for economy, discount in self.discount.items()]
            for found in self.ways.values()
        ]
        coords = {"way": list(self.ways), "party": list(self.discount)}
        about = {"long_name": "worth of the years to each party, its own discounting", "unit": "%"}
        return xr.DataArray(values, coords, ["way", "party"], attrs=about)

    @cached_property
    def gain(self) -> "xr.DataArray":
        """What each way is worth more than no deal [way, party], % of consumption for good."""
        return self.worth - self.worth.isel(way=0)

    @property
    def price_of_delay(self) -> "xr.DataArray":
        """What it costs each party that the deal comes later [party], % of consumption for good."""
        return self.worth.isel(way=1) - self.worth.isel(way=2)

    @cached_property
    def reached(self) -> "xr.DataArray":
        """The aims on each way [way, aim], each in its own unit."""
        import xarray as xr

        values = [[aim.value(found) for aim in self.aims] for found in self.ways.values()]
        coords = {"way": list(self.ways), "aim": [aim.title for aim in self.aims]}
        shaped = np.array(values).reshape(len(self.ways), len(self.aims))
        return xr.DataArray(shaped, coords, ["way", "aim"])


def deal_years(
    world: "World",
    now: Lawlike,
    deal: Lawlike,
    years: Iterable[int],
    discount: Mapping[str, float],
    *,
    later: int = 1,
    lasts: int = 2,
    threat: Lawlike | None = None,
    deadline: int | None = None,
    aims: Iterable[PathAim] = (),
    **options: Any,
) -> DealYears:
    """Return what ``deal`` is worth against the law ``now``, by its timing.

    ``discount`` maps each party to its weight of next year. The ways, in order: no deal; at once;
    ``later`` years later; for ``lasts`` years, as all know; believed to last and taken back after
    as many; and, with a ``threat`` that becomes law in the year ``deadline``, no deal by then, as
    all know or by surprise. ``options`` are those of `path`. Raises ``InputError`` for a year that
    is not on the path, a discount that is none, an economy that does not exist.
    """
    span = tuple(years)
    for economy, weight in discount.items():
        world.economy_index(economy)
        if not 0 < weight < 1:
            raise InputError(
                f"{economy} counts next year {weight:g} times.", where="discount",
                remedy="Give a weight above 0 and below 1.",
            )  # fmt: skip
    for what, gone in (("later", later), ("lasts", lasts)):
        if not 1 <= gone < len(span):
            raise InputError(
                f"{what} is {gone} years on a path of {len(span)}.", where=what,
                remedy=f"Give 1 to {len(span) - 1}.",
            )  # fmt: skip
    if (threat is None) != (deadline is None) or (deadline is not None and deadline not in span):
        raise InputError(
            f"a threat goes with a deadline on the path; the deadline is {deadline}.",
            where="deadline", remedy=f"Give both, in {span[0]} to {span[-1]}, or neither.",
        )  # fmt: skip
    first = span[0]
    lapses = {first: deal, first + lasts: now}
    asked: dict[str, tuple[Mapping[int, Lawlike], str]] = {
        "no deal": ({first: now}, "foresight"),
        "at once": ({first: deal}, "foresight"),
        f"{later} years later": ({first: now, first + later: deal}, "foresight"),
        f"for {lasts} years, as all know": (lapses, "foresight"),
        f"believed to last, taken back after {lasts} years": (lapses, "surprise"),
    }
    if threat is not None and deadline is not None:
        law = {first: now, deadline: threat} if deadline > first else {first: threat}
        asked[f"no deal by {deadline}, as all know"] = (law, "foresight")
        asked[f"no deal by {deadline}, by surprise"] = (law, "surprise")
    ways = {
        title: path(world, law, span, expectations=believed, **options)
        for title, (law, believed) in asked.items()
    }
    return DealYears(ways, dict(discount), tuple(aims))
