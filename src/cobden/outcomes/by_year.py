"""What a path of years can be asked for: each outcome's name, what it is, and its unit."""

from collections.abc import Mapping

BY_YEAR: Mapping[str, tuple[str, str]] = {
    "gdp": ("real GDP, chained", "%"),
    "consumption": ("real consumption", "%"),
    "investment": ("real investment", "%"),
    "capital": ("capital stock", "%"),
    "real_wage": ("labour income per job, in consumer goods", "%"),
    "employment": ("people employed", "%"),
    "unemployment": ("unemployed, share of the labour force", "points"),
    "participation": ("people at work or looking for it, share of all", "points"),
    "consumer_price": ("consumer prices, own money", "%"),
    "goods_price": ("consumer prices of goods, own money", "%"),
    "services_price": ("consumer prices of services, own money", "%"),
    "investment_price": ("price of investment, own money", "%"),
    "border_price": ("import prices before duty, own money", "%"),
    "import_price": ("import prices with duty, own money", "%"),
    "exchange_rate": ("own money per US dollar", "%"),
    "nominal_wage": ("labour income per job, own money", "%"),
    "revenue": ("tariff revenue", "billion USD"),
    "goods_balance": ("exports minus imports of goods", "billion USD"),
    "pass_through": ("duty that shows in import prices, importer's money", "share"),
    "pass_through_exporter": ("duty that shows in import prices, exporters' money", "share"),
    "pass_through_world": ("duty that shows in import prices, world money", "share"),
}
"""By economy; logs become per cent, shares points."""

BY_SECTOR_AND_YEAR: Mapping[str, tuple[str, str]] = {
    "output": ("volume of output", "%"),
    "jobs": ("people employed", "%"),
    "sector_wage": ("wage, in consumer goods", "%"),
}

STEADY = "after"
"""Label of the steady state along the axis of years."""
