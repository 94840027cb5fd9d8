"""What a page needs to know of a case before anything is solved: its parts, levers and timeline."""

from cobden import study
from cobden.cases import bundled
from cobden.live import models
from cobden.live.levers import (
    ITEM,
    item_lever,
    law_lever,
    on_day,
    weight_lever,
)
from cobden.live.scenario import Bench
from cobden.report import names
from cobden.report.brief import CLOSURES
from cobden.talks.table import Table
from cobden.world.elasticities import DEFAULT, SETS

WHY = {
    "world_share": "Transfers stay the same part of the world's value added: the usual choice.",
    "own_share": "Each economy's transfer stays the same part of its own value added.",
    "dollar": "Transfers stay the same in dollars deflated by US consumer prices.",
    "purged": "The benchmark is first solved without any transfer, and effects measured from that.",
}
WORDS = {
    "real income": "What an economy can buy with all it earns, tariff revenue included, relative "
    "to the benchmark; its change in money is what people would pay to avoid the change.",
    "balance": "Exports minus imports between two economies, before duty.",
    "tariff": "A duty on imports, in per cent of their value at the border.",
    "on top": "Added to the ordinary duty that everybody pays.",
    "all-in": "The ordinary duty and everything on top of it together.",
    "reciprocal": "The rates of April 2025 on most goods of nearly every partner.",
    "suspended": "Ordered, but not collected for the time being.",
    "frontier": "Packages that cannot be changed to please one side more without pleasing the "
    "other less.",
    "zone": "Packages that leave both sides better off than going on without a deal.",
    "payoff": "What a package is worth to a side, in billions of dollars a year, all that it minds "
    "weighed together.",
    "principal": "A person who decides for a side, or has a say in it.",
    "trade elasticity": "By how many per cent spending shifts from one supplier to another when "
    "its price changes by one per cent.",
    "closure": "What is assumed of trade deficits, which the model takes as given.",
    "range": "The answers under all published sets of elasticities and all treatments of the "
    "deficits.",
    "certificate": "The proof that an answer solves the equations: how far each condition is from "
    "holding.",
    "benchmark": "The world of 2022 with the tariffs of 1 January 2025, from which all changes are "
    "measured.",
}


def case_info(bench: Bench) -> models.CaseInfo:
    """Return all that a page needs to draw its controls."""
    case, world, usual = bench.case, bench.grounds.world, bench.grounds.usual
    table, law = bench.grounds.table, bench.grounds.law(usual.on, usual.state)
    levers = [law_lever(lever, law) for lever in bench.laws.values()]
    levers += [item_lever(table, key) for key in table.items] if table else []
    levers += [weight_lever(table, lever) for lever in bench.weights.values()] if table else []
    goods = set(world.sectors) - set(world.services)
    return models.CaseInfo(
        case=case.name,
        cases=bundled(),
        title=case.file.title,
        question=case.file.question,
        on=usual.on,
        state=usual.state,
        dates=models.Dates(first=bench.first, last=bench.last),
        home=case.home,
        counterpart=case.counterpart,
        economies=[models.Economy(code=c, name=names.economy(c)) for c in world.economies],
        sectors=[
            models.Sector(code=c, name=names.sector(c), good=c in goods) for c in world.sectors
        ],
        markets=list(case.file.brief.markets),
        parties=_parties(bench),
        timeline=timeline(bench),
        states=[
            models.CaseState(id=s.id, title=s.title, on=s.on, note=s.note) for s in case.states
        ],
        packages=_packages(table) if table else [],
        levers=levers,
        elasticities=[
            models.Elasticity(
                id=name,
                title=known.note.split(";")[0],
                citation=known.citation,
                default=name == usual.elasticity,
            )
            for name, known in SETS.items()
        ],
        closures=[
            models.ClosureInfo(id=name, title=CLOSURES[name], why=WHY[name])
            for name in study.CLOSURES
        ],
        elasticity=usual.elasticity or DEFAULT,
        deficits=usual.deficits,
        talks=table is not None,
        words=WORDS,
        credit=f"{world.source}, {world.year}" if world.year else world.source,
    )  # fmt: skip


def _parties(bench: Bench) -> list[models.Party]:
    table = bench.grounds.table
    seats = {party.economy: key for key, party in table.parties.items()} if table else {}
    found = []
    for party in bench.case.parties:
        key = seats.get(party.economy)
        seated = table.parties[key].principals.items() if table and key else ()
        found.append(
            models.Party(
                id=party.economy,
                name=party.name or names.economy(party.economy),
                economy=party.economy,
                role=party.role,
                key=key,
                principals=[models.Named(id=name, title=who.title) for name, who in seated],
            )
        )
    return found


def _packages(table: Table) -> list[models.Package]:
    return [
        models.Package(
            id=key,
            title=key.replace("_", " ").capitalize(),
            levels={ITEM + item: level for item, level in levels.items()},
        )
        for key, levels in table.packages.items()
    ]


def timeline(bench: Bench) -> list[models.Moment]:
    """Return what happens when: the case's events, the clock of its talks, and the law's spans."""
    found = [
        models.Moment(
            date=event.date, until=None, title=event.event, kind="news", lever=None,
            sources=[source.citation for source in event.sources],
        )
        for event in bench.case.timeline
    ]  # fmt: skip
    table = bench.grounds.table
    for moment in table.clock if table else ():
        found.append(
            models.Moment(
                date=moment.on, until=None, title=moment.title, kind=moment.kind, lever=None,
                sources=[table.sources[name].citation for name in moment.sources] if table else [],
            )
        )  # fmt: skip
    home, other = bench.case.home, bench.case.counterpart
    for lever in bench.laws.values():
        if {home, other} != {lever.by, *lever.on}:
            continue
        for tariff in lever.tariffs:
            if tariff.end == tariff.start or tariff.start < bench.first:
                continue
            found.append(
                models.Moment(
                    date=tariff.start, until=tariff.end, lever=lever.id, kind="measure",
                    title=f"{lever.title}: {100 * tariff.rate:g}% {_mode(tariff.mode)}",
                    sources=[tariff.source],
                )
            )  # fmt: skip
    return sorted(found, key=lambda moment: (moment.date, moment.kind))


def _mode(mode: str) -> str:
    return {"floor": "all-in", "replace": "in place of the general rate"}.get(mode, "on top")


def standing(bench: Bench, scenario: models.Scenario) -> models.Standing:
    """Return where the law's levers stand on a scenario's day."""
    start = bench.start(scenario)
    law = bench.grounds.law(start.on, start.state)
    return on_day(bench.laws.values(), law, start.on, start.state)
