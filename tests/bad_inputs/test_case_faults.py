"""A fault in a case names its file, line and key, and the remedy; nothing else is printed."""

from collections.abc import Callable
from pathlib import Path

import pytest

from cobden.base import files
from cobden.base.errors import InputError
from cobden.cases import load

GOOD = {
    "case.yaml": """\
title: A dispute
question: What does the tariff do?
parties:
  - {economy: Japan, role: home}
  - {economy: USA, role: counterpart}
states:
  - id: before
    title: Before
    on: 2025-01-01
  - id: after
    title: After
    on: 2025-06-05
    add: [cars]
brief:
  state: after
  markets: [C29]
""",
    "sources.csv": "id,citation,grade\nlaw,The law itself,A\npaper,A newspaper,C\n",
    "facts.csv": (
        "id,statement,value,unit,low,high,as_of,sources,status,reason\n"
        "cars,Imports of cars,41.9,billion USD,40,43,2024,law; paper,agree,\n"
        "share,Share of parts,0.3,share,0.2,0.4,2024,,,nobody states it\n"
    ),
    "timeline.csv": "date,event,sources\n2025-06-05,A round of talks,paper\n",
    "measures.csv": (
        "id,by,on,goods,rate,mode,authority,start,end,sources\n"
        "cars,USA,JPN,C29,0.25,add,S232,2025-04-03,,law\n"
    ),
}
GOOD["instruments.yaml"] = """\
measures:
  - measure: Quota
    id: limit
    by: USA
    on: Japan
    goods: C29
    value: 20
    unit: billion USD
    start: 2025-04-03
    authority: S232
    source: The law itself
  - {measure: TradeCost, id: customs, by: USA, on: Japan, goods: C28, change_of_cost: -0.02,
     start: 2025-04-03, authority: talks, source: The law itself}
"""
STATES = GOOD["case.yaml"][GOOD["case.yaml"].index("states:") : GOOD["case.yaml"].index("brief:")]


def write(folder: Path) -> Path:
    for name, text in GOOD.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def swap(name: str, old: str, new: str) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        assert old in GOOD[name]
        (folder / name).write_text(GOOD[name].replace(old, new, 1), encoding="utf-8")

    return spoil


def replace(name: str, content: bytes) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        (folder / name).write_bytes(content)

    return spoil


