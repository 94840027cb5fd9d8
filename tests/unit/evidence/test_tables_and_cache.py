"""Tables of pages and PDFs stay in their place; a document read before is not read again."""

from datetime import date

import pytest

from cobden.evidence.extract import claims
from cobden.evidence.kept_claims import keep, kept
from cobden.evidence.source_files import read_all, read_document
from cobden.study.known_facts import knowledge

HEAD = "Norway imposes the following duties on imports from Chile, effective 1 March 2026."
ROWS = [("Product", "Old rate", "New rate"), ("Salmon", "3%", "12%"), ("Wine", "5%", "20%")]


def page_of(cells: str) -> str:
    body = f"<h1>Duties</h1><p>{HEAD}</p><table>{cells}</table><p>The end is near.</p>"
    return f"<html><body>{body}</body></html>"


def pdf_of(rows: list[tuple[str, ...]], *, ruled: bool = True) -> bytes:
    """Return a PDF of one page with a table, ruled or not, written by hand."""
    draw = [f"BT /F1 10 Tf 40 760 Td ({HEAD}) Tj ET"]
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            x, y = 40 + 120 * c, 700 - 20 * r
            draw += [f"{x} {y} 120 20 re S"] if ruled else []
            draw += [f"BT /F1 10 Tf {x + 4} {y + 6} Td ({cell}) Tj ET"]
    stream = "\n".join(draw)
    parts = [
        "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        "/Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]  # fmt: skip
    made, places = "%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(made))
        made += f"{number} 0 obj\n{part}\nendobj\n"
    start = len(made)
    made += "xref\n0 6\n0000000000 65535 f \n" + "".join(f"{p:010} 00000 n \n" for p in places)
    return (made + f"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n{start}\n%%EOF").encode()


def told(path):
    document = read_document(path, published=date(2026, 2, 1))
    found = claims(document, knowledge())
    return [
        (c.act, c.by, c.on, c.goods, c.was, c.value, c.in_force) for c in found if c.act and c.value
    ]


EXPECTED = [
    ("raise", "NOR", "CHL", ("seafood",), 3, 12, "2026-03-01"),
    ("raise", "NOR", "CHL", ("wine",), 5, 20, "2026-03-01"),
]


def test_a_ruled_table_of_a_pdf_is_read_with_its_headers(tmp_path):
    (tmp_path / "annex.pdf").write_bytes(pdf_of(ROWS))
    assert told(tmp_path / "annex.pdf") == EXPECTED


def test_a_table_of_a_pdf_without_lines_is_read_with_its_headers(tmp_path):
    (tmp_path / "annex.pdf").write_bytes(pdf_of([*ROWS, ("Steel", "8%", "9%")], ruled=False))
    assert told(tmp_path / "annex.pdf")[:2] == EXPECTED


@pytest.mark.parametrize("cells", [
    "".join("<tr>" + "".join(f"<{t}>{c}</{t}>" for c in row) + "</tr>"
            for t, row in zip(("th", "td", "td"), ROWS, strict=True)),
    "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in ROWS),
    "<thead><tr><th rowspan=2>Product</th><th colspan=2>Rate</th></tr>"
    "<tr><th>old</th><th>new</th></tr></thead>"
    "<tr><td>Salmon</td><td>3%</td><td>12%</td></tr><tr><td>Wine</td><td>5%</td><td>20%</td></tr>",
])  # fmt: skip
def test_a_table_of_a_page_is_read_whatever_its_headers_look_like(tmp_path, cells):
    (tmp_path / "annex.html").write_text(page_of(cells))
    assert told(tmp_path / "annex.html") == EXPECTED


def test_rows_set_by_spaces_are_a_table(tmp_path):
    lines = "\n".join(f"{a:12}{b:12}{c}" for a, b, c in ROWS)
    (tmp_path / "annex.txt").write_text(f"{HEAD}\n\n{lines}\n")
    assert told(tmp_path / "annex.txt") == EXPECTED


def test_claims_are_kept_by_the_digest_of_their_document(tmp_path):
    (tmp_path / "note.txt").write_text(
        "Date: 2026-02-01\n\nNorway imposed a 5% tariff on Chilean wine."
    )
    known, said = knowledge(), []
    first = read_all(
        [tmp_path / "note.txt"], known, cache=tmp_path / "kept", progress=lambda *n: said.append(n)
    )
    assert said == [(1, 1)]
    assert len(list((tmp_path / "kept").iterdir())) == 1
    (document,) = first.documents
    again = kept(tmp_path / "kept", document, known.of_people())
    assert again is not None
    assert [c.quote for c in again] == [c.quote for c in first.claims]
    other = document.model_copy(update={"text": document.text + " And more."})
    assert kept(tmp_path / "kept", other, known.of_people()) is None
    for path in (tmp_path / "kept").iterdir():
        path.write_text("damaged")
    assert kept(tmp_path / "kept", document, known.of_people()) is None
    keep(tmp_path / "note.txt" / "no folder", document, known, again)  # cannot be kept: no harm


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("stated.txt", "Title: A note\nDate: 2025-06-06\n\n"),
        ("meta.html", '<html><head><meta name="date" content="2025-06-06"></head><body><p>'),
    ],
)
def test_a_given_day_serves_where_a_source_gives_none(tmp_path, name, start):
    (tmp_path / name).write_text(start + "Japan will buy chips.")
    (tmp_path / "plain.txt").write_text("Japan will buy chips.")
    own = read_document(tmp_path / name, published=date(2025, 7, 1))
    assert (own.published, own.dated_by) == (date(2025, 6, 6), "its own metadata")
    given = read_document(tmp_path / "plain.txt", published=date(2025, 7, 1))
    assert (given.published, given.dated_by) == (date(2025, 7, 1), "given")
