"""A measure that the benchmark holds is named first; a small state has decimals of its own."""

import pytest

from cobden.cases import new
from cobden.report.panel import incomes
from cobden.study import study
from cobden.world.world import World

CASE = """title: A duty of October
question: What does it do?
parties:
  - {economy: China, role: home}
  - {economy: United States, role: counterpart}
states:
  - {id: before, title: Before, on: 2024-10-01}
  - {id: duty, title: With the duty, on: 2025-01-05, add: [october]}
  - {id: large, title: A large one, on: 2025-01-05, add: [october, large]}
brief: {state: duty}
"""
HEAD = "id,by,on,goods,rate,authority,start,in_benchmark,sources\n"
OCTOBER = "october,USA,China,A01,1%,October,2024-10-30,,example\n"
LARGE = "large,USA,China,C26,150%,Large,2025-01-02,,example\n"


@pytest.fixture
def brief_of(tmp_path, monkeypatch):
    world = World.load().aggregate(["USA", "CHN", "JPN"])
    monkeypatch.setattr(World, "load", lambda *_, **__: world)

    def made(rows, case=CASE, head=HEAD):
        folder = new(tmp_path / f"case{len(list(tmp_path.iterdir()))}")
        (folder / "case.yaml").write_text(case)
        (folder / "measures.csv").write_text(head + rows)
        (folder / "instruments.yaml").unlink()
        return study.run(folder, variants=False).brief

    return made


def test_the_first_sentences_say_that_the_benchmark_holds_it_and_what_to_do(brief_of):
    brief = brief_of(OCTOBER + LARGE)
    first, second, third = brief.findings[:3]
    assert first == "With the duty: nothing changes, for China or others."
    assert "october changes nothing in With the duty and A large one" in second
    assert "1 January 2025 for the United States" in second
    assert "tariffs_on: 2024-10-29" in second
    assert "A large one" in third
    assert not any("gains" in said or "sign is not sure" in said for said in brief.findings)


def test_said_to_be_new_it_acts_and_nothing_is_said_to_be_held(brief_of):
    brief = brief_of(OCTOBER.replace(",,example", ",false,example") + LARGE)
    assert brief.held == ()
    assert "China loses" in brief.findings[0]


def test_a_cut_that_goes_on_after_the_benchmarks_day_is_not_held(brief_of):
    head = HEAD.replace("rate,", "rate,mode,phase_in,")
    october = OCTOBER.replace("1%,October", "0,ordinary,in 4 equal cuts,October")
    rows = october + LARGE.replace("150%,", "150%,add,,")
    brief = brief_of(rows, CASE.replace("2025-01-05", "2026-01-05"), head)
    assert brief.held == ()


def test_a_large_state_does_not_take_the_decimals_of_a_small_one(brief_of):
    brief = brief_of(OCTOBER.replace(",,example", ",false,example") + LARGE)
    assert brief.digits_in("duty") > brief.digits_in("large")
    (row,) = incomes(brief, ["CHN"])
    small, large = (cell.main for cell in row.cells[1:])
    assert float(small.strip("−%")) > 0
    assert len(large) < len(small)
    elsewhere = next(said for said in brief.findings if "in the other states" in said)
    assert large in elsewhere
