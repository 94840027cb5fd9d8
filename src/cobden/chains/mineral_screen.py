"""The screen: what happens, and to whom, if one economy withholds a mineral.

One generic chain for every mineral of the summaries. By month and economy: what no longer comes
from who withholds, less what others make more, scrap, and what can be saved, is taken from stocks
until they are empty; the rest goes short, and lines stop. All of it is drawn over the assumptions
of ``minerals/assumptions.csv``: nobody states users' stocks or what they can do without.

A loss is a range: the value added that stands still for want of a dollar of a mineral is not
known to a factor of a hundred. Shortages, their month and the order of minerals a screen can say.
Second-order formulas for losses are of no use for cuts as large as these, so none is used.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cobden.base.economies import ROW
from cobden.base.errors import InputError, unknown
from cobden.chains.mineral_balances import (
    TABLES,
    WORLD,
    Mineral,
    Range,
    Stage,
    check_stage,
)
from cobden.world.world import World

Floats = NDArray[np.float64]
MONTHS = 24
CAP = 30.0  # multiple of the old price beyond which a figure would be made up
SPREAD = 30.0  # nine draws in ten span more than this: a loss is not shown as a point
SHORT = 0.01  # of use: less is not called a shortage


@dataclass(frozen=True, eq=False)
class Screened:
    """What withholding does. Axes: draw d, economy e (of the world), month t.

    ``short`` [d, e, t] is the share of use that goes unserved; ``stopped`` [d, e] the part of the
    dependent value added lost over the first year; ``dependent`` [d, sector, e] that value added,
    dollars a year; ``price`` [d, t] over the old price, at most ``CAP``; ``use`` [d, e] tonnes a
    month. ``residual`` is the largest share by which a month's supply and use differ.
    """

    mineral: Mineral
    by: str
    stage: Stage
    approve: float
    economies: tuple[str, ...]
    short: Floats
    stopped: Floats
    dependent: Floats
    price: Floats
    use: Floats
    residual: float
    unnamed: tuple[str, ...]

    @property
    def lost_by_sector(self) -> Floats:
        """Value added lost in the first year, [d, sector of the mineral, e], dollars."""
        return self.dependent * self.stopped[:, None, :]

    @property
    def loss(self) -> Floats:
        """Value added lost in the first year, [d, e], dollars."""
        return self.lost_by_sector.sum(axis=1)


@dataclass(frozen=True)
class ScreenAssumption:
    """What is drawn: evenly between ``low`` and ``high``, or in their logarithms."""

    low: float
    high: float
    scale: str
    unit: str
    reason: str

    def at(self, place: Floats) -> Floats:
        """Return the values at ``place`` between 0 and 1."""
        if self.scale == "log":
            return self.low * (self.high / self.low) ** place
        return self.low + (self.high - self.low) * place


@cache
def assumptions() -> dict[str, ScreenAssumption]:
    """Return what the screen assumes, by name."""
    rows: Any = pd.read_csv(TABLES / "assumptions.csv")
    return {row.pop("name"): ScreenAssumption(**row) for row in rows.to_dict("records")}


def screen(
    world: World,
    mineral: Mineral,
    by: str,
    *,
    approve: float = 0.0,
    stage: str | None = None,
    draws: int = 256,
    seed: int = 0,
    fixed: Mapping[str, float] | None = None,
) -> Screened:
    """Return what happens if ``by`` lets only the share ``approve`` of its exports go.

    ``fixed`` holds some assumptions at a value. The same seed gives every mineral, and every share
    withheld, the same draws, so that they can be compared draw by draw.

    Raises ``InputError`` for a share outside 0 to 1, a stage of which nothing is known, or an
    economy that makes none of the mineral.
    """
    if not 0 <= approve <= 1:
        raise InputError(f"the share let go is {approve:g}.", where="screen", remedy="Give 0 to 1.")
    at = check_stage(mineral, stage)
    if mineral.share(by, at) <= 0:
        makers = sorted(mineral.named(), key=lambda name: -mineral.share(name, at))
        raise InputError(
            f"{by} makes no {mineral.title} at the stage '{at}'.",
            where="screen",
            remedy=f"Who does: {', '.join(makers[:8])}.",
        )
    drawn = _draws(draws, seed, fixed or {})
    value_added = _value_added(world, mineral.sectors)
    balance = _balance(world, mineral, by, at, drawn, value_added)
    lost = _withheld(balance, drawn, approve)
    short, price, residual = _months(balance, lost, drawn)
    power = drawn["priority"][:, None, None]
    stopped = (np.clip(short[:, :, :12], 0, 1) ** power).mean(axis=2)
    return Screened(
        mineral, by, at, approve, world.economies, short, stopped,
        _dependent(mineral, balance, drawn, value_added), price, balance.use, residual,
        tuple(sorted(name for name in mineral.named() if name not in world.economies)),
    )  # fmt: skip


def _draws(draws: int, seed: int, fixed: Mapping[str, float]) -> dict[str, Floats]:
    """Return each assumption by draw, [d]; ``ranges`` [d, 8] places stated ranges.

    ``end_use`` [d, 16] is of each using sector, with a generator of its own.
    """
    random, told = np.random.default_rng(seed), dict(assumptions())
    end_use = told.pop("end_use").at(np.random.default_rng([seed, 1]).random((draws, 16)))
    found = {name: each.at(random.random(draws)) for name, each in told.items()}
    found["end_use"] = end_use
    found["ranges"] = random.random((draws, 8))
    found["economies"] = random.random((draws, 200))
    for name, value in fixed.items():
        if name not in assumptions():
            raise unknown("assumption", name, assumptions(), where="screen")
        found[name] = np.full_like(found[name], float(value))
    return found


def _within(told: Range, place: Floats) -> Floats:
    """Return a stated range by draw; where no end is stated, at most twice its beginning."""
    low, high = told
    return low + ((2 * low if np.isinf(high) else high) - low) * place


def _value_added(world: World, sectors: Sequence[str]) -> Floats:
    """Value added of the using sectors, [sector, e], dollars a year."""
    rows = [world.sector_index(name) for name in sectors]
    made = np.asarray(world.output) * np.asarray(world.value_added_share)
    return made[rows] * world.value_usd


@dataclass(frozen=True, eq=False)
class _Balance:
    """A mineral before anything is withheld, tonnes a month, [d, e] but for ``by`` (its row).

    ``source`` [d, e] is the part of each economy's imports that comes from who withholds.
    """

    by: int
    output: Floats
    idle: Floats
    use: Floats
    home: Floats
    source: Floats
    stated: Floats

    @property
    def imports(self) -> Floats:
        return self.use - self.home


def _balance(
    world: World, mineral: Mineral, by: str, stage: Stage, drawn: dict[str, Floats],
    value_added: Floats,
) -> _Balance:  # fmt: skip
    """Return output, use and trade that agree: world use is world output."""
    economies = list(world.economies)
    stated = _within(mineral.world_output, drawn["ranges"][:, 0]) / 12
    output = _output(economies, mineral, stage, drawn) * stated[:, None]
    place = economies.index(by) if by in economies else economies.index(ROW)
    usa, weight = economies.index("USA"), value_added.sum(axis=0)
    reliance = np.clip(_within(mineral.reliance or (0.0, 1.0), drawn["ranges"][:, 2]), 0, 1)
    own = _american_use(mineral, drawn, reliance, stated * weight[usa] / weight.sum())
    own = np.minimum(own, 0.6 * stated)
    # What the summaries withhold of American output is what its use and reliance imply.
    output[:, usa] = np.maximum(output[:, usa], own * (1 - reliance))
    total = output.sum(axis=1)
    use = weight * assumptions()["use_noise"].at(drawn["economies"])[:, : len(economies)]
    use[:, usa] = 0
    use *= ((total - own) / use.sum(axis=1))[:, None]
    use[:, usa] = own
    home = np.minimum(output, use) * drawn["home"][:, None]
    if mineral.reliance is not None:
        home[:, usa] = own * (1 - reliance)
    source = _sources(economies, mineral, place, output, home, use, drawn)
    idle = _idle(economies, mineral, drawn, output)
    idle[:, place] = 0
    stocks = np.zeros_like(use)
    if mineral.stocks is not None:
        stocks[:, usa] = mineral.stocks[0] * drawn["stated_stocks"]
    return _Balance(place, output, idle, use, home, source, stocks)


def _american_use(
    mineral: Mineral, drawn: dict[str, Floats], reliance: Floats, typical: Floats
) -> Floats:
    """Use in the United States, tonnes a month, [d].

    Stated; or what net imports and the reliance on them imply; or the ``typical`` share.
    """
    if mineral.use is not None and mineral.use[1] > 0:
        return _within(mineral.use, drawn["ranges"][:, 1]) / 12
    if mineral.net_imports is not None and mineral.net_imports[1] > 0:
        return mineral.net_imports[1] / 12 / np.maximum(reliance, 0.05)
    return typical * drawn["use_noise"]


def _output(
    economies: list[str], mineral: Mineral, stage: Stage, drawn: dict[str, Floats]
) -> Floats:
    """Shares of world output by economy, [d, e], summing to one."""
    told = mineral.shares.get(stage, {})
    share = np.zeros((len(drawn["ranges"]), len(economies)))
    for name, made in mineral.output.items():
        if name not in told:
            at = economies.index(name) if name in economies else economies.index(ROW)
            share[:, at] += max(sum(made) / 2, 0.0)
    left = np.ones(len(share))
    for part in told.values():
        left -= _within(part, drawn["ranges"][:, 3])
    total = share.sum(axis=1, keepdims=True)
    share = np.where(total > 0, share / np.maximum(total, 1e-300), 0) * left[:, None]
    for name, part in told.items():
        share[:, economies.index(name)] += _within(part, drawn["ranges"][:, 3])
    share[:, economies.index(ROW)] += 1 - share.sum(axis=1)
    return share


def _sources(
    economies: list[str], mineral: Mineral, by: int, output: Floats, home: Floats, use: Floats,
    drawn: dict[str, Floats],
) -> Floats:  # fmt: skip
    """The part of each economy's imports that comes from who withholds, [d, e].

    The United States' is stated; the others' is what leaves the exports of who withholds.
    """
    imports = use - home
    exports = output - home
    sold = np.minimum(np.maximum(exports[:, by], 0), imports.sum(axis=1) - imports[:, by])
    everyone = imports.copy()
    everyone[:, by] = 0
    source = np.zeros_like(use)
    share = sold / np.maximum(everyone.sum(axis=1), 1e-300)
    source[:] = np.clip(share, 0, 1)[:, None]
    usa, name = economies.index("USA"), economies[by]
    if by != usa and mineral.imports:
        stated = _within(mineral.imports.get(name, (0.0, 0.0)), drawn["ranges"][:, 4])
        stated = np.clip(stated, 0, np.minimum(1, sold / np.maximum(everyone[:, usa], 1e-300)))
        rest = everyone.copy()
        rest[:, usa] = 0
        left = (sold - stated * everyone[:, usa]) / np.maximum(rest.sum(axis=1), 1e-300)
        possible = left <= 1  # else the others would take more than they import
        source = np.where(possible[:, None], np.clip(left, 0, 1)[:, None], source)
        source[:, usa] = np.where(possible, stated, source[:, usa])
    source[:, by] = 0
    return source


def _idle(
    economies: list[str], mineral: Mineral, drawn: dict[str, Floats], output: Floats
) -> Floats:
    """What each economy can make more, tonnes a month, [d, e]."""
    if not mineral.capacity or WORLD in mineral.output:
        return output * drawn["slack"][:, None]
    room = np.zeros_like(output)
    for name, able in mineral.capacity.items():
        at = economies.index(name) if name in economies else economies.index(ROW)
        room[:, at] += sum(able) / 24
    return np.maximum(room - output, 0) * drawn["idle"][:, None]


def _withheld(balance: _Balance, drawn: dict[str, Floats], approve: float) -> Floats:
    """What each importer no longer gets, tonnes a month, [d, e], before anyone answers.

    Between importers who each lose their own source and a market in which all go short alike.
    """
    own = balance.imports * balance.source * (1 - approve) * (1 - drawn["leak"][:, None])
    imports = balance.imports.copy()
    imports[:, balance.by] = 0
    whole = own.sum(axis=1, keepdims=True)
    alike = imports * whole / np.maximum(imports.sum(axis=1, keepdims=True), 1e-300)
    rule = drawn["own_sources"][:, None]
    return rule * own + (1 - rule) * alike


def _months(
    balance: _Balance, lost: Floats, drawn: dict[str, Floats]
) -> tuple[Floats, Floats, float]:
    """Return what goes short [d, e, t], the price [d, t], and the largest residual of a balance."""
    use = np.maximum(balance.use, 1e-12)
    stock = np.maximum(drawn["cover"][:, None] * use, balance.stated)
    idle = balance.idle.sum(axis=1)
    whole = np.maximum(lost.sum(axis=1), 1e-300)
    short = np.zeros((*use.shape, MONTHS))
    price = np.ones((len(use), MONTHS))
    residual = 0.0

    def grown(months: Floats, t: int) -> Floats:
        return np.clip((t + 0.5) / months, 0, 1)

    for t in range(MONTHS):
        landed = np.clip(t + 1 - drawn["at_sea"], 0, 1)[:, None]  # part of the month after the last
        missing = lost * landed
        more = np.minimum(idle * grown(drawn["slack_months"], t), missing.sum(axis=1))
        made = missing * (more / whole)[:, None] / np.maximum(landed, 1e-12)
        made = np.minimum(made, missing)
        scrap = use * (drawn["recycling"] * grown(drawn["recycling_months"], t))[:, None]
        saved = use * (drawn["saved"] * grown(drawn["saved_months"], t))[:, None]
        gap = missing - made
        scrap = np.minimum(scrap, gap)
        saved = np.minimum(saved, gap - scrap)
        gap = gap - scrap - saved
        taken = np.minimum(stock, gap)
        stock = stock - taken
        unserved = gap - taken
        short[:, :, t] = unserved / use
        served = use - saved - unserved
        supplied = use - missing + made + scrap + taken
        difference = np.abs((served - supplied).sum(axis=1)) / use.sum(axis=1)
        residual = max(residual, float(difference.max()))
        outside = use.sum(axis=1) - use[:, balance.by]
        scarce = np.clip((gap.sum(axis=1)) / np.maximum(outside, 1e-300), 0, 1 - 1e-9)
        price[:, t] = np.minimum((1 - scarce) ** (-1 / drawn["elasticity"]), CAP)
    return short, price, residual


def _dependent(
    mineral: Mineral, balance: _Balance, drawn: dict[str, Floats], value_added: Floats
) -> Floats:
    """Value added that needs the mineral, [d, sector, e], dollars a year; nan where no price is.

    Spread over the using sectors by their size and what is drawn of the end use, and at most all of
    theirs.
    """
    if mineral.price is None:
        return np.full((len(balance.use), *value_added.shape), np.nan)
    price = _within(mineral.price, drawn["ranges"][:, 5])
    worth = balance.use * 12 * price[:, None] * drawn["leverage"][:, None]
    size = drawn["end_use"][:, : len(value_added), None] * value_added
    share = size / np.maximum(size.sum(axis=1, keepdims=True), 1e-300)
    return np.minimum(worth[:, None, :] * share, value_added)
