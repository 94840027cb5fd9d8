"""Tables of a page as rows of text, so that whatever finds the story keeps them in their place."""

import re
from dataclasses import dataclass

from lxml import html

_MOST_SPAN = 40  # columns or rows that a cell may be said to span
_LONGEST = 240  # letters of a cell: what holds more is a page laid out as a table


@dataclass(frozen=True)
class Tabled:
    """A page with a mark in the place of each table, and the tables as rows of text by mark."""

    page: str
    tables: dict[str, str]

    def put_back(self, story: str) -> str:
        """Return the story with its tables; one whose mark got lost stands at its end."""
        lost = []
        for mark, rows in self.tables.items():
            if mark in story:
                story = story.replace(mark, f"\n{rows}\n")
            else:
                lost.append(rows)
        return "\n\n".join([story, *lost])


def tabled(page: str) -> Tabled:
    """Set each table of figures apart; tables that only lay out the page are left as they are."""
    if "<table" not in page.casefold():
        return Tabled(page, {})
    tree = html.fromstring(page.encode("utf-8"), parser=html.HTMLParser(encoding="utf-8"))
    found: dict[str, str] = {}
    for table in tree.xpath("//table[not(.//table)]"):
        grid, heads = _grid(table)
        if not _is_data(grid):
            continue
        mark = f"Table {len(found) + 1} stands in this place of the page, its rows come below."
        found[mark] = _rows(table, grid, heads)
        paragraph = html.Element("p")
        paragraph.text, paragraph.tail = mark, table.tail
        table.getparent().replace(table, paragraph)
    if not found:
        return Tabled(page, {})
    return Tabled(str(html.tostring(tree, encoding="unicode")), found)


def _grid(table) -> tuple[list[list[str]], int]:
    """Return the cells, those that span several written in each, and how many rows are headers."""
    grid: list[list[str]] = []
    below: dict[int, tuple[int, str]] = {}
    heads = 0
    for row in table.xpath(".//tr"):
        cells: list[str] = []
        names = []
        waiting = row.xpath("./th|./td")
        while waiting or len(cells) in below:
            if len(cells) in below:
                left, said = below[len(cells)]
                if left > 1:
                    below[len(cells)] = left - 1, said
                else:
                    del below[len(cells)]
                cells.append(said)
                continue
            cell = waiting.pop(0)
            names.append(cell.tag)
            said = " ".join(cell.text_content().split()).replace("|", "/")
            for _ in range(_span(cell, "colspan")):
                if _span(cell, "rowspan") > 1:
                    below[len(cells)] = _span(cell, "rowspan") - 1, said
                cells.append(said)
        if not cells:
            continue
        if heads == len(grid) and (set(names) == {"th"} or row.getparent().tag == "thead"):
            heads += 1
        grid.append(cells)
    return grid, heads


def _span(cell, name: str) -> int:
    said = cell.get(name, "1").strip()
    return min(max(int(said), 1), _MOST_SPAN) if said.isdigit() else 1


def _is_data(grid: list[list[str]]) -> bool:
    cells = [cell for row in grid for cell in row]
    return (
        len(grid) > 1 and max(map(len, grid)) > 1 and max(map(len, cells)) <= _LONGEST
        and any(re.search(r"\d", cell) for cell in cells)
    )  # fmt: skip


def _rows(table, grid: list[list[str]], heads: int) -> str:
    """Return the rows with bars between their cells, a rule below the head, the caption first."""
    lines = [" ".join(c.text_content().split()) for c in table.xpath("./caption")]
    if lines:
        lines.append("")
    if heads > 1:  # several rows of headers are one
        width = max(map(len, grid[:heads]))
        columns = [[row[i] for row in grid[:heads] if i < len(row)] for i in range(width)]
        grid = [[" ".join(dict.fromkeys(filter(None, c))) for c in columns], *grid[heads:]]
    for number, row in enumerate(grid):
        lines.append("| " + " | ".join(cell or "-" for cell in row) + " |")
        if heads and number == 0:
            lines.append("|" + "---|" * len(row))
    return "\n".join(lines)
