"""The benchmark economy as a frozen value."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class World:
    """A benchmark economy, in units of world value added (one unit is ``value_usd`` US dollars).

    Axes run goods first, then economies: sector k as the good, industry q as its user, importer n,
    exporter i. All arrays are float64 and read-only.

    - ``trade_share`` [k, n, i]: share of exporter i in n's spending on k at purchaser prices
      (tariff included); sums to 1 over i, or to 0 where nothing is bought;
    - ``final_trade_share`` [k, n, i] or None: the same for final demand alone; ``trade_share`` is
      then that of intermediate demand. None: one common share for both (Caliendo & Parro 2015);
    - ``expenditure`` [k, n]: spending on k at purchaser prices, intermediate and final;
    - ``input_share`` [k, q, n]: input of k per unit of q's gross output;
    - ``consumption_share`` [k, n]: share of k in final spending, sums to 1 over k;
    - ``value_added`` [n]; ``deficit`` [n]: net transfer received, sums to 0;
    - ``tariff`` [k, n, i]: ad-valorem rate at the benchmark;
    - ``elasticity`` [k]: trade elasticity theta of tariff-inclusive trade shares.
    """

    economies: tuple[str, ...]
    sectors: tuple[str, ...]
    trade_share: "NDArray[np.float64]"
    expenditure: "NDArray[np.float64]"
    input_share: "NDArray[np.float64]"
    consumption_share: "NDArray[np.float64]"
    value_added: "NDArray[np.float64]"
    deficit: "NDArray[np.float64]"
    tariff: "NDArray[np.float64]"
    elasticity: "NDArray[np.float64]"
    final_trade_share: "NDArray[np.float64] | None" = None
    value_usd: float = 1.0
    year: int | None = None
    source: str = ""
