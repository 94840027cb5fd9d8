"""The second opinion: what was collected in 2024 beside what the statute asked, and why.

By line of ten digits and partner, from the Census Bureau's imports and calculated duty of 2024.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from cobden.measures.bought import EU_BLOCK, US, Bought, us_partners
from cobden.measures.stacking import EMBEDDED_ON, stack

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from cobden.measures.dated_law import DatedLaw

APART = 0.02  # a difference of less is none
FEW = 100_000.0  # US dollars: less is a consignment or two
KINDS = {
    "": "no difference of two points",
    "preference": "a preference was claimed",
    "exclusion": "a surcharge was not paid in full: exclusions, or uses that are spared",
    "both": "a preference and an exclusion together",
    "GSP": "the lapsed general preferences, still counted as free",
    "step": "a step of Section 301 within the year",
    "quota": "paid beyond a quota",
    "few": "less than 100,000 dollars: a consignment or two",
    "less": "less than the statute, not explained",
    "more": "more than the statute, not explained",
}
_NAMES = tuple(KINDS)


@dataclass(frozen=True, eq=False)
class Opinions:
    """On each line bought from an exporter in 2024 [line]: what was due, what was paid, and why.

    ``statute`` is the ordinary duty without a claim and the surcharges in force in the middle of
    the year, ``collected`` the duty over the value, both rates; ``kind`` places in ``KINDS``.
    """

    lines: Bought
    statute: "NDArray[np.float64]"
    collected: "NDArray[np.float64]"
    kind: "NDArray[np.intp]"


@dataclass(frozen=True)
class Opinion:
    """The same for one product, in %: ``kind`` is that of most of the difference."""

    statute: float
    collected: float
    kind: str


def opinions(law: "DatedLaw", exporter: str, codes: "NDArray[np.int64] | None" = None) -> Opinions:
    """Return the second opinion on every US line bought from ``exporter`` in 2024.

    ``codes`` limits them to lines of these ten digits.
    """
    then = replace(law, day=EMBEDDED_ON)
    lines = then.us_lines(exporter)
    if codes is not None:
        lines = lines.take(np.isin(lines.code, codes))
    assert lines.collected is not None
    reaching = [t for t in law.benchmark if t.reaches(US, exporter)]
    held = [t for t in reaching if t.embedded is not None]
    due, most = (
        stack(held, lines, law.rules, exporter, EMBEDDED_ON, given={"quota": q}).points.sum(axis=0)
        for q in ("within", "beyond")
    )
    stepped = np.zeros(len(lines.index), bool)
    for tariff in reaching:
        if tariff.embedded is None and tariff.start > EMBEDDED_ON:
            stepped |= lines.covers(tariff)
    statute, collected = lines.duty + due, lines.collected
    lapsed = _lapsed(then, exporter, lines)
    kind = np.zeros(len(lines.index), np.intp)
    gap = collected - statute
    below, above = gap < -APART, gap > APART
    claimed = np.where(np.isnan(lines.preferred), statute, lines.preferred + due) if (
        lines.preferred is not None
    ) else statute  # fmt: skip
    free = np.minimum(lines.claiming, lines.duty)
    # One for a use, such as civil aircraft, explains less than an exclusion where both are open.
    likely = _own(then, exporter, lines) | (due == 0)
    for name, at in (
        ("less", below),
        ("more", above),
        ("few", (below | above) & (lines.imports < FEW)),
        ("both", below & (due > 0) & (collected > free - APART)),
        ("GSP", below & lapsed & (collected < lines.duty)),
        ("exclusion", below & (due > 0) & (collected > lines.duty - APART)),
        ("preference", below & (claimed < statute) & (collected > claimed - APART) & likely),
        ("quota", above & (collected < lines.duty + most + APART) & (most > due)),
        ("step", above & stepped),
    ):
        kind[at] = _NAMES.index(name)
    return Opinions(lines, statute, collected, kind)


def _own(law: "DatedLaw", exporter: str, lines: Bought) -> "NDArray[np.bool_]":
    """Return the lines on which a preference is open for their origin."""
    schedule = law.schedule(US)
    found = np.zeros(len(lines.index), bool)
    if schedule is not None:
        at = schedule.places(lines.code)
        for column in schedule.preferences(exporter, law.day):
            if column.partners:
                found |= np.append(column.entry >= 0, False)[at]
    return found


def _lapsed(law: "DatedLaw", exporter: str, lines: Bought) -> "NDArray[np.bool_]":
    """Return the lines on which the general preferences were open until the end of 2020."""
    schedule = law.schedule(US)
    found = np.zeros(len(lines.index), bool)
    if schedule is not None:
        at = schedule.places(lines.code)
        for column in schedule.columns:
            if column.name == "GSP" and column.partners and exporter in column.partners:
                found |= np.append(column.entry >= 0, False)[at]
    return found


def opinion(law: "DatedLaw", exporter: str, codes: "NDArray[np.int64]") -> Opinion | None:
    """Return the second opinion on the lines with these ten-digit ``codes``; None without trade."""
    found = opinions(law, exporter, codes)
    here = ~np.isnan(found.statute)
    if not here.any():
        return None
    value = found.lines.imports[here]
    statute, collected = found.statute[here], found.collected[here]
    weight = value * np.abs(collected - statute)
    kinds = np.bincount(found.kind[here], weight, len(KINDS))
    kinds[0] = 0.0
    mean = [100 * float(np.average(rate, weights=value)) for rate in (statute, collected)]
    return Opinion(mean[0], mean[1], _NAMES[int(kinds.argmax())] if kinds.any() else "")


def table(law: "DatedLaw") -> "pd.DataFrame":
    """Return every line and partner whose collections of 2024 are two points off the statute.

    Columns: of, line, imports_usd, statute_pct, collected_pct, kind. Rows by partner and line.
    """
    import pandas as pd

    parts = []
    for partner in us_partners():
        found = opinions(law, "FRA" if partner == EU_BLOCK else partner)
        at = np.flatnonzero(found.kind)
        parts.append(
            pd.DataFrame(
                {
                    "of": "EU27" if partner == EU_BLOCK else partner,
                    "line": [f"{code:010d}" for code in found.lines.code[at]],
                    "imports_usd": found.lines.imports[at].astype(np.int64),
                    "statute_pct": np.round(100 * found.statute[at], 2),
                    "collected_pct": np.round(100 * found.collected[at], 2),
                    "kind": [_NAMES[k] for k in found.kind[at]],
                }
            )
        )
    return pd.concat(parts, ignore_index=True)
