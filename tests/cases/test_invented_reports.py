"""The invented reports on other talks: EU, Korea, Britain, China, Canada, India."""

from benchmarks.evidence import own_reports, scored


def test_the_invented_reports_are_read():
    for kind, score in scored(*own_reports()).items():
        assert score.found >= 0.95 * score.listed, (kind, score.missed)
        assert score.wrong <= 0.05 * max(score.listed, 1), (kind, score.mistaken)
        assert score.judged_so == score.judged, kind
