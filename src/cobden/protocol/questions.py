"""What can be asked through the protocol: each answer a plain value with what it rests on.

Every answer holds ``schema_version``; what is solved carries its certificate, real incomes their
range over elasticity sets and treatments of deficits, and figures their sources. Nothing outside
the folder of cases is read, and nothing is written anywhere.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cobden.base.closures import CLOSURES
from cobden.base.errors import CobdenError, InputError, shown
from cobden.base.machine_readable import SCHEMA_VERSION
from cobden.measures import Policy, Tariff, rate_on
from cobden.world import World
from cobden.world.elasticities import SETS

if TYPE_CHECKING:
    from cobden.base.closures import Closure
    from cobden.equilibrium import Result
    from cobden.measures import Law
    from cobden.study import Study

Answer = dict[str, Any]


@dataclass(frozen=True)
class Questions:
    """Questions about Cobden's own cases and those in ``folder``.

    >>> from pathlib import Path
    >>> from cobden.protocol import Questions
    >>> Questions(Path('cases')).rate('USA', 'JPN', '870323', '2025-06-05')['all_in_pct']
    27.5
    """

    folder: Path

    def cases(self) -> Answer:
        """List the cases that can be asked about, with their titles, questions and states."""
        from cobden.cases import load
        from cobden.cases.load import bundled

        names = [*bundled(), *(path.parent.name for path in self.folder.glob("*/case.yaml"))]
        found = []
        for name in dict.fromkeys(names):
            try:
                case = load(self._place(name))
            except CobdenError as fault:
                found.append({"name": name, "fault": str(fault)})
                continue
            states = [{"id": s.id, "title": s.title, "on": str(s.on)} for s in case.states]
            found.append(
                {"name": name, "title": case.file.title, "question": case.file.question,
                 "states": states, "has_talks": case.has_talks}
            )  # fmt: skip
        return _answer(cases=found)

    def rate(self, importer: str, exporter: str, product: str, day: str = "") -> Answer:
        """Give the tariff of an importer on an exporter's product, layer by layer with sources.

        ``product`` is an HS code of 2 to 10 digits, ``day`` YYYY-MM-DD (without it today, or
        the last day that is known). A rate that is not known is null, with the reason among the
        notes.
        """
        return _answer(**rate_on(Policy.load(), importer, exporter, product, day or None).as_json())

    def solve(
        self,
        tariffs: list[dict[str, Any]],
        law_on: str = "",
        economies: list[str] | None = None,
        elasticity: str = "U4",
        deficits: str = "world_share",
    ) -> Answer:
        """Compute what tariffs do to every economy, in the long run and general equilibrium.

        Each tariff: ``by`` and ``on`` (economies or groups), ``goods`` (a sector such as C29, HS
        codes, or all), ``rate`` (0.25 is 25%), and for codes on importers other than the United
        States ``share``. With ``law_on`` (YYYY-MM-DD) they come on top of the law of that day.
        Real income in % of the benchmark (2022), with the least and the most over eight sets of
        elasticities and four treatments of trade deficits; billion USD a year.
        """
        added = [_tariff(row, number, law_on) for number, row in enumerate(tariffs, 1)]
        policy = Policy.load() + added if law_on else Policy(added)
        law = policy.on(law_on or "2025-06-05")
        world = _world(elasticity)
        central = _solved(world, law, deficits)
        asked = economies or ["USA", "CHN", "JPN", "DEU", "MEX", "CAN", "KOR"]
        places = [world.economies[world.economy_index(name)] for name in asked]
        every = [_solved(_world(name), law, closure) for name in SETS for closure in CLOSURES]
        rows = {}
        for place in places:
            values = [float(one.welfare.sel(economy=place)) for one in every]
            rows[place] = {
                "real_income_pct": float(central.welfare.sel(economy=place)),
                "low_pct": min(values),
                "high_pct": max(values),
                "gain_billion_usd": float(central.equivalent_variation.sel(economy=place)),
                "tariff_revenue_billion_usd": float(central.tariff_revenue.sel(economy=place)),
            }
        return _answer(
            economies=rows,
            world_gain_billion_usd=float(central.equivalent_variation.sum()),
            certificate=_certificate(central),
            model="Caliendo & Parro (2015), long run, exact changes",
            elasticity=elasticity,
            deficits=deficits,
            range_over=f"{len(SETS)} elasticity sets, {len(CLOSURES)} treatments of deficits",
            source=world.source,
        )

    def case(self, name: str, state: str = "") -> Answer:
        """Give a case's brief: findings, the parties' figures by state, facts and certificates."""
        from cobden.report.table_files import as_records

        brief = self._study(name).brief
        told = as_records(brief)
        parties = {party.economy for party in brief.case.parties} | {"WORLD"}
        wanted = state or None
        kept = ("title", "question", "shown", "states", "findings", "notes", "facts", "source",
                "elasticity", "deficits", "certificates", "units")  # fmt: skip
        rows = [
            row
            for row in told["economies"]
            if row["economy"] in parties and wanted in (None, row["state"])
        ]
        if not rows:
            raise InputError(f"the case has no state '{shown(state)}'.", where="state")
        return _answer(**{key: told[key] for key in kept}, economies=rows)

    def compare(self, name: str, one: str, other: str) -> Answer:
        """Set two states of a case side by side: real income and dollars of each, difference."""
        brief = self._study(name).brief
        known = {state.id for state in brief.case.states}
        for state in (one, other):
            if state not in known:
                raise InputError(
                    f"the case has no state '{shown(state)}'.",
                    where="compare",
                    remedy=f"It has: {', '.join(sorted(known))}.",
                )
        rows = {}
        for party in brief.case.parties:
            first, second = (brief.of(state, party.economy) for state in (one, other))
            rows[party.economy] = {
                one: {"real_income_pct": first.welfare, "low": first.low, "high": first.high,
                      "gain_billion_usd": first.gain},
                other: {"real_income_pct": second.welfare, "low": second.low, "high": second.high,
                        "gain_billion_usd": second.gain},
                "difference_billion_usd": second.gain - first.gain,
            }  # fmt: skip
        worst = max(row.residual for row in brief.certificates)
        return _answer(economies=rows, certificate={"largest_residual": worst},
                       source=brief.source)  # fmt: skip

    def talks(self, name: str, day: str = "", package: str = "") -> Answer:
        """Give what is on a case's table: worths, odds of signature, the Nash package.

        Weights are assumptions of the table, drawn over for the odds. Takes about half a minute.
        """
        from cobden.base.dates import parse_date
        from cobden.report.talks_words import as_record, basis, caveats

        study = self._study(name)
        shown_day = next(s.on for s in study.case.states if s.id == study.case.file.brief.state)
        table = study.talks_on(parse_date(day, where="day") if day else shown_day)
        chosen = package or list(table.table.packages)[-1]
        table.package(chosen)
        return _answer(
            **as_record(table, chosen), caveats=caveats(table, chosen), rests_on=basis(table)
        )

    def read(self, report: str, published: str = "") -> Answer:
        """Read a report in the folder: who claims what, what agrees, and what cannot be right."""
        from cobden.base.dates import parse_date
        from cobden.evidence.source_files import read_all
        from cobden.study.known_facts import knowledge

        day = parse_date(published, where="published") if published else None
        found = read_all([self._inside(report)], knowledge(), published=day)
        claims = [claim.model_dump(mode="json") for claim in found.claims]
        return _answer(claims=claims, unread=[str(one) for one in found.unread])

    def _study(self, name: str) -> "Study":
        return _study(str(self._place(name)))

    def _place(self, name: str) -> Path | str:
        """Return a case: the name of one that comes with Cobden, or a folder in the folder."""
        from cobden.cases.load import bundled

        return name if name in bundled() else self._inside(name)

    def _inside(self, name: str) -> Path:
        """Return what is called ``name`` in the folder; refuse what leads out of it."""
        root = self.folder.resolve()
        path = (root / name).resolve()
        if path == root or not path.is_relative_to(root):
            raise InputError(
                f"'{shown(name)}' is not in the folder of cases.",
                where="folder",
                remedy="Name a case or a report in the folder with which cobden mcp was started.",
            )
        if not path.exists():
            raise InputError(
                f"there is no '{shown(name)}' in the folder of cases.",
                where="folder",
                remedy="Ask for the list: cases.",
            )
        return path


def _answer(**values: Any) -> Answer:
    return {"schema_version": SCHEMA_VERSION, **values}


def _tariff(row: dict[str, Any], number: int, law_on: str) -> Tariff:
    """Return a tariff asked about, in force on the day of the law."""
    given: dict[str, Any] = {
        "id": f"asked-{number}", "authority": "hypothetical", "source": "the question",
        "start": law_on or "2025-06-05", "in_benchmark": False,
    }  # fmt: skip
    return Tariff(**(given | row))


def _certificate(result: "Result") -> Answer:
    certificate = result.certificate
    return {"largest_residual": float(certificate.largest), "cautions": [*certificate.cautions]}


@lru_cache(maxsize=len(SETS))
def _world(elasticity: str) -> World:
    return World.load(elasticity)


def _solved(world: World, law: "Law", deficits: "str | Closure") -> "Result":
    from cobden.equilibrium import solve

    return solve(world, law, deficits=deficits)


@lru_cache(maxsize=4)
def _study(case: str) -> "Study":
    from cobden import study

    return study.run(case)
