"""What the live API takes and gives, as typed models: its description is made from these."""

from datetime import date as Date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool

Closure = Literal["world_share", "own_share", "dollar", "purged"]
Name = Annotated[str, Field(max_length=80)]
Setting = StrictBool | float | Annotated[str, Field(max_length=60)]
MOST_LEVERS = 400


class Given(BaseModel):
    """What a client sends: a key that is not known is a fault, and so is a figure that is none."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Scenario(Given):
    """A case on a day with its levers moved: all that a link to the page holds.

    ``state`` starts from the law of one of the case's states instead of that of the day ``on``.
    A lever that is not named stands where the law of the day, or the table, has it.
    """

    case: Name | None = None
    on: Date | None = None
    state: Name | None = None
    levers: dict[Name, Setting] = Field(default_factory=dict, max_length=MOST_LEVERS)
    elasticity: Name | None = None
    deficits: Closure | None = None


class LawQuery(Given):
    """A day, or a state of the case."""

    on: Date | None = None
    state: Name | None = None


class Show(Given):
    """What a reader looks at: the sectors of an economy, the flows of a pair (codes)."""

    economy: Name | None = None
    importer: Name | None = None
    exporter: Name | None = None


class Question(Scenario):
    """A scenario, and what to show of its answer."""

    show: Show = Show()


class Sheet(Given):
    """A table to be written as a file: columns of equal length."""

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9 _-]{1,60}$")]
    columns: dict[Name, list[float | int | Annotated[str, Field(max_length=200)] | None]] = Field(
        min_length=1, max_length=40
    )


class Fault(BaseModel):
    """Why a request was refused: what is wrong, where, and what to do."""

    what: str
    where: str = ""
    remedy: str = ""


class Named(BaseModel):
    """Something with a code or an id, and what people call it."""

    id: str
    title: str


class Economy(BaseModel):
    """An economy of the world."""

    code: str
    name: str


class Sector(BaseModel):
    """A sector of the world; ``good`` is false for services."""

    code: str
    name: str
    good: bool


class Party(BaseModel):
    """An economy of the case; ``key`` is its name in the table of talks, if it sits there."""

    id: str
    name: str
    economy: str
    role: str
    key: str | None
    principals: list[Named]


class Cited(BaseModel):
    """A source."""

    citation: str
    date: str = ""
    url: str = ""
    grade: str = ""


class Moment(BaseModel):
    """A point on the timeline, or a span to ``until``."""

    date: Date
    until: Date | None
    title: str
    kind: Literal["round", "measure", "lapse", "deadline", "news"]
    lever: str | None
    sources: list[str]


class CaseState(BaseModel):
    """A policy that the case compares."""

    id: str
    title: str
    on: Date
    note: str


class Package(BaseModel):
    """Levels of items that belong together, as levers."""

    id: str
    title: str
    levels: dict[str, str]


class Level(BaseModel):
    """One setting of an item."""

    id: str
    title: str


class Lever(BaseModel):
    """Something that a reader can move.

    ``value`` is where it stands on the day. A rate or a weight lies between ``min`` and ``max``;
    an item has ``levels``. ``by`` and ``on`` are the economies of a measure, ``start`` and
    ``lapse`` its days where it is in force. ``measures`` are the ids of the law it moves.
    """

    id: str
    group: Literal["law", "item", "principal"]
    section: str
    title: str
    kind: Literal["rate", "levels", "switch", "weight"]
    unit: str = ""
    min: float | None = None
    max: float | None = None
    step: float | None = None
    levels: list[Level] = []
    value: bool | float | str
    in_force: bool = True
    giver: str | None = None
    party: str | None = None
    principal: str | None = None
    by: str | None = None
    on: list[str] = []
    start: Date | None = None
    lapse: Date | None = None
    measures: list[str] = []
    sources: list[Cited] = []
    note: str = ""


class Elasticity(BaseModel):
    """A published set of trade elasticities."""

    id: str
    title: str
    citation: str
    why: str
    default: bool


class ClosureInfo(BaseModel):
    """A treatment of the trade deficits."""

    id: str
    title: str
    why: str


class Dates(BaseModel):
    """The days between which the law is known."""

    first: Date
    last: Date


class CaseInfo(BaseModel):
    """All that a page needs to draw its controls."""

    case: str
    cases: list[str]
    title: str
    question: str
    on: Date
    state: str | None
    dates: Dates
    home: str
    counterpart: str
    economies: list[Economy]
    sectors: list[Sector]
    markets: list[str]
    parties: list[Party]
    timeline: list[Moment]
    states: list[CaseState]
    packages: list[Package]
    levers: list[Lever]
    elasticities: list[Elasticity]
    closures: list[ClosureInfo]
    elasticity: str
    deficits: str
    talks: bool
    words: dict[str, str]
    credit: str


class Standing(BaseModel):
    """Where the law's levers stand on a day."""

    on: Date
    state: str | None
    levers: dict[str, bool | float]
    in_force: list[str]
    notes: list[str]


class Figure(BaseModel):
    """One figure of the headline; ``before`` is the benchmark's, ``standing`` the day's."""

    id: str
    title: str
    unit: str
    value: float
    before: float
    standing: float
    digits: int


class EconomyColumns(BaseModel):
    """By economy, in the order of the case: changes in per cent, money in billion USD a year."""

    code: list[str]
    welfare: list[float]
    gain: list[float]
    real_wage: list[float]
    exports: list[float]
    exports_before: list[float]
    revenue: list[float]
    revenue_before: list[float]
    standing: list[float]


