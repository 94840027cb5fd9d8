"""Who would sign: the probability of a package, and whose answer it turns on.

No response function is invented. Weights, probabilities and what items bring, where they have a
range, are drawn from it (triangular, the value as mode); in each draw each principal either accepts
or does not, and the party's rule combines the answers with the stated probabilities of following. A
package's probability is the mean over draws.
"""

from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from cobden.base.errors import InputError
from cobden.talks.effects import Effects
from cobden.talks.packages import crosses_red_lines, lawful

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cobden.talks.table import Table
    from cobden.talks.table_entries import (
        Aim,
        CitedFigure,
        Party,
        Principal,
        Rule,
    )


@dataclass(frozen=True, eq=False)
class Voice:
    """What one principal says to a package.

    ``accepts`` is the share of draws in which it is better for them than no deal, ``attends`` that
    in which they are there; ``convinced`` how much likelier the party's signature becomes if they
    say yes in every draw, ``opposed`` how much less likely if they say no in every draw; ``gain``
    the mean of what the package is worth to them (billions of dollars a year).
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
    seed: int

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
    *,
    draws: int = 4000,
    seed: int = 1,
    deadline: bool = False,
) -> Signature:
    """Return the probability that all parties sign the package ``row`` [item].

    A principal accepts what is at least as good as going on talking and as walking out; at the
    ``deadline`` only the latter is left, and outcomes that count ``until_deadline`` no longer do.
    The probability is that of a yes on the day on which the package is put. A party signs nothing
    beyond its red lines. Raises ``InputError`` for the package in which everything stands as it is.

    With several ``effects`` (one for each elasticity set or closure, say) draws are spread evenly
    over them.
    """
    every = [effects] if isinstance(effects, Effects) else list(effects)
    table = every[0].table
    if not np.any(row):
        raise InputError(
            "the package leaves everything as it stands: there is nothing to sign.",
            where="signature",
            remedy="Choose a level other than the first of at least one item.",
        )
    random = np.random.default_rng(seed)
    model = np.arange(draws) % len(every)
    facts = _drawn_facts(table, row, draws, random)
    signed = np.ones(draws)
    parties, voices = {}, {}
    for number, (key, party) in enumerate(table.parties.items()):
        answers = _answers(every, model, row, facts, number, random, deadline)
        chance = combine(party.rule, answers)
        voices[key] = _voices(party, answers, chance)
        if crosses_red_lines(table, row[None], key)[0]:
            chance = np.zeros(draws)
            voices[key] = tuple(replace(v, convinced=0.0, opposed=0.0) for v in voices[key])
        parties[key] = float(chance.mean())
        signed = signed * chance
    error = float(signed.std() / np.sqrt(draws))
    return Signature(float(signed.mean()), error, parties, voices, draws, seed)


@dataclass(frozen=True, eq=False)
class Answers:
    """Draws of a party's principals, arrays [draw, principal]."""

    names: tuple[str, ...]
    accepts: "NDArray[np.bool_]"
    present: "NDArray[np.bool_]"
    follows: "NDArray[np.float64]"
    gain: "NDArray[np.float64]"


def combine(rule: "Rule | None", answers: Answers) -> "NDArray[np.float64]":
    """Return the probability [draw] that a party signs, given what its principals say."""
    says, there = answers.accepts, answers.present
    if rule is None:
        return says[:, 0].astype(float)
    if rule.kind == "unanimity":
        return ((says | ~there).all(axis=1) & there.any(axis=1)).astype(float)
    if rule.kind == "majority":
        return ((says & there).sum(axis=1) * 2 > there.sum(axis=1)).astype(float)
    assert rule.decider is not None
    heard = answers.follows * there
    total = heard.sum(axis=1)
    alone = says[:, answers.names.index(rule.decider)]  # nobody is there whom the decider follows
    followed = (heard * says).sum(axis=1)
    return np.divide(followed, total, out=alone.astype(float), where=total > 0)


def draw(figure: "CitedFigure", count: int, random: np.random.Generator) -> "NDArray[np.float64]":
    """Return ``count`` draws of a figure: triangular over its range, the value where none."""
    low, high = figure.bounds
    if low == high:
        return np.full(count, figure.value)
    return random.triangular(low, figure.value, high, size=count)


