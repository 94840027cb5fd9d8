"""From finished equilibria to the rows of a brief: sums, changes and shares, no economics.

Money is in billions of US dollars of the benchmark's year, changes and shares are in per cent.
``results`` maps the id of each state to its equilibrium; all share one benchmark world.

Market shares by origin show trade diversion and trade creation: who loses what another gains, and
what the buyer's own producers gain or lose.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from cobden.outcomes import columns, kind_of
from cobden.report.words import decimals

if TYPE_CHECKING:
    import xarray as xr
    from numpy.typing import NDArray

    from cobden.cases import Case
    from cobden.equilibrium import Result

Results = Mapping[str, "Result"]
WORLD = "WORLD"


@dataclass(frozen=True)
class EconomyRow:
    """What a state does to an economy. ``low`` and ``high`` span the variants.

    ``more``: the columns of outcomes that no sentence of the brief is about.
    """

    state: str
    economy: str
    welfare: float
    low: float | None
    high: float | None
    gain: float
    real_wage: float
    labour_moved: float
    revenue: float
    revenue_change: float
    more: Mapping[str, float] = field(default_factory=dict)

    @property
    def digits(self) -> int:
        """Decimals of its real income, so that they are no finer than its range."""
        return decimals(self.welfare, self.low, self.high)


@dataclass(frozen=True)
class SectorRow:
    """What a state does to a sector of the home economy; ``more`` as in `EconomyRow`."""

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
    more: Mapping[str, float] = field(default_factory=dict)


Row = TypeVar("Row", EconomyRow, SectorRow)


@dataclass(frozen=True)
class ShareRow:
    """An origin's share of what the importer spends on a good."""

    state: str
    importer: str
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
    """The importer's mean duty on an exporter's goods, at the benchmark's imports."""

    state: str
    importer: str
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


def economies(
    results: Results, variants: "xr.DataArray | None", groups: Sequence[str] = ()
) -> tuple[EconomyRow, ...]:
    """Return a row for each state and economy, each of ``groups``, and the world as a whole.

    Of several economies together, real income is the sum of their equivalent variations over that
    of their incomes at the benchmark; real wages and labour moved are weighted by labour income.
    ``variants`` [state, elasticity, deficits, economy] holds the groups too.
    """
    rows = []
    for state, result in results.items():
        bounds: dict[str, tuple[float, float]] = {}
        if variants is not None:
            chosen, over = variants.sel(state=state), ("elasticity", "deficits")
            ends = (chosen.min(over).values, chosen.max(over).values)
            bounds = dict(zip(chosen.economy.values.tolist(), zip(*ends, strict=True), strict=True))
        world = result.world
        places = {name: [n] for n, name in enumerate(world.economies)}
        places |= {name: world.positions(name) for name in groups}
        places[WORLD] = list(range(len(world.economies)))
        for name, at in places.items():
            low, high = map(float, bounds[name]) if name in bounds else (None, None)
            told = {"state": state, "economy": name, "low": low, "high": high}
            figures = _told(result, ("economy",), at)
            rows.append(_row(EconomyRow, told | {key: float(one) for key, one in figures.items()}))
    return tuple(rows)


def _told(result: "Result", axes: tuple[str, ...], at: list[int]) -> "dict[str, NDArray[Any]]":
    """Return the outcomes that a table by ``axes`` shows, by column, of economies as one.

    Of a level also what it was at the benchmark, and its change.
    """
    told = {}
    for column, kind in columns(*axes).items():
        told[column] = result.together(kind.name, at)
        if not kind.change:
            told[f"{column}_before"] = result.benchmark.together(kind.name, at)
            told[f"{column}_change"] = told[column] - told[f"{column}_before"]
    return told


def _row(kind: type[Row], told: dict[str, Any]) -> Row:
    """Return a row of the columns that sentences are about, all others in ``more``."""
    own = columns_of(kind)
    more = {column: value for column, value in told.items() if column not in own}
    return kind(**{name: told[name] for name in told if name in own}, more=more)


def record(row: Any) -> dict[str, Any]:
    """Return a row of any table by column, those of ``more`` last."""
    told = {each.name: getattr(row, each.name) for each in fields(row)}
    return told | told.pop("more", {})


def columns_of(kind: type[Any]) -> list[str]:
    """Return the columns that the rows of a table have in any case."""
    return [each.name for each in fields(kind) if each.name != "more"]


def sectors(results: Results, home: str, counterpart: str) -> tuple[SectorRow, ...]:
    """Return what happens to each sector of ``home``, and to its sales to ``counterpart``.

    Of a group: the volume of output at benchmark prices, prices weighted by benchmark output,
    employment by labour income.
    """
    rows = []
    for state, result in results.items():
        world = result.world
        own, other = world.positions(home), world.positions(counterpart)
        sold, now = (seen.together("flow", other, own) for seen in (result.benchmark, result))
        figures = _told(result, ("sector", "economy"), own)
        for k, sector in enumerate(world.sectors):
            told = {
                "state": state, "sector": sector, "goods": bool(world.goods[k]),
                "sales_before": float(sold[k]), "sales_change": float(now[k] - sold[k]),
            }  # fmt: skip
            told |= {column: float(values[k]) for column, values in figures.items()}
            rows.append(_row(SectorRow, told))
    return tuple(rows)


