"""A case becomes a result.

``run`` reads a case, puts its law on the world for every state, solves each, and asks how far the
answers move with what is not known (trade elasticities, treatment of the deficits). A `Study` is
finished and frozen; its methods only write it down.

Each state is a counterfactual: by exact hat algebra, the benchmark under another policy.
"""

import re
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import date as Date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cobden.base.errors import CobdenError
from cobden.base.showing import Displayed, Summary
from cobden.base.writing import write_text
from cobden.cases import Case, load
from cobden.cases.schema import PolicyState
from cobden.equilibrium import Result, prepare, solve
from cobden.measures import Enacted, Policy
from cobden.study.case_checks import check_case, enacted, refuse_idle
from cobden.study.case_law import law_of, place_of, policy_of, state_by_day, world_of
from cobden.study.progress import Progress, quiet
from cobden.study.variants import Variants, after, solvers
from cobden.world.elasticities import DEFAULT, SETS
from cobden.world.world import World

if TYPE_CHECKING:
    import xarray as xr

    from cobden.draws import Ensemble
    from cobden.report.brief import Brief
    from cobden.report.commodities import Minerals
    from cobden.report.line_tables import ProductLineRow
    from cobden.report.notebook_charts import BriefCharts
    from cobden.report.people_tables import CasePeople
    from cobden.report.timing_tables import PackageYears
    from cobden.report.year_tables import CaseYears
    from cobden.study.commodity_questions import CommodityAnswer
    from cobden.study.negotiation import Negotiation
    from cobden.study.precedents import DealsOnWorld
    from cobden.talks.several_deals import SeveralDeals
    from cobden.talks.talks import Talks


