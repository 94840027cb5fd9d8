"""Output where the encoding is narrow: a redirected Windows console, an ASCII terminal."""

import os
import subprocess
import sys

import pytest

from cobden.cli.encodings import PLAIN, plain


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "utf-8"])
def test_a_rate_can_be_redirected_under_any_encoding(tmp_path, encoding):
    folder = tmp_path / "rates of the café"
    folder.mkdir()
    with (folder / "rate.txt").open("wb") as file:
        done = subprocess.run(
            [sys.executable, "-m", "cobden", "rate", "USA", "JPN", "870323", "--on", "2025-09-20"],
            cwd=folder,
            stdout=file,
            stderr=subprocess.PIPE,
            env=os.environ | {"PYTHONIOENCODING": encoding, "LANG": "C"},
            check=False,
        )
    assert done.returncode == 0, done.stderr.decode(encoding)
    text = (folder / "rate.txt").read_text(encoding=encoding)
    assert "15.00% all-in" in text
    assert ("■" if encoding == "utf-8" else "#") + " S232-auto" in text


def test_whatever_is_lacking_becomes_ascii():
    text = "".join(map(chr, PLAIN)) + "éüñ中\U0001f600"
    found, end = plain(UnicodeEncodeError("ascii", text, 0, len(text), "not there"))
    assert end == len(text)
    assert found.isascii()
    assert found.endswith("eun??")
