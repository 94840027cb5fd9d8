"""The rules by which tariffs stack, as data (``data/stacking.toml``): which yields to which."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property, lru_cache
from graphlib import CycleError, TopologicalSorter
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, ValidationError, model_validator

from cobden.base.errors import InputError, unknown
from cobden.base.sources import Text, Value
from cobden.measures.measure import Day, Partners


class Authority(Value):
    """A legal authority, and what becomes of several of its own measures on one article.

    "one": a fault of the law as written; "sum": they add up; "highest": the highest rate alone.
    ``holds_spared``: an article that USMCA spares the duty stays under the authority, so that those
    that yield to it don't reach the article either.
    """

    name: Text
    within: Literal["one", "sum", "highest"]
    holds_spared: bool = False
    source: Text


class Yields(Value):
    """``authority`` gives way to each of ``to``, for these partners (none: all), in this period.

    ``but_excess``: of its rate it keeps what is above theirs, so that both together come to the
    higher of the two.
    """

    authority: Text
    to: Annotated[tuple[str, ...], Field(min_length=1)]
    on: Partners = ()
    start: Day | None = None
    end: Day | None = None
    but_excess: bool = False
    source: Text

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if self.start and self.end and self.end <= self.start:
            raise ValueError(f"end {self.end} is not after start {self.start}; swap or mend them")
        if self.authority in self.to:
            raise ValueError(f"'{self.authority}' cannot yield to itself: take it out of to")
        return self

    def holds(self, exporter: str, day: date) -> bool:
        """Whether the rule holds for goods from ``exporter`` on ``day``."""
        begun = self.start is None or self.start <= day
        return (
            begun and (self.end is None or day < self.end) and (not self.on or exporter in self.on)
        )


@dataclass(frozen=True)
class Stacking:
    """The rules: known authorities, and which yields to which."""

    authorities: tuple[Authority, ...]
    yields: tuple[Yields, ...]

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash((self.authorities, self.yields))

    def __add__(self, more: "Stacking") -> "Stacking":
        """Return both; of an authority with an entry in both the later holds."""
        named = {entry.name for entry in more.authorities}
        kept = tuple(entry for entry in self.authorities if entry.name not in named)
        return Stacking((*kept, *more.authorities), (*self.yields, *more.yields))

    def authority(self, name: str) -> Authority | None:
        """Return the entry for ``name`` or for the family it belongs to."""
        if name not in self._known:
            matches = [a for a in self.authorities if _covers(a.name, name)]
            self._known[name] = max(matches, key=lambda a: len(a.name), default=None)
        return self._known[name]

    @cached_property
    def _known(self) -> dict[str, Authority | None]:
        return {}

    def order(self, names: Iterable[str], exporter: str, day: date) -> dict[str, set[str]]:
        """Return each of ``names`` with those of them it yields to, the strongest first.

        Raises ``InputError`` if the rules run in a circle.
        """
        return _order(tuple(dict.fromkeys(names)), self.holding(exporter, day))

    def holding(self, exporter: str, day: date) -> tuple[Yields, ...]:
        """Return the rules that hold for goods from ``exporter`` on ``day``."""
        if (exporter, day) not in self._holding:
            found = tuple(rule for rule in self.yields if rule.holds(exporter, day))
            self._holding[exporter, day] = found
        return self._holding[exporter, day]

    @cached_property
    def _holding(self) -> dict[tuple[str, date], tuple[Yields, ...]]:
        return {}

    def over(self, name: str, names: Iterable[str], exporter: str, day: date) -> set[str]:
        """Return those of ``names`` above whose rate alone ``name`` is charged."""
        rules = (rule for rule in self.holding(exporter, day) if rule.but_excess)
        held = [rule for rule in rules if _covers(rule.authority, name)]
        return {one for one in names for r in held if any(_covers(to, one) for to in r.to)}


@lru_cache(maxsize=256)  # the same for most exporters
def _order(present: tuple[str, ...], rules: tuple[Yields, ...]) -> dict[str, set[str]]:
    above = {
        name: dict.fromkeys(  # in the order given: the same layers first, whatever the process
            other
            for rule in rules
            if _covers(rule.authority, name)
            for other in present
            if other != name and any(_covers(strong, other) for strong in rule.to)
        )
        for name in present
    }
    try:
        return {name: set(above[name]) for name in TopologicalSorter(above).static_order()}
    except CycleError as error:
        raise InputError(
            f"stacking rules run in a circle: {' < '.join(error.args[1])}.",
            where="stacking",
            remedy="Date or drop one of them.",
        ) from None


def _covers(family: str, name: str) -> bool:
    return name == family or name.startswith(f"{family}-")


@cache
def us_rules() -> Stacking:
    """Return the shipped rules: the United States of 2025-26 and the retaliation it met."""
    text = (files("cobden.measures") / "data" / "stacking.toml").read_text(encoding="utf-8")
    raw = tomllib.loads(text)
    return Stacking(
        tuple(Authority(**entry) for entry in raw["authority"]),
        tuple(Yields(**entry) for entry in raw["yields"]),
    )


def read_rules(
    path: Path, *, beside: Stacking | None = None, known: Iterable[str] = ()
) -> Stacking:
    """Return the rules in a file of a user's own, in the form of ``data/stacking.toml``.

    They join those of ``beside``, and may name the ``known`` authorities of measures too. Raises
    ``InputError`` naming the file, the entry and the key at fault.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise InputError(
            f"cannot be read: {fault}.", where=str(path), remedy="It is TOML in UTF-8."
        ) from None
    strange = sorted(set(raw) - {"authority", "yields"})
    if strange:
        raise unknown("table", strange[0], ("authority", "yields"), where=str(path))
    found: dict[str, list] = {"authority": [], "yields": []}
    for name, kind in (("authority", Authority), ("yields", Yields)):
        entries = raw.get(name, [])
        for number, entry in enumerate(entries if isinstance(entries, list) else [entries]):
            found[name].append(_entry(kind, entry, f"{path}: {name}.{number}"))
    mine = Stacking(tuple(found["authority"]), tuple(found["yields"]))
    _hangs_together(mine, (beside or us_rules()) + mine, set(known), path)
    return mine


