"""What an equilibrium is asked for: the table of outcomes, and how each is read off."""

from cobden.outcomes.equations import Equation
from cobden.outcomes.outcome_table import MONEY, OUTCOMES, OutcomeKind, columns, kind_of
from cobden.outcomes.seen import Accounts, Benchmark, Market, Purchases, Seen, TermPlace

__all__ = [
    "MONEY",
    "OUTCOMES",
    "Accounts",
    "Benchmark",
    "Equation",
    "Market",
    "OutcomeKind",
    "Purchases",
    "Seen",
    "TermPlace",
    "columns",
    "kind_of",
]  # fmt: skip
