"""Published elasticities by product."""

from importlib.resources import as_file, files

import numpy as np

SOURCE = (
    "Fontagné, L., Guimbard, H. & Orefice, G. (2022), Tariff-based product-level trade "
    "elasticities, Journal of International Economics 137; CEPII, ProTEE 0.1 (Etalab 2.0)"
)


def cepii_elasticities() -> dict[str, float]:
    """Return trade elasticities between the exporters of a product, by six-digit code (HS 2022).

    They are the estimates of ``SOURCE`` less one: it regresses customs values, which leave out the
    duty, on tariffs, and with an elasticity of substitution of s these fall by s, shares of
    spending by s less one. Left out, so that the product has its sector's: estimates that are not
    significant at 1% or of the wrong sign (for which the source gives the mean of the heading), and
    those of one or less.

    >>> import cobden as cb
    >>> round(cb.products.cepii_elasticities()['870323'], 1)
    8.4
    """
    stored = files("cobden.products") / "data" / "elasticities.npz"
    with as_file(stored) as path, np.load(path) as table:
        codes, found = table["code"], table["coefficient"].astype(float) - 1.0
    return {f"{code:06d}": float(x) for code, x in zip(codes, found, strict=True) if x > 0}
