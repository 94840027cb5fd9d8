"""What a case asks of the commodity chains: tables that the terminal and the page share."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cobden.report import charts, names
from cobden.report.grid import Cell, Grid, Row
from cobden.report.words import number, span

if TYPE_CHECKING:
    import xarray as xr

    from cobden.base.sources import Basis

MOST = 5


@dataclass(frozen=True)
class ChainRow:
    """A figure of the brief's tables: mean gain a month in a window, million dollars.

    Nine draws in ten lie between ``low`` and ``high``, the share ``above_zero`` is a gain; None
    where no draws were made.
    """

    question: str
    window: str
    economy: str
    monthly: float
    low: float | None = None
    high: float | None = None
    above_zero: float | None = None


@dataclass(frozen=True)
class CommodityRow:
    """One economy: its gain in each window, and its outlay for stores over all months.

    Million dollars; a negative outlay is what stores gave back.
    """

    economy: str
    windows: tuple[ChainRow, ...]
    stores: float


@dataclass(frozen=True)
class BasisRow:
    """How many figures of a chain have a source, and how many nobody states."""

    chain: str
    facts: int
    assumptions: int


@dataclass(frozen=True)
class AssumptionRow:
    """A figure of a chain that nobody states, with its range and the reason for it."""

    chain: str
    name: str
    value: float
    unit: str
    low: float
    high: float
    reason: str


@dataclass(frozen=True)
class Commodity:
    """The answer to one question: ``rows`` for those it touches most, none if it touches nobody.

    ``totals`` is the running total of gains, stores left out: economy, month and million dollars;
    ``note`` says what to make of it, ``draws`` how many draws its ranges are of.
    """

    title: str
    compared: str
    note: str
    windows: tuple[str, ...]
    rows: tuple[CommodityRow, ...]
    totals: tuple[tuple[str, str, float], ...]
    draws: int = 0


@dataclass(frozen=True)
class Minerals:
    """What a case asks of the commodity chains, and what the answers rest on.

    ``missing`` says why there are no answers where some are asked for, and what to run.
    """

    answers: tuple[Commodity, ...] = ()
    basis: "tuple[Basis, ...]" = ()
    missing: str = ""

    @property
    def rows(self) -> tuple[ChainRow, ...]:
        """A row for each question, window and economy."""
        return tuple(
            window for answer in self.answers for row in answer.rows for window in row.windows
        )

    @property
    def counts(self) -> tuple[BasisRow, ...]:
        """A row for each chain."""
        return tuple(BasisRow(b.name, b.facts, len(b.assumptions)) for b in self.basis)

    @property
    def assumptions(self) -> tuple[AssumptionRow, ...]:
        """A row for each figure that nobody states."""
        return tuple(
            AssumptionRow(b.name, name, q.value, q.unit, low, high, q.reason)
            for b in self.basis
            for name, q in b.assumptions.items()
            if (low := q.low) is not None and (high := q.high) is not None
        )


def commodity(
    title: str,
    compared: str,
    note: str,
    change: "xr.DataArray",
    monthly: "dict[str, xr.DataArray]",
    always: tuple[str, ...],
    ranges: "xr.Dataset | None" = None,
) -> Commodity:
    """Return the answer for the brief.

    ``change`` [part, economy, period] is in million dollars a period, ``monthly`` [economy] the
    mean a month by window, ``ranges`` those of draws (``monthly`` [at, window, economy] and
    ``above_zero`` [window, economy]). The economies of ``always`` are shown first, then those
    touched most.
    """
    economies = [str(name) for name in change.economy.values]
    use, stores = (change.sel(part=name).values for name in ("use and supply", "stores"))
    largest = abs(change.values).max(axis=(0, 2))
    if ranges is not None:
        largest = np.maximum(largest, abs(ranges.change.values).max(axis=(0, 1, 3)))
    size = dict(zip(economies, largest, strict=True))
    touched = sorted((name for name in economies if size[name] > 0.5), key=lambda n: -size[n])
    first = [name for name in always if name in touched]
    shown = [*first, *(name for name in touched if name not in first)][:MOST]
    rows, totals = [], []
    for name in shown:
        at = economies.index(name)
        outlay = -float(stores[at].sum())
        windows = (
            ChainRow(title, window, name, float(means[at]), *_range(ranges, number, at))
            for number, (window, means) in enumerate(monthly.items())
        )
        rows.append(CommodityRow(name, tuple(windows), outlay))
        running = use[at].cumsum()
        months = map(str, change.period.values)
        totals += [(name, m, float(v)) for m, v in zip(months, running, strict=True)]
    draws = 0 if ranges is None else ranges.attrs["draws"] - ranges.attrs["failed"]
    return Commodity(title, compared, note, tuple(monthly), tuple(rows), tuple(totals), draws)


def _range(
    ranges: "xr.Dataset | None", window: int, economy: int
) -> tuple[float | None, float | None, float | None]:
    """Return the low, the high and the share above zero of one figure."""
    if ranges is None:
        return None, None, None
    monthly = ranges.monthly.values[:, window, economy]
    return float(monthly[0]), float(monthly[-1]), float(ranges.above_zero.values[window, economy])


def grid(answer: Commodity) -> Grid:
    """Return the table of one answer."""
    bought = any(abs(row.stores) > 0.5 for row in answer.rows)
    heads = ("", *answer.windows, *(["for stores, in all"] if bought else []))
    rows = tuple(
        Row(
            names.economy(row.economy),
            (
                *map(_cell, row.windows),
                *([Cell.signed(-row.stores, 0)] if bought else []),
            ),
        )
        for row in answer.rows
    )
    if not answer.rows:
        note = f"Nobody gains or loses a million dollars ({answer.compared}). {answer.note}".strip()
        return Grid(answer.title, ("",), (), note)
    drawn = f"; beneath, nine in ten of {answer.draws} draws" if answer.draws else ""
    note = f"Million dollars a month{drawn}; chain {answer.compared}. {answer.note}".strip()
    return Grid(answer.title, heads, rows, note)


def _cell(row: ChainRow) -> Cell:
    if row.low is None or row.high is None:
        return Cell.signed(row.monthly, 1)
    return Cell.signed(row.monthly, 1, span(row.low, row.high, 1))


def basis_grid(minerals: Minerals) -> Grid:
    """Return the count of what each chain's answers rest on."""
    rows = tuple(
        Row(basis.title, (Cell(str(basis.facts)), Cell(str(len(basis.assumptions)))))
        for basis in minerals.basis
    )
    commands = " and ".join(f"cobden chain check {basis.name}" for basis in minerals.basis)
    return Grid(
        "Figures behind minerals and gas",
        ("", "with a source", "assumptions"),
        rows,
        f"Each assumption has a low, a high and a reason: on the page, in tables/assumptions.csv, "
        f"or by {commands}. {drawn_over(minerals)}",
    )


def drawn_over(minerals: Minerals) -> str:
    """How the assumptions enter the answers, in words."""
    draws = [answer.draws for answer in minerals.answers if answer.draws]
    if not draws:
        return "The figures above take each assumption at its most likely value."
    return f"The ranges above are those of {min(draws)} draws over all assumptions of the chains."


def figure(value: float) -> str:
    """Return a figure with as many digits as it was written with: ``1,700,000``, ``0.006``."""
    return f"{value:,.6g}"


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
