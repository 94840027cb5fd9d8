"""Further faulty disputes: each error names file, place and value, and says what to do."""

from pathlib import Path

import pytest
from ruamel.yaml import YAML
from typer.testing import CliRunner

from cobden import InputError
from cobden.cases import load
from cobden.cli import app
from cobden.study.case_checks import check_case, enacted
from cobden.study.case_law import policy_of, world_of
from cobden.study.negotiation import read_table
from cobden.study.scenarios import scenarios
from cobden.world.world import World
from talks_example import example

GOOD = {
    "case.yaml": """title: A dispute
question: What then?
parties:
  - {economy: China, role: home}
  - {economy: EU27, role: counterpart}
world: {year: 2022, tariffs_on: 2024-10-01}
states:
  - {id: before, title: Before, on: 2024-10-01}
  - {id: duties, title: Duties, on: 2027-11-01, add: [cars, freed, fta, limit]}
brief: {state: duties}
""",
    "measures.csv": """id,by,on,goods,rate,mode,share,phase_in,authority,start,sources
cars,EU27,China,870380,20%,add,0.5,,EU-CVD,2024-10-30,gazette
freed,EU27,China,C13T15,0,ordinary,,from 4% to 0 in 7 equal cuts,agreement,2025-01-01,gazette
""",
    "agreements.yaml": """agreements:
  - id: fta
    by: China
    on: [EU27]
    start: 2027-01-01
    table: fta.csv
    categories: {A: 1, B7: 7, X: 0, R: {cuts: 5, to: 10%}}
    sources: [gazette]
""",
    "fta.csv": """code,base,category,imports
C28,,B7,
870322,30%,R,10
870323,30%,R,25
870899,15%,A,60
870840,15%,X,5
""",
    "stacking.toml": """[[authority]]
name = "EU-CVD"
within = "sum"
source = "an example"

[[authority]]
name = "mine"
within = "one"
source = "an example"

[[yields]]
authority = "EU-CVD"
to = ["mine"]
source = "an example"
""",
    "instruments.yaml": """measures:
  - measure: Quota
    id: limit
    by: EU27
    on: China
    goods: C26
    value: 20
    unit: billion EUR of 2024
    start: 2024-11-01
    authority: quota
    source: gazette
""",
    "sources.csv": "id,citation,grade\ngazette,The Gazette,A\n",
}
CYCLE = """to = ["mine"]
source = "an example"
[[yields]]
authority = "mine"
to = ["EU-CVD"]
source = "an example"
"""

