"""The benchmark that ships with Cobden: OECD ICIO 2022, prepared by ``derive/world.py``."""

import json
from functools import cache
from importlib import resources
from typing import Any

import numpy as np

from cobden.world.calibrate import InputOutputTable
from cobden.world.record import Adjustment


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
