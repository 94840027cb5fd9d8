"""Claims that cannot be right, each with the reason: against the law, the world, arithmetic."""

import re
from datetime import date, timedelta

from cobden.evidence.claims import Claim
from cobden.evidence.documents import Document
from cobden.evidence.knowledge import Knowledge, KnownMeasure
from cobden.evidence.mentions import good_row

_TOO_FAR = 3.0  # a yearly balance further than this factor from the table's is not it
_MOVES = 0.2  # from year to year a balance can move by this share of the trade of the two
_ANOTHER_DEADLINE = timedelta(days=60)  # later than that, it is not this one told wrongly
_RATE_SLACK = 0.15  # two currencies' figures for one amount may differ by this much


def impossible(  # noqa: PLR0911  # one check per kind of claim
    claim: Claim, before: Claim | None, document: Document, partners: tuple[str, ...],
    knowledge: Knowledge,
) -> str:  # fmt: skip
    """Return why the claim cannot be right, or ''.

    ``before`` is the claim before it in the document; ``partners`` the economies that the document
    is mainly about.
    """
    if claim.kind == "measure":
        return _scope(claim, document, knowledge)
    if claim.kind == "date":
        return _deadline(claim, document, partners, knowledge)
    if claim.kind != "quantity":
        return ""
    if claim.topic == "tariff":
        return _tariff(claim, document, partners, knowledge)
    if claim.topic == "balance":
        return _balance(claim, document.published, knowledge)
    if claim.topic == "share" and claim.value is not None and claim.value > 100:
        return "a share cannot exceed 100%"
    return _conversion(claim, before, document, knowledge)


def _scope(claim: Claim, document: Document, knowledge: Knowledge) -> str:
    """A measure said to fall on goods that the law puts under another."""
    day = document.published
    if day is None or not claim.goods or claim.measure != "reciprocal tariff":
        return ""
    said = document.text[max(0, claim.start - 60) : claim.end + 60]
    if re.search(r"(?i)\b(?:exempt|exclud|except|spared?|not subject|other than)", said):
        return ""
    imposers = {m.by for m in knowledge.measures if m.named == claim.measure}
    elsewhere: dict[str, str] = {}
    for by in [claim.by] if claim.by else sorted(imposers):
        for measure in knowledge.law(by, day):
            if measure.named.startswith("Section 232") and measure.goods:
                for good in claim.goods:
                    if _covers(measure, good):
                        elsewhere[good] = measure.named
    if not elsewhere:
        return ""
    goods = " and ".join(elsewhere)
    return f"{goods} fall under the {next(iter(elsewhere.values()))}, not the {claim.measure}"


def _covers(measure: KnownMeasure, good: str) -> bool:
    headings = good_row(good)["hs"].split()
    return any(h.startswith(p) or p.startswith(h) for h in headings for p in measure.goods)


def _tariff(
    claim: Claim, document: Document, partners: tuple[str, ...], knowledge: Knowledge
) -> str:
    """A rate stated of an imposer that has none such, where its partner has: the wrong way round.

    Only where the text names the imposer as one ("by Japan", "retaliatory"), not where it was read
    out of the sentence.
    """
    day = document.published
    after = " ".join(document.text[claim.end : claim.end + 50].split())
    named = claim.measure in ("retaliatory tariff", "countermeasures") or re.match(
        r"[\w -]{0,40}\bby (?:the )?[A-Z]", after
    )
    if day is None or claim.value is None or not claim.by or not named:
        return ""
    if claim.modality in ("planned", "considered", "denied") or claim.predicate not in ("is", "to"):
        return ""
    own = [m for m in knowledge.law(claim.by, day) if claim.on in ("", m.on) or m.on == "ALL"]
    if any(m.rate is not None and abs(m.rate - claim.value) < 0.05 for m in own):
        return ""
    for other in (claim.on,) if claim.on else partners:
        for measure in knowledge.law(other, day) if other != claim.by else ():
            if measure.on == claim.by and measure.rate == claim.value:
                return (
                    f"the law has no such measure of {claim.by}; the nearest is the "
                    f"{measure.described()}"
                )
    return ""


