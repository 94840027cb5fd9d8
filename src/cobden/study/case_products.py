"""A case in the market of one importer, product by product."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from cobden.base.errors import InputError, unknown
from cobden.cases import Case, load
from cobden.equilibrium import Result, solve
from cobden.products import ProductTable, united_states
from cobden.study.case_law import law_of, policy_of, world_of

if TYPE_CHECKING:
    import xarray as xr

SHIPPED: dict[str, Callable[[], ProductTable]] = {"USA": united_states}


def table_of(importer: str) -> ProductTable:
    """Return the trade by product of an importer that ships with Cobden.

    Raises ``InputError`` for any other, with what to do.
    """
    if importer not in SHIPPED:
        raise InputError(
            f"the trade of {importer} by product is not known.",
            where="--by",
            remedy=f"Give its table with --table FILE.csv; {', '.join(SHIPPED)} is shipped.",
        )
    return SHIPPED[importer]()


def solve_by_product(
    case: str | Path | Case, table: ProductTable | None, *, state: str | None = None
) -> Result:
    """Return the equilibrium of a case's state, an importer's products told apart if there are any.

    ``state`` is the state's id, by default the one that the brief shows. Raises ``InputError`` for
    one that the case does not have, and what `solve` raises.
    """
    case = case if isinstance(case, Case) else load(case)
    wanted = state or case.file.brief.state
    found = next((s for s in case.states if s.id == wanted), None)
    if found is None:
        raise unknown("state", wanted, [s.id for s in case.states], where=case.name)
    world = world_of(case)
    if table is not None:
        world = world.with_products(table)
    return solve(world, law_of(case, policy_of(case), found), deficits=case.closure)


def largest(told: "xr.Dataset", exporters: list[str], top: int) -> pd.DataFrame:
    """Return the products whose imports from ``exporters`` change most, the largest first.

    Columns: code, sector; imports before and after and their change (``before``, ``after``,
    ``change``), billion USD; ``tariff_before`` and ``tariff_after``, %, by what is bought before;
    ``price``, change of what buyers pay for the product whoever sells it, %; ``diverted``, how much
    more all others sell, ``gainer``, who of them gains most, and its ``gain``, billion USD.
    """
    mine = told.sel(exporter=exporters)
    others = (told.after - told.before).drop_sel(exporter=exporters)
    before, after = mine.before.sum("exporter"), mine.after.sum("exporter")
    weight = before.where(before > 0)

    def mean(rate: "xr.DataArray") -> "xr.DataArray":
        return (rate * mine.before).sum("exporter") / weight

    rows = pd.DataFrame(
        {
            "code": told["product"].values,
            "sector": told["sector"].values,
            "before": before.values,
            "after": after.values,
            "change": (after - before).values,
            "tariff_before": mean(mine.tariff_before).values,
            "tariff_after": mean(mine.tariff_after).values,
            "price": told.product_price.values,
            "diverted": others.sum("exporter").values,
            "gainer": others["exporter"].values[others.argmax("exporter").values],
            "gain": others.max("exporter").values,
        }
    )
    order = rows.change.abs().sort_values(ascending=False, kind="stable").index
    return rows.loc[order[:top]].reset_index(drop=True)
