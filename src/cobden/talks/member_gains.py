"""What a package brings to each member of a group at the table."""

from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from cobden.base.errors import InputError
from cobden.talks.table_entries import MONEY

if TYPE_CHECKING:
    from cobden.talks.packages import Chosen
    from cobden.talks.solved import SolvedTalks


def gains(talks: "SolvedTalks", party: str, chosen: "Chosen") -> xr.Dataset:
    """Return what a package brings to each member of a group; see ``Talks.members``."""
    place, known = talks.number(party), talks.effects.members
    if party not in known:
        raise InputError(
            f"{party} is no group whose members this world shows one by one.",
            where="party",
            remedy=f"Ask {', '.join(known)}." if known else "Nobody at this table is.",
        )
    inside, row, own = known[party], talks.package(chosen)[None], talks.weights[place]
    parts = [talks.effects.part(party, number) for number in range(len(inside.names))]
    columns = {
        "payoff": np.array([float(own @ one.of(row)[0]) for one in parts]),
        "outside": np.array([float(own @ one.outside[place]) for one in parts]),
        "income": inside.income,
        "population": inside.population,
    }
    return xr.Dataset(
        {name: ("member", values) for name, values in columns.items()},
        coords={"member": list(inside.names)},
        attrs={"units": MONEY, "basis": talks.effects.basis},
    )
