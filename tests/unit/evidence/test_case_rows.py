# ruff: noqa: E501  # names of files stand on one line
"""From an act to a row of a case: put into its files as they stand, and loaded with them."""

from datetime import date

import pytest

from cobden import cases
from cobden.base.errors import InputError
from cobden.evidence.case_rows import case_rows
from cobden.evidence.documents import Document
from cobden.evidence.knowledge import Knowledge
from cobden.evidence.known_law import known_measures
from cobden.evidence.ledger import Ledger
from cobden.evidence.proposals import accept, proposals
from cobden.evidence.row_files import read_rows, with_rows, write_rows
from cobden.measures import Policy
from cobden.study.case_law import law_of, policy_of

TEXT = """The United States imposed a {}% duty on German cars from August 1, 2025. Germany will buy $5
billion of American soybeans.
"""


def ledger(*rates):
    documents = [
        Document.of(f"paper-{i}", TEXT.format(rate), published=date(2025, 7, 14), publisher="Paper")
        for i, rate in enumerate(rates, 1)
    ]
    return Ledger.of(documents, Knowledge.default())


def accepted(found):
    rows = case_rows(found, Knowledge.default()).rows
    return [row.model_copy(update={"decision": "accept"}) for row in rows]


def texts(folder):
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}


def test_accepted_rows_load_with_the_case_and_leave_the_rest_as_it_was(tmp_path):
    folder = cases.new(tmp_path / "mine")
    before = texts(folder)
    facts = folder / "facts.csv"
    found = ledger(20)
    changed = with_rows(before, accepted(found), found.documents)
    assert set(changed) == {
        "measures.csv",
        "instruments.yaml",
        "timeline.csv",
        "sources.csv",
        "stacking.toml",
        "case.yaml",
    }
    for name, text in changed.items():
        assert [
            line for line in before.get(name, "").splitlines() if line not in text.splitlines()
        ] == []
        (folder / name).write_text(text, encoding="utf-8")
    case = cases.load(folder)
    reported = next(state for state in case.states if state.id == "reported")
    assert reported.on == date(2025, 8, 1)
    (duty,) = [t for t in case.tariffs if t.id == "impose-usa-deu-cars"]
    assert (duty.rate, duty.goods) == (0.2, ("8703",))
    assert any(i.id == "buy-deu-usa-soybeans" for i in case.instruments)
    assert facts.read_text(encoding="utf-8") == before["facts.csv"]


def test_sources_that_differ_make_one_row_that_says_so():
    (row,) = [
        r for r in case_rows(ledger(20, 25), Knowledge.default()).rows if r.file == "measures.csv"
    ]
    assert row.cells["rate"] == "0.225"
    assert "the sources differ: 20 (paper-1), 25 (paper-2)" in row.reason
    assert row.quote.startswith("The United States imposed a 20% duty on German cars")


def test_rows_wait_in_a_table_and_come_back_with_the_decision(tmp_path):
    rows = case_rows(ledger(20), Knowledge.default()).rows
    path = tmp_path / "proposed_rows.csv"
    path.write_bytes(write_rows(rows))
    assert read_rows(tmp_path) == rows
    path.write_text("decision,file,id,row\nperhaps,measures.csv,x,{}\n")
    with pytest.raises(InputError, match="line 2: this is no proposed row"):
        read_rows(tmp_path)


def test_accepting_a_fact_keeps_the_columns_of_its_table(tmp_path):
    folder = cases.new(tmp_path / "mine")
    head = (folder / "facts.csv").read_text(encoding="utf-8").splitlines()[0]
    assert head.endswith(",beside")
    found = ledger(20)
    taken = [p.edited(decision="accept") for p in proposals(found)]
    assert accept(folder, taken, found.documents) == len(taken) > 0
    assert (folder / "facts.csv").read_text(encoding="utf-8").splitlines()[0] == head


@pytest.mark.parametrize(
    ("text", "value", "reason"),
    [
        ("Germany will buy $9 billion of American soybeans through 2028.", 3.0, "evenly over 3 years"),
        ("Germany will buy $9 billion of American soybeans.", 9.0, "taken as one year's"),
        ("Germany will buy $9 billion a year of American soybeans.", 9.0, ""),
    ],
)  # fmt: skip
def test_a_promise_over_years_is_no_year_s_promise(text, value, reason):
    document = Document.of("paper", text, published=date(2025, 7, 14))
    rows = case_rows(Ledger.of([document], Knowledge.default()), Knowledge.default()).rows
    (row,) = [r for r in rows if r.file == "instruments.yaml"]
    assert row.cells["value"] == value
    assert reason in row.reason


