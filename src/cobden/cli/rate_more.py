"""What ``cobden rate`` prints beside a single rate: tables, groups, sectors, costs, reasons."""

from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING

from cobden.base.errors import InputError
from cobden.cli.screen import say, tell, terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cobden.measures.history import Period
    from cobden.measures.landed import Landed
    from cobden.measures.policy import Policy
    from cobden.measures.rate import Rate


def table(policy: "Policy", path: Path, output: Path | None, given: dict[str, str | None]) -> None:
    """Answer the questions of a CSV file, on the screen or in a file."""
    from cobden.base.writing import write_text
    from cobden.measures.rate_table import answers, as_csv, read_questions

    questions = read_questions(path, **given)
    found = answers(policy, questions)
    text = as_csv(questions, found)
    if output is None:
        say(text.rstrip("\n"))
    else:
        write_text(output, text)
    faulty = sum(bool(answer.error) for answer in found)
    if output is not None or faulty:
        where = f" in {output}" if output is not None else ""
        say(f"{len(found)} rows, {faulty} with an error{where}.", stderr=True)


# What may be given beside each way of asking; a single rate takes all but --output.
BESIDE = {
    "--table": ("--schedule", "--on", "--output"),
    "--sector": ("--json",),
    "--why-not": ("--schedule", "--on", "--json"),
    "--history": ("--schedule", "--mfn", "--json"),
    "--value": ("--if", "--mfn", "--schedule", "--on", "--air", "--claim", "--json"),
    "a group": ("--if", "--mfn", "--schedule", "--on", "--json"),
    "a rate": ("--if", "--mfn", "--schedule", "--on", "--json"),
}


def given(option: object) -> bool:
    """Whether an option is given: none, false and an empty list are what it is without."""
    return option is not None and option is not False and option != []


def fitting(ways: "Mapping[str, object]", options: "Mapping[str, object]") -> None:
    """Refuse two ways of asking at once, and options that would do nothing in this one."""
    chosen = [name for name, option in ways.items() if given(option)] or ["a rate"]
    beside = [name for name, option in options.items() if given(option)]
    strange = [name for name in beside if name not in BESIDE[chosen[0]]]
    if len(chosen) > 1 or strange:
        other = chosen[1] if len(chosen) > 1 else strange[0]
        raise InputError(
            f"{other} does nothing with {chosen[0]}.",
            where="cobden rate",
            remedy=f"Leave one out; with {chosen[0]} go: {', '.join(BESIDE[chosen[0]])}.",
        )


def members(name: str) -> tuple[str, ...]:
    """Return the economies that ``name`` stands for: its own code, or those of a group."""
    from cobden.base.economies import group, resolve

    return group(name) or (resolve(name, where="cobden rate"),)


@dataclass(frozen=True)
class AskedRate:
    """What is asked of a rate: who levies it on whose product, on which day, and what is settled.

    ``mfn`` is an ordinary duty as a fraction; ``given`` settles conditions, by key.
    """

    by: str
    on: str
    product: str
    day: str | None
    mfn: float | None
    given: dict[str, str]

    @property
    def pair(self) -> tuple[str, str, str]:
        """Who levies it, on whose goods, on which."""
        return self.by, self.on, self.product

    @property
    def of_group(self) -> bool:
        """Whether either side is more than one economy."""
        return len(members(self.by)) > 1 or len(members(self.on)) > 1


def why_not(policy: "Policy", asked: AskedRate, authority: str, *, as_json: bool) -> None:
    """Print why a measure or an authority is not in a rate."""
    from cobden.measures.why_not import why_not as reasons

    found = reasons(policy, *asked.pair, asked.day or policy.latest, authority)
    tell(found) if as_json else say("\n".join(found))


