"""Who would sign: the probability of a package, and whose answer it turns on.

What has a range is drawn from it (`unknowns`). In each draw a principal accepts what is worth at
least what going on or walking out would bring, with the noise that the table gives its party, and
the party's rule combines the answers with the stated probabilities: of attending, of having heard
of an item, of being followed. A package's probability is the mean over draws.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit

from cobden.base.errors import InputError
from cobden.talks.packages import crosses_red_lines, lawful
from cobden.talks.unknowns import Beliefs

if TYPE_CHECKING:
    from datetime import date as Date

    from numpy.typing import NDArray

    from cobden.talks.effects import Effects
    from cobden.talks.going_on import Prospects
    from cobden.talks.table import Table
    from cobden.talks.table_entries import Party, Rule


@dataclass(frozen=True, eq=False)
class Voice:
    """What one principal says to a package.

    ``accepts`` is the probability that they find it better than no deal, ``attends`` that
    they are there; ``convinced`` how much likelier the party's signature becomes if they
    say yes in every draw, ``opposed`` how much less likely if they say no in every draw; ``gain``
    the mean of what the package is worth to them beyond that (billions of dollars a year).
    """

    name: str
    title: str
    accepts: float
    attends: float
    convinced: float
    opposed: float
    gain: float


@dataclass(frozen=True, eq=False)
class Signature:
    """The probability that a package is signed.

    ``probability`` of all parties together; ``parties`` that of each; ``error`` is the standard
    error of ``probability`` from the number of draws; ``voices`` the principals of each party.
    """

    probability: float
    error: float
    parties: dict[str, float]
    voices: dict[str, tuple[Voice, ...]]
    draws: int

    @property
    def pivotal(self) -> dict[str, str]:
        """The principal of each party whose yes would help most."""
        return {
            party: max(voices, key=lambda voice: voice.convinced).name
            for party, voices in self.voices.items()
            if len(voices) > 1
        }


def signature(
    effects: "Effects | Sequence[Effects]",
    row: "NDArray[np.int_]",
    beliefs: Beliefs,
    *,
    prospects: "Prospects | None" = None,
    deadline: bool = False,
) -> Signature:
    """Return the probability that all parties sign the package ``row`` [item].

    A principal accepts what is at least as good as walking out and as going on: what ``prospects``
    say of it, or, without them, how things stand. At the ``deadline`` only walking out is left, and
    outcomes that count ``until_deadline`` no longer do. The probability is that of a yes on the day
    on which the package is put. A party signs nothing beyond its red lines. Raises ``InputError``
    for the package in which everything stands as it is.

    With several ``effects`` (one for each elasticity set or closure, say) draws are spread evenly
    over them.
    """
    from cobden.talks.effects import Effects

    every = [effects] if isinstance(effects, Effects) else list(effects)
    if not np.any(row):
        raise InputError(
            "the package leaves everything as it stands: there is nothing to sign.",
            where="signature",
            remedy="Choose a level other than the first of at least one item.",
        )
    table = beliefs.table
    parts: list[dict[str, Answers]] = []
    for number, one in enumerate(every):
        mine = beliefs
        if len(every) > 1:
            mine = beliefs.some(np.arange(number, beliefs.count, len(every)))
        ahead = prospects and prospects.under(mine)
        parts.append(
            {
                key: answers(
                    one, row[None], mine, key, floors(one, mine, key, ahead, deadline), deadline
                )
                for key in table.parties
            }
        )
    signed = np.ones(beliefs.count)
    parties, voices = {}, {}
    for key, party in table.parties.items():
        found = joined([part[key] for part in parts])
        chance = combine(party.rule, found)[:, 0]
        voices[key] = _voices(party, found, float(chance.mean()))
        if crosses_red_lines(table, row[None], key)[0]:
            chance = np.zeros(beliefs.count)
            voices[key] = tuple(replace(v, convinced=0.0, opposed=0.0) for v in voices[key])
        parties[key] = float(chance.mean())
        signed = signed * chance
    error = float(signed.std() / np.sqrt(beliefs.count))
    return Signature(float(signed.mean()), error, parties, voices, beliefs.count)


@dataclass(frozen=True, eq=False)
class Answers:
    """What a party's principals say to packages, in each draw.

    ``accepts`` [draw, package, principal] is the probability of a yes, ``gain`` what the package is
    worth to them beyond what they have without; ``present`` and ``follows`` [draw, principal] the
    probabilities of attending and of being followed.
    """

    names: tuple[str, ...]
    accepts: "NDArray[np.float64]"
    gain: "NDArray[np.float64]"
    present: "NDArray[np.float64]"
    follows: "NDArray[np.float64]"


def joined(parts: Sequence[Answers]) -> Answers:
    """Return answers over the draws of all parts."""
    fields = ("accepts", "gain", "present", "follows")
    return Answers(
        parts[0].names, *(np.concatenate([getattr(p, f) for p in parts]) for f in fields)
    )


def floors(
    effects: "Effects",
    beliefs: Beliefs,
    key: str,
    prospects: "Prospects | None" = None,
    deadline: bool = False,
) -> "NDArray[np.float64]":
    """Return the least that each principal of a party accepts [draw, principal]."""
    if deadline:
        walking = [beliefs.outside(effects, key, w) for _, w in _principals(beliefs, key, True)]
        return np.stack(walking, axis=1)
    return floors_on(effects, beliefs, key, prospects, (None,))[:, 0]


def floors_on(
    effects: "Effects",
    beliefs: Beliefs,
    key: str,
    prospects: "Prospects | None",
    days: "Sequence[Date | None]",
) -> "NDArray[np.float64]":
    """Return the least that principals accept on several days [draw, day, principal].

    What walking out brings, or going on: by ``prospects`` on that day, or as things stand.
    """
    found = []
    for _, weights in _principals(beliefs, key, False):
        least = beliefs.outside(effects, key, weights)[:, None]
        ahead = prospects and prospects.value(key, weights, days)
        found.append(np.maximum(least, np.zeros((1, len(days))) if ahead is None else ahead))
    return np.stack(found, axis=2)


def worth_to(
    effects: "Effects", beliefs: Beliefs, key: str, row: "NDArray[np.int_]"
) -> "NDArray[np.float64]":
    """Return what a package [item] is worth to each principal of a party [draw, principal]."""
    sides = _principals(beliefs, key, False)
    return np.stack([beliefs.worth(effects, row[None], w)[:, 0] for _, w in sides], axis=1)


def answers(
    effects: "Effects",
    rows: "NDArray[np.int_]",
    beliefs: Beliefs,
    key: str,
    floor: "NDArray[np.float64]",
    deadline: bool = False,
) -> Answers:
    """Return what a party's principals say to packages ``rows`` [package, item].

    ``floor`` [draw, principal] or [draw, package, principal] is what they have without.
    """
    party = beliefs.table.parties[key]
    noise = beliefs.noise(key)[:, None]
    least = floor if floor.ndim == 3 else floor[:, None]
    names = tuple(party.principals) or ("",)  # a party with none speaks for itself
    accepts, gains, present, follows = [], [], [], []
    for number, (name, weights) in enumerate(_principals(beliefs, key, deadline)):
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
    return Answers(
        names, np.stack(accepts, axis=2), np.stack(gains, axis=2),
        np.stack(present, axis=1), np.stack(follows, axis=1),
    )  # fmt: skip


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


def combine(rule: "Rule | None", found: Answers) -> "NDArray[np.float64]":
    """Return the probability [draw, package] that a party says yes, whoever attends and accepts."""
    total = np.zeros(found.accepts.shape[:2])
    for there in product((False, True), repeat=len(found.names)):
        chance = np.prod(np.where(there, found.present, 1 - found.present), axis=1)[:, None]
        if chance.any():
            total += chance * _of_those_there(rule, found, np.array(there))
    return total


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


def _principals(
    beliefs: Beliefs, key: str, deadline: bool
) -> "Iterator[tuple[str, NDArray[np.float64]]]":
    """Yield each principal with the weights [draw, outcome] that it decides by."""
    outcomes = beliefs.table.outcomes.values()
    counts = np.array([not (deadline and outcome.until_deadline) for outcome in outcomes])
    for name in tuple(beliefs.table.parties[key].principals) or ("",):
        yield name, beliefs.weights(key, name) * counts


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


def _voices(party: "Party", found: Answers, chance: float) -> tuple[Voice, ...]:
    voices = []
    for position, name in enumerate(found.names):
        if not name:
            continue
        swung = []
        for says in (1.0, 0.0):
            accepts, present = found.accepts.copy(), found.present.copy()
            accepts[..., position] = says
            present[:, position] = 1.0
            changed = replace(found, accepts=accepts, present=present)
            swung.append(float(combine(party.rule, changed).mean()) - chance)
        voices.append(
            Voice(
                name,
                party.principals[name].title,
                float(found.accepts[..., position].mean()),
                float(found.present[:, position].mean()),
                swung[0],
                -swung[1],
                float(found.gain[..., position].mean()),
            )
        )
    return tuple(voices)
