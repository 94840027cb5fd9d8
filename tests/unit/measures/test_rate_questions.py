"""Many rates at once, reasons, landed cost, sectors, other importers' rates, groups."""

import csv
import io
import json
from datetime import date

import numpy as np
import pytest
from typer.testing import CliRunner

from cobden.base.errors import InputError
from cobden.cli import app
from cobden.measures import Policy
from cobden.measures.bought import us_imports
from cobden.measures.goods import sector_shares, us_lines
from cobden.measures.history import changes, history
from cobden.measures.landed import BOUNDS, landed
from cobden.measures.rate_table import answers
from cobden.measures.tables import table
from cobden.measures.unbought import unbought
from cobden.measures.why_not import why_not


@pytest.fixture(scope="module")
def policy():
    return Policy.load()


def printed(*arguments):
    done = CliRunner().invoke(app, ["rate", *arguments], env={"COLUMNS": "140"})
    assert done.exit_code == 0, done.exception
    return done.stdout


@pytest.mark.parametrize("on", ["JPN", "MEX", "CHN", "XKX"])
def test_many_rates_are_each_the_single_one(policy, on):
    day, draw = "2025-09-20", np.random.default_rng(7)
    sold = us_imports(None).imports > 0
    drawn = [*draw.choice(us_lines().low[sold], 40), *draw.choice(us_lines().low[~sold], 12)]
    codes = [
        f"{code:010d}"[:digits] for code, digits in zip(drawn, [4, 6, 8, 10] * 13, strict=True)
    ]
    questions = [{"by": "USA", "on": on, "code": code, "date": day} for code in codes]
    law, seen = policy.on(day), 0
    for question, answer in zip(questions, answers(policy, questions), strict=True):
        if answer.error:
            assert "retired" in answer.error
            continue
        rate = law.rate("USA", on, question["code"])
        found = (answer.all_in, answer.low, answer.high, answer.ordinary, answer.surcharges)
        alone = (rate.all_in, rate.low, rate.high, rate.layers[0].points, rate.surcharges)
        assert answer.lines == rate.lines
        np.testing.assert_allclose(found, alone, atol=1e-9)
        assert bool(answer.depends_on) >= bool(rate.conditions)
        seen += 1
    assert seen > 30


def test_a_table_from_file_to_file(tmp_path):
    asked, answered = tmp_path / "asked.csv", tmp_path / "answered.csv"
    asked.write_text(
        "on,code,date,mine\nJPN,870323,2025-09-20,a\nBRA,901110025,2025-09-20,b\n"
        "Nowhere,870323,2025-09-20,c\nJPN,870323,2025-19-20,d\n",
        encoding="utf-8",
    )
    printed("USA", "--table", str(asked), "--output", str(answered))
    rows = list(csv.DictReader(io.StringIO(answered.read_text(encoding="utf-8"))))
    assert [row["mine"] for row in rows] == ["a", "b", "c", "d"]
    assert rows[0]["all_in_pct"] == "15.00"
    assert "0901.11.00.25" in rows[1]["error"]
    assert "unknown economy" in rows[2]["error"]
    assert "is not a date" in rows[3]["error"]
    assert not any(row["all_in_pct"] for row in rows[1:])


def test_of_ten_thousand_lines_only_retired_ones_have_no_answer():
    codes = [f"{code:010d}" for code in us_lines().low[us_imports(None).imports > 0][:10_000]]
    partners = ("JPN", "CHN", "MEX", "DEU", "VNM")
    questions = [
        {"by": "USA", "on": partners[n % 5], "code": code, "date": "2025-09-20"}
        for n, code in enumerate(codes)
    ]
    found = answers(Policy.load(), questions)
    assert len(found) == len(codes)
    assert sum(bool(answer.error) for answer in found) < 100  # lines that HS 2022 retired


