"""How the chains' solver grows: time and memory by size, and Clarabel beside HiGHS.

    python -m benchmarks.chains            # the sizes that the project promises
    python -m benchmarks.chains --highs    # the same market as a linear program in HiGHS

HiGHS solves linear programs, so demand has to be cut into steps; twenty leave prices off by half a
step. Clarabel takes the curve's tangent and needs a few programs to be exact.
"""

import resource
import sys
import time
from collections.abc import Callable
from datetime import date

import numpy as np
from scipy import optimize, sparse

from cobden.chains import Chain, load, run
from cobden.chains.application import conditions
from cobden.chains.demand import Curves
from cobden.chains.foresight import trace
from cobden.chains.measures import ChainTariff, ExportBan
from cobden.chains.program import lay_out
from cobden.chains.program_layout import ChainState
from cobden.chains.rows import Capacity, Good, Place, Process, Route, Stock, Use
from cobden.chains.tree import Tree


def chain_of(places: int, stages: int, quarters: int) -> Chain:
    """Return a chain of random costs: every place makes, stores, trades and uses every stage."""
    draw = np.random.default_rng(0)
    spot = draw.uniform(size=(places, 2))
    names = [f"P{n:02d}" for n in range(places)]
    goods = [f"good{k}" for k in range(stages)]
    far = np.hypot(*(spot[:, None] - spot[None]).transpose(2, 0, 1))
    return Chain(
        "benchmark", "Benchmark", date(2025, 1, 1), quarters, tuple(Place(n, n) for n in names),
        tuple(Good(g, "t") for g in goods),
        tuple(Use(n, "use", goods[-1], draw.uniform(0.2, 0.5), 14, -0.4, choke=140) for n in names),
        tuple(
            Process(f"make {g}", "t", ((g, 1.0),) + (((goods[k - 1], -1.1),) if k else ()))
            for k, g in enumerate(goods)
        ),
        tuple(
            Capacity(n, f"make {g}", f"step {s}", draw.uniform(0.1, 0.6), draw.uniform(1, 3) * s)
            for g in goods for n in names for s in (1, 2, 3)
        ),
        tuple(
            Route(g, i, j, 0.05 + 0.5 * float(far[a, b]))
            for g in goods for a, i in enumerate(names) for b, j in enumerate(names) if a != b
        ),
        stocks=tuple(Stock(n, g, "firms", 0.3, 3, 0.05, 2) for g in goods for n in names),
        step=3, discount=0.05,
    )  # fmt: skip


def measured(what: str, work: Callable[[], object]) -> None:
    """Run ``work`` and print its time and the greatest memory so far."""
    start = time.perf_counter()
    work()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"{what:58s} {time.perf_counter() - start:7.2f} s   {memory:5.2f} GB", flush=True)


def by_highs(chain: Chain, steps: int = 20) -> None:
    """Solve the chain without measures as a linear program with stepped demand."""
    holding = conditions(chain)
    used = np.array([use.quantity * chain.step for use in chain.uses])[:, None]
    nothing = np.zeros((len(chain.goods), len(chain.places), chain.solved_periods))
    state = ChainState(np.array([s.initial for s in chain.stocks]), nothing, np.zeros(0), used)
    tree = Tree.grown(0, chain.solved_periods)
    program, curves = lay_out(holding, state, tree), Curves.of(chain, tree)
    demand = program.variables["demand"].index.ravel()
    width = 3 * curves.quantity / steps
    worth = [curves.marginal((k + 0.5) * width).clip(max=140).ravel() for k in range(steps)]
    links = sparse.hstack(
        [sparse.csr_matrix((np.ones(len(demand)), (np.arange(len(demand)), demand)),
                           shape=(len(demand), len(program.cost)))]
        + [-sparse.identity(len(demand))] * steps
    )  # fmt: skip
    wide = sparse.csr_matrix((len(program.bound), steps * len(demand)))
    answer = optimize.linprog(
        np.concatenate([program.cost, -np.concatenate(worth) * np.tile(
            np.broadcast_to(program.weight, curves.quantity.shape).ravel(), steps)]),
        A_ub=sparse.hstack([program.matrix, wide]), b_ub=program.bound,
        A_eq=links, b_eq=np.zeros(len(demand)),
        bounds=np.column_stack(
            [np.concatenate([program.lower, np.zeros(steps * len(demand))]),
             np.concatenate([program.upper, np.tile(width.ravel(), steps)])]
        ),
        method="highs",
    )  # fmt: skip
    if not answer.success:
        raise SystemExit(answer.message)


def main() -> None:
    """Print a line per size."""
    first = [
        ChainTariff(name="t", by=("P01", "P02", "P04"), goods=("good2",), rate=0.05,
               start=date(2026, 1, 1))
    ]  # fmt: skip
    for places, stages, quarters in ((5, 3, 8), (10, 4, 16), (20, 6, 24)):
        chain, size = (
            chain_of(places, stages, quarters),
            f"{places} x {places} x {stages} x {quarters}",
        )
        measured(f"{size}, perfect foresight", lambda c=chain: trace(c, foresight="perfect"))
        base = trace(chain, foresight="perfect")
        measured(f"{size}, tariff, perfect", lambda c=chain: trace(c, first, foresight="perfect"))
        news = [
            ExportBan(name=f"b{q}", by=("P02",), on=("P03",), goods=("good1",),
                      start=chain.period_starts[q], end=chain.period_starts[q + 1])
            for q in range(quarters)
        ]  # fmt: skip
        measured(f"{size}, rolling, news every quarter",
                 lambda c=chain, n=news, b=base: trace(c, n, base=b))  # fmt: skip
        if "--highs" in sys.argv:
            measured(f"{size}, HiGHS, demand in 20 steps", lambda c=chain: by_highs(c))
    gas = load("lng")
    measured("the gas market of the case, with and without measures", lambda: run(gas))
    measured("the rare earths of the case", lambda: run(load("rare_earths")))


if __name__ == "__main__":
    main()
