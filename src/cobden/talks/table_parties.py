"""Who sits at a table of talks: parties, their aims and principals, and how they decide.

What a party has without a deal is its BATNA, or outside option.
"""

from datetime import date as Date
from typing import Literal, Self

from pydantic import Field, model_validator

from cobden.base.economies import group
from cobden.base.errors import nearest
from cobden.base.sources import Text, Value
from cobden.talks.members import Assent
from cobden.talks.table_entries import MONEY, CitedFigure, Key


class Aim(Value):
    """One term of an objective: so many billion dollars a year for a unit of ``outcome``."""

    outcome: Key
    weight: CitedFigure
    why: str = ""


class Principal(Value):
    """A person who decides, or has a say: ``aims`` replace the party's own where given.

    ``attends`` is the probability of being there when a package is put (others may need them
    elsewhere); ``hears`` the probability, by item, that what the other side offered reached this
    person: an item unheard of is valued as if it were not in the package.

    >>> import cobden as cb
    >>> chance = cb.talks.CitedFigure(
    ...     value=0.9, unit='probability', low=0.7, high=1.0, reason='an example'
    ... )
    >>> cb.talks.Principal(title='The minister', attends=chance).attends.value
    0.9
    """

    title: Text
    aims: tuple[Aim, ...] = ()
    attends: CitedFigure | None = None
    hears: dict[Key, CitedFigure] = Field(default_factory=dict)
    sources: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _is_likely(self) -> Self:
        figures = {f"hears.{name}": figure for name, figure in self.hears.items()}
        if self.attends is not None:
            figures["attends"] = self.attends
        for name, figure in figures.items():
            if figure.bounds[0] < 0 or figure.bounds[1] > 1:
                raise ValueError(f"{name} of {self.title} is a probability: 0 to 1, its range too")
        return self


class Rule(Value):
    """How principals decide.

    ``unanimity`` and ``majority`` count those who attend. ``one_decides``: ``decider`` hears those
    who attend and does what one of them says, each with the probability in ``follows`` (the
    decider's own judgement included); the probabilities of those who are absent go to the rest in
    proportion.
    """

    kind: Literal["unanimity", "majority", "one_decides"]
    decider: Key | None = None
    follows: dict[Key, CitedFigure] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _follows_somebody(self) -> Self:
        if self.kind != "one_decides":
            if self.follows or self.decider:
                raise ValueError(
                    f"by {self.kind} nobody decides for the rest: leave out decider and follows, "
                    "or write one_decides"
                )
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


class OutsideOption(Value):
    """What a party gets without an agreement: the state of the case that then holds.

    ``state`` is a state's id, ``adds`` what it changes of declared outcomes, ``on`` the date from
    which it holds.

    >>> import cobden as cb
    >>> cb.talks.OutsideOption(title='No deal: the threat comes into force', state='threat').state
    'threat'
    """

    title: Text
    state: Key | None = None
    on: Date | None = None
    adds: dict[Key, CitedFigure] = Field(default_factory=dict)


class Party(Value):
    """One side: what it wants, what it has without a deal, and how it decides.

    ``aims`` make its payoff in billions of dollars a year. ``inside`` is what it has while talks
    go on (the law in force: the zero of all payoffs); ``outside`` what it gets by walking out.
    ``patience`` is a yearly discount rate; ``power`` its share of bargaining power; ``noise`` the
    scale of error in its choices (what is better by that much is chosen 73 times in 100), nothing
    where none is given; ``red_lines`` name, by item, the levels that it will never sign. A group
    signs what its members ``assent`` to, where that is said: they must, and so must its principals.

    >>> import cobden as cb
    >>> from cobden.cases import load
    >>> from cobden.study.negotiation import read_table
    >>> table = read_table(load('japan-us-2025').folder)
    >>> party = next(iter(table.parties.values()))
    >>> isinstance(party, cb.talks.Party), party.economy
    (True, 'USA')
    """

    economy: Text
    title: Text
    aims: tuple[Aim, ...] = Field(min_length=1)
    outside: OutsideOption
    patience: CitedFigure
    power: CitedFigure
    noise: CitedFigure | None = None
    red_lines: dict[Key, tuple[Text, ...]] = Field(default_factory=dict)
    principals: dict[Key, Principal] = Field(default_factory=dict)
    rule: Rule | None = None
    assent: Assent | None = None
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
    def _is_in_range(self) -> Self:
        for name, least, most, meaning in (
            ("patience", 0.0, 1.0, "a yearly discount rate: 0.05 is 5%"),
            ("power", 0.0, 1.0, "a share of bargaining power"),
        ):
            value = getattr(self, name).value
            if not least <= value <= most:
                raise ValueError(f"{name} of {self.title} is {value:g}; it is {meaning}, 0 to 1")
        if self.noise is not None and (self.noise.unit != MONEY or self.noise.bounds[0] < 0):
            raise ValueError(f"noise of {self.title} is in '{MONEY}', and not below 0")
        aimed = [aim.outcome for aim in self.aims]
        twice = next((name for name in aimed if aimed.count(name) > 1), None)
        if twice is not None:
            raise ValueError(f"{self.title} aims at {twice} twice: give one weight")
        return self

    @model_validator(mode="after")
    def _is_ruled(self) -> Self:
        if self.assent is not None and group(self.economy) is None:
            raise ValueError(
                f"{self.title} has no members who could assent: {self.economy} is no group. "
                "Leave assent out, or name a group such as EU27"
            )
        if self.rule is not None and not self.principals:
            raise ValueError(f"{self.title} has a rule and no principals who would decide by it")
        if len(self.principals) > 1 and self.rule is None:
            raise ValueError(f"{self.title} has several principals and no rule for how they decide")
        for name in self.rule.follows if self.rule else ():
            if name not in self.principals:
                raise ValueError(f"unknown principal '{name}'. {nearest(name, self.principals)}")
        return self
