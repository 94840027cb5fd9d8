"""Faulty cases of disputes: each is refused where it stands, with what to do."""

from pathlib import Path

import pytest

import cobden as cb
from cobden import InputError
from cobden.cases import load
from cobden.cases.confrontation import read_confrontation
from cobden.measures.stacking_rules import read_rules
from cobden.study.case_law import policy_of, world_of
from cobden.study.negotiation import read_table
from cobden.study.study import run

CASE = """title: A dispute
question: What then?
parties:
  - {economy: China, role: home}
  - {economy: EU27, role: counterpart}
world: {year: 2022, tariffs_on: 2024-10-01}
states:
  - {id: before, title: Before, on: 2024-10-01}
  - {id: duties, title: Duties, on: 2024-11-01, add: [cars]}
brief: {state: duties}
"""
MEASURES = """id,by,on,goods,rate,mode,share,authority,start,end,sources
cars,EU27,China,870380,20%,add,0.5,EU-CVD,2024-10-30,,gazette
"""
RULES = """[[authority]]
name = "EU-CVD"
within = "sum"
source = "an example"
"""
ASKED = """known: nothing
questions:
  - asks: exports
    tool: {figure: exports, state: duties, of: China, to: EU27}
    seen: {low: -5, high: -1, words: fell, as_of: "2025", sources: [The Gazette]}
"""


def written(folder: Path, **files: str) -> Path:
    folder.mkdir()
    texts = {"case.yaml": CASE, "measures.csv": MEASURES, "stacking.toml": RULES,
             "confrontation.yaml": ASKED,
             "sources.csv": "id,citation,grade\ngazette,The Gazette,A\n"}  # fmt: skip
    for name, text in (texts | files).items():
        (folder / name).write_text(text)
    return folder


def everything(folder: Path) -> None:
    """Read all that a case of a dispute may hold."""
    case = load(folder)
    policy_of(case)
    world_of(case)
    read_confrontation(folder)
    if case.has_talks:
        read_table(folder)


def test_the_case_itself_is_sound(tmp_path: Path):
    everything(written(tmp_path / "sound"))


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("case.yaml", "year: 2022", "year: 2011", "2015"),
        ("case.yaml", "year: 2022", "year: 2025", "2022"),
        ("case.yaml", "year: 2022", "year: twenty", "not a number"),
        ("case.yaml", "tariffs_on: 2024-10-01", "tariffs_on: 2024-13-01", "month must be"),
        ("case.yaml", "tariffs_on: 2024-10-01", "tariffs_on: 2016-10-01", "2018-01-01"),
        ("case.yaml", "tariffs_on: 2024-10-01", "tariffs_on: 2031-10-01", "2026-11-30"),
        ("case.yaml", "tariffs_on", "tarifs_on", "Did you mean 'tariffs_on'"),
        ("case.yaml", "2022, tariffs_on: 2024-10-01", "2018", "tariffs_on: 2018-01-01"),
        ("case.yaml", "2024-10-01}\nstates", "2024-10-01, holds: [car]}\nstates", "'cars'"),
        ("case.yaml", "2024-10-01}\nstates", "2024-10-01, holds: [cars]}\nstates", "ordinary"),
        (
            "case.yaml",
            "2022, tariffs_on: 2024-10-01",
            "2022, holds: [cars]",
            "name it as tariffs_on",
        ),
        ("case.yaml", "economy: EU27", "economy: EU28", "EU27"),
        ("case.yaml", "economy: EU27", "economy: China", "given 2 times"),
        ("case.yaml", "role: home", "role: hom", "home"),
        ("case.yaml", "state: duties}", "state: duty}", "not the id of a state"),
        ("measures.csv", "EU27,China", "EU27,Chna", "china"),
        ("measures.csv", "870380", "999999", "no HS code"),
        ("measures.csv", "870380", "87038", "5 digits"),
        ("measures.csv", "870380", "@s301_chna_lists", "@s301_china_lists"),
        ("measures.csv", "20%", "20", "write 20%"),
        ("measures.csv", "20%", "-150%", "rate"),
        ("measures.csv", "add", "ad", "Did you mean 'add'"),
        ("measures.csv", "20%,add", "-5%,ordinary", "0 is free"),
        ("measures.csv", "0.5,EU-CVD", "1.5,EU-CVD", "share"),
        ("measures.csv", "0.5,EU-CVD", "0,EU-CVD", "share"),
        ("measures.csv", "2024-10-30,,", "2024-10-30,2024-10-30,", "not after its start"),
        ("measures.csv", ",gazette", ",gazete", "gazette"),
        ("stacking.toml", "within", "wihtin", "within"),
        ("stacking.toml", '"sum"', '"most"', "highest"),
        ("stacking.toml", "[[authority]]", "[[authorities]]", "authority"),
        ("stacking.toml", "[[authority]]", "[[authority", "TOML"),
        ("confrontation.yaml", "figure: exports", "figure: imports", "exports"),
        ("confrontation.yaml", "low: -5", "low: 5", "above high"),
        ("confrontation.yaml", ", sources: [The Gazette]", "", "sources"),
        ("confrontation.yaml", "of: China", "of: Chna", "china"),
        ("confrontation.yaml", "words: fell, ", "", "words"),
        ("confrontation.yaml", "known: nothing", "knwon: nothing", "known"),
    ],
)
def test_a_faulty_dispute_is_refused(tmp_path: Path, file: str, old: str, new: str, said: str):
    texts = {"case.yaml": CASE, "measures.csv": MEASURES, "stacking.toml": RULES,
             "confrontation.yaml": ASKED}  # fmt: skip
    assert old in texts[file]
    folder = written(tmp_path / "faulty", **{file: texts[file].replace(old, new)})
    with pytest.raises(InputError) as fault:
        everything(folder)
    assert said in str(fault.value)
    if file != "measures.csv" or fault.value.where:
        assert file in str(fault.value)


def test_rules_add_to_those_that_ship(tmp_path: Path):
    policy = policy_of(load(written(tmp_path / "rules")))
    assert policy.rules.authority("EU-CVD") is not None
    assert policy.rules.authority("S232-steel") is not None
    again = read_rules(tmp_path / "rules" / "stacking.toml")
    assert len((policy.rules + again).authorities) == len(policy.rules.authorities)


def test_a_free_rate_that_lifts_nothing_says_how_to_free_the_goods(tmp_path: Path):
    text = MEASURES.replace("20%,add", "0,floor").replace("870380", "C29").replace(",0.5,", ",,")
    with pytest.raises(InputError, match="mode: ordinary"):
        run(written(tmp_path / "free", **{"measures.csv": text}), variants=False)


@pytest.mark.parametrize("code", ["9999", "999999", "99"])
def test_a_code_of_no_goods_is_refused(code: str):
    with pytest.raises(InputError, match="no HS code"):
        cb.Tariff(by="USA", on="JPN", goods=code, rate=0.1, start="2025-06-01", source="x")


def test_an_unknown_list_names_those_that_hold_the_word():
    with pytest.raises(InputError, match="@s338_canada_autos"):
        cb.Tariff(by="USA", on="JPN", goods="@autos", rate=0.1, start="2025-06-01", source="x")
