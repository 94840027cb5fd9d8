"""US imports by product, 2017 to 2019 and 2024 to 2025: what the tariffs predict, and what came.

``python -m validation.trade_by_product`` prints the comparison; nothing is tuned to it. The law of
2018-19 by product is the mean rate on each six-digit code that M. Waugh's tracker gives by date,
that of 2025 is the product's own, by month. Trade is UN Comtrade's, which may not be passed on and
is read from beside the repository; codes that changed in between are left
out. Two rivals stand beside the products: the mean tariffs of sectors, and a constant
elasticity on the product's own tariff.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cobden.base.wedges import Wedges
from cobden.equilibrium import solve
from cobden.measures import Policy
from cobden.products import (
    ElasticityEstimates,
    estimate_elasticities,
    rates_by_law,
    read_years,
    united_states,
)
from cobden.world import World
from validation.published import ROOT

SHARED = ROOT.parent / "shared"
DAYS_OF_2019 = {"2018-09-24": 151, "2019-06-01": 92, "2019-09-01": 122}  # by the law in force
SMALLEST = 1e6  # US dollars: below, changes say little
Rates = NDArray[np.float64]


@dataclass(frozen=True)
class Confrontation:
    """How predicted and actual log changes of imports by product agree.

    ``rank``: Spearman's correlation; ``within``: Pearson's within sectors, weighted by trade;
    ``slope`` of actual on predicted and ``r2``, weighted by trade; ``products`` compared.
    """

    what: str
    rank: float
    within: float
    slope: float
    r2: float
    products: int


def available() -> bool:
    """Whether the trade of these years lies beside the repository."""
    return (SHARED / "data" / "products").is_dir()


def rates_2018() -> pd.DataFrame:
    """Return US tariffs on China by six-digit code, % of value: 2017, and the mean of 2019."""
    dated = pd.read_parquet(SHARED / "data" / "law" / "us_on_china_2018_20_hs6_dated.parquet")
    dated["day"] = dated["time_of_tariff"].astype(str).str[:10]
    by_day = dated.pivot_table(index="hs6", columns="day", values="tariff")
    by_day.index = [f"{int(code):06d}" for code in by_day.index]
    weight = pd.Series(DAYS_OF_2019, dtype=float)
    mean = (by_day[list(weight.index)] * weight).sum(axis=1) / weight.sum()
    return pd.DataFrame({"before": by_day["2018-01-01"], "after": mean}).dropna()


def imports(year: int, partner: str) -> pd.Series:
    """Return US imports of a year from a partner by six-digit code, US dollars."""
    table = pd.read_parquet(SHARED / "data" / "products" / "us_imports_hs6_2015_25.parquet")
    mine = table[(table.year == year) & (table.partner == partner)]
    return mine.groupby("hs6").imports_usd.sum()


def world_of_products(elasticities: str = "U4") -> World:
    """Return the world with the products of the United States."""
    return World.load(elasticities).with_products(united_states())


def law_of_2018(world: World) -> tuple[Rates, Rates]:
    """Return rates on products [j, i] before the tariffs on China of 2018 and in 2019."""
    trade, law, i = world.products[0], rates_2018(), world.economy_index("CHN")
    known = np.array([code in law.index for code in trade.codes])
    found = []
    for column in ("before", "after"):
        rates = trade.tariff.copy()
        rates[known, i] = law.loc[np.array(trade.codes)[known], column].to_numpy() / 100
        found.append(rates)
    return found[0], found[1]


def law_of_2025(world: World) -> tuple[Rates, Rates]:
    """Return rates on products [j, i] of 1 January 2025, and the mean of the year's months."""
    policy = Policy.load()
    months = [policy.on(date(2025, month, 15)).wedges(world).by_product for month in range(1, 13)]
    return world.products[0].tariff, np.mean([month["USA"] for month in months], axis=0)


