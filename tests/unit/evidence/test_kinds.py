"""Kinds of sentences: days, bounds, from and to, numbers, statuses, each in words of its own."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cobden.evidence.documents import Document
from cobden.evidence.extract import claims
from cobden.study.known_facts import knowledge

SENTENCES = [
    # dates
    ("Chile imposed a 9% tariff on Peruvian wine in May.", dict(value=9, announced="2025-05")),
    (
        "Chile will impose a 9% tariff on Peruvian wine from next Monday.",
        dict(in_force="2025-12-22"),
    ),
    ("Chile will impose a 9% tariff on Peruvian wine this weekend.", dict(in_force="2025-12-20")),
    (
        "Peru will eliminate its tariffs on Chilean wine within 90 days of signature.",
        dict(in_force="P90D"),
    ),
    (
        "Chile suspended its 9% tariff on Peruvian wine until the end of March.",
        dict(lapses="2026-03-31"),
    ),
    ("Chile suspended its 9% tariff on Peruvian wine for 90 days.", dict(lapses="P90D")),
    (
        "The tariff of 9% that Chile levies on Peruvian wine takes effect on January 15.",
        dict(in_force="2026-01-15"),
    ),
    (
        "Chile will raise its tariff on Peruvian wine to 9%, effective February 1, 2026.",
        dict(in_force="2026-02-01"),
    ),
    ("Order 5512 of May 7: Chile imposes a duty of 9 percent on Peruvian wine.", dict(value=9)),
    # bounds
    ("Chile will levy no more than 9% on Peruvian wine.", dict(bound="at most", value=9)),
    ("Chile caps its tariff on Peruvian wine at 9%.", dict(bound="at most", value=9)),
    (
        "Peru will buy at least 3 million tonnes of Chilean copper.",
        dict(bound="at least", value=3e6, unit="tonne"),
    ),
    ("Peru will buy upwards of $2 billion of Chilean copper.", dict(bound="at least", value=2e9)),
    (
        "The tariff of Chile on Peruvian wine shall not exceed 9 percent.",
        dict(bound="at most", value=9),
    ),
    (
        "Chile charges the higher of its ordinary rate and 9 percent on Peruvian wine.",
        dict(bound="at least", value=9),
    ),
    ("Chile applies a minimum tariff of 9% to Peruvian wine.", dict(bound="at least", value=9)),
    ("Chile will charge as much as 9% on Peruvian wine.", dict(bound="at most", value=9)),
    ("Chile imposed tariffs of up to 9% on Peruvian wine.", dict(bound="at most", value=9)),
    ("Chile's tariff on Peruvian wine will be at most 9 per cent.", dict(bound="at most", value=9)),
    # from/to
    ("Chile cut its tariff on Peruvian wine from 19% to 9%.", dict(value=9, was=19)),
    ("Chile lowered its tariff on Peruvian wine to 9% from 19%.", dict(value=9, was=19)),
    (
        "Chile raised its tariff on Peruvian wine by 10 percentage points to 19%.",
        dict(value=19, was=9),
    ),
    (
        "Chile's tariff on Peruvian wine falls to 9 percent from the current level of 19 percent.",
        dict(value=9, was=19),
    ),
    ("Chile has halved its tariff on Peruvian wine to 9%.", dict(value=9, act="cut")),
    ("Chile will apply a tariff of 9% to Peruvian wine instead of 19%.", dict(value=9, was=19)),
    ("Chile's tariff on Peruvian wine went from 9% to 19%.", dict(value=19, was=9, act="raise")),
    ("Chile's duty on Peruvian wine, previously 19%, is now 9%.", dict(value=9, was=19)),
    (
        "Chile will bring its tariff on Peruvian wine down to 9% from 19%.",
        dict(value=9, was=19, act="cut"),
    ),
    ("Chile will reduce its 19% tariff on Peruvian wine to 9%.", dict(value=9, was=19, act="cut")),
    # numbers
    ("India will buy Rs 1.5 lakh crore of American aircraft.", dict(value=1.5e12, unit="INR")),
    ("Peru will invest $350\nbillion in Chile.", dict(value=350e9)),
    ("Peru will invest C$2.5bn in Chile.", dict(value=2.5e9, unit="CAD")),
    ("Peru will invest 40 million euros in Chile.", dict(value=4e7, unit="EUR")),
    ("Peru will invest half a billion dollars in Chile.", dict(value=5e8)),
    ("Peru will invest US$1.2 trillion in Chile.", dict(value=1.2e12)),
    ("España invertirá 95.000 millones de euros en Chile.", dict(value=95e9, unit="EUR")),
    ("日本は米国に9兆円を投資する。", dict(value=9e12, unit="JPY")),
    ("한국은 미국에 350억 달러를 투자한다.", dict(value=35e9, unit="USD")),
    ("中国将向美国投资2.8万亿元。", dict(value=2.8e12, unit="CNY")),
    ("Deutschland wird 3,5 Milliarden Euro in Chile investieren.", dict(value=3.5e9, unit="EUR")),
    ("La France investira 12 milliards d'euros au Chili.", dict(value=12e9, unit="EUR")),
    # statuses
    ("Peru suspended its 22% tariff on Chilean wine.", dict(standing="suspended")),
    ("Peru scrapped its 22% tariff on Chilean wine.", dict(standing="removed")),
    ("Peru offered to cut its tariff on Chilean wine.", dict(standing="offered", act="cut")),
    ("Peru denied that it had offered to cut its tariff on Chilean wine.", dict(standing="denied")),
    ("Peru threatened to raise its tariff on Chilean wine to 22%.", dict(standing="threatened")),
    ("Peru is considering a tariff of 22% on Chilean wine.", dict(standing="considered")),
    (
        "If talks fail, Peru will raise its tariff on Chilean wine to 22%.",
        dict(standing="conditional"),
    ),
    ("Peru asked Chile to cut its tariff on wine.", dict(standing="asked", by="CHL")),
    ("Peru agreed to cut its tariff on Chilean wine to 22%.", dict(standing="agreed")),
    ("Peru will cut its tariff on Chilean wine to 22%.", dict(standing="planned")),
    ("Peru's tariff on Chilean wine had been 22% before.", dict(standing="historic")),
    ("Peru ruled out raising its tariff on Chilean wine.", dict(standing="denied")),
    ("Peru has not ruled out raising its tariff on Chilean wine.", dict(standing="considered")),
    ("Peru refuses to lift its ban on Chilean poultry.", dict(standing="denied")),
    ("Peru will not join the pact on steel.", dict(standing="denied", act="join")),
    ("Peru might scrap its tariff on Chilean wine.", dict(standing="considered")),
    ("China will cut import tariffs on Chilean cars.", dict(act="cut", on="CHL")),
    ("Peru imposes 17% on Israel, 26% on India and 24% on Japan.", dict(value=17, on="ISR")),
]


def acts(text: str, day: date = date(2025, 12, 15)):
    return [c for c in claims(Document.of("note", text, published=day), knowledge()) if c.act]


def fits(claim, wanted: dict[str, object]) -> bool:
    for slot, value in wanted.items():
        got = getattr(claim, slot)
        days = slot in ("announced", "in_force", "lapses")
        if not (str(got).startswith(str(value)) if days else got == value):
            return False
    return True


@pytest.mark.parametrize(("text", "wanted"), SENTENCES)
def test_a_sentence_of_each_kind_is_read_in_every_slot_it_names(text, wanted):
    assert any(fits(claim, wanted) for claim in acts(text)), acts(text)


AMOUNTS = {  # how a language writes an investment, and its marks of thousands and decimals
    "Peru will invest ${} billion in Chile.": (1e9, "USD", "."),
    "Deutschland wird {} Milliarden Euro in Chile investieren.": (1e9, "EUR", ","),
    "La France investira {} milliards d'euros au Chili.": (1e9, "EUR", ","),
    "España invertirá {} millones de euros en Chile.": (1e6, "EUR", ","),
    "日本は米国に{}億ドルを投資する。": (1e8, "USD", "."),
    "한국은 미국에 {}억 달러를 투자한다.": (1e8, "USD", "."),
    "中国将向美国投资{}亿美元。": (1e8, "USD", "."),
}


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(sorted(AMOUNTS)), st.integers(2, 9999), st.sampled_from([0, 5]))
def test_an_amount_is_read_as_its_language_writes_it(sentence, whole, tenth):
    scale, unit, mark = AMOUNTS[sentence]
    group = "." if mark == "," else ","
    said = f"{whole:,}".replace(",", group) + (f"{mark}{tenth}" if tenth else "")
    found = [c for c in acts(sentence.format(said)) if c.act == "invest"]
    assert found
    assert found[0].unit == unit
    assert found[0].value == pytest.approx((whole + tenth / 10) * scale)


STATUSES = {
    "suspended its {} tariff": "suspended", "scrapped its {} tariff": "removed",
    "denied that it had offered a {} tariff": "denied",
    "offered to cut its tariff to {}": "offered", "threatened to impose a {} tariff": "threatened",
    "is considering a {} tariff": "considered", "will impose a {} tariff": "planned",
    "agreed to cut its tariff to {}": "agreed", "imposed a {} tariff": "in force",
    "refused to cut its tariff to {}": "denied",
    "would, if talks fail, impose a {} tariff": "conditional",
}  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(["Peru", "India", "Canada", "Norway"]),
    st.sampled_from(sorted(STATUSES)),
    st.integers(1, 99),
)
def test_eleven_ways_of_telling_a_duty_say_whether_it_holds(who, how, rate):
    found = [c for c in acts(f"{who} {how.format(f'{rate}%')} on Chilean wine.") if c.value == rate]
    assert [c.standing for c in found] == [STATUSES[how]]
    assert found[0].goods == ("wine",)
