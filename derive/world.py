"""Derive the embedded benchmark from the OECD's table and the measures data set.

    python -m derive.world            writes src/cobden/world/data/
    python -m derive.world --check    rebuilds and compares; exit code 1 if anything differs

Every step that changes a figure adds a line to the record, which travels inside the file and is
printed by ``cobden world check``.
"""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import numpy as np

from cobden.world.calibrate import InputOutputTable, keep_value_added
from derive.world_tariffs import Draft, clean_tariffs, impute_row_tariffs, set_us_rates

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared" / "data"
TARGET = ROOT / "src" / "cobden" / "world" / "data"

SOURCE = "OECD, Inter-Country Input-Output Tables, 2025 edition"
ACCOUNTS = "national accounts, 2022, at market prices (taxes on products included)"
CENSUS = "US Census Bureau, imports for consumption and calculated duty, 2024"

# What the benchmark is compared with: what, economy, partner, figure, unit, source.
KNOWN = [
    ("GDP", "USA", "", 25.7, "USD trillion", ACCOUNTS),
    ("GDP", "CHN", "", 17.9, "USD trillion", ACCOUNTS),
    ("GDP", "JPN", "", 4.3, "USD trillion", ACCOUNTS),
    ("exports of C29", "JPN", "USA", 48.0, "USD billion", SOURCE),
    ("balance of goods", "JPN", "USA", 47.0, "USD billion", SOURCE),
    ("balance", "JPN", "USA", 18.0, "USD billion", SOURCE),
    ("imports of goods", "USA", "", 3208.8, "USD billion", CENSUS),
    ("imports of goods", "USA", "JPN", 151.3, "USD billion", CENSUS),
    ("mean tariff on goods", "USA", "", 2.36, "per cent", CENSUS),
]


def derive() -> dict[str, np.ndarray]:
    """Return the arrays of the embedded table."""
    draft = read_table()
    restore_inputs_from_row(draft)
    set_us_rates(draft, SHARED / "measures" / "effective_2025.csv")
    clean_tariffs(draft)
    impute_row_tariffs(draft)
    repair_value_added(draft)
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


def repair_value_added(draft: Draft) -> None:
    """Lower the inputs of industries that they would leave with hardly any value added."""
    table = keep_value_added(
        InputOutputTable(
            economies=tuple(draft.economies),
            sectors=tuple(draft.sectors),
            intermediate=draft.intermediate,
            final=draft.flow - draft.intermediate,
            use=draft.use,
            tariff=draft.tariff,
        )
    )
    draft.intermediate, draft.use = table.intermediate, table.use
    draft.record.extend(table.record)


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
        np.savez_compressed(TARGET / "icio2022.npz", **arrays)  # pyright: ignore[reportArgumentType]: numpy's stub
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
