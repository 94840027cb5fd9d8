# ruff: noqa: E501  # one sentence a line
"""Who does it to whom: the ways that a sentence, a table or a question has of leaving it unsaid."""

from datetime import date

import pytest

from cobden.evidence.documents import Document
from cobden.evidence.extract import claims
from cobden.study.known_facts import knowledge

DAY = date(2025, 12, 17)

SENTENCES = [
    # the verb left out, a relative clause, whose decision it is, two joined main clauses
    ("Peru levies 9% on Chilean wine, and Bolivia 12% on Brazilian sugar.", 12, "BOL", "BRA"),
    ("Ministers fear Norway, which doubled its tariff on Icelandic fish to 8%.", 8, "NOR", "ISL"),
    ("Peru protested against Chile's decision to raise its duty on Peruvian coffee to 9%.", 9, "CHL", "PER"),
    ("Norway took over a yard, and Chile imposed a tariff of 9% on Peruvian wine.", 9, "CHL", "PER"),
    ("The talks began a week after Chile imposed a 9% tariff on Peruvian wine.", 9, "CHL", "PER"),
    # two together; their goods
    ("Norway and Chile agreed to cut the duty of 9% on Chilean salmon.", 9, "NOR", "CHL"),
    ("Norway imposed a tariff of 9% on Chile and Peru. It will raise it to 12% for both countries.", 12, "NOR", "CHL PER"),
    # markets name no actor
    ("Hong Kong's Hang Seng fell 2% after Chile's 9% tariff on Peruvian wine took effect.", 9, "CHL", "PER"),
    # other languages
    ("Auf Wein aus Peru erhebt Chile weiterhin 9 Prozent Zoll.", 9, "CHL", "PER"),
    ("Im Januar steigt der chilenische Zoll auf Wein aus Peru von 4 auf 9 Prozent.", 9, "CHL", "PER"),
    ("El arancel del 9% que Chile impondrá en enero a los vinos peruanos preocupa.", 9, "CHL", "PER"),
    ("Chile redujo del 19% al 9% su arancel al vino peruano.", 9, "CHL", "PER"),
    ("Le Chili a réduit à 9 % son droit sur les vins péruviens, contre 19 % auparavant.", 9, "CHL", "PER"),
    ("智利將對秘魯葡萄酒適用的關稅由19%調降至9%。", 9, "CHL", "PER"),
    ("チリは、ペルー産ワインに課している関税を19%から9%に引き下げる。", 9, "CHL", "PER"),
    ("칠레는 페루산 와인에 부과하는 9% 관세를 유지하기로 했다.", 9, "CHL", "PER"),
]  # fmt: skip


def acts(text):
    document = Document.of("paper", text, published=DAY)
    return [c for c in claims(document, knowledge()) if c.act]


@pytest.mark.parametrize(("text", "value", "by", "on"), SENTENCES)
def test_who_levies_on_whom_is_read_however_it_is_told(text, value, by, on):
    found = [c for c in acts(text) if c.value == value]
    assert [(c.by, c.on) for c in found] == [(by, on)]


def test_a_firm_buys_and_invests_for_its_country_and_does_nothing_else():
    (invested,) = acts("Samsung will invest $4 billion in Brazil.")
    assert (invested.act, invested.by, invested.on) == ("invest", "KOR", "BRA")
    (taxed,) = acts("Samsung said that Chile imposed a 9% tariff on Peruvian copper.")
    assert (taxed.by, taxed.on) == ("CHL", "PER")


def test_someone_who_is_no_economy_does_not_act_for_the_one_before():
    found = acts("칠레는 페루산 와인에 9%의 관세를 부과한다. 산토리니해운은 50억달러를 투자한다.")
    assert [c.by for c in found if c.act == "invest"] == [""]


def test_a_question_makes_no_claim_and_its_answer_is_of_what_it_asked():
    asked = "Q. Will Norway cut its tariff on Chilean salmon?\n\nA. Norway will go down to 4%.\n"
    assert not any(c.quote.startswith("cut its tariff") for c in acts(asked))
    asked = "Q. ノルウェーはチリ産サケの関税をいつ下げますか。\n\nA. ノルウェーは1月から4%に引き下げます。\n"
    (cut,) = acts(asked)
    assert (cut.by, cut.on, cut.goods, cut.value) == ("NOR", "CHL", ("seafood",), 4)


def test_a_rate_that_a_relative_says_holds_is_what_the_act_comes_from():
    (cut,) = acts("Norwegen lehnt es ab, seine Zölle auf chilenischen Wein zu senken, die bei 9 Prozent liegen.")  # fmt: skip
    assert (cut.act, cut.value, cut.was, cut.standing) == ("cut", None, 9, "denied")


def rows(table):
    lead = "Chile applies the following duties to goods of Peru from 1 February 2026:\n\n"
    return [(c.act, c.on, c.goods, c.was, c.value) for c in acts(lead + table)]


def test_a_table_is_read_by_its_codes_and_by_base_and_preferential_rates():
    found = rows(
        "| HS heading | Goods | Base rate | Preferential rate |\n|---|---|---|---|\n"
        "| 2204 | Wine of fresh grapes | 9% | 4% |\n| 0203 | Meat, frozen | 9% | Free |\n"
        "| 1507 | Soya-bean oil | 6% | 5% |\n"
    )
    assert found == [
        ("cut", "PER", ("wine",), 9, 4), ("cut", "PER", ("pork",), 9, 0), ("cut", "PER", (), 6, 5),
    ]  # fmt: skip


def test_a_cell_may_say_what_a_rate_comes_from_and_a_header_until_when_it_holds():
    assert rows(
        "Goods          Duty     Change\nWine           4%       down from 9%\nPork           5%       none\n"
    ) == [("cut", "PER", ("wine",), 9, 4), ("impose", "PER", ("pork",), None, 5)]
    assert rows(
        "| Goods | Rate until now | Rate from 1 February 2026 |\n|---|---|---|\n| Wine | 9% | 4% |\n"
    ) == [("cut", "PER", ("wine",), 9, 4)]
