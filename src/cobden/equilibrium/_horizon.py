"""How far an economy has adjusted some years after policy changes.

The long run is the model of Caliendo & Parro (2015) as it stands. Before that, three things are
not yet as they will be, and each has its own figure, source and range here:

- buyers have switched suppliers only in part, so trade elasticities are smaller;
- labour and capital are tied to their sectors, so returns differ by sector;
- exporters take part of a tariff on their own margins.

One path leads from the first year to the long run: a straight line, because the published estimates
give both ends and the time between them, but no shape.
"""

from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, Self

import numpy as np

from cobden.base.errors import InputError
from cobden.base.labels import number
from cobden.base.sources import Quantity, Source

if TYPE_CHECKING:
    from numpy.typing import NDArray

_BOEHM = Source(
    citation="Boehm, C., Levchenko, A. & Pandalai-Nayar, N. (2023), The long and short (run) of "
    "trade elasticities, American Economic Review 113(4)",
    where="abstract",
    date="2023-04",
    grade="A",
)

RESPONSE = Quantity(
    value=0.76 / 2.0,
    low=0.76 / 2.25,
    high=0.76 / 1.75,
    unit="share of the long-run elasticity of tariff-exclusive trade, in the first year",
    sources=(_BOEHM,),
    reason="0.76 in the year after a tariff changes, 1.75 to 2.25 in the long run",
)
YEARS = Quantity(
    value=8.5, low=7, high=10, unit="years to the long run", sources=(_BOEHM,),
    reason="it takes seven to ten years to converge",
)  # fmt: skip
PASS_THROUGH = Quantity(
    value=0.95,
    low=0.5,
    high=1.0,
    unit="share of a tariff that exporters pass on at given costs, in the first year",
    sources=(
        Source(
            citation="Cavallo, A., Gopinath, G., Neiman, B. & Tang, J. (2021), Tariff pass-through "
            "at the border and at the store, American Economic Review: Insights 3(1)",
            where="prices at the border after the US tariffs of 2018 and 2019: close to complete",
            date="2021-03",
            grade="A",
        ),
        Source(
            citation="Amiti, M., Redding, S. & Weinstein, D. (2020), Who's paying for the US "
            "tariffs? A longer-term perspective, AEA Papers and Proceedings 110",
            where="steel: foreign exporters took about half",
            date="2020-05",
            grade="A",
        ),
    ),
    reason="near one for most goods, about a half for steel",
)
FIXITY = Quantity(
    value=1.0,
    low=0.5,
    high=1.0,
    unit="share of factors' returns that is specific to the sector, in the first year",
    reason="plants and skills stay where they are at first; how long they stay is less well "
    "known than how long trade takes, so they follow its path",
)


@dataclass(frozen=True)
class Horizon:
    """The state of adjustment ``years`` after a change of policy.

    - ``response``: the share that has come about of each good's long-run elasticity of
      tariff-exclusive trade, which is 1 + theta in this model; so theta can lie below zero at
      first, and the elasticity of substitution 1 + theta stays above it;
    - ``pass_through``: the share of a change of tariff that the exporter passes on, the rest being
      taken from the exporter's margin;
    - ``fixity``: how far factors are tied to their sectors: the elasticity of a sector's return,
      relative to the economy's, to the sector's value added. One is specific factors (Jones 1971),
      zero one wage for all; between them the supply of factors to a sector has the elasticity
      1 / fixity - 1 to its relative return.

    >>> import cobden as cb
    >>> cb.Horizon.after(1).years
    1.0
    """

    years: float
    response: float
    pass_through: float
    fixity: float

    def __post_init__(self) -> None:
        for name in ("years", "response", "pass_through", "fixity"):
            object.__setattr__(self, name, number(getattr(self, name), f"horizon: {name}"))
        limits = {
            "response": (0 < self.response <= 1, "above 0 and at most 1"),
            "pass_through": (0 <= self.pass_through <= 1, "from 0 to 1"),
            "fixity": (0 <= self.fixity <= 1, "from 0 to 1"),
            "years": (self.years >= 0, "0 or more"),
        }
        for name, (holds, domain) in limits.items():
            if not holds:
                raise InputError(
                    f"{name} is {getattr(self, name)}.", where="horizon", remedy=f"It is {domain}."
                )

    @classmethod
    def after(
        cls,
        years: float,
        *,
        response: float = RESPONSE.value,
        pass_through: float = PASS_THROUGH.value,
        fixity: float = FIXITY.value,
        to_long_run: float = YEARS.value,
    ) -> Self:
        """Return the horizon ``years`` after a change of policy.

        The other arguments are the figures of the first year and the years to the long run;
        by default those of the sources above.
        """
        years, to_long_run = number(years, "horizon"), number(to_long_run, "horizon")
        if not to_long_run > 1:
            raise InputError(
                f"{to_long_run:g} years to the long run.", where="horizon", remedy="More than 1."
            )
        gone = float(np.clip((years - 1) / (to_long_run - 1), 0, 1))
        return cls(
            years=years,
            response=response + gone * (1 - response),
            pass_through=pass_through + gone * (1 - pass_through),
            fixity=fixity * (1 - gone),
        )

    def elasticity(self, long_run: "NDArray[np.float64]") -> "NDArray[np.float64]":
        """Return theta [k] at this horizon from its long-run values."""
        return self.response * (1 + long_run) - 1

    def margin(
        self, tariff: "NDArray[np.float64]", benchmark: "NDArray[np.float64]"
    ) -> "NDArray[np.float64]":
        """Return the change of exporters' margins [k, n, i] as a rate on the producer's value.

        Zero with complete pass-through and where no tariff changes; below zero where one rises.
        The price before the tariff falls by (1 + margin), so that the purchaser's rises by the
        tariff's change to the power of ``pass_through``.
        """
        margin = np.zeros(tariff.shape)
        if self.pass_through < 1:
            changed = np.nonzero(tariff != benchmark)
            ratio = (1 + tariff[changed]) / (1 + benchmark[changed])
            margin[changed] = ratio ** (self.pass_through - 1) - 1
        return margin


LONG_RUN = Horizon(years=inf, response=1.0, pass_through=1.0, fixity=0.0)
