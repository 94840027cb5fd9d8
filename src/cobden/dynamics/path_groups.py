"""Groups on a path: what several economies come to together, by what each weighs in them."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from cobden.dynamics.path_equations import PathProblem
from cobden.dynamics.path_outcome import PathBase

Floats = NDArray[np.float64]

WEIGHED_BY: Mapping[str, str] = {
    "gdp": "value added", "consumption": "consumption", "investment": "investment",
    "capital": "capital", "real_wage": "pay", "employment": "pay", "unemployment": "pay",
    "participation": "pay", "consumer_price": "consumption", "goods_price": "consumption",
    "services_price": "consumption", "investment_price": "investment", "border_price": "imports",
    "import_price": "imports", "exchange_rate": "value added", "nominal_wage": "pay",
    "revenue": "sum", "goods_balance": "sum", "pass_through": "imports",
    "pass_through_exporter": "imports", "pass_through_world": "imports",
}  # fmt: skip
"""What an outcome by year of a group is: the sum of its members', or their mean so weighted.

Weights are of the benchmark. Volumes are so at its prices; people are weighed by their pay, since
no table here counts heads; prices and moneys are each member's own.
"""


def weights(problem: PathProblem, base: PathBase, by: str) -> Floats:
    """Return the weight of each economy [n] at the benchmark, a value; ones for sums."""
    capital = problem.capital
    if by == "imports":
        flow = np.asarray(base.flow)
        return flow.sum(axis=(0, 2)) - flow.diagonal(axis1=1, axis2=2).sum(axis=0)
    found = {
        "value added": lambda: problem.money.value_added,
        "consumption": lambda: problem.final - capital.investment,
        "investment": lambda: capital.investment,
        "capital": lambda: capital.investment / capital.rate,
        "pay": lambda: problem.money.labour_income.sum(axis=0),
        "sum": lambda: np.ones(len(problem.final)),
    }
    return np.asarray(found[by]())


def over(values: Floats, weight: Floats, by: str) -> Floats:
    """Return what values [..., n] come to over economies of some weight [n]."""
    return values @ (weight if by == "sum" else weight / weight.sum())
