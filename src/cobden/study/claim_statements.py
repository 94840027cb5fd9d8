# ruff: noqa: E501  # sentences of verdicts stand on one line each
"""Verdicts on what sources say in words: that purchases close no gap, a ban stops plants, a recession."""

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from cobden.base.economies import group
from cobden.evidence.documents import sentences
from cobden.evidence.ledger import Ledger
from cobden.evidence.mentions import economies_in, good_row, goods_in
from cobden.study.claim_verdict import OUTSIDE, UNSAID, WITHIN, Answer, ClaimVerdict, table_balance
from cobden.study.commodity_questions import QUESTIONS, CommodityQuestion, read_commodities
from cobden.study.soft_link import members
from cobden.study.stopped_lines import LEAST, stopped_lines

if TYPE_CHECKING:
    from cobden.chains import ChainOutcome
    from cobden.study.study import Study

_GAP = re.compile(
    r"(?i)\b(?:cannot|can't|difficult|difficulty|insufficient|not enough|challenging|hard|impossible|unable|alone)\b"
    r"[^.]{0,120}\b(?:deficits?|surplus|gap|imbalance|this goal)\b|\b(?:deficits?|surplus|gap|imbalance)\b[^.]{0,90}"
    r"\b(?:solely|alone|insufficient|not enough|on its own)\b"
)
_BUYING = re.compile(r"(?i)import|purchas|buy|effort|expand|own way|alone|solely")
_MAKING = r"(?:production|plants?|factor\w+|assembly|lines?)"
_STOPS = re.compile(
    rf"(?i)\b(?:stop|halt|disrupt\w*|shut\w*|idle)\b[^.]{{0,60}}\b{_MAKING}\b|\b{_MAKING}\b[^.]{{0,30}}\b(?:stand still|stop|halt|shut down)\b"
)
_CYCLE = re.compile(r"(?i)\b(?:recession|economic downturn|stagflation)\b")


def statement_verdicts(ledger: Ledger, study: "Study") -> Iterator[ClaimVerdict]:
    """Yield a verdict on each sentence that states an effect in words, in the order of the ledger."""
    for document in ledger.documents:
        for sentence in sentences(document.text):
            said = " ".join(sentence.text.split())
            if sentence.part != "story":
                continue
            where = (document.name, said, sentence.start)
            if _GAP.search(said) and _BUYING.search(said):
                yield _closing(where, ledger, study)
            elif _STOPS.search(said):
                yield _stopping(where, study)
            elif _CYCLE.search(said):
                yield _cycle(where, study)


_Where = tuple[str, str, int]


def _closing(where: _Where, ledger: Ledger, study: "Study") -> ClaimVerdict:
    """Judge whether the purchases that the reports name could close the balance of the two."""
    name, said, start = where
    home, other, world = study.case.home, study.case.counterpart, study.world
    sums = [c for c in ledger.claims
            if c.topic == "purchases" and c.unit == "USD" and c.by == home and c.high]  # fmt: skip
    if not sums or not {home, other} <= set(world.economies):
        reason = "no sum of purchases is told to set beside the gap"
        return ClaimVerdict(name, said, UNSAID, reason, start=start)
    most, gap = max(c.high or 0.0 for c in sums), abs(table_balance(world, home, other))
    answer: Answer = WITHIN if most < gap else OUTSIDE
    reason = (f"the largest sum named is {most / 1e9:.3g} billion dollars, the gap in the table of {world.year} "
              f"{gap / 1e9:.0f} billion a year")  # fmt: skip
    if answer == WITHIN:
        assumed = (
            "true even if all that is named is bought every year, on top of what is bought anyway"
        )
    else:
        assumed = "true only if what is named takes the place of what would be bought anyway"
    return ClaimVerdict(name, said, answer, reason, 0.0, most, "USD", assumed, start)


