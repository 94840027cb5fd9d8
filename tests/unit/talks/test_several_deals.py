"""Several deals at one table: against closed forms, brute force, and rules of who holds."""

from datetime import date
from itertools import permutations, product

import numpy as np
import pytest
from pydantic import ValidationError

from cobden.base.errors import InputError
from cobden.report.several_tables import as_record, grids
from cobden.report.talks_words import opening
from cobden.talks.effects import evaluate
from cobden.talks.networks import in_turn, nash_in_nash
from cobden.talks.several_deals import Accord, accords, answering, bargain
from cobden.talks.table import Table
from cobden.talks.talks import Talks
from cobden.talks.third_parties import TariffReaction, ThirdParties
from talks_example import MONEY, assumed

HUB = [(0, 1), (0, 2)]
PARTIES = {"hub": "USA", "east": "JPN", "west": "KOR"}


def three(adds, *, tariffs=False, links=()) -> Table:
    """A hub with two spokes: item ``e`` is agreed with east, ``w`` with west, by their levels."""
    money = {name: {"title": name, "unit": MONEY} for name in PARTIES}
    side = {
        "outside": {"title": "walk out"}, "patience": assumed(0.1, "a year"),
        "power": assumed(1 / 3, "share"),
    }  # fmt: skip
    cut = {"by": "USA", "goods": "C29", "rate": 0.0, "mode": "floor", "start": "2025-06-05",
           "authority": "S232-auto", "source": "x"}  # fmt: skip
    items = {}
    for name, to in (("e", "east"), ("w", "west")):
        levels: dict[str, dict] = {"no": {"title": "as it stands"}}
        for level, values in adds[name].items():
            sums = zip(PARTIES, values, strict=True)
            levels[level] = {
                "title": level, "adds": {who: assumed(v, MONEY) for who, v in sums},
                **({"tariffs": [cut | {"on": PARTIES[to]}]} if tariffs else {}),
            }  # fmt: skip
        items[name] = {"title": f"Deal with {to}", "giver": "hub", "to": [to], "levels": levels}
    return Table.model_validate({
        "sources": {"gazette": {"citation": "Gazette"}},
        "outcomes": money,
        "parties": {
            key: {"economy": economy, "title": key.capitalize(), **side,
                  "aims": [{"outcome": key, "weight": assumed(1, f"{MONEY} per {MONEY}")}]}
            for key, economy in PARTIES.items()
        },
        "items": items, "links": list(links), "packages": {"both": {"e": "yes", "w": "yes"}},
    })  # fmt: skip


def talks(table: Table, together=(0.0, 0.0, 0.0)) -> Talks:
    """Talks in which both deals together bring more than each brings alone, by a model."""

    def model(rows):
        return (rows > 0).all(axis=1)[:, None] * np.array(together)

    effects = evaluate(table, model, np.zeros((3, 3)), "a test", idle=True)
    return Talks(effects, date(2025, 6, 5))


SEPARATE = {
    "e": {"yes": (1.0, 2.0, -0.5), "more": (3.0, 0.4, -0.5)},
    "w": {"yes": (1.0, -0.25, 1.0)},
}


def test_an_item_belongs_to_those_between_whom_it_is_agreed():
    table = three(SEPARATE)
    assert table.signatories("e") == ("hub", "east")
    first, second = accords(table)
    assert (first.parties, second.parties) == ((0, 1), (0, 2))
    assert first.terms.tolist() == [[0, 0], [1, 0], [2, 0]]
    assert second.terms.tolist() == [[0, 0], [0, 1]]


def test_deals_that_add_up_are_each_struck_as_if_alone():
    """Closed form: without interaction Nash-in-Nash, every order and each alone are the same."""
    found = talks(three(SEPARATE)).several()
    nash = np.array([0.0, 1.0 * 2.0, 3.0 * 0.4]).argmax()
    assert [one.profile for one in found.alone] == [(nash, 0), (0, 1)]
    assert [one.profile for one in found.at_once] == [(nash, 1)]
    assert {one.profile for one in found.in_turn.values()} == {(nash, 1)}
    assert found.at_once[0].payoff == pytest.approx([2.0, 1.75, 0.5])
    assert found.complete
    assert not found.rounds


