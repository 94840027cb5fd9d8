"""The link between a commodity's chain and the whole economy; neither knows the other.

A chain's commodity is a variety split from its sector. Where a use of it goes short, the sector
that uses it makes less from the same inputs; what buyers pay above the old price is income to those
who earn it; and what the sector then makes less, it needs less of the commodity for. The two models
are solved in turn until they agree.

Nothing is counted twice: the chain's own surplus never enters. From it come only quantities (the
availability of the commodity), which become productivity, and the price paid above the old one on
what is still bought. What of that price somebody earns moves between economies and sums to zero;
the rest is the cost of dearer sources, and lowers productivity. Spending that no longer takes
place because the commodity is not there is not a loss, so it is taken out of the fall in
productivity; to first order none is left, as the envelope theorem asks (Hulten 1978).

Modellers call this a soft link: a partial equilibrium and a general one, each complete.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cobden.base.economies import ROW, group
from cobden.base.errors import InputError, NotConverged, unknown
from cobden.chains.chain import Chain
from cobden.chains.chain_outcome import ChainOutcome, run
from cobden.chains.units import dollars
from cobden.equilibrium import Result, solve
from cobden.world.world import World

Floats = NDArray[np.float64]
_LEAST_SUBSTITUTION = 0.05


@dataclass(frozen=True, eq=False)
class Linked:
    """A chain and the economy that agree.

    ``uses``: one row per use of the commodity with its sector, input share, availability, price
    ratio, what it pays above the old price and what of that is the cost of ``dearer`` sources (both
    per year, in world value added). ``productivity`` [sector, economy] and ``transfer`` [economy],
    in world value added, are what the economy was told; ``rounds`` is how often the two were
    solved, ``change`` the largest change of availability in the last round.
    """

    outcome: ChainOutcome
    result: Result
    uses: pd.DataFrame
    productivity: Floats
    transfer: Floats
    rounds: int
    change: float


def missing_input(share: Any, availability: Any, substitution: Any) -> Any:
    """Return what a user makes, relative to before, when ``availability`` of an input is there.

    Arguments are numbers or arrays that fit together.

    [1 - s + s a^((e-1)/e)]^(e/(e-1)) with input share s and elasticity of substitution e < 1
    (Arrow, Chenery, Minhas & Solow 1961), all other inputs unchanged.
    """
    power = (substitution - 1) / substitution
    return (1 - share + share * availability**power) ** (1 / power)


def linked(
    world: World,
    outcome: ChainOutcome,
    *,
    months: int = 12,
    substitution: Mapping[str, float] | None = None,
    tolerance: float = 1e-4,
    rounds: int = 8,
    **economy: Any,
) -> Linked:
    """Return the agreement of a chain's outcome and the world's equilibrium.

    The chain's first ``months`` since its first measure are averaged and taken as a lasting state.
    The elasticity of substitution is that of the use's own demand, for which it is the same where
    the input share is small, unless ``substitution`` gives one by use. ``economy`` goes to
    :func:`cobden.equilibrium.solve` (wedges, horizon, deficits).

    Raises ``NotConverged`` where ``rounds`` do not suffice, ``InputError`` where a use has no
    sector or its place no economy in this world.
    """
    given = _by_use(substitution, outcome.chain)
    before, current, change = np.array([]), outcome, np.inf
    for count in range(1, rounds + 1):
        uses = _state_of_uses(world, current, months, given)
        earned = _earned(current, months) / world.value_usd
        paid = uses["paid more"].to_numpy()
        weights = np.abs(paid) / max(np.abs(paid).sum(), 1e-300)
        uses["dearer"] = (paid.sum() - float(earned.to_numpy().sum())) * weights
        productivity = _productivity(world, current.chain, uses)
        transfer = _transfer(world, current.chain, uses, earned)
        result = solve(world, productivity=productivity, transfer=transfer, **economy)
        available = uses.availability.to_numpy()
        if count > 1:
            change = float(np.abs(available - before).max())
        if change < tolerance:
            return Linked(current, result, uses, productivity, transfer, count, change)
        before = available
        demand = _demand(world, current.chain, result)
        current = run(
            outcome.chain, outcome.measures, foresight=outcome.foresight, against=outcome,
            demand=demand,
        )  # fmt: skip
    raise NotConverged(
        f"availability still moved by {change:.1e} in round {rounds}.",
        where=f"link of {outcome.chain.name}",
        remedy="Allow more rounds, or a looser tolerance.",
    )


def _by_use(given: Mapping[str, float] | None, chain: Chain) -> dict[str, float]:
    """Return elasticities by use; raises for a use that the chain does not have."""
    known = sorted({use.use for use in chain.uses})
    for name in given or {}:
        if name not in known:
            raise unknown("use", name, known, where="substitution")
    return dict(given or {})


def members(world: World, chain: Chain, place: str) -> list[int]:
    """Return the positions of the world's economies that a place of the chain stands for.

    One that the world does not tell apart is in its rest of the world.
    """
    claimed = {
        code
        for item in chain.places
        for code in (item.members or (item.economy,))
        if item.economy != ROW
    }
    item = chain.place_of(place)
    inside = [set(group(code) or (code,)) for code in world.economies]
    if item.economy == ROW:
        found = [n for n, codes in enumerate(inside) if not codes & claimed]
    else:
        wanted = set(item.members or (item.economy,))
        found = [n for n, codes in enumerate(inside) if codes <= wanted]
    if found:
        return found
    if ROW in world.economies:
        return [world.economies.index(ROW)]
    raise InputError(
        f"the world has no economy for {place} ({item.economy}).",
        where=f"link of {chain.name}",
        remedy="Use a world that tells it apart, or give the place its members.",
    )


def _window(outcome: ChainOutcome, months: int) -> slice:
    """The positions of the periods that are averaged."""
    first = min((m.start for m in outcome.measures), default=outcome.chain.start)
    starts = outcome.chain.period_starts
    begin = sum(day <= first for day in starts) - 1
    return slice(begin, begin + max(1, round(months / outcome.chain.step)))


def _state_of_uses(
    world: World, outcome: ChainOutcome, months: int, substitution: Mapping[str, float]
) -> pd.DataFrame:
    chain, window = outcome.chain, _window(outcome, months)
    yearly = 12 / chain.step * dollars(chain.money) / world.value_usd
    rows = []
    for use in chain.uses:
        if not use.sector:
            continue
        sector = world.sector_index(use.sector)
        at = {"place": use.place, "use": use.use}
        price_at = {"place": use.place, "good": use.good}
        served, usual = (
            float(data.served.sel(at).isel(period=window).mean())
            for data in (outcome.data, outcome.baseline)
        )
        price, before = (
            float(data.price.sel(price_at).isel(period=window).mean())
            for data in (outcome.data, outcome.baseline)
        )
        output = world.output[sector, members(world, chain, use.place)].sum()
        elasticity = substitution.get(use.use, max(-use.elasticity, _LEAST_SUBSTITUTION))
        rows.append(
            {
                "place": use.place, "use": use.use, "sector": use.sector,
                "share": before * usual * yearly / output, "availability": served / usual,
                "price ratio": price / before, "substitution": elasticity,
                "paid more": (price - before) * served * yearly,
            }
        )  # fmt: skip
    if not rows:
        raise InputError(
            "no use of the chain names the sector that it belongs to.",
            where=f"chain {chain.name}", remedy="Fill the column 'sector' of uses.csv.",
        )  # fmt: skip
    return pd.DataFrame(rows)


def _productivity(world: World, chain: Chain, uses: pd.DataFrame) -> Floats:
    """Return productivity [sector, economy], ratio to before."""
    productivity = np.ones(world.output.shape)
    for use in uses.to_dict("records"):
        where = members(world, chain, use["place"])
        sector = world.sector_index(use["sector"])
        made = float(missing_input(use["share"], use["availability"], use["substitution"]))
        unspent = use["share"] * (1 - use["availability"])
        dearer = use["dearer"] / world.output[sector, where].sum()
        productivity[sector, where] *= made / (1 - unspent + dearer)
    return productivity


def _earned(outcome: ChainOutcome, months: int) -> pd.Series:
    """Return what accounts other than consumers' gain, dollars a year by economy."""
    gains = outcome.surplus.drop_sel(account="consumers").sum("account")
    window = _window(outcome, months)
    yearly = 12 / outcome.chain.step * dollars(outcome.chain.money)
    return gains.isel(period=window).mean("period").to_series() * yearly


