"""The solver: nothing from nothing, hard shocks, and errors that say what to do."""

import numpy as np
import pytest

from cobden.base.errors import Infeasible, InputError
from cobden.equilibrium import prepare, purge, solve
from cobden.equilibrium._accounts import observe
from cobden.equilibrium._compiled import fixed_point
from cobden.world import World
from cobden.world.elasticities import SETS

CLOSURES = ("world_share", "own_share", "dollar", "purged")


@pytest.fixture(scope="module")
def world():
    return World.load()


def us_tariffs(world, rate=0.1):
    tariff = world.tariff.copy()
    us = world.economies.index("USA")
    goods = [k for k, name in enumerate(world.sectors) if name not in world.services]
    tariff[goods, us] += rate
    tariff[:, us, us] = 0
    return tariff


@pytest.mark.parametrize("closure", CLOSURES)
@pytest.mark.parametrize("form", ["common", "by_use"])
def test_nothing_changed_returns_nothing_changed(closure, form):
    world = World.load(import_shares=form)
    result = solve(world, deficits=closure)
    assert np.abs(result.welfare).max() < 1e-10
    assert np.abs(result.output).max() < 1e-9


@pytest.mark.parametrize("name", SETS)
def test_hard_shocks_converge_for_every_elasticity_set(name):
    world = World.load(name)
    us, china, japan = (world.economies.index(e) for e in ("USA", "CHN", "JPN"))
    prohibitive = us_tariffs(world, 5.0)
    cut_off = np.ones_like(world.tariff)
    cut_off[:, us, china] = cut_off[:, china, us] = np.float64(1e30)
    lost = np.ones((len(world.sectors), len(world.economies)))
    lost[:, japan] = 0.8
    shocks = [
        {"tariff": prohibitive},
        {"trade_cost": cut_off},
        {"tariff": np.zeros_like(world.tariff)},
        {"productivity": lost},
    ]
    for shock in shocks:
        result = solve(world, **shock)
        assert result.certificate.largest <= 1e-10
        assert result.certificate.walras <= 1e-9


def test_an_economy_in_autarky(world):
    """Prohibitive trade costs on every route of one economy; its transfer must be purged first."""
    base = purge(world)
    japan = base.economies.index("JPN")
    cost = np.ones_like(base.tariff)
    cost[:, japan, :] = cost[:, :, japan] = 1e4
    cost[:, japan, japan] = 1
    result = solve(base, trade_cost=cost)
    flow = result.customs_flow
    assert flow[:, japan].sum() - flow[:, japan, japan].sum() < 1e-12
    assert -60 < float(result.welfare.sel(economy="JPN")) < -5


def test_a_transfer_that_no_trade_can_deliver_is_named(world):
    cost = np.ones_like(world.tariff)
    japan = world.economies.index("JPN")
    services = [world.sectors.index(name) for name in world.services]
    goods = [k for k in range(len(world.sectors)) if k not in services]
    cost[goods, japan] = np.float64(1e300)  # underflows to no trade at all
    cost[services, japan] = np.float64(1e300)
    cost[:, japan, japan] = 1
    with pytest.raises(Infeasible, match=r"JPN"):
        solve(world, trade_cost=cost)


def test_unknown_closure_suggests_the_nearest(world):
    with pytest.raises(InputError, match="Did you mean 'own_share'"):
        solve(world, deficits="ownshare")


def test_wedges_and_arrays_together_are_refused(world):
    wedges = solve(world).shock.wedges
    with pytest.raises(InputError, match="not both"):
        solve(world, wedges, tariff=world.tariff)


def test_the_numeraire_does_not_move_real_income(world):
    """Scaling every value by a constant leaves welfare as it is: shares are all that matters."""
    tariff = us_tariffs(world)
    bigger = World.from_shares(
        world.economies, world.sectors, world.trade_share, 7 * world.expenditure,
        world.input_share, world.consumption_share, 7 * world.value_added, 7 * world.deficit,
        world.tariff, world.elasticity,
    )  # fmt: skip
    one, other = solve(world, tariff=tariff), solve(bigger, tariff=tariff)
    np.testing.assert_allclose(one.welfare, other.welfare, atol=1e-9)


def test_rebasing_takes_the_counterfactual_as_the_benchmark(world):
    """Half the tariff, rebased, then the other half, is the whole."""
    half = solve(world, tariff=us_tariffs(world, 0.05))
    base = half.rebased()
    assert max(base.residuals().values()) < 1e-9
    rest = solve(base, tariff=us_tariffs(world, 0.1))
    whole = solve(world, tariff=us_tariffs(world, 0.1))
    chained = (1 + half.welfare / 100) * (1 + rest.welfare / 100)
    np.testing.assert_allclose(chained, 1 + whole.welfare / 100, atol=1e-10)


@pytest.mark.parametrize("closure", CLOSURES)
def test_what_is_prepared_is_compiled_for_every_solve(world, closure):
    """Or a study would wait for it again: its first state begins when this has ended."""
    prepare(world, closure)
    compiled = fixed_point._cache_size(), observe._cache_size()
    tariff = world.tariff.copy()
    tariff[:, 0, 1] += 0.1
    solve(world, tariff=tariff, deficits=closure)
    assert (fixed_point._cache_size(), observe._cache_size()) == compiled
