"""What is on the table, who sits at it, and when: the data of a negotiation, and how it fits.

Everything here is written by a user (``talks.yaml`` of a case) and read as it stands; what an entry
holds says `table_entries`.
"""

from collections.abc import Iterator
from typing import Self

from pydantic import Field, model_validator

from cobden.base.economies import group
from cobden.base.errors import nearest
from cobden.base.sources import Source, Text, Value
from cobden.talks.round_log import LogEntry
from cobden.talks.table_entries import MONEY, CitedFigure, Hazard, Item, Key, Link, Moment
from cobden.talks.table_outcomes import TalksOutcome
from cobden.talks.table_parties import Party


class Table(Value):
    """A negotiation: ``parties``, ``items``, ``links``, ``outcomes``, named packages, ``clock``.

    ``packages`` name packages worth showing (an offer made, a deal signed) by the levels of their
    items, the rest as they stand. ``agreement`` is the probability that talks that go on end in a
    deal before they break down; without it, going on is worth what things are worth as they stand.
    ``log`` is what was said and done in the rounds, ``hazards`` what may end a deal once signed.

    >>> import cobden as cb
    >>> from cobden.cases import load
    >>> from cobden.study.negotiation import read_table
    >>> table = read_table(load('japan-us-2025').folder)
    >>> [party.economy for party in table.parties.values()]
    ['USA', 'JPN']
    """

    sources: dict[Key, Source]
    outcomes: dict[Key, TalksOutcome]
    parties: dict[Key, Party] = Field(min_length=2)
    items: dict[Key, Item] = Field(min_length=1)
    links: tuple[Link, ...] = ()
    packages: dict[Key, dict[Key, Text]] = Field(default_factory=dict)
    clock: tuple[Moment, ...] = ()
    agreement: CitedFigure | None = None
    log: tuple[LogEntry, ...] = ()
    hazards: tuple[Hazard, ...] = ()

    @property
    def sizes(self) -> tuple[int, ...]:
        """The number of levels of each item."""
        return tuple(len(item.levels) for item in self.items.values())

    def signatories(self, item: str) -> tuple[str, ...]:
        """Return the parties between whom an item is agreed, in the table's order."""
        given = self.items[item]
        sides = {given.giver, *(given.to or self.parties)}
        return tuple(key for key in self.parties if key in sides)

    def figures(self) -> Iterator[tuple[str, CitedFigure]]:
        """Yield every figure of the table with the place where it stands."""
        for place, value in _walk(self, ""):
            if isinstance(value, CitedFigure):
                yield place, value

    @property
    def assumptions(self) -> dict[str, CitedFigure]:
        """The figures that nobody states, by place."""
        return {place: figure for place, figure in self.figures() if figure.is_assumption}

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        for check in _CHECKS:
            check(self)
        return self


def _walk(node: object, place: str) -> Iterator[tuple[str, object]]:
    if isinstance(node, Value):
        yield place, node
        for name in type(node).model_fields:
            yield from _walk(getattr(node, name), f"{place}.{name}" if place else name)
    elif isinstance(node, dict):
        for name, value in node.items():
            yield from _walk(value, f"{place}.{name}")
    elif isinstance(node, tuple):
        for number, value in enumerate(node):
            yield from _walk(value, f"{place}[{number + 1}]")


def _check_citations(table: Table) -> None:
    for where, value in _walk(table, ""):
        cited = getattr(value, "sources", ())
        for name in cited if isinstance(cited, tuple) else ():
            if name not in table.sources:
                known = nearest(name, table.sources)
                raise ValueError(f"{where}: unknown source '{name}'. {known}")


def _known(name: str, options: dict[str, object], kind: str, where: str) -> None:
    if name not in options:
        raise ValueError(f"{where}: unknown {kind} '{name}'. {nearest(name, options)}")


def _check_adds(table: Table, adds: dict[str, CitedFigure], where: str) -> None:
    for name, figure in adds.items():
        _known(name, dict(table.outcomes), "outcome", where)
        unit = table.outcomes[name].unit
        if figure.unit != unit:
            raise ValueError(f"{where}: {name} is in '{figure.unit}'; its unit is '{unit}'")


def _check_parties(table: Table) -> None:
    total = sum(party.power.value for party in table.parties.values())
    if abs(total - 1) > 1e-9:
        raise ValueError(f"the powers of the parties sum to {total:g}, not 1")
    spoken: dict[str, str] = {}
    for key, party in table.parties.items():
        where = f"parties.{key}"
        for member in group(party.economy) or (party.economy,):
            other = spoken.setdefault(member, key)
            if other != key:
                raise ValueError(
                    f"{where}: two parties speak for {member} ({other} and {key}): one may sign "
                    "for it"
                )
        wants = [party.aims, *(p.aims for p in party.principals.values())]
        for aim in (aim for aims in wants for aim in aims):
            _known(aim.outcome, dict(table.outcomes), "outcome", where)
            wanted = f"{MONEY} per {table.outcomes[aim.outcome].unit}"
            if aim.weight.unit != wanted:
                raise ValueError(
                    f"{where}: the weight of {aim.outcome} is in '{aim.weight.unit}'; "
                    f"it must be in '{wanted}'"
                )
        _check_adds(table, party.outside.adds, f"{where}.outside")
        for name in [n for p in party.principals.values() for n in p.hears]:
            _known(name, dict(table.items), "item", where)
        for name, levels in party.red_lines.items():
            _known(name, dict(table.items), "item", f"{where}.red_lines")
            for level in levels:
                table.items[name].position(level)
            if set(levels) == set(table.items[name].levels):
                raise ValueError(
                    f"{where}.red_lines: {name} is refused at every level, as things stand too"
                )


