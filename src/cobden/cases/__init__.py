"""Disputes as data: a ``case.yaml`` beside CSV tables, every figure with its source."""

from cobden.cases.load import Case, Event, Fact, bundled, load, new
from cobden.cases.schema import CaseFile, CaseParty, PolicyState

__all__ = [
    "Case",
    "CaseFile",
    "CaseParty",
    "Event",
    "Fact",
    "PolicyState",
    "bundled",
    "load",
    "new",
]
