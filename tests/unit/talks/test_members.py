"""The members of a group at the table: parts that sum, rules of assent, who is asked."""

from dataclasses import replace
from datetime import date
from math import comb

import numpy as np
import pytest

from cobden.base.errors import InputError
from cobden.base.population import population
from cobden.report import talks_tables, talks_words
from cobden.talks import Assent, evaluate
from cobden.talks.members import Members, assents, needed
from cobden.talks.table import Table
from cobden.talks.talks import Talks
from talks_example import OUTSIDE, assumed, example, model

MONEY = "billion USD a year"
SHARES = np.array([0.5, 0.3, 0.2])  # of income and of what the group gains
PEOPLE = np.array([0.2, 0.35, 0.45])
COUNCIL = {"kind": "qualified_majority", "members": 0.55, "population": 0.65, "blockers": 4}


def talks(assent=None, tilt=0.0, noise=None, principals=False) -> Talks:
    """Return the example with the Union at home: three members, of whom the first has ``tilt``
    billions more of a lower tariff, and the last as much less."""
    data = example()
    home = data["parties"]["home"]
    home["economy"] = "EU27"
    if assent:
        home["assent"] = assent
    if noise is not None:
        home["noise"] = assumed(noise, MONEY)
    if not principals:
        home.pop("principals", None)
        home.pop("rule", None)
    whole = evaluate(Table.model_validate(data), model, OUTSIDE, "a test")
    place = list(whole.table.parties).index("home")
    column = list(whole.table.outcomes).index("income_home")
    exact = SHARES[:, None, None] * whole.exact
    cut = whole.exact[:, column] != 0
    exact[0, cut, column] += tilt
    exact[2, cut, column] -= tilt
    inside = Members(("DEU", "FRA", "ITA"), SHARES, PEOPLE, exact,
                     SHARES[:, None] * whole.modelled_outside[place])  # fmt: skip
    return Talks(replace(whole, members={"home": inside}), date(2025, 6, 5))


def test_the_parts_of_members_sum_to_the_group():
    t = talks(tilt=0.7)
    place, found = t.parties.index("home"), t.members("home", "offer")
    for name in t.table.packages:
        found = t.members("home", name)
        assert float(found.payoff.sum()) == pytest.approx(t.payoff(t.package(name))[0, place])
        assert float(found.outside.sum()) == pytest.approx(t.outside[place])
    assert found.member.values.tolist() == ["DEU", "FRA", "ITA"]
    assert found.population.values == pytest.approx(PEOPLE)


@pytest.mark.parametrize(
    ("yes", "council", "unanimous"),
    [
        ("111", True, True),
        ("110", True, False),  # one no: fewer than four block nothing
        ("100", True, False),
    ],
)
def test_few_who_say_no_block_nothing(yes, council, unanimous):
    said = np.array([int(one) for one in yes], float)
    count, people = np.array([said.sum()]), np.array([said @ PEOPLE])
    assert assents(Assent.model_validate(COUNCIL), 3, count, people) == council
    assert assents(Assent(kind="unanimity"), 3, count, people) == unanimous


@pytest.mark.parametrize(
    ("against", "assented"),
    [
        ("DEU FRA ITA", True),  # 43% of the people, but only three
        ("DEU FRA ITA MLT", False),  # a fourth makes it a blocking minority
        ("DEU FRA MLT LUX", True),  # 34% of the people: no minority of more than 35%
        ("DEU FRA MLT NLD", False),
        ("DEU ESP MLT LUX", True),  # 29%
        ("AUT BGR CYP DNK EST FIN GRC HRV IRL LTU LUX LVA MLT", False),  # 14 of 27 is not 55%
        ("AUT BGR CYP DNK EST FIN GRC HRV IRL LTU LUX LVA", True),  # 15 is
    ],
)
def test_the_council_votes_as_the_treaty_says(against, assented):
    """Article 16(4) of the Treaty on European Union, with the populations that ship."""
    from cobden.base.economies import group

    names = group("EU27") or ()
    people = np.array([population(code) for code in names])
    says = np.array([code not in against.split() for code in names], float)
    share = np.array([says @ people / people.sum()])
    rule = Assent.model_validate(COUNCIL)
    assert needed(rule, len(names)) == 15
    assert assents(rule, len(names), np.array([says.sum()]), share)[0] == assented


