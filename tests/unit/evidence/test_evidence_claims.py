"""From sentences to claims, on sentences of our own."""

from datetime import date

import pytest

from cobden.base.errors import InputError
from cobden.base.printable import safe_cell
from cobden.evidence.claims import Claim
from cobden.evidence.documents import Document, sentences
from cobden.evidence.extract import claims
from cobden.evidence.knowledge import Knowledge, KnownMeasure, KnownTotal
from cobden.evidence.ledger import Ledger
from cobden.evidence.proposing import verified

DAY = date(2025, 6, 6)


def document(text, name="paper", day=DAY):
    return Document.of(name, text, published=day)


def read(text, kind="quantity", day=DAY):
    return [c for c in claims(document(text, day=day), Knowledge.default()) if c.kind == kind]


@pytest.mark.parametrize(
    ("text", "topic", "by", "on"),
    [
        ("Japan's trade surplus with the United States is $60 billion.", "balance", "JPN", "USA"),
        ("The US trade deficit with China stood at $295 billion.", "balance", "CHN", "USA"),
        ("The imbalance in favour of Korea with the US was $55 billion.", "balance", "KOR", "USA"),
        ("Washington imposed a 25% tariff on Japanese cars.", "tariff", "USA", "JPN"),
        ("Seoul is racing to avoid a 25 percent tariff.", "tariff", "", "KOR"),
        ("China will cut its levies on U.S. goods to 10 percent.", "tariff", "CHN", "USA"),
        ("Brussels would buy $40 billion of American chips.", "purchases", "EU27", "USA"),
        ("Tokyo pledged to invest $550 billion in the United States.", "investment", "JPN", "USA"),
        ("China supplies 70% of the world market.", "share", "CHN", ""),
        ("Swiss watchmakers, who pay 39%, want relief.", "tariff", "", "CHE"),
        (
            "Analysts say the U.S. tariff rate on Swiss goods is now between 20% and 25%.",
            "tariff",
            "USA",
            "CHE",
        ),
        ("Norway won a quota of 9,000 boats from Brazil.", "quota", "NOR", "BRA"),
    ],
)
def test_a_figure_says_what_it_is_about_who_acts_and_towards_whom(text, topic, by, on):
    (claim,) = read(text)
    assert (claim.topic, claim.by, claim.on) == (topic, by, on)


def test_a_figure_carries_what_it_shares_with_the_one_before():
    found = read("Canada faces a 50 per cent U.S. tariff on steel, 25 per cent on autos.")
    assert [(c.value, c.topic, c.goods) for c in found] == [
        (50, "tariff", ("steel",)),
        (25, "tariff", ("cars",)),
    ]


@pytest.mark.parametrize(
    ("text", "values", "topic"),
    [
        ("Brazil plans tariffs on €50 billion ($58 billion) of goods.", [50e9, 58e9], "value"),
        ("Swiss goods face a 15% tariff, down from the 39% that had applied.", [15, 39], "tariff"),
        ("Norway raised its quota from 9,000 to 12,000 tonnes.", [9_000, 12_000], "quota"),
        ("Boats face 25%, other products 20%, with timber at 10%.", [25, 20, 10], "tariff"),
    ],
)
def test_figures_told_together_are_of_one_topic(text, values, topic):
    found = read(text)
    assert [c.value for c in found] == values
    assert {c.topic for c in found} == {topic}


def test_a_claim_names_who_speaks():
    (claim,) = read("Tariffs will fall to 15%, Prime Minister Mark Carney told reporters.")
    assert claim.attribution == ("Mark Carney",)


def test_a_flow_of_a_year_differs_from_its_reverse_but_not_from_another_count_of_it():
    ledger = Ledger.of(
        [
            document("Swiss exports to Norway were $3.1 billion in 2024.", "one"),
            document("Swiss exports to Norway were $3.4 billion in 2024.", "two"),
            document("Swiss imports from Norway were $5 billion in 2024.", "three"),
        ],
        Knowledge.default(),
    )
    statuses = {c.document: c.status for c in ledger.claims if c.kind == "quantity"}
    assert statuses == {"one": "disagree", "two": "disagree", "three": "single source"}


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("Japan buys $7 billion of chips.", "stated"),
        ("Japan plans to buy $7 billion of chips.", "planned"),
        ("Japan is considering buying $7 billion of chips.", "considered"),
        ("Japan has ruled out buying $7 billion of chips.", "denied"),
        ("According to Reuters, Japan buys $7 billion of chips.", "reported"),
    ],
)
def test_how_surely_a_source_speaks(text, modality):
    assert read(text)[0].modality == modality


@pytest.mark.parametrize(
    ("text", "house"),
    [
        ("Nikkei Asia reported on Thursday that talks went on.", "Nikkei"),
        ("Talks went on, according to the Jiji Press.", "Jiji Press"),
        ("A source told the Financial Times that talks went on.", "Financial Times"),
        ("Talks went on, reported Yonhap.", "Yonhap"),
    ],
)
def test_whom_a_source_leans_on(text, house):
    assert read(text, "attribution")[0].attribution == (house,)


