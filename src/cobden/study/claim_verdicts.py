# ruff: noqa: E501  # sentences of verdicts stand on one line each
"""What the model says of a claim: a size or an effect that a source states, beside the case's own.

A claim is within what the model finds, outside it, or not a thing that it can say; each verdict has
its reason, and tells in which state of the case, or under which assumption, it would be so.
"""

import re

import numpy as np

from cobden.base.economies import group
from cobden.evidence.checks import in_dollars
from cobden.evidence.claims import Claim
from cobden.evidence.documents import sentences
from cobden.evidence.knowledge import Knowledge
from cobden.evidence.ledger import Ledger
from cobden.evidence.mentions import good_row, goods_in
from cobden.study.claim_statements import statement_verdicts
from cobden.study.claim_verdict import OUTSIDE, UNSAID, WITHIN, Answer, ClaimVerdict, table_balance
from cobden.study.study import Study

_MAKERS = {"automaker": "C29", "carmaker": "C29", "car maker": "C29", "auto": "C29", "chipmaker": "C26",
           "steelmaker": "C24A", "shipbuilder": "C301"}  # fmt: skip
_WHOLE = {"ships": "C301", "cars": "C29", "steel": "C24A", "pharmaceuticals": "C21",
          "aircraft": "C302T309"}  # fmt: skip  # goods that are nearly all of a sector
_YARDS = re.compile(r"(?i)\bship-?(?:building|yards?|builders?)\b")
_SLACK = 0.5  # balances of two years, and of two statistics, differ by up to half


def claim_verdicts(ledger: Ledger, study: Study) -> tuple[ClaimVerdict, ...]:
    """Return a verdict on each claim about a size or an effect, in the order of the ledger."""
    found: list[ClaimVerdict] = []
    for claim in ledger.claims:
        if claim.kind == "quantity" and claim.low is not None and claim.high is not None:
            verdict = _on(claim, study, ledger)
            if verdict:
                found.append(verdict)
    return (*found, *statement_verdicts(ledger, study))


def _on(claim: Claim, study: Study, ledger: Ledger) -> ClaimVerdict | None:
    if claim.topic == "losses" and claim.unit == "USD":
        return _losses(claim, study, ledger)
    if claim.topic == "balance":
        return _balance(claim, study, ledger)
    if claim.topic == "share":
        return _share(claim, study, ledger)
    if claim.topic == "purchases" and claim.unit == "USD":
        return _purchases(claim, study)
    if claim.topic in ("employment", "price", "growth", "support"):
        what = {"employment": "jobs by firm",
                "price": "a price of the day", "growth": "growth from year to year", "support": "opinion"}[claim.topic]  # fmt: skip
        return _verdict(claim, UNSAID, f"{what} is not in a table of 28 sectors")
    return None


def _verdict(
    claim: Claim,
    answer: Answer,
    reason: str,
    own: tuple[float, float] | None = None,
    unit: str = "",
    assumption: str = "",
) -> ClaimVerdict:
    quote = " ".join(claim.quote.split())
    low, high = own or (None, None)
    return ClaimVerdict(
        claim.document, f"{claim.subject}: {quote}", answer, reason, low, high, unit, assumption,
        claim.start,
    )  # fmt: skip


def _losses(claim: Claim, study: Study, ledger: Ledger) -> ClaimVerdict | None:
    """Judge a sector's losses a year by the change of its sales, state by state."""
    sector = _sector(claim, study, ledger)
    makers = re.search(r"(?i)\b(?:Japan|Korea|China|German|Europ|Americ)\w*", claim.subject)
    economy = claim.by or (study.case.home if makers is None or study.case.home else "")
    codes = [c for c in (group(economy) or (economy,)) if c in study.world.economies]
    if not sector or not codes:
        return _verdict(claim, UNSAID, "it names no sector of the model")
    world = study.world
    k = world.sectors.index(sector)
    lost: dict[str, float] = {}
    for name, result in study.states.items():
        change = result.outcome("output").sel(sector=sector)
        sold = sum(
            float(change.sel(economy=code))
            / 100
            * float(world.output[k, world.economies.index(code)])
            for code in codes
        )
        lost[name] = -sold * world.value_usd + 0.0
    low, high = min(lost.values()), max(lost.values())
    assert claim.low is not None
    assert claim.high is not None
    meets = [name for name, value in lost.items() if claim.low <= value <= claim.high]
    told = ", ".join(f"{name} {value / 1e9:.1f}" for name, value in lost.items())
    reason = f"sales of {sector} by {economy} fall by so many billion dollars a year: {told}"
    if meets:
        assumed = f"true of the policies of {', '.join(meets)}"
        return _verdict(claim, WITHIN, reason, (low, high), "USD", assumed)
    said = claim.low
    nearest = min(lost.values(), key=lambda value: abs(value - said))
    assumed = (
        f"true only if sales fell {claim.low / nearest:.1f} times as far as in any state"
        if nearest > 0 and claim.low > nearest
        else "true of no state of the case: it would take a smaller fall of sales"
    )
    return _verdict(claim, OUTSIDE, reason, (low, high), "USD", assumed)


