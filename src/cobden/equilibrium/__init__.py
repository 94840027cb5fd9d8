"""The world economy's answer to a set of wedges, with its certificate and exact gradients.

A new quantitative trade model, that is a computable general equilibrium (CGE) of constant
elasticities solved in changes: Caliendo & Parro (2015), by exact hat algebra.

This is the room's one face; what stands behind it is its own affair (``_model`` has the equations).
It offers three things:

- an equilibrium with all that it shows and proves: `solve`, `solve_shock`, `solve_many`; its
  `gradient`, its `decompose`, what was `delivered`, who may claim what (`claims`);
- many laws on one world, of each of which a `Reader` reads a few figures: `WorldSolver`;
- an importer's products as rows of trade weights, for the path: `ProductRows`;
- for a search, its parts, which it compiles into a program of its own: a posed problem (`pose`,
  `taxable`, `with_wedges`), its `fixed_point`, terms read off it, and their slopes by anything
  that the problem was made of (`slopes_through`, `slopes_on_cells`).
"""

from typing import TYPE_CHECKING

from cobden.base.lazy import renamed
from cobden.equilibrium._accounts import benchmark_of, seen_at
from cobden.equilibrium._batch import Batch, in_turn, solve_many
from cobden.equilibrium._certificate import Certificate
from cobden.equilibrium._compiled import TOLERANCE, fixed_point
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
from cobden.equilibrium._mfn import MfnClaim, claims, departures
from cobden.equilibrium._objectives import Reader, value_of
from cobden.equilibrium._pose import benchmark_vector, pose
from cobden.equilibrium._problem import Problem
from cobden.equilibrium._product_rows import ProductRows
from cobden.equilibrium._readable import AtBenchmark, Readable
from cobden.equilibrium._result import Result
from cobden.equilibrium._shock import Floats, Shock
from cobden.equilibrium._slopes import (
    purchases_on_cells,
    slopes_on_cells,
    slopes_through,
    taxable,
    with_wedges,
)
from cobden.equilibrium._solve import (
    RANGE_TOLERANCE,
    prepare,
    purge,
    rebased_for,
    solve,
    solve_shock,
    vector_of,
)
from cobden.equilibrium._world_solver import EquilibriumPoint, WorldSolver

__all__ = [
    "FIXITY",
    "LONG_RUN",
    "PASS_THROUGH",
    "RANGE_TOLERANCE",
    "RESPONSE",
    "TOLERANCE",
    "YEARS",
    "Additionality",
    "AtBenchmark",
    "Batch",
    "Certificate",
    "Delivered",
    "EquilibriumPoint",
    "Floats",
    "Gradient",
    "Horizon",
    "MfnClaim",
    "Problem",
    "ProductRows",
    "Readable",
    "Reader",
    "Result",
    "Shock",
    "WorldSolver",
    "additionality",
    "benchmark_of",
    "benchmark_vector",
    "carried",
    "claims",
    "decompose",
    "delivered",
    "departures",
    "fixed_point",
    "gradient",
    "in_turn",
    "pose",
    "prepare",
    "purchases_on_cells",
    "purge",
    "rebased_for",
    "seen_at",
    "slopes_on_cells",
    "slopes_through",
    "solve",
    "solve_many",
    "solve_shock",
    "taxable",
    "value_of",
    "vector_of",
    "wedge_slopes",
    "welfare_first_order",
    "with_wedges",
]  # fmt: skip

if not TYPE_CHECKING:
    __getattr__ = renamed(__name__, {"Claim": "MfnClaim"})
