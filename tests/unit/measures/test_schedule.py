"""The tariff schedule: duties as printed, columns by origin and day, the Commission's exports."""

import csv
import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from cobden.base.errors import InputError
from cobden.measures import Policy
from cobden.measures.duty import parse_duty
from cobden.measures.hts import read_hts, shipped
from cobden.measures.schedule import Column, Schedule

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data" / "law"
DAY = date(2025, 6, 5)


@pytest.mark.parametrize(
    ("text", "ad_valorem", "specific"),
    [
        ("Free", 0.0, []),
        ("2.5%", 0.025, []),
        ("33 1/3%", 1 / 3, []),
        ("4.4¢/kg + 6.4%", 0.064, [(0.044, "kg")]),
        ("$1.509/kg", 0.0, [(1.509, "kg")]),
        ("77.2¢/kg+8.5%", 0.085, [(0.772, "kg")]),
        ("51¢ each + 6.25%", 0.0625, [(0.51, "each")]),
        ("13.5¢/kg + 6.3% + 1.9¢/article", 0.063, [(0.135, "kg"), (0.019, "article")]),
    ],
)
def test_a_duty_is_read_as_it_is_printed(text, ad_valorem, specific):
    duty = parse_duty(text)
    assert duty.ad_valorem == pytest.approx(ad_valorem)
    assert [(pytest.approx(s.amount), s.unit) for s in duty.specific] == specific


@pytest.mark.parametrize(
    "text",
    [
        "See 9913.04.05",
        "3.9% on the movement and case + 5.3% on the battery",
        "5¢/kg on contents and container",
        "The rate applicable to the natural juice in heading 2009",
    ],
)
def test_what_is_no_rate_on_the_value_stays_words(text):
    duty = parse_duty(text)
    assert np.isnan(duty.rate)
    assert duty.text == text


def test_a_specific_duty_needs_the_price():
    duty = parse_duty("4.4¢/kg + 6.4%")
    assert np.isnan(duty.rate)
    assert duty.at({"kg": 2.0}) == pytest.approx(0.064 + 0.022)
    assert np.isnan(duty.at({"liter": 2.0}))


@pytest.mark.parametrize(
    ("code", "exporter", "day", "rate", "column", "best"),
    [
        ("8703230140", "DEU", DAY, 0.025, "general", None),
        ("8703230140", "RUS", DAY, 0.10, "column 2", None),  # General note 3(b)
        ("8703230140", "RUS", date(2021, 6, 5), 0.025, "general", None),  # until 9 April 2022
        ("8703230140", "CUB", date(2019, 6, 5), 0.10, "column 2", None),
        ("8457100015", "JPN", DAY, 0.042, "general", "Japan"),  # General note 36
        ("8457100015", "JPN", date(2019, 6, 5), 0.042, "general", None),  # from 2020
        ("8708295160", "MEX", DAY, 0.025, "general", "USMCA"),
        ("8708295160", "KOR", DAY, 0.025, "general", "Korea"),
        ("6109100012", "CHN", DAY, 0.165, "general", None),
    ],
)
def test_the_shipped_schedule(code, exporter, day, rate, column, best):
    (line,) = shipped().duties(code, exporter, day)
    assert line.duty.rate == pytest.approx(rate)
    assert line.column == column
    assert (line.best and line.best[0]) == best
    assert line.year == 2025


def test_a_short_code_names_all_its_lines():
    assert len(shipped().duties("8703", "DEU", DAY)) > 10
    assert shipped().duties("77", "DEU", DAY) == ()


@pytest.mark.skipif(not SHARED.exists(), reason="needs ../shared/data/law")
def test_a_second_reader_agrees_on_every_rate():
    schedule = shipped()
    seen = 0
    with (SHARED / "us_mfn_statutory_hs8_2025.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            # 6505.00.01: that source follows a footnote that says the printed 6.4% is a slip.
            if row["hs8"][:2] in ("98", "99") or row["hs8"] == "65050001":
                continue
            (line,) = schedule.duties(row["hs8"], "DEU", DAY)
            if row["rate_type"] in ("free", "ad_valorem"):
                assert line.duty.rate == pytest.approx(float(row["mfn_rate"]), abs=1e-9), row
                seen += 1
    assert seen > 9_700


def export(path, rate="2.5%"):
    rows = [
        {"htsno": "8703", "indent": "0", "general": "", "special": "", "other": ""},
        {"htsno": "8703.23.01", "indent": "1", "general": rate,
         "special": "Free (AU,KR,S)", "other": "10%"},
        {"htsno": "8703.23.01.40", "indent": "2", "general": "", "special": "", "other": ""},
    ]  # fmt: skip
    path.write_text(json.dumps(rows), encoding="utf-8")
    return path


def test_a_later_edition_takes_the_place_of_the_shipped_one(tmp_path):
    law = Policy([]).on("2026-06-05").with_schedule(export(tmp_path / "hts_2026_rev6.json", "3%"))
    (line,) = law.schedule("USA").duties("8703230140", "KOR", DAY)
    assert (line.duty.rate, line.year, line.best[0]) == (0.03, 2026, "Korea")


def test_the_csv_export_is_read_too(tmp_path):
    path = tmp_path / "hts_2026.csv"
    path.write_text(
        '"HTS Number","Indent","Description","Unit of Quantity","General Rate of Duty",'
        '"Special Rate of Duty","Column 2 Rate of Duty","Quota Quantity","Additional Duties"\n'
        '"8703.23.01","1","Cars","","2.5%","Free (AU,KR,S)","10%","",""\n',
        encoding="utf-8-sig",
    )
    (line,) = read_hts(path).duties("870323", "RUS", DAY)
    assert (line.duty.text, line.column) == ("10%", "column 2")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[{", "is no JSON"),
        ('[{"htsno": "8703.23.01", "general": "2.5%"}]', "no column 'special'"),
        ('[{"htsno": "x", "general": "2%", "special": "", "other": ""}]', "'x' is no code"),
        ("a,b\n1,2\n", "no column 'htsno'"),
        ('[{"htsno": "8703", "general": "", "special": "", "other": ""}]', "states no rate"),
        ("[1, 2]", "is no list of lines"),
    ],
)
def test_a_bad_export_is_refused(tmp_path, text, message):
    path = tmp_path / "hts_2026.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message) as caught:
        read_hts(path)
    assert str(path) in caught.value.where


def test_an_edition_without_a_year_is_refused(tmp_path):
    with pytest.raises(InputError, match="which year"):
        read_hts(export(tmp_path / "mine.json"))


def test_lines_that_overlap_are_refused():
    low, high = np.array([10, 15]), np.array([20, 25])
    column = Column("general", (parse_duty("5%"),), np.zeros(2, np.intp))
    with pytest.raises(InputError, match="overlap"):
        Schedule("JPN", "mine of 2026", 2026, "a test", low, high, (column,))
