"""Deals already struck: what each reveals of the weights of who sets the rates.

For each deal the candidates are all-in rates, with what the partner gave held as it was given. The
party that sets the rates preferred the deal to its threat, and did not take a lower rate that the
partner would have been glad of: inequalities that its weights must satisfy (`revealed_preference`).
With weights drawn from that set, each deal left out is predicted by the Nash solution between
threat and zero.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Date
from typing import TYPE_CHECKING, Literal, Self

import numpy as np
from pydantic import Field, model_validator

from cobden.base.errors import nearest
from cobden.base.sources import Source, Text, Value
from cobden.talks.bargaining import agree
from cobden.talks.revealed_preference import Rationalising, RevealedChoice, rationalising
from cobden.talks.table_entries import CitedFigure, Key

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cobden.talks.table import Table

OUTCOMES = ("income", "balance", "revenue", "cars", "headline")
_KINDS = {"income": "welfare", "balance": "bilateral_balance", "revenue": "tariff_revenue",
         "cars": "output", "headline": "declared"}  # fmt: skip
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
    rate: CitedFigure
    threat: CitedFigure
    cars: CitedFigure | None = None
    headline: CitedFigure
    laws: Laws | None = None
    note: str = ""


class Precedents(Value):
    """The deals of one economy: ``by`` sets tariffs under ``authorities`` (goods, cars, parts).

    ``lists`` are the product lists of cars and of parts, ``sector`` the one whose output is
    watched, ``exempt`` the lists of goods on which no deal sets a rate.

    >>> import cobden as cb
    >>> from cobden.cases import load
    >>> from cobden.study.precedents import read_precedents
    >>> known = read_precedents(load('japan-us-2025').folder)
    >>> isinstance(known, cb.talks.Precedents), known.by
    (True, 'USA')
    """

    sources: dict[Key, Source]
    by: Text
    authorities: dict[Text, Text]
    lists: dict[Literal["cars", "parts"], Text] = Field(min_length=2)
    sector: Text
    exempt: tuple[Text, ...] = ()
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
    ``partner_threat`` are those without a deal, ``threat_rate`` the rate then (percent).
    """

    name: str
    rates: "NDArray[np.float64]"
    outcomes: "NDArray[np.float64]"
    partner: "NDArray[np.float64]"
    signed: int
    threat: "NDArray[np.float64]"
    partner_threat: float
    threat_rate: float

    @property
    def choice(self) -> RevealedChoice:
        """What the deal reveals: better than the threat, and than each lower rate."""
        lower = self.outcomes[self.rates < self.rates[self.signed]]
        return RevealedChoice(
            self.name, self.outcomes[self.signed], np.vstack([self.threat, lower])
        )


@dataclass(frozen=True, eq=False)
class Prediction:
    """One deal as predicted from all others, beside what was signed.

    ``signs``: the share of rationalising weights under which the deal beats the threat; ``beats``
    its least and most advantage over the set (billions of dollars a year). ``rate`` is the median
    of the Nash solution's rate over the weights, ``low`` and ``high`` its 5th and 95th percentile
    (not a number where no candidate suits both under most weights). ``candidates``: the rates that
    were tried; ``hit``: the signed rate lies between the percentiles (None with one candidate,
    which nothing could miss). ``median`` of the rates of the other deals and ``half_threat`` are
    what a rival without a model would say.
    """

    name: str
    signed: float
    signs: float
    beats: tuple[float, float]
    rate: float
    low: float
    high: float
    error: float
    candidates: int
    median: float
    half_threat: float

    @property
    def hit(self) -> bool | None:
        """Whether what was signed lies in the predicted range; None where nothing else could."""
        return None if self.candidates == 1 else bool(self.low <= self.signed <= self.high)


