"""The benchmark that ships with Cobden: OECD ICIO 2022, prepared by ``derive/world.py``."""

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np

from cobden.base.errors import unknown
from cobden.world.calibrate import InputOutputTable, calibrate
from cobden.world.elasticities import DEFAULT, elasticity_of
from cobden.world.record import Adjustment
from cobden.world.world import ImportShares, World

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

IMPORT_SHARES: tuple[ImportShares, ...] = ("common", "by_use")


def load(
    elasticities: "str | Mapping[str, float] | ArrayLike" = DEFAULT,
    *,
    year: int | None = None,
    import_shares: ImportShares = "common",
    short_run: float = 1.0,
) -> World:
    """Return the embedded benchmark, or one of an earlier ``year``; see ``World.load``."""
    form = check_form(import_shares)
    if year is None or year == about()["year"]:
        prepared = table()
        return calibrate(prepared, elasticity_of(elasticities, prepared.sectors, short_run), form)
    from cobden.world import years

    prepared = years.table(year)
    theta = elasticity_of(elasticities, prepared.sectors, short_run)
    return replace(calibrate(prepared, theta, form), tariffs_on=years.tariffs_of(year))


def check_form(import_shares: str) -> ImportShares:
    """Return ``import_shares``, or raise ``InputError`` if calibration knows no such form."""
    for form in IMPORT_SHARES:
        if import_shares == form:
            return form
    raise unknown("form of import shares", import_shares, IMPORT_SHARES, where="import_shares")


@cache
def table() -> InputOutputTable:
    """Return the embedded table of flows, inputs and tariffs."""
    with resources.as_file(_data("icio2022.npz")) as path, np.load(path) as stored:
        about = json.loads(str(stored["about"]))
        money = {name: stored[name].astype(np.float64) for name in ("intermediate", "final", "use")}
        tariff = np.round(stored["tariff"].astype(np.float64), 6)
        return InputOutputTable(
            economies=tuple(stored["economies"].tolist()),
            sectors=tuple(stored["sectors"].tolist()),
            **{name: array * 1e6 for name, array in money.items()},
            tariff=tariff,
            year=about["year"],
            source=about["source"],
            services=tuple(about["services"]),
            record=tuple(Adjustment(**line) for line in about["record"]),
        )


def about() -> dict[str, Any]:
    """Return the table's provenance, licence, adjustments and known totals to compare with."""
    with resources.as_file(_data("icio2022.npz")) as path, np.load(path) as stored:
        return json.loads(str(stored["about"]))


def _data(name: str) -> Any:
    return resources.files("cobden.world") / "data" / name
