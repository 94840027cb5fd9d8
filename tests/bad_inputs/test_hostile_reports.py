"""Hostile sources: nothing runs, nothing hangs, each failure is one line, the others go through."""

import os
import sys
import time
from io import BytesIO
from multiprocessing import get_context

import pytest
from pebble import ProcessPool
from pypdf import PdfWriter

from cobden.base.errors import InputError
from cobden.evidence import source_files
from cobden.evidence.documents import Document
from cobden.evidence.extract import claims
from cobden.evidence.knowledge import Knowledge
from cobden.evidence.ledger import Ledger
from cobden.evidence.ledger_page import page
from cobden.evidence.source_files import MOST_BYTES, read_all, read_document

GOOD = "Publisher: Test\nDate: 2025-06-06\n\nJapan will buy $7 billion of U.S. chips.\n"


def blank_pdf():
    writer, out = PdfWriter(), BytesIO()
    writer.add_blank_page(200, 200)
    writer.write(out)
    return out.getvalue()


BAD = {
    "empty.txt": (b"", "no text"),
    "blank.txt": (b" \n\t\n", "no text"),
    "zeros.txt": (bytes(1000), "no text"),
    "noise.bin": (bytes(range(256)) * 40, "encoding"),
    "scan.pdf": (blank_pdf(), "holds no text"),
    "broken.pdf": (b"%PDF-1.7\n1 0 obj <<", "PDF is broken"),
    "bare.html": (b"<html><body><script>alert(1)</script></body></html>", "no story"),
    "wrong-day.txt": (b"Date: yesterday\n\nJapan.", "not a date"),
}


@pytest.mark.parametrize("name", BAD)
def test_each_bad_source_fails_in_one_line(tmp_path, name):
    content, reason = BAD[name]
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=reason) as caught:
        read_document(path)
    assert "\n" not in str(caught.value)


def test_a_file_too_large_is_refused_unread(tmp_path):
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(5 * MOST_BYTES)  # 100 MB, taking no room
    start = time.process_time()
    with pytest.raises(InputError, match="100 MB"):
        read_document(path)
    assert time.process_time() - start < 1


@pytest.mark.parametrize("name", ["../../../../etc/no-such", "a\0b", "/", "~", ""])
def test_tricks_with_paths_are_errors_in_one_line(name):
    with pytest.raises(InputError):
        read_document(name)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError, match="not a file"):
        read_document(tmp_path / "pipe")


def test_the_others_go_through_and_time_is_limited(tmp_path):
    paths = []
    for name, content in {"good.txt": GOOD.encode(), **{n: c for n, (c, _) in BAD.items()}}.items():
        path = tmp_path / name
        path.write_bytes(content)
        paths.append(path)
    found = read_all([*paths, tmp_path / "missing.txt"], Knowledge.default(), seconds=600)
    assert [d.name for d in found.documents] == ["good"]
    assert [c.value for c in found.claims if c.kind == "quantity"] == [7e9]
    assert len(found.unread) == len(BAD) + 1
    assert all("\n" not in u.reason for u in found.unread)


@pytest.mark.validation
def test_a_source_that_takes_too_long_is_given_up(tmp_path):
    slow, good = tmp_path / "slow.txt", tmp_path / "good.txt"
    slow.write_text("Japan pays $5 billion. " * 80_000)
    good.write_text(GOOD)
    start = time.monotonic()
    found = read_all([slow, good], Knowledge.default(), seconds=4)
    assert time.monotonic() - start < 60
    assert [u.name for u in found.unread] == ["slow"]
    assert "longer than 4 seconds" in found.unread[0].reason
    assert [d.name for d in found.documents] == ["good"]


def _hoard(size: int) -> int:
    return len(bytearray(size))


@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="only Linux counts a process's data"
)
def test_a_source_that_takes_too_much_memory_is_given_up():
    with ProcessPool(
        max_workers=1, context=get_context("spawn"),
        initializer=source_files._limited, initargs=(source_files.MOST_MEMORY,),
    ) as pool:  # fmt: skip
        told = list(source_files._each(pool, _hoard, [3_000_000_000, 1_000], 60))
    assert told == ["it needs more than 2 GB of memory and was given up.", 1_000]


BOMBS = {
    "digits": "1," * 5_000,
    "spaces": "about " + " " * 10_000 + "5 billion dollars",
    "capitals": "President " + "Aa " * 3_000,
    "roles": "Vice Deputy Trade and " * 1_000,
    "hyphens": "one-" * 3_000,
    "quotes": '"' * 5_000,
    "brackets": "(" * 5_000,
    "one word": "a" * 50_000,
    "sources": "the government source " * 1_000,
    "full stops": "U.S." * 3_000,
    "adverts": "this article " + "x " * 5_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_no_text_blows_up_a_pattern(name):
    document = Document.of("bomb", BOMBS[name] + " Japan paid $5 billion.")
    start = time.process_time()
    claims(document, Knowledge.default())
    assert time.process_time() - start < 10


def test_right_to_left_and_marked_text_keeps_its_offsets(tmp_path):
    arabic = "قال الوزير إن الرسوم 25% على السيارات."
    text = f"{arabic}\nThe minister said: \u202e25% tariffs\u202c on cars from Japan."
    path = tmp_path / "arabic.txt"
    path.write_text(text, encoding="utf-8")
    found = Ledger.of([read_document(path)], Knowledge.default())
    assert 25 in [c.value for c in found.claims]
    assert all(text[c.start : c.end] == c.quote for c in found.claims)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252", "shift_jis"])
def test_common_encodings_are_read(tmp_path, encoding):
    path = tmp_path / "report.txt"
    word = (
        "日本の報告書 " * 30
        if encoding == "shift_jis"
        else "café – naïve façade, à la carte. " * 20
    )
    path.write_bytes((word + "\nJapan will buy 100 planes.").encode(encoding))
    assert "Japan will buy 100 planes." in read_document(path).text


def test_a_page_runs_nothing_and_fetches_nothing(tmp_path):
    path = tmp_path / "page.html"
    path.write_text(
        "<!doctype html><html><head><title>T</title><script>document.write('x')</script></head>"
        "<body><article><h1>Title</h1><p>Japan will buy $7 billion of U.S. chips, the ministry "
        "said in a statement that ran to several pages and was read aloud in the evening.</p>"
        "<p>&lt;script&gt;alert(1)&lt;/script&gt; &lt;img src=x onerror=alert(2)&gt; was in the "
        "statement, which nobody at the ministry could explain to reporters on Friday.</p>"
        "<iframe src='https://example.org'></iframe></article></body></html>"
    )
    shown = page(Ledger.of([read_document(path)], Knowledge.default()))
    assert "<script" not in shown
    assert "<img" not in shown
    assert "&lt;script&gt;" in shown
    assert "http" not in shown.replace("http-equiv", "")