def predicted(world: World, before: Rates, after: Rates, partner: str) -> pd.DataFrame:
    """Return log changes of imports from a partner by product, by product and by rival."""
    trade, plain = world.products[0], World.load().with_elasticity(world.elasticity)
    n, i = world.economy_index("USA"), world.economy_index(partner)
    flow, by_sector = [], []
    for rates in (before, after):
        wedges = Wedges.of(
            world.economies, world.sectors, tariff=world.tariff, by_product={"USA": rates}
        )
        flow.append(solve(world, wedges).by_product("USA").sel(exporter=partner).after.to_numpy())
        mean = world.tariff.copy()
        for k, start, end in trade.bounds:
            total = trade.flow[start:end].sum(axis=0)
            paid = (trade.flow[start:end] * rates[start:end]).sum(axis=0)
            mean[k, n] = np.divide(paid, total, out=mean[k, n], where=total > 0)
        sectors = solve(plain, tariff=mean).flow.sel(importer="USA", exporter=partner)
        by_sector.append(sectors.to_numpy())
    with np.errstate(divide="ignore", invalid="ignore"):
        return pd.DataFrame(
            {
                "sector": np.array(world.sectors)[trade.sector],
                "products": np.log(flow[1] / flow[0]),
                "sector means": np.log(by_sector[1] / by_sector[0])[trade.sector],
                "own tariff": -np.log((1 + after[:, i]) / (1 + before[:, i])),
            },
            index=pd.Index(trade.codes),
        )


def confront(partner: str, start: int, end: int, rows: pd.DataFrame) -> list[Confrontation]:
    """Return how each prediction agrees with the change of trade from ``start`` to ``end``."""
    before, after = imports(start, partner), imports(end, partner)
    both = before.index.intersection(after.index).intersection(rows.index)
    old, new = np.asarray(before.loc[both], float), np.asarray(after.loc[both], float)
    large = (old > SMALLEST) & (new > 0)
    both, weight, actual = both[large], old[large], np.log(new[large] / old[large])
    found = []
    for name in ("products", "sector means", "own tariff"):
        guess = rows.loc[both, name].to_numpy()
        fine = np.isfinite(guess)
        if guess[fine].std() > 1e-9:
            sector = rows.loc[both, "sector"].to_numpy()[fine]
            found.append(_agreement(name, guess[fine], actual[fine], weight[fine], sector))
    return found


def _agreement(
    name: str, guess: Rates, actual: Rates, weight: Rates, sector: NDArray[np.str_]
) -> Confrontation:
    from scipy.stats import spearmanr

    x, y = guess.copy(), actual.copy()
    for one in np.unique(sector):
        rows = sector == one
        x[rows] -= np.average(x[rows], weights=weight[rows])
        y[rows] -= np.average(y[rows], weights=weight[rows])
    within = _correlation(x, y, weight) if np.abs(x).max() > 1e-9 else float("nan")
    gx = guess - np.average(guess, weights=weight)
    gy = actual - np.average(actual, weights=weight)
    slope = np.average(gx * gy, weights=weight) / np.average(gx**2, weights=weight)
    rank, _ = spearmanr(guess, actual)
    r2 = _correlation(gx, gy, weight) ** 2
    return Confrontation(name, float(np.asarray(rank)), within, float(slope), r2, len(guess))


def _correlation(x: Rates, y: Rates, weight: Rates) -> float:
    size = np.sqrt(np.average(x**2, weights=weight) * np.average(y**2, weights=weight))
    return float(np.average(x * y, weights=weight) / size)


YEARS_ESTIMATED = range(2015, 2021)


def estimated(by: Literal["all", "sector"] = "all") -> ElasticityEstimates:
    """Return trade elasticities by US imports from China and Mexico, 2015 to 2020."""
    importer, partners = "USA", ("CHN", "MEX")
    stored = pd.read_parquet(SHARED / "data" / "products" / "us_imports_hs6_2015_25.parquet")
    mine = stored[stored.year.isin(YEARS_ESTIMATED)]
    rows = pd.DataFrame(
        {"importer": importer, "year": mine.year, "origin": mine.partner, "code": mine.hs6,
         "value": mine.imports_usd}
    )  # fmt: skip
    with TemporaryDirectory() as folder:
        path = Path(folder) / "un_comtrade.csv"
        rows.to_csv(path, index=False)
        tables = read_years([path])
    rates, notes = rates_by_law(Policy.load(), importer, partners, YEARS_ESTIMATED)
    return estimate_elasticities(tables, rates, by=by, notes=notes)


def main() -> None:
    """Print the comparison."""
    world = world_of_products()
    for law, years in (
        (law_of_2018, ((2017, 2019), (2015, 2017))),
        (law_of_2025, ((2024, 2025),)),
    ):
        before, after = law(world)
        for partner in ("CHN", "MEX"):
            rows = predicted(world, before, after, partner)
            for start, end in years:
                print(f"{partner} {start} to {end}" + (" (placebo)" if start == 2015 else ""))
                for one in confront(partner, start, end, rows):
                    print(
                        f"  {one.what:<13} rank {one.rank:+.2f}  within {one.within:+.2f}  "
                        f"slope {one.slope:+.2f}  R2 {one.r2:.2f}  {one.products:,} products"
                    )


if __name__ == "__main__":
    main()
