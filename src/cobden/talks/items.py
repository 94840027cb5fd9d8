"""What can be agreed: items at their levels, and the links between them."""

from typing import Literal, Self

from pydantic import Field, model_validator

from cobden.base.errors import nearest
from cobden.base.sources import Text, Value
from cobden.measures import Tariff, Written
from cobden.talks.outcomes import Figure, Key


class Level(Value):
    """One setting of an item.

    ``tariffs`` take the place of what the same economy has on the same partner under the same
    authority; ``measures`` are promises to buy, quotas and other instruments, each with its kind
    as ``measure`` (as in a file of an offer), met inside the equilibrium; ``adds`` are its
    declared outcomes; ``amount`` its size in the item's unit.
    """

    title: Text
    amount: float | None = None
    tariffs: tuple[Tariff, ...] = ()
    measures: tuple[Written, ...] = ()
    adds: dict[Key, Figure] = Field(default_factory=dict)
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
    """Something that can be agreed, at one of several levels; the first is how things stand."""

    title: Text
    giver: Key
    unit: str = ""
    levels: dict[Text, Level] = Field(min_length=2)
    sources: tuple[Text, ...] = ()

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
    """

    kind: Literal["needs", "excludes"]
    item: Key
    other: Key
    levels: tuple[Text, ...] = ()
    other_levels: tuple[Text, ...] = ()
    why: str = ""