def _deadline(
    claim: Claim, document: Document, partners: tuple[str, ...], knowledge: Knowledge
) -> str:
    """A deadline for relief from a tariff that lies after the end of its suspension."""
    day = document.published
    said = document.text[max(0, claim.start - 120) : claim.end + 120]
    about = re.search(r"(?i)\b(exempt|tariff|pause|suspen|truce|reprieve|agreement|deal)", said)
    if day is None or claim.topic != "deadline" or not claim.when or not about:
        return ""
    if re.search(r"(?i)\b(?:extend|prolong|renew|further|new deadline|push|another)", said):
        return ""  # a later end is what it tells of
    first = date.fromisoformat(claim.when.split("/")[0])
    for by in partners:
        for measure in knowledge.law(by, day):
            relevant = measure.on in partners and measure.status == "suspended"
            until = measure.until or measure.end
            if relevant and until and day <= until < first <= until + _ANOTHER_DEADLINE:
                return f"the suspension of the {measure.named} ended on {until:%-d %B %Y}"
    return ""


def _balance(claim: Claim, day: date | None, knowledge: Knowledge) -> str:
    """A yearly balance of another sign or order of magnitude than the world table's."""
    low, high = in_dollars(claim, day, knowledge)
    yearly = claim.per == "year" or re.fullmatch(r"\d{4}", claim.when)
    if low is None or high is None or not yearly:
        return ""  # a month's balance, or one of a term, has another size
    for total in knowledge.totals:
        if total.what != "balance" or {total.economy, total.partner} != {claim.by, claim.on}:
            continue
        held = total.value if total.economy == claim.by else -total.value
        apart = max(low - held, held - high)
        if claim.when != str(total.year) and apart < _MOVES * total.trade:
            return ""  # another year's balance may well be this
        if held < 0 and abs(held) > 0.1 * high:
            return f"the balance ran the other way in {total.year} ({total.source})"
        if not held / _TOO_FAR <= high or not low <= held * _TOO_FAR:
            return (
                f"{total.definition} of {total.year} was {held / 1e9:.0f} billion USD "
                f"({total.source}): another order of magnitude"
            )
    return ""


def balance_note(claim: Claim, knowledge: Knowledge) -> str:
    """Return what the world table has for a balance, if of another year or definition."""
    for total in knowledge.totals:
        if total.what == "balance" and {total.economy, total.partner} == {claim.by, claim.on}:
            held = total.value if total.economy == claim.by else -total.value
            return (
                f"the world table has {held / 1e9:.0f} billion USD for {total.definition} of "
                f"{total.year}; year and definition matter"
            )
    return ""


def _conversion(
    claim: Claim, before: Claim | None, document: Document, knowledge: Knowledge
) -> str:
    """An amount restated in brackets in another currency, off the rate of the day."""
    if before is None or before.kind != "quantity" or before.unit == claim.unit:
        return ""
    between = document.text[before.end : claim.start]
    if not re.fullmatch(r"\s?\((?:about |around |roughly |approximately |or |US)?\s?", between):
        return ""
    first, second = (in_dollars(c, document.published, knowledge) for c in (before, claim))
    if first[0] is None or first[1] is None or second[0] is None or second[1] is None:
        return ""
    apart = second[0] > first[1] * (1 + _RATE_SLACK) or second[1] < first[0] * (1 - _RATE_SLACK)
    if not apart:
        return ""
    return f"{before.quote} is {first[0] / 1e9:.3g} to {first[1] / 1e9:.3g} billion USD on the day"


def in_dollars(
    claim: Claim, day: date | None, knowledge: Knowledge
) -> tuple[float | None, float | None]:
    """Return the claim's interval in USD: a yearly flow at the mean rate of its year (the last full
    one where it does not say), anything else at the rate of the day; Nones where it is no money.
    """
    if claim.low is None or claim.high is None or not re.fullmatch(r"[A-Z]{3}", claim.unit):
        return None, None
    rate = knowledge.rates.on(claim.unit, day)
    if (claim.per == "year" or claim.topic == "balance") and day is not None:
        year = int(claim.when) if claim.when.isdigit() else day.year - 1
        rate = knowledge.rates.mean(claim.unit, year) or rate
    if not rate:
        return None, None
    return claim.low / rate, claim.high / rate
