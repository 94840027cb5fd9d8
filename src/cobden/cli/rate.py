"""``cobden rate``: the all-in tariff on a product on a day, and the law behind it."""

from datetime import date
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cobden.cli import rate_more
from cobden.cli.options import Day, Json
from cobden.cli.rate_more import AskedRate, settled
from cobden.cli.screen import tell, terminal

if TYPE_CHECKING:
    from rich.console import Console

    from cobden.measures.history import Period
    from cobden.measures.policy import Policy
    from cobden.measures.rate import Rate

# Colours of Okabe & Ito, which the colour-blind tell apart, by legal family.
COLOURS = {
    "MFN": "#999999", "S301": "#56B4E9", "S232": "#E69F00", "IEEPA-fentanyl": "#CC79A7",
    "IEEPA": "#0072B2", "S122": "#009E73", "S338": "#D55E00", "column 2": "#999999",
    "S301-forced-labour": "#F0E442", "S301-Brazil": "#F0E442",
}  # fmt: skip
OTHER_COLOUR = "#D55E00"
BAR = 30  # characters


Levier = Annotated[
    str | None, typer.Argument(help="The economy or group that levies the tariff, as USA.")
]
Origin = Annotated[
    str | None, typer.Argument(help="The economy or group that the goods come from, as JPN.")
]
Product = Annotated[
    str | None, typer.Argument(help="An HS code of 2 to 10 digits, a sector, @list.")
]
Since = Annotated[str | None, typer.Option("--from", help="History from this day.")]
Until = Annotated[str | None, typer.Option("--to", help="History to this day.")]
WholeHistory = Annotated[
    bool, typer.Option("--history", help="History of the law that ships, day by day.")
]
Picture = Annotated[
    Path | None, typer.Option(help="Write the history as a picture: .svg, .png or .html.")
]
OrdinaryDuty = Annotated[
    str | None, typer.Option("--mfn", help="The ordinary duty in per cent, if you know it.")
]
Conditions = Annotated[
    list[str] | None, typer.Option("--if", help="A condition, such as end_use=vehicle.")
]
ScheduleFile = Annotated[
    Path | None, typer.Option(help="A tariff schedule of BY: WTO, WITS, UK, TARIC, HTS, CSV.")
]
WhyNot = Annotated[
    str | None, typer.Option("--why-not", help="Why this measure or authority is not in it.")
]
CustomsValue = Annotated[
    float | None, typer.Option(help="A customs value in USD: print the cost at the border.")
]
ByAir = Annotated[bool, typer.Option("--air", help="By air: no harbour fee.")]
Claimed = Annotated[bool, typer.Option("--claim", help="The preference is claimed.")]
SectorOf = Annotated[
    bool, typer.Option("--sector", help="Print the sector of the code, and how sure it is.")
]
Questions = Annotated[
    Path | None, typer.Option(help="A CSV file with the columns by, on, code, date.")
]
Answers = Annotated[Path | None, typer.Option(help="Where --table writes; else it prints.")]


def rate(
    by: Levier = None,
    on: Origin = None,
    product: Product = None,
    day: Day = None,
    start: Since = None,
    end: Until = None,
    history: WholeHistory = False,
    picture: Picture = None,
    mfn: OrdinaryDuty = None,
    conditions: Conditions = None,
    schedule: ScheduleFile = None,
    why_not: WhyNot = None,
    value: CustomsValue = None,
    air: ByAir = False,
    claim: Claimed = False,
    sector: SectorOf = False,
    table: Questions = None,
    output: Answers = None,
    as_json: Json = False,
) -> None:
    """Print the all-in tariff on PRODUCT from ON into BY, with each layer and its source."""
    from cobden.measures import Policy

    over_time = any(rate_more.given(one) for one in (history, start, end, picture))
    ways = {"--table": table, "--sector": sector, "--why-not": why_not, "--history": over_time,
            "--value": value}  # fmt: skip
    beside = {"--if": conditions, "--mfn": mfn, "--schedule": schedule, "--on": day, "--air": air,
              "--claim": claim, "--output": output, "--json": as_json}  # fmt: skip
    rate_more.fitting(ways, beside)
    if sector:
        rate_more.sectors(product or on or by or "", as_json=as_json)
        return
    policy = Policy.load()
    if schedule is not None:
        dated = None if over_time or table is not None else day or policy.latest
        policy = policy.with_schedule(schedule, importer=by, day=dated)
    if table is not None:
        rate_more.table(policy, table, output, {"by": by, "on": on, "code": product, "date": day})
        return
    asked = _asked(by, on, product, day, mfn, conditions)
    if asked.of_group:
        rate_more.fitting(ways | {"a group": True}, {})
        rate_more.of_group(policy, asked, as_json=as_json)
    elif over_time:
        _history(policy, asked, (start, end), picture, as_json=as_json)
    elif why_not is not None:
        rate_more.why_not(policy, asked, why_not, as_json=as_json)
    else:
        _answer(policy, asked, value, air=air, claim=claim, as_json=as_json)


