"""The years of a case as tables and as the rows of a chart: what each mechanism does, and when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cobden.outcomes import BY_YEAR
from cobden.report import names
from cobden.report.grid import Cell, Grid, Row

if TYPE_CHECKING:
    from cobden.dynamics import WorldPath
    from cobden.report import charts

MOST = 4  # economies whose years are shown
AFTER = 0  # stands for the steady state where a year is a number

MECHANISMS = {
    "fixed": "the long run, capital fixed",
    "adjusts": "the long run, capital adjusts",
    "capital": "year by year: capital with foresight",
    "flexible": "and labour and trade that move slowly",
    "rigid": "and money wages that are slow to fall",
}
BELIEFS = {
    "foresight": "all of it foreseen",
    "surprise": "each year's change a surprise, believed to last",
    "announced": "what began is believed to end when the law says so",
}
DATED = "foresight"  # what the years in full and the ranges are of
SHOWN = {
    "gdp": "real GDP",
    "consumption": "real consumption",
    "consumer_price": "consumer prices",
    "real_wage": "labour income per job, real",
    "employment": "jobs",
}


@dataclass(frozen=True)
class YearRow:
    """One economy in one year, with some mechanisms at work; changes in %, unemployment in points.

    ``year`` is 0 for the steady state that the law leads to; ``worth`` the lasting change of
    consumption that is worth as much as the path, in the row of the steady state only.
    """

    mechanisms: str
    economy: str
    year: int
    gdp: float
    consumption: float
    investment: float
    capital: float
    real_wage: float
    employment: float
    unemployment: float
    participation: float
    consumer_price: float
    import_price: float
    border_price: float
    exchange_rate: float
    revenue: float
    worth: float | None


@dataclass(frozen=True)
class YearRange:
    """Quantiles of an outcome of one economy in one year over draws of what is not known."""

    outcome: str
    economy: str
    year: int
    low: float
    lower: float
    median: float
    upper: float
    high: float


@dataclass(frozen=True)
class CaseYears:
    """The years of a case: if the law of the state shown lasts, and as the law is dated.

    ``rows`` hold every economy under each of ``MECHANISMS``, with the law that lasts, and of
    ``BELIEFS``, as the law is dated; ``anchor`` says what holds money; ``law`` and ``dated`` what
    is assumed of either law; ``notes`` what no source gives. ``ranges`` are of draws, of which
    ``drawn`` says how many (empty: none were made).
    """

    rows: tuple[YearRow, ...] = ()
    anchor: str = ""
    law: str = ""
    dated: str = ""
    notes: tuple[str, ...] = ()
    ranges: tuple[YearRange, ...] = ()
    drawn: str = ""

    def of(self, mechanisms: str, economy: str) -> dict[int, YearRow]:
        """Return the rows of an economy by year."""
        return {
            row.year: row
            for row in self.rows
            if (row.mechanisms, row.economy) == (mechanisms, economy)
        }


def rows_of(paths: "Mapping[str, WorldPath]") -> tuple[YearRow, ...]:
    """Return a row for every mechanism, economy and year."""
    found = []
    fields = [name for name in YearRow.__dataclass_fields__ if name in BY_YEAR]
    for mechanisms, one in paths.items():
        worth = one.welfare["path"].values
        table = {name: one.scaled(name) for name in fields}
        for t, year in enumerate([*one.years, AFTER]):
            for n, economy in enumerate(one.world.economies):
                values = {name: float(table[name][t, n]) for name in fields}
                lasting = float(worth[n]) if year == AFTER and one.years else None
                found.append(YearRow(mechanisms, economy, year, **values, worth=lasting))
    return tuple(found)


def grids(years: CaseYears, parties: Sequence[str], digits: int) -> list[Grid]:
    """Return the tables of the years for those parties that have a path of their own."""
    shown = followed(years, parties)
    if not shown:
        return []
    found = [sign_grid(years, shown, digits), mechanism_grid(years, shown, digits)]
    return [*found, belief_grid(years, shown, digits), outcome_grid(years, shown, digits)]


def followed(years: CaseYears, parties: Sequence[str], most: int = MOST) -> list[str]:
    """Return the parties whose years are shown: groups have no path of their own."""
    known = {row.economy for row in years.rows}
    return [economy for economy in parties if economy in known][:most]


def sign_grid(years: CaseYears, economies: Sequence[str], digits: int) -> Grid:
    """Return real consumption with capital fixed, with it adjusting, and with rigid wages."""
    first, middle, _ = _moments(years, "rigid")
    rows = []
    for economy in economies:
        ends = [years.of(how, economy)[AFTER] for how in ("fixed", "adjusts")]
        rigid = years.of("rigid", economy)
        cells = [_cell(row, "consumption", digits) for row in (*ends, rigid[first], rigid[middle])]
        worth = rigid[AFTER].worth
        last = Cell("") if worth is None else Cell.signed(worth, digits)
        rows.append(Row(names.economy(economy), (*cells, _cell(rigid[AFTER], "consumption", digits),
                                                 last)))  # fmt: skip
    return Grid(
        "Gain or loss? Real consumption, %, by what may move",
        (
            "", "long run, capital fixed", "long run, capital adjusts",
            f"wages rigid, {first}", f"wages rigid, {middle}", "in the end", "worth of the path",
        ),
        tuple(rows),
        f"{years.law} Where the columns differ in sign, the answer hangs on what is assumed "
        "of capital.",
    )  # fmt: skip


def mechanism_grid(years: CaseYears, economies: Sequence[str], digits: int) -> Grid:
    """Return real consumption as the mechanisms are switched on in turn."""
    return _consumption(
        years, economies, digits, MECHANISMS, "rigid",
        "Real consumption, %, as mechanisms are switched on",
        f"{years.law} Consumption can rise first, while capital is run down, and fall for good: "
        "neither the years nor the end stand for the whole. The worth of the path is the lasting "
        "change of consumption that counts as much, the future discounted by 4% a year.",
    )  # fmt: skip


def belief_grid(years: CaseYears, economies: Sequence[str], digits: int) -> Grid:
    """Return real consumption under the dated law by what is believed of it."""
    return _consumption(
        years, economies, digits, BELIEFS, DATED,
        "Real consumption, %, as the law is dated, by what is believed of it",
        f"{years.dated} All mechanisms at work.",
    )  # fmt: skip


def _consumption(
    years: CaseYears, economies: Sequence[str], digits: int, lines: Mapping[str, str], of: str,
    title: str, below: str,
) -> Grid:  # fmt: skip
    """Return a table of real consumption with a line for each choice of what is at work."""
    moments = _moments(years, of)
    rows = []
    for economy in economies:
        rows.append(Row(names.economy(economy)))
        for key, words in lines.items():
            by_year = years.of(key, economy)
            end = by_year[AFTER]
            cells = [_cell(by_year.get(y), "consumption", digits) for y in moments]
            worth = Cell("") if end.worth is None else Cell.signed(end.worth, digits)
            rows.append(Row(words, (*cells, _cell(end, "consumption", digits), worth)))
    heads = ("", *map(str, moments), "in the end", "worth of the path")
    return Grid(title, heads, tuple(rows), below)


def outcome_grid(years: CaseYears, economies: Sequence[str], digits: int) -> Grid:
    """Return the years of some economies under the dated law, with all mechanisms at work."""
    moments = _moments(years, DATED)
    rows = []
    for economy in economies:
        rows.append(Row(names.economy(economy)))
        by_year = years.of(DATED, economy)
        for name, words in SHOWN.items():
            cells = [_cell(by_year[year], name, digits) for year in (*moments, AFTER)]
            rows.append(Row(f"{words}, %", tuple(cells)))
    return Grid(
        "Year by year, as the law is dated, all mechanisms at work",
        ("", *map(str, moments), "in the end"),
        tuple(rows),
        f"Against a world in which the law never changed; {BELIEFS[DATED]}. Money: {years.anchor}; "
        "with another anchor consumer prices and jobs are others.",
    )


def chart_rows(years: CaseYears, parties: Sequence[str]) -> "charts.Rows":
    """Return the rows of the chart: each outcome by year, a line for each economy, with ranges."""
    ranges = {(r.outcome, r.economy, r.year): r for r in years.ranges}
    found = []
    for name, words in SHOWN.items():
        if name == "real_wage":
            continue
        for economy in followed(years, parties):
            for year, row in years.of(DATED, economy).items():
                if year == AFTER:
                    continue
                value, drawn = getattr(row, name), ranges.get((name, economy, year))
                label = f"{names.economy(economy)}, {words}, {year}: {value:+.2f}%"
                band = {"low": value, "high": value}
                if drawn is not None:
                    band = {"low": drawn.low, "high": drawn.high}
                    label += f", nine draws in ten {drawn.low:+.2f} to {drawn.high:+.2f}%"
                found.append(
                    {
                        "outcome": f"{words}, %", "name": names.economy(economy), "year": year,
                        "value": value, "label": label, **band,
                    }
                )  # fmt: skip
    return found


def _moments(years: CaseYears, of: str) -> tuple[int, int, int]:
    """Return the first year of what is shown, the fourth and the last."""
    found = sorted({r.year for r in years.rows if r.year != AFTER and r.mechanisms == of})
    return found[0], found[min(3, len(found) - 2)], found[-1]


def _cell(row: YearRow | None, name: str, digits: int) -> Cell:
    if row is None:
        return Cell("")
    cell = Cell.signed(getattr(row, name), digits)
    return replace(cell, sign=0) if name == "consumer_price" else cell  # dearer is no gain
