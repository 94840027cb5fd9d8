"""What those who decide for a party say to packages: its principals, and a group's members.

In each draw (`unknowns`) a principal accepts what is worth at least what going on or walking out
would bring, with the noise that the table gives its party, and the party's rule combines the
answers with the stated probabilities: of attending, of having heard of an item, of being followed.
The members of a group are asked where the table says that they assent (`members`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit

from cobden.talks.members import MemberAnswers, asked, members_of, together
from cobden.talks.packages import lawful
from cobden.talks.unknowns import Beliefs

if TYPE_CHECKING:
    from datetime import date as Date

    from numpy.typing import NDArray

    from cobden.talks.effects import Effects
    from cobden.talks.going_on import Prospects
    from cobden.talks.table import Table
    from cobden.talks.table_parties import Party, Rule


@dataclass(frozen=True, eq=False)
class Answers:
    """What a party's principals say to packages, in each draw.

    ``accepts`` [draw, package, principal] is the probability of a yes, ``gain`` what the package is
    worth to them beyond what they have without; ``present`` and ``follows`` [draw, principal] the
    probabilities of attending and of being followed. ``assent`` is what the members of a group say,
    where they are asked.
    """

    names: tuple[str, ...]
    accepts: "NDArray[np.float64]"
    gain: "NDArray[np.float64]"
    present: "NDArray[np.float64]"
    follows: "NDArray[np.float64]"
    assent: MemberAnswers | None = None


def joined(parts: Sequence[Answers]) -> Answers:
    """Return answers over the draws of all parts."""
    fields = ("accepts", "gain", "present", "follows")
    said = together([part.assent for part in parts])
    whole = {name: np.concatenate([getattr(part, name) for part in parts]) for name in fields}
    return Answers(parts[0].names, **whole, assent=said)


def floors(
    effects: "Effects",
    beliefs: Beliefs,
    key: str,
    prospects: "Prospects | None" = None,
    deadline: bool = False,
) -> "NDArray[np.float64]":
    """Return the least that each who decides for a party accepts [draw, decider]."""
    if deadline:
        sides = _deciders(effects, beliefs, key, True)
        walking = [beliefs.outside(_part(effects, key, m), key, w) for _, w, m in sides]
        return np.stack(walking, axis=1)
    return floors_on(effects, beliefs, key, prospects, (None,))[:, 0]


def floors_on(
    effects: "Effects",
    beliefs: Beliefs,
    key: str,
    prospects: "Prospects | None",
    days: "Sequence[Date | None]",
) -> "NDArray[np.float64]":
    """Return the least that who decides accepts on several days [draw, day, decider].

    These are the principals, then the members of a group if they are asked. What walking out
    brings, or going on: by ``prospects`` on that day, or as things stand.
    """
    found = []
    for _, weights, member in _deciders(effects, beliefs, key, False):
        least = beliefs.outside(_part(effects, key, member), key, weights)[:, None]
        ahead = prospects and prospects.value(key, weights, days, member)
        found.append(np.maximum(least, np.zeros((1, len(days))) if ahead is None else ahead))
    return np.stack(found, axis=2)


def worth_to(
    effects: "Effects", beliefs: Beliefs, key: str, row: "NDArray[np.int_]"
) -> "NDArray[np.float64]":
    """Return what a package [item] is worth to each who decides for a party [draw, decider]."""
    sides = _deciders(effects, beliefs, key, False)
    found = [beliefs.worth(_part(effects, key, m), row[None], w)[:, 0] for _, w, m in sides]
    return np.stack(found, axis=1)


def answers(
    effects: "Effects",
    rows: "NDArray[np.int_]",
    beliefs: Beliefs,
    key: str,
    floor: "NDArray[np.float64]",
    deadline: bool = False,
) -> Answers:
    """Return what a party's principals, and members if asked, say to packages [package, item].

    ``floor`` [draw, decider] or [draw, package, decider] is what they have without.
    """
    party = beliefs.table.parties[key]
    noise = beliefs.noise(key)[:, None]
    least = floor if floor.ndim == 3 else floor[:, None]
    names = tuple(party.principals) or ("",)  # a party with none speaks for itself
    accepts, gains, present, follows = [], [], [], []
    sides = list(_deciders(effects, beliefs, key, deadline))
    for number, (name, weights, _) in enumerate(sides[: len(names)]):
        yes, gain = np.zeros((2, beliefs.count, len(rows)))
        for chance, known in _as_known(beliefs, key, name, rows):
            beyond = beliefs.worth(effects, known, weights) - least[:, :, number]
            yes += chance[:, None] * preferred(beyond, noise)
            gain += chance[:, None] * beyond
        accepts.append(yes)
        gains.append(gain)
        attends, followed = _said_of(beliefs, key, name)
        present.append(attends)
        follows.append(followed)
    said = None
    if party.assent is not None:
        members = members_of(effects.members, key)
        said = asked(party.assent, members, _members_say(effects, rows, beliefs, key, least, sides))
    return Answers(
        names, np.stack(accepts, axis=2), np.stack(gains, axis=2),
        np.stack(present, axis=1), np.stack(follows, axis=1), said,
    )  # fmt: skip


def _members_say(
    effects: "Effects",
    rows: "NDArray[np.int_]",
    beliefs: Beliefs,
    key: str,
    least: "NDArray[np.float64]",
    sides: "list[Side]",
) -> "Iterator[tuple[NDArray[np.float64], NDArray[np.float64]]]":
    """Yield each member's probability of a yes [draw, package], and its gain [draw, package].

    It errs as the group does, in proportion to its income.
    """
    noise = beliefs.noise(key)[:, None]
    for number, (_, weights, member) in enumerate(sides):
        if member is not None:
            part = _part(effects, key, member)
            gain = beliefs.worth(part, rows, weights) - least[:, :, number]
            yield preferred(gain, part.share * noise), gain


def _said_of(
    beliefs: Beliefs, key: str, name: str
) -> "tuple[NDArray[np.float64], NDArray[np.float64]]":
    """Return the probabilities [draw] that a principal attends, and is followed."""
    party, where = beliefs.table.parties[key], f"parties.{key}"
    attends, follows = np.ones(beliefs.count), np.zeros(beliefs.count)
    decides = party.rule is not None and name == party.rule.decider  # who decides is always there
    if name and party.principals[name].attends is not None and not decides:
        attends = beliefs.values(f"{where}.principals.{name}.attends")
    if party.rule is not None and name in party.rule.follows:
        follows = beliefs.values(f"{where}.rule.follows.{name}")
    return attends, follows


def preferred(gain: "NDArray[np.float64]", noise: "NDArray[np.float64]") -> "NDArray[np.float64]":
    """Return the probability of choosing what is better by ``gain``: logit; sure without noise."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        smooth = expit(gain / noise)
    return np.where(noise > 0, smooth, gain >= 0)


