"""What an equilibrium is asked for: the table of outcomes, and how each is read off."""

from cobden.outcomes.by_year import BY_SECTOR_AND_YEAR, BY_YEAR, STEADY
from cobden.outcomes.equations import Equation
from cobden.outcomes.outcome_table import MONEY, OUTCOMES, OutcomeKind, columns, kind_of
from cobden.outcomes.seen import Accounts, Benchmark, Market, Purchases, Seen, TermPlace

__all__ = [
    "BY_SECTOR_AND_YEAR",
    "BY_YEAR",
    "MONEY",
    "OUTCOMES",
    "STEADY",
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
