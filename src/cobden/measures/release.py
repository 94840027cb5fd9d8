"""The whole law of a day as a table: each line and origin, its layers, conditions and sources."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from cobden.base import economies
from cobden.base.errors import InputError
from cobden.measures.bought import US, Bought, us_partners
from cobden.measures.goods import six_digit_lines

if TYPE_CHECKING:
    import pandas as pd

    from cobden.measures.law import Law
    from cobden.measures.stacking import Stack

COLUMNS = (
    "day", "by", "of", "line", "ordinary_pct", "claimed_ordinary_pct", "layers", "all_in_pct",
    "claimed_all_in_pct", "conditions", "measures", "sources",
)  # fmt: skip


def release(law: "Law", by: str = US, of: Iterable[str] | None = None) -> "pd.DataFrame":
    """Return ``by``'s law of the day: a row for each origin in ``of`` and line.

    Rates are in per cent of the value, empty where the ordinary duty isn't known. ``of`` defaults
    to the partners of the US import table (the European Union as Germany).
    """
    import pandas as pd

    importer = economies.resolve(by, where="by")
    law = law.without_held(importer)
    partners = ["DEU" if p == "EUU" else p for p in us_partners() if p != importer]
    origins = economies.resolve_all(list(of), where="of") if of is not None else partners
    rows = [row for origin in origins for row in _rows(law, importer, origin)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _rows(law: "Law", importer: str, origin: str) -> Iterator[tuple[object, ...]]:
    lines = _lines(law, importer, origin)
    plain = law.stack(importer, origin, lines)
    claims = law.stack(importer, origin, lines, claims=True)
    held = [t for t in law.reaching(importer, origin) if t.depends]
    depends = np.array([lines.covers(t) for t in held], bool).reshape(len(held), len(lines.index))
    acting, rates = plain.reached > 0, 100 * np.round(plain.points, 6)
    total, claimed = plain.total, claims.total  # [line], summed over all layers at once
    texts: dict[bytes, tuple[str, str, str, str]] = {}
    digits = 10 if importer == US else 6
    for n, code in enumerate(lines.code):
        key = np.concatenate([rates[:, n], acting[:, n], depends[:, n]]).tobytes()
        if key not in texts:
            conditions = [key for m in np.flatnonzero(depends[:, n]) for key in held[m].depends]
            texts[key] = (*_texts(plain, n), "; ".join(dict.fromkeys(conditions)))
        layers, measures, sources, conditions = texts[key]
        yield (
            str(law.day), importer, origin, f"{code:010d}"[:digits], _pct(plain.ordinary[n]),
            _pct(claims.ordinary[n]), layers, _pct(total[n]), _pct(claimed[n]),
            conditions, measures, sources,
        )  # fmt: skip


def _lines(law: "Law", importer: str, origin: str) -> Bought:
    if importer == US:
        return law.us_lines(origin, whole=True)
    lines = six_digit_lines()
    unknown = np.full(len(lines.low), np.nan)
    found = np.arange(len(lines.low))
    return Bought(lines, found, np.ones(len(found)), unknown, None, f"{importer}: no trade by line")


def _texts(found: "Stack", n: int) -> tuple[str, str, str]:
    """Return the layers, the measures and the sources of one line."""
    live = [(found.tariffs[m], m) for m in np.flatnonzero(found.reached[:, n] > 0)]
    layers = "; ".join(f"{t.authority} {round(100 * found.points[m, n], 4):g}" for t, m in live)
    sources = "; ".join(dict.fromkeys(t.source for t, _ in live))
    return layers, "; ".join(t.id for t, _ in live), sources


def _pct(rate: float) -> float | None:
    return round(100 * float(rate), 4) if np.isfinite(rate) else None


def write(table: "pd.DataFrame", path: str | Path) -> Path:
    """Write ``table`` as CSV, Parquet or JSON, by the name's ending; the same bytes every time."""
    path = form_of(path)
    if path.suffix == ".csv":
        table.to_csv(path, index=False, lineterminator="\n")
    elif path.suffix == ".parquet":
        table.to_parquet(path, index=False, compression="zstd")
    else:
        table.to_json(path, orient="records", lines=True, force_ascii=False)
    return path


def form_of(path: str | Path) -> Path:
    """Return the path of a table if its name ends in a form that one has; else ``InputError``."""
    path = Path(path)
    if path.suffix not in (".csv", ".parquet", ".json"):
        raise InputError(
            f"'{path.suffix}' is no form of a table.",
            where=str(path),
            remedy="End the name with .csv, .parquet or .json.",
        )
    return path
