"""What the live page tells beside the equilibrium, and the same figures without the page."""

import json

import numpy as np
import pytest

pytest.importorskip("fastapi", reason="the live page needs the extra 'web'")

from starlette.testclient import TestClient
from typer.testing import CliRunner

import cobden as cb
from cobden import cases
from cobden.base.errors import InputError
from cobden.cli import app as commands
from cobden.live.app import create_app, guarded
from cobden.live.columns import answer
from cobden.live.export import as_case
from cobden.live.further_answers import people_of, products_of, years_of
from cobden.live.info import case_info
from cobden.live.models.requests import Scenario, Show
from cobden.live.reproduce import answer_to, read_link
from cobden.live.scenario import Bench
from cobden.live.written_page import _folded, _missed, positions

CASE = "japan-us-2025"
MACHINES = {"by": "USA", "on": "JPN", "goods": ["C28"], "rate": 20}
LINK = "~usa-jpn-cars=15&~item-ships=joint&add=" + json.dumps(MACHINES)


@pytest.fixture(scope="module")
def bench():
    return Bench.of(cases.load(CASE))


@pytest.fixture(scope="module")
def client(bench):
    app = guarded(create_app(bench, prepare=False), port=8000)
    with TestClient(app, base_url="http://127.0.0.1:8000") as found:
        yield found


def quiet(*_):
    """Tell nobody."""


def test_page_python_command_and_http_give_the_same_figures(client, bench):
    items = bench.starting_points.table.items["ships"].levels
    wanted = read_link(f"http://127.0.0.1:8000/#{LINK.replace('joint', list(items)[1])}")
    assert wanted.levers["usa-jpn-cars"] == 15
    assert wanted.measures[0].rate == 20
    by_python = answer_to(CASE, wanted.model_dump(mode="json"))
    by_http = client.post("/api/answer", json=wanted.model_dump(mode="json")).json()
    link = LINK.replace("joint", list(items)[1])
    told = CliRunner().invoke(commands, ["link", CASE, link, "--json"])
    by_command = json.loads(told.stdout)
    figures = [figure.model_dump() for figure in by_python.headline]
    assert figures == by_http["headline"] == by_command["headline"]
    assert by_python.economies.welfare == by_http["economies"]["welfare"]
    spoken = CliRunner().invoke(commands, ["link", CASE, link])
    assert "Real income, Japan" in spoken.stdout


@pytest.mark.parametrize("link", ["on=banana", "add=}", "levers=3&on=2025-13-01"])
def test_a_link_that_cannot_be_is_refused(link):
    with pytest.raises(InputError):
        read_link(link)


def test_a_measure_of_ones_own_comes_on_top_of_the_law(bench):
    posed = bench.pose(Scenario(measures=[MACHINES]))
    before = bench.pose(Scenario())
    world = posed.starting_point.world
    cell = world.cell("C28", "USA", "JPN")
    rates = [one.terms(one.row).wedges.tariff for one in (posed, before)]
    assert rates[0][cell] == pytest.approx(rates[1][cell] + 0.2, abs=2e-3)
    assert (rates[0] != rates[1]).sum() == 1
    whole = posed.law.wedges(world)
    assert np.array_equal(rates[0], whole.tariff)
    assert posed.digest != before.digest


def test_a_quota_of_ones_own_binds(bench):
    base = answer(bench, bench.pose(Scenario()), Show(importer="USA", exporter="JPN"))
    k = bench.starting_points.world.sectors.index("C29")
    limit = 0.5 * base.flows.after[k]
    quota = {"by": "USA", "on": "JPN", "goods": ["C29"], "limit": limit}
    found = answer(
        bench, bench.pose(Scenario(measures=[quota])), Show(importer="USA", exporter="JPN")
    )
    volume = found.flows.after[k] / (1 + found.sectors.price[k] / 100)  # at benchmark prices
    assert volume == pytest.approx(limit, rel=1e-4)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"rate": None}, "rate"),
        ({"limit": 3}, "rate"),
        ({"by": "Atlantis"}, "Atlantis"),
        ({"goods": ["9999"]}, "9999"),
        ({"on": "USA"}, "own goods"),
        ({"rate": 900}, "500"),
    ],
)
def test_a_measure_that_cannot_be_is_refused(client, change, says):
    found = client.post("/api/answer", json={"measures": [MACHINES | change]})
    assert found.status_code == 422
    assert says in found.text
    assert "measures" in found.json()["where"]


def test_a_measure_out_of_its_time_says_so(bench):
    late = MACHINES | {"start": "2026-01-01"}
    found = answer(bench, bench.pose(Scenario(measures=[late])), Show())
    base = answer(bench, bench.pose(Scenario()), Show())
    assert found.headline == base.headline
    assert any("not in force" in caution for caution in found.certificate.cautions)


def test_a_saved_scenario_keeps_measures_of_ones_own(bench):
    posed = bench.pose(Scenario(measures=[MACHINES]))
    saved = as_case(bench, posed)
    assert any(t.rate == 0.2 and t.goods == ("C28",) for t in saved.tariffs)
    assert "USA on JPN, C28 at 20%" in saved.file.title