def _asked(
    by: str | None,
    on: str | None,
    product: str | None,
    day: str | None,
    mfn: str | None,
    conditions: list[str] | None,
) -> AskedRate:
    """Return the question; raise ``InputError`` where it lacks a side or a product."""
    from cobden.base.errors import InputError

    if by is None or on is None or product is None:
        raise InputError(
            "a rate is of one economy on another's product.",
            where="cobden rate",
            remedy="Give BY, ON and PRODUCT, such as USA JPN 870323; or --table FILE.",
        )
    return AskedRate(by, on, product, day, _duty(mfn), settled(conditions))


def _answer(
    policy: "Policy",
    asked: AskedRate,
    value: float | None,
    *,
    air: bool,
    claim: bool,
    as_json: bool,
) -> None:
    """Print a rate, and what goods cost at the border where their value is given."""
    from cobden.measures import rate_on

    answer = rate_on(policy, *asked.pair, asked.day, mfn=asked.mfn, given=asked.given)
    cost = None if value is None else rate_more.one_rate(answer, value, air=air, claim=claim)
    if as_json:
        landed = {} if cost is None else {"landed_usd": vars(cost) | {"total": cost.total}}
        tell(answer.as_json() | landed)
        return
    _print_rate(terminal(), answer)
    if cost is not None:
        rate_more.cost(cost)


def _duty(mfn: str | None) -> float | None:
    """Return an ordinary duty given in per cent, with or without its sign, as a fraction."""
    from cobden.base.errors import InputError

    if mfn is None:
        return None
    try:
        return float(mfn.strip().rstrip("%")) / 100.0
    except ValueError:
        raise InputError(
            f"'{mfn}' is no ordinary duty.", where="--mfn", remedy="Write per cent, such as 2.5."
        ) from None


def _history(
    policy: "Policy",
    asked: AskedRate,
    days: tuple[str | None, str | None],
    picture: Path | None,
    *,
    as_json: bool,
) -> None:
    from cobden.base.errors import InputError
    from cobden.measures import history

    start, end = days
    if start is None and end is not None:
        raise InputError(
            "a history runs from one day to another.",
            where="cobden rate",
            remedy="Give --from too; or --history alone.",
        )
    first = policy.covers[0] if policy.covers else policy.latest
    periods = history(
        policy, *asked.pair, start=start or first, end=end or policy.latest, mfn=asked.mfn
    )
    if as_json:
        rows = [{"from": str(p.start), "until": str(p.end)} | p.rate.as_json() for p in periods]
        tell(rows)
    else:
        _print_history(terminal(), periods)
    if picture is not None:
        rate_more.picture(periods, _heading(periods[0].rate), picture, colour_of)


def pct(value: "float | None") -> str:
    """Return a rate in per cent to two places, or that it isn't known."""
    return "?" if value is None or isnan(value) else f"{value:.2f}"


def _heading(answer: "Rate") -> str:
    code = answer.product
    product = ".".join(part for part in (code[:4], code[4:6], code[6:]) if part)
    shown = f"HS {product}" if code.isdigit() else code
    return f"{answer.importer} on {shown} from {answer.exporter}"


def _print_rate(console: "Console", answer: "Rate") -> None:
    from rich.table import Table

    console.print(f"\n[bold]{_heading(answer)}, {answer.day}[/]")
    if not isnan(answer.all_in):
        console.print(f"[bold]{answer.all_in:.2f}%[/] all-in{_range(answer)}\n")
    else:
        console.print(
            f"[bold]not known[/]: {answer.surcharges:.2f} points on top of an ordinary duty that "
            "is not known\n"
        )
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("points", "layer", "rate", "in force"):
        table.add_column(name, justify="right" if name == "points" else "left", no_wrap=True)
    for layer in answer.layers:
        colour = colour_of(layer.authority)
        table.add_row(
            pct(layer.points),
            f"[{colour}]■[/] {layer.authority}",
            _rule(layer.mode, layer.rate_pct, layer.share),
            _period(layer.start, layer.end),
        )
    console.print(table)
    console.print()
    for layer in answer.layers:
        heading = f", HTSUS {layer.heading}" if layer.heading else ""
        console.print(f"{layer.authority}: {layer.source}{heading}", highlight=False)
    _print_rest(console, answer)


