"""A path: what each economy's years look like, labelled, with the proof that it is a solution."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import jax
import numpy as np

from cobden.base.errors import InputError, unknown
from cobden.base.terms import Terms
from cobden.dynamics.macro import Macro
from cobden.dynamics.mechanisms import Mechanisms
from cobden.dynamics.money import ANCHORS
from cobden.dynamics.parameters import Parameters
from cobden.dynamics.path_certificate import PathCertificate
from cobden.dynamics.path_equations import PathAllocation, PathProblem, PathState
from cobden.dynamics.path_groups import WEIGHED_BY, over, weights
from cobden.dynamics.path_outcome import PathBase, PathOutcomes, lasting
from cobden.dynamics.path_quantities import PathQuantities
from cobden.dynamics.path_solver import see
from cobden.dynamics.periods import Calendar, When
from cobden.dynamics.pose_path import Floats
from cobden.outcomes import BY_SECTOR_AND_YEAR, BY_YEAR, STEADY
from cobden.world.world import World

if TYPE_CHECKING:
    import xarray as xr
    from jax import Array


@dataclass(frozen=True, eq=False)
class WorldPath:
    """The years of a world under a dated law, and the steady state that the last law leads to.

    ``calendar`` holds the periods, years or quarters, in which it was solved, along the axis t;
    ``law`` what is in force in each, ``always`` ever after. ``macro`` and ``parameters`` are per
    year, ``problem`` per period.
    All changes are from the benchmark and its trend: a world in which the law never changed.
    ``plans``: where surprises overtake plans, the position of the year in which each is made, and
    its own path from there; this one is pieced together from what was lived of each.
    ``quantities``: how what the law says of quantities is met, where it says anything of them.
    ``vector`` holds the unknowns; ``certificate`` says how well every condition holds.

    >>> import cobden as cb
    >>> world = cb.World.load().aggregate(['USA', 'JPN'])
    >>> found = cb.path(world, cb.Policy.load(), years=range(2024, 2027))
    >>> found.certificate.largest < 1e-8
    True
    """

    world: World
    calendar: Calendar
    law: tuple[Terms, ...]
    always: Terms
    macro: Macro
    rules: Mechanisms
    parameters: Parameters
    problem: PathProblem
    base: PathBase
    vector: "Array"
    state: PathState
    found: PathAllocation
    certificate: PathCertificate
    plans: "tuple[tuple[int, WorldPath], ...]" = ()
    quantities: PathQuantities | None = None

    @cached_property
    def outcomes(self) -> PathOutcomes:
        """All outcomes as arrays, logs most of them (see `path_outcome`)."""
        return jax.tree.map(np.asarray, see(self.state, self.problem, self.found, self.base))

    @property
    def years(self) -> tuple[int, ...]:
        """The calendar years."""
        return self.calendar.years

    @property
    def periods(self) -> tuple[When, ...]:
        """The labels along the axis t, the steady state left out: years, or quarters ("2025Q2")."""
        return self.calendar.labels

    @cached_property
    def by_year(self) -> "xr.Dataset":
        """Every outcome by economy and year [year, economy]; % change unless its unit says so.

        Of a path by quarter the means of four quarters.
        """
        return self._dataset(self._of_years, {"year": list(self.years)})

    @cached_property
    def by_quarter(self) -> "xr.Dataset":
        """The same by quarter [quarter, economy]; amounts of money are at annual rates.

        Raises ``InputError`` on a path by year.
        """
        if self.calendar.by != "quarter":
            raise InputError(
                "this path was solved by year.",
                where="by_quarter",
                remedy='Ask for path(..., by="quarter").',
            )
        return self._dataset(lambda values: values[:-1], {"quarter": list(self.periods)})

    @cached_property
    def steady(self) -> "xr.Dataset":
        """The same outcomes where the law of the last year leads in the end [economy]."""
        return self._dataset(lambda values: values[-1], {})

    @cached_property
    def by_sector(self) -> "xr.Dataset":
        """Output, jobs and wages by sector [year or quarter, sector, economy], % change."""
        import xarray as xr

        dims = (self.calendar.by, "sector", "economy")
        coords = {
            self.calendar.by: list(self.periods),
            "sector": list(self.world.sectors),
            "economy": list(self.world.economies),
        }
        arrays = {
            name: (dims, 100 * np.expm1(getattr(self.outcomes, name)[:-1]), _about(about))
            for name, about in BY_SECTOR_AND_YEAR.items()
        }
        return xr.Dataset(arrays, coords, attrs={"anchor": self.anchor})

    @cached_property
    def welfare(self) -> "xr.Dataset":
        """Welfare by economy: of the whole ``path`` and in the ``steady`` state.

        ``path``: the lasting change of consumption (%) that is worth as much, discounted;
        ``steady``: the change of consumption in the end. Never read one without the other.
        """
        import xarray as xr

        coords = {"economy": list(self.world.economies)}
        path = 100 * np.expm1(np.asarray(self.outcomes.path_welfare))
        steady = 100 * np.expm1(np.asarray(self.outcomes.consumption[-1]))
        arrays = {
            "path": ("economy", path, _about(("worth of the path of consumption", "%"))),
            "steady": ("economy", steady, _about(("consumption in the steady state", "%"))),
        }
        return xr.Dataset(arrays, coords)

    def balance_with(self, economy: str, partner: str, sector: str = "") -> Floats:
        """Return exports minus imports of goods, or of a ``sector``, between two [t], billion USD.

        At customs value; the steady state last.
        """
        n, i = self.world.economy_index(economy), self.world.economy_index(partner)
        counted = self.world.goods.astype(float)
        if sector:
            counted = np.eye(len(self.world.sectors))[self.world.sector_index(sector)]

        def bought(by: int, of: int) -> Floats:
            demand = np.asarray(self.found.spending / self.found.total)[:, :, by]
            value = np.asarray(self.problem.trade.customs[:, :, by, of]) * demand
            return (value * np.asarray(self.found.power)[:, :, of]) @ counted

        return (bought(i, n) - bought(n, i)) * (self.world.value_usd / 1e9)

    def worth(self, economy: str, discount: float | None = None) -> float:
        """Return the lasting change of consumption worth as much as the path to an economy, %.

        Of a group the mean of its members', by what each consumes. ``discount`` is its own weight
        of next year (None: the model's, as in ``welfare``); after the last year consumption nears
        its steady state at the root of the growth model.
        """
        at = self.world.positions(economy)
        b = float(self.macro.discount if discount is None else discount) ** self.calendar.length
        root = np.asarray(self.problem.capital.root)[at]
        logs = lasting(np.asarray(self.outcomes.consumption)[:, at], b, root)
        weight = weights(self.problem, self.base, "consumption")[at]
        return float(over(100 * np.expm1(logs), weight, "consumption"))

    def together(self, name: str, economy: str) -> Floats:
        """Return an outcome by year of an economy or group [t] in its unit, the steady state last.

        Of a group the sum or the mean of its members (see `path_groups.WEIGHED_BY`). Raises
        ``InputError`` for an outcome or an economy that does not exist.
        """
        by, at = WEIGHED_BY[outcome_name(name)], self.world.positions(economy)
        return over(self.scaled(name)[:, at], weights(self.problem, self.base, by)[at], by)

    def of_sector(self, name: str, economy: str, sector: str) -> Floats:
        """Return an outcome of ``BY_SECTOR_AND_YEAR`` of a sector in an economy or group [t], %."""
        k, at = self.world.sector_index(sector), self.world.positions(economy)
        values = 100 * np.expm1(np.asarray(getattr(self.outcomes, name))[:, k, at])
        size = self.problem.output if name == "output" else self.problem.money.labour_income
        return over(values, np.asarray(size)[k, at], "size")

    @property
    def inflation(self) -> "xr.DataArray":
        """Change of consumer prices over a year before [year or quarter, economy], above trend."""
        by, parts = self.calendar.by, self.calendar.parts
        level = (self.by_year if by == "year" else self.by_quarter)["consumer_price"]
        rate = level - level.shift({by: parts}, fill_value=0.0)
        rate.attrs = _about(("rise of consumer prices over the year before, own money", "points"))
        return rate

    @cached_property
    def premiums(self) -> "xr.DataArray":
        """What meets each quantity of the law, a rate [year or quarter, target]; nan: none asked.

        The steady state stands last, as ``after``; of a year in parts the last part is shown.
        """
        import xarray as xr

        laws = (*self.law, self.always)
        names = list(dict.fromkeys(t.name for terms in laws for t in terms.targets.targets))
        rates = np.full((len(laws), len(names)), np.nan)
        if self.quantities is not None:
            for row, terms, logs in zip(rates, laws, self.quantities.premiums, strict=True):
                for target, log in zip(terms.targets.targets, logs, strict=True):
                    row[names.index(target.name)] = np.expm1(log)
        coords = {self.calendar.by: [*map(str, self.periods), STEADY], "target": names}
        return xr.DataArray(rates, coords, list(coords), attrs={"unit": "rate"})

    @property
    def anchor(self) -> str:
        """What money is held by, in words."""
        names = self.rules.anchors
        if len(names) == 1:
            return ANCHORS[names[0]]
        held = np.asarray(self.problem.money.anchored) > 0
        return "; ".join(
            f"{ANCHORS[name]} ({', '.join(np.array(self.world.economies)[who])})"
            for name, who in zip(names, held, strict=True)
        )

    def _dataset(
        self, read: Callable[[Floats], Floats], first: Mapping[str, list[Any]]
    ) -> "xr.Dataset":
        """Return what is ``read`` of every outcome [t, n], by the labels of its first axis."""
        import xarray as xr

        coords = {**first, "economy": list(self.world.economies)}
        arrays = {
            name: (tuple(coords), read(self.scaled(name)), _about(about))
            for name, about in BY_YEAR.items()
        }
        return xr.Dataset(arrays, coords, attrs={"anchor": self.anchor})

    def _of_years(self, values: Floats) -> Floats:
        """Return the means of calendar years [year, n] of an outcome [t, n]."""
        return values[:-1].reshape(-1, self.calendar.parts, values.shape[1]).mean(axis=1)

    def scaled(self, name: str) -> Floats:
        """Return an outcome in the unit of ``outcomes.BY_YEAR`` [t, n], the steady state last."""
        values = np.asarray(getattr(self.outcomes, name))
        unit = BY_YEAR[name][1]
        if unit == "%":
            return 100 * np.expm1(values)
        if unit == "points":
            start = float(self.problem.labour.participation) if name == "participation" else 0.0
            return 100 * (values - start)
        return values * (self.world.value_usd / 1e9) if unit == "billion USD" else values

    def place(self, economy: str, when: When) -> tuple[int, int]:
        """Return the position [t, n] of an economy in a period, or ``after`` them all."""
        return self.time(when), self.world.economy_index(economy)

    def time(self, when: When) -> int:
        """Return the position t of a period, or of ``after`` them all."""
        if when == STEADY:
            return len(self.periods)
        if when not in self.periods:
            raise InputError(
                f"{when} is not a {self.calendar.by} of this path.",
                where=self.calendar.by,
                remedy=f"It has {self.periods[0]} to {self.periods[-1]}, and '{STEADY}'.",
            )
        return self.periods.index(when)


def outcome_name(name: str) -> str:
    """Return the name of an outcome by year, or raise ``InputError`` with the nearest."""
    if name not in BY_YEAR:
        raise unknown("outcome", name, tuple(BY_YEAR), where="of")
    return name


def _about(about: tuple[str, str]) -> dict[str, str]:
    return {"long_name": about[0], "unit": about[1]}
