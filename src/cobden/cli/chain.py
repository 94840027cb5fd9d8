"""``cobden chain``: run a commodity chain, or check one that you wrote."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from cobden.chains import Outcome

app = typer.Typer(no_args_is_help=True, help="Single commodities, from the mine to the motor.")


@app.command("list")
def list_() -> None:
    """List the chains that ship with Cobden and their scenarios."""
    from rich import print as show

    from cobden.chains import load, scenarios, shipped

    for name in shipped():
        show(f"[bold]{name}[/]: {load(name).title} ({', '.join(scenarios(name))})")


@app.command()
def check(folder: Annotated[Path, typer.Argument(help="A folder with chain.yaml.")]) -> None:
    """Check the tables of a chain: names, units, sources, and that everything can be supplied."""
    from rich import print as show

    from cobden.chains import load, run, scenarios
    from cobden.chains.conditions import conditions

    chain = load(folder)
    for scenario in scenarios(folder):
        conditions(chain, load(folder, scenario=scenario).measures)
    outcome = run(chain, ())
    worst = max(certificate.worst for _, certificate in outcome.certificates)
    show(
        f"[bold]{chain.title}[/]: {len(chain.goods)} goods, {len(chain.places)} places, "
        f"{chain.periods} periods of {chain.step} months, {len(chain.routes)} routes. "
        f"{len(chain.figures.facts)} facts and {len(chain.figures.assumptions)} assumptions. "
        f"It solves without measures; largest residual {worst:.0e}."
    )
    for name, quantity in chain.figures.assumptions.items():
        show(
            f"  {name}: {quantity.value:g} {quantity.unit} "
            f"({quantity.low:g} to {quantity.high:g}). {quantity.reason}"
        )


@app.command("run")
def run_(
    name: Annotated[str, typer.Argument(help="A chain that ships with Cobden, or a folder.")],
    scenario: Annotated[str | None, typer.Option(help="Which set of measures.")] = None,
    perfect: Annotated[bool, typer.Option(help="All measures are known from the start.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the outcome as JSON.")] = False,
    charts: Annotated[Path | None, typer.Option(help="Write pictures into this folder.")] = None,
) -> None:
    """Run a chain under a scenario and show prices, shortages, rents and what binds."""
    from cobden.chains import load, run

    chain = load(name, scenario=scenario)
    outcome = run(chain, foresight="perfect" if perfect else "rolling")
    if charts is not None:
        _draw(outcome, charts)
    if as_json:
        data = outcome.data.to_dict()
        data["surplus change"] = outcome.surplus.to_dict()
        print(json.dumps(data))
        return
    _show(outcome)


def _show(outcome: "Outcome") -> None:
    from rich.console import Console
    from rich.table import Table

    chain, screen = outcome.chain, Console()
    screen.print(f"[bold]{chain.title}[/], {chain.months[0]} to {chain.months[chain.periods - 1]}")
    for measure in outcome.measures:
        until = f" to {measure.end}" if measure.end else ""
        screen.print(f"  {measure.start}{until}  {measure.name}")
    table = Table(
        "place", "use", "worst shortage", "months to recover", "highest price, x baseline"
    )
    recovery, ratio = outcome.recovery(), outcome.data.price / outcome.baseline.price
    for use in chain.uses:
        at = {"place": use.place, "use": use.use}
        short = float(outcome.shortage.sel(at).max())
        months = float(recovery.sel(at))
        dear = float(ratio.sel(place=use.place, good=use.good).max())
        if short > 0.001:
            lasting = "not in time" if months == float("inf") else f"{months:.0f}"
            table.add_row(use.place, use.use, f"{short:.1%}", lasting, f"{dear:.1f}")
    screen.print(table)
    total = outcome.surplus.sum("period")
    accounts = [str(a) for a in total.account.values if float(abs(total.sel(account=a)).sum()) > 0]
    table = Table("economy", *accounts, "sum", title=f"Change of surplus, {chain.money}")
    for economy in total.economy.values:
        row = total.sel(economy=economy)
        cells = [f"{float(row.sel(account=account)):,.0f}" for account in accounts]
        table.add_row(str(economy), *cells, f"{float(row.sum()):,.0f}")
    screen.print(table)
    for row in outcome.binding().head(5).to_dict("records"):
        screen.print(
            f"binding in {row['period']}: {row['name']} at {row['place']}, worth "
            f"{row['value']:,.0f} {chain.money} a period"
        )
    worst = max(certificate.worst for _, certificate in outcome.certificates)
    figures = chain.figures
    screen.print(
        f"Largest residual {worst:.0e}; {len(figures.facts)} facts, {len(figures.assumptions)} "
        "assumptions (cobden chain check lists them)."
    )


def _draw(outcome: "Outcome", folder: Path) -> None:
    from cobden.report import chain_charts

    folder.mkdir(parents=True, exist_ok=True)
    chain = outcome.chain
    goods = list(dict.fromkeys(use.good for use in chain.uses))[:3]
    places = list(dict.fromkeys(use.place for use in chain.uses))[:6]
    chain_charts.price_paths(outcome, goods, places).save(folder / "prices.png", scale_factor=2)
    chain_charts.binding_links(outcome).save(folder / "binding.png", scale_factor=2)
    if outcome.measures:
        moved = outcome.data.flow.sum(("exporter", "importer", "period"))
        good = str(moved.good.values[int(moved.argmax())])
        chain_charts.cargoes(outcome, good).save(folder / "cargoes.png", scale_factor=2)
