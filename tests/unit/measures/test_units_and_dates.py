"""Rates as users write them, and what the benchmark holds already."""

import pytest

from cobden.base.errors import InputError
from cobden.base.files import read_csv
from cobden.cases.schema import MeasureRow
from cobden.measures import Policy, Quota, Tariff
from cobden.world.world import World

DAY = "2025-06-05"


def tariff(**change):
    about = {"by": "USA", "on": "JPN", "goods": "C29", "rate": 0.25, "start": "2025-06-01",
             "authority": "mine", "source": "a test"}  # fmt: skip
    return Tariff(**about | change)


@pytest.mark.parametrize(
    ("written", "rate"),
    [("25%", 0.25), ("25 %", 0.25), ("0.25", 0.25), (0.25, 0.25), ("25 points", 0.25),
     ("25 percentage points", 0.25), ("25 per cent", 0.25), ("25 percent", 0.25), ("25 pp", 0.25),
     ("1 point", 0.01), ("200%", 2.0), ("2.5%", 0.025), ("-5%", -0.05), ("0", 0.0), (2, 2.0)],
)  # fmt: skip
def test_a_rate_as_it_is_written(written, rate):
    assert tariff(rate=written).rate == pytest.approx(rate)


def test_a_rate_above_200_per_cent_is_confirmed_in_the_file(tmp_path):
    header = "id,by,on,goods,rate,confirm,authority,start,sources\n"
    path = tmp_path / "measures.csv"

    def rows(rate, confirm):
        line = f"mine,USA,JPN,C29,{rate},{confirm},mine,2025-06-01,a\n"
        path.write_text(header + line, encoding="utf-8")
        return read_csv(path, MeasureRow)

    assert rows("25%", "")[0].rate == 0.25
    assert rows("25 points", "")[0].rate == 0.25
    assert rows("20", "true")[0].rate == 20
    with pytest.raises(InputError, match="is 2,000%; write 20%") as caught:
        rows("20", "")
    assert "measures.csv:2" in caught.value.where
    assert tariff(rate=20, confirm=True).rate == 20


@pytest.fixture(scope="module")
def world():
    return World.load()


def change(world, *measures):
    return float((Policy(measures).on(DAY).wedges(world).tariff - world.tariff).max())


def test_a_tariff_that_the_benchmark_holds_changes_nothing_and_says_so(world):
    old = tariff(start="2024-06-01")
    assert change(world, old) == 0
    notes = Policy([old]).on(DAY).notes
    assert any("in_benchmark: false" in note for note in notes)


def test_the_user_says_that_the_benchmark_lacks_it(world):
    assert change(world, tariff(start="2024-06-01", in_benchmark=False)) == pytest.approx(0.25)
    assert change(world, tariff(in_benchmark=True)) == 0


def test_other_importers_rates_are_older(world):
    """The European Union's duty on Chinese cars of October 2024 is not in rates of about 2021."""
    duty = {"by": "EU27", "on": "CHN", "goods": "8703", "rate": 0.2, "share": 0.4}
    assert change(world, tariff(**duty, start="2024-10-31")) == pytest.approx(0.2 * 0.4)
    assert change(world, tariff(**duty, start="2020-10-31")) == 0


def test_a_quota_acts_whatever_its_date_unless_the_benchmark_holds_it():
    quota = {"by": "USA", "on": "JPN", "goods": "C29", "value": 1, "unit": "billion USD",
             "authority": "mine", "source": "a test"}  # fmt: skip
    old = Quota(**quota, start="2020-01-01")
    law = Policy([old]).on(DAY)
    assert law.instruments == (old,)
    assert any("in_benchmark: true" in note for note in law.notes)
    assert Policy([Quota(**quota, start="2020-01-01", in_benchmark=True)]).on(DAY).instruments == ()
