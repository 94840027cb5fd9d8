"""Product codes: lost zeros, odd lengths, codes that were retired and codes that never were."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from cobden.base.errors import InputError
from cobden.cli import app
from cobden.measures import Policy, Tariff
from cobden.measures.codes import check_code, read_code, retired, successor
from cobden.measures.goods import table
from derived import assert_derived

ROOT = Path(__file__).resolve().parents[3]
TARIFF = {"by": "USA", "on": "JPN", "rate": 0.1, "start": "2025-06-01", "authority": "S232",
          "source": "a test"}  # fmt: skip


@pytest.mark.parametrize(
    ("written", "digits"),
    [("8703", "8703"), ("8703.23", "870323"), ("8703.23.01.40", "8703230140"),
     ("8703.23.0140", "8703230140"), ("8703 23 01", "87032301"), ("01", "01")],
)  # fmt: skip
def test_a_code_with_dots_or_spaces(written, digits):
    assert read_code(written, where="product") == digits == check_code(written, where="product")


ODD = [
    ("901110025", "0901.11.00.25", "9011.10.02.5?"),  # coffee, with its zero lost; microscopes
    ("2013010", "0201.30.10", "2013.01.0?"),
    ("10121", "0101.21", "1012.1?"),
    ("123", "0123", "123?"),
]


@pytest.mark.parametrize(("code", "first", "second"), ODD)
@pytest.mark.parametrize(
    "reader",
    [
        lambda code: check_code(code, where="product"),
        lambda code: Tariff(goods=code, **TARIFF),
        lambda code: Tariff(goods=("8703", code), **TARIFF),
        lambda code: Tariff(goods="all", goods_except=code, **TARIFF),
    ],
)
def test_an_odd_code_is_refused_with_both_readings(reader, code, first, second):
    with pytest.raises(InputError) as caught:
        reader(code)
    assert first in str(caught.value)
    assert second in str(caught.value)


def test_the_command_refuses_it_too():
    done = CliRunner().invoke(app, ["rate", "USA", "BRA", "901110025", "--on", "2025-06-05"])
    assert isinstance(done.exception, InputError)
    assert "0901.11.00.25" in str(done.exception)


@pytest.mark.parametrize("written", ["870323.0", "870.323", "8703.2"])
def test_a_number_from_a_spreadsheet_is_no_code(written):
    with pytest.raises(InputError, match="keep codes as text"):
        read_code(written, where="product")


@pytest.mark.parametrize(
    ("code", "year", "successors"),
    [
        ("851712", 2022, ("851713", "851714")),  # telephones: smartphones and others
        ("854140", 2022, ("854141", "854142", "854143", "854149")),  # photosensitive devices
        ("382471", 2022, ("382711",)),  # mixtures of chlorofluorocarbons
        ("852520", 2007, None),  # transmission with reception
    ],
)
def test_what_became_of_a_retired_code(code, year, successors):
    gone = retired(code)
    assert gone is not None
    assert gone.year == year
    assert successors in (None, gone.successors)
    with pytest.raises(InputError, match=f"retired by HS {year}") as caught:
        check_code(code, where="product")
    assert gone.successors[0][:4] in str(caught.value)
    assert retired("847190") is None


def test_one_successor_answers_for_its_predecessor():
    assert successor("030510", where="product")[0] == "030910"
    assert "0309.10" in successor("030510", where="product")[1]
    with pytest.raises(InputError, match=r"8517\.13, 8517\.14"):
        successor("851712", where="product")
    with pytest.raises(InputError, match=r"8517\.13, 8517\.14"):
        successor("85171200", where="product")


@pytest.mark.parametrize("code", ["740812", "990399", "7700", "870399", "00"])
def test_a_code_that_never_was(code):
    with pytest.raises(InputError, match="no HS code begins with"):
        check_code(code, where="product")


def test_every_code_is_current_or_retired_and_successors_are_current():
    stored = table("hs_codes.npz")
    current = set(stored["current"].tolist())
    assert len(current) == 5612  # HS 2022 has 5,612 subheadings
    assert not current & set(stored["retired"].tolist())
    assert set(stored["successor"].tolist()) <= current
    assert set(stored["edition"].tolist()) == {1996, 2002, 2007, 2012, 2017, 2022}
    assert len(stored["first"]) == len(stored["retired"]) + 1


def test_the_table_is_what_the_concordances_give():
    if not (ROOT.parent / "shared" / "data" / "products").exists():
        pytest.skip("needs ../shared/data/products")
    assert_derived("hs_codes")


@pytest.fixture(scope="module")
def june():
    return Policy.load().on("2025-06-05")


def test_a_rate_on_a_line_that_never_was_is_its_parents(june):
    wire = june.rate("USA", "DEU", "74081100")  # the schedule has 7408.11.30 and 7408.11.60
    assert wire.product == "740811"
    assert "USA has no line 7408.11.00: answered for 7408.11." in wire.notes
    assert wire.all_in == june.rate("USA", "DEU", "740811").all_in
    car = june.rate("USA", "DEU", "8703230199")
    assert car.product == "87032301"


def test_a_rate_on_a_code_with_one_successor(june):
    fish = june.rate("USA", "NOR", "030510")  # flours and meals of fish
    assert fish.product == "030910"
    assert "030510" not in fish.product
    assert any("retired by HS 2022" in note for note in fish.notes)
    with pytest.raises(InputError, match=r"8517\.13, 8517\.14"):
        june.rate("USA", "CHN", "851712")
