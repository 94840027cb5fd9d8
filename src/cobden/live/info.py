"""What a page needs to know of a case before anything is solved: its parts, levers and timeline."""

import re
from datetime import date as Date
from typing import Literal

from cobden.cases import bundled
from cobden.live.further_answers import people_known, products_known
from cobden.live.law_levers import LawLever
from cobden.live.levers import (
    ITEM,
    item_lever,
    law_lever,
    on_day,
    weight_lever,
)
from cobden.live.models.case_description import (
    CaseInfo,
    CaseState,
    ClosureInfo,
    Dates,
    Economy,
    Elasticity,
    LawStanding,
    Named,
    Package,
    PartyInfo,
    Sector,
    ShownOutcome,
    TimelineMoment,
)
from cobden.live.models.requests import Scenario
from cobden.live.prices import asked
from cobden.live.scenario import Bench
from cobden.outcomes import columns
from cobden.report import names
from cobden.report.words import listed
from cobden.talks.table import Table
from cobden.world.elasticities import DEFAULT, SETS

Kind = Literal["round", "deadline", "measure", "news"]
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
    "output": "How much of its good a sector makes, prices held still.",
    "trade flow": "What one economy sells to another, before duty, billion dollars a year.",
    "market share": "The part of what a buyer spends on a good that goes to one seller.",
    "tariff revenue": "What a government collects on imports in a year, ordinary duties included.",
    "price": "Of a good at a place; the dashed line is what it would have been otherwise.",
    "probability of signature": "How often a package is accepted when weights that nobody states "
    "are drawn from their ranges. Pivotal is whoever's consent decides.",
    "third party": "An economy that isn't at the table, loses sales by the package, and may "
    "answer with a duty of its own.",
    "dollars per household": "What dearer goods cost a household a year, for what it bought "
    "before; after all, its wages, property and its part of the revenue are in.",
    "products": "Each HS code is a good of its own in its sector, with its own duty and sellers.",
    "jobs": "Where people work, with total employment held: what one place gains another loses.",
    "years": "Capital, labour and trade move slowly, and money wages are slow to fall; changes are "
    "from a world without the law.",
    "benchmark": "The world of 2022 with the tariffs of 1 January 2025, from which all changes are "
    "measured.",
}


def case_info(bench: Bench) -> CaseInfo:
    """Return all that a page needs to draw its controls."""
    case, world, usual = bench.case, bench.starting_points.world, bench.starting_points.usual
    table, law = bench.starting_points.table, bench.starting_points.law(usual.on, usual.state)
    levers = [law_lever(lever, law) for lever in bench.laws.values()]
    levers += [item_lever(table, key) for key in table.items] if table else []
    levers += [weight_lever(table, lever) for lever in bench.weights.values()] if table else []
    return CaseInfo(
        case=case.name,
        cases=bundled(),
        title=case.file.title,
        question=case.file.question,
        on=usual.on,
        state=usual.state,
        dates=Dates(first=bench.first, last=bench.last),
        home=case.home,
        counterpart=case.counterpart,
        economies=[Economy(code=c, name=names.economy(c)) for c in world.economies],
        sectors=[
            Sector(code=c, name=names.sector(c), good=bool(good))
            for c, good in zip(world.sectors, world.goods, strict=True)
        ],
        outcomes=_outcomes(),
        markets=list(case.file.brief.markets),
        parties=_parties(bench),
        timeline=timeline(bench),
        states=[
            CaseState(id=s.id, title=s.title, on=s.on, note=s.note) for s in case.states
        ],
        packages=_packages(table) if table else [],
        groups=[Economy(code=name, name=names.economy(name)) for name in case.groups],
        levers=levers,
        elasticities=elasticities(bench),
        closures=[
            ClosureInfo(id=one.name, title=one.title, why=one.explanation)
            for one in case.closures
        ],
        elasticity=usual.elasticity or DEFAULT,
        deficits=usual.deficits,
        talks=table is not None,
        chains=bool(asked(case.folder)),
        people=people_known(bench) is not None,
        products=products_known(bench),
        words=WORDS,
        credit=f"{world.source}, {world.year}" if world.year else world.source,
    )  # fmt: skip


def _outcomes() -> list[ShownOutcome]:
    return [
        ShownOutcome(
            column=column, name=kind.name, title=kind.heading, unit=kind.unit,
            axes=list(kind.axes), change=kind.change, explained=kind.explained,
        )
        for column, kind in columns().items()
    ]  # fmt: skip


def elasticities(bench: Bench) -> list[Elasticity]:
    """Return the sets of trade elasticities that a scenario may choose from."""
    usual = bench.starting_points.usual.elasticity
    return [
        Elasticity(
            id=name,
            title=_authors(known.citation),
            citation=known.citation,
            why=known.note,
            default=name == usual,
        )
        for name, known in SETS.items()
    ]


