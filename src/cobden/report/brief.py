"""What a brief says, as rows and sentences; the terminal and the page only set it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from cobden.base.economies import group
from cobden.report import brief_rows, names
from cobden.report.brief_rows import (
    WORLD,
    BalanceRow,
    CertificateRow,
    DutyRow,
    EconomyRow,
    Results,
    SectorRow,
    ShareRow,
)
from cobden.report.commodities import AssumptionRow, BasisRow, ChainRow, Minerals
from cobden.report.held import held
from cobden.report.instruments import InstrumentRow, finding, instruments
from cobden.report.line_tables import ProductLineRow
from cobden.report.people_tables import (
    CasePeople,
    GroupEffectRow,
    HitRow,
    JobRow,
    KnownPriceRow,
    PlaceEffectRow,
    RegionRow,
)
from cobden.report.pledges import PledgeRow, pledges
from cobden.report.pledges import finding as pledged
from cobden.report.reach import ReachRow, reach
from cobden.report.words import billions, digits_for, listed, percent, size, span
from cobden.report.year_tables import CaseYears, YearRow

if TYPE_CHECKING:
    import xarray as xr

    from cobden.cases import Case
    from cobden.measures import Enacted
    from cobden.report.spread import Spread
    from cobden.world import World


@dataclass(frozen=True, eq=False)
class Brief:
    """A case's answers, complete.

    ``variants`` [state, elasticity, deficits, economy] is the change of real income in per cent
    (None: not asked for), ``flows`` [state, importer, exporter] goods sold in billions of dollars,
    ``spread`` the ranges of an ensemble of draws (None: none made), ``minerals`` what the case
    asks of the commodity chains, ``case_years`` the path of the state shown (empty: not asked for),
    ``products`` what importers buy line by line in the state shown (empty: not told apart),
    ``people`` who pays in it, in an economy of whose households or places something is known,
    ``cautions`` why figures of a state may be the model's alone, ``held`` what states add that the
    benchmark holds already.
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
    instruments: tuple[InstrumentRow, ...]
    reach: tuple[ReachRow, ...]
    pledges: tuple[PledgeRow, ...]
    flows: "xr.DataArray"
    variants: "xr.DataArray | None"
    spread: "Spread | None" = None
    minerals: Minerals = field(default_factory=Minerals)
    case_years: CaseYears = field(default_factory=CaseYears)
    people: CasePeople = field(default_factory=CasePeople)
    products: tuple[ProductLineRow, ...] = ()
    cautions: tuple[str, ...] = ()
    held: tuple[str, ...] = ()

    @property
    def deficits(self) -> str:
        """The treatment of the trade deficits in the central figures."""
        return self.case.closure.name

    @cached_property
    def closures(self) -> dict[str, str]:
        """What each treatment of the trade deficits does to them, the ranges' and its own."""
        return {closure.name: closure.title for closure in self.case.closures}

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
        """Return what a state does to an economy, a group of the case, or the ``WORLD``."""
        return self._rows[state, economy]

    @cached_property
    def single(self) -> tuple[EconomyRow, ...]:
        """What the state shown in detail does to each economy, groups and the world left out."""
        together = {WORLD, *self.groups}
        shown = (row for row in self.economies if row.state == self.shown)
        return tuple(row for row in shown if row.economy not in together)

    @cached_property
    def groups(self) -> dict[str, tuple[str, ...]]:
        """The groups among the parties, each with its members that the world shows apart."""
        known = set(self.flows.exporter.values.tolist())
        return {
            name: tuple(code for code in group(name) or () if code in known)
            for name in self.case.groups
        }

    @cached_property
    def levying(self) -> tuple[str, ...]:
        """The counterpart, and the home economy where its own duties change in some state."""
        home = self.case.home
        acts = any(
            abs(row.after - row.before) > 1e-9 for row in self.duties if row.importer == home
        )
        return (self.case.counterpart, *([home] if acts else []))

    def apart(self, codes: Iterable[str]) -> list[str]:
        """Return ``codes`` without the members of the case's groups, unless parties themselves."""
        parties = {party.economy for party in self.case.parties}
        inside = {code for members in self.groups.values() for code in members} - parties
        return [code for code in codes if code not in inside]

    def origins(self, importer: str, sector: str) -> list[ShareRow]:
        """Return the origins of a market in the state shown; groups in place of their members."""
        place = (self.shown, importer, sector)
        inside = {code for members in self.groups.values() for code in members}
        rows = [r for r in self.markets if (r.state, r.importer, r.sector) == place]
        return [row for row in rows if row.origin not in inside]

    def sold(self, exporter: str, importer: str) -> dict[str, float]:
        """Return goods sold by state and at the "benchmark", billion dollars.

        Those of groups are summed; what an economy sells to itself is left out.
        """
        at = {str(name): place for place, name in enumerate(self.flows.exporter.values)}
        sellers, buyers = (
            [at[code] for code in self.groups.get(name, (name,))] for name in (exporter, importer)
        )
        abroad = np.not_equal.outer(buyers, sellers)
        found = self.flows.values[:, buyers][:, :, sellers] * abroad
        states = self.flows.state.values.tolist()
        return dict(zip(states, found.sum(axis=(1, 2)).tolist(), strict=True))

    @property
    def years(self) -> tuple[YearRow, ...]:
        """The years of the state shown, by economy and mechanisms; none where not asked for."""
        return self.case_years.rows

    @property
    def households(self) -> tuple[GroupEffectRow, ...]:
        """What the state shown does to groups of households, under each rule for revenue."""
        return self.people.groups

    @property
    def known_prices(self) -> tuple[KnownPriceRow, ...]:
        """What it does to prices that people know."""
        return self.people.prices

    @property
    def places(self) -> tuple[PlaceEffectRow, ...]:
        """What it does to places."""
        return self.people.places

    @property
    def regions(self) -> tuple[RegionRow, ...]:
        """What it does to places as regions of the equilibrium, where trade between is known."""
        return self.people.regions

    @property
    def hits(self) -> tuple[HitRow, ...]:
        """Whose exports the answers of the others hit."""
        return self.people.hits

    @property
    def jobs(self) -> tuple[JobRow, ...]:
        """What it does to jobs by sector."""
        return self.people.jobs

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

    @property
    def digits(self) -> int:
        """Decimals of real income in the state shown, and in what is about it alone."""
        return self.digits_in(self.shown)

    def digits_in(self, state: str) -> int:
        """Decimals of real income in a state: those of the home economy's."""
        return self.of(state, self.case.home).digits

    @cached_property
    def money_digits(self) -> int:
        """Decimals of billions of dollars: two figures of both sides' gains, one to three."""
        sides = (self.case.home, self.case.counterpart)
        gains = [abs(self.of(self.shown, side).gain) for side in sides]
        return min(3, digits_for(min(gains), least=1))

    @cached_property
    def losing(self) -> tuple[EconomyRow, ...]:
        """The economies whose loss of real income the decimals show, the hardest hit first."""
        return self._ranked(-1)

    @cached_property
    def winning(self) -> tuple[EconomyRow, ...]:
        """The economies whose gain of real income the decimals show, the largest first."""
        return self._ranked(1)

    def _ranked(self, sign: int) -> tuple[EconomyRow, ...]:
        shown = (row for row in self.single if sign * round(row.welfare, self.digits) > 0)
        return tuple(sorted(shown, key=lambda row: -sign * row.welfare))

    @cached_property
    def losing_money(self) -> tuple[EconomyRow, ...]:
        """The economies whose loss in dollars the decimals show, the largest first."""
        shown = (row for row in self.single if round(row.gain, self.money_digits) < 0)
        return tuple(sorted(shown, key=lambda row: row.gain))

    @cached_property
    def hit(self) -> tuple[SectorRow, ...]:
        """The home's goods whose value added falls visibly in the state shown, most first."""
        rows = (r for r in self.sectors if r.state == self.shown and r.goods)
        shown = (row for row in rows if round(row.value_added_change, 2) < 0)
        return tuple(sorted(shown, key=lambda row: row.value_added_change))

    @cached_property
    def findings(self) -> tuple[str, ...]:
        """What the figures say, in sentences that hold whatever they are."""
        home, other = self.case.home, self.case.counterpart
        if self.shown not in self.changing:
            nothing = (
                f"{self.titles[self.shown]}: nothing changes, for {names.the(home)} or others."
            )
            return (nothing, *self.held, *self._elsewhere(home))
        revenue, raised = self.of(self.shown, other).revenue_change, self.sources_of_revenue
        whole, digits = self.of(self.shown, WORLD), self.money_digits
        return (
            f"{self.titles[self.shown]}: {self._effect(home)}.",
            f"{_capital(self._effect(other))}. Its {raised} raise {billions(abs(revenue), digits)} "
            f"{'more' if revenue >= 0 else 'less'} than before.",
            *self._elsewhere(home),
            *self._hardest(),
            *filter(None, [finding(r for r in self.instruments if r.state == self.shown)]),
            *filter(None, map(self._pledged, (home, other))),
            *(self._within(name) for name in (home, other) if name in self.groups),
            f"The world as a whole {_verb(whole.gain)} {billions(abs(whole.gain), digits)} a year, "
            f"{size(whole.welfare, self.digits)} of its real income.",
            *self.held,
        )

    def _elsewhere(self, home: str) -> list[str]:
        """Say what the other states do to the home economy."""
        found = [
            f"{percent(self.of(state, home).welfare, self.digits_in(state))} ({self.titles[state]})"
            for state in self.changing
            if state != self.shown
        ]
        if not found:
            return []
        return [f"{_capital(names.the(home))} in the other states: {listed(found)}."]

    def _hardest(self) -> list[str]:
        """Say who is hit hardest, where the decimals show a loss."""
        hit = [f"{names.the(r.economy)} {percent(r.welfare, self.digits)}" for r in self.losing[:3]]
        if not hit:
            return []
        lost = min(self.single, key=lambda row: row.gain)
        return [
            f"Hardest hit in real income {'are' if hit[1:] else 'is'} {listed(hit)}; in "
            f"dollars, {names.the(lost.economy)}, {billions(lost.gain, self.money_digits)} a year."
        ]

    @cached_property
    def sources_of_revenue(self) -> str:
        """What tariff revenue is made of: instruments add rents and take subsidies off."""
        return "tariffs, rents and subsidies" if self.instruments else "tariffs"

    def _pledged(self, investor: str) -> str:
        row = self.of(self.shown, investor)
        mine = (r for r in self.pledges if (r.state, r.investor) == (self.shown, investor))
        return pledged(mine, abs(100 * row.gain / row.welfare) if row.welfare else float("inf"))

    def _within(self, name: str) -> str:
        members = [row for row in self.single if row.economy in self.groups[name]]
        ends = (f(members, key=lambda row: row.welfare) for f in (min, max))
        low, high = (f"{percent(r.welfare, self.digits)} ({names.the(r.economy)})" for r in ends)
        return f"Within {names.the(name)} the change of real income goes from {low} to {high}."

    def _effect(self, economy: str) -> str:
        row = self.of(self.shown, economy)
        digits = row.digits
        text = (
            f"{names.the(economy)} {_verb(row.welfare)} {size(row.welfare, digits)} of real "
            f"income, {billions(abs(row.gain), self.money_digits)} a year"
        )
        if row.low is None or row.high is None:
            return text
        sure = "" if row.low * row.high > 0 else ", so even the sign is not sure"
        return f"{text} (all variants: {span(row.low, row.high, digits)}%{sure})"


def write_brief(
    case: "Case",
    world: "World",
    laws: "Mapping[str, Enacted]",
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
        economies=brief_rows.economies(results, variants, case.groups),
        sectors=brief_rows.sectors(results, home, counterpart),
        markets=tuple(
            row
            for buyer in (counterpart, home)
            for row in brief_rows.markets(results, buyer, case.file.brief.markets, case.groups)
        ),
        balances=brief_rows.balances(results, pairs),
        duties=tuple(
            row
            for buyer in (counterpart, home)
            for row in brief_rows.duties(results, buyer, case.groups)
        ),
        certificates=brief_rows.certificates(results),
        cautions=brief_rows.cautions(case, results),
        held=held(case, laws),
        instruments=instruments(laws, results),
        reach=reach(laws),
        pledges=pledges(laws, world),
        flows=brief_rows.flows(results),
        variants=variants,
    )


def _verb(change: float) -> str:
    return "loses" if change < 0 else "gains"


def _capital(sentence: str) -> str:
    return sentence[0].upper() + sentence[1:]