FAULTS = [
    # Dated benchmarks.
    ("case.yaml", "tariffs_on: 2024-10-01", "tariffs_on: 2030-10-01", "2026-11-30"),
    ("case.yaml", "tariffs_on: 2024-10-01", "tariffs_on: soon", "'soon' is not a date"),
    ("case.yaml", "{year: 2022, tariffs_on: 2024-10-01}", "{year: 2019}", "2019-01-01"),
    ("case.yaml", "{year: 2022, tariffs_on: 2024-10-01}", "{year: 2016, tariffs_on: 2016-10-01}",
     "leave tariffs_on out"),
    ("case.yaml", "{year: 2022, tariffs_on: 2024-10-01}", "{table: oecd-2031}", "world build"),
    ("case.yaml", "{year: 2022,", "{table: oecd-2017, year: 2017,", "a year or a table"),
    ("case.yaml", "{year: 2022, tariffs_on: 2024-10-01}", "2017", "tariffs_on"),
    ("case.yaml", "2024-10-01}\nstates", "2024-10-01, products: {China: shipped}}\nstates",
     "Name a file"),
    # Schedules.
    ("measures.csv", "7 equal cuts", "zero equal cuts", "from 25.7% to 0 in 7 equal cuts"),
    ("measures.csv", "7 equal cuts", "0 cuts", "greater than or equal to 2"),
    ("measures.csv", "0,ordinary,,from 4% to 0", "5%,ordinary,,from 4%", "the cuts go up"),
    ("measures.csv", "from 4% to 0", "from 0% to 0", "the rate already"),
    ("measures.csv", "from 4% to 0", "from 4% to 2%", "say one"),
    ("measures.csv", "from 4% to 0", "from 4 to 0", "write 4%"),
    ("measures.csv", "7 equal cuts", "7 cuts of 0 months", "months"),
    # Agreements.
    ("agreements.yaml", "B7: 7", "B7: seven", "write 7"),
    ("agreements.yaml", "{cuts: 5, to: 10%}", "{cut: 5}", "Did you mean 'cuts'"),
    ("agreements.yaml", "fta.csv", "tfa.csv", "no such file"),
    ("agreements.yaml", "id: fta", "id: cars", "given twice"),
    ("agreements.yaml", "on: [EU27]", "on: [China]", "falls on nobody"),
    ("agreements.yaml", "start: 2027-01-01", "start: 2027-01-01\n    end: 2026-01-01", "swap"),
    ("fta.csv", "870323,30%,R", "870323,30%,S", "A, B7, X, R"),
    ("fta.csv", "870323,30%,R", "870322,30%,R", "given twice"),
    ("fta.csv", "870323,30%,R", "8703,30%,R", "part of '8703' of row 4"),
    ("fta.csv", "870323,30%,R", "870323,5%,R", "cuts go down"),
    ("fta.csv", "870323,30%,R", "870323,30,R", "write 30%"),
    ("fta.csv", "870323,30%,R", "87032,30%,R", "5 digits"),
    ("fta.csv", "870323,30%,R,25", "870323,30%,R,much", "is not a number"),
    # Stacking rules.
    ("stacking.toml", 'to = ["mine"]\nsource = "an example"\n', CYCLE, "Date or drop one"),
    ("stacking.toml", 'to = ["mine"]', 'to = ["mien"]', "Did you mean 'mine'"),
    ("stacking.toml", 'to = ["mine"]', 'to = ["EU-CVD"]', "cannot yield to itself"),
    ("stacking.toml", 'to = ["mine"]', "to = []", "Name what it yields to"),
    ("stacking.toml", 'to = ["mine"]', 'to = "mine"', '["mine"]'),
    ("stacking.toml", 'to = ["mine"]', 'to = ["mine"]\nstart = "soon"', "YYYY-MM-DD"),
    ("stacking.toml", 'to = ["mine"]', 'to = ["mine"]\nstart = "2025-02-01"\nend = "2025-01-01"',
     "swap"),
    ("stacking.toml", 'to = ["mine"]', 'to = ["mine"]\non = ["Chnia"]', "Did you mean 'china'"),
    ("stacking.toml", 'name = "mine"', 'name = "EU-CVD"', "given twice"),
    # Units.
    ("instruments.yaml", "EUR of 2024", "EUR", "of which year"),
    ("instruments.yaml", "EUR of 2024", "EUR of 1990", "2018 to 2025"),
    ("instruments.yaml", "EUR of 2024", "USD of 1066", "2015 to 2026"),
    ("instruments.yaml", "EUR of 2024", "XOF of 2024", "USD"),
    ("instruments.yaml", "EUR of 2024", "EUR of 2024/25", "was not understood"),
    # Names.
    ("measures.csv", "870380,20%,add,0.5", "cars,20%,add,", "Such goods are in C29"),
    ("measures.csv", "870380,20%,add,0.5", '"C29, C28",20%,add,', "semicolons"),
    ("measures.csv", "870380,20%,add,0.5", "870380,20%,add,", "share: 0.35"),
    ("measures.csv", "China,870380", '"China, Japan",870380', "These are 2 names"),
    ("measures.csv", "870380,20%", "@steel,20%", "@s232_steel_primary"),
    ("measures.csv", "870380,20%", "@nonsense,20%", "docs/keys.md"),
    ("case.yaml", "economy: China", 'economy: "Turkey; India"', "These are 2 names"),
    ("case.yaml", "[cars, freed", "[cars, cars, freed", "given 2 times"),
    ("case.yaml", "state: duties}", "state: duties, markets: [cars]}", "Such goods are in C29"),
]  # fmt: skip


@pytest.fixture(scope="module")
def world():
    return World.load().aggregate(["USA", "CHN", "DEU", "FRA"])


def written(folder: Path, **texts: str) -> Path:
    folder.mkdir()
    for name, text in (GOOD | texts).items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def everything(folder: Path) -> None:
    """Read all that a case of a dispute may hold, and put every state's law on its world."""
    case = load(folder)
    world = world_of(case)
    check_case(case, world)
    policy = policy_of(case)
    for state in case.states:
        enacted(case, policy, state, world)


def test_the_case_itself_is_sound(tmp_path: Path):
    everything(written(tmp_path / "sound"))


@pytest.mark.parametrize(("file", "old", "new", "said"), FAULTS)
def test_a_faulty_dispute_is_refused(tmp_path: Path, file: str, old: str, new: str, said: str):
    assert GOOD[file].count(old) >= 1
    folder = written(tmp_path / "faulty", **{file: GOOD[file].replace(old, new, 1)})
    with pytest.raises(InputError) as fault:
        everything(folder)
    assert said in str(fault.value)
    assert (new if file == "agreements.yaml" and "csv" in new else file) in str(fault.value)
    assert "valid dictionary" not in str(fault.value)


