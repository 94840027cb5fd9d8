"""Labelled inputs are put in order by their labels, or refused with both sets of them."""

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

import cobden as cb
from cobden.base.errors import InputError
from cobden.base.labels import aligned, axes, ordered
from cobden.talks.bargaining import agree
from cobden.world.benchmark_economy import LETTERS
from cobden.world.competition import Competition
from cobden.world.world import World

WORLD = World.load().aggregate(["USA", "JPN", "CHN"], {"goods": list(World.load().sectors[:-1])})
ECONOMIES, SECTORS = WORLD.economies, WORLD.sectors
RATES = WORLD.tariff + np.arange(WORLD.tariff.size).reshape(WORLD.tariff.shape) / 1000


def labelled(values, letters):
    axis = {"k": ("sector", SECTORS), "q": ("industry", SECTORS), "n": ("importer", ECONOMIES),
            "i": ("exporter", ECONOMIES)}  # fmt: skip
    named = [axis[letter] for letter in letters]
    return xr.DataArray(values, [(name, list(labels)) for name, labels in named])


def shuffled(array, random):
    for dim in array.dims:
        order = list(array.coords[dim].values)
        random.shuffle(order)
        array = array.sel({dim: order})
    dims = list(array.dims)
    random.shuffle(dims)
    return array.transpose(*dims)


@settings(max_examples=60, deadline=None)
@given(
    letters=st.sampled_from(["kni", "kn", "ki", "kqn", "n", "k"]),
    random=st.randoms(),
    as_series=st.booleans(),
)
def test_no_order_of_labels_or_axes_changes_the_numbers(letters, random, as_series):
    found = axes(letters, ECONOMIES, SECTORS)
    values = np.arange(np.prod([len(a.labels) for a in found]), dtype=float)
    values = values.reshape([len(a.labels) for a in found])
    given_ = shuffled(labelled(values, letters), random)
    if as_series:
        given_ = given_.to_series()
        order = list(range(len(given_)))
        random.shuffle(order)
        given_ = given_.iloc[order]
    assert (aligned(given_, *found, where="x") == values).all()


def test_a_table_is_turned_the_right_way():
    found = axes("kn", ECONOMIES, SECTORS)
    values = np.arange(8.0).reshape(2, 4)
    table = pd.DataFrame(values, list(SECTORS), list(ECONOMIES))
    for one in (table, table.T, table.iloc[::-1, [2, 0, 3, 1]], table.T.sort_index()):
        assert (aligned(one, *found, where="x") == values).all()


def test_the_reported_fault_a_sorted_tariff_gives_the_same_answer():
    rates = labelled(RATES, "kni")
    same = [cb.solve(WORLD, tariff=t).welfare.values for t in (
        RATES, rates, rates.sortby("exporter"), rates.transpose("exporter", "sector", "importer"),
        rates.to_series().sample(frac=1, random_state=1),
    )]  # fmt: skip
    assert np.ptp(same, axis=0).max() == 0
    grown = pd.Series([1.1, 1.0, 1.0, 1.0], list(ECONOMIES))
    found = [cb.solve(WORLD, labour=s).welfare for s in (grown, grown.sort_index(), dict(grown))]
    assert (found[0] == found[1]).all()
    assert (found[0] == found[2]).all()
    assert float(found[0].sel(economy="USA")) > 5


def test_a_world_from_labelled_arrays_in_any_order_is_the_same_world():
    given_ = {name: getattr(WORLD, name) for name in LETTERS if name != "final_trade_share"}
    plain = World.from_shares(ECONOMIES, SECTORS, **given_)
    sorted_ = {
        name: labelled(value, LETTERS[name]).sortby(labelled(value, LETTERS[name]).dims[-1])
        for name, value in given_.items()
    }
    from_labels = World.from_shares(ECONOMIES, SECTORS, **sorted_)
    direct = World(ECONOMIES, SECTORS, **sorted_)
    for name in given_:
        assert (getattr(plain, name) == getattr(from_labels, name)).all()
        assert (getattr(direct, name) == getattr(WORLD, name)).all()


def test_elasticities_are_known_by_their_labels():
    own = pd.Series({"SERV": 3.0, "goods": 7.0})
    for elasticity in (own, own.to_xarray().rename(index="sector"), dict(own)):
        assert WORLD.with_elasticity(elasticity).elasticity.tolist() == [7.0, 3.0]


# A door is a way for numbers by economy or sector to come in; each is given the plain values of
# the right shape, spoilt.
FLOW = ("kni", np.ones((2, 4, 4)))
DOORS = {
    "solve: tariff": (*FLOW, lambda x: cb.solve(WORLD, tariff=x)),
    "solve: export_tax": (*FLOW, lambda x: cb.solve(WORLD, export_tax=x)),
    "solve: trade_cost": (*FLOW, lambda x: cb.solve(WORLD, trade_cost=x)),
    "solve: productivity": ("ki", np.ones((2, 4)), lambda x: cb.solve(WORLD, productivity=x)),
    "solve: labour": ("n", np.ones(4), lambda x: cb.solve(WORLD, labour=x)),
    "solve: transfer": ("n", np.zeros(4), lambda x: cb.solve(WORLD, transfer=x)),
    "gradient: tariff": (
        *FLOW, lambda x: cb.gradient(WORLD, of=cb.Objective.welfare("USA"), tariff=x)
    ),
    "Wedges.of": (*FLOW, lambda x: cb.Wedges.of(ECONOMIES, SECTORS, tariff=x)),
    "Wedges": (*FLOW, lambda x: cb.Wedges(ECONOMIES, SECTORS, x, FLOW[1], FLOW[1])),
    "World": ("n", WORLD.value_added, lambda x: _world(World, value_added=x)),
    "from_shares: value_added": (
        "n", WORLD.value_added, lambda x: _world(World.from_shares, value_added=x)
    ),
    "from_shares: expenditure": (
        "kn", WORLD.expenditure, lambda x: _world(World.from_shares, expenditure=x)
    ),
    "with_elasticity": ("k", np.full(2, 4.0), WORLD.with_elasticity),
}  # fmt: skip


