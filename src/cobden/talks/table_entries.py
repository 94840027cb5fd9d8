"""The entries of a table of talks, as a user writes them: figures, items, levels, the clock.

Figures cite entries of ``sources``; a figure that cites none is an assumption and gives low, high
and a reason. Who sits there says `table_parties`, what they mind `table_outcomes`.
"""

from datetime import date as Date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from cobden.base.errors import nearest
from cobden.base.sources import Stated, Text, Value
from cobden.measures import Written, WrittenTariff

Key = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", max_length=60)]
MONEY = "billion USD a year"


class CitedFigure(Stated):
    """A number with its unit, range and basis; ``sources`` are keys of ``Table.sources``.

    >>> import cobden as cb
    >>> cb.talks.CitedFigure(value=0.5, unit='share', low=0.3, high=0.7, reason='a guess').bounds
    (0.3, 0.7)
    """

    sources: tuple[Text, ...] = ()


class Level(Value):
    """One setting of an item.

    ``tariffs`` take the place of what the same economy has on the same partner under the same
    authority; ``measures`` are promises to buy, quotas and other instruments, each with its kind
    as ``measure`` (as in a file of an offer), met inside the equilibrium; ``adds`` are its
    declared outcomes; ``amount`` its size in the item's unit.

    >>> import cobden as cb
    >>> cb.talks.Level(title='15% all-in', amount=15.0).amount
    15.0
    """

    title: Text
    amount: float | None = None
    tariffs: tuple[WrittenTariff, ...] = ()
    measures: tuple[Written, ...] = ()
    adds: dict[Key, CitedFigure] = Field(default_factory=dict)
    sources: tuple[Text, ...] = ()

    @property
    def does_something(self) -> bool:
        """Whether this level differs from leaving things as they are."""
        return self.in_model or any(figure.value for figure in self.adds.values())

    @property
    def in_model(self) -> bool:
        """Whether the equilibrium sees it."""
        return bool(self.tariffs or self.measures)


class Item(Value):
    """Something that can be agreed, at one of several levels; the first is how things stand.

    It is agreed between its ``giver`` and those whom it is given ``to``: all others, unless named.
    ``delivered`` is the share of what is promised that comes, where nothing enforces it; an item
    that it is ``secured_by`` (a clause that takes tariffs back) makes it come whole.

    >>> import cobden as cb
    >>> from cobden.cases import load
    >>> from cobden.study.negotiation import read_table
    >>> table = read_table(load('japan-us-2025').folder)
    >>> item = next(iter(table.items.values()))
    >>> isinstance(item, cb.talks.Item), len(item.levels) > 1
    (True, True)
    """

    title: Text
    giver: Key
    to: tuple[Key, ...] = ()
    unit: str = ""
    levels: dict[Text, Level] = Field(min_length=2)
    delivered: CitedFigure | None = None
    secured_by: Key | None = None
    sources: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _is_delivered_in_part(self) -> Self:
        share = self.delivered
        if share is not None and not 0 <= share.bounds[0] <= share.bounds[1] <= 1:
            raise ValueError(f"delivered of {self.title} is a share: 0 to 1, its range too")
        if self.secured_by is not None and share is None:
            raise ValueError(f"{self.title} is secured, and not said to be delivered in part")
        return self

    @model_validator(mode="after")
    def _starts_from_nothing(self) -> Self:
        first, *others = self.levels.items()
        if first[1].does_something:
            raise ValueError(f"the first level, '{first[0]}', must leave things as they stand")
        for name, level in others:
            if not level.does_something:
                raise ValueError(
                    f"level '{name}' of '{self.title}' changes nothing: give it tariffs, "
                    "measures or declared outcomes (adds), or leave it out"
                )
        return self

    def position(self, level: str) -> int:
        """Return the number of ``level``; raises ``ValueError`` naming the nearest."""
        if level not in self.levels:
            raise ValueError(
                f"unknown level '{level}' of {self.title}. {nearest(level, self.levels)}"
            )
        return list(self.levels).index(level)


class Link(Value):
    """``item`` needs, or excludes, ``other``.

    It holds at ``levels`` of ``item`` and ``other_levels`` of ``other``: all but the first, where
    none are named.

    >>> import cobden as cb
    >>> link = cb.talks.Link(kind='needs', item='clause', other='pledge')
    >>> link.kind
    'needs'
    """

    kind: Literal["needs", "excludes"]
    item: Key
    other: Key
    levels: tuple[Text, ...] = ()
    other_levels: tuple[Text, ...] = ()
    why: str = ""


class Moment(Value):
    """A point on the clock.

    A ``round`` of talks with what was ``said`` and ``learnt`` in it; a ``deadline`` by which a
    deal must be struck or something happens; a ``measure`` that starts or lapses; other ``news``.
    ``announced`` is when it became known that it would come; without it, when it came.

    >>> import cobden as cb
    >>> moment = cb.talks.Moment(
    ...     on='2025-07-09', kind='deadline', title='The pause ends', sources=['gazette']
    ... )
    >>> moment.on.isoformat()
    '2025-07-09'
    """

    on: Date
    number: int | None = None
    announced: Date | None = None
    kind: Literal["round", "deadline", "measure", "news"]
    title: Text
    said: str = ""
    learnt: str = ""
    sources: tuple[Text, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_in_order(self) -> Self:
        if self.announced is not None and self.announced > self.on:
            raise ValueError(
                f"'{self.title}' of {self.on} is announced on {self.announced}, after it came"
            )
        if self.number is not None and (self.kind != "round" or self.number < 1):
            raise ValueError(f"'{self.title}' has the number {self.number}: rounds count from 1")
        return self


class Hazard(Value):
    """Something that ends a deal: a breach, a court's ruling, a vote, an election, a snap-back.

    ``chance`` is a probability, of what may happen ``on`` a day; without a day it is a rate, a
    year. ``leaves``: what is left then, how things stand (``nothing``) or walking out
    (``outside``).

    >>> import cobden as cb
    >>> chance = cb.talks.CitedFigure(
    ...     value=0.1, unit='a year', low=0.05, high=0.2, reason='an example'
    ... )
    >>> cb.talks.Hazard(title='It is broken', kind='breach', chance=chance).leaves
    'nothing'
    """

    title: Text
    kind: Literal["breach", "ruling", "ratification", "election", "snapback"]
    chance: CitedFigure
    on: Date | None = None
    leaves: Literal["nothing", "outside"] = "nothing"
    sources: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _is_a_chance(self) -> Self:
        low, high = self.chance.bounds
        unit = "a year" if self.on is None else "probability"
        if self.chance.unit != unit or low < 0 or (self.on is not None and high > 1):
            day = "without a day it is a rate" if self.on is None else "on a day it is a chance"
            raise ValueError(f"the chance of '{self.title}' is in '{unit}', from 0: {day}")
        return self
