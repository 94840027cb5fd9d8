"""A table of figures as a value: set in a terminal of any width, or on a page."""

import textwrap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from rich import box
from rich.columns import Columns
from rich.console import Console, ConsoleOptions, Group, RenderableType
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from cobden.base.printable import printable
from cobden.report.words import number

if TYPE_CHECKING:
    from typing import Self

STRONG, SOFT = "bold", "dim"
SIGNS = {-1: "yellow", 0: "", 1: "cyan"}

LABEL = 30
"""Characters that labels get, where they need them, before figures get room."""

LEAST = 14
"""Characters that labels keep: a table that leaves them less is cut into several."""

HEAD = 16
"""The widest that a column of figures becomes on account of its head alone."""

WORD = 8
"""Heads break no narrower than this, a usual word."""

BREAKS = ((1, 1), (2, 1), (2, 2), (3, 2), (4, 2))
"""Lines that heads and cells may take, the fewest first: what a narrow terminal asks for."""

_GAP = 2
DIGIT, POINT = "\u2007", "\u2008"  # spaces as wide as these


@dataclass(frozen=True)
class Cell:
    """A figure as text, with its range or its change beneath; ``sign`` colours it."""

    main: str
    small: str = ""
    sign: int = 0

    @classmethod
    def signed(cls, value: float, digits: int = 2, small: str = "", unit: str = "") -> "Self":
        """Return a change with its sign, coloured by it."""
        text = number(value, digits, signed=True)
        return cls(f"{text}{unit}", small, {"+": 1, "−": -1}.get(text[0], 0))


@dataclass(frozen=True)
class Row:
    """A line of a table, what explains its label beneath it; a heading if it has no cells."""

    label: str
    cells: tuple[Cell, ...] = ()
    small: str = ""
    strong: bool = False


@dataclass(frozen=True)
class Grid:
    """A table: ``heads`` over the labels and over each column of cells, ``below`` a note.

    Where heads are too long for the width, ``short`` ones stand over the columns, explained below;
    where columns are too many for it, some follow in a table beneath, under their own heads.
    """

    title: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    below: str = ""
    short: tuple[str, ...] = ()

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Text | Table]:
        """Set the table: labels as wide as they need, figures narrow, no word cut."""
        grids = self._fitted(options.max_width)
        yield Text(self.title, style=STRONG)
        for place, grid in enumerate(grids if self.rows else ()):
            if place:
                yield Text("")
            yield grid._table(options.max_width)
        if grids[-1].below:
            yield Text(grids[-1].below, style=SOFT)

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        """Return the width that the table takes, of what is there."""
        tables = (grid._table(options.max_width) for grid in self._fitted(options.max_width))
        widest = max(Measurement.get(console, options, table).maximum for table in tables)
        width = min(options.max_width, max(widest, len(self.title)))
        return Measurement(width, width)

    def _table(self, room: int) -> Table:
        heads, cells = self._breaks(room)
        table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 0, 0, 1))
        table.add_column(Text(self.heads[0], style=SOFT), vertical="top")
        widths = self._widths(heads, cells)
        for head, width in zip(self.heads[1:], widths, strict=True):
            words = _broken(head, heads, WORD)
            table.add_column(Text(words, style=SOFT, justify="right"), width=width)
        for row in self.rows:
            if not row.cells:
                table.add_section()
            style = STRONG if row.strong or not row.cells else ""
            label = Text(row.label, style=style)
            if row.small:
                label.append(f"\n{row.small}", style=SOFT)
            places = zip(row.cells, widths, strict=False)  # a heading has no cells
            table.add_row(label, *(_set(cell, cells, row.strong, width) for cell, width in places))
        return table

    def _fitted(self, room: int) -> "tuple[Grid, ...]":
        """Return the table, with short heads where others leave no room, or cut where none do."""
        if self._leaves_room(room, *self._breaks(room)):
            return (replace(self, short=()),)
        whole = self._shortened()
        for count in range(1, len(self.heads)):
            for grid in (whole,) if count == 1 else (replace(self, short=()), whole):
                parts = grid._cut(count)
                if all(part._leaves_room(room, *part._breaks(room), LEAST) for part in parts):
                    return parts
        return (whole,)

    def _shortened(self) -> "Grid":
        if not self.short:
            return self
        pairs = zip(self.short, self.heads[1:], strict=True)
        said = (f"{short}: {head}." for short, head in pairs if short != head)
        below = "\n".join(filter(None, (*said, self.below)))
        return replace(self, heads=(self.heads[0], *self.short), below=below, short=())

    def _cut(self, count: int) -> "tuple[Grid, ...]":
        """Return the columns of figures in ``count`` tables of about as many."""
        figures = len(self.heads) - 1
        bounds = [round(at * figures / count) for at in range(count + 1)]
        return tuple(
            replace(
                self,
                heads=(self.heads[0], *self.heads[1 + start : 1 + end]),
                rows=tuple(replace(row, cells=row.cells[start:end]) for row in self.rows),
            )
            for start, end in pairwise(bounds)
        )

    def _breaks(self, room: int) -> tuple[int, int]:
        """Return how many lines heads and cells take, so that labels have room where they can."""
        for heads, cells in BREAKS:
            narrow = max(self._widths(heads, 0), default=0) <= HEAD
            if narrow and self._leaves_room(room, heads, cells):
                return heads, cells
        return BREAKS[-1]

    def _leaves_room(self, room: int, heads: int, cells: int, least: int = LABEL) -> bool:
        """Whether labels have ``least`` room, if they need it, beside heads and cells so broken."""
        longest = max((_width(f"{row.label}\n{row.small}") for row in self.rows), default=0)
        widths = self._widths(heads, cells)
        return room - sum(widths) - _GAP * len(widths) >= min(least, longest)

    def _widths(self, heads: int, cells: int) -> list[int]:
        """Return the width of each column of figures; of its head alone if ``cells`` is zero."""
        columns = []
        for place, head in enumerate(self.heads[1:]):
            texts = [_broken(head, heads, WORD)]
            if cells:
                found = [row.cells[place] for row in self.rows if row.cells]
                texts += [_broken(f"{cell.main}\n{cell.small}", cells) for cell in found]
            columns.append(max(map(_width, texts)))
        return columns


