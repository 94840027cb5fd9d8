"""What a value says of itself: ten lines in a terminal, a small table in a notebook.

A class takes part by inheriting from `Displayed`. What says something about its content writes a
`Summary`; any other lists its fields, an array by its type and shape, so that no value fills the
screen. Dataclasses need ``repr=False``, or their own would take its place.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from html import escape
from textwrap import shorten, wrap
from typing import Any

import numpy as np

WIDTH = 100
LINES = 10
_CELL = 'style="padding:.15em .8em .15em 0;text-align:{}"'
_WHOLE = _CELL.replace("{}", "right;white-space:nowrap")  # a figure or a day is not broken
_LINE = "border-top:1px solid rgba(128,128,128,.45)"
_FIGURE = re.compile(r"[-+−]?\d")


@dataclass(frozen=True)
class Summary:
    """A ``title``, ``facts`` by name, and a table: ``heads`` over ``rows``, labels first."""

    title: str
    facts: tuple[tuple[str, str], ...] = ()
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def text(self) -> str:
        """At most ten lines of at most a hundred characters."""
        label = max((len(name) for name, _ in self.facts), default=0)
        lines = [self.title]
        for name, what in self.facts:
            first, *rest = wrap(what, WIDTH - label - 4) or [""]
            lines += [f"  {name:<{label}}  {first}", *(" " * (label + 4) + line for line in rest)]
        if self.rows:
            table = [self.heads, *self.rows]
            wide = [max(len(row[k]) for row in table) for k in range(len(self.heads))]
            for row in table:
                cells = [
                    cell.ljust(width) if side == "left" else cell.rjust(width)
                    for cell, width, side in zip(row, wide, self._sides, strict=True)
                ]
                lines.append(f"  {'  '.join(cells)}".rstrip())
        if len(lines) > LINES:
            lines = [*lines[: LINES - 1], f"  ... {len(lines) - LINES + 1} lines more"]
        return "\n".join(_cut(line, WIDTH) for line in lines)

    @property
    def html(self) -> str:
        """The same as a table that takes its colours from the page, light or dark."""
        facts = "".join(
            f"<tr><td {_CELL.format('left')}>{escape(name)}</td>"
            f"<td {_CELL.format('left')}>{escape(what)}</td></tr>"
            for name, what in self.facts
        )
        parts = [f'<div style="font-weight:600;margin-bottom:.3em">{escape(self.title)}</div>']
        style = "background:none;border-collapse:collapse;margin:0 0 .6em 0;border:0"
        if facts:
            parts.append(f'<table style="{style}"><tbody>{facts}</tbody></table>')
        if self.rows:
            head = _html_row(self.heads, "th", self._sides)
            body = "".join(_html_row(row, "td", self._sides, _LINE) for row in self.rows)
            parts.append(
                f'<table style="{style};font-variant-numeric:tabular-nums">'
                f"<thead>{head}</thead><tbody>{body}</tbody></table>"
            )
        return f'<div style="color:inherit;font-size:.95em">{"".join(parts)}</div>'

    @property
    def _sides(self) -> list[str]:
        """On which side each column is flush: words on the left, figures and days on the right."""
        columns = list(zip(*self.rows, strict=True))[1:]
        figures = [any(_FIGURE.match(cell) for cell in column) for column in columns]
        return ["left", *("right" if each else "left" for each in figures)]


class Displayed:
    """A value whose ``repr`` fits a terminal line or ten."""

    def _summary(self) -> Summary | None:
        """Return what the value says of itself; None: its fields."""
        return None

    def __repr__(self) -> str:
        summary = self._summary()
        return listed_fields(self) if summary is None else summary.text

    def _repr_html_(self) -> str | None:
        """Return what a notebook shows."""
        summary = self._summary()
        return None if summary is None else summary.html


def listed_fields(value: Any) -> str:
    """Return the name of a dataclass with its fields, in a line or at most ten."""
    parts = [f"{one.name}={brief(getattr(value, one.name))}" for one in fields(value) if one.repr]
    name = type(value).__name__
    line = f"{name}({', '.join(parts)})"
    if len(line) <= WIDTH:
        return line
    if len(parts) > LINES - 2:
        parts = [*parts[: LINES - 3], f"... {len(parts) - LINES + 3} fields more"]
    return "\n".join([f"{name}(", *(_cut(f"  {part},", WIDTH) for part in parts), ")"])


def brief(value: Any) -> str:  # noqa: PLR0911  # a case for each kind of content
    """Return a value in some sixty characters: an array as its type and shape."""
    if hasattr(value, "dims") and hasattr(value, "sizes"):
        axes = ", ".join(f"{name}: {size}" for name, size in value.sizes.items())
        return f"<{type(value).__name__} {axes}>"
    if hasattr(value, "shape") and hasattr(value, "dtype"):
        if getattr(value, "ndim", 0) == 0 or np.size(value) <= 4:
            return shorten(repr(value), 60)
        return f"<{value.dtype} {list(value.shape)}>"
    if isinstance(value, str):
        return repr(_cut(value, 56))
    if isinstance(value, Mapping):
        return f"<{len(value)} by name: {_cut(', '.join(map(str, value)), 44)}>" if value else "{}"
    if isinstance(value, tuple | list | set | frozenset) and (
        len(value) > 12 or len(repr(value)) > 60
    ):
        return f"<{len(value)} items>"
    if is_dataclass(value) and not isinstance(value, type):
        return f"<{type(value).__name__}>"
    return _cut(repr(value), 60)


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


def _html_row(cells: tuple[str, ...], tag: str, sides: list[str], line: str = "") -> str:
    inside = "".join(
        f"<{tag} {_WHOLE if (tag, side) == ('td', 'right') else _CELL.format(side)}>"
        f"{escape(cell)}</{tag}>"
        for side, cell in zip(sides, cells, strict=True)
    )
    return f'<tr style="background:none;{line}">{inside}</tr>'
