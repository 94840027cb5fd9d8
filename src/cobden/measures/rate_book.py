"""The rates on many products from one partner on one day, worked out line by line and together.

A product is answered by its lines with imports from the partner; where there are none, by those
with imports from all other partners; where there are none either, by the schedule's lines, each of
the same weight. `cobden.measures.rate` does the same for one product, and says more about it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from cobden.measures.bought import CLAIMANTS, US, Bought
from cobden.measures.codes import span
from cobden.measures.goods import covered
from cobden.measures.unbought import unbought

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cobden.measures.law import Law


@dataclass(frozen=True)
class RowAnswer:
    """One answer: rates in % of customs value (NaN: not known), or the ``error`` in its place.

    ``answered_for`` is the code that the answer is about, ``depends_on`` the conditions that it
    depends on, ``note`` what to know about it.
    """

    all_in: float = float("nan")
    ordinary: float = float("nan")
    surcharges: float = float("nan")
    low: float = float("nan")
    high: float = float("nan")
    lines: int = 0
    answered_for: str = ""
    depends_on: str = ""
    note: str = ""
    error: str = ""


def us_answers(law: "Law", exporter: str, products: Sequence[str]) -> list[RowAnswer]:
    """Return the answer to each of ``products`` (codes that the US has) from ``exporter``."""
    found: dict[str, RowAnswer] = {}
    left = list(dict.fromkeys(products))
    for pooled in (False, True):
        if left:
            answered = _bought(law, exporter, left, pooled=pooled)
            found |= answered
            left = [product for product in left if product not in answered]
    by_length: dict[int, list[str]] = {}
    for product in sorted(left):
        by_length.setdefault(len(product), []).append(product)
    for some in by_length.values():  # of one length, so that none lies in another
        found |= _unbought(law, exporter, some)
    return [found[product] for product in products]


def _bought(
    law: "Law", exporter: str, products: list[str], *, pooled: bool
) -> dict[str, RowAnswer]:
    """Return the answers to those of ``products`` that were bought from it, or from all others."""
    lines, said = law.us_lines(exporter, whole=True), ""
    if pooled:
        others = law.us_lines(exporter, pooled=True, whole=True)
        lines = replace(others, collected=None, claimed=lines.claimed)
        said = f"Weights from all other partners: no 2024 imports from {exporter}."
    lines = lines.take(lines.imports > 0)
    low, high = np.array([span(product) for product in products]).T
    first, after = np.searchsorted(lines.code, low), np.searchsorted(lines.code, high)
    there = np.flatnonzero(after > first)
    answers = _answers(law, exporter, lines, first[there], after[there], said)
    return {products[at]: replace(a, answered_for=products[at])
            for at, a in zip(there, answers, strict=True)}  # fmt: skip


def _unbought(law: "Law", exporter: str, products: list[str]) -> dict[str, RowAnswer]:
    """Return the answers to ``products`` that nobody sold, in the order of their codes."""
    lines, first = unbought(law, US, exporter, products)
    after = np.append(first[1:], len(lines.index))
    said = f"No 2024 imports from {exporter}: each line counts the same."
    answers = _answers(law, exporter, lines, first, after, said)
    return {product: replace(a, answered_for=product)
            for product, a in zip(products, answers, strict=True)}  # fmt: skip


def _answers(
    law: "Law",
    exporter: str,
    lines: Bought,
    first: "NDArray[np.intp]",
    after: "NDArray[np.intp]",
    said: str,
) -> Iterable[RowAnswer]:
    """Yield the answer over each run of lines, from ``first`` until ``after`` (never empty)."""
    if not len(first):
        return
    rates = _weighed(law, exporter, lines)
    weight = _sums(lines.imports, first, after)
    unknown = _sums(np.isnan(rates) + 0.0, first, after) > 0
    means = _sums(np.nan_to_num(rates) * lines.imports, first, after) / weight
    means = np.where(unknown, np.nan, means)
    runs = np.ravel([first, after], order="F")
    total = np.append(rates[0], 0.0)
    low, high = (extreme.reduceat(total, runs)[::2] for extreme in (np.minimum, np.maximum))
    depends = _words(_depends(law, exporter, lines), first, after, "; ")
    notes = _words(_unapplied(law, exporter, lines), first, after, " ")
    for at in range(len(first)):
        not_known = "Ordinary duty not known as a rate." if unknown[1, at] else ""
        yield RowAnswer(
            all_in=float(means[0, at]), ordinary=float(means[1, at]),
            surcharges=float(means[2, at]), low=float(low[at]), high=float(high[at]),
            lines=int(after[at] - first[at]), depends_on=depends[at],
            note=" ".join(word for word in (said, not_known, notes[at]) if word),
        )  # fmt: skip


def _sums(
    values: "NDArray[np.float64]", first: "NDArray[np.intp]", after: "NDArray[np.intp]"
) -> "NDArray[np.float64]":
    """Return the sums over runs of lines, the last axis of ``values``."""
    sums = np.cumsum(values, axis=-1, dtype=np.longdouble)
    sums = np.concatenate([np.zeros((*values.shape[:-1], 1), np.longdouble), sums], axis=-1)
    return (sums[..., after] - sums[..., first]).astype(np.float64)


Masks = Mapping[str, "NDArray[np.bool_]"]


def _depends(law: "Law", exporter: str, lines: Bought) -> Masks:
    found: dict[str, NDArray[np.bool_]] = {}
    for tariff in law.reaching(US, exporter):
        for key in tariff.depends:
            found[key] = found.get(key, False) | lines.covers(tariff)
    return found


def _unapplied(law: "Law", exporter: str, lines: Bought) -> Masks:
    found: dict[str, NDArray[np.bool_]] = {}
    for u in law.unapplied:
        if u.may_reach(US, exporter):
            note = f"Not computed: {u.authority} on {u.goods} may reach this."
            found[note] = found.get(note, False) | covered(lines.lines, u.codes)[lines.index]
    return found


def _words(
    masks: Masks, first: "NDArray[np.intp]", after: "NDArray[np.intp]", between: str
) -> list[str]:
    """Return, for each run of lines, the words whose mask has one of them."""
    if not masks:
        return [""] * len(first)
    hit = _sums(np.array(list(masks.values()), np.float64), first, after).T > 0
    words, known = list(masks), {}
    for row in hit:
        key = row.tobytes()
        if key not in known:
            known[key] = between.join(words[k] for k in np.flatnonzero(row))
    return [known[row.tobytes()] for row in hit]


def _weighed(law: "Law", exporter: str, lines: Bought) -> "NDArray[np.float64]":
    """Return the all-in rate, the ordinary duty and what comes on top on each line [3, line], %.

    Claims are weighed in.
    """

    def rates(*, claims: bool) -> "NDArray[np.float64]":
        found = law.stack(US, exporter, lines, claims=claims)
        return 100 * np.array([found.total, found.ordinary, found.points.sum(axis=0)])

    plain = rates(claims=False)
    if lines.claimed is None or not (exporter in CLAIMANTS or lines.preferred is not None):
        return plain
    return plain + lines.claimed * (rates(claims=True) - plain)
