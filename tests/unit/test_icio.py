"""The reader of the OECD's own CSV, on a small file in its format."""

import numpy as np
import pytest

import small_icio
from cobden.world import World
from cobden.world.icio import read

pymrio = pytest.importorskip("pymrio")


@pytest.fixture
def small(tmp_path):
    return small_icio.write(tmp_path / "2021_SML.csv", negative=False)


def test_a_table_becomes_a_world_that_closes(small):
    world = World.from_icio(small, tariff=0.05)
    assert world.economies == ("CHN", "JPN", "USA", "ROW")
    assert world.sectors == ("A01", "C24A", "C29", "SERV")
    assert world.services == ("SERV",)
    assert world.year == 2021
    assert max(world.residuals().values()) < 1e-14


def test_the_flows_are_those_of_the_file(small):
    import pandas as pd

    raw = pd.read_csv(small, index_col=0)
    world = World.from_icio(small)
    users = [name for name in raw.columns if name.startswith("USA")]
    cars = world.view("flow").sel(sector="C29", importer="USA", exporter="JPN")
    assert float(cars) == pytest.approx(raw.loc["JPN_C29", users].sum() * 1e6)
    services = raw.loc[["JPN_D", "JPN_H49"]].drop(columns="OUT").to_numpy().sum()
    assert float(world.view("output").sel(sector="SERV", economy="JPN")) == pytest.approx(
        services * 1e6
    )
    steel_into_cars = raw.loc[[f"{e}_C24A" for e in small_icio.SMALL], "USA_C29"].sum()
    table = read(small, tariff=0.0)
    assert table.use[1, 2, 2] == pytest.approx(steel_into_cars * 1e6)


def test_the_tariffs_are_the_embedded_ones_unless_given(small):
    read_in = World.from_icio(small)
    known = World.load(year=read_in.year)  # those of the file's year
    cell = {"sector": "C29", "importer": "USA", "exporter": "CHN"}
    assert float(read_in.view("tariff").sel(cell)) == float(known.view("tariff").sel(cell))
    assert read_in.tariffs_on == known.tariffs_on


def test_negative_stocks_are_set_to_zero_and_said(tmp_path):
    world = World.from_icio(small_icio.write(tmp_path / "table.csv"), tariff=0.0)
    line = next(line for line in world.record if line.what == "negative final demand")
    assert line.cells == 1
    assert line.before < 0 == line.after
    assert max(world.residuals().values()) < 1e-14


def test_parts_of_china_in_the_extended_edition_are_added_up(tmp_path):
    file = small_icio.write(tmp_path / "2022_EXT.csv", small_icio.EXTENDED, negative=False)
    world = World.from_icio(file, tariff=0.0)
    assert world.economies == ("CHN", "JPN", "USA", "ROW")
    small_file = read(file, tariff=0.0)
    import pandas as pd

    raw = pd.read_csv(file, index_col=0)
    inside = raw.loc[["CN1_C29", "CN2_C29"], ["CN1_C24A", "CN2_C24A"]].to_numpy().sum()
    abroad = raw.loc[["JPN_C29", "USA_C29", "ROW_C29"], ["CN1_C24A", "CN2_C24A"]].to_numpy().sum()
    assert small_file.use[2, 1, 0] == pytest.approx((inside + abroad) * 1e6)


def test_industries_can_be_mapped(small):
    mapping = {"C24A": "industry", "C29": "industry", "A01": "farms", "D": "power"}
    world = World.from_icio(
        small, tariff=0.0, sectors=mapping,
        elasticities={"farms": 3.0, "industry": 5.0, "power": 4.0, "SERV": 4.0},
    )  # fmt: skip
    assert world.sectors == ("farms", "industry", "power", "SERV")
    assert world.services == ("power", "SERV")


@pytest.mark.filterwarnings("ignore")
def test_an_independent_reader_finds_the_same(small):
    peer = pymrio.parse_oecd(small)
    table = read(small, tariff=0.0, sectors={"D": "D", "H49": "H49"})
    peer_inputs = peer.Z.groupby(level="sector").sum()["USA"]["C29"]
    assert np.allclose(
        table.use[:, table.sectors.index("C29"), table.economies.index("USA")] / 1e6,
        peer_inputs.loc[list(table.sectors)],
    )
    peer_final = peer.Y.T.groupby(level=0).sum().T["USA"].unstack(0)
    assert np.allclose(
        table.final[:, table.economies.index("USA")] / 1e6,
        peer_final.loc[list(table.sectors), list(table.economies)],
    )
