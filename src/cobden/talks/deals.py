"""Deals already struck, as evidence of what one side wants: fit on some, predict the others.

For each deal the candidates are all-in rates, with what the partner gave held as it was given. The
party that sets the rates preferred the deal to its threat, and did not take a lower rate that the
partner would have been glad of: inequalities that its weights must satisfy. With weights drawn
from that set, each deal left out is predicted by the Nash solution between threat and zero.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Date
from typing import TYPE_CHECKING, Self

import numpy as np
from pydantic import Field, model_validator

from cobden.base.errors import nearest
from cobden.base.sources import Source, Text, Value
from cobden.talks.bargaining import agree
from cobden.talks.inference import Choice, Rationalising, rationalising
from cobden.talks.outcomes import Figure, Key

if TYPE_CHECKING:
    from numpy.typing import NDArray

OUTCOMES = ("income", "balance", "revenue", "cars", "headline")
"""Real income, balance with the partner, tariff revenue (billion USD a year each), output of
vehicles (percent), announced value of pledges (billion USD)."""

BOUNDS = ((1.0, 1.0), (0.0, 0.3), (0.0, 1.0), (0.0, 3.0), (0.0, 0.02))
"""What a unit of each outcome may be worth, in billions of dollars of real income a year."""


class Laws(Value):
    """The days whose law, in both directions, is the deal and the state without it."""

    signed: Date
    threat: Date


class Precedent(Value):
    """A deal: its ``rate`` and ``threat`` (percent, all-in), and what was given for it.

    ``cars``: the all-in rate on cars and parts, where the deal changed it. ``laws``: where both
    sides' tariffs changed, the days on which they are read; no other rate is then tried.
    """

    title: Text
    on: Date
    partner: Text
    rate: Figure
    threat: Figure
    cars: Figure | None = None
    headline: Figure
    laws: Laws | None = None
    note: str = ""


class Precedents(Value):
    """The deals of one economy: ``by`` sets tariffs under ``authorities`` (goods, cars, parts)."""

    sources: dict[Key, Source]
    by: Text
    authorities: dict[Text, Text]
    deals: dict[Key, Precedent] = Field(min_length=2)

    @model_validator(mode="after")
    def _cites_what_it_has(self) -> Self:
        for key, deal in self.deals.items():
            for figure in (deal.rate, deal.threat, deal.cars, deal.headline):
                for name in figure.sources if figure else ():
                    if name not in self.sources:
                        raise ValueError(
                            f"deals.{key}: unknown source '{name}'. {nearest(name, self.sources)}"
                        )
        return self


@dataclass(frozen=True, eq=False)
class Trial:
    """A deal solved at candidate rates.

    ``rates`` [candidate] in percent; ``outcomes`` [candidate, outcome] of the party that sets the
    rates, pledges included, ``partner`` [candidate] the partner's real income (billions of dollars
    a year); ``signed`` is the candidate that was signed. ``threat`` [outcome] and
    ``partner_threat`` are those without a deal.
    """

    name: str
    rates: "NDArray[np.float64]"
    outcomes: "NDArray[np.float64]"
    partner: "NDArray[np.float64]"
    signed: int
    threat: "NDArray[np.float64]"
    partner_threat: float

    @property
    def choice(self) -> Choice:
        """What the deal reveals: better than the threat, and than each lower rate."""
        lower = self.outcomes[self.rates < self.rates[self.signed]]
        return Choice(self.name, self.outcomes[self.signed], np.vstack([self.threat, lower]))


@dataclass(frozen=True, eq=False)
class Prediction:
    """One deal as predicted from all others, beside what was signed.

    ``signs``: the share of rationalising weights under which the deal beats the threat; ``beats``
    its least and most advantage over the set (billions of dollars a year). ``rate`` is the median
    of the Nash solution's rate over the weights, ``low`` and ``high`` its 5th and 95th percentile
    (not a number where no candidate suits both under most weights). ``hit``: the signed rate lies
    between them.
    """

    name: str
    signed: float
    signs: float
    beats: tuple[float, float]
    rate: float
    low: float
    high: float
    error: float

    @property
    def hit(self) -> bool:
        """Whether what was signed lies in the predicted range."""
        return bool(self.low <= self.signed <= self.high)


def fit(trials: Sequence[Trial]) -> Rationalising:
    """Return the weights that rationalise every deal (or come closest to it)."""
    return rationalising(OUTCOMES, [trial.choice for trial in trials], BOUNDS)


def predict(trial: Trial, weights: Rationalising, draws: int = 200, seed: int = 1) -> Prediction:
    """Return what weights fitted elsewhere say of ``trial``."""
    drawn = weights.draws(draws, seed)
    ours = drawn @ (trial.outcomes - trial.threat).T  # [draw, candidate]
    theirs = trial.partner - trial.partner_threat
    found = [agree(np.c_[mine, theirs], (0.0, 0.0), "nash") for mine in ours]
    rates = [trial.rates[deal.choice] for deal in found if deal is not None]
    low, middle, high = np.percentile(rates, (5, 50, 95)) if rates else (np.nan,) * 3
    return Prediction(
        trial.name,
        float(trial.rates[trial.signed]),
        float((ours[:, trial.signed] >= 0).mean()),
        weights.prefers(trial.outcomes[trial.signed], trial.threat),
        float(middle),
        float(low),
        float(high),
        weights.error,
    )


def leave_one_out(trials: Mapping[str, Trial]) -> dict[str, Prediction]:
    """Return each deal as predicted by weights fitted to all the others."""
    return {
        name: predict(trial, fit([other for key, other in trials.items() if key != name]))
        for name, trial in trials.items()
    }
