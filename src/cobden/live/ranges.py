"""How sure an answer is: real income under every published elasticity set and closure."""

from dataclasses import replace

import numpy as np
from jax import Array
from numpy.typing import NDArray

from cobden.base.errors import NotConverged
from cobden.base.terms import Terms
from cobden.equilibrium import Result, Shock, solve_shock
from cobden.live.columns import front, short
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
    world, groups = posed.starting_point.world, bench.case.groups
    economies = (*world.economies, *groups)
    now, then, shown, terms = [], [], [], posed.terms(posed.row)
    figures = [figure for figure, _ in front(bench.case, world)]
    for number, (name, closure) in enumerate(choices):
        told("Elasticities and closures", number, len(choices))
        start = replace(posed.starting_point.start, elasticity=name, deficits=closure)
        standing, near = bench.standing.get(
            start,
            lambda start=start: _standing(bench, start, Terms(posed.starting_point.wedges)),
        )
        then.append(standing)
        result = _solved(bench, start, terms, near)
        now.append(_welfare(bench, result))
        if result is not None:
            shown.append({figure.id: figure.read(result) for figure in figures})
    values, before = np.array(now), np.array(then)
    solved = ~np.isnan(values).any(axis=1)
    change = (values - before)[solved & ~np.isnan(before).any(axis=1)]
    at = {party.economy: economies.index(party.economy) for party in bench.case.parties}
    return Ranges(
        digest=posed.digest,
        economies=list(economies),
        value=short(_welfare(bench, posed.solve())),
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
        figures={
            name: (min(values), max(values))
            for name in shown[0]
            if (values := short([one[name] for one in shown]))
        },
        failed=int((~solved).sum()),
    )


def _solved(bench: Bench, start: StartingLaw, terms: Terms, near: Array | None) -> Result | None:
    """Return the equilibrium of a variant; None where there is none."""
    world, closure = bench.starting_points.basis_of(start.elasticity, start.deficits)
    try:
        return solve_shock(world, Shock.under(world, terms), closure, start=near)
    except NotConverged:
        return None


def _welfare(bench: Bench, result: Result | None) -> Floats:
    """Return real income [economy, then group]; not a number without an equilibrium."""
    groups = bench.case.groups
    if result is None:
        return np.full(len(bench.starting_points.world.economies) + len(groups), np.nan)
    together = [result.together("welfare", result.world.positions(name)) for name in groups]
    return np.append(result.welfare.values, together)


def _standing(bench: Bench, start: StartingLaw, terms: Terms) -> Found:
    """Return real income under the law of the day, and where it was found."""
    result = _solved(bench, start, terms, None)
    return _welfare(bench, result), None if result is None else result.vector


def _known(value: float) -> float | None:
    return float(f"{value:.6g}") if np.isfinite(value) else None
