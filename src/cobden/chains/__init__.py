"""Single commodities from the mine or the well to the final use, in space and time."""

from typing import TYPE_CHECKING

from cobden.base.lazy import renamed
from cobden.chains.chain import Chain
from cobden.chains.chain_outcome import ChainOutcome, run
from cobden.chains.library import load, parse_measure, scenarios, shipped
from cobden.chains.promises import promises

__all__ = [
    "Chain",
    "ChainOutcome",
    "load",
    "parse_measure",
    "promises",
    "run",
    "scenarios",
    "shipped",
]

if not TYPE_CHECKING:
    __getattr__ = renamed(__name__, {"Outcome": "ChainOutcome"})
