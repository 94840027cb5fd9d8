# ruff: noqa: E501  # sentences stand on one line each
"""What the model says of a claim, on sentences of our own."""

from datetime import date
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from cobden.cases.load import find
from cobden.evidence.documents import Document
from cobden.evidence.knowledge import Knowledge
from cobden.evidence.ledger import Ledger
from cobden.study import claim_statements
from cobden.study.claim_verdicts import claim_verdicts


class _Solved:
    """An equilibrium in which Japan's cars change by so many per cent."""

    def __init__(self, percent):
        self.percent = percent

    def outcome(self, name):
        if name == "welfare":
            return xr.DataArray([0.0, -0.1], dims="economy", coords={"economy": ["JPN", "USA"]})
        assert name == "output"
        return xr.DataArray(
            [[self.percent, 0.0]], dims=("sector", "economy"),
            coords={"sector": ["C29"], "economy": ["JPN", "USA"]},
        )  # fmt: skip


@pytest.fixture
def study(tmp_path):
    flow = np.zeros((1, 2, 2))
    flow[0, 1, 0], flow[0, 0, 1] = 110e9, 60e9  # the US buys 110 from Japan, Japan 60 from the US
    world = SimpleNamespace(
        economies=("JPN", "USA"), sectors=("C29",), goods=[0], flow=flow, value_usd=1.0, year=2022,
        output=np.array([[400e9, 500e9]]),
    )  # fmt: skip
    case = SimpleNamespace(home="JPN", counterpart="USA", folder=tmp_path)
    states = {"before": _Solved(0.0), "june": _Solved(-8.0)}
    return SimpleNamespace(world=world, case=case, states=states)


def verdicts(study, text):
    document = Document.of("paper", text, published=date(2025, 6, 6))
    return claim_verdicts(Ledger.of([document], Knowledge.default()), study)


@pytest.mark.parametrize(
    ("text", "answer", "reason"),
    [
        ("Japanese automakers may lose tens of billions of dollars a year.", "within the range",
         "june 32.0"),
        ("Japanese automakers may lose $90 billion a year.", "outside the range", "june 32.0"),
        ("Japan's trade surplus with the United States is $60 billion a year.", "within the range",
         "50 billion"),
        ("Japan's trade surplus with the United States is $400 billion a year.",
         "outside the range", "50 billion"),
        ("Japan holds a share of 70% of the market for cars.", "outside the range", "makes 44%"),
        ("Japan holds around 45% of the market share for cars.", "within the range", "makes 44%"),
        ("Japan holds a share of 70% of the market for magnets.", "not a thing the model can say",
         "share"),
        ("Japan will buy $40 billion of American cars a year.", "within the range", "60.0 billion"),
        ("Japan will buy $900 billion of American cars.", "outside the range", "abroad in all"),
        ("American officials say the tariffs are worth a recession.",
         "not a thing the model can say", "no recession"),
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


def test_each_answer_says_under_which_assumption_it_would_be_true(study):
    said = verdicts(
        study,
        "Japanese automakers may lose $90 billion a year. Japan will buy $7 billion of American "
        "cars. Purchases alone cannot close the gap.",
    )
    assert [bool(v.assumption) for v in said] == [True] * 3
    assert "2.8 times as far" in said[0].assumption


def test_a_curb_that_stops_lines_is_asked_of_the_case_s_chain(study, monkeypatch):
    (study.case.folder / "commodities.yaml").write_text(
        "questions:\n  - {title: licences, kind: controls, chain: rare_earths, scenario: april_2025,"
        " windows: [{title: spring, first: 2025-04, last: 2025-08}]}\n"
    )
    table = pd.DataFrame(
        {"place": ["USA", "Europe"], "use": "motors", "sector": "C27", "period": ["2025-06"] * 2,
         "short": [0.3, 0.4]}
    )  # fmt: skip
    outcome = SimpleNamespace(
        chain=SimpleNamespace(measures=(), places=[SimpleNamespace(name="USA")])
    )
    monkeypatch.setattr(claim_statements, "_standing", lambda *_: (outcome, ("motors",)))
    monkeypatch.setattr(claim_statements, "stopped_lines", lambda *_: table)
    monkeypatch.setattr(claim_statements, "members", lambda *_: [1])
    said = "Curbs on rare earth magnets would stop American plants."
    (verdict,) = verdicts(study, said)
    assert verdict.answer == "within the range"
    assert "USA lacks up to 30%" in verdict.reason
    assert "stands still" in verdict.assumption
    monkeypatch.setattr(claim_statements, "stopped_lines", lambda *_: table[:0])
    (verdict,) = verdicts(study, said)
    assert verdict.answer == "outside the range"


@pytest.mark.validation
def test_the_chain_itself_says_whether_american_lines_stand(study):
    from cobden import World

    folder = find("japan-us-2025")
    plain = SimpleNamespace(home="JPN", counterpart="USA", folder=folder)
    whole = SimpleNamespace(world=World.load(), case=plain, states={})
    said = "Limits on rare earths may disrupt the production of American cars and motors."
    (verdict,) = verdicts(whole, said)
    assert verdict.answer == "within the range"
    assert verdict.high is not None
    assert 0.02 < verdict.high <= 1
