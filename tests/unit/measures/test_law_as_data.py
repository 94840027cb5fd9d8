"""The law as data: hand-overs, lists, exports, a later schedule."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cobden.cli import app
from cobden.measures import Policy, Tariff
from cobden.measures.chapter99 import lists_in, read_chapter99
from cobden.measures.check import handovers, lists, overlaps, rows
from cobden.measures.hts import read_hts, shipped
from cobden.measures.release import release, write

CHAPTER_99 = Path(__file__).resolve().parents[4] / "shared" / "data" / "law"
CHAPTER_99 = CHAPTER_99 / "hts_2026_rev6_chapter99.txt.gz"
STEEL = {"by": "USA", "on": "JPN", "authority": "S232-steel", "rate": 0.25, "grade": "A",
         "source": "a test"}  # fmt: skip


def test_a_successor_that_covers_less_is_found():
    before = Tariff(id="a", goods="7208 7306", start="2025-01-10", end="2025-06-04", **STEEL)
    after = Tariff(id="b", goods="7208", start="2025-06-04", **STEEL)
    (finding,) = handovers(Policy([before, after]), ["JPN"])
    assert finding.kind == "hand-over"
    assert "7306" in finding.what
    assert not finding.explained


def test_a_successor_that_covers_the_same_is_not():
    before = Tariff(id="a", goods="7208", start="2025-01-10", end="2025-06-04", **STEEL)
    after = Tariff(id="b", goods="72", start="2025-06-04", **STEEL)
    assert not list(handovers(Policy([before, after]), ["JPN"]))


def test_every_hand_over_of_the_shipped_law_to_japan_and_china_is_explained():
    for finding in handovers(Policy.load(), ["JPN", "CHN"]):
        assert finding.explained, finding


def test_two_measures_that_meet_are_found():
    one = Tariff(id="a", goods="9401", start="2025-06-04", **(STEEL | {"authority": "S232-lumber"}))
    other = one.model_copy(update={"id": "b", "goods": ("940161",)})
    assert [f.kind for f in overlaps(Policy([one, other]), ["JPN"])] == ["overlap"]


def test_a_row_without_a_source_or_past_its_statute_is_found():
    unseen = Tariff(id="a", goods="72", start="2025-06-04", **(STEEL | {"grade": "U"}))
    long = Tariff(id="b", goods="73", start="2025-06-04", **(STEEL | {"authority": "S122"}))
    assert {f.kind for f in rows(Policy([unseen, long]))} == {"source", "expired"}


@pytest.mark.skipif(not CHAPTER_99.exists(), reason="needs ../shared/data/law")
def test_the_lists_are_those_of_the_text():
    text = read_chapter99(CHAPTER_99)
    assert len(lists_in(text)) > 45
    for finding in lists(text):
        assert finding.explained, finding


def test_a_release_is_the_same_bytes_every_time(tmp_path):
    law = Policy.load().on("2025-09-20")
    one, two = (write(release(law, of=["JPN"]), tmp_path / f"{n}.csv") for n in "ab")
    assert one.read_bytes() == two.read_bytes()
    line = next(row for row in one.read_text().splitlines() if ",8429521010," in row)
    assert "IEEPA-reciprocal 12.606" in line or "IEEPA-reciprocal 12.6" in line
    assert "steel=share" in line


def test_a_later_schedule_says_where_it_differs(tmp_path):
    path = tmp_path / "hts_2026_rev6.json"
    rows = [{"htsno": "8703.23.01", "general": "3%", "special": "", "other": "10%"}]
    path.write_text(json.dumps(rows), encoding="utf-8")
    done = CliRunner().invoke(app, ["law", "load", str(path), "--json"])
    assert done.exit_code == 0, done.output
    changed = [row for row in json.loads(done.stdout)["rows"] if row["kind"] == "changed"]
    assert changed == [{"code": "87032301", "kind": "changed", "before": "2.5%", "after": "3%"}]
    assert read_hts(path).year == 2026
    assert shipped().year == 2025
