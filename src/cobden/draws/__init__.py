"""Any function over many draws of what is uncertain: designs, runs, stores, summaries."""

from cobden.draws.design import Design
from cobden.draws.experiment import CONVERGED, Experiment, OneByOne, Outcomes
from cobden.draws.factors import Choice, Factor, Normal, Range
from cobden.draws.run import Progress, run
from cobden.draws.summary import Ensemble

__all__ = [
    "CONVERGED",
    "Choice",
    "Design",
    "Ensemble",
    "Experiment",
    "Factor",
    "Normal",
    "OneByOne",
    "Outcomes",
    "Progress",
    "Range",
    "run",
]
