"""The world economy's answer to a set of wedges, with its certificate and exact gradients."""

from cobden.equilibrium.certificate import Certificate
from cobden.equilibrium.decomposition import decompose
from cobden.equilibrium.gradient import Gradient, gradient
from cobden.equilibrium.result import Result
from cobden.equilibrium.solve import purge, solve

__all__ = ["Certificate", "Gradient", "Result", "decompose", "gradient", "purge", "solve"]
