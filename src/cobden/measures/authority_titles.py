"""What people call the authorities of tariffs; cases and rules name them by short names."""

from functools import cache

TITLES = {
    "MFN": "Ordinary duty",
    "hypothetical": "Assumed duty",
    "S122": "Section 122",
    "S201": "Section 201 safeguard",
    "S232": "Section 232",
    "S232-aluminium": "Section 232, aluminium",
    "S232-auto": "Section 232, cars",
    "S232-copper": "Section 232, copper",
    "S232-lumber": "Section 232, timber",
    "S232-metals": "Section 232, metals",
    "S232-parts": "Section 232, car parts",
    "S232-semis": "Section 232, semiconductors",
    "S232-steel": "Section 232, steel",
    "S232-trucks": "Section 232, trucks and buses",
    "S301": "Section 301",
    "S301-Brazil": "Section 301, Brazil",
    "S301-aircraft": "Section 301, aircraft dispute",
    "S301-forced-labour": "Section 301, forced labour",
    "S338": "Section 338",
    "IEEPA": "Emergency powers (IEEPA)",
    "IEEPA-Brazil": "Emergency powers (IEEPA), Brazil",
    "IEEPA-Russia-oil": "Emergency powers (IEEPA), Russian oil",
    "IEEPA-fentanyl": "Emergency powers (IEEPA), fentanyl",
    "IEEPA-reciprocal": "Emergency powers (IEEPA), reciprocal duty",
    "Russia": "Duty in place of column 2",
    "CAN-retaliation": "Canada’s answer",
    "CHN-Canada": "China’s duties on Canada",
    "CHN-retaliation": "China’s answer",
    "EU-retaliation": "The European Union’s answer",
    "IND-retaliation": "India’s answer",
    "RUS-retaliation": "Russia’s answer",
    "TUR-retaliation": "Türkiye’s answer",
    "MEX-nonFTA": "Mexico’s duties on those without an agreement",
    "retaliation": "Answer",
    "agreement": "Agreement",
}
_KINDS = {
    "AD": "anti-dumping duty", "CVD": "countervailing duty", "safeguard": "safeguard",
    "surtax": "surtax",
}  # fmt: skip
_WHOSE = {
    "EU": "The European Union’s", "China": "China’s", "CAN": "Canada’s", "MEX": "Mexico’s",
    "IND": "India’s", "JPN": "Japan’s",
}  # fmt: skip


@cache
def authority_title(name: str) -> str:
    """Return what people call an authority: its own title, or its family's; else its name.

    >>> authority_title("S232-auto"), authority_title("EU-AD"), authority_title("my own duty")
    ('Section 232, cars', 'The European Union’s anti-dumping duty', 'my own duty')
    """
    if name in TITLES:
        return TITLES[name]
    whose, kind, goods = (*name.split("-", 2), "", "")[:3]
    if whose in _WHOSE and kind in _KINDS:
        return f"{_WHOSE[whose]} {_KINDS[kind]}{f' on {goods}' if goods else ''}"
    family = max((one for one in TITLES if name.startswith(f"{one}-")), key=len, default=None)
    return name if family is None else f"{TITLES[family]}, {name.removeprefix(f'{family}-')}"
