"""From finished equilibria to the rows of a brief: sums, changes and shares, no economics.

Money is in billions of US dollars of the benchmark's year, changes and shares are in per cent.
``results`` maps the id of each state to its equilibrium; all share one benchmark world.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import xarray as xr
    from numpy.typing import NDArray

    from cobden.equilibrium import Result
    from cobden.world import World

Results = Mapping[str, "Result"]
WORLD = "WORLD"


@dataclass(frozen=True)
class EconomyRow:
    """What a state does to an economy. ``low`` and ``high`` span the variants."""

    state: str
    economy: str
    welfare: float
    low: float | None
    high: float | None
    gain: float
    real_wage: float | None
    labour_moved: float | None
    revenue: float
    revenue_change: float


@dataclass(frozen=True)
class SectorRow:
    """What a state does to a sector of the home economy."""

    state: str
    sector: str
    goods: bool
    output: float
    price: float
    value_added_before: float
    value_added_change: float
    labour: float
    sales_before: float
    sales_change: float


@dataclass(frozen=True)
class ShareRow:
    """An origin's share of what the counterpart spends on a good."""

    state: str
    sector: str
    origin: str
    before: float
    after: float

    @property
    def change(self) -> float:
        """Points gained or lost."""
        return self.after - self.before


@dataclass(frozen=True)
class BalanceRow:
    """Exports minus imports; ``scope`` is goods, or all (goods and services)."""

    state: str
    economy: str
    partner: str
    scope: str
    before: float
    after: float


@dataclass(frozen=True)
class DutyRow:
    """The counterpart's mean duty on an exporter's goods, at the benchmark's imports."""

    state: str
    exporter: str
    before: float
    after: float


@dataclass(frozen=True)
class CertificateRow:
    """How far an equilibrium condition is from holding, relative to its size."""

    state: str
    condition: str
    residual: float
    steps: int


def economies(results: Results, variants: "xr.DataArray | None") -> tuple[EconomyRow, ...]:
    """Return a row for each state and economy, and one for the world as a whole."""
    rows = []
    for state, result in results.items():
        low = high = None
        if variants is not None:
            chosen = variants.sel(state=state)
            low, high = (f(("elasticity", "deficits")).values for f in (chosen.min, chosen.max))
        welfare, gain = result.welfare.values, result.equivalent_variation.values
        revenue = result.tariff_revenue.values
        before = _billions(result.world, result.world.tariff_revenue)
        wage, moved = result.real_wage.values, result.labour_moved.values
        for n, economy in enumerate(result.world.economies):
            rows.append(
                EconomyRow(
                    state,
                    economy,
                    float(welfare[n]),
                    None if low is None else float(low[n]),
                    None if high is None else float(high[n]),
                    float(gain[n]),
                    float(wage[n]),
                    float(moved[n]),
                    float(revenue[n]),
                    float(revenue[n] - before[n]),
                )
            )
        income = _billions(result.world, result.world.income)
        whole = float(gain.sum())
        rows.append(
            EconomyRow(
                state,
                WORLD,
                100 * whole / float(income.sum()),
                None,
                None,
                whole,
                None,
                None,
                float(revenue.sum()),
                float((revenue - before).sum()),
            )
        )
    return tuple(rows)


def sectors(results: Results, home: str, counterpart: str) -> tuple[SectorRow, ...]:
    """Return what happens to each sector of ``home``, and to its sales to ``counterpart``."""
    rows = []
    for state, result in results.items():
        world = result.world
        own, other = world.economy_index(home), world.economy_index(counterpart)
        before = _billions(world, (world.value_added_share * world.output)[:, own])
        sold = _billions(world, world.flow[:, other, own])
        columns = (
            result.output.values[:, own],
            result.price.values[:, own],
            before,
            result.value_added.values[:, own] - before,
            result.labour.values[:, own],
            sold,
            result.flow.values[:, other, own] - sold,
        )
        for k, sector in enumerate(world.sectors):
            figures = (float(column[k]) for column in columns)
            rows.append(SectorRow(state, sector, sector not in world.services, *figures))
    return tuple(rows)


def markets(results: Results, buyer: str, goods: Iterable[str]) -> tuple[ShareRow, ...]:
    """Return each origin's share of what ``buyer`` spends on each of ``goods``, customs value."""
    rows = []
    for state, result in results.items():
        world = result.world
        n = world.economy_index(buyer)
        for sector in goods:
            k = world.sector_index(sector)
            before, after = _shares(world.flow[k, n]), _shares(result.flow.values[k, n])
            rows += [
                ShareRow(state, sector, origin, float(before[i]), float(after[i]))
                for i, origin in enumerate(world.economies)
            ]
    return tuple(rows)


def flows(results: Results) -> "xr.DataArray":
    """Return goods sold [state, importer, exporter]; the state "benchmark" comes first."""
    import xarray as xr

    world = next(iter(results.values())).world
    kept = _goods(world)
    values = [_billions(world, world.flow[kept].sum(0))]
    values += [result.flow.values[kept].sum(0) for result in results.values()]
    labels = {
        "state": ["benchmark", *results],
        "importer": list(world.economies),
        "exporter": list(world.economies),
    }
    attrs = {"long_name": "goods sold, customs value", "unit": "billion USD"}
    return xr.DataArray(np.stack(values), labels, list(labels), attrs=attrs)


def balances(results: Results, pairs: Iterable[tuple[str, str | None]]) -> tuple[BalanceRow, ...]:
    """Return the balances of pairs; a partner of None is everybody."""
    rows = []
    for economy, partner in pairs:
        for scope, kind in (("goods", "goods"), ("all", "total")):
            for state, result in results.items():
                after = result.balance.sel(kind=kind, economy=economy)
                now = after.sum() if partner is None else after.sel(partner=partner)
                before = result.world.balance(economy, partner, goods=scope == "goods") / 1e9
                rows.append(BalanceRow(state, economy, partner or WORLD, scope, before, float(now)))
    return tuple(rows)


def duties(results: Results, importer: str) -> tuple[DutyRow, ...]:
    """Return the mean duty on goods of each exporter, and of all of them."""
    rows = []
    for state, result in results.items():
        world = result.world
        n = world.economy_index(importer)
        kept = _goods(world)
        bought = world.flow[kept, n].copy()
        bought[:, n] = 0.0
        due = [rate[kept, n] * bought for rate in (world.tariff, result.shock.wedges.tariff)]
        for i, exporter in enumerate(world.economies):
            if bought[:, i].sum() > 0:
                before, after = (100 * float(d[:, i].sum() / bought[:, i].sum()) for d in due)
                rows.append(DutyRow(state, exporter, before, after))
        before, after = (100 * float(d.sum() / bought.sum()) for d in due)
        rows.append(DutyRow(state, WORLD, before, after))
    return tuple(rows)


def certificates(results: Results) -> tuple[CertificateRow, ...]:
    """Return the residual of each equilibrium condition in every state."""
    conditions = ("labour_market", "unit_cost", "goods_market", "walras", "numeraire")
    return tuple(
        CertificateRow(state, name, getattr(result.certificate, name), result.certificate.steps)
        for state, result in results.items()
        for name in conditions
    )


def _billions(world: "World", value: "NDArray[np.float64]") -> "NDArray[np.float64]":
    return value * (world.value_usd / 1e9)


def _goods(world: "World") -> "NDArray[np.bool_]":
    return np.array([name not in world.services for name in world.sectors])


def _shares(flow: "NDArray[np.float64]") -> "NDArray[np.float64]":
    return 100 * flow / flow.sum() if flow.sum() > 0 else flow
