"""Who sits at the table: parties with their aims and principals, and how they decide."""

from datetime import date as Date
from typing import Literal, Self

from pydantic import Field, model_validator

from cobden.base.errors import nearest
from cobden.base.sources import Text, Value
from cobden.talks.outcomes import Figure, Key


class Aim(Value):
    """One term of an objective: so many billion dollars a year for a unit of ``outcome``."""

    outcome: Key
    weight: Figure
    why: str = ""


class Principal(Value):
    """A person who decides, or has a say: ``aims`` replace the party's own where given.

    ``attends`` is the probability of being there when a package is put (others may need them
    elsewhere); ``hears`` the probability, by item, that what the other side offered reached this
    person: an item unheard of is valued as if it were not in the package.
    """

    title: Text
    aims: tuple[Aim, ...] = ()
    attends: Figure | None = None
    hears: dict[Key, Figure] = Field(default_factory=dict)
    sources: tuple[Text, ...] = ()


class Rule(Value):
    """How principals decide.

    ``unanimity`` and ``majority`` count those who attend. ``one_decides``: ``decider`` hears those
    who attend and does what one of them says, each with the probability in ``follows`` (the
    decider's own judgement included); the probabilities of those who are absent go to the rest in
    proportion.
    """

    kind: Literal["unanimity", "majority", "one_decides"]
    decider: Key | None = None
    follows: dict[Key, Figure] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _follows_somebody(self) -> Self:
        if self.kind != "one_decides":
            return self
        total = sum(figure.value for figure in self.follows.values())
        if any(figure.bounds[0] < 0 for figure in self.follows.values()) or abs(total - 1) > 1e-9:
            raise ValueError(
                f"the probabilities of following sum to {total:g}, not 1 "
                "(count the decider's own judgement among them)"
            )
        if self.decider not in self.follows:
            raise ValueError("name the decider, and how often the decider follows nobody else")
        return self


class Option(Value):
    """What a party gets without an agreement: the state of the case that then holds.

    ``state`` is a state's id, ``adds`` what it changes of declared outcomes, ``on`` the date from
    which it holds.
    """

    title: Text
    state: Key | None = None
    on: Date | None = None
    adds: dict[Key, Figure] = Field(default_factory=dict)


class Party(Value):
    """One side: what it wants, what it has without a deal, and how it decides.

    ``aims`` make its payoff in billions of dollars a year. ``inside`` is what it has while talks
    go on (the law in force: the zero of all payoffs); ``outside`` what it gets by walking out.
    ``patience`` is a yearly discount rate; ``power`` its share of bargaining power; ``red_lines``
    name, by item, the levels that it will never sign.
    """

    economy: Text
    title: Text
    aims: tuple[Aim, ...] = Field(min_length=1)
    outside: Option
    patience: Figure
    power: Figure
    red_lines: dict[Key, tuple[Text, ...]] = Field(default_factory=dict)
    principals: dict[Key, Principal] = Field(default_factory=dict)
    rule: Rule | None = None
    sources: tuple[Text, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _has_an_outside_option(cls, data: object) -> object:
        if isinstance(data, dict) and not data.get("outside"):
            raise ValueError(
                f"the party {data.get('title', '')} has no outside option: say what it gets if "
                "talks break down (a state of the case, or what it then has of each outcome)"
            )
        return data

    @model_validator(mode="after")
    def _is_ruled(self) -> Self:
        if len(self.principals) > 1 and self.rule is None:
            raise ValueError(f"{self.title} has several principals and no rule for how they decide")
        for name in self.rule.follows if self.rule else ():
            if name not in self.principals:
                raise ValueError(f"unknown principal '{name}'. {nearest(name, self.principals)}")
        return self
