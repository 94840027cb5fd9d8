"""Vega-Lite to SVG, offline: the only place that speaks to the renderer."""

import re
from pathlib import Path
from threading import Thread
from typing import Any

import vl_convert

from cobden.base.errors import InputError


def svg(spec: dict[str, Any]) -> str:
    """Return the drawing of a Vega-Lite specification, scalable, its coordinates to a tenth."""
    drawn = vl_convert.vegalite_to_svg(spec)
    drawn = re.sub(r"<[^>]+>", lambda tag: _shorter(tag[0]), drawn)
    size = re.search(r'width="([\d.]+)" height="([\d.]+)"', drawn)
    width, height = (size[1], size[2]) if size else ("0", "0")
    body = drawn[drawn.index(">") + 1 :]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}">{body}'
    )


def _shorter(tag: str) -> str:
    return re.sub(r"\d+\.\d{2,}", lambda found: f"{float(found[0]):.1f}", tag)


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
