"""Inverse bargaining: what offers, answers, signals and deals say of the figures nobody knows.

A choice by somebody with given weights is likely or not (`signature`), so that choices seen make
some weights likelier than others. The posterior over all figures with a range is sampled by
importance in steps: the prior's draws are weighed by a power of the likelihood, drawn again, and
moved by Markov chains that leave the tempered posterior as it is (sequential Monte Carlo: Del
Moral, Doucet & Jasra 2006, JRSS B 68(3); moves: Neal 1998, Cotter and others 2013, Statistical
Science 28(3), which leave the prior as it is and accept by the likelihood alone). Where what was
seen says little, that is one step: plain importance sampling.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Generic, TypeVar

import numpy as np
from scipy.special import ndtr, ndtri

from cobden.base.errors import Infeasible
from cobden.talks.deciders import answers, combine, floors_on, worth_to
from cobden.talks.packages import crosses_red_lines, package
from cobden.talks.round_log import BY_ALL, LogEntry
from cobden.talks.unknowns import Unknowns, prior

if TYPE_CHECKING:
    from datetime import date as Date

    from numpy.typing import NDArray

    from cobden.talks.effects import Effects
    from cobden.talks.going_on import Prospects
    from cobden.talks.solved import SolvedTalks
    from cobden.talks.unknowns import Beliefs

Known = TypeVar("Known", bound=Unknowns)
Evidence = Callable[[Known], "NDArray[np.float64]"]
"""Maps draws to the log-likelihood of something seen [draw]."""

LEARNT_DRAWS = 2000
_LEAST = 1e-9  # a choice that no draw explains is still possible: somebody misheard
_MOST_MOVES = 60
_REFRESHED = 0.3  # how much a draw may still resemble the one it was moved from
_EASY = 0.3  # the share of moves accepted that makes chains forget fastest


@dataclass(frozen=True, eq=False)
class Posterior(Generic[Known]):
    """What is thought after something was seen, beside what was thought before.

    ``effective`` are the effective sample sizes of the steps, ``distinct`` the share of draws that
    are not copies of another; ``resemblance`` [figure] how much a draw still resembles the one it
    was last moved from (1: not moved). ``bits`` is what was learnt: the divergence of the posterior
    from the prior.
    """

    before: Known
    beliefs: Known
    effective: tuple[float, ...]
    distinct: float
    resemblance: "NDArray[np.float64]"
    bits: float

    def intervals(self, share: float = 0.8) -> "dict[str, tuple[float, float, float]]":
        """Return the low end, mean and high end of each figure by place: the central ``share``."""
        ends = (50 * (1 - share), 50 * (1 + share))
        found = {}
        for place in self.beliefs.places:
            values = self.beliefs.values(place)
            low, high = np.percentile(values, ends)
            found[place] = (float(low), float(values.mean()), float(high))
        return found

    def moved(self) -> "list[tuple[str, float]]":
        """Return the places of the figures with how far each moved, most first.

        In standard deviations of the prior's quantiles.
        """
        shift = (self.beliefs.cube.mean(axis=0) - 0.5) * np.sqrt(12)
        order = np.argsort(-np.abs(shift), kind="stable")
        return [(self.beliefs.places[k], float(shift[k])) for k in order]


def learn(before: Known, evidence: Sequence[Evidence[Known]], seed: int = 1) -> Posterior[Known]:
    """Return what is thought after ``evidence``; its order does not matter.

    Raises ``Infeasible`` where no draw explains it.
    """
    random = np.random.default_rng(seed)

    def told(cube: "NDArray[np.float64]") -> "NDArray[np.float64]":
        beliefs = replace(before, cube=cube)
        found = np.array([np.zeros(len(cube)), *(one(beliefs) for one in evidence)])
        return np.sort(found, axis=0).sum(axis=0)  # the same to the last digit in any order

    cube, power, sizes, evidence_of_all = before.cube, 0.0, [], 0.0
    likely = told(cube)
    if not np.isfinite(likely).any():
        raise Infeasible(
            "nothing within the table's ranges explains what was seen.",
            where="log",
            remedy="Widen the ranges that the parties' choices contradict, or give them a noise.",
        )
    start, resemblance = cube, np.zeros(cube.shape[1])
    while power < 1:
        step = _step(likely, 1 - power)
        weights = step * likely
        shares = np.exp(weights - weights.max())
        evidence_of_all += float(weights.max() + np.log(shares.mean()))
        shares = shares / shares.sum()
        sizes.append(float(1 / (shares**2).sum()))
        chosen = _resampled(shares, random)
        power += step
        start = cube[chosen]
        cube, likely = _moved(start, likely[chosen], power, told, random)
        resemblance = _resemblance(start, cube)
    after = replace(before, cube=cube)
    distinct = len(np.unique(cube, axis=0)) / len(cube)
    bits = (float(likely.mean()) - evidence_of_all) / np.log(2)
    return Posterior(before, after, tuple(sizes), distinct, resemblance, max(bits, 0.0))


def _step(likely: "NDArray[np.float64]", most: float) -> float:
    """Return the largest step of temperature that leaves half the draws effective."""

    def effective(step: float) -> float:
        weights = step * likely
        shares = np.exp(weights - weights.max())
        return float(shares.sum() ** 2 / (shares**2).sum())

    if effective(most) >= len(likely) / 2:
        return most
    low, high = 0.0, most
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if effective(middle) >= len(likely) / 2 else (low, middle)
    return max(low, 1e-6)


def _resampled(shares: "NDArray[np.float64]", random: np.random.Generator) -> "NDArray[np.intp]":
    """Return which draws are kept, by systematic resampling."""
    at = (np.arange(len(shares)) + random.random()) / len(shares)
    return np.minimum(np.searchsorted(np.cumsum(shares), at), len(shares) - 1)


def _moved(
    cube: "NDArray[np.float64]",
    likely: "NDArray[np.float64]",
    power: float,
    told: "Callable[[NDArray[np.float64]], NDArray[np.float64]]",
    random: np.random.Generator,
) -> "tuple[NDArray[np.float64], NDArray[np.float64]]":
    """Move draws along chains that leave the prior to the likelihood's ``power`` as it is."""
    start, stride = cube, 0.7
    for _ in range(_MOST_MOVES):
        z = ndtri(np.clip(cube, 1e-12, 1 - 1e-12))
        asked = ndtr(np.sqrt(1 - stride**2) * z + stride * random.normal(size=cube.shape))
        there = told(asked)
        taken = np.log(random.random(len(cube))) < power * (there - likely)
        cube = np.where(taken[:, None], asked, cube)
        likely = np.where(taken, there, likely)
        stride = float(np.clip(stride * np.exp(taken.mean() - _EASY), 0.02, 1.0))
        if _resemblance(start, cube).max() < _REFRESHED:
            break
    return cube, likely


