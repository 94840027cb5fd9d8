"""Schedules from users' files: the WTO, WITS, the United Kingdom, TARIC and plain tables."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from cobden.base.errors import InputError
from cobden.measures import Policy
from cobden.measures.schedule import schedule_of
from cobden.measures.schedule_files import read_schedules

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data" / "law"
DAY = date(2025, 6, 5)

WTO = """reporter_code,partner_code,hs_code,year_dt,best_avlbl,imports
C156,C840,120190,2025-01-01,10,1.5
C156,C840,120190,2025-03-10,20,1.5
C156,C840,870323,2025-01-01,15,2
"""
WITS = """Reporter,Reporter Name,Product,Partner,Partner Name,Tariff Year,DutyType,Simple Average
076,Brazil,870323,000,World,2023,MFN,35
076,Brazil,870323,032,Argentina,2023,PRF,0
076,Brazil,870323,000,World,2023,BND,35
"""
UK = """commodity__code,measure__type__id,measure__duty_expression,\
measure__geographical_area__id,measure__effective_start_date,measure__effective_end_date
8703231900,103,10.00%,1011,2021-01-01,
8703231900,142,0.00%,JP,2021-01-01,
8703231900,112,5.00%,1011,2021-01-01,
8703231900,142,3.00%,2020,2021-01-01,
2204214400,103,10.00 GBP / hl,1011,2021-01-01,
"""
TARIC = """Goods code,Add code,Order No.,Start date,End date,Origin,Measure type,Duty,\
Origin code,Meas. type code
8703231900,,,01-01-2022,,ERGA OMNES,Third country duty,10.000 %,1011,103
8703231900,,,01-01-2022,31-12-2024,Korea,Tariff preference,2.000 %,KR,142
8703231900,,,01-01-2025,,Korea,Tariff preference,0.000 %,KR,142
8703231900,,,01-01-2022,,China,Definitive anti-dumping duty,20.000 %,CN,552
"""
PLAIN = """code,rate_pct,partner,start,end
8703,25,,,
870323,30,,,
870323,5,Mexico,2025-01-01,
"""


def read(tmp_path, text, name="table_2025.csv", **about):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return read_schedules(path, **about)


def rates(schedules, importer, exporter, code, day=DAY):
    schedule = schedule_of(schedules, importer, day)
    assert schedule is not None
    return [(d.duty.rate, d.best and d.best[1].rate, d.year) for d in
            schedule.duties(code, exporter, day)]  # fmt: skip


def test_the_wto_by_partner_and_day(tmp_path):
    found = read(tmp_path, WTO)
    assert [s.start for s in found] == [date(2025, 1, 1), date(2025, 3, 10)]
    assert rates(found, "CHN", "USA", "120190") == [(0.2, None, 2025)]
    assert rates(found, "CHN", "USA", "120190", date(2025, 2, 1)) == [(0.1, None, 2025)]
    assert rates(found, "CHN", "USA", "870323") == [(0.15, None, 2025)]  # still that of January
    assert rates(found, "CHN", "BRA", "120190") == []  # not known for others


def test_wits_with_its_preferences(tmp_path):
    found = read(tmp_path, WITS)
    assert rates(found, "BRA", "CHN", "870323") == [(0.35, None, 2023)]
    assert rates(found, "BRA", "ARG", "870323") == [(0.35, 0.0, 2023)]
    assert "1 lines of other kinds" in found[0].missing
    law = Policy([]).on(DAY).with_schedule(tmp_path / "table_2025.csv")
    assert rates([law.schedule("BRA")], "BRA", "CHN", "870323") == [(0.35, None, 2023)]


def test_the_united_kingdom(tmp_path):
    found = read(tmp_path, UK, importer="GBR")
    assert rates(found, "GBR", "JPN", "870323") == [(0.10, 0.0, 2021)]
    assert rates(found, "GBR", "CHN", "870323") == [(0.10, None, 2021)]
    (wine,) = found[0].duties("220421", "CHL", DAY)
    assert wine.duty.text == "10.00 GBP / hl"
    assert np.isnan(wine.duty.rate)


def test_taric_on_a_day(tmp_path):
    found = read(tmp_path, TARIC, importer="EU", day="2024-06-05")
    assert rates(found, "DEU", "KOR", "870323") == [(0.10, 0.02, 2024)]
    later = read(tmp_path, TARIC, importer="European Union")
    assert rates(later, "FRA", "KOR", "870323") == [(0.10, 0.0, 2025)]


def test_a_plain_table(tmp_path):
    found = read(tmp_path, PLAIN, importer="BRA")
    assert rates(found, "BRA", "MEX", "870323") == [(0.05, None, 2025)]
    assert rates(found, "BRA", "DEU", "870323") == [(0.30, None, 2025)]


@pytest.mark.skipif(not SHARED.exists(), reason="needs ../shared/data/law")
def test_the_world_trade_organizations_own_table():
    path = SHARED / "china_tariff_on_us_2025_hs6.parquet"
    found = read_schedules(path, importer="CHN", partner="USA", day="2025-04-15")
    assert rates(found, "CHN", "USA", "120190") == [(1.39, None, 2025)]  # with the 125 points


FAULTS = [
    ("code,rate\n8703,25\n", {"importer": "BRA"}, "a rate of '25' per cent or a fraction"),
    ("code,rate_pct\n8703,25\n", {}, "whose schedule is it"),
    ("code,rate_pct\n87032,25\n", {"importer": "BRA"}, "0870.32"),
    ("code,rate_pct\n901110025,25\n", {"importer": "BRA"}, "0901.11.00.25"),
    ("code,rate_pct\n8703,25\n8703,30\n", {"importer": "BRA"}, "has two rates: '25%'"),
    ("code,rate_pct\n8703,-5\n", {"importer": "BRA"}, "a duty of -5% can't be"),
    ("code,rate_pct\n8703,a lot\n", {"importer": "BRA"}, "'a lot' is no rate"),
    ("code,name\n8703,cars\n", {"importer": "BRA"}, "no column for the rate"),
    ("goods,rate_pct\ncars,5\n", {"importer": "BRA"}, "no column for the product code"),
    ("code,rate_pct,partner\n8703,5,Mexcio\n", {"importer": "BRA"}, "Did you mean 'mexico'"),
    ("code,rate_pct,importer\n8703,5,JPN\n", {"importer": "BRA"}, "of JPN, not of BRA"),
    ("code,rate_pct,importer\n8703,5,JPN\n8703,6,BRA\n", {}, "the schedules of 2 importers"),
    ("code,rate_pct,start\n8703,5,first of May\n", {"importer": "BRA"}, "is not a date"),
    ("code,duty_type,rate_pct\n8703,BND,5\n", {"importer": "BRA"}, "states no duty"),
    ("code,rate_pct,start\n8703,5,2025-01-01\n", {"importer": "BRA", "day": "2024-01-01"},
     "states nothing for 2024-01-01"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "about", "message"), FAULTS)
def test_a_bad_file_is_refused_at_its_line(tmp_path, text, about, message):
    with pytest.raises(InputError) as caught:
        read(tmp_path, text, **about)
    assert message in str(caught.value)
    assert "table_2025.csv" in caught.value.where
    assert caught.value.remedy


def test_a_file_without_a_year_is_refused(tmp_path):
    with pytest.raises(InputError, match="which year"):
        read(tmp_path, "code,rate_pct\n8703,25\n", name="mine.csv", importer="BRA")


def test_too_many_days_ask_for_one(tmp_path):
    rows = "".join(f"8703,5,{date.fromordinal(738000 + n)}\n" for n in range(70))
    with pytest.raises(InputError, match="changes on 70 days"):
        read(tmp_path, f"code,rate_pct,start\n{rows}", importer="BRA")


def test_the_command_reads_any_importers_schedule(tmp_path):
    from typer.testing import CliRunner

    from cobden.cli import app

    path = tmp_path / "schedule_2026.csv"
    path.write_text("code,rate_pct\n870323,12.5\n", encoding="utf-8")
    known = CliRunner().invoke(app, ["law", "load", str(path), "--importer", "JPN"])
    assert known.exit_code == 0
    assert "870323" in known.output
    assert "12.5%" in known.output
    new = CliRunner().invoke(app, ["law", "load", str(path), "--importer", "BRA"])
    assert "No schedule ships for BRA" in new.output
