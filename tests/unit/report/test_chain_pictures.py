"""Pictures of a chain say what its outcome says, on white and on black."""

import json
from dataclasses import replace
from typing import Any

import pytest

from cobden.chains import ChainOutcome, load, run
from cobden.chains.rows import Observation, Replay
from cobden.report import chain_charts
from cobden.report.chain_map import chain_map
from cobden.report.chain_tables import as_records, diverted, most_diverted
from cobden.study.commodity_questions import CommodityQuestion, Window, answer_of


@pytest.fixture(scope="module")
def ban() -> ChainOutcome:
    chain = load("gallium", scenario="full ban")
    told = (Observation("exports", "2023-07", 1000.0, "kg", "somebody"),)
    return run(
        replace(chain, observed=told, replays=(Replay("exports", ("gallium",), ("China",)),))
    )


def drawn(chart: Any) -> list[dict[str, Any]]:
    """Return the rows of all data that a chart draws."""
    return [row for rows in chart.to_dict()["datasets"].values() for row in rows]


def test_places_with_one_price_share_a_line(ban: ChainOutcome):
    chart = chain_charts.price_paths(ban, ["gallium"], ["China", "Japan", "USA", "Europe", "Rest"])
    rows = [row for row in drawn(chart) if "price" in row]
    lines = {row["place"] for row in rows}
    assert {name for line in lines for name in line.split(", ")} == {
        "China", "Japan", "USA", "Europe", "Rest"
    }  # fmt: skip
    assert "China" in lines  # it alone keeps the old price
    for row in rows:
        first = row["place"].split(", ")[0]
        at = {"good": "gallium", "place": first, "period": row["period"]}
        assert row["price"] == float(ban.data.price.sel(at))
    assert any(row.get("mark") == "1" for row in drawn(chart))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_map_names_the_dearest_link_and_shares_out_each_stage(ban: ChainOutcome, theme: str):
    chart = chain_map(ban, theme=theme).to_dict()
    assert chart["config"]["background"] == {"light": "#ffffff", "dark": "#1b1b1b"}[theme]
    binding: Any = ban.binding()
    dearest: Any = binding.groupby(["name", "place"])["value"].sum().idxmax()
    said = chart["title"]["subtitle"]
    assert dearest[0].split(",")[0] in said
    assert dearest[1] in said
    rows = [row for rows in chart["datasets"].values() for row in rows]
    circles = [row for row in rows if "share" in row and "link" not in row]
    for stage in {row["x"] for row in circles}:
        assert sum(row["share"] for row in circles if row["x"] == stage) == pytest.approx(1)
    worth = binding.value.sum() / 1e6
    held = {row["link"]: row["scarce"] for row in rows if "link" in row}
    assert sum(row["scarce"] for row in circles) + sum(held.values()) == pytest.approx(worth, 1e-3)


def test_a_replay_sets_the_model_beside_what_happened(ban: ChainOutcome):
    rows = chain_charts.replayed(ban, ban.chain.replays[0]).set_index(["source", "period"])
    assert rows.quantity["what happened", "2023-07"] == 1000.0
    assert rows.quantity["model", "2023-07"] == 0.0
    assert rows.quantity["model", "2023-04"] > 0.0
    shown = drawn(chain_charts.against_what_happened(ban, ban.chain.replays[0], theme="dark"))
    assert {row["source"] for row in shown if "source" in row} == {"model", "what happened"}


def test_running_totals_end_where_the_answer_does(ban: ChainOutcome):
    window = Window(title="winter", first="2023-10", last="2024-01")
    asked = CommodityQuestion(title="Ban", chain="gallium", scenario="full ban", kind="controls",
                     windows=(window,))  # fmt: skip
    answer = answer_of(asked, ban, run(ban.chain, (), against=ban))
    rows = drawn(chain_charts.running_totals("Ban", answer.change))
    japan = [row["value"] for row in rows if row["name"] == "Japan"]
    use = answer.change.sel(part="use and supply", economy="JPN")
    assert japan[-1] == pytest.approx(float(use.sum()))


def test_cargoes_before_and_after_hold_what_is_shipped(ban: ChainOutcome):
    rows = drawn(chain_charts.cargoes(ban, "gallium"))
    before = {row["text"] for row in rows if "text" in row}
    since = ban.baseline.flow.sel(good="gallium", period=slice("2023-07", None))
    assert f"China {float(since.sel(exporter='China').sum()):,.0f}" in before


def test_diversion_and_records_say_what_the_outcome_does(ban: ChainOutcome):
    assert most_diverted(ban) == "gallium"
    rows = diverted(ban, "gallium")
    assert rows[0].exporter == "China"
    assert rows[0].change == -rows[0].before  # nothing leaves any more
    for row in rows:
        change = ban.diversion("gallium").sel(exporter=row.exporter, importer=row.importer)
        assert row.change == float(change)
    told = json.loads(json.dumps(as_records(ban)), parse_constant=pytest.fail)
    assert told["path"]["data_vars"]["price"]["dims"] == ["good", "place", "period"]
    assert told["diversion"]["gallium"]["data"] == ban.diversion("gallium").values.tolist()
    assert told["facts"] + len(told["assumptions"]) == len(ban.chain.figures.quantities)
    assert max(c["dual"] for c in told["certificates"]) < 1e-6