def _transfer(world: World, chain: Chain, uses: pd.DataFrame, earned: pd.Series) -> Floats:
    """Return who pays and who earns the scarcity, [economy] in world value added; sums to zero.

    Users pay the price above the old one, less what of it is the cost of dearer sources. Within a
    place economies share by income.
    """
    transfer = np.zeros(len(world.economies))
    for use in uses.to_dict("records"):
        where = members(world, chain, use["place"])
        _spread(transfer, world, where, use["dearer"] - use["paid more"])
    places = {item.economy: item.name for item in chain.places}
    for economy, amount in earned.to_dict().items():
        _spread(transfer, world, members(world, chain, places[str(economy)]), float(amount))
    return transfer - transfer.mean()


def _spread(transfer: Floats, world: World, where: list[int], amount: float) -> None:
    weights = world.income[where]
    transfer[where] += amount * weights / weights.sum()


def _demand(world: World, chain: Chain, result: Result) -> dict[tuple[str, str], float]:
    """Return how much of each use's demand is left when its sector makes less."""
    volume = 1 + result.output.values / 100
    factors = {}
    for use in chain.uses:
        if use.sector:
            sector, where = world.sector_index(use.sector), members(world, chain, use.place)
            weights = world.output[sector, where]
            factors[use.place, use.use] = float((volume[sector, where] * weights).sum()
                                                / weights.sum())  # fmt: skip
    return factors
