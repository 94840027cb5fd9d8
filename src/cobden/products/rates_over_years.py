"""An importer's rates by product, exporter and year: by the law, or from a file."""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from cobden.base import economies
from cobden.base.dates import parse_date
from cobden.base.errors import InputError
from cobden.base.files import csv_rows
from cobden.measures import Policy, codes
from cobden.measures.bought import US
from cobden.measures.dated_law import DatedLaw
from cobden.measures.goods import DIGITS
from cobden.products.product_table import SIX

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

COLUMNS = ("code", "origin", "from", "rate")
_HIGHEST = 1000.0  # per cent: beyond, the column is no rate in per cent


def rates_by_law(
    policy: Policy, importer: str, origins: Sequence[str], years: Iterable[int]
) -> "tuple[pd.DataFrame, tuple[str, ...]]":
    """Return statutory rates on each six-digit product, and notes on them.

    Columns: ``code`` (six digits, as a number), ``origin``, ``year``, ``rate``: means over the
    year's months, and over the lines of a product by what was imported of them in 2024. Years
    before the law begins have its first day's. Raises ``InputError`` for an importer whose law by
    line is not known: of others than the United States only surcharges are.

    >>> import cobden as cb
    >>> law = cb.Policy.load()
    >>> rates, _ = cb.products.rates_by_law(law, 'USA', ('CHN', 'MEX'), (2017, 2019))
    >>> rates[rates.code == 940169].rate.round(2).tolist()  # seats: China's, Mexico's by year
    [0.0, 0.0, 0.2, 0.0]
    """
    import pandas as pd

    if importer != US:
        raise InputError(
            f"what {importer} levied by product over the years is not known.", where="rates",
            remedy="Give its rates in a file: --rates FILE.csv with code, origin, from and rate.",
        )  # fmt: skip
    first = policy.covers[0] if policy.covers else date.min
    found, early = [], []
    for year in sorted(set(years)):
        days = [max(date(year, month, 15), first) for month in range(1, 13)]
        early += [year] * (days[0] > date(year, 1, 15))
        laws = [policy.on(day) for day in dict.fromkeys(days)]
        for origin in origins:
            code, rate = _mean_rates(laws, origin)
            rows = {"code": code, "origin": origin, "year": year, "rate": rate}
            found.append(pd.DataFrame(rows))
    notes = ["rates: the law by line, statutory, with the exclusions and claims that Cobden knows"]
    if early:
        notes.append(f"rates of {min(early)} to {max(early)} are those of {first}")
    return pd.concat(found, ignore_index=True), tuple(notes)


def _mean_rates(
    laws: Sequence[DatedLaw], origin: str
) -> "tuple[NDArray[np.int64], NDArray[np.float64]]":
    """Return six-digit codes and their rates on ``origin``, the mean of some laws'."""
    member = economies.codes(origin)[0]
    known: dict[tuple, NDArray[np.float64]] = {}
    total, code = np.zeros(0), np.zeros(0, np.int64)
    for law in laws:
        lines = law.us_lines(member, whole=True)
        lines = lines.take(~np.isnan(lines.duty))
        key = (tuple(law.reaching(US, member)), law.columns(member))
        if key not in known:
            rate = law.stack(US, member, lines).total
            if lines.claimed is not None:
                claiming = law.stack(US, member, lines, claims=True).total
                rate = rate + lines.claimed * (claiming - rate)
            code, at = np.unique(lines.code // 10 ** (DIGITS - SIX), return_inverse=True)
            weight = lines.imports + 1e-9 * max(lines.value, 1.0)  # plain where nothing was bought
            known[key] = np.bincount(at, rate * weight) / np.bincount(at, weight)
        total = known[key] + (total if len(total) else 0.0)
    return code, total / len(laws)


def read_rates(path: "str | Path", years: Iterable[int]) -> "pd.DataFrame":
    r"""Return the rates of a CSV file by year, in the form of `rates_by_law`.

    Columns: code (six digits), origin, from (the day from which the rate holds), rate (per cent).
    The mean over the days of each year is taken. Raises ``InputError`` with the line of what cannot
    be right, and for a year of which no rate is told.

    >>> import cobden as cb
    >>> import tempfile
    >>> from pathlib import Path
    >>> path = Path(tempfile.mkdtemp()) / 'rates.csv'
    >>> rows = 'code,origin,from,rate\n870380,CHN,2015-01-01,10\n870380,CHN,2018-07-02,30\n'
    >>> _ = path.write_text(rows)
    >>> cb.products.read_rates(path, (2017, 2019)).rate.round(2).tolist()
    [0.1, 0.3]
    """
    import pandas as pd

    path, rows = Path(path), []
    lines = csv_rows(path)
    header = next(lines, ("", []))[1]
    missing = [name for name in COLUMNS if name not in header]
    if missing:
        raise InputError(
            f"it has no column {', '.join(missing)}.", where=f"{path}:1",
            remedy=f"Give {', '.join(COLUMNS)}: the day from which a rate (per cent) holds.",
        )  # fmt: skip
    for where, cells in lines:
        row = dict(zip(header, cells, strict=True))
        code = int(codes.check_code(codes.read_code(row["code"], where=where)[:SIX], where=where))
        origin = economies.label(row["origin"], where=where)
        rows.append((code, origin, parse_date(row["from"], where=where), _rate(row["rate"], where)))
    table = pd.DataFrame(rows, columns=["code", "origin", "day", "rate"])
    twice = np.flatnonzero(table.duplicated(["code", "origin", "day"]).to_numpy())
    if len(twice):
        code, origin, day = table.iloc[twice[0]][:3]
        raise InputError(
            f"the rate on {code:06d} from {origin} on {day} is given twice.", where=str(path),
            remedy="Keep one row for each code, origin and day.",
        )  # fmt: skip
    wide = table.pivot(index=["code", "origin"], columns="day", values="rate").sort_index(axis=1)
    wide = wide.ffill(axis=1)
    return pd.concat([_in_year(wide, year, path) for year in sorted(set(years))])


def _in_year(wide: "pd.DataFrame", year: int, path: Path) -> "pd.DataFrame":
    """Return the mean rates of a year from those by the day on which they began."""
    days = [day.toordinal() for day in wide.columns]
    start, end = date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal()
    edges = np.clip([*days, end], start, end)
    if not days or days[0] > start:
        raise InputError(
            f"no rate is told from {year}-01-01 on.", where=str(path),
            remedy="Begin with a row from the first day of the first year, or earlier.",
        )  # fmt: skip
    rate = (wide.to_numpy() * np.diff(edges)).sum(axis=1, where=np.diff(edges) > 0)
    found = wide.index.to_frame(index=False)
    return found.assign(year=year, rate=rate / (end - start) / 100)


def _rate(text: str, where: str) -> float:
    try:
        rate = float(text)
    except ValueError:
        rate = float("nan")
    if not 0 <= rate <= _HIGHEST:
        raise InputError(
            f"the rate is '{text}'.", where=where, remedy="A number in per cent, such as 25."
        )
    return rate
