"""What instruments deliver: the premium found, who pays, who receives, and what is additional."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import jax
import numpy as np

from cobden.base.errors import InputError, unknown
from cobden.base.targets import Line, Target
from cobden.equilibrium._meet_targets import observe_lines
from cobden.equilibrium._readable import label
from cobden.equilibrium._result import Result
from cobden.equilibrium._shock import Floats
from cobden.equilibrium._solve import solve_shock

if TYPE_CHECKING:
    import xarray as xr

_NOTHING = 1e-12  # a premium that rounding leaves


@dataclass(frozen=True)
class Delivered:
    """One target in its equilibrium. Money in billion USD of the benchmark's year, a year.

    - ``rate``: the premium, a rate on the price it is put on; below zero a subsidy, of which the
      buyer is spared ``-rate`` of the price;
    - ``volume`` and ``before``: at benchmark producer prices, with and without all targets;
    - ``value``: at customs value;
    - ``paid``: what the premium costs the treasury that grants it (zero for taxes);
    - ``rent``: what it raises, ``to`` whom: the importer, the exporter, or nobody (``wasted``);
    - ``regime``: "met", "not binding", "binding", or "beyond" (a tariff-rate quota exceeded).
    """

    name: str
    rate: float
    volume: float
    before: float
    value: float
    paid: float
    rent: float
    to: str
    regime: str


def delivered(result: Result) -> tuple[Delivered, ...]:
    """Return what each target of a result delivers, in the order of the law's instruments."""
    reference = result.reference
    if reference is None:
        return ()
    now, _, _, log_premium = _lines(result)
    then = _lines(reference)[0]
    billions = result.world.value_usd / 1e9
    found = []
    for m, target in enumerate(result.shock.targets.targets):
        on = list(target.on)
        counted = list(target.on if target.counts is None else target.counts)
        paid = {
            "tariff": now.subsidy[on].sum(),
            "export_tax": now.export_subsidy[on].sum(),
            "trade_cost": -(now.customs[on].sum() * -np.expm1(-log_premium[m])),
        }[target.wedge]
        to, rent = _rent(target, float(paid), float(log_premium[m]))
        found.append(
            Delivered(
                name=target.name,
                rate=float(np.expm1(log_premium[m])),
                volume=float(now.volume[counted].sum()) * billions,
                before=float(then.volume[counted].sum()) * billions,
                value=float(now.customs[counted].sum()) * billions,
                paid=max(float(paid), 0.0) * billions,
                rent=rent * billions,
                to=to,
                regime=_regime(target, float(log_premium[m])),
            )
        )
    return tuple(found)


def carried(result: Result, lines: Iterable[Line]) -> tuple[float, float]:
    """Return the trade on some of a result's lines at the benchmark, and now.

    Billion USD of the benchmark's year, at customs value.
    """
    world, unit = result.world, result.world.value_usd / 1e9
    known = {_key(line): at for at, line in enumerate(result.shock.targets.lines)}
    customs = _lines(result)[0].customs
    before = now = 0.0
    for line in lines:
        before += line.share * world.flow_of(line) * unit
        now += float(customs[known[_key(line)]]) * unit
    return before, now


def _key(line: Line) -> tuple[str, ...]:
    return line.sector, line.importer, line.exporter, line.good, line.maker


def _lines(result: Result) -> tuple:
    found = observe_lines(result.problem, result.vector)
    return jax.tree.map(np.asarray, found)


def _rent(target: Target, paid: float, log_premium: float) -> tuple[str, float]:
    to = {"tariff": "importer", "export_tax": "exporter", "trade_cost": "wasted"}[target.wedge]
    if target.passed_on and log_premium > 0:
        return "exporter", max(-paid, 0.0) * target.passed_on
    return to, max(-paid, 0.0)


def _regime(target: Target, log_premium: float) -> str:
    if target.sense == "equal":
        return "met"
    if abs(log_premium) < _NOTHING:
        return "not binding"
    if target.yields and log_premium in (np.log1p(target.least), np.log1p(target.most)):
        return "beyond"
    return "binding"


@dataclass(frozen=True, eq=False)
class Additionality:
    """What a promise to buy really buys. Billion USD of the benchmark's year, a year.

    Volumes are at benchmark producer prices, against the equilibrium with all but the promise:

    - ``additional``: what is bought more; ``anyway``: of what is promised, what would have been
      bought without the promise;
    - ``diverted`` by seller: what the buyer buys less of the same sector from others (its own
      producers among them); ``more``: what it buys more of the sector in all;
    - ``withheld`` by customer: what the seller sells less of it to others;
    - ``treasury``: what the subsidy costs, and ``rate``, its share of the price;
    - ``welfare`` by economy: equivalent variation;
    - ``balance``: change of the seller's balance with the buyer, ``goods`` and ``total``, and with
      the whole world, which the closure of the deficits fixes.
    """

    name: str
    additional: float
    anyway: float
    diverted: "xr.DataArray"
    more: float
    withheld: "xr.DataArray"
    treasury: float
    rate: float
    welfare: "xr.DataArray"
    balance: dict[str, float]

    @property
    def share(self) -> float:
        """Share of the additional purchases that is taken from other sellers."""
        return float(self.diverted.sum()) / self.additional if self.additional else 0.0


