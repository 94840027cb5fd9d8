"""What the live API tells of the world under a scenario, how sure it is, and of the talks on it."""

from datetime import date as Date
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict

from cobden.live.models.case_description import Cited, Named
from cobden.outcomes import Equation


class HeadlineFigure(BaseModel):
    """One figure of the headline; ``before`` is the benchmark's, ``standing`` the day's.

    ``what`` it is, and ``whose``, in words; ``change``: whether it is a change, or a level.
    """

    id: str
    title: str
    what: str
    whose: list[str]
    change: bool
    unit: str
    value: float
    before: float
    standing: float
    digits: int


class OutcomeColumns(BaseModel):
    """The outcomes of the table that have a column, each under its name (``/api/case`` lists them).

    A level has another column for the benchmark: its name and ``_before``.
    """

    model_config = ConfigDict(extra="allow")

    if TYPE_CHECKING:

        def __getattr__(self, column: str) -> list[float]: ...


class EconomyColumns(OutcomeColumns):
    """By economy, in the order of the case: changes in per cent, money in billion USD a year.

    ``standing`` is real income under the law of the day.
    """

    code: list[str]
    exports: list[float]
    exports_before: list[float]
    standing: list[float]


class SectorColumns(OutcomeColumns):
    """By sector of one economy, in the order of the case."""

    economy: str


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
    cautions: list[str]


class ScenarioAnswer(BaseModel):
    """The world's answer to a scenario. Figures have six significant digits.

    ``overridden``: levers of the law that the package leaves nothing to move, and by which items.
    """

    digest: str
    took_ms: float
    converged: bool
    headline: list[HeadlineFigure]
    economies: EconomyColumns
    sectors: SectorColumns
    flows: FlowColumns
    balances: BalanceColumns
    shares: list[Shares]
    certificate: Proof
    overridden: dict[str, list[str]] = {}


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


class FigureBasis(BaseModel):
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


class Variant(BaseModel):
    """A party's real income under one set of elasticities and one closure."""

    elasticity: str
    closure: str
    value: float | None
    standing: float | None


class Ranges(BaseModel):
    """Real income by economy under all elasticity sets and closures, %.

    ``low`` and ``high`` span the scenario's; ``change_low`` and ``change_high`` span its difference
    from the law of the day. ``figures`` are those of the headline, lowest and highest. ``failed``
    counts variants without an equilibrium.
    """

    digest: str
    economies: list[str]
    value: list[float]
    low: list[float]
    high: list[float]
    change_low: list[float]
    change_high: list[float]
    variants: dict[str, list[Variant]]
    figures: dict[str, tuple[float, float]]
    failed: int


class Series(BaseModel):
    """A price over time under a question's scenario, and what it would have been.

    Each value is the mean of a period that runs from its day of ``starts`` to that of ``ends``.
    """

    id: str
    question: str
    title: str
    place: str
    unit: str
    months: list[str]
    starts: list[Date]
    ends: list[Date]
    values: list[float | None]
    baseline: list[float | None]
    marks: list[Named]


class Prices(BaseModel):
    """Prices of minerals and gas: what the case asks of the commodity chains."""

    series: list[Series]


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


class PrincipalVoice(BaseModel):
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


class MemberGain(BaseModel):
    """What the package brings to a member of a group at the table, billion USD a year.

    ``population`` is its share of the group's people; ``accepts`` the chance of its yes, null
    where the members are not asked.
    """

    party: str
    code: str
    name: str
    gain: float
    population: float
    accepts: float | None


class GroupAssent(BaseModel):
    """Whether the members of a group assent: the chance of it, and the rule in words."""

    party: str
    chance: float
    rule: str


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
    scenario's own. ``probability`` and its ``error`` are null, ``signs``, ``voices`` and what is
    said of members empty, where nothing is on the table: there is nothing to sign.
    """

    digest: str
    exact: bool
    basis: str
    unit: str
    parties: list[Named]
    probability: float | None
    error: float | None
    signs: dict[str, float]
    voices: list[PrincipalVoice]
    members: list[MemberGain]
    assents: list[GroupAssent]
    points: list[Mark]
    frontier: Points
    cloud: Cloud
    answer: ThirdParty | None
    crosses: list[str]
    days_left: int | None
    deadline: str | None


class GroupEffect(BaseModel):
    """A group of households under one rule of handing revenue back, USD a household a year.

    ``percent`` is of what it spends; ``living`` what the dearer living alone costs.
    """

    id: str
    title: str
    rule: str
    living: float
    net: float
    percent: float


class PlaceEffect(BaseModel):
    """A place: jobs at the benchmark and their change, thousands, and that in per cent."""

    id: str
    title: str
    jobs: float
    change: float
    percent: float


class PeopleView(BaseModel):
    """Who pays in one economy under a scenario.

    ``price`` is the change of consumer prices in per cent, ``dollars`` what that costs a household
    a year; None where no table of households is known.
    """

    digest: str
    economy: str
    price: float | None
    dollars: float | None
    groups: list[GroupEffect]
    places: list[PlaceEffect]
    notes: list[str]
    sources: list[str]


class YearColumns(BaseModel):
    """One party year by year, changes from a world without the law, %: jobs and prices too."""

    economy: str
    gdp: list[float]
    consumption: list[float]
    employment: list[float]
    consumer_price: list[float]


class YearsView(BaseModel):
    """The years that follow if the scenario's law comes into force and lasts."""

    digest: str
    years: list[int]
    parties: list[YearColumns]
    law: str
    notes: list[str]


class AverageDuty(BaseModel):
    """The mean duty of one party on all goods of another, %, from each day on which it changes."""

    by: str
    on: str
    days: list[Date]
    rates: list[float]


class AverageDuties(BaseModel):
    """Mean duties between home and counterpart, weighed by the trade of the benchmark."""

    duties: list[AverageDuty]


class FoundProduct(BaseModel):
    """An HS heading or subheading, and what it is called."""

    code: str
    name: str


class FoundProducts(BaseModel):
    """The products that some words mean, the plainest first."""

    products: list[FoundProduct]


class ProductRow(BaseModel):
    """Imports of a product before and after, billion USD; duties and price in per cent.

    ``gain`` is what the seller that gains most, ``gainer``, sells more.
    """

    code: str
    sector: str
    before: float
    after: float
    tariff_before: float
    tariff_after: float
    price: float
    gainer: str
    gain: float


class ProductsView(BaseModel):
    """The products of ``exporter`` whose sales to ``importer`` move most under a scenario."""

    digest: str
    importer: str
    exporter: str
    products: list[ProductRow]
