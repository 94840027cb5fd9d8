"""The all-in rate on one product from one economy, layer by layer, with the law behind it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from cobden.base import economies
from cobden.base.errors import InputError
from cobden.measures import bought, goods, importers
from cobden.measures.asked import asked
from cobden.measures.bought import US, Bought
from cobden.measures.conditional import Conditional, conditions_of
from cobden.measures.goods import covered
from cobden.measures.measure import Tariff
from cobden.measures.ordinary import unverified
from cobden.measures.schedule import Schedule
from cobden.measures.second_opinion import APART, KINDS, Opinion, opinion
from cobden.measures.stacking import Stack
from cobden.measures.unbought import unbought

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cobden.measures.dated_law import DatedLaw

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


def rate_of(
    law: "DatedLaw",
    by: str,
    on: str,
    product: str,
    *,
    mfn: float | None,
    given: Mapping[str, str] | None = None,
) -> Rate:
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
    law = law.without_held(importer)
    product, said = asked(product, importer, law.schedule(importer))
    lines, notes = _lines(law, importer, exporter, product)
    if importer != US:
        said += importers.about(importer, exporter, product, law.schedule(importer), law.day)
    elif bought.block(exporter) is None:
        said.append(importers.unseen(exporter))
    programme = _programme(law, importer, exporter, lines) if mfn is None else ""
    if mfn is not None:
        lines = lines.with_duty(mfn)
    plain = law.stack(importer, exporter, lines, given=given)
    open_to = lines.preferred is not None and not np.isnan(lines.preferred).all()
    offered = (exporter in bought.CLAIMANTS and importer == US) or open_to
    claims = law.stack(importer, exporter, lines, claims=True, given=given) if offered else plain
    total = _weighed(lines, plain.total, claims.total)
    layers = _layers(law, importer, plain, claims, lines, exporter=exporter, mfn=mfn)
    rate = Rate(
        importer,
        exporter,
        product,
        law.day,
        100 * lines.mean(total),
        100 * float(total.min()),
        100 * float(total.max()),
        layers,
        _displaced(plain, lines),
        len(lines.index),
        lines.basis,
        (*said, *notes, *_ordinary_notes(law, importer, exporter, lines, mfn)),
        surcharges=sum(layer.points for layer in layers[1:]),
        conditions=conditions_of(law, importer, exporter, lines, given or {}),
        paid=_paid(law, importer, exporter, lines, total, given),
        second=_second(law, importer, exporter, lines) if mfn is None and not given else None,
    )
    if not offered:
        return rate
    return replace(
        rate,
        programme=programme or "USMCA" * (exporter in bought.CLAIMANTS),
        claimed=100 * lines.mean(claims.total),
        unclaimed=100 * lines.mean(plain.total),
        claimed_share=None if lines.claimed is None else lines.mean(lines.claimed),
    )


def _second(law: "DatedLaw", importer: str, exporter: str, lines: Bought) -> Opinion | None:
    """Return the second opinion where it is another."""
    if importer != US or lines.collected is None:
        return None
    found = opinion(law, exporter, lines.code)
    return found if found and abs(found.collected - found.statute) > 100 * APART else None


def _paid(
    law: "DatedLaw",
    importer: str,
    exporter: str,
    lines: Bought,
    total: "NDArray[np.float64]",
    given: Mapping[str, str] | None,
) -> float | None:
    """Return what the model takes, where that is less than the law: not all is paid, or waived."""
    if given or (importer == US and lines.collected is None):
        return None
    found = lines.mean(law.rates(importer, exporter, lines))
    return 100 * found if abs(found - lines.mean(total)) > 5e-5 else None


def _programme(law: "DatedLaw", importer: str, exporter: str, lines: Bought) -> str:
    """Return the names of the preferences that are best on some of the lines."""
    schedule = law.schedule(importer)
    if schedule is None or lines.preferred is None:
        return ""
    at = schedule.places(lines.code)
    names = [
        column.name
        for column in schedule.preferences(exporter, law.day)
        if np.isclose(np.append(column.rate, np.nan)[at], lines.preferred).any()
    ]
    own = [name for name in names if name not in ("civil aircraft", "dye intermediates")]
    return " or ".join(own[:1] or names)


def _weighed(
    lines: Bought, plain: "NDArray[np.float64]", claimed: "NDArray[np.float64]"
) -> "NDArray[np.float64]":
    return plain if lines.claimed is None else plain + lines.claimed * (claimed - plain)


def _layers(
    law: "DatedLaw",
    importer: str,
    plain: Stack,
    claims: Stack,
    lines: Bought,
    *,
    exporter: str,
    mfn: float | None,
) -> tuple[Layer, ...]:
    ordinary = 100 * lines.mean(_weighed(lines, plain.ordinary, claims.ordinary))
    name, source = ORDINARY, "given with the question"
    if mfn is None:
        name, source = _ordinary_source(law, importer, exporter, lines)
    layers = [Layer(name, ordinary, source)]
    for m, tariff in enumerate(plain.tariffs):
        points = 100 * lines.mean(_weighed(lines, plain.points[m], claims.points[m]))
        share = lines.mean(_weighed(lines, plain.reached[m], claims.reached[m]))
        if share > 0:
            layers.append(_layer(tariff, points, share))
    return tuple(layers)


def _ordinary_source(
    law: "DatedLaw", importer: str, exporter: str, lines: Bought
) -> tuple[str, str]:
    """Return the name of the ordinary duty's layer, and its source."""
    schedule = law.schedule(importer)
    if schedule is None:
        return ORDINARY, "not known"
    column = schedule.normal(exporter, law.day)
    texts = _texts(schedule, exporter, law, lines)
    stated = f": {texts[0]}" if len(texts) == 1 else ""
    name = ORDINARY if column is schedule.columns[0] else column.name
    return name, f"{schedule.edition}, {column.name}{stated}"


