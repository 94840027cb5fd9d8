"""What governments do to a chain, dated: the measures of the rest of Cobden, good by good.

Every measure has a first day, perhaps a last one (``end`` is the first day no longer in force),
and the day it was ``announced``, from which those who plan know of it; where the last day became
known later, ``end_announced`` says when. What is uncertain to those who plan is said in chances: a
measure may be feared before it is announced, doubted until it starts, and hoped to be lifted while
it lasts. Amounts are numbers in the chain's units, or formulas of its figures.
"""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import Field, TypeAdapter, model_validator

from cobden.base.lazy import renamed
from cobden.base.sources import Text, Value

Amount = float | str
Names = Annotated[tuple[str, ...], Field(min_length=1)]


class BaseMeasure(Value):
    """What all measures say: who, from when, until when, known since when, and who says so.

    ``hazard`` is the chance a month, from the day ``feared`` on, that the measure starts before it
    is announced; ``likely`` that it starts at all once it is; ``lifting`` the chance a month that
    it ends. All are beliefs of those who plan, who act on them with rolling foresight.
    """

    name: Text
    by: Names
    start: date
    end: date | None = None
    announced: date | None = None
    end_announced: date | None = None
    feared: date | None = None
    hazard: Amount | None = None
    likely: Amount | None = None
    lifting: Amount | None = None
    source: str = ""

    @property
    def known_from(self) -> date:
        """The first day on which those who plan can know of the measure."""
        return self.announced or self.start

    @property
    def believed_from(self) -> date:
        """The first day on which those who plan take the measure for possible."""
        return self.feared or self.known_from

    @property
    def news(self) -> tuple[date, ...]:
        """The days on which those who plan learn something about it."""
        days = (
            self.feared, self.known_from, self.end_announced,
            self.start if self.likely is not None else None,
        )  # fmt: skip
        return tuple(day for day in days if day is not None)

    def as_known(self, day: date) -> Self:
        """Return the measure as those who plan know it on ``day``: not at all, or without its end.

        What is not known yet never starts.
        """
        if day < self.known_from:
            return self.never()
        told = self.end_announced is None or day >= self.end_announced
        return self.model_copy(update={"end": self.end if told else None})

    def unforeseen(self) -> Self:
        """Return the measure as one that nobody sees coming or going."""
        beliefs = dict.fromkeys(("announced", "feared", "hazard", "likely", "lifting"))
        return self.model_copy(update={**beliefs, "end_announced": self.end})

    def never(self) -> Self:
        """Return the measure as one that does not come."""
        return self.starting(date.max)

    def starting(self, day: date) -> Self:
        """Return the measure as one that starts on ``day`` and lasts."""
        return self.model_copy(update={"start": day, "end": None})

    def ending(self, day: date) -> Self:
        """Return the measure as one that ends on ``day``."""
        return self.model_copy(update={"end": day})

    @model_validator(mode="after")
    def _in_order(self) -> "BaseMeasure":
        if self.end is not None and self.end <= self.start:
            raise ValueError(f"it ends on {self.end}, before it starts on {self.start}")
        if self.announced is not None and self.announced > self.start:
            raise ValueError(f"it is announced on {self.announced}, after its start {self.start}")
        if (self.feared is None) != (self.hazard is None):
            raise ValueError("feared and hazard go together: from when, and how likely a month")
        if self.feared is not None and self.feared >= self.known_from:
            raise ValueError(
                f"it is feared from {self.feared}, but known from {self.known_from} anyway"
            )
        if self.likely is not None and self.known_from == self.start:
            raise ValueError("likely is the chance that it starts once announced: give announced")
        return self


class OnTrade(BaseMeasure):
    """A measure on what is traded between ``by`` and ``on``, another economy."""

    on: tuple[str, ...] = ("*",)
    goods: Names


class ChainTariff(OnTrade):
    """An import duty of ``rate`` on the value with (``cif``) or without (``fob``) freight."""

    kind: Literal["tariff"] = "tariff"
    rate: Amount
    base: Literal["fob", "cif"] = "cif"


class ExportTax(OnTrade):
    """A duty of ``rate`` on the value of what leaves ``by`` for ``on``."""

    kind: Literal["export_tax"] = "export_tax"
    rate: Amount


class SpecificDuty(OnTrade):
    """An import duty of ``amount`` money per unit."""

    kind: Literal["specific_duty"] = "specific_duty"
    amount: Amount


