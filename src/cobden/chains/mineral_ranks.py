"""What a screen says: who is short, when, by how much; the order of minerals; losses as ranges."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cobden.base.errors import unknown
from cobden.chains.mineral_screen import CAP, SHORT, SPREAD, Screened

Floats = NDArray[np.float64]
AT = (0.05, 0.5, 0.95)


@dataclass(frozen=True)
class ShortRow:
    """An economy under a screen. Ranges are what nine draws in ten lie between, and the middle.

    ``probability`` that it goes short at all within two years; ``first`` the month in which it
    does, where it does; ``worst`` and ``year`` the share of use unserved in the worst month and in
    the first year; ``loss`` the value added lost in the first year, dollars, None where no price
    is known. ``point`` is the middle loss, None where the range spans more than a factor of 30.
    """

    economy: str
    probability: float
    first: tuple[float, float, float] | None
    worst: tuple[float, float, float]
    year: tuple[float, float, float]
    loss: tuple[float, float, float] | None
    point: float | None


@dataclass(frozen=True)
class RankRow:
    """A mineral and who withholds it, as one economy sees it; rank 1 is the greatest loss.

    ``product`` is share of world output times reliance on imports alone.
    """

    mineral: str
    by: str
    stage: str
    share: float
    row: ShortRow
    rank: tuple[float, float, float]
    top_ten: float
    product: float


def short_row(screened: Screened, economy: str) -> ShortRow:
    """Return what a screen says of one economy of the world."""
    at = _row(screened, economy)
    short = screened.short[:, at]
    hit = short > SHORT
    ever = hit.any(axis=1)
    first = np.argmax(hit, axis=1)[ever] + 1
    loss = None if np.isnan(screened.loss).all() else _range(screened.loss[:, at])
    return ShortRow(
        economy, float(ever.mean()), _range(first) if len(first) else None,
        _range(short.max(axis=1)), _range(short[:, :12].mean(axis=1)), loss, point_of(loss),
    )  # fmt: skip


def point_of(loss: tuple[float, float, float] | None) -> float | None:
    """Return the middle of a range, None where nine draws in ten span a factor above 30."""
    if loss is None or loss[0] <= 0 or loss[2] > SPREAD * loss[0]:
        return None
    return loss[1]


def most_short(screened: Screened, most: int = 12) -> list[ShortRow]:
    """Return the economies that lack most tonnes in the first year, in the mean of draws.

    Those that go short in fewer than one draw of twenty are left out.
    """
    tonnes = (screened.short[:, :, :12].mean(axis=2) * screened.use).mean(axis=0)
    rows = [short_row(screened, screened.economies[at]) for at in np.argsort(-tonnes)[:most]]
    return [row for row in rows if row.probability >= 0.05]


def ranked(screens: Sequence[Screened], economy: str) -> list[RankRow]:
    """Return all screens in the order of their losses to one economy, the greatest first.

    Ranks are counted draw by draw: every mineral shares its draws. A mineral without a price has
    no loss, so it is left out.
    """
    priced = [item for item in screens if not np.isnan(item.loss).all()]
    losses = np.array([item.loss[:, _row(item, economy)] for item in priced])  # [screen, d]
    order = np.apply_along_axis(_tied, 0, -losses) + 1  # [screen, d]
    rows = [
        RankRow(
            item.mineral.title, item.by, item.stage, item.mineral.share(item.by, item.stage),
            short_row(item, economy), _range(ranks), float((ranks <= 10).mean()),
            share_times_reliance(item),
        )
        for item, ranks in zip(priced, order, strict=True)
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (row.rank[1], -row.top_ten))


def share_times_reliance(screened: Screened) -> float:
    """Return share of world output times American reliance on imports: the naive order."""
    reliance = screened.mineral.reliance
    share = screened.mineral.share(screened.by, screened.stage)
    return share * (sum(reliance) / 2 if reliance is not None else 0.5)


def joint_loss(screens: Sequence[Screened]) -> Floats:
    """Return the loss if all are withheld at once, [d, e], dollars in the first year.

    The weakest link holds: minerals that claim the same sector stop it no more than the worst of
    them does, so a joint loss is at most the sum, and at least the greatest.
    """
    worst: dict[str, Floats] = {}
    for item in screens:
        for position, sector in enumerate(item.mineral.sectors):
            lost = item.lost_by_sector[:, position]
            if not np.isnan(lost).all():
                worst[sector] = np.maximum(worst.get(sector, lost), lost)
    return np.sum(list(worst.values()), axis=0)


def rank_correlation(
    order: Mapping[str, float], published: Sequence[str], *, resamples: int = 2000, seed: int = 0
) -> tuple[float, float, float]:
    """Return Spearman's correlation with a published order, and the ends of its 90% interval.

    ``order`` scores minerals, greater is worse. ``published`` names the first ones of a published
    list; all others share the place after them. The interval is of resampled minerals.
    """
    names = list(order)
    place = {name: float(position) for position, name in enumerate(published)}
    theirs = np.array([-place.get(name, float(len(published))) for name in names])
    ours = np.array([order[name] for name in names])
    random = np.random.default_rng(seed)
    drawn = [
        _spearman(ours[at], theirs[at])
        for at in random.integers(0, len(names), (resamples, len(names)))
    ]
    low, high = np.nanquantile(drawn, (0.05, 0.95))
    return _spearman(ours, theirs), float(low), float(high)


def capped(screened: Screened) -> float:
    """Return the share of draws in which the price reaches the cap, beyond which none is shown."""
    return float((screened.price.max(axis=1) >= CAP).mean())


def _spearman(one: Floats, two: Floats) -> float:
    ranks = [_tied(values) for values in (one, two)]
    if min(np.ptp(rank) for rank in ranks) == 0:
        return float("nan")
    return float(np.corrcoef(ranks[0], ranks[1])[0, 1])


def _tied(values: Floats) -> Floats:
    """Ranks from zero; those that tie share their mean."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    return (ends - (counts + 1) / 2)[inverse]


def _range(values: Floats) -> tuple[float, float, float]:
    low, middle, high = np.quantile(values, AT)
    return float(low), float(middle), float(high)


def _row(screened: Screened, economy: str) -> int:
    if economy not in screened.economies:
        raise unknown("economy", economy, screened.economies, where="screen")
    return screened.economies.index(economy)
