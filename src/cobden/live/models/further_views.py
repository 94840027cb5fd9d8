"""What the live API tells besides: who pays, the years, mean duties and products."""

from datetime import date as Date

from pydantic import BaseModel


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

    ``name`` is the customs' own, ``short`` a few words of it; ``gain`` is what the seller that
    gains most, ``gainer``, sells more.
    """

    code: str
    name: str
    short: str
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
