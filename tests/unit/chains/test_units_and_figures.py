import pytest

from cobden.base.errors import InputError
from cobden.base.sources import Quantity
from cobden.chains.figures import Figures
from cobden.chains.units import parse_unit


def test_units_convert_what_measures_the_same():
    factor = parse_unit("USD/kg").factor_to(parse_unit("USD/t"), where="here")
    assert factor == pytest.approx(1000)
    assert parse_unit("Mt/year").factor_to(parse_unit("t/month"), where="") == pytest.approx(
        1e6 / 12
    )


def test_units_that_differ_are_refused():
    with pytest.raises(InputError, match="'USD' stands where 't' is expected"):
        parse_unit("USD").factor_to(parse_unit("t"), where="here")


def quantity(value: float, unit: str) -> Quantity:
    return Quantity(value=value, unit=unit, low=value, high=value, reason="a test")


def test_formulas_multiply_figures_and_check_units():
    figures = Figures({"cargo": quantity(52, "Bcf/year"), "heat": quantity(2, "Bcf/Mt")})
    assert figures.value("cargo / heat", "Mt/month", where="") == pytest.approx(26 / 12)
    with pytest.raises(InputError, match="unknown figure 'heet'"):
        figures.value("cargo / heet", "Mt/month", where="")
    assert figures.changed({"cargo": 26}).value("cargo", "Bcf/year", where="") == pytest.approx(26)
