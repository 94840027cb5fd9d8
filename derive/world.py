"""Derive the embedded benchmark from the OECD's table and the measures data set.

    python derive/world.py            writes src/cobden/world/data/
    python derive/world.py --check    rebuilds and compares; exit code 1 if anything differs

Every step that changes a figure adds a line to the record, which travels inside the file and is
printed by ``cobden world check``.
"""

import csv
import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from cobden.base.economies import GROUPS
from cobden.world.record import Adjustment

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared" / "data"
TARGET = ROOT / "src" / "cobden" / "world" / "data"

SOURCE = "OECD, Inter-Country Input-Output Tables, 2025 edition"
US_RATES_DATE = "2025-01-01"
VALUE_ADDED_FLOOR = 0.01
FOOD = "C10T12"
WRONG_FOOD_RATES = ("EGY", "MYS", "SAU", "USA")

# GDP of 2022 in trillion US dollars, and trade of 2022 in billion, as published.
KNOWN = [
    {
        "what": "GDP",
        "economy": "USA",
        "partner": "",
        "value": 25.7,
        "unit": "USD trillion",
        "source": "national accounts, 2022 (market prices: taxes on products included)",
    },
    {
        "what": "GDP",
        "economy": "CHN",
        "partner": "",
        "value": 17.9,
        "unit": "USD trillion",
        "source": "national accounts, 2022 (market prices: taxes on products included)",
    },
    {
        "what": "GDP",
        "economy": "JPN",
        "partner": "",
        "value": 4.3,
        "unit": "USD trillion",
        "source": "national accounts, 2022 (market prices: taxes on products included)",
    },
    {
        "what": "exports of C29",
        "economy": "JPN",
        "partner": "USA",
        "value": 48.0,
        "unit": "USD billion",
        "source": SOURCE,
    },
    {
        "what": "balance of goods",
        "economy": "JPN",
        "partner": "USA",
        "value": 47.0,
        "unit": "USD billion",
        "source": SOURCE,
    },
    {
        "what": "balance",
        "economy": "JPN",
        "partner": "USA",
        "value": 18.0,
        "unit": "USD billion",
        "source": SOURCE,
    },
]


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

    def mean_tariff(self, k: object = slice(None), n: object = slice(None)) -> float:
        """Return the import-weighted mean rate in per cent (own sales left out)."""
        trade = self.flow * (1 - np.eye(len(self.economies)))
        weight = trade[k, n]
        return float(100 * (weight * self.tariff[k, n]).sum() / max(weight.sum(), 1e-12))


def derive() -> dict[str, np.ndarray]:
    """Return the arrays of the embedded table."""
    draft = read_table()
    restore_inputs_from_row(draft)
    clean_tariffs(draft)
    impute_row_tariffs(draft)
    set_us_rates(draft)
    keep_value_added(draft)
    impute_row_technology(draft)
    about = {
        "title": "Benchmark economy of 2022, prepared for Cobden",
        "year": 2022,
        "source": SOURCE,
        "credit": f"{SOURCE}, reused with credit as the OECD's terms allow. Tariffs: Teti's Global "
        "Tariff Database (about 2021) as bundled by others; United States: duties collected on "
        "2024 imports (US Census Bureau, public domain), the rates in force on 1 January 2025.",
        "axes": "intermediate, final, tariff [k, importer, exporter]; use [k, industry, importer]; "
        "USD million at basic prices; tariffs as rates",
        "services": ["SERV"],
        "record": [asdict(line) for line in draft.record],
        "known": KNOWN,
    }
    return {
        "economies": np.array(draft.economies),
        "sectors": np.array(draft.sectors),
        "intermediate": draft.intermediate.astype(np.float32),
        "final": (draft.flow - draft.intermediate).astype(np.float32),
        "use": draft.use.astype(np.float32),
        "tariff": np.round(draft.tariff, 6).astype(np.float32),
        "about": np.array(json.dumps(about, ensure_ascii=False)),
    }


