"""The rows of a spreadsheet of scenarios."""

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

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
        return self


def read_scenarios(path: str | Path) -> dict[str, tuple[ScenarioRow, ...]]:
    """Return the rows of a spreadsheet (.csv, or .xlsx with ``cobden[office]``) by scenario.

    Raises ``InputError`` with file and row.
    """
    found: dict[str, list[ScenarioRow]] = {}
    for row in read_csv(Path(path), ScenarioRow):
        found.setdefault(row.scenario, []).append(row)
    if not found:
        raise InputError("it has no rows.", where=str(path), remedy="Write a scenario a row.")
    return {name: tuple(rows) for name, rows in found.items()}
