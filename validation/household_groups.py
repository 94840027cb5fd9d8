"""Groups of households inside the equilibrium, on the plain solver.

The yardstick for `cobden.households.incidence`, which reads one household's equilibrium instead.
Here each group of one economy spends its own income on its own basket, and prices answer: the
economy's shares of final spending are those of its groups and of the rest together, found by
repeating the plain equilibrium until they stand still.
"""

from dataclasses import dataclass, replace

import numpy as np

from validation import plain_solver


@dataclass(frozen=True)
class Groups:
    """Groups of economy ``n``: ``spent`` [g, k] and ``rest`` [k] add up to its final spending.

    ``handed`` [g]: each group's share in the change of tariff revenue; the rest keeps what is left.
    """

    n: int
    spent: np.ndarray
    rest: np.ndarray
    handed: np.ndarray


def solve(base: plain_solver.Base, tariff: np.ndarray, groups: Groups, tolerance: float = 1e-10):
    """Return the equilibrium and the change of each group's real consumption, % [g].

    Wages and property move alike: competition is perfect.
    """
    n, spent = groups.n, groups.spent.sum(axis=1)
    now = base
    while True:
        found = plain_solver.solve(now, plain_solver.Shock(tariff), tolerance=1e-12)
        incomes, rest = _incomes(base, found, groups)
        bought = (groups.spent / spent[:, None] * incomes[:, None]).sum(axis=0)
        if groups.rest.sum() > 0:
            bought = bought + groups.rest / groups.rest.sum() * rest
        share = np.array(now.consumption_share)
        share[:, n] = bought / bought.sum()
        moved = np.abs(share - now.consumption_share).max()
        now = replace(now, consumption_share=share)
        if moved < tolerance:
            break
    log_price = groups.spent @ np.log(found.final_price[:, n]) / spent
    return found, 100 * (incomes / spent / np.exp(log_price) - 1)


def _incomes(base, found, groups):
    """Return the nominal incomes of the groups [g] and of the rest, at an equilibrium."""
    n, spent = groups.n, groups.spent.sum(axis=1)
    revenue = plain_solver.base_revenue(base)[n]
    before = base.value_added[n] + base.deficit[n] + revenue
    kept = base.value_added[n] * found.wage[n] + found.deficit[n] + revenue
    raised = found.revenue[n] - revenue
    incomes = spent * kept / before + groups.handed * raised
    return incomes, found.income[n] - incomes.sum()
