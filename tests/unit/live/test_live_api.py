"""The live API: its answers are the Python results, and no request of any kind brings it down."""

import asyncio
import csv
import io
import json
import threading
import zipfile
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

pytest.importorskip("fastapi", reason="the live page needs the extra 'web'")

import pandas as pd
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance
from starlette.testclient import TestClient

import cobden as cb
from cobden import cases, study
from cobden.live import assets
from cobden.live.app import create_app, guarded
from cobden.live.heavy_answers import Heavy
from cobden.live.models.answers import FigureBasis, Prices, ScenarioAnswer
from cobden.live.models.case_description import CaseInfo
from cobden.live.models.requests import Fault, Scenario
from cobden.live.models.talks_views import TalksView
from cobden.live.scenario import Bench
from cobden.live.scenario_talks import Valuation
from cobden.live.server import warm
from cobden.live.solve_queue import Cancelled
from cobden.live.written_page import written_page
from cobden.measures.law_wedges import tariffs_of
from cobden.outcomes import OUTCOMES, OutcomeKind
from cobden.report import brief_rows

CARS = {"usa-jpn-cars": 15.0}
DIGITS = 5.1e-6  # half of the last of six digits


@pytest.fixture(scope="module")
def bench():
    made = Bench.of(cases.load("japan-us-2025"))
    warm(made)
    return made


@pytest.fixture(scope="module")
def client(bench):
    app = guarded(create_app(bench, prepare=False), port=8000)
    with TestClient(app, base_url="http://127.0.0.1:8000") as found:
        yield found


def ask(client, **scenario):
    found = client.post("/api/answer", json=scenario)
    assert found.status_code == 200, found.text
    return ScenarioAnswer.model_validate(found.json())


def events(text):
    parts = [part for part in text.split("\n\n") if part.startswith("event")]
    return [
        (name.removeprefix("event: "), json.loads(data.removeprefix("data: ")))
        for name, data in (part.split("\n", 1) for part in parts)
    ]


# What it answers


def test_cars_at_15_are_worth_to_japan_what_python_says(client, bench):
    found = ask(client, levers=CARS)
    policy = cb.Policy.load()
    on_japan = ("M409", "M410", "M410m")
    cut = [m.model_copy(update={"rate": 0.15}) for m in policy.measures if m.id in on_japan]
    law = (policy.without(by="USA", on="JPN", authority=["S232-auto", "S232-parts"]) + cut).on(
        "2025-06-05"
    )
    result = cb.solve(bench.starting_points.world, law)
    japan = float(result.welfare.sel(economy="JPN"))
    assert found.headline[0].id == "welfare:JPN"
    assert found.headline[0].value == pytest.approx(japan, rel=DIGITS)
    assert f"{found.headline[0].value:.6f}" == f"{japan:.6f}"
    assert found.headline[0].standing < found.headline[0].value < 0
    columns = found.economies
    assert columns.welfare == pytest.approx(result.welfare.values, rel=DIGITS, abs=1e-9)
    assert columns.gain == pytest.approx(result.equivalent_variation.values, rel=DIGITS, abs=1e-9)
    assert columns.real_wage == pytest.approx(result.real_wage.values, rel=DIGITS, abs=1e-9)
    assert columns.revenue == pytest.approx(result.tariff_revenue.values, rel=DIGITS)
    home = result.output.sel(economy="JPN").values
    assert found.sectors.output == pytest.approx(home, rel=DIGITS, abs=1e-9)
    labour = result.labour.sel(economy="JPN").values
    assert found.sectors.labour == pytest.approx(labour, rel=DIGITS, abs=1e-9)
    flow = result.flow.sel(importer="USA", exporter="JPN").values
    assert found.flows.after == pytest.approx(flow, rel=DIGITS, abs=1e-9)
    balance = float(result.balance.sel(kind="goods", economy="JPN", partner="USA"))
    assert found.balances.goods[0] == pytest.approx(balance, rel=DIGITS)
    assert found.certificate.walras < 1e-9


def test_an_answer_is_small_and_in_the_order_of_the_case(client):
    raw = client.post("/api/answer", json={"levers": CARS, "show": {"economy": "DEU"}})
    assert len(raw.content) < 30_000
    info = client.get("/api/case").json()
    found = raw.json()
    assert found["economies"]["code"] == [e["code"] for e in info["economies"]]
    assert len(found["sectors"]["output"]) == len(info["sectors"])
    assert found["sectors"]["economy"] == "DEU"
    assert found["digest"] != ask(client).digest


