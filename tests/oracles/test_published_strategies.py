"""Optimal, Nash and cooperative tariffs: Cobden's optimisers against the published gains."""

import numpy as np
import pytest

from cobden.base.objective import Objective, Term
from cobden.base.wedges import Wedges
from cobden.equilibrium import solve
from cobden.strategy import Player, cooperative, lines_of, nash, optimal_tariffs
from cobden.strategy.cooperative import EQUAL
from cobden.strategy.optimal import STARTS
from cobden.strategy.response import Response
from validation import lashkaripour_lugovskyy as ll
from validation import ossa, product, us_tariff_2022
from validation.exact_strategies import searched_pair
from validation.plain_solver import Shock
from validation.plain_solver import solve as plain_solve
from validation.published import ABSENT, OSSA, read

# Nash welfare of Ossa's regions at first-order conditions of 1e-9; his own stop at a looser point.
NASH = {"Brazil": -1.9421, "China": -2.1930, "EU": -2.5873, "India": -2.1564, "Japan": -0.7648,
        "ROW": -4.9709, "US": -2.1645}  # fmt: skip


@pytest.fixture(scope="module")
def ossas_world():
    if not OSSA.exists():
        pytest.skip(ABSENT.format("Ossa (2014)"))
    base, stored = ossa.base(), ossa.stored()
    names = tuple(map(str, stored["regions"])), tuple(map(str, stored["sectors"]))
    return product.world_of(base, *names)


def at_his_optimum(world, region):
    tariff = world.tariff.copy()
    j = world.economies.index(region)
    tariff[:, j] = ossa.stored()["expected_optimal_tariff"][:, j]
    return solve(world, tariff=tariff).welfare.values[j]


@pytest.mark.validation
@pytest.mark.parametrize("region", ["US", "Japan"])
def test_ossas_optimal_tariffs(ossas_world, region):
    """198 lines. Gains are his; single tariffs are not identified to the printed digit."""
    found = optimal_tariffs(ossas_world, region)
    assert abs(found.gain - at_his_optimum(ossas_world, region)) < 1e-5
    table = {row["region"]: row for row in read("ossa_2014.csv", "3a")}
    assert abs(found.gain - float(table[region]["welfare"])) < 0.051
    assert abs(100 * np.median(found.rates) - float(table[region]["median_tariff"])) < 0.6
    assert found.optimality.local_optima == 1
    assert found.optimality.first_order < 1e-8
    assert abs(found.result.welfare.sel(economy=region) - found.gain) < 1e-8


def political(region):
    position = list(map(str, ossa.stored()["regions"])).index(region)
    weights = tuple(map(float, ossa.stored()["lambda_pol"][:, position]))
    source = "Ossa (2014), Table 1"
    return Objective(
        "G", (Term("political_income", region, sector_weights=weights, source=source),)
    )


@pytest.mark.validation
def test_ossas_political_japan_has_several_local_optima(ossas_world):
    lines = lines_of(ossas_world, [Player.of(ossas_world, "Japan")])
    his, formula = np.zeros(len(lines)), np.zeros(len(lines))
    his[lines.line] = ossa.stored()["expected_optimal_tariff_pol"][tuple(lines.cell)]
    formula[lines.line] = 1 / ossas_world.elasticity[lines.cell[0]]
    found = optimal_tariffs(
        ossas_world, "Japan", lines, objective=political("Japan"),
        starts={"his": his, "one over theta": formula},
    )  # fmt: skip
    values = {start.name: start.value for start in found.optimality.starts}
    assert found.optimality.local_optima == 2
    assert abs(values["one over theta"] - 2.434) < 6e-4
    assert abs(values["his"] - 2.622) < 6e-4
    assert found.optimality.at_upper > 5


@pytest.mark.validation
def test_ossas_trade_war(ossas_world):
    """1,386 lines of seven players; Table 4 to its printed digit, the exact one to four."""
    found = nash(
        ossas_world, ossas_world.economies, deficits="world_share", certify=["US", "Japan"]
    )
    for row in read("ossa_2014.csv", "4a")[:7]:
        assert abs(found.payoffs[row["region"]] - float(row["welfare"])) < 0.051
        assert abs(found.payoffs[row["region"]] - NASH[row["region"]]) < 6e-5
    assert found.remaining_gain < 1e-6


