"""Every lever of a case: the law's, the items on the table, and what the principals want."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date as Date

from cobden.base.errors import InputError, unknown
from cobden.live.instrument_levers import InstrumentLever
from cobden.live.law_levers import LawLever
from cobden.live.models.case_description import Cited, LawStanding, Lever, LeverLevel
from cobden.measures import Law
from cobden.measures.quantities import Amount
from cobden.talks.table import Table
from cobden.talks.table_entries import CitedFigure, Item
from cobden.talks.table_parties import Aim, Party

ITEM = "item-"
HIGHEST = 500.0  # per cent, as a reader may type it; sliders end earlier


@dataclass(frozen=True)
class WeightLever:
    """A figure of the table that says what somebody wants, or whose voice counts.

    Without ``aim`` it is the probability that the decider of ``party`` follows ``principal``;
    with it the weight of that outcome for the party, or for one of its principals.
    """

    id: str
    party: str
    principal: str | None
    aim: str | None
    title: str
    section: str
    figure: CitedFigure

    @property
    def limits(self) -> tuple[float, float]:
        """The values it may take: its range, half as wide again; chances stay chances."""
        low, high = self.figure.bounds
        if self.aim is None:
            return 0.0, 1.0
        wide = 0.5 * (high - low) or max(abs(self.figure.value), 1.0)
        return (min(0.0, low) if low >= 0 else low - wide), (0.0 if high <= 0 else high + wide)


def weight_levers(table: Table) -> tuple[WeightLever, ...]:
    """Return the levers of what the sides of a table want."""
    found: list[WeightLever] = []
    for key, party in table.parties.items():
        side = key.lower()
        for name, figure in party.rule.follows.items() if party.rule else ():
            title = f"{party.principals[name].title}: how often this voice decides"
            place, section = f"voice-{side}-{name}", f"{party.title}: whose voice counts"
            found.append(WeightLever(place, key, name, None, title, section, figure))
        found += [_aim(table, key, None, aim) for aim in party.aims]
        for name, principal in party.principals.items():
            found += [_aim(table, key, name, aim) for aim in principal.aims]
    return tuple(found)


def _aim(table: Table, key: str, principal: str | None, aim: Aim) -> WeightLever:
    party = table.parties[key]
    who = party.principals[principal].title if principal else "what the side itself weighs"
    names = [one.title for one in table.parties.values()]
    place = "-".join(part for part in ("aim", key.lower(), principal, aim.outcome) if part)
    title = f"Weight of {_small(table.outcomes[aim.outcome].title, names)}"
    section = f"{party.title}: {who}"
    return WeightLever(place, key, principal, aim.outcome, title, section, aim.weight)


def _small(title: str, names: Collection[str]) -> str:
    """Return a title as it stands within a sentence: names of parties keep their capital."""
    named = title.split("'", maxsplit=1)[0] in names
    return title if named or title[:2].isupper() else title[0].lower() + title[1:]


def weighted(table: Table, moved: dict[WeightLever, float]) -> Table:
    """Return the table with figures of what its sides want at other values."""
    parties = dict(table.parties)
    for lever, value in moved.items():
        parties[lever.party] = _with_weight(parties[lever.party], lever, value)
    for key, party in parties.items():
        if any(lever.party == key and lever.aim is None for lever in moved):
            parties[key] = _shared_out(party)
    return table.model_copy(update={"parties": parties})


def _with_weight(party: Party, lever: WeightLever, value: float) -> Party:
    low, high = lever.figure.bounds
    figure = lever.figure.model_copy(
        update={"value": value, "low": min(low, value), "high": max(high, value)}
    )
    if lever.aim is None:
        assert party.rule is not None
        assert lever.principal is not None
        follows = party.rule.follows | {lever.principal: figure}
        return party.model_copy(update={"rule": party.rule.model_copy(update={"follows": follows})})

    def changed(aims: Iterable[Aim]) -> tuple[Aim, ...]:
        return tuple(
            a.model_copy(update={"weight": figure}) if a.outcome == lever.aim else a for a in aims
        )

    if lever.principal is None:
        return party.model_copy(update={"aims": changed(party.aims)})
    principal = party.principals[lever.principal]
    principal = principal.model_copy(update={"aims": changed(principal.aims)})
    return party.model_copy(update={"principals": party.principals | {lever.principal: principal}})


def _shared_out(party: Party) -> Party:
    """Return the party with its voices scaled so that their probabilities sum to one."""
    assert party.rule is not None
    total = sum(figure.value for figure in party.rule.follows.values())
    if total <= 0:
        raise InputError(
            f"nobody decides for {party.title}: every voice is at zero.",
            where="levers",
            remedy="Leave at least one voice above zero.",
        )
    follows = {
        name: figure.model_copy(
            update={
                "value": figure.value / total,
                "low": figure.bounds[0] / total,
                "high": figure.bounds[1] / total,
            }
        )
        for name, figure in party.rule.follows.items()
    }
    return party.model_copy(update={"rule": party.rule.model_copy(update={"follows": follows})})


def checked_rate(lever: str, value: object, low: float, high: float) -> float:
    """Return a number that a slider may have; raise ``InputError`` for any other."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise InputError(
            f"'{value}' is not a number.",
            where=f"levers.{lever}",
            remedy=f"Give one from {low:g} to {high:g}.",
        )
    if not low <= value <= high:
        raise InputError(
            f"{value:g} is out of reach.",
            where=f"levers.{lever}",
            remedy=f"Give a value from {low:g} to {high:g}.",
        )
    return float(value)