@pytest.mark.parametrize(
    ("on", "code", "day", "measure", "words"),
    [
        ("JPN", "870323", "2025-09-20", "IEEPA-reciprocal", "gives way to S232-auto"),
        ("JPN", "270900", "2025-09-20", "IEEPA-reciprocal", "is among its exceptions"),
        ("JPN", "870323", "2026-05-01", "IEEPA-reciprocal", "it ended on 2026-02-20"),
        ("JPN", "870323", "2025-03-01", "S232-auto", "it starts on 2025-04-03"),
        ("JPN", "870323", "2025-09-20", "S301", "it does not name JPN"),
        ("JPN", "870323", "2025-09-20", "CHN-retaliation", "not USA's"),
        ("JPN", "870323", "2025-09-20", "S232-copper", "do not include 8703.23"),
        ("CHN", "870380", "2025-09-20", "S301", "it is in the rate: 100.00 points"),
    ],
)
def test_why_a_measure_is_not_in_the_rate(policy, on, code, day, measure, words):
    found = why_not(policy, "USA", on, code, day, measure)
    assert any(words in reason for reason in found), found


def test_what_no_measure_is_called():
    with pytest.raises(InputError, match="unknown measure 'S233'"):
        why_not(Policy.load(), "USA", "JPN", "870323", "2025-09-20", "S233")


def test_landed_cost_by_hand(policy):
    car = policy.on("2025-09-20").rate("USA", "JPN", "870323")
    small = landed(car, 1_000)
    assert small.duty == pytest.approx(150.0)
    assert small.processing == 32.71  # the least of fiscal year 2025
    assert small.harbour == pytest.approx(1.25)
    assert small.total == pytest.approx(1_183.96)
    assert landed(car, 100_000).processing == pytest.approx(346.40)
    assert landed(car, 1_000_000).processing == 634.62  # the most
    assert landed(car, 1_000, ship=False).harbour == 0
    october = policy.on("2025-10-01").rate("USA", "JPN", "870323")
    assert landed(october, 1_000).processing == BOUNDS[2026][0]


def test_a_claim_spares_the_processing_fee(policy):
    part = policy.on("2025-06-05").rate("USA", "KOR", "8708295160")
    assert landed(part, 10_000, claim=True).processing == 0
    assert landed(part, 10_000).processing == pytest.approx(34.64)
    assert landed(part, 10_000).duty == pytest.approx(100 * part.unclaimed)
    jam = policy.on("2025-06-05").rate("USA", "JAM", "2007999000")
    assert landed(jam, 10_000).processing == 0
    assert any("no processing fee" in note for note in landed(jam, 10_000).notes)


@pytest.mark.parametrize("value", [0, -5, float("nan"), float("inf")])
def test_a_value_that_cannot_be(policy, value):
    car = policy.on("2025-09-20").rate("USA", "JPN", "870323")
    with pytest.raises(InputError, match="can't be"):
        landed(car, value)


def test_the_sector_of_a_code_and_how_sure():
    (cars,) = sector_shares("8703")
    assert (cars.sector, cars.lines, cars.imports) == ("C29", cars.of, pytest.approx(1.0))
    several = sector_shares("72")
    assert several[0].sector == "C24A"
    assert sum(one.lines for one in several) == several[0].of


@pytest.mark.parametrize(
    ("asked", "rate", "words"),
    [
        (("JPN", "USA", "020130"), 38.5, "Japan's schedule of July 2026"),
        (("DEU", "CHN", "870380"), 10.0, "common tariff of 2020"),
        (("GBR", "CHN", "870380"), 10.0, "global tariff of 2021"),
        (("CHN", "DEU", "870323"), 15.0, "November 2018"),
    ],
)
def test_other_importers_answer_with_their_ordinary_duty_and_its_year(policy, asked, rate, words):
    found = policy.on("2026-08-01").rate(*asked)
    assert found.layers[0].points == pytest.approx(rate)
    assert words in found.layers[0].source


def test_japans_beef_with_the_agreement_of_2019(policy):
    beef = policy.on("2026-08-01").rate("JPN", "USA", "020130")
    assert (beef.claimed, beef.unclaimed) == (pytest.approx(20.8), pytest.approx(38.5))
    assert beef.programme == "Japan-US trade agreement"


def test_elsewhere_a_line_says_which_file_would_tell(policy):
    car = policy.on("2025-09-01").rate("BRA", "USA", "870323")
    assert np.isnan(car.all_in)
    assert any("ttd.wto.org, reporter Brazil" in note for note in car.notes)


