"""Trade-weighted US rates by partner and sector, layer by layer.

What the literature calls the effective tariff rate: duties over the customs value of imports.
"""

from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from cobden.measures import bought
from cobden.measures.bought import US, Bought
from cobden.measures.goods import sectors
from cobden.measures.sector_means import goods_sectors, sector_index, sector_means
from cobden.measures.tables import read_csv

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cobden.measures.dated_law import DatedLaw

ORDINARY = "ordinary"


def effective(law: "DatedLaw") -> xr.Dataset:
    """Return US rates (% of customs value) by layer, partner and sector, with 2024 import weights.

    Variables: ``rate`` [layer, partner, sector], ``total`` and ``imports`` (USD) [partner, sector].
    Sectors are those of goods and, to complete the sum, "SERV" (art, electricity) and "UNMAPPED"
    (returned goods, low-value shipments). A layer is an authority; "ordinary" is the statutory
    duty with the preferences that are claimed. Cells without imports are NaN.
    """
    names, partners = sectors(), bought.us_partners()
    layers: dict[str, NDArray[np.float64]] = {}
    shape = (len(partners), len(names))
    imports = np.zeros(shape)
    for p, partner in enumerate(partners):
        exporter = "FRA" if partner == bought.EU_BLOCK else partner  # one law for all members
        lines = law.us_lines(exporter)
        at = sector_index(lines, names)
        imports[p] = np.bincount(at[at >= 0], lines.imports[at >= 0], len(names))
        for layer, points in by_authority(law, US, exporter, lines).items():
            cells = layers.setdefault(layer, np.zeros(shape))
            cells[p] = 100.0 * sector_means(lines, points, names)
    rate = np.where(imports > 0, np.array(list(layers.values())), np.nan)
    where = {"partner": list(partners), "sector": list(names)}
    return xr.Dataset(
        {
            "rate": (("layer", "partner", "sector"), rate),
            "total": (("partner", "sector"), rate.sum(axis=0)),
            "imports": (("partner", "sector"), imports),
        },
        {"layer": list(layers), **where},
        {
            "date": str(law.day),
            "rate": "% of customs value",
            "imports": "USD of 2024",
            "source": "US Census Bureau, imports for consumption 2024; Cobden's tariff law",
        },
    )


def by_authority(
    law: "DatedLaw", importer: str, exporter: str, lines: Bought
) -> "dict[str, NDArray[np.float64]]":
    """Return the points of the ordinary duty and of each authority [line], claims weighed in."""
    plain = _layers(law, importer, exporter, lines, claims=False)
    if lines.claimed is None:
        return plain
    claimed = _layers(law, importer, exporter, lines, claims=True)
    zero = np.zeros(len(lines.index))
    return {
        name: points + lines.claimed * (claimed.get(name, zero) - points)
        for name, points in plain.items()
    }


def _layers(
    law: "DatedLaw", importer: str, exporter: str, lines: Bought, *, claims: bool
) -> "dict[str, NDArray[np.float64]]":
    found = law.stack(importer, exporter, lines, claims=claims, paid=True)
    layers = {ORDINARY: found.ordinary}
    for tariff, points in zip(found.tariffs, found.points, strict=True):
        layers[tariff.authority] = layers.get(tariff.authority, 0.0) + points
    return layers


def overall(table: xr.Dataset) -> float:
    """Return the average US tariff (% of all imports shown) of an ``effective`` table."""
    return float((table["total"] * table["imports"]).sum() / table["imports"].sum())


def coverage(table: xr.Dataset) -> float:
    """Return the share of the imports shown that falls in a world's goods sectors.

    The rest is returned goods, low-value shipments, art and electricity.
    """
    mapped = table["imports"].sel(sector=list(goods_sectors())).sum()
    return float(mapped / table["imports"].sum())


def trackers() -> tuple[tuple[str, str, str, float], ...]:
    """Return published averages: (date compared, tracker, its own date, % of imports)."""
    rows = read_csv("trackers.csv")
    return tuple((r["date"], r["tracker"], r["tracker_date"], float(r["rate_pct"])) for r in rows)
