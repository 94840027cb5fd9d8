"""Uncertain figures: what is drawn, and from which distribution."""

from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import stats

from cobden.base.errors import InputError

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Range:
    """A figure somewhere between ``low`` and ``high``.

    Every value is as likely as any other; with a ``mode``, the likelihood falls in a straight line
    from there to both ends (the triangular distribution). Factors of the same ``group`` count as
    one driver.

    >>> import cobden as cb
    >>> cb.draws.Range('share', 0.1, 0.3).name
    'share'
    """

    name: str
    low: float
    high: float
    mode: float | None = None
    group: str = ""

    def __post_init__(self) -> None:
        peak = self.low if self.mode is None else self.mode
        if not (np.isfinite([self.low, self.high]).all() and self.low <= peak <= self.high):
            raise InputError(
                f"low {self.low}, mode {self.mode}, high {self.high} are not in order.",
                where=f"factor {self.name}",
                remedy="Give finite numbers with low <= mode <= high.",
            )

    def at(self, probability: "NDArray[np.float64]") -> "NDArray[np.float64]":
        """Return the quantiles at ``probability`` [draw], each strictly between 0 and 1."""
        width = self.high - self.low
        if self.mode is None or width == 0:
            return self.low + width * probability
        return stats.triang.ppf(probability, (self.mode - self.low) / width, self.low, width)


@dataclass(frozen=True)
class Normal:
    """An estimate with its standard error, cut off at ``low`` and ``high`` where these are given.

    The part of the bell between the limits is scaled up to a probability of one.

    >>> import cobden as cb
    >>> cb.draws.Normal('theta', 4.0, 0.5).name
    'theta'
    """

    name: str
    mean: float
    standard_error: float
    low: float = -np.inf
    high: float = np.inf
    group: str = ""

    def __post_init__(self) -> None:
        if not (np.isfinite(self.mean) and 0 < self.standard_error < np.inf):
            raise InputError(
                f"mean {self.mean} and standard error {self.standard_error} give no distribution.",
                where=f"factor {self.name}",
                remedy="Give a finite mean and a positive standard error.",
            )
        if not self.low < self.high:
            raise InputError(
                f"low {self.low} is not below high {self.high}.", where=f"factor {self.name}"
            )

    def at(self, probability: "NDArray[np.float64]") -> "NDArray[np.float64]":
        """Return the quantiles at ``probability`` [draw], each strictly between 0 and 1."""
        low, high = ((limit - self.mean) / self.standard_error for limit in (self.low, self.high))
        return stats.truncnorm.ppf(probability, low, high, self.mean, self.standard_error)


@dataclass(frozen=True)
class Choice:
    """One of several named alternatives: an elasticity set, a closure, a reading of the law.

    All are equally likely unless ``weights`` says otherwise (any positive numbers).

    >>> import cobden as cb
    >>> cb.draws.Choice('elasticities', ('U4', 'CP')).name
    'elasticities'
    """

    name: str
    options: tuple[str, ...]
    weights: tuple[float, ...] = ()
    group: str = ""

    def __post_init__(self) -> None:
        repeated = [option for option, count in Counter(self.options).items() if count > 1]
        if not self.options or repeated:
            fault = f"option '{repeated[0]}' stands twice." if repeated else "there is no option."
            raise InputError(fault, where=f"factor {self.name}")
        if self.weights and (len(self.weights) != len(self.options) or min(self.weights) <= 0):
            raise InputError(
                f"weights {self.weights} do not fit {len(self.options)} options.",
                where=f"factor {self.name}",
                remedy="Give one positive weight for each option, or none at all.",
            )

    def at(self, probability: "NDArray[np.float64]") -> "NDArray[np.object_]":
        """Return the option that ``probability`` [draw], strictly between 0 and 1, falls on."""
        weights = np.array(self.weights or (1.0,) * len(self.options))
        bounds = np.cumsum(weights)[:-1] / weights.sum()
        return np.array(self.options, dtype=object)[np.searchsorted(bounds, probability, "right")]


Factor = Range | Normal | Choice


def describe(factor: Factor) -> dict[str, Any]:
    """Return the factor as plain values that JSON can hold: its kind and its fields."""
    fields = {
        key: list(value) if isinstance(value, tuple) else value
        for key, value in asdict(factor).items()
        if value not in (None, "", ()) and value not in (np.inf, -np.inf)
    }
    return {"kind": type(factor).__name__, **fields}


def restore(described: dict[str, Any]) -> Factor:
    """Return the factor that ``describe`` wrote down."""
    kinds = {"Range": Range, "Normal": Normal, "Choice": Choice}
    fields = {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in described.items()
        if key != "kind"
    }
    return kinds[described["kind"]](**fields)
