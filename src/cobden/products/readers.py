"""Tables of trade by product as people have them: BACI, UN Comtrade, Comext, US Census, plain CSV.

A file is recognised by its columns (`layouts`); its rows become a table in `trade_rows`.
"""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from cobden.base import economies
from cobden.base.errors import InputError
from cobden.base.files import LARGEST_CSV, read_text, refuse_twice
from cobden.products.layouts import LAYOUTS, Layout
from cobden.products.product_table import ProductTable
from cobden.products.trade_rows import LINE, TradeRows, number_of

if TYPE_CHECKING:
    import pandas as pd

LONGEST = 20_000  # characters of a line: what is longer has lost its line breaks
_NEEDED = ("code", "origin", "value")


def read_products(
    path: str | Path, *, importer: str | None = None, year: int | None = None,
    usd: float | None = None,
) -> ProductTable:  # fmt: skip
    r"""Return the trade by product in a file: BACI, UN Comtrade, Comext, US Census, or a plain CSV.

    ``importer`` and ``year`` choose among several, or say what the file does not; ``usd`` is how
    many US dollars one unit of its money is worth, where that is not dollars. A plain table has the
    columns code, origin and value, and may have importer, year, duty and quantity; money in US
    dollars, codes of six digits or more.

    Raises ``InputError`` naming file, line and value for what cannot be right.

    >>> import cobden as cb
    >>> import tempfile
    >>> from pathlib import Path
    >>> path = Path(tempfile.mkdtemp()) / 'imports.csv'
    >>> _ = path.write_text('code,origin,value\n870380,China,9.5e9\n870323,Japan,2.1e9\n')
    >>> cb.read_products(path, importer='DEU', year=2023).codes.tolist()
    [870323, 870380]
    """
    path = Path(path)
    return _table_of(path, *_rows(path), importer=importer, year=year, usd=usd)


def read_years(
    paths: "Sequence[str | Path]", *, importer: str | None = None, usd: float | None = None
) -> tuple[ProductTable, ...]:
    r"""Return the trade by product of every year in some files, in the order of the years.

    Otherwise as `read_products`. Raises ``InputError`` for a year that stands in two files.

    >>> import cobden as cb
    >>> import tempfile
    >>> from pathlib import Path
    >>> path = Path(tempfile.mkdtemp()) / 'imports.csv'
    >>> _ = path.write_text('year,code,origin,value\n2017,870380,CHN,9e9\n2018,870380,CHN,5e9\n')
    >>> [table.year for table in cb.products.read_years([path], importer='DEU')]
    [2017, 2018]
    """
    found: dict[int, ProductTable] = {}
    for path in map(Path, paths):
        rows, layout = _rows(path)
        for year, of in TradeRows(path, layout, rows).by_year():
            table = _table_of(path, of, layout, importer=importer, year=year, usd=usd)
            if table.year in found:
                raise InputError(
                    f"{table.year} stands in {found[table.year].source} as well.",
                    where=str(path), remedy="Give each year once.",
                )  # fmt: skip
            found[table.year] = table
    return tuple(found[year] for year in sorted(found))


def _table_of(
    path: Path, rows: "pd.DataFrame", layout: Layout, *, importer: str | None,
    year: int | None, usd: float | None,
) -> ProductTable:  # fmt: skip
    """Return the table of one importer and one year in the rows of a file."""
    reading = TradeRows(path, layout, rows)
    reading.keep_parts_only()
    whose, when = reading.chosen("importer", importer), reading.chosen("year", year)
    reading.refuse_mixed()
    unit = layout.unit if usd is None else usd
    if unit is None:
        raise InputError(
            f"the values of {layout.name} are not in US dollars.",
            where=str(path),
            remedy="Say what one unit is worth: usd=1.08, --usd 1.08.",
        )
    if not (unit > 0 and math.isfinite(unit)):
        raise InputError(
            f"one unit of the file's money is worth {unit:g} US dollars.",
            where="usd", remedy="A number above zero, such as 1.08.",
        )  # fmt: skip
    return reading.table(economies.label(number_of(whose), where=str(path)), unit, when)


def _rows(path: Path) -> "tuple[pd.DataFrame, Layout]":
    """Return the rows of a CSV file as text, headers in lower case, and its layout."""
    from io import StringIO

    import pandas as pd

    text = read_text(path, largest=4 * LARGEST_CSV)
    first = text.split("\n", 1)[0]
    _refuse_other_forms(path, text, first)
    mark = max(",;\t", key=first.count)
    names = [name.strip().strip('"').casefold() for name in first.split(mark)]
    refuse_twice(names, f"{path}:1")
    try:
        rows = pd.read_csv(
            StringIO(text), sep=mark, dtype=str, keep_default_na=False, skip_blank_lines=False
        ).fillna("")
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as fault:
        raise InputError(
            f"it is no table: {str(fault).strip().rstrip('.')}.", where=str(path),
            remedy="Save it as CSV, one header line, as many cells in each line.",
        ) from None  # fmt: skip
    rows.columns = [str(name).strip().casefold() for name in rows.columns]
    for layout in LAYOUTS:
        if all(set(layout.columns[need]) & set(rows.columns) for need in _NEEDED):
            return rows.assign(**{LINE: np.arange(2, len(rows) + 2)}), layout
    raise InputError(
        f"its columns are not those of a known table: {', '.join(rows.columns[:8])}.",
        where=f"{path}:1",
        remedy="Give code, origin and value (US dollars); or a file of BACI, UN Comtrade, Comext "
        "or the US Census Bureau as downloaded.",
    )


def _refuse_other_forms(path: Path, text: str, first: str) -> None:
    """Raise ``InputError`` for what is no table at all, and for lines without an end."""
    begun = text.lstrip()[:1]
    if begun in ("<", "{", "["):
        kind = "a web page" if begun == "<" else "JSON"
        raise InputError(
            f"it is {kind}, not a table.", where=f"{path}:1",
            remedy="Download it as CSV; what a site sends instead may say why it did not.",
        )  # fmt: skip
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) > LONGEST:
            raise InputError(
                f"the line has {len(line):,} characters.", where=f"{path}:{number}",
                remedy="Line breaks or a closing quote were lost; save the table again.",
            )  # fmt: skip
    if len(first.split()) > 1 and not any(mark in first for mark in ",;\t"):
        raise InputError(
            f"the first line is a title: '{first.strip()[:60]}'.", where=f"{path}:1",
            remedy="Delete what stands above the names of the columns.",
        )  # fmt: skip
