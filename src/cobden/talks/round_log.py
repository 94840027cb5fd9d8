"""What was said and done in the rounds, as a user writes it: offers, answers, demands, signals."""

from datetime import date as Date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from cobden.base.sources import Text, Value
from cobden.talks.table_entries import CitedFigure, Key

Named = Key | Annotated[dict[Key, Text], Field(min_length=1)]
"""A package: its name, or the levels of its items, the rest as they stand."""

BY_ALL = ("signed", "no_deal")
"""Kinds of entry that nobody makes alone."""


class LogEntry(Value):
    """One thing that happened in the talks, and what it says of who did it.

    - ``offer``: ``by`` would sign the ``package``;
    - ``answer``: ``by`` says ``says`` (yes or no) to it;
    - ``demand``: ``by`` would rather have it than ``over``, or than how things stand;
    - ``signal``: ``by`` lets it be known that it would rather have it than ``over``, which is to be
      believed with probability ``trust``, and otherwise says nothing;
    - ``signed``: all would sign it; ``no_deal``: not all would, when it lay on the table.

    >>> import cobden as cb
    >>> cb.talks.LogEntry(
    ...     on='2025-05-30', by='USA', kind='answer', package='june_offer', says='no',
    ...     sources=['gazette'],
    ... ).says
    'no'
    """

    on: Date
    round: int | None = Field(default=None, ge=1)
    kind: Literal["offer", "answer", "demand", "signal", "signed", "no_deal"]
    by: Key | None = None
    package: Named
    over: Named | None = None
    says: Literal["yes", "no"] | None = None
    trust: CitedFigure | None = None
    note: str = ""
    sources: tuple[Text, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _says_what_its_kind_needs(self) -> Self:
        alone = self.kind not in BY_ALL
        if alone != (self.by is not None):
            word = "names who it is by" if alone else "is nobody's alone: leave out by"
            raise ValueError(f"an entry of kind {self.kind} {word}")
        for name, kinds in (("says", ("answer",)), ("trust", ("signal",))):
            if (getattr(self, name) is not None) != (self.kind in kinds):
                verb = "needs" if self.kind in kinds else "has no"
                raise ValueError(f"an entry of kind {self.kind} {verb} {name}")
        if self.over is not None and self.kind not in ("demand", "signal"):
            raise ValueError(f"an entry of kind {self.kind} has no over: that is for comparisons")
        if self.trust is not None and not 0 <= self.trust.bounds[0] <= self.trust.bounds[1] <= 1:
            raise ValueError("trust is a probability: 0 to 1, its range too")
        return self