@dataclass(frozen=True, eq=False, repr=False)
class Study(Displayed):
    """A case and everything computed for it.

    ``laws`` and ``states`` map the id of each state to its law and its equilibrium; ``variants``
    [state, elasticity, deficits, economy] is the change of real income in per cent under every
    elasticity set and treatment of the deficits, groups of the case after the economies (None if
    they were left out); ``draws`` an ensemble of the state that the brief shows in detail (None if
    none was made; see `cobden.study.uncertainty`), ``years`` the path of that state (None if it was
    not asked for; see ``with_years``).

    >>> import cobden as cb
    >>> study = cb.run('japan-us-2025', variants=False)
    >>> float(study.states['june'].welfare.sel(economy='JPN')) < 0
    True
    """

    case: Case
    world: World
    policy: Policy
    laws: Mapping[str, Enacted[Any]]
    states: Mapping[str, Result]
    variants: "xr.DataArray | None"
    draws: "Ensemble | None" = None
    years: "CaseYears | None" = None

    def _summary(self) -> Summary:
        sides = (self.case.home, self.case.counterpart)
        return Summary(
            f"Study of {self.case.name}: {len(self.states)} states",
            (
                (
                    "world",
                    f"{len(self.world.economies)} economies, {len(self.world.sectors)} sectors",
                ),
                ("ranges", "not drawn" if self.draws is None else "drawn"),
            ),
            ("change of real income, %", *sides),
            tuple(
                (name, *(self._moved(result, side) for side in sides))
                for name, result in self.states.items()
            ),
        )

    def _moved(self, result: Result, side: str) -> str:
        """The change of real income of an economy; a group of the case has a table in the brief."""
        return (
            re.sub(r"^[+-](0\.00)$", r"\1", f"{float(result.welfare.sel(economy=side)):+.2f}")
            if side in self.world.economies
            else "see the brief"
        )

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """What a reader should know of the law of each state, and of what it tells apart."""
        of_law = (note for one in self.laws.values() for note in one.law.notes)
        apart = self.states[self._shown.id].certificate.told_apart
        return tuple(dict.fromkeys([*of_law, *(f"{words}." for words in apart)]))

    @cached_property
    def brief(self) -> "Brief":
        """The case's answers as tables and sentences."""
        from cobden.report.brief import write_brief
        from cobden.report.spread import spread_of

        brief = write_brief(
            self.case,
            self.world,
            self.laws,
            self.states,
            self.variants,
            elasticity=self.case.file.model.elasticity or DEFAULT,
            citations=tuple(f"{name}: {known.citation}" for name, known in SETS.items()),
            notes=self.notes,
        )
        brief = replace(
            brief, minerals=self._minerals(), people=self.people, products=self._products()
        )
        if self.years is not None:
            brief = replace(brief, case_years=self.years)
        if self.draws is None:
            return brief
        return replace(brief, spread=spread_of(self.case, self.draws))

    @cached_property
    def people(self) -> "CasePeople":
        """Who pays, in the first party of whose households or places something is known."""
        from cobden.study.case_people import people_shown

        return people_shown(self.case, self.states[self._shown.id], self._shown)

    def _products(self) -> "tuple[ProductLineRow, ...]":
        """What importers with products buy from each party, line by line, in the state shown."""
        from cobden.report.line_tables import product_rows
        from cobden.study.product_lines import largest

        result, rows = self.states[self._shown.id], []
        for trade in self.world.products:
            told = result.by_product(trade.importer)
            for party in self.case.parties:
                whose = [self.world.economies[i] for i in self.world.positions(party.economy)]
                whose = [name for name in whose if name != trade.importer]
                if whose:
                    lines = largest(told, whose, len(trade.codes))
                    rows += product_rows(trade.importer, party.economy, lines)
        return tuple(rows)

    @cached_property
    def chains(self) -> "tuple[CommodityAnswer, ...]":
        """What the case asks of the commodity chains: as kept beside it, or solved now."""
        from cobden.study.commodity_questions import answers
        from cobden.study.saved_answers import kept

        return kept(self.case.folder).answers or answers(self.case.folder)

    def with_years(
        self, progress: Progress | None = None, *, by: str = "year", draws: int = 0, seed: int = 0,
        store: Path | None = None,
    ) -> "Study":  # fmt: skip
        """Return the study with the years of the state that its brief shows, or ``by`` quarter.

        ``draws`` of what is uncertain give them ranges, kept in the folder ``store``; the same
        call goes on where an earlier one was stopped.
        """
        from cobden.measures.dated_law import BENCHMARK
        from cobden.report.year_tables import MOST
        from cobden.study.case_years import Drawn, case_years

        state, base = self._shown, self.case.file.world.day or BENCHMARK
        law, dated = self.laws[state.id], state_by_day(self.case, self.policy, state)
        parties = [party.economy for party in self.case.parties]
        drawn = None
        if draws:
            folder = store or Path("output") / self.case.name / f"years-{by}-{seed}"
            drawn = Drawn(draws, seed, folder, tuple(parties[:MOST]))
        groups = [name for name in parties if name not in self.world.economies]
        years = case_years(
            self.world, state, law, dated, base, progress, drawn, by=by, groups=groups
        )
        return replace(self, years=years)

    def _minerals(self) -> "Minerals":
        """The kept answers for the brief, which does not wait for chains to be solved."""
        from cobden.report.commodities import Minerals, commodity
        from cobden.study.saved_answers import kept

        found = kept(self.case.folder)
        parties = tuple(party.economy for party in self.case.parties)
        told = tuple(
            commodity(
                answer.question.title,
                f"{answer.question.chain}: {answer.question.scenario}, beside "
                f"{answer.question.against}",
                answer.question.note,
                answer.change,
                {window.title: answer.monthly(window) for window in answer.question.windows},
                parties,
                answer.ranges,
            )
            for answer in found.answers
        )
        return Minerals(told, found.basis, found.missing)

    @cached_property
    def talks(self) -> "Talks":
        """The talks of the case, solved, on the day of the state that its brief shows."""
        return self.talks_on(self.talks_day)

    @property
    def talks_day(self) -> Date:
        """The day of the state that the brief shows."""
        return self._shown.on

    @property
    def _shown(self) -> PolicyState:
        """The state that the brief shows in detail."""
        return next(s for s in self.case.states if s.id == self.case.file.brief.state)

    def talks_on(self, day: Date, progress: Progress | None = None) -> "Talks":
        """Return the talks on a day, every package solved under the law of that day.

        What the state of the brief adds to the law and drops from it (rows of ``measures.csv``
        among them) holds on that day too. Raises ``InputError`` where the case has no
        ``talks.yaml``.
        """
        from cobden.study.negotiation import negotiate

        others = [
            (f"{name}, {closure.name}", self.world.with_elasticity(name), closure)
            for name in SETS
            for closure in self.case.closures
        ]
        idle = day != self._shown.on  # the table is that of the brief's day
        return negotiate(self._setting(day), variants=others, progress=progress, idle=idle)

    def _setting(self, day: Date) -> "Negotiation":
        """Return the case's table set on its world, under the law of a day."""
        from cobden.study.negotiation import Negotiation, read_table

        table = read_table(self.case.folder)
        law = law_of(self.case, self.policy, self._shown.model_copy(update={"on": day}))
        known = self.laws[self._shown.id] if day == self._shown.on else None
        wedges = law.wedges(self.world) if known is None else known.wedges
        setting = Negotiation(table, self.world, law, wedges, self.laws)
        return setting.under(self.world, self.case.closure)

    def talks_with(
        self, talks: "Talks", counterparts: Sequence[str], progress: Progress | None = None
    ) -> "SeveralDeals":
        """Return what becomes of ``talks`` when their first party bargains with others beside.

        ``counterparts`` name deals of the case's ``precedents.yaml``.
        """
        from cobden.study.counterparts import with_counterparts
        from cobden.study.precedents import read_precedents

        known, setting = read_precedents(self.case.folder), self._setting(talks.on)
        return with_counterparts(talks, setting, known, counterparts, progress or quiet)

    def package_years(
        self, talks: "Talks", package: str, progress: Progress | None = None
    ) -> "PackageYears":
        """Return what a package of the talks is worth on the path, by its timing.

        At once, a year later, for two years, taken back, and no deal by the day on which the talks
        break down. Raises as ``timings`` of `cobden.study.deal_years` does.
        """
        from cobden.study import package_years

        return package_years.package_years(
            self._setting(talks.on), package, package, deadline=talks.breakdown,
            progress=progress or quiet,
        )  # fmt: skip

    def precedents(self, day: Date) -> "DealsOnWorld":
        """Return the other deals that the case compares itself with, on the law of a day."""
        from cobden.study.precedents import DealsOnWorld, read_precedents

        return DealsOnWorld(read_precedents(self.case.folder), self.world, self.policy, day)

    @property
    def charts(self) -> "BriefCharts":
        """The brief's charts as Altair charts, for a notebook: ``study.charts.real_income()``."""
        from cobden.report.notebook_charts import BriefCharts

        return BriefCharts(self.brief)

    def write_html(self, path: str | Path) -> Path:
        """Write the brief as one self-contained page and return its path."""
        from cobden.report.brief_page import page

        return write_text(Path(path), page(self.brief))

    def write_exports(self, *paths: str | Path) -> list[Path]:
        """Write the brief as Word (.docx), PowerPoint (.pptx) or Excel (.xlsx); return the paths.

        Raises ``InputError`` for another ending, or without the extra ``cobden[office]``.
        """
        from cobden.report.exports import write_exports

        return write_exports(self.brief, [Path(path) for path in paths])

    def write_tables(self, folder: str | Path) -> list[Path]:
        """Write every table of the brief as CSV and Parquet, and return the paths."""
        from cobden.report.table_files import write_tables

        return write_tables(self.brief, Path(folder))


