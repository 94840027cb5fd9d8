"""Other counterparts beside the table's own: a wider table, solved, and what it refuses."""

from datetime import date

import numpy as np
import pytest

from cobden.base.errors import InputError
from cobden.cases import load
from cobden.measures import Policy
from cobden.study.counterparts import widened, with_counterparts
from cobden.study.negotiation import Negotiation, negotiate, read_table
from cobden.study.precedents import read_precedents
from cobden.study.table_on_world import quiet
from cobden.world import World

JUNE = date(2025, 6, 5)


@pytest.fixture(scope="module")
def known():
    return read_precedents(load("japan-us-2025").folder)


@pytest.fixture(scope="module")
def table():
    """The table of the main case with cars and money alone."""
    table = read_table(load("japan-us-2025").folder)
    items = {name: table.items[name] for name in ("autos", "investment")}
    autos = items["autos"]
    items["investment"] = items["investment"].model_copy(update={"secured_by": None})
    few = {name: autos.levels[name] for name in ("27.5", "15")}
    items["autos"] = autos.model_copy(update={"levels": few})
    deal = {"deal": {"autos": "15", "investment": "550"}}
    parts = {"items": items, "packages": deal, "links": (), "log": (), "clock": (), "hazards": ()}
    party = table.parties["JPN"]
    usa = table.parties["USA"].model_copy(
        update={"red_lines": {}, "principals": {}, "rule": None, "outside": party.outside}
    )
    no_state = party.outside.model_copy(update={"state": None})
    parties = {
        key: one.model_copy(update={"outside": no_state})
        for key, one in {"USA": usa, "JPN": party}.items()
    }
    return table.model_copy(update={**parts, "parties": parties})


def _setting(table, world):
    law = Policy.load().on(JUNE)
    return Negotiation(table, world, law, law.wedges(world), {})


@pytest.mark.validation
def test_a_counterpart_beside_is_a_third_party_at_the_table(table, known):
    """Solved as terms of deals, and as a table of three all of whose packages are solved."""
    world = World.load().aggregate(economies=["USA", "JPN", "KOR", "CHN"])
    setting = _setting(table, world)
    beside = with_counterparts(negotiate(setting, idle=True), setting, known, ["KOR"], quiet)
    wide = negotiate(_setting(beside.table, world), idle=True)
    rest = beside.at_once[0]
    assert wide.payoff(rest.row)[0] == pytest.approx(rest.payoff, abs=1e-6)
    korea = next(deal for deal in wide.several().accords if deal.parties == (0, 2))
    assert len(korea.terms) == 4
    for one in beside.partial:
        assert wide.payoff(one.struck.row)[0] == pytest.approx(one.struck.payoff, abs=1e-6)
    assert rest.payoff[1] < beside.alone[0].payoff[1], "cars from Korea cost Japan sales"


def test_a_wider_table_seats_who_is_named(table, known):
    wide = widened(table, known, ["KOR", "EU27"], JUNE)
    assert list(wide.parties) == ["USA", "JPN", "KOR", "EU27"]
    assert wide.signatories("autos") == ("USA", "JPN")
    assert wide.signatories("KOR") == ("USA", "KOR")
    powers = np.array([party.power.value for party in wide.parties.values()])
    own = [table.parties[key].power.value for key in ("USA", "JPN")]
    assert powers.sum() == pytest.approx(1)
    assert powers[0] / powers[1:] == pytest.approx(own[0] / own[1])
    assert list(wide.items["KOR"].levels) == ["stands", "10", "15", "20"]
    minded = [aim.outcome for aim in wide.parties["KOR"].aims]
    assert minded == ["income_KOR", "pledged_KOR", "calm_KOR"]


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        (["KORR"], "KOR"),
        (["JPN"], "unknown deal 'JPN'"),
        (["CHN"], "both sides' tariffs changed"),
        (["KOR", "KOR"], "one of them twice"),
        (["GBR", "VNM", "IDN", "KOR"], "4 counterparts"),
    ],
)
def test_whom_nobody_can_set_beside(table, known, keys, said):
    with pytest.raises(InputError, match=said):
        widened(table, known, keys, JUNE)


def test_a_table_of_three_has_no_counterparts_beside(table, known):
    wide = widened(table, known, ["KOR"], JUNE)
    with pytest.raises(InputError, match="beside a table of two"):
        widened(wide, known, ["EU27"], JUNE)