def test_a_rate_on_the_page_is_the_commands_and_follows_the_levers(client):
    asked = {"importer": "USA", "exporter": "JPN", "product": "870323", "on": "2025-06-05"}
    found = client.post("/api/rate", json=asked).json()
    told = cb.Policy.load().on("2025-06-05").rate("USA", "JPN", "870323").as_json()
    assert found["all_in_pct"] == told["all_in_pct"]
    assert [layer["authority"] for layer in found["layers"]] == ["MFN", "S232-auto"]
    moved = client.post("/api/rate", json=asked | {"levers": {"usa-jpn-cars": 15}}).json()
    assert moved["all_in_pct"] == pytest.approx(found["all_in_pct"] - 10)
    wrong = client.post("/api/rate", json=asked | {"product": "999"})
    assert wrong.status_code == 422


def test_mean_duties_by_day_are_the_laws(client, bench):
    found = client.get("/api/averages").json()["duties"]
    (us,) = [one for one in found if one["by"] == "USA"]
    assert us["days"] == sorted(us["days"])
    assert us["days"][0] == "2025-01-01"
    world = bench.starting_points.world
    n, i = world.economy_index("USA"), world.economy_index("JPN")
    weight = world.flow[world.goods, n, i]
    at = max(d for d in us["days"] if d <= "2025-06-05")
    tariff = cb.Policy.load().on("2025-06-05").wedges(world).tariff[world.goods, n, i]
    mean = 100 * float((tariff * weight).sum() / weight.sum())
    assert us["rates"][us["days"].index(at)] == pytest.approx(mean, rel=1e-5)


def test_households_and_places_under_a_scenario(bench):
    june = people_of(bench, bench.pose(Scenario()), quiet)
    before = people_of(bench, bench.pose(Scenario(state="before")), quiet)
    assert june.economy == "USA"
    assert len(june.places) == 51
    assert june.dollars > 100 * abs(before.dollars)
    assert {group.title for group in june.groups} >= {"Poorest tenth", "Richest tenth"}
    assert june.sources


@pytest.mark.validation
def test_years_under_a_scenario(bench):
    found = years_of(bench, bench.pose(Scenario()), quiet)
    assert found.years[0] == 2025
    japan = next(party for party in found.parties if party.economy == "JPN")
    assert len(japan.gdp) == len(found.years)
    assert japan.gdp[-1] < 0
    calm = years_of(bench, bench.pose(Scenario(state="before")), quiet)
    assert np.abs(calm.parties[0].gdp).max() < 1e-6


@pytest.mark.validation
def test_products_under_a_scenario(bench):
    found = products_of(bench, bench.pose(Scenario()), quiet)
    assert (found.importer, found.exporter) == ("USA", "JPN")
    assert found.products[0].sector == "C29"
    assert found.products[0].after < found.products[0].before
    assert found.products[0].name.startswith("Motor cars")
    assert found.products[0].short == "Motor cars and other motor vehicles"
    lower = products_of(bench, bench.pose(Scenario(levers={"usa-jpn-cars": 0})), quiet)
    at = {row.code: row for row in lower.products}
    code = found.products[0].code
    assert code not in at or at[code].after > found.products[0].after


def test_a_sliders_positions_hold_its_ends_and_where_it_stands(bench):
    levers = {lever.id: lever for lever in case_info(bench).levers}
    found = positions(levers["usa-jpn-s201"])  # it stands at 14%
    assert (found[0], found[-1]) == (0, 150)
    assert {14.0, 2.5, 50.0, 60.0} <= set(found)
    assert found == sorted(set(found))


def test_folded_answers_keep_what_is_shared_once():
    found = _folded([{"a": 1, "b": [1, 2], "c": "x"}, {"a": 1, "b": [1, 5], "c": "x"}])
    assert found == {
        "each": {
            "a": {"same": 1},
            "b": {"each": [{"same": 1}, {"row": [2, 5]}]},
            "c": {"same": "x"},
        }
    }


def test_what_a_line_misses_is_the_gap_half_way():
    def seen(value):
        return {
            "answer": {
                "headline": [{"id": "w", "value": value}],
                "economies": {"welfare": [value]},
            },
            "sectors": {"JPN": {"output": [value]}},
            "flows": {"JPN USA": {"after": [value]}, "USA USA": {"after": [1e6 * value]}},
        }

    found = _missed(seen(1.0), seen(3.0), seen(2.5))
    assert found == {"headline": {"w": 0.5}, "welfare": 0.5, "output": 0.5, "flows": 0.5}


@pytest.mark.parametrize(
    ("keys", "message"),
    [({"slider": "usa-jpn-suspended"}, "lever that slides"), ({"keep": "no link"}, "NAME=LINK")],
)
def test_a_page_without_a_server_refuses_what_cannot_be(tmp_path, keys, message):
    place = tmp_path / "page.html"
    (name, value) = next(iter(keys.items()))
    asked = ["page", CASE, "--out", str(place), f"--{name}", value]
    found = CliRunner().invoke(commands, asked)
    assert isinstance(found.exception, InputError)
    assert message in str(found.exception)
    assert not place.exists()
