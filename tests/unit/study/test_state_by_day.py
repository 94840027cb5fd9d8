"""The law of a state day by day: what was, what the state adds, and what was known when."""

from datetime import date

import pytest

from cobden.dynamics.law_by_year import ByDay
from cobden.measures import Policy, Suspension, Tariff
from cobden.study.state_by_day import StateByDay


def tariff(name, start, end=None, pauses=()):
    return Tariff(id=name, by="USA", on="JPN", goods="C29", rate=0.25, start=start, end=end,
                  authority="S232", source="example", suspensions=pauses)  # fmt: skip


PAUSE = Suspension(start=date(2025, 4, 9), end=date(2025, 7, 9), source="example")
LONGER = Suspension(start=date(2025, 7, 9), end=date(2026, 2, 1), source="example")
POLICY = Policy(
    [
        tariff("cars", "2025-04-05", pauses=(PAUSE, LONGER)),
        tariff("old", "2018-01-01", "2025-06-01"),
    ]
)


def ids(law):
    return {t.id for t in law.tariffs}


def test_a_policy_as_it_stood_on_a_day_knows_no_later_measure_and_no_later_pause():
    known = POLICY.known_on("2025-05-01")
    assert known.on("2025-06-15").tariffs == ()
    assert ids(known.on("2025-08-01")) == {"cars"}  # the pause was to end in July
    assert ids(POLICY.on("2025-08-01")) == set()
    assert ids(POLICY.known_on("2024-12-31").on("2026-03-01")) == set()
    assert POLICY.known_on("2026-01-01") == POLICY
    assert POLICY.changes() == tuple(
        date(*day)
        for day in ((2018, 1, 1), (2025, 4, 5), (2025, 4, 9), (2025, 6, 1), (2025, 7, 9),
                    (2026, 2, 1))
    )  # fmt: skip


@pytest.fixture
def state():
    extra = tariff("extra", "2025-05-10")

    def law(policy, day):
        return Policy([*(m for m in policy.measures if m.authority != "S232"), extra]).on(day)

    return StateByDay(POLICY, date(2025, 5, 20), law, (extra,))


def test_before_its_day_a_state_adds_what_has_begun_and_drops_nothing(state):
    assert isinstance(state, ByDay)
    assert ids(state.on(date(2025, 5, 1))) == {"old"}
    assert ids(state.on(date(2025, 5, 15))) == {"old", "extra"}
    assert ids(state.on(date(2025, 5, 25))) == {"extra"}
    assert {date(2025, 5, 10), date(2025, 5, 20)} <= set(state.changes())


def test_nobody_knows_a_state_before_its_year(state):
    assert ids(state.known_on(date(2024, 12, 31)).on(date(2025, 12, 1))) == set()
    assert ids(state.known_on(date(2025, 12, 31)).on(date(2025, 12, 1))) == {"extra"}
    assert state.known_on(date(2026, 12, 31)) == state.known_on(date(2027, 12, 31))
