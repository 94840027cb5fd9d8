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

When = int | str
"""A year or a quarter ("2025Q2"); ``AFTER``: the steady state."""

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

    ``year`` is 0 for the steady state that the law leads to, ``quarter`` 0 where the whole year is
    meant; ``worth`` the lasting change of consumption that is worth as much as the path, in the row
    of the steady state only.
    """

    mechanisms: str
    economy: str
    year: int
    quarter: int
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

    @property
    def when(self) -> When:
        """The label of its year or quarter."""
        return f"{self.year}Q{self.quarter}" if self.quarter else self.year


@dataclass(frozen=True)
class YearRange:
    """Quantiles of an outcome of one economy in a period, over draws of what is not known."""

    outcome: str
    economy: str
    when: When
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

    @property
    def by(self) -> str:
        """Whether its rows are of years or of quarters."""
        return "quarter" if any(row.quarter for row in self.rows) else "year"

    def of(self, mechanisms: str, economy: str) -> dict[When, YearRow]:
        """Return the rows of an economy by year or quarter."""
        return {
            row.when: row
            for row in self.rows
            if (row.mechanisms, row.economy) == (mechanisms, economy)
        }


def rows_of(
    paths: "Mapping[str, WorldPath]", groups: Sequence[str] = ()
) -> tuple[YearRow, ...]:  # fmt: skip
    """Return a row for every mechanism, economy and period, and for groups of economies."""
    found = []
    fields = [name for name in YearRow.__dataclass_fields__ if name in BY_YEAR]
    for mechanisms, one in paths.items():
        every = {name: one.scaled(name) for name in fields}
        for economy in (*one.world.economies, *groups):
            table = {
                name: one.together(name, economy)
                if economy in groups
                else every[name][:, one.world.economy_index(economy)]
                for name in fields
            }
            for t, when in enumerate([*one.periods, AFTER]):
                values = {name: float(table[name][t]) for name in fields}
                worth = one.worth(economy) if when == AFTER and one.periods else None
                year, _, quarter = str(when).partition("Q")
                found.append(
                    YearRow(mechanisms, economy, int(year), int(quarter or 0), **values,
                            worth=worth)
                )  # fmt: skip
    return tuple(found)


def grids(years: CaseYears, parties: Sequence[str], digits: int) -> list[Grid]:
    """Return the tables of the years for those parties whose years are known."""
    shown = followed(years, parties)
    if not shown:
        return []
    found = [sign_grid(years, shown, digits), mechanism_grid(years, shown, digits)]
    return [*found, belief_grid(years, shown, digits), outcome_grid(years, shown, digits)]


def followed(years: CaseYears, parties: Sequence[str], most: int = MOST) -> list[str]:
    """Return the parties whose years are shown: those that the rows are of."""
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
        "of capital. Real income, elsewhere in the brief, is what all final spending buys; "
        "consumption leaves out investment goods, whose prices move otherwise.",
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
    """Return the years of some economies under the dated law, with all mechanisms at work.

    Of quarters those of the first two years stand before the others.
    """
    moments: tuple[When, ...] = _moments(years, DATED)
    if years.by == "quarter":
        moments = tuple(dict.fromkeys([*_known(years, DATED)[:8], *moments[1:]]))
    rows = []
    for economy in economies:
        rows.append(Row(names.economy(economy)))
        by_year = years.of(DATED, economy)
        for name, words in SHOWN.items():
            cells = [_cell(by_year[year], name, digits) for year in (*moments, AFTER)]
            rows.append(Row(f"{words}, %", tuple(cells)))
    quarters = "Quarter by quarter" if years.by == "quarter" else "Year by year"
    return Grid(
        f"{quarters}, as the law is dated, all mechanisms at work",
        ("", *map(str, moments), "in the end"),
        tuple(rows),
        f"Against a world in which the law never changed; {BELIEFS[DATED]}. Money: {years.anchor}; "
        "with another anchor consumer prices and jobs are others.",
    )


def chart_rows(years: CaseYears, parties: Sequence[str]) -> "charts.Rows":
    """Return the rows of the chart: each outcome by year, a line for each economy, with ranges."""
    ranges = {(r.outcome, r.economy, r.when): r for r in years.ranges}
    found = []
    for name, words in SHOWN.items():
        if name == "real_wage":
            continue
        for economy in followed(years, parties):
            for when, row in years.of(DATED, economy).items():
                if when == AFTER:
                    continue
                value, drawn = getattr(row, name), ranges.get((name, economy, when))
                label = f"{names.economy(economy)}, {words}, {when}: {value:+.2f}%"
                at = row.year + (row.quarter - 1) / 4 if row.quarter else row.year
                band = {"low": value, "high": value}
                if drawn is not None:
                    band = {"low": drawn.low, "high": drawn.high}
                    label += f", nine draws in ten {drawn.low:+.2f} to {drawn.high:+.2f}%"
                found.append(
                    {
                        "outcome": f"{words}, %", "name": names.economy(economy), "year": at,
                        "value": value, "label": label, **band,
                    }
                )  # fmt: skip
    return found


def _moments(years: CaseYears, of: str) -> tuple[When, When, When]:
    """Return the first year or quarter of what is shown, that three years on, and the last."""
    found = _known(years, of)
    later = 12 if years.by == "quarter" else 3
    return found[0], found[min(later, len(found) - 2)], found[-1]


def _known(years: CaseYears, of: str) -> list[When]:
    rows = (r for r in years.rows if r.year != AFTER and r.mechanisms == of)
    return list(dict.fromkeys(row.when for row in rows))


def _cell(row: YearRow | None, name: str, digits: int) -> Cell:
    if row is None:
        return Cell("")
    cell = Cell.signed(getattr(row, name), digits)
    return replace(cell, sign=0) if name == "consumer_price" else cell  # dearer is no gain
