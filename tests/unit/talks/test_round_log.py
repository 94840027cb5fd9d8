"""Entries of a log that cannot be right are refused, with what is wrong."""

import pytest
from pydantic import ValidationError

from cobden.talks.table import Table
from talks_example import MONEY, assumed, example

GOOD = {"on": "2025-05-01", "by": "home", "kind": "answer", "package": "deal", "says": "no",
        "sources": ["gazette"]}  # fmt: skip


def table(entry, noise=True):
    data = example()
    if noise:
        for party in data["parties"].values():
            party["noise"] = assumed(0.5, MONEY)
    data["log"] = [entry]
    return Table.model_validate(data)


def test_a_log_that_hangs_together_is_read():
    assert table(GOOD).log[0].says == "no"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"by": None}, "names who it is by"),
        ({"kind": "signed", "says": None}, "nobody's alone"),
        ({"says": None}, "needs says"),
        ({"kind": "offer"}, "has no says"),
        ({"over": "offer"}, "has no over"),
        ({"kind": "signal", "says": None}, "needs trust"),
        ({"trust": assumed(0.5, "probability")}, "has no trust"),
        ({"kind": "signal", "says": None, "trust": assumed(1.5, "probability")}, "0 to 1"),
        ({"package": "nothing"}, "unknown package 'nothing'"),
        ({"package": {"tarif": "15"}}, "unknown item 'tarif'"),
        ({"package": {"tariff": "16"}}, "unknown level '16'"),
        ({"package": {"clause": "yes"}}, "clause needs pledge"),
        ({"by": "hom"}, "unknown party 'hom'"),
        ({"says": "yes", "package": {"pledge": "200"}}, "red_lines"),
        ({"sources": []}, "at least 1"),
        ({"sources": ["gazete"]}, "unknown source 'gazete'"),
        ({"round": 0}, "greater than or equal to 1"),
    ],
)
def test_an_entry_that_cannot_be_right_is_refused(change, message):
    with pytest.raises(ValidationError, match=message):
        table({**GOOD, **change})


def test_whom_a_log_tells_of_needs_a_noise():
    with pytest.raises(ValidationError, match="it needs a noise"):
        table(GOOD, noise=False)
    data = example()
    data["agreement"] = assumed(1.2, "probability")
    with pytest.raises(ValidationError, match="agreement is a probability"):
        Table.model_validate(data)
