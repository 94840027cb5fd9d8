"""The world economy's answer to a set of wedges, with its certificate and exact gradients.

A new quantitative trade model, that is a computable general equilibrium (CGE) of constant
elasticities solved in changes: Caliendo & Parro (2015), by exact hat algebra.

This is the room's one face: what stands behind it (``_model`` has the equations) is its own affair.
"""

from cobden.equilibrium._accounts import benchmark_of, seen
from cobden.equilibrium._batch import Batch, in_turn, solve_many
from cobden.equilibrium._certificate import Certificate
from cobden.equilibrium._compiled import (
    MAX_STEPS,
    TOLERANCE,
    advance,
    advance_smoothly,
    fixed_point,
    scale,
    unpack,
)
from cobden.equilibrium._decomposition import decompose
from cobden.equilibrium._delivered import (
    Additionality,
    Delivered,
    additionality,
    carried,
    delivered,
)
from cobden.equilibrium._first_order import welfare_first_order
from cobden.equilibrium._gradient import Gradient, gradient, wedge_slopes
from cobden.equilibrium._horizon import FIXITY, LONG_RUN, PASS_THROUGH, RESPONSE, YEARS, Horizon
from cobden.equilibrium._line_demand import PosedLines
from cobden.equilibrium._meet_targets import amounts, check_met, observe_lines
from cobden.equilibrium._mfn import MfnClaim, claims, departures
from cobden.equilibrium._model import Problem, Weights, allocate
from cobden.equilibrium._objectives import evaluate, evaluate_each, locate, value_of
from cobden.equilibrium._pose import Floats, Shock, benchmark_vector, pose, posed_lines
from cobden.equilibrium._result import Result
from cobden.equilibrium._solve import (
    RANGE_TOLERANCE,
    converge,
    purge,
    rebased_for,
    solve,
    solve_shock,
)  # fmt: skip

__all__ = [
    "FIXITY", "LONG_RUN", "MAX_STEPS", "PASS_THROUGH", "RANGE_TOLERANCE", "RESPONSE",
    "TOLERANCE", "YEARS", "Additionality", "Batch", "Certificate", "Delivered", "Floats",
    "Gradient", "Horizon", "MfnClaim", "PosedLines", "Problem", "Result", "Shock", "Weights",
    "additionality", "advance", "advance_smoothly", "allocate", "amounts", "benchmark_of",
    "benchmark_vector", "carried", "check_met", "claims", "converge", "decompose", "delivered",
    "departures", "evaluate", "evaluate_each", "fixed_point", "gradient", "in_turn", "locate",
    "observe_lines", "pose", "posed_lines", "purge", "rebased_for", "scale", "seen", "solve",
    "solve_many", "solve_shock", "unpack", "value_of", "wedge_slopes", "welfare_first_order",
]  # fmt: skip
