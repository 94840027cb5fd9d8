"""What was collected in 2024 beside the statute: kinds, the table in the docs, the answer."""

from pathlib import Path

import pytest

from cobden.measures import Policy
from cobden.measures.second_opinion import FEW, KINDS, table

PAGE = Path(__file__).parents[3] / "docs" / "tariff-law.md"


@pytest.fixture(scope="module")
def policy():
    return Policy.load()


@pytest.fixture(scope="module")
def differing(policy):
    return table(policy.on("2025-01-01"))


def test_every_difference_of_two_points_is_in_the_table_with_its_kind(differing):
    gap = (differing.collected_pct - differing.statute_pct).abs()
    assert (gap > 1.98).all()
    assert set(differing.kind) == set(KINDS) - {""}
    few = differing[differing.kind == "few"]
    assert (few.imports_usd < FEW).all()
    left = differing[differing.kind.isin(["less", "more"])]
    assert left.imports_usd.sum() < 0.02 * differing.imports_usd.sum()


def test_the_table_in_the_docs_is_current(differing):
    text = PAGE.read_text(encoding="utf-8")
    for kind, words in KINDS.items():
        if kind:
            row = next(line for line in text.splitlines() if line.startswith(f"| {words} |"))
            count, value = (cell.strip() for cell in row.split("|")[2:4])
            some = differing[differing.kind == kind]
            assert count == f"{len(some):,}"
            assert value == f"{some.imports_usd.sum() / 1e9:.1f}"


@pytest.mark.parametrize(
    ("on", "code", "kind"),
    [("KHM", "4202219000", "GSP"), ("JPN", "87032301", ""), ("KOR", "8708998180", "preference")],
)
def test_the_answer_shows_it(policy, on, code, kind):
    second = policy.on("2025-06-05").rate("USA", on, code).second
    assert (second.kind if second else "") == kind
    if second:
        assert second.collected < second.statute - 2
