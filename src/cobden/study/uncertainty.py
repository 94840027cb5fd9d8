"""How sure the answer is: a case's equilibria over draws of everything that is not known.

``uncertain`` names the figures in doubt with their ranges; `Equilibria` solves a case's states at
each draw of them; ``cobden.draws`` makes the draws, keeps the results, and says how wide the
answers spread and which figure drives them.
"""

from collections.abc import Callable
from math import inf
from pathlib import Path

from cobden.base.errors import unknown
from cobden.base.objective import Objective
from cobden.cases import Case, load
from cobden.draws import Design, Ensemble, Factor, Progress, run
from cobden.study.case_law import law_of, policy_of, world_of
from cobden.study.drawn_equilibria import Equilibria
from cobden.study.drawn_rates import drawn_rates, factors_of
from cobden.study.product_draws import product_factors
from cobden.study.product_tables import estimates_of
from cobden.study.uncertain_figures import check_factors, uncertain


def ensemble(
    case: str | Path | Case,
    *,
    draws: int,
    over: tuple[Factor, ...] | list[Factor] | None = None,
    seed: int = 0,
    states: tuple[str, ...] | list[str] | None = None,
    years: float = inf,
    aims: tuple[Objective, ...] | list[Objective] = (),
    store: str | Path | None = None,
    dask: str | None = None,
    progress: Callable[[Progress], None] = lambda _: None,
) -> Ensemble:
    """Solve a case at ``draws`` draws of what is uncertain, and keep the results.

    ``over`` names what is drawn (by default all that ``uncertain(years)`` lists, the rates of the
    case's own duties on which its sources differ, and the elasticities of products where the case
    tells them apart), ``states`` the states of the case to solve (by default the one its brief
    shows in detail), ``years`` the time since the change (by default the long run). ``aims`` are
    objectives, of which the draws hold the
    values besides. ``store`` is the folder of the results; the same
    call goes on where an earlier one was stopped. ``dask`` is the address of a cluster's scheduler.

    Raises ``InputError`` for an unknown factor or state. Draws without an equilibrium do not
    raise; ``Ensemble.failures`` names them.

    >>> import cobden as cb
    >>> import tempfile
    >>> found = cb.ensemble('japan-us-2025', draws=2, store=tempfile.mkdtemp())
    >>> len(found.failures)
    0
    """
    case = case if isinstance(case, Case) else load(case)
    world = world_of(case)
    known = {state.id: state for state in case.states}
    chosen = (case.file.brief.state,) if states is None else tuple(states)
    for name in chosen:
        if name not in known:
            raise unknown("state", name, known, where="states")
    policy = policy_of(case)
    laws = [law_of(case, policy, known[name]) for name in dict.fromkeys(chosen)]
    wedges = {
        name: law.enacted(world) if law.instruments else law.wedges(world)
        for name, law in zip(dict.fromkeys(chosen), laws, strict=True)
    }
    estimates, solved = estimates_of(case), [known[name] for name in dict.fromkeys(chosen)]
    factors = uncertain(years, case.closures) + product_factors(world, estimates)
    factors += factors_of(case, solved)
    if over is not None:
        factors = tuple(over)
    experiment = Equilibria(
        world, wedges, case.home, case.counterpart, years,
        case.closure, case.groups, tuple(aims), case.closures, estimates,
        drawn_rates(case, solved, world),
    )  # fmt: skip
    check_factors([factor.name for factor in factors], world, estimates, experiment.in_doubt)
    design = Design(factors, draws, seed)
    name = f"ensemble-{experiment.identity.split()[1]}-{seed}"
    folder = Path("output") / case.name / name if store is None else Path(store)
    return run(experiment, design, folder, dask=dask, progress=progress)
