"""A duty as schedules print it: ``Free``, ``2.5%``, ``4.4¢/kg + 6.4%``; else its words alone."""

import re
from dataclasses import dataclass
from functools import cache

UNKNOWN = float("nan")
_PERCENT = re.compile(r"^(\d+(?:\.\d+)?)(?: (\d+)/(\d+))? ?%$")
_SPECIFIC = re.compile(r"^(\$?) ?(\d+(?:\.\d+)?) ?(¢?) ?(?:/ ?| )([A-Za-z][A-Za-z.\d ]*)$")
_FREE = re.compile(r"^(free|0 ?%?)(, under bond)?$", re.IGNORECASE)


@dataclass(frozen=True)
class Specific:
    """An amount for each unit of quantity: 0.044 USD per "kg"."""

    amount: float
    unit: str


@dataclass(frozen=True)
class Duty:
    """A duty: its ``text``, ``ad_valorem`` (a rate) and ``specific`` amounts where it has them.

    ``ad_valorem`` is NaN where the text is neither: a rate on part of the value, or by degree.
    """

    text: str
    ad_valorem: float
    specific: tuple[Specific, ...] = ()

    @property
    def rate(self) -> float:
        """The rate on the value; NaN where it depends on the price, or isn't known."""
        return UNKNOWN if self.specific else self.ad_valorem

    def at(self, unit_values: dict[str, float]) -> float:
        """Return the rate at these unit values (dollars per kg, liter); NaN if one is missing."""
        parts = [s.amount / unit_values.get(s.unit, UNKNOWN) for s in self.specific]
        return self.ad_valorem + sum(parts)


@cache
def parse_duty(text: str) -> Duty:
    """Return the duty that ``text`` states; what can't be computed keeps its words."""
    plain = " ".join(text.split())
    if _FREE.match(plain):
        return Duty(plain, 0.0)
    ad_valorem, specific = 0.0, []
    for part in re.split(r" ?\+ ?", plain):
        if percent := _PERCENT.match(part):
            whole, above, below = percent.groups()
            ad_valorem += (float(whole) + (float(above) / float(below) if above else 0.0)) / 100
        elif amount := _SPECIFIC.match(part):
            dollars, number, cents, unit = amount.groups()
            if bool(dollars) == bool(cents) or " on " in f" {unit} ":
                return Duty(plain, UNKNOWN)
            value = float(number) * (0.01 if cents else 1.0)
            specific.append(Specific(value, unit.strip().rstrip(".")))
        else:
            return Duty(plain, UNKNOWN)
    return Duty(plain, ad_valorem, tuple(specific))
