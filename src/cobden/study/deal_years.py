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
from cobden.outcomes import BY_SECTOR_AND_YEAR, BY_YEAR
from cobden.study.progress import Progress, quiet

if TYPE_CHECKING:
    import xarray as xr

    from cobden.world.world import World


@dataclass(frozen=True)
class PathAim:
    """What a party wants to see by a year: an outcome of its economy or group, or of a sector.

    ``of`` is an outcome by year (`cobden.outcomes.BY_YEAR`, such as ``consumer_price``) or, with a
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
        known = BY_SECTOR_AND_YEAR if self.sector else BY_YEAR
        if self.of not in known:
            raise unknown("outcome", self.of, tuple(known), where="of")

    @property
    def title(self) -> str:
        """The aim in words."""
        where = f" in {self.sector}" if self.sector else ""
        return f"{self.of}{where}, {self.economy}, {self.year}"

    def value(self, found: WorldPath) -> float:
        """Return the outcome on a path, in its own unit (% for most)."""
        t = found.time(self.year)
        if not self.sector:
            return float(found.together(self.of, self.economy)[t])
        return float(found.of_sector(self.of, self.economy, self.sector)[t])


@dataclass(frozen=True, eq=False)
class Timings:
    """A deal at different times: ``ways`` maps what happens, in words, to its path.

    ``against``: the path without a deal that each is measured against. Where a surprise makes
    people plan anew, they do there too, though nothing changes: plans look as many years ahead as
    the path has, and so end in the same years on both.
    """

    ways: Mapping[str, WorldPath]
    against: Mapping[str, WorldPath]


@dataclass(frozen=True, eq=False)
class DealYears(Timings):
    """A deal at different times, as parties value them.

    ``discount`` maps each party to its own weight of next year; ``aims`` are read off each path.
    """

    discount: Mapping[str, float]
    aims: tuple[PathAim, ...] = ()

    @cached_property
    def worth(self) -> "xr.DataArray":
        """The lasting change of consumption worth as much as the years [way, party], %."""
        import xarray as xr

        coords = {"way": list(self.ways), "party": list(self.discount)}
        about = {"long_name": "worth of the years to each party, its own discounting", "unit": "%"}
        return xr.DataArray(self._worth(self.ways), coords, ["way", "party"], attrs=about)

    @cached_property
    def gain(self) -> "xr.DataArray":
        """What each way is worth more than no deal [way, party], % of consumption for good."""
        return self.worth - self._worth(self.against)

    @property
    def price_of_delay(self) -> "xr.DataArray":
        """What it costs each party that the deal comes later [party], % of consumption for good."""
        return self.worth.isel(way=1) - self.worth.isel(way=2)

    def _worth(self, paths: Mapping[str, WorldPath]) -> np.ndarray:
        return np.array(
            [
                [found.worth(economy, discount) for economy, discount in self.discount.items()]
                for found in paths.values()
            ]
        )

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
    aims: Iterable[PathAim] = (),
    **options: Any,
) -> DealYears:
    """Return what ``deal`` is worth against the law ``now``, by its timing.

    ``discount`` maps each party to its weight of next year; ``options`` are those of `timings`.
    Raises ``InputError`` for a year that is not on the path, a discount that is none, an economy
    that does not exist.
    """
    for economy, weight in discount.items():
        world.positions(economy)
        if not 0 < weight < 1:
            raise InputError(
                f"{economy} counts next year {weight:g} times.", where="discount",
                remedy="Give a weight above 0 and below 1.",
            )  # fmt: skip
    found = timings(world, now, deal, years, **options)
    return DealYears(found.ways, found.against, dict(discount), tuple(aims))


def timings(
    world: "World",
    now: Lawlike,
    deal: Lawlike,
    years: Iterable[int],
    *,
    later: int = 1,
    lasts: int = 2,
    threat: Lawlike | None = None,
    deadline: int | None = None,
    progress: Progress = quiet,
    **options: Any,
) -> Timings:
    """Return the paths of a deal at different times.

    The ways, in order: no deal; at once; ``later`` years later; for ``lasts`` years, as all know;
    believed to last and taken back after as many; and, with a ``threat`` that becomes law in the
    year ``deadline``, no deal by then, as all know and (if that is not the first) by surprise.
    ``options`` are those of `path`. Raises ``InputError`` for a year that is not on the path.
    """
    span = tuple(years)
    _check_timing(span, later, lasts, threat, deadline)
    ways: dict[str, WorldPath] = {}
    against: dict[str, WorldPath] = {}
    asked = _asked(span[0], now, deal, later, lasts, threat, deadline)
    for number, (title, (law, instead)) in enumerate(asked.items()):
        progress(f"On the path: {title}", number, len(asked))
        if instead is None:
            ways[title] = path(world, law, span, **options)
            against[title] = ways["no deal"]
        else:
            ways[title], against[title] = (
                path(world, one, span, expectations="surprise", **options) for one in (law, instead)
            )
    return Timings(ways, against)


def _check_timing(
    span: tuple[int, ...], later: int, lasts: int, threat: Lawlike | None, deadline: int | None
) -> None:
    """Raise ``InputError`` for a time that is not on the path, or a threat without a deadline."""
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


def _asked(
    first: int, now: Lawlike, deal: Lawlike, later: int, lasts: int, threat: Lawlike | None,
    deadline: int | None,
) -> dict[str, tuple[Mapping[int, Lawlike], Mapping[int, Lawlike] | None]]:  # fmt: skip
    """Return the law of each way by year and, where it comes by surprise, that without a deal."""
    lapses, same = {first: deal, first + lasts: now}, {first: now, first + lasts: now}
    asked: dict[str, tuple[Mapping[int, Lawlike], Mapping[int, Lawlike] | None]] = {
        "no deal": ({first: now}, None),
        "at once": ({first: deal}, None),
        f"{_count(later)} later": ({first: now, first + later: deal}, None),
        f"for {_count(lasts)}, as all know": (lapses, None),
        f"believed to last, taken back after {_count(lasts)}": (lapses, same),
    }
    if threat is not None and deadline is not None:
        law = {first: now, deadline: threat} if deadline > first else {first: threat}
        asked[f"no deal by {deadline}, as all know"] = (law, None)
        if deadline > first:
            asked[f"no deal by {deadline}, by surprise"] = (law, {first: now, deadline: now})
    return asked


def _count(years: int) -> str:
    return "1 year" if years == 1 else f"{years} years"
