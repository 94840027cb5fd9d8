"""How sure an answer is: real income under every published elasticity set and closure."""

from dataclasses import replace

import numpy as np
from jax import Array
from numpy.typing import NDArray

from cobden.base.errors import NotConverged
from cobden.base.terms import Terms
from cobden.equilibrium import Shock, solve_shock
from cobden.live.columns import short
from cobden.live.models.answers import Ranges, Variant
from cobden.live.scenario import Bench, PosedScenario
from cobden.live.scenario_talks import Told
from cobden.live.starting_points import StartingLaw
from cobden.world.elasticities import SETS

Floats = NDArray[np.float64]
Found = tuple[Floats, Array | None]


def ranges(bench: Bench, posed: PosedScenario, told: Told) -> Ranges:
    """Return the range of each economy's real income, and of its change from the law of the day.

    ``told`` hears of each of the variants, and may raise to stop.
    """
    choices = [(name, closure.name) for name in SETS for closure in bench.case.closures]
    economies = posed.starting_point.world.economies
    now, then, terms = [], [], posed.terms(posed.row)
    for number, (name, closure) in enumerate(choices):
        told("Elasticities and closures", number, len(choices))
        start = replace(posed.starting_point.start, elasticity=name, deficits=closure)
        standing, near = bench.standing.get(
            start,
            lambda start=start: _welfare(bench, start, Terms(posed.starting_point.wedges), None),
        )
        then.append(standing)
        now.append(_welfare(bench, start, terms, near)[0])
    values, before = np.array(now), np.array(then)
    solved = ~np.isnan(values).any(axis=1)
    change = (values - before)[solved & ~np.isnan(before).any(axis=1)]
    at = {party.economy: economies.index(party.economy) for party in bench.case.parties}
    return Ranges(
        digest=posed.digest,
        economies=list(economies),
        value=short(posed.solve().welfare.values),
        low=short(values[solved].min(axis=0)),
        high=short(values[solved].max(axis=0)),
        change_low=short(change.min(axis=0)),
        change_high=short(change.max(axis=0)),
        variants={
            code: [
                Variant(
                    elasticity=name,
                    closure=closure,
                    value=_known(values[v, n]),
                    standing=_known(before[v, n]),
                )
                for v, (name, closure) in enumerate(choices)
            ]
            for code, n in at.items()
        },
        failed=int((~solved).sum()),
    )


def _welfare(bench: Bench, start: StartingLaw, terms: Terms, near: Array | None) -> Found:
    """Return real income [economy] and where it was found; not a number without an equilibrium."""
    world, closure = bench.starting_points.basis_of(start.elasticity, start.deficits)
    try:
        result = solve_shock(world, Shock.under(world, terms), closure, start=near)
    except NotConverged:
        return np.full(len(world.economies), np.nan), None
    return result.welfare.values, result.vector


def _known(value: float) -> float | None:
    return float(f"{value:.6g}") if np.isfinite(value) else None
