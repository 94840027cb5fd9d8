"""A library of hard problems: pathological worlds and shocks, each with its known status.

``solved`` is an economy with every residual below the tolerance, ``infeasible`` and ``refused``
name what cannot be, ``not converged`` says what to do: whether an equilibrium exists there is not
known, as deficits that go on can be more than what trade is left. A status that changes is a
finding: look at it. What is returned is examined by its labelled outcomes alone.
"""

from collections import Counter
from collections.abc import Callable
from functools import cache

import numpy as np
import pytest

import cobden.measures as m
from cobden.base.errors import Infeasible, InputError, NotConverged
from cobden.equilibrium import purge, solve
from cobden.world.world import World

STATUS = {
    Infeasible: "infeasible", InputError: "refused", NotConverged: "not converged",
}  # fmt: skip
DAY = "2025-06-05"
LAW = {"start": "2025-03-01", "authority": "a pact", "source": "a test"}
CHIPS = {"by": "JPN", "on": "CHN", "goods": "C26", "unit": "billion USD"}
TINY, HUGE = 0.05, 60.0


@cache
def world() -> World:
    return World.load().aggregate(["USA", "JPN", "CHN", "DEU"])


@cache
def purged() -> World:
    return purge(world())


def elastic(*values: float) -> World:
    """The world with these trade elasticities in turn."""
    sectors = len(world().sectors)
    return world().with_elasticity(np.resize(values, sectors).tolist())


def tariff(rate: float, by: str | None = None) -> np.ndarray:
    """Return one rate by everybody, or one economy, on everybody else."""
    base = world()
    rates = np.array(base.tariff)
    economies = range(len(base.economies)) if by is None else [base.economy_index(by)]
    for n in economies:
        rates[:, n] = rate
        rates[:, n, n] = 0.0
    return rates


def moved(share: float) -> np.ndarray:
    """Return a transfer of a share of Japan's value added to the United States."""
    base = world()
    found = np.zeros(len(base.economies))
    size = share * base.value_added[base.economy_index("JPN")]
    found[base.economy_index("USA")], found[base.economy_index("JPN")] = size, -size
    return found


def productivity(value: float, economy: str | None = None) -> np.ndarray:
    base = world()
    found = np.ones((len(base.sectors), len(base.economies)))
    found[:, slice(None) if economy is None else base.economy_index(economy)] = value
    return found


def shares(**changed: object) -> World:
    """Return a world of two economies and two goods, with parts replaced."""
    given = {
        "trade_share": np.full((2, 2, 2), 0.5), "expenditure": np.full((2, 2), 0.25),
        "input_share": np.zeros((2, 2, 2)), "consumption_share": np.full((2, 2), 0.5),
        "value_added": np.full(2, 0.5), "deficit": np.zeros(2), "tariff": np.zeros((2, 2, 2)),
        "elasticity": np.array([4.0, 4.0]),
    }  # fmt: skip
    return World.from_shares(["A", "B"], ["x", "y"], **(given | changed))


def limits(*laws: m.Measure) -> object:
    return solve(world(), m.Policy(laws).on(DAY))


def quota(value: float, name: str, **sides: object) -> m.Quota:
    return m.Quota(value=value, id=name, **(CHIPS | sides), **LAW)


