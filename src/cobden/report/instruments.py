"""What holds beside the tariffs: each instrument of each state, and how far it bites."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cobden.equilibrium import carried, delivered
from cobden.measures.instrument import Setting
from cobden.report.grid import Cell, Grid, Row, by_state
from cobden.report.words import number, percent

if TYPE_CHECKING:
    from cobden.equilibrium import Result
    from cobden.measures import Enacted, Instrument

IN_FORCE = "in force"


@dataclass(frozen=True)
class InstrumentRow:
    """An instrument in a state, money in billion USD of the benchmark's year.

    - ``regime``: met, binding, not binding or beyond (see `equilibrium.Delivered`); "in force"
      where it sets a cost or a rate and asks for no quantity;
    - ``before``, ``after``: the trade it is about without and with it, at benchmark producer
      prices; of what is "in force" at the benchmark and now, at customs value;
    - ``premium``: the rate found, %; below zero a subsidy; ``paid``: what it costs a treasury;
      ``rent``: what it raises, and ``to`` whom.

    What does not apply is None.
    """

    state: str
    instrument: str
    kind: str
    regime: str
    before: float | None
    after: float | None
    premium: float | None
    rent: float | None
    to: str
    paid: float | None
    accounting: str


def instruments(
    laws: "Mapping[str, Enacted]", results: "Mapping[str, Result]"
) -> tuple[InstrumentRow, ...]:
    """Return a row for each instrument in force in each state."""
    rows = []
    for state, result in results.items():
        found = {row.name: row for row in delivered(result)}
        for instrument in laws[state].law.instruments:
            kind = re.sub(r"(?<=.)([A-Z])", r" \1", type(instrument).__name__).lower()
            what = found.get(instrument.name)
            if what is None:
                before, after = _trade(instrument, laws[state], result)
                figures = (IN_FORCE, before, after, None, None, "", None)
            else:
                premium, paid = 100 * what.rate, what.paid
                rent = what.rent if what.regime != "not binding" else 0.0
                figures = (what.regime, what.before, what.volume, premium, rent, what.to, paid)
            row = InstrumentRow(state, instrument.name, kind, *figures, instrument.accounting)
            rows.append(row)
    return tuple(rows)


def _trade(
    instrument: "Instrument", law: "Enacted", result: "Result"
) -> tuple[float | None, float | None]:
    """Return the trade on the lines that an instrument without a target changes, if it has any."""
    change = instrument.change(Setting(result.world, law.wedges, law.law.day))
    own = [x for x in change.lines if (x.tariff, x.export_tax, x.trade_cost) != (0.0, 0.0, 1.0)]
    return carried(result, own) if own else (None, None)


def grid(rows: Iterable[InstrumentRow], titles: Mapping[str, str]) -> Grid:
    """Return the table of the instruments, a heading for each state that has some."""
    rows = tuple(rows)
    told = [Row(f"{row.instrument}: {row.kind}", _cells(row), row.accounting) for row in rows]
    return Grid(
        "What holds beside the tariffs: trade without it and with it, billion dollars a year",
        ("", "", "without", "with", "premium", "rent or cost"),
        tuple(by_state([row.state for row in rows], titles, told)),
        "Trade at the benchmark's producer prices; without it: under the same law, but no premium "
        "found. Of what is in force without a quantity to meet: at the benchmark, and now, at "
        "customs value.",
    )


def finding(rows: Iterable[InstrumentRow]) -> str:
    """Return what instruments with a quantity do, in a sentence; empty where there is none."""
    said = [f"{row.instrument} is {_regime(row)}" for row in rows if row.premium is not None]
    return f"Beside the tariffs, {'; '.join(said)}." if said else ""


def _regime(row: InstrumentRow) -> str:
    if row.regime == "not binding" or row.premium is None:
        return row.regime
    size = f"{row.regime} at a premium of {percent(row.premium, 1)}"
    if row.paid:
        return f"{size}, which costs the treasury {number(row.paid, 2)} billion dollars a year"
    whose = "which is wasted" if row.to == "wasted" else f"the {row.to}'s"
    return f"{size}, a rent of {number(row.rent or 0.0, 2)} billion dollars a year, {whose}"


def _cells(row: InstrumentRow) -> tuple[Cell, ...]:
    def figure(value: float | None) -> Cell:
        return Cell("–" if value is None else number(value, 2))

    premium = Cell("–" if row.premium is None else percent(row.premium, 1))
    money = figure(row.rent)
    if row.rent:
        money = Cell(number(row.rent, 2), row.to)
    if row.paid:
        money = Cell(number(-row.paid, 2), "treasury")
    return Cell(row.regime), figure(row.before), figure(row.after), premium, money
