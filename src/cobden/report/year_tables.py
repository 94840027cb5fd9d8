"""The years of a case as tables and as the rows of a chart: what each mechanism does, and when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from cobden.dynamics import WorldPath
from cobden.report import charts, names
from cobden.report.grid import Cell, Grid, Row

AFTER = 0  # stands for the steady state where a year is a number

MECHANISMS = {
    "fixed": "the long run, capital fixed",
    "adjusts": "the long run, capital adjusts",
    "capital": "year by year: capital with foresight",
    "flexible": "and labour and trade that move slowly",
    "rigid": "and money wages that are slow to fall",
}
_SHOWN = {
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
class CaseYears:
    """The years of a case under the law of the state that its brief shows.

    ``rows`` hold every economy under each of ``MECHANISMS``; ``anchor`` says what holds money;
    ``law`` what is assumed of the law; ``notes`` what no source gives.
    """

    rows: tuple[YearRow, ...] = ()
    anchor: str = ""
    law: str = ""
    notes: tuple[str, ...] = ()

    def of(self, mechanisms: str, economy: str) -> dict[int, YearRow]:
        """Return the rows of an economy by year."""
        return {
            row.year: row
            for row in self.rows
            if (row.mechanisms, row.economy) == (mechanisms, economy)
        }


def rows_of(paths: Mapping[str, WorldPath]) -> tuple[YearRow, ...]:
    """Return a row for every mechanism, economy and year."""
    found = []
    fields = [name for name in YearRow.__dataclass_fields__ if name in _fields()]
    for mechanisms, one in paths.items():
        worth = one.welfare["path"].values
        table = {name: one.scaled(name) for name in fields}
        for t, year in enumerate([*one.years, AFTER]):
            for n, economy in enumerate(one.world.economies):
                values = {name: float(table[name][t, n]) for name in fields}
                lasting = float(worth[n]) if year == AFTER and one.years else None
                found.append(YearRow(mechanisms, economy, year, **values, worth=lasting))
    return tuple(found)


def _fields() -> set[str]:
    from cobden.dynamics.world_path import OUTCOMES

    return set(OUTCOMES)


def grids(years: CaseYears, parties: Sequence[str], digits: int) -> list[Grid]:
    """Return the tables of the years for those parties that have a path of their own."""
    shown = followed(years, parties)
    if not shown:
        return []
    return [mechanism_grid(years, shown, digits), outcome_grid(years, shown, digits)]


def followed(years: CaseYears, parties: Sequence[str], most: int = 4) -> list[str]:
    """Return the parties whose years are shown: groups have no path of their own."""
    known = {row.economy for row in years.rows}
    return [economy for economy in parties if economy in known][:most]


def mechanism_grid(years: CaseYears, economies: Sequence[str], digits: int) -> Grid:
    """Return real consumption as the mechanisms are switched on in turn."""
    first, middle, last = _moments(years)
    rows = []
    for economy in economies:
        rows.append(Row(names.economy(economy)))
        for mechanisms, words in MECHANISMS.items():
            by_year = years.of(mechanisms, economy)
            end = by_year[AFTER]
            cells = [_cell(by_year.get(y), "consumption", digits) for y in (first, middle, last)]
            worth = Cell("") if end.worth is None else Cell.signed(end.worth, digits)
            rows.append(Row(words, (*cells, _cell(end, "consumption", digits), worth)))
    heads = ("", str(first), str(middle), str(last), "in the end", "worth of the path")
    return Grid(
        "Real consumption, %, as mechanisms are switched on",
        heads,
        tuple(rows),
        "Consumption can rise first, while capital is run down, and fall for good: neither the "
        "years nor the end stand for the whole. The worth of the path is the lasting change of "
        "consumption that counts as much, the future discounted by 4% a year.",
    )


def outcome_grid(years: CaseYears, economies: Sequence[str], digits: int) -> Grid:
    """Return the years of some economies with all mechanisms at work."""
    first, middle, last = _moments(years)
    rows = []
    for economy in economies:
        rows.append(Row(names.economy(economy)))
        by_year = years.of("rigid", economy)
        for name, words in _SHOWN.items():
            cells = [_cell(by_year[year], name, digits) for year in (first, middle, last, AFTER)]
            rows.append(Row(f"{words}, %", tuple(cells)))
    return Grid(
        "Year by year, all mechanisms at work",
        ("", str(first), str(middle), str(last), "in the end"),
        tuple(rows),
        f"Against a world in which the law never changed. {years.law} Money: {years.anchor}; with "
        "another anchor consumer prices and jobs are others.",
    )


def chart_rows(years: CaseYears, parties: Sequence[str]) -> charts.Rows:
    """Return the rows of the chart: each outcome by year, a line for each economy."""
    found = []
    for name, words in _SHOWN.items():
        if name == "real_wage":
            continue
        for economy in followed(years, parties):
            for year, row in years.of("rigid", economy).items():
                if year != AFTER:
                    value = getattr(row, name)
                    found.append(
                        {
                            "outcome": f"{words}, %",
                            "name": names.economy(economy),
                            "year": year,
                            "value": value,
                            "label": f"{names.economy(economy)}, {words}, {year}: {value:+.2f}%",
                        }
                    )
    return found


def _moments(years: CaseYears) -> tuple[int, int, int]:
    """Return the first year, the fourth and the last."""
    found = sorted({row.year for row in years.rows if row.year != AFTER})
    return found[0], found[min(3, len(found) - 2)], found[-1]


def _cell(row: YearRow | None, name: str, digits: int) -> Cell:
    if row is None:
        return Cell("")
    cell = Cell.signed(getattr(row, name), digits)
    return replace(cell, sign=0) if name == "consumer_price" else cell  # dearer is no gain
