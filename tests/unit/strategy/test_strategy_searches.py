"""Optimal, Nash and cooperative rates on a world of four economies."""

import json
from functools import cache

import numpy as np
import pytest

from cobden.base.closures import DOLLAR, PURGED, WORLD_SHARE
from cobden.base.errors import InputError, NotConverged
from cobden.base.objective import Objective
from cobden.cli import strategy as shell
from cobden.equilibrium import purge, solve
from cobden.strategy import Player, cooperative, lines_of, nash, optimal_tariffs, players_of
from cobden.strategy.ascent import Start, ascend, local_optima, question, sureness
from cobden.strategy.controls import game_on
from cobden.world.world import World

UNION = {"EU": ["DEU", "FRA"], "USA": ["USA"], "JPN": ["JPN"]}


@cache
def world():
    return World.load().aggregate(economies=["USA", "JPN", "DEU", "FRA"])


@cache
def union_at_war():
    """DEU and FRA as one player, given tariffs between them that it must take away."""
    tariff = world().tariff.copy()
    germany, france = world().economy_index("DEU"), world().economy_index("FRA")
    tariff[:, germany, france] = tariff[:, france, germany] = 0.1
    return nash(solve(world(), tariff=tariff).rebased(), UNION, "uniform")


def uniform(base, rate):
    """A US tariff on everything, and an export tax on everything, over rates as they are."""
    us = base.economy_index("USA")
    tariff, export_tax = base.tariff.copy(), np.zeros_like(base.tariff)
    tariff[:, us] = (1 + tariff[:, us]) * (1 + rate) - 1
    export_tax[:, :, us] = rate
    tariff[:, us, us] = export_tax[:, us, us] = 0.0
    return tariff, export_tax


def test_lerner_symmetry_holds_without_deficits_only():
    """A uniform tariff is a uniform export tax, unless payments between economies go on."""
    gains = {}
    for name, base in (("purged", purge(world())), ("held", world())):
        tariff, export_tax = uniform(base, 0.2)
        by_tariff = solve(base, tariff=tariff).welfare.sel(economy="USA")
        by_export_tax = solve(base, export_tax=export_tax).welfare.sel(economy="USA")
        gains[name] = float(by_tariff), float(by_export_tax)
    assert gains["purged"][0] == pytest.approx(gains["purged"][1], abs=1e-7)
    assert gains["purged"][0] > 0.1
    assert abs(gains["held"][0] - gains["held"][1]) > 0.01


def test_the_old_name_of_a_closure_says_what_took_its_place():
    with pytest.warns(DeprecationWarning, match="deficits='world_share' now"):
        assert game_on(world(), PURGED, False) == (world(), WORLD_SHARE)
    game, held = game_on(world(), PURGED, None)
    assert abs(game.deficit).max() < 1e-12
    assert (held.name, held.benchmark) == ("purged", None)


@pytest.mark.validation
def test_a_war_is_fought_under_any_closure_of_the_deficits():
    """With no deficits first all closures are one; with them each has its own war."""
    wars = {
        (one, base): nash(game, UNION, "uniform", deficits=one, certify=["USA"])
        for base, game in (("balanced", purge(world())), ("as it is", world()))
        for one in ("world_share", DOLLAR)
    }
    assert all(war.remaining_gain < 1e-4 for war in wars.values())
    assert wars[DOLLAR, "as it is"].result.closure == DOLLAR
    balanced = [wars[one, "balanced"].rates for one in ("world_share", DOLLAR)]
    assert balanced[0] == pytest.approx(balanced[1], abs=1e-5)
    held = [wars[one, "as it is"].rates for one in ("world_share", DOLLAR)]
    assert abs(held[0] - held[1]).max() > 1e-4


