"""The files of the page: a fixed list of the package's own, and the drawing library, in memory."""

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

KINDS = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".json": "application/json",
    ".topojson": "application/json",
    ".woff2": "font/woff2",
    ".png": "image/png",
}

NAMES = "window.vega = vega; window.vegaLite = vegaLite; window.vegaEmbed = vegaEmbed;"


@dataclass(frozen=True)
class Asset:
    """A file as it is sent: plain, squeezed, its kind, and a tag that changes with it."""

    body: bytes
    squeezed: bytes
    kind: str
    tag: str

    @classmethod
    def of(cls, body: bytes, kind: str) -> "Asset":
        """Return a body ready to be sent."""
        tag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
        return cls(body, gzip.compress(body, 6, mtime=0), kind, tag)


@cache
def page() -> dict[str, Asset]:
    """Return the page's files by name: the package's own, and the brief's map and fonts."""
    found: dict[str, Asset] = {}
    places = (("cobden.live", "page"), ("cobden.report", "data"), ("cobden.report", "data/fonts"))
    for room, folder in places:
        home = files(room) / folder
        if home.is_dir():
            for file in home.iterdir():
                kind = KINDS.get("." + file.name.rpartition(".")[2])
                if file.is_file() and kind:
                    found[file.name] = Asset.of(file.read_bytes(), kind)
    return found


@cache
def vega() -> Asset:
    """Return the drawing library: Vega and Vega-Lite, as the renderer ships them."""
    import vl_convert

    return Asset.of(vl_convert.javascript_bundle(NAMES).encode(), KINDS[".js"])
