"""What a rate depends on beyond the code: end use, origin of the metal, quota; with and without."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING, Any

from cobden.base.errors import unknown

if TYPE_CHECKING:
    from cobden.measures.bought import Bought
    from cobden.measures.dated_law import DatedLaw
    from cobden.measures.measure import Tariff

OTHERWISE = "otherwise"


@dataclass(frozen=True)
class Conditional:
    """The rate where ``key`` is ``value`` (``met``), and where it is not (``unmet``), in %.

    ``share`` of the value is taken to meet it in the model, and in the rate too unless by statute
    another part does (``stated``); ``known`` is false where that is an assumption.
    """

    key: str
    value: str
    words: str
    met: float
    unmet: float
    share: float
    known: bool
    source: str
    stated: float | None = None

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data: rates in per cent to two places."""
        return {
            "if": f"{self.key}={self.value}",
            "words": self.words,
            "met_pct": None if isnan(self.met) else round(self.met, 2),
            "unmet_pct": None if isnan(self.unmet) else round(self.unmet, 2),
            "share": round(self.share, 4),
            "share_in_rate": round(self.share if self.stated is None else self.stated, 4),
            "share_known": self.known,
            "source": self.source,
        }


def conditions_of(
    law: "DatedLaw", importer: str, exporter: str, lines: "Bought", given: Mapping[str, str]
) -> tuple[Conditional, ...]:
    """Return the conditions that the rate on ``lines`` depends on and ``given`` doesn't settle.

    Raises ``InputError`` for a key in ``given`` that no measure depends on.
    """
    reaching = [t for t in law.reaching(importer, exporter) if lines.covers(t).any()]
    held = {(c.key, c.value): c for t in reaching if t.condition for c in t.condition.parts}
    keys = {key for key, _ in held} | {t.content for t in reaching if t.content}
    keys |= {"quota" for t in reaching if t.beyond_quota}
    for key in given:
        if key not in keys:
            raise unknown("condition", key, sorted(keys) or ["(none here)"], where="if")

    def rate(key: str, value: str) -> float:
        settled = {**given, key: value}
        plain = law.stack(importer, exporter, lines, given=settled).total
        if lines.claimed is None:
            return 100 * lines.mean(plain)
        claims = law.stack(importer, exporter, lines, claims=True, given=settled).total
        return 100 * lines.mean(plain + lines.claimed * (claims - plain))

    found = [
        Conditional(
            key, value, c.words, rate(key, value), rate(key, OTHERWISE),
            c.share, c.known, c.source, c.statute,
        )
        for (key, value), c in held.items()
        if key not in given
    ]  # fmt: skip
    found += [_content(t, rate, lines) for t in _metals(reaching) if t.content not in given]
    if "quota" in keys - set(given):
        found.append(
            Conditional(
                "quota", "beyond", "the quantity is beyond the partner's quota",
                rate("quota", "beyond"), rate("quota", "within"),
                _beyond(law, importer, exporter, lines), lines.collected is not None,
                "the part of the duty that was collected in 2024",
            )
        )  # fmt: skip
    return tuple(c for c in found if abs(c.met - c.unmet) > 1e-9)


def _metals(reaching: "list[Tariff]") -> "list[Tariff]":
    """Return one measure for each metal on whose content a duty falls."""
    return list({t.content: t for t in reaching if t.content}.values())


def _content(tariff: "Tariff", rate: Any, lines: "Bought") -> Conditional:
    metal = tariff.content
    assert metal is not None
    return Conditional(
        metal, "1", f"the {metal} is the whole of the value; give its share", rate(metal, "1"),
        rate(metal, "0"), lines.mean(lines.content(metal)), False,
        "the share of its industry's metal inputs (BEA), where importers declare the real one",
    )  # fmt: skip


def _beyond(law: "DatedLaw", importer: str, exporter: str, lines: "Bought") -> float:
    found = law.stack(importer, exporter, lines)
    shares = [lines.mean(found.reached[m]) for m, t in enumerate(found.tariffs) if t.beyond_quota]
    return max(shares, default=0.0)
