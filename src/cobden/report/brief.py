"""What a brief says, as rows and sentences; the terminal and the page only set it."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from cobden.report import effects, names
from cobden.report.commodities import AssumptionRow, BasisRow, ChainRow, Minerals
from cobden.report.effects import (
    WORLD,
    BalanceRow,
    CertificateRow,
    DutyRow,
    EconomyRow,
    Results,
    SectorRow,
    ShareRow,
)
from cobden.report.words import billions, digits_for, listed, percent, span

if TYPE_CHECKING:
    import xarray as xr

    from cobden.cases import Case
    from cobden.report.spread import Spread
    from cobden.world import World

CLOSURES = {
    "world_share": "constant shares of world value added",
    "own_share": "constant shares of each economy's own value added",
    "dollar": "constant in dollars deflated by US consumer prices",
    "purged": "removed before the benchmark",
}


@dataclass(frozen=True, eq=False)
class Brief:
    """A case's answers, complete.

    ``variants`` [state, elasticity, deficits, economy] is the change of real income in per cent
    (None: not asked for), ``flows`` [state, importer, exporter] goods sold in billions of dollars,
    ``spread`` the ranges of an ensemble of draws (None: none made), ``minerals`` what the case
    asks of the commodity chains.
    """

    case: "Case"
    year: int | None
    source: str
    elasticity: str
    citations: tuple[str, ...]
    notes: tuple[str, ...]
    economies: tuple[EconomyRow, ...]
    sectors: tuple[SectorRow, ...]
    markets: tuple[ShareRow, ...]
    balances: tuple[BalanceRow, ...]
    duties: tuple[DutyRow, ...]
    certificates: tuple[CertificateRow, ...]
    flows: "xr.DataArray"
    variants: "xr.DataArray | None"
    spread: "Spread | None" = None
    minerals: Minerals = field(default_factory=Minerals)

    @property
    def deficits(self) -> str:
        """The treatment of the trade deficits in the central figures."""
        return self.case.file.model.deficits

    @property
    def shown(self) -> str:
        """The id of the state shown in detail."""
        return self.case.file.brief.state

    @cached_property
    def titles(self) -> dict[str, str]:
        """What the brief calls each state."""
        return {state.id: state.title for state in self.case.states}

    @cached_property
    def _rows(self) -> dict[tuple[str, str], EconomyRow]:
        return {(row.state, row.economy): row for row in self.economies}

    def of(self, state: str, economy: str) -> EconomyRow:
        """Return what a state does to an economy (or to the ``WORLD``)."""
        return self._rows[state, economy]

    @cached_property
    def single(self) -> tuple[EconomyRow, ...]:
        """What the state shown in detail does to each economy, the world as a whole left out."""
        return tuple(r for r in self.economies if r.state == self.shown and r.economy != WORLD)

    @property
    def chains(self) -> tuple[ChainRow, ...]:
        """What the case asks of the chains, a row for each question, window and economy."""
        return self.minerals.rows

    @property
    def chain_figures(self) -> tuple[BasisRow, ...]:
        """How many figures of each chain have a source, and how many nobody states."""
        return self.minerals.counts

    @property
    def assumptions(self) -> tuple[AssumptionRow, ...]:
        """The figures of the chains that nobody states."""
        return self.minerals.assumptions

    @cached_property
    def changing(self) -> tuple[str, ...]:
        """The ids of the states that differ from the benchmark."""
        moved = {row.state for row in self.economies if abs(row.welfare) > 1e-9}
        return tuple(state for state in self.titles if state in moved)

    @cached_property
    def digits(self) -> int:
        """Decimals of real income: enough for two figures of the home economy's, at least two."""
        return digits_for(max(abs(self.of(state, self.case.home).welfare) for state in self.titles))

    @cached_property
    def findings(self) -> tuple[str, ...]:
        """What the figures say, in sentences that hold whatever they are."""
        home, other = self.case.home, self.case.counterpart
        revenue = self.of(self.shown, other).revenue_change
        elsewhere = [
            f"{percent(self.of(state, home).welfare, self.digits)} ({self.titles[state]})"
            for state in self.changing
            if state != self.shown
        ]
        worst = sorted(self.single, key=lambda row: row.welfare)[:3]
        hit = [f"{names.the(r.economy)} {percent(r.welfare, self.digits)}" for r in worst]
        lost = min(self.single, key=lambda row: row.gain)
        whole = self.of(self.shown, WORLD)
        return (
            f"{self.titles[self.shown]}: {self._effect(home)}.",
            f"{_capital(self._effect(other))}. Its tariffs raise {billions(abs(revenue))} "
            f"{'more' if revenue >= 0 else 'less'} than before.",
            *(
                [f"{_capital(names.the(home))} in the other states: {listed(elsewhere)}."]
                if elsewhere
                else []
            ),
            f"Hardest hit in real income are {listed(hit)}; in dollars, "
            f"{names.the(lost.economy)}, {billions(lost.gain)} a year.",
            f"The world as a whole {_verb(whole.gain)} {billions(abs(whole.gain))} a year, "
            f"{percent(abs(whole.welfare), self.digits)[1:]} of its real income.",
        )

    def _effect(self, economy: str) -> str:
        row = self.of(self.shown, economy)
        size = percent(abs(row.welfare), self.digits)[1:]
        text = (
            f"{names.the(economy)} {_verb(row.welfare)} {size} of real income, "
            f"{billions(abs(row.gain))} a year"
        )
        if row.low is None or row.high is None:
            return text
        sure = "" if row.low * row.high > 0 else ", so even the sign is not sure"
        return f"{text} (all variants: {span(row.low, row.high, self.digits)}%{sure})"


def write_brief(
    case: "Case",
    world: "World",
    results: Results,
    variants: "xr.DataArray | None",
    *,
    elasticity: str,
    citations: tuple[str, ...],
    notes: tuple[str, ...],
) -> Brief:
    """Return the brief of a case from its equilibria and their variants."""
    home, counterpart = case.home, case.counterpart
    pairs = [(home, counterpart), (home, None), (counterpart, None)]
    return Brief(
        case=case,
        year=world.year,
        source=world.source,
        elasticity=elasticity,
        citations=citations,
        notes=notes,
        economies=effects.economies(results, variants),
        sectors=effects.sectors(results, home, counterpart),
        markets=effects.markets(results, counterpart, case.file.brief.markets),
        balances=effects.balances(results, pairs),
        duties=effects.duties(results, counterpart),
        certificates=effects.certificates(results),
        flows=effects.flows(results),
        variants=variants,
    )


def _verb(change: float) -> str:
    return "loses" if change < 0 else "gains"


def _capital(sentence: str) -> str:
    return sentence[0].upper() + sentence[1:]