def _brute(worth, pairs, power):
    """Backward induction written out: every deal tries all its terms, given those before it."""

    def rest(deal, past):
        if deal == len(pairs):
            return past, worth[past]
        ends = [rest(deal + 1, (*past, n)) for n in range(worth.shape[deal])]
        sides, shares = list(pairs[deal]), power[deal]
        without = ends[0][1][sides]
        best, score = ends[0], -1.0
        for profile, payoff in ends:
            gain = payoff[sides] - without
            if (gain >= 0).all():
                product_ = float(np.prod(gain**shares))
                if product_ > score + 1e-12:
                    best, score = (profile, payoff), product_
        return best

    return rest(0, ())


@pytest.mark.parametrize("seed", range(12))
def test_deals_in_turn_are_those_of_backward_induction_written_out(seed):
    random = np.random.default_rng(seed)
    worth = random.normal(size=(3, 4, 2, 3))
    pairs = [(0, 1), (0, 2), (1, 2)]
    power = [np.array([0.7, 0.3]), np.array([0.5, 0.5]), np.array([0.2, 0.8])]
    for order in permutations(range(3)):
        turned = worth.transpose(*order, 3)
        asked = [pairs[k] for k in order], [power[k] for k in order]
        profile, payoff = in_turn(turned, *asked)
        expected, brought = _brute(turned, *asked)
        np.testing.assert_allclose(payoff, brought)
        assert profile == expected


@pytest.mark.parametrize("seed", range(12))
def test_deals_at_once_are_those_that_no_pair_would_change(seed):
    """Every fixed point, and no other, by trying all profiles and all changes of one deal."""
    random = np.random.default_rng(100 + seed)
    worth = random.normal(size=(3, 4, 3))
    found = nash_in_nash(lambda p: worth[tuple(p.T)], [3, 4], HUB)
    rests = set()
    for profile in product(range(3), range(4)):
        kept = True
        for deal, sides in enumerate(HUB):
            without = worth[tuple(0 if k == deal else n for k, n in enumerate(profile))]
            gains = [
                worth[tuple(m if k == deal else n for k, n in enumerate(profile))] - without
                for m in range(worth.shape[deal])
            ]
            scores = [np.prod(g[list(sides)]) if (g[list(sides)] >= 0).all() else -1 for g in gains]
            kept &= int(np.argmax(scores)) == profile[deal]
        if kept:
            rests.add(profile)
    assert set(found.profiles) == rests


def test_who_signs_first_matters_where_one_deal_takes_from_the_other():
    """The hub gains from either and not from both: whoever is first has it."""
    one = {"yes": (2.0, 1.0, 0.0)}, {"yes": (2.0, 0.0, 1.0)}
    table = three({"e": one[0], "w": one[1]}, tariffs=True)
    found = talks(table, together=(-3.0, 0.0, 0.0)).several()
    assert found.in_turn[0, 1].profile == (1, 0)
    assert found.in_turn[1, 0].profile == (0, 1)
    assert {one.profile for one in found.at_once} == {(1, 0), (0, 1)}


def test_more_may_sign_one_deal():
    found = nash_in_nash(lambda p: np.c_[p, 2 * p, 3 * p].astype(float), [2], [(0, 1, 2)])
    assert found.profiles == ((1,),)
    with pytest.raises(InputError, match="power"):
        nash_in_nash(lambda p: np.zeros((len(p), 3)), [2], [(0, 1, 2)], [(0.5, 0.5)])
    with pytest.raises(InputError, match="3 axes"):
        in_turn(np.zeros((2, 3)), HUB)


def test_two_sign_and_the_third_stands_aside_or_joins():
    found = talks(three(SEPARATE)).several()
    by = {one.members: one for one in found.partial}
    assert set(by) == {(0, 1), (0, 2), (0, 1, 2)}, "between east and west there is nothing"
    east = by[0, 1]
    assert east.struck.payoff == pytest.approx([1.0, 2.0, -0.5])
    assert east.join == (), "west gains by coming in, at the expense of east"
    assert by[0, 2].join == (), "east gains by coming in, at the expense of west"
    assert by[0, 1, 2].leave == ()
    friendly = {"e": {"yes": (1.0, 2.0, 0.1)}, "w": {"yes": (1.0, 0.2, 1.0)}}
    by = {one.members: one for one in talks(three(friendly)).several().partial}
    assert by[0, 1].join == (2,)
    assert by[0, 2].join == (1,)


