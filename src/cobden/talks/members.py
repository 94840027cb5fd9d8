"""The members of a group at the table: what a package brings to each, and whether they assent.

A group such as the European Union signs as one, and its members live with what it signs. What each
has of a package is its own part of what the equilibrium says, and of what the table declares a
share in proportion to its income; the parts sum to the group's payoff. Where the table says so, the
group signs only if its members assent.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Literal, Self

import numpy as np
from pydantic import Field, model_validator

from cobden.base.errors import InputError
from cobden.base.sources import Text, Value

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_SLACK = 1e-9
_SEED = 1


class Assent(Value):
    """How the members of a group assent to what it signs.

    ``unanimity``: each says yes. ``qualified_majority``: at least the share ``members`` of them,
    who stand for at least the share ``population`` of their people; and whatever the people, where
    fewer than ``blockers`` say no.

    >>> import cobden as cb
    >>> council = cb.talks.Assent(
    ...     kind='qualified_majority', members=0.55, population=0.65, blockers=4
    ... )
    >>> council.population
    0.65
    """

    kind: Literal["unanimity", "qualified_majority"]
    members: float | None = Field(default=None, gt=0, le=1)
    population: float | None = Field(default=None, ge=0, le=1)
    blockers: int = Field(default=0, ge=0)
    sources: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _is_a_majority(self) -> Self:
        given = self.members is not None, self.population is not None
        if self.kind == "unanimity" and (any(given) or self.blockers):
            raise ValueError(
                "by unanimity every member must say yes: leave out members, population and "
                "blockers, or write qualified_majority"
            )
        if self.kind == "qualified_majority" and not all(given):
            raise ValueError(
                "a qualified majority needs the share of members and of population that must say "
                "yes, as members: 0.55 and population: 0.65 (population: 0 if people do not count)"
            )
        return self


@dataclass(frozen=True, eq=False)
class Members:
    """The members of a group, as the world shows them.

    ``names`` are their codes, ``income`` and ``population`` [member] their shares of the group's.
    ``exact`` [member, combination, outcome] and ``outside`` [member, outcome] are their parts of
    what the equilibrium says of packages, and of the group's walking out. ``missing`` members are
    in the world's rest: they have no part of their own, and no vote here.
    """

    names: tuple[str, ...]
    income: "Floats"
    population: "Floats"
    exact: "Floats"
    outside: "Floats"
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class MemberVoice:
    """What one member of a group says to a package.

    ``accepts`` is the probability that it finds the package better than no deal, ``gain`` the mean
    of what it is worth to it beyond that (billions of dollars a year); ``population`` its share of
    the group's people.
    """

    name: str
    accepts: float
    gain: float
    population: float


def members_of(known: "Mapping[str, Members]", party: str) -> Members:
    """Return the members of a party; raise ``InputError`` where the effects know of none."""
    if party not in known:
        raise InputError(
            "the members assent, and what a package brings to each is not known.",
            where=f"parties.{party}.assent",
            remedy="Take study.talks on a world that shows the members one by one.",
        )
    return known[party]


@dataclass(frozen=True, eq=False)
class MemberAnswers:
    """What members say to packages.

    ``assents`` [draw, package] says whether they assent by their rule; ``accepts`` and ``gain``
    [package, member] are the probability of each one's yes, and the mean of what the package is
    worth to it beyond what it has without.
    """

    assents: "NDArray[np.bool_]"
    accepts: "Floats"
    gain: "Floats"

    def voices(self, members: Members) -> tuple[MemberVoice, ...]:
        """Return what each member says to the first package."""
        columns = members.names, self.accepts[0].tolist(), self.gain[0].tolist()
        return tuple(
            MemberVoice(*one) for one in zip(*columns, members.population.tolist(), strict=True)
        )


def asked(rule: Assent, members: Members, says: "Iterable[tuple[Floats, Floats]]") -> MemberAnswers:
    """Ask members one by one; ``says`` gives each one's probability of a yes [draw, package], and
    its gain [draw, package]. Where a yes is not sure it is drawn."""
    random = np.random.default_rng(_SEED)
    accepts, gain = [], []
    count = people = np.zeros(1)
    for (chance, worth), share in zip(says, members.population, strict=True):
        yes = random.random((len(chance), 1)) < chance
        count, people = count + yes, people + share * yes
        accepts.append(chance.mean(axis=0))
        gain.append(worth.mean(axis=0))
    return MemberAnswers(
        assents(rule, len(members.names), count, people), np.stack(accepts, 1), np.stack(gain, 1)
    )


def assents(rule: Assent, members: int, count: "Floats", people: "Floats") -> "NDArray[np.bool_]":
    """Return whether so many of all ``members`` assent, who stand for this share of the people."""
    if rule.kind == "unanimity":
        return count == members
    enough = (count >= needed(rule, members)) & (people >= (rule.population or 0.0) - _SLACK)
    return enough | (members - count < rule.blockers)


def needed(rule: Assent, members: int) -> int:
    """Return how many of so many ``members`` must say yes."""
    return members if rule.members is None else ceil(rule.members * members - _SLACK)


def together(parts: "Sequence[MemberAnswers | None]") -> MemberAnswers | None:
    """Return answers over the draws of all parts, of which there are as many in each."""
    some = [part for part in parts if part is not None]
    if not some:
        return None
    return MemberAnswers(
        np.concatenate([part.assents for part in some]),
        np.mean([part.accepts for part in some], axis=0),
        np.mean([part.gain for part in some], axis=0),
    )
