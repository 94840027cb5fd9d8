"""Every case is served: groups as one, levers of its own measures and instruments, named."""

import numpy as np
import pytest

pytest.importorskip("fastapi", reason="the live page needs the extra 'web'")

import cobden as cb
from cobden import cases, study
from cobden.live import info
from cobden.live.columns import answer
from cobden.live.models.requests import Scenario, ScenarioQuestion, Show
from cobden.live.scenario import Bench

SHORT = {"eu-china-ev-2024", "australia-china-2020", "us-switzerland-2025"}
ALL = [
    pytest.param(name, marks=() if name in SHORT else pytest.mark.validation)
    for name in cases.bundled()
    if name != "japan-us-2025"
]
_BENCHES: dict[str, Bench] = {}


def bench_of(name):
    if name not in _BENCHES:
        _BENCHES[name] = Bench.of(cases.load(name))
    return _BENCHES[name]


def asked(bench, **scenario):
    question = ScenarioQuestion(**scenario)
    return answer(bench, bench.pose(question), question.show)


@pytest.mark.parametrize("name", ALL)
def test_it_opens_with_its_own_tiles_and_levers(name):
    bench = bench_of(name)
    case, found = bench.case, asked(bench_of(name))
    known = info.case_info(bench)
    ids = [figure.id for figure in found.headline]
    assert ids[:2] == [f"welfare:{case.home}", f"welfare:{case.counterpart}"]
    assert f"output:{case.home}:{case.file.brief.markets[0]}" in ids
    assert found.economies.code == [e.code for e in (*known.economies, *known.groups)]
    levers = [lever for lever in known.levers if lever.group == "law"]
    assert all(lever.title and lever.section for lever in levers)
    own = {row.id for row in (*case.tariffs, *case.instruments)}
    state = next(s for s in case.states if s.id == case.file.brief.state)
    moved = {m for lever in levers for m in lever.measures if lever.in_force}
    assert own & set(state.add) <= moved, "what the state adds can be moved"


def test_a_lever_moves_a_world_whose_products_are_told_apart():
    bench = bench_of("us-switzerland-2025")
    world = bench.starting_points.world
    assert world.products, "what the test is about"
    stands, moved = (
        bench.pose(Scenario(levers=levers)) for levers in ({}, {"usa-che-general": 3.0})
    )
    found, law = moved.terms(moved.row).wedges, moved.law.wedges(world)
    np.testing.assert_allclose(found.tariff, law.tariff, atol=1e-12)
    for importer, rates in law.by_product.items():
        np.testing.assert_allclose(found.by_product[importer], rates, atol=1e-12)
    home = world.economies.index("CHE")
    before, after = (float(one.solve().welfare[home]) for one in (stands, moved))
    assert abs(after - before) > 1e-3, "every figure of the page is of the scenario on it"


def test_a_group_is_the_sum_the_brief_shows():
    bench = bench_of("eu-china-ev-2024")
    found = asked(bench, show={"economy": "EU27", "importer": "EU27", "exporter": "CHN"})
    state = next(s for s in bench.case.states if s.id == bench.starting_points.usual.state)
    law = study.law_of(bench.case, bench.starting_points.policy, state)
    result = cb.solve(bench.starting_points.world, law)
    at = result.world.positions("EU27")
    assert found.headline[1].value == pytest.approx(result.together("welfare", at), rel=1e-5)
    assert found.sectors.output == pytest.approx(result.together("output", at), rel=1e-5, abs=1e-9)
    china = result.world.economy_index("CHN")
    sold = result.flow.values[:, at, china].sum(axis=1)
    assert found.flows.after == pytest.approx(sold, rel=1e-5, abs=1e-9)
    rates = np.array(found.flows.tariff)[sold > 0]
    paid = result.world.positions("EU27")
    each = 100 * result.shock.wedges.tariff[:, paid, china][sold > 0]
    assert (rates <= each.max(axis=1) + 1e-9).all()
    assert (rates >= each.min(axis=1) - 1e-9).all()


def test_a_lever_of_a_group_is_its_members_duty():
    bench = bench_of("eu-china-ev-2024")
    posed = bench.pose(Scenario(levers={"eu27-chn-cars": 42}))
    raised = [t for t in posed.law.tariffs if t.id == "cars"]
    assert {t.rate for t in raised} == {0.42}
    assert len({by for t in raised for by in t.by}) >= 25
    whole = posed.law.wedges(posed.starting_point.world)
    assert np.array_equal(posed.terms(posed.row).wedges.tariff, whole.tariff)


def test_an_instrument_is_a_lever():
    bench = bench_of("australia-china-2020")
    assert bench.laws["measure-coal"].title == "Halt of imports: coal"
    halted, open_ = asked(bench), asked(bench, levers={"measure-coal": False})
    assert open_.headline[0].value > halted.headline[0].value
    duties = asked(bench, state="duties")
    assert open_.headline[0].value == pytest.approx(duties.headline[0].value, abs=1e-6)
    posed = bench.pose(Scenario(levers={"measure-coal": False}))
    assert posed.law_moves, "the talks of another law are other talks"


def test_an_amount_is_a_lever(tmp_path):
    bench = Bench.of(cases.load(cases.new(tmp_path / "own")))
    lever = bench.laws["measure-cars-limit-amount"]
    tight, loose = (asked(bench, levers={lever.id: amount}) for amount in (4, 6))
    free = asked(bench)
    assert tight.headline[0].value < loose.headline[0].value < free.headline[0].value
    known = info.case_info(bench)
    assert known.packages == []
    assert not known.talks
    assert not known.chains


def test_what_the_case_alone_adds_is_no_law():
    known = info.case_info(bench_of("eu-china-ev-2024"))
    spans = [moment for moment in known.timeline if moment.kind == "measure" and moment.lever]
    assert spans
    assert all(span.only_in for span in spans)
    swiss = info.case_info(bench_of("us-switzerland-2025"))
    assert not any(moment.only_in for moment in swiss.timeline)


def test_a_package_says_which_levers_it_overrides():
    bench = bench_of("eu-china-ev-2024")
    assert asked(bench).overridden == {}
    found = asked(bench, levers={"item-duty": "half"})
    assert found.overridden == {"eu27-chn-cars": ["item-duty"]}
    same = asked(bench, levers={"item-duty": "half", "eu27-chn-cars": 60})
    assert same.economies.welfare == pytest.approx(found.economies.welfare, abs=1e-9)


def test_the_headline_has_ranges_that_hold_it():
    from cobden.live.ranges import ranges

    bench = bench_of("us-switzerland-2025")
    posed = bench.pose(Scenario())
    found = ranges(bench, posed, lambda *_: None)
    for figure in answer(bench, posed, Show()).headline:
        low, high = found.figures[figure.id]
        assert low <= figure.value <= high
    n = found.economies.index("CHE")
    assert found.figures["welfare:CHE"] == (found.low[n], found.high[n])
