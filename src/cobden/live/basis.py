"""What a figure rests on: its equation, the data, the claims with their sentences, the proof."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from cobden.base.errors import unknown
from cobden.equilibrium import Readable, Result
from cobden.evidence.claims import Claim, fault
from cobden.evidence.documents import Document
from cobden.live.columns import proof, short
from cobden.live.info import elasticities
from cobden.live.levers import ITEM, cite, item_lever, law_lever, weight_lever
from cobden.live.models.answers import Data, FigureBasis, Quoted
from cobden.live.models.case_description import Cited
from cobden.live.scenario import Bench, PosedScenario
from cobden.live.shown_figure import ShownFigure
from cobden.outcomes import Equation, OutcomeKind, columns, kind_of
from cobden.report import names

MOST_CLAIMS = 12
Quote = tuple[Claim, Document]

RANGE = Equation(
    name="The same equations, other parameters",
    formula="every set of θ[k] × every closure of D[n]",
    anchor="reading-the-result.md#the-ranges-and-why-they-are-wide",
    explanation="The scenario is solved under every published set of trade elasticities and every "
    "treatment of the deficits; the band spans all of them.",
)
SIGNATURE = Equation(
    name="Who signs",
    formula="yes if Σ_o weight[o] × outcome[o] ≥ max(0, walking out);  P = mean over draws",
    anchor="talks-theory.md#who-signs",
    explanation="Weights that nobody states are drawn from their ranges; in each draw each "
    "principal accepts or not, and the side's rule combines the answers.",
)
FRONTIER = Equation(
    name="Payoffs and the frontier",
    formula="payoff[p] = Σ_o weight[p,o] × (outcome[o] with the package − as things stand)",
    anchor="talks-theory.md#solutions",
    explanation="Every package is solved; those that cannot be bettered for one side without harm "
    "to the other make the frontier.",
)
CHAIN = Equation(
    name="Spatial price equilibrium",
    formula="price[j] ≤ price[i] + cost[i,j], equal where something is shipped",
    anchor="chains.md#what-is-exact-and-what-proves-it",
    explanation="Producers, shippers and users of one commodity each do what pays; prices clear "
    "every place in every period.",
)


@dataclass(frozen=True)
class Ask:
    """A question for the basis of a figure: its parts, and the scenario."""

    bench: Bench
    posed: PosedScenario
    parts: tuple[str, ...]

    def part(self, place: int, options: Sequence[str], what: str, usual: str) -> str:
        """Return a part of the figure's name, one of ``options``; ``usual`` where none is named."""
        found = self.parts[place] if place < len(self.parts) else usual
        if found not in options:
            raise unknown(what, found, options, where="figure")
        return found

    @property
    def codes(self) -> tuple[str, ...]:
        """The economies and groups that a figure may be about."""
        return (*self.posed.starting_point.world.economies, *self.bench.case.groups)


def basis(bench: Bench, posed: PosedScenario, figure: str) -> FigureBasis:
    """Return what a figure rests on; raises ``InputError`` for one that is not known."""
    kind, *parts = figure.split(":")
    ask = Ask(bench, posed, tuple(parts))
    if kind in columns():
        found = _outcome(ask, kind)
    elif kind in KINDS:
        found = KINDS[kind](ask)
    else:
        raise unknown("figure", kind, (*columns(), *KINDS), where="figure")
    return found.model_copy(update={"figure": figure})


def _outcome(ask: Ask, column: str) -> FigureBasis:
    """Return the basis of a figure that the equilibrium gives: an outcome of the table."""
    world = ask.posed.starting_point.world
    figure = ShownFigure.named(ask.bench.case, world, column, ask.parts)
    about = () if not figure.economies else figure.kind.claims
    return _solved(ask, figure.title, figure.kind, figure.read, about, figure.economies)


def _share(ask: Ask) -> FigureBasis:
    world, case, kind = ask.posed.starting_point.world, ask.bench.case, kind_of("trade_share")
    watched = (*case.file.brief.markets, *world.sectors)[0]
    sector = ask.part(0, world.sectors, "sector", watched)
    seller, buyer = ask.part(1, ask.codes, "economy", case.home), case.counterpart
    k, n, i = world.sector_index(sector), world.positions(buyer), world.positions(seller)
    title = (
        f"{names.economy(seller)} in what {names.the(buyer)} buys: {names.sector(sector).lower()}"
    )

    def read(seen: Readable) -> float:
        return 100 * float(seen.together("flow", n, i)[k] / seen.values("flow")[k, n].sum() / unit)

    unit = world.value_usd / 1e9
    return _solved(ask, title, replace(kind, unit="%"), read, kind.claims, (seller, buyer))


def _solved(
    ask: Ask, title: str, kind: OutcomeKind, read: Callable[[Result], float],
    topics: tuple[str, ...], economies: tuple[str, ...],
) -> FigureBasis:  # fmt: skip
    result = ask.posed.solve()
    money = f" In dollars of {result.world.year}." if kind.money else ""
    return FigureBasis(
        figure="",
        title=title,
        plain=kind.explained.replace("``", "") + money,
        value=short([read(result)])[0],
        unit=kind.unit,
        equation=kind.equation,
        data=_data(ask),
        claims=quoted(ask.bench, topics, economies),
        certificate=proof(result.certificate),
    )


