"""What an equilibrium is asked for: the table of outcomes, and how each is read off."""

from cobden.outcomes.outcome_table import MONEY, OUTCOMES, OutcomeKind, columns, kind_of
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
    "columns",
    "kind_of",
]  # fmt: skip