class ExportBan(OnTrade):
    """Nothing leaves ``by`` for ``on``."""

    kind: Literal["export_ban"] = "export_ban"


class ChainImportHalt(OnTrade):
    """``by`` takes nothing from ``on``."""

    kind: Literal["import_halt"] = "import_halt"


class ChainQuota(OnTrade):
    """At most ``quantity`` per month leaves ``by`` for all of ``on`` together.

    The scarcity is earned in the exporting or the importing economy, as ``rents_to`` says.
    """

    kind: Literal["quota"] = "quota"
    quantity: Amount
    rents_to: Literal["exporter", "importer"] = "exporter"


class Licence(OnTrade):
    """What leaves ``by`` for ``on`` waits ``delay`` months, and only part of it is let go at all.

    The part is a share of each good's trade without measures: ``approval`` at first, growing evenly
    to ``approval_after`` over ``ramp`` months. With no ``approval`` everything is let go, late.
    With ``quota`` at most that much a month, of all the goods together, goes to each place.
    With ``end_use`` a licence names its user: the goods, and what is made of them, stay where they
    land, but for the share ``leakage``.
    """

    kind: Literal["licence"] = "licence"
    delay: Amount
    approval: Amount | None = None
    approval_after: Amount | None = None
    ramp: Amount = 0.0
    quota: Amount | None = None
    end_use: bool = False
    leakage: Amount = 0.0


class PassageClosure(BaseMeasure):
    """A ``share`` of what usually goes through a ``passage`` cannot; ``by`` says who closes it."""

    kind: Literal["closure"] = "closure"
    passage: Text
    share: Amount = 1.0


class Outage(BaseMeasure):
    """A ``share`` of the capacity of ``process`` at ``by`` cannot run."""

    kind: Literal["outage"] = "outage"
    process: Text
    share: Amount


class ProductionSubsidy(BaseMeasure):
    """``by`` pays ``amount`` per unit of ``process`` run at home."""

    kind: Literal["production_subsidy"] = "production_subsidy"
    process: Text
    amount: Amount


class NewCapacity(BaseMeasure):
    """``limit`` per month of ``process`` is built at ``at``, paid by ``by``; ramp in months."""

    kind: Literal["new_capacity"] = "new_capacity"
    at: Text
    process: Text
    limit: Amount
    cost: Amount
    ramp: Amount = 0.0


class PriceFloor(BaseMeasure):
    """``by`` tops up the price of ``good`` to ``floor`` for ``limit`` per month made at ``at``."""

    kind: Literal["price_floor"] = "price_floor"
    at: Text
    process: Text
    good: Text
    floor: Amount
    limit: Amount


class StockRelease(BaseMeasure):
    """The strategic stocks of ``good`` in ``by`` may fall by ``quantity`` in all."""

    kind: Literal["stock_release"] = "stock_release"
    good: Text
    quantity: Amount


class RecyclingProgramme(BaseMeasure):
    """``by`` collects at most ``rate`` of what ``use`` took ``lag`` months before."""

    kind: Literal["recycling"] = "recycling"
    use: Text
    good: Text
    rate: Amount
    lag: Amount
    cost: Amount
    limit: Amount
    ramp: Amount = 0.0


class SavingProgramme(BaseMeasure):
    """``use`` in ``by`` learns to do with less: a ``limit`` share, at most ``speed`` a month."""

    kind: Literal["saving"] = "saving"
    use: Text
    limit: Amount
    speed: Amount
    cost: Amount


class Purchase(BaseMeasure):
    """``by`` contracts ``quantity`` per month of ``good`` from ``on``, taken or paid for."""

    kind: Literal["purchase"] = "purchase"
    on: Text
    good: Text
    quantity: Amount
    penalty: Amount
    price: Amount | None = None


Measure = (
    ChainTariff | ExportTax | SpecificDuty | ExportBan | ChainImportHalt | ChainQuota | Licence
    | PassageClosure | Outage | ProductionSubsidy | NewCapacity | PriceFloor | StockRelease
    | RecyclingProgramme | SavingProgramme | Purchase
)  # fmt: skip
MEASURE: TypeAdapter[Measure] = TypeAdapter(Annotated[Measure, Field(discriminator="kind")])


if not TYPE_CHECKING:
    __getattr__ = renamed(
        __name__, {"ImportHalt": "ChainImportHalt", "Quota": "ChainQuota", "Tariff": "ChainTariff"}
    )
