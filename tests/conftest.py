"""Helpers that several folders of tests share are importable from here."""

import signal
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))


def pytest_configure():
    """Take Ctrl-C as a terminal gives it: a job in the background begins with it ignored."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_terminal_summary(terminalreporter):
    """Say in one line what was left out, and why."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = Counter(report.longrepr[2].removeprefix("Skipped: ") for report in skipped)
    left_out = "; ".join(f"{number} because {why}" for why, number in reasons.most_common())
    terminalreporter.write_line(f"left out: {left_out or 'nothing'}")