def _check_items(table: Table) -> None:
    for key, item in table.items.items():
        for name in (item.giver, *item.to):
            _known(name, dict(table.parties), "party", f"items.{key}")
        if item.giver in item.to:
            raise ValueError(f"items.{key}: {item.giver} gives it to itself")
        if item.secured_by is not None:
            _known(item.secured_by, dict(table.items), "item", f"items.{key}.secured_by")
        for name, level in item.levels.items():
            _check_adds(table, level.adds, f"items.{key}.{name}")
            levels = [other.title for other in item.levels.values()]
            if levels.count(level.title) > 1:
                raise ValueError(f"items.{key}: two levels have the title '{level.title}'")
    titles = [item.title for item in table.items.values()]
    twice = next((title for title in titles if titles.count(title) > 1), None)
    if twice is not None:
        raise ValueError(f"items: two have the title '{twice}'")


def _check_links(table: Table) -> None:
    for link in table.links:
        _known(link.item, dict(table.items), "item", "links")
        _known(link.other, dict(table.items), "item", "links")
        if link.item == link.other:
            raise ValueError(f"links: {link.item} is linked with itself")
        for name, levels in ((link.item, link.levels), (link.other, link.other_levels)):
            for level in levels:
                table.items[name].position(level)
        if table.signatories(link.item) != table.signatories(link.other):
            raise ValueError(
                f"links: {link.item} and {link.other} are agreed between different parties, who "
                "cannot sign one for the other: put them into one deal by their giver and to"
            )
        if table.links.count(link) > 1:
            raise ValueError(f"links: {link.item} {link.kind} {link.other} stands twice")


def _check_packages(table: Table) -> None:
    for key, package in table.packages.items():
        _check_package(table, package, f"packages.{key}")


def _check_package(table: Table, package: dict[str, str], where: str) -> None:
    for name, level in package.items():
        _known(name, dict(table.items), "item", where)
        table.items[name].position(level)
    for link in table.links:
        if _holds(table, package, link.item, link.levels) and (
            _holds(table, package, link.other, link.other_levels) == (link.kind == "excludes")
        ):
            raise ValueError(f"{where}: its {link.item} {link.kind} {link.other}, by links")


def _check_log(table: Table) -> None:
    for number, entry in enumerate(table.log, start=1):
        where = f"log[{number}]"
        for package in (entry.package, entry.over):
            if isinstance(package, str):
                _known(package, dict(table.packages), "package", where)
            elif package is not None:
                _check_package(table, package, where)
        if entry.by is not None:
            _known(entry.by, dict(table.parties), "party", where)
        named = [entry.by] if entry.by else list(table.parties)
        package = table.packages[entry.package] if isinstance(entry.package, str) else entry.package
        for key in named:
            party = table.parties[key]
            if party.noise is None:
                raise ValueError(
                    f"parties.{key}: the log tells of it, so it needs a noise: by how many billion "
                    "dollars a year may a choice err?"
                )
            crossed = [n for n, level in package.items() if level in party.red_lines.get(n, ())]
            if crossed and (entry.kind in ("offer", "signed") or entry.says == "yes"):
                raise ValueError(
                    f"{where}: {key} would sign what its red_lines on {crossed[0]} bar"
                )


def _holds(table: Table, package: dict[str, str], name: str, levels: tuple[str, ...]) -> bool:
    """Whether a package has an item at some levels: any but the first, where none are named."""
    first, *others = table.items[name].levels
    return package.get(name, first) in (levels or others)


def _check_agreement(table: Table) -> None:
    figure = table.agreement
    if figure is not None and (figure.bounds[0] < 0 or figure.bounds[1] > 1):
        raise ValueError("agreement is a probability: 0 to 1, its range too")


def _check_clock(table: Table) -> None:
    numbers = [moment.number for moment in table.clock if moment.number is not None]
    twice = next((number for number in numbers if numbers.count(number) > 1), None)
    if twice is not None:
        raise ValueError(f"clock: two rounds have the number {twice}")


_CHECKS = (
    _check_citations, _check_parties, _check_items, _check_links, _check_packages, _check_clock,
    _check_agreement, _check_log,
)  # fmt: skip
