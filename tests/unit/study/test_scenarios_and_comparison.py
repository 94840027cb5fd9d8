"""Scenarios from a spreadsheet, and states against a baseline of one's choice.

Shapes are those of ``test_group_and_instruments`` (seven economies), compiled once.
"""

import json
import sys
from pathlib import Path

import openpyxl
import pytest

import cobden as cb
from cobden.cases import new
from cobden.cli import main
from cobden.report import comparison
from cobden.report.comparison import against, cases_side_by_side, every, grids
from cobden.study import study
from cobden.study.scenarios import scenarios
from cobden.world.elasticities import SETS
from cobden.world.world import World

HEAD = "scenario,by,on,goods,rate,mode\n"
ROWS = """cars,USA,Germany,C29,25%,add
both,USA,Germany,C29,25%,add
both,Germany; France,USA,A01;C29,20%,add
nothing,USA,Japan,C29,0,add
"""


@pytest.fixture(scope="module", autouse=True)
def smaller():
    world = World.load().aggregate(["USA", "DEU", "FRA", "CHN", "JPN", "ITA"])
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(World, "load", lambda *_, **__: world)
        patched.setattr(study, "SETS", {name: SETS[name] for name in list(SETS)[:2]})
        yield world


@pytest.fixture(scope="module")
def sheet(tmp_path_factory):
    path = tmp_path_factory.mktemp("sheets") / "asked.csv"
    path.write_text(HEAD + ROWS)
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = new(tmp_path_factory.mktemp("cases") / "union")
    page = made / "case.yaml"
    more = "  - {id: more, title: More, on: 2026-01-01, add: [cars-machinery, more]}\n\n# What the"
    page.write_text(page.read_text().replace("\n# What the", more, 1))
    with (made / "measures.csv").open("a") as rows:
        rows.write("more,USA,Germany,C26,30%,add,another law,2025-07-01,,example\n")
    with (made / "stacking.toml").open("w") as rules:
        rules.write('[[authority]]\nname = "another law"\nwithin = "sum"\nsource = "x"\n')
    return made


def test_a_row_is_solved_as_its_law_would_be(sheet, smaller):
    table = scenarios(sheet).set_index("scenario")
    law = cb.Policy([cb.Tariff(by="USA", on="DEU", goods="C29", rate=0.25, start="2026-01-01",
                               authority="a", source="a")]).on("2026-01-01")  # fmt: skip
    result = cb.solve(smaller, law)
    found = table.loc["cars"]
    assert found["DEU: real income, %"] == pytest.approx(float(result.welfare.sel(economy="DEU")))
    assert found["USA: tariff revenue, billion USD a year"] > 0
    assert table.loc["both", "USA: real income, %"] < found["USA: real income, %"]
    assert "changes nothing" in table.loc["nothing", "error"]
    assert (table["largest residual"].dropna() < 1e-9).all()


def test_a_workbook_is_read_like_the_file(sheet, tmp_path):
    book = openpyxl.Workbook()
    lines = [line.split(",") for line in (HEAD + ROWS).splitlines()]
    for at, line in enumerate(lines):
        book.worksheets[0].append([0.25 if cell == "25%" else cell for cell in line])
        assert at < 9
    book.save(tmp_path / "asked.xlsx")
    assert scenarios(tmp_path / "asked.xlsx").equals(scenarios(sheet))


def test_scenarios_count_from_a_state_of_a_case(sheet, folder):
    table = scenarios(sheet, base=f"{folder}:after", of=["Germany"]).set_index("scenario")
    assert list(table.columns[:2]) == ["DEU: real income, %", "DEU: billion USD a year"]
    assert table.loc["cars", "DEU: real income, %"] < 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("scenario,by,on,goods\n", "rate"),
        (HEAD, "no rows"),
        (HEAD + "cars,USA,Germny,C29,25%,add\n", "germany"),
        (HEAD + "cars,USA,Germany,C29,25,add\n", "25%"),
        (HEAD + "cars,USA,Germany,C29,25%,ad\n", "mode"),
        (HEAD + "cars,USA,Germany,C29\n", "asked.csv:2"),
        ("scenario,by,on,goods,rate,rat\n", "unknown column 'rat'"),
    ],
)
def test_a_faulty_spreadsheet_is_refused(tmp_path: Path, text: str, said: str):
    (tmp_path / "asked.csv").write_text(text)
    with pytest.raises(cb.InputError) as fault:
        scenarios(tmp_path / "asked.csv")
    assert said in str(fault.value)


def test_what_is_no_workbook_is_refused(tmp_path: Path):
    (tmp_path / "asked.xlsx").write_text(HEAD)
    with pytest.raises(cb.InputError, match="no Excel workbook"):
        scenarios(tmp_path / "asked.xlsx")


@pytest.fixture(scope="module")
def brief(folder):
    return study.run(folder).brief


def test_a_state_against_another_is_exact(brief):
    rows = {row.economy: row for row in against(brief, "more", "after")}
    one, other = brief.of("more", "DEU"), brief.of("after", "DEU")
    exact = 100 * ((1 + one.welfare / 100) / (1 + other.welfare / 100) - 1)
    assert rows["DEU"].change == pytest.approx(exact)
    assert rows["DEU"].gain == pytest.approx(one.gain - other.gain)
    assert rows["DEU"].low <= rows["DEU"].change <= rows["DEU"].high
    back = {row.economy: row for row in against(brief, "after", "more")}
    product = (1 + rows["DEU"].change / 100) * (1 + back["DEU"].change / 100)
    assert product == pytest.approx(1)


def test_against_itself_nothing_changes_whatever_the_variant(brief):
    for row in against(brief, "more", "more"):
        assert row.change == pytest.approx(0, abs=1e-12)
        assert row.low in (None, pytest.approx(0, abs=1e-12))


def test_against_the_benchmark_it_is_the_brief(brief):
    rows = {row.economy: row for row in against(brief, "more", "before")}
    assert rows["USA"].change == pytest.approx(brief.of("more", "USA").welfare)
    table = every(brief, "DEU")
    assert table.heads[1:] == ("against Before", "against With the duty", "against More")
    assert [row.cells[at].main for at, row in enumerate(table.rows)] == ["", "", ""]
    assert len(grids(brief, "more", "after")) == 3


def test_cases_stand_side_by_side(brief, monkeypatch):
    with pytest.raises(cb.InputError, match="two or more"):
        cases_side_by_side([(brief, "more"), (brief, "after")])
    with pytest.raises(cb.InputError, match="Did you mean 'more'"):
        comparison.state_of(brief, "mor")


def test_the_command_compares(folder, monkeypatch, capsys):
    def told(*words: str) -> str:
        monkeypatch.setattr(sys, "argv", ["cobden", "compare", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        assert ended.value.code in (0, None)
        return capsys.readouterr().out

    text = told(f"{folder}:more", f"{folder}:after", "--no-ranges")
    assert "More against With the duty" in text
    assert "real income in each state" in told(str(folder), "--no-ranges")
    rows = json.loads(told(f"{folder}:more", f"{folder}:after", "--no-ranges", "--json"))["rows"]
    assert rows[0]["economy"] == "DEU"
