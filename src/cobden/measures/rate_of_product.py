"""From a law to the rate on one product from one economy: its layers, what gave way, and notes."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cobden.base import economies
from cobden.base.errors import InputError
from cobden.measures import bought, goods, importers
from cobden.measures.asked import asked
from cobden.measures.bought import US, Bought
from cobden.measures.conditional import conditions_of
from cobden.measures.goods import covered
from cobden.measures.measure import Tariff
from cobden.measures.ordinary import unverified
from cobden.measures.rate import Displaced, Layer, Rate
from cobden.measures.schedule import Schedule
from cobden.measures.second_opinion import APART, Opinion, opinion
from cobden.measures.stacking import Stack
from cobden.measures.unbought import unbought

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cobden.measures.dated_law import DatedLaw

ORDINARY = "MFN"


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
    importer, exporter = _pair(by, on)
    _check_duty(mfn)
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
    offered = _preference_open(importer, exporter, lines)
    claims = law.stack(importer, exporter, lines, claims=True, given=given) if offered else plain
    total = _weighed(lines, plain.total, claims.total)
    layers = _layers(law, importer, plain, claims, lines, exporter=exporter, mfn=mfn)
    rate = Rate(
        importer, exporter, product, law.day,
        100 * lines.mean(total), 100 * float(total.min()), 100 * float(total.max()),
        layers, _displaced(plain, lines), len(lines.index), lines.basis,
        (*said, *notes, *_ordinary_notes(law, importer, exporter, lines, mfn)),
        surcharges=sum(layer.points for layer in layers[1:]),
        conditions=conditions_of(law, importer, exporter, lines, given or {}),
        paid=_paid(law, importer, exporter, lines, total, given),
        second=_second(law, importer, exporter, lines) if mfn is None and not given else None,
    )  # fmt: skip
    if not offered:
        return rate
    return replace(
        rate,
        programme=programme or "USMCA" * (exporter in bought.CLAIMANTS),
        claimed=100 * lines.mean(claims.total),
        unclaimed=100 * lines.mean(plain.total),
        claimed_share=None if lines.claimed is None else lines.mean(lines.claimed),
    )


def _pair(by: str, on: str) -> tuple[str, str]:
    """Return importer and exporter; raise ``InputError`` for an unknown one, or the same twice."""
    importer, exporter = economies.resolve(by, where="by"), economies.resolve(on, where="on")
    if importer == exporter:
        raise InputError(
            f"{importer} puts no tariff on itself.", where="on", remedy="Name another economy."
        )
    return importer, exporter


def _check_duty(mfn: float | None) -> None:
    if mfn is not None and not (np.isfinite(mfn) and 0.0 <= mfn <= 100.0):
        raise InputError(
            f"an ordinary duty of {mfn} can't be.",
            where="mfn",
            remedy="Give a rate of at least 0, such as 0.025 for 2.5%.",
        )


def _preference_open(importer: str, exporter: str, lines: Bought) -> bool:
    """Whether a preference can be claimed on some of the lines."""
    if exporter in bought.CLAIMANTS and importer == US:
        return True
    return lines.preferred is not None and not np.isnan(lines.preferred).all()


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
