"""Checks of the law as data: coverage at hand-overs, lists against the text, rows, sources.

A hand-over is a day on which measures of one family end and others of it begin for the same
partner. What they covered and nothing of the family covers from that day on must be explained, in
``data/explained.csv``: by a list of what was taken out, or in words.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from cobden.base.errors import InputError
from cobden.measures.bought import US
from cobden.measures.chapter99 import lists_in
from cobden.measures.goods import covered, list_names, us_lines
from cobden.measures.measure import Tariff
from cobden.measures.tables import read_csv

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cobden.measures.policy import Policy

SAMPLE = ("JPN", "DEU", "GBR", "CAN", "MEX", "CHN", "KOR", "BRA", "IND", "RUS", "CHE", "VNM")
# How long the statute lets a measure stand: Trade Act sections 122(a) and 203(e).
LIMITS = {"S122": timedelta(days=150), "S201": timedelta(days=8 * 366)}


@dataclass(frozen=True)
class Finding:
    """One thing that a check found: its kind, where it is, what it is, and the explanation if any.

    ``lines`` counts US lines of ten digits.
    """

    kind: str
    where: str
    what: str
    lines: int = 0
    explained: str = ""


def findings(policy: "Policy", *, chapter99: str | None = None) -> tuple[Finding, ...]:
    """Return all that the checks find; ``chapter99`` is the text of that chapter."""
    found = [*handovers(policy), *overlaps(policy), *rows(policy)]
    if chapter99 is not None:
        found += lists(chapter99)
    return tuple(found)


def family(authority: str) -> str:
    """Return what an authority and its successors have in common: "S232" of "S232-metals"."""
    return authority.split("-", maxsplit=1)[0]


def handovers(policy: "Policy", partners: Iterable[str] = SAMPLE) -> Iterator[Finding]:
    """Yield what drops out where one measure of a family follows another."""
    tariffs = [m for m in policy.measures if isinstance(m, Tariff) and m.mode != "exempt"]
    seen: dict[tuple[date, str, bytes], list[str]] = {}
    for partner in partners:
        reaching = [t for t in tariffs if t.reaches(US, partner)]
        for day in sorted({t.end for t in reaching if t.end is not None}):
            for name in sorted({family(t.authority) for t in reaching if t.end == day}):
                mine = [t for t in reaching if family(t.authority) == name]
                if any(t.start == day for t in mine):
                    lost = _coverage(t for t in mine if t.end == day) & ~_coverage(
                        t for t in mine if t.in_force(day)
                    )
                    if lost.any():
                        seen.setdefault((day, name, lost.tobytes()), []).append(partner)
    for (day, name, lost), who in seen.items():
        at = np.frombuffer(lost, bool)
        codes = sorted({f"{code:010d}"[:8] for code in us_lines().low[at]})
        shown = ", ".join(codes[:6]) + (" and more" if len(codes) > 6 else "")
        yield Finding(
            "hand-over", f"{name} on {day}, {' '.join(who)}", f"no longer covered: {shown}",
            int(at.sum()), _explained(day, name, at),
        )  # fmt: skip


def _coverage(tariffs: Iterable[Tariff]) -> "NDArray[np.bool_]":
    found = np.zeros(len(us_lines().low), bool)
    for tariff in tariffs:
        found |= covered(us_lines(), tariff.goods, tariff.goods_except)
    return found


def _explained(day: date, name: str, lost: "NDArray[np.bool_]") -> str:
    """Return why these lines dropped out, or nothing unless all are accounted for."""
    words, left = [], lost.copy()
    for row in read_csv("explained.csv"):
        if row["day"] == str(day) and row["family"] == name:
            words.append(row["why"])
            left &= ~covered(us_lines(), tuple(row["goods"].split()))
    return "" if left.any() else "; ".join(words)


def overlaps(policy: "Policy", partners: Iterable[str] = SAMPLE) -> Iterator[Finding]:
    """Yield the days on which two measures meet on a line and no rule says how they stack."""
    turns = sorted({m.start for m in policy.measures})
    for partner in partners:
        seen: set[tuple[str, ...]] = set()
        for day in turns:
            law = policy.on(day)
            key = tuple(t.id for t in law.reaching(US, partner))
            if key in seen:
                continue
            seen.add(key)
            try:
                law.stack(US, partner, law.us_lines(partner, whole=True))
            except InputError as fault:
                yield Finding("overlap", f"{partner} on {day}, {fault.where}", str(fault))


def rows(policy: "Policy") -> Iterator[Finding]:
    """Yield rows without a source or past what the statute allows."""
    for measure in policy.measures:
        if measure.grade in ("", "U") or not measure.source.strip():
            yield Finding("source", measure.name, "no source that was seen")
        limit = LIMITS.get(family(measure.authority))
        if limit is not None and (measure.end or date.max) - measure.start > limit:
            yield Finding("expired", measure.name, f"stands longer than {limit.days} days")


def lists(text: str) -> Iterator[Finding]:
    """Yield where a shipped list is not what the text of chapter 99 says."""
    lines = us_lines()
    for name, (note, codes) in lists_in(text).items():
        if not any(n == name or n.split(":")[0] == name for n in list_names()):
            continue
        ours = covered(lines, (f"@{name}",))
        theirs = covered(lines, codes)
        for label, at in (("not in the text", ours & ~theirs), ("missing", theirs & ~ours)):
            if at.any():
                found = sorted({f"{code:010d}"[:8] for code in lines.low[at]})
                shown = ", ".join(found[:6]) + (" and more" if len(found) > 6 else "")
                why = _explained(date.min, name, at)
                yield Finding("list", f"@{name}, US note {note}", f"{label}: {shown}",
                              int(at.sum()), why)  # fmt: skip
