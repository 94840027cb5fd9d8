"""Labour, capital and investment of a benchmark world: what the input-output table does not hold.

Figures are by economy from the Penn World Table, investment by good from WIOD and BEA (see
``derive/macro.py``); where no source gives one, a stated assumption, listed in ``Macro.notes``.
"""

import csv
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np

from cobden.base.economies import group, resolve
from cobden.base.errors import InputError
from cobden.base.sources import Quantity, Source
from cobden.world.world import World

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_PWT = Source(
    citation="Feenstra, R., Inklaar, R. & Timmer, M. (2015), The next generation of the Penn World "
    "Table, American Economic Review 105(10); version 10.01",
    where="labsh, delta, csh_i: means of 2015 to 2019",
    licence="CC BY 4.0",
    grade="A",
)
GROWTH = Quantity(
    value=0.02,
    low=0.01,
    high=0.03,
    unit="trend growth of real output a year, the same everywhere",
    sources=(_PWT,),
    reason="with it the United States' investment and depreciation imply 3.4 years' output of "
    "capital, as its capital stock of 2019 does (rnna over rgdpna)",
)
DISCOUNT = Quantity(
    value=0.96,
    low=0.94,
    high=0.98,
    unit="weight of next year's utility in this year's",
    sources=(
        Source(
            citation="Caliendo, L., Dvorkin, M. & Parro, F. (2019), Trade and labor market "
            "dynamics, Econometrica 87(3)",
            where="a quarterly discount factor of 0.99",
            date="2019-05",
            grade="A",
        ),
    ),
)


@dataclass(frozen=True, eq=False)
class Macro:
    """What turns a benchmark of one year into one that can move through time.

    - ``labour_share`` [q, n]: wages per unit of value added;
    - ``investment_share`` [k, n]: investment per unit of final spending on a good, both of the
      economy's own and of imported goods;
    - ``depreciation`` [n]: share of the capital stock a year;
    - ``growth``: trend growth of every economy a year; ``discount``: weight of next year's utility;
    - ``notes``: every figure that no source gives.

    The benchmark is a constant growth path: investment replaces and extends the capital stock, so
    the stock is investment over depreciation plus growth.

    >>> import cobden as cb
    >>> world = cb.World.load().aggregate(['USA', 'JPN'])
    >>> macro = cb.dynamics.Macro.of(world)
    >>> macro.labour_share.shape
    (28, 3)
    """

    labour_share: "Floats"
    investment_share: "Floats"
    depreciation: "Floats"
    growth: float = GROWTH.value
    discount: float = DISCOUNT.value
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        domain = {
            "labour_share": (self.labour_share, 0.0, 1.0),
            "investment_share": (self.investment_share, 0.0, 1.0),
            "depreciation": (self.depreciation, 0.0, 1.0),
            "discount": (np.array(self.discount), 0.0, 1.0),
            "growth": (np.array(self.growth), -0.5, 0.5),
        }
        for name, (values, low, high) in domain.items():
            bad = np.argwhere(~(np.isfinite(values) & (values >= low) & (values <= high)))
            if len(bad):
                cell = tuple(int(j) for j in bad[0])
                raise InputError(
                    f"{name} is {values[cell]}.",
                    where=f"{name}{list(cell) if cell else ''}",
                    remedy=f"It lies between {low:g} and {high:g}.",
                )
        if not ((self.depreciation + self.growth) > 0).all() or self.discount >= 1:
            raise InputError(
                "capital must wear out or output grow, and the future count less than the present.",
                where="macro",
                remedy="Give depreciation + growth above zero and a discount below one.",
            )

    @classmethod
    def of(cls, world: World) -> "Macro":
        """Return the figures for the economies and sectors of a world.

        Groups and the rest of the world take their members' means, weighted by output. Raises
        ``InputError`` for an economy that no table knows.
        """
        return _of(world)

    @cached_property
    def horizon_years(self) -> float:
        """How many years of the future count: one over the rate of discount."""
        return 1 / (1 - self.discount)


@lru_cache(maxsize=16)
def _of(world: World) -> Macro:
    table, notes = _economies(), []
    members = [_members(world, name) for name in world.economies]
    labour, depreciation, target = (
        np.array([_mean(table, codes, key) for codes in members])
        for key in ("labour", "depreciation", "investment")
    )
    lacking = [
        name
        for name, codes in zip(world.economies, members, strict=True)
        if all(np.isnan(table[code]["labour"]) for code in codes)
    ]
    labour = np.where(np.isnan(labour), _mean(table, tuple(table), "labour"), labour)
    if lacking:
        notes.append(
            f"labour share of {', '.join(lacking)}: none published, the mean of all others, "
            f"{_mean(table, tuple(table), 'labour'):.2f}"
        )
    return Macro(
        labour_share=_by_sector(world, labour, notes),
        investment_share=_investment(world, members, target, notes),
        depreciation=depreciation,
        notes=tuple(notes),
    )