def test_nothing_moved_is_the_law_of_the_day(client):
    found = ask(client)
    assert all(f.value == f.standing for f in found.headline)
    assert found.economies.welfare == found.economies.standing
    before = ask(client, state="before")
    assert np.abs(before.economies.welfare).max() < 1e-7


@pytest.mark.parametrize(
    ("day", "levers"),
    [
        ("2025-06-05", {"usa-jpn-metals": 20, "usa-chn-s301": False, "usa-others-cars": 12}),
        ("2025-02-10", {"usa-jpn-metals": 10, "usa-can-fentanyl": 5, "usa-jpn-cars": 25}),
        ("2025-09-20", {"usa-eu-general": 5, "usa-chn-suspended": True, "jpn-usa-answer": 10}),
        ("2025-06-05", {"usa-jpn-suspended": True, "usa-kor-suspended": True}),
    ],
)
def test_only_the_pairs_that_move_are_worked_out_anew(bench, day, levers):
    posed = bench.pose(Scenario(on=day, levers=levers))
    whole = tariffs_of(posed.law, posed.starting_point.world)
    assert np.array_equal(posed.terms(posed.row).wedges.tariff, whole)
    assert not np.array_equal(whole, posed.starting_point.wedges.tariff)


def test_levers_stand_where_the_law_of_a_day_has_them(client, bench):
    june = client.get("/api/law", params={"on": "2025-06-05"}).json()
    assert june["levers"]["usa-jpn-cars"] == 25
    assert june["levers"]["usa-jpn-metals"] == 50
    assert june["levers"]["usa-jpn-suspended"] is False
    assert june["levers"]["usa-chn-s301"] is True
    autumn = client.get("/api/law", params={"on": "2025-09-20"}).json()
    assert autumn["levers"]["usa-jpn-cars"] == 15
    threat = client.get("/api/law", params={"state": "threat-japan"}).json()
    assert threat["on"] == "2025-07-09"
    assert threat["levers"]["usa-jpn-suspended"] is True
    for lever in bench.laws.values():  # a lever that is moved and moved back changes nothing
        law = bench.starting_points.law(bench.starting_points.usual.on, None)
        there = lever.value(law)
        away = lever.moved(law, (not there) if lever.switch else there + 7)
        assert lever.value(away) != there
        assert lever.value(lever.moved(away, there)) == there


def test_the_threat_is_the_switch_that_brings_it(client):
    lapsed = ask(client, state="threat-japan")
    switched = ask(client, on="2025-07-09", levers={"usa-jpn-suspended": True})
    assert lapsed.economies.welfare == switched.economies.welfare


def test_a_package_is_that_of_the_talks(client, bench):
    levers = {"item-autos": "15", "item-baseline": "floor"}
    found = ask(client, levers=levers)
    posed = bench.pose(Scenario(levers=levers))
    result = posed.setting.result(posed.row)
    japan = float(result.welfare.sel(economy="JPN"))
    assert found.headline[0].value == pytest.approx(japan, rel=DIGITS)


def test_the_case_says_all_that_a_page_needs(client, bench):
    info = CaseInfo.model_validate(client.get("/api/case").json())
    assert [p.id for p in info.parties][:2] == ["JPN", "USA"]
    assert {lever.group for lever in info.levers} == {"law", "item", "principal"}
    assert len({lever.id for lever in info.levers}) == len(info.levers)
    for lever in info.levers:
        assert lever.title
        assert lever.kind != "levels" or lever.value == lever.levels[0].id
        assert lever.kind in ("levels", "switch") or lever.min <= lever.value <= lever.max
    kinds = {moment.kind for moment in info.timeline}
    assert {"round", "measure", "deadline", "news"} <= kinds
    assert [moment.date for moment in info.timeline] == sorted(m.date for m in info.timeline)
    assert {e.id: e.title for e in info.elasticities}["CP"] == "Caliendo and Parro (2015)"
    levels = {lever.id: {level.id for level in lever.levels} for lever in info.levers}
    for package in info.packages:
        assert all(level in levels[item] for item, level in package.levels.items())


# What is heavier


