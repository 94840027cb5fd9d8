"""What an instrument cannot be is an error that says what to do."""

import pytest

import cobden.measures as m
from cobden.base.errors import InputError
from cobden.equilibrium import solve
from cobden.world import World

COMMON = {"start": "2025-06-01", "authority": "an offer", "source": "a test"}
PROMISE = {"by": "JPN", "from_": "USA", "goods": "C26", "additional": True}
QUOTA = {"by": "USA", "on": "JPN", "goods": "C29", "unit": "cars", "present": 100.0}


@pytest.fixture(scope="module")
def world():
    return World.load().aggregate(economies=["USA", "JPN", "CHN"])


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: m.PurchaseCommitment(**PROMISE, value=7, **COMMON), "unit"),
        (lambda: m.PurchaseCommitment(**PROMISE, value=-7, unit="billion USD", **COMMON), "value"),
        (
            lambda: m.ExportControl(by="CHN", on="USA", goods="C26", **COMMON),
            "volume_change, licence_delay or ban",
        ),
        (
            lambda: m.ExportControl(
                by="CHN", on="USA", goods="C26", ban=True, volume_change=-0.1, **COMMON
            ),
            "2 forms",
        ),
        (
            lambda: m.TariffRateQuota(value=60, in_rate=0.1, out_rate=0.1, **QUOTA, **COMMON),
            "not above",
        ),
        (lambda: m.Subsidy(by="JPN", on="all", goods="C29", kind="export", **COMMON), "one of the"),
        (
            lambda: m.Subsidy(by="JPN", on="all", goods="C29", kind="export", budget=1, **COMMON),
            "no unit",
        ),
        (lambda: m.ImportHalt(by="CHN", on="USA", goods="271111", share=1.5, **COMMON), "share"),
        (lambda: m.Quota(value=5, **(QUOTA | {"goods": "7701"}), **COMMON), "no HS code"),
        (lambda: m.Quota(value=5, **QUOTA, end="2025-01-01", **COMMON), "not after start"),
        (lambda: m.Quota(value=5, amount=3, **QUOTA, **COMMON), "Extra inputs"),
    ],
)
def test_what_cannot_be_written(make, says):
    with pytest.raises(InputError, match=says):
        make()


@pytest.mark.parametrize(
    ("instruments", "says"),
    [
        (
            lambda: [
                m.Quota(value=50, id="one", **QUOTA, **COMMON),
                m.Quota(value=60, id="two", **(QUOTA | {"on": "JPN CHN"}), **COMMON),
            ],
            "two limits are on C29.*'one' and 'two'",
        ),
        (
            lambda: [m.PurchaseCommitment(**PROMISE, value=5.5, unit="Mt", **COMMON)],
            "of what is traded now",
        ),
        (
            lambda: [m.PurchaseCommitment(**PROMISE, value=5, unit="USD billions", **COMMON)],
            "not understood",
        ),
        (
            lambda: [m.PurchaseCommitment(**PROMISE, value=5, unit="USD of 1913", **COMMON)],
            "Name a year from 2015",
        ),
        (
            lambda: [m.ImportHalt(by="CHN", on="USA", goods="271111", **COMMON)],
            "State it",
        ),
        (
            lambda: [
                m.ImportHalt(by="JPN", on="USA", goods="8542", id=str(s), share=s, **COMMON)
                for s in (0.2, 0.3)
            ],
            "Give both the same",
        ),
        (
            lambda: [
                m.ImportHalt(by="JPN", on="USA", goods="8542", id="a", share=0.7, **COMMON),
                m.ImportHalt(by="JPN", on="USA", goods="8541", id="b", share=0.7, **COMMON),
            ],
            "together at most 1",
        ),
        (
            lambda: [
                m.ImportHalt(by="JPN", on="USA", goods=g, id=g, share=0.1, elasticity=e, **COMMON)
                for g, e in (("8542", 0.5), ("8541", 0.7))
            ],
            "share the elasticity",
        ),
    ],
)
def test_what_cannot_hold_together(world, instruments, says):
    with pytest.raises(InputError, match=says):
        solve(world, (m.Policy(()) + instruments()).on("2025-06-05"))
