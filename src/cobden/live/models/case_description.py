"""What the live API tells of a case before anything is moved: its economies, law and levers."""

from datetime import date as Date
from typing import Literal

from pydantic import BaseModel


class Named(BaseModel):
    """Something with a code or an id, and what people call it."""

    id: str
    title: str


class Economy(BaseModel):
    """An economy of the world."""

    code: str
    name: str


class Sector(BaseModel):
    """A sector of the world; ``good`` is false for services."""

    code: str
    name: str
    good: bool


class PartyInfo(BaseModel):
    """An economy of the case; ``key`` is its name in the table of talks, if it sits there."""

    id: str
    name: str
    economy: str
    role: str
    key: str | None
    principals: list[Named]


class Cited(BaseModel):
    """A source."""

    citation: str
    date: str = ""
    url: str = ""
    grade: str = ""


class TimelineMoment(BaseModel):
    """A point on the timeline, or a span to ``until``.

    ``only_in`` names the states of the case that have a measure which stands in no body of law.
    """

    date: Date
    until: Date | None
    title: str
    kind: Literal["round", "measure", "lapse", "deadline", "news"]
    lever: str | None
    sources: list[str]
    only_in: list[str] = []


class CaseState(BaseModel):
    """A policy that the case compares."""

    id: str
    title: str
    on: Date
    note: str


class Package(BaseModel):
    """Levels of items that belong together, as levers."""

    id: str
    title: str
    levels: dict[str, str]


class LeverLevel(BaseModel):
    """One setting of an item."""

    id: str
    title: str


class Lever(BaseModel):
    """Something that a reader can move.

    ``value`` is where it stands on the day. A rate or a weight lies between ``min`` and ``max``
    on its slider, up to ``limit`` as typed;
    an item has ``levels``. ``by`` and ``on`` are the economies of a measure, ``start`` and
    ``lapse`` its days where it is in force. ``measures`` are the ids of the law it moves; an
    ``assumed`` one stands in no body of law, only in states of the case.
    """

    id: str
    group: Literal["law", "item", "principal"]
    section: str
    title: str
    kind: Literal["rate", "amount", "levels", "switch", "weight"]
    unit: str = ""
    min: float | None = None
    max: float | None = None
    limit: float | None = None
    step: float | None = None
    levels: list[LeverLevel] = []
    value: bool | float | str
    in_force: bool = True
    giver: str | None = None
    party: str | None = None
    principal: str | None = None
    by: str | None = None
    on: list[str] = []
    start: Date | None = None
    lapse: Date | None = None
    measures: list[str] = []
    sources: list[Cited] = []
    note: str = ""
    assumed: bool = False


class Elasticity(BaseModel):
    """A published set of trade elasticities."""

    id: str
    title: str
    citation: str
    why: str
    default: bool


class ClosureInfo(BaseModel):
    """A treatment of the trade deficits."""

    id: str
    title: str
    why: str


class ShownOutcome(BaseModel):
    """An outcome of the table with a column in every answer; ``axes`` says of which.

    ``change``: whether it is a change; a level has a column ``before`` as well.
    """

    column: str
    name: str
    title: str
    unit: str
    axes: list[str]
    change: bool
    explained: str


class Dates(BaseModel):
    """The days between which the law is known."""

    first: Date
    last: Date


class CaseInfo(BaseModel):
    """All that a page needs to draw its controls."""

    case: str
    cases: list[str]
    title: str
    question: str
    on: Date
    state: str | None
    dates: Dates
    home: str
    counterpart: str
    economies: list[Economy]
    sectors: list[Sector]
    outcomes: list[ShownOutcome]
    markets: list[str]
    parties: list[PartyInfo]
    timeline: list[TimelineMoment]
    states: list[CaseState]
    packages: list[Package]
    groups: list[Economy]
    levers: list[Lever]
    elasticities: list[Elasticity]
    closures: list[ClosureInfo]
    elasticity: str
    deficits: str
    talks: bool
    chains: bool
    people: bool
    products: bool
    words: dict[str, str]
    credit: str


class LawStanding(BaseModel):
    """Where the law's levers stand on a day."""

    on: Date
    state: str | None
    levers: dict[str, bool | float]
    in_force: list[str]
    notes: list[str]