def _resemblance(one: "NDArray[np.float64]", other: "NDArray[np.float64]") -> "NDArray[np.float64]":
    """Return the correlation of draws with those they were moved from [figure]."""
    a, b = one - one.mean(axis=0), other - other.mean(axis=0)
    scale = np.sqrt((a**2).sum(axis=0) * (b**2).sum(axis=0))
    return np.where(scale > 0, (a * b).sum(axis=0) / np.where(scale > 0, scale, 1.0), 1.0)


@dataclass(frozen=True, eq=False)
class LogEvidence:
    """The likelihood of entries of a log, given what packages bring and what going on may."""

    effects: "Effects"
    prospects: "Prospects"
    entries: tuple[LogEntry, ...]

    def __call__(self, beliefs: "Beliefs") -> "NDArray[np.float64]":
        """Return the log-likelihood of all entries [draw]."""
        return np.sort(np.log(self.each(beliefs)), axis=1).sum(axis=1)

    def each(self, beliefs: "Beliefs") -> "NDArray[np.float64]":
        """Return the probability of each entry [draw, entry]."""
        table = beliefs.table
        ahead = self.prospects.under(beliefs)
        yes = {key: self._yes(beliefs, key, ahead) for key in table.parties}
        columns = []
        for number, entry in enumerate(self.entries):
            if entry.kind in BY_ALL:
                both = np.prod([yes[key][:, number] for key in table.parties], axis=0)
                found = both if entry.kind == "signed" else 1 - both
            else:
                assert entry.by is not None
                found = yes[entry.by][:, number]
                if entry.says == "no":
                    found = 1 - found
                if entry.trust is not None:
                    place = next(n for n, one in enumerate(table.log, start=1) if one is entry)
                    trust = beliefs.values(f"log[{place}].trust")
                    found = trust * found + (1 - trust) / 2
            columns.append(found)
        return np.clip(np.stack(columns, axis=1), _LEAST, 1.0)

    def _yes(self, beliefs: "Beliefs", key: str, ahead: "Prospects") -> "NDArray[np.float64]":
        """Return the probability that a party would choose each entry's package [draw, entry]."""
        table = beliefs.table
        found = np.ones((beliefs.count, len(self.entries)))
        mine = [n for n, e in enumerate(self.entries) if e.by == key or e.kind in BY_ALL]
        if not mine:
            return found
        rows = np.array([package(table, self.entries[n].package) for n in mine])
        days = [self.entries[n].on for n in mine]
        least = floors_on(self.effects, beliefs, key, ahead, days)
        for place, number in enumerate(mine):
            entry = self.entries[number]
            if entry.kind in ("demand", "signal"):
                over = package(table, {} if entry.over is None else entry.over)
                least[:, place] = worth_to(self.effects, beliefs, key, over)
        said = combine(table.parties[key], answers(self.effects, rows, beliefs, key, least))
        for place, number in enumerate(mine):
            barred = crosses_red_lines(table, rows[place][None], key)[0]
            compares = self.entries[number].kind in ("demand", "signal")
            found[:, number] = 0.0 if barred and not compares else said[:, place]
        return found


