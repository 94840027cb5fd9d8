"""What is said of talks beside their tables: the basis, what figures cannot say, the record."""

from typing import TYPE_CHECKING, Any

from cobden.base.errors import Infeasible
from cobden.report import names
from cobden.report.words import listed, number
from cobden.talks.effects import idle_levels
from cobden.talks.packages import describe

if TYPE_CHECKING:
    from cobden.talks.signature import Signature
    from cobden.talks.table import Table
    from cobden.talks.table_parties import Party
    from cobden.talks.talks import Talks

LEAST = 0.005
"""Billions of dollars a year that a table shows: what rounds to less is left blank."""


TOLD = 3
"""Changes that the first sentence names; the table of what they might agree on has all."""


def spoken(name: str) -> str:
    """Return the key of a package or a solution as words."""
    text = name.replace("kalai_smorodinsky", "Kalai-Smorodinsky").replace("_", " ")
    return text[:1].upper() + text[1:]


def party_name(party: "Party") -> str:
    """Return the name of a party as it stands within a sentence: its title, with its article."""
    own = party.title == names.economy(party.economy)
    return names.the(party.economy) if own else party.title


def levels_words(table: "Table", levels: dict[str, str]) -> str:
    """Return items with their levels, as a reader says them."""
    return "; ".join(item_words(table, *pair) for pair in levels.items()) or "nothing"


def item_words(table: "Table", name: str, level: str) -> str:
    """Return an item with its level, as a reader says it."""
    item = table.items[name]
    return f"{item.title}: {item.levels[level].title}"


def changed_levels(table: "Table", before: dict[str, str], now: dict[str, str]) -> dict[str, str]:
    """Return the items in which a package differs from another, with their levels in it."""
    names = (name for name in table.items if now.get(name) != before.get(name))
    return {name: now.get(name, next(iter(table.items[name].levels))) for name in names}


def basis(talks: "Talks") -> str:
    """Return what the figures rest on, in a sentence."""
    count, total = len(talks.table.assumptions), sum(1 for _ in talks.table.figures())
    dated = [o.title for o in talks.table.outcomes.values() if o.year is not None]
    alone = f" By a year, on the path alone (--path): {'; '.join(dated)}." if dated else ""
    return (
        f"Basis: {talks.effects.basis}. {len(talks.effects.exact):,} packages solved; of {total} "
        f"figures on the table {count} are assumptions.{alone}"
    )


def opening(talks: "Talks", chosen: str) -> str:
    """Return who would sign the package ``chosen``, and what bargaining would change in it."""
    now, late = (talks.signature(chosen, deadline=late) for late in (False, True))
    parties = talks.table.parties
    the = {key: names.the(party.economy) for key, party in parties.items()}
    sides = listed([f"{the[key]} in {p:.0%}" for key, p in now.parties.items()])
    first = (
        f"'{spoken(chosen)}' would be signed in {now.probability:.0%} of draws while talks go on "
        f"({sides}), at the deadline in {late.probability:.0%}."
    )
    try:
        deal = talks.solve("nash")
    except Infeasible:
        deal = None
    if deal is None or not deal.levels:
        return f"{first} No package suits all sides."
    table = talks.table
    changed = changed_levels(table, describe(table, talks.package(chosen)), deal.levels)
    told = [item_words(table, *pair) for pair in changed.items()]
    more = len(told) - TOLD
    change = "; ".join([*told[:TOLD], *([f"and {more} more"] if more > 0 else [])])
    worth = listed([
        f"{number(float(value), 1, signed=True)} to {the[key]}"
        for key, value in zip(talks.parties, deal.payoff, strict=True)
    ])  # fmt: skip
    reached = f"change this in it: {change}" if change else "choose the same"
    return f"{first} Bargaining would {reached}. That is worth {worth}, billion dollars a year."


def already_law(talks: "Talks") -> list[str]:
    """Return, in a sentence, which levels the law of the day has already."""
    items = talks.table.items
    held = [
        f"{items[name].title}, {items[name].levels[level].title}"
        for name, level in idle_levels(talks.effects)
    ]
    if not held:
        return []
    return [
        f"By the law of {talks.on:%-d %B %Y} these change nothing any more: {'; '.join(held)}. The "
        "table was written for another day, and what it says of how things stand is that day's."
    ]


def caveats(talks: "Talks", chosen: str) -> list[str]:
    """Return what these figures cannot say, in sentences."""
    declared = [o.title for o in talks.table.outcomes.values() if o.kind == "declared"]
    found = [
        f"{len(talks.table.assumptions)} of the table's figures are assumptions, among them every "
        "weight. A probability is the share of draws over their ranges in which somebody accepts; "
        "it is not a frequency of anything, and no forecast.",
        "Payoffs are yearly flows once all has adjusted; only the price of delay is that of the "
        "first year.",
    ]
    if declared:
        found.append(
            "The equilibrium does not see these, which count as the table states them: "
            f"{'; '.join(declared)}."
        )
    found += already_law(talks)
    try:
        best = talks.solve("nash").payoff
    except Infeasible:
        return [*found, "No package suits both sides: by these weights there is nothing to sign."]
    signed = talks.payoff(talks.package(chosen))[0]
    if (best > signed + LEAST).all():
        found.append(
            f"The Nash package is worth more than the package '{spoken(chosen)}' to every party. "
            "Either some items are worth less, or cost more, than the table says, or so large a "
            "package could not be put together; the model cannot tell which."
        )
    return found


def _members(talks: "Talks", package: str, found: "Signature") -> dict[str, Any]:
    """Return what a package brings to each member of the groups at the table, and what they say."""
    record: dict[str, Any] = {}
    for party in talks.effects.members:
        each = talks.members(party, package)
        says = {voice.name: voice.accepts for voice in found.members.get(party, ())}
        record[party] = {
            str(code): {
                "payoff": float(each.payoff.sel(member=code)),
                "walking_out": float(each.outside.sel(member=code)),
                "population": float(each.population.sel(member=code)),
                "accepts": says.get(str(code)),
            }
            for code in each.member.values
        }
    return record


def _nash(talks: "Talks") -> dict[str, Any] | None:
    """Return what bargaining would choose; None where no package suits every side."""
    try:
        deal = talks.solve("nash")
    except Infeasible:
        return None
    payoff = dict(zip(talks.parties, deal.payoff.tolist(), strict=True))
    return {"levels": deal.levels, "payoff": payoff}


def as_record(talks: "Talks", chosen: str) -> dict[str, Any]:
    """Return the page's figures for machines, payoffs in billions of dollars a year."""
    values = talks.value(chosen)
    packages = {}
    for name in talks.table.packages:
        found = talks.signature(name)
        row, waiting = talks.package(name), talks.delay(name)
        packages[name] = {
            "levels": describe(talks.table, row),
            "payoff": dict(zip(talks.parties, talks.payoff(row)[0].tolist(), strict=True)),
            "probability": found.probability,
            "parties": found.parties,
            "principals": {
                party: {voice.name: voice.accepts for voice in voices}
                for party, voices in found.voices.items()
            },
            "members": _members(talks, name, found),
            "assent": found.assent,
            "month": dict(zip(talks.parties, waiting.month.tolist(), strict=True)),
            "month_in_the_long_run": dict(zip(talks.parties, waiting.later.tolist(), strict=True)),
        }
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
        "nash": _nash(talks),
        "walking_out": dict(zip(talks.parties, talks.outside.tolist(), strict=True)),
    }
