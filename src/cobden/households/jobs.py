"""Jobs: persons engaged by economy, and how they are shared among its sectors."""

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np

from cobden.base.economies import group
from cobden.base.files import read_csv
from cobden.base.sources import Value
from cobden.world.world import World

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from cobden.equilibrium import Result

    Floats = NDArray[np.float64]

SOURCE = (
    "Persons engaged in 2019: Penn World Table 10.01 (Feenstra, Inklaar & Timmer 2015), CC BY 4.0; "
    "shared among sectors as labour income (value added times labour's part of it in the United "
    "States: BEA 2024); those of the United States by County Business Patterns 2023"
)


class JobsRow(Value):
    """Persons engaged, thousands, and labour's share of GDP."""

    economy: str
    jobs: float | None = None
    labour: float | None = None


class JobSectorRow(Value):
    """Labour's part of value added in a sector of the United States, and its jobs, thousands."""

    sector: str
    labour: float
    us_jobs: float


@cache
def _rows() -> dict[str, JobsRow]:
    with resources.as_file(resources.files("cobden.households") / "data" / "jobs.csv") as path:
        return {row.economy: row for row in read_csv(path, JobsRow, key="economy")}


@cache
def _sectors() -> dict[str, JobSectorRow]:
    with resources.as_file(resources.files("cobden.households") / "data" / "sectors.csv") as path:
        return {row.sector: row for row in read_csv(path, JobSectorRow, key="sector")}


def jobs_by_sector(world: World, economy: str) -> "Floats":
    """Return persons engaged [k] in ``economy``, thousands; nan where no source says how many.

    A group of economies has the sum of its members, if all are known. A sector that the United
    States' table does not have counts its whole value added as labour income.
    """
    n = world.economy_index(economy)
    rows = _sectors()
    if world.economies[n] == "USA" and all(name in rows for name in world.sectors):
        return np.array([rows[name].us_jobs for name in world.sectors])
    part = [rows[name].labour if name in rows else 1.0 for name in world.sectors]
    bill = world.value_added_share[:, n] * world.output[:, n] * part
    return _sum_of(world.economies[n]) * bill / bill.sum()


def labour_part(world: World, n: int) -> float:
    """Return the share of labour in value added of economy ``n``; the mean of all if not known."""
    known = {name: row.labour for name, row in _rows().items() if row.labour is not None}
    members = [known[name] for name in _members(world.economies[n]) if name in known]
    return float(np.mean(members or list(known.values())))


@dataclass(frozen=True, eq=False)
class JobChanges:
    """Jobs of an economy by sector [k], thousands: how many at the ``benchmark``, ``change``.

    >>> import numpy as np
    >>> import cobden as cb
    >>> moved = cb.households.JobChanges(('G', 'S'), np.array([10.0, 90.0]), np.array([-2.0, 2.0]))
    >>> moved.lost, float(moved.table.percent[0])
    (-2.0, -20.0)
    """

    sectors: tuple[str, ...]
    benchmark: "Floats"
    change: "Floats"

    @property
    def gained(self) -> float:
        """Jobs in sectors that grow: gross gains between sectors."""
        return float(np.maximum(self.change, 0).sum())

    @property
    def lost(self) -> float:
        """Jobs in sectors that shrink: gross losses between sectors, below zero."""
        return float(np.minimum(self.change, 0).sum())

    @property
    def table(self) -> "pd.DataFrame":
        """Columns: ``sector``, ``jobs`` and ``change``, thousands, and ``percent``."""
        import pandas as pd

        percent = 100 * np.divide(
            self.change, self.benchmark, out=np.zeros_like(self.change), where=self.benchmark > 0
        )
        return pd.DataFrame(
            {
                "sector": self.sectors, "jobs": self.benchmark, "change": self.change,
                "percent": percent,
            }
        )  # fmt: skip


def job_changes(result: "Result", economy: str) -> JobChanges:
    """Return the change of jobs by sector in ``economy`` (nan where its jobs are not known).

    Sectors grow and shrink as their labour does in the equilibrium; all jobs together stay as many,
    since sectors with more jobs per unit of labour income would else make some.

    >>> import cobden as cb
    >>> world = cb.World.load()
    >>> same = cb.solve(world)
    >>> moved = cb.households.job_changes(same, 'USA')
    >>> round(moved.benchmark.sum() / 1000), round(moved.gained)
    (158, 0)
    """
    n = result.world.economy_index(economy)
    benchmark = jobs_by_sector(result.world, economy)
    after = benchmark * (1 + result.values("employment")[:, n] / 100)
    after *= benchmark.sum() / after.sum()
    return JobChanges(result.world.sectors, benchmark, after - benchmark)


def _sum_of(name: str) -> float:
    known = [_rows().get(code) for code in _members(name)]
    if not known or any(row is None or row.jobs is None for row in known):
        return float("nan")
    return sum(row.jobs for row in known if row is not None and row.jobs is not None)


def _members(name: str) -> tuple[str, ...]:
    return group(name) or (name,)