class SectorColumns(BaseModel):
    """By sector of one economy, in the order of the case."""

    economy: str
    output: list[float]
    price: list[float]
    value_added: list[float]
    value_added_before: list[float]
    labour: list[float]


class FlowColumns(BaseModel):
    """Sales of an exporter to an importer by sector, billion USD."""

    importer: str
    exporter: str
    before: list[float]
    after: list[float]
    tariff: list[float]


class BalanceColumns(BaseModel):
    """Exports minus imports of pairs of parties, billion USD."""

    economy: list[str]
    partner: list[str]
    goods: list[float]
    goods_before: list[float]
    total: list[float]
    total_before: list[float]


class Shares(BaseModel):
    """Who serves a market: shares of what the buyer spends on a good, %."""

    sector: str
    buyer: str
    origin: list[str]
    before: list[float]
    after: list[float]


class Proof(BaseModel):
    """The certificate: how far each condition of the equilibrium is from holding."""

    labour_market: float
    unit_cost: float
    goods_market: float
    walras: float
    numeraire: float
    worst: str
    steps: int
    method: str
    tolerance: float


class Answer(BaseModel):
    """The world's answer to a scenario. Figures have six significant digits."""

    digest: str
    took_ms: float
    converged: bool
    headline: list[Figure]
    economies: EconomyColumns
    sectors: SectorColumns
    flows: FlowColumns
    balances: BalanceColumns
    shares: list[Shares]
    certificate: Proof


class Equation(BaseModel):
    """The equation behind a figure, and where it is explained."""

    name: str
    formula: str
    anchor: str
    explanation: str


class Data(BaseModel):
    """A table that a figure rests on."""

    title: str
    year: int | None
    credit: str


class Quoted(BaseModel):
    """A claim: ``quote`` stands in ``text`` from ``start`` to ``end``."""

    text: str
    quote: str
    start: int
    end: int
    source: str
    says: str = ""


class Basis(BaseModel):
    """What a figure rests on."""

    figure: str
    title: str
    plain: str
    value: float | None = None
    unit: str = ""
    equation: Equation | None = None
    data: list[Data] = []
    claims: list[Quoted] = []
    sources: list[Cited] = []
    certificate: Proof | None = None


class LeverWorth(BaseModel):
    """What a lever is worth to each party, billion USD a year by what the party minds.

    ``values``: of where it stands, against where the law or the table has it. ``point``: of one
    point less of a rate, or of turning a switch. ``levels``: of each level of an item, against its
    first, with all else as in the scenario.
    """

    id: str
    values: dict[str, float]
    point: dict[str, float] | None = None
    levels: dict[str, dict[str, float]] = {}


class Worth(BaseModel):
    """The worth of every lever to each party."""

    digest: str
    unit: str
    total: dict[str, float]
    items: list[LeverWorth]


class Points(BaseModel):
    """Packages by what they bring the first two parties, billion USD a year."""

    x: list[float]
    y: list[float]


class Cloud(Points):
    """Packages, and which of them leave both sides better off."""

    zone: list[bool]


class Mark(BaseModel):
    """A package with a name: the reader's own, the case's, or the one that bargaining chooses."""

    id: str
    title: str
    kind: Literal["current", "named", "chosen", "outside", "standing"]
    x: float
    y: float
    levels: dict[str, str] = {}


class Voice(BaseModel):
    """A principal's part in whether a package is signed.

    ``accepts`` is the chance that it suits this person, ``attends`` that of being there;
    ``convinced`` how much likelier the side signs if this person is won.
    """

    id: str
    party: str
    title: str
    accepts: float
    attends: float
    convinced: float
    gain: float
    pivotal: bool


class Reply(BaseModel):
    """An answer by tariff that a third economy might give."""

    title: str
    rate: float
    harm: float
    gain: float


class ThirdParty(BaseModel):
    """How somebody who is not at the table would answer the package."""

    by: str
    on: str
    injury: float
    options: list[Reply]
    sentence: str


class TalksView(BaseModel):
    """The talks with the scenario's package on them.

    ``basis`` says under which law the frontier was worked out; ``exact`` whether that is the
    scenario's own.
    """

    digest: str
    exact: bool
    basis: str
    unit: str
    parties: list[Named]
    probability: float
    error: float
    signs: dict[str, float]
    voices: list[Voice]
    points: list[Mark]
    frontier: Points
    cloud: Cloud
    answer: ThirdParty | None
    crosses: list[str]
    days_left: int | None
    deadline: str | None


class Variant(BaseModel):
    """A party's real income under one set of elasticities and one closure."""

    elasticity: str
    closure: str
    value: float | None
    standing: float | None


class Ranges(BaseModel):
    """Real income by economy under all elasticity sets and closures, %.

    ``low`` and ``high`` span the scenario's; ``change_low`` and ``change_high`` span its difference
    from the law of the day. ``failed`` counts variants without an equilibrium.
    """

    digest: str
    economies: list[str]
    value: list[float]
    low: list[float]
    high: list[float]
    change_low: list[float]
    change_high: list[float]
    variants: dict[str, list[Variant]]
    failed: int


class Series(BaseModel):
    """A price over time under a question's scenario, and what it would have been."""

    id: str
    question: str
    title: str
    place: str
    unit: str
    months: list[str]
    values: list[float | None]
    baseline: list[float | None]
    marks: list[Named]


class Prices(BaseModel):
    """Prices of minerals and gas: what the case asks of the commodity chains."""

    series: list[Series]


class Progress(BaseModel):
    """How far a heavier answer has got."""

    what: str
    done: int
    of: int