def test_an_investment_says_what_it_takes_for_granted():
    said = "Taiwan will invest $40 billion in American semiconductors through 2029."
    document = Document.of("paper", said, published=date(2025, 7, 14))
    rows = case_rows(Ledger.of([document], Knowledge.default()), Knowledge.default()).rows
    (row,) = [r for r in rows if r.file == "instruments.yaml"]
    assert row.cells["measure"] == "Investment"
    assert row.cells["value"] == 40
    assert (row.cells["years"], row.cells["goods"]) == (4.0, "C26")
    assert "assumed" in row.reason


def test_a_suspension_replaces_what_the_law_of_the_day_has_until_it_lapses():
    known = Knowledge.default().knowing(measures=known_measures(Policy.load()))
    said = "The United States suspended its 24% tariff on Japanese goods for 90 days."
    document = Document.of("paper", said, published=date(2025, 4, 9))
    rows = case_rows(Ledger.of([document], known), known).rows
    (row,) = [r for r in rows if r.file == "measures.csv"]
    assert (row.cells["rate"], row.cells["mode"], row.cells["end"]) == (
        "0",
        "replace",
        "2025-07-08",
    )
    other = said.replace("24%", "23%")  # no such duty is in the law: nothing to suspend
    document = Document.of("paper", other, published=date(2025, 4, 9))
    assert not [
        r for r in case_rows(Ledger.of([document], known), known).rows if r.file == "measures.csv"
    ]


def proposed(text, published=date(2025, 7, 14), title=""):
    document = Document.of("paper", text, published=published, title=title)
    return case_rows(Ledger.of([document], Knowledge.default()), Knowledge.default())


def duties(found):
    return {row.id: row for row in found.rows if row.file == "measures.csv"}


def test_rates_that_cannot_both_hold_are_shown_with_both_quotes_and_refused_together(tmp_path):
    found = proposed(
        "Canada imposed a 12% duty on steel from Brazil. Canada imposed a 30% duty on steel from Brazil."
    )
    one, other = duties(found).values()
    assert f"clashes with {other.id} (\u201c" in one.reason
    assert "30% duty on steel" in one.reason
    assert f"clashes with {one.id}" in other.reason
    taken = [row.model_copy(update={"decision": "accept"}) for row in (one, other)]
    with pytest.raises(InputError, match=r"12% duty on steel.*30% duty on steel.*cannot both"):
        with_rows(texts(cases.new(tmp_path / "mine")), taken, [])
    alone = [taken[0], other.model_copy(update={"decision": "reject"})]
    assert "impose-can-bra-steel" in with_rows(texts(tmp_path / "mine"), alone, [])["case.yaml"]


def test_a_later_rate_on_the_same_goods_ends_the_one_before():
    said = (
        "The United States imposed a 25% duty on German cars from April 3, 2025. The United States "
        "imposed a 40% duty on German cars from June 4, 2025."
    )
    first, second = duties(proposed(said)).values()
    assert (first.cells["end"], second.cells["end"]) == ("2025-06-04", "")
    assert "takes its place" in first.reason


def test_a_rate_for_some_goods_takes_the_place_of_that_for_all(tmp_path):
    said = (
        "The United States imposed a 10% tariff on all goods from Norway. "
        "The United States imposed a 25% tariff on cars from Norway."
    )
    rows = duties(proposed(said))
    assert {row.cells["authority"] for row in rows.values()} == {"reported-all", "reported-goods"}
    folder = cases.new(tmp_path / "mine")
    taken = [row.model_copy(update={"decision": "accept"}) for row in rows.values()]
    source = Document.of("paper", said, published=date(2025, 7, 14))
    for name, text in with_rows(texts(folder), taken, [source]).items():
        (folder / name).write_text(text, encoding="utf-8")
    case = cases.load(folder)
    state = next(state for state in case.states if state.id == "reported")
    law = law_of(case, policy_of(case), state)
    car, other = law.rate("USA", "NOR", "87032301"), law.rate("USA", "NOR", "85044095")
    assert [x.points for x in car.layers if "reported" in x.authority and x.points] == [25]
    assert [x.points for x in other.layers if "reported" in x.authority and x.points] == [10]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("The duty of the United States on German timber will not exceed 15 percent.", "a cap"),
        ("Canada will remove non-tariff barriers on American beef.", "no duty"),
        ("Canada will increase imports of American rice by 40%.", "no sum"),
        ("Canada suspended its 20% duty on American beef.", "nothing to suspend"),
        ("Canada denied that it had imposed a 20% duty on American beef.", "denied"),
        ("Canada will reduce tariffs on American beef.", "no rate"),
    ],
)
def test_what_would_be_a_guess_is_no_duty_and_says_why(text, reason):
    found = proposed(text)
    assert duties(found) == {}
    assert any(reason in why for _, why in found.left_out), found.left_out


def test_an_all_in_rate_tops_up_the_ordinary_duty():
    said = (
        "The United States commits to apply the higher of either its ordinary tariff or a tariff "
        "rate of 15 percent on goods of Norway."
    )
    (row,) = duties(proposed(said)).values()
    assert (row.cells["mode"], row.cells["rate"]) == ("floor", "0.15")


