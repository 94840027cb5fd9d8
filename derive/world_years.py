"""Derive the flows and tariffs of 2015 to 2021 from the OECD's tables of those years.

    python -m derive.world_years            writes src/cobden/world/data/years.npz
    python -m derive.world_years --check    rebuilds and compares; exit code 1 if anything differs

What is known to be wrong in the tariffs is mended as in the benchmark of 2022. Flows are kept to a
tenth of a per cent, each as a step from the same flow a year later, to take little room.
"""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import numpy as np

from cobden.world import embedded
from cobden.world.years import FORMER_YEARS, LEAST, NOTHING, RATE_STEP, STEP
from derive.world_tariffs import Draft, clean_tariffs, impute_row_tariffs

ROOT = Path(__file__).parents[1]
SOURCE = ROOT.parent / "shared" / "data" / "icio2022" / "icio_2015_21_flows_tariffs.npz"
TARGET = ROOT / "src" / "cobden" / "world" / "data" / "years.npz"


def derive() -> dict[str, np.ndarray]:
    """Return the arrays of the file."""
    with np.load(SOURCE) as source:
        stored = {name: source[name] for name in source.files}
    table = embedded.table()
    assert tuple(stored["economies"].tolist()) == table.economies
    assert tuple(stored["sectors"].tolist()[:-1]) == table.sectors[:-1]  # services last
    later, later_rate = (table.intermediate + table.final) / 1e6, np.zeros(table.tariff.shape, int)
    arrays, records = {}, {}
    for year in reversed(FORMER_YEARS):
        flow = stored[f"flow_{year}"].astype(np.float64)
        draft = Draft(
            list(table.economies), list(table.sectors), flow, flow, np.zeros(0),
            stored[f"tariff_{year}"].astype(np.float64), [],
        )  # fmt: skip
        clean_tariffs(draft)
        impute_row_tariffs(draft)
        small = (flow > 0) & (flow < LEAST)
        draft.note(
            "smallest flows", "all economies", before=flow[small].sum(), after=0.0,
            unit="USD million", cells=small.sum(),
            reason=f"flows below {LEAST:g} USD million a year are left out",
        )  # fmt: skip
        records[str(year)] = [asdict(line) for line in draft.record]
        base = np.where(later >= LEAST, later, LEAST)
        kept = flow >= LEAST
        steps = np.round(np.log(np.where(kept, flow, LEAST) / base) / STEP)
        assert np.abs(steps).max() < -NOTHING
        arrays[f"flow_{year}"] = np.where(kept, steps, NOTHING).astype(np.int16)
        later = np.where(kept, base * np.exp(STEP * steps), 0.0)
        rate = np.round(draft.tariff / RATE_STEP).astype(int)
        arrays[f"tariff_{year}"] = (rate - later_rate).astype(np.int16)
        later_rate = rate
    about = {
        "title": "Flows and tariffs of 2015 to 2021, prepared for Cobden",
        "source": "OECD, Inter-Country Input-Output Tables, 2025 edition",
        "credit": "Flows: OECD, Inter-Country Input-Output Tables, 2025 edition, reused with "
        "credit as the OECD's terms allow. Tariffs: applied rates of each year from WITS (World "
        "Bank), as bundled with the flows by others; none of the additional duties since 2018.",
        "record": records,
    }
    return {**arrays, "about": np.array(json.dumps(about, ensure_ascii=False))}


def main(check: bool) -> int:
    """Write the file, or compare what is there with what would be written."""
    arrays = derive()
    if not check:
        np.savez_compressed(TARGET, **arrays)  # pyright: ignore[reportArgumentType]: numpy's stub
        return 0
    with np.load(TARGET) as stored:
        differ = [name for name in arrays if not _same(stored[name], arrays[name])]
    print(f"differs: {', '.join(differ)}" if differ else "the years of the world are up to date")
    return int(bool(differ))


def _same(stored: np.ndarray, built: np.ndarray) -> bool:
    if built.dtype.kind == "U":
        return str(stored)[:200] == str(built)[:200]
    steps = np.abs(stored.astype(int) - built.astype(int))
    return stored.shape == built.shape and int(steps.max()) <= 1  # a rounding may go either way


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv[1:]))
