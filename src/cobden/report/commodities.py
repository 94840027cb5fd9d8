"""What a case asks of the commodity chains: tables that the terminal and the page share."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cobden.report import charts, names
from cobden.report.grid import Cell, Grid, Row
from cobden.report.words import number

if TYPE_CHECKING:
    import xarray as xr

MOST = 5


@dataclass(frozen=True)
class CommodityRow:
    """One economy: its mean gain a month in each window, and its outlay for stores over all months.

    Million dollars; a negative outlay is what stores gave back.
    """

    economy: str
    monthly: tuple[float, ...]
    stores: float


@dataclass(frozen=True)
class ChainRow:
    """A figure of the brief's tables: mean gain a month in a window, million dollars."""

    question: str
    window: str
    economy: str
    monthly: float


@dataclass(frozen=True)
class Commodity:
    """The answer to one question: ``rows`` for those it touches most, none if it touches nobody.

    ``totals`` is the running total of gains, stores left out: economy, month and million dollars;
    ``note`` says what to make of it.
    """

    title: str
    compared: str
    note: str
    windows: tuple[str, ...]
    rows: tuple[CommodityRow, ...]
    totals: tuple[tuple[str, str, float], ...]


def commodity(
    title: str,
    compared: str,
    note: str,
    change: "xr.DataArray",
    monthly: "dict[str, xr.DataArray]",
    always: tuple[str, ...],
) -> Commodity:
    """Return the answer for the brief.

    ``change`` [part, economy, period] is in million dollars a period, ``monthly`` [economy] the
    mean a month by window. The economies of ``always`` are shown first, then those touched most.
    """
    economies = [str(name) for name in change.economy.values]
    use, stores = (change.sel(part=name).values for name in ("use and supply", "stores"))
    size = dict(zip(economies, abs(change.values).max(axis=(0, 2)), strict=True))
    touched = sorted((name for name in economies if size[name] > 0.5), key=lambda n: -size[n])
    first = [name for name in always if name in touched]
    shown = [*first, *(name for name in touched if name not in first)][:MOST]
    means = [values.values for values in monthly.values()]
    rows, totals = [], []
    for name in shown:
        at = economies.index(name)
        outlay = -float(stores[at].sum())
        rows.append(CommodityRow(name, tuple(float(values[at]) for values in means), outlay))
        running = use[at].cumsum()
        months = map(str, change.period.values)
        totals += [(name, m, float(v)) for m, v in zip(months, running, strict=True)]
    return Commodity(title, compared, note, tuple(monthly), tuple(rows), tuple(totals))


def grid(answer: Commodity) -> Grid:
    """Return the table of one answer."""
    bought = any(abs(row.stores) > 0.5 for row in answer.rows)
    heads = ("", *answer.windows, *(["for stores, in all"] if bought else []))
    rows = tuple(
        Row(
            names.economy(row.economy),
            (
                *(Cell.signed(value, 1) for value in row.monthly),
                *([Cell.signed(-row.stores, 0)] if bought else []),
            ),
        )
        for row in answer.rows
    )
    note = f"Million dollars a month; chain {answer.compared}. {answer.note}".strip()
    if not answer.rows:
        note = f"Nobody gains or loses a million dollars ({answer.compared}). {answer.note}".strip()
        return Grid(answer.title, ("",), (), note)
    return Grid(answer.title, heads, rows, note)


def running(answers: tuple[Commodity, ...]) -> charts.Rows:
    """Return the rows of the picture of running totals."""
    return [
        {
            "question": answer.title,
            "name": names.economy(economy),
            "day": f"{month}-01",
            "value": value,
            "label": f"{names.economy(economy)}, to {month}: {number(value, 0, signed=True)} "
            "million dollars",
        }
        for answer in answers
        for economy, month, value in answer.totals
    ]
