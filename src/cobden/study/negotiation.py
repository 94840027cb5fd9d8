"""The table of talks set on a world, and the talks that come of it.

The link between ``talks`` and the world economy. For each package its tariffs take their place in
the law of the day (``package_terms``), the equilibrium is solved with its promises met inside it
(``package_equilibria``), and the outcomes that somebody at the table minds are read off, relative
to the law of the day (``table_on_world``). Who is not seated is asked in ``third_party_effects``.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cobden.base.closures import Closure
from cobden.cases.beside import read_beside
from cobden.equilibrium import Horizon
from cobden.study.first_order_worth import first_order
from cobden.study.people_files import with_people
from cobden.study.progress import Progress, quiet
from cobden.study.table_on_world import Negotiation
from cobden.study.third_party_effects import third_parties
from cobden.talks.effects import Effects
from cobden.talks.table import Table
from cobden.talks.talks import Talks

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from cobden.world.world import World

__all__ = ["Negotiation", "negotiate", "read_table"]


def read_table(folder: Path) -> Table:
    """Return the table of a case, from ``talks.yaml`` in its folder.

    Aims by group of households or by place are told as weights of sectors.
    """
    table = read_beside(
        folder, "talks.yaml", Table, absent="the case has nothing on the table.",
        page="docs/talks.md",
    )  # fmt: skip
    return with_people(table, folder)


def negotiate(
    setting: Negotiation,
    *,
    variants: Sequence[tuple[str, "World", str | Closure]] = (),
    progress: Progress | None = None,
    idle: bool = False,
) -> Talks:
    """Return the talks, solved: every package's effects, third parties, and other worlds.

    ``variants`` name other worlds and treatments of deficits to ask (solved when asked); ``idle``
    expects levels that the law of the day has already.
    """
    told = progress or quiet
    effects = setting.effects(told, idle=idle)

    def scenarios(rows: "NDArray[np.int_]") -> list[tuple[str, Effects]]:
        found = []
        for number, (name, world, deficits) in enumerate(variants):
            told("Other elasticities and closures", number, len(variants))
            found.append((name, setting.under(world, deficits).partial(rows, effects)))
        return found

    return Talks(
        effects,
        setting.law.day,
        third_parties(setting),
        setting.at(Horizon.after(1)).model(quiet),
        lambda: first_order(setting),
        scenarios=scenarios if variants else None,
    )