def told_by_answer(chance: "NDArray[np.float64]") -> "NDArray[np.float64]":
    """Return the bits that a yes or no is expected to tell, from its ``chance`` [draw, question].

    The entropy of the answer less what of it is error (Lindley 1956).
    """
    return _entropy(chance.mean(axis=0)) - _entropy(chance).mean(axis=0)


def _entropy(chance: "NDArray[np.float64]") -> "NDArray[np.float64]":
    p = np.clip(chance, 1e-12, 1 - 1e-12)
    return -(p * np.log2(p) + (1 - p) * np.log2(1 - p))


def combine(party: "Party", found: Answers) -> "NDArray[np.float64]":
    """Return the probability [draw, package] that a party says yes, whoever attends and accepts.

    Where its members are asked they must assent, and its principals too if it has any.
    """
    if found.assent is not None and not party.principals:
        return found.assent.assents.astype(np.float64)
    total = np.zeros(found.accepts.shape[:2])
    for there in product((False, True), repeat=len(found.names)):
        chance = np.prod(np.where(there, found.present, 1 - found.present), axis=1)[:, None]
        if chance.any():
            total += chance * _of_those_there(party.rule, found, np.array(there))
    return total if found.assent is None else total * found.assent.assents


def _of_those_there(
    rule: "Rule | None", found: Answers, there: "NDArray[np.bool_]"
) -> "NDArray[np.float64]":
    says = found.accepts[:, :, there]
    if rule is None:
        return found.accepts[:, :, 0]
    if rule.kind == "unanimity":
        return says.prod(axis=2) if there.any() else np.zeros(found.accepts.shape[:2])
    if rule.kind == "majority":
        return _majority(says)
    assert rule.decider is not None
    heard = (found.follows * there)[:, None]
    total = heard.sum(axis=2)
    alone = found.accepts[:, :, found.names.index(rule.decider)]  # none there is ever followed
    followed = (heard * found.accepts).sum(axis=2)
    return np.divide(followed, total, out=alone.copy(), where=total > 0)


