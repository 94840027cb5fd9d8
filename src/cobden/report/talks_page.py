"""The page that a negotiator reads before a round, in a terminal and as a record for machines."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
from rich import box
from rich.console import Group, RenderableType
from rich.table import Table as Grid
from rich.text import Text

from cobden.base.errors import Infeasible
from cobden.talks.bargaining import SOLUTIONS
from cobden.talks.packages import crosses_red_lines, describe

if TYPE_CHECKING:
    from collections.abc import Mapping

    import xarray as xr

    from cobden.talks.precedents import Prediction
    from cobden.talks.signature import Signature
    from cobden.talks.talks import Talks

SOFT, HEAD = "dim", "bold"


def blocks(
    talks: "Talks",
    chosen: str,
    thirds: tuple[str, ...],
    predictions: "Mapping[str, Prediction] | None" = None,
    spread: "xr.DataArray | None" = None,
) -> Iterable[RenderableType]:
    """Return the parts of the page on the package ``chosen``, in reading order."""
    yield _clock(talks)
    yield _accounts(talks)
    yield _items(talks, chosen)
    yield _signatures(talks)
    yield _solutions(talks)
    yield _next(talks, chosen)
    yield _break_even(talks, chosen)
    if thirds and talks.thirds:
        yield _answers(talks, thirds)
    yield _delay(talks)
    if spread is not None:
        yield _spread(talks, spread)
    if predictions:
        yield _precedents(predictions)
    yield _basis(talks)


def signed(value: float, digits: int = 2) -> str:
    """Return a figure with its sign, zero without."""
    text = f"{value:+.{digits}f}"
    return f"{0:.{digits}f}" if float(text) == 0 else text.replace("-", "−")


def spoken(name: str) -> str:
    """Return the key of a package or a solution as words."""
    text = name.replace("kalai_smorodinsky", "Kalai-Smorodinsky").replace("_", " ")
    return text[:1].upper() + text[1:]


def _grid(title: str, *heads: str, below: str = "") -> Grid:
    grid = Grid(
        title=title, title_justify="left", title_style=HEAD, box=box.SIMPLE_HEAD,
        caption=below, caption_justify="left", caption_style=SOFT,
    )  # fmt: skip
    for number, head in enumerate(heads):
        grid.add_column(head, justify="right" if number else "left")
    return grid


def _titles(talks: "Talks") -> list[str]:
    return [party.title for party in talks.table.parties.values()]


def _clock(talks: "Talks") -> RenderableType:
    clock = talks.clock()
    lines = [Text(f"The table on {clock.on:%-d %B %Y}", style="bold underline")]
    held = f"{clock.held} rounds held."
    if clock.deadline:
        held += f" {clock.days_left} days to the next deadline: {clock.deadline.title}."
    lines.append(Text(held))
    for moment in (*clock.passed[-2:], *clock.coming):
        text = Text(f"  {moment.on:%-d %b}  ", style=SOFT).append(moment.title, style="")
        for word in (moment.said, moment.learnt):
            if word:
                text.append(f"; {word}", style=SOFT)
        lines.append(text)
    return Group(*lines)


def _accounts(talks: "Talks") -> RenderableType:
    """What makes each named package worth what it is, real income first."""
    names = list(talks.table.packages)
    grid = _grid(
        "What real income says, and what the other objectives add (bn USD a year)",
        "", *[f"{spoken(name)}: {party}" for name in names for party in talks.parties],
        below="Each line is an outcome times the weight that the party gives it; weights are "
        "assumptions (see below).",
    )  # fmt: skip
    found = [talks.account(name) for name in names]
    for outcome, about in talks.table.outcomes.items():
        values = [float(a.sel(party=p, outcome=outcome)) for a in found for p in talks.parties]
        if any(abs(value) >= 0.005 for value in values):
            cells = [signed(v) if abs(v) >= 0.005 else "" for v in values]
            grid.add_row(about.title, *cells)
    grid.add_section()
    totals = [float(a.sel(party=p).sum()) for a in found for p in talks.parties]
    grid.add_row(Text("Payoff", style=HEAD), *map(signed, totals))
    walk = [*map(signed, talks.outside)] * len(names)
    grid.add_row(Text("Walking out", style=SOFT), *[Text(cell, style=SOFT) for cell in walk])
    return grid


def _items(talks: "Talks", chosen: str) -> RenderableType:
    values = talks.value(chosen)
    heads = [f"{kind}: {party}" for kind in ("alone", "marginal", "Shapley") for party in
             talks.parties]  # fmt: skip
    grid = _grid(
        f"{spoken(chosen)}: what each item is worth (bn USD a year)", "", *heads,
        below="Shapley values sum to the package. An item that needs another is worth nothing "
        "alone.",
    )  # fmt: skip
    for name in values["item"].values:
        item = talks.table.items[name]
        level = item.levels[str(values.level.sel(item=name).item())]
        cells = [
            signed(float(values[kind].sel(item=name, party=party)))
            for kind in ("alone", "marginal", "shapley")
            for party in talks.parties
        ]
        grid.add_row(f"{item.title}: {level.title}", *cells)
    return grid


def _signatures(talks: "Talks") -> RenderableType:
    names = list(talks.table.packages)
    found = {name: talks.signature(name) for name in names}
    last = {name: talks.signature(name, deadline=True) for name in names}
    grid = _grid(
        "Would it be signed?", "", *map(spoken, names),
        below="Share of draws in which each accepts; in brackets how much a sure yes of theirs "
        "would add to their side's signature.",
    )  # fmt: skip
    grid.add_row(
        Text("Probability, talks going on", style=HEAD), *[_chance(found[n]) for n in names]
    )
    grid.add_row("Probability at the deadline", *[_chance(last[n]) for n in names])
    for party, about in talks.table.parties.items():
        grid.add_section()
        grid.add_row(about.title, *[f"{found[n].parties[party]:.0%}" for n in names])
        for number, principal in enumerate(about.principals.values()):
            cells = []
            for name in names:
                voice = found[name].voices[party][number]
                cells.append(f"{voice.accepts:.0%} [{SOFT}](+{100 * voice.convinced:.0f})[/]")
            grid.add_row(f"  {principal.title}", *cells)
    grid.add_section()
    rows = np.array([talks.package(name) for name in names])
    crossed = crosses_red_lines(talks.table, rows)
    grid.add_row("Crosses a red line", *["yes" if c else "no" for c in crossed])
    return grid


def _chance(found: "Signature") -> str:
    return f"{found.probability:.0%} ± {max(0.01, 2 * found.error):.0%}"


def _solutions(talks: "Talks") -> RenderableType:
    grid = _grid(
        f"What they might agree on, among {len(talks.space):,} packages within links and red lines",
        "", *_titles(talks), "the package",
    )  # fmt: skip
    grid.columns[-1].justify = "left"
    cases: list[tuple[str, dict[str, Any]]] = [(s, {"solution": s}) for s in SOLUTIONS]
    cases.append(("Nash, at the deadline", {"solution": "nash", "deadline": True}))
    cases.append(("Nash, equal power", {"solution": "nash", "power": _equal(talks)}))
    for name, asked in cases:
        try:
            deal = talks.solve(**asked)
        except Infeasible as fault:
            grid.add_row(spoken(name), *["none"] * len(talks.parties), fault.what)
            continue
        grid.add_row(spoken(name), *map(signed, deal.payoff), _words(talks, deal.levels))
    if len(talks.parties) == 2 and talks.clock().deadline:
        played = talks.play(5)
        if played.signed is not None:
            row = talks.space[played.signed[1]]
            payoff = talks.payoff(row)[0]
            words = _words(talks, describe(talks.table, row))
            last = _titles(talks)[-1]
            grid.add_row(f"Five offers, {last} first and last", *map(signed, payoff), words)
    return grid


def _equal(talks: "Talks") -> list[float]:
    return [1 / len(talks.parties)] * len(talks.parties)


def _words(talks: "Talks", levels: dict[str, str]) -> str:
    return ", ".join(f"{item} {level}" for item, level in levels.items()) or "no deal"


def _next(talks: "Talks", chosen: str) -> RenderableType:
    grid = _grid(
        f"From {spoken(chosen).lower()}: what to ask for next", "", *_titles(talks), "",
        below="Single changes that help one side and leave the other better off than no deal.",
    )  # fmt: skip
    for number, party in enumerate(talks.parties):
        for move in [m for m in talks.next_moves(chosen, party) if m.keeps][:4]:
            item = talks.table.items[move.item]
            text = f"{item.title}: {item.levels[move.after].title}"
            grid.add_row(text, *map(signed, move.gain), f"for {_titles(talks)[number]}")
    return grid


TEN_POINTS = 10.0


def _break_even(talks: "Talks", chosen: str) -> RenderableType:
    """What pays the first party for ten points of its largest concession, item by item."""
    first = talks.parties[0]
    values = talks.value(chosen)["shapley"].sel(party=first)
    given = [n for n in values["item"].values if talks.table.items[n].giver == first]
    if not given:
        return Text("")
    name = str(values.sel(item=given).idxmin("item").item())
    item = talks.table.items[name]
    ten = [key for key, level in item.levels.items() if level.amount == TEN_POINTS]
    key = ten[0] if ten else describe(talks.table, talks.package(chosen))[name]
    grid = _grid(
        f"What pays {talks.table.parties[first].title} for it: {item.title}, "
        f"{item.levels[key].title}",
        "", "breaks even at", "payoff with its highest level",
        below="Each item by itself beside that concession; amounts between levels interpolated.",
    )  # fmt: skip
    for even in talks.break_even({name: key}, first):
        if talks.table.items[even.item].giver != first:
            reach = f"{even.amount:.3g} {even.unit}" if even.amount is not None else "never"
            grid.add_row(talks.table.items[even.item].title, reach, signed(even.at_most))
    return grid


def _answers(talks: "Talks", thirds: tuple[str, ...]) -> RenderableType:
    names = list(talks.table.packages)
    grid = _grid(
        "Those who are not at the table", "", *map(spoken, names),
        below="A proportionate answer is a tariff on the last party's goods that cuts imports from "
        "it by the value of exports lost. What the equilibrium does not see (minerals, ships) "
        "injures nobody here.",
    )  # fmt: skip
    for third in thirds:
        value, best = [], []
        for name in names:
            reply, chosen = talks.answer(third, name), talks.answer(third, name, best=True)
            rate = f"{reply.rate:.2%}, costs {reply.reaction.harm:.2f}" if reply.rate else "none"
            value.append(f"{signed(-reply.injury)}; {rate}")
            best.append(f"{chosen.rate:.1%}, costs {chosen.reaction.harm:.2f}")
        grid.add_row(f"{third}: exports, then its proportionate answer", *value)
        grid.add_row(f"{third}: the tariff that suits it best anyway", *best)
    return grid


def _delay(talks: "Talks") -> RenderableType:
    grid = _grid(
        "What waiting costs (bn USD)", "", *_titles(talks),
        below="A month is a twelfth of the yearly gain against how things stand.",
    )  # fmt: skip
    for name in talks.table.packages:
        cost = talks.delay(name)
        grid.add_row(f"{spoken(name)}: a month", *map(signed, cost.month))
        if cost.until is not None:
            grid.add_row(
                Text("  to the next deadline", style=SOFT), *map(signed, cost.until), style=SOFT
            )
    return grid


def _spread(talks: "Talks", spread: "xr.DataArray") -> RenderableType:
    grid = _grid(
        f"How sure: payoffs over {len(spread.scenario)} pairs of elasticities and closures",
        "", *[f"{title}: {end}" for title in _titles(talks) for end in ("least", "most")],
        "both gain in",
        below="Weights held at their values; bn USD a year above how things stand.",
    )  # fmt: skip
    for name in spread["package"].values:
        values = spread.sel(package=name)
        ends = [
            end(values.sel(party=party).values)
            for party in talks.parties
            for end in (np.min, np.max)
        ]
        both = float((values.values >= 0).all(axis=1).mean())
        grid.add_row(spoken(str(name)), *[signed(float(end)) for end in ends], f"{both:.0%}")
    return grid


def _precedents(predictions: "Mapping[str, Prediction]") -> RenderableType:
    grid = _grid(
        "The other deals of the year, each predicted from the rest",
        "", "signed, %", "predicted", "range", "beats the threat", "",
        below="Weights that rationalise all other deals; the Nash rate between threat and 5%, what "
        "was given held. Beats the threat: share of such weights under which it does.",
    )  # fmt: skip
    for name, found in predictions.items():
        grid.add_row(
            name, f"{found.signed:g}", f"{found.rate:g}", f"{found.low:g} to {found.high:g}",
            f"{found.signs:.0%}", "hit" if found.hit else "miss",
        )  # fmt: skip
    return grid


def _basis(talks: "Talks") -> RenderableType:
    count = len(talks.table.assumptions)
    total = sum(1 for _ in talks.table.figures())
    return Text(
        f"Basis: {talks.effects.basis}. {len(talks.effects.exact):,} equilibria solved; of "
        f"{total} figures on the table {count} are assumptions, listed with --assumptions.",
        style=SOFT,
    )


def assumptions(talks: "Talks") -> RenderableType:
    """Return every figure that nobody states, with its range and reason."""
    grid = _grid("Assumptions", "", "value", "low", "high", "unit", "reason")
    for column in grid.columns[-2:]:
        column.justify = "left"
    for place, figure in talks.table.assumptions.items():
        low, high = figure.bounds
        grid.add_row(
            place, f"{figure.value:g}", f"{low:g}", f"{high:g}", figure.unit, figure.reason
        )
    return grid


def as_record(talks: "Talks", chosen: str) -> dict[str, Any]:
    """Return the page's figures for machines, payoffs in billions of dollars a year."""
    values = talks.value(chosen)
    packages = {}
    for name in talks.table.packages:
        found = talks.signature(name)
        row = talks.package(name)
        packages[name] = {
            "levels": describe(talks.table, row),
            "payoff": dict(zip(talks.parties, talks.payoff(row)[0].tolist(), strict=True)),
            "probability": found.probability,
            "parties": found.parties,
            "principals": {
                party: {voice.name: voice.accepts for voice in voices}
                for party, voices in found.voices.items()
            },
            "month": dict(zip(talks.parties, talks.delay(name).month.tolist(), strict=True)),
        }
    deal = talks.solve("nash")
    return {
        "on": talks.on.isoformat(),
        "basis": talks.effects.basis,
        "packages": packages,
        "items": {
            str(name): {
                kind: dict(
                    zip(talks.parties, values[kind].sel(item=name).values.tolist(), strict=True)
                )
                for kind in ("alone", "marginal", "shapley")
            }
            for name in values["item"].values
        },
        "nash": {
            "levels": deal.levels,
            "payoff": dict(zip(talks.parties, deal.payoff.tolist(), strict=True)),
        },
        "walking_out": dict(zip(talks.parties, talks.outside.tolist(), strict=True)),
    }
