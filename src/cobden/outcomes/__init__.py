"""What an equilibrium is asked for: the table of outcomes, and how each is read off."""

from cobden.outcomes.seen import Accounts, Benchmark, Market, Place, Purchases, Seen
from cobden.outcomes.table import MONEY, OUTCOMES, OutcomeKind, kind_of

__all__ = [
    "MONEY",
    "OUTCOMES",
    "Accounts",
    "Benchmark",
    "Market",
    "OutcomeKind",
    "Place",
    "Purchases",
    "Seen",
    "kind_of",
]  # fmt: skip
