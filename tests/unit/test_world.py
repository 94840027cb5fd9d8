"""The embedded benchmark: shape, closure, known figures."""

import numpy as np
import pytest

from cobden.world import World


@pytest.fixture(scope="module", params=["common", "by_use"])
def world(request):
    return World.load(import_shares=request.param)


def test_the_benchmark_closes(world):
    assert max(world.residuals().values()) < 1e-14


def test_the_benchmark_has_81_economies_and_28_sectors(world):
    assert world.trade_share.shape == world.tariff.shape == (28, 81, 81)
    assert world.economies[-1] == "ROW"
    assert world.sectors[-1] == "SERV"
    assert world.services == ("SERV",)


def test_totals_are_those_of_2022(world):
    trillion = dict(zip(world.economies, world.value_added * world.value_usd / 1e12, strict=True))
    assert trillion["USA"] == pytest.approx(25.2, abs=0.2)
    assert trillion["CHN"] == pytest.approx(17.4, abs=0.3)
    assert trillion["JPN"] == pytest.approx(4.1, abs=0.1)
    cars = world.view("flow").sel(sector="C29", importer="USA", exporter="JPN")
    assert float(cars) == pytest.approx(48.0e9, abs=0.05e9)
    assert world.balance("Japan", "US", goods=True) == pytest.approx(47e9, abs=0.5e9)
    assert world.balance("Japan", "US") == pytest.approx(18e9, abs=0.5e9)


def test_arrays_are_read_only(world):
    for name in ("trade_share", "input_share", "flow", "income", "value_added_share"):
        with pytest.raises(ValueError, match="read-only"):
            getattr(world, name)[:] = 0


def test_us_tariffs_are_those_of_the_first_of_january_2025(world):
    rate = world.view("tariff").sel(importer="USA")
    assert float(rate.sel(sector="C29", exporter="JPN")) == pytest.approx(0.0247)
    assert float(rate.sel(sector="C29", exporter="CHN")) == pytest.approx(0.24726)
    assert float(rate.sel(sector="C10T12").max()) < 0.35


def test_services_and_own_sales_bear_no_tariff(world):
    assert not world.tariff[-1].any()
    assert not np.einsum("kii->ki", world.tariff).any()
