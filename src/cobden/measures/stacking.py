"""How tariffs stack on an article: a small engine over the rules of `stacking_rules`.

The engine asks three questions of each line, in legal order:

1. within an authority: does an exemption or a replacement settle which measure applies?
2. between authorities: which part of the value do the authorities it yields to leave free?
3. how much: the rate, or what tops the ordinary duty up to the floor, on that part of the value.

This is tariff stacking: which duty comes on top of which, and which takes whose place.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

import numpy as np

from cobden.base.errors import InputError
from cobden.measures.bought import CLAIMANTS
from cobden.measures.codes import dotted
from cobden.measures.earlier import Earlier
from cobden.measures.measure import Tariff
from cobden.measures.stacking_rules import Stacking

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cobden.measures.bought import Bought

EMBEDDED_ON = date(2024, 7, 1)  # the duties collected in 2024 hold the measures of that day
US_CONTENT = 0.4  # of the value of a vehicle that claims USMCA (Budget Lab's parameter)


@dataclass(frozen=True, eq=False)
class Stack:
    """What is due on each line of a bought: ordinary duty and each measure's points.

    - ``ordinary`` [line]: rate of the ordinary duty; NaN where it isn't known;
    - ``points`` [measure, line]: what each of ``tariffs`` adds, a rate on the customs value;
    - ``scope`` [measure, line]: the part of the value each would reach if it yielded to nothing;
    - ``reached`` [measure, line]: the part that it does reach;
    - ``works`` [measure, line]: whether it reaches any of it, or exempts it from another.
    """

    tariffs: tuple[Tariff, ...]
    ordinary: "NDArray[np.float64]"
    points: "NDArray[np.float64]"
    scope: "NDArray[np.float64]"
    reached: "NDArray[np.float64]"
    works: "NDArray[np.bool_]"
    above: dict[str, set[str]]

    @property
    def total(self) -> "NDArray[np.float64]":
        """The all-in rate on each line."""
        return self.ordinary + self.points.sum(axis=0)


def stack(
    tariffs: Sequence[Tariff],
    bought: "Bought",
    rules: Stacking,
    exporter: str,
    day: date,
    *,
    claims: bool = False,
    paid: "Mapping[tuple, NDArray[np.float64] | float] | None" = None,
    given: Mapping[str, str] | None = None,
    modelled: bool = True,
) -> Stack:
    """Return what ``tariffs``, all in force and on ``exporter``, make of each line.

    ``tariffs`` may come in any order: the law's is found here. ``claims`` asks for goods that
    claim their preference. ``paid`` is the part [line] of those in force in 2024 that was paid
    then, by their terms; without it all is due. ``given`` settles conditions by their key; others
    hold as ``modelled``, or else by statute where it says. Raises ``InputError`` where two measures
    meet on a line and no rule says how they go together.
    """
    paid, given = paid or {}, given or {}
    weights = {id(t): _weight(t, paid, given, modelled) for t in tariffs}
    found = [
        (t, hit) for t in tariffs if _counts(t, weights[id(t)]) and (hit := bought.covers(t)).any()
    ]
    above = rules.order((t.authority for t, _ in found), exporter, day)
    rank = {name: place for place, name in enumerate(above)}
    found.sort(key=lambda pair: (rank[pair[0].authority], pair[0].start, pair[0].id))
    agreed = [(t, hit) for t, hit in found if t.mode == "ordinary"]
    whole = [(t, hit) for t, hit in found if t.mode == "all_in"]
    found = [(t, hit) for t, hit in found if t.mode not in ("ordinary", "all_in")]
    terms = _Ordinary(agreed)
    base = terms.duty(bought.claiming if claims else bought.duty)

    def part(tariff: Tariff, at: "NDArray[np.intp]") -> "NDArray[np.float64]":
        weight, whole = weights[id(tariff)], bought.part(tariff)[at]
        if tariff.content is not None:
            whole = whole * _content(bought, tariff.content, given)[at]
        return whole * (weight[at] if isinstance(weight, np.ndarray) else weight)

    claims_usmca = claims and exporter in CLAIMANTS
    over = partial(rules.over, exporter=exporter, day=day)
    charged = _charged(found, part, above, over, base, bought, rules, claims_usmca=claims_usmca)
    return _all_in(terms.added(charged), _latest(whole))


def _charged(
    found: "_Hits",
    part: "Callable[[Tariff, NDArray[np.intp]], NDArray[np.float64]]",
    above: dict[str, set[str]],
    over: "Callable[[str, Iterable[str]], set[str]]",
    base: "NDArray[np.float64]",
    bought: "Bought",
    rules: Stacking,
    *,
    claims_usmca: bool,
) -> Stack:
    """Return what measures in legal order charge on top of ``base`` [line].

    ``part`` returns which part of the value a measure is about, on some of the lines; ``over``
    those of some authorities above whose rate alone another is charged.
    """
    live = tuple(tariff for tariff, _ in found)
    applies = np.array([hit for _, hit in found], bool).reshape(len(live), len(bought.index))
    named = applies.copy()
    _settle(live, applies, bought, rules)
    scope, reached, points = (np.zeros(applies.shape) for _ in range(3))
    earlier = Earlier(above, len(bought.index))
    for m, tariff in enumerate(live):
        entry = rules.authority(tariff.authority)
        spared = claims_usmca and tariff.usmca == "exempt"
        if tariff.mode == "exempt" or (spared and not (entry and entry.holds_spared)):
            continue
        at = np.flatnonzero(applies[m])  # few of the lines, for most measures
        beyond = over(tariff.authority, earlier.charged)
        scope[m, at] = part(tariff, at)
        reached[m, at] = earlier.left(tariff.authority, at, scope[m, at], beyond)
        if not spared:
            due = at[reached[m, at] > 0]
            rate = _rate(tariff, base[due], claims_usmca=claims_usmca)
            points[m, due] = earlier.net(tariff.authority, due, reached[m, due] * rate, beyond)
    works = (reached > 0) | _exempting(live, named)
    return Stack(live, base, points, scope, reached, works, above)


_Hits = list[tuple[Tariff, "NDArray[np.bool_]"]]


def _latest(pairs: _Hits) -> _Hits:
    """Return tariffs with the lines on which each is the latest of them."""
    pairs, found = sorted(pairs, key=lambda pair: pair[0].start), []
    for at, (tariff, hit) in enumerate(pairs):
        later = [other for _, other in pairs[at + 1 :]]
        found.append((tariff, hit & ~np.any(later, axis=0) if later else hit))
    return found


def _all_in(stack: Stack, whole: _Hits) -> Stack:
    """Return ``stack`` with each of ``whole`` as all that is due on its lines."""
    for tariff, works in whole:
        known = np.where(works & np.isnan(stack.ordinary), tariff.rate, stack.ordinary)
        points, part = np.where(works, tariff.rate - known, 0.0), works.astype(float)
        stack = replace(
            stack,
            tariffs=(*stack.tariffs, tariff),
            ordinary=known,
            points=np.vstack([np.where(works, 0.0, stack.points), points]),
            scope=np.vstack([stack.scope, part]),
            reached=np.vstack([np.where(works, 0.0, stack.reached), part]),
            works=np.vstack([stack.works & ~works, works]),
        )
    return stack


class _Ordinary:
    """Tariffs that are the ordinary duty on the lines they name: of several the latest."""

    def __init__(self, agreed: _Hits) -> None:
        self.agreed = _latest(agreed)

    def duty(self, base: "NDArray[np.float64]") -> "NDArray[np.float64]":
        """Return the ordinary duty [line] with theirs in its place, or part of the way to it."""
        for tariff, works in self.agreed:
            own = np.nan_to_num(base) if tariff.part_way == 1 else base
            agreed = own + tariff.part_way * (tariff.rate - own)
            if tariff.at_most_own:
                agreed = np.fmin(base, agreed)  # where none is known, the agreed one
            base = np.where(works, agreed, base)
        return base

    def added(self, stack: "Stack") -> "Stack":
        """Return ``stack`` with these among its tariffs, adding no points of their own."""
        if not self.agreed:
            return stack
        works = np.array([works for _, works in self.agreed])
        none = np.zeros(works.shape)
        return replace(
            stack,
            tariffs=(*stack.tariffs, *(tariff for tariff, _ in self.agreed)),
            points=np.vstack([stack.points, none]),
            scope=np.vstack([stack.scope, none]),
            reached=np.vstack([stack.reached, none]),
            works=np.vstack([stack.works, works]),
        )


def _exempting(live: Sequence[Tariff], named: "NDArray[np.bool_]") -> "NDArray[np.bool_]":
    """Return which lines each exemption takes from another measure of its authority."""
    found = np.zeros(named.shape, bool)
    for m, tariff in enumerate(live):
        if tariff.mode == "exempt":
            others = [
                n
                for n, t in enumerate(live)
                if t.authority == tariff.authority and t.mode != "exempt"
            ]
            found[m] = named[m] & named[others].any(axis=0)
    return found


def _weight(
    tariff: Tariff,
    paid: "Mapping[tuple, NDArray[np.float64] | float]",
    given: Mapping[str, str],
    modelled: bool,
) -> "NDArray[np.float64] | float":
    """Return the part of the value [line] that meets the tariff's condition."""
    if tariff.condition is not None:
        return tariff.condition.part(given, modelled=modelled)
    if tariff.beyond_quota:
        if "quota" in given:
            return float(given["quota"] == "beyond")
        return paid.get(key_of(tariff), 0.0)
    return paid.get(key_of(tariff), 1.0)


