# ruff: noqa: E501  # sentences stand on one line each
"""Acts: who does what to whom, by sentences of kinds, and by generated ones."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cobden.evidence.documents import Document
from cobden.evidence.extract import claims
from cobden.evidence.knowledge import Knowledge
from cobden.evidence.ledger import Ledger

DAY = date(2025, 12, 15)


def read(text, day=DAY, **identity):
    document = Document.of("paper", text, published=day, **identity)
    return [c for c in claims(document, Knowledge.default()) if c.act]


def one(text, **identity):
    (found,) = read(text, **identity)
    assert all(0 <= a < b <= len(text) for a, b in found.spans.values())
    return found


def test_each_of_several_rates_has_its_own_target():
    found = read("Washington set tariffs of 17% for Israel, 26% for India and 24% for Japan.")
    assert [(c.by, c.on, c.value) for c in found] == [
        ("USA", "ISR", 17), ("USA", "IND", 26), ("USA", "JPN", 24),
    ]  # fmt: skip


def test_rows_of_a_table_are_read_with_their_headers_each_on_its_own():
    table = (
        "The United States imposes these duties.\n\n| Country | Duty |\n|---|---|\n| Laos | 40% |\n"
        "| European Union: other goods | 0% |\n| Norway | 15% |\n| Sri Lanka | 20% |\n"
    )
    found = [(c.by, c.on, c.value) for c in read(table) if c.value is not None]
    assert found == [("USA", "LAO", 40), ("USA", "EU27", 0), ("USA", "NOR", 15), ("USA", "LKA", 20)]


@pytest.mark.parametrize(
    ("text", "act", "by", "on", "goods"),
    [
        ("India will abolish its tariffs on American wine.", "remove", "IND", "USA", ("wine",)),
        ("Norway will address the non-tariff barriers that American beef meets.", "address", "NOR", "USA", ("beef",)),
        ("South Korea agreed to resume imports of Canadian beef.", "resume", "KOR", "CAN", ("beef",)),
        ("Canada will not join the steel pact.", "join", "CAN", "", ()),
        ("China will cut import tariffs on cars.", "cut", "CHN", "", ("cars",)),
    ],
)  # fmt: skip
def test_an_act_needs_no_figure(text, act, by, on, goods):
    found = one(text)
    assert (found.act, found.by, found.on, found.goods) == (act, by, on, goods)
    assert found.value is None


STANDINGS = {
    "imposed a {}% tariff on Indian steel": "in force",
    "will impose a {}% tariff on Indian steel": "planned",
    "agreed to cut its tariff on Indian steel to {}%": "agreed",
    "offered to cut its tariff on Indian steel to {}%": "offered",
    "threatened to raise its tariff on Indian steel to {}%": "threatened",
    "is considering a {}% tariff on Indian steel": "considered",
    "suspended its {}% tariff on Indian steel": "suspended",
    "scrapped its {}% tariff on Indian steel": "removed",
    "denied that it had imposed a {}% tariff on Indian steel": "denied",
    "did not impose a {}% tariff on Indian steel": "denied",
    "will raise its tariff on Indian steel to {}% if talks fail": "conditional",
}
ACTORS = {"Canada": "CAN", "Brussels": "EU27", "Vietnam": "VNM", "Seoul": "KOR", "Norway": "NOR"}


@settings(max_examples=40, deadline=None)
@given(
    said=st.sampled_from(sorted(STANDINGS)), who=st.sampled_from(sorted(ACTORS)),
    rate=st.integers(1, 99),
)  # fmt: skip
def test_eleven_standings_whoever_acts_at_whatever_rate(said, who, rate):
    found = one(f"{who} {said.format(rate)}.")
    assert (found.standing, found.by, found.on, found.value) == (
        STANDINGS[said], ACTORS[who], "IND", rate,
    )  # fmt: skip
    assert found.goods == ("steel",)


AMOUNTS = {
    "en": ("Japan will buy {} of American wheat.", [
        ("${:d} billion", 1e9, "USD"), ("${:d}\nbillion", 1e9, "USD"), ("Rs {:d} lakh crore", 1e12, "INR")]),
    "de": ("Japan wird für {} amerikanischen Weizen kaufen.", [("{:d} Milliarden Euro", 1e9, "EUR")]),
    "es": ("Japón comprará {} de trigo estadounidense.", [
        ("{:d}.000 millones de euros", 1e9, "EUR"), ("{:d} millones de dólares", 1e6, "USD")]),
    "fr": ("Le Japon achètera pour {} de blé américain.", [("{:d} milliards de dollars", 1e9, "USD")]),
    "ja": ("日本は米国産の小麦を{}購入する。", [("{:d}兆円", 1e12, "JPY"), ("{:d}億ドル", 1e8, "USD")]),
    "zh": ("日本将购买{}美国小麦。", [("{:d}亿美元", 1e8, "USD"), ("{:d}.5万亿元", 1e12, "CNY")]),
    "ko": ("일본은 미국산 밀 {}어치를 구매한다.", [("{:d}억 달러", 1e8, "USD"), ("{:d}조 원", 1e12, "KRW")]),
}  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(data=st.data(), code=st.sampled_from(sorted(AMOUNTS)), many=st.integers(2, 95))
def test_numbers_of_seven_kinds_by_their_order_of_magnitude(data, code, many):
    sentence, forms = AMOUNTS[code]
    form, scale, unit = data.draw(st.sampled_from(forms))
    found = one(sentence.format(form.format(many)))
    expected = (many + 0.5 * (".5" in form)) * scale
    assert (found.act, found.by, found.on, found.unit) == ("buy", "JPN", "USA", unit)
    assert found.value == pytest.approx(expected)


@pytest.mark.parametrize(
    ("text", "was", "value"),
    [
        (
            "India's tariff on cars falls to 15 percent from the current level of 25 percent.",
            25,
            15,
        ),
        ("India raises its tariff on cars from 15 percent to 25 percent.", 15, 25),
        ("India raises its tariff on cars by 10 percentage points to 25 percent.", 15, 25),
        ("India cuts its tariff on cars by 10 percentage points to 25 percent.", 35, 25),
    ],
)
def test_from_and_to_are_told_apart(text, was, value):
    found = one(text)
    assert (found.was, found.value) == (was, value)


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("Norway will apply a tariff on salmon from India that does not exceed 12 percent.", "at most"),
        ("Norway will impose a tariff of up to 12 percent on Indian salmon.", "at most"),
        ("Norway will impose a tariff of at least 12 percent on Indian salmon.", "at least"),
        ("Norway will impose a tariff of no more than 12 percent on Indian salmon.", "at most"),
        ("Norway will apply to Indian salmon the higher of its own rate and a tariff of 12 percent.", "at least"),
    ],
)  # fmt: skip
def test_a_bound_is_a_bound(text, bound):
    assert {(c.bound, c.value) for c in read(text)} == {(bound, 12)}


@pytest.mark.parametrize(
    ("text", "slot", "value"),
    [
        ("Canada suspended its 22% tariff on Indian rice until November 30.", "lapses", "2025-11-30"),
        ("Canada imposed a 22% tariff on Indian rice in May.", "announced", "2025-05-01/2025-05-31"),
        ("Canada will impose a 22% tariff on Indian rice from January 5, 2026.", "in_force", "2026-01-05"),
        ("Kanada setzte seinen Zoll von 22 Prozent auf indischen Reis bis zum 31. Januar 2026 aus.", "lapses", "2026-01-31"),
        ("El arancel del 22 % de Canadá sobre el arroz indio entra en vigor el 6 de enero de 2026.", "in_force", "2026-01-06"),
    ],
)  # fmt: skip
def test_days_fill_their_slots(text, slot, value):
    assert getattr(one(text), slot) == value


def test_the_number_of_an_order_is_no_day():
    text = "Order 14321 of March 3, 2025 holds."
    found = claims(Document.of("paper", text, published=DAY), Knowledge.default())
    assert [c.when for c in found if c.kind == "date"] == ["2025-03-03"]


@pytest.mark.parametrize(
    "text",
    [
        "One real example shows how the tariff game is played.",
        "Analysts at Barclays cut their target for Tesla, a blue chip, to $275.",
        "The S&P 500 rose 0.6% and the Nasdaq gained 1.2% on Tuesday.",
        "Since Liberation Day, President Trump has treated every investment vehicle as a trophy.",
        "Ten-year Treasury yields fell 4 basis points to 4.46%.",
    ],
)
def test_what_only_looks_like_an_act_is_none(text):
    assert read(text) == []


def test_liberation_day_is_no_person():
    text = "On Liberation Day, President Trump imposed a 10% tariff on Canada."
    found = claims(Document.of("paper", text, published=DAY), Knowledge.default())
    assert [c.quote for c in found if c.kind == "person"] == ["Trump"]


@pytest.mark.parametrize("head", ["Source: Reuters\n\n", "---\ntitle: A story\nlang: en\n---\n\n"])
def test_a_header_loses_no_document(head):
    found = read(head + "Canada suspended its 22% tariff on Indian rice until November 30.")
    assert [(c.act, c.value) for c in found] == [("suspend", 22)]


def judged(*texts):
    documents = [Document.of(f"paper-{i}", t, published=DAY) for i, t in enumerate(texts)]
    found = Ledger.of(documents, Knowledge.default()).claims
    return [c.status for c in found if c.act and c.kind == "quantity"]


def test_a_tariff_imposed_and_abolished_do_not_agree():
    texts = [
        "India imposes a 25% tariff on Canadian wheat.",
        "India abolished its 25% tariff on Canadian wheat.",
    ]
    assert judged(*texts) == ["disagree", "disagree"]


def test_the_same_cuts_told_by_two_agree():
    text = "The United States cut its tariff on China from 145% to 30%. China cut its tariff on the United States from 115% to 10%."
    other = "Washington lowered its tariff on China to 30% from 145%. Beijing lowered its tariff on the United States to 10% from 115%."
    assert judged(text, other) == ["agree"] * 4
