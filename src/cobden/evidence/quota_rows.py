# ruff: noqa: E501  # the patterns of words stand on one line each
"""A duty told in pieces, as one row: so much at one rate, and what comes on top of it at another.

"The first 100,000 cars pay 10%, any more 25%" names a volume and two rates. Taken one by one they are
two duties that clash; together they are a tariff-rate quota.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from cobden.evidence import foreign_figures, numbers
from cobden.evidence.claims import Claim
from cobden.evidence.documents import Document, split
from cobden.evidence.duty_rows import NoRow, sectors_of, stands_for, starting
from cobden.evidence.language import language
from cobden.evidence.ledger import Ledger
from cobden.evidence.numbers import Figure
from cobden.evidence.which_language import LANGUAGES, detect

_BEYOND = re.compile(  # what comes on top of the volume
    r"(?i)\b(?:beyond|above|over|in excess|exceed\w*|any more|further|additional|the rest|others?|out(?:side)?[- ]of[- ]quota|outside)\b|"
    r"\b(?:weitere\w*|darüber|darüber hinaus|jenseits|übersteig\w*|übrige\w*|außerhalb)\b|"
    r"au-delà|\b(?:suivante?s?|dépass\w*|excédent\w*|hors contingent)\b|"
    r"\b(?:demás|exced\w*|superen?|fuera|restantes|adicionales)\b|超|초과|넘는"
)
_WITHIN = re.compile(  # the volume itself
    r"(?i)\b(?:first|within|up to|quotas?|in[- ]quota)\b|\b(?:ersten?|innerhalb|bis zu|\w*kontingent\w*)\b|"
    r"\b(?:premi[eè]re?s|dans la limite|jusqu['’]à|contingent\w*)\b|\b(?:primer[oa]s?|dentro|hasta|cupos?|contingentes?|cuotas?)\b|"
    r"まで|以内|枠|前|以内|配额|까지|이내|쿼터"
)
_FREE = re.compile(
    r"(?i)\b(?:(?:duty|tariff)[- ]free|zollfrei\w*|en franchise|libres? de arancel(?:es)?)\b|無税|免税|免关税|零关税|무관세"
)
_VOLUMES = ("count", "tonne")


@dataclass(frozen=True)
class Pieces:
    """A quota told in pieces: the claim of one of them, its volume, and the rates in percent.

    ``ids`` are the claims that it stands for; ``inner`` is None where the rate within is not told.
    """

    claim: Claim
    volume: Figure
    inner: float | None
    outer: float
    ids: frozenset[str]


def quotas_in(ledger: Ledger) -> Iterator[Pieces]:
    """Yield the quotas that a ledger's documents tell in pieces, in the order of their sentences."""
    for document in ledger.documents:
        acts = [c for c in ledger.claims if c.document == document.name]
        spans = list(split(document.text, 0, len(document.text)))
        for number, (start, end) in enumerate(spans):
            found = _pieces(document, acts, start, end)
            if found is None and number + 1 < len(spans):  # "Any more pay 25%." stands by itself
                found = _pieces(document, acts, start, spans[number + 1][1], apart=end)
            if found is not None:
                yield found


def _pieces(
    document: Document, claims: list[Claim], start: int, end: int, apart: int = 0
) -> Pieces | None:
    """Return the quota of a sentence, or of two where the second begins at ``apart``, or None."""
    text = document.text
    figures = _figures(text, start, end)
    volumes = [f for f in figures if f.unit in _VOLUMES and f.value]
    rates = [f for f in figures if f.unit == "percent" and f.value is not None]
    if len(volumes) != 1 or not rates or not _WITHIN.search(text, start, end):
        return None
    if apart and (volumes[0].start >= apart or not any(f.start >= apart for f in rates)):
        return None
    outer = _beyond(text, start, rates)
    if outer is None or (apart and outer.start < apart):
        return None
    within = [f for f in rates if f is not outer]
    here = [c for c in claims if start <= c.start < end and c.act]
    told = next(
        (c for c in here if c.by and c.value == (within[0] if within else outer).value), None
    )
    told = told or next((c for c in here if c.by), None)
    if told is None or len(within) > 1:
        return None
    inner = within[0].value if within else 0.0 if _FREE.search(text, start, end) else None
    assert outer.value is not None
    return Pieces(told, volumes[0], inner, outer.value, frozenset(c.id for c in here))


def _figures(text: str, start: int, end: int) -> list[Figure]:
    code = detect(text)
    if code not in LANGUAGES:
        return []
    if code == "en":
        return numbers.figures(text, start, end, [])
    found = foreign_figures.figures(language(code), text, start, end, [])
    return foreign_figures.together(found, text)


def _beyond(text: str, start: int, rates: list[Figure]) -> Figure | None:
    """Return the rate of what comes on top of the volume, as the words since the rate before say."""
    for rate in reversed(rates):
        before = [f.end for f in rates if f.end <= rate.start]
        if _BEYOND.search(text, max(before, default=start), rate.start):
            return rate
    return None


def quota_row(pieces: Pieces, name: str, published: date | None) -> tuple[dict[str, object], str]:
    """Return a tariff-rate quota as an instrument's cells, and what it takes for granted.

    Raises ``NoRow`` with the reason where it cannot be computed.
    """
    claim = pieces.claim
    if claim.standing not in ("in force", "agreed", "planned", "conditional"):
        raise NoRow(f"a quota told in pieces that is only {claim.standing}")
    if pieces.inner is None:
        raise NoRow("it is the rate beyond a quota, and that within it is not told")
    if not claim.on or " " in claim.on:
        raise NoRow("it is a quota that does not name one partner")
    goods = sectors_of(claim)
    if not goods:
        raise NoRow("it is a quota that names no goods")
    day, since = starting(claim, published)
    unit = "tonnes" if pieces.volume.unit == "tonne" else claim.goods[0]
    row: dict[str, object] = {
        "measure": "TariffRateQuota", "id": name, "by": claim.by, "on": claim.on, "value": pieces.volume.value,
        "unit": unit, "in_rate": pieces.inner / 100, "out_rate": pieces.outer / 100, "goods": goods, "start": day,
        "authority": "as reported", "source": f"{claim.document}: {' '.join(claim.quote.split())}",
    }  # fmt: skip
    needs = f"say in present how many {unit} are traded a year now, or give the quota in dollars: without it nothing is computed"
    parts = (stands_for(claim), needs, "both rates are taken as all that is due", since)
    return row, "; ".join(part for part in parts if part)
