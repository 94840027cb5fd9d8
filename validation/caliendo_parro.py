"""The runs and tables of Caliendo & Parro (2015), from the authors' own calibration.

The tables are computed from what any solver of the model returns, so that Cobden and the plain
solver go through the same arithmetic. Which closure each table needs is stated in the README of the
published inputs; the differences between the paper's text and its code are followed as the code has
them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np

from validation.plain_solver import Base, Equilibrium, Shock, first_order, solve
from validation.published import CALIENDO_PARRO

PARTNERS = ("Mexico", "Canada", "USA")
Solver = Callable[[Base, np.ndarray], Equilibrium]


@dataclass(frozen=True)
class Inputs:
    """One calibration with the tariffs of 1993 in its base and those of 2005 beside it."""

    countries: tuple[str, ...]
    base: Base
    tariff_2005: np.ndarray

    @property
    def nafta(self) -> list[int]:
        """Positions of Mexico, Canada and the United States."""
        return [self.countries.index(country) for country in PARTNERS]

    def tariff(self, run: str) -> np.ndarray:
        """[k, n, i] of a run: ``nafta``, ``world`` or ``world_without_nafta``."""
        among = np.zeros(self.base.tariff.shape, dtype=bool)
        for importer in self.nafta:
            among[:, importer, self.nafta] = True
        changed = {"nafta": among, "world": np.ones_like(among), "world_without_nafta": ~among}
        return np.where(changed[run], self.tariff_2005, self.base.tariff)


@cache
def inputs(variant: str = "base") -> Inputs:
    """Load ``base``, ``def`` (deficits kept), ``one`` (sector), ``nomat`` or ``noio``.

    Input shares are rescaled (by up to 4e-7) so that with value added they exhaust gross output.
    """
    with np.load(CALIENDO_PARRO) as stored:
        technology = "base" if variant == "def" else variant
        one = "one_" if variant == "one" else ""
        value_added_share = stored[f"{technology}_va_share"]
        gamma = stored[f"{technology}_gamma"].transpose(1, 2, 0)  # to [input, industry, country]
        total = gamma.sum(axis=0)
        gamma = (
            gamma * np.where(total > 0, 1 - value_added_share, 0) / np.where(total > 0, total, 1)
        )
        base = Base(
            trade_share=stored[f"{variant}_pi"],
            expenditure=stored[f"{variant}_X"],
            input_share=gamma,
            consumption_share=stored[f"{variant}_alpha"],
            value_added=stored[f"{variant}_VA"],
            deficit=stored[f"{variant}_D"],
            tariff=stored[f"{one}tariff_1993"],
            elasticity=stored["one_theta" if one else "theta"],
        )
        return Inputs(tuple(str(c) for c in stored["countries"]), base, stored[f"{one}tariff_2005"])


def plain(base: Base, tariff: np.ndarray) -> Equilibrium:
    """The plain solver as a ``Solver``."""
    return solve(base, Shock(tariff))


def effects(solver: Solver, variant: str, run: str) -> dict[str, np.ndarray]:
    """First-order welfare and its parts, real wage and exact welfare by country, in %."""
    case = inputs(variant)
    tariff = case.tariff(run)
    new = solver(case.base, tariff)
    return first_order(case.base, new, tariff) | {
        "real_wage": new.real_wage,
        "welfare_exact": new.welfare,
    }


def nafta_given_world(solver: Solver) -> dict[str, np.ndarray]:
    """Table 9: all tariffs against all but NAFTA's, item by item."""
    full = effects(solver, "base", "world")
    without = effects(solver, "base", "world_without_nafta")
    ratio = {
        item: 100 * ((1 + full[item] / 100) / (1 + without[item] / 100) - 1)
        for item in ("terms_of_trade", "volume_of_trade", "real_wage")
    }
    return {"welfare": ratio["terms_of_trade"] + ratio["volume_of_trade"]} | ratio


def import_growth(solver: Solver, variant: str, run: str) -> dict[tuple[str, str], float]:
    """Growth of imports at customs value, in %, by importer and exporter within NAFTA (Table 5)."""
    case = inputs(variant)
    tariff = case.tariff(run)
    before = case.base.trade_share * case.base.expenditure[:, :, None] / (1 + case.base.tariff)
    after = solver(case.base, tariff).purchases / (1 + tariff)
    total = before.sum(axis=0)
    growth = 100 * (after.sum(axis=0) / np.where(total > 0, total, np.nan) - 1)
    named = dict(zip(PARTNERS, case.nafta, strict=True))
    return {
        (importer, exporter): float(growth[named[importer], named[exporter]])
        for importer in PARTNERS
        for exporter in PARTNERS
        if importer != exporter
    }


def import_growth_from_partners(solver: Solver, variant: str) -> dict[str, float]:
    """Growth of each member's imports from the two others together, in % (Table 11)."""
    case = inputs(variant)
    tariff = case.tariff("nafta")
    before = case.base.trade_share * case.base.expenditure[:, :, None] / (1 + case.base.tariff)
    after = solver(case.base, tariff).purchases / (1 + tariff)
    growth = {}
    for country, n in zip(PARTNERS, case.nafta, strict=True):
        others = [i for i in case.nafta if i != n]
        growth[country] = float(100 * (after[:, n, others].sum() / before[:, n, others].sum() - 1))
    return growth
