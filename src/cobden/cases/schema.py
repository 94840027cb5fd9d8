"""What a case holds: a dispute as data.

``case.yaml`` is a ``CaseFile``; the tables beside it are rows of ``SourceRow``, ``FactRow``,
``EventRow`` and ``MeasureRow``. Keys that these models do not know are errors.
"""

from datetime import date as Date
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from cobden.base.closures import WORLD_SHARE, closure_of
from cobden.base.economies import group, label
from cobden.base.errors import InputError, nearest
from cobden.base.sources import Source, Text, Value
from cobden.measures.amounts import check_rate
from cobden.measures.measure import AdValorem, Share
from cobden.measures.phase_in import Phases
from cobden.measures.policy import BODIES


def _economy(name: str) -> str:
    try:
        return label(name)
    except InputError as fault:
        raise ValueError(f"{fault.what} {fault.remedy}") from None


def _listed(cell: object) -> object:
    """Split a CSV cell at semicolons; leave YAML lists as they are."""
    return [part.strip() for part in cell.split(";")] if isinstance(cell, str) else cell


Economy = Annotated[str, AfterValidator(_economy)]
Identifier = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=60)]
Listed = Annotated[tuple[Text, ...], BeforeValidator(_listed)]


class CaseParty(Value):
    """An economy, or a group of them, at the table, or one that watches it."""

    economy: Economy = Field(description="an economy or a group such as EU27, by name or code")
    role: Literal["home", "counterpart", "third"] = Field(
        description="home (the brief is about it), counterpart (it is talking with it) or third"
    )
    name: str = ""


class BorrowedTerms(Value):
    """The tariffs that one economy's goods bear, taken from the law of another day."""

    of: Text = Field(description="the economy, or group, whose goods get these terms")
    as_on: Date = Field(description="the date whose law has the terms, YYYY-MM-DD")
    authority: tuple[Text, ...] = Field((), description="authorities the terms are limited to")


class PolicyState(Value):
    """One policy to compute: the law on a date, and what is different about it."""

    id: Identifier = Field(description="a short name in lower case, used in tables and in Python")
    title: Text = Field(description="what the brief calls this state")
    on: Date = Field(description="the date whose law holds, YYYY-MM-DD")
    add: tuple[Text, ...] = Field(
        (), description="ids in measures.csv or instruments.yaml that hold as well"
    )
    drop: tuple[Text, ...] = Field((), description="ids of measures that do not hold")
    lapse: tuple[Text, ...] = Field(
        (), description="economies (or all) for which suspended measures come into force"
    )
    lapse_except: tuple[Text, ...] = Field((), description="economies spared by lapse")
    terms: tuple[BorrowedTerms, ...] = Field(
        (), description="terms taken from the law of another day"
    )
    note: str = ""

    @model_validator(mode="after")
    def _names_each_once(self) -> Self:
        for key in ("add", "drop", "lapse"):
            _unique(f"{key}:", list(getattr(self, key)))
        return self


def _closure(name: str) -> str:
    """Check a closure's name; where one of the user's own stands is looked up with the case."""
    if ":" in name:
        return name
    try:
        return closure_of(name).name
    except InputError as fault:
        raise ValueError(
            f"{fault.what} {fault.remedy} One of your own is named by where it stands: FILE.py:NAME"
        ) from None


class Model(Value):
    """What the figures rest on, unless the user asks for something else."""

    elasticity: str | None = None
    deficits: Annotated[str, AfterValidator(_closure)] = Field(
        default=WORLD_SHARE.name,
        description="a closure of the trade deficits by name, or FILE.py:NAME or MODULE:NAME for "
        "one of your own",
    )


