"""How sure a chain's answer is: an ensemble over the figures that nobody states.

Every assumption of a chain is drawn between its low and its high, most likely at its value; facts
stay. What the measures do is solved for each draw. All questions to one chain share its draws, so
that what an offer adds is told apart from what the controls cost.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from cobden.chains import Chain, load, run
from cobden.chains.replay import compared
from cobden.draws import Design, Ensemble, OneByOne, Progress, Range
from cobden.draws import run as evaluate
from cobden.study.commodity_questions import CommodityAnswer, CommodityQuestion, answered
from cobden.study.saved_answers import digest_of
from cobden.study.sharing import YIELDING, Sharing

AT = (0.05, 0.5, 0.95)


def draw_chain(
    name: str | Path,
    *,
    draws: int,
    store: Path | str,
    scenario: str | None = None,
    seed: int = 0,
    sharing: Sharing = YIELDING,
    progress: Callable[[Progress], None] = lambda _: None,
) -> Ensemble:
    """Return the change of each economy's surplus over the reported time, by draw.

    Outcomes are called by economy, in the chain's money. ``sharing`` are the rules by which what is
    short is shared, by default that all demand yields to the price; where they name lines, further
    outcomes are the value added that stands still by use and place, in billions of dollars
    (`Sharing.standing`). Draws go to ``store`` and are continued there. A draw that makes no sound
    chain (a choke price below the price, say) has no answer and is counted.
    """
    chain = load(name, scenario=scenario)
    economies = tuple(dict.fromkeys(place.economy for place in chain.places))

    def answer(draw: Mapping[str, Any]) -> dict[str, float]:
        outcome = run(sharing.on(load(name, scenario=scenario, values=dict(draw))))
        total = outcome.surplus.sum(("account", "period"))
        moved = {economy: float(total.sel(economy=economy)) for economy in economies}
        return moved | sharing.standing(outcome)

    names = (*economies, *sharing.places(chain))
    rules = "" if sharing == YIELDING else f" {sharing}"
    experiment = OneByOne(answer, names, f"{digest_of(name)} {scenario}{rules}")
    return evaluate(experiment, _design(chain, draws, seed), store, chunk=4, progress=progress)


def draw_replays(
    name: str | Path,
    *,
    draws: int,
    store: Path | str,
    scenario: str | None = None,
    seed: int = 0,
) -> Ensemble:
    """Return what a chain says of every observed value under a scenario, by draw.

    Outcomes are called by series and date, in the unit observed. See :func:`draw_chain`.
    """
    chain = load(name, scenario=scenario)
    table = compared(run(chain))
    names = tuple(
        f"{series}, {month}" for series, month in zip(table.series, table.month, strict=True)
    )

    def answer(draw: Mapping[str, Any]) -> dict[str, float]:
        found = compared(run(load(name, scenario=scenario, values=dict(draw))))
        return dict(zip(names, found.predicted.fillna(0.0), strict=True))

    experiment = OneByOne(answer, names, f"replays of {digest_of(name)} {scenario} {names}")
    return evaluate(experiment, _design(chain, draws, seed), store, chunk=4)


def with_ranges(
    answers: Sequence[CommodityAnswer],
    *,
    draws: int,
    seed: int,
    store: Path,
    progress: Callable[[str, Progress], None] = lambda chain, at: None,
) -> tuple[CommodityAnswer, ...]:
    """Return answers with the ranges of ``draws`` over what nobody states about their chains.

    Draws are kept in ``store``, a folder for each chain, and continued there. ``progress`` is told
    the chain and how far its draws are.
    """
    drawn: dict[str, CommodityAnswer] = {}
    for chain in dict.fromkeys(answer.question.chain for answer in answers):
        asked = [answer for answer in answers if answer.question.chain == chain]
        for answer in _drawn(chain, asked, draws, seed, store, progress):
            drawn[answer.question.title] = answer
    return tuple(drawn[answer.question.title] for answer in answers)


def ranges_of(answer: CommodityAnswer, drawn: xr.DataArray) -> xr.Dataset:
    """Return the quantiles ``AT`` of what an answer may be, million dollars.

    ``drawn`` [draw, part, economy, period] are the changes by draw. ``change`` [at, part, economy,
    period] is that of each period, ``total`` [at, economy, period] the running total of use and
    supply, ``monthly`` [at, window, economy] the mean a month in each window, ``above_zero``
    [window, economy] the share of draws in which it is a gain, ``stores`` [at, economy] all
    outlays for stores, less receipts.
    """
    each = replace(answer, change=drawn)
    titles = [window.title for window in answer.question.windows]
    monthly = xr.concat([each.monthly(w) for w in answer.question.windows], dim="window")
    monthly = monthly.assign_coords(window=titles)
    use, stores = (drawn.sel(part=name, drop=True) for name in ("use and supply", "stores"))
    spread = {
        "change": drawn,
        "total": use.cumsum("period").assign_coords(period=drawn.period),
        "monthly": monthly,
        "stores": stores.sum("period"),
    }
    found = {name: values.quantile(AT, "draw") for name, values in spread.items()}
    above = (monthly > 0).mean("draw")
    return xr.Dataset(found | {"above_zero": above}).rename(quantile="at")


def _drawn(
    chain: str,
    answers: Sequence[CommodityAnswer],
    draws: int,
    seed: int,
    store: Path,
    progress: Callable[[str, Progress], None],
) -> list[CommodityAnswer]:
    """Return the answers of one chain with their ranges."""
    questions = [answer.question for answer in answers]
    experiment = _experiment(chain, questions, answers[0].change)
    made = evaluate(
        experiment,
        _design(load(chain), draws, seed),
        store / f"{Path(chain).name}-{experiment.identity.split()[-1]}-{seed}",
        chunk=4,
        progress=lambda at: progress(chain, at),
    )
    values = made.values().dropna().to_numpy()
    shape = (len(values), len(questions), *answers[0].change.shape)
    counted = {"draws": made.done, "failed": made.done - len(values), "seed": seed}
    ranged = []
    for answer, change in zip(answers, np.moveaxis(values.reshape(shape), 1, 0), strict=True):
        labelled = xr.DataArray(change, answer.change.coords, ("draw", *answer.change.dims))
        ranges = ranges_of(answer, labelled).assign_attrs(counted)
        ranged.append(replace(answer, ranges=ranges))
    return ranged


def _experiment(chain: str, questions: Sequence[CommodityQuestion], like: xr.DataArray) -> OneByOne:
    """The changes that the questions ask for, one after another, each shaped ``like`` this one."""
    at = [" ".join(map(str, labels)) for labels in product(*(like[d].values for d in like.dims))]
    names = tuple(f"{number} {labels}" for number in range(len(questions)) for labels in at)

    def answer(draw: Mapping[str, Any]) -> dict[str, float]:
        found = [answer.change.values.ravel() for answer in answered(questions, dict(draw))]
        return dict(zip(names, np.concatenate(found), strict=True))

    asked = "\n".join(q.model_dump_json(exclude={"title", "note", "windows"}) for q in questions)
    identity = sha256(f"{digest_of(chain)}\n{asked}".encode()).hexdigest()
    return OneByOne(answer, names, f"answers of {chain} {identity[:16]}")


def _design(chain: Chain, draws: int, seed: int) -> Design:
    """The draws over a chain's assumptions, each a point of its own: they are many, draws few."""
    factors = tuple(
        Range(figure, float(q.low), float(q.high), mode=q.value)
        for figure, q in chain.figures.assumptions.items()
        if q.low is not None and q.high is not None and q.low < q.high
    )
    return Design(factors, draws, seed, paired=False)
