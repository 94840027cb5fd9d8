"""The all-in rate on one product from one economy, layer by layer, with the law behind it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from cobden.measures.conditional import Conditional
from cobden.measures.second_opinion import KINDS, Opinion


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

    ``all_in`` is the import-weighted mean over the product's lines, ``low`` and ``high`` its range;
    NaN where the ordinary duty isn't known, ``surcharges`` being what comes on top of it. Where a
    preference is open (``programme``), ``claimed`` and ``unclaimed`` are the rates with and without
    a claim, and ``all_in`` weighs them by ``claimed_share`` (None: not known, and taken as 0).
    ``conditions`` say what else the rate depends on. ``paid`` is what the model takes, where of the
    duties of 2024 not all was paid; ``collected`` what was collected on the day, where a later
    amendment changed it; ``second`` what was collected in 2024 beside the statute of then, where
    they are two points apart.

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
    surcharges: float = 0.0
    programme: str = ""
    claimed: float | None = None
    unclaimed: float | None = None
    claimed_share: float | None = None
    conditions: tuple[Conditional, ...] = ()
    paid: float | None = None
    collected: float | None = None
    second: Opinion | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the answer as plain data: rates in per cent, all-in ones to two places."""
        answer: dict[str, Any] = {
            "all_in_pct": _known(self.all_in),
            "surcharges_pct": round(self.surcharges, 2),
            "layers": [_plain(layer) for layer in self.layers],
            "displaced": [_plain(gone) for gone in self.displaced],
            "conditions": [c.as_json() for c in self.conditions],
            "importer": self.importer,
            "exporter": self.exporter,
            "product": self.product,
            "date": str(self.day),
            "low_pct": _known(self.low),
            "high_pct": _known(self.high),
            "lines": self.lines,
            "basis": self.basis,
            "notes": list(self.notes),
        }
        if self.claimed is not None and self.unclaimed is not None:
            share = self.claimed_share
            key = "usmca" if self.programme == "USMCA" else "preference"
            answer[key] = {
                "programme": self.programme,
                "claimed_pct": _known(self.claimed),
                "unclaimed_pct": _known(self.unclaimed),
                "claimed_share": None if share is None else round(share, 4),
            }
        if self.second is not None:
            answer["second_opinion"] = {
                "statute_2024_pct": round(self.second.statute, 2),
                "collected_2024_pct": round(self.second.collected, 2),
                "why": KINDS[self.second.kind],
            }
        for key, value in (("paid_pct", self.paid), ("collected_pct", self.collected)):
            if value is not None:
                answer[key] = _known(value)
        return answer


def _known(value: float) -> float | None:
    return round(value, 2) if np.isfinite(value) else None


def _plain(item: Layer | Displaced) -> dict[str, Any]:
    def shown(value: object) -> object:
        if isinstance(value, float):
            return round(value, 4) if np.isfinite(value) else None
        return str(value) if isinstance(value, date) else value

    return {key: shown(value) for key, value in vars(item).items() if value not in (None, "")}
