"""Any function over many draws of what is uncertain: designs, runs, stores, summaries."""

from cobden.ensemble.design import Design
from cobden.ensemble.experiment import CONVERGED, Experiment, OneByOne, Outcomes
from cobden.ensemble.factors import Choice, Factor, Normal, Range
from cobden.ensemble.run import Progress, run
from cobden.ensemble.summary import Ensemble

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
