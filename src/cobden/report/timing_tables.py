"""What a package is worth by when it comes and how long it lasts, as tables of talks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cobden.report.grid import Cell, Grid, Row
from cobden.report.talks_words import spoken
from cobden.report.words import number

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class PackageYears:
    """A package at different times: what each way of it is worth to each party, and year by year.

    - ``package``; ``ways`` in words, the first without a deal; ``years``; ``parties``, titles;
    - ``worth`` [way, party]: billion USD a year for good that count as much as the payoffs of all
      years, each party discounting as it does, above no deal;
    - ``payoff`` [way, year, party]: by year and in the end, above no deal in the same year;
    - ``aims``: outcomes by year of the table, titles with units; ``reached`` [way, aim];
    - ``real_income``: who they are and [way, party] what the path of its consumption is worth, %;
    - ``left_out``: what of the table has no figure by year; ``anchor`` of money; ``law``.
    """

    package: str
    ways: tuple[str, ...]
    years: tuple[int, ...]
    parties: tuple[str, ...]
    worth: "Floats"
    payoff: "Floats"
    aims: tuple[str, ...]
    reached: "Floats"
    real_income: "Floats"
    left_out: tuple[str, ...]
    anchor: str
    law: str

    @property
    def price_of_delay(self) -> "Floats":
        """What it costs each party [party] that the package comes later, billion USD a year."""
        return self.worth[1] - self.worth[2]


def grids(found: PackageYears) -> Iterator[Grid]:
    """Return the tables of a package's timing, in reading order."""
    yield _worth(found)
    if found.aims:
        yield _aims(found)
    yield _by_year(found)


def _worth(found: PackageYears) -> Grid:
    heads = [f"{party}, {what}" for party in found.parties for what in ("all aims", "consumption")]
    rows = []
    for w, way in enumerate(found.ways):
        cells = []
        for p in range(len(found.parties)):
            cells.append(Cell.signed(float(found.worth[w, p])))
            cells.append(Cell(f"{number(float(found.real_income[w, p]), 3, signed=True)}%"))
        rows.append(Row(_title(found, way, w), tuple(cells), strong=w == 1))
    late = ", ".join(
        f"{number(float(cost), signed=True)} to {party}"
        for party, cost in zip(found.parties, found.price_of_delay, strict=True)
    )
    rest = (
        f" No figure by year, so left out: {'; '.join(found.left_out)}." if found.left_out else ""
    )
    return Grid(
        f"{spoken(found.package)}: worth by its timing (above no deal)",
        ("", *heads),
        tuple(rows),
        "All aims: billion dollars a year for good that count as much as the payoffs of all years, "
        "each party discounting by its own patience; consumption: the lasting change of real "
        f"consumption, in %. That the package comes later costs {late}. {found.law}{rest}",
    )


def _aims(found: PackageYears) -> Grid:
    rows = tuple(
        Row(_title(found, way, w), tuple(Cell(number(float(v), signed=True)) for v in values))
        for w, (way, values) in enumerate(zip(found.ways, found.reached, strict=True))
    )
    return Grid(
        f"{spoken(found.package)}: outcomes by a year",
        ("", *found.aims),
        rows,
        "Against a world in which the law never changed, with capital, labour, wages and trade as "
        f"they move by then. Money: {found.anchor}.",
    )


def _by_year(found: PackageYears) -> Grid:
    last = len(found.years)
    moments = sorted({0, 1, 2, min(4, last - 1), last - 1, last})
    heads = [str(found.years[t]) if t < last else "in the end" for t in moments]
    rows = []
    for p, party in enumerate(found.parties):
        rows.append(Row(party))
        for w, way in enumerate(found.ways[1:], start=1):
            cells = tuple(Cell.signed(float(found.payoff[w, t, p])) for t in moments)
            rows.append(Row(_title(found, way, w), cells))
    return Grid(
        f"{spoken(found.package)}: payoffs year by year (bn USD, above no deal)",
        ("", *heads),
        tuple(rows),
        "Consumption can rise first, while capital is run down, and fall for good: no single year "
        "stands for the whole.",
    )


def _title(found: PackageYears, way: str, number: int) -> str:
    """Return what happens in words that stand alone."""
    return way if number == 0 or way.startswith("no deal") else f"the package, {way}"


def as_record(found: PackageYears) -> Mapping[str, Any]:
    """Return the figures for machines."""
    years = [*map(str, found.years), "after"]
    return {
        "package": found.package,
        "anchor": found.anchor,
        "law": found.law,
        "left_out": list(found.left_out),
        "ways": {
            way: {
                "worth": dict(zip(found.parties, found.worth[w].tolist(), strict=True)),
                "consumption": dict(zip(found.parties, found.real_income[w].tolist(), strict=True)),
                "aims": dict(zip(found.aims, found.reached[w].tolist(), strict=True)),
                "payoff": {
                    party: dict(zip(years, found.payoff[w, :, p].tolist(), strict=True))
                    for p, party in enumerate(found.parties)
                },
            }
            for w, way in enumerate(found.ways)
        },
    }
