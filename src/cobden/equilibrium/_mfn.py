"""What others may claim when one partner gets better terms: most-favoured-nation treatment.

Under Article I of the GATT an advantage granted to one member is owed to all, unless it is part of
a free-trade area (Article XXIV) or covered by another exception; Cobden says where a deal departs
from it, not whether an exception holds.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from cobden.equilibrium._result import Result
from cobden.equilibrium._shock import Floats, Shock
from cobden.equilibrium._solve import solve_shock

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class MfnClaim:
    """What a partner would gain from the terms that another has.

    - ``sectors``: where it pays more than the favoured partner, so the deal departs from MFN;
    - ``gap``: points it pays more there, weighted by its own sales; ``exports``: its sales to the
      importer and ``welfare``: its real income, with those terms, against without; billion USD;
    - ``cost``: what granting it costs the importer's real income (below zero: a gain).
    """

    partner: str
    sectors: tuple[str, ...]
    gap: float
    exports: float
    welfare: float
    cost: float


def departures(result: Result, by: str, to: str, *, points: float = 1e-6) -> dict[str, list[str]]:
    """Return for each partner of ``by`` the sectors where it pays more than ``to`` does."""
    world = result.world
    rate = result.shock.wedges.tariff[:, world.economy_index(by)]
    favoured = rate[:, world.economy_index(to)]
    found = {}
    for i, partner in enumerate(world.economies):
        if i in (world.economy_index(by), world.economy_index(to)):
            continue
        worse = rate[:, i] > favoured + points
        worse &= world.trade_share[:, world.economy_index(by), i] > 0
        if worse.any():
            found[partner] = [world.sectors[k] for k in np.flatnonzero(worse)]
    return found


def claims(
    result: Result, by: str, to: str, *, partners: "Sequence[str] | None" = None
) -> tuple[MfnClaim, ...]:
    """Return each partner's claim if ``by`` extended to it alone the tariffs that ``to`` has.

    Largest first. A partner keeps any lower rate that it has; ``partners`` limits who is asked.
    """
    world = result.world
    worse = departures(result, by, to)
    asked = list(worse) if partners is None else [p for p in partners if p in worse]
    found = []
    for partner in asked:
        n, i = world.economy_index(by), world.economy_index(partner)
        sectors = [world.sector_index(name) for name in worse[partner]]
        tariff = np.array(result.shock.wedges.tariff)
        old = tariff[sectors, n, i]
        tariff[sectors, n, i] = tariff[sectors, n, world.economy_index(to)]
        after = _solve(result, tariff)
        sold = result.flow.values[sectors, n, i]
        money = after.equivalent_variation - result.equivalent_variation
        change = after.flow.values[:, n, i].sum() - result.flow.values[:, n, i].sum()
        found.append(
            MfnClaim(
                partner=partner,
                sectors=tuple(worse[partner]),
                gap=float(100 * ((old - tariff[sectors, n, i]) @ sold) / sold.sum()),
                exports=float(change),
                welfare=float(money.sel(economy=partner)),
                cost=-float(money.sel(economy=world.economies[n])),
            )
        )
    return tuple(sorted(found, key=lambda claim: -claim.exports))


def _solve(result: Result, tariff: Floats) -> Result:
    tariff.flags.writeable = False
    shock: Shock = result.shock._replace(wedges=replace(result.shock.wedges, tariff=tariff))
    return solve_shock(result.world, shock, result.closure, start=result.vector)