def _answers(
    every: "list[Effects]",
    model: "NDArray[np.int_]",
    row: "NDArray[np.int_]",
    facts: "NDArray[np.float64]",
    number: int,
    random: np.random.Generator,
    deadline: bool,
) -> Answers:
    table = every[0].table
    party = list(table.parties.values())[number]
    names = tuple(party.principals) or ("",)  # a party with none speaks for itself
    draws = len(model)
    walked = _drawn_outside(table, party, draws, random)
    counts = np.array([not (deadline and o.until_deadline) for o in table.outcomes.values()])
    accepts, present, follows, gains = [], [], [], []
    for name in names:
        principal = party.principals.get(name)
        weight = _drawn_weights(
            every[0], (principal.aims if principal else ()) or party.aims, draws, random
        )
        weight = weight * counts
        heard = _heard(every[0], principal, row, draws, random)
        known = (heard == row) & (row > 0)
        differs = np.einsum("di,dio->do", known, facts)
        worth, outside = np.empty(draws), np.empty(draws)
        for m, effects in enumerate(every):
            mine = model == m
            outcomes = _outcomes(effects, heard[mine]) + differs[mine]
            worth[mine] = (outcomes * weight[mine]).sum(axis=1)
            without = effects.outside[number] + walked[mine]
            outside[mine] = (without * weight[mine]).sum(axis=1)
        gain = worth - (outside if deadline else np.maximum(outside, 0.0))
        accepts.append(gain >= 0)
        gains.append(gain)
        chance = np.ones(draws)
        if principal is not None and principal.attends is not None:
            chance = draw(principal.attends, draws, random)
        present.append(random.random(draws) < chance)
        follow = party.rule.follows.get(name) if party.rule else None
        follows.append(draw(follow, draws, random) if follow else np.zeros(draws))
    there = np.stack(present, axis=1)
    if party.rule and party.rule.decider:  # the one who decides is always there
        there[:, names.index(party.rule.decider)] = True
    return Answers(
        names, np.stack(accepts, axis=1), there, np.stack(follows, axis=1), np.stack(gains, axis=1)
    )


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
        rows.append(lawful(table, changed))
    return np.unique(np.array(rows), axis=0)


def _drawn_facts(
    table: "Table", row: "NDArray[np.int_]", draws: int, random: np.random.Generator
) -> "NDArray[np.float64]":
    """Return by how much what each item declares differs from its value [draw, item, outcome].

    It is the same for everybody at the table: a fact not yet known, not a taste.
    """
    names = list(table.outcomes)
    facts = np.zeros((draws, len(row), len(names)))
    for place, (item, level) in enumerate(zip(table.items.values(), row, strict=True)):
        for name, figure in list(item.levels.values())[level].adds.items():
            drawn = draw(figure, draws, random)
            facts[:, place, names.index(name)] = drawn - figure.value
    return facts


def _drawn_outside(
    table: "Table", party: "Party", draws: int, random: np.random.Generator
) -> "NDArray[np.float64]":
    """Return by how much what walking out declares differs from its value [draw, outcome]."""
    names = list(table.outcomes)
    facts = np.zeros((draws, len(names)))
    for name, figure in party.outside.adds.items():
        facts[:, names.index(name)] = draw(figure, draws, random) - figure.value
    return facts


def _drawn_weights(
    effects: "Effects", aims: "tuple[Aim, ...]", draws: int, random: np.random.Generator
) -> "NDArray[np.float64]":
    outcomes = list(effects.table.outcomes)
    weights = np.zeros((draws, len(outcomes)))
    for aim in aims:
        weights[:, outcomes.index(aim.outcome)] += draw(aim.weight, draws, random)
    return weights


def _heard(
    effects: "Effects",
    principal: "Principal | None",
    row: "NDArray[np.int_]",
    draws: int,
    random: np.random.Generator,
) -> "NDArray[np.int_]":
    """Return the package as the principal knows it [draw, item]."""
    heard = np.tile(row, (draws, 1))
    names = list(effects.table.items)
    for name, chance in (principal.hears if principal else {}).items():
        reached = random.random(draws) < draw(chance, draws, random)
        heard[~reached, names.index(name)] = 0
    return heard


def _outcomes(effects: "Effects", rows: "NDArray[np.int_]") -> "NDArray[np.float64]":
    distinct, where = np.unique(rows, axis=0, return_inverse=True)
    known = np.array([lawful(effects.table, package) for package in distinct])
    return effects.of(known)[where.ravel()]


def _voices(party: "Party", answers: Answers, chance: "NDArray[np.float64]") -> tuple[Voice, ...]:
    voices = []
    for position, name in enumerate(answers.names):
        if not name:
            continue
        swung = []
        for says in (True, False):
            accepts, there = answers.accepts.copy(), answers.present.copy()
            accepts[:, position] = says
            there[:, position] = True
            changed = Answers(answers.names, accepts, there, answers.follows, answers.gain)
            swung.append(float(combine(party.rule, changed).mean() - chance.mean()))
        voices.append(
            Voice(
                name,
                party.principals[name].title,
                float(answers.accepts[:, position].mean()),
                float(answers.present[:, position].mean()),
                swung[0],
                -swung[1],
                float(answers.gain[:, position].mean()),
            )
        )
    return tuple(voices)