@pytest.mark.validation
def test_every_lever_has_a_worth_to_both_sides(client, bench):
    text = client.post("/api/stream/worth", json={"levers": CARS}).text
    told = events(text)
    assert told[0][0] == "progress"
    name, found = told[-1]
    assert name == "done"
    worth = {item["id"]: item for item in found["items"]}
    assert set(worth) == set(bench.laws) | {f"item-{i}" for i in bench.starting_points.table.items}
    moved = worth["usa-jpn-cars"]
    assert moved["values"] == pytest.approx(found["total"])
    assert moved["values"]["JPN"] > 0 > moved["values"]["USA"]
    assert worth["usa-jpn-metals"]["values"] == {"USA": 0.0, "JPN": 0.0}
    assert worth["usa-jpn-metals"]["point"]["JPN"] > 0
    rice = worth["item-rice"]["levels"]["75"]
    assert rice == pytest.approx({"USA": 0.26, "JPN": -0.52})
    dear = bench.pose(Scenario(levers={"aim-usa-rice": 0.002}))
    rice = Valuation(bench, dear).item(list(dear.table.items).index("rice"), "rice")
    assert rice.levels["75"]["USA"] == pytest.approx(0.52)


def test_a_weight_out_of_reach_and_silent_voices_are_refused(client):
    found = client.post("/api/answer", json={"levers": {"voice-usa-president": 1.5}})
    assert found.status_code == 422
    assert found.json()["remedy"] == "Give a value from 0 to 1."
    silent = {f"voice-usa-{who}": 0 for who in ("president", "treasury", "commerce", "trade")}
    found = client.post("/api/answer", json={"levers": silent})
    assert found.status_code == 422
    assert "nobody decides" in found.json()["what"]


class Still:
    """A worker without a process: what it is asked for is there, or waits until it is stopped."""

    def __init__(self, found=None):
        self.found, self.begun, self.stopped = found, threading.Event(), threading.Event()

    def do(self, task, payload, told):
        self.begun.set()
        while self.found is None:
            try:
                told("Packages", 1, 567)
            except Cancelled:
                self.stopped.set()
                raise
            self.stopped.wait(0.01)
        return self.found

    def close(self):
        self.stopped.set()


def small_effects(bench):
    """Return effects in which only items without an equilibrium count."""
    from cobden.talks.effects import evaluate

    table = bench.starting_points.table
    outside = np.zeros((len(table.parties), len(table.outcomes)))
    shape = len(table.outcomes)
    return evaluate(table, lambda rows: np.zeros((len(rows), shape)), outside, "none", idle=True)


def test_the_talks_show_the_package_the_frontier_and_who_would_sign(bench):
    app = create_app(bench, prepare=False)
    app.state.heavy.workers["packages"] = Still(small_effects(bench))
    levers = {"item-investment": "550", "item-snapback": "yes", "voice-usa-president": 1.0}
    with TestClient(guarded(app, port=8000), base_url="http://127.0.0.1:8000") as client:
        name, found = events(client.post("/api/stream/talks", json={"levers": levers}).text)[-1]
    assert name == "done"
    view = TalksView.model_validate(found)
    marks = {mark.id: mark for mark in view.points}
    assert marks["current"].levels == {"investment": "550", "snapback": "yes"}
    assert marks["current"].x == pytest.approx(550 * 0.004 + 0.55 + 0.05)
    assert len(view.cloud.x) <= 600
    assert sum(voice.pivotal for voice in view.voices) == 1
    assert 0 <= view.probability <= 1
    assert view.answer.by == "CHN"
    assert view.deadline.startswith("Leaders meet")


def test_under_a_moved_law_the_package_comes_before_the_frontier(bench):
    app = create_app(bench, prepare=False)
    app.state.heavy.workers["packages"] = Still(small_effects(bench))
    levers = CARS | {"item-rice": "75"}
    with TestClient(guarded(app, port=8000), base_url="http://127.0.0.1:8000") as client:
        client.post("/api/stream/talks", json={})  # the law of the day is at hand from now on
        told = dict(events(client.post("/api/stream/talks", json={"levers": levers}).text))
    assert not told["part"]["exact"]
    assert told["done"]["exact"]
    current = next(mark for mark in told["part"]["points"] if mark["id"] == "current")
    assert current["levels"] == {"rice": "75"}
    assert (current["x"], current["y"]) == pytest.approx((0.26, -0.52), abs=1e-6)


