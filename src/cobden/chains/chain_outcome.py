"""What a chain's measures do, labelled: prices, flows, shortages, rents, surplus, recovery."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from cobden.chains.chain import Chain
from cobden.chains.chain_certificate import ChainCertificate
from cobden.chains.end_use import base_name
from cobden.chains.foresight import Foresight, Path, trace
from cobden.chains.measures import Measure
from cobden.chains.quotes import bought, quoted
from cobden.chains.solver import route_ends
from cobden.chains.surplus import ACCOUNTS, accounts

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class ChainOutcome:
    """A chain with and without measures.

    ``data`` and ``baseline`` are labelled alike: ``price`` [good, place, period] in money per unit,
    on the spot; ``capped``, whether no user there is left who would pay more, so that nothing
    trades at it; ``flow`` [good, exporter, importer, period], when cargo is handed over, and
    ``exported``, when it has its licence and customs count it; ``made`` [process, place, period] in
    units per period; ``served`` [place, use, period], substitutes and thrift included; ``stock``
    [good, place, period]; ``surplus`` [account, economy, period] in money per period. Periods are
    labelled by their first month. The certificates prove both paths.

    >>> import cobden as cb
    >>> found = cb.chains.run(cb.chains.load('lng'))
    >>> isinstance(found, cb.chains.ChainOutcome)
    True
    """

    chain: Chain
    measures: tuple[Measure, ...]
    foresight: Foresight
    data: xr.Dataset
    baseline: xr.Dataset
    path: Path
    baseline_path: Path

    @property
    def certificates(self) -> tuple[tuple[str, ChainCertificate], ...]:
        """The proof of every program solved: the month it begins in, and its residuals."""
        return (*self.baseline_path.certificates, *self.path.certificates)

    @property
    def wedge(self) -> xr.DataArray:
        """Price above that of the reference place, [good, place, period]."""
        return self.data.price - self.data.price.sel(place=self.chain.reference, drop=True)

    @property
    def shortage(self) -> xr.DataArray:
        """Share of the baseline's use that goes unserved, [place, use, period]; none of nothing."""
        usual = self.baseline.served
        nothing = usual <= 1e-6 * usual.max("period")
        return xr.where(nothing, 0 * usual, 1 - self.data.served / usual.where(~nothing))

    @property
    def surplus(self) -> xr.DataArray:
        """Change of surplus from the baseline, [account, economy, period], money per period."""
        return self.data.surplus - self.baseline.surplus

    @property
    def known_from(self) -> date:
        """The first day on which those who plan act on the measures: what comes before is alike."""
        if self.foresight == "perfect":
            return self.chain.start
        seen = self.measures
        if self.foresight == "none":
            seen = tuple(measure.unforeseen() for measure in seen)
        known = min((m.believed_from for m in seen), default=self.chain.start)
        return max(known, self.chain.start)

    @property
    def since(self) -> slice:
        """The periods that may differ from the baseline, by label."""
        starts = self.chain.period_starts[: self.chain.periods]
        period = sum(day <= self.known_from for day in starts) - 1
        return slice(self.chain.months[period], None)

    def diversion(self, good: str) -> xr.DataArray:
        """Change of shipments from the baseline since measures are known, [exporter, importer]."""
        change = (self.data.flow - self.baseline.flow).sel(good=good)
        return change.sel(period=self.since).sum("period")

    def recovery(self, threshold: float = 0.95) -> xr.DataArray:
        """Months since measures are known until a use is, and stays, served at ``threshold``.

        [place, use]; zero where it never fell below, infinite where it does not recover in time.
        Buyers may go short from the announcement on, so that is what is counted from.
        """
        first = self.known_from
        shortage = self.shortage.sel(period=self.since)
        short = (shortage > 1 - threshold).values
        days = [date.fromisoformat(f"{label}-01") for label in shortage.period.values]
        ends = np.array(
            [(d.year - first.year) * 12 + d.month - first.month + self.chain.step for d in days]
        )
        last = np.where(short, ends, 0).max(axis=-1).astype(float)
        last[short[..., -1]] = np.inf
        unused = self.shortage.isel(period=0, drop=True).isnull()
        return xr.DataArray(last, coords=unused.coords).where(~unused)

    def trades(self, good: str) -> pd.DataFrame:
        """Return at what terms users of ``good`` buy it, under the measures.

        Columns place, use, period, terms (contract or spot), quantity (units per period) and price
        (money per unit). What users save, replace or go without is bought by nobody.
        """
        rows, (firm, spot) = [], bought(self.path)
        for n, use in enumerate(self.path.conditions.chain.uses):
            if base_name(use.good) != good:
                continue
            prices = self.data.price.sel(good=good, place=use.place).values
            for t, month in enumerate(self.data.period.values):
                deal = use.place, use.use, str(month)
                rows.append((*deal, "contract", float(firm[n, t]), use.price))
                rows.append((*deal, "spot", float(spot[n, t]), float(prices[t])))
        columns = ["place", "use", "period", "terms", "quantity", "price"]
        return pd.DataFrame(rows, columns=columns)

    def binding(self, least: float = 0.0) -> pd.DataFrame:
        """What holds supply back: each limit's price and its value, the dearest first.

        Columns kind, name, place, period, price (money per unit) and value (money per period).
        """
        chain, rows = self.path.conditions.chain, []
        months = chain.months

        def add(kind: str, name: str, place: str, price: Floats, quantity: Floats) -> None:
            for t in np.flatnonzero(price * quantity > least):
                if t < chain.periods:
                    value = price[t] * quantity[t]
                    rows.append((kind, name, place, months[t], float(price[t]), float(value)))

        quantities, marginal = self.path.quantities, self.path.marginal
        for k, item in enumerate(chain.capacities):
            name = f"{item.process}, {item.step}"
            rent = np.maximum(-marginal["run"][k], 0)
            add("capacity", name, item.place, rent, quantities["run"][k])
        for r, route in enumerate(chain.routes):
            name = f"{route.good}, {route.exporter} to {route.importer}"
            rent = np.maximum(-marginal["ship"][r], 0)
            if np.isfinite(self.path.conditions.route_limit[r]).any():
                add("route", name, route.exporter, rent, quantities["ship"][r])
        for k, group in enumerate(self.path.conditions.groups):
            shipped = quantities["ship"][group.arcs].sum(axis=0)
            source = chain.routes[group.arcs[0]].exporter
            add("measure", group.name, source, self.path.multipliers["group"][k], shipped)
        for o, item in enumerate(chain.options):
            rent = self.path.multipliers["ramp"][o]
            add("speed", f"{item.name} of {item.use}", item.place, rent, quantities["option"][o])
        table = pd.DataFrame(rows, columns=["kind", "name", "place", "period", "price", "value"])
        return table.sort_values("value", ascending=False, ignore_index=True)


