"""The rows of a spreadsheet of scenarios."""

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from cobden.base.economies import label
from cobden.base.errors import InputError
from cobden.base.files import read_csv
from cobden.base.sources import Text, Value
from cobden.cases.schema import Listed
from cobden.measures.amounts import check_rate
from cobden.measures.measure import AdValorem, Share


class ScenarioRow(Value):
    """A row of the spreadsheet: a scenario's name, and a tariff."""

    scenario: Text = Field(description="its name; rows of one name make one scenario")
    by: Listed = Field(description="economies or groups that levy it, parted by semicolons")
    on: Listed = Field(description="economies or groups parted by semicolons, or all")
    on_except: Listed = ()
    goods: Listed = Field(description="sectors or HS codes parted by semicolons, or all")
    goods_except: Listed = ()
    rate: AdValorem = Field(gt=-1, description="a rate: 25%, 0.25 or 25 points")
    confirm: bool = False
    mode: Literal["add", "floor", "replace", "ordinary", "all_in"] = Field(
        "add", description="add, floor, replace, ordinary or all_in, as in measures.csv"
    )
    share: Share = None
    authority: Text = "scenario"

    @model_validator(mode="after")
    def _is_meant(self) -> Self:
        check_rate(self.rate, self.confirm)
        for name in (*self.by, *self.on, *self.on_except):
            if name.casefold() == "all":
                continue
            try:
                label(name)
            except InputError as fault:
                raise ValueError(f"{fault.what} {fault.remedy}") from None
        return self

    @property
    def flows(self) -> tuple[tuple[str, ...], ...]:
        """What its tariff is about: two of the same are a slip of the pen."""
        return self.by, self.on, self.goods, (self.mode, self.authority)


def read_scenarios(path: str | Path) -> dict[str, tuple[ScenarioRow, ...]]:
    """Return the rows of a spreadsheet (.csv, or .xlsx with ``cobden[office]``) by scenario.

    Raises ``InputError`` with file and row.
    """
    found: dict[str, list[ScenarioRow]] = {}
    for line, row in enumerate(read_csv(Path(path), ScenarioRow), start=1):
        earlier = found.setdefault(row.scenario, [])
        if any(row.flows == other.flows for other in earlier):
            raise InputError(
                f"scenario '{row.scenario}' has two rates on the same goods of the same economies.",
                where=f"{path}: row {line}",
                remedy="Rows of one name make one scenario: give another a name of its own, or add "
                "the two rates up.",
            )
        earlier.append(row)
    if not found:
        raise InputError("it has no rows.", where=str(path), remedy="Write a scenario a row.")
    return {name: tuple(rows) for name, rows in found.items()}
