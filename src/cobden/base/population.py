"""How many people live in an economy."""

import csv
from functools import cache
from importlib.resources import files

from cobden.base.errors import unknown


def population(economy: str) -> float:
    """Return the population of an economy in 2019, in millions (Penn World Table 10.01).

    Raises ``InputError`` for an economy that the table lacks, such as the rest of the world.
    """
    known = _known()
    if economy not in known:
        raise unknown("economy with a known population", economy, known, where="population")
    return known[economy]


@cache
def _known() -> dict[str, float]:
    text = (files("cobden.base") / "data" / "population.csv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return {row["economy"]: float(row["million"]) for row in csv.DictReader(lines)}
