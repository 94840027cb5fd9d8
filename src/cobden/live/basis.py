"""What a figure rests on: its equation, the data, the claims with their sentences, the proof."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cobden.base.errors import unknown
from cobden.evidence.claims import Claim, fault
from cobden.evidence.documents import Document
from cobden.live.columns import proof, short
from cobden.live.info import elasticities
from cobden.live.levers import ITEM, cite, item_lever, law_lever, weight_lever
from cobden.live.models.answers import Data, Equation, FigureBasis, Quoted
from cobden.live.models.case_description import Cited
from cobden.live.reading import Outturn
from cobden.live.scenario import Bench, PosedScenario
from cobden.report import names
from cobden.report.brief_rows import WORLD

MOST_CLAIMS = 12
Quote = tuple[Claim, Document]

REAL_INCOME = Equation(
    name="Real income",
    formula="Ŵ[n] = Î[n] / P̂[n],  I[n] = ŵ[n] VA[n] + tariff revenue + D[n]",
    anchor="equations.md#welfare-exactly-and-to-first-order",
    explanation="Income (value added, tariff revenue, the transfer received) over the price of "
    "what is consumed, new over benchmark.",
)
SALES = Equation(
    name="Sales",
    formula="π′[k,n,i] X′[k,n] / (1 + τ′[k,n,i])",
    anchor="equations.md#unknowns-and-conditions",
    explanation="What a buyer spends on a good, times the seller's share of it, before duty.",
)
SHARES = Equation(
    name="Trade shares",
    formula="π′[k,n,i] = π[k,n,i] (ĉ[k,i] (1 + τ′) / (1 + τ) / P̂[k,n])^−θ[k]",
    anchor="equations.md#unknowns-and-conditions",
    explanation="A seller's share falls with its cost and duty relative to all others', by the "
    "trade elasticity.",
)
OUTPUT = Equation(
    name="Output",
    formula="Y[k,i] = Σ_n π′[k,n,i] X′[k,n] / (1 + τ′[k,n,i]);  volume = Ŷ / ĉ",
    anchor="equations.md#unknowns-and-conditions",
    explanation="What a sector sells to all buyers before duty, over the change of its price.",
)
REVENUE = Equation(
    name="Tariff revenue",
    formula="Σ_k Σ_i τ′[k,n,i] π′[k,n,i] X′[k,n] / (1 + τ′[k,n,i])",
    anchor="equations.md#unknowns-and-conditions",
    explanation="The rate times what is still bought, before duty, of every good from everybody.",
)
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

    def code(self, place: int) -> str:
        """Return the economy at a place of the figure's name."""
        found = self.parts[place] if place < len(self.parts) else self.bench.case.home
        known = (*self.posed.starting_point.world.economies, *self.bench.case.groups)
        if found not in known:
            raise unknown("economy", found, known, where="figure")
        return found

    def at(self, code: str) -> list[int]:
        """Return the positions of an economy, or of a group's members."""
        return self.posed.starting_point.world.positions(code)

    def sector(self, place: int) -> str:
        """Return the sector at a place of the figure's name."""
        known = self.posed.starting_point.world.sectors
        watched = (*self.bench.case.file.brief.markets, *known)[0]
        found = self.parts[place] if place < len(self.parts) else watched
        if found not in known:
            raise unknown("sector", found, known, where="figure")
        return found


def basis(bench: Bench, posed: PosedScenario, figure: str) -> FigureBasis:
    """Return what a figure rests on; raises ``InputError`` for one that is not known."""
    kind, *parts = figure.split(":")
    if kind not in KINDS:
        raise unknown("figure", kind, KINDS, where="figure")
    return KINDS[kind](Ask(bench, posed, tuple(parts))).model_copy(update={"figure": figure})


def _solved(
    ask: Ask, title: str, plain: str, equation: Equation, read: Callable[[Outturn], float],
    unit: str, topics: tuple[str, ...], economies: tuple[str, ...],
) -> FigureBasis:  # fmt: skip
    """Return the basis of a figure that the equilibrium gives."""
    result = ask.posed.solve()
    return FigureBasis(
        figure="",
        title=title,
        plain=plain,
        value=short([read(Outturn.of(result))])[0],
        unit=unit,
        equation=equation,
        data=_data(ask),
        claims=quoted(ask.bench, topics, economies),
        certificate=proof(result.certificate),
    )


