"""What a case said, to be set beside what happened: ``confrontation.yaml`` of a case's folder.

Each question names a figure that the tool gives, and what was seen, with its source and the date it
is of. Where nothing is known that is said instead.
"""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from cobden.base.sources import Text, Value
from cobden.cases.beside import read_beside
from cobden.cases.schema import Economy, Identifier

NAME = "confrontation.yaml"


class Observed(Value):
    """What was seen: between ``low`` and ``high`` in the figure's unit, who says so, and of when.

    Of a package: 1 if it was signed, 0 if not.
    """

    low: float
    high: float
    words: Text = Field(description="what was seen, in a sentence")
    as_of: Text = Field(description="the period or the day that it is of")
    sources: tuple[Text, ...] = Field(
        min_length=1, description="who says so: citations with their dates"
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.low > self.high:
            raise ValueError(f"low {self.low:g} is above high {self.high:g}")
        return self


class Exports(Value):
    """The change of what ``of`` sells to ``to``, %; of ``sectors``, or of all goods."""

    figure: Literal["exports"]
    state: Identifier
    of: Economy
    to: Economy
    sectors: tuple[Text, ...] = ()


class RealIncome(Value):
    """The change of the real income of ``of``, %."""

    figure: Literal["real_income"]
    state: Identifier
    of: Economy


class Fulfilment(Value):
    """How much of a promise to buy comes without help, %: of what ``of`` was to sell to ``to``.

    What is sold in the state (goods and services) over ``base`` and ``promised`` together, where
    ``base`` is what was sold before: both in the unit of the source.
    """

    figure: Literal["fulfilment"]
    state: Identifier
    of: Economy
    to: Economy
    base: float = Field(gt=0)
    promised: float = Field(gt=0)


class Signed(Value):
    """The probability that a package of ``talks.yaml`` is signed, on the day of the brief.

    ``deadline``: at a deadline, when talks can go on no longer.
    """

    figure: Literal["signed"]
    package: Text
    deadline: bool = False


Figure = Annotated[Exports | RealIncome | Fulfilment | Signed, Field(discriminator="figure")]


class OutcomeQuestion(Value):
    """A figure to confront, and what was seen of it; or why nothing is known."""

    asks: Text
    tool: Figure
    seen: Observed | None = None
    not_known: str = ""

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if (self.seen is None) != bool(self.not_known):
            raise ValueError("give seen, or not_known and why; not both")
        return self


class Estimate(Value):
    """A published estimate to set beside: not a fact, and not the same thing."""

    who: Text
    what: Text
    figure: Text


class Confrontation(Value):
    """The keys of ``confrontation.yaml``."""

    known: Text = Field(description="what was known on the day of the brief, before the outcome")
    questions: tuple[OutcomeQuestion, ...] = Field(min_length=1)
    answered: Observed | None = Field(
        None,
        description="whether who was hit answered with duties of its own: low and high 1, or 0",
    )
    estimates: tuple[Estimate, ...] = ()
    learnt: str = Field("", description="what the misses say, without changing anything")


def read_confrontation(folder: Path) -> Confrontation:
    """Return what a case is confronted with; raises ``InputError`` where it has nothing."""
    return read_beside(
        folder, NAME, Confrontation, absent="the case is confronted with nothing.",
        page="docs/writing-a-case.md",
    )  # fmt: skip
