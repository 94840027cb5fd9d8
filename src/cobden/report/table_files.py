"""The brief's tables as files: CSV for people, Parquet for programs, and what each column means."""

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cobden.base.printable import csv_of, csv_text
from cobden.base.writing import write_together
from cobden.outcomes import columns
from cobden.report import groups
from cobden.report.brief import Brief
from cobden.report.brief_rows import (
    BalanceRow,
    CertificateRow,
    DutyRow,
    EconomyRow,
    SectorRow,
    ShareRow,
    columns_of,
    record,
)
from cobden.report.commodities import AssumptionRow, BasisRow, ChainRow
from cobden.report.instruments import InstrumentRow
from cobden.report.line_tables import ProductLineRow
from cobden.report.people_tables import (
    GroupEffectRow,
    HitRow,
    JobRow,
    KnownPriceRow,
    PlaceEffectRow,
    RegionRow,
)
from cobden.report.pledges import PledgeRow
from cobden.report.reach import ReachRow
from cobden.report.year_tables import YearRow

if TYPE_CHECKING:
    import pandas as pd

_KEYS = {
    "state": ("", "id of the state in case.yaml"),
    "economy": (
        "",
        "ISO 3166 alpha-3 code, or a group of the case (its members have rows of their "
        "own); ROW the rest of the world, WORLD all together",
    ),
    "partner": ("", "the other economy; WORLD all together"),
    "exporter": ("", "who sells; WORLD everybody else"),
    "importer": ("", "who buys"),
    "origin": ("", "who sells"),
    "sector": ("", "ISIC Rev. 4 code as the OECD writes it"),
}


def _told(*axes: str) -> dict[str, tuple[str, str]]:
    """Return unit and meaning of the outcomes that a table by ``axes`` shows, by column."""
    told = {}
    for column, kind in columns(*axes).items():
        unit = f"{kind.unit} a year" if kind.money else kind.unit
        told[column] = unit, f"{kind.title}: {kind.explained}".rstrip(".")
        if not kind.change:
            told[f"{column}_before"] = unit, f"{kind.title} at the benchmark"
            told[f"{column}_change"] = unit, f"{kind.title} beyond the benchmark's"
    return told