COUNCIL = {"kind": "qualified_majority", "members": 0.55, "population": 0.65}
GROUPS = {
    "a member beside its group": ({"economy": "EU27"}, "DEU", "two parties speak for DEU"),
    "assent of one economy": ({"assent": {"kind": "unanimity"}}, "USA", "Leave assent out"),
    "a rule that is none": ({"economy": "EU27", "assent": {"kind": "majority"}}, "USA",
                            "Did you mean 'qualified_majority'"),
    "shares in per cent": ({"economy": "EU27", "assent": COUNCIL | {"members": 55}}, "USA",
                           "equal to 1"),
    "half a majority": ({"economy": "EU27", "assent": {
        "kind": "qualified_majority", "members": 0.55}}, "USA", "population: 0.65"),
    "unanimity of some": ({"economy": "EU27", "assent": {"kind": "unanimity", "members": 0.5}},
                          "USA", "qualified_majority"),
}  # fmt: skip


@pytest.mark.parametrize("fault", GROUPS)
def test_a_faulty_group_at_the_table_is_refused(tmp_path: Path, fault: str):
    changes, away, said = GROUPS[fault]
    table = example()
    table["parties"]["home"] |= changes
    table["parties"]["away"]["economy"] = away
    with (tmp_path / "talks.yaml").open("w", encoding="utf-8") as file:
        YAML().dump(table, file)
    with pytest.raises(InputError) as caught:
        read_table(tmp_path)
    assert said in str(caught.value)
    assert "talks.yaml" in str(caught.value)


def test_an_outcome_between_one_economy_and_itself_is_refused(tmp_path: Path):
    table = example()
    table["outcomes"]["income_home"] |= {"kind": "bilateral_balance", "partner": "JPN"}
    with (tmp_path / "talks.yaml").open("w", encoding="utf-8") as file:
        YAML().dump(table, file)
    with pytest.raises(InputError, match="with itself: name another"):
        read_table(tmp_path)


SHEET = "scenario,by,on,goods,rate,mode\ncars,USA,EU27,C29,10%,add\nmore,USA,EU27,C29,25%,add\n"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("\ncars,", "\n,", "'scenario' is missing"),
        ("more,", "cars,", "two rates on the same goods"),
        ("scenario,by", "scenario,buy", "Did you mean 'by'"),
        ("goods,", "", "asked.csv"),
        ("USA,EU27", "USA,EU28", "EU27 (European Union)"),
        ("USA,EU27", "USA; Japn,EU27", "Did you mean 'japan'"),
        ("10%", "10", "write 10%"),
        ("add\nmore", "ad\nmore", "Did you mean 'add'"),
    ],
)
def test_a_faulty_spreadsheet_of_scenarios_is_refused(
    tmp_path: Path, old: str, new: str, said: str
):
    path = tmp_path / "asked.csv"
    path.write_text(SHEET.replace(old, new, 1))
    with pytest.raises(InputError) as fault:
        scenarios(path)
    assert said in str(fault.value)
    assert "asked.csv" in str(fault.value)


def test_a_scenario_without_an_answer_is_named_and_the_others_go_on(
    tmp_path: Path, world, monkeypatch
):
    monkeypatch.setattr(World, "load", lambda *_, **__: world)
    path = tmp_path / "asked.csv"
    path.write_text(SHEET.replace("C29,10%", "cars,10%"))
    table = scenarios(path, of=["USA"]).set_index("scenario")
    assert "scenario 'cars'" in table.loc["cars", "error"]
    assert "Such goods are in C29" in table.loc["cars", "error"]
    assert table.loc["more", "USA: billion USD a year"] != 0


@pytest.mark.parametrize(
    ("what", "said"),
    [
        (["us-switzerland-2025:dael", "us-switzerland-2025:high"], "Did you mean 'deal'"),
        (["us-switzerland-2025:deal", "us-india-2025:zz"], "before, first"),
        (["us-switzerland-2025:deal"], "its baseline"),
        (["us-switzerland-2025:deal", "us-switzerland-2025:deal"], "its own baseline"),
        (["us-switzerland-2025:deal", "us-switzerland-2025"], "a comparison has two"),
        (["us-switzerland"], "Did you mean 'us-switzerland-2025'"),
    ],
)
def test_a_comparison_with_a_wrong_baseline_is_refused_before_it_solves(what, said, monkeypatch):
    monkeypatch.setattr("cobden.study.run", lambda *_, **__: pytest.fail("it solved"))
    done = CliRunner().invoke(app, ["compare", *what])
    assert isinstance(done.exception, InputError)
    assert said in str(done.exception)
