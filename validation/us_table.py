"""The law as the published table of effective rates reads it, and its rates by our engine.

The table (``us_effective_rates.csv``) was made by another program, from the same trade of 2024. It
takes what was collected in 2024 for the ordinary duty, with the surcharges of that year inside, and
it leaves out or reads otherwise what ``DIFFERENCES`` names. With these put back, everything else of
the shipped law and of the engine has to give the table's figures to its last digit.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np

from cobden.measures import Policy, Tariff
from cobden.measures.bought import EU_BLOCK, US, Bought, block, claims_of, us_bought, us_partners
from cobden.measures.goods import listed, sectors
from cobden.measures.law import Law
from cobden.measures.sector_means import sector_index, sector_means
from cobden.measures.stacking import EMBEDDED_ON, paid_in_2024, stack
from validation.published import read

DIFFERENCES = {
    "base": "what was collected in 2024 stands for the ordinary duty, Section 301, the safeguard "
    "on solar cells and column 2; the statute is shipped",
    "steps": "the steps of Section 301 of 2025 and 2026 are left out (US note 31)",
    "derivatives of 2020": "nails, cables and stampings of Proclamation 9980 are left out "
    "(US note 16; headings 9903.81.89 and 9903.85.04)",
    "informational materials": "works of art, films and recordings are not spared (9903.01.31)",
    "electric trucks": "8704.60 is left out (US note 33(b))",
    "annex II": "the list of 13 November 2025 has what US note 2(v)(iii)(b) spares only in part",
    "metals of April 2026": "the lists of US note 16(c) are cut to six and eight digits, and "
    "primary steel and aluminium are left out",
}
INFORMATIONAL = ("97", "3705", "3706", "852349", "85238010")
QUOTAS = "CAN MEX EU27 GBR JPN KOR AUS BRA ARG UKR"
METALS = {
    "M400": ("s232_metals_annex_IA_20260406", "GBR"),
    "M401": ("s232_metals_annex_IB_20260406", "GBR"),
    "M402": ("s232_metals_annex_IA_20260406", ""),
    "M403": ("s232_metals_annex_IB_20260406", ""),
    "M404": ("s232_metals_annex_III_20260406", ""),
}
OURS_OF_2026 = ("M400k", "M401w", "M401k", "M403w", "M404c")  # parts of those that the text has
NEVER_COMPUTED = ("H", "A")  # rows of our own: before 2025, or on a condition that the table lacks


def tracked(name: str) -> tuple[str, ...]:
    """Return the codes of a list as the table had it."""
    return next(
        tuple(r["codes"].split()) for r in read("us_tracked_lists.csv") if r["list"] == name
    )


def _statutory() -> tuple[str, ...]:
    """Return the goods that the table spares as informational: printed matter and chapter 98."""
    spans = listed("ieepa_statutory")
    digits = (10 - np.round(np.log10(spans.high - spans.low)).astype(int)).tolist()
    codes = [f"{low:010d}"[:n] for low, n in zip(spans.low.tolist(), digits, strict=True)]
    return tuple(code for code in codes if not code.startswith(INFORMATIONAL))


def policy() -> Policy:
    """Return the shipped law with the table's reading of it."""
    swapped = {
        "@s232_steel_deriv_20200208": (),
        "@s232_alu_deriv_20200208": (),
        "@ieepa_statutory": _statutory(),
        "@ieepa_annex2_20251113": tracked("ieepa_annex2_20251113"),
    }

    def goods(names: Iterable[str]) -> tuple[str, ...]:
        return tuple(code for name in names for code in swapped.get(name, (name,)))

    shipped = Policy.load()
    found = []
    for m in shipped.measures:
        if not isinstance(m, Tariff) or m.id.startswith(NEVER_COMPUTED) or m.id in OURS_OF_2026:
            continue
        trucks = ("87046000",) if "@s232_auto_vehicles" in m.goods else ()
        reading = {
            "goods": goods(m.goods),
            "goods_except": (*goods(m.goods_except), *trucks),
            "condition": None,
        }
        if m.id in METALS:
            name, spared = METALS[m.id]
            last = tracked(METALS["M404"][0]) if "_IB_" in name else ()
            reading |= {"goods": tracked(name), "goods_except": last,
                        "on_except": (spared,) if spared else ()}  # fmt: skip
        found.append(m.model_copy(update=reading))
    return replace(shipped, measures=(*found, *_of_2018(), *_own()))