_FIGURES = {
    "economies": {
        "low": ("%", "smallest change of real income over the variants"),
        "high": ("%", "largest change over the variants"),
        **_told("economy"),
    },
    "sectors": {
        "goods": ("", "whether the sector makes goods"),
        **_told("sector", "economy"),
        "sales_before": ("billion USD", "sales to the counterpart at the benchmark"),
        "sales_change": ("billion USD", "change of sales to the counterpart"),
    },
    "markets": {
        "before": ("%", "share of the importer's purchases at the benchmark, customs value"),
        "after": ("%", "the same in the state"),
    },
    "balances": {
        "scope": ("", "goods, or all (goods and services)"),
        "before": ("billion USD", "exports minus imports at the benchmark, customs value"),
        "after": ("billion USD", "the same in the state"),
    },
    "duties": {
        "before": ("%", "mean duty of the importer on goods, at the benchmark's imports"),
        "after": ("%", "the same in the state"),
    },
    "instruments": {
        "instrument": ("", "id in instruments.yaml"),
        "kind": ("", "kind of instrument"),
        "regime": ("", "met, binding, not binding, beyond (a tariff-rate quota), or in force"),
        "before": (
            "billion USD",
            "trade it is about without premiums, at benchmark prices; of "
            "what is in force without a quantity to meet, at the benchmark, customs value",
        ),
        "after": ("billion USD", "the same with it"),
        "premium": ("%", "rate found on the price; below zero a subsidy"),
        "rent": ("billion USD a year", "what the premium raises"),
        "to": ("", "who gets it: importer, exporter, or wasted"),
        "paid": ("billion USD a year", "what it costs the treasury that pays it"),
        "accounting": ("", "who pays and who receives, in words"),
    },
    "pledges": {
        "instrument": ("", "id in instruments.yaml"),
        "investor": ("", "who invests"),
        "host": ("", "where"),
        "flow": ("billion USD a year", "what the investor gets in the year of the state"),
        "total": ("billion USD", "the sum"),
        "worth": ("billion USD", "present value to the investor of all that is paid and got"),
        "returns": ("%", "assumed returns a year, of the sum"),
        "breaks_even": ("%", "returns at which it is worth what it costs"),
        "discount": ("%", "rate of discount, a year"),
        "risk": ("", "who bears the risk"),
    },
    "reach": {
        "measure": ("", "id of the measure"),
        "authority": ("", "the law or programme it is under"),
        "about": ("", "what it is called"),
        "cells": ("", "flows of one good between two economies that it works on"),
        "trade": ("billion USD", "what of them it works on, at the benchmark, customs value"),
        "weights": ("", "what tells how much of a sector's trade the goods of a tariff are"),
    },
    "certificates": {
        "condition": ("", "equilibrium condition, Walras' law, or the numeraire"),
        "residual": ("1", "largest relative distance from holding"),
        "steps": ("", "evaluations of the equations"),
    },
    "years": {
        "mechanisms": (
            "",
            "fixed, adjusts (the long run alone), capital, flexible or rigid (year by year, one "
            "mechanism after another)",
        ),
        "year": ("", "0 is the steady state in the end"),
        "quarter": ("", "1 to 4 on a path by quarter, 0 where the whole year is meant"),
        "gdp": ("%", "real GDP, chained"),
        "consumption": ("%", "real consumption"),
        "investment": ("%", "real investment"),
        "capital": ("%", "capital stock"),
        "real_wage": ("%", "labour income per job, in consumer goods"),
        "employment": ("%", "people employed"),
        "unemployment": ("points", "unemployed, share of the labour force"),
        "participation": ("points", "people at work or looking for it, share of all"),
        "consumer_price": ("%", "consumer prices, own money"),
        "import_price": ("%", "import prices with duty, own money"),
        "border_price": ("%", "import prices before duty, own money"),
        "exchange_rate": ("%", "own money per US dollar"),
        "revenue": ("billion USD", "tariff revenue, at the benchmark's prices of the world"),
        "worth": ("%", "lasting change of consumption that is worth as much as the path"),
    },
    "households": {
        "group": ("", "group of households; d1 the poorest tenth, d10 the richest"),
        "revenue_rule": ("", "how the change of tariff revenue is handed back"),
        "consumption": ("USD a household", "consumption at the benchmark"),
        "cost_of_living": ("%", "exact change of the price of the group's own basket, in wages"),
        "living": ("USD a household", "what dearer living takes"),
        "wages": ("USD a household", "change of wages: none, as they are what prices are told in"),
        "property": ("USD a household", "change of profits and rents beyond that of wages"),
        "transfers": ("USD a household", "change of public transfers, which follow value added"),
        "abroad": ("USD a household", "change of what finances a trade deficit, in wages"),
        "revenue": ("USD a household", "revenue handed back"),
        "net": ("USD a household", "equivalent variation"),
        "percent": ("%", "the same, of consumption"),
        "of_income": ("%", "the same, of income after taxes and transfers; empty: not known"),
    },
    "known_prices": {
        "category": ("", "what is bought"),
        "share": ("%", "of consumption"),
        "margin": ("%", "of the shop price that trade and transport add"),
        "shop": ("%", "change of the price in the shop, in wages"),
        "goods": ("%", "change before trade's and transport's margin"),
        "border": ("%", "change of the price of imports with duty; empty: none are bought"),
        "dollars": ("USD a household", "what the old basket costs more"),
    },
    "places": {
        "place": ("", "code of the place"),
        "title": ("", "what it is called"),
        "jobs": ("thousand", "jobs at the benchmark"),
        "change": ("thousand", "change of jobs"),
        "gained": ("thousand", "jobs in sectors that grow there"),
        "lost": ("thousand", "jobs in sectors that shrink there"),
        "percent": ("%", "change of jobs"),
        "output": ("%", "change of the volume of output"),
        "earned": ("%", "change of real income earned there"),
        "protection": ("% of value added", "duties newly put on competing imports"),
        "inputs": ("% of value added", "duties newly put on inputs"),
        "answers": ("% of value added", "duties newly put by others on its exports"),
        "answered": ("thousand", "change of jobs by the others' answers alone"),
    },
    "regions": {
        "place": ("", "code of the place"),
        "title": ("", "what it is called"),
        "income": ("%", "change of real income, as a region of the equilibrium"),
        "dollars": ("billion USD", "the same, as equivalent variation"),
        "wage": ("%", "change of the real wage"),
        "output": ("%", "change of the volume of output"),
        "moved": ("%", "labour that changes its sector"),
        "others": ("%", "of its spending, bought of the other regions"),
        "by_mix": ("%", "change of real income earned as its mix of industries alone has it"),
    },
    "hits": {
        "place": ("", "where what is exported is made"),
        "by": ("", "whose answer it is"),
        "duty": ("million USD", "duty newly levied, at the benchmark's flows"),
    },
    "jobs": {
        "jobs": ("thousand", "jobs at the benchmark"),
        "change": ("thousand", "change of jobs"),
        "percent": ("%", "change of jobs"),
    },
    "products": {
        "code": ("", "product, six digits of the Harmonized System"),
        "before": ("billion USD", "imports at the benchmark, customs value"),
        "after": ("billion USD", "imports, customs value"),
        "change": ("billion USD", "change of imports"),
        "tariff_before": ("%", "tariff at the benchmark"),
        "tariff_after": ("%", "tariff, mean over what was bought before"),
        "price": ("%", "change of what buyers pay for the product, whoever sells it"),
        "diverted": ("billion USD", "how much more all others sell"),
        "gainer": ("", "who of them gains most"),
        "gain": ("billion USD", "by how much"),
    },
    "chains": {
        "question": ("", "what is asked of a commodity chain"),
        "window": ("", "months that are told together"),
        "monthly": ("million USD a month", "mean change of surplus, outlays for stores left out"),
        "low": ("million USD a month", "exceeded in 95% of draws; empty where none were made"),
        "high": ("million USD a month", "exceeded in 5% of draws"),
        "above_zero": ("1", "share of draws in which it is a gain"),
    },
    "chain_figures": {
        "chain": ("", "the commodity chain that answers"),
        "facts": ("", "figures with a source"),
        "assumptions": ("", "figures that nobody states"),
    },
    "assumptions": {
        "chain": ("", "the commodity chain that the figure belongs to"),
        "name": ("", "what the chain's tables call it"),
        "value": ("its unit", "most likely value"),
        "unit": ("", "unit of value, low and high"),
        "low": ("its unit", "least value drawn"),
        "high": ("its unit", "largest value drawn"),
        "reason": ("", "why it lies between them"),
    },
    "flows": {"goods_sold": ("billion USD", "goods sold at customs value; own sales included")},
    "variants": {
        "elasticity": ("", "set of trade elasticities"),
        "deficits": ("", "treatment of the trade deficits"),
        "welfare": ("%", "change of real income; empty where no equilibrium was found"),
    },
}
COLUMNS: dict[str, dict[str, tuple[str, str]]] = {
    table: _KEYS | columns for table, columns in _FIGURES.items()
}
_ROWS: dict[str, Any] = {
    "economies": EconomyRow,
    "sectors": SectorRow,
    "markets": ShareRow,
    "balances": BalanceRow,
    "duties": DutyRow,
    "instruments": InstrumentRow,
    "reach": ReachRow,
    "pledges": PledgeRow,
    "certificates": CertificateRow,
    "years": YearRow,
    "households": GroupEffectRow,
    "known_prices": KnownPriceRow,
    "places": PlaceEffectRow,
    "regions": RegionRow,
    "hits": HitRow,
    "jobs": JobRow,
    "products": ProductLineRow,
    "chains": ChainRow,
    "chain_figures": BasisRow,
    "assumptions": AssumptionRow,
}
_LABELLED = ("flows", "variants")  # arrays; all others are rows