class CaseBenchmark(Value):
    """The economy that every state is compared with: a year's flows, and the tariffs of a day."""

    year: int = Field(
        default=2022, ge=2015, le=2022, description="the year of the flows: 2015 to 2022"
    )
    table: Text | None = Field(
        default=None,
        description="the name of a world that was built from a download (cobden world build), "
        "which says its year itself",
    )
    tariffs_on: Date | None = Field(
        default=None,
        description="the day whose law is in the benchmark: measures before it are in, those after "
        "it are shocks. By default what the tables hold: for 2022 the United States' rates of "
        "1 January 2025 and others' of about 2021, for 2015 to 2017 those of the year",
    )
    holds: tuple[Identifier, ...] = Field(
        default=(),
        description="ids of ordinary duties of the case's own (measures.csv with mode ordinary, or "
        "an agreement) that were in force on tariffs_on already and that the tables lack: they are "
        "put into the benchmark, with every flow as it is",
    )

    products: dict[Economy, Text] = Field(
        default={},
        description="importers whose trade is told apart by product, each with `shipped` (the "
        "United States) or the file of its imports beside the case (docs/products.md)",
    )
    product_parts: dict[Economy, tuple[Literal["claims", "lines"], ...]] = Field(
        default={},
        description="which parts of these importers' products bear rates of their own: `claims` "
        "(goods that claim a preference, such as the USMCA's) and `lines` (of ten digits), or none "
        "of them (`[]`: each product at its mean rate). Of the United States alone; by default its "
        "claims",
    )
    product_elasticities: dict[Economy, Text] = Field(
        default={},
        description="elasticities between the exporters of these importers' products: `published` "
        "or a file of estimates beside the case (cobden products elasticity); by default each "
        "product has its sector's",
    )

    @model_validator(mode="after")
    def _says_which_tariffs(self) -> Self:
        if self.table is not None and "year" in self.model_fields_set:
            raise ValueError("name a year or a table: the table says its year itself")
        if self.holds and self.tariffs_on is None:
            raise ValueError("holds says what was in force on a day: name it as tariffs_on")
        for key in ("product_elasticities", "product_parts"):
            for importer in getattr(self, key):
                if importer not in self.products:
                    raise ValueError(f"{key} name {importer}, of which products name no trade")
        if 2018 <= self.year <= 2021 and self.tariffs_on is None:
            raise ValueError(
                f"duties changed within {self.year}: name the day whose law the benchmark holds, "
                f"such as tariffs_on: {self.year}-01-01"
            )
        return self

    @property
    def day(self) -> Date | None:
        """The day whose law is in the benchmark; None: as the tables of 2022 hold it."""
        return self.tariffs_on or (Date(self.year, 12, 31) if self.year < 2022 else None)


class Shown(Value):
    """What the brief puts in front."""

    state: Identifier = Field(description="the id of the state that is shown in detail")
    markets: tuple[Text, ...] = Field(
        (), description="sectors whose market shares by origin are shown"
    )


def _body_of_law(name: object) -> object:
    if name is not None and name not in BODIES:
        raise ValueError(f"unknown body of law '{name}'. {nearest(str(name), BODIES)}")
    return name


BodyOfLaw = Annotated[str, BeforeValidator(_body_of_law)]


class CaseFile(Value):
    """The keys of ``case.yaml``."""

    title: Text = Field(description="the headline of the brief")
    question: Text = Field(description="what the case is to answer, in a sentence")
    parties: tuple[CaseParty, ...] = Field(description="a list of economies with their roles")
    states: tuple[PolicyState, ...] = Field(min_length=1, description="the policies to compare")
    brief: Shown = Field(description="the state and the markets that the brief shows in detail")
    law: BodyOfLaw | None = Field(
        None, description="a body of dated law that comes with Cobden and holds in every state"
    )
    world: CaseBenchmark = Field(
        CaseBenchmark(), description="the benchmark that every state is compared with"
    )
    model: Model = Model()
    about: str = ""

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        _unique("state", [state.id for state in self.states])
        _unique("party", [party.economy for party in self.parties])
        for role, most in (("home", 1), ("counterpart", None)):
            found = sum(party.role == role for party in self.parties)
            if found < 1 or (most and found > most):
                raise ValueError(
                    f"parties hold {found} with the role '{role}': "
                    f"a case has {'exactly' if most else 'at least'} one"
                )
        home = next(set(_members(p.economy)) for p in self.parties if p.role == "home")
        for party in self.parties:
            shared = home & set(_members(party.economy))
            if party.role == "counterpart" and shared:
                raise ValueError(
                    f"{min(shared)} is in the home and in the counterpart '{party.economy}': name "
                    "two that have no member in common"
                )
        if self.brief.state not in {state.id for state in self.states}:
            raise ValueError(f"brief.state '{self.brief.state}' is not the id of a state")
        return self


