"""Places as regions of the equilibrium."""

from dataclasses import replace

import numpy as np
import pytest

from cobden.base.errors import InputError
from cobden.equilibrium import solve
from cobden.households import RegionEffects, read_flows, with_regions
from small_households import small_places, small_result
from small_path import raised, small_world

FLOWS = np.array([[5.0, 1.0], [0.5, 4.0]])


def test_the_accounts_of_regions_close_and_add_up():
    world = small_world()
    regions = with_regions(world, small_places(), FLOWS)
    assert regions.economies == ("USA-N", "USA-S", "JPN", "CHN")
    assert max(regions.residuals().values()) < 1e-12
    assert regions.output[:, :2].sum(axis=1) == pytest.approx(world.output[:, 0])
    assert regions.output[:, 0] == pytest.approx(world.output[:, 0] * [0.8, 0.3])
    assert regions.final_expenditure[:, :2].sum(axis=1) == pytest.approx(
        world.final_expenditure[:, 0]
    )
    bought = regions.flow[:, :2, 2:].sum(axis=1)
    assert bought == pytest.approx(world.flow[:, 0, 1:])
    home = regions.flow[:, :2, :2].sum(axis=0)
    assert home[0, 1] * home[1, 0] / home[0, 0] / home[1, 1] < 0.2  # as the flows: mostly own


def test_regions_that_are_alike_fare_as_the_country():
    world = small_world()
    alike = replace(small_places(), value=np.array([[0.6, 0.6], [0.4, 0.4]]))
    regions = with_regions(world, alike, np.outer([0.6, 0.4], [0.6, 0.4]))
    tariff = raised(world)[:, [0, 0, 1, 2]][:, :, [0, 0, 1, 2]]
    found = solve(regions, tariff=tariff).welfare.to_numpy()
    whole = small_result().welfare.to_numpy()
    assert found == pytest.approx(whole[[0, 0, 1, 2]], abs=1e-8)


def test_alike_regions_add_up_to_the_country():
    alike = replace(small_places(), value=np.array([[0.6, 0.6], [0.4, 0.4]]))
    world = with_regions(small_world(), alike, np.outer([0.6, 0.4], [0.6, 0.4]))
    tariff = raised(small_world())[:, [0, 0, 1, 2]][:, :, [0, 0, 1, 2]]
    found = RegionEffects(alike, solve(world, tariff=tariff)).table
    country = float(small_result().equivalent_variation.sel(economy="USA"))
    assert found.dollars.sum() == pytest.approx(country, rel=1e-6)
    assert found.dollars.tolist() == pytest.approx([0.6 * country, 0.4 * country], rel=1e-6)
    wage = float(small_result().real_wage.sel(economy="USA"))
    assert found.wage.tolist() == pytest.approx([wage] * 2, abs=1e-8)
    assert (found.others > 0).all()


def test_a_region_fares_by_its_own_industry():
    world = with_regions(small_world(), small_places(), FLOWS)
    tariff = raised(small_world())[:, [0, 0, 1, 2]][:, :, [0, 0, 1, 2]]
    found = RegionEffects(small_places(), solve(world, tariff=tariff)).table.set_index("place")
    assert found.wage["N"] > found.wage["S"]  # the goods that are protected are made in the north
    south = world.trade_share[:, 0, 1] @ world.expenditure[:, 0]
    assert found.others["N"] == pytest.approx(100 * south / world.expenditure[:, 0].sum())


PAIRS = "buyer,seller,value\nN,N,5\nN,S,1\nS,N,0.5\nS,S,4\n"


def test_flows_are_read_by_pair(tmp_path):
    file = tmp_path / "flows.csv"
    file.write_text(PAIRS, encoding="utf-8")
    assert read_flows(file, small_places()) == pytest.approx(FLOWS)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("buyer,seller,value\n", ["N to N", "4 of 4"]),
        (PAIRS.replace("S,N,0.5\n", ""), ["sales of N to S are missing", "1 of 4"]),
        (PAIRS + "N,S,2\n", ["sales of S to N stand twice"]),
        (PAIRS.replace("S,N", "S,M"), ["unknown place 'M'", "N"]),
        (PAIRS.replace("0.5", "0"), ["flows.csv:4", "value", "0"]),
        (PAIRS.replace("0.5", "-3"), ["flows.csv:4", "value", "-3"]),
        (PAIRS.replace("0.5", "much"), ["flows.csv:4", "'much' is not a number"]),
        (PAIRS.replace("buyer", "by"), ["unknown column 'by'"]),
    ],
)
def test_a_bad_table_of_flows_says_what_is_wrong(tmp_path, text, said):
    file = tmp_path / "flows.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="flows") as fault:
        read_flows(file, small_places())
    for word in said:
        assert word in str(fault.value)


@pytest.mark.parametrize(
    ("flows", "said"),
    [([[1.0]], r"form \(1, 1\)"), ([[1.0, 0.0], [1.0, 1.0]], "sales of S to N are 0")],
)
def test_flows_that_cannot_be_right_say_so(flows, said):
    with pytest.raises(InputError, match=said):
        with_regions(small_world(), small_places(), flows)