def markets(
    results: Results, buyer: str, goods: Iterable[str], groups: Sequence[str] = ()
) -> tuple[ShareRow, ...]:
    """Return each origin's share of what ``buyer`` spends on each of ``goods``, customs value.

    Origins are economies one by one, then ``groups`` of them.
    """
    rows = []
    for state, result in results.items():
        world = result.world
        at = world.positions(buyer)
        places = {name: [i] for i, name in enumerate(world.economies)}
        places |= {name: world.positions(name) for name in groups}
        for sector in goods:
            k = world.sector_index(sector)
            shares = [_shares(flow[k, at].sum(axis=0)) for flow in (world.flow, result.flow.values)]
            for origin, i in places.items():
                before, after = (float(share[i].sum()) for share in shares)
                rows.append(ShareRow(state, buyer, sector, origin, before, after))
    return tuple(rows)


def flows(results: Results) -> "xr.DataArray":
    """Return goods sold [state, importer, exporter]; the state "benchmark" comes first."""
    import xarray as xr

    first = next(iter(results.values()))
    world = first.world
    seen = (first.benchmark, *results.values())
    values = [each.in_unit("flow")[world.goods].sum(axis=0) for each in seen]
    labels = {
        "state": ["benchmark", *results],
        "importer": list(world.economies),
        "exporter": list(world.economies),
    }
    attrs = {"long_name": "goods sold, customs value", "unit": "billion USD"}
    return xr.DataArray(np.stack(values), labels, list(labels), attrs=attrs)


def balances(results: Results, pairs: Iterable[tuple[str, str | None]]) -> tuple[BalanceRow, ...]:
    """Return the balances of pairs, groups summed; a partner of None is everybody."""
    rows = []
    kinds = kind_of("bilateral_balance").labels["kind"]
    for economy, partner in pairs:
        for scope, kind in (("goods", "goods"), ("all", "total")):
            for state, result in results.items():
                world, at = result.world, kinds.index(kind)
                own = world.positions(economy)
                partners = world.positions(partner) if partner else [*range(len(world.economies))]
                before, now = (
                    float(seen.together("bilateral_balance", own, partners)[at])
                    for seen in (result.benchmark, result)
                )
                rows.append(BalanceRow(state, economy, partner or WORLD, scope, before, now))
    return tuple(rows)


def duties(results: Results, importer: str, groups: Sequence[str] = ()) -> tuple[DutyRow, ...]:
    """Return the mean duty on goods of each exporter, of ``groups``, and of all of them.

    What members of a group buy of each other is left out; what instruments change on a part of a
    flow is in, net of subsidies to its buyers, but the premium of a quota is none.
    """
    rows = []
    for state, result in results.items():
        world = result.world
        at, kept = world.positions(importer), world.goods
        bought = world.flow[kept][:, at]
        bought[:, :, at] = 0.0
        due = [
            (rate[kept][:, at] * bought).sum(axis=(0, 1)) for rate in (world.tariff, _rates(result))
        ]
        value = bought.sum(axis=(0, 1))
        places = {name: [i] for i, name in enumerate(world.economies)}
        places |= {name: world.positions(name) for name in groups}
        places[WORLD] = list(range(len(world.economies)))
        for exporter, i in places.items():
            if value[i].sum() > 0:
                before, after = (100 * float(d[i].sum() / value[i].sum()) for d in due)
                rows.append(DutyRow(state, importer, exporter, before, after))
    return tuple(rows)


def certificates(results: Results) -> tuple[CertificateRow, ...]:
    """Return the residual of each equilibrium condition in every state."""
    always = ("labour_market", "unit_cost", "goods_market", "walras", "numeraire")
    proofs = [result.certificate for result in results.values()]
    more = ("export_revenue", "targets")  # of states with instruments
    conditions = (*always, *(name for name in more if any(getattr(p, name) for p in proofs)))
    return tuple(
        CertificateRow(state, name, getattr(result.certificate, name), result.certificate.steps)
        for state, result in results.items()
        for name in conditions
    )


def cautions(case: "Case", results: Results) -> tuple[str, ...]:
    """Return why figures of a state may be the model's alone, by its title."""
    titles = {state.id: state.title for state in case.states}
    return tuple(
        f"{titles.get(state, state)}: {caution}."
        for state, result in results.items()
        for caution in result.certificate.cautions
    )


def _rates(result: "Result") -> "NDArray[np.float64]":
    """Return the rates [k, importer, exporter], what instruments change on parts of flows in."""
    world, rates = result.world, np.array(result.shock.wedges.tariff)
    for line in result.shock.targets.lines:
        cell = world.cell(line.sector, line.importer, line.exporter)
        rates[cell] += line.share * line.tariff * world.flow_of(line) / float(world.flow[cell])
    return rates


def _shares(flow: "NDArray[np.float64]") -> "NDArray[np.float64]":
    return 100 * flow / flow.sum() if flow.sum() > 0 else flow