def table(brief: Brief, name: str) -> "pd.DataFrame":
    """Return the table called ``name`` (a key of ``COLUMNS``), one observation a row."""
    import pandas as pd

    if name not in _LABELLED:
        rows = [record(row) for row in getattr(brief, name)]
        return pd.DataFrame(rows, columns=None if rows else columns_of(_ROWS[name]))
    array = getattr(brief, name)
    (column,) = _FIGURES[name].keys() - {"elasticity", "deficits"}
    if array is None:
        return pd.DataFrame(columns=["state", "elasticity", "deficits", "economy", column])
    return array.to_dataframe(name=column).reset_index()


def as_records(brief: Brief) -> dict[str, Any]:
    """Return the brief as plain values, bilateral flows left out; what is not known is None."""
    case = brief.case
    rows = [name for name in COLUMNS if name not in _LABELLED]
    return {
        "case": case.name,
        "title": case.file.title,
        "question": case.file.question,
        "home": case.home,
        "counterpart": case.counterpart,
        "shown": brief.shown,
        "states": [state.model_dump(mode="json") for state in case.states],
        "elasticity": brief.elasticity,
        "deficits": brief.deficits,
        "source": brief.source,
        "findings": list(brief.findings),
        "groups": {
            name: {"members": list(members), "summed": groups.summed(brief, name)}
            for name, members in brief.groups.items()
        },
        "notes": list(brief.notes),
        "facts": [
            {
                "id": fact.id,
                "statement": fact.statement,
                "as_of": fact.as_of,
                "status": fact.status,
                **fact.quantity.model_dump(mode="json"),
            }
            for fact in case.facts
        ],
        **{name: [record(row) for row in getattr(brief, name)] for name in rows},
        "chains_missing": brief.minerals.missing,
        "units": {name: {c: unit for c, (unit, _) in COLUMNS[name].items()} for name in rows},
    }


def write_tables(brief: Brief, folder: Path) -> list[Path]:
    """Write every table as CSV and Parquet, and ``columns.csv``: all or none; return the paths."""
    files: dict[Path, bytes] = {}
    meanings = [["table", "column", "unit", "meaning"]]
    for name, meaning in COLUMNS.items():
        frame = table(brief, name)
        files[folder / f"{name}.csv"] = csv_of(frame).encode()
        files[folder / f"{name}.parquet"] = parquet_of(frame)
        meanings += [[name, str(column), *meaning[str(column)]] for column in frame.columns]
    files[folder / "columns.csv"] = csv_text(meanings).encode()
    write_together(files, remedy="Choose another folder with --output.")
    return list(files)


def parquet_of(frame: "pd.DataFrame") -> bytes:
    """Return a table as Parquet."""
    out = io.BytesIO()
    frame.to_parquet(out, index=False)
    return out.getvalue()
