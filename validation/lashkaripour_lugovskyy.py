"""Lashkaripour & Lugovskyy (2023): one country's best policies by their formulas (Theorem 1).

Their Table 4 evaluates the formulas at the equilibrium that the policies themselves bring about,
against partners who keep their applied tariffs. The formulas approximate the optimum: a numerical
optimiser does at least as well. Taxes of the exporter are collected on the producer's value; a
production subsidy is one of these on every sale, the domestic ones included.
"""

from dataclasses import replace
from functools import cache
from typing import NamedTuple

import numpy as np
from scipy.optimize import root

from validation.plain_solver import (
    Base,
    Equilibrium,
    Shock,
    solve,
    without_deficits,
    without_inputs,
)
from validation.published import DATA, arrays

TABLE_4 = "lashkaripour_lugovskyy_2023.csv"

# Industries without which a country's gain after retaliation is the published one.
GONE = {
    "CYP": ("Petroleum", "Chemicals & pharma", "Electronics & electrical"),
    "JPN": ("Mineral products",),
    "LVA": ("Petroleum", "Chemicals & pharma"),
    "RUS": ("Textiles & leather",),
    "TUR": ("Petroleum",),
}


class Policy(NamedTuple):
    """Tariffs and taxes of the exporter [k, importer n, exporter i], for the whole world."""

    tariff: np.ndarray
    export_tax: np.ndarray


@cache
def stored() -> dict[str, np.ndarray]:
    """The arrays of their inputs."""
    return arrays(DATA / "lashkaripour_lugovskyy_2023.npz")


@cache
def base(entry: str = "restricted") -> Base:
    """Return their world under ``restricted`` or ``free`` entry; flows are tariff-inclusive."""
    name = "expenditure" if entry == "restricted" else "expenditure_free_entry"
    world = _world(stored()[name], stored()["tariff"])
    return replace(world, deficit=np.zeros(len(world.value_added)), entry=entry)


@cache
def pair(country: str) -> Base:
    """Return the world of the rest (first) and ``country``, balanced, under free entry.

    As their code has it: flows are added up before 1 is added to each cell, tariffs are simple
    means, and deficits are removed as if there were no scale economies.
    """
    home = position(country)
    member = np.stack([np.arange(44) != home, np.arange(44) == home]).astype(float)
    purchases = 1 + member @ stored()["expenditure_unbalanced"] @ member.T
    pairs = np.outer(member.sum(axis=1), member.sum(axis=1))
    tariff = member @ stored()["tariff"] @ member.T / pairs
    tariff[:, [0, 1], [0, 1]] = 0.0
    balanced = without_deficits(_world(purchases, tariff))
    return replace(balanced, deficit=np.zeros(2), entry="free")


def _world(purchases: np.ndarray, tariff: np.ndarray) -> Base:
    return without_inputs(purchases, tariff, stored()["sigma"] - 1, markup=stored()["mu"][:, None])


def large_economy_policy(world: Base, home: int, *, answered: bool) -> Policy:
    """Home's production subsidies, no tariffs anywhere, and export taxes 1 / theta.

    Home alone taxes its exports, or, once ``answered``, everybody does: what they compare as the
    first best under free entry and after retaliation.
    """
    n = np.arange(len(world.value_added))
    exports = np.zeros_like(world.tariff)
    taxed = slice(None) if answered else [home]
    exports[:, :, taxed] = (1 / world.elasticity)[:, None, None]
    exports[:, n, n] = 0.0
    subsidy = np.zeros_like(exports)
    subsidy[:, :, home] = 1 / (1 + world.markup) - 1
    return Policy(np.zeros_like(exports), (1 + exports) * (1 + subsidy) - 1)


