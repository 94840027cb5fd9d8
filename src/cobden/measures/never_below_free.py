"""No tariff falls below zero: a repeal ends at free, and a cut that would go further is refused."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from cobden.base.errors import InputError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cobden.measures.measure import Tariff


def never_below_free(
    rates: "NDArray[np.float64]",
    held: "NDArray[np.float64]",
    new: "Sequence[Tariff]",
    goods: Sequence[str],
    importer: str,
    exporter: str,
) -> "NDArray[np.float64]":
    """Return the ``rates`` [goods] of ``importer`` on ``exporter``, none below zero.

    What the ``new`` law repeals may be more by its lines than what the benchmark's rates ``held``
    [goods] have of it; then the goods are free. Raises ``InputError`` where a negative rate of the
    user's own would go below that.
    """
    low = int(rates.argmin())
    cut = next((measure for measure in new if measure.rate < 0), None)
    if cut is not None and rates[low] < -1e-9:
        raise InputError(
            f"'{cut.name}' would make {importer}'s tariff on {goods[low]} from {exporter} "
            f"{100 * rates[low]:.1f}%: the benchmark's is {100 * held[low]:.1f}%.",
            where=cut.id or "rate",
            remedy='Cut by less; or state the new ordinary duty: mode "ordinary", rate 0 for free.',
        )
    return np.maximum(rates, np.minimum(held, 0.0))
