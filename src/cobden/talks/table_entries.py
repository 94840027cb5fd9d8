"""The entries of a table of talks, as a user writes them: items, levels, parties, the clock.

Figures cite entries of ``sources``; a figure that cites none is an assumption and gives low, high
and a reason. What a party has without a deal is its BATNA, or outside option.
"""

from datetime import date as Date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from cobden.base.economies import group
from cobden.base.errors import nearest
from cobden.base.sources import Stated, Text, Value
from cobden.measures import Written, WrittenTariff
from cobden.outcomes import BY_SECTOR_AND_YEAR, BY_YEAR, OUTCOMES, OutcomeKind
from cobden.talks.members import Assent

Key = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", max_length=60)]
MONEY = "billion USD a year"


class CitedFigure(Stated):
    """A number with its unit, range and basis; ``sources`` are keys of ``Table.sources``.

    >>> import cobden as cb
    >>> cb.talks.CitedFigure(value=0.5, unit='share', low=0.3, high=0.7, reason='a guess').bounds
    (0.3, 0.7)
    """

    sources: tuple[Text, ...] = ()


class TalksOutcome(Value):
    """Something that a package changes and somebody minds.

    ``kind`` is an entry of the table of outcomes (`cobden.outcomes`), computed for each package, or
    ``declared``: the levels of the items state it, and it adds up. ``axes`` name positions on axes
    of the kind's own, such as ``numeraire``. A bilateral balance is that in goods, unless it names
    a ``sector``. ``product`` is the six digits of one whose imports by ``economy`` from ``partner``
    are minded, where the case tells them apart (``world: products``). ``sector_weights`` are those
    of kinds that need them: of a political income and a cost of living one where none is given, of
    employment in a mix of sectors zero. A cost of living may name a ``group`` of households
    instead, or several as one; employment a ``place``.
    ``until_deadline``: it stands for what the deadline brings, and counts while that lies ahead.
    With a ``year`` (or ``after`` all of them) it is an outcome of a path (`outcomes.BY_YEAR`, or of
    a ``sector`` one of `outcomes.BY_SECTOR_AND_YEAR`) that counts in that year, on the path alone.

    >>> import cobden as cb
    >>> from cobden.cases import load
    >>> from cobden.study.negotiation import read_table
    >>> table = read_table(load('japan-us-2025').folder)
    >>> outcome = next(iter(table.outcomes.values()))
    >>> isinstance(outcome, cb.talks.TalksOutcome)
    True
    """

    title: Text
    unit: Text
    kind: str = "declared"
    economy: str | None = None
    partner: str | None = None
    sector: str | None = None
    product: str | None = None
    sector_weights: dict[str, float] = Field(default_factory=dict)
    group: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    axes: dict[Key, Text] = Field(default_factory=dict)
    until_deadline: bool = False
    year: int | Literal["after"] | None = None

    @property
    def in_equilibrium(self) -> bool:
        """Whether the equilibrium of a package computes it: neither the table nor a path does."""
        return self.kind != "declared" and self.year is None

    @model_validator(mode="after")
    def _is_in_its_unit(self) -> Self:
        if self.year is not None:
            self._check_dated()
            return self
        if self.kind == "declared":
            idle = [
                n
                for n in (
                    "partner",
                    "sector",
                    "product",
                    "sector_weights",
                    "group",
                    "place",
                    "axes",
                )
                if getattr(self, n)
            ]
            if idle:
                raise ValueError(f"{idle[0]} says nothing of a declared outcome: leave it out")
            return self
        kind = OUTCOMES.get(self.kind)
        if kind is None or not kind.aim:
            aims = [name for name, entry in OUTCOMES.items() if entry.aim]
            known = nearest(self.kind, [*aims, "declared"])
            raise ValueError(f"unknown kind of outcome '{self.kind}'. {known}")
        if self.unit != kind.talks_unit:
            raise ValueError(f"{self.kind} is in '{kind.talks_unit}', not '{self.unit}'")
        if self.economy is None:
            raise ValueError(f"{self.kind} of which economy? Name it as economy")
        if self.sector_weights and "sector_weights" not in kind.needs:
            raise ValueError(f"sector_weights belong to a political_income, not to {self.kind}")
        if (self.product is None) == ("product" in kind.needs):
            what = "which product? Name it by six digits" if self.product is None else "no product"
            raise ValueError(f"{self.kind} is of {what}")
        for name, of in (("group", "cost_of_living"), ("place", "employment_mix")):
            if getattr(self, name) and self.kind != of:
                raise ValueError(f"{name} belongs to {of}, not to {self.kind}")
        if self.kind in ("cost_of_living", "employment_mix"):
            named = bool(self.group or self.place)
            if named == bool(self.sector_weights):
                name = "group" if self.kind == "cost_of_living" else "place"
                raise ValueError(f"name either its {name} or its sector_weights, not both or none")
        self._check_axes(kind)
        return self

    @model_validator(mode="after")
    def _is_between_two(self) -> Self:
        if self.partner is not None and self.partner == self.economy:
            raise ValueError(f"{self.kind} of {self.economy} with itself: name another as partner")
        return self

    def _check_axes(self, kind: OutcomeKind) -> None:
        for axis, label in self.axes.items():
            if label not in kind.labels.get(axis, ()):
                known = "; ".join(f"{a}: {', '.join(names)}" for a, names in kind.labels.items())
                raise ValueError(
                    f"{self.kind} has no {axis} '{label}'. It has {known or 'no axes of its own'}"
                )

    def _check_dated(self) -> None:
        """Raise ``ValueError`` for an outcome of a year that no path has."""
        kinds = BY_SECTOR_AND_YEAR if self.sector else BY_YEAR
        if self.kind not in kinds:
            of = "of a sector " if self.sector else ""
            raise ValueError(f"no outcome {of}by year '{self.kind}'. {nearest(self.kind, kinds)}")
        unit = {"%": "percent"}.get(kinds[self.kind][1], kinds[self.kind][1])
        if self.unit != unit:
            raise ValueError(f"{self.kind} in a year is in '{unit}', not '{self.unit}'")
        if self.economy is None:
            raise ValueError(f"{self.kind} of which economy? Name it as economy")
        fields = (
            "partner",
            "product",
            "sector_weights",
            "group",
            "place",
            "axes",
            "until_deadline",
        )
        idle = [name for name in fields if getattr(self, name)]
        if idle:
            raise ValueError(f"{idle[0]} says nothing of an outcome by year: leave it out")


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