def _of_2018() -> tuple[Tariff, ...]:
    """Return the metals duties that the table takes out of what was collected in 2024."""

    def duty(goods: str, rate: float, embedded: float, *, beyond: bool) -> Tariff:
        metal = "steel" if "steel" in goods else "aluminium"
        row: dict[str, Any] = dict(
            by=US, on=QUOTAS if beyond else "all", on_except=() if beyond else QUOTAS, goods=goods,
            rate=rate, start="2018-03-23", end="2025-03-12", embedded=embedded,
            beyond_quota=beyond, authority=f"S232-{metal}", source="Proclamations 9704 and 9705",
        )  # fmt: skip
        return Tariff(**row)

    return tuple(
        duty(goods, rate, embedded, beyond=beyond)
        for goods, rate, embedded in (
            ("@s232_steel_primary", 0.25, 0.0),
            ("@s232_alu_primary", 0.10, 0.8),  # counts as paid from four fifths of it on
        )
        for beyond in (False, True)
    )


def _own() -> tuple[Tariff, ...]:
    """Return the rows of the table's law that the shipped one has in another form."""
    rows: tuple[dict[str, Any], ...] = (
        {
            "by": US, "on": "RUS", "goods": "@s232_alu_primary", "rate": 2.0, "mode": "replace",
            "start": "2023-03-10", "authority": "S232-aluminium", "source": "Proclamation 10522",
        },
        {
            "by": US, "on": "all", "goods": tracked("s232_metals_annex_II_removed_20260406"),
            "rate": 0.0, "mode": "exempt", "start": "2026-04-06", "authority": "S232-metals",
            "source": "Proclamation of 2 April 2026, annex II",
        },
    )  # fmt: skip
    return tuple(Tariff(**row) for row in rows)


Cells = dict[tuple[str, str], tuple[dict[str, float], float]]


def effective(law: Law) -> Cells:
    """Return, by partner and sector, each layer's rate in % and the imports of 2024."""
    names, cells = sectors(), {}
    for partner in us_partners():
        exporter = "FRA" if partner == EU_BLOCK else partner
        lines, layers = _layers(law, exporter)
        means = {name: 100 * sector_means(lines, p, names) for name, p in layers.items()}
        at = sector_index(lines, names)
        imports = np.bincount(at[at >= 0], lines.imports[at >= 0], len(names))
        for k in np.flatnonzero(imports > 0):
            rates = {name: float(mean[k]) for name, mean in means.items()}
            cells[partner, names[k]] = rates, float(imports[k])
    return cells


def _layers(law: Law, exporter: str) -> tuple[Bought, dict[str, np.ndarray]]:
    bought = us_bought(block(exporter))
    claimed = claims_of(bought, exporter, law.day)
    bare = replace(bought, duty=np.zeros(len(bought.index)), claimed=claimed)
    then = [t for t in law.benchmark if t.embedded is not None and t.reaches(US, exporter)]
    paid = paid_in_2024(tuple(then), bare, law.rules, exporter)
    due = stack(then, bare, law.rules, exporter, EMBEDDED_ON, paid=paid).points.sum(axis=0)
    assert bought.collected is not None
    lines = bare.with_duty(bought.collected - due)
    found: dict[str, np.ndarray] = {}
    for claims in (False, True) if claimed is not None else (False,):
        part = stack(law.reaching(US, exporter), lines, law.rules, exporter, law.day,
                     claims=claims, paid=paid)  # fmt: skip
        weight = 1.0 if claimed is None else claimed if claims else 1.0 - claimed
        pairs = [("base", part.ordinary)]
        pairs += [(t.authority, p) for t, p in zip(part.tariffs, part.points, strict=True)]
        for name, points in pairs:
            found[name] = found.get(name, 0.0) + weight * points
    return lines, found


def totals(cells: Cells) -> dict[tuple[str, str], float]:
    """Return the all-in rate by partner and sector, in %."""
    return {key: sum(rates.values()) for key, (rates, _) in cells.items()}


def overall(cells: Cells) -> dict[str, float]:
    """Return the mean rate on all imports by layer, in %."""
    imports = sum(value for _, value in cells.values())
    found: dict[str, float] = {}
    for rates, value in cells.values():
        for name, rate in rates.items():
            found[name] = found.get(name, 0.0) + rate * value / imports
    return found
