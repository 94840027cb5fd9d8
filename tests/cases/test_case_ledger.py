"""The ledger of the case japan-us-2025: our own words, each claim resting on them."""

import csv

from cobden.cases.load import find
from cobden.evidence.extract import claims
from cobden.evidence.knowledge import Knowledge
from cobden.evidence.ledger import Ledger
from cobden.evidence.numbers import figures

FOLDER = find("japan-us-2025")


def test_the_ledger_of_the_case_rests_on_its_sources_and_reads_again_the_same():
    ledger = Ledger.load(FOLDER / "ledger.jsonl")
    with (FOLDER / "sources.csv").open(encoding="utf-8", newline="") as file:
        known = {row["id"] for row in csv.DictReader(file)}
    assert {document.name for document in ledger.documents} <= known
    found = [c for d in ledger.documents for c in claims(d, Knowledge.default())]
    assert [(c.id, c.value, c.unit) for c in found] == [
        (c.id, c.value, c.unit) for c in ledger.claims
    ]


def test_the_surplus_in_yen_and_in_dollars_is_one():
    ledger = Ledger.load(FOLDER / "ledger.jsonl")
    surplus = [c for c in ledger.claims if c.topic == "balance"]
    assert {c.unit for c in surplus} == {"USD", "JPY"}
    assert {c.status for c in surplus} == {"agree"}


def test_each_fact_that_cites_a_source_of_the_ledger_is_stated_there_and_judged_alike():
    ledger = Ledger.load(FOLDER / "ledger.jsonl")
    documents = {document.name for document in ledger.documents}
    with (FOLDER / "facts.csv").open(encoding="utf-8", newline="") as file:
        facts = [(row, set(row["sources"].split("; ")) & documents) for row in csv.DictReader(file)]
    cited = [(row, names) for row, names in facts if names]
    assert len(cited) > 10
    for row, names in cited:
        said = f"{row['value']} {row['unit']}".replace(" points", " percentage points")
        (figure,) = figures(said, 0, len(said), [])
        stated = [c for c in ledger.claims if c.document in names and c.kind == "quantity"
                  and c.unit == figure.unit and c.value == figure.value]  # fmt: skip
        assert stated, row["id"]
        assert {c.status for c in stated} == {row["status"]}, row["id"]