# name: (known status, the question); those first share one compiled program
PROBLEMS: dict[str, tuple[str, Callable[[], object]]] = {
    "nothing happens": ("solved", lambda: solve(world())),
    "every tariff 1,000%": ("not converged", lambda: solve(world(), tariff=tariff(10.0))),
    "one tariff 1,000%": ("not converged", lambda: solve(world(), tariff=tariff(10.0, "USA"))),
    "every tariff 10,000%": ("not converged", lambda: solve(world(), tariff=tariff(100.0))),
    "imports subsidised by half": ("solved", lambda: solve(world(), tariff=tariff(-0.5, "JPN"))),
    "a thousandth of the productivity": (
        "not converged", lambda: solve(world(), productivity=productivity(1e-3, "DEU"))),
    "all productivity a hundredfold": (
        "not converged", lambda: solve(world(), productivity=productivity(100.0))),
    "costs of trade tenfold": (
        "not converged", lambda: solve(world(), trade_cost=np.where(tariff(1.0) > 0.5, 10.0, 1.0))),
    "labour a hundredth": (
        "infeasible", lambda: solve(world(), labour=np.array([1, 1, 0.01, 1, 1.0]))),
    "half of an income given away": ("solved", lambda: solve(world(), transfer=moved(0.5))),
    "a deficit above income": ("infeasible", lambda: solve(world(), transfer=moved(1.2))),
    "ten incomes given away": ("infeasible", lambda: solve(world(), transfer=moved(10.0))),
    "negative input shares": (
        "refused", lambda: shares(input_share=np.full((2, 2, 2), -0.1))),
    "inputs above output": ("refused", lambda: shares(input_share=np.full((2, 2, 2), 0.6))),
    "spending that is not one's own": (
        "refused", lambda: shares(expenditure=np.array([[0.25, 0.9], [0.25, 0.25]]))),
    "an elasticity of minus one": ("refused", lambda: shares(elasticity=np.array([-1.0, 4.0]))),
    "a benchmark that spends more than it has": (
        "refused", lambda: shares(deficit=np.array([0.7, -0.7]))),
    "a world tariff of minus one": ("refused", lambda: shares(tariff=np.full((2, 2, 2), -1.0))),
}  # fmt: skip
LONG: dict[str, tuple[str, Callable[[], object]]] = {
    "two limits on one flow": ("solved", lambda: limits(quota(15, "one"), quota(20, "other"))),
    "a limit and a cut on one flow": (
        "solved", lambda: limits(quota(15, "one"), m.ExportControl(
            by="CHN", on="JPN", goods="C26", id="cut", volume_change=-0.5, **LAW))),
    "a limit and a promise beyond it": (
        "infeasible", lambda: limits(quota(20, "one"), m.PurchaseCommitment(
            by="JPN", from_="CHN", goods="C26", unit="billion USD", value=5, additional=True,
            id="promise", **LAW))),
    "limits that share a part": (
        "refused", lambda: limits(quota(15, "one"), quota(30, "wide", goods=["C26", "C27"]))),
    "a limit of a ten-thousandth": ("solved", lambda: limits(quota(0.003, "one"))),
    "a limit of nothing": ("solved", lambda: limits(quota(0, "one"))),
    "elasticities of a twentieth": ("solved", lambda: solve(elastic(TINY), tariff=tariff(0.2))),
    "elasticities of sixty": ("solved", lambda: solve(elastic(HUGE), tariff=tariff(0.2))),
    "tiny and huge in turn": ("solved", lambda: solve(elastic(TINY, HUGE), tariff=tariff(0.2))),
    "every tariff 1,000%, without deficits": (
        "not converged", lambda: solve(purged(), tariff=tariff(10.0))),
    "every tariff 10,000%, without deficits": (
        "not converged", lambda: solve(purged(), tariff=tariff(100.0))),
    "one tariff 1,000%, without deficits": (
        "solved", lambda: solve(purged(), tariff=tariff(10.0, "USA"))),
    "every tariff 100%": ("solved", lambda: solve(world(), tariff=tariff(1.0))),
    "every tariff 300%": ("not converged", lambda: solve(world(), tariff=tariff(3.0))),
    "a tenth of the productivity": (
        "solved", lambda: solve(world(), productivity=productivity(0.1, "DEU"))),
    "imports halted": ("solved", lambda: limits(m.ImportHalt(
        by="JPN", on="CHN", goods="C26", id="halt", **LAW))),
    "sixty, and 1,000%": ("not converged", lambda: solve(elastic(HUGE), tariff=tariff(10.0))),
    "a twentieth, and 1,000%": (
        "not converged", lambda: solve(elastic(TINY), tariff=tariff(10.0))),
    "below one, and 1,000%": (
        "not converged", lambda: solve(elastic(-0.5), tariff=tariff(10.0, "USA"))),
    "sixty, and a thousandth of productivity": (
        "not converged", lambda: solve(elastic(HUGE), productivity=productivity(1e-3, "DEU"))),
    "first year, 500%": (
        "not converged", lambda: solve(elastic(1.0), tariff=tariff(5.0, "USA"), horizon=1)),
    "nobody trades": (
        "refused", lambda: solve(world(), trade_cost=np.where(tariff(1.0) > 0.5, np.inf, 1.0))),
    "one economy is shut out": (
        "refused", lambda: solve(world(), trade_cost=np.where(
            tariff(99.0, "JPN") > 50, np.inf, 1.0))),
    "shut out and a payment due": (
        "refused", lambda: solve(world(), transfer=moved(0.3), trade_cost=np.where(
            tariff(1.0) > 0.5, np.inf, 1.0))),
    "a promise of all there is": (
        "not converged", lambda: limits(m.PurchaseCommitment(
            by="JPN", from_="CHN", goods="C26", unit="billion USD", value=1e5, additional=True,
            id="promise", **LAW))),
    "1,000% and half an income": (
        "not converged", lambda: solve(world(), tariff=tariff(10.0), transfer=moved(0.2))),
}  # fmt: skip


def status(ask: Callable[[], object]) -> tuple[str, str]:
    """Return how a question ends, and the sentence where it is no answer."""
    try:
        found = ask()
    except (Infeasible, InputError, NotConverged) as stopped:
        clear = stopped.what and stopped.where and stopped.remedy
        return STATUS[type(stopped)] if clear else "unclear", str(stopped)
    return ("solved" if possible(found) else "impossible"), ""


def possible(result) -> bool:
    """Whether an answer is an economy, from its labelled outcomes alone."""
    if isinstance(result, World):
        return True
    flow = result.flow.values
    sold, bought = flow.sum(axis=(0, 1)), flow.sum(axis=(0, 2))
    return (
        bool(np.isfinite(result.welfare.values).all())
        and bool((result.welfare.values > -100).all())
        and bool((flow >= 0).all())
        and bool((sold > 0).all() and (bought > 0).all())
        and result.certificate.largest <= 1e-9
        and abs(result.certificate.walras) < 1e-7
    )


def told(problems: dict[str, tuple[str, Callable[[], object]]]) -> None:
    found = {name: status(ask) for name, (_, ask) in problems.items()}
    counts = Counter(kind for kind, _ in found.values())
    print(f"{len(found)} hard problems: " + ", ".join(f"{n} {k}" for k, n in counts.items()))
    other = {
        name: found[name] for name, (known, _) in problems.items() if found[name][0] != known
    }  # fmt: skip
    assert not other


def test_those_that_share_a_program_end_as_is_known():
    told(PROBLEMS)


@pytest.mark.validation
def test_all_end_as_is_known():
    told(PROBLEMS | LONG)