def fit(trials: Sequence[Trial]) -> Rationalising:
    """Return the weights that rationalise every deal (or come closest to it).

    >>> import cobden as cb
    >>> import numpy as np
    >>> from cobden.talks.precedent_deals import Trial
    >>> def trial(name, signed):
    ...     loss = np.array([0.0, -1.0, -3.0])  # of income, at three rates
    ...     outcomes = np.zeros((3, 5))
    ...     outcomes[:, 0], outcomes[:, 2] = loss, [0.0, 2.0, 3.0]  # income, revenue
    ...     return Trial(name, np.array([0.0, 10.0, 20.0]), outcomes, np.array([0.0, -1.0, -2.0]),
    ...                  signed, np.array([-4.0, 0.0, 4.0, 0.0, 0.0]), -3.0, 25.0)
    >>> trials = {'first': trial('first', 1), 'second': trial('second', 1)}
    >>> cb.talks.fit(list(trials.values())).error < 1e-6
    True
    """
    return rationalising(OUTCOMES, [trial.choice for trial in trials], BOUNDS)


def predict(trial: Trial, others: Sequence[Trial], draws: int = 200, seed: int = 1) -> Prediction:
    """Return what weights fitted to ``others`` say of ``trial``.

    >>> import cobden as cb
    >>> import numpy as np
    >>> from cobden.talks.precedent_deals import Trial
    >>> def trial(name, signed):
    ...     loss = np.array([0.0, -1.0, -3.0])  # of income, at three rates
    ...     outcomes = np.zeros((3, 5))
    ...     outcomes[:, 0], outcomes[:, 2] = loss, [0.0, 2.0, 3.0]  # income, revenue
    ...     return Trial(name, np.array([0.0, 10.0, 20.0]), outcomes, np.array([0.0, -1.0, -2.0]),
    ...                  signed, np.array([-4.0, 0.0, 4.0, 0.0, 0.0]), -3.0, 25.0)
    >>> trials = {'first': trial('first', 1), 'second': trial('second', 1)}
    >>> told = cb.talks.predict(trials['first'], [trials['second']], draws=20)
    >>> told.signed
    10.0
    """
    weights = fit(others)
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
        len(trial.rates),
        float(np.median([one.rates[one.signed] for one in others if len(one.rates) > 1])),
        trial.threat_rate / 2,
    )


@dataclass(frozen=True, eq=False)
class DealsRead:
    """What deals say: the weights that rationalise them all, and each predicted from the rest."""

    weights: Rationalising
    predictions: dict[str, Prediction]


def same_outcome(table: "Table", party: str, name: str) -> str | None:
    """Return the outcome of a table that ``party`` minds and that deals call ``name``, if any."""
    for aim in table.parties[party].aims:
        outcome = table.outcomes[aim.outcome]
        if outcome.kind == _KINDS[name] and (outcome.kind != "declared" or aim.outcome == name):
            return aim.outcome
    return None


def read_deals(trials: Mapping[str, Trial]) -> DealsRead:
    """Return what the deals in ``trials`` say, together and each of the others."""
    return DealsRead(fit(list(trials.values())), leave_one_out(trials))


def leave_one_out(trials: Mapping[str, Trial]) -> dict[str, Prediction]:
    """Return each deal as predicted by weights fitted to all the others.

    >>> import cobden as cb
    >>> import numpy as np
    >>> from cobden.talks.precedent_deals import Trial
    >>> def trial(name, signed):
    ...     loss = np.array([0.0, -1.0, -3.0])  # of income, at three rates
    ...     outcomes = np.zeros((3, 5))
    ...     outcomes[:, 0], outcomes[:, 2] = loss, [0.0, 2.0, 3.0]  # income, revenue
    ...     return Trial(name, np.array([0.0, 10.0, 20.0]), outcomes, np.array([0.0, -1.0, -2.0]),
    ...                  signed, np.array([-4.0, 0.0, 4.0, 0.0, 0.0]), -3.0, 25.0)
    >>> trials = {'first': trial('first', 1), 'second': trial('second', 1)}
    >>> sorted(cb.talks.leave_one_out(trials))
    ['first', 'second']
    """
    return {
        name: predict(trial, [other for key, other in trials.items() if key != name])
        for name, trial in trials.items()
    }
