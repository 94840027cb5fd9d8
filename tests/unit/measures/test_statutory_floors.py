"""A floor tops up the duty of the statute, line by line, whoever levies it."""

import numpy as np
import pytest

from cobden.measures import Policy, Tariff
from cobden.measures.goods import six_digit_lines
from cobden.measures.importers import shipped
from cobden.world import World


@pytest.fixture(scope="module")
def world():
    return World.load()


def floor(by, on, goods, rate):
    return Tariff(
        by=by, on=on, goods=goods, rate=rate, mode="floor", start="2025-06-05",
        authority="retaliation", source="an example", share=0.5,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("by", "on", "code", "statute"),
    [
        ("EU27", "CHN", "870323", 0.10),
        ("JPN", "BRA", "640399", None),
        ("CHN", "DEU", "870323", 0.15),
    ],
)
def test_a_floor_of_others_is_on_their_schedule(world, by, on, code, statute):
    importer = "DEU" if by == "EU27" else by
    schedule = shipped(importer)
    assert schedule is not None
    lines = schedule.duties(code, on, np.datetime64("2025-06-05").astype(object))
    rates = [line.duty.rate for line in lines]
    if statute is not None:
        assert rates == pytest.approx([statute] * len(rates))
    at = int(np.searchsorted(six_digit_lines().low, int(code) * 10**4))
    sector = six_digit_lines().sectors[six_digit_lines().sector[at]]
    k, n, i = world.cell(sector, importer, on)
    law = Policy([floor(by, on, code, 0.40)]).on("2025-06-05")
    added = law.wedges(world).tariff[k, n, i] - world.tariff[k, n, i]
    known = [rate for rate in rates if np.isfinite(rate)]
    if len(known) == len(rates):
        assert added == pytest.approx(0.5 * (0.40 - np.mean(rates)), abs=1e-9)
    else:  # a duty by quantity: the world's own mean stands for it
        assert added == pytest.approx(0.5 * (0.40 - world.tariff[k, n, i]), abs=1e-9)