def test_a_party_that_would_have_more_outside_stands_aside():
    """What hub and west agree is good for east, which pays for what it agrees itself."""
    adds = {"e": {"yes": (1.0, 0.5, 1.0)}, "w": {"yes": (1.0, 2.0, 1.0)}}
    found = talks(three(adds, tariffs=True), together=(0.0, -1.0, 0.0)).several()
    by = {one.members: one for one in found.partial}
    assert by[0, 1, 2].struck.payoff == pytest.approx([2.0, 1.5, 2.0])
    assert by[0, 1, 2].leave == (1,)
    assert by[0, 2].join == ()


def test_who_is_left_out_answers_in_proportion_on_who_cut_tariffs():
    """A reaction linear in the rate: 0.5 lost is taken back at 5%, and costs the hub 0.1."""
    table = three(SEPARATE, tariffs=True)

    def respond(row, third, on, rate):
        assert on == "USA"
        return TariffReaction(imports_cut=10 * rate, harm=2 * rate, gain=1 * rate)

    thirds = ThirdParties(("KOR",), lambda row, third, basis: 0.5, respond)
    deals = accords(table)
    t = talks(table)
    answer = answering(table, thirds, np.ones(3))
    found = bargain(table, t.payoff, deals, np.zeros(3), answer)
    east = next(one for one in found.partial if one.members == (0, 1))
    said = east.answers[2]
    assert said is not None
    assert said.rate == pytest.approx(0.05, rel=1e-4)
    assert east.answered - east.struck.payoff == pytest.approx([-0.1, 0.0, 0.05], rel=1e-4)
    page = str([row for grid in grids(found) for row in grid.rows])
    assert "West: 5.00 points on the goods of Hub" in page
    harmless = ThirdParties(
        ("KOR",), lambda row, third, basis: 9.0, lambda *asked: TariffReaction(0.0, 0.0, 0.0)
    )
    found = bargain(table, t.payoff, deals, np.zeros(3), answering(table, harmless, np.ones(3)))
    assert next(one for one in found.partial if one.members == (0, 1)).answers == {2: None}


def test_the_tables_say_what_the_others_change():
    one = {"yes": (2.0, 1.0, 0.0)}, {"yes": (2.0, 0.0, 1.0)}
    table = three({"e": one[0], "w": one[1]}, tariffs=True)
    both, partly = grids(talks(table, together=(-3.0, 0.0, 0.0)).several())
    assert "sign no deal instead of" in both.below
    assert [row.label for row in both.rows if "then" in row.label] == [
        "East, then West", "West, then East"
    ]  # fmt: skip
    assert len(partly.rows) == 3
    record = as_record(talks(table, together=(-3.0, 0.0, 0.0)).several())
    assert record["deals"] == [["hub", "east"], ["hub", "west"]]
    assert {tuple(one["levels"]) for one in record["at_once"]} == {("e",), ("w",)}
    separate = grids(talks(three(SEPARATE)).several())[0]
    assert "one after another, in either order" in [row.label for row in separate.rows]
    assert "does not turn on the other deals" in separate.below


def test_what_one_of_three_would_not_sign_is_no_deal():
    """East and the hub would agree, at west's expense: at one table west has a veto."""
    t = talks(three({"e": {"yes": (1.0, 1.0, -5.0)}, "w": {"yes": (1.0, 0.0, -1.0)}}))
    said = opening(t, "both")
    assert said.endswith("No package suits all sides.")
    assert "the United States in 100%, Japan in 100% and Korea in 0%" in said
    by = {one.members: one for one in t.several().partial}
    assert by[0, 1].struck.payoff == pytest.approx([1.0, 1.0, -5.0])
    assert not by[0, 1, 2].struck.row.any()
    assert by[0, 1, 2].leave == ()


def test_too_many_terms_are_refused():
    table = three(SEPARATE)
    deal = Accord((0, 1), np.zeros((500, 2), dtype=int))
    with pytest.raises(InputError, match="250,000 combinations"):
        bargain(table, talks(table).payoff, [deal, deal], np.zeros(3))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"to": ["nord"]}, "unknown party 'nord'"),
        ({"to": ["hub"]}, "hub gives it to itself"),
    ],
)
def test_a_deal_with_nobody_or_oneself_is_refused(change, said):
    data = three(SEPARATE).model_dump()
    data["items"]["e"] |= change
    with pytest.raises(ValidationError, match=said):
        Table.model_validate(data)


def test_what_different_parties_agree_is_not_linked():
    with pytest.raises(ValidationError, match="agreed between different parties"):
        three(SEPARATE, links=[{"kind": "needs", "item": "e", "other": "w"}])