def aligned(rows: Iterable[Row]) -> list[Row]:
    """Return rows whose figures have their points below each other, column by column.

    Figures of few decimals get spaces as wide as the digits that they lack.
    """
    listed = list(rows)
    columns = zip(*(row.cells for row in listed), strict=True)
    lines = zip(*(_pointed(column) for column in columns), strict=True)
    return [replace(row, cells=cells) for row, cells in zip(listed, lines, strict=True)]


def _pointed(column: tuple[Cell, ...]) -> list[Cell]:
    behind = [len(cell.main.partition(".")[2].rstrip("%")) for cell in column]
    most = max(behind, default=0)
    return [
        replace(cell, main=cell.main + (most - own) * DIGIT + ("" if own else POINT))
        if cell.main and own < most
        else cell
        for cell, own in zip(column, behind, strict=True)
    ]


def by_state(states: Iterable[str], titles: Mapping[str, str], rows: Iterable[Row]) -> list[Row]:
    """Return ``rows`` in order, under a heading for each of their ``states``."""
    lines: list[Row] = []
    seen = ""
    for state, row in zip(states, rows, strict=True):
        if state != seen:
            lines.append(Row(titles[state]))
            seen = state
        lines.append(row)
    return lines


def side_by_side(*grids: Grid, gap: int = 4) -> RenderableType:
    """Return tables that stand beside each other where there is room, else below each other."""
    return _Beside(grids, gap)


def parts(block: RenderableType) -> "Iterator[Grid]":
    """Yield the tables in something that can be printed: itself, or those that it holds."""
    if isinstance(block, Grid):
        yield block
    held = block.grids if isinstance(block, _Beside) else ()
    for part in block.renderables if isinstance(block, Group) else held:
        yield from parts(part)


def as_text(grid: Grid) -> list[list[str]]:
    """Return a table as text: its heads, then its rows, ranges behind their figures."""
    lines = [[printable(head) for head in grid.heads]]
    for row in grid.rows:
        label = f"{row.label} ({row.small})" if row.small else row.label
        mains = [cell.main.rstrip() for cell in row.cells]
        cells = [
            f"{main} ({cell.small})" if main and cell.small else main or cell.small
            for main, cell in zip(mains, row.cells, strict=True)
        ]
        cells += [""] * (len(grid.heads) - 1 - len(cells))
        lines.append([printable(text.replace("\n", " ")) for text in (label, *cells)])
    return lines


@dataclass(frozen=True)
class _Beside:
    grids: tuple[Grid, ...]
    gap: int

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator:
        widths = [Measurement.get(console, options, grid).maximum for grid in self.grids]
        if sum(widths) + self.gap * (len(widths) - 1) <= options.max_width:
            yield Columns(list(self.grids), padding=(0, self.gap))
            return
        for place, grid in enumerate(self.grids):
            yield Group("", grid) if place else grid


def _set(cell: Cell, lines: int, strong: bool, width: int) -> Text:
    """Return a cell as wide as its column: what ends in spaces is not moved to the right."""

    def put(text: str) -> str:
        return "\n".join(line.rjust(width) for line in _broken(text, lines).split("\n"))

    style = SIGNS[cell.sign] if not strong else f"{STRONG} {SIGNS[cell.sign]}"
    text = Text(put(cell.main), style=style)
    return text.append(f"\n{put(cell.small)}", style=SOFT) if cell.small else text


def _broken(text: str, most: int, least: int = 1) -> str:
    """Return ``text`` over at most ``most`` lines for each of its own, as narrow as words allow."""
    return "\n".join(_narrowest(line, most, least) for line in text.split("\n"))


def _narrowest(line: str, most: int, least: int) -> str:
    for width in range(max([least, *map(len, line.split())]), len(line)):
        lines = textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False)
        if len(lines) <= most:
            return "\n".join(lines)
    return line


def _width(text: str) -> int:
    return max(map(len, text.split("\n")))