def _counts(tariff: Tariff, weight: "NDArray[np.float64] | float") -> bool:
    """Whether it counts at all: an exemption or a replacement is due for all goods or for none."""
    most = float(weight.max(initial=0.0)) if isinstance(weight, np.ndarray) else weight
    return most != 0.0 if tariff.mode in ("add", "floor") else most > 0.5


def _content(bought: "Bought", metal: str, given: Mapping[str, str]) -> "NDArray[np.float64]":
    if metal not in given:
        return bought.content(metal)
    return np.full(len(bought.index), _share(metal, given[metal]))


def _share(key: str, text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = -1.0
    if not 0.0 <= share <= 1.0:
        raise InputError(
            f"'{text}' is no share of the value.", where=key, remedy="Write 0.35 for 35%."
        )
    return share


def _rate(
    tariff: Tariff, base: "NDArray[np.float64]", *, claims_usmca: bool
) -> "NDArray[np.float64] | float":
    relief = US_CONTENT if claims_usmca and tariff.usmca == "us_content" else 0.0
    rate = np.maximum(tariff.rate - base, 0.0) if tariff.mode == "floor" else tariff.rate
    return rate * (1.0 - relief)


def key_of(tariff: Tariff) -> tuple[Any, ...]:
    """Return what makes a measure the same for another set of partners, or at another rate."""
    return (
        tariff.authority, tariff.mode, tariff.goods, tariff.goods_except, tariff.content,
        tariff.embedded, tariff.beyond_quota,
    )  # fmt: skip


def _settle(
    live: Sequence[Tariff], applies: "NDArray[np.bool_]", bought: "Bought", rules: Stacking
) -> None:
    """Leave, in place, what applies on each line once each authority has settled its own measures.

    An exemption wins over everything; of replacements the latest wins; a replacement wins over the
    rest.
    """
    for name in dict.fromkeys(t.authority for t in live):
        rows = [m for m, t in enumerate(live) if t.authority == name]
        gone = np.zeros(applies.shape[1], bool)
        for m in (m for m in rows if live[m].mode == "exempt"):
            gone |= applies[m]
        replacing = [m for m in rows if live[m].mode == "replace"]
        for start in sorted({live[m].start for m in replacing}, reverse=True):
            together = [m for m in replacing if live[m].start == start]
            applies[together] &= ~gone
            gone |= applies[together].any(axis=0)
        applies[[m for m in rows if live[m].mode in ("add", "floor")]] &= ~gone

        charging = [m for m in rows if live[m].mode != "exempt"]
        entry = rules.authority(name)
        if entry is not None and entry.within == "highest":
            _keep_highest(charging, live, applies)
        elif len(charging) > 1 and (entry is None or entry.within == "one"):
            _refuse_overlap(charging, live, applies, bought)
    _refuse_unknown(live, applies, bought, rules)


def _keep_highest(
    charging: list[int], live: Sequence[Tariff], applies: "NDArray[np.bool_]"
) -> None:
    """Leave on each line the highest rate alone; of equals the one on the full value."""
    higher = np.zeros(applies.shape[1], bool)
    for m in sorted(charging, key=lambda m: (-live[m].rate, live[m].content is not None)):
        applies[m] &= ~higher
        higher |= applies[m]


def _refuse_overlap(
    charging: list[int],
    live: Sequence[Tariff],
    applies: "NDArray[np.bool_]",
    bought: "Bought",
) -> None:
    crowded = np.flatnonzero(applies[charging].sum(axis=0) > 1)
    if len(crowded):
        line = crowded[0]
        pair = [live[m] for m in charging if applies[m, line]][:2]
        raise InputError(
            f"'{pair[0].name}' and '{pair[1].name}' both apply and no rule says how they stack.",
            where=f"tariff line {dotted(f'{bought.code[line]:010d}')}",
            remedy='End one, give one mode="replace", or give them authorities with a rule.',
        )


def _refuse_unknown(
    live: Sequence[Tariff], applies: "NDArray[np.bool_]", bought: "Bought", rules: Stacking
) -> None:
    strangers = [m for m, t in enumerate(live) if rules.authority(t.authority) is None]
    for m in strangers:
        for n, other in enumerate(live):
            both = applies[m] & applies[n]
            if other.authority != live[m].authority and both.any():
                known = ", ".join(a.name for a in rules.authorities)
                raise InputError(
                    f"'{live[m].name}' meets '{other.name}' and no rule says how they stack.",
                    where=f"tariff line {dotted(f'{bought.code[int(np.argmax(both))]:010d}')}",
                    remedy=f"Authorities with rules: {known}; or give the policy rules of its own.",
                )


@lru_cache(maxsize=128)  # the same under the law of any day
def paid_in_2024(
    embedded: tuple[Tariff, ...], bought: "Bought", rules: Stacking, exporter: str
) -> "dict[tuple, NDArray[np.float64]]":
    """Return which part of each measure of 2024 was paid [line], by its terms.

    What was collected beyond the ordinary duty, over what the measure asks, the oldest measure's
    first: imports under exclusions and within quotas paid less. Nothing counts where less than the
    measure's ``embedded`` part was collected.
    """
    assert bought.collected is not None
    every = {key_of(t): 1.0 for t in embedded if t.beyond_quota}
    due = stack(embedded, bought, rules, exporter, EMBEDDED_ON, paid=every)
    left = np.maximum(bought.collected - np.nan_to_num(bought.ordinary), 0.0)
    parts = {}
    for tariff, points in sorted(
        zip(due.tariffs, due.points, strict=True), key=lambda pair: pair[0].start
    ):
        counts = bought.collected >= (tariff.embedded or 0.0) * points
        took = np.minimum(left, points) * counts
        parts[key_of(tariff)] = np.divide(
            took, points, out=np.ones(len(took)) * (not tariff.beyond_quota), where=points > 0
        )
        left = left - took
    return parts