def gain_without(country: str, gone: tuple[str, ...]) -> float:
    """Gain in % after retaliation, free entry and two regions, with industries of home's gone.

    The equations of the paper's section 5 in logs, by Levenberg and Marquardt's method: what each
    industry sells is what its workers earn, what is earned and collected is income, and all work.
    """
    world, home = pair(country), 1
    theta, scale = world.elasticity[:, None], np.broadcast_to(world.markup, (16, 2))
    factor = 1 + large_economy_policy(world, home, answered=True).export_tax
    alive = np.ones((16, 2), dtype=bool)
    alive[[[str(name) for name in stored()["sectors"]].index(name) for name in gone], home] = False
    income = world.expenditure.sum(axis=0)
    consumed = world.expenditure / income
    before = world.trade_share * world.expenditure[:, :, None] / (1 + world.tariff)
    wages = before.sum(axis=(0, 1))

    def at(unknowns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        wage, earned = np.exp(unknowns[:2]), np.exp(unknowns[2:4])
        size = np.where(alive, 1.0, np.inf)
        size[alive] = np.exp(unknowns[4:])
        cost = np.where(alive, wage * np.where(alive, size, 1.0) ** -scale, np.inf)
        weight = (
            world.trade_share * (cost[:, None] * factor / (1 + world.tariff)) ** -theta[:, None]
        )
        total = weight.sum(axis=2)
        bought = weight / total[:, :, None] * (consumed * earned * income)[:, :, None]
        sold = (bought / factor).sum(axis=1)
        taxes = (bought * (1 - 1 / factor)).sum(axis=(0, 1))
        workers = np.where(alive, size, 0.0) * before.sum(axis=1) / wages
        market = np.log(sold[alive] / (workers * wage * wages)[alive])
        market[-1] = wages @ (wage - 1)  # one market clears when all others do; the numeraire
        closed = (taxes + wage * wages) / (earned * income) - 1
        price = np.exp((consumed * np.log(total) / -theta).sum(axis=0))
        return np.concatenate([market, closed, workers.sum(axis=0) - 1]), 100 * (earned / price - 1)

    found = root(lambda x: at(x)[0], np.zeros(4 + alive.sum()), method="lm")
    if not np.abs(found.fun).max() < 1e-9:
        raise ArithmeticError(f"{country} without {', '.join(gone)}: no equilibrium found")
    return float(at(found.x)[1][home])


def best_policy(country: str, best: str, *, tolerance: float = 1e-10) -> tuple[Policy, Equilibrium]:
    """Return the ``first``, ``second`` or ``third`` best policy of ``country``, and what it brings.

    First best: production subsidies, export taxes and tariffs; second: no subsidies; third: tariffs
    alone. Restricted entry. The policy and the equilibrium are iterated until both stand still.
    """
    world, home = base(), position(country)
    policy = _apply(world, home, best, np.zeros_like(world.tariff[:, 0, :]), 0.0)
    for _ in range(500):
        new = solve(world, Shock(policy.tariff, export_tax=policy.export_tax), tolerance=1e-11)
        tariff, export = formulas(world, new, policy, home, best)
        following = _apply(world, home, best, tariff, export)
        moved = max(np.max(np.abs(a - b)) for a, b in zip(policy, following, strict=True))
        if moved < tolerance:
            return policy, new
        policy = following
    raise ArithmeticError(f"{best} best of {country}: the formulas still move")


def gain(country: str, best: str) -> float:
    """Gain of ``country`` in % from its ``first``, ``second`` or ``third`` best policy."""
    return float(best_policy(country, best)[1].welfare[position(country)])


def position(country: str) -> int:
    """Return where a country stands among the 44."""
    return [str(name) for name in stored()["countries"]].index(country)


def _apply(
    world: Base, home: int, best: str, tariff: np.ndarray, export: np.ndarray | float
) -> Policy:
    """Put home's rates on imports [k, i] and on exports [k, n] in place of those applied."""
    rates = world.tariff.copy()
    rates[:, home, :] = tariff
    rates[:, home, home] = 0.0
    exports = np.zeros_like(rates)
    exports[:, :, home] = export
    exports[:, home, home] = 0.0
    subsidy = np.zeros_like(rates)
    if best == "first":
        subsidy[:, :, home] = 1 / (1 + world.markup) - 1
    return Policy(rates, (1 + exports) * (1 + subsidy) - 1)


def formulas(
    world: Base, new: Equilibrium, policy: Policy, home: int, best: str
) -> tuple[np.ndarray, np.ndarray | float]:
    """Return the tariffs [k, exporter] and export taxes [k, importer] of Theorem 1 at ``new``."""
    theta, markup = world.elasticity[:, None, None], np.asarray(world.markup)[:, :, None]
    share = new.trade_share
    sales = new.purchases / ((1 + policy.tariff) * (1 + policy.export_tax))
    wages = (sales / (1 + markup)).sum(axis=(0, 1))
    mean_markup = (sales * markup / (1 + markup)).sum(axis=(0, 1)) / wages  # [i]
    own = share[:, home, home][:, None]
    relative = ((1 + mean_markup[home]) / (1 + markup))[:, 0, :]  # [k, 1]
    on_home_markets = (1 + theta[:, 0] * own) / (1 + relative * theta[:, 0] * own)

    if best == "third":
        exports = np.delete(sales[:, :, home], home, axis=1)
        weight = exports * theta[:, 0] * (1 - np.delete(share[:, :, home], home, axis=1))
        return np.broadcast_to(
            on_home_markets * (1 + exports.sum() / weight.sum()) - 1, share[:, home, :].shape
        ), 0.0

    excess = (markup - mean_markup) / (1 + markup)  # [k, 1, i]
    part = sales / sales.sum(axis=(0, 1))
    supply = 1 - excess * part * (1 + theta * (1 - share))
    rest = supply.sum(axis=(0, 1)) - supply.sum(axis=0)  # [n, i]
    omega = -excess * part.sum(axis=0) / (1 + rest)  # [k, n, i]
    abroad = omega[:, home, :].copy()
    abroad[:, home] = 0.0
    subsidy = np.einsum("ki,kni->kn", abroad, share) / (1 - share[:, :, home])
    exports = (1 + 1 / (theta[:, 0] * (1 - share[:, :, home]))) / (1 + subsidy)
    if best == "first":
        return omega[:, home, :], exports - 1
    return (1 + omega[:, home, :]) * on_home_markets - 1, relative * exports - 1
