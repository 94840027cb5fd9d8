"""What HS products are called, and which ones some words mean.

Source: the Harmonized Tariff Schedule of the United States, 2025 basic edition (US International
Trade Commission, public domain): headings and subheadings, which all members of the HS share.
"""

import re
from functools import cache
from importlib.resources import files

import numpy as np


@cache
def product_names() -> dict[str, str]:
    """Return the name of each heading (4 digits) and subheading (6), in order of code."""
    place = files("cobden.measures") / "data" / "product_names.npz"
    with place.open("rb") as file, np.load(file) as kept:
        lines = kept["names"].tobytes().decode().split("\n")
        return dict(zip(kept["codes"].tolist(), lines, strict=True))


def find_products(words: str, most: int = 12) -> list[tuple[str, str]]:
    """Return the products in whose names all of some words begin one, the plainest first.

    Headings come before their subheadings, and what a product is called before what stands above
    it. A plural finds its singular.
    """
    wanted = [_stem(word) for word in re.findall(r"[a-z0-9]+", words.casefold())]
    if not wanted:
        return []
    found = []
    for code, name in product_names().items():
        text = name.casefold()
        at = [re.search(rf"\b{re.escape(word)}", text) for word in wanted]
        if all(at):
            first = max(place.start() for place in at if place)
            found.append((len(code), first, code, name))
    return [(code, name) for *_, code, name in sorted(found)[:most]]


def _stem(word: str) -> str:
    """Return a word without the s of a plural."""
    return word.removesuffix("s") if len(word) > 3 else word
