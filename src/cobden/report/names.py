"""What economies, sectors and sets of elasticities are called in a brief."""

import re
from collections.abc import Iterable
from functools import cache

import pycountry

from cobden.base.economies import ROW

_SHORT = {
    ROW: "Rest of the world", "WORLD": "World", "BOL": "Bolivia", "BRN": "Brunei",
    "CIV": "Côte d'Ivoire",
    "COD": "DR Congo", "CZE": "Czechia", "GBR": "United Kingdom", "HKG": "Hong Kong",
    "KOR": "Korea", "LAO": "Laos", "MDA": "Moldova", "RUS": "Russia", "STP": "São Tomé",
    "TUR": "Türkiye", "TWN": "Taiwan", "TZA": "Tanzania", "USA": "United States",
    "EU27": "European Union", "MERCOSUR": "Mercosur", "USMCA": "North America",
    "VEN": "Venezuela", "VNM": "Viet Nam", "ARE": "Emirates", "SAU": "Saudi Arabia",
}  # fmt: skip

_WITH_ARTICLE = {"USA", "GBR", "NLD", "PHL", "ARE", "ROW", "WORLD", "EU27", "G7"}

SECTORS = {
    "A01": "Crops and livestock", "A02": "Forestry", "A03": "Fishing", "B05": "Coal",
    "B06": "Oil and gas", "B07": "Metal ores", "B08": "Other mining", "B09": "Mining support",
    "C10T12": "Food, drink, tobacco", "C13T15": "Textiles and clothing", "C16": "Wood",
    "C17_18": "Paper and printing", "C19": "Refined petroleum", "C20": "Chemicals",
    "C21": "Pharmaceuticals", "C22": "Rubber and plastics", "C23": "Glass, cement, ceramics",
    "C24A": "Iron and steel", "C24B": "Non-ferrous metals", "C25": "Metal products",
    "C26": "Computers and electronics", "C27": "Electrical equipment", "C28": "Machinery",
    "C29": "Motor vehicles and parts", "C301": "Ships", "C302T309": "Other transport equipment",
    "C31T33": "Furniture, other goods", "SERV": "Services",
}  # fmt: skip


@cache
def economy(code: str) -> str:
    """Return the short English name of an economy or group; its own label if it has no other."""
    if code in _SHORT:
        return _SHORT[code]
    country = pycountry.countries.get(alpha_3=code)
    return getattr(country, "common_name", country.name) if country else code


def the(code: str) -> str:
    """Return the name of an economy as it stands within a sentence."""
    name = economy(code)
    if code in _WITH_ARTICLE:
        return f"the {name[0].lower() + name[1:] if code in ('ROW', 'WORLD') else name}"
    return name


def sector(code: str) -> str:
    """Return the short English name of a sector, or the code itself if it is the user's own."""
    return SECTORS.get(code, code)


def elasticities(name: str, citations: Iterable[str]) -> str:
    """Return a set of trade elasticities with who estimated it; ``citations`` begin ``NAME: ``.

    >>> elasticities("CP", ["CP: Caliendo, L. & Parro, F. (2015), Estimates of the effects"])
    'CP (Caliendo, L. & Parro, F., 2015)'
    """
    known = dict(citation.split(": ", 1) for citation in citations)
    who = re.match(r"(.*?) \((\d{4})\)", known.get(name, ""))
    return f"{name} ({who[1]}, {who[2]})" if who else name
