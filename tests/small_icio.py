"""A small inter-country table in the OECD's own CSV format, small and extended, for tests."""

from pathlib import Path

import numpy as np

INDUSTRIES = ("A01", "C24A", "C29", "D", "H49")
FINAL = ("HFCE", "NPISH", "GGFC", "GFCF", "INVNT", "DPABR")
SMALL = ("CHN", "JPN", "USA", "ROW")
EXTENDED = ("CN1", "CN2", "JPN", "USA", "ROW")  # final demand stays with CHN


def write(
    path: Path,
    producers: tuple[str, ...] = SMALL,
    industries: tuple[str, ...] = INDUSTRIES,
    negative: bool = True,
) -> Path:
    """Write a consistent random table; with ``negative``, one stock is run down past zero."""
    random = np.random.default_rng(7)
    consumers = tuple(dict.fromkeys("CHN" if p.startswith("CN") else p for p in producers))
    rows = [f"{p}_{industry}" for p in producers for industry in industries]
    finals = [f"{c}_{kind}" for c in consumers for kind in FINAL]
    inputs = random.gamma(1.0, 20.0, (len(rows), len(rows))).round(4)
    final = random.gamma(1.0, 80.0, (len(rows), len(finals))).round(4)
    if negative:
        final[1, finals.index("USA_INVNT")] = -900.0
    output = inputs.sum(1) + final.sum(1)
    value_added = output - inputs.sum(0) - 3.0
    lines = [",".join(["V1", *rows, *finals, "OUT"])]
    for name, row, asked, total in zip(rows, inputs, final, output, strict=True):
        lines.append(",".join([name, *(f"{x:.4f}" for x in (*row, *asked, total))]))
    blank = ["0"] * (len(finals) + 1)
    lines.append(",".join(["TLS", *["3.0"] * len(rows), *blank]))
    lines.append(",".join(["VA", *(f"{x:.4f}" for x in value_added), *blank]))
    lines.append(",".join(["OUT", *(f"{x:.4f}" for x in output), *blank]))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