def checked_switch(lever: str, value: object) -> bool:
    """Return true or false; raise ``InputError`` for anything else."""
    if not isinstance(value, bool):
        raise InputError(
            f"'{value}' is neither true nor false.",
            where=f"levers.{lever}",
            remedy="It is a switch: give true or false.",
        )
    return value


def checked_level(lever: str, item: Item, value: object) -> int:
    """Return the number of an item's level; raise ``InputError`` naming the nearest."""
    if not isinstance(value, str) or value not in item.levels:
        raise unknown("level", value, item.levels, where=f"levers.{lever}")
    return list(item.levels).index(value)


def law_lever(lever: LawLever | InstrumentLever, law: Law) -> Lever:
    """Return a lever of the law as it stands under ``law``."""
    if isinstance(lever, InstrumentLever):
        return _instrument_lever(lever, law)
    found = lever.of(law)
    sources = {(t.source, str(t.start), t.where, t.grade) for t in found or lever.tariffs[:2]}
    modes = {t.mode for t in found}
    rates = sorted({round(100 * t.rate, 3) for t in found})
    notes = []
    if "floor" in modes:
        notes.append("A floor: the ordinary duty is topped up to this rate.")
    if len(rates) > 1 and not lever.switch:
        spoken = ", ".join(f"{rate:g}" for rate in rates)
        notes.append(f"Holds rates of {spoken}%; they keep their proportions when it moves.")
    if not found and not lever.switch:
        notes.append("Not in force on this day: moved, it puts its measures in force.")
    return Lever(
        id=lever.id,
        group="law",
        section=lever.section,
        title=lever.title,
        kind="switch" if lever.switch else "rate",
        unit="" if lever.switch else "% all-in" if modes == {"floor"} else "% on top",
        min=None if lever.switch else 0.0,
        max=None if lever.switch else lever.family.most,
        limit=None if lever.switch else HIGHEST,
        step=None if lever.switch else 0.5,
        value=lever.value(law),
        in_force=bool(found),
        by=lever.by,
        on=list(lever.on),
        start=min((t.start for t in found), default=None),
        lapse=min((t.end for t in found if t.end), default=None),
        measures=[t.id for t in found if t.id][:12],
        sources=[
            Cited(
                citation=name,
                date=day,
                url=url if url.startswith("https://") else "",
                grade=grade,
            )
            for name, day, url, grade in sorted(sources)[:6]
        ],
        note=" ".join(notes),
        assumed=lever.own,
    )  # fmt: skip


def _instrument_lever(lever: InstrumentLever, law: Law) -> Lever:
    one, found = lever.instrument, lever.of(law)
    amount = one if isinstance(one, Amount) and not lever.switch else None
    notes = [f"{one.accounting[0].upper()}{one.accounting[1:]}."]
    if not found:
        notes.append("Not in force on this day: moved, it is.")
    return Lever(
        id=lever.id,
        group="law",
        section=lever.section,
        title=lever.title,
        kind="switch" if amount is None else "amount",
        unit="" if amount is None else amount.unit,
        min=None if amount is None else 0.0,
        max=None if amount is None else most_of(amount),
        limit=None if amount is None else 10 * most_of(amount),
        step=None if amount is None else _step(most_of(amount)),
        value=lever.value(law),
        in_force=bool(found),
        by=lever.by,
        on=list(lever.on),
        start=one.start,
        lapse=one.end,
        measures=[one.id],
        sources=[Cited(citation=one.source, url=one.where if "://" in one.where else "")],
        note=" ".join(notes),
    )


def most_of(amount: Amount) -> float:
    """Return the end of the slider of an amount: three times what is stated."""
    return 3 * amount.value or 1.0


def item_lever(table: Table, key: str) -> Lever:
    """Return the lever of an item on the table."""
    item = table.items[key]
    cited = dict.fromkeys(
        [*item.sources, *(s for level in item.levels.values() for s in level.sources)]
    )
    giver = table.parties[item.giver]
    return Lever(
        id=ITEM + key,
        group="item",
        section=f"{giver.title} would give",
        title=item.title,
        kind="levels",
        unit=item.unit,
        levels=[LeverLevel(id=name, title=level.title) for name, level in item.levels.items()],
        value=next(iter(item.levels)),
        giver=giver.economy,
        party=item.giver,
        sources=[cite(table, name) for name in cited],
    )


def weight_lever(table: Table, lever: WeightLever) -> Lever:
    """Return the lever of what somebody wants."""
    low, high = lever.limits
    return Lever(
        id=lever.id,
        group="principal",
        section=lever.section,
        title=lever.title,
        kind="weight",
        unit="" if lever.aim is None else lever.figure.unit,
        min=low,
        max=high,
        step=_step(high - low),
        value=lever.figure.value,
        party=lever.party,
        principal=lever.principal,
        sources=[cite(table, name) for name in lever.figure.sources],
        note=lever.figure.reason,
    )


def _step(width: float) -> float:
    """Return a hundredth of a width or somewhat more, as a round figure."""
    for size in (1e-5, 2e-5, 5e-5, 1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 0.01, 0.02, 0.05):
        if size >= width / 100:
            return size
    return 0.1


def cite(table: Table, name: str) -> Cited:
    """Return a source of the table."""
    source = table.sources[name]
    return Cited(citation=source.citation, date=source.date, url=source.url, grade=source.grade)


def on_day(
    levers: Iterable[LawLever | InstrumentLever], law: Law, on: Date, state: str | None
) -> LawStanding:
    """Return where the law's levers stand under a law."""
    listed = list(levers)
    return LawStanding(
        on=on,
        state=state,
        levers={lever.id: lever.value(law) for lever in listed},
        in_force=[lever.id for lever in listed if lever.of(law)],
        notes=list(law.notes)[:12],
    )
