"""What the live API tells of the talks: the worth of each lever, what would be signed."""

from typing import Literal

from pydantic import BaseModel

from cobden.live.models.controls import Named


class LeverWorth(BaseModel):
    """What a lever is worth to each party, billion USD a year by what the party minds.

    ``values``: of where it stands, against where the law or the table has it. ``point``: of one
    point less of a rate, or of turning a switch. ``levels``: of each level of an item, against its
    first, with all else as in the scenario.
    """

    id: str
    values: dict[str, float]
    point: dict[str, float] | None = None
    levels: dict[str, dict[str, float]] = {}


class Worth(BaseModel):
    """The worth of every lever to each party."""

    digest: str
    unit: str
    total: dict[str, float]
    items: list[LeverWorth]


class Points(BaseModel):
    """Packages by what they bring the first two parties, billion USD a year."""

    x: list[float]
    y: list[float]


class Cloud(Points):
    """Packages, and which of them leave both sides better off."""

    zone: list[bool]


class Mark(BaseModel):
    """A package with a name: the reader's own, the case's, or the one that bargaining chooses."""

    id: str
    title: str
    kind: Literal["current", "named", "chosen", "outside", "standing"]
    x: float
    y: float
    levels: dict[str, str] = {}


class Voice(BaseModel):
    """A principal's part in whether a package is signed.

    ``accepts`` is the chance that it suits this person, ``attends`` that of being there;
    ``convinced`` how much likelier the side signs if this person is won.
    """

    id: str
    party: str
    title: str
    accepts: float
    attends: float
    convinced: float
    gain: float
    pivotal: bool


class Reply(BaseModel):
    """An answer by tariff that a third economy might give."""

    title: str
    rate: float
    harm: float
    gain: float


class ThirdParty(BaseModel):
    """How somebody who is not at the table would answer the package."""

    by: str
    on: str
    injury: float
    options: list[Reply]
    sentence: str


class TalksView(BaseModel):
    """The talks with the scenario's package on them.

    ``basis`` says under which law the frontier was worked out; ``exact`` whether that is the
    scenario's own.
    """

    digest: str
    exact: bool
    basis: str
    unit: str
    parties: list[Named]
    probability: float
    error: float
    signs: dict[str, float]
    voices: list[Voice]
    points: list[Mark]
    frontier: Points
    cloud: Cloud
    answer: ThirdParty | None
    crosses: list[str]
    days_left: int | None
    deadline: str | None
