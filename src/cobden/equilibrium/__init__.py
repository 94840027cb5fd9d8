"""The world economy's answer to a set of wedges, with its certificate and exact gradients.

A new quantitative trade model, that is a computable general equilibrium (CGE) of constant
elasticities solved in changes: Caliendo & Parro (2015), by exact hat algebra.
"""

from cobden.equilibrium.batch import Batch, solve_many
from cobden.equilibrium.certificate import Certificate
from cobden.equilibrium.claims import Claim, claims, departures
from cobden.equilibrium.decomposition import decompose
from cobden.equilibrium.delivered import Additionality, Delivered, additionality, carried, delivered
from cobden.equilibrium.gradient import Gradient, gradient
from cobden.equilibrium.objectives import value_of
from cobden.equilibrium.result import Result
from cobden.equilibrium.solve import purge, rebased_for, solve

__all__ = [
    "Additionality", "Batch", "Certificate", "Claim", "Delivered", "Gradient", "Result",
    "additionality", "carried", "claims", "decompose", "delivered", "departures", "gradient",
    "purge", "rebased_for", "solve", "solve_many", "value_of",
]  # fmt: skip
