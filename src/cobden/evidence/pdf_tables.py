"""Tables of a PDF as rows of text, each in its place among the page's lines."""

import re
from collections.abc import Sequence
from io import BytesIO

_MOST_PAGES = 40  # pages whose tables are looked for: it takes a tenth of a second each
_ROWS = 3  # lines with figures from which a page may hold a table


def with_tables(data: bytes, pages: list[str]) -> list[str]:
    """Return the pages' texts, those that hold tables with rows of bars in their place."""
    likely = [i for i, text in enumerate(pages) if _figures(text) >= _ROWS][:_MOST_PAGES]
    if not likely:
        return pages
    import pdfplumber  # a third of a second to import: only where there may be tables
    from pdfminer.psexceptions import PSException
    from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

    read = list(pages)
    try:
        with pdfplumber.open(BytesIO(data)) as document:
            for number in likely:
                read[number] = _page(document.pages[number]) or pages[number]
    except (MalformedPDFException, PdfminerException, PSException, ValueError, KeyError, TypeError):
        return pages  # its text can be read, its drawing cannot: the tables stay lines of text
    return read


def _figures(text: str) -> int:
    return sum(bool(re.search(r"\d\s?%|\s\d[\d.,]*\s*$", line)) for line in text.splitlines())


def _page(page) -> str:
    """Return a page's text with its ruled tables as rows of bars, or '' where it has none."""
    tables = [(table, _rows(table.extract())) for table in page.find_tables()]
    tables = [(table, rows) for table, rows in tables if rows]
    if not tables:
        return _unruled(page)
    pieces, top = [], page.bbox[1]
    for table, rows in sorted(tables, key=lambda pair: pair[0].bbox[1]):
        above = page.crop((page.bbox[0], top, page.bbox[2], max(top, table.bbox[1])))
        pieces += [above.extract_text() or "", "\n".join(rows)]
        top = table.bbox[3]
    below = page.crop((page.bbox[0], top, page.bbox[2], page.bbox[3]))
    return "\n\n".join(filter(None, [*pieces, below.extract_text() or ""]))


def _unruled(page) -> str:
    """Return a page's text with its tables without lines as rows of bars, or '' where it has none.

    Such a table is two or more lines that are set in as many columns, some with figures.
    """
    lines = [line for line in page.extract_text(layout=True).splitlines() if line.strip()]
    cells = [re.split(r"\s{2,}", line.strip()) for line in lines]
    rows: dict[int, str] = {}
    at = 0
    while at < len(lines):
        after = at + 1
        while after < len(lines) and len(cells[after]) == len(cells[at]):
            after += 1
        if len(cells[at]) > 1:
            rows |= dict(zip(range(at, after), _rows(cells[at:after]), strict=False))
        at = after
    if not rows:
        return ""
    plain: list[str] = page.extract_text().splitlines()
    told = {" ".join(lines[i].split()): row for i, row in rows.items()}
    return "\n".join(told.get(" ".join(line.split())) or line for line in plain)


def _rows(cells: Sequence[Sequence[str | None]]) -> list[str]:
    """Return rows of bars; none where it is no table of figures."""
    plain = [
        [" ".join((cell or "").split()).replace("|", "/") or "-" for cell in row] for row in cells
    ]
    of_figures = any(re.search(r"\d", cell) for row in plain for cell in row[1:])
    if len(plain) < 2 or max(map(len, plain)) < 2 or not of_figures:
        return []
    return ["| " + " | ".join(row) + " |" for row in plain]
