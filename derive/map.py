"""Derive the outline of the world map from Natural Earth.

    python derive/map.py [--check] [countries-110m.json]

The input is ``countries-110m.json`` of the npm package world-atlas 2.0.2 (ISC), which is Natural
Earth's 1:110m map of countries (public domain) as TopoJSON. Without a path it is fetched with
``npm pack``. The output names each country by its ISO alpha-3 code and leaves out Antarctica.
``--check`` compares with the committed file instead of writing it.
"""

import argparse
import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import pycountry

PACKAGE = "world-atlas@2.0.2"
OUTPUT = Path(__file__).parents[1] / "src/cobden/report/data/world.topojson"
PROVENANCE = (
    "Natural Earth 1:110m countries (public domain, naturalearthdata.com), boundaries as drawn "
    f"there, through the npm package {PACKAGE} (ISC); derived by derive/map.py"
)
LEFT_OUT = {"ATA", "ATF"}


def fetch() -> Path:
    """Return the path of the input, fetched from the npm registry."""
    folder = Path(tempfile.mkdtemp())
    subprocess.run(
        ["npm", "pack", "--silent", PACKAGE], cwd=folder, check=True, stdout=subprocess.DEVNULL
    )
    with tarfile.open(next(folder.glob("*.tgz"))) as archive:
        archive.extract("package/countries-110m.json", folder, filter="data")
    return folder / "package" / "countries-110m.json"


def derive(source: Path) -> str:
    """Return the map as compact JSON."""
    atlas = json.loads(source.read_text(encoding="utf-8"))
    shapes = []
    for shape in atlas["objects"]["countries"]["geometries"]:
        country = pycountry.countries.get(numeric=str(shape.get("id", "")).zfill(3))
        code = country.alpha_3 if country else ""
        if code not in LEFT_OUT:
            shapes.append({"type": shape["type"], "arcs": shape["arcs"], "id": code})
    used = sorted({arc if arc >= 0 else ~arc for shape in shapes for arc in _flat(shape["arcs"])})
    number = {arc: place for place, arc in enumerate(used)}
    for shape in shapes:
        shape["arcs"] = _renumber(shape["arcs"], number)
    derived = {
        "type": "Topology",
        "source": PROVENANCE,
        "transform": atlas["transform"],
        "objects": {"countries": {"type": "GeometryCollection", "geometries": shapes}},
        "arcs": [atlas["arcs"][arc] for arc in used],
    }
    return json.dumps(derived, separators=(",", ":")) + "\n"


def _flat(arcs: list | int) -> list[int]:
    return [arcs] if isinstance(arcs, int) else [leaf for part in arcs for leaf in _flat(part)]


def _renumber(arcs: list | int, number: dict[int, int]) -> list | int:
    if isinstance(arcs, int):
        return number[arcs] if arcs >= 0 else ~number[~arcs]
    return [_renumber(part, number) for part in arcs]


def main() -> None:
    """Write the map, or compare it with the committed one."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("source", nargs="?", type=Path, help="countries-110m.json")
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    chosen = parser.parse_args()
    text = derive(chosen.source or fetch())
    if not chosen.check:
        OUTPUT.write_text(text, encoding="utf-8")
    elif OUTPUT.read_text(encoding="utf-8") != text:
        sys.exit(f"{OUTPUT.name} differs from what derive/map.py makes")


if __name__ == "__main__":
    main()
