"""Published trade elasticities, by name, and one's own.

The default is the uniform 4 of Simonovska & Waugh (2014). The other seven sets differ from one
another more than sectors differ within them: over the 27 goods sectors their mean pairwise
correlation is -0.1, so a choice among them would decide by sector almost at random, and two hold
values (65 for petroleum, 1.1 for cars) that dominate whatever they touch. Four lies close to the
median of all of them together (4.5). A result that matters is computed with all eight.

They come from gravity equations, which explain trade shares by terms of the exporter, terms of the
importer and the cost of trade between the two.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from cobden.base import labels
from cobden.base.errors import InputError, shown, unknown
from cobden.base.files import csv_rows

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

DEFAULT = "U4"
SERVICES = "SERV"
_THETA = (
    "taken as theta: by how many per cent spending at purchaser prices shifts from one supplier to "
    "another per per cent of price; trade net of tariffs then falls by 1 + theta per cent"
)
_MAPPED = "mapped to these sectors from coarser ones, so neighbours share a value"


@dataclass(frozen=True)
class ElasticitySet:
    """A published set of trade elasticities: where it is from and how it was estimated.

    ``convention`` says what the published figure is and how theta follows from it.
    """

    name: str
    citation: str
    note: str
    convention: str = _THETA


SETS: dict[str, ElasticitySet] = {
    name: ElasticitySet(name, citation, note)
    for name, citation, note in (
        ("U4", "Simonovska, I. & Waugh, M. (2014), The elasticity of trade: estimates and "
         "evidence, Journal of International Economics 92(1)", "one value, 4, for all sectors"),
        ("BSY", "Bagwell, K., Staiger, R. & Yurukoglu, A. (2021), Quantitative analysis of "
         "multiparty tariff negotiations, Econometrica 89(4)", _MAPPED),
        ("CP", "Caliendo, L. & Parro, F. (2015), Estimates of the trade and welfare effects of "
         "NAFTA, Review of Economic Studies 82(1)",
         f"{_MAPPED}; petroleum 64.85 and cars 1.12 as published"),
        ("FGO", "Fontagné, L., Guimbard, H. & Orefice, G. (2022), Tariff-based product-level trade "
         "elasticities, Journal of International Economics 137", _MAPPED),
        ("GYY", "Giri, R., Yi, K.-M. & Yilmazkuday, H. (2021), Gains from trade: does sectoral "
         "heterogeneity matter?, Journal of International Economics 129", _MAPPED),
        ("IS", "Triple-difference estimate in the manner of Caliendo & Parro (2015) on the OECD's "
         "inter-country input-output table itself (in sample)", _MAPPED),
        ("LL", "Lashkaripour, A. & Lugovskyy, V. (2023), Profits, scale economies, and the gains "
         "from trade and industrial policy, American Economic Review 113(10)", _MAPPED),
        ("Shap", "Shapiro, J. (2016), Trade costs, CO2, and the environment, American Economic "
         "Journal: Economic Policy 8(4)", _MAPPED),
    )
}  # fmt: skip

# Kept apart from the eight, which are estimates across suppliers or of the long run by sector: this
# one follows one tariff through the years, and lies far below them all.
_BOEHM_LONG_RUN = 1.0
NAMED: dict[str, ElasticitySet] = SETS | {
    "BLP": ElasticitySet(
        "BLP",
        "Boehm, C., Levchenko, A. & Pandalai-Nayar, N. (2023), The long and short (run) of trade "
        "elasticities, American Economic Review 113(4)",
        "one value for all sectors, midway between 0.75 and 1.25 (`cobden.Horizon` has the "
        "years before)",
        "published as the elasticity of trade net of tariffs, 1.75 to 2.25 in the long run; theta "
        "is that minus one",
    )
}


@cache
def table() -> dict[str, dict[str, float]]:
    """Return set -> sector -> trade elasticity, as shipped."""
    path = resources.files("cobden.world") / "data" / "elasticities.csv"
    with path.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    return {name: {row["sector"]: float(row[name]) for row in rows} for name in SETS}


def elasticity_of(
    elasticities: "str | Mapping[str, float] | ArrayLike",
    sectors: tuple[str, ...],
    short_run: float = 1.0,
    *,
    services: tuple[str, ...] = (),
) -> "NDArray[np.float64]":
    """Return theta [k] for ``sectors``, times ``short_run``.

    Of a published set, ``services`` that it does not tell apart have the elasticity of all.

    ``elasticities`` is the name of a set, the path of a CSV file with the columns sector and
    elasticity, a mapping by sector, or an array. Raises ``InputError`` for an unknown set or
    sector, a missing sector, or a value not above -1.
    """
    short_run = labels.number(short_run, "short_run")
    if not (np.isfinite(short_run) and short_run > 0):
        raise InputError(
            f"short_run is {short_run}.",
            where="short_run",
            remedy="It multiplies the elasticities: give a number above 0, 1 for the long run.",
        )
    by_sector, where = _by_sector(elasticities, sectors)
    if isinstance(elasticities, str) and SERVICES in by_sector:
        by_sector = dict.fromkeys(services, by_sector[SERVICES]) | dict(by_sector)
    for sector in sectors:
        if sector not in by_sector:
            raise InputError(
                f"sector '{sector}' has no elasticity.",
                where=where,
                remedy=f"Known there: {', '.join(list(by_sector)[:8])}, ... Give your own values "
                "with a mapping from every sector to its elasticity.",
            )
    theta = labels.plain([by_sector[sector] for sector in sectors], where) * short_run
    bad = np.flatnonzero(~(np.isfinite(theta) & (theta > -1)))
    if len(bad):
        raise InputError(
            f"the elasticity is {theta[bad[0]]}.",
            where=f"{where}[{sectors[bad[0]]}]",
            remedy="A trade elasticity is a finite number above -1 (in the long run typically 1 to "
            "15); it is the elasticity of trade net of tariffs minus one.",
        )
    return theta


def _by_sector(
    elasticities: "str | Mapping[str, float] | ArrayLike", sectors: tuple[str, ...]
) -> tuple[Mapping[str, float], str]:
    """Return the elasticities by sector, and where they are from."""
    if isinstance(elasticities, str) and elasticities.endswith(".csv"):
        return _own(Path(elasticities), sectors), elasticities
    if isinstance(elasticities, str):
        return _named(elasticities), f"elasticities '{elasticities}'"
    if isinstance(elasticities, Mapping):
        for sector in elasticities:
            if sector not in sectors:
                raise unknown("sector", sector, sectors, where="elasticities")
        return elasticities, "elasticities"
    values = labels.aligned(elasticities, *labels.axes("k", (), sectors), where="elasticities")
    return dict(zip(sectors, values.tolist(), strict=True)), "elasticities"


def _named(name: str) -> dict[str, float]:
    by_folded = {known.casefold(): known for known in NAMED}
    if name.casefold() not in by_folded:
        raise unknown("elasticity set", name, NAMED, where="elasticities")
    known = by_folded[name.casefold()]
    if known not in SETS:
        return dict.fromkeys(table()[DEFAULT], _BOEHM_LONG_RUN)
    return table()[known]


def _own(file: Path, sectors: tuple[str, ...]) -> dict[str, float]:
    """Return the elasticities in the user's CSV ``file``."""
    lines = csv_rows(file)
    header = next(lines, ("", []))[1]
    if not {"sector", "elasticity"} <= set(header):
        raise InputError(
            f"the columns are {', '.join(header)}.",
            where=shown(file),
            remedy="Expected the columns sector and elasticity.",
        )
    own: dict[str, float] = {}
    for where, cells in lines:
        row = dict(zip(header, cells, strict=True))
        if row["sector"] not in sectors:
            raise unknown("sector", row["sector"], sectors, where=where)
        if row["sector"] in own:
            raise InputError(
                f"sector '{row['sector']}' appears twice.", where=where, remedy="Keep one of them."
            )
        try:
            own[row["sector"]] = float(row["elasticity"])
        except (TypeError, ValueError):
            raise InputError(
                f"'{row['elasticity']}' is not a number.", where=where, remedy="Such as 4.5."
            ) from None
    return own
