"""Licences that name the end user: origin and end use are carried along the chain.

What is licensed may be used where it lands and nowhere else, and so may what is made of it. So each
licensed good, and each good made of one, has a twin abroad, *bound* to its place: it has no
routes. Uses, stocks and processes there take the bound good; a free one can be put to the same use.
What a plant makes of bound inputs is bound, what it makes of free ones is free, and both share the
plant. What leaks arrives free.
"""

from collections.abc import Iterable
from dataclasses import replace

from cobden.base.errors import InputError
from cobden.chains.chain import Chain
from cobden.chains.rows import Capacity, Good, Process

_BOUND = ", bound"


def bound_name(good: str) -> str:
    """Return the name of a good's twin."""
    return f"{good}{_BOUND}"


def base_name(good: str) -> str:
    """Return the name of the good that a twin is of; its own where it is none."""
    return good.removesuffix(_BOUND)


def bind(chain: Chain, origins: Iterable[str], goods: Iterable[str]) -> Chain:
    """Return the chain in which ``goods`` from ``origins`` can be bound to where they land.

    Rows are only added at the end, so that what was planned before keeps its place. Raises
    ``InputError`` where other goods are bound already: plants cannot be told apart twice.
    """
    if _is_bound(chain, set(goods)):
        return chain
    abroad = [place.name for place in chain.places if place.name not in set(origins)]
    bound = _made_of(chain, abroad, set(goods))
    twins = {good.name: good for good in chain.goods if good.name in bound}
    added_goods = [
        Good(bound_name(good.name), good.unit, good.title, good.sector) for good in twins.values()
    ]
    processes, capacities, times = [], [], []
    for name, good in twins.items():
        taking = f"take {name} into use"
        recipe = ((name, -1.0), (bound_name(name), 1.0))
        processes.append(Process(taking, good.unit, recipe))
        capacities += [Capacity(place, taking) for place in abroad]
    for place in abroad:
        for process in _processes_at(chain, place):
            if any(amount < 0 and name in bound for name, amount in process.recipe):
                own, plants, time = _split(process, place, bound)
                processes += own
                capacities += plants
                times.append(time)
    here = set(abroad)

    def moved(rows: Iterable, key: str = "good") -> tuple:
        return tuple(
            replace(row, **{key: bound_name(row.good)})
            if row.place in here and row.good in twins
            else row
            for row in rows
        )

    return replace(
        chain,
        goods=(*chain.goods, *added_goods, *times),
        processes=(*chain.processes, *processes),
        capacities=(*chain.capacities, *capacities),
        uses=moved(chain.uses), stocks=moved(chain.stocks), options=moved(chain.options),
    )  # fmt: skip


def _is_bound(chain: Chain, goods: set[str]) -> bool:
    """Whether ``goods`` are bound already; raise ``InputError`` where others are."""
    tied = {base_name(good.name) for good in chain.goods if good.name.endswith(_BOUND)}
    if tied and not goods <= tied:
        raise InputError(
            f"licences by end user name different goods: {', '.join(sorted(goods - tied))}.",
            where=f"chain {chain.name}",
            remedy="Give all of them one list of goods, with an approval for each destination.",
        )
    return bool(tied)


def _processes_at(chain: Chain, place: str) -> list[Process]:
    """Return the processes as they run at a place, a recipe of its own before the general one."""
    names = dict.fromkeys(process.name for process in chain.processes)
    return [process for name in names if (process := chain.process_at(name, place)) is not None]


def _made_of(chain: Chain, abroad: Iterable[str], goods: set[str]) -> set[str]:
    """Return the goods, and all that is made of them abroad."""
    found = set(goods)
    while True:
        before = len(found)
        for place in abroad:
            for process in _processes_at(chain, place):
                if any(amount < 0 and name in found for name, amount in process.recipe):
                    found |= {name for name, amount in process.recipe if amount > 0}
        if len(found) == before:
            return found


def _split(
    process: Process, place: str, bound: set[str]
) -> tuple[list[Process], list[Capacity], Good]:
    """Return a plant as time that it makes, and what is done in that time, free or bound."""
    time = Good(f"time of {process.name} at {place}", process.unit)
    plant = replace(process, recipe=((time.name, 1.0),), place=place)
    within = (time.name, -1.0)
    free = replace(
        process, name=f"{process.name}, free", recipe=(within, *process.recipe), place=place
    )
    of_bound = tuple(
        (bound_name(name) if name in bound else name, amount) for name, amount in process.recipe
    )
    tied = replace(process, name=f"{process.name}, bound", recipe=(within, *of_bound), place=place)
    rows = [Capacity(place, free.name), Capacity(place, tied.name)]
    return [plant, free, tied], rows, time
