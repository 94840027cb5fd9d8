"""Ossa (2014): the world of his seven regions and 33 sectors, for any solver of the model.

Monopolistic competition with a fixed number of firms and no input-output links: the profit share of
sector s is 1 / sigma_s and the trade elasticity sigma_s - 1.
"""

from functools import cache

import numpy as np

from validation.plain_solver import Base, without_inputs
from validation.published import OSSA, arrays


@cache
def stored() -> dict[str, np.ndarray]:
    """The arrays of his inputs and stored tariffs."""
    return arrays(OSSA)


def base(trade: str = "trade") -> Base:
    """Return the world of ``trade`` (deficits removed) or ``trade_raw``, at factual tariffs."""
    flow, tariff, sigma = (stored()[name] for name in (trade, "tariff", "sigma"))
    markup = (1 / (sigma - 1))[:, None]
    return without_inputs(flow * (1 + tariff), tariff, sigma - 1, entry="restricted", markup=markup)
