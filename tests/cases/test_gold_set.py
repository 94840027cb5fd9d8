"""The gold set of evidence: what it scored when it was last printed in the guide still holds."""

import pytest

from validation.evidence.score import HERE, listed, run


def test_each_listed_claim_stands_in_its_document():
    paths = [p for half in ("dev", "held", "fresh") for p in sorted((HERE / half).glob("*.txt"))]
    assert len(paths) > 70
    assert sum(len(listed(path)[1]) for path in paths) > 280


@pytest.mark.validation
@pytest.mark.parametrize(("half", "recall", "precision"), [("dev", 0.9, 0.9), ("held", 0.85, 0.85)])
def test_the_reader_reads_no_worse_than_the_guide_says(half, recall, precision):
    scores = run(half).values()
    assert sum(s.right for s in scores) >= recall * sum(s.listed for s in scores)
    assert sum(s.read_right for s in scores) >= precision * sum(s.read for s in scores)
