# ruff: noqa: E501  # sentences of verdicts stand on one line each
"""What the model says of a claim: a size or an effect that a source states, beside the case's own.

A claim is within what the model finds, outside it, or not a thing that it can say; each verdict has
its reason, and tells in which state of the case it would be so.
"""

import re
from dataclasses import dataclass
from typing import Literal

from cobden.base.economies import group
from cobden.evidence.checks import in_dollars
from cobden.evidence.claims import Claim
from cobden.evidence.documents import sentences
from cobden.evidence.knowledge import Knowledge
from cobden.evidence.ledger import Ledger
from cobden.evidence.mentions import good_row
from cobden.study.study import Study

Answer = Literal["within the range", "outside the range", "not a thing the model can say"]
_MAKERS = {"automaker": "C29", "carmaker": "C29", "car maker": "C29", "auto": "C29", "chipmaker": "C26",
           "steelmaker": "C24A", "shipbuilder": "C301"}  # fmt: skip
_GAP = re.compile(
    r"(?i)\b(?:cannot|can't|difficult|difficulty|insufficient|not enough|challenging|hard|impossible|unable|alone)\b"
    r"[^.]{0,120}\b(?:deficits?|surplus|gap|imbalance|this goal)\b|\b(?:deficits?|surplus|gap|imbalance)\b[^.]{0,90}"
    r"\b(?:solely|alone|insufficient|not enough|on its own)\b"
)
_STOPS = re.compile(
    r"(?i)\b(?:stop|halt|disrupt\w*|shut\w*)\b[^.]{0,60}\b(?:production|plants?|factor\w+|lines?)\b"
)
_SLACK = 0.5  # balances of two years, and of two statistics, differ by up to half


@dataclass(frozen=True)
class ClaimVerdict:
    """What the model says of one statement: the ``answer``, its own interval ``low`` to ``high``
    in ``unit``, and the ``reason``; ``quote`` stands in the source ``document``.
    """

    document: str
    quote: str
    answer: Answer
    reason: str
    low: float | None = None
    high: float | None = None
    unit: str = ""


def claim_verdicts(ledger: Ledger, study: Study) -> tuple[ClaimVerdict, ...]:
    """Return a verdict on each claim about a size or an effect, in the order of the ledger."""
    found: list[ClaimVerdict] = []
    for claim in ledger.claims:
        if claim.kind == "quantity" and claim.low is not None and claim.high is not None:
            verdict = _on(claim, study, ledger)
            if verdict:
                found.append(verdict)
    return (*found, *_statements(ledger, study))


def _on(claim: Claim, study: Study, ledger: Ledger) -> ClaimVerdict | None:
    if claim.topic == "losses" and claim.unit == "USD":
        return _losses(claim, study)
    if claim.topic == "balance":
        return _balance(claim, study, ledger)
    if claim.topic in ("share", "employment", "price", "growth", "support"):
        what = {"share": "a share of one product's world market", "employment": "jobs by firm",
                "price": "a price of the day", "growth": "growth from year to year", "support": "opinion"}[claim.topic]  # fmt: skip
        return _verdict(
            claim, "not a thing the model can say", f"{what} is not in a table of 28 sectors"
        )
    return None


def _verdict(
    claim: Claim,
    answer: Answer,
    reason: str,
    own: tuple[float, float] | None = None,
    unit: str = "",
) -> ClaimVerdict:
    quote = " ".join(claim.quote.split())
    low, high = own or (None, None)
    return ClaimVerdict(
        claim.document, f"{claim.subject}: {quote}", answer, reason, low, high, unit
    )