def test_work_that_nobody_waits_for_is_stopped(bench):
    async def run():
        heavy = Heavy(bench, create_app(bench, prepare=False).state.heavy.gate)
        worker = heavy.workers["packages"] = Still()
        line = heavy.events("talks", Scenario(), "tab")
        assert (await anext(line)).startswith(b"event: progress")
        await line.aclose()  # the reader is gone
        return await asyncio.to_thread(worker.stopped.wait, 5)

    assert asyncio.run(run())


def test_a_page_that_nobody_waits_for_is_no_longer_written(bench):
    async def run():
        heavy = Heavy(bench, create_app(bench, prepare=False).state.heavy.gate)
        stopped, wrote = threading.Event(), []

        def write(told):
            try:
                wrote.append(written_page(bench, {}, told))
            except Cancelled:
                stopped.set()
                raise

        line = heavy.page(write, "tab")
        name, data = events((await anext(line)).decode())[0]
        assert name == "progress"
        assert data["done"] < data["of"]
        await line.aclose()  # the reader pressed Stop, or is gone
        assert await asyncio.to_thread(stopped.wait, 120)
        return wrote

    assert asyncio.run(run()) == []


# What can be taken away


def test_a_saved_scenario_is_a_case_with_the_same_law(client, bench, tmp_path):
    levers = CARS | {"usa-chn-s301": False, "usa-others-metals": 30, "item-baseline": "floor"}
    found = client.post("/api/export/case.zip", json={"levers": levers})
    assert found.headers["content-disposition"].startswith("attachment")
    archive = zipfile.ZipFile(io.BytesIO(found.content))
    archive.extractall(tmp_path)
    case = cases.load(next(tmp_path.iterdir()))
    state = case.states[-1]
    law = study.law_of(case, study.policy_of(case), state)
    posed = bench.pose(Scenario(levers=levers))
    assert np.array_equal(
        law.wedges(bench.starting_points.world).tariff, posed.terms(posed.row).wedges.tariff
    )
    package = Bench.of(case).starting_points.table.packages["scenario"]
    assert package == {"baseline": "floor"}


def test_tables_come_as_csv_and_parquet_with_the_answers_figures(client):
    answer = ask(client, levers=CARS)
    for kind in ("csv", "parquet"):
        found = client.post(f"/api/export/{kind}.zip", json={"levers": CARS})
        archive = zipfile.ZipFile(io.BytesIO(found.content))
        raw = io.BytesIO(archive.read(f"economies.{kind}"))
        frame = pd.read_csv(raw) if kind == "csv" else pd.read_parquet(raw)
        mine = frame[(frame.state == "scenario") & (frame.economy == "JPN")].welfare
        assert float(mine.iloc[0]) == pytest.approx(answer.headline[0].value, rel=DIGITS)
        columns = list(csv.DictReader(io.StringIO(archive.read("columns.csv").decode())))
        assert {"table", "column", "unit", "meaning"} == set(columns[0])


def test_a_sheet_of_the_page_becomes_parquet(client):
    sheet = {"name": "two", "columns": {"economy": ["JPN", "USA"], "welfare": [-0.1, None]}}
    found = client.post("/api/export/table.parquet", json=sheet)
    frame = pd.read_parquet(io.BytesIO(found.content))
    assert frame.economy.tolist() == ["JPN", "USA"]
    assert frame.welfare.isna().tolist() == [False, True]
    uneven = {"name": "x", "columns": {"a": [1], "b": [1, 2]}}
    assert client.post("/api/export/table.parquet", json=uneven).status_code == 422


@pytest.mark.parametrize(
    ("figure", "unit"),
    [("welfare:JPN", "%"), ("balance:JPN:USA:goods", "billion USD"), ("share:C29", "%"),
     ("revenue:USA", "billion USD"), ("output:JPN:C29", "%"), ("flow:JPN:USA:C29", "billion USD"),
     ("welfare:WORLD", "%"),
     ("lever:usa-jpn-cars", "% on top"), ("sign:USA", ""), ("range:JPN", "")],
)  # fmt: skip
def test_a_figure_says_what_it_rests_on(client, figure, unit):
    found = client.post(f"/api/basis/{figure}", json={"levers": CARS})
    basis = FigureBasis.model_validate(found.json())
    assert basis.unit == unit
    assert basis.plain
    for claim in basis.claims:
        assert claim.text[claim.start : claim.end] == claim.quote
    if basis.value is not None:
        assert basis.certificate.goods_market < 1e-9
        assert basis.equation.anchor.split("#")[0] == "equations.md"