def _by_sector(world: World, labour: "Floats", notes: list[str]) -> "Floats":
    """Return labour shares [q, n]: one for all sectors, in the United States by sector."""
    share = np.repeat(labour[None, :], len(world.sectors), axis=0)
    known = _labour_by_sector()
    if "USA" not in world.economies or not set(world.sectors) <= set(known):
        notes.append("labour shares are the same in all sectors of an economy")
        return share
    n = world.economies.index("USA")
    weight = world.value_added_share[:, n] * world.output[:, n]
    pattern = np.array([known[name] for name in world.sectors])
    share[:, n] = _shifted(pattern, weight, labour[n])
    notes.append("labour shares are the same in all sectors, but for the United States (BEA)")
    return share


def _investment(
    world: World, members: list[tuple[str, ...]], target: "Floats", notes: list[str]
) -> "Floats":
    """Return the share of investment in final spending [k, n].

    An economy without a table of its own has the mean composition of all that have one, its odds
    moved by one factor so that investment is the part of output that the Penn World Table gives.
    """
    known, gdp = _investment_shares(), _economies()
    usual = _usual_shares()
    final, share = world.final_expenditure, np.zeros(world.final_expenditure.shape)
    merged = [name for name in world.sectors if name not in usual]
    assumed = []
    for n, codes in enumerate(members):
        mine = [code for code in codes if code in known]
        if sum(gdp[c]["gdp"] for c in mine) < 0.5 * sum(gdp[c]["gdp"] for c in codes):
            assumed.append(world.economies[n])
            base = np.array([_usual(usual, name, world) for name in world.sectors])
            goal = min(target[n] * world.value_added[n] / final[:, n].sum(), 0.6)
            share[:, n] = _shifted(np.clip(base, 1e-4, 1 - 1e-4), final[:, n], goal)
            continue
        weights = np.array([gdp[code]["gdp"] for code in mine])
        rows = [[known[code].get(name, np.nan) for name in world.sectors] for code in mine]
        share[:, n] = np.average(
            [
                [
                    _usual(usual, name, world) if np.isnan(v) else v
                    for name, v in zip(world.sectors, row, strict=True)
                ]
                for row in rows
            ],
            axis=0,
            weights=weights,
        )
    if assumed:
        notes.append(
            f"composition of investment in {', '.join(assumed)}: none at hand, the mean of "
            f"{len(known)} economies, balanced to each economy's own final demand"
        )
    if merged:
        notes.append(f"investment's part of {', '.join(merged)}: the mean over goods")
    return share


def _usual(usual: dict[str, float], name: str, world: World) -> float:
    """Return the usual share of investment in spending on a sector; a merged one has the mean."""
    if name in usual:
        return usual[name]
    goods = [v for sector, v in usual.items() if sector != "SERV"]
    return usual["SERV"] if name in world.services else float(np.mean(goods))


def _shifted(share: "Floats", weight: "Floats", goal: float) -> "Floats":
    """Return shares with the odds all moved by one factor, so that their weighted mean is met."""
    from scipy.optimize import brentq  # slow to import, and a brief without years does not need it
    from scipy.special import expit, logit

    log_odds = logit(share)
    if not weight.sum() > 0:
        return expit(log_odds)

    def miss(move: float) -> float:
        return float(np.average(expit(log_odds + move), weights=weight)) - goal

    move: float = brentq(miss, -30, 30, xtol=1e-13)  # pyright: ignore[reportAssignmentType]: stub
    return expit(log_odds + move)


def _members(world: World, name: str) -> tuple[str, ...]:
    """Return the codes in the table of which an economy of the world consists."""
    table = _economies()
    if name in table:
        return (name,)
    shown = {
        code for other in world.economies if other != "ROW" for code in (group(other) or (other,))
    }
    if name == "ROW":
        return tuple(code for code in table if code not in shown) or tuple(table)
    codes = tuple(code for code in (group(name) or (_code(name),)) if code in table)
    if not codes:
        raise InputError(
            f"nothing is known of labour and capital in '{name}'.",
            where="macro",
            remedy="Give macro=Macro(labour_share=..., investment_share=..., depreciation=...).",
        )
    return codes


def _code(name: str) -> str:
    try:
        return resolve(name)
    except InputError:
        return name


def _mean(table: dict[str, dict[str, float]], codes: tuple[str, ...], key: str) -> float:
    rows = [table[code] for code in codes if not np.isnan(table[code][key])]
    if not rows:
        return float("nan")
    return float(np.average([r[key] for r in rows], weights=[r["gdp"] for r in rows]))


@cache
def _economies() -> dict[str, dict[str, float]]:
    return {
        row.pop("economy"): {key: float(v) if v else float("nan") for key, v in row.items()}
        for row in _read("economies.csv")
    }


@cache
def _investment_shares() -> dict[str, dict[str, float]]:
    return {
        row.pop("economy"): {key: float(v) for key, v in row.items() if v}
        for row in _read("investment.csv")
    }


@cache
def _usual_shares() -> dict[str, float]:
    rows = list(_investment_shares().values())
    return {name: float(np.mean([row[name] for row in rows if name in row])) for name in rows[0]}


@cache
def _labour_by_sector() -> dict[str, float]:
    return {row["sector"]: float(row["labour"]) for row in _read("labour.csv")}


def _read(name: str) -> list[dict[str, str]]:
    text = (resources.files("cobden.dynamics") / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))
