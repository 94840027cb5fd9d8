"""A world from plain arrays: check every cell, make the sums exact, close the accounts."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from cobden.base import labels
from cobden.base.errors import InputError
from cobden.world.benchmark_economy import LETTERS, BenchmarkEconomy, axes_of
from cobden.world.closure import close, worst
from cobden.world.elasticities import elasticity_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from cobden.world.competition import Competition

W = TypeVar("W", bound=BenchmarkEconomy)

SUM_TOLERANCE = 1e-6
ACCOUNT_TOLERANCE = 1e-5
LEAST_INPUT_SHARE = -0.01


class _Arrays:
    """Read arrays against the labels, and name cells in errors."""

    def __init__(self, economies: tuple[str, ...], sectors: tuple[str, ...]) -> None:
        self.names = economies, sectors
        self.labels = {"k": sectors, "q": sectors, "n": economies, "i": economies}

    def read(self, name: str, array: "ArrayLike") -> "NDArray[np.float64]":
        values = labels.aligned(array, *axes_of(name, *self.names), where=name)
        self.demand(name, np.isfinite(values), values, "Every cell must be a finite number.")
        return values

    def demand(
        self, name: str, holds: "NDArray[np.bool_]", values: "NDArray[np.float64]", remedy: str
    ) -> None:
        """Raise naming the first cell of array ``name`` for which ``holds`` is false."""
        self.demand_over(name, LETTERS[name], holds, values, verb="is", remedy=remedy)

    def demand_over(
        self,
        name: str,
        axes: str,
        holds: "NDArray[np.bool_]",
        values: "NDArray[np.float64]",
        *,
        verb: str,
        remedy: str,
    ) -> None:
        """Raise naming the first cell, along ``axes`` of array ``name``, where it fails."""
        if holds.all():
            return
        cell = np.unravel_index(int(np.argmin(holds)), holds.shape)
        place = ", ".join(self.labels[axis][int(at)] for axis, at in zip(axes, cell, strict=True))
        raise InputError(f"{verb} {values[cell]:.6g}.", where=f"{name}[{place}]", remedy=remedy)


def from_shares(
    make: "type[W]",
    economies: Sequence[str],
    sectors: Sequence[str],
    trade_share: "ArrayLike",
    expenditure: "ArrayLike",
    input_share: "ArrayLike",
    consumption_share: "ArrayLike",
    value_added: "ArrayLike",
    deficit: "ArrayLike",
    tariff: "ArrayLike",
    elasticity: "ArrayLike",
    *,
    final_trade_share: "ArrayLike | None" = None,
    market: "Competition | None" = None,
    value_usd: float | None = None,
    year: int | None = None,
    source: str = "",
    services: Sequence[str] = (),
) -> W:
    """Return the world that the arrays describe; see ``World.from_shares``."""
    places, goods = labels.ordered(economies, "economies"), labels.ordered(sectors, "sectors")
    offered = _known_services(services, goods)
    arrays = _Arrays(places, goods)
    given = {
        "trade_share": trade_share, "expenditure": expenditure, "input_share": input_share,
        "consumption_share": consumption_share, "value_added": value_added, "deficit": deficit,
        "tariff": tariff,
    }  # fmt: skip
    values = {name: arrays.read(name, array) for name, array in given.items()}
    theta = elasticity_of(elasticity, goods)
    arrays.demand("elasticity", theta > 0, theta, "A trade elasticity is above 0.")
    _check_ranges(arrays, values)
    final_share = _final_shares(arrays, values, final_trade_share)
    bought = values["expenditure"] > 0 if final_share is None else _used(values)
    unit = float(values["value_added"].sum())
    _check_value_and_year(value_usd, year)
    _check_sums(arrays, values, unit)
    world = make(
        economies=places, sectors=goods,
        trade_share=_shares(arrays, "trade_share", values["trade_share"], bought),
        final_trade_share=final_share, market=market,
        expenditure=values["expenditure"] / unit, input_share=values["input_share"],
        consumption_share=values["consumption_share"] / values["consumption_share"].sum(0),
        value_added=values["value_added"] / unit,
        deficit=_balanced(values["deficit"], values["value_added"]) / unit,
        tariff=values["tariff"], elasticity=theta,
        value_usd=unit if value_usd is None else value_usd, year=year, source=source,
        services=offered,
    )  # fmt: skip
    return _closed(world)


def _final_shares(
    arrays: _Arrays, values: "dict[str, NDArray[np.float64]]", given: "ArrayLike | None"
) -> "NDArray[np.float64] | None":
    """Return the trade shares of final use, where they are others than those of inputs."""
    if given is None:
        return None
    share = arrays.read("final_trade_share", given)
    return _shares(arrays, "final_trade_share", share, values["consumption_share"] > 0)


def _check_value_and_year(value_usd: float | None, year: int | None) -> None:
    if value_usd is not None and not 0 < labels.number(value_usd, "value_usd") < np.inf:
        raise InputError(
            f"world value added is {value_usd} US dollars.",
            where="value_usd",
            remedy="Give a finite number above 0.",
        )
    if year is not None and (isinstance(year, bool) or not isinstance(year, int)):
        raise InputError(
            f"{year!r} is no year.", where="year", remedy="Give a whole number such as 2022."
        )


def _closed(world: W) -> W:
    """Return the world with its accounts closed to rounding; raise where they are far from it."""
    gap, where = worst(world)
    if gap > ACCOUNT_TOLERANCE:
        raise InputError(
            f"the accounts do not close: off by {gap:.2g} of world value added.",
            where=where,
            remedy="Expenditure must equal inputs plus consumption share times income (value added "
            "+ tariff revenue + deficit), and value added the value-added shares of output; all "
            "in one unit.",
        )
    closed = close(world)
    poorest = int(closed.income.argmin())
    if not closed.income[poorest] > 0:
        raise InputError(
            f"the income of {closed.economies[poorest]} is {closed.income[poorest]:.3g} of world "
            "value added.",
            where=f"deficit[{closed.economies[poorest]}]",
            remedy="It gives away more than it earns: value added, tariff revenue and the transfer "
            "received must be above 0 together.",
        )
    return closed


def _known_services(services: Sequence[str], sectors: tuple[str, ...]) -> tuple[str, ...]:
    """Return the services in order; raise ``InputError`` for one that is no sector."""
    offered = labels.ordered(services, "services") if len(services) else ()
    for service in offered:
        if service not in sectors:
            raise InputError(
                f"'{service}' is not among the sectors.",
                where="services",
                remedy=f"Name some of: {', '.join(sectors[:8])}.",
            )
    return offered


def _check_ranges(arrays: _Arrays, values: "dict[str, NDArray[np.float64]]") -> None:
    for name in ("trade_share", "expenditure", "consumption_share"):
        arrays.demand(name, values[name] >= 0, values[name], "It must not be negative.")
    arrays.demand(
        "input_share", values["input_share"] >= LEAST_INPUT_SHARE, values["input_share"],
        "Small negative input shares occur in published data and are kept, but not below "
        f"{LEAST_INPUT_SHARE:g}.",
    )  # fmt: skip
    left = 1 - values["input_share"].sum(0)
    arrays.demand_over(
        "input_share", "qn", left > 0, left, verb="leaves a value-added share of",
        remedy="The inputs of an industry must sum to less than 1 over goods.",
    )  # fmt: skip
    arrays.demand(
        "value_added", values["value_added"] > 0, values["value_added"], "It must be above 0."
    )
    arrays.demand(
        "tariff", values["tariff"] > -1, values["tariff"],
        "A tariff is a rate (0.25 for 25 per cent) above -1.",
    )  # fmt: skip


def _check_sums(arrays: _Arrays, values: "dict[str, NDArray[np.float64]]", unit: float) -> None:
    deficit, consumed = values["deficit"], values["consumption_share"].sum(0)
    if abs(deficit.sum()) > SUM_TOLERANCE * unit:
        raise InputError(
            f"the deficits sum to {deficit.sum():.6g}.",
            where="deficit",
            remedy="What one economy receives another pays: they must sum to 0.",
        )
    arrays.demand_over(
        "consumption_share", "n", np.abs(consumed - 1) <= SUM_TOLERANCE, consumed,
        verb="sums over goods to",
        remedy="Consumption shares [good, importer] must sum to 1 over goods.",
    )  # fmt: skip


def _balanced(
    deficit: "NDArray[np.float64]", value_added: "NDArray[np.float64]"
) -> "NDArray[np.float64]":
    """Return the deficits, what they sum to by rounding spread by value added."""
    return deficit - value_added / value_added.sum() * deficit.sum()


def _used(values: "dict[str, NDArray[np.float64]]") -> "NDArray[np.bool_]":
    """Return which goods [k, n] are bought as inputs."""
    made = np.ones_like(values["expenditure"])
    return np.einsum("kqn,qn->kn", np.abs(values["input_share"]), made) > 0


def _shares(
    arrays: _Arrays, name: str, share: "NDArray[np.float64]", bought: "NDArray[np.bool_]"
) -> "NDArray[np.float64]":
    """Return the shares made to sum to 1 over exporters, or to 0 where nothing is bought."""
    arrays.demand(name, share >= 0, share, "It must not be negative.")
    total = share.sum(2)
    whole, none = np.abs(total - 1) <= SUM_TOLERANCE, ~bought & (np.abs(total) <= SUM_TOLERANCE)
    remedy = "Trade shares [good, importer, exporter] must sum to 1 over exporters"
    if np.abs(share.sum(1) - 1).max() <= SUM_TOLERANCE:
        remedy += "; these sum to 1 over the other axis: exchange importer and exporter."
    else:
        remedy += ", or to 0 where expenditure is zero."
    arrays.demand_over(
        name, "kn", whole | none, total, verb="sums over exporters to", remedy=remedy
    )
    return share / np.where(whole, total, 1)[:, :, None]