def _cycle(where: _Where, study: "Study") -> ClaimVerdict:
    """Say what a model without a business cycle has in place of a recession."""
    name, said, start = where
    other = study.case.counterpart
    losses = {state: float(result.outcome("welfare").sel(economy=other))
              for state, result in study.states.items()} if other in study.world.economies else {}  # fmt: skip
    told = ", ".join(f"{state} {value:+.2f}%" for state, value in losses.items())
    reason = "an equilibrium of the long run has no recession" + (
        f"; real income of {other} changes by: {told}" if told else "")  # fmt: skip
    assumed = "true only of demand and confidence in the first quarters, which the model leaves out"
    return ClaimVerdict(name, said, UNSAID, reason, assumption=assumed, start=start)


def _stopping(where: _Where, study: "Study") -> ClaimVerdict:
    """Judge by a chain of the case whether lines stand still for want of a material."""
    name, said, start = where
    goods = list(dict.fromkeys(m.key for m in goods_in(said, 0, len(said))))
    question = _question(goods, study)
    if question is None:
        reason = ("a year's equilibrium has no stocks and no stopped lines: the chains do, for the"
                  " materials that the case asks about")  # fmt: skip
        return ClaimVerdict(name, said, UNSAID, reason, start=start)
    sectors = {sector for good in goods for sector in good_row(good)["sector"].split()}
    outcome, lines = _standing(question.chain, question.scenario, frozenset(sectors))
    table = stopped_lines(study.world, outcome, dict.fromkeys(lines, 1.0))
    named = [m.key for m in economies_in(said, 0, len(said))] or [study.case.home]
    places = _places(study, outcome, named)
    table = table[table.place.isin(places) & table.sector.isin(sectors)] if places else table
    under = f"{question.chain} under {question.scenario}, where {', '.join(lines)} are lines that stand still without it"
    if table.empty:
        reason = f"{under}: none is short by {100 * LEAST:g}% of its need in any month"
        assumed = (
            "true only if stores are smaller, or licences slower, than the chain takes them to be"
        )
        return ClaimVerdict(name, said, OUTSIDE, reason, 0.0, LEAST, "share", assumed, start)
    worst = table.loc[table.short.idxmax()]
    months = sorted(set(table.period.astype(str)))
    reason = f"{under}: {worst.place} lacks up to {100 * worst.short:.0f}% of its need ({worst.period}; short in {', '.join(months[:4])})"
    assumed = ("true if a line without its part stands still; where buyers change or thrift, the price takes"
               " the place of the stop")  # fmt: skip
    return ClaimVerdict(
        name, said, WITHIN, reason, 0.0, float(worst.short), "share", assumed, start
    )


def _question(goods: list[str], study: "Study") -> CommodityQuestion | None:
    """Return the case's question on a control of one of the goods, if it asks one."""
    folder = study.case.folder
    if not (folder / QUESTIONS).exists():
        return None
    names = {good.casefold().replace(" ", "_") for good in goods} | {
        "rare_earths" for good in goods if good in ("magnets", "critical minerals")}  # fmt: skip
    controls = [q for q in read_commodities(folder).questions if q.kind == "controls"]
    return next((q for q in controls if q.chain in names), None)


@cache
def _standing(
    chain: str, scenario: str, sectors: frozenset[str]
) -> "tuple[ChainOutcome, tuple[str, ...]]":
    """Return what a scenario of a chain comes to where the uses of some sectors are lines."""
    from cobden.chains import load, run

    plain = load(chain, scenario=scenario)
    able = [use for use in plain.uses if use.sector and use.choke != float("inf")]
    lines = {use.use for use in able if use.sector in sectors} or {use.use for use in able}
    chosen = tuple(sorted(lines))
    return run(plain.with_lines(*chosen)), chosen


def _places(study: "Study", outcome: "ChainOutcome", named: list[str]) -> list[str]:
    """Return the places of a chain that hold the economies named, but who controls the good."""
    controls = {measure.by for measure in outcome.chain.measures if hasattr(measure, "by")}
    wanted = {code for name in named for code in (group(name) or (name,))} - set(controls)
    economies = study.world.economies
    return [
        place.name for place in outcome.chain.places
        if {economies[n] for n in members(study.world, outcome.chain, place.name)} & wanted
    ]  # fmt: skip
