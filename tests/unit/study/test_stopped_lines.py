"""Lines that stop: stores first, then output, value added and jobs of the sector."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
import yaml
from typer.testing import CliRunner

from cobden.base.errors import InputError
from cobden.chains import Chain, load, run
from cobden.chains.measures import ExportBan
from cobden.chains.rows import Capacity, Good, Place, Process, Route, Stock, Use
from cobden.cli import app
from cobden.equilibrium import solve
from cobden.households.jobs import jobs_by_sector
from cobden.measures import Policy, read_instruments
from cobden.study.chain_draws import draw_chain
from cobden.study.sharing import Sharing
from cobden.study.soft_link import members
from cobden.study.stopped_lines import as_stoppages, stopped_lines
from cobden.world.world import World

START = date(2025, 1, 1)


@pytest.fixture(scope="module")
def world() -> World:
    return World.load().aggregate(["USA", "JPN", "CHN", "EU27"])


def parts(need: float = 0.0) -> Chain:
    """China makes a part; Japan uses one a month and has two in store."""
    return Chain(
        "parts", "Parts", START, 6, (Place("China", "CHN"), Place("Japan", "JPN")),
        (Good("part", "t"),),
        (Use("Japan", "cars", "part", 1, 10, -0.5, choke=100, sector="C29"),),
        (Process("make", "t", (("part", 1.0),)),),
        (Capacity("China", "make", limit=2.0, cost=9.0),),
        (Route("part", "China", "Japan", 1.0),),
        stocks=(Stock("Japan", "part", "users", 2.0, 2.0, holding=-0.1, salvage=10.0),),
        tail=6, discount=0.05,
    )  # fmt: skip


BAN = ExportBan(name="ban", by=("China",), goods=("part",), start=date(2025, 2, 1),
                end=date(2025, 6, 1), end_announced=date(2025, 6, 1))  # fmt: skip


def test_a_line_runs_until_its_store_is_empty_and_then_stands():
    yielding = run(parts(), [BAN]).shortage.sel(place="Japan", use="cars").values
    lines = run(parts().with_lines("cars"), [BAN]).shortage.sel(place="Japan", use="cars").values
    assert yielding[1] > 0.2  # short at once, and never altogether
    np.testing.assert_allclose(lines, [0, 0, 0, 1, 1, 0], atol=1e-4)


def test_what_stands_still_is_the_sectors_output_times_the_share_times_the_shortage(world: World):
    outcome = run(parts().with_lines("cars"), [BAN])
    table = stopped_lines(world, outcome, {"cars": 0.25})
    assert table.period.tolist() == ["2025-04", "2025-05"]
    k, n = world.sector_index("C29"), world.economy_index("JPN")
    month = world.output[k, n] * world.value_usd / 12
    np.testing.assert_allclose(table.output, 0.25 * month, rtol=1e-3)
    np.testing.assert_allclose(
        table.value_added, 0.25 * month * world.value_added_share[k, n], rtol=1e-3
    )
    np.testing.assert_allclose(table.jobs, 0.25 * jobs_by_sector(world, "JPN")[k], rtol=1e-3)

    (row,) = as_stoppages(world, outcome, table, reason="an example")
    assert (row["start"], row["end"], row["on"]) == ("2025-04-01", "2025-06-01", ["JPN"])
    assert row["stopped"]["value"] == pytest.approx(0.25, abs=1e-3)


def test_stoppages_are_instruments_of_a_case_and_lower_output_where_they_are(
    world: World, tmp_path
):
    outcome = run(parts().with_lines("cars"), [BAN])
    rows = as_stoppages(
        world, outcome, stopped_lines(world, outcome, {"cars": 0.25}), reason="an example"
    )
    path = tmp_path / "instruments.yaml"
    path.write_text(yaml.safe_dump({"measures": rows}), "utf-8")
    policy = Policy(read_instruments(path))
    stopped = solve(world, policy.on("2025-04-15"))
    cars = stopped.output.sel(sector="C29")
    assert float(cars.sel(economy="JPN")) < -20
    assert float(cars.sel(economy="USA")) > 0
    assert float(stopped.welfare.sel(economy="JPN")) < -0.1
    by_hand = np.ones(world.output.shape)
    by_hand[world.sector_index("C29"), world.economy_index("JPN")] = 1 - rows[0]["stopped"]["value"]
    np.testing.assert_allclose(stopped.welfare, solve(world, productivity=by_hand).welfare)
    assert float(abs(solve(world, policy.on("2025-06-15")).welfare).max()) < 1e-8


def test_places_of_a_chain_are_found_in_a_merged_world(world: World):
    chain = load("rare_earths")
    found = {
        place.name: [world.economies[n] for n in members(world, chain, place.name)]
        for place in chain.places
    }
    assert found == {
        "China": ["CHN"], "Japan": ["JPN"], "USA": ["USA"], "Europe": ["EU27"], "Rest": ["ROW"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("uses", "said"), [(("bicycles",), "unknown use 'bicycles'"), (("cars",), "no price at which")]
)
def test_lines_that_cannot_stop_are_refused(uses: tuple[str, ...], said: str):
    chain = parts()
    if uses == ("cars",):
        rows = tuple(replace(use, elasticity=-2.0, choke=float("inf")) for use in chain.uses)
        chain = replace(chain, uses=rows)
    with pytest.raises(InputError, match=said):
        chain.with_lines(*uses)


@pytest.mark.parametrize("lines", [{"bicycles": 0.5}, {"cars": 1.5}])
def test_shares_that_are_none_are_refused(world: World, lines: dict[str, float]):
    outcome = run(parts().with_lines("cars"), [BAN])
    with pytest.raises(InputError, match=next(iter(lines))):
        stopped_lines(world, outcome, lines)


@pytest.mark.parametrize(
    "options",
    [["--lines", "motors=most"], ["--stoppages", "x.yaml"], ["--lines", "cars"]],
)
def test_the_command_refuses_what_it_cannot_do(options: list[str]):
    answer = CliRunner().invoke(app, ["chain", "run", "gallium", *options])
    assert answer.exit_code != 0
    assert not isinstance(answer.exception, AssertionError)


def test_draws_are_solved_under_the_rules_that_they_are_asked_under(tmp_path):
    """What stands still, and the surplus, are those of the ruled chain at the draw's figures."""
    rules = Sharing({"motors": 0.1}, contracts=0.3)
    made = draw_chain("rare_earths", draws=2, store=tmp_path, sharing=rules)
    values, factors = made.values(), made.factors()
    assert len(made.failures) == 0
    drawn = {str(name): value for name, value in factors.iloc[0].items()}
    outcome = run(rules.on(load("rare_earths", values=drawn)))
    lost = rules.standing(outcome)
    assert set(lost) <= set(values)
    assert max(lost.values()) > 0.01  # billion dollars: some line stands
    for name, value in lost.items():
        assert values[name].iloc[0] == pytest.approx(value, rel=1e-6, abs=1e-9)
    usa = float(outcome.surplus.sel(economy="USA").sum())
    assert values["USA"].iloc[0] == pytest.approx(usa, rel=1e-6)
    mild = run(load("rare_earths", values=drawn))
    assert abs(float(mild.surplus.sel(economy="USA").sum()) - usa) > 1e-3 * abs(usa)


def test_the_command_draws_under_contracts_and_lines():
    asked = ["chain", "run", "gallium", "--scenario", "full ban", "--draws", "2"]
    answer = CliRunner().invoke(app, [*asked, "--contracts", "0.5"])
    assert answer.exit_code == 0, answer.output
    assert "over 2 draws" in answer.output
    assert "stands still" not in answer.output