def openness(seen):
    own = seen.trade.flow().diagonal(axis1=1, axis2=2).sum(axis=0)
    return 100 * (seen.accounts.imports - own) / seen.accounts.value_added


NEW = {
    "openness": OutcomeKind(
        "openness", "imports over value added", "%", ("economy",), False, openness, "income",
        "Purchases abroad at customs value, per value added.", column="openness",
    ),
    "cost": OutcomeKind(
        "cost", "change of the log of unit costs", "log points", ("sector", "economy"), True,
        lambda seen: 100 * seen.accounts.log_cost, "output", "Of producers.", column="cost",
    ),
}  # fmt: skip


def test_an_outcome_that_is_added_is_on_the_page_from_its_one_entry(bench, client, monkeypatch):
    for name, kind in NEW.items():
        monkeypatch.setitem(OUTCOMES, name, kind)
    moved = {"usa-jpn-cars": 16.5}  # that nobody asked before: an answer is kept
    case = CaseInfo.model_validate(client.get("/api/case").json())
    listed = {one.column: one for one in case.outcomes}
    assert listed["openness"].unit == "%"
    assert not listed["openness"].change
    place = [economy.code for economy in case.economies].index("JPN")
    answer = ask(client, levers=moved)
    result = bench.pose(Scenario(levers=moved)).solve()
    economies, sectors = answer.economies.model_dump(), answer.sectors.model_dump()
    world = result.world
    bought = world.flow.sum(axis=(0, 2)) - np.einsum("knn->n", world.flow)
    before = 100 * bought[place] / world.value_added[place]
    assert economies["openness_before"][place] == pytest.approx(before, rel=DIGITS)
    assert economies["openness"][place] == pytest.approx(
        float(result.outcome("openness").sel(economy="JPN")), rel=DIGITS
    )
    assert len(economies["openness"]) == len(case.economies) + len(case.groups)
    expected = 100 * np.log1p(np.array(sectors["price"]) / 100)
    assert sectors["cost"] == pytest.approx(expected, rel=2e-5, abs=1e-9)
    rests = client.post("/api/basis/openness:JPN", json={"levers": moved}).json()
    assert rests["value"] == economies["openness"][place]
    rests = client.post("/api/basis/cost:JPN:C29", json={"levers": moved}).json()
    assert rests["unit"] == "log points"
    (row, *_) = brief_rows.economies({"now": result}, None)
    told = brief_rows.record(row)
    assert told["openness_change"] == told["openness"] - told["openness_before"]
    (row, *_) = brief_rows.sectors({"now": result}, "JPN", "USA")
    assert "cost" in brief_rows.record(row)


# Requests that cannot be right


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"levers": {"usa-jpn-cas": 15}}, "Did you mean 'usa-jpn-cars'"),
        ({"levers": {"usa-jpn-cars": 900}}, "from 0 to 500"),
        ({"levers": {"usa-jpn-cars": -1}}, "from 0 to 500"),
        ({"levers": {"usa-jpn-cars": "15"}}, "'15' is not a number"),
        ({"levers": {"usa-jpn-cars": True}}, "'True' is not a number"),
        ({"levers": {"usa-jpn-cars": None}}, "levers"),
        ({"levers": {"usa-jpn-cars": [15]}}, "levers"),
        ({"levers": {"usa-jpn-suspended": 1}}, "neither true nor false"),
        ({"levers": {"item-autos": "16"}}, "Did you mean '15'"),
        ({"levers": {"item-autos": 15}}, "unknown level"),
        ({"levers": {f"lever-{n}": 1 for n in range(2000)}}, "at most 400"),
        ({"levers": {"x" * 500: 1}}, "80"),
        ({"lever": {}}, "lever"),
        ({"on": "2031-01-01"}, "from 2025-01-01 to"),
        ({"on": "yesterday"}, "date"),
        ({"on": "2025-06-05", "state": "deal"}, "Leave out"),
        ({"state": "deel"}, "Did you mean 'deal'"),
        ({"case": "../../etc"}, "not served here"),
        ({"elasticity": "cp"}, "Did you mean 'CP'"),
        ({"deficits": "none"}, "world_share"),
        ({"show": {"economy": "ATL"}}, "unknown economy"),
        ([], "dictionary"),
        ("levers", "dictionary"),
        (15, "dictionary"),
    ],
)  # fmt: skip
def test_a_wrong_scenario_is_one_clear_sentence(client, body, says):
    found = client.post("/api/answer", json=body)
    assert found.status_code == 422
    fault = Fault.model_validate(found.json())
    assert says in f"{fault.what} {fault.where} {fault.remedy}"


