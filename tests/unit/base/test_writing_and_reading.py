"""Files: what is no regular file is not read, what is written is whole, nobody writes elsewhere."""

import ast
import os
import signal
import stat
from pathlib import Path

import pytest

import cobden
from cobden.base.errors import InputError
from cobden.base.files import LONGEST_LINE, MOST_ROWS, csv_rows, read_bytes, read_text
from cobden.base.writing import interrupts_noticed, uninterrupted, write_text, write_together

PACKAGE = Path(cobden.__file__).parent


def test_a_pipe_a_device_and_a_dangling_link_are_refused_at_once(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to(tmp_path / "gone")
    (tmp_path / "to a device").symlink_to("/dev/zero")
    for name, fault in {
        tmp_path / "pipe": "no regular file",
        tmp_path / "link": "a link to a file that is not there",
        tmp_path / "to a device": "no regular file",
        Path("/dev/zero"): "no regular file",
        tmp_path: "is a folder",
        tmp_path / "absent": "there is no such file",
        tmp_path / "absent" / "below": "there is no such file",
        tmp_path / ("x" * 5_000): "there can be no file of this name",
        tmp_path / "a\0b": "there can be no file of this name",
    }.items():
        with pytest.raises(InputError, match=fault) as told:
            read_text(name, largest=1_000)
        assert len(str(told.value)) < 600


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="no /proc on this system")
def test_a_file_that_says_it_is_empty_is_read_within_bounds():
    with pytest.raises(InputError, match=r"At most 0\.0001 MB is read"):
        read_bytes(Path("/proc/self/maps"), largest=100)


def test_a_table_is_bound_by_its_rows_and_its_lines(tmp_path):
    table = tmp_path / "t.csv"
    table.write_text("a\n" + "1\n" * (MOST_ROWS + 1))
    with pytest.raises(InputError, match=r"more than 100,000 rows.*Merge rows"):
        list(csv_rows(table))
    table.write_text("a" + ",a" * LONGEST_LINE)
    with pytest.raises(InputError, match="the line has"):
        list(csv_rows(table))


def test_a_link_and_the_rights_of_a_file_stay(tmp_path):
    (tmp_path / "real").write_text("old")
    (tmp_path / "real").chmod(0o600)
    (tmp_path / "link").symlink_to("real")
    write_text(tmp_path / "link", "new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "new"
    assert stat.S_IMODE((tmp_path / "real").stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link", "real"]


@pytest.mark.parametrize("place", ["folder", "pipe", "file/below", "x" * 5_000, "a\0b"])
def test_where_no_file_can_be_nothing_else_is_written_either(tmp_path, place):
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("mine")
    os.mkfifo(tmp_path / "pipe")
    before = sorted(tmp_path.iterdir())
    with pytest.raises(InputError, match="cannot be written"):
        write_together({tmp_path / "first": b"1", tmp_path / place: b"2"})
    assert sorted(tmp_path.iterdir()) == before
    assert (tmp_path / "file").read_text() == "mine"


def test_an_interrupt_waits_and_then_comes():
    done = []

    def work():
        with uninterrupted():
            signal.raise_signal(signal.SIGINT)
            done.append(True)

    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        work()
    assert done
    assert signal.getsignal(signal.SIGINT) is before


def test_an_interrupt_that_was_swallowed_is_noticed():
    with interrupts_noticed() as check:
        check()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            check()


def _writes(call: ast.Call) -> bool:
    """Whether a call writes to a file of its own."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    modes = [
        str(value.value)
        for value in (*call.args, *(keyword.value for keyword in call.keywords))
        if isinstance(value, ast.Constant) and isinstance(value.value, str)
    ]
    if name == "open":
        return any(set(mode) <= set("rwxabt+U") and set(mode) & set("wxa+") for mode in modes)
    return name in ("write_bytes", "write_text") and isinstance(call.func, ast.Attribute)


def test_nothing_writes_but_through_the_one_door():
    allowed = {"base/writing.py", "cli/serve.py"}  # the latter a file to open, for a moment
    found = {
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and _writes(node)
    }
    assert found - allowed == set()
    assert "base/writing.py" in found
