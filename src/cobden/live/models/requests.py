"""What a client of the live API sends, and what it is told while it waits or when refused."""

from datetime import date as Date
from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field, StrictBool

Name = Annotated[str, Field(max_length=80)]
Setting = StrictBool | float | Annotated[str, Field(max_length=60)]
MOST_LEVERS = 400


class Given(BaseModel):
    """What a client sends: a key that is not known is a fault, and so is a figure that is none."""

    model_config: ClassVar[ConfigDict] = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False
    )


class Scenario(Given):
    """A case on a day with its levers moved: all that a link to the page holds.

    ``state`` starts from the law of one of the case's states instead of that of the day ``on``.
    A lever that is not named stands where the law of the day, or the table, has it.
    """

    case: Name | None = None
    on: Date | None = None
    state: Name | None = None
    levers: dict[Name, Setting] = Field(default_factory=dict, max_length=MOST_LEVERS)
    elasticity: Name | None = None
    deficits: Name | None = None


class LawQuery(Given):
    """A day, or a state of the case."""

    on: Date | None = None
    state: Name | None = None


class Show(Given):
    """What a reader looks at: the sectors of an economy, the flows of a pair (codes)."""

    economy: Name | None = None
    importer: Name | None = None
    exporter: Name | None = None


class ScenarioQuestion(Scenario):
    """A scenario, and what to show of its answer."""

    show: Show = Show()


class Sheet(Given):
    """A table to be written as a file: columns of equal length."""

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9 _-]{1,60}$")]
    columns: dict[Name, list[float | int | Annotated[str, Field(max_length=200)] | None]] = Field(
        min_length=1, max_length=40
    )


class Fault(BaseModel):
    """Why a request was refused: what is wrong, where, and what to do."""

    what: str
    where: str = ""
    remedy: str = ""


class AnswerProgress(BaseModel):
    """How far a heavier answer has got."""

    what: str
    done: int
    of: int