def read_table() -> Draft:
    """Read the source; the intermediate part of a flow cannot exceed the flow."""
    with np.load(SHARED / "icio2022" / "icio2022.npz") as source:
        stored = {name: source[name] for name in source.files}
    flow, tariff, listed = (
        stored[name].astype(np.float64).transpose(0, 2, 1)
        for name in ("flow", "tariff", "intermediate")
    )
    size = listed.shape[1]
    intermediate = np.zeros_like(flow)
    intermediate[:, :size, :size] = np.minimum(listed, flow[:, :size, :size])
    use = np.zeros((len(flow), len(flow), size + 1))
    use[:, :, :size] = stored["use"].astype(np.float64).transpose(1, 2, 0)
    draft = Draft(
        stored["economies"].tolist(),
        stored["sectors"].tolist(),
        intermediate,
        flow,
        use,
        tariff,
        [],
    )
    above = listed > flow[:, :size, :size]
    draft.note(
        "intermediate sales above all sales",
        "all economies",
        before=listed[above].sum(),
        after=intermediate[:, :size, :size][above].sum(),
        unit="USD million",
        cells=above.sum(),
        reason="rounding between two versions of the table; lowered to all sales, so that no final "
        "demand is negative",
    )
    stated, summed = stored["output"].astype(np.float64).sum(), flow[:, :, :size].sum()
    draft.note(
        "gross output",
        "80 economies",
        before=stated,
        after=summed,
        unit="USD million",
        cells=size * len(flow),
        reason="gross output is the sum of all sales; the stated figure, from another version "
        "of the "
        "table, is not used",
    )
    return draft


def restore_inputs_from_row(draft: Draft) -> None:
    """Put back the inputs bought from the rest of the world, which the use table lacks.

    The same part of them is input as of the importer's other imports of that good; industries
    share them as they share the good from elsewhere.
    """
    row = len(draft.economies) - 1
    abroad = 1 - np.eye(row)
    foreign = (draft.flow[:, :row, :row] * abroad).sum(2)
    part = (draft.intermediate[:, :row, :row] * abroad).sum(2) / np.maximum(foreign, 1e-12)
    inputs = draft.flow[:, :row, row] * part
    known = draft.use[:, :, :row].sum(1)
    before = draft.use.sum()
    draft.use[:, :, :row] *= (1 + inputs / np.maximum(known, 1e-12))[:, None]
    draft.intermediate[:, :row, row] = inputs * (known > 0)
    draft.note(
        "inputs bought from the rest of the world",
        "80 economies",
        before=before,
        after=draft.use.sum(),
        unit="USD million",
        cells=(inputs > 0).sum(),
        reason="absent from the use table but visible in the flows; restored in the importer's own "
        "proportion of inputs in other imports of the good, and its industries' own proportions",
    )


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
        unit="per cent, import-weighted",
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
            unit="per cent, import-weighted",
            cells=(draft.tariff[food, n] > 0).sum(),
            reason="simple means over lines of drink and tobacco with duties of hundreds of per "
            "cent; "
            "scaled to the import-weighted mean of all other economies, differences between "
            "exporters kept in proportion",
        )


def impute_row_tariffs(draft: Draft) -> None:
    """Give the rest of the world the tariffs that its partners' and peers' data suggest."""
    row, goods = len(draft.economies) - 1, len(draft.sectors) - 1
    typical = np.median(draft.tariff[:goods, :row, :row], axis=2)  # [k, n]: over exporters
    before = draft.mean_tariff(slice(None), row)
    union = set(GROUPS["EU27"]) - {"DEU"}
    blocs = [n for n, economy in enumerate(draft.economies[:row]) if economy not in union]
    draft.tariff[:goods, row, :row] = np.median(typical[:, blocs], axis=1)[:, None]
    draft.tariff[:goods, :row, row] = typical
    draft.note(
        "tariffs of the rest of the world",
        "importer ROW",
        before=before,
        after=draft.mean_tariff(slice(None), row),
        unit="per cent, import-weighted",
        cells=goods * row,
        reason="zero for want of data; set to the median economy's median rate on each good, the "
        "European Union counted once",
    )
    foreign = draft.flow[:goods, :row, row]
    draft.note(
        "tariffs on the rest of the world",
        "exporter ROW",
        before=0,
        after=100 * (foreign * typical).sum() / foreign.sum(),
        unit="per cent, import-weighted",
        cells=(typical > 0).sum(),
        reason="zero for want of data; set to the rate that the importer's median partner pays",
    )


def set_us_rates(draft: Draft) -> None:
    """Set the United States' tariffs to the rates in force on 1 January 2025."""
    usa, china = draft.economies.index("USA"), draft.economies.index("CHN")
    before, before_china = draft.mean_tariff(slice(None), usa), _on(draft, usa, china)
    rates, imports = _us_rates()
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
        after=draft.mean_tariff(slice(None), usa),
        unit="per cent, import-weighted",
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
        unit="per cent, import-weighted",
        cells=len(draft.sectors) - 1,
        reason="Section 301 duties, missing from the tariff data, are in the rates of 1 January "
        "2025",
    )


def _on(draft: Draft, n: int, i: int) -> float:
    flow = draft.flow[:-1, n, i]
    return float(100 * (flow * draft.tariff[:-1, n, i]).sum() / flow.sum())


def _us_rates() -> tuple[dict[tuple[str, str], float], dict[tuple[str, str], float]]:
    """Return the rate (per cent) and 2024 imports (USD) by partner and sector."""
    with (SHARED / "measures" / "effective_2025.csv").open(encoding="utf-8") as lines:
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


