"""What is known of a mineral's world balance: the summaries of the Geological Survey, as values.

Every figure is a range, [low, high]; what nobody states is absent. The tables are built by
``derive/minerals.py`` from the Mineral Commodity Summaries 2026 (public domain).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from cobden.base.errors import InputError, unknown

TABLES = Path(__file__).parent / "minerals"
Range = tuple[float, float]
Stage = Literal["ore", "refined", "component"]
STAGES: tuple[Stage, ...] = ("ore", "refined", "component")
OTHERS, WORLD = "others", "world"  # rows of the table that name no economy


@dataclass(frozen=True)
class Mineral:
    """A mineral: output, capacity and import shares by economy, and what the United States use.

    ``output`` and ``capacity`` in tonnes a year (of helium, million cubic metres), ``price`` in
    dollars a tonne, ``use`` in tonnes a year, ``reliance`` and ``imports`` as shares, ``stocks`` in
    tonnes; ``net_imports`` in tonnes a year where use is withheld. ``stage`` is that of the table;
    ``refined`` and ``component`` are shares of world output that the table does not show.
    ``sectors`` are the world's sectors that use it.
    """

    name: str
    title: str
    stage: Stage
    sectors: tuple[str, ...]
    output: Mapping[str, Range]
    capacity: Mapping[str, Range]
    imports: Mapping[str, Range]
    refined: Mapping[str, Range]
    component: Mapping[str, Range]
    price: Range | None
    use: Range | None
    reliance: Range | None
    net_imports: Range | None
    stocks: Range | None
    critical: bool
    headings: tuple[str, ...]

    @property
    def shares(self) -> dict[Stage, Mapping[str, Range]]:
        """Whose share of world output is told for a stage other than that of the table."""
        told: dict[Stage, Mapping[str, Range]] = {
            "refined": self.refined, "component": self.component,
        }  # fmt: skip
        return {stage: shares for stage, shares in told.items() if shares}

    def stages(self) -> tuple[Stage, ...]:
        """Return the stages of which something is known: the table's, and those told apart."""
        table = {self.stage} if self.named() else set()
        return tuple(stage for stage in STAGES if stage in table | set(self.shares))

    @property
    def usual_stage(self) -> Stage:
        """The stage that a government would withhold: refined where that is told apart."""
        return "refined" if self.refined else self.stage

    def named(self) -> dict[str, Range]:
        """Return the output of the economies that the table names."""
        return {at: told for at, told in self.output.items() if at not in (OTHERS, WORLD)}

    @property
    def world_output(self) -> Range:
        """World output a year: what all rows of the table sum to."""
        return sum(low for low, _ in self.output.values()), sum(h for _, h in self.output.values())

    def share(self, economy: str, stage: Stage) -> float:
        """Return an economy's share of world output at a stage, at the middle of its range.

        Where others refine or make components is not told: what is left is shared as the table is.
        """
        told = self.shares.get(stage, {})
        if economy in told:
            return sum(told[economy]) / 2
        left = 1 - sum(sum(share) / 2 for share in told.values())
        rest = {at: sum(made) / 2 for at, made in self.output.items() if at not in told}
        total = sum(rest.values())
        return left * rest.get(economy, 0.0) / total if total else 0.0

    def holders(self, least: float) -> list[str]:
        """Return who could withhold it: economies with at least this share at the usual stage."""
        stage = self.usual_stage
        known = {**self.named(), **self.shares.get(stage, {})}
        return [at for at in known if self.share(at, stage) >= least]


@cache
def minerals() -> dict[str, Mineral]:
    """Return all minerals that can be screened, by name."""
    balances: Any = pd.read_csv(TABLES / "balances.csv", keep_default_na=False)
    stages: Any = pd.read_csv(TABLES / "stages.csv", keep_default_na=False)
    names: Any = pd.read_csv(TABLES / "minerals.csv", keep_default_na=False, dtype=str)
    found = {}
    for row in names.to_dict("records"):
        name = row["mineral"]
        own = balances[balances.mineral == name]
        staged = stages[stages.mineral == name]
        found[name] = Mineral(
            name, row["title"], row["stage"], tuple(row["sectors"].split("|")),
            output=_by_economy(own[own["item"] == "output"]),
            capacity=_by_economy(own[own["item"] == "capacity"]),
            imports=_by_economy(own[own["item"] == "import share"]),
            refined=_by_economy(staged[staged.stage == "refined"]),
            component=_by_economy(staged[staged.stage == "component"]),
            price=_only(own, "price"), use=_only(own, "use"), reliance=_only(own, "reliance"),
            net_imports=_only(own, "net imports"),
            stocks=_only(own, "stocks"), critical=_only(own, "critical") == (1.0, 1.0),
            headings=tuple(filter(None, row["hs"].split("|"))),
        )  # fmt: skip
    return found


def mineral(name: str) -> Mineral:
    """Return the mineral called ``name``, by its name or its title."""
    known = minerals()
    folded = name.strip().casefold().replace(" ", "_")
    for key, item in known.items():
        if folded in (key, item.title.casefold().replace(" ", "_")):
            return item
    raise unknown("mineral", name, known, where="screen")


def check_stage(item: Mineral, stage: str | None) -> Stage:
    """Return the stage that is meant; raise ``InputError`` where nothing is known of it."""
    if stage is None:
        return item.usual_stage
    for known in item.stages():
        if known == stage:
            return known
    raise InputError(
        f"nothing is known of {item.title} at the stage '{stage}'.",
        where="screen",
        remedy=f"Known: {', '.join(item.stages())}.",
    )


def _by_economy(rows: Any) -> dict[str, Range]:
    return {
        str(row["economy"]): (float(row["low"]), float(row["high"]))
        for row in rows.to_dict("records")
    }


def _only(rows: Any, item: str) -> Range | None:
    found = rows[rows["item"] == item]
    if found.empty:
        return None
    return float(found.low.iloc[0]), float(found.high.iloc[0])
