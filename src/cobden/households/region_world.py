"""An economy's places as regions of the equilibrium, with trade between them that a user brings.

One CSV file: ``buyer``, ``seller`` and ``value``, what a place sells to another or to itself, all
goods together, in any one unit; a row for every pair.
"""

from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from pydantic import Field

from cobden.base.errors import InputError, unknown
from cobden.base.files import read_csv
from cobden.base.sources import Text, Value
from cobden.households.fitting import fitted
from cobden.households.place_table import Places
from cobden.households.region_effects import labels
from cobden.world.aggregate import Origin
from cobden.world.world import World

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

CLOSE = 1e-13


class FlowRow(Value):
    """What ``seller`` sells to ``buyer``: places, or one place twice."""

    buyer: Text
    seller: Text
    value: float = Field(gt=0)


def read_flows(path: str | PathLike[str], places: Places) -> "Floats":
    """Return the sales between ``places`` [buyer, seller] in a CSV file (see this module).

    Raises ``InputError`` naming file, row and field at fault, and a pair that is missing.

    >>> import cobden as cb
    >>> try:
    ...     cb.households.read_flows('no-such-file.csv', cb.households.us_places())
    ... except cb.InputError as fault:
    ...     print(fault.what)
    there is no such file.
    """
    file, names = Path(path), places.places
    found = np.full((len(names), len(names)), np.nan)
    for row in read_csv(file, FlowRow):
        for name in (row.buyer, row.seller):
            if name not in names:
                raise unknown("place", name, names, where=str(file))
        at = names.index(row.buyer), names.index(row.seller)
        if not np.isnan(found[at]):
            raise InputError(
                f"sales of {row.seller} to {row.buyer} stand twice.",
                where=str(file), remedy="Add them up into one row.",
            )  # fmt: skip
        found[at] = row.value
    for buyer, seller in np.argwhere(np.isnan(found))[:1]:
        raise InputError(
            f"sales of {names[seller]} to {names[buyer]} are missing"
            f" ({np.isnan(found).sum()} of {found.size} pairs are).",
            where=str(file),
            remedy="Give every pair, own sales too; a small value where nearly nothing is sold.",
        )
    return found


def with_regions(world: World, places: Places, flows: "ArrayLike") -> World:
    """Return ``world`` with an economy cut into its places, each with its own industries.

    ``flows`` [buyer, seller] are sales between the places (own ones included), all goods together,
    in any one unit; all above zero. Each region has its part of every industry, the economy's
    technology and tastes, and imports as it spends; it sells abroad as it produces. What the
    economy sells to itself is divided as ``flows`` are, as far as what regions make and spend
    allows (biproportional fitting by sector). Final spending is shared out as value added. Labels
    are the economy's and the place's: ``USA-CA``.

    Raises ``InputError`` for flows of another form, and a world with products or with import shares
    by use.

    >>> import cobden as cb
    >>> try:
    ...     cb.households.with_regions(cb.World.load(), cb.households.us_places(), [[1.0]])
    ... except cb.InputError as fault:
    ...     print(fault.where)
    flows
    """
    if world.products or world.final_trade_share is not None:
        raise InputError(
            "it has products, or import shares by use.", where="with_regions",
            remedy="Take the world as it is loaded.",
        )  # fmt: skip
    n, share = world.economy_index(places.economy), places.on(world)
    between = _checked(flows, places)
    order = np.r_[:n, [n] * len(share), n + 1 : len(world.economies)]
    mine = slice(n, n + len(share))
    value_added = world.value_added_share[:, n] * world.output[:, n]
    earned = share @ value_added
    final = world.final_expenditure[:, n] * (earned / earned.sum())[:, None]  # [q, k]
    inputs = np.einsum("kz,z,qz->qk", world.input_share[:, :, n], world.output[:, n], share)
    spending = (final + inputs).T  # [k, q]
    expenditure = np.array(world.expenditure[:, order])
    expenditure[:, mine] = spending
    abroad = world.trade_share[:, order][:, :, order]
    abroad[:, :, mine] *= share.T[:, None, :]
    at_home = world.trade_share[:, n, n] * world.expenditure[:, n]
    abroad[:, mine, mine] = (
        _fitted(between, at_home, share.T, spending)
        / np.where(spending > 0, spending, 1.0)[:, :, None]
    )
    duty = world.tariff[:, order][:, :, order]
    revenue = (duty / (1 + duty) * abroad * expenditure[:, :, None]).sum(axis=(0, 2))
    added, deficit = np.array(world.value_added[order]), np.array(world.deficit[order])
    added[mine] = earned
    deficit[mine] = final.sum(axis=1) - earned - revenue[mine]
    return replace(
        world,
        economies=(*world.economies[:n], *labels(places), *world.economies[n + 1 :]),
        origin=Origin(world, np.eye(len(world.sectors)), np.eye(len(world.economies))[order]),
        trade_share=abroad,
        expenditure=expenditure,
        input_share=world.input_share[:, :, order],
        consumption_share=world.consumption_share[:, order],
        value_added=added,
        deficit=deficit,
        tariff=duty,
    )


def _checked(flows: "ArrayLike", places: Places) -> "Floats":
    """Return the flows between places [buyer, seller]."""
    values, many = np.asarray(flows, dtype=float), len(places.places)
    if values.shape != (many, many):
        raise InputError(
            f"they have the form {values.shape}.", where="flows",
            remedy=f"Give {many} rows (buyers) and columns (sellers), in the order of the places.",
        )  # fmt: skip
    bad = np.argwhere(~(np.isfinite(values) & (values > 0)))
    if len(bad):
        buyer, seller = (places.places[at] for at in bad[0])
        raise InputError(
            f"sales of {seller} to {buyer} are {values[tuple(bad[0])]:g}.", where="flows",
            remedy="They are above 0; give a small one where nothing is known to be sold.",
        )  # fmt: skip
    return values


def _fitted(between: "Floats", at_home: "Floats", made: "Floats", spending: "Floats") -> "Floats":
    """Return home sales [k, buyer, seller]: like ``between``, but adding up on both sides.

    Over buyers they add up to each seller's part of the sector, over sellers to each buyer's part
    of the economy's spending on it.
    """
    sold = at_home[:, None] * made
    bought = at_home[:, None] * spending / np.maximum(spending.sum(axis=1, keepdims=True), 1e-300)
    like = np.broadcast_to(between, (len(at_home), *between.shape))
    try:
        return fitted(like, bought, sold, CLOSE)
    except ArithmeticError as fault:
        raise InputError(
            f"they do not fit what the places make and spend: {fault}.", where="flows",
            remedy="Check for places that buy nearly nothing of others.",
        ) from None  # fmt: skip