def _welfare(ask: Ask) -> FigureBasis:
    if ask.parts[:1] == (WORLD,):
        plain = "The change of what the world as a whole can buy, economies weighed by income."
        return _solved(ask, "Real income of the world", plain, REAL_INCOME,
                       lambda found: found.worldwide, "%", (), ())  # fmt: skip
    code = ask.code(0)
    at = ask.at(code)
    title = f"Real income of {names.the(code)}"
    plain = f"The change of what {names.the(code)} can buy with all it earns, from the benchmark."
    return _solved(ask, title, plain, REAL_INCOME,
                   lambda found: float(found.together("welfare", at)), "%",
                   ("tariff", "trade"), (code,))  # fmt: skip


def _balance(ask: Ask) -> FigureBasis:
    one, other, world = ask.code(0), ask.code(1), ask.posed.starting_point.world
    kind = 0 if ask.parts[2:] == ("goods",) else 1
    n, i, unit = ask.at(one), ask.at(other), world.value_usd / 1e9
    what = "goods" if kind == 0 else "goods and services"
    title = f"Balance of {names.the(one)} with {names.the(other)}"
    plain = f"Exports less imports of {what}, before duty, in dollars of {world.year}."
    return _solved(ask, title, plain, SALES, lambda found: found.surplus(kind, n, i) * unit,
                   "billion USD", ("balance", "trade"), (one, other))  # fmt: skip


def _revenue(ask: Ask) -> FigureBasis:
    code, world = ask.code(0), ask.posed.starting_point.world
    at, unit = ask.at(code), world.value_usd / 1e9
    title, plain = f"Tariff revenue of {names.the(code)}", "What all its duties bring in a year."
    return _solved(ask, title, plain, REVENUE, lambda found: float(found.revenue[at].sum()) * unit,
                   "billion USD", ("tariff",), (code,))  # fmt: skip


def _output(ask: Ask) -> FigureBasis:
    code, sector, world = ask.code(0), ask.sector(1), ask.posed.starting_point.world
    k, at = world.sector_index(sector), ask.at(code)
    title = f"{names.sector(sector)} made in {names.the(code)}"
    plain = "The change of the volume of what the sector makes, from the benchmark."
    return _solved(ask, title, plain, OUTPUT,
                   lambda found: float(found.together("output", at)[k]), "%",
                   ("trade",), (code,))  # fmt: skip


def _flow(ask: Ask) -> FigureBasis:
    seller, buyer, sector = ask.code(0), ask.code(1), ask.sector(2)
    world = ask.posed.starting_point.world
    k, buyers, sellers = world.sector_index(sector), ask.at(buyer), ask.at(seller)
    unit = world.value_usd / 1e9
    title = f"{names.sector(sector)} from {names.the(seller)} to {names.the(buyer)}"
    plain = f"What is sold in a year, before duty, in dollars of {world.year}."
    return _solved(ask, title, plain, SALES,
                   lambda found: found.sold(buyers, sellers)[k] * unit, "billion USD",
                   ("trade", "purchases"), (seller, buyer))  # fmt: skip


def _share(ask: Ask) -> FigureBasis:
    sector, buyer = ask.sector(0), ask.bench.case.counterpart
    seller, world = ask.code(1), ask.posed.starting_point.world
    k, n, i = world.sector_index(sector), ask.at(buyer), ask.at(seller)
    title = f"Who sells {names.sector(sector).lower()} to {names.the(buyer)}"
    plain = f"The share of {names.the(seller)} in what is bought, own production included."

    def read(found: Outturn) -> float:
        return 100 * float(found.sold(n, i)[k] / found.flow[k, n].sum())

    return _solved(ask, title, plain, SHARES, read, "%", ("trade",), (seller, buyer))


def _range(ask: Ask) -> FigureBasis:
    code = ask.code(0)
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
    "welfare": _welfare, "balance": _balance, "revenue": _revenue, "output": _output,
    "flow": _flow, "share": _share, "range": _range, "frontier": _talks, "worth": _talks,
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
