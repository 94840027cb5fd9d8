"""Units of figures: enough algebra to catch a price per kilogram where a tonnage belongs."""

import re
from dataclasses import dataclass
from types import MappingProxyType

from cobden.base.errors import InputError, unknown

# symbol: (what it measures, how many of the base unit it is)
_SYMBOLS: dict[str, tuple[str, float]] = {
    "g": ("mass", 1e-6), "kg": ("mass", 1e-3), "t": ("mass", 1.0), "kt": ("mass", 1e3),
    "Mt": ("mass", 1e6),
    "USD": ("money", 1.0), "kUSD": ("money", 1e3), "MUSD": ("money", 1e6),
    "bnUSD": ("money", 1e9),
    "day": ("time", 12 / 365), "week": ("time", 12 * 7 / 365), "month": ("time", 1.0),
    "quarter": ("time", 3.0), "year": ("time", 12.0),
    "MMBtu": ("heat", 1.0), "TBtu": ("heat", 1e6),
    "Mcf": ("gas volume", 1e-6), "Bcf": ("gas volume", 1.0),
    "Mm3": ("gas volume at 15 C", 1e-3), "bcm": ("gas volume at 15 C", 1.0),
    "nm": ("distance", 1.0), "kn": ("speed", 1.0),
    "CGT": ("compensated tonnage", 1.0), "MCGT": ("compensated tonnage", 1e6),
    "GT": ("gross tonnage", 1.0), "MGT": ("gross tonnage", 1e6),
    "ship": ("ships", 1.0), "vehicle": ("vehicles", 1.0), "Mvehicle": ("vehicles", 1e6),
    "wafer": ("wafers", 1.0), "kwafer": ("wafers", 1e3), "Mwafer": ("wafers", 1e6),
    "%": ("", 0.01), "1": ("", 1.0),
}  # fmt: skip


def dollars(money: str) -> float:
    """Return how many dollars a chain's unit of money is."""
    return _SYMBOLS[money][1]


@dataclass(frozen=True)
class Unit:
    """A scale times powers of what is measured: ``USD/kg`` is 1000 times money per mass."""

    scale: float
    powers: tuple[tuple[str, int], ...]
    text: str

    def factor_to(self, target: "Unit", *, where: str) -> float:
        """Return by what a figure in this unit is multiplied to be in ``target``.

        Raises ``InputError`` where the two do not measure the same thing.
        """
        if self.powers != target.powers:
            raise InputError(
                f"a figure in '{self.text}' stands where '{target.text}' is expected.",
                where=where,
                remedy="Convert it with a figure that has the missing unit, or correct the unit.",
            )
        return self.scale / target.scale


def _unit(scale: float, powers: dict[str, int], text: str) -> Unit:
    kept = tuple(sorted((name, power) for name, power in powers.items() if power and name))
    return Unit(scale, kept, text)


def parse_unit(text: str, *, where: str = "unit") -> Unit:
    """Return the unit written as factors joined by ``*`` and ``/``: ``USD/MMBtu``, ``t/year``."""
    scale, powers = 1.0, {}
    for sign, symbol in re.findall(r"([*/]?)\s*([^*/]+)", text.strip()):
        name = symbol.strip()
        if name not in _SYMBOLS:
            raise unknown("unit", name, _SYMBOLS, where=where)
        direction = -1 if sign == "/" else 1
        measures, size = _SYMBOLS[name]
        scale *= size**direction
        powers[measures] = powers.get(measures, 0) + direction
    return _unit(scale, powers, text.strip())


def multiply(left: Unit, right: Unit, power: int) -> Unit:
    """Return ``left`` times ``right`` to the ``power`` of 1 or -1."""
    powers = dict(left.powers)
    for name, exponent in right.powers:
        powers[name] = powers.get(name, 0) + power * exponent
    text = f"{left.text}{'*' if power > 0 else '/'}({right.text})"
    return _unit(left.scale * right.scale**power, powers, text)


PURE = parse_unit("1")
SYMBOLS = MappingProxyType(_SYMBOLS)