FAULTS = {
    "unknown key": (swap("case.yaml", "question:", "qestion:"), "case.yaml:2", "'question'"),
    "missing key": (swap("case.yaml", "title: A dispute\n", ""), "title", "headline"),
    "empty text": (swap("case.yaml", "title: A dispute", "title: ''"), "case.yaml:1", "headline"),
    "text is a number": (swap("case.yaml", "title: A dispute", "title: 12"), "case.yaml:1",
                         "quotes"),
    "unknown economy": (swap("case.yaml", "Japan", "Jpaan"), "case.yaml:4", "'japan'"),
    "economy is a list": (swap("case.yaml", "Japan", "[JPN]"), "case.yaml:4", "quotes"),
    "unknown role": (swap("case.yaml", "role: home", "role: hom"), "case.yaml:4", "'home'"),
    "unknown key in a state": (swap("case.yaml", "    add:", "    ad:"), "case.yaml:13", "'add'"),
    "no home": (swap("case.yaml", "role: home", "role: third"), "case.yaml", "exactly one"),
    "two homes": (swap("case.yaml", "role: counterpart", "role: home"), "case.yaml", "exactly one"),
    "a party twice": (swap("case.yaml", "USA", "JPN"), "case.yaml", "given 2 times"),
    "a state twice": (swap("case.yaml", "id: after", "id: before"), "case.yaml", "given 2 times"),
    "no states": (swap("case.yaml", STATES, "states: []\n"), "states", "at least 1"),
    "unknown state shown": (swap("case.yaml", "state: after", "state: afer"), "case.yaml",
                            "'afer'"),
    "impossible date": (swap("case.yaml", "2025-06-05", "2025-06-31"), "case.yaml", "YYYY-MM-DD"),
    "date in words": (swap("case.yaml", "2025-06-05", "yesterday"), "case.yaml:12", "YYYY-MM-DD"),
    "identifier with spaces": (swap("case.yaml", "id: after", "id: A fter"), "case.yaml:10",
                               "pattern"),
    "unknown closure": (swap("case.yaml", "brief:", "model: {deficits: dollars}\nbrief:"),
                        "case.yaml:14", "'dollar'"),
    "key given twice": (swap("case.yaml", "question:", "title: Again\nquestion:"), "case.yaml:2",
                        "twice"),
    "broken indentation": (swap("case.yaml", "    title: Before", "  title: Before"), "case.yaml",
                           "indentation"),
    "unclosed quote": (swap("case.yaml", "title: A dispute", "title: 'A dispute"), "case.yaml",
                       "quotes"),
    "a list instead of keys": (replace("case.yaml", b"- one\n- two\n"), "case.yaml", "title"),
    "an empty file": (replace("case.yaml", b""), "case.yaml", "title"),
    "a binary file": (replace("case.yaml", b"\0\1\2"), "case.yaml", "UTF-8"),
    "not UTF-8": (replace("case.yaml", "title: é".encode("latin-1")), "case.yaml:1", "UTF-8"),
    "a huge file": (replace("case.yaml", b"#" * 1_100_000), "case.yaml", "1 MB"),
    "a file that grows": (replace("case.yaml", b"a: &a [1,1,1,1,1,1,1,1,1]\n" + b"".join(
        f"{new}: &{new} [{','.join([f'*{old}'] * 9)}]\n".encode()
        for old, new in zip("abcdefgh", "bcdefghi", strict=True))), "case.yaml", "aliases"),
    "deep nesting": (replace("case.yaml", b"a: " + b"[" * 1100 + b"]" * 1100), "case.yaml", "deep"),
    "a Python object": (replace("case.yaml", b"title: !!python/object/apply:os.system [ls]\n"),
                        "case.yaml", "title"),
    "unknown column": (swap("facts.csv", "value", "vlaue"), "facts.csv:1", "'value'"),
    "missing column": (swap("sources.csv", "id,citation,grade", "id,where,grade"), "sources.csv:1",
                       "citation"),
    "column twice": (swap("sources.csv", "id,citation,grade", "id,citation,citation"),
                     "sources.csv:1", "twice"),
    "truncated row": (swap("facts.csv", ",2024,,,nobody states it", ",20"), "facts.csv:3",
                      "truncated"),
    "unclosed quotation": (swap("facts.csv", "Imports of cars", '"Imports of cars'), "facts.csv",
                           "quotation"),
    "word for a number": (swap("facts.csv", "41.9", "forty"), "facts.csv:2", "digits"),
    "not a number": (swap("facts.csv", "41.9", "nan"), "facts.csv:2", "figure"),
    "value outside its range": (swap("facts.csv", "41.9", "51.9"), "cars", "outside its range"),
    "fact with no source": (swap("facts.csv", "law; paper", ""), "cars", "Cite"),
    "fact with an unknown source": (swap("facts.csv", "law; paper", "lwa"), "cars", "'law'"),
    "assumption with no reason": (swap("facts.csv", "nobody states it", ""), "share", "reason"),
    "fact twice": (swap("facts.csv", "share,Share", "cars,Share"), "facts.csv:3", "twice"),
    "unknown status": (swap("facts.csv", "agree", "agreed"), "facts.csv:2", "'agree'"),
    "unknown grade": (swap("sources.csv", ",A", ",U"), "sources.csv:2", "Known"),
    "event with no source": (swap("timeline.csv", "A round of talks,paper", "A round of talks,"),
                             "timeline.csv:2", "sources"),
    "event with an unknown source": (swap("timeline.csv", ",paper", ",papers"), "timeline.csv",
                                     "'paper'"),
    "measure on an unknown economy": (swap("measures.csv", "JPN", "Jpaan"), "cars", "'japan'"),
    "rate below -100%": (swap("measures.csv", "0.25", "-1.2"), "measures.csv:2", "greater than -1"),
    "rate in words": (swap("measures.csv", "0.25", "a quarter"), "measures.csv:2", "digits"),
    "rate in per cent without the sign": (swap("measures.csv", "0.25", "25"), "measures.csv:2",
                                          "a rate of 25 is 2,500%; write 25% or 0.25"),
    "rate above 200% not confirmed": (swap("measures.csv", "0.25", "300%"), "measures.csv:2",
                                      "confirm the rate (confirm: true)"),
    "a code that has lost its zero": (swap("measures.csv", "C29", "901110025"), "measures.csv",
                                      "0901.11.00.25"),
    "a retired code": (swap("measures.csv", "C29", "851712"), "measures.csv", "8517.13, 8517.14"),
    "a code from a spreadsheet": (swap("measures.csv", "C29", "870323.0"), "measures.csv",
                                  "keep codes as text"),
    "an economy that is two": (swap("measures.csv", "JPN", "Czechoslovakia"), "cars",
                               "CZE (Czechia), SVK (Slovakia)"),
    "end before start": (swap("measures.csv", "2025-04-03,,", "2025-04-03,2025-01-01,"),
                         "measures.csv:2", "not after its start"),
    "unknown mode": (swap("measures.csv", "add", "ad"), "measures.csv:2", "'add'"),
    "a measure twice": (swap("measures.csv", "S232,2025-04-03,,law\n",
                             "S232,2025-04-03,,law\ncars,USA,JPN,C29,0.1,add,S232,2025-04-03,,law\n"),
                        "measures.csv:3", "twice"),
    "a group that is none": (swap("case.yaml", "Japan", "EU72"), "case.yaml:4", "'EU27'"),
    "a member of the home opposite": (swap("case.yaml", "economy: Japan", "economy: G7"),
                                      "case.yaml", "no member in common"),
    "one group under two names": (swap("case.yaml", "{economy: Japan, role: home}",
        "{economy: EU, role: home}\n  - {economy: European Union, role: third}"), "case.yaml",
        "'EU27' is given 2 times"),
    "unknown instrument": (swap("instruments.yaml", "measure: Quota", "measure: Qouta"),
                           "instruments.yaml:2", "'Quota'"),
    "instrument of no kind": (swap("instruments.yaml", "measure: TradeCost, ", ""),
                              "instruments.yaml:12", "BalanceTarget"),
    "unknown key of an instrument": (swap("instruments.yaml", "    value: 20", "    vlaue: 20"),
                                     "instruments.yaml:2", "value"),
    "instrument without a quantity": (swap("instruments.yaml", "    value: 20\n", ""),
                                      "instruments.yaml:2", "value"),
    "instrument below zero": (swap("instruments.yaml", "value: 20", "value: -20"),
                              "instruments.yaml:2", "greater than or equal to 0"),
    "instrument on an unknown economy": (swap("instruments.yaml", "on: Japan", "on: Jpaan"),
                                         "instruments.yaml:2", "'japan'"),
    "instrument without an id": (swap("instruments.yaml", "id: customs, ", ""), "measures.1.id",
                                 "short name"),
    "instrument with the id of a tariff": (swap("instruments.yaml", "id: limit", "id: cars"),
                                           "instruments.yaml: measures.0.id", "rename"),
    "instrument without a source": (swap("instruments.yaml", "    source: The law itself\n", ""),
                                    "instruments.yaml:2", "source"),
    "instruments under another key": (swap("instruments.yaml", "measures:", "measure:"),
                                      "instruments.yaml:1", "'measures'"),
    "measure with no source": (swap("measures.csv", ",,law", ",,"), "measures.csv:2", "sources"),
}  # fmt: skip