def _world(make, **changed):
    given_ = {name: getattr(WORLD, name) for name in LETTERS if name != "final_trade_share"}
    return make(ECONOMIES, SECTORS, **(given_ | changed))


def renamed(letters, values):
    array = labelled(values, letters)
    dim = array.dims[-1]
    return array.assign_coords({dim: ["XXX", *array.coords[dim].values[1:]]})


def doubled(letters, values):
    array = labelled(values, letters)
    dim = array.dims[-1]
    names = array.coords[dim].values
    return array.assign_coords({dim: [names[1], *names[1:]]})


FAULTS = {
    "a label nobody knows": (renamed, "Unknown: XXX"),
    "a label twice": (doubled, "Twice: "),
    "a label missing": (lambda k, v: labelled(v, k)[..., :-1], "Missing: "),
    "another axis": (lambda k, v: labelled(v, k).rename({labelled(v, k).dims[-1]: "year"}), "year"),
    "labels that are positions": (lambda k, v: pd.Series(np.ravel(v)), "."),
    "a set": (lambda k, v: set(np.ravel(v)), "has no order"),
    "an iterator": (lambda k, v: iter(v), "has no order"),
    "a masked array": (lambda k, v: np.ma.masked_array(v), "masked"),
    "complex numbers": (lambda k, v: v + 0j, "complex"),
    "words": (lambda k, v: v.astype(str), "words"),
    "truth values": (lambda k, v: v > 0, "truth values"),
    "a truth value among numbers": (
        lambda k, v: [True, *np.ravel(v).tolist()[1:]], "truth values"
    ),
    "dates": (lambda k, v: np.full(v.shape, "2025-06-05", "datetime64[D]"), "dates"),
    "nothing at all in a cell": (
        lambda k, v: np.where(np.ones(v.shape, bool), None, v), "not an array of numbers"
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("door", DOORS)
def test_what_cannot_be_put_in_order_is_refused(door, fault):
    letters, values, enter = DOORS[door]
    spoil, says = FAULTS[fault]
    with pytest.raises(InputError) as caught:
        enter(spoil(letters, values))
    assert says in str(caught.value)
    assert caught.value.where
    assert caught.value.remedy


def test_a_refusal_shows_both_sets_of_labels():
    with pytest.raises(InputError) as caught:
        cb.solve(WORLD, labour=pd.Series(1.0, ["USA", "JPN", "CHN", "DEU"]))
    assert "USA, JPN, CHN, DEU" in str(caught.value)
    assert "USA, JPN, CHN, ROW" in str(caught.value)


def test_numbers_of_any_real_kind_are_numbers():
    (axis,) = axes("k", ECONOMIES, SECTORS)
    for values in ([1, 2.5], np.array([1, 2.5], np.float32), [Fraction(1), Fraction(5, 2)]):
        assert aligned(values, axis, where="x").tolist() == [1.0, 2.5]


@pytest.mark.parametrize("unordered", [{"USA", "JPN"}, iter(["USA"]), {"USA": 1}.keys(), 5])
def test_labels_themselves_need_an_order(unordered):
    with pytest.raises(InputError, match="has no order"):
        ordered(unordered, "economies")


def test_sets_are_refused_where_their_order_would_be_the_answers():
    with pytest.raises(InputError, match="has no order"):
        WORLD.aggregate({"USA", "JPN"})
    with pytest.raises(InputError, match="has no order"):
        World.from_shares(set(ECONOMIES), SECTORS, **{n: getattr(WORLD, n) for n in LETTERS})
    with pytest.raises(InputError, match="'SERV' appears twice"):
        _world(World.from_shares, services=["SERV", "SERV"])


def test_labels_that_nothing_can_check_are_refused():
    table = pd.DataFrame([[1.0, 2.0]], columns=["JPN", "USA"])
    point = pd.Series({"USA": 0.0, "JPN": 0.5})
    for payoffs, disagreement in ((table, [0, 0]), ([[1.0, 2.0]], point)):
        with pytest.raises(InputError, match="cannot be checked here"):
            agree(payoffs, disagreement)
    with pytest.raises(InputError, match="cannot be checked here"):
        Competition.free_entry(pd.Series([0.1, 0.1], list(SECTORS)))


@pytest.mark.parametrize("value", ["1", True, [1.0, 2.0], None, np.ones(2), 1j, float("nan")])
@pytest.mark.parametrize("key", ["years", "response", "pass_through", "fixity"])
def test_a_horizon_is_made_of_numbers(key, value):
    good = {"years": 1.0, "response": 0.4, "pass_through": 1.0, "fixity": 1.0}
    with pytest.raises(InputError, match="horizon"):
        cb.Horizon(**(good | {key: value}))
    with pytest.raises(InputError, match="horizon"):
        cb.Horizon.after(value)


def test_a_library_that_another_thread_is_loading_has_no_values_yet(monkeypatch):
    import sys
    from types import ModuleType

    from cobden.base.labels import number

    monkeypatch.setitem(sys.modules, "xarray", ModuleType("xarray"))
    assert number(0.5, "a figure") == 0.5
