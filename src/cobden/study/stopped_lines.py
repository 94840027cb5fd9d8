"""What stands still where a chain's users go short: output, value added and jobs of their sectors.

A part that costs a few dollars can stop a line that makes cars. How much of a sector needs the
part nobody states; given that share, the loss while lines stand is the sector's output times the
share times how short the use is. It is what others cannot make good in time: the chain balances
tonnes, the equilibrium (:class:`cobden.measures.Stoppage`) says who delivers instead and what
income is lost.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from cobden.base.errors import InputError, unknown
from cobden.chains.chain import Chain
from cobden.chains.chain_outcome import ChainOutcome
from cobden.chains.rows import Use
from cobden.households.jobs import jobs_by_sector
from cobden.study.soft_link import members
from cobden.world.world import World

LEAST = 0.005  # share of a use below which a shortage stops no line


def stopped_lines(world: World, outcome: ChainOutcome, lines: Mapping[str, float]) -> pd.DataFrame:
    """Return what stands still month by month, one row per place, use and period that loses.

    ``lines`` gives for each use the share of its sector's output that needs the good, from 0 to 1:
    with 1 the table is an upper bound. Columns place, use, sector, period, short (share of the
    use), stopped (share of the sector's output), output and value_added (dollars a month), jobs
    (thousands who wait; not a number where no source counts them).

    Raises ``InputError`` for a use without a sector or a share that is none.
    """
    chain, rows = outcome.chain, []
    for name, share in lines.items():
        for use in _uses(chain, name, share):
            rows += _standing(world, outcome, use, share)
    columns = [
        "place", "use", "sector", "period", "short", "stopped", "output", "value_added", "jobs",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def worth_of_lines(
    world: World, chain: Chain, lines: Mapping[str, float]
) -> dict[tuple[str, str], float]:
    """Return what a unit of a part is worth to the lines that need it, by place and use.

    The value added that stands still for want of it, in the chain's money: that of the sector times
    the share of ``lines`` that needs the part, for each unit that is used when nothing is missing.
    It is what the owner of a line would pay at most before stopping it. ``lines`` is as in
    :func:`stopped_lines`, which raises the same errors.
    """
    found = {}
    for name, share in lines.items():
        for use in _uses(chain, name, share):
            k, where = world.sector_index(use.sector), members(world, chain, use.place)
            added = world.value_added_share[k, where] * world.output[k, where] * world.value_usd
            found[use.place, use.use] = float(added.sum()) * share / (12 * use.quantity)
    return found


def _uses(chain: Chain, name: str, share: float) -> list[Use]:
    """Return the uses of a name, which must have a sector, and its share must be one."""
    uses = [use for use in chain.uses if use.use == name and use.sector]
    if not uses:
        known = sorted({use.use for use in chain.uses if use.sector})
        raise unknown("use with a sector", name, known, where=f"chain {chain.name}, lines")
    if not 0 <= share <= 1:
        raise InputError(
            f"{share:g} of the sector needs it.",
            where=f"chain {chain.name}, lines: {name}",
            remedy="Give a share from 0 to 1.",
        )
    return uses


def _standing(world: World, outcome: ChainOutcome, use: Use, share: float) -> list[tuple]:
    """Return the rows of one use, in the order of the table's columns."""
    k, where = world.sector_index(use.sector), members(world, outcome.chain, use.place)
    output = world.output[k, where] * world.value_usd / 12
    added = world.value_added_share[k, where] * output
    jobs = np.sum([jobs_by_sector(world, world.economies[n])[k] for n in where])
    short = outcome.shortage.sel(place=use.place, use=use.use).to_series()
    return [
        (use.place, use.use, use.sector, str(period), lost, lost * share,
         float(output.sum()) * lost * share, float(added.sum()) * lost * share,
         float(jobs) * lost * share)
        for period, lost in short.items()
        if lost > LEAST
    ]  # fmt: skip


def as_stoppages(
    world: World, outcome: ChainOutcome, stopped: pd.DataFrame, *, reason: str
) -> list[dict[str, Any]]:
    """Return the table as instruments of a case, one for each place, use and spell of shortage.

    ``stopped`` is the mean of its months, between the least and the greatest of them; ``by`` are
    those whose measures the chain has. The dates are those of the periods.
    """
    chain = outcome.chain
    starts = dict(zip(chain.months, chain.period_starts, strict=False))
    after = dict(zip(chain.months, chain.period_starts[1:], strict=True))
    by = sorted({name for m in outcome.measures for name in m.by})
    actors = [chain.place_of(place).economy for place in chain.places_in(by, where="lines")]
    found = []
    for _, part in stopped.groupby(["place", "use", "sector"], sort=False):
        place, use, sector = part[["place", "use", "sector"]].iloc[0]
        order = part.period.map(chain.months.index)
        for _, spell in part.groupby((order.diff() != 1).cumsum()):
            share, first, last = spell.stopped, spell.period.iloc[0], spell.period.iloc[-1]
            found.append(
                {
                    "measure": "Stoppage",
                    "id": f"{chain.name}-{place}-{use}-{first}".lower().replace(" ", "-"),
                    "by": list(actors),
                    "on": [world.economies[n] for n in members(world, chain, str(place))],
                    "goods": sector,
                    "start": starts[first].isoformat(),
                    "end": after[last].isoformat(),
                    "stopped": {
                        "value": round(float(share.mean()), 4),
                        "low": round(float(share.min()), 4),
                        "high": round(float(share.max()), 4),
                        "unit": "1",
                        "reason": reason,
                    },
                    "authority": ", ".join(m.name for m in outcome.measures),
                    "source": f"chain {chain.name}, {use} at {place}",
                }
            )
    return found