def _print_rest(console: "Console", answer: "Rate") -> None:
    for gone in answer.displaced:
        part = "" if gone.share > 0.999 else f" on {gone.share:.1%} of the value"
        console.print(f"Displaced{part}: {gone.authority} by {', '.join(gone.by)} ({gone.source})")
    if answer.claimed is not None:
        share = answer.claimed_share
        claims = "not known" if share is None else f"{share:.0%} of the value claims it"
        console.print(
            f"With a claim ({answer.programme}) {pct(answer.claimed)}%, without one "
            f"{pct(answer.unclaimed)}%; {claims}."
        )
    for held in answer.conditions:
        part = (
            "" if held.stated is None else f" here for {held.stated:.0%} of the value, in the model"
        )
        console.print(
            f"If {held.key}={held.value} ({held.words}) {pct(held.met)}%, if not "
            f"{pct(held.unmet)}%; taken{part} for {held.share:.0%} of the value, {held.source}."
        )
    if answer.paid is not None:
        console.print(
            f"As it was paid in 2024 {pct(answer.paid)}%, which is what the model takes: part of "
            "the value entered under exclusions or free."
            if answer.importer == "USA"
            else f"The model takes {pct(answer.paid)}%."
        )
    if answer.second is not None:
        from cobden.measures.second_opinion import KINDS

        console.print(
            f"Second opinion: in 2024 {answer.second.collected:.2f}% was collected here, where the "
            f"statute had {answer.second.statute:.2f}%: {KINDS[answer.second.kind]}."
        )
    if answer.collected is not None:
        console.print(
            f"Collected on the day: {answer.collected:.2f}%. A later amendment reached back; the "
            "difference is refundable."
        )
    for note in dict.fromkeys(
        (*answer.notes, *(layer.note for layer in answer.layers if layer.note))
    ):
        console.print(f"[dim]{note}[/]")
    lines = "1 line" if answer.lines == 1 else f"{answer.lines} lines"
    console.print(f"[dim]{lines}; {answer.basis}.[/]\n")


def _range(answer: "Rate") -> str:
    if answer.high - answer.low < 0.005:
        return ""
    return f" on average; {answer.low:.2f}% to {answer.high:.2f}% over its lines"


def _period(start: date | None, end: date | None) -> str:
    if start is None:
        return ""
    return f"since {start}" if end is None else f"{start} to {end}"


def _rule(mode: str, rate_pct: float | None, share: float) -> str:
    words = {
        "add": "{:g}%",
        "floor": "up to {:g}%",
        "replace": "{:g}% instead",
        "all_in": "{:g}% all-in",
    }
    rule = "" if rate_pct is None else words[mode].format(rate_pct)
    return rule + (f" on {share:.1%}" if rule and share < 0.9995 else "")


def colour_of(authority: str) -> str:
    """Return the colour of an authority's family."""
    matches = [family for family in COLOURS if authority.startswith(family)]
    return COLOURS[max(matches, key=len)] if matches else OTHER_COLOUR


def _shown(answer: "Rate") -> float:
    return answer.surcharges if isnan(answer.all_in) else answer.all_in


def _print_history(console: "Console", periods: "tuple[Period, ...]") -> None:
    from rich.table import Table
    from rich.text import Text

    from cobden.measures.history import changes

    top = max(1e-9, *(_shown(period.rate) for period in periods))
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("from", "until", "all-in %", "", "what changed"):
        figures, last = name == "all-in %", name == "what changed"
        table.add_column(name, justify="right" if figures else "left", no_wrap=not last)
    seen: dict[str, str] = {}
    for period, changed in zip(periods, changes(periods), strict=True):
        bar, drawn, total = Text(), 0, 0.0
        for layer in period.rate.layers:
            total += 0.0 if isnan(layer.points) else layer.points
            width = round(BAR * total / top) - drawn
            bar.append("█" * width, style=colour_of(layer.authority))
            drawn += width
            if layer.points > 0:
                seen[layer.authority] = colour_of(layer.authority)
        table.add_row(str(period.start), str(period.end), pct(period.rate.all_in), bar, changed)
    console.print(f"\n[bold]{_heading(periods[0].rate)}[/]\n")
    console.print(table)
    console.print("  ".join(f"[{colour}]■[/] {name}" for name, colour in seen.items()))
    for period in periods:
        then = period.rate.collected
        if then is not None:
            console.print(
                f"From {period.start} {then:.2f}% was collected; a later amendment reached back."
            )
    console.print("[dim]'until' is the first day of the next rate.[/]\n")
