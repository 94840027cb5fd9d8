"""What an equilibrium is asked for: the table of outcomes, and how each is read off."""

from cobden.outcomes.outcome_table import MONEY, OUTCOMES, OutcomeKind, kind_of
from cobden.outcomes.seen import Accounts, Benchmark, Market, Purchases, Seen, TermPlace

__all__ = [
    "MONEY",
    "OUTCOMES",
    "Accounts",
    "Benchmark",
    "Market",
    "OutcomeKind",
    "Purchases",
    "Seen",
    "TermPlace",
    "kind_of",
]  # fmt: skip