def of_group(policy: "Policy", asked: AskedRate, *, as_json: bool) -> None:
    """Print the rates between the members of two groups, or of a group and an economy."""
    from cobden.base.economies import shown
    from cobden.measures import rate_on

    by, on, product = asked.pair
    pairs = [(b, o) for b in members(by) for o in members(on) if b != o]
    rates = [
        rate_on(policy, b, o, product, asked.day, mfn=asked.mfn, given=asked.given)
        for b, o in pairs
    ]
    if as_json:
        tell([rate.as_json() for rate in rates])
        return
    from rich.table import Table

    grid = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("by", "on", "", "all-in %", "ordinary", "surcharges", "layers"):
        grid.add_column(name, justify="right" if name in _FIGURES else "left")
    alike: dict[tuple[str, ...], list[Rate]] = {}
    for rate in rates:
        layers = [layer.authority for layer in rate.layers[1:] if layer.points > 0]
        figures = (_pct(x) for x in (rate.all_in, rate.layers[0].points, rate.surcharges))
        alike.setdefault((*figures, ", ".join(dict.fromkeys(layers))), []).append(rate)
    for figures, some in alike.items():
        if len(some) == len(rates) > 1:
            grid.add_row(by, on, f"all {len(rates)} pairs", *figures)
            continue
        for rate in some:
            name = shown(rate.exporter if len(members(on)) > 1 else rate.importer)
            grid.add_row(rate.importer, rate.exporter, name, *figures)
    console = terminal()
    console.print(f"\n[bold]{product}, {rates[0].day}[/]\n")
    console.print(grid)
    for note in dict.fromkeys(note for rate in rates for note in rate.notes):
        console.print(f"[dim]{note}[/]")


_FIGURES = ("all-in %", "ordinary", "surcharges")


def _pct(value: float) -> str:
    return f"{value:.2f}" if isfinite(value) else "not known"


def sectors(product: str, *, as_json: bool) -> None:
    """Print which of the world's sectors a code belongs to, and how sure that is."""
    from cobden.measures.goods import sector_shares

    found = sector_shares(product)
    if as_json:
        tell([vars(one) for one in found])
        return
    console = terminal(highlight=False)
    for one in found:
        console.print(
            f"{one.sector}: {one.lines} of {one.of} lines of six digits, {one.imports:.1%} of US "
            f"imports of 2024 under {product}"
        )
    sure = "all of it" if len(found) == 1 else "more than one: name a longer code to be sure"
    console.print(f"[dim]{sure}; by heading, HS to ISIC (agrees with the concordance on 94% of the "
                  "value)[/]")  # fmt: skip


def cost(found: "Landed") -> None:
    """Print a consignment's cost at the border."""
    console = terminal()
    console.print(f"\n[bold]{_money(found.total)}[/] landed\n")
    for words, amount in (
        ("customs value", found.value),
        ("duty" + (", with the claim" if found.claimed else ""), found.duty),
        ("merchandise processing fee", found.processing),
        ("harbour maintenance fee", found.harbour),
    ):
        console.print(f"{_money(amount):>16}  {words}")
    for note in found.notes:
        console.print(f"[dim]{note}[/]")


def _money(amount: float) -> str:
    return f"${amount:,.2f}" if isfinite(amount) else "not known"


def picture(
    periods: "tuple[Period, ...]", title: str, path: Path, colour_of: "Callable[[str], str]"
) -> None:
    """Write the picture of a history."""
    from cobden.report.rate_history import draw, save

    save(draw(periods, title, colour_of), path)
    say(f"{path}", stderr=True)


def one_rate(rate: "Rate", value: float, *, air: bool, claim: bool) -> "Landed":
    """Return the cost of a consignment of ``value`` US dollars at this rate."""
    from cobden.measures.landed import landed

    return landed(rate, value, ship=not air, claim=claim)


def settled(pairs: list[str] | None) -> dict[str, str]:
    """Return conditions as the command line gives them: ``end_use=vehicle``."""
    found = {}
    for pair in pairs or ():
        key, sign, value = pair.partition("=")
        if not (key and sign and value):
            raise InputError(
                f"'{pair}' settles no condition.",
                where="--if",
                remedy="Write key=value, such as end_use=vehicle.",
            )
        found[key.strip()] = value.strip()
    return found