def run(
    chain: Chain,
    measures: Sequence[Measure] | None = None,
    *,
    foresight: Foresight = "rolling",
    tolerance: float = 1e-6,
    against: "ChainOutcome | None" = None,
    demand: Mapping[tuple[str, str], float] | None = None,
) -> ChainOutcome:
    """Return what ``measures`` (the chain's own where None) do, beside the baseline without any.

    ``against`` lends its baseline, if it is of the same chain, to save a solve. ``demand`` scales
    the demand of some uses, named by place and use, under the measures.

    >>> import cobden as cb
    >>> found = cb.chains.run(cb.chains.load('lng'))
    >>> max(proof.worst for _, proof in found.certificates) < 1e-6
    True
    """
    chosen = tuple(chain.measures if measures is None else measures)
    if against is not None and against.chain is chain:
        base = against.baseline_path
    else:
        base = trace(chain, foresight="perfect", tolerance=tolerance)
    path = base
    if chosen or demand:
        path = trace(
            _scaled(chain, demand or {}),
            chosen,
            foresight=foresight,
            base=base,
            tolerance=tolerance,
        )
    return ChainOutcome(
        chain, chosen, foresight, _labelled(chain, path), _labelled(chain, base), path, base
    )


def _scaled(chain: Chain, demand: Mapping[tuple[str, str], float]) -> Chain:
    uses = tuple(
        replace(use, quantity=use.quantity * demand.get((use.place, use.use), 1.0))
        for use in chain.uses
    )
    return replace(chain, uses=uses)


