"""What the live API tells of the talks on a scenario: worth, packages, who signs, who answers."""

from typing import Literal

from pydantic import BaseModel

from cobden.live.models.case_description import Named


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


class PrincipalVoice(BaseModel):
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


class MemberGain(BaseModel):
    """What the package brings to a member of a group at the table, billion USD a year.

    ``population`` is its share of the group's people; ``accepts`` the chance of its yes, null
    where the members are not asked.
    """

    party: str
    code: str
    name: str
    gain: float
    population: float
    accepts: float | None


class GroupAssent(BaseModel):
    """Whether the members of a group assent: the chance of it, and the rule in words."""

    party: str
    chance: float
    rule: str


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
    scenario's own. ``probability`` and its ``error`` are null, ``signs``, ``voices`` and what is
    said of members empty, where nothing is on the table: there is nothing to sign.
    """

    digest: str
    exact: bool
    basis: str
    unit: str
    parties: list[Named]
    probability: float | None
    error: float | None
    signs: dict[str, float]
    voices: list[PrincipalVoice]
    members: list[MemberGain]
    assents: list[GroupAssent]
    points: list[Mark]
    frontier: Points
    cloud: Cloud
    answer: ThirdParty | None
    crosses: list[str]
    days_left: int | None
    deadline: str | None
