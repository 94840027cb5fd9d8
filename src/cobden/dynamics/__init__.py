"""Years: capital, labour, wages and prices along the path that a dated law leads to."""

from cobden.dynamics.gradient import PathGradient, path_gradient
from cobden.dynamics.macro import Macro
from cobden.dynamics.model import Mechanisms
from cobden.dynamics.pose import Parameters, Start
from cobden.dynamics.result import Path
from cobden.dynamics.solve import long_run, path

__all__ = [
    "Macro",
    "Mechanisms",
    "Parameters",
    "Path",
    "PathGradient",
    "Start",
    "long_run",
    "path",
    "path_gradient",
]