def test_the_answers_of_march_2025_that_no_measure_has(policy):
    tools = policy.on("2025-03-28").rate("RUS", "USA", "8207401000")
    assert tools.surcharges == pytest.approx(30)
    rice = policy.on("2025-03-28").rate("TUR", "USA", "1006")
    assert rice.surcharges == pytest.approx(20)
    acid = policy.on("2025-03-28").rate("IND", "USA", "28092010")
    assert acid.surcharges == pytest.approx(15)
    hens = policy.on("2025-03-28").rate("CAN", "USA", "010511")
    assert hens.lines == 4
    assert hens.surcharges == pytest.approx(25 / 4)  # of its four lines one, and once
    assert any("on 2025-03-28" in note.casefold() for note in hens.notes)


def test_listed_parts_of_a_subheading_do_not_add_up(policy):
    """8504.90 has four lines in China's tariff, one at 20 and three at 25%."""
    parts = policy.on("2025-01-01").rate("CHN", "USA", "850490")
    assert (parts.low, parts.high) == (pytest.approx(24.0), pytest.approx(29.0))
    assert parts.all_in == pytest.approx(4 + (20 + 3 * 25) / 4)
    assert parts.paid == pytest.approx(4.0)  # the model takes the waiver
    solar = policy.on("2019-07-01").rate("CHN", "USA", "854142")  # of 8541.40, all of it listed
    assert solar.surcharges == pytest.approx(25.0)
    dried = policy.on("2025-03-28").rate("CHN", "USA", "081310", given={"waiver": "granted"})
    assert dried.surcharges == pytest.approx(10.0)  # of the list of 10 March


def test_canadas_two_lists_take_a_line_once(policy):
    """The lists of 4 and 13 March 2025 share subheadings, and no line."""
    law = policy.on("2025-06-05")
    lines, _ = unbought(law, "CAN", "USA", [f"{c:06d}" for c in table("hs_codes.npz")["current"]])
    points = law.stack("CAN", "USA", lines).points.sum(axis=0)
    assert points.max() == pytest.approx(0.25)


def test_a_file_of_all_that_is_due_is_not_added_to(policy, tmp_path):
    path = tmp_path / "china_2025.csv"
    path.write_text("year_dt,hs_code,best_avlbl\n2025-05-14,120190,24\n", encoding="utf-8")
    whole = policy.with_schedule(path, importer="CHN", day="2025-06-05")
    bean = whole.on("2025-06-05").rate("CHN", "USA", "120190")
    assert bean.all_in == pytest.approx(24.0)
    assert any("surcharges too" in note for note in bean.notes)
    path.write_text("code,rate_pct\n120190,3\n", encoding="utf-8")
    plain = policy.with_schedule(path, importer="CHN", day="2025-06-05")
    assert plain.on("2025-06-05").rate("CHN", "USA", "120190").all_in > 13


@pytest.mark.parametrize(("on", "code"), [("CUB", "240210"), ("PRK", "2402103070"),
                                          ("CHN", "0303390130")])  # fmt: skip
def test_a_duty_that_nobody_can_know_is_not_known(policy, on, code):
    """Column 2's at what others paid, or China's with its surcharges, would be wrong."""
    rate = policy.on("2025-06-05").rate("USA", on, code)
    assert np.isnan(rate.all_in)
    assert any("not known as a rate" in note for note in rate.notes)


def test_a_use_explains_less_than_an_exclusion(policy):
    second = policy.on("2025-06-05").rate("USA", "CHN", "850760").second
    assert second is not None
    assert second.kind == "exclusion"


def test_without_a_day_it_is_the_last_that_is_known(policy):
    assert policy.latest == min(date.today(), policy.covers[1])
    text = printed("USA", "CHN", "870380")
    assert f"{policy.latest}" in text
    assert ("The law known here ends" in text) == (policy.latest < date.today())


@pytest.mark.parametrize(
    ("arguments", "remedy"),
    [
        (("USA", "EU", "8703", "--value", "5"), "with --value go: --if"),
        (("USA", "JPN", "8703", "--air"), "--air does nothing with a rate"),
        (("USA", "JPN", "8703", "--history", "--if", "end_use=vehicle"), "--if does nothing"),
        (("USA", "JPN", "8703", "--output", "x.csv"), "--output does nothing"),
        (("USA", "JPN", "8703", "--why-not", "S122", "--value", "5"), "does nothing with"),
    ],
)
def test_an_option_that_would_do_nothing_is_refused(arguments, remedy):
    done = CliRunner().invoke(app, ["rate", *arguments])
    assert isinstance(done.exception, InputError)
    assert remedy in str(done.exception)


