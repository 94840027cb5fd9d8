"""What part of a promise is real, and when: plants that are to be built, goods to be bought."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cobden.chains.additions import good_row, number, process_unit, sites
from cobden.chains.chain_outcome import ChainOutcome
from cobden.chains.conditions import in_force
from cobden.chains.measures import Measure, NewCapacity, Purchase

Floats = NDArray[np.float64]


def promises(outcome: ChainOutcome) -> pd.DataFrame:
    """Return what becomes of each plant and each purchase that the measures promise.

    A row for each promise and period in which it is due, in units of the good or process:
    ``promised``; ``kept``, what the plant makes, or what is shipped from seller to buyer; and
    ``added``, how much more the place makes, or the seller ships out than in, than without
    measures. What is kept but not added would have happened anyway, or took another's place.

    >>> import cobden as cb
    >>> found = cb.chains.run(cb.chains.load('lng'))
    >>> list(cb.chains.promises(found).columns)[:2]
    ['promise', 'period']
    """
    found = []
    for measure in outcome.measures:
        if isinstance(measure, NewCapacity | Purchase):
            promised, kept, added = _fate(outcome, measure)
            due = np.flatnonzero(promised > 0)
            found.append(
                pd.DataFrame(
                    {
                        "promise": measure.name,
                        "period": outcome.data.period.values[due],
                        "promised": promised[due],
                        "kept": kept[due],
                        "added": added[due],
                    }
                )
            )
    columns = ["promise", "period", "promised", "kept", "added"]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=columns)


def _fate(outcome: ChainOutcome, measure: Measure) -> tuple[Floats, Floats, Floats]:
    """What is promised, kept and added in each reported period, [t]."""
    chain, reported = outcome.chain, slice(0, outcome.chain.periods)
    due = in_force(chain, measure.start, measure.end)[reported] * chain.step
    if isinstance(measure, NewCapacity):
        unit = process_unit(chain, measure.process, measure)
        (place, *_) = sites(chain, [measure.at], measure)
        rows = outcome.path.conditions.chain.capacities
        own = [k for k, row in enumerate(rows) if (row.place, row.step) == (place, measure.name)]
        kept = outcome.path.quantities["run"][own].sum(axis=0)[reported]
        at = {"process": measure.process, "place": place}
        added = (outcome.data.made - outcome.baseline.made).sel(at).values
        return number(chain, measure.limit, f"{unit}/month", measure) * due, kept, added
    assert isinstance(measure, Purchase)
    unit = chain.goods[good_row(chain, measure.good, measure)].unit
    (seller, *_), (buyer, *_) = (
        sites(chain, names, measure) for names in ((measure.on,), measure.by)
    )
    change = (outcome.data.flow - outcome.baseline.flow).sel(good=measure.good)
    out, back = (change.sel({side: seller}) for side in ("exporter", "importer"))
    kept = outcome.data.flow.sel(good=measure.good, exporter=seller, importer=buyer).values
    promised = number(chain, measure.quantity, f"{unit}/month", measure) * due
    return promised, kept, (out.sum("importer") - back.sum("exporter")).values
