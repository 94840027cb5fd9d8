"""``cobden chain screen``: who is short of a mineral if somebody withholds it."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cobden.cli.options import Seed
from cobden.cli.screen import house_table, say, tell, terminal

if TYPE_CHECKING:
    from cobden.chains.mineral_ranks import RankRow, ShortRow
    from cobden.chains.mineral_screen import Screened
    from cobden.world.world import World


def screen(
    mineral: Annotated[str | None, typer.Argument(help="A mineral; none with --all.")] = None,
    by: Annotated[
        str | None, typer.Option(help="Who withholds it. With --all: everybody who could.")
    ] = None,
    approve: Annotated[float, typer.Option(help="Share of exports that is let go.")] = 0.0,
    all_: Annotated[bool, typer.Option("--all", help="Every mineral, ranked.")] = False,
    of: Annotated[str, typer.Option(help="Whose losses are ranked.")] = "USA",
    stage: Annotated[str | None, typer.Option(help="ore, refined or component.")] = None,
    least: Annotated[float, typer.Option(help="With --all: least share of world output.")] = 0.2,
    draws: Annotated[int, typer.Option(min=16, help="Draws over what nobody states.")] = 256,
    seed: Seed = 0,
    economy_wide: Annotated[
        bool, typer.Option("--economy-wide", help="Hand the middle loss to the equilibrium.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
) -> None:
    """Screen a mineral: who is physically short, in which month, by how much, and what is lost.

    A loss is a range, and no point where nine draws in ten span more than a factor of 30.
    """
    from cobden.base.economies import resolve
    from cobden.base.errors import InputError
    from cobden.chains.mineral_balances import mineral as find
    from cobden.chains.mineral_ranks import most_short
    from cobden.chains.mineral_screen import screen as screened
    from cobden.world.world import World

    if all_ == (mineral is not None):
        raise InputError(
            "either one mineral or all are screened.", where="cobden chain screen",
            remedy="Name a mineral, or give --all: cobden chain screen gallium --by CHN.",
        )  # fmt: skip
    world, victim = World.load(), resolve(of, where="--of")
    who = None if by is None else resolve(by, where="--by")
    options: dict[str, Any] = {"approve": approve, "draws": draws, "seed": seed}
    if all_:
        rows = _ranked(world, victim, who, least, options)
        if as_json:
            tell([asdict(row) for row in rows])
        else:
            _show_ranks(rows, victim, draws)
        return
    item = find(mineral or "")
    holder = who or max(item.holders(0.0), key=lambda at: item.share(at, item.usual_stage))
    result = screened(world, item, holder, stage=stage, **options)
    rows = most_short(result)
    if as_json:
        told = {"mineral": item.title, "by": holder, "stage": result.stage, "approve": approve}
        tell(told | {"economies": [asdict(row) for row in rows]})
        return
    _show(result, rows, draws)
    if economy_wide:
        _show_economy(result, victim)


def _ranked(
    world: "World", victim: str, who: str | None, least: float, options: dict[str, Any]
) -> "list[RankRow]":
    """Screen every mineral, withheld by ``who`` or by all that make at least so much of it."""
    from cobden.chains.mineral_balances import minerals
    from cobden.chains.mineral_ranks import ranked
    from cobden.chains.mineral_screen import screen as screened

    found = [
        screened(world, item, holder, **options)
        for item in minerals().values()
        for holder in item.holders(least)
        if who in (None, holder) and holder != victim
    ]
    return ranked(found, victim)


def _show(result: "Screened", rows: "list[ShortRow]", draws: int) -> None:
    from cobden.base.economies import shown
    from cobden.chains.mineral_ranks import capped

    item, page = result.mineral, terminal()
    share = item.share(result.by, result.stage)
    page.print(
        f"[bold]{item.title}, {result.stage}[/]: {shown(result.by)} makes {share:.0%} of the "
        f"world's and lets {result.approve:.0%} of its exports go. {draws} draws."
    )
    table = house_table("economy")
    headings = ("goes short", "first in month", "worst month", "first year", "loss, million USD")
    for heading in headings:
        table.add_column(heading, justify="right")
    for row in rows:
        table.add_row(
            shown(row.economy), f"{row.probability:.0%}", _first(row),
            _between(row.worst, "{:.0%}"), _between(row.year, "{:.0%}"), _loss(row),
        )  # fmt: skip
    if rows:
        page.print(table)
    else:
        page.print("Nobody goes short in one draw of twenty.")
    price = result.price.max(axis=1)
    low, high = sorted(price)[len(price) // 20], sorted(price)[-len(price) // 20]
    at_cap = capped(result)
    note = f", capped at 30 times in {at_cap:.0%} of draws" if at_cap else ""
    say(f"Highest price over the old one: {low:.2g} to {high:.2g} times{note}.")
    if result.unnamed:
        say(f"Makers inside the rest of the world: {', '.join(map(shown, result.unnamed))}.")
    say("Beneath the middle of draws, what nine in ten lie between.")
    say(f"Largest difference of a month's supply and use: {result.residual:.0e} of use.")


def _show_ranks(rows: "list[RankRow]", victim: str, draws: int) -> None:
    from cobden.base.economies import shown

    title = f"{shown(victim)}: losses, the greatest first; {draws} draws"
    table = house_table(title=title)
    table.add_column("mineral,\nstage")
    table.add_column("withheld\nby, makes")
    headings = ("short,\nin month", "first year\nshort of", "loss,\nmillion USD", "rank,\ntop ten")
    for heading in headings:
        table.add_column(heading, justify="right")
    for row in rows[:40]:
        low, _, high = row.rank
        table.add_row(
            f"{row.mineral}\n[dim]{row.stage}[/]",
            f"{shown(row.by)}\n[dim]{row.share:.0%}[/]",
            f"{row.row.probability:.0%}{_months(row.row)}", _between(row.row.year, "{:.0%}"),
            _loss(row.row), f"{low:.0f} to {high:.0f}\n[dim]{row.top_ten:.0%}[/]",
        )  # fmt: skip
    terminal().print(table)
    say(f"{len(rows)} minerals and withholders; beneath, what nine draws in ten lie between.")


def _show_economy(result: "Screened", victim: str) -> None:
    from cobden.study.mineral_link import economy_wide

    found = economy_wide(result, victim)
    welfare = found.welfare.sel(economy=victim)
    say(
        f"In the whole economy, at the draw in the middle for {victim}: real income "
        f"{float(welfare):+.4f}% of benchmark; residual {found.certificate.largest:.0e}."
    )


def _first(row: "ShortRow") -> str:
    return "" if row.first is None else _between(row.first, "{:.0f}")


def _months(row: "ShortRow") -> str:
    return "" if row.first is None else "\n[dim]{:.0f} to {:.0f}[/]".format(*row.first[::2])


def _between(told: tuple[float, float, float], form: str) -> str:
    """Return a middle, and the range beneath it where it is one."""
    low, middle, high = (form.format(value) for value in told)
    return middle if low == high else f"{middle}\n[dim]{low} to {high}[/]"


def _loss(row: "ShortRow") -> str:
    if row.loss is None:
        return "no price known"
    low, _, high = (value / 1e6 for value in row.loss)
    if high < 0.05:
        return "none"
    between = f"{_million(low)} to {_million(high)}"
    if row.point is None:
        return between
    return f"{_million(row.point / 1e6)}\n[dim]{between}[/]"


def _million(value: float) -> str:
    """Return millions with two figures or to the million, as far as an estimate goes."""
    return f"{value:,.0f}" if value >= 10 or value < 0.05 else f"{value:.2g}"
