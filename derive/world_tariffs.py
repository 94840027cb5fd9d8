"""The benchmark's tariffs: what is known to be wrong in the data is mended, and listed.

Part of ``derive/world.py``.
"""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from cobden.base.economies import GROUPS
from cobden.world.record import Adjustment

US_RATES_DATE = "2025-01-01"
FOOD = "C10T12"
WRONG_FOOD_RATES = ("EGY", "MYS", "SAU")
RATE = "per cent, import-weighted"


@dataclass
class Draft:
    """The table while it is put together: [k, importer, exporter], USD million, basic prices."""

    economies: list[str]
    sectors: list[str]
    intermediate: np.ndarray
    flow: np.ndarray
    use: np.ndarray  # [k, q, n]
    tariff: np.ndarray
    record: list[Adjustment]

    def note(
        self,
        what: str,
        where: str,
        *,
        before: float,
        after: float,
        unit: str,
        cells: int,
        reason: str,
    ) -> None:
        """Add a line to the record."""
        self.record.append(
            Adjustment(what, where, float(before), float(after), unit, int(cells), reason)
        )

    def mean_tariff(self, k: Any = slice(-1), n: Any = slice(None)) -> float:
        """Return the import-weighted mean rate in per cent: goods k, importers n, foreign trade."""
        trade = self.flow * (1 - np.eye(len(self.economies)))
        weight = trade[k, n]
        return float(100 * (weight * self.tariff[k, n]).sum() / max(weight.sum(), 1e-12))


def clean_tariffs(draft: Draft) -> None:
    """Remove tariffs on services and scale down the food tariffs known to be wrong."""
    services, food = draft.sectors.index("SERV"), draft.sectors.index(FOOD)
    before, cells = draft.mean_tariff(services), (draft.tariff[services] > 0).sum()
    draft.tariff[services] = 0
    draft.note(
        "tariffs on services",
        "all economies",
        before=before,
        after=0,
        unit=RATE,
        cells=cells,
        reason="services bear no tariff",
    )
    row = len(draft.economies) - 1
    sound = [n for n, e in enumerate(draft.economies[:row]) if e not in WRONG_FOOD_RATES]
    level = draft.mean_tariff(food, sound)
    for economy in WRONG_FOOD_RATES:
        n = draft.economies.index(economy)
        before = draft.mean_tariff(food, n)
        draft.tariff[food, n] *= level / before
        draft.note(
            "tariffs on food, drink and tobacco",
            economy,
            before=before,
            after=draft.mean_tariff(food, n),
            unit=RATE,
            cells=(draft.tariff[food, n] > 0).sum(),
            reason="known to be wrong, probably simple means over lines with duties of hundreds "
            "of per cent on drink and tobacco; scaled to the import-weighted mean of all other "
            "economies, differences between exporters kept in proportion",
        )


def impute_row_tariffs(draft: Draft) -> None:
    """Give the rest of the world the tariffs that its partners' and peers' data suggest."""
    row, goods = len(draft.economies) - 1, len(draft.sectors) - 1
    typical = np.median(draft.tariff[:goods, :row, :row], axis=2)  # [k, n]: over exporters
    before = draft.mean_tariff(n=row)
    union = set(GROUPS["EU27"]) - {"DEU"}
    blocs = [n for n, economy in enumerate(draft.economies[:row]) if economy not in union]
    draft.tariff[:goods, row, :row] = np.median(typical[:, blocs], axis=1)[:, None]
    unknown = ~draft.tariff[:goods, :row, row].any(axis=0)
    draft.tariff[:goods, :row, row][:, unknown] = typical[:, unknown]
    draft.note(
        "tariffs of the rest of the world",
        "importer ROW",
        before=before,
        after=draft.mean_tariff(n=row),
        unit=RATE,
        cells=goods * row,
        reason="zero for want of data; set to the median economy's median rate on each good, the "
        "European Union counted once",
    )
    foreign = draft.flow[:goods, :row, row][:, unknown]
    draft.note(
        "tariffs on the rest of the world",
        "exporter ROW",
        before=0,
        after=100 * (foreign * typical[:, unknown]).sum() / foreign.sum(),
        unit=RATE,
        cells=(typical[:, unknown] > 0).sum(),
        reason="zero for want of data; set to the rate that the importer's median partner pays",
    )


def set_us_rates(draft: Draft, file: Path) -> None:
    """Set the United States' tariffs to the rates in force on 1 January 2025."""
    usa, china = draft.economies.index("USA"), draft.economies.index("CHN")
    before, before_china = draft.mean_tariff(n=usa), _on(draft, usa, china)
    rates, imports = _us_rates(file)
    partners = {partner for partner, _ in rates}
    union = set(GROUPS["EU27"])
    outside = partners - set(draft.economies) - {"EUU"}
    inferred = 0
    for k, sector in enumerate(draft.sectors[:-1]):
        fallback = _mean(rates, imports, sector, partners - {"CHN"})
        for i, economy in enumerate(draft.economies):
            if economy == "USA":
                continue
            if economy == "ROW":
                rate = _mean(rates, imports, sector, outside, fallback)
            else:
                partner = "EUU" if economy in union else economy
                rate = rates.get((partner, sector), fallback)
                inferred += (partner, sector) not in rates
            draft.tariff[k, usa, i] = rate / 100
    draft.note(
        "tariffs of the United States",
        "importer USA",
        before=before,
        after=draft.mean_tariff(n=usa),
        unit=RATE,
        cells=(len(draft.sectors) - 1) * (len(draft.economies) - 1),
        reason="rates in force on 1 January 2025, duties over 2024 imports by partner and "
        "sector, so "
        "that measures of 2025 are added to a base that has none of them; ROW: the listed "
        f"partners outside the table; {inferred} pairs without 2024 data: the sector's mean over "
        "all partners but China",
    )
    draft.note(
        "tariffs of the United States",
        "importer USA, exporter CHN",
        before=before_china,
        after=_on(draft, usa, china),
        unit=RATE,
        cells=len(draft.sectors) - 1,
        reason="Section 301 duties, missing from the tariff data, are in the rates of 1 January "
        "2025",
    )


def _on(draft: Draft, n: int, i: int) -> float:
    flow = draft.flow[:-1, n, i]
    return float(100 * (flow * draft.tariff[:-1, n, i]).sum() / flow.sum())


def _us_rates(file: Path) -> tuple[dict[tuple[str, str], float], dict[tuple[str, str], float]]:
    """Return the rate (per cent) and 2024 imports (USD) by partner and sector."""
    with file.open(encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if row["date"] == US_RATES_DATE]
    keys = [(row["partner"], row["sector"]) for row in rows]
    return (
        dict(zip(keys, (float(row["total"]) for row in rows), strict=True)),
        dict(zip(keys, (float(row["imports_2024_usd"]) for row in rows), strict=True)),
    )


def _mean(
    rates: dict[tuple[str, str], float],
    imports: dict[tuple[str, str], float],
    sector: str,
    partners: set[str],
    default: float = 0.0,
) -> float:
    """Return the import-weighted mean rate on ``sector`` over ``partners``."""
    keys = [(partner, sector) for partner in sorted(partners) if (partner, sector) in rates]
    total = sum(imports[key] for key in keys)
    return sum(rates[key] * imports[key] for key in keys) / total if total else default
