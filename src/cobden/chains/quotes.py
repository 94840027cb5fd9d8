"""What is quoted: the spot price where somebody bids, and where it is capped because none does."""

import numpy as np
from numpy.typing import NDArray

from cobden.chains.chain import Chain
from cobden.chains.demand import Curves
from cobden.chains.end_use import bound_name
from cobden.chains.foresight import Path
from cobden.chains.program_layout import use_rows
from cobden.chains.solver import route_ends
from cobden.chains.tree import Tree

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_AT_CAP = 0.999  # of the cap; what the solver leaves below it is dust


def quoted(path: Path, goods: list[str]) -> tuple[Floats, Flags]:
    """Return the spot price of ``goods``, and whether it is capped, [good, place, t] each.

    The cap is what the user who pays most there pays before going without. At it or above, nobody
    bids any more and what is there goes to makers or under contract. A place where all is under
    contract has no cap. Of a good that is bound users pay the price of its twin.
    """
    chain = path.conditions.chain
    shown, cap = _shown_prices(path), _caps(chain)
    capped = (shown >= _AT_CAP * cap[..., None]) & np.isfinite(cap)[..., None]
    if any(use.contract for use in chain.uses):
        shown = np.fmin(shown, np.where(np.isnan(shown), np.nan, cap[..., None]))
    names = [item.name for item in chain.goods]
    prices, flags = shown[: len(goods)].copy(), capped[: len(goods)].copy()
    for row, name in enumerate(goods):
        if bound_name(name) in names:
            at = names.index(bound_name(name))
            known = ~np.isnan(shown[at])
            prices[row], flags[row] = (
                np.where(known, twin[at], own)
                for twin, own in ((shown, prices[row]), (capped, flags[row]))
            )
    return prices, flags


def bought(path: Path) -> tuple[Floats, Floats]:
    """Return what users buy under contract and on the spot, [use, t] each, units per period.

    What they save, replace or go without is neither.
    """
    chain, taken = path.conditions.chain, path.served.copy()
    row = use_rows(chain)
    for o, item in enumerate(chain.options):
        taken[row[item.place, item.use]] -= path.quantities["option"][o]
    curves = Curves.of(chain, Tree.grown(0, chain.solved_periods))
    firm = np.minimum(curves.firm - path.quantities["breach"], taken)
    return firm, taken - firm


def _caps(chain: Chain) -> Floats:
    """Return what users pay at most, [good, place]; infinite where a good has none."""
    goods = [item.name for item in chain.goods]
    places = [item.name for item in chain.places]
    cap = np.zeros((len(goods), len(places)))
    for use in chain.uses:
        if use.contract < 1:
            at = goods.index(use.good), places.index(use.place)
            cap[at] = max(cap[at], use.choke)
    return np.where(cap > 0, cap, np.inf)


def _shown_prices(path: Path) -> Floats:
    """Return prices where they mean something, [good, place, t].

    Where buyers go without altogether any price from the choke price up is an equilibrium's: the
    choke price is shown. Where a good is neither wanted nor there, none is.
    """
    chain, price = path.conditions.chain, path.price.copy()
    goods = [item.name for item in chain.goods]
    places = [item.name for item in chain.places]
    moved = np.zeros_like(price)
    position, source, target = route_ends(path.conditions)
    np.add.at(moved, (position, source), path.quantities["ship"])
    np.add.at(moved, (position, target), path.quantities["ship"])
    for k, row in enumerate(chain.capacities):
        process = chain.process_at(row.process, row.place)
        for name, amount in process.recipe if process is not None else ():
            run = path.quantities["run"][k]
            moved[goods.index(name), places.index(row.place)] += abs(amount) * run
    for k, row in enumerate(chain.stocks):
        moved[goods.index(row.good), places.index(row.place)] += path.quantities["stock"][k]
    least = 1e-6 * moved.max(axis=(1, 2), keepdims=True)
    shown = np.where(moved > least, price, np.nan)
    for use in chain.uses:
        at = goods.index(use.good), places.index(use.place)
        idle = np.minimum(price[at], use.choke)
        shown[at] = np.where(moved[at] > least[at[0], 0], price[at], idle)
    return shown
