"""The table of outcomes: what a result shows, what an objective differentiates, what docs list."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from cobden import outcomes
from cobden.base.errors import InputError
from cobden.base.objective import Objective, Term
from cobden.equilibrium import gradient, solve, value_of
from cobden.measures import Policy
from cobden.outcomes import OUTCOMES, OutcomeKind, columns, formulas
from cobden.report.table_files import COLUMNS
from cobden.study.negotiation import Negotiation
from cobden.talks.table import Table
from cobden.world import World
from derived import assert_derived
from talks_example import assumed, example

ROOT = Path(__file__).parents[3]


@cache
def world():
    whole = World.load()
    kept = {"C29", "C10T12", *whole.services}
    rest = [name for name in whole.sectors if name not in kept]
    return whole.aggregate(economies=["USA", "JPN", "CHN"], sectors={"G": rest})


@cache
def by_use():
    whole = World.load(import_shares="by_use")
    rest = [name for name in whole.sectors if name not in {"C29", *whole.services}]
    return whole.aggregate(economies=["USA", "JPN"], sectors={"G": rest})


@cache
def result():
    tariff = world().tariff.copy()
    tariff[:, 0, 1] += 0.2
    return solve(world(), tariff=tariff)


def test_the_docs_list_what_the_table_has():
    assert_derived("outcomes")


@pytest.mark.parametrize("shares", ["common", "by_use"])
@pytest.mark.parametrize("name", OUTCOMES)
def test_the_benchmark_is_an_equilibrium_of_nothing_done(shares, name):
    """Every outcome before anything is done, from the world's arrays, is what a solve gives."""
    result = nothing_done(shares)
    shown, before = result.values(name), result.benchmark.values(name)
    assert before.shape == shown.shape
    np.testing.assert_allclose(before, shown, atol=1e-9, rtol=1e-9)
    if OUTCOMES[name].change:
        assert not before.any()


@cache
def nothing_done(shares):
    return solve(world() if shares == "common" else by_use())


def as_aim(kind):
    """Return a term about a kind, and the entry of the labelled array that it is."""
    weights = tuple(np.ones(len(world().sectors))) if "sector_weights" in kind.needs else None
    sector = "C29" if "sector" in kind.needs else None
    term = Term(kind.name, "USA", "JPN", sector, weights)
    where = {"economy": "USA", "importer": "USA", "partner": "JPN", "sector": "C29"}
    if "importer" in kind.axes:
        where |= {"exporter": "JPN"}
    where |= {axis: labels[-1] for axis, labels in kind.labels.items()}
    found = result().outcome(kind.name)
    assert found.attrs == {"long_name": kind.title, "unit": kind.unit}
    at = float(found.sel({axis: where[axis] for axis in kind.axes}))
    return term, at / (world().value_usd / 1e9 / 100 if kind.money else 1.0)


def test_objectives_read_the_entries_of_the_arrays():
    """All at once, each scaled to one and weighted so that none hides behind another."""
    known = [k for k in OUTCOMES.values() if k.aim and "product" not in k.needs]  # none here
    terms, expected = zip(*map(as_aim, known), strict=True)
    weights = np.sqrt(np.arange(2, 2 + len(terms)))
    together = Objective(
        "all",
        tuple(
            replace(term, weight=float(weight / at))
            for term, weight, at in zip(terms, weights, expected, strict=True)
        ),
    )
    assert len(terms) > 10
    assert value_of(result(), together) == pytest.approx(weights.sum(), rel=1e-9)


def test_consumer_prices_against_each_numeraire_are_real_income_and_the_real_wage():
    """What a bundle costs in one's own income is the inverse of what that income buys."""
    price = 1 + result().outcome("consumer_price") / 100
    income, wage = 1 + result().welfare / 100, 1 + result().real_wage / 100
    assert (price.sel(numeraire="own income") * income).values == pytest.approx(1)
    assert (price.sel(numeraire="own wage") * wage).values == pytest.approx(1)
    assert result().consumer_price.values == pytest.approx(
        100 * (price.sel(numeraire="world value added").values - 1)
    )
    assert float(abs(result().consumer_price).max()) > 0.1


def test_the_gradient_of_consumer_prices_is_that_of_real_income_turned_round():
    """In own income the log of one is minus the log of the other."""
    tariff = result().shock.wedges.tariff
    price = gradient(world(), tariff=tariff, of=Objective.consumer_price("USA", "own income"))
    income = gradient(world(), tariff=tariff, of=Objective.welfare("USA"))
    factor = -(1 + price.value / 100) / (1 + income.value / 100)
    assert price.tariff.values == pytest.approx(income.tariff.values * factor, abs=1e-9)


def table_about(**outcome):
    """Return the example's table with one more outcome, which a party minds."""
    data = example()
    data["outcomes"]["asked"] = {"title": "What is asked", **outcome}
    weight = assumed(-1, f"billion USD a year per {outcome['unit']}", -2, 0)
    data["parties"]["home"]["aims"].append({"outcome": "asked", "weight": weight})
    return Table.model_validate(data)