def additionality(result: Result, name: str | None = None) -> Additionality:
    """Return what the purchases promised under ``name`` (by default the only ones) bring about.

    Where several instruments hold at once, the others hold in both of what is compared. Raises
    ``InputError`` where there is none of that name.
    """
    m, target = _promise(result, name)
    assert result.reference is not None
    before, world = _without(result, m), result.world
    what = delivered(result)[m]
    counted = list(target.on if target.counts is None else target.counts)
    already = float(_lines(before)[0].volume[counted].sum()) * world.value_usd / 1e9
    lines = [result.shock.targets.lines[at] for at in target.on]
    sectors = sorted({world.sector_index(line.sector) for line in lines})
    buyers = sorted({world.economy_index(line.importer) for line in lines})
    sellers = sorted({world.economy_index(line.exporter) for line in lines})
    change = (_volume(result) - _volume(before))[sectors].sum(axis=0) * world.value_usd / 1e9
    extra = what.volume - already
    diverted = -change[buyers].sum(axis=0)
    diverted[sellers] = 0.0
    withheld = -change[:, sellers].sum(axis=1)
    withheld[buyers] = 0.0
    unit = "billion USD at benchmark prices"
    moved = result.balance - before.balance
    one, other = world.economies[sellers[0]], world.economies[buyers[0]]
    pair = moved.sel(economy=one, partner=other)
    asked = target.amount * world.value_usd / 1e9
    return Additionality(
        name=target.name,
        additional=extra,
        anyway=min(already, asked) if target.basis == "absolute" else 0.0,
        diverted=label(world, diverted, "economy", "bought less from others", unit),
        more=float(change[buyers].sum()),
        withheld=label(world, withheld, "economy", "sold less to others", unit),
        treasury=what.paid,
        rate=-what.rate,
        welfare=result.equivalent_variation - before.equivalent_variation,
        balance={
            "goods": float(pair.sel(kind="goods")),
            "total": float(pair.sel(kind="total")),
            "goods, world": float(moved.sel(economy=one, kind="goods").sum()),
            "total, world": float(moved.sel(economy=one, kind="total").sum()),
        },
    )


def _promise(result: Result, name: str | None) -> tuple[int, Target]:
    wanted = {
        t.name: (m, t)
        for m, t in enumerate(result.shock.targets.targets)
        if t.wedge == "tariff" and t.most == 0 and t.measured == "volume"
    }
    if name is None and len(wanted) == 1:
        return next(iter(wanted.values()))
    if name is None:
        raise InputError(
            f"{len(wanted)} promises to buy are in this result.",
            where="additionality",
            remedy=f"Name one: {', '.join(wanted) or 'solve a law with a PurchaseCommitment'}.",
        )
    if name not in wanted:
        raise unknown("promise", name, wanted, where="additionality")
    return wanted[name]


def _volume(result: Result) -> Floats:
    """Return what is bought [k, n, i] at benchmark producer prices.

    What a line takes of a flow is counted at the line's own wedges, the rest at the flow's.
    """
    world, wedges = result.world, result.shock.wedges
    customs = np.array(result.customs_flow)
    lines = _lines(result)[0]
    cells = tuple(
        np.array([
            world.cell(line.sector, line.importer, line.exporter)
            for line in result.shock.targets.lines
        ]).T
    )  # fmt: skip
    count = len(result.shock.targets.lines)
    np.subtract.at(customs, cells, lines.customs[:count])
    leaving = result.shock.export_wedge(world)
    cost = np.exp(result.accounts.log_cost)[:, None, :] * wedges.trade_cost
    volume = np.maximum(customs, 0.0) / cost / (1.0 if leaving is None else 1 + leaving)
    np.add.at(volume, cells, lines.volume[:count])
    return volume


def _without(result: Result, m: int) -> Result:
    """Return the equilibrium with everything but the target at position ``m``."""
    assert result.reference is not None
    shock = result.shock
    wanted = shock.targets.targets
    if len(wanted) == 1:
        return result.reference
    rest = replace(shock.targets, targets=wanted[:m] + wanted[m + 1 :])
    return solve_shock(
        result.world,
        shock._replace(targets=rest),
        result.closure,
        start=result.reference.vector,
        tolerance=result.certificate.tolerance,
    )