def test_the_case_that_the_faults_spoil_is_good(tmp_path):
    case = load(write(tmp_path))
    assert case.home == "JPN"
    assert [state.id for state in case.states] == ["before", "after"]
    assert case.fact("share").quantity.is_assumption


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named_with_its_place_and_remedy(fault, tmp_path):
    spoil, place, remedy = FAULTS[fault]
    spoil(write(tmp_path))
    with pytest.raises(InputError) as caught:
        load(tmp_path)
    message = str(caught.value)
    assert place in message
    assert remedy in message
    assert "\n" not in message
    assert len(message) < 500 + len(str(tmp_path))


def test_a_case_that_is_not_there_suggests_the_nearest():
    with pytest.raises(InputError, match="Did you mean 'japan-us-2025'"):
        load("japan-us-2026")


def test_a_folder_without_a_case_says_so(tmp_path):
    with pytest.raises(InputError, match=r"case\.yaml: there is no such file"):
        load(tmp_path)


def test_an_unreadable_file_says_so(tmp_path, monkeypatch):
    def refuse(path: str, flags: int) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(files, "_at_once", refuse)
    with pytest.raises(InputError, match=r"case\.yaml: the file cannot be read \(Permission"):
        load(write(tmp_path))


def test_a_folder_in_place_of_a_table_says_so(tmp_path):
    write(tmp_path)
    (tmp_path / "facts.csv").unlink()
    (tmp_path / "facts.csv").mkdir()
    with pytest.raises(InputError, match=r"facts\.csv: is a folder"):
        load(tmp_path)