def _texts(schedule: Schedule, exporter: str, law: "DatedLaw", lines: Bought) -> list[str]:
    column, at = schedule.normal(exporter, law.day), schedule.places(lines.code)
    duties = [column.duty(int(line)) for line in dict.fromkeys(at.tolist()) if line >= 0]
    return list(dict.fromkeys(duty.text for duty in duties if duty is not None))


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
                for name in found.above  # in legal order
                if name in found.above[tariff.authority]
                if any(
                    t.authority == name and (found.reached[w] * found.scope[m]).any()
                    for w, t in enumerate(found.tariffs)
                )
            )
            gone.append(Displaced(tariff.authority, winners, lost, tariff.source))
    return tuple(gone)


def _lines(law: "DatedLaw", importer: str, exporter: str, product: str) -> tuple[Bought, list[str]]:
    """Return the lines of ``product`` with their weights, and what to say about them."""
    if importer != US:
        return _unbought(law, importer, exporter, product, f"{importer}: no trade by line"), []
    whole = law.us_lines(exporter, whole=True)
    named = covered(whole.lines, (product,))
    if (whole.imports[named] > 0).any():
        union = bought.block(exporter) == bought.EU_BLOCK
        notes = ["Weights and claims are the European Union's."] * union
        return whole.take(named & (whole.imports > 0)), notes
    absent = f"no 2024 imports from {exporter}"
    others = law.us_lines(exporter, pooled=True, whole=True)
    if (others.imports[named] > 0).any():
        chosen = named & (others.imports > 0)
        found = replace(others, collected=None, claimed=whole.claimed).take(chosen)
        return found, [f"Weights from all other partners: {absent}."]
    return _unbought(law, importer, exporter, product, absent), []


def _unbought(law: "DatedLaw", importer: str, exporter: str, product: str, basis: str) -> Bought:
    """Return lines of the same weight, for want of trade."""
    if product.isdigit():
        return unbought(law, importer, exporter, [product], basis)[0]
    lines = goods.six_digit_lines()
    index = np.flatnonzero(covered(lines, (product,)))
    return Bought(lines, index, np.ones(len(index)), np.full(len(index), np.nan), None, basis)


def _ordinary_notes(
    law: "DatedLaw", importer: str, exporter: str, lines: Bought, mfn: float | None
) -> list[str]:
    """Return what to say about the ordinary duty, and about measures that can't be computed."""
    notes, schedule = list[str](), law.schedule(importer)
    if mfn is None and schedule is None:
        notes.append(
            f"Ordinary duty of {importer} not known: its schedule isn't here. Give the duty with "
            "mfn."
        )
    elif mfn is None and schedule is not None and lines.estimated is not None:
        texts = [f"'{t}'" for t in _texts(schedule, exporter, law, lines)[:3]]
        if np.isnan(lines.duty).any():
            stated = f": {', '.join(texts)}" if texts else ""
            notes.append(f"Ordinary duty not known as a rate{stated}. Give it with mfn.")
        elif lines.estimated.any() and importer == US:
            part = "" if lines.estimated.all() else " on some lines"
            notes.append(
                f"The ordinary duty depends on the price{part} ({', '.join(texts) or 'no line'}): "
                "taken as what was collected over value in 2024. Give it with mfn."
            )
    if mfn is None and schedule is not None:
        notes += unverified(schedule, exporter, law.day, lines.code)
        if schedule.year != law.day.year:
            notes.append(f"Ordinary duty of the schedule of {schedule.year}.")
    for u in law.unapplied:
        if u.may_reach(importer, exporter) and covered(lines.lines, u.codes)[lines.index].any():
            notes.append(
                f"Not computed: {u.authority} on {u.goods} ({u.rate or 'rate not known'}%) may "
                f"reach this: {u.why} ({u.source})."
            )
    return notes