def at_the_table(table):
    """Return how the outcome asked for stands, and what `value_of` says of the same equilibrium."""
    law = Policy(()).on("2025-06-05")
    setting = Negotiation(table, world(), law, law.wedges(world()), {})
    outcomes = setting.outcomes(setting.offers.today, np.asarray(setting.start.vector))
    return outcomes[list(table.outcomes).index("asked")], setting.start


def test_consumer_prices_can_be_an_aim_at_the_table():
    table = table_about(kind="consumer_price", economy="USA", unit="percent",
                        axes={"numeraire": "own wage"})  # fmt: skip
    found, start = at_the_table(table)
    assert found == pytest.approx(value_of(start, Objective.consumer_price("USA", "own wage")))


def test_a_new_outcome_is_one_entry(monkeypatch):
    """The recipe of CONTRIBUTING: an entry is enough for results, gradients and talks."""

    def openness(seen):
        """Return imports over value added [n]."""
        now, own = seen.accounts, seen.trade.flow().diagonal(axis1=1, axis2=2)
        return 100 * (now.imports - own.sum(axis=0)) / now.value_added

    entry = OutcomeKind(
        "openness", "imports over value added", "%", ("economy",), False, openness, "income",
        "Purchases abroad at customs value, per value added.", aim=True,
    )  # fmt: skip
    monkeypatch.setitem(outcomes.OUTCOMES, "openness", entry)
    aim = Objective("openness of Japan", (Term("openness", "JPN"),))
    shown = result().outcome("openness")
    assert float(shown.sel(economy="JPN")) == pytest.approx(value_of(result(), aim))
    assert 5 < float(shown.sel(economy="JPN")) < 50
    slope = gradient(world(), tariff=world().tariff, of=aim).tariff
    assert float(slope.sel(sector="G", importer="JPN", exporter="CHN")) < 0
    found, start = at_the_table(table_about(kind="openness", economy="JPN", unit="percent"))
    assert found == pytest.approx(value_of(start, aim))


@pytest.mark.parametrize(
    ("term", "message"),
    [
        (Term("welfares", "USA"), "Did you mean 'welfare'"),
        (Term("labour_moved", "USA"), "no single number"),
        (Term("output", "USA"), "has no sector"),
        (Term("consumer_price", "USA", axes=(("numeraire", "own wages"),)), "'own wage'"),
        (Term("welfare", "USA", axes=(("numeraire", "own wage"),)), "axis of welfare"),
    ],
)
def test_a_term_that_cannot_be_read_is_refused(term, message):
    with pytest.raises(InputError, match="objective 'wrong'") as caught:
        value_of(result(), Objective("wrong", (term,)))
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("outcome", "message"),
    [
        ({"kind": "consumer_prices", "economy": "USA", "unit": "percent"}, "consumer_price"),
        ({"kind": "labour_moved", "economy": "USA", "unit": "percent"}, "unknown kind"),
        ({"kind": "consumer_price", "economy": "USA", "unit": "percent",
          "axes": {"numeraire": "gold"}}, "has no numeraire 'gold'"),
        ({"kind": "welfare", "economy": "USA", "unit": "billion USD a year",
          "axes": {"numeraire": "own wage"}}, "has no numeraire"),
    ],
)  # fmt: skip
def test_a_table_about_what_cannot_be_computed_is_refused(outcome, message):
    with pytest.raises(ValueError, match="asked") as caught:
        table_about(**outcome)
    assert message in str(caught.value)


def test_sums_over_groups_follow_the_table():
    both = [0, 1]
    income = world().income[both]
    mean = (result().welfare.values[both] * income).sum() / income.sum()
    assert result().together("welfare", both) == pytest.approx(mean)
    assert result().together("welfare", [1]) == result().welfare.values[1]
    money = result().together("tariff_revenue", both)
    assert money == pytest.approx(result().tariff_revenue.values[both].sum())
    weight = world().output[:, both]
    found = result().together("output", both)
    assert found == pytest.approx((result().output.values[:, both] * weight).sum(1) / weight.sum(1))


def test_trade_between_some_is_part_of_all_trade():
    trade = result().seen.trade
    n, i = np.array([0, 2]), np.array([1])
    whole = trade.flow()
    assert np.array_equal(trade.flow(n[:, None], i[None, :]), whole[:, [0, 2]][:, :, [1]])
    assert np.array_equal(trade.flow(0, 1), whole[:, 0, 1])
    assert np.array_equal(formulas.flow(result().seen), whole)


def test_the_tables_of_a_brief_say_of_their_columns_what_the_table_says():
    for axes, table in ((("economy",), "economies"), (("sector", "economy"), "sectors")):
        for column, kind in columns(*axes).items():
            unit, meaning = COLUMNS[table][column]
            assert unit.removesuffix(" a year") == kind.unit
            assert meaning.startswith(kind.title)
    assert {"welfare", "gain", "revenue"} <= columns("economy").keys()