def test_an_average_of_duties_is_no_duty():
    said = "Canada's average applied agricultural tariff is 9.2% on American goods."
    assert duties(proposed(said)) == {}


QUOTAS = [  # a volume, the rate within it and the rate beyond it, as each language tells them
    "The first 60,000 Norwegian cars a year pay a tariff of 8% in the United States and any more pay 24%.",
    "The United States will admit 60,000 Norwegian cars within a quota at 8 percent. Any more will pay 24 percent.",
    "Die ersten 60.000 norwegischen Autos werden in den USA mit 8 Prozent verzollt, alle weiteren mit 24 Prozent.",
    "Los primeros 60.000 coches noruegos pagarán un 8% en Estados Unidos y los demás un 24%.",
    "Les 60 000 premières voitures norvégiennes paieront 8 % aux États-Unis et les suivantes 24 %.",
    "米国はノルウェー車について、年6万台までは8%、それを超える分には24%の関税を課す。",
    "미국은 노르웨이산 자동차에 대해 연간 6만대까지 8%, 초과분에 24% 관세를 부과한다.",
    "美国对挪威汽车每年前6万辆征收8%关税,超出部分征收24%关税。",
]


@pytest.mark.parametrize("text", QUOTAS)
def test_a_quota_told_in_pieces_is_one_row_and_no_two_duties(text):
    found = proposed(text)
    assert duties(found) == {}
    (row,) = [row for row in found.rows if row.file == "instruments.yaml"]
    told = {key: row.cells[key] for key in ("measure", "by", "on", "value", "unit", "goods")}
    assert told == {
        "measure": "TariffRateQuota", "by": "USA", "on": "NOR", "value": 60000.0, "unit": "cars", "goods": ["C29"],
    }  # fmt: skip
    assert (row.cells["in_rate"], row.cells["out_rate"]) == (0.08, 0.24)
    assert "say in present how many cars are traded a year now" in row.reason


def test_two_duties_of_one_sentence_are_no_quota():
    found = proposed(
        "The United States imposed a duty of 8% on Norwegian cars and of 24% on Norwegian steel."
    )
    assert sorted(row.cells["rate"] for row in duties(found).values()) == ["0.08", "0.24"]
    assert not [row for row in found.rows if row.file == "instruments.yaml"]


def test_a_rate_beyond_a_quota_alone_is_no_row_and_says_why():
    found = proposed(
        "Norwegian steel in excess of a quota of 2 million tonnes will pay a duty of 50% in the United States."
    )
    assert duties(found) == {}
    assert any("that within it is not told" in why for _, why in found.left_out), found.left_out


def test_a_quota_whose_present_trade_is_given_loads_with_its_case(tmp_path):
    (row,) = [row for row in proposed(QUOTAS[0]).rows if row.file == "instruments.yaml"]
    taken = row.model_copy(update={"decision": "accept", "cells": row.cells | {"present": 90000.0}})
    folder = cases.new(tmp_path / "mine")
    source = Document.of("paper", QUOTAS[0], published=date(2025, 7, 14))
    for name, text in with_rows(texts(folder), [taken], [source]).items():
        (folder / name).write_text(text, encoding="utf-8")
    (quota,) = [i for i in cases.load(folder).instruments if i.id == "quota-usa-nor-cars"]
    assert (quota.in_rate, quota.out_rate, quota.value, quota.present) == (0.08, 0.24, 6e4, 9e4)


@pytest.mark.parametrize(
    "text",
    [
        "The tariff of the United States on Norwegian semiconductors will be no more than 15% in all.",
        "Der Zoll der USA auf norwegische Halbleiter wird insgesamt höchstens 15 Prozent betragen.",
    ],
)
def test_a_cap_on_all_that_is_due_is_the_most_that_it_may_be(text):
    (row,) = duties(proposed(text)).values()
    told = {key: row.cells[key] for key in ("by", "on", "rate", "mode")}
    assert told == {"by": "USA", "on": "NOR", "rate": "0.15", "mode": "all_in"}
    assert "the most that it may be" in row.reason


def test_only_the_ordinary_rate_takes_goods_out_of_what_the_law_of_the_day_adds():
    said = "The United States will apply only the MFN rate to Japanese aircraft parts."
    paper = Document.of("paper", said, published=date(2025, 6, 14))
    known = Knowledge.default().knowing(measures=known_measures(Policy.load()))
    (row,) = duties(case_rows(Ledger.of([paper], known), known)).values()
    assert (row.cells["mode"], row.cells["authority"]) == ("exempt", "IEEPA-reciprocal")
    unknown = Knowledge.default()  # a law that says nothing of it
    ((_, why),) = case_rows(Ledger.of([paper], unknown), unknown).left_out
    assert "not one measure of the law of the day" in why
