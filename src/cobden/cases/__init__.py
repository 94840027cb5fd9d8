"""Disputes as data: a ``case.yaml`` beside CSV tables, every figure with its source."""

from cobden.cases.load import Case, Event, Fact, bundled, load
from cobden.cases.schema import CaseFile, MeasureRow, Party, State

__all__ = ["Case", "CaseFile", "Event", "Fact", "MeasureRow", "Party", "State", "bundled", "load"]
