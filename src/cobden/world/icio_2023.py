"""The OECD's table in its edition of 2023: the same form as later ones, but 45 industries.

It has crops and forestry in one (``A01_02``), and so coal and oil, ores and other mining, metals,
ships and other vehicles. Its files have the names of those of 2025 (``2017_SML.csv``), so that
its labels tell it. It is put on the sectors of 2025 as a table of another's is.
"""

import re
from pathlib import Path

from cobden.base.errors import InputError
from cobden.world.icio import BESIDE_ROWS, OUTPUT, SOURCE, check_uses, flows, sheet_of, split
from cobden.world.mrio import ForeignTable

MARK = "A01_02"
LONGEST_HEADER = 1 << 20


def is_of_2023(path: Path) -> bool:
    """Return whether the OECD's CSV at ``path`` is of the edition of 2023, by its header.

    Raises ``InputError`` for an edition before it, whose industries are others.
    """
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            names = file.readline(LONGEST_HEADER).split(",")[1:]
    except OSError:
        return False  # told where the file is read
    codes = [name.strip('" \r\n').partition("_")[2] for name in names]
    old = next((code for code in codes if re.match(r"(\d|D\d\d(T|$)|TTL_)", code)), None)
    if old is not None:
        raise InputError(
            f"industry '{old}' is of an edition before 2023.",
            where=str(path),
            remedy="Download the OECD's tables in the edition of 2025 or 2023, which have 1995 on.",
        )
    return MARK in codes


def read_2023(path: Path, year: int | None) -> ForeignTable:
    """Return the table in the OECD's CSV at ``path``, with its 45 industries.

    Raises ``InputError`` naming the file and the row, column or cell at fault.
    """
    sheet = sheet_of(path)
    industries = {name for name in sheet.rows if name not in BESIDE_ROWS}
    uses = [name for name in sheet.columns if name not in OUTPUT]
    check_uses(sheet, uses, industries)
    sellers = [split(name, path) for name in sheet.rows if name in industries]
    regions = tuple(dict.fromkeys(economy for economy, _ in sellers))
    codes = tuple(dict.fromkeys(code for _, code in sellers))
    inputs, final = flows(sheet, uses, industries, regions, codes, {code: code for code in codes})
    return ForeignTable(
        kind="oecd",
        regions=regions,
        codes=codes,
        inputs=inputs * 1e6,
        final=final.transpose(0, 2, 1) * 1e6,
        year=year,
        source=f"{SOURCE}, edition of 2023",
        file=str(path),
    )