@pytest.mark.parametrize(
    ("text", "person", "status"),
    [
        ("U.S. Treasury Secretary Becent spoke.", "Scott Bessent", "name variant"),
        ("EU Trade Commissioner Maros Shefcovic spoke.", "Maroš Šefčovič", "name variant"),
        ("Chinese Vice Premier He Lifeng spoke.", "He Lifeng", ""),
        ("Japanese Prime Minister Shinzo Abe spoke.", "Shigeru Ishiba", "cannot be right"),
        ("Former Prime Minister Shinzo Abe spoke.", "Shinzo Abe", ""),
        ("The Shiroshi Ishiba government spoke.", "Shigeru Ishiba", "name variant"),
        ("Maria Lopez said so.", "", ""),
    ],
)
def test_a_name_is_resolved_by_role_context_and_likeness(text, person, status):
    (claim,) = read(text, "person")
    assert (claim.person, claim.status) == (person, status)


def test_a_prime_minister_of_the_day_is_not_a_mistake():
    claim = read("Japanese Prime Minister Shinzo Abe spoke.", "person", date(2019, 5, 1))[0]
    assert (claim.person, claim.status) == ("Shinzo Abe", "")


STORY = """The tariff is 25%.

Photo: A port. Getty Images

SEE ALSO: Shares rise 5% in a day

Trade was $60 billion.

Read next
22:00
Troops rise by 60,000 in a year.
"""


def test_teasers_captions_and_end_matter_make_no_claims():
    assert [c.value for c in read(STORY)] == [25, 60e9]
    parts = {s.part for s in sentences(STORY)}
    assert parts == {"story", "caption", "teaser"}


def test_sentences_keep_abbreviations_whole_and_offsets_exact():
    text = "The U.S. said no. Mr. Greer paid $1.5 billion on Jan. 5. It ended."
    found = sentences(text)
    assert [s.text for s in found] == [
        "The U.S. said no.", "Mr. Greer paid $1.5 billion on Jan. 5.", "It ended.",
    ]  # fmt: skip
    assert all(text[s.start : s.end] == s.text for s in found)


def ledger(*texts, **known):
    documents = [document(text, f"paper-{i}") for i, text in enumerate(texts, 1)]
    return Ledger.of(documents, Knowledge.default().knowing(**known))


def statuses(found, kind="quantity"):
    return [c.status for c in found.claims if c.kind == kind]


def test_money_agrees_across_currencies_at_the_rate_of_its_year():
    found = ledger(
        "Japan's trade surplus with the United States is about $60 billion per year.",
        "Japan's trade surplus with the United States exceeded 9 trillion yen a year.",
        "Japan's trade surplus with the United States is about $20 billion per year.",
    )
    assert statuses(found) == ["agree", "agree", "disagree"]


def test_vague_amounts_are_intervals():
    found = ledger(
        "Japan will buy billions of dollars of U.S. semiconductors.",
        "Japan will buy nearly $7 billion of U.S. semiconductors.",
        "Japan will buy $70 billion of U.S. semiconductors.",
    )
    assert statuses(found) == ["agree", "agree", "disagree"]


def test_stopping_and_reducing_exclude_each_other():
    found = ledger(
        "China stopped purchasing LNG from the United States.",
        "China significantly reduced its imports of US LNG.",
    )
    assert statuses(found, "event") == ["disagree", "disagree"]


def test_rounds_held_lead_to_the_next():
    found = ledger(
        "Japan and the United States held four rounds of talks.",
        "Japan and the United States meet for a fifth round of talks.",
    )
    assert statuses(found) == ["agree", "agree"]


RECIPROCAL = KnownMeasure(
    "USA", "JPN", "reciprocal tariff", 24.0, date(2025, 4, 10), date(2025, 8, 7),
    status="suspended", until=date(2025, 7, 9),
)  # fmt: skip
AUTOS = KnownMeasure("USA", "JPN", "Section 232 tariff", 25.0, date(2025, 4, 3), goods=("8703",))


@pytest.mark.parametrize(
    ("text", "kind", "reason"),
    [
        ("The United States waits. A 24% retaliatory tariff by Japan has been suspended.",
         "quantity", "no such measure of JPN; the nearest is the reciprocal tariff of 24% by USA"),
        ('The United States imposes "reciprocal tariffs" on Japanese cars.',
         "measure", "cars fall under the Section 232 tariff"),
        ("Japan and the United States need an exemption from tariffs before the end of July.",
         "date", "the suspension of the reciprocal tariff ended on 9 July 2025"),
        ("Japan spoke of equivalent tariffs.", "measure", "no measure of this name"),
        ("Japan offers equipment such as wafers.", "good", "wafers are a material"),
        ("The plan is worth £2 trillion ($4.9 trillion).", "quantity", "billion USD on the day"),
    ],
)  # fmt: skip
def test_what_cannot_be_right_says_why(text, kind, reason):
    found = ledger(text, measures=(RECIPROCAL, AUTOS))
    wrong = [c for c in found.claims if c.status == "cannot be right"]
    assert [c.kind for c in wrong] == [kind]
    assert reason in wrong[0].reason


