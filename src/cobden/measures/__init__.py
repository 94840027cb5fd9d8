"""What governments do or promise: dated, sourced, under a legal authority."""

from cobden.measures.history import history, rate_on
from cobden.measures.law import Law
from cobden.measures.measure import Measure, Suspension, Tariff
from cobden.measures.policy import Policy
from cobden.measures.rate import Rate

__all__ = ["Law", "Measure", "Policy", "Rate", "Suspension", "Tariff", "history", "rate_on"]
