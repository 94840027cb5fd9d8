"""How sure a chain's answer is: an ensemble over the figures that nobody states.

Every assumption of a chain is drawn between its low and its high, most likely at its value; facts
stay. What the measures do is solved for each draw.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cobden.chains import load, run
from cobden.commodities import digest_of
from cobden.draws import Design, Ensemble, OneByOne, Range
from cobden.draws import run as evaluate


def draw_chain(
    name: str | Path,
    *,
    draws: int,
    store: Path | str,
    scenario: str | None = None,
    seed: int = 0,
    progress: Any = lambda _: None,
) -> Ensemble:
    """Return the change of each economy's surplus over the reported time, by draw.

    Outcomes are called by economy, in the chain's money. Draws go to ``store`` and are continued
    there. A draw that makes no sound chain (a choke price below the price, say) has no answer and
    is counted.
    """
    chain = load(name, scenario=scenario)
    factors = tuple(
        Range(figure, float(q.low), float(q.high), mode=q.value)
        for figure, q in chain.figures.assumptions.items()
        if q.low is not None and q.high is not None and q.low < q.high
    )
    economies = tuple(dict.fromkeys(place.economy for place in chain.places))

    def answer(draw: Mapping[str, Any]) -> dict[str, float]:
        outcome = run(load(name, scenario=scenario, values=dict(draw)))
        total = outcome.surplus.sum(("account", "period"))
        return {economy: float(total.sel(economy=economy)) for economy in economies}

    identity = f"{digest_of(name)} {scenario}"
    experiment = OneByOne(answer, economies, identity)
    return evaluate(experiment, Design(factors, draws, seed), store, chunk=8, progress=progress)