def test_a_group_signs_what_its_members_assent_to():
    package = {"tariff": "10"}  # worth 3 to the group
    assert talks().signature(package, draws=200).parties["home"] == 1
    tilted = talks({"kind": "unanimity"}, tilt=2.0).signature(package, draws=200)
    assert (tilted.parties["home"], tilted.assent["home"]) == (0, 0)
    said = {voice.name: voice.accepts for voice in tilted.members["home"]}
    assert said == {"DEU": 1, "FRA": 1, "ITA": 0}
    most = {"kind": "qualified_majority", "members": 0.55, "population": 0.5}
    assert talks(most, tilt=2.0).signature(package, draws=200).parties["home"] == 1
    more = most | {"population": 0.6}  # Germany and France are 55% of the people
    assert talks(more, tilt=2.0).signature(package, draws=200).parties["home"] == 0
    free = talks(tilt=2.0).signature(package, draws=200)
    assert free.assent == {}
    assert free.members == {}


def test_members_err_as_the_group_does():
    """Where nobody gains or loses each says yes half the time: the count is binomial."""
    indifferent = talks(
        {"kind": "qualified_majority", "members": 0.6, "population": 0.0}, noise=2.0
    )
    effects, inside = indifferent.effects, indifferent.effects.members["home"]
    inside = replace(inside, exact=0 * inside.exact, outside=0 * inside.outside - 1)
    nothing = replace(effects, exact=0 * effects.exact, members={"home": inside})
    found = Talks(nothing, date(2025, 6, 5)).signature({"tariff": "10"}, draws=40_000)
    at_least_two = sum(comb(3, k) for k in (2, 3)) / 8
    assert found.assent["home"] == pytest.approx(at_least_two, abs=0.01)


def test_principals_and_members_must_both_say_yes():
    """With principals of its own a group needs both: nobody signs over the members' heads."""
    data = example()
    table = Table.model_validate(data)
    assert table.parties["away"].principals
    both = talks({"kind": "unanimity"}, tilt=2.0)
    party = both.table.parties["home"].model_copy(
        update={"principals": {"chief": table.parties["away"].principals["chief"]}}
    )
    seated = both.table.model_copy(update={"parties": both.table.parties | {"home": party}})
    found = Talks(replace(both.effects, table=seated), both.on).signature(
        {"tariff": "10"}, draws=99
    )
    assert found.voices["home"][0].accepts == 1
    assert found.parties["home"] == 0


def test_advice_reckons_with_assent():
    """What the other side is told to offer must pass the members too."""
    from cobden.talks.chair import Chair

    row = np.array([talks().package({"tariff": "10"})])
    for assent, chance in ((None, 1.0), ({"kind": "unanimity"}, 0.0)):
        t = talks(assent, tilt=2.0)
        assert Chair(t, "away", t.beliefs).accepted(row).mean() == pytest.approx(chance)


def test_tables_and_records_show_who_is_inside():
    t = talks({"kind": "unanimity"}, tilt=2.0)
    grids = {grid.title: grid for grid in talks_tables.answered(t, ())}
    inside = next(grid for title, grid in grids.items() if title.startswith("Inside"))
    assert {row.label for row in inside.rows} == {"Germany", "France", "Italy", "Together", "gain"}
    assert "all 3 members say yes" in inside.below
    signed = grids["Would it be signed?"]
    assert "its members assent" in {row.label for row in signed.rows}
    record = talks_words.as_record(t, next(iter(t.table.packages)))
    member = next(iter(record["packages"].values()))["members"]["home"]["ITA"]
    assert set(member) == {"payoff", "walking_out", "population", "accepts"}


@pytest.mark.parametrize(
    ("economy", "assent", "said"),
    [
        ("JPN", {"kind": "unanimity"}, "JPN is no group"),
        ("EU27", {"kind": "unanimity", "members": 0.5}, "every member must say yes"),
        ("EU27", {"kind": "qualified_majority", "members": 0.55}, "share of members and of pop"),
        ("EU27", COUNCIL | {"population": 65}, "less than or equal to 1"),
        ("EU27", {"kind": "majority"}, "unanimity"),
        ("EU27", COUNCIL | {"blockers": -1}, "greater than or equal to 0"),
    ],
)
def test_a_rule_of_assent_that_cannot_be_is_refused(economy, assent, said):
    data = example()
    data["parties"]["home"] |= {"economy": economy, "assent": assent}
    with pytest.raises(ValueError, match=said):
        Table.model_validate(data)


def test_members_that_nobody_knows_are_an_error():
    asked = talks({"kind": "unanimity"})
    bare = Talks(replace(asked.effects, members={}), asked.on)
    with pytest.raises(InputError, match="what a package brings to each is not known"):
        bare.signature({"tariff": "10"}, draws=9)
    with pytest.raises(InputError, match="no group whose members"):
        asked.members("away", {"tariff": "10"})
    with pytest.raises(InputError, match="population"):
        population("ROW")
