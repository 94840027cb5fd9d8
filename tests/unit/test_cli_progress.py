"""What a command tells while one waits, where its error stream is a log and no terminal."""

import io

from rich.console import Console

from cobden.cli.progress import APART, logged


def test_a_log_gets_a_line_every_half_minute_and_no_more():
    said, now = io.StringIO(), [0.0]
    told = logged(Console(file=said, width=80), lambda: now[0])
    for done in range(100):
        now[0] = 7.0 * done
        told("Draws of the years", done, 1000)
    lines = said.getvalue().splitlines()
    assert lines[0] == "Draws of the years (5 of 1,000)"  # 35 s: the first past half a minute
    assert len(lines) == 99 // 5
    assert APART == 30


def test_short_work_says_nothing_and_work_of_unknown_length_no_numbers():
    said, now = io.StringIO(), [0.0]
    told = logged(Console(file=said, width=80), lambda: now[0])
    told("Waking up", 0, 0)
    assert not said.getvalue()
    now[0] = 31.0
    told("Waking up", 0, 0)
    assert said.getvalue() == "Waking up\n"