def _range(ask: Ask) -> FigureBasis:
    code = ask.part(0, ask.codes, "economy", ask.bench.case.home)
    plain = "How far the answer moves with what is not known: elasticities and trade deficits."
    return FigureBasis(
        figure="", title=f"Range for {names.the(code)}", plain=plain, equation=RANGE,
        data=_data(ask),
    )  # fmt: skip


def _talks(ask: Ask) -> FigureBasis:
    title, plain = "The frontier", "What packages would bring each side, beside each other."
    return FigureBasis(
        figure="", title=title, plain=plain, equation=FRONTIER, data=_data(ask),
        claims=quoted(ask.bench, ("purchases", "investment", "tariff", "round"), ()),
        sources=_table_sources(ask.bench),
    )  # fmt: skip


def _sign(ask: Ask) -> FigureBasis:
    plain = "The chance that a person, and with all of them a side, accepts the package."
    return FigureBasis(
        figure="", title="Who would sign", plain=plain, equation=SIGNATURE, data=_data(ask),
        claims=quoted(ask.bench, ("round", "pause"), ()), sources=_table_sources(ask.bench),
    )  # fmt: skip


def _chain(ask: Ask) -> FigureBasis:
    from cobden.chains import load, scenarios  # read when asked
    from cobden.live.prices import asked

    chains = [question.chain for question in asked(ask.bench.case.folder)]
    name = ask.parts[0] if ask.parts else ""
    if name not in chains:
        raise unknown("chain", name, chains, where="figure")
    scenario = ask.parts[1] if len(ask.parts) > 1 else "none"
    known = [one for one in scenarios(name) if one.replace(" ", "-") == scenario]
    chain = load(name, scenario=known[0] if known else "none")
    sources = [Cited(citation=measure.source) for measure in chain.measures if measure.source]
    return FigureBasis(
        figure="", title=chain.title, plain="Prices at places of one commodity, month by month.",
        equation=CHAIN, data=[Data(title=chain.title, year=None, credit=chain.note)],
        sources=sources[:12],
    )  # fmt: skip


def _lever(ask: Ask) -> FigureBasis:
    bench, name = ask.bench, ask.parts[0] if ask.parts else ""
    table = bench.starting_points.table
    if name in bench.laws:
        lever = law_lever(bench.laws[name], ask.posed.starting_point.law)
    elif table and name in bench.weights:
        lever = weight_lever(table, bench.weights[name])
    elif table and name.removeprefix(ITEM) in table.items:
        lever = item_lever(table, name.removeprefix(ITEM))
    else:
        raise unknown("lever", name, bench.levers, where="figure")
    about = tuple(code for code in (lever.by, *lever.on[:1]) if code)
    topics = ("tariff", "pause") if lever.group == "law" else ("purchases", "investment", "quota")
    return FigureBasis(
        figure="", title=lever.title, plain=lever.note or lever.section, unit=lever.unit,
        claims=quoted(bench, topics, about), sources=lever.sources,
    )  # fmt: skip


KINDS: dict[str, Callable[[Ask], FigureBasis]] = {
    "share": _share, "range": _range, "frontier": _talks, "worth": _talks,
    "sign": _sign, "answer": _talks, "chain": _chain, "lever": _lever,
}  # fmt: skip


def _data(ask: Ask) -> list[Data]:
    world, start = ask.posed.starting_point.world, ask.posed.starting_point.start
    known = next(e for e in elasticities(ask.bench) if e.id == start.elasticity)
    law = "Statutes, proclamations and orders, each measure with its source"
    return [
        Data(title="The benchmark world", year=world.year, credit=world.source),
        Data(title=f"Trade elasticities: {known.title}", year=None, credit=known.citation),
        Data(title=f"The law of {start.on}", year=start.on.year, credit=law),
    ]


def _table_sources(bench: Bench) -> list[Cited]:
    table = bench.starting_points.table
    return [cite(table, name) for name in table.sources] if table else []


def quoted(bench: Bench, topics: tuple[str, ...], economies: tuple[str, ...]) -> list[Quoted]:
    """Return the claims of the case's ledger on a topic, those about ``economies`` alone if any."""
    found = []
    for claim, document in ledger(bench.case.folder):
        about = not economies or claim.by in economies or claim.on in economies
        if claim.topic in topics and about:
            found.append(
                Quoted(
                    text=document.text, quote=claim.quote, start=claim.start, end=claim.end,
                    source=document.title or document.name, says=claim.subject,
                )
            )  # fmt: skip
    return found[:MOST_CLAIMS]


@cache
def ledger(folder: Path) -> tuple[Quote, ...]:
    """Return the claims of a case with the texts that they stand in; none where it has no ledger.

    What does not rest on its text is left out.
    """
    path = folder / "ledger.jsonl"
    if not path.exists():
        return ()
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    kinds = [(row.pop("line"), row) for row in rows]
    documents = {
        row["name"]: Document.model_validate(row) for kind, row in kinds if kind == "source"
    }
    found = [Claim.model_validate(row) for kind, row in kinds if kind == "claim"]
    pairs = [(claim, documents[claim.document]) for claim in found if claim.document in documents]
    return tuple(pair for pair in pairs if not fault(*pair))