@pytest.mark.parametrize("text", ["{", "", "{'a': 1}", '{"levers": {"usa-jpn-cars": NaN}}',
                                  '{"levers": {"usa-jpn-cars": 1e999}}', "\x00"])  # fmt: skip
def test_what_is_no_json_is_refused(client, text):
    headers = {"content-type": "application/json"}
    found = client.post("/api/answer", content=text.encode(), headers=headers)
    assert found.status_code in (400, 422)
    Fault.model_validate(found.json())


@pytest.mark.parametrize(
    "path",
    ["/page/../app.py", "/page/..%2f..%2fapp.py", "/page/%2e%2e/app.py", "/page//etc/passwd",
     "/page/index.html%00.css", "/page/", "/../etc/passwd", "/docs", "/redoc",
     "/page/C:\\windows\\win.ini", "/page/index.html/.."],
)  # fmt: skip
def test_no_path_leads_out_of_the_page(client, path):
    found = client.get(path)
    assert found.status_code in (404, 405), path
    assert "import" not in found.text


def test_only_the_pages_own_files_are_served(client):
    served = assets.page()
    assert set(served) >= {"world.topojson", "source-sans-3.woff2"}
    assert not any(name.endswith((".py", ".pyc", ".md")) for name in served)
    first = client.get("/page/world.topojson")
    tag = first.headers["etag"]
    again = client.get("/page/world.topojson", headers={"if-none-match": tag})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    bundle = client.get("/vega.js").text
    assert all(f"window.{name}=" in bundle for name in ("vega", "vegaLite", "vegaEmbed"))
    for method in ("PUT", "DELETE", "PATCH"):
        assert client.request(method, "/api/answer", json={}).status_code == 405


def test_many_tabs_ask_at_once_and_each_is_answered(client):
    def drag(tab):
        headers = {"x-tab": f"tab{tab}"}
        rates = [5 + 2 * tab, 6 + 2 * tab]
        found = [client.post("/api/answer", json={"levers": {"usa-jpn-cars": r}}, headers=headers)
                 for r in rates]  # fmt: skip
        return [reply.status_code for reply in found]

    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(drag, range(8)))
    assert codes == [[200, 200]] * 8


# Anything at all, from its own description


@pytest.fixture(scope="module")
def schema(bench):
    app = create_app(bench, prepare=False)
    app.state.heavy.workers = {
        "packages": Still(small_effects(bench)),
        "prices": Still(Prices(series=[])),
    }
    return schemathesis.openapi.from_asgi("/openapi.json", app)


def fuzz(schema, examples, *, without=()):
    """Call every operation with whatever its description allows, and with what it does not."""
    seen = []
    for found in schema.get_all_operations():
        operation = found.ok()
        if operation.path.startswith(without):
            continue
        seen.append(operation.path)

        @settings(max_examples=examples, deadline=None, derandomize=True, database=None,
                  suppress_health_check=list(HealthCheck))  # fmt: skip
        @given(case=operation.as_strategy())
        def call(case):
            # What a case can have is more than a schema can say: 422 is an answer.
            case.call_and_validate(excluded_checks=[positive_data_acceptance])

        call()
    return seen


def test_nothing_that_its_description_allows_is_a_server_error(schema):
    seen = fuzz(schema, 12, without=("/api/stream", "/api/export/{kind}", "/api/export/page.html"))
    assert len(seen) >= 5


@pytest.mark.validation
def test_nothing_at_all_is_a_server_error(schema):
    # a written page solves for half a minute; it has tests of its own
    assert len(fuzz(schema, 150, without=("/api/export/page.html", "/api/stream/page"))) >= 7
