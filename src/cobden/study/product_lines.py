"""The products that change most, of what an equilibrium shows by product."""

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    import xarray as xr


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