def _authors(citation: str) -> str:
    """Return "Simonovska and Waugh (2014)" from a citation that begins with its authors."""
    head, _, year = citation.partition(" (")
    surnames = re.findall(r"(\w[\w' -]*), [A-Z]\.", head)
    if not surnames:
        return "This table itself"  # the estimate in sample, which nobody has published
    return f"{listed(surnames)} ({year[:4]})"


def _parties(bench: Bench) -> list[PartyInfo]:
    table = bench.starting_points.table
    seats = {party.economy: key for key, party in table.parties.items()} if table else {}
    found = []
    for party in bench.case.parties:
        key = seats.get(party.economy)
        seated = table.parties[key].principals.items() if table and key else ()
        found.append(
            PartyInfo(
                id=party.economy,
                name=party.name or names.economy(party.economy),
                economy=party.economy,
                role=party.role,
                key=key,
                principals=[Named(id=name, title=who.title) for name, who in seated],
            )
        )
    return found


def _packages(table: Table) -> list[Package]:
    return [
        Package(
            id=key,
            title=key.replace("_", " ").capitalize(),
            levels={ITEM + item: level for item, level in levels.items()},
        )
        for key, levels in table.packages.items()
    ]


def timeline(bench: Bench) -> list[TimelineMoment]:
    """Return what happens when: the clock of the talks, the case's events, and the law's spans.

    Of two things said of one day in much the same words the first is kept.
    """
    table = bench.starting_points.table
    found: list[TimelineMoment] = []
    for moment in table.clock if table else ():
        cited = [table.sources[name].citation for name in moment.sources] if table else []
        found.append(_moment(moment.on, moment.title, moment.kind, cited))
    for event in bench.case.timeline:
        if not any(m.date == event.date and _alike(m.title, event.event) for m in found):
            cited = [source.citation for source in event.sources]
            found.append(_moment(event.date, event.event, "news", cited))
    return sorted([*found, *_spans(bench)], key=lambda moment: (moment.date, moment.kind))


def _moment(on: Date, title: str, kind: Kind, sources: list[str]) -> TimelineMoment:
    return TimelineMoment(
        date=on, until=None, title=title, kind=kind, lever=None, sources=sources
    )  # fmt: skip


def _alike(one: str, other: str) -> bool:
    """Whether two lines share half of the shorter one's longer words."""
    words, others = (set(re.findall(r"\w{4,}", text.casefold())) for text in (one, other))
    return len(words & others) * 2 >= max(1, min(len(words), len(others)))


def _spans(bench: Bench) -> list[TimelineMoment]:
    """Return how long each measure between home and counterpart is in force, and at what rate.

    What stands in no body of law is in force in some states of the case alone, and says which.
    """
    pair = {bench.case.home.lower(), bench.case.counterpart.lower()}
    found: list[TimelineMoment] = []
    for lever in bench.laws.values():
        if not isinstance(lever, LawLever) or pair != {lever.by.lower(), lever.whom}:
            continue
        spans: dict[str, tuple[Date, Date | None, str]] = {}
        for tariff in sorted(lever.tariffs, key=lambda t: t.start):
            void = tariff.end == tariff.start or tariff.mode == "exempt" or not tariff.rate
            if void or tariff.start < bench.first or (tariff.suspensions and not lever.suspended):
                continue
            until = next((pause.start for pause in tariff.suspensions), tariff.end)
            title = f"{lever.title}: {100 * tariff.rate:g}% {_mode(tariff.mode)}"
            if lever.suspended:
                title = f"{100 * tariff.rate:g}% on most other goods, then suspended"
            began, ended, _ = spans.get(title, (tariff.start, tariff.start, ""))
            if ended is not None and tariff.start > ended:  # it lapsed, and came again
                found.append(_span(bench, lever, title, spans.pop(title)))
                began = tariff.start
            last = None if None in (ended, until) else max(d for d in (ended, until) if d)
            spans[title] = began, last, tariff.source
        found += [_span(bench, lever, title, span) for title, span in spans.items()]
    return found


def _span(
    bench: Bench, lever: LawLever, title: str, span: tuple[Date, Date | None, str]
) -> TimelineMoment:
    rows = {tariff.id for tariff in lever.tariffs} if lever.own else set()
    return TimelineMoment(
        date=span[0], until=span[1], title=title, kind="measure", lever=lever.id, sources=[span[2]],
        only_in=[state.title for state in bench.case.states if rows & set(state.add)],
    )  # fmt: skip


def _mode(mode: str) -> str:
    return {"floor": "all-in", "replace": "in place of the general rate"}.get(mode, "on top")


def standing(bench: Bench, scenario: Scenario) -> LawStanding:
    """Return where the law's levers stand on a scenario's day."""
    start = bench.start(scenario)
    law = bench.starting_points.law(start.on, start.state)
    return on_day(bench.laws.values(), law, start.on, start.state)