def _sentence_of(claim: Claim, ledger: Ledger) -> str:
    text = ledger.document(claim.document).text
    return next((s.text for s in sentences(text) if s.start <= claim.start < s.end), claim.subject)


def _sector(claim: Claim, study: Study, ledger: Ledger) -> str:
    """Return the sector that a claim is about: of its goods, its makers, or its sentence's."""
    said = _sentence_of(claim, ledger)
    named = [*claim.goods, *(m.key for m in goods_in(said, 0, len(said)))]
    for good in named:
        listed = good_row(good)["sector"].split()
        if listed and listed[0] in study.world.sectors:
            return listed[0]
    whole = f"{claim.subject} {said}".casefold()
    return next((code for word, code in _MAKERS.items() if word in whole), "")


def _share(claim: Claim, study: Study, ledger: Ledger) -> ClaimVerdict:
    """Judge who holds what share of a world market, where the good is nearly all of a sector."""
    world, said = study.world, _sentence_of(claim, ledger)
    goods = [*claim.goods, *(m.key for m in goods_in(said, 0, len(said)))]
    sector = "C301" if _YARDS.search(said) else next((_WHOLE[g] for g in goods if g in _WHOLE), "")
    if not sector or sector not in world.sectors or claim.by not in world.economies:
        reason = "a share of one product's world market is not in a table of 28 sectors"
        return _verdict(claim, UNSAID, reason)
    k, i = world.sectors.index(sector), world.economies.index(claim.by)
    abroad = world.flow[k].copy()
    np.fill_diagonal(abroad, 0.0)
    made = 100 * float(world.output[k, i] / world.output[k].sum())
    sold = 100 * float(abroad[:, i].sum() / abroad.sum())
    low, high = sorted((made, sold))
    assert claim.low is not None
    assert claim.high is not None
    meets = claim.low <= high and low <= claim.high
    reason = (
        f"by value, {claim.by} makes {made:.0f}% of the world's {sector} in the table of {world.year}, "
        f"and sells {sold:.0f}% of what crosses borders"
    )
    assumed = (
        f"true of {sector} by value in {world.year}" if meets else
        "true only of another measure, such as orders or tonnage, of one kind of good, or of a later year"
    )  # fmt: skip
    return _verdict(claim, WITHIN if meets else OUTSIDE, reason, (low, high), "percent", assumed)


def _purchases(claim: Claim, study: Study) -> ClaimVerdict | None:
    """Judge whether a sum of purchases can be bought at all: beside what is bought of the sector."""
    world = study.world
    sectors = [
        s for good in claim.goods for s in good_row(good)["sector"].split() if s in world.sectors
    ]
    if not sectors or not {claim.by, claim.on} <= set(world.economies) or not claim.on:
        return None
    n, i = world.economies.index(claim.by), world.economies.index(claim.on)
    rows = [world.sectors.index(sector) for sector in dict.fromkeys(sectors)]
    bought = float(world.flow[rows, n, i].sum()) * world.value_usd
    abroad = float(world.flow[rows, n].sum() - world.flow[rows, n, n].sum()) * world.value_usd
    assert claim.low is not None
    what = ", ".join(world.sectors[k] for k in rows)
    reason = (
        f"{claim.by} bought {bought / 1e9:.1f} billion dollars of {what} from {claim.on} in {world.year}, "
        f"and {abroad / 1e9:.0f} billion abroad in all"
    )
    if claim.low > abroad:
        assumed = "true only over several years, or if far more is bought than is used"
        return _verdict(claim, OUTSIDE, reason, (0.0, abroad), "USD", assumed)
    assumed = (
        "true without a change of what is bought" if claim.low <= bought else
        f"true if {(claim.low - bought) / 1e9:.1f} billion more are bought there, for the most part in place of others' goods"
    )  # fmt: skip
    return _verdict(claim, WITHIN, reason, (0.0, abroad), "USD", assumed)


def _balance(claim: Claim, study: Study, ledger: Ledger) -> ClaimVerdict | None:
    """Judge a balance by the benchmark table's, of its year and definition."""
    world = study.world
    if not {claim.by, claim.on} <= set(world.economies) or not claim.by or not claim.on:
        return None
    held = table_balance(world, claim.by, claim.on)
    low, high = sorted((held * (1 - _SLACK), held * (1 + _SLACK)))
    published = ledger.document(claim.document).published
    said = in_dollars(claim, published, Knowledge.default())
    if said[0] is None or said[1] is None:
        return None
    meets = said[0] <= high and low <= said[1]
    reason = (
        f"goods in the table of {world.year}: {held / 1e9:.0f} billion dollars a year; another year's "
        f"may differ by {100 * _SLACK:.0f}%"
    )
    answer: Answer = WITHIN if meets else OUTSIDE
    assumed = (
        f"true of goods in {world.year}, within what a year changes" if meets else
        "true only if it counts something else than trade in goods of about that year"
    )  # fmt: skip
    return _verdict(claim, answer, reason, (low, high), "USD", assumed)
