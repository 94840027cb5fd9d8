"""Those who are not at the table: what a package costs them and how they would answer.

Deals struck with an eye on their answers stand here too.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from scipy.optimize import minimize_scalar

from cobden.base.errors import Infeasible, InputError
from cobden.talks import packages
from cobden.talks.bargaining import Deal, agree, foremost
from cobden.talks.convex_bargaining import root

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cobden.talks.solved import SolvedTalks

Basis = Literal["value", "welfare", "rate"]
CAP = 2.0
"""The highest additional tariff considered, as a rate: 200%."""


@dataclass(frozen=True)
class TariffReaction:
    """What an additional tariff by the third economy on the party's goods does.

    All in billions of dollars a year against the package without it: ``imports_cut`` of the third
    economy from the party, ``harm`` to the party's real income, ``gain`` to the third's own.
    """

    imports_cut: float
    harm: float
    gain: float


@dataclass(frozen=True)
class ThirdParties:
    """What the equilibrium says of those who are not at the table.

    ``injury(package, third, basis)``: what a package costs ``third``, in the measure of ``basis``
    (``value``: exports lost to all destinations, ``welfare``: real income, both in billions of
    dollars a year; ``rate``: the points, as a rate, by which it is now treated worse than before
    relative to the party). ``respond(package, third, party, rate)``: what an additional tariff of
    ``third`` on the goods of ``party`` does. ``join(package, members, party, rate)``: what real
    income each economy gains when all ``members`` levy it.

    >>> import cobden as cb
    >>> nobody = cb.talks.ThirdParties((), lambda *asked: 0.0, lambda *asked: None)
    >>> nobody.economies
    ()
    """

    economies: tuple[str, ...]
    injury: "Callable[[NDArray[np.int_], str, Basis], float]"
    respond: "Callable[[NDArray[np.int_], str, str, float], TariffReaction]"
    join: "Callable[[NDArray[np.int_], frozenset[str], str, float], Mapping[str, float]] | None" = (
        None
    )


Respond = Callable[[float], TariffReaction]
"""Maps an additional tariff rate (0.1 is ten points) to what it does."""


@dataclass(frozen=True)
class TariffAnswer:
    """An answer by tariff: its ``rate``, the ``injury`` that it answers, and what it does."""

    by: str
    on: str
    basis: str
    rate: float
    injury: float
    reaction: TariffReaction


def proportionate(
    respond: Respond,
    injury: float,
    *,
    by: str,
    on: str,
    basis: Basis = "value",
    cap: float = CAP,
) -> TariffAnswer:
    """Return the additional tariff by which ``by`` answers in proportion to its ``injury``.

    ``value``: its imports from ``on`` fall by the value of the exports that it lost (the
    equivalent level of Article 22.4 of the WTO's Dispute Settlement Understanding); ``welfare``:
    ``on`` loses as much real income as ``by`` did; ``rate``: ``injury`` is itself a rate, and is
    returned. No injury, no answer. Raises ``Infeasible`` where ``cap`` does not reach.
    """
    if injury <= 0:
        return TariffAnswer(by, on, basis, 0.0, injury, TariffReaction(0.0, 0.0, 0.0))
    if basis == "rate":
        rate = min(injury, cap)
        return TariffAnswer(by, on, basis, rate, injury, respond(rate))

    asked = cache(respond)

    def short(rate: float) -> float:
        if rate == 0:
            return -injury
        reaction = asked(rate)
        return (reaction.imports_cut if basis == "value" else reaction.harm) - injury

    rate = _reach(short, cap)
    if rate is None:
        raise Infeasible(
            f"{by} lost {injury:.3g} billion dollars a year; a tariff of {cap:.0%} on {on} takes "
            f"back {short(cap) + injury:.3g} at most.",
            where="answer",
            remedy="Raise the cap, or let it answer by other means.",
        )
    return TariffAnswer(by, on, basis, rate, injury, asked(rate))


def _reach(short: Callable[[float], float], cap: float) -> float | None:
    """Return the rate at which ``short`` is zero, from nothing upwards; None if beyond ``cap``.

    Answers are mostly small, so it doubles its way up instead of starting with a prohibitive rate.
    """
    low, high = 0.0, 0.01
    while short(high) < 0:
        if high >= cap:
            return None
        low, high = high, min(cap, 2 * high)
    return root(short, low, high, tolerance=1e-5 * high)


def best(respond: Respond, *, by: str, on: str, cap: float = CAP) -> TariffAnswer:
    """Return the additional tariff on ``on`` that serves ``by``'s own real income best.

    The optimum is searched between zero and ``cap`` to a tenth of a point; zero where no rate
    helps. It answers no injury: it is what ``by`` would do anyway.
    """
    found: Any = minimize_scalar(
        lambda rate: -respond(float(rate)).gain,
        bounds=(0.0, cap),
        method="bounded",
        options={"xatol": 1e-3},
    )
    rate = float(found.x)
    reaction = respond(rate)
    if reaction.gain <= 0:
        return TariffAnswer(by, on, "best", 0.0, 0.0, TariffReaction(0.0, 0.0, 0.0))
    return TariffAnswer(by, on, "best", rate, 0.0, reaction)


def stable_coalitions(
    payoff: Callable[[frozenset[str]], dict[str, float]],
    candidates: Sequence[str],
    members: Sequence[str] = (),
) -> tuple[frozenset[str], ...]:
    """Return the coalitions that nobody wants to leave and no candidate wants to join.

    ``payoff`` maps a coalition to each economy's payoff in it; ``members`` belong to every
    coalition. Internal and external stability (d'Aspremont, Jacquemin, Gabszewicz & Weymark 1983).

    >>> import cobden as cb
    >>> found = cb.talks.stable_coalitions(
    ...     lambda group: {'KOR': float(len(group)), 'CHN': float(len(group))}, ['KOR', 'CHN']
    ... )
    >>> [sorted(coalition) for coalition in found]
    [['CHN', 'KOR']]
    """
    if len(candidates) > 12:
        raise InputError(
            f"{len(candidates)} candidates make {2 ** len(candidates):,} coalitions.",
            where="candidates",
            remedy="Give at most 12.",
        )
    core = frozenset(members)
    groups = [
        core | set(chosen)
        for size in range(len(candidates) + 1)
        for chosen in combinations(candidates, size)
    ]
    worth = {group: payoff(group) for group in groups}
    stable = []
    for group in groups:
        stays = all(worth[group][c] >= worth[group - {c}][c] for c in group - core)
        closed = all(worth[group][c] >= worth[group | {c}][c] for c in set(candidates) - group)
        if stays and closed:
            stable.append(group)
    return tuple(stable)


def anticipating(
    talks: "SolvedTalks",
    party: int,
    answer: "Callable[[NDArray[np.int_]], TariffAnswer]",
    solution: str,
    candidates: int,
) -> tuple[Deal, TariffAnswer]:
    """Return the package signed by parties that foresee an answer. See ``Talks.anticipating``."""
    rows = foremost(talks.worth, talks.floor, talks.power, "nash", candidates)
    replies = [answer(talks.space[row]) for row in rows]
    after = talks.worth[rows].copy()
    harm = np.array([reply.reaction.harm for reply in replies])
    after[:, party] -= income_weight(talks, party) * harm
    found = agree(after, np.zeros(len(talks.parties)), solution, talks.power, talks.outside)
    if found is None:
        raise Infeasible("no package is worth signing once others answer.", where="anticipating")
    row = talks.space[rows[found.choice]]
    levels = packages.describe(talks.table, row)
    nothing = np.zeros(len(talks.parties))
    deal = Deal(solution, row, levels, found.payoff, nothing, len(found.ties) - 1)
    return deal, replies[found.choice]


def income_weight(talks: "SolvedTalks", party: int) -> float:
    """Return what a billion of its real income is worth to a party."""
    economy = list(talks.table.parties.values())[party].economy
    for k, outcome in enumerate(talks.table.outcomes.values()):
        if outcome.kind == "welfare" and outcome.economy == economy:
            return float(talks.weights[party, k])
    return 1.0


def together(
    thirds: Sequence[ThirdParties],
    candidates: Sequence[str],
    row: "NDArray[np.int_]",
    economy: str,
    rate: float,
) -> tuple[frozenset[str], ...]:
    """Return the groups of ``candidates`` that answer together. See ``Talks.coalitions``."""
    join = thirds[0].join if thirds else None
    if join is None:
        raise InputError(
            "nobody is there to answer together.",
            where="coalitions",
            remedy="Name candidates, and take study.talks, which can ask the equilibrium.",
        )

    def payoff(group: frozenset[str]) -> dict[str, float]:
        gains = join(row, group, economy, rate)
        return {name: gains[name] for name in candidates}

    return stable_coalitions(payoff, candidates)
