"""What is counted at the table: outcomes that packages change, and figures with their basis."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from cobden.base.objective import Kind
from cobden.base.sources import Stated, Text, Value

Key = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", max_length=60)]
MONEY = "billion USD a year"
UNITS: dict[str, str] = {
    "welfare": MONEY, "political_income": MONEY, "bilateral_balance": MONEY,
    "tariff_revenue": MONEY, "output": "percent", "employment": "percent", "dependence": "points",
}  # fmt: skip
"""The units of the outcomes that the equilibrium computes."""


class Figure(Stated):
    """A number with its unit, range and basis; ``sources`` are keys of ``Table.sources``."""

    sources: tuple[Text, ...] = ()


class Outcome(Value):
    """Something that a package changes and somebody minds.

    ``kind`` is one of the equilibrium's (see ``base.objective.Term``), computed for each package,
    or ``declared``: the levels of the items state it, and it adds up. A bilateral balance is that
    in goods, unless it names a ``sector``. ``sector_weights`` are those of a political income, one
    where none is given.
    """

    title: Text
    unit: Text
    kind: Kind | Literal["declared"] = "declared"
    economy: str | None = None
    partner: str | None = None
    sector: str | None = None
    sector_weights: dict[str, float] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _is_in_its_unit(self) -> Self:
        if self.kind == "declared":
            return self
        if self.unit != UNITS[self.kind]:
            raise ValueError(f"{self.kind} is in '{UNITS[self.kind]}', not '{self.unit}'")
        if self.economy is None:
            raise ValueError(f"{self.kind} of which economy? Name it as economy")
        if self.sector_weights and self.kind != "political_income":
            raise ValueError(f"sector_weights belong to a political_income, not to {self.kind}")
        return self
