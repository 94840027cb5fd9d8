"""The parts of a world as labelled arrays, with units."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cobden.base.errors import unknown
from cobden.world.benchmark_economy import BenchmarkEconomy

if TYPE_CHECKING:
    import xarray as xr


MONEY = "USD"


@dataclass(frozen=True)
class View:
    """How one array of a world is labelled: its dimensions, its unit and what it means."""

    dims: tuple[str, ...]
    unit: str
    meaning: str


_PAIR = ("sector", "importer", "exporter")
VIEWS: dict[str, View] = {
    "trade_share": View(_PAIR, "share", "of the exporter in spending on the good (inputs only, "
                        "where final_trade_share exists)"),
    "final_trade_share": View(_PAIR, "share", "of the exporter in final spending on the good"),
    "tariff": View(_PAIR, "rate", "ad-valorem tariff at the benchmark"),
    "flow": View(_PAIR, MONEY, "sales at customs value"),
    "expenditure": View(("sector", "economy"), MONEY, "spending at purchaser prices"),
    "final_expenditure": View(("sector", "economy"), MONEY, "final spending, purchaser prices"),
    "output": View(("sector", "economy"), MONEY, "gross output at producer prices"),
    "input_share": View(("sector", "industry", "economy"), "share",
                        "input of the sector's good per unit of the industry's output"),
    "value_added_share": View(("industry", "economy"), "share", "value added in gross output"),
    "consumption_share": View(("sector", "economy"), "share", "of the good in final spending"),
    "value_added": View(("economy",), MONEY, "value added"),
    "income": View(("economy",), MONEY, "value added, tariff revenue and transfer received"),
    "tariff_revenue": View(("economy",), MONEY, "tariff revenue"),
    "deficit": View(("economy",), MONEY, "net transfer received: imports minus exports"),
    "elasticity": View(("sector",), "elasticity", "of trade shares to tariff-inclusive prices"),
}  # fmt: skip


def view(world: BenchmarkEconomy, name: str) -> "xr.DataArray":
    """Return the array ``name`` of ``world`` as labelled xarray; money in US dollars.

    Raises ``InputError`` for a name that is no view, or has no value in this world.
    """
    import xarray as xr

    array = getattr(world, name) if name in VIEWS else None
    if array is None:
        known = [key for key in VIEWS if getattr(world, key) is not None]
        raise unknown("view", name, known, where="this world")
    about = VIEWS[name]
    labels = {
        dim: list(world.sectors if dim in ("sector", "industry") else world.economies)
        for dim in about.dims
    }
    scale = world.value_usd if about.unit == MONEY else 1.0
    return xr.DataArray(
        array * scale,
        coords=labels,
        dims=about.dims,
        name=name,
        attrs={"unit": about.unit, "meaning": about.meaning},
    )
