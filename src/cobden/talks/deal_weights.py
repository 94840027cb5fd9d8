"""Inverse bargaining from deals: the weights, power and noise under which they were struck.

For each deal the candidates are all-in rates. The chance of a rate grows with the Nash product of
what both sides gain over the threat, pledges held: P is proportional to (gain of who sets rates)^(k
power) (gain of the partner)^(k (1 - power)). A gain counts as s log(1 + exp(gain / s)), with the
noise s of choice, so that what is worth nothing is unlikely and not impossible; the sharpness k
says how closely bargaining follows the product. What the partner's pledges cost it is unknown too.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cobden.talks.learning import Posterior, learn
from cobden.talks.precedent_deals import OUTCOMES, Trial, same_outcome
from cobden.talks.table_entries import CitedFigure
from cobden.talks.unknowns import Beliefs, Unknowns, uniform

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cobden.talks.table import Table

Drawn = Mapping[str, "NDArray[np.float64]"]

SHARPNESS = CitedFigure(
    value=5, unit="power of the Nash product", low=1, high=20,
    reason="bargaining follows the product neither blindly nor exactly; no source gives a figure",
)  # fmt: skip
PLEDGE = CitedFigure(
    value=0.001, unit="billion USD a year per billion USD", low=0, high=0.004,
    reason="what an announced dollar costs who announces it; as Japan's on the table of talks",
)  # fmt: skip
_DRAWS = 2000


def figures(table: "Table", party: str) -> dict[str, CitedFigure]:
    """Return what is unknown of who sets the rates, by the ranges of a table of talks.

    ``weight.balance`` and so on for each outcome of ``precedent_deals.OUTCOMES`` that the party
    minds, ``power``, ``noise``, ``pledge`` (its cost to the partner) and ``sharpness``.
    """
    side = table.parties[party]
    found = {}
    for name in OUTCOMES:
        key = same_outcome(table, party, name)
        if key is not None:
            found[f"weight.{name}"] = next(a.weight for a in side.aims if a.outcome == key)
    noise = side.noise or CitedFigure(
        value=0.5, unit="billion USD a year", low=0.1, high=1.5, reason="the table states none"
    )
    return {**found, "power": side.power, "noise": noise, "pledge": PLEDGE, "sharpness": SHARPNESS}


def chances(trial: Trial, drawn: "Drawn") -> "NDArray[np.float64]":
    """Return the probability of each candidate rate of a deal [draw, candidate].

    ``drawn`` are the draws of `figures`, by name; an outcome without a weight counts nothing.
    """
    nothing = np.zeros_like(drawn["power"])
    weights = np.stack([drawn.get(f"weight.{name}", nothing) for name in OUTCOMES], axis=1)
    given = trial.outcomes[:, OUTCOMES.index("headline")]
    ours = weights @ (trial.outcomes - trial.threat).T
    theirs = trial.partner - trial.partner_threat - drawn["pledge"][:, None] * given
    power, noise = drawn["power"][:, None], drawn["noise"][:, None]
    product = power * _log_gain(ours, noise) + (1 - power) * _log_gain(theirs, noise)
    score = drawn["sharpness"][:, None] * product
    score = np.exp(score - score.max(axis=1, keepdims=True))
    return score / score.sum(axis=1, keepdims=True)


def drawn_of(unknowns: Unknowns) -> "Drawn":
    """Return the draws of figures by their names."""
    return {name: unknowns.values(name) for name in unknowns.figures}


def _log_gain(gain: "NDArray[np.float64]", noise: "NDArray[np.float64]") -> "NDArray[np.float64]":
    # log(1 + e^x) as numpy's logaddexp has it, in a third of its time: most of what learning takes.
    x = gain / noise
    smooth = np.maximum(x, 0.0) + np.log1p(np.exp(-np.abs(x)))
    return np.log(np.maximum(noise * smooth, 1e-300))


@dataclass(frozen=True, eq=False)
class SignedRate:
    """What one signed deal says: the log-likelihood of its rate."""

    trial: Trial

    def __call__(self, unknowns: Unknowns) -> "NDArray[np.float64]":
        """Return it [draw]."""
        return np.log(chances(self.trial, drawn_of(unknowns))[:, self.trial.signed])


@dataclass(frozen=True, eq=False)
class DealsLearnt:
    """The posterior from deals, and how likely each was by all the others.

    ``others`` and ``before``: the probability of the rate signed by all deals but this one, and by
    the ranges alone; ``even`` that if every candidate were as likely.
    """

    posterior: Posterior[Unknowns]
    before: dict[str, float]
    others: dict[str, float]
    even: dict[str, float]


def learn_from(
    trials: Mapping[str, Trial], unknown: dict[str, CitedFigure], seed: int = 1
) -> DealsLearnt:
    """Return what deals say of the unknowns; those with one candidate say nothing of the rate."""
    told = {key: SignedRate(trial) for key, trial in trials.items() if len(trial.rates) > 1}
    start = uniform(unknown, _DRAWS, seed)
    posterior = learn(start, list(told.values()), seed)
    before, others, even = {}, {}, {}
    for key, one in told.items():
        before[key] = float(np.exp(one(start)).mean())
        others[key] = float(1 / np.exp(-one(posterior.beliefs)).mean())
        even[key] = 1 / len(one.trial.rates)
    return DealsLearnt(posterior, before, others, even)


@dataclass(frozen=True, eq=False)
class SignedBy:
    """What a deal that a party of a table struck elsewhere says of that party's own figures."""

    trial: Trial
    party: str

    def __call__(self, beliefs: Beliefs) -> "NDArray[np.float64]":
        """Return its log-likelihood [draw]; what a table does not know is taken at its value."""
        table, where = beliefs.table, f"parties.{self.party}"
        drawn = {
            name: np.full(beliefs.count, figure.value)
            for name, figure in figures(table, self.party).items()
        }
        aims = {aim.outcome: n for n, aim in enumerate(table.parties[self.party].aims, start=1)}
        for name in OUTCOMES:
            key = same_outcome(table, self.party, name)
            if key is not None:
                drawn[f"weight.{name}"] = beliefs.values(f"{where}.aims[{aims[key]}].weight")
        drawn["power"] = beliefs.values(f"{where}.power")
        if table.parties[self.party].noise is not None:
            drawn["noise"] = beliefs.values(f"{where}.noise")
        return np.log(chances(self.trial, drawn)[:, self.trial.signed])
