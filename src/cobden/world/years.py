"""The benchmarks that ship: of 2022, and of earlier years with the input shares of 2022.

The OECD's tables of 2015 to 2021 give what everybody sold to whom; what each industry needed for it
is taken from 2022, so such a benchmark is called what it is. Tariffs are the applied rates of the
year without the additional duties that began in 2018: a `Policy` adds those of a day.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from cobden.base.arrays import ratio
from cobden.base.errors import InputError
from cobden.world import embedded
from cobden.world.benchmark_economy import BenchmarkEconomy, ImportShares
from cobden.world.calibrate import InputOutputTable, calibrate, check_form, keep_value_added
from cobden.world.elasticities import DEFAULT, elasticity_of
from cobden.world.record import Adjustment

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

W = TypeVar("W", bound=BenchmarkEconomy)

FORMER_YEARS = tuple(range(2015, 2022))
LEAST = 0.1  # USD million: smaller flows are left out
STEP = 2e-3  # flows are kept as steps of their logarithm from the year after
RATE_STEP = 1e-4  # tariffs are kept to a hundredth of a point
NOTHING = -32768  # no flow

LAST_PEACE = date(2017, 12, 31)
"""Additional duties of the dated law begin after this day; tariffs of all these years lack them."""


def load(
    make: "type[W]",
    elasticities: "str | Mapping[str, float] | ArrayLike" = DEFAULT,
    *,
    year: int | None = None,
    import_shares: ImportShares = "common",
    short_run: float = 1.0,
) -> W:
    """Return the embedded benchmark, or one of an earlier ``year``; see ``World.load``."""
    form = check_form(import_shares)
    if year is None or year == embedded.about()["year"]:
        prepared = embedded.table()
        return calibrate(
            make, prepared, elasticity_of(elasticities, prepared.sectors, short_run), form
        )
    prepared = table(year)
    theta = elasticity_of(elasticities, prepared.sectors, short_run)
    return replace(calibrate(make, prepared, theta, form), tariffs_on=tariffs_of(year))


def check_year(year: int) -> int:
    """Return ``year``; raises ``InputError`` for one of which no table ships."""
    known = (*FORMER_YEARS, embedded.about()["year"])
    if year not in known:
        raise InputError(
            f"no table of {year} ships with Cobden.",
            where="year",
            remedy=f"There are {known[0]} to {known[-1]}; others load from the OECD's own file "
            "(cobden world build).",
        )
    return year


def tariffs_of(year: int | None) -> date | None:
    """Return the day whose additional duties a table of ``year`` holds (see `World.tariffs_on`)."""
    if year is None or year > FORMER_YEARS[-1]:
        return None
    return min(date(year, 12, 31), LAST_PEACE)


@cache
def table(year: int) -> InputOutputTable:
    """Return the table of an earlier year, with the input shares of 2022.

    An industry's inputs are its output of the year times its shares of 2022; where all industries
    together then need more of a good than the economy bought, inputs of it are lowered in
    proportion and final demand for it is zero.
    """
    now = embedded.table()
    flow, tariff, record = _stored(check_year(year))
    output = flow.sum(1)
    share = ratio(now.use, (now.intermediate + now.final).sum(1)[None])
    needed = share * output[None]
    absorbed, wanted = flow.sum(2), needed.sum(1)
    part = np.minimum(ratio(wanted, absorbed), 1.0)
    use = needed * ratio(part * absorbed, wanted)[:, None]
    above = wanted > absorbed
    cut = Adjustment(
        what="inputs above absorption",
        where="all economies",
        before=float(wanted[above].sum() / 1e6),
        after=float(absorbed[above].sum() / 1e6),
        unit="USD million",
        cells=int(above.sum()),
        reason=f"input shares of {now.year} ask for more than the economy bought in {year}; "
        "lowered in proportion until final demand is zero",
    )
    intermediate = flow * part[:, :, None]
    return keep_value_added(
        InputOutputTable(
            economies=now.economies,
            sectors=now.sectors,
            intermediate=intermediate,
            final=flow - intermediate,
            use=use,
            tariff=tariff,
            year=year,
            source=f"{now.source}; flows of {year}, input shares of {now.year}",
            services=now.services,
            record=(*record, cut),
        )
    )


def _stored(year: int) -> "tuple[np.ndarray, np.ndarray, tuple[Adjustment, ...]]":
    """Return flows [k, n, i] in USD, tariffs [k, n, i], and what was adjusted in them."""
    now = embedded.table()
    flow, rate = (now.intermediate + now.final) / 1e6, np.zeros(now.tariff.shape, int)
    file = resources.files("cobden.world") / "data" / "years.npz"
    with resources.as_file(file) as path, np.load(path) as stored:
        for known in reversed([one for one in FORMER_YEARS if one >= year]):
            steps = stored[f"flow_{known}"]
            base = np.where(flow >= LEAST, flow, LEAST)
            flow = np.where(steps == NOTHING, 0.0, base * np.exp(STEP * steps.astype(np.float64)))
            rate = rate + stored[f"tariff_{known}"]
        about = json.loads(str(stored["about"]))
    record = tuple(Adjustment(**line) for line in about["record"][str(year)])
    return flow * 1e6, rate * RATE_STEP, record
