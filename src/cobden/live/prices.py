"""Prices of minerals and gas: what a case asks of the commodity chains, as series."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from cobden.chains import ChainOutcome
from cobden.live.models.answers import Prices, Series
from cobden.live.models.case_description import Named
from cobden.study.commodity_questions import (
    QUESTIONS,
    CommodityQuestion,
    outcomes,
    read_commodities,
)

MOST_SERIES = 4  # prices shown of a question


def asked(folder: Path) -> tuple[CommodityQuestion, ...]:
    """Return what a case asks of the chains: nothing where it has no such file."""
    return read_commodities(folder).questions if (folder / QUESTIONS).exists() else ()


def prices(folder: Path, told: Callable[[str, int, int], None]) -> Prices:
    """Return the prices that each question of a case moves most."""
    questions, found = asked(folder), []
    solving = outcomes([(question.chain, question.scenario) for question in questions])
    done: dict[tuple[str, str], ChainOutcome] = {}
    for number, question in enumerate(questions):
        told(question.title, number, len(questions))
        key = (question.chain, question.scenario)
        if key not in done:
            done.update([next(solving)])
        found += _series(question, done[key], done.get((question.chain, question.against)))
    return Prices(series=found)


def _series(
    question: CommodityQuestion, outcome: ChainOutcome, other: ChainOutcome | None
) -> list[Series]:
    """Return the prices that move most between a scenario and what it is set against."""
    baseline = outcome.baseline if other is None else other.data
    price, before = outcome.data.price.values, baseline.price.values
    with np.errstate(divide="ignore", invalid="ignore"):
        moved = np.nan_to_num(np.abs(np.log(price / before)), nan=0.0, posinf=0.0).max(axis=2)
    chain = outcome.chain
    goods = {good.name: good for good in chain.goods}
    months = [str(period) for period in outcome.data.period.values]
    days = chain.period_starts[: len(months) + 1]
    found: list[Series] = []
    seen: set[str] = set()
    for place in np.argsort(-moved, axis=None):
        g, p = np.unravel_index(place, moved.shape)
        good = goods[str(outcome.data.good.values[g])]
        if len(found) == MOST_SERIES or moved[g, p] < 0.005:
            break
        if good.name in seen:
            continue
        seen.add(good.name)
        where = str(outcome.data.place.values[p])
        found.append(
            Series(
                id=f"{question.chain}:{question.scenario}:{good.name}:{where}".replace(" ", "-"),
                question=question.title,
                title=good.title or good.name.replace("_", " ").capitalize(),
                place=where,
                unit=f"{chain.money} per {good.unit}",
                months=months,
                starts=list(days[:-1]),
                ends=list(days[1:]),
                values=[_known(value) for value in price[g, p]],
                baseline=[_known(value) for value in before[g, p]],
                marks=[
                    Named(id=str(measure.start), title=measure.name) for measure in outcome.measures
                ],
            )
        )
    return found


def _known(value: float) -> float | None:
    return float(f"{value:.6g}") if np.isfinite(value) else None