def run(
    case: str | Path | Case, *, variants: bool = True, progress: Progress | None = None
) -> Study:
    """Compute the case called ``case`` (a bundled name, a folder, or a loaded case).

    ``variants=False`` leaves out the ranges. ``progress`` is told (what, done, of).

    Raises ``InputError`` for a case that cannot be right, ``NotConverged`` if a state has no
    equilibrium that meets the tolerance.

    >>> import cobden as cb
    >>> study = cb.run('japan-us-2025', variants=False)
    >>> list(study.states)[:2]
    ['before', 'june']
    """
    told = progress or quiet
    case = case if isinstance(case, Case) else load(case)
    world = world_of(case)
    check_case(case, world)
    policy = policy_of(case)
    for state in case.states:
        refuse_idle(case, policy, state)
    laws: dict[str, Enacted[Any]] = {}
    with solvers() as pool:
        ready = pool.submit(prepare, world, case.closure)
        over = Variants(case, world, pool, ready) if variants else None
        solved: dict[str, Future[Result]] = {}
        for number, state in enumerate(case.states):
            told(state.title, number, len(case.states))
            law = laws[state.id] = enacted(case, policy, state, world)
            solved[state.id] = pool.submit(after, ready, _solved, case, state, world, law)
            if over:
                over.ask(state.id, law)
        results = {name: one.result() for name, one in solved.items()}
        found = None if over is None else over.found(results, told)
    return Study(case, world, policy, laws, results, found)


def _solved(case: Case, state: PolicyState, world: World, law: Enacted[Any]) -> Result:
    """Return the equilibrium of a state; what is wrong with its instruments names it."""
    try:
        return solve(world, law, deficits=case.closure)
    except CobdenError as fault:
        if not law.law.instruments:
            raise
        where = f"{place_of(case, state)}: {fault.where}"
        raise type(fault)(fault.what, where=where, remedy=fault.remedy) from None
