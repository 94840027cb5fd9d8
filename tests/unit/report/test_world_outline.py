import json
from importlib.resources import files

from cobden.world import World


def outline():
    path = files("cobden.report") / "data" / "world.topojson"
    return json.loads(path.read_text(encoding="utf-8"))


def test_the_map_has_every_economy_but_the_smallest():
    drawn = {shape["id"] for shape in outline()["objects"]["countries"]["geometries"]}
    missing = set(World.load().economies) - drawn
    assert missing == {"HKG", "MLT", "ROW", "SGP", "STP"}


def test_the_map_says_where_it_is_from_and_leaves_out_antarctica():
    found = outline()
    assert "Natural Earth" in found["source"]
    assert "ATA" not in {shape["id"] for shape in found["objects"]["countries"]["geometries"]}


def test_every_arc_is_there_and_used():
    found = outline()
    text = json.dumps([shape["arcs"] for shape in found["objects"]["countries"]["geometries"]])
    used = {
        arc if arc >= 0 else ~arc
        for arc in json.loads(f"[{text.replace('[', '').replace(']', '')}]")
    }
    assert used == set(range(len(found["arcs"])))
