"""What the live API tells of the world under a scenario, what it rests on and how sure it is."""

from datetime import date as Date
from typing import TYPE_CHECKING

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


class WrittenPage(BaseModel):
    """A page that works without a server: the file's name and what stands in it."""

    name: str
    page: str