@pytest.mark.validation
@pytest.mark.parametrize(
    ("region", "best"),
    [("Brazil", 1.08607), ("China", 1.79039), ("EU", 1.89924), ("India", 1.65912),
     ("Japan", 4.03497), ("ROW", 2.85333), ("US", 2.31816)],
)  # fmt: skip
@pytest.mark.parametrize("starts", [["low"], STARTS], ids=["low", "all"])
def test_no_start_is_caught_in_a_worse_optimum(ossas_world, region, best, starts):
    """The best that 21 starts and his own tariffs lead to, to five digits, from low rates alone."""
    found = optimal_tariffs(ossas_world, region, starts=starts)
    assert found.gain > best - 1e-5
    assert len(found.optimality.starts) == len(starts) + 1
    assert "not proved" in found.optimality.sureness


@pytest.mark.validation
@pytest.mark.parametrize(
    ("base", "over", "known"),
    [
        ("expected_nash_tariff_pol", "line", 3.6040),
        ("expected_nash_tariff_mfn_pol", "sector", 3.4529),
    ],
)
def test_talks_after_a_political_war_are_not_caught_either(ossas_world, base, over, known):
    war = solve(ossas_world, tariff=ossa.stored()[base]).rebased()
    aims = {region: political(region) for region in war.economies}
    found = cooperative(war, war.economies, over, deficits="world_share", objectives=aims)
    assert min(found.gains.values()) > known
    assert np.ptp(list(found.gains.values())) < EQUAL
    values = [start.value for start in found.starts]
    assert values[-1] == max(values) > values[0]
    one = cooperative(
        war, war.economies, over, deficits="world_share", objectives=aims, start=found.rates
    )  # fmt: skip
    assert min(one.gains.values()) > known
    assert [start.name for start in one.starts] == ["given", "questions"]


@pytest.mark.validation
def test_equal_gains_exist_where_one_has_to_be_held_down(ossas_world):
    """From factual tariffs, one rate for all partners: Japan would gain more, at no weight."""
    found = cooperative(ossas_world, ossas_world.economies, "sector", deficits="world_share")
    gains = np.array(list(found.gains.values()))
    assert np.ptp(gains) < EQUAL
    assert gains.min() == pytest.approx(0.322, abs=6e-4)
    assert found.weights["Japan"] < 0


@pytest.mark.validation
@pytest.mark.parametrize(("start", "gain"), [("war", 3.43), ("factual", 0.524), ("free", 0.029)])
def test_ossas_trade_talks(ossas_world, start, gain):
    """The common gain from his Nash tariffs, from factual tariffs and from free trade (Table 5)."""
    tariffs = {
        "war": ossa.stored()["expected_nash_tariff"],
        "factual": ossas_world.tariff,
        "free": np.zeros_like(ossas_world.tariff),
    }
    base = solve(ossas_world, tariff=tariffs[start]).rebased()
    found = cooperative(base, base.economies, deficits="world_share")
    gains = np.array(list(found.gains.values()))
    assert np.ptp(gains) < 1e-4
    assert np.all(np.abs(gains - gain) < (0.006 if start == "war" else 6e-4))


@pytest.fixture(scope="module")
def lls_world():
    names = tuple(map(str, ll.stored()["countries"])), tuple(map(str, ll.stored()["sectors"]))
    return product.world_of(ll.base(), *names)


@pytest.mark.validation
@pytest.mark.parametrize(
    ("taxes", "column", "above"),
    [
        (("tariff",), "re_third_best_import_tax", 0.04),
        (("tariff", "export_tax"), "re_second_best_trade_tax", 0.001),
    ],
)
def test_lashkaripour_lugovskyy_is_a_floor(lls_world, taxes, column, above):
    """Their formulas approximate the optimum: an optimiser reaches as much, and slightly more."""
    table = {row["country"]: row for row in read(ll.TABLE_4)}
    found = optimal_tariffs(lls_world, "AUS", taxes=taxes, bounds=(-0.9, 10), starts=["present"])
    assert -1e-6 < found.gain - float(table["AUS"][column]) < above
    assert found.optimality.expected_gain < 1e-7


@pytest.mark.validation
@pytest.mark.parametrize(
    ("taxes", "gain"), [(("tariff",), 0.2712), (("tariff", "export_tax"), 0.3170)]
)
def test_lashkaripour_lugovskyy_optimised_directly(lls_world, taxes, gain):
    """The United States: 0.2675 and 0.3157 in their table, by formulas."""
    found = optimal_tariffs(lls_world, "USA", taxes=taxes, bounds=(-0.9, 10), starts=["present"])
    assert abs(found.gain - gain) < 6e-5


@pytest.mark.validation
def test_economies_of_scale_are_approached_in_steps_as_short_as_it_takes():
    """Brazil's first best under free entry: the last step of the path was once too long for it."""
    names = tuple(map(str, ll.stored()["countries"])), tuple(map(str, ll.stored()["sectors"]))
    world, n = product.world_of(ll.base("free"), *names), ll.position("BRA")
    policy = ll.large_economy_policy(ll.base("free"), n, answered=False)
    found = solve(world, tariff=policy.tariff, export_tax=policy.export_tax)
    assert found.welfare.values[n] == pytest.approx(4.310219, abs=2e-6)
    assert found.certificate.largest < 1e-9


