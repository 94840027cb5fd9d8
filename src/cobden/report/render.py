"""Vega-Lite to SVG, offline: the only place that speaks to the renderer."""

import re
from pathlib import Path
from threading import Thread
from typing import Any
from zlib import crc32

import vl_convert

from cobden.base.errors import InputError

MARKS = re.compile(r'(<g class="mark-(?:text|symbol|rule|rect|shape)[^>]*)>((?:(?!</?g\b).)*)</g>')
INHERITED = (
    *("font-family", "font-size", "font-weight", "text-anchor"),
    *("fill", "stroke", "stroke-width"),
)
STRAIGHT = re.compile(r"(?:[ML]-?[\d.]+,-?[\d.]+|Z)*")


def svg(spec: dict[str, Any]) -> str:
    """Return the drawing of a Vega-Lite specification, scalable, its coordinates to a tenth."""
    return compact(draw(spec))


def draw(spec: dict[str, Any]) -> str:
    """Return the drawing as the renderer makes it, which takes no Python."""
    return vl_convert.vegalite_to_svg(spec)


def compact(drawn: str) -> str:
    """Return a drawing scalable, its coordinates to a tenth, and nothing said twice."""
    drawn = re.sub(r"<[^>]+>", lambda tag: _shorter(tag[0]), drawn)
    drawn = re.sub(MARKS, _said_once, drawn)
    drawn = re.sub(r' d="([^"]*)"', lambda found: f' d="{by_steps(found[1])}"', drawn)
    own = f"c{crc32(drawn.encode()):x}-"  # a page's drawings would share the names of their clips
    drawn = re.sub(r'(id="|url\(#)clip', lambda found: f"{found[1]}{own}", drawn)
    size = re.search(r'width="([\d.]+)" height="([\d.]+)"', drawn)
    width, height = (size[1], size[2]) if size else ("0", "0")
    body = drawn[drawn.index(">") + 1 :]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}">{body}'
    )


def _shorter(tag: str) -> str:
    return re.sub(r"\d+\.\d{2,}", lambda found: f"{float(found[0]):.1f}", tag)


def _said_once(found: re.Match[str]) -> str:
    """Return a group of marks in which it says what all of them would say."""
    group, marks = found[1], found[2]
    tags = re.findall(r"<(?:path|line|text)[^>]*>", marks)
    for name in INHERITED:
        said = {"".join(re.findall(rf' {name}="[^"]*"', tag)) for tag in tags}
        if len(tags) > 1 and len(said) == 1:
            words = said.pop()
            group, marks = group + words, marks.replace(words, "") if words else marks
    return f"{group}>{marks}</g>"


def by_steps(outline: str) -> str:
    """Return an outline of straight lines by its steps, in tenths: they are shorter to write."""
    if not STRAIGHT.fullmatch(outline):
        return outline
    steps, here = [], (0, 0)
    for kind, *ends in re.findall(r"([MLZ])(?:(-?[\d.]+),(-?[\d.]+))?", outline):
        if kind == "Z":
            steps.append("Z")
            continue
        there = (round(10 * float(ends[0])), round(10 * float(ends[1])))
        start = (0, 0) if kind == "M" else here
        across, down = ((to - of) / 10 for to, of in zip(there, start, strict=True))
        if there != start or kind == "M":
            steps.append(f"{'M' if kind == 'M' else 'l'}{across:g},{down:g}")
        here = there
    return "".join(steps)


def save(chart: Any, path: Path) -> Path:
    """Write a chart in the form that the path's name ends in, its folder too; return the path.

    Pictures of dots are drawn at twice the size. Raises ``InputError`` where it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        chart.save(path, scale_factor=2.0 if path.suffix == ".png" else 1.0)
    except OSError as fault:
        raise InputError(
            f"the picture cannot be written ({fault.strerror}).",
            where=str(path),
            remedy="Choose another folder with --charts.",
        ) from None
    return path


def wake() -> None:
    """Start the renderer beside whatever comes next: it takes half a second and no Python."""
    blank = {"data": {"values": [{}]}, "mark": "point"}
    Thread(target=vl_convert.vegalite_to_svg, args=(blank,), daemon=True).start()
