"""Figures with their source: facts, which somebody states, and assumptions, which nobody does."""

import re
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Text = Annotated[str, Field(min_length=1)]


class Value(BaseModel):
    """Base of everything a user writes: frozen, finite; a key it does not know is an error."""

    model_config: ClassVar[ConfigDict] = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False
    )


class Source(Value):
    """Who says so: a citation, where in it, and how good it is.

    ``grade``: A official text or statistics, B a reliable secondary page, C a tracker or other
    compilation, U unsourced (never accepted for a fact).

    >>> import cobden as cb
    >>> cb.Source(citation='90 FR 14705', date='2025-03-26', grade='A').grade
    'A'
    """

    citation: Text
    where: str = ""
    date: str = ""
    url: str = ""
    licence: str = ""
    grade: Literal["A", "B", "C"] = "B"

    @property
    def link(self) -> str:
        """Where it can be read: its address, or that of its page of the Federal Register.

        >>> import cobden as cb
        >>> cb.Source(citation='Proclamation 10908', where='90 FR 14705').link
        'https://www.federalregister.gov/citation/90-FR-14705'
        """
        if re.match(r"https?://", self.url):
            return self.url
        cited = re.search(r"\b(\d{2}) FR (\d+)\b", f"{self.where} {self.citation}")
        register = "https://www.federalregister.gov/citation"
        return f"{register}/{cited[1]}-FR-{cited[2]}" if cited else ""


class Stated(Value):
    """A figure with its unit, its range and its basis, however ``sources`` are given.

    A ``fact`` has at least one source. An ``assumption`` has none: it must give ``low``, ``high``
    and a ``reason``, and is listed as such wherever it is used.
    """

    value: float
    unit: Text
    low: float | None = None
    high: float | None = None
    sources: tuple[Any, ...] = ()
    reason: str = ""

    @property
    def is_assumption(self) -> bool:
        """Whether nobody states this figure."""
        return not self.sources

    @property
    def bounds(self) -> tuple[float, float]:
        """The range, or the value twice where none is given."""
        return (
            self.value if self.low is None else self.low,
            self.value if self.high is None else self.high,
        )

    @model_validator(mode="after")
    def _has_a_basis(self) -> Self:
        if self.is_assumption and (self.low is None or self.high is None or not self.reason):
            raise ValueError(
                "a figure with no source is an assumption and needs low, high and a reason"
            )
        low, high = self.bounds
        if not low <= self.value <= high:
            raise ValueError(f"value {self.value:g} lies outside its range {low:g} to {high:g}")
        return self


class Quantity(Stated):
    """A figure with its sources, or an assumption with its range and reason.

    >>> import cobden as cb
    >>> cb.Quantity(value=0.6, unit='per cent', low=0.5, high=2.1, reason='an example').value
    0.6
    """

    sources: tuple[Source, ...] = ()


class Basis(Value):
    """What a model's answers rest on: how many figures have a source, and those nobody states."""

    name: Text
    title: Text
    facts: int = Field(ge=0)
    assumptions: dict[str, Quantity]
