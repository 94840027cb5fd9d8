"""The figures behind the mechanisms, each with its range and its source."""

from dataclasses import dataclass, fields

from cobden.base.errors import InputError
from cobden.base.sources import Quantity, Source
from cobden.equilibrium import RESPONSE
from cobden.equilibrium import YEARS as HORIZON_YEARS

ADJUSTMENT = Quantity(
    value=2.0, low=0.0, high=10.0,
    unit="rise of the worth of capital by a rise of the rate of investment",
    reason="quadratic costs of adjustment; published estimates run from next to nothing (from "
    "plants) to 10 and more (from share prices)",
)  # fmt: skip
MOBILITY = Quantity(
    value=0.06, low=0.03, high=0.15,
    unit="share of people that can choose a sector anew in a year",
    reason="with the dispersion of tastes it gives a long-run elasticity of a sector's labour to "
    "its wage of 5 and, in the first year, of 0.3",
)  # fmt: skip
DISPERSION = Quantity(
    value=2.0, low=1.0, high=5.0, unit="dispersion of tastes for sectors, in years' log wages",
    sources=(
        Source(
            citation="Artuç, E., Chaudhuri, S. & McLaren, J. (2010), Trade shocks and labor "
            "adjustment: a structural empirical approach, American Economic Review 100(3)",
            where="1.88 at an annual discount of 0.97", date="2010-06", grade="A",
        ),
    ),
)  # fmt: skip
PARTICIPATION = Quantity(
    value=0.25, low=0.0, high=0.5,
    unit="long-run elasticity of participation to the wage",
    sources=(
        Source(
            citation="Chetty, R., Guren, A., Manoli, D. & Weber, A. (2011), Are micro and macro "
            "labor supply elasticities consistent?, American Economic Review 101(3)",
            where="steady-state elasticity on the extensive margin: 0.25", date="2011-05",
            grade="A",
        ),
    ),
)  # fmt: skip
FLOOR = Quantity(
    value=0.98, low=0.95, high=1.0,
    unit="this year's money wage over last year's, at least, less trend",
    sources=(
        Source(
            citation="Rodríguez-Clare, A., Ulate, M. & Vasquez, J. (2020), New-Keynesian trade: "
            "understanding the employment and welfare effects of trade shocks, NBER working paper "
            "27905",
            where="the degree of downward nominal wage rigidity: 0.98 a year", date="2020-10",
            grade="A",
        ),
    ),
)  # fmt: skip
LABOUR_SUPPLY = Quantity(
    value=0.0, low=0.0, high=0.5, unit="elasticity of hours to the real wage after tax",
    reason="none, so that what revenue does is a choice that is seen when it is made",
)  # fmt: skip
LABOUR_TAX = Quantity(
    value=0.3, low=0.2, high=0.45, unit="rate of tax on labour",
    reason="a round figure for a tax wedge",
)  # fmt: skip
TAYLOR = Quantity(
    value=1.5, low=1.1, high=3.0,
    unit="rise of a central bank's rate by inflation, or (price_level_rule) by the level of prices",
    sources=(
        Source(
            citation="Taylor, J. (1993), Discretion versus policy rules in practice, "
            "Carnegie-Rochester Conference Series on Public Policy 39",
            date="1993-12", grade="A",
        ),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Parameters:
    """The figures behind the mechanisms; each default is stated with its source in this module.

    ``response`` is trade's in the first year, as a share of the long run's, and ``to_long_run`` the
    years until all of it has come (see `Horizon`).

    >>> import cobden as cb
    >>> cb.dynamics.Parameters(mobility=0.1).adjustment
    2.0
    """

    adjustment: float = ADJUSTMENT.value
    mobility: float = MOBILITY.value
    dispersion: float = DISPERSION.value
    participation: float = PARTICIPATION.value
    floor: float = FLOOR.value
    labour_supply: float = LABOUR_SUPPLY.value
    labour_tax: float = LABOUR_TAX.value
    taylor: float = TAYLOR.value
    response: float = RESPONSE.value
    to_long_run: float = HORIZON_YEARS.value

    def __post_init__(self) -> None:
        limits = {
            "adjustment": (0.0, 4e3), "mobility": (1e-7, 1.0), "dispersion": (0.05, 4e3),
            "participation": (0.0, 3.0), "floor": (0.0, 1.0), "labour_supply": (0.0, 5.0),
            "labour_tax": (0.0, 0.9), "taylor": (1.01, 100.0),
            "response": (0.01, 1.0), "to_long_run": (1.001, 1e3),
        }  # fmt: skip
        for field in fields(self):
            value, (low, high) = getattr(self, field.name), limits[field.name]
            if not low <= value <= high:
                reason = (
                    " A floor above one would let wages rise without end."
                    if field.name == "floor"
                    else ""
                )
                raise InputError(
                    f"{field.name} is {value}.",
                    where="parameters",
                    remedy=f"It lies between {low:g} and {high:g}.{reason}",
                )