@pytest.mark.validation
def test_under_free_entry_every_search_ends():
    """A trial at which an industry vanishes sends back; it does not end the search."""
    found = {str(who): searched_pair(str(who), "third") for who in ll.stored()["countries"]}
    assert len(found) == 44
    published = {row["country"]: row["fe_third_best_import_tax"] for row in read(ll.TABLE_4)}
    for who, gain in published.items():
        assert found[who] > float(gain) - 2e-6
    for who, gain in {"TUR": 0.61305, "CHE": 0.55434, "LUX": 1.01536, "JPN": 0.42297}.items():
        assert found[who] == pytest.approx(gain, abs=1e-5)


def us_tariff_2022_world(elasticities):
    names = tuple(us_tariff_2022.countries()), tuple(map(str, us_tariff_2022.stored()["sectors"]))
    return product.world_of(us_tariff_2022.base(elasticities), *names)


@pytest.mark.validation
def test_best_uniform_us_tariff_of_2022():
    """The formula's 23.768% is no argmax: it gains 0.351939 points, the best rate 0.352129."""
    world = us_tariff_2022_world("IS")
    found = optimal_tariffs(world, "USA", "uniform", starts=["low"])
    assert abs(100 * found.rates[0] - 24.515) < 6e-3
    assert abs(found.gain - 0.352129) < 1e-5


def nash_tariffs_by_formula():
    """Return the published Nash tariffs [k, n, i]: one rate for each economy, all sectors."""
    rate = {row["country"]: row["U4_nash_tariff"] for row in read(us_tariff_2022.WELFARE)}
    rates = np.array([float(rate[name]) / 100 for name in us_tariff_2022.countries()])
    return us_tariff_2022.uniform(rates)


def test_welfare_at_the_nash_tariffs_of_2022():
    tariff = nash_tariffs_by_formula()
    found = solve(us_tariff_2022_world("U4"), tariff=tariff).welfare
    for row in read(us_tariff_2022.WELFARE):
        assert abs(float(found.sel(economy=row["country"])) - float(row["U4_nash"])) < 1e-5


@pytest.mark.validation
def test_slopes_of_a_small_economy():
    """Its adjoint is small beside the world's: it has to be solved relative to its own size."""
    world, tariff = us_tariff_2022_world("U4"), nash_tariffs_by_formula()
    n = world.economy_index("LAO")
    player = Player.of(world, "LAO")
    lines = lines_of(world, [player], "uniform")
    wedges = Wedges.of(world.economies, world.sectors, tariff=tariff)
    response = Response(world, lines, [player.welfare(world)], wedges)
    control = np.log1p(tariff[0, n, n - 1])
    slope = response(np.array([control]))[2][0]
    around = []
    for step in (1e-4, -1e-4):
        moved = tariff.copy()
        moved[:, n] = np.expm1(control + step)
        moved[:, n, n] = 0.0
        around.append(solve(world, tariff=moved, tolerance=1e-12).welfare.values[n])
    assert slope == pytest.approx((around[0] - around[1]) / 2e-4, rel=1e-3, abs=1e-5)


@pytest.mark.validation
def test_uniform_nash_of_2022():
    """Their Nash tariffs are a formula's, near mutual best responses but none themselves.

    By the plain solver: nobody tried gains by a point more or less than Cobden's rates, while at
    the formula's rates each gains by moving its own towards Cobden's.
    """
    world, base = us_tariff_2022_world("U4"), us_tariff_2022.base("U4")
    found = nash(
        world, world.economies, "uniform", deficits="world_share", certify=["USA", "NOR", "AGO"]
    )
    assert found.remaining_gain < 1e-7
    theirs = nash_tariffs_by_formula()
    for name in ("USA", "NOR", "AGO"):
        n = world.economy_index(name)
        rate = found.rates[found.lines.labels.index(f"{name}: tariff on all sectors from all")]

        def welfare(tariff, own, n=n):
            changed = tariff.copy()
            changed[:, n] = own
            changed[:, n, n] = 0.0
            return plain_solve(base, Shock(changed)).welfare[n]

        best = welfare(found.wedges.tariff, rate)
        assert best == pytest.approx(found.payoffs[name], abs=1e-7)
        assert best > welfare(found.wedges.tariff, rate + 0.01)
        assert best > welfare(found.wedges.tariff, rate - 0.01)
        formula = theirs[0, n, n - 1]
        assert welfare(theirs, formula) < welfare(theirs, (formula + rate) / 2)
