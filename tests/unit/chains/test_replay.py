"""Observed series are set beside the model, prices and quantities alike; none is left unused."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from cobden.base.errors import InputError
from cobden.chains import Chain, load, run, scenarios, shipped
from cobden.chains.library import DATA
from cobden.chains.replay import compared, months_in
from cobden.chains.rows import Capacity, Good, Observation, Place, Process, Replay, Route, Use
from cobden.chains.table_reader import read_table


@pytest.mark.parametrize(
    ("dated", "first", "last"),
    [
        ("2024-03", (2024, 3), (2024, 3)),
        ("2024-01..02", (2024, 1), (2024, 2)),
        ("2024-08..2025-03", (2024, 8), (2025, 3)),
        ("2025-Q2", (2025, 4), (2025, 6)),
        ("2025-H2", (2025, 7), (2025, 12)),
        ("2025", (2025, 1), (2025, 12)),
    ],
)
def test_dates_of_observations(dated: str, first: tuple[int, int], last: tuple[int, int]):
    months = months_in(dated)
    assert [divmod(month, 12) for month in (months[0], months[-1])] == [
        (first[0], first[1] - 1), (last[0], last[1] - 1),
    ]  # fmt: skip


def test_a_date_that_is_none():
    with pytest.raises(InputError, match="is no month"):
        months_in("March 2024")


@pytest.mark.parametrize("name", shipped())
def test_every_observed_series_is_replayed(name: str):
    settings = YAML(typ="safe").load((DATA / name / "chain.yaml").read_text(encoding="utf-8"))
    folders = [DATA / name, (DATA / name / settings.get("tables", "")).resolve()]
    seen = {row.text("series") for row in read_table(folders, "observed")}
    replayed = {replay.series for s in scenarios(name) for replay in load(name, scenario=s).replays}
    assert seen == replayed


def test_a_price_is_the_mean_of_its_months_and_a_quantity_their_sum():
    chain = Chain(
        "ore", "Ore", date(2025, 1, 1), 2, (Place("A", "A"), Place("B", "B")), (Good("ore", "t"),),
        (Use("B", "all", "ore", 30, 11, -0.5, choke=100),),
        (Process("dig", "t", (("ore", 1.0),)),),
        (Capacity("A", "dig", limit=100, cost=10),),
        (Route("ore", "A", "B", 1),),
        step=3,
        observed=(
            Observation("price", "2025-03..04", 20, "USD/kg", "somebody"),
            Observation("exports", "2025-02", 20, "kt", "somebody"),
            Observation("exports", "2025-05..08", 20, "kt", "somebody"),
        ),
        replays=(
            Replay("price", ("ore",), price_at="B"), Replay("exports", ("ore",), exporter=("A",)),
        ),
    )  # fmt: skip
    table = compared(run(chain, ()))
    assert table.predicted[0] == pytest.approx(0.011)
    assert table.predicted[1] == pytest.approx(0.030, rel=1e-6)  # a third of a quarter
    assert table.predicted.isna().tolist() == [False, False, True]  # beyond the reported time
    with pytest.raises(InputError, match="unknown place 'C'"):
        replace(chain, replays=(Replay("price", ("ore",), price_at="C"),))
    with pytest.raises(InputError, match="unknown series 'prices'"):
        replace(chain, replays=(Replay("prices", ("ore",), price_at="B"),))


def test_a_replay_is_of_one_scenario(tmp_path: Path):
    for path in (DATA / "gallium").glob("*.csv"):
        (tmp_path / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    text = (DATA / "gallium" / "chain.yaml").read_text(encoding="utf-8")
    old = "price in Rotterdam: {goods: gallium, price_at: Europe}"
    for new, says in (
        (old.replace("}", ", scenario: full bun}"), "Did you mean 'full ban'"),
        (old.replace("}", ", exporter: China}"), "or else price_at"),
        (old.replace("gallium", "[gallium, liquor]"), "a price is that of one good"),
    ):
        (tmp_path / "chain.yaml").write_text(text.replace(old, new), encoding="utf-8")
        with pytest.raises(InputError, match=says):
            load(tmp_path)
    moved = text.replace(old, old.replace("}", ", scenario: full ban}"))
    (tmp_path / "chain.yaml").write_text(moved, encoding="utf-8")
    assert [r.series for r in load(tmp_path).replays] == ["exports of China"]
    assert [r.series for r in load(tmp_path, scenario="full ban").replays] == ["price in Rotterdam"]
