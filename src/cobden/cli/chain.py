"""``cobden chain``: run a commodity chain, or check one that you wrote."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from cobden.cli.chain_case import case
from cobden.cli.chain_lines import (
    ByWorth,
    Contracts,
    Lines,
    Minimum,
    Stoppages,
    shares_of,
    sharing_of,
    show_lines,
)
from cobden.cli.chain_screen import screen
from cobden.cli.options import Dark, NewFolder, Pictures, Seed
from cobden.cli.screen import house_table, say, tell, terminal

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from rich.console import Console

    from cobden.chains import ChainOutcome
    from cobden.study.sharing import Sharing

Foresight = Literal["perfect", "rolling", "none"]  # as in cobden.chains, which is slow to import

app = typer.Typer(no_args_is_help=True, help="Single commodities, from the mine to the motor.")


@app.command("list")
def list_() -> None:
    """List the chains that ship with Cobden and their scenarios."""

    from cobden.chains import load, scenarios, shipped

    table = house_table("chain", "what it follows", "scenarios, the first unless you choose")
    for name in shipped():
        table.add_row(name, load(name).title, "\n".join(scenarios(name)))
    terminal().print(table)


@app.command()
def check(folder: Annotated[Path, typer.Argument(help="A folder with chain.yaml.")]) -> None:
    """Check the tables of a chain: names, units, sources, and that everything can be supplied."""
    from rich import print as show

    from cobden.chains import load, run, scenarios
    from cobden.chains.application import conditions

    chain = load(folder)
    for scenario in scenarios(folder):
        conditions(chain, load(folder, scenario=scenario).measures)
    outcome = run(chain, ())
    worst = max(certificate.worst for _, certificate in outcome.certificates)
    show(
        f"[bold]{chain.title}[/]: {len(chain.goods)} goods, {len(chain.places)} places, "
        f"{chain.periods} periods of {chain.step} month{'s' * (chain.step > 1)}, "
        f"{len(chain.routes)} routes. "
        f"{len(chain.figures.facts)} facts and {len(chain.figures.assumptions)} assumptions. "
        f"It solves without measures; largest residual {worst:.0e}."
    )
    for name, quantity in chain.figures.assumptions.items():
        unit = "" if quantity.unit == "1" else f" {quantity.unit}"
        low, value, high = (
            f"{n:,.6g}" for n in (quantity.low, quantity.value, quantity.high) if n is not None
        )
        show(f"  {name}: {value}{unit} ({low} to {high}). {quantity.reason}")


@app.command()
def new(folder: NewFolder) -> None:
    """Make a chain of your own to begin from: tin, with a licence and an observed price."""
    from cobden.base.writing import copy_new
    from cobden.chains.library import EXAMPLE

    copy_new(EXAMPLE, folder)
    say(f"Made {folder}. Now: cobden chain check {folder}, cobden chain run {folder}")


@app.command()
def calibrate(folder: Annotated[Path, typer.Argument(help="A folder with chain.yaml.")]) -> None:
    """Move costs nobody states, within their ranges, until calm prices fit; say what was moved."""

    from cobden.chains.calm_price import calibrated

    moved, prices = calibrated(folder)
    table = house_table("place", "use")
    for heading in ("price it is calibrated at", "without measures", "after"):
        table.add_column(heading, justify="right")
    for row in prices:
        table.add_row(
            row.place, row.use, *(f"{v:,.4g}" for v in (row.wanted, row.before, row.after))
        )
    terminal().print(table)
    for figure in moved:
        at_end = " (at the end of its range)" if figure.after in (figure.low, figure.high) else ""
        say(f"{figure.name}: {figure.before:,.4g} to {figure.after:,.4g}{at_end}.")
    say(
        "Nothing was moved."
        if not moved
        else "Nothing is written: put what you accept in figures.csv."
    )


@app.command("run")
def run_(
    name: Annotated[str, typer.Argument(help="A chain that ships with Cobden, or a folder.")],
    scenario: Annotated[str | None, typer.Option(help="Which set of measures.")] = None,
    foresight: Annotated[
        Foresight, typer.Option(help="What is known: all, what is announced, or only what is.")
    ] = "rolling",
    as_json: Annotated[bool, typer.Option("--json", help="Print the outcome as JSON.")] = False,
    charts: Pictures = None,
    dark: Dark = False,
    draws: Annotated[int, typer.Option(help="Draws over what nobody states, for ranges.")] = 0,
    seed: Seed = 0,
    lines: Lines = None,
    minimum: Minimum = 1.0,
    by_worth: ByWorth = False,
    contracts: Contracts = 0.0,
    stoppages: Stoppages = None,
) -> None:
    """Run a chain under a scenario and show prices, shortages, rents and what binds."""
    from cobden.chains import load, run

    needed = shares_of(lines or [], stoppages)
    sharing = sharing_of(needed, minimum, contracts, by_worth)
    outcome = run(sharing.on(load(name, scenario=scenario)), foresight=foresight)
    if charts is not None:
        _draw(outcome, charts, "dark" if dark else "light")
    if as_json:
        from cobden.report.chain_tables import as_records

        tell(as_records(outcome))
        return
    _show(outcome)
    if needed:
        show_lines(outcome, needed, stoppages)
    if draws:
        _show_draws(name, scenario, draws, seed, outcome.chain.money, sharing)


def _show_draws(
    name: str, scenario: str | None, draws: int, seed: int, money: str, sharing: "Sharing"
) -> None:
    from tempfile import TemporaryDirectory

    from cobden.study.chain_draws import draw_chain

    with TemporaryDirectory() as folder:
        made = draw_chain(
            name, scenario=scenario, draws=draws, seed=seed, store=folder, sharing=sharing
        )
        ranges = made.ranges(at=(0.05, 0.5, 0.95)).reset_index().to_dict("records")
        failed = len(made.failures)
    lines = {f"{use}, " for use in sharing.lines}
    stopped = [row for row in ranges if str(row["outcome"]).startswith(tuple(lines))]
    surplus = [row for row in ranges if row not in stopped]
    title = f"Change of surplus over {draws} draws, {money}"
    none = f"No economy's surplus changes by one {money} in nine draws of ten."
    _show_ranges("economy", title, surplus, 0, none)
    if lines:
        title = f"Value added that stands still over {draws} draws, billion USD"
        _show_ranges("use, place", title, stopped, 2, "No line stands still in nine draws of ten.")
    say(f"{failed} of {draws} draws make no sound chain and are left out.")


def _show_ranges(
    about: str, title: str, rows: "Sequence[Mapping[Hashable, Any]]", digits: int, none: str
) -> None:
    """Print rows of ranges with so many decimals, or ``none`` where they all round to zero."""
    table = house_table(about, title=title)
    for heading in ("5%", "median", "95%", "above zero"):
        table.add_column(heading, justify="right")
    for row in rows:
        values = [float(row[at]) for at in (0.05, 0.5, 0.95)]
        if max(map(abs, values)) > 0.5 * 10**-digits:
            shown = (f"{value:,.{digits}f}" for value in values)
            table.add_row(str(row["outcome"]), *shown, f"{row['positive']:.0%}")
    if table.row_count:
        terminal().print(table)
    else:
        say(none)


def _show(outcome: "ChainOutcome") -> None:
    from cobden.base.economies import shown

    chain, screen = outcome.chain, terminal()
    screen.print(f"[bold]{chain.title}[/], {chain.months[0]} to {chain.months[chain.periods - 1]}")
    for measure in outcome.measures:
        until = f" to {measure.end}" if measure.end else ""
        screen.print(f"  {measure.start}{until}  {measure.name}")
    _show_uses(outcome, screen)
    if outcome.measures:
        _show_diverted(outcome, screen)
    _show_promises(outcome, screen)
    total = outcome.surplus.sum("period")
    unit, size = chain.money, 1.0
    if chain.money == "USD" and float(abs(total).max()) > 1e7:
        unit, size = "million USD", 1e6
    total = total / size
    accounts = [
        str(a) for a in total.account.values if float(abs(total.sel(account=a)).max()) > 0.5
    ]
    table = house_table("economy", title=f"Change of surplus over the whole time, {unit}")
    for name in (*accounts, "sum"):
        table.add_column(name, justify="right")
    for economy in total.economy.values:
        row = total.sel(economy=economy)
        if float(abs(row).max()) > 0.5:
            values = [*(float(row.sel(account=account)) for account in accounts), float(row.sum())]
            table.add_row(shown(str(economy)), *(f"{value:z,.0f}" for value in values))
    if table.row_count:
        screen.print(table)
    else:
        screen.print(f"No economy's surplus changes by one {unit}.")
    _show_binding(outcome, screen)
    worst = max(certificate.worst for _, certificate in outcome.certificates)
    figures = chain.figures
    screen.print(
        f"Largest residual {worst:.0e}; {len(figures.facts)} facts, {len(figures.assumptions)} "
        "assumptions (cobden chain check lists them)."
    )


def _show_uses(outcome: "ChainOutcome", screen: "Console") -> None:

    table = house_table("place", "use")
    for heading in ("worst shortage", "until 95% is served", "highest price, x baseline"):
        table.add_column(heading, justify="right")
    recovery, ratio = outcome.recovery(), outcome.data.price / outcome.baseline.price
    for use in outcome.chain.uses:
        at = {"place": use.place, "use": use.use}
        short, months = float(outcome.shortage.sel(at).max()), float(recovery.sel(at))
        if short > 0.001:
            lasting = "not in time" if months == float("inf") else f"{months:.0f} months"
            lasting = lasting if months else "never under 95%"
            at = {"place": use.place, "good": use.good}
            dear, capped = float(ratio.sel(at).max()), bool(outcome.data.capped.sel(at).any())
            shown = f"{dear:.2f}{', capped' if capped else ''}"
            table.add_row(use.place, use.use, f"{short:.1%}", lasting, shown)
    if table.row_count:
        screen.print(table)
    else:
        screen.print("No use goes short by more than a thousandth.")


def _show_diverted(outcome: "ChainOutcome", screen: "Console") -> None:

    from cobden.report.chain_tables import diverted, most_diverted

    good = most_diverted(outcome)
    unit = next(item.unit for item in outcome.chain.goods if item.name == good)
    table = house_table(
        "from", "to", title=f"Who ships more {good}, who less, since measures are known; {unit}"
    )
    for heading in ("before", "change"):
        table.add_column(heading, justify="right")
    for row in diverted(outcome, good):
        table.add_row(row.exporter, row.importer, f"{row.before:,.0f}", f"{row.change:+,.0f}")
    if table.row_count:
        screen.print(table)


def _show_promises(outcome: "ChainOutcome", screen: "Console") -> None:

    from cobden.chains import promises

    found = promises(outcome)
    if found.empty:
        return
    table = house_table("promise", "year", title="What of each promise is real")
    for heading in ("promised", "kept", "added by it"):
        table.add_column(heading, justify="right")
    years: Any = found.assign(year=found.period.str[:4]).groupby(["promise", "year"], sort=False)
    for row in years[["promised", "kept", "added"]].sum().reset_index().to_dict("records"):
        shares = (f"{row[name] / row['promised']:.0%}" for name in ("kept", "added"))
        table.add_row(row["promise"], row["year"], f"{row['promised']:,.3g}", *shares)
    screen.print(table)


def _show_binding(outcome: "ChainOutcome", screen: "Console") -> None:

    unit = outcome.chain.money
    table = house_table("what binds", "place", title="What holds supply back, the dearest first")
    for heading in ("periods", f"worth in all, {unit}", f"worth at most in a period, {unit}"):
        table.add_column(heading, justify="right")
    links: Any = outcome.binding().groupby(["name", "place"])["value"].agg(["count", "sum", "max"])
    for link in links.sort_values("sum", ascending=False).head(5).reset_index().to_dict("records"):
        table.add_row(
            link["name"], link["place"], str(link["count"]),
            f"{link['sum']:,.0f}", f"{link['max']:,.0f}",
        )  # fmt: skip
    if table.row_count:
        screen.print(table)


def _draw(outcome: "ChainOutcome", folder: Path, theme: str) -> None:
    from cobden.report import chain_charts, render
    from cobden.report.chain_map import chain_map
    from cobden.report.chain_tables import most_diverted

    chain = outcome.chain
    goods = list(dict.fromkeys(use.good for use in chain.uses))[:3]
    places = list(dict.fromkeys(use.place for use in chain.uses))[:6]
    render.save(
        chain_charts.price_paths(outcome, goods, places, theme=theme), folder / "prices.png"
    )
    render.save(chain_charts.binding_links(outcome, theme=theme), folder / "binding.png")
    render.save(chain_map(outcome, theme=theme), folder / "chain.png")
    for number, replay in enumerate(chain.replays if outcome.measures else (), start=1):
        chart = chain_charts.against_what_happened(outcome, replay, theme=theme)
        render.save(chart, folder / f"replay-{number}.png")
    if outcome.measures:
        good = most_diverted(outcome)
        render.save(chain_charts.cargoes(outcome, good, theme=theme), folder / "cargoes.png")


app.command("case")(case)
app.command("screen")(screen)
