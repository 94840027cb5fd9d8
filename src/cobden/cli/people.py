"""``cobden people``: who pays, by household, place and job."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cobden.cli.options import Case, Json, State
from cobden.cli.progress import progress
from cobden.cli.screen import say, tell, terminal

if TYPE_CHECKING:
    from cobden.report.people_tables import CasePeople


Of = Annotated[str, typer.Option(help="Whose people.")]
Households = Annotated[
    Path | None, typer.Option(help="A folder with baskets.csv and groups.csv of its own.")
]
Places = Annotated[Path | None, typer.Option(help="A CSV file of regions: place, sector, value.")]
Flows = Annotated[
    Path | None,
    typer.Option(help="Trade between them, as CSV: buyer, seller, value. They become regions."),
]
Example = Annotated[
    Path | None,
    typer.Option(help="Write tables to begin from into a new folder, and do nothing else."),
]
ByProduct = Annotated[bool, typer.Option("--products", help="Tell its imports apart by product.")]


def people(
    case: Case,
    of: Of = "USA",
    state: State = None,
    households: Households = None,
    places: Places = None,
    flows: Flows = None,
    example: Example = None,
    products: ByProduct = False,
    as_json: Json = False,
) -> None:
    """Print who pays in one economy: by group of households, in prices, jobs and places."""
    if example is not None:
        from cobden.study.people_files import write_example

        say(f"Wrote {write_example(example)}.")
        return
    with progress() as told:
        from cobden.base import economies
        from cobden.cases import load
        from cobden.study.case_law import state_of
        from cobden.study.case_people import people as found_in
        from cobden.study.case_people import read_people, regions_of
        from cobden.study.case_products import solve_by_product
        from cobden.study.product_tables import table_of

        economy = economies.resolve(of, where="--of")
        loaded = load(case)
        tables = read_people(loaded, economy, households, places, flows)
        told("The equilibrium", 0, 1)
        by_product = table_of(economy) if products else None
        result = solve_by_product(loaded, by_product, state=state)
        if tables.flows is not None:
            told("The regions", 1, 2)
        regions = regions_of(loaded, state_of(loaded, state), tables)
        found = found_in(result, economy, tables, regions, deficits=loaded.closure)
    if as_json:
        tell(asdict(found))
    else:
        _print(found)


def _print(found: "CasePeople") -> None:
    from cobden.report.people_tables import grids

    console = terminal(highlight=False)
    for grid in grids(found):
        console.print(grid)
        console.print()
    for line in (*found.notes, *(f"Source: {source}" for source in found.sources)):
        console.print(line, style="dim")
