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


class OwnMeasure(Given):
    """A measure of the reader's own, on top of the law: a tariff, or a quota on imports.

    ``by`` and ``on`` are economies or groups (``on`` may be "all"), ``goods`` sectors or HS codes;
    ``rate`` is a tariff's in per cent, ``limit`` a quota's in billion USD a year at benchmark
    prices. ``share`` says, of HS codes that others than the United States buy, how much of their
    sector they are. Without ``start`` it holds from the first day of the case, without ``end`` for
    good.
    """

    by: Name
    on: Name
    goods: tuple[Name, ...] = Field(min_length=1, max_length=12)
    rate: float | None = Field(None, ge=-90, le=500)
    limit: float | None = Field(None, ge=0, le=1e6)
    share: float | None = Field(None, gt=0, lt=1)
    start: Date | None = None
    end: Date | None = None


MOST_MEASURES = 12
MOST_KEPT = 12


class Scenario(Given):
    """A case on a day with its levers moved: all that a link to the page holds.

    ``state`` starts from the law of one of the case's states instead of that of the day ``on``.
    A lever that is not named stands where the law of the day, or the table, has it. ``measures``
    are the reader's own.
    """

    case: Name | None = None
    on: Date | None = None
    state: Name | None = None
    levers: dict[Name, Setting] = Field(default_factory=dict, max_length=MOST_LEVERS)
    measures: tuple[OwnMeasure, ...] = Field(default=(), max_length=MOST_MEASURES)
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


class KeptScenario(Given):
    """A scenario by the name that a reader gave it."""

    name: Name
    scenario: Scenario


class PageQuestion(Scenario):
    """A scenario, and further ones, to be written as a page that works without a server."""

    kept: tuple[KeptScenario, ...] = Field(default=(), max_length=MOST_KEPT)


class RateQuestion(Scenario):
    """A product under a scenario's law: an HS code of 2 to 10 digits, or a sector."""

    importer: Name
    exporter: Name
    product: Name


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