@pytest.mark.validation
def test_a_customs_union_has_no_internal_tariffs_and_one_rate_outside():
    war = union_at_war()
    germany, france = war.world.economy_index("DEU"), war.world.economy_index("FRA")
    assert np.all(war.wedges.tariff[:, [germany, france], [france, germany]] == 0)
    assert list(war.payoffs) == ["EU", "USA", "JPN"]
    assert len(war.rates) == 3
    rate = war.rates[war.lines.labels.index("EU: tariff on all goods from all")]
    usa = war.world.economy_index("USA")
    traded = war.world.flow[:, germany, usa] > 0
    traded[[war.world.sector_index(name) for name in war.world.services]] = False
    assert np.allclose(war.wedges.tariff[traded, germany, usa], rate)
    assert np.allclose(war.wedges.tariff[traded, france, usa], rate)
    assert war.remaining_gain < 1e-6


def test_the_european_union_is_one_player_of_27():
    union = players_of(World.load(), ["EU27", "USA"])[0]
    assert union.name == "EU27"
    assert len(union.members) == len(set(union.members)) == 27
    lines = lines_of(World.load(), [union], "uniform")
    assert len(lines) == 1
    inside = [World.load().economy_index(name) for name in union.members]
    assert np.isin(lines.cell[1], inside).all()
    assert not np.isin(lines.cell[2], inside).any()


def test_what_a_line_covers_is_said():
    player = [Player.of(world(), "USA")]
    every = list(world().sectors)
    said = {
        None: "USA: tariff on all goods from all",
        ("C29", "C24A"): "USA: tariff on C29, C24A from all",
        tuple(every): "USA: tariff on all sectors from all",
        tuple(every[:5]): "USA: tariff on 5 sectors from all",
    }
    for sectors, label in said.items():
        assert lines_of(world(), player, "uniform", sectors=sectors).labels == (label,)


@pytest.mark.validation
def test_the_first_best_leaves_nothing_to_gain_from_other_starts():
    """Tariffs and export taxes by sector: two starts reach one value; tariffs alone reach less."""
    taxes = ("tariff", "export_tax")
    both = optimal_tariffs(world(), "USA", "sector", taxes=taxes, starts=["low", "high"])
    alone = optimal_tariffs(world(), "USA", "sector", starts=["low"])
    assert both.optimality.local_optima == 1
    assert both.gain > alone.gain > 0
    assert both.optimality.expected_gain < 1e-7
    assert float(both.result.welfare.sel(economy="USA")) == pytest.approx(both.gain, abs=1e-8)


@pytest.mark.validation
@pytest.mark.parametrize("rule", ["nash_product", "equal_gains"])
def test_cooperation_leads_out_of_the_war(rule):
    base = union_at_war().result.rebased()
    found = cooperative(base, UNION, "uniform", rule=rule, transfers=True, deficits="world_share")
    gains = np.array(list(found.gains.values()))
    assert np.all(gains > 0)
    if rule == "equal_gains":
        assert np.ptp(gains) < 1e-4
    welfare = found.result.welfare
    assert float(welfare.sel(economy="USA")) == pytest.approx(found.gains["USA"], abs=1e-6)
    assert sum(found.transfers.values()) == pytest.approx(0, abs=1e-12)
    assert sum(found.weights.values()) == pytest.approx(1)


@pytest.mark.validation
def test_weight_on_a_player_is_gain_of_that_player():
    base = union_at_war().result.rebased()
    for_us, for_japan = (
        cooperative(
            base, UNION, "uniform", rule="weights", deficits="world_share", bounds=(-0.1, 1.0),
            weights={"EU": 1.0, "USA": 1.0, "JPN": 1.0} | {favoured: 5.0},
        )
        for favoured in ("USA", "JPN")
    )  # fmt: skip
    assert for_us.gains["USA"] > for_japan.gains["USA"]
    assert for_us.gains["JPN"] < for_japan.gains["JPN"]
    assert min(for_us.rates) >= -0.1 - 1e-12


class Valley:
    """A response with two hills of one rate, the higher beyond a flat, and no answer beyond 4."""

    def __init__(self):
        self.world, self.lines = world(), lines_of(world(), [Player.of(world(), "USA")], "uniform")
        self.evaluations = self.missed = 0

    def __call__(self, controls):
        self.evaluations += 1
        (x,) = controls
        if x > np.log1p(4.0):
            self.missed += 1
            raise NotConverged("no equilibrium.")
        near, far = 2 * np.exp(-(((x - 0.2) / 0.1) ** 2)), np.exp(-(((x - 1.5) / 0.3) ** 2))
        slope = -2 * near * (x - 0.2) / 0.01 - 2 * far * (x - 1.5) / 0.09
        return np.array([near + far]), near + far, np.array([slope])

    def glance(self, controls):
        try:
            return self(controls)[1]
        except NotConverged:
            return -np.inf