class SourceRow(Source):
    """A row of ``sources.csv``: who says so, under a short name."""

    id: Identifier = Field(description="the short name that facts and measures cite")
    checked: str = Field(
        default="", description="what else says the same: a second source, and its date"
    )


class FactRow(Value):
    """A row of ``facts.csv``: a figure, who states it, and whether others disagree."""

    id: Identifier
    statement: Text = Field(description="what the figure is, in your own words")
    value: float
    unit: Text = Field(description="the unit of the figure")
    low: float | None = None
    high: float | None = None
    as_of: str = ""
    sources: Listed = Field((), description="ids of rows of sources.csv, parted by semicolons")
    status: Literal["agree", "disagree", "single source"] = "single source"
    reason: str = ""
    beside: Literal["balances"] | None = Field(
        None, description="the table of the brief under which the fact is repeated"
    )


class EventRow(Value):
    """A row of ``timeline.csv``."""

    date: Date
    event: Text
    sources: Listed = Field(description="ids of rows of sources.csv, parted by semicolons")


class MeasureRow(Value):
    """A row of ``measures.csv``: a tariff of the case's own, beside the law."""

    id: Identifier
    by: Listed = Field(description="the economy, or group, that levies it")
    on: Listed = Field(description="economies or groups parted by semicolons, or all")
    on_except: Listed = ()
    goods: Listed = Field(description="sectors or HS codes parted by semicolons, or all")
    goods_except: Listed = ()
    rate: AdValorem = Field(gt=-1, description="a rate: 25%, 0.25 or 25 points")
    rate_low: AdValorem | None = Field(
        None, gt=-1, description="the lowest rate that a source has, where they differ: it is drawn"
    )
    rate_high: AdValorem | None = Field(
        None, gt=-1, description="the highest rate that a source has, where they differ"
    )
    confirm: bool = Field(False, description="true: a rate above 200% is meant")
    mode: Literal["add", "floor", "replace", "exempt", "ordinary", "all_in"] = Field(
        "add",
        description="add: on top of the ordinary duty; floor: tops it up to this all-in rate; "
        "replace: in place of the same authority's others; exempt: takes the goods out of that "
        "authority; ordinary: the rate is the new ordinary duty, as in a trade agreement; all_in: "
        "the rate is all that is due, whatever else is in force",
    )
    phase_in: Phases = Field(
        None,
        description="equal cuts by which the rate is reached, the first on start: from 25.7% in 7 "
        "equal cuts; without from, cuts of each line's own ordinary duty (mode ordinary)",
    )
    content: Literal["steel", "aluminium", "copper"] | None = None
    usmca: Literal["exempt", "us_content"] | None = None
    embedded: float | None = None
    beyond_quota: bool = False
    share: Share = Field(
        None,
        description="which part of the importer's purchases in the sector these goods are: 35%, "
        "or by sector C29: 35%; C30: 10%",
    )
    authority: Text = Field(description="the law or programme under which it is levied")
    start: Date
    end: Date | None = None
    sources: Listed = Field(description="ids of rows of sources.csv, parted by semicolons")
    note: str = ""
    idle: bool = Field(False, description="true: it is meant to change nothing")
    in_benchmark: bool | None = Field(
        None, description="whether the world's own rates hold it already; by default as dated"
    )

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.end is not None and self.end <= self.start:
            raise ValueError(f"the measure ends on {self.end}, not after its start on {self.start}")
        check_rate(self.rate, self.confirm)
        if (self.rate_low is None) != (self.rate_high is None):
            raise ValueError("rate_low and rate_high stand together: give both ends of the range")
        if self.rate_low is not None and self.rate_high is not None:
            check_rate(self.rate_high, self.confirm)
            if not self.rate_low <= self.rate <= self.rate_high:
                raise ValueError(
                    f"the rate {self.rate:g} is not within {self.rate_low:g} to {self.rate_high:g}"
                )
        return self


def _members(name: str) -> tuple[str, ...]:
    return group(name) or (name,)


def _unique(kind: str, names: list[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"{kind} '{name}' is given {names.count(name)} times")
