"""What an equilibrium does to places: jobs, output and income, and what each is exposed to.

Assumption: an industry's change is the same wherever it is, so a place is its mix of industries.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from cobden.equilibrium import Result
from cobden.households.jobs import job_changes
from cobden.households.place_table import Places

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

EXPOSURES = ("protection", "inputs", "answers")


@dataclass(frozen=True, eq=False)
class PlaceEffects:
    """The effects on the places of an economy. Axes: place p, sector k, economy n.

    - ``share`` [p, k] of each sector that is in a place; ``value_added`` [k], billion USD;
    - ``jobs`` and ``moved`` [k], thousands: jobs, and their change;
    - ``output`` [k], % change of volume; ``earned`` [k], value added, new over old, in real terms:
      over the price of the economy's final spending, with its revenue and transfers shared out as
      value added is;
    - ``exposure`` [exposure, k], billion USD by ``EXPOSURES``: duties newly put on competing
      imports, on inputs bought, and by others on what is exported, all at benchmark flows;
      ``hit`` [k, n] is the last of these by who levies it.

    >>> import cobden as cb
    >>> cb.households.PlaceEffects.__dataclass_params__.frozen
    True
    """

    places: Places
    share: "Floats"
    value_added: "Floats"
    jobs: "Floats"
    moved: "Floats"
    output: "Floats"
    earned: "Floats"
    exposure: "Floats"
    hit: "Floats"
    economies: tuple[str, ...]
    sectors: tuple[str, ...]

    @cached_property
    def table(self) -> "pd.DataFrame":
        """A row for each place.

        Columns: ``place``, ``title``; ``jobs``, their ``change``, and of it ``gained`` and ``lost``
        between sectors, thousands; ``percent``, of jobs; ``output``, % of volume, and ``earned``,
        % of real income earned there; the exposures ``protection``, ``inputs`` and ``answers``, in
        % of the place's value added.
        """
        import pandas as pd

        moved, jobs = self.share * self.moved, self.share @ self.jobs
        made = self.share * self.value_added
        whole = made.sum(axis=1)
        exposed = 100 * (self.share @ self.exposure.T) / whole[:, None]
        return pd.DataFrame(
            {
                "place": self.places.places,
                "title": self.places.titles,
                "jobs": jobs,
                "change": moved.sum(axis=1),
                "gained": np.maximum(moved, 0).sum(axis=1),
                "lost": np.minimum(moved, 0).sum(axis=1),
                "percent": 100 * moved.sum(axis=1) / jobs,
                "output": made @ self.output / whole,
                "earned": 100 * (made @ self.earned / whole - 1),
                **{name: exposed[:, at] for at, name in enumerate(EXPOSURES)},
            }
        )

    def answers(self, top: int = 10) -> "pd.DataFrame":
        """Return who hits whose exports most, the largest first.

        Columns: ``place``, ``sector``, ``by`` and ``duty``, million USD newly levied at benchmark
        flows.
        """
        import pandas as pd

        duty = 1e3 * self.share[:, :, None] * self.hit
        far = np.argsort(-duty, axis=None, kind="stable")[:top]
        rows = [
            (self.places.titles[p], self.sectors[k], self.economies[n], float(duty[p, k, n]))
            for p, k, n in np.array(np.unravel_index(far, duty.shape)).T.tolist()
            if duty[p, k, n] > 0
        ]
        return pd.DataFrame(rows, columns=["place", "sector", "by", "duty"])


def place_effects(result: Result, places: Places) -> PlaceEffects:
    """Return what an equilibrium does to the places of an economy.

    Raises ``InputError`` for a world without the economy, or with other sectors.

    >>> import cobden as cb
    >>> world = cb.World.load()
    >>> same = cb.solve(world)
    >>> found = cb.households.place_effects(same, cb.households.us_places())
    >>> bool(abs(found.table.output).max() < 1e-6)
    True
    """
    world = result.world
    n = world.economy_index(places.economy)
    share = places.on(world)
    billions = world.value_usd / 1e9
    made = world.value_added_share[:, n] * world.output[:, n]
    now = result.values("value_added")[:, n]
    price = np.exp(result.accounts.log_consumer_price[n])
    income, before = float(result.accounts.income[n]), float(world.income[n])
    shared_out = income - now.sum()  # revenue and transfers
    ratio = np.divide(now, made, out=np.ones_like(made), where=made > 0)
    earned = (ratio * made.sum() + shared_out) / before / price
    jobs = job_changes(result, places.economy)
    exposed, hit = exposure(result, n)
    return PlaceEffects(
        places,
        share,
        made * billions,
        jobs.benchmark,
        jobs.change,
        result.values("output")[:, n],
        earned,
        exposed * billions,
        hit * billions,
        world.economies,
        world.sectors,
    )


def exposure(result: Result, n: int) -> "tuple[Floats, Floats]":
    """Return what the sectors of economy ``n`` are exposed to, in world value added.

    [exposure, k] by ``EXPOSURES``, and the last by the economy that levies it [k, m]; all at the
    flows of the benchmark.
    """
    world = result.world
    change = np.asarray(result.shock.wedges.tariff) - world.tariff
    abroad = np.arange(len(world.economies)) != n
    competing = (world.flow[:, n] * change[:, n])[:, abroad].sum(axis=1)
    rate = (world.trade_share[:, n] * change[:, n] / (1 + world.tariff[:, n])).sum(axis=1)
    bought = world.input_share[:, :, n] * world.output[:, n]
    hit = np.where(abroad, world.flow[:, :, n] * change[:, :, n], 0.0)
    return np.stack([competing, rate @ bought, hit.sum(axis=1)]), hit
