"""Elasticities of one's own: what is known is found again, and what is not is not made up."""

import json

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from cobden.base.errors import InputError
from cobden.cli import app
from cobden.measures import Policy
from cobden.measures.codes import is_current
from cobden.measures.goods import six_digit_lines
from cobden.products import (
    ElasticityEstimates,
    estimate_elasticities,
    rates_by_law,
    read_rates,
    read_years,
)

YEARS, ORIGINS = (2016, 2017, 2018, 2019), ("CHN", "MEX", "VNM")
SIX = six_digit_lines().low // 10**4
CODES = np.array(
    [c for c in SIX if c // 100 in (7208, 7209, 7210, 8703, 8708) and is_current(str(c))]
)
SIGMA = {"C29": 5.0, "C24A": 2.5}
SECTOR = np.where(CODES > 800000, "C29", "C24A")


def simulated(noise: float, seed: int = 0):
    """Trade that follows the law of the module's docstring, and the rates that it bore."""
    rng = np.random.default_rng(seed)
    code, origin, year = (a.ravel() for a in np.meshgrid(CODES, ORIGINS, YEARS, indexing="ij"))
    j = np.searchsorted(CODES, code)
    i, t = np.searchsorted(ORIGINS, origin), year - YEARS[0]
    rate = np.where((origin == "CHN") & (year >= 2018), rng.uniform(0, 0.5, len(CODES))[j], 0.02)
    a, b, c = (
        rng.normal(0, 1, (len(CODES), 3)),
        rng.normal(0, 0.3, (len(CODES), 4)),
        rng.normal(0, 0.2, (3, 4)),
    )
    sigma = np.array([SIGMA[name] for name in SECTOR])[j]
    level = np.exp(15 + a[j, i] + b[j, t] + c[i, t] - sigma * np.log1p(rate))
    value = level * np.exp(noise * rng.normal(size=len(level)) - noise**2 / 2)
    rows = pd.DataFrame({"code": code, "origin": origin, "year": year, "value": value})
    return rows, rows.assign(rate=rate)[["code", "origin", "year", "rate"]]


def tables(tmp_path, rows):
    path = tmp_path / "trade.csv"
    rows.assign(importer="USA").to_csv(path, index=False)
    return read_years([path])


def test_without_noise_the_elasticities_are_found(tmp_path):
    rows, rates = simulated(0.0)
    found = estimate_elasticities(tables(tmp_path, rows), rates)
    assert dict(zip(found.names, found.customs_value, strict=True)) == pytest.approx(
        SIGMA, abs=1e-5
    )
    assert found.by_product()["870380"] == pytest.approx(SIGMA["C29"] - 1, abs=1e-5)
    apart = estimate_elasticities(tables(tmp_path, rows), rates, by="all", apart=["87"])
    value = dict(zip(apart.names, apart.customs_value, strict=True))
    assert value == pytest.approx({"87": SIGMA["C29"], "all goods": SIGMA["C24A"]}, abs=1e-5)


def test_with_noise_they_lie_within_their_errors(tmp_path):
    scores = []
    for seed in range(6):
        rows, rates = simulated(0.2, seed)
        found = estimate_elasticities(tables(tmp_path, rows), rates)
        truth = np.array([SIGMA[name] for name in found.names])
        scores.append((found.customs_value - truth) / found.standard_error)
    scores = np.array(scores)
    assert np.abs(scores).max() < 4
    assert np.abs(scores.mean(axis=0)).max() < 1.5


def test_what_was_not_traded_counts_as_zero(tmp_path):
    """Rows left out and rows of zero are the same trade."""
    rows, rates = simulated(0.1)
    gone = (rows.code == 870380) & (rows.origin == "VNM") & (rows.year == 2019)
    zero = rows.assign(value=rows.value.where(~gone, 0.0))
    one, other = (estimate_elasticities(tables(tmp_path, r), rates) for r in (rows[~gone], zero))
    assert one.observations == other.observations
    assert np.allclose(one.customs_value, other.customs_value)


def test_draws_have_the_covariance_and_stay_above_zero():
    found = ElasticityEstimates(
        ("a", "b", "c"), (("870321",), ("870322",), ("870323",)), np.array([3.0, 5.0, 0.7]),
        np.array([[0.4, 0.1, 0.0], [0.1, 0.9, 0.0], [0.0, 0.0, 0.2]]),
    )  # fmt: skip
    assert found.usable == ("a", "b")
    assert set(found.by_product()) == {"870321", "870322"}  # the third keeps its sector's
    theta = found.elasticity[:2]
    root = np.array(
        [np.log(np.array([found.drawn({n: 1.0})[m] for m in "ab"]) / theta) for n in "ab"]
    )
    assert np.allclose(root.T @ root * np.outer(theta, theta), found.covariance[:2, :2])
    assert min(found.by_product({"a": -9.0, "b": -9.0}).values()) > 0
    with pytest.raises(InputError, match="no estimate of 'c'"):
        found.by_product({"c": 1.0})


def test_estimates_are_written_and_read(tmp_path):
    rows, rates = simulated(0.1)
    found = estimate_elasticities(tables(tmp_path, rows), rates)
    path = tmp_path / "own.json"
    path.write_text(found.text(), encoding="utf-8")
    again = ElasticityEstimates.read(path)
    assert again.by_product() == found.by_product()
    assert np.array_equal(again.covariance, found.covariance)
    for text, what in (("{}", "does not hold"), ("[1]", "does not hold"), ("x", "does not hold"),
                       (found.text().replace('"customs_value": ', '"customs_value": NaN, "x": ', 1),
                        "not finite")):  # fmt: skip
        path.write_text(text, encoding="utf-8")
        with pytest.raises(InputError, match=what):
            ElasticityEstimates.read(path)


def test_what_tells_nothing_is_refused(tmp_path):
    rows, rates = simulated(0.1)
    known = tables(tmp_path, rows)
    with pytest.raises(InputError, match="two years or more"):
        estimate_elasticities(known[:1], rates)
    with pytest.raises(InputError, match="1 origin"):
        estimate_elasticities(tables(tmp_path, rows[rows.origin == "CHN"]), rates)
    with pytest.raises(InputError, match="no rate moves apart"):
        estimate_elasticities(known, rates.assign(rate=0.1))
    with pytest.raises(InputError, match="no product has rates"):
        estimate_elasticities(known, rates[rates.year < 2018])
    with pytest.raises(InputError, match="'9999' is no product"):
        estimate_elasticities(known, rates, apart=["9999"])


def test_a_group_whose_rates_never_moved_is_unknown(tmp_path):
    rows, rates = simulated(0.1)
    still = rates.assign(rate=rates.rate.where(rates.code > 800000, 0.02))
    found = estimate_elasticities(tables(tmp_path, rows), still)
    assert (found.names, found.unknown) == (("C29",), ("C24A",))
    assert "720851" not in found.by_product()


def test_rates_by_the_law_are_the_months_of_the_year():
    """Seats (9401.61) on the third list of 2018: ten points from 24 September, 25 from May 2019."""
    rates, notes = rates_by_law(Policy.load(), "USA", ("CHN", "MEX"), (2017, 2018, 2019))
    seats = rates[rates.code == 940161].set_index(["origin", "year"]).rate
    assert seats["CHN", 2017] == 0.0
    assert seats["CHN", 2018] == pytest.approx(0.10 * 3 / 12)
    assert seats["CHN", 2019] == pytest.approx((0.10 * 4 + 0.25 * 8) / 12, abs=0.02)  # exclusions
    assert seats["MEX"].to_list() == [0.0, 0.0, 0.0]
    assert "2017 to 2017 are those of 2018-01-01" in " ".join(notes)
    with pytest.raises(InputError, match="MEX levied"):
        rates_by_law(Policy.load(), "MEX", ("CHN",), (2018,))


RATES = "code,origin,from,rate\n870380,CHN,2015-01-01,10\n870380,CHN,2018-07-02,30\n"


def test_rates_of_a_file_are_means_over_days(tmp_path):
    path = tmp_path / "rates.csv"
    path.write_text(RATES, encoding="utf-8")
    found = read_rates(path, (2017, 2018, 2019)).set_index("year").rate
    assert found.to_dict() == pytest.approx({2017: 0.10, 2018: 0.10 + 0.20 * 183 / 365, 2019: 0.30})
    for wrong, what in (
        (RATES.replace("rate\n", "tariff\n"), "no column rate"),
        (RATES.replace("30", "high"), "rate is 'high'"),
        (RATES.replace("30", "-3"), "rate is '-3'"),
        (RATES + "870380,CHN,2018-07-02,31\n", "given twice"),
        (RATES.replace("2015-01-01", "2017-06-01"), "from 2017-01-01 on"),
        (RATES.replace("CHN,2018", "Chinaa,2018"), "Chinaa"),
        (RATES.replace("870380,CHN,2018", "870399,CHN,2018"), "no HS code"),
    ):
        path.write_text(wrong, encoding="utf-8")
        with pytest.raises(InputError, match=what):
            read_rates(path, (2017, 2018, 2019))


def test_from_the_command_line(tmp_path):
    rows, _ = simulated(0.0)
    trade, rates = tmp_path / "trade.csv", tmp_path / "rates.csv"
    rows.assign(importer="USA").to_csv(trade, index=False)
    told = simulated(0.0)[1].assign(**{"from": lambda r: r.year.astype(str) + "-01-01"})
    told = told.assign(rate=100 * told.rate)[["code", "origin", "from", "rate"]]
    told.to_csv(rates, index=False)
    run = CliRunner().invoke
    asked = ["products", "elasticity", str(trade), "--rates", str(rates)]
    said = run(app, asked)
    assert said.exit_code == 0, said.output
    assert "C24A" in said.output
    assert "4.00" in said.output  # less one
    whole = json.loads(run(app, [*asked, "--over", "all", "--apart", "8703", "--json"]).output)
    assert [group["name"] for group in whole["groups"]] == ["8703", "all goods"]
    path = tmp_path / "own.json"
    assert run(app, [*asked, "--output", str(path)]).exit_code == 0
    assert ElasticityEstimates.read(path).names == ("C24A", "C29")
    assert run(app, [*asked, "--over", "firm"]).exit_code != 0
    assert run(app, [*asked, str(trade)]).exit_code != 0  # each year twice