def _majority(says: "NDArray[np.float64]") -> "NDArray[np.float64]":
    """Return the probability that more than half say yes [draw, package]."""
    votes = says.shape[2]
    counts = np.zeros((*says.shape[:2], votes + 1))
    counts[..., 0] = 1.0
    for voter in range(votes):
        yes = says[..., voter, None]
        more = np.concatenate([np.zeros((*says.shape[:2], 1)), counts[..., :-1]], axis=2)
        counts = (1 - yes) * counts + yes * more
    return counts[..., votes // 2 + 1 :].sum(axis=2)


Side = tuple[str, "NDArray[np.float64]", int | None]
"""Who decides: the name of a principal, weights [draw, outcome], and the number of a member."""


def _deciders(effects: "Effects", beliefs: Beliefs, key: str, deadline: bool) -> Iterator[Side]:
    """Yield the principals of a party, then its members if they are asked: by its own weights."""
    party = beliefs.table.parties[key]
    outcomes = beliefs.table.outcomes.values()
    counts = np.array([not (deadline and outcome.until_deadline) for outcome in outcomes])
    for name in tuple(party.principals) or ("",):
        yield name, beliefs.weights(key, name) * counts, None
    if party.assent is not None:
        own = beliefs.weights(key) * counts
        count = len(members_of(effects.members, key).names)
        yield from (("", own, number) for number in range(count))


def _part(effects: "Effects", key: str, member: int | None) -> "Effects":
    return effects if member is None else effects.part(key, member)


def _as_known(
    beliefs: Beliefs, key: str, name: str, rows: "NDArray[np.int_]"
) -> "Iterator[tuple[NDArray[np.float64], NDArray[np.int_]]]":
    """Yield the forms [package, item] in which a principal may know packages.

    Each with its probability [draw]: an item unheard of is not in the package, nor what needs it.
    """
    table = beliefs.table
    party = table.parties[key]
    hears = party.principals[name].hears if name else {}
    places = {item: f"parties.{key}.principals.{name}.hears.{item}" for item in hears}
    columns = list(table.items)
    for reached in product((True, False), repeat=len(hears)):
        chance, known = np.ones(beliefs.count), rows.copy()
        for (item, place), got in zip(places.items(), reached, strict=True):
            heard = beliefs.values(place)
            chance = chance * (heard if got else 1 - heard)
            if not got:
                known[:, columns.index(item)] = 0
        if not all(reached):
            known = lawful(table, known)
        yield chance, known


def as_heard(table: "Table", row: "NDArray[np.int_]") -> "NDArray[np.int_]":
    """Return all forms [package, item] in which some principal may know the package ``row``."""
    names = list(table.items)
    unsure = {
        names.index(name)
        for party in table.parties.values()
        for principal in party.principals.values()
        for name in principal.hears
    }
    open_items = [k for k in sorted(unsure) if row[k]]
    rows = []
    for kept in product((True, False), repeat=len(open_items)):
        changed = row.copy()
        changed[[k for k, keep in zip(open_items, kept, strict=True) if not keep]] = 0
        rows.append(changed)
    return np.unique(lawful(table, np.array(rows)), axis=0)