def test_an_end_is_questioned_and_a_bad_trial_sends_back():
    valley = Valley()
    reached, value = ascend(valley, np.array([1.2]), (0.0, 10.0))
    assert reached[0] == pytest.approx(1.5, abs=1e-3)
    assert value == pytest.approx(1.0, abs=1e-6)
    better, more = question(valley, reached, value, (0.0, 10.0))
    assert better[0] == pytest.approx(0.2, abs=1e-3)
    assert more == pytest.approx(2.0, abs=1e-6)


def test_a_search_goes_on_after_a_trial_without_an_equilibrium():
    class Edge(Valley):
        def __call__(self, controls):
            self.evaluations += 1
            (x,) = controls
            if x > 0.3:
                self.missed += 1
                raise NotConverged("no equilibrium.")
            return np.array([x]), 100 * (x - x**2 / 0.5), np.array([100 * (1 - 4 * x)])

    edge = Edge()
    reached, _ = ascend(edge, np.array([0.0]), (0.0, 10.0))
    assert edge.missed > 0
    assert reached[0] == pytest.approx(0.25, abs=1e-6)
    with pytest.raises(NotConverged, match="no equilibrium"):
        ascend(edge, np.array([1.0]), (0.0, 10.0))


def test_what_was_tried_is_said():
    tried = (Start("low", 1.0, 5), Start("high", float("nan"), 2), Start("questions", 1.2, 9))
    assert local_optima(tried) == 2
    assert sureness(tried) == (
        "a local optimum, the best of 3 searches (2 different values, 1 without an answer); "
        "that none is better is not proved"
    )


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: optimal_tariffs(world(), "Atlantis"), "Atlantis"),
        (lambda: optimal_tariffs(world(), "USA", "partners"), "set of lines 'partners'.*partner"),
        (lambda: optimal_tariffs(world(), "USA", taxes=("tarif",)), "tax 'tarif'.*tariff"),
        (lambda: optimal_tariffs(world(), "USA", bounds=(0.5, 0.1)), "bounds are"),
        (lambda: optimal_tariffs(world(), "USA", bounds=(-1, 1)), "lower above -1"),
        (lambda: optimal_tariffs(world(), "USA", "uniform", starts=["hot"]), "start 'hot'.*low"),
        (lambda: optimal_tariffs(world(), "USA", sectors=["C99"]), "C99"),
        (lambda: optimal_tariffs(world(), "USA", partners=["USA"]), "no trade is covered"),
        (lambda: optimal_tariffs(world(), "USA", objective=Objective.welfare("XX")), "XX"),
        (lambda: nash(world(), {"A": ["USA"], "B": ["USA", "JPN"]}), "plays in 'USA' and in 'B'"),
        (
            lambda: cooperative(world(), ["USA", "JPN"], "uniform", start=np.ones(3)),
            "one rate.*2 lines",
        ),
        (
            lambda: optimal_tariffs(world(), "USA", "uniform", starts={"x": np.array([-1.5])}),
            "above -1",
        ),
        (lambda: cooperative(world(), ["USA", "JPN"], rule="fair"), "rule 'fair'.*equal_gains"),
    ],
)
def test_bad_inputs_say_what_is_wrong(call, says):
    with pytest.raises(InputError, match=says):
        call()


@pytest.mark.validation
def test_what_the_shell_prints_for_machines_is_complete():
    war = union_at_war()
    said = json.loads(json.dumps(shell._war(war)))
    assert list(said["payoffs"]) == list(said["remaining_gain"]) == ["EU", "USA", "JPN"]
    assert [row["rate"] for row in said["rates"]] == pytest.approx(list(war.rates))
    assert said["welfare"]["DEU"] == pytest.approx(float(war.result.welfare.sel(economy="DEU")))