@dataclass(frozen=True, eq=False)
class Check:
    """How well what was learnt foretells what was seen.

    For each entry ``before`` and ``after`` are its probability [entry] a priori and with
    everything learnt; ``others`` that by all entries but itself. ``p_value``: the share of
    replicated logs that are as unlikely as the one seen; near 0 the model does not fit.
    """

    before: "NDArray[np.float64]"
    after: "NDArray[np.float64]"
    others: "NDArray[np.float64]"
    p_value: float


def check(log: LogEvidence, posterior: "Posterior[Beliefs]", seed: int = 1) -> Check:
    """Return the posterior predictive check of a log (Gelman, Meng & Stern 1996)."""
    random = np.random.default_rng(seed)
    chance = log.each(posterior.beliefs)
    replicated = random.random(chance.shape) < chance
    score = np.log(chance).sum(axis=1)
    again = np.log(np.where(replicated, chance, np.maximum(1 - chance, _LEAST))).sum(axis=1)
    return Check(
        log.each(posterior.before).mean(axis=0),
        chance.mean(axis=0),
        1 / (1 / chance).mean(axis=0),
        float((again <= score + 1e-9).mean()),
    )


@dataclass(frozen=True, eq=False)
class Told:
    """What the rounds so far told: ``entries`` of the log before the day of the talks.

    ``bits`` says what was learnt in all by the end of each day on which something happened;
    ``posterior`` what is thought after all of them, ``check`` how well that foretells them.
    """

    entries: tuple[LogEntry, ...]
    posterior: "Posterior[Beliefs]"
    bits: "dict[Date, float]"
    check: Check | None


def told(talks: "SolvedTalks", on: "Date", more: "Sequence[Evidence[Beliefs]]" = ()) -> Told | None:
    """Return what the log of the talks says before a day, and ``more`` with it; None if nothing."""
    entries = tuple(entry for entry in talks.table.log if entry.on < on)
    if not entries and not more:
        return None
    beliefs = prior(talks.table, LEARNT_DRAWS)
    bits: dict[Date, float] = {}
    posterior = learn(beliefs, more)
    log = None
    for day in sorted({entry.on for entry in entries}):
        log = LogEvidence(talks.effects, talks.prospects, tuple(e for e in entries if e.on <= day))
        posterior = learn(beliefs, (log, *more))
        bits[day] = posterior.bits
    return Told(entries, posterior, bits, log and check(log, posterior))
