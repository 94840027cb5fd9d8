"""The all-in rate on one product from one economy, layer by layer, with the law behind it."""

from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from cobden.base import economies
from cobden.base.errors import InputError
from cobden.measures import bought, goods
from cobden.measures.asked import asked
from cobden.measures.bought import US, Bought
from cobden.measures.goods import covered
from cobden.measures.measure import Tariff
from cobden.measures.stacking import Stack

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cobden.measures.law import Law

ORDINARY = "MFN"


@dataclass(frozen=True)
class Layer:
    """One duty in the stack: ``points`` (% of customs value), on ``share`` of the value."""

    authority: str
    points: float
    source: str
    mode: str = "add"
    rate_pct: float | None = None
    share: float = 1.0
    heading: str = ""
    where: str = ""
    start: date | None = None
    end: date | None = None
    note: str = ""
    id: str = ""


@dataclass(frozen=True)
class Displaced:
    """A duty that gave way: ``share`` of the value it would have reached went to ``by``."""

    authority: str
    by: tuple[str, ...]
    share: float
    source: str


@dataclass(frozen=True)
class Rate:
    """The answer: rates in % of customs value.

    ``all_in`` is the import-weighted mean over the product's lines, ``low`` and ``high`` its range.
    For Canada and Mexico ``claimed`` and ``unclaimed`` are the rates with and without a USMCA
    claim, and ``all_in`` weighs them by ``claimed_share``. ``collected`` is what was collected on
    the day, where a later amendment changed it.

    >>> import cobden as cb
    >>> rate = cb.Policy.load().on('2025-06-05').rate('USA', 'JPN', '87032301')
    >>> [layer.authority for layer in rate.layers]
    ['MFN', 'S232-auto']
    """

    importer: str
    exporter: str
    product: str
    day: date
    all_in: float
    low: float
    high: float
    layers: tuple[Layer, ...]
    displaced: tuple[Displaced, ...]
    lines: int
    basis: str
    notes: tuple[str, ...] = ()
    claimed: float | None = None
    unclaimed: float | None = None
    claimed_share: float | None = None
    collected: float | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the answer as plain data: rates in per cent, all-in ones to two places."""
        answer: dict[str, Any] = {
            "all_in_pct": round(self.all_in, 2),
            "layers": [_plain(layer) for layer in self.layers],
            "displaced": [_plain(gone) for gone in self.displaced],
            "importer": self.importer,
            "exporter": self.exporter,
            "product": self.product,
            "date": str(self.day),
            "low_pct": round(self.low, 2),
            "high_pct": round(self.high, 2),
            "lines": self.lines,
            "basis": self.basis,
            "notes": list(self.notes),
        }
        if self.claimed is not None and self.unclaimed is not None:
            answer["usmca"] = {
                "claimed_pct": round(self.claimed, 2),
                "unclaimed_pct": round(self.unclaimed, 2),
                "claimed_share": round(self.claimed_share or 0.0, 4),
            }
        if self.collected is not None:
            answer["collected_pct"] = round(self.collected, 2)
        return answer


def _plain(item: Layer | Displaced) -> dict[str, Any]:
    def shown(value: object) -> object:
        if isinstance(value, float):
            return round(value, 4)
        return str(value) if isinstance(value, date) else value

    return {key: shown(value) for key, value in vars(item).items() if value not in (None, "")}


def rate_of(law: "Law", by: str, on: str, product: str, *, mfn: float | None) -> Rate:
    """Return the rate under ``law``; see ``Law.rate``."""
    importer, exporter = (
        economies.resolve(name, where=key) for name, key in ((by, "by"), (on, "on"))
    )
    if importer == exporter:
        raise InputError(
            f"{importer} puts no tariff on itself.", where="on", remedy="Name another economy."
        )
    if mfn is not None and not (np.isfinite(mfn) and 0.0 <= mfn <= 100.0):
        raise InputError(
            f"an ordinary duty of {mfn} can't be.",
            where="mfn",
            remedy="Give a rate of at least 0, such as 0.025 for 2.5%.",
        )
    product, said = asked(product, importer, law.schedule(importer))
    lines, notes = _lines(importer, exporter, product, law.day)
    notes = [*said, *notes]
    if mfn is not None:
        lines = lines.with_duty(mfn)
        notes = [note for note in notes if not note.startswith("Ordinary")]
    plain = law.stack(importer, exporter, lines)
    claims = (
        law.stack(importer, exporter, lines, claims=True) if lines.claimed is not None else plain
    )
    weigh = partial(_weighed, lines)
    total = weigh(plain.total, claims.total)
    rate = Rate(
        importer,
        exporter,
        product,
        law.day,
        100 * lines.mean(total),
        100 * float(total.min()),
        100 * float(total.max()),
        _layers(plain, claims, lines, mfn),
        _displaced(plain, lines),
        len(lines.index),
        lines.basis,
        tuple(notes),
    )
    if lines.claimed is None:
        return rate
    return replace(
        rate,
        claimed=100 * lines.mean(claims.total),
        unclaimed=100 * lines.mean(plain.total),
        claimed_share=lines.mean(lines.claimed),
    )


def _weighed(
    lines: Bought, plain: "NDArray[np.float64]", claimed: "NDArray[np.float64]"
) -> "NDArray[np.float64]":
    return plain if lines.claimed is None else plain + lines.claimed * (claimed - plain)


def _layers(plain: Stack, claims: Stack, lines: Bought, mfn: float | None) -> tuple[Layer, ...]:
    if mfn is not None:
        source = "given with the question"
    elif lines.measured:
        source = "US Census Bureau, duty collected over customs value in 2024"
    else:
        source = "not known"
    layers = [Layer(ORDINARY, 100 * lines.mean(plain.ordinary), source)]
    for m, tariff in enumerate(plain.tariffs):
        points = 100 * lines.mean(_weighed(lines, plain.points[m], claims.points[m]))
        share = lines.mean(_weighed(lines, plain.reached[m], claims.reached[m]))
        if share > 0:
            layers.append(_layer(tariff, points, share))
    return tuple(layers)


def _layer(tariff: Tariff, points: float, share: float) -> Layer:
    return Layer(
        tariff.authority,
        points,
        tariff.source,
        tariff.mode,
        100 * tariff.rate,
        share,
        tariff.heading,
        tariff.where,
        tariff.start,
        tariff.end,
        tariff.note,
        tariff.id,
    )


def _displaced(found: Stack, lines: Bought) -> tuple[Displaced, ...]:
    gone = []
    for m, tariff in enumerate(found.tariffs):
        lost = lines.mean(found.scope[m] - found.reached[m])
        if lost > 1e-12:
            winners = tuple(
                name
                for name in found.above[tariff.authority]
                if any(
                    t.authority == name and (found.reached[w] * found.scope[m]).any()
                    for w, t in enumerate(found.tariffs)
                )
            )
            gone.append(Displaced(tariff.authority, winners, lost, tariff.source))
    return tuple(gone)


def _lines(importer: str, exporter: str, product: str, day: date) -> tuple[Bought, list[str]]:
    """Return the lines of ``product`` with their weights, and what to say about them."""
    if importer != US:
        lines = goods.lone_line(product) if product.isdigit() else goods.six_digit_lines()
        index = np.flatnonzero(covered(lines, (product,)))
        ones = np.ones(len(index))
        found = Bought(lines, index, ones, 0.0 * ones, None, f"{importer}: no trade by line")
        return found, [
            f"Ordinary duty of {importer} not known by line: the surcharges alone are "
            "shown; give the ordinary duty with mfn."
        ]
    block = bought.block(exporter)
    whole = bought.with_claims(bought.us_imports(block), exporter, day)
    named = covered(whole.lines, (product,))
    if (whole.imports[named] > 0).any():
        notes = ["Duties and weights are the European Union's."] if block == bought.EU_BLOCK else []
        return whole.take(named & (whole.imports > 0)), notes
    others = bought.us_imports(None)
    absent = f"no 2024 imports from {exporter}"
    if (others.imports[named] > 0).any():
        found = others.take(named & (others.imports > 0))
        note = f"Ordinary duty and weights from all other partners: {absent}."
        return _claimless(found, whole, named & (others.imports > 0)), [note]
    lines = goods.lone_line(product) if not named.any() else whole.lines
    index = np.flatnonzero(named) if named.any() else np.zeros(1, np.intp)
    ones = np.ones(len(index))
    found = Bought(lines, index, ones, 0.0 * ones, None, absent)
    return found, [
        "Ordinary duty not known (no 2024 imports at all): taken as zero; give it with mfn."
    ]


def _claimless(found: Bought, whole: Bought, chosen: "NDArray[np.bool_]") -> Bought:
    if whole.claimed is None:
        return found
    return replace(found, claimed=whole.claimed[chosen])