def _losses(claim: Claim, study: Study) -> ClaimVerdict | None:
    """Judge a sector's losses a year by the change of its sales, state by state."""
    sector = _sector(claim, study)
    makers = re.search(r"(?i)\b(?:Japan|Korea|China|German|Europ|Americ)\w*", claim.subject)
    economy = claim.by or (study.case.home if makers is None or study.case.home else "")
    codes = [c for c in (group(economy) or (economy,)) if c in study.world.economies]
    if not sector or not codes:
        return _verdict(claim, "not a thing the model can say", "it names no sector of the model")
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
        lost[name] = -sold * world.value_usd
    low, high = min(lost.values()), max(lost.values())
    assert claim.low is not None
    assert claim.high is not None
    meets = [name for name, value in lost.items() if claim.low <= value <= claim.high]
    told = ", ".join(f"{name} {value / 1e9:.1f}" for name, value in lost.items())
    reason = f"sales of {sector} by {economy} fall by so many billion dollars a year: {told}"
    if meets:
        return _verdict(
            claim, "within the range", f"{reason}; so in {', '.join(meets)}", (low, high), "USD"
        )
    return _verdict(
        claim, "outside the range", f"{reason}; so in no state of the case", (low, high), "USD"
    )


def _sector(claim: Claim, study: Study) -> str:
    for good in claim.goods:
        listed = good_row(good)["sector"].split()
        if listed and listed[0] in study.world.sectors:
            return listed[0]
    said = claim.subject.casefold()
    return next(
        (code for word, code in _MAKERS.items() if word in said),
        "C29" if claim.topic == "losses" else "",
    )


def _balance(claim: Claim, study: Study, ledger: Ledger) -> ClaimVerdict | None:
    """Judge a balance by the benchmark table's, of its year and definition."""
    world = study.world
    if not {claim.by, claim.on} <= set(world.economies) or not claim.by or not claim.on:
        return None
    held = _table_balance(study, claim.by, claim.on)
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
    answer: Answer = "within the range" if meets else "outside the range"
    return _verdict(claim, answer, reason, (low, high), "USD")


def _table_balance(study: Study, one: str, other: str) -> float:
    """Return what ``one`` sells to ``other`` less what it buys from it, USD a year."""
    world = study.world
    i, j = world.economies.index(one), world.economies.index(other)
    goods = world.flow[world.goods]
    return float(goods[:, j, i].sum() - goods[:, i, j].sum()) * world.value_usd


def _statements(ledger: Ledger, study: Study) -> list[ClaimVerdict]:
    """Judge what is said in words: that purchases do not close a gap, that a ban stops plants."""
    found = []
    home, other = study.case.home, study.case.counterpart
    for document in ledger.documents:
        for sentence in sentences(document.text):
            if sentence.part != "story":
                continue
            said = " ".join(sentence.text.split())
            if _GAP.search(said) and re.search(
                r"(?i)import|purchas|buy|effort|expand|own way|alone|solely", said
            ):
                found.append(_closing(document.name, said, ledger, study, home, other))
            elif _STOPS.search(said):
                reason = ("a year's equilibrium has no stocks and no stopped lines: the chains do, for the"
                          " materials that the case asks about")  # fmt: skip
                found.append(
                    ClaimVerdict(document.name, said, "not a thing the model can say", reason)
                )
    return found


def _closing(
    name: str, said: str, ledger: Ledger, study: Study, home: str, other: str
) -> ClaimVerdict:
    """Judge whether the purchases that the reports name could close the balance of the two."""
    sums = [
        c
        for c in ledger.claims
        if c.topic == "purchases" and c.unit == "USD" and c.by == home and c.high
    ]
    known = {home, other} <= set(study.world.economies)
    if not sums or not known:
        reason = "no sum of purchases is told to set beside the gap"
        return ClaimVerdict(name, said, "not a thing the model can say", reason)
    most = max(c.high or 0.0 for c in sums)
    gap = abs(_table_balance(study, home, other))
    answer: Answer = "within the range" if most < gap else "outside the range"
    reason = (f"the largest sum named is {most / 1e9:.3g} billion dollars, the gap in the table of {study.world.year} "
              f"{gap / 1e9:.0f} billion a year, even if all were bought on top")  # fmt: skip
    return ClaimVerdict(name, said, answer, reason, 0.0, most, "USD")