@pytest.mark.parametrize(
    "text",
    [
        "The United States and Japan meet. The 24% reciprocal tariff on Japan is suspended.",
        "The United States imposes a 25% tariff on Japanese cars.",
        "Japan and the United States aim at a deal on tariffs by July 9.",
        "The plan is worth £2 trillion ($2.7 trillion).",
        "Japan offers materials such as wafers.",
    ],
)
def test_nothing_impossible_is_invented(text):
    found = ledger(text, measures=(RECIPROCAL, AUTOS))
    assert not [c for c in found.claims if c.status == "cannot be right"]


def test_a_balance_of_another_year_is_compatible_one_of_another_order_is_not():
    total = KnownTotal("JPN", "USA", "balance", 47e9, 2022, "the balance in goods", "a table")
    said = "Japan's trade surplus with the United States is about ${} billion per year."
    near, far = ledger(said.format(60), totals=(total,)), ledger(said.format(600), totals=(total,))
    assert statuses(near) == ["single source"]
    assert "47 billion USD" in near.claims[0].reason
    assert statuses(far) == ["cannot be right"]


def test_reports_of_one_origin_count_as_one_and_near_copies_are_found():
    story = (
        "Nikkei reported that Japan will buy $7 billion of U.S. chips to please Washington, and "
        "that officials in Tokyo had drawn up the list in haste over a single weekend in May."
    )
    found = ledger(story, story.replace("in haste", "quickly"), "Yonhap said Korea had waited.")
    assert found.leaning.shared(["paper-1", "paper-2"]) == "Nikkei"
    assert found.leaning.voices(["paper-1", "paper-2", "paper-3"]) == 2
    assert [pair[:2] for pair in found.leaning.copies] == [("paper-1", "paper-2")]
    assert "one origin" in next(c for c in found.claims if c.kind == "quantity").reason


def test_a_ledger_comes_back_as_it_went_and_checks_its_spans(tmp_path):
    found = ledger("Japan will buy $7 billion of U.S. chips.", "Trump spoke on May 23.")
    path = tmp_path / "ledger.jsonl"
    found.save(path)
    assert Ledger.load(path) == found
    path.write_text(path.read_text().replace('"start": 15', '"start": 14'))
    with pytest.raises(InputError, match="rests on nothing: at offset 14 stands"):
        Ledger.load(path)
    found.save(path)
    path.write_text(path.read_text().replace("Japan will buy", "Japan will sell", 1))
    with pytest.raises(InputError, match=r"line 1: .*not the one its digest"):
        Ledger.load(path)
    path.write_text("{not json\n")
    with pytest.raises(InputError, match="line 1: this is no line of a ledger"):
        Ledger.load(path)


def test_proposed_claims_are_kept_only_where_the_source_bears_them_out():
    source = document("The tariff is 25%.\n\nSEE ALSO: Shares rise 5% in a day")

    def proposed(quote, value, start=None):
        start = source.text.index(quote) if start is None else start
        return Claim(document="paper", kind="quantity", subject="tariff", quote=quote, start=start,
                     value=value, unit="percent", status="agree")  # fmt: skip

    good, moved, other, teaser = (
        proposed("25%", 25.0), proposed("25%", 25.0, start=3), proposed("25%", 52.0),
        proposed("5%", 5.0, start=source.text.index("rise 5%") + 5),
    )  # fmt: skip
    kept, refused = verified(source, [good, moved, other, teaser])
    assert [c.quote for c in kept] == ["25%"]
    assert kept[0].status == ""
    assert [why.split()[0] for _, why in refused] == ["at", "its", "its"]


def test_no_cell_of_the_table_is_a_formula():
    for start in ("=", "+", "-", "@", "\t=", "\r=", " =", "|"):
        cell = safe_cell(f"{start}cmd|' /C calc'!A0")
        assert str(cell)[0] == "'"
    assert safe_cell(-4.1) == -4.1
    found = ledger('Trump said "=HYPERLINK(1)" and tariffs of 25% on cars.')
    assert not [cell for line in found.csv().splitlines() for cell in line.split(",")
                if cell.strip('"')[:1] in ("=", "+", "@")]  # fmt: skip


def test_a_small_balance_may_turn_from_one_year_to_the_next_and_a_lopsided_one_may_not():
    def reason(trade):
        total = KnownTotal("BRA", "USA", "balance", 5e9, 2022, "goods", "table", trade)
        text = "The United States had a goods surplus of $7 billion with Brazil in 2024."
        known = Knowledge.default().knowing(totals=(total,))
        found = Ledger.of([document(text)], known).claims
        return next(c.reason for c in found if c.kind == "quantity" and c.status)

    assert "other way" not in reason(70e9)
    assert "other way" in reason(6e9)