def _exported(path: Path) -> Floats:
    """Return when customs see each route's cargo, [route, t]: once it has waited for its licence.

    What is under way for longer than its voyage waits at home, not at sea.
    """
    chain, flow = path.conditions.chain, path.quantities["ship"]
    if not chain.routes:
        return flow
    voyage = np.array([round(route.months / chain.step) for route in chain.routes]).reshape(-1, 1)
    leaves = np.arange(flow.shape[1]) + path.conditions.delay - voyage
    seen = np.zeros_like(flow)
    arcs, periods = np.nonzero(leaves < flow.shape[1])
    np.add.at(seen, (arcs, leaves[arcs, periods]), flow[arcs, periods])
    return seen


def _by_place(
    path: Path, places: list[str], goods: list[str], uses: list[str], processes: list[str],
    kept: int,
) -> tuple[Floats, Floats, Floats]:  # fmt: skip
    """Return what is served [place, use, t], made [process, place, t] and kept [good, place, t]."""
    rows, quantities = path.conditions.chain, path.quantities
    served = np.full((len(places), len(uses), kept), np.nan)
    amount = path.served[:, :kept]
    for n, item in enumerate(rows.uses):
        served[places.index(item.place), uses.index(item.use)] = amount[n]
    made = np.zeros((len(processes), len(places), kept))
    for k, item in enumerate(rows.capacities):
        run = quantities["run"][k, :kept]
        if item.process in processes:  # what else runs only tells free from bound
            made[processes.index(item.process), places.index(item.place)] += run
    stock = np.zeros((len(goods), len(places), kept))
    for k, item in enumerate(rows.stocks):
        level = quantities["stock"][k, :kept]
        stock[goods.index(base_name(item.good)), places.index(item.place)] += level
    return served, made, stock


def _labelled(chain: Chain, path: Path) -> xr.Dataset:
    """Return the reported periods of a path with names on every axis."""
    rows, kept = path.conditions.chain, chain.periods
    places = [item.name for item in chain.places]
    goods = [item.name for item in chain.goods]
    economies = list(dict.fromkeys(item.economy for item in chain.places))
    months = list(chain.months[:kept])

    position, source, target = route_ends(path.conditions)
    flow = np.zeros((len(goods), len(places), len(places), kept))
    np.add.at(flow, (position, source, target), path.quantities["ship"][:, :kept])
    exported = _exported(path)
    cleared = np.zeros_like(flow)
    np.add.at(cleared, (position, source, target), exported[:, :kept])

    uses = list(dict.fromkeys(item.use for item in rows.uses))
    processes = list(dict.fromkeys(item.name for item in chain.processes))
    served, made, stock = _by_place(path, places, goods, uses, processes, kept)

    price, capped = quoted(path, goods)
    book = accounts(path)[:, :, :kept]
    surplus = np.zeros((len(ACCOUNTS), len(economies), kept))
    for n, item in enumerate(chain.places):
        surplus[:, economies.index(item.economy)] += book[:, n]
    trade = ("good", "exporter", "importer", "period")
    return xr.Dataset(
        {
            "price": (("good", "place", "period"), price[:, :, :kept]),
            "capped": (("good", "place", "period"), capped[:, :, :kept]),
            "flow": (trade, flow),
            "exported": (trade, cleared),
            "served": (("place", "use", "period"), served),
            "made": (("process", "place", "period"), made),
            "stock": (("good", "place", "period"), stock),
            "surplus": (("account", "economy", "period"), surplus),
        },
        coords={
            "good": goods, "place": places, "exporter": places, "importer": places, "use": uses,
            "process": processes, "account": list(ACCOUNTS), "economy": economies, "period": months,
        },
        attrs={"chain": chain.name, "money": chain.money, "months per period": chain.step},
    )  # fmt: skip