def _entry(kind: type[Authority] | type[Yields], entry: object, where: str) -> Authority | Yields:
    try:
        return kind.model_validate(entry)
    except InputError as fault:
        raise InputError(fault.what, where=where, remedy=fault.remedy) from None
    except ValidationError as fault:
        first = fault.errors()[0]
        key, given = ".".join(map(str, (where, *first["loc"]))), first.get("input")
        context = first.get("ctx", {})
        remedy = f"It has: {', '.join(kind.model_fields)}."
        match first["type"]:
            case "too_short":
                what, remedy = "the list is empty.", "Name what it yields to."
            case "missing":
                what = f"'{first['loc'][-1]}' is missing."
            case "tuple_type":
                what, remedy = f"'{given}' is no list.", f'Write a list: ["{given}"].'
            case "extra_forbidden":
                raise unknown("key", first["loc"][-1], kind.model_fields, where=where) from None
            case "literal_error":
                what, remedy = f"unknown value '{given}'.", f"Known: {context['expected']}."
            case "value_error":
                what, remedy = f"{context['error']}.", ""
            case _:
                what = f"{first['msg']}, not {given!r}."
        raise InputError(what, where=key, remedy=remedy) from None


def _hangs_together(mine: Stacking, whole: Stacking, known: set[str], path: Path) -> None:
    """Raise ``InputError`` for a name given twice or not known, and for rules in a circle."""
    named = [entry.name for entry in mine.authorities]
    for number, name in enumerate(named):
        if name in named[:number]:
            raise InputError(
                f"authority '{name}' is given twice.",
                where=f"{path}: authority.{number}.name",
                remedy="Each may stand once: drop one.",
            )
    heard = {*known, *(entry.name for entry in whole.authorities)}
    for number, rule in enumerate(mine.yields):
        for key, names in (("authority", [rule.authority]), ("to", rule.to)):
            for name in names:
                if not any(_covers(one, name) or _covers(name, one) for one in heard):
                    where = f"{path}: yields.{number}.{key}"
                    raise unknown("authority", name, sorted(heard), where=where)
    for number, rule in enumerate(mine.yields):
        names = {name for one in whole.yields for name in (one.authority, *one.to)}
        for partner in rule.on or ("",):
            try:
                whole.order(sorted(names), partner, rule.start or date.max)
            except InputError as fault:
                where = f"{path}: yields.{number}"
                raise InputError(fault.what, where=where, remedy=fault.remedy) from None
