"""Labour that moves between sectors and home, with an eye on the years to come.

Artuç, Chaudhuri & McLaren (2010) and Caliendo, Dvorkin & Parro (2019) in changes. Each year a part
of the people can choose anew, and tastes are drawn from extreme values: first between work and
home, then between sectors. So the values take one pass backward and the people one forward.
"""

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

CHOICES = ("gradual", "mobile", "specific")


class Labour(NamedTuple):
    """Where people are at the benchmark, and how they choose.

    - ``share`` [k, n]: of the sector in labour, sums to 1 over sectors;
    - ``participation``: the part of the people that works at the benchmark;
    - ``mobility``: the part that can choose anew in a year; ``dispersion``: of tastes for sectors;
      ``home``: of tastes for home; ``discount``: weight of next year;
    - ``supply``: elasticity of hours to the wage after tax, in consumer goods; ``tax``: rate on it;
    - ``start`` [k, n]: log of labour in the first year.
    """

    share: Array
    participation: Array
    mobility: Array
    dispersion: Array
    home: Array
    discount: Array
    supply: Array
    tax: Array
    start: Array


class Values(NamedTuple):
    """Changes of value: of work in a sector [k, n], of home [n]."""

    work: Array
    home: Array


def expected(labour: Labour, value: Values) -> tuple[Array, Array, Array]:
    """Return the value of choosing anew [n], the odds of work [n] and, in it, of sectors [k, n].

    Odds are probabilities. Nested logit: Caliendo, Dvorkin & Parro (2019), eqs. 2 and 3.
    """
    best = value.work.max(axis=0)
    weight = labour.share * jnp.exp((value.work - best) / labour.dispersion)
    total = weight.sum(axis=0)
    work = best + labour.dispersion * jnp.log(total)
    lead = jnp.maximum(work, value.home)
    at_work = labour.participation * jnp.exp((work - lead) / labour.home)
    at_home = (1 - labour.participation) * jnp.exp((value.home - lead) / labour.home)
    chosen = lead + labour.home * jnp.log(at_work + at_home)
    return chosen, at_work / (at_work + at_home), weight / total


def steady_values(labour: Labour, reward: Array) -> Values:
    """Return values where nothing changes any more, from rewards [k, n].

    V = u + b((1 - m) V + m W(V)), and W moves one for one with all values: so it is explicit.
    """
    stay = labour.discount * (1 - labour.mobility)
    alone = Values(reward / (1 - stay), jnp.zeros(reward.shape[1]))
    again = labour.discount * labour.mobility / (1 - stay)
    chosen = expected(labour, alone)[0] / (1 - again)
    return Values(alone.work + again * chosen, again * chosen)


def _after(labour: Labour, steady: Values, gap: Array) -> Values:
    """Return values in the year after the last, in which rewards are ``gap`` [k, n] from steady.

    Linear: rewards close in at the pace at which people can move.
    """
    left = labour.discount * (1 - labour.mobility)  # discount times what is left of a gap
    mean = labour.participation * (labour.share * gap).sum(axis=0) / (1 - left)
    stays = 1 - left * (1 - labour.mobility)
    common = left * labour.mobility * mean
    return Values(steady.work + (gap + common) / stays, steady.home + common / stays)


def labour_supply(labour: Labour, choice: str, reward: Array, log_labour: Array) -> Array:
    """Return the log of labour that chooses each sector over the stated [t, k, n]."""
    if choice != "gradual":
        return labour.start - log_labour
    steady = steady_values(labour, reward[-1])
    if len(reward) == 1:
        return _log_labour(labour, jnp.zeros((0, *reward.shape[1:])), steady) - log_labour
    gap = (1 - labour.mobility) * (reward[-2] - reward[-1])
    stay, move = labour.discount * (1 - labour.mobility), labour.discount * labour.mobility

    def back(next_year: Values, reward: Array) -> tuple[Values, Values]:
        chosen = expected(labour, next_year)[0]
        now = Values(
            reward + stay * next_year.work + move * chosen, stay * next_year.home + move * chosen
        )
        return now, now

    _, values = jax.lax.scan(back, _after(labour, steady, gap), reward[:-1], reverse=True)
    values = Values(*(part[1:] for part in values))  # those who choose start in the second year
    people = labour.participation * labour.share

    def forward(at: Array, value: Values) -> tuple[Array, Array]:
        _, work, sector = expected(labour, value)
        new = (1 - labour.mobility) * at + labour.mobility * work * sector
        return new, new

    first = people * jnp.exp(labour.start)
    _, flows = jax.lax.scan(forward, first, values)
    return _log_labour(labour, jnp.concatenate([first[None], flows]), steady) - log_labour


def _log_labour(labour: Labour, at: Array, steady: Values) -> Array:
    """Return logs of labour over the benchmark's: of years ``at`` [t, k, n], and ever after."""
    people = labour.participation * labour.share
    there = people > 0
    _, work, sector = expected(labour, steady)
    at = jnp.concatenate([at, (work * sector)[None]])
    ratio = at / jnp.where(there, people, 1)
    return jnp.where(there, jnp.log(jnp.where(there, ratio, 1)), 0.0)


def participation(labour: Labour, log_labour: Array) -> Array:
    """Return the part of the people that works or looks for work [t, n]."""
    return labour.participation * (labour.share * jnp.exp(log_labour)).sum(axis=1)


def moved(
    choice: str, mobility: float, dispersion: float, discount: float, years: int
) -> tuple[float, ...]:
    """Return the part of a lasting gap in wages that labour has closed in each year, and ever."""
    if choice != "gradual":
        return (float(choice == "mobile"),) * (years + 1)
    stay = discount * (1 - mobility)
    gone = [1 - (1 - mobility) ** year for year in range(years)] + [1.0]
    elasticity = [part / (dispersion * (1 - stay)) for part in gone]
    return tuple(e / (1 + e) for e in elasticity)


def home_dispersion(
    elasticity: float, participation: float, mobility: float, discount: float
) -> float:
    """Return the dispersion of tastes for home at which participation has a long-run elasticity.

    In the steady state the odds of work move by the wage over (dispersion x (1 - b (1 - m))).
    """
    return (1 - participation) / (elasticity * (1 - discount * (1 - mobility)))
