"""What is in doubt about an answer: figures with their ranges, and the factors that draws name."""

from collections.abc import Sequence
from math import inf

from cobden.base.closures import CLOSURES, Closure
from cobden.base.errors import InputError, unknown
from cobden.base.sources import Quantity, Source
from cobden.draws import Choice, Factor, Range
from cobden.equilibrium import FIXITY, PASS_THROUGH, RESPONSE, YEARS
from cobden.study.product_draws import CHOSEN, Estimates, is_score
from cobden.world.elasticities import SETS
from cobden.world.world import World

DUTIES = Quantity(
    value=1.0,
    low=0.95,
    high=1.3,
    unit="change of US duties, as a multiple of Cobden's reading of the law",
    sources=(
        Source(
            citation="Yale Budget Lab, State of U.S. Tariffs (2025); Tax Policy Center, tracker of "
            "average effective rates (2025); ushs10, daily effective rates",
            where="average rates of April to September 2025, as increases over 2.4% in 2024",
            date="2025-10",
            grade="C",
        ),
    ),
    reason="the rise is 0.95 to 1.15 times Cobden's in April, 1.01 to 1.05 in June, and 1.2 to 1.3 "
    "in August and September, when trackers count fewer goods as exempt under USMCA "
    "(derive/duties.py)",
)

HORIZON_FACTORS = {
    "response": RESPONSE,
    "pass-through": PASS_THROUGH,
    "fixity": FIXITY,
    "years to the long run": YEARS,
}
_NAMED = ("elasticities", "deficits", "duties", "years", *HORIZON_FACTORS)
_ADDRESSED = ("elasticity SECTOR", "tariff IMPORTER EXPORTER SECTOR")


def uncertain(years: float = inf, closures: Sequence[Closure] = CLOSURES) -> tuple[Factor, ...]:
    """Return what is in doubt about an answer ``years`` after a change of policy.

    In the long run: the published elasticity sets, the ``closures`` of the deficits, and the size
    of the duties. Before it, also how fast trade responds, what exporters pass on and how fixed
    factors are, each over the range of its sources.
    """
    always = (
        Choice("elasticities", tuple(SETS)),
        Choice("deficits", tuple(closure.name for closure in closures)),
        ranged("duties", DUTIES),
    )
    if years == inf:
        return always
    return always + tuple(ranged(name, figure) for name, figure in HORIZON_FACTORS.items())


def ranged(name: str, figure: Quantity) -> Range:
    """Return the range that a figure's sources leave open, as a factor."""
    if figure.low is None or figure.high is None:
        raise InputError("the figure has no range.", where=f"factor {name}")
    return Range(name, figure.low, figure.high, mode=figure.value)


def check_factors(
    names: list[str],
    world: World,
    estimates: Estimates | None = None,
    measures: Sequence[str] = (),
) -> None:
    """Raise ``InputError`` if `Equilibria` knows no factor of one of these names.

    ``measures`` are the ids of the duties whose rate is in doubt.
    """
    for name in names:
        kind, *address = name.split()
        if name in _NAMED or is_score(name, estimates or {}):
            continue
        if name == CHOSEN and world.products:
            continue
        if kind == "elasticity" and len(address) == 1:
            world.sector_index(address[0])
        elif kind == "tariff" and len(address) == 3:
            world.economy_index(address[0])
            world.economy_index(address[1])
            world.sector_index(address[2])
        elif kind != "rate" or address not in [[measure] for measure in measures]:
            in_doubt = [f"rate {measure}" for measure in measures]
            raise unknown("factor", name, (*_NAMED, *_ADDRESSED, *in_doubt), where="over")