def keep_value_added(draft: Draft) -> None:
    """Lower the inputs of industries that would be left with less value added than the floor."""
    row = len(draft.economies) - 1
    output = draft.flow.sum(1)[:, :row]
    duty = 1 + (draft.flow * draft.tariff).sum(2) / np.maximum(draft.flow.sum(2), 1e-12)
    cost = (draft.use * duty[:, None, :]).sum(0)[:, :row]
    share = np.divide(output - cost, output, out=np.ones_like(output), where=output > 0)
    for q, n in np.argwhere(share < VALUE_ADDED_FLOOR):
        before = draft.use[:, :, n].sum(1)
        draft.use[:, q, n] *= (1 - VALUE_ADDED_FLOOR) / (1 - share[q, n])
        kept = draft.use[:, :, n].sum(1) / np.maximum(before, 1e-12)
        draft.intermediate[:, n] *= kept[:, None]
        draft.note(
            "value added",
            f"{draft.sectors[q]}, {draft.economies[n]}",
            before=100 * share[q, n],
            after=100 * VALUE_ADDED_FLOOR,
            unit="per cent of gross output",
            cells=1,
            reason="inputs restored from the rest of the world and raised to purchaser prices "
            "left less "
            "than 1 per cent; its inputs are lowered in proportion, final demand takes the rest",
        )


def impute_row_technology(draft: Draft) -> None:
    """Give the rest of the world the average economy's inputs, where its absorption allows."""
    row = len(draft.economies) - 1
    output = draft.flow.sum(1)
    active = (output[:, :row] > 0).sum(1)
    share = draft.use[:, :, :row] / np.maximum(output[None, :, :row], 1e-12)
    use = share.sum(2) / active * output[:, row]  # [k, q]
    absorbed = draft.flow[:, row].sum(1)
    part = use.sum(1) / absorbed
    for k in np.flatnonzero(part > 1):
        draft.note(
            "inputs above absorption",
            f"{draft.sectors[k]}, ROW",
            before=use[k].sum(),
            after=absorbed[k],
            unit="USD million",
            cells=1,
            reason="would make final demand negative; every industry's input of the good is "
            "lowered in "
            "proportion until final demand is zero",
        )
        use[k] /= part[k]
    draft.use[:, :, row] = use
    draft.intermediate[:, row] = draft.flow[:, row] * np.minimum(part, 1)[:, None]
    draft.note(
        "technology of the rest of the world",
        "ROW",
        before=0,
        after=use.sum(),
        unit="USD million of inputs",
        cells=use.size,
        reason="no data; input shares are the simple mean over the 80 economies, industry by "
        "industry",
    )


def elasticity_lines() -> str:
    """Return the elasticity table as shipped."""
    rows = (SHARED / "icio2022" / "elasticities.csv").read_text(encoding="utf-8")
    return "# Trade elasticities by sector; citations in cobden.world.elasticities.SETS\n" + rows


def main(check: bool) -> int:
    """Write the data, or compare what is there with what would be written."""
    arrays, lines = derive(), elasticity_lines()
    if not check:
        TARGET.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(TARGET / "icio2022.npz", **arrays)  # type: ignore[arg-type]
        (TARGET / "elasticities.csv").write_text(lines, encoding="utf-8")
        return 0
    with np.load(TARGET / "icio2022.npz") as stored:
        differ = [name for name in arrays if not _same(stored[name], arrays[name])]
    if (TARGET / "elasticities.csv").read_text(encoding="utf-8") != lines:
        differ.append("elasticities")
    print(f"differs: {', '.join(differ)}" if differ else "the embedded world is up to date")
    return int(bool(differ))


def _same(stored: np.ndarray, built: np.ndarray) -> bool:
    if built.dtype.kind == "f":
        return stored.shape == built.shape and bool(np.allclose(stored, built, rtol=1e-6, atol=0))
    if built.ndim == 0:
        return _text_same(json.loads(str(stored)), json.loads(str(built)))
    return bool(np.array_equal(stored, built))


def _text_same(stored: object, built: object) -> bool:
    """Compare two JSON values, figures to nine digits: sums differ a little by machine."""
    if isinstance(stored, float) and isinstance(built, float):
        return bool(np.isclose(stored, built, rtol=1e-9, atol=1e-12))
    if isinstance(stored, dict) and isinstance(built, dict):
        return stored.keys() == built.keys() and all(
            _text_same(stored[key], built[key]) for key in stored
        )
    if isinstance(stored, list) and isinstance(built, list):
        return len(stored) == len(built) and all(map(_text_same, stored, built))
    return stored == built


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv[1:]))
