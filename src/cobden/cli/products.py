"""``cobden products``: trade by product, in a case and in a file."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cobden.cli.options import Case, Json, State, Usd, Year
from cobden.cli.progress import progress
from cobden.cli.screen import say, tell, terminal

if TYPE_CHECKING:
    import pandas as pd

    from cobden.products import ElasticityEstimates, ProductTable

app = typer.Typer(no_args_is_help=True, help="Trade by product.")

Importer = Annotated[str | None, typer.Option("--by", help="The importer.")]


@app.command()
def show(
    case: Case,
    by: Annotated[str, typer.Option(help="The importer.")] = "USA",
    of: Annotated[str | None, typer.Option(help="An exporter or a group.")] = None,
    state: State = None,
    top: Annotated[int, typer.Option(min=1, help="How many products.")] = 30,
    table: Annotated[Path | None, typer.Option(help="The importer's trade, as CSV.")] = None,
    year: Year = None,
    usd: Usd = None,
    output: Annotated[Path | None, typer.Option(help="Write all as CSV or Parquet.")] = None,
    as_json: Json = False,
) -> None:
    """Print what an importer buys by product, before and after, and who gains what others lose."""
    with progress() as told:
        from cobden.base import economies
        from cobden.products import read_products
        from cobden.study.case_products import solve_by_product
        from cobden.study.product_lines import largest
        from cobden.study.product_tables import table_of, with_parts

        importer = economies.resolve(by, where="--by")
        told("Trade by product", 0, 2)
        known = (
            table_of(importer)
            if table is None
            else with_parts(read_products(table, importer=by, year=year, usd=usd))
        )
        told("The equilibrium", 1, 2)
        result = solve_by_product(case, known, state=state)
        found = result.by_product(importer)
        world = result.world
        everybody = [name for name in world.economies if name != importer]
        whose = everybody if of is None else [world.economies[i] for i in world.positions(of)]
        rows = largest(found, whose, top if output is None else len(found["product"]))
    if output is not None:
        say(f"Products: {_written(rows, output)}")
    elif as_json:
        typer.echo(rows.to_json(orient="records"))
    else:
        title = f"What {importer} buys from {of or 'everybody'}"
        _print(rows, title, known.source, result.certificate.told_apart)


def _written(rows: "pd.DataFrame", path: Path) -> Path:
    from cobden.base.errors import InputError
    from cobden.base.printable import csv_of
    from cobden.base.writing import write_together
    from cobden.report.table_files import parquet_of

    if path.suffix not in (".csv", ".parquet"):
        raise InputError(
            f"'{path.suffix}' is no form of table.", where=str(path), remedy="Use .csv or .parquet."
        )
    content = csv_of(rows).encode() if path.suffix == ".csv" else parquet_of(rows)
    write_together({path: content})
    return path


def _print(rows: "pd.DataFrame", title: str, source: str, apart: "tuple[str, ...]") -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, title=f"{title}, billion USD", title_justify="left")
    for name in ("product", "before", "after", "change", "tariff", "price", "others", "most to"):
        table.add_column(name, justify="right", no_wrap=True)
    for row in rows.to_dict("records"):
        table.add_row(
            f"{row['code'][:4]}.{row['code'][4:]}",
            *(f"{row[name]:,.2f}" for name in ("before", "after")),
            f"{row['change']:+,.2f}",
            f"{_rate(row['tariff_before'])} → {_rate(row['tariff_after'])}",
            f"{row['price']:+.1f}%",
            f"{row['diverted']:+,.2f}",
            row["gainer"] if row["gain"] > 0 else "",
        )
    console = terminal(highlight=False)
    console.print(table)
    console.print(
        f"{source}, scaled to the world's flows. {'; '.join(apart)}. Tariffs: mean over what was "
        "bought before. Price: what buyers pay for the product, whoever sells it, in world value "
        "added. Others: how much more all other exporters sell.",
        style="dim",
    )


def _rate(value: float) -> str:
    return f"{value:.1f}%" if value >= 0 else ""  # nothing was bought before


@app.command()
def check(
    file: Annotated[Path, typer.Argument(help="BACI, UN Comtrade, Comext, Census or plain CSV.")],
    by: Importer = None,
    year: Year = None,
    usd: Usd = None,
    as_json: Json = False,
) -> None:
    """Read a table of trade by product, and compare its totals with the world's own flows."""
    from cobden.products import read_products
    from cobden.world.world import World

    table = read_products(file, importer=by, year=year, usd=usd)
    world = World.load()
    rows = table.beside(world)
    whole = {
        "importer": table.importer, "year": table.year, "products": len(table.codes),
        "origins": len(table.origins), "source": table.source, "notes": list(table.notes),
        "sectors": rows.to_dict(orient="records"),
    }  # fmt: skip
    if as_json:
        tell(whole)
        return
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    console = terminal(highlight=False)
    console.print(
        f"[bold]{table.importer} {table.year}[/bold]: {len(table.codes):,} products from "
        f"{len(table.origins)} origins, {table.value.sum() / 1e9:,.1f} billion USD"
    )
    for note in table.notes:
        console.print(f"  {note}", style="dim")
    shown = Table(box=SIMPLE_HEAD, title=f"Beside the world of {world.year}, billion USD")
    for name in ("sector", "file", "world", "file / world", "known by product"):
        shown.add_column(name, justify="left" if name == "sector" else "right")
    for row in rows.to_dict("records"):
        shown.add_row(
            row["sector"],
            f"{row['file']:,.1f}",
            f"{row['world']:,.1f}",
            f"{row['file'] / row['world']:.2f}" if row["world"] else "",
            f"{100 * row['covered']:.0f}%",
        )
    console.print(shown)
    console.print(
        "Flows and mean tariffs stay the world's; the table gives the mix of products. Exporters "
        "that it does not know have the mix of all others.",
        style="dim",
    )