def test_an_economy_inside_the_rest_of_the_world_says_so(policy):
    notes = policy.on("2025-09-20").rate("USA", "Kosovo", "870323").notes
    assert any("inside the rest of the world" in note for note in notes)
    laos = policy.on("2025-09-20").rate("USA", "LAO", "870323").notes
    assert not any("inside the rest of the world" in note for note in laos)


def test_a_group_is_answered_member_by_member():
    rows = json.loads(printed("USA", "EU", "870323", "--on", "2025-09-20", "--json"))["rows"]
    assert len(rows) == 27
    assert {row["all_in_pct"] for row in rows} == {15.0}
    text = printed("USA", "USMCA", "870323", "--on", "2025-09-20")
    assert "CAN" in text
    assert "MEX" in text
    assert "Japan" not in text


def test_a_schedule_from_a_file_answers(tmp_path):
    path = tmp_path / "brazil_2025.csv"
    path.write_text("code,rate_pct\n8703,35\n", encoding="utf-8")
    answer = json.loads(
        printed("BRA", "USA", "870323", "--on", "2025-09-01", "--schedule", str(path), "--json")
    )
    assert answer["all_in_pct"] == 35.0
    assert "brazil_2025.csv" in answer["layers"][0]["source"]


def test_what_changed_from_day_to_day(policy, tmp_path):
    found = history(policy, "USA", "JPN", "870323", start="2025-01-01", end="2025-12-31")
    assert changes(found) == ["", "S232-auto +25.00", "S232-auto -12.50"]
    picture = tmp_path / "car.svg"
    text = printed("USA", "JPN", "870323", "--from", "2025-01-01", "--to", "2025-12-31",
                   "--picture", str(picture))  # fmt: skip
    assert "what changed" in text
    assert "S232-auto" in picture.read_text(encoding="utf-8")


def test_the_command_lands_a_consignment():
    text = printed("USA", "JPN", "870323", "--on", "2025-09-20", "--value", "1000")
    assert "$1,183.96 landed" in text
    assert "merchandise processing fee" in text


FAULTS = [
    (["USA", "JPN"], "Give BY, ON and PRODUCT"),
    (["USA", "JPN", "870323", "--on", "2025-06-05", "--value", "-1"], "can't be"),
    (["USA", "JPN", "870323", "--on", "2025-06-05", "--value", "9", "--claim"], "preference"),
    (["JPN", "USA", "020130", "--on", "2026-06-05", "--value", "9"], "known for the United States"),
    (["USA", "JPN", "870323", "--on", "2025-06-05", "--mfn", "low"], "is no ordinary duty"),
    (["USA", "JPN", "870323", "--on", "2025-06-05", "--if", "vehicle"], "Write key=value"),
    (["USA", "JPN", "870323", "--on", "2025-06-05", "--why-not", "S233"], "unknown measure"),
    (["--sector", "869999"], "no HS code begins with"),
    (["USA", "JPN", "870323", "--history", "--picture", "car.bmp"], "no picture is written as"),
    (["USA", "Czechoslovakia", "870323", "--on", "2025-06-05"], "CZE (Czechia), SVK (Slovakia)"),
    (["USA", "JPN", "851712", "--on", "2025-06-05"], "8517.13, 8517.14"),
    (["USA", "JPN", "870323", "--table", "nowhere.csv"], "no such file"),
]


@pytest.mark.parametrize(("arguments", "message"), FAULTS)
def test_the_command_refuses(arguments, message):
    done = CliRunner().invoke(app, ["rate", *arguments])
    assert isinstance(done.exception, InputError)
    assert message in str(done.exception)
    assert done.exception.remedy


def test_a_table_without_dates_is_refused(tmp_path):
    path = tmp_path / "asked.csv"
    path.write_text("by,on,code\nUSA,JPN,870323\n", encoding="utf-8")
    done = CliRunner().invoke(app, ["rate", "--table", str(path)])
    assert isinstance(done.exception, InputError)
    assert "no column 'date'" in str(done.exception)
