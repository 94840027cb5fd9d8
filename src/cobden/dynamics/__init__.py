"""Years: capital, labour, wages and prices along the path that a dated law leads to."""

from cobden.dynamics.gradient import PathGradient, path_gradient
from cobden.dynamics.macro import Macro
from cobden.dynamics.model import Mechanisms
from cobden.dynamics.pose import Parameters, PathStart
from cobden.dynamics.result import WorldPath
from cobden.dynamics.solve import long_run, path

__all__ = [
    "Macro",
    "Mechanisms",
    "Parameters",
    "PathGradient",
    "PathStart",
    "WorldPath",
    "long_run",
    "path",
    "path_gradient",
]