@app.command()
def elasticity(
    tables: Annotated[
        list[Path],
        typer.Argument(metavar="TABLE...", help="Trade by product, of two years or more."),
    ],
    by: Importer = None,
    rates: Annotated[
        Path | None,
        typer.Option(help="Rates: code, origin, from, rate (%). Default: the US law by line."),
    ] = None,
    over: Annotated[
        str, typer.Option(help="One elasticity for each sector, or for all goods: sector or all.")
    ] = "sector",
    apart: Annotated[
        list[str] | None, typer.Option(help="An HS code with an elasticity of its own; repeatable.")
    ] = None,
    usd: Usd = None,
    output: Annotated[
        Path | None, typer.Option(help="Write them as JSON, for a case's product_elasticities.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Estimate trade elasticities: how trade by product moved apart where tariffs did."""
    from cobden.base.errors import unknown
    from cobden.base.writing import write_text
    from cobden.products import estimate_elasticities, read_years

    if over not in ("sector", "all"):
        raise unknown("grouping", over, ("sector", "all"), where="--over")
    with progress() as told:
        told("Trade by product", 0, 3)
        known = read_years(tables, importer=by, usd=usd)
        told("The law by line", 1, 3)
        levied, notes = _levied(known, rates)
        told("Estimates", 2, 3)
        found = estimate_elasticities(
            known, levied, by="all" if over == "all" else "sector", apart=apart or (), notes=notes
        )
    if output is not None:
        say(f"Elasticities: {write_text(output, found.text())}")
    if as_json:
        typer.echo(found.text())
    elif output is None:
        _print_elasticities(found)


def _levied(
    known: "tuple[ProductTable, ...]", rates: Path | None
) -> "tuple[pd.DataFrame, tuple[str, ...]]":
    """Return the rates of the years of some tables, by their file or by US law, and notes."""
    from cobden.measures import Policy
    from cobden.products import rates_by_law, read_rates

    years = [one.year for one in known]
    if rates is not None:
        return read_rates(rates, years), (f"rates: {rates}",)
    origins = sorted({origin for one in known for origin in one.origins})
    return rates_by_law(Policy.load(), known[0].importer, origins, years)


def _print_elasticities(found: "ElasticityEstimates") -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    shown = Table(box=SIMPLE_HEAD, title=f"Trade elasticities of {found.source}",
                  title_justify="left")  # fmt: skip
    for name in ("of", "products", "customs value falls", "trade elasticity", "standard error"):
        shown.add_column(name, justify="left" if name == "of" else "right")
    for row in found.table().to_dict("records"):
        shown.add_row(
            row["group"], f"{row['products']:,}", f"{row['customs_value']:.2f}",
            f"{row['elasticity']:.2f}" + ("" if row["group"] in found.usable else " (not used)"),
            f"{row['standard_error']:.2f}",
        )  # fmt: skip
    console = terminal(highlight=False)
    console.print(shown)
    console.print(
        f"{found.observations:,} observations; standard errors by product. Customs value falls by "
        "so many per cent where the tariff makes a product one per cent dearer than from its "
        "other origins; shares of spending, which hold the duty, by one less: the trade "
        "elasticity. One that is not above zero is not used: its products keep their sector's.",
        style="dim",
    )
    if found.unknown:
        console.print(f"Not known, since no rate moved apart: {', '.join(found.unknown)}")
    for note in found.notes:
        console.print(f"  {note}", style="dim")
