"""Disputes as data: a ``case.yaml`` beside CSV tables, every figure with its source."""

from typing import TYPE_CHECKING

from cobden.base.lazy import renamed
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

if not TYPE_CHECKING:
    __getattr__ = renamed(__name__, {"Party": "CaseParty", "State": "PolicyState"})
