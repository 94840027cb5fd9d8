# ruff: noqa: E501  # sentences stand on one line each
"""What the model says of a claim, on sentences of our own."""

from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest
import xarray as xr

from cobden.evidence.documents import Document
from cobden.evidence.knowledge import Knowledge
from cobden.evidence.ledger import Ledger
from cobden.study.claim_verdicts import claim_verdicts


class _Solved:
    """An equilibrium in which Japan's cars change by so many per cent."""

    def __init__(self, percent):
        self.percent = percent

    def outcome(self, name):
        assert name == "output"
        return xr.DataArray(
            [[self.percent, 0.0]], dims=("sector", "economy"),
            coords={"sector": ["C29"], "economy": ["JPN", "USA"]},
        )  # fmt: skip


@pytest.fixture
def study():
    flow = np.zeros((1, 2, 2))
    flow[0, 1, 0], flow[0, 0, 1] = 110e9, 60e9  # the US buys 110 from Japan, Japan 60 from the US
    world = SimpleNamespace(
        economies=("JPN", "USA"), sectors=("C29",), goods=[0], flow=flow, value_usd=1.0, year=2022,
        output=np.array([[400e9, 500e9]]),
    )  # fmt: skip
    case = SimpleNamespace(home="JPN", counterpart="USA")
    states = {"before": _Solved(0.0), "june": _Solved(-8.0)}
    return SimpleNamespace(world=world, case=case, states=states)


def verdicts(study, text):
    document = Document.of("paper", text, published=date(2025, 6, 6))
    return claim_verdicts(Ledger.of([document], Knowledge.default()), study)


@pytest.mark.parametrize(
    ("text", "answer", "reason"),
    [
        ("Japanese automakers may lose tens of billions of dollars a year.", "within the range",
         "so in june"),
        ("Japanese automakers may lose $90 billion a year.", "outside the range", "june 32.0"),
        ("Japan's trade surplus with the United States is $60 billion a year.", "within the range",
         "50 billion"),
        ("Japan's trade surplus with the United States is $400 billion a year.",
         "outside the range", "50 billion"),
        ("China holds a share of 70% of the market for ships.", "not a thing the model can say",
         "share"),
        ("A ban would stop the production of car parts.", "not a thing the model can say", "chains"),
    ],
)  # fmt: skip
def test_a_size_or_an_effect_gets_an_answer_and_a_reason(study, text, answer, reason):
    (verdict,) = verdicts(study, text)
    assert verdict.answer == answer
    assert reason in verdict.reason


def test_purchases_are_set_beside_the_gap(study):
    said = verdicts(
        study,
        "Japan will buy $7 billion of American semiconductors. Purchases alone cannot close the gap.",
    )
    assert [(v.answer, v.quote[:9]) for v in said] == [("within the range", "Purchases")]
    assert "7.5 billion" in said[0].reason
    assert "50 billion" in said[0].reason
