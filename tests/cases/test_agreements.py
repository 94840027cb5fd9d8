"""A trade agreement as a table of codes, bases and staging categories."""

from pathlib import Path

import pytest

import cobden as cb
from cobden.cases import load, new
from cobden.study.case_law import law_of, policy_of

ENTRY = """agreements:
  - id: fta
    by: India
    on: [EU27]
    start: 2027-01-01
    table: fta.csv
    categories: {A: 1, B7: 7, X: 0, R: {cuts: 5, to: 10%}}
    sources: [example]
"""
TABLE = """code,base,category,imports
C28,,B7,
870322,30%,R,10
870323,30%,R,25
870899,15%,A,60
870840,15%,X,5
"""


def written(tmp_path: Path, entry: str = ENTRY, table: str = TABLE) -> Path:
    folder = new(tmp_path / "case")
    (folder / "agreements.yaml").write_text(entry)
    (folder / "fta.csv").write_text(table)
    page = folder / "case.yaml"
    text = page.read_text().replace("add: [cars-machinery]", "add: [fta]")
    page.write_text(text.replace("on: 2026-01-01", "on: 2029-06-01"))
    return folder


def test_an_agreement_is_added_whole_and_stands_as_its_day_has_it(tmp_path):
    case, world = load(written(tmp_path)), cb.World.load()
    law = law_of(case, policy_of(case), case.states[1])
    tariff = law.wedges(world).tariff
    c28, c29 = (world.cell(sector, "IND", "DEU") for sector in ("C28", "C29"))
    assert tariff[c28] == pytest.approx(world.tariff[c28] * 4 / 7)  # three of seven cuts made
    own = world.tariff[c29]  # free: 60%; 35%: three cuts of five from 30 to 10%; the rest stays
    assert tariff[c29] == pytest.approx(0.35 * 0.18 + 0.05 * own)
    other = world.cell("C29", "IND", "USA")
    assert tariff[other] == world.tariff[other]


@pytest.mark.parametrize(
    ("old", "new_text", "said"),
    [
        ("by: India", "by: Indai", "india"),
        ("[example]", "[exmple]", "example"),
        ("table: fta.csv", "table: ftb.csv", "ftb.csv"),
        ("B7: 7", "B8: 7", "B8"),
        ("B7: 7", "B7: 70", "50"),
        ("id: fta", "id: cars-machinery", "given twice"),
        ("870322,", "870322123456,", "870322123456"),
        ("870322,", "999999,", "no HS code"),
        ("30%,R,10", "3000,R,10", "confirm"),
        ("870899,15%", "870323,15%", "given twice"),
        ("code,base", "codes,base", "Did you mean 'code'"),
        ("C28,", "@s232_copper,", "one by one"),
    ],
)
def test_a_faulty_agreement_is_refused(tmp_path, old, new_text, said):
    assert old in ENTRY + TABLE
    folder = written(tmp_path, ENTRY.replace(old, new_text), TABLE.replace(old, new_text))
    with pytest.raises(cb.InputError) as fault:
        load(folder)
    assert said in str(fault.value)
