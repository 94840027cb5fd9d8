"""Derive the outlines of the maps: the world's countries, the states of the United States.

    python -m derive.map [--check] [--from FOLDER]

The inputs are ``countries-110m.json`` of the npm package world-atlas 2.0.2 (ISC), which is Natural
Earth's 1:110m map of countries (public domain), and ``states-albers-10m.json`` of us-atlas 3.0.1
(ISC), which is the Census Bureau's map of states (public domain), projected; both as TopoJSON.
Without a folder that holds them they are fetched with ``npm pack``. The outputs name each country
by its ISO alpha-3 code and leave out Antarctica, and each state by its postal code; the states'
arcs are thinned to what a page shows. ``--check`` compares with the committed files.
"""

import argparse
import json
import subprocess
import sys
import tarfile
import tempfile
from math import hypot
from pathlib import Path

import pycountry

OUTPUT = Path(__file__).parents[1] / "src/cobden/report/data"
LEFT_OUT = {"ATA", "ATF"}
NEAR = 1.2  # points of the states' map, which is 975 wide


def fetch(package: str, member: str) -> Path:
    """Return the path of a package's file, fetched from the npm registry."""
    folder = Path(tempfile.mkdtemp())
    subprocess.run(
        ["npm", "pack", "--silent", package], cwd=folder, check=True, stdout=subprocess.DEVNULL
    )
    with tarfile.open(next(folder.glob("*.tgz"))) as archive:
        archive.extract(f"package/{member}", folder, filter="data")
    return folder / "package" / member


def countries(source: Path) -> str:
    """Return the world's countries as compact JSON."""
    atlas = json.loads(source.read_text(encoding="utf-8"))
    shapes = []
    for shape in atlas["objects"]["countries"]["geometries"]:
        country = pycountry.countries.get(numeric=str(shape.get("id", "")).zfill(3))
        code = country.alpha_3 if country else ""
        if code not in LEFT_OUT:
            shapes.append({"type": shape["type"], "arcs": shape["arcs"], "id": code})
    return _compact(
        "Natural Earth 1:110m countries (public domain, naturalearthdata.com), boundaries as drawn "
        "there, through the npm package world-atlas@2.0.2 (ISC); derived by derive/map.py",
        atlas, "countries", shapes,
    )  # fmt: skip


def states(source: Path) -> str:
    """Return the states of the United States, projected, as compact JSON."""
    atlas = json.loads(source.read_text(encoding="utf-8"))
    scale = atlas["transform"]["scale"]
    atlas["arcs"] = [_thinned(arc, scale) for arc in atlas["arcs"]]
    shapes = [
        {
            "type": shape["type"], "arcs": shape["arcs"],
            "id": POSTAL[shape["id"]],
        }
        for shape in atlas["objects"]["states"]["geometries"]
        if shape["id"] in POSTAL
    ]  # fmt: skip
    return _compact(
        "US Census Bureau, cartographic boundaries of states (public domain), Albers projection, "
        "through the npm package us-atlas@3.0.1 (ISC), thinned; derived by derive/map.py",
        atlas, "states", shapes,
    )  # fmt: skip


def _thinned(arc: list[list[int]], scale: list[float]) -> list[list[int]]:
    """Return an arc, as steps, without points nearer than ``NEAR`` to the one before."""
    kept, step = [arc[0]], [0, 0]
    for dx, dy in arc[1:]:
        step = [step[0] + dx, step[1] + dy]
        if hypot(step[0] * scale[0], step[1] * scale[1]) >= NEAR:
            kept.append(step)
            step = [0, 0]
    return [*kept, step] if step != [0, 0] or len(kept) < 2 else kept


def _compact(provenance: str, atlas: dict, name: str, shapes: list[dict]) -> str:
    """Return shapes with the arcs that they use, as compact JSON."""
    used = sorted({arc if arc >= 0 else ~arc for shape in shapes for arc in _flat(shape["arcs"])})
    number = {arc: place for place, arc in enumerate(used)}
    for shape in shapes:
        shape["arcs"] = _renumber(shape["arcs"], number)
    derived = {
        "type": "Topology",
        "source": provenance,
        "transform": atlas["transform"],
        "objects": {name: {"type": "GeometryCollection", "geometries": shapes}},
        "arcs": [atlas["arcs"][arc] for arc in used],
    }
    return json.dumps(derived, separators=(",", ":")) + "\n"


def _flat(arcs: list | int) -> list[int]:
    return [arcs] if isinstance(arcs, int) else [leaf for part in arcs for leaf in _flat(part)]


def _renumber(arcs: list | int, number: dict[int, int]) -> list | int:
    if isinstance(arcs, int):
        return number[arcs] if arcs >= 0 else ~number[~arcs]
    return [_renumber(part, number) for part in arcs]


POSTAL = {
    "01": "AL", "02": "AK", "04": "AZ", "05": "AR", "06": "CA", "08": "CO", "09": "CT", "10": "DE",
    "11": "DC", "12": "FL", "13": "GA", "15": "HI", "16": "ID", "17": "IL", "18": "IN", "19": "IA",
    "20": "KS", "21": "KY", "22": "LA", "23": "ME", "24": "MD", "25": "MA", "26": "MI", "27": "MN",
    "28": "MS", "29": "MO", "30": "MT", "31": "NE", "32": "NV", "33": "NH", "34": "NJ", "35": "NM",
    "36": "NY", "37": "NC", "38": "ND", "39": "OH", "40": "OK", "41": "OR", "42": "PA", "44": "RI",
    "45": "SC", "46": "SD", "47": "TN", "48": "TX", "49": "UT", "50": "VT", "51": "VA", "53": "WA",
    "54": "WV", "55": "WI", "56": "WY",
}  # fmt: skip
MAPS = {
    "world.topojson": (countries, "world-atlas@2.0.2", "countries-110m.json"),
    "usa.topojson": (states, "us-atlas@3.0.1", "states-albers-10m.json"),
}


def main() -> None:
    """Write the maps, or compare them with the committed ones."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--from", dest="folder", type=Path, help="where the inputs are")
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    chosen = parser.parse_args()
    for name, (derive, package, member) in MAPS.items():
        text = derive(chosen.folder / member if chosen.folder else fetch(package, member))
        if not chosen.check:
            (OUTPUT / name).write_text(text, encoding="utf-8")
        elif (OUTPUT / name).read_text(encoding="utf-8") != text:
            sys.exit(f"{name} differs from what derive/map.py makes")


if __name__ == "__main__":
    main()
