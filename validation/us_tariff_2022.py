"""Scenarios on the 2022 world without input-output links, as two published packages define them.

Flows are read as tariff-inclusive, one million dollars is added to every domestic cell, deficits
are purged, and a scenario's rate replaces the applied rate on every sector, services included.
"""

from dataclasses import replace
from functools import cache

import numpy as np

from validation.plain_solver import Base, without_deficits
from validation.published import DATA, arrays

WELFARE = "us_2022.csv"


@cache
def stored() -> dict[str, np.ndarray]:
    """The arrays of the inputs."""
    return arrays(DATA / "us_2022.npz")


@cache
def base(elasticities: str) -> Base:
    """Return the world without deficits under the elasticities ``IS`` or ``U4``."""
    sigma, tariff = stored()[f"sigma_{elasticities}"], stored()["tariff"]
    n = np.arange(tariff.shape[1])
    purchases = stored()["expenditure_raw"].copy()
    purchases[:, n, n] += 1.0
    spending = purchases.sum(axis=2)
    value_added = (purchases / (1 + tariff)).sum(axis=(0, 1))
    world = value_added.sum()
    revenue = (purchases * tariff / (1 + tariff)).sum(axis=(0, 2))
    raw = Base(
        trade_share=purchases / spending[:, :, None],
        expenditure=spending / world,
        input_share=np.zeros((len(sigma), len(sigma), len(n))),
        consumption_share=spending / spending.sum(axis=0),
        value_added=value_added / world,
        deficit=(spending.sum(axis=0) - value_added - revenue) / world,
        tariff=tariff,
        elasticity=sigma - 1,
    )
    return replace(without_deficits(raw), deficit=np.zeros(len(n)))


def countries() -> list[str]:
    """The 81 economies, in order."""
    return [str(name) for name in stored()["countries"]]


def scenario(elasticities: str, partners: list[str], rate: float, *, answered: bool) -> np.ndarray:
    """[k, n, i]: US tariffs of ``rate`` on ``partners``, who ``answered`` in kind or did not."""
    tariff, names = base(elasticities).tariff.copy(), countries()
    us = names.index("USA")
    for partner in (names.index(name) for name in partners if name != "USA"):
        tariff[:, us, partner] = rate
        if answered:
            tariff[:, partner, us] = rate
    return tariff


def uniform(rates: np.ndarray) -> np.ndarray:
    """[k, n, i]: one rate for each importer [n] on all its imports, services included."""
    n = np.arange(len(rates))
    tariff = np.repeat(rates[None, :, None], len(rates), axis=2)
    tariff = np.repeat(tariff, len(stored()["sectors"]), axis=0)
    tariff[:, n, n] = 0.0
    return tariff
