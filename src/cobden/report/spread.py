"""How sure a case's answers are: the ranges of an ensemble, and what drives them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cobden.report import charts, names
from cobden.report.words import number, span

if TYPE_CHECKING:
    from cobden.cases import Case
    from cobden.draws import Ensemble

_AT = (0.05, 0.25, 0.5, 0.75, 0.95)
_BLOCKS = 50  # fewer complete blocks of draws say too little about drivers


@dataclass(frozen=True)
class SpreadRow:
    """One outcome: quantiles of its draws, the share of them above zero, and its drivers.

    ``drivers`` holds, by name, the share of the variance that would be left if all others were
    known (total Sobol' index); empty where there are too few draws.
    """

    name: str
    unit: str
    low: float
    lower: float
    median: float
    upper: float
    high: float
    positive: float
    drivers: tuple[tuple[str, float], ...]

    @property
    def sign(self) -> str:
        """How sure the sign is, in words."""
        share = max(self.positive, 1 - self.positive)
        way = "above" if self.positive >= 0.5 else "below"
        return f"{way} zero in {share:.0%}" if share < 0.995 else f"{way} zero"


@dataclass(frozen=True)
class Spread:
    """The ranges of the state shown in detail; ``failed`` names draws and says why they failed."""

    rows: tuple[SpreadRow, ...]
    drivers: tuple[str, ...]
    draws: int
    planned: int
    failed: tuple[tuple[int, str], ...]

    @property
    def has_drivers(self) -> bool:
        """Whether there are enough draws to say what drives the outcomes."""
        return any(row.drivers for row in self.rows)

    @property
    def counted(self) -> str:
        """How many draws there are, and how many have no answer, in words."""
        missing, few = len(self.failed), "" if self.has_drivers else "; too few to name drivers"
        done = f"{number(self.draws, 0)} draws" + (
            f" of {number(self.planned, 0)} planned" if self.draws < self.planned else ""
        )
        if not missing:
            return f"{done}{few}; all have an equilibrium"
        first = "; ".join(f"draw {draw}: {why}" for draw, why in self.failed[:3])
        return f"{done}{few}; {missing} have none and are left out ({first})"


def spread_of(case: "Case", draws: "Ensemble") -> Spread:
    """Return the ranges of a case's main outcomes from an ensemble of its equilibria."""
    state, home, other = case.file.brief.state, case.home, case.counterpart
    the_other = names.the(other)
    wanted = {
        **{
            f"welfare {party.economy}": (f"{names.economy(party.economy)}: real income", "%")
            for party in case.parties[:3]
        },
        f"exports {home} {other}": (f"All goods, to {the_other}", "%"),
        **{
            f"exports {sector} {home} {other}": (f"{names.sector(sector)}, to {the_other}", "%")
            for sector in case.file.brief.markets
        },
        f"balance {home} {other}": (f"Balance in goods with {the_other}", "billion dollars"),
        f"revenue {other}": (f"{names.economy(other)}: tariff revenue", "billion dollars"),
    }
    outcomes = {f"{state}: {name}": shown for name, shown in wanted.items()}
    ranges = draws.ranges(list(outcomes), at=_AT)
    enough = draws.done // draws.design.block >= _BLOCKS
    indices = draws.drivers(list(outcomes))["total"] if enough else None
    rows = []
    for outcome, (name, unit) in outcomes.items():
        found = [] if indices is None else indices.loc[outcome].items()
        drivers = tuple((str(driver), min(1.0, max(0.0, float(share)))) for driver, share in found)
        low, lower, median, upper, high, positive = ranges.loc[outcome, [*_AT, "positive"]].tolist()
        rows.append(SpreadRow(name, unit, low, lower, median, upper, high, positive, drivers))
    failures = draws.failures
    return Spread(
        rows=tuple(rows),
        drivers=draws.design.drivers,
        draws=draws.done,
        planned=draws.design.draws,
        failed=tuple(zip(failures.index.tolist(), failures["status"].tolist(), strict=True)),
    )


def band_rows(spread: Spread, *, real_income: bool) -> charts.Rows:
    """Return the rows of a chart of bands: of real incomes, or of trade, in per cent."""
    return [
        {
            "name": row.name.removesuffix(": real income").split(", to ")[0],  # the caption has it
            "low": row.low,
            "lower": row.lower,
            "value": row.median,
            "upper": row.upper,
            "high": row.high,
            "label": f"{row.name}: {span(row.low, row.high)} {row.unit}, median "
            f"{number(row.median, signed=True)}",
        }
        for row in spread.rows
        if row.unit == "%" and row.name.endswith("real income") == real_income
    ]
