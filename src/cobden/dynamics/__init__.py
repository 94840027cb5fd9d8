"""Years: capital, labour, wages and prices along the path that a dated law leads to."""

from cobden.dynamics.macro import Macro
from cobden.dynamics.mechanisms import Mechanisms
from cobden.dynamics.parameters import Parameters
from cobden.dynamics.path_gradient import PathGradient, path_gradient
from cobden.dynamics.pose_path import PathStart
from cobden.dynamics.solve_path import long_run, path
from cobden.dynamics.world_path import WorldPath

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
