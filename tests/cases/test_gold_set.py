"""The gold set of evidence: what it scored when it was last printed in the guide still holds."""

import pytest

from validation.evidence.score import BUILT_ON, HERE, UNSEEN, listed, run


def test_each_listed_claim_stands_in_its_document():
    paths = [p for half in (*BUILT_ON, UNSEEN) for p in sorted((HERE / half).glob("*.txt"))]
    assert len(paths) > 140
    assert sum(len(listed(path)[1]) for path in paths) > 700


@pytest.mark.validation
@pytest.mark.parametrize(("half", "recall", "precision"), [
    ("dev", 0.9, 0.9), ("held", 0.85, 0.8), ("third", 0.75, 0.75), ("fourth", 0.8, 0.8),
    ("fifth", 0.75, 0.75), ("sixth", 0.8, 0.85), ("seventh", 0.8, 0.8), ("eighth", 0.8, 0.8),
    ("ninth", 0.8, 0.85), (UNSEEN, 0.5, 0.55),
])  # fmt: skip
def test_the_reader_reads_no_worse_than_the_guide_says(half, recall, precision):
    scores = run(half).values()
    assert sum(s.right for s in scores) >= recall * sum(s.listed for s in scores)
    assert sum(s.read_right for s in scores) >= precision * sum(s.read for s in scores)
