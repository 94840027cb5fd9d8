"""Vega-Lite to SVG, offline: the only place that speaks to the renderer."""

import re
from threading import Thread
from typing import Any

import vl_convert


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


def wake() -> None:
    """Start the renderer beside whatever comes next: it takes half a second and no Python."""
    blank = {"data": {"values": [{}]}, "mark": "point"}
    Thread(target=vl_convert.vegalite_to_svg, args=(blank,), daemon=True).start()
