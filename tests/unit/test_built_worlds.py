"""Worlds of a user's downloads: read, put on the OECD's sectors, checked, kept, used by a case."""

import shutil
import sys
from pathlib import Path

import numpy as np
import pytest

import cobden as cb
import foreign_tables as tables
from cobden.cases import load, new
from cobden.measures.amounts import yearly_rates
from cobden.study.build_world import build
from cobden.study.case_law import policy_of, world_of
from cobden.world import built
from cobden.world.foreign import foreign_year, kind_of_table
from cobden.world.har import HarFile
from cobden.world.mrio import sector_map, sectors_of
from small_icio import write

SERVICES = {"wiod": "E", "figaro": "G", "exiobase": "40.11.a", "gtap": "trd", "oecd": "G"}
OF_2023 = """
A01_02 A03 B05_06 B07_08 B09 C10T12 C13T15 C16 C17_18 C19 C20 C21 C22 C23 C24 C25 C26 C27 C28 C29
C30 C31T33 D E F G H49 H50 H51 H52 H53 I J58T60 J61 J62_63 K L M N O P Q R S T
"""
OF_FIGARO = """
A01 A02 A03 B C10T12 C13T15 C16 C17 C18 C19 C20 C21 C22 C23 C24 C25 C26 C27 C28 C29 C30 C31_32 C33
D35 E36 E37T39 F G45 G46 G47 H49 H50 H51 H52 H53 I J58 J59_60 J61 J62_63 K64 K65 K66 L68 M69_70 M71
M72 M73 M74_75 N77 N78 N79 N80T82 O84 P85 Q86 Q87_88 R90T92 R93 S94 S95 S96 T U
"""
EURO = yearly_rates()[2020]["EUR"]


@pytest.fixture(autouse=True)
def apart(tmp_path, monkeypatch):
    """Keep what is built out of the user's own folder."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def industries(kind: str) -> tuple[list[str], list[tuple[str, ...]]]:
    """Return industries of a table that hold every one of the OECD's sectors, and which."""
    found: dict[tuple[str, ...], str] = {}
    for code, sectors in sorted(sector_map(kind).items(), key=lambda pair: -len(pair[1])):
        if not set(sectors) & {k for known in found for k in known}:
            found[sectors] = SERVICES[kind] if sectors == ("SERV",) else code
    return list(found.values()), list(found)


def same_as_the_oecd(world: cb.World) -> None:
    """Assert that flows and inputs are those of the OECD's table at the table's detail."""
    inputs, final, _, sectors = tables.oecd()
    order = [world.economies.index(code) for code in tables.ECONOMIES]
    flow = np.moveaxis(inputs.sum(2) + final, 1, 2)  # [k, n, i]
    expected = flow[:, :, :] * 1e6
    found = world.flow[:, order][:, :, order] * world.value_usd
    big = expected > 1e9
    assert found[big] == pytest.approx(
        expected[big], rel=1e-4
    )  # inputs and uses of it agree so far
    assert world.sectors == sectors
    assert max(world.residuals().values()) < 1e-9
    a, b = world.sector_index("C28"), world.sector_index("C29")
    cars = world.tariff[b, order.index(0) if 0 in order else 0]
    assert np.isfinite(cars).all()
    assert world.tariff[a].max() < 1


def check(kind: str, path: Path, **more) -> cb.World:
    found = build(path, **more)
    assert found.kind == kind
    assert found.path.exists()
    again = cb.World.built(found.name)
    assert (again.flow == found.world.flow).all()
    same_as_the_oecd(again)
    return again


def test_figaro_is_the_table_it_was_made_of(tmp_path):
    codes, groups = industries("figaro")
    path = tables.figaro(tmp_path / "matrix_eu-ic-io_ind-by-ind_2020.csv", codes, groups, EURO)
    world = check("figaro", path)
    assert world.year == 2020
    assert "tariffs of" not in world.source
    (divided,) = (line for line in world.record if line.what == "industries divided")
    assert "C24" in divided.reason


@pytest.mark.parametrize("name", ["matrix_eu-ic-io_ind-by-ind_23ed_2020.csv",
                                  "matrix_eu-ic-io_ind-by-ind_25ed_2020_v2.csv"])  # fmt: skip
def test_figaro_is_known_by_the_names_of_its_editions(name):
    assert kind_of_table(Path(name)) == "figaro"
    assert foreign_year(Path(name)) == 2020


@pytest.mark.parametrize(
    ("kind", "codes", "count"), [("oecd", OF_2023, 45), ("figaro", OF_FIGARO, 64)]
)
def test_the_published_lists_of_industries_are_mapped_whole(kind, codes, count):
    assert len(codes.split()) == count
    held = [sector for code in codes.split() for sector in sectors_of(kind, code, "here")]
    assert set(held) == set(cb.World.load().sectors)


def test_the_oecd_edition_of_2023_is_known_by_its_labels(tmp_path):
    codes, groups = industries("oecd")
    world = check("oecd", tables.oecd_of_2023(tmp_path / "2017_SML.csv", codes, groups))
    assert world.year == 2017
    assert "edition of 2023" in world.source
    (divided,) = (line for line in world.record if line.what == "industries divided")
    for code in ("A01_02", "B05_06", "B07_08", "C24", "C30"):
        assert code in divided.reason
    with pytest.raises(cb.InputError, match="of 2023 come together"):
        build(tmp_path / "2017_SML.csv", services_apart=True)


def test_an_edition_before_2023_is_refused_with_what_to_download(tmp_path):
    path = tmp_path / "ICIO2021_2015.csv"
    path.write_text(",AUS_01T02,AUS_03,AUS_HFCE,TOTAL\nAUS_01T02,1,1,1,3\nAUS_TAXSUB,0,0,0,0\n")
    with pytest.raises(cb.InputError, match="edition of 2025 or 2023") as fault:
        build(path)
    assert "'01T02'" in str(fault.value)
    assert str(path) in str(fault.value)


def test_wiod_is_the_table_it_was_made_of(tmp_path):
    codes, groups = industries("wiod")
    world = check("wiod", tables.wiod(tmp_path / "wiot11_row_apr12.xlsx", codes, groups))
    assert world.year == 2011
    assert world.source.endswith("tariffs of 2015")
    assert world.tariffs_on is not None


def test_exiobase_is_the_table_it_was_made_of(tmp_path):
    import pymrio

    known = pymrio.get_classification("exio3_ixi").sectors
    names = dict(zip(known.ExioCode.str[1:], known.ExioName, strict=True))
    groups: dict[tuple[str, ...], str] = {}
    held = {name: sectors_of("exiobase", code, "here") for code, name in names.items()}
    for name, sectors in sorted(held.items(), key=lambda pair: -len(pair[1])):
        if not set(sectors) & {k for part in groups for k in part}:
            groups[sectors] = name
    path = tables.exiobase(tmp_path / "IOT_2020_ixi", list(groups.values()), list(groups), EURO)
    check("exiobase", path)
    archive = shutil.make_archive(str(path), "zip", tmp_path, path.name)  # as Zenodo has it
    check("exiobase", Path(archive))


def test_every_industry_of_exiobase_has_its_sectors():
    import pymrio

    for form in ("exio3_ixi", "exio3_pxp"):
        for code in pymrio.get_classification(form).sectors.ExioCode:
            assert sectors_of("exiobase", str(code)[1:], form)


def test_gtap_is_the_table_it_was_made_of(tmp_path):
    codes, groups = industries("gtap")
    world = check("gtap", tables.gtap(tmp_path / "basedata.har", codes, groups), year=2017)
    assert world.economies == ("USA", "CHN", "DEU", "ROW")
    _, _, rates, sectors = tables.oecd()
    k = sectors.index("C29")
    assert world.tariff[k] == pytest.approx(rates[k], abs=1e-5)  # the file's own


def test_a_header_array_file_keeps_its_axes(tmp_path):
    values = np.arange(24.0).reshape(2, 3, 4) % 7
    sets = [("A", ["a", "b"]), ("B", ["x", "y", "z"]), ("C", ["1", "2", "3", "4"])]
    path = tables.har(tmp_path / "any.har", {"FULL": (values, sets), "SPRS": (values, sets)})
    file = HarFile(path)
    for name in ("FULL", "SPRS"):
        found = file.read(name)
        assert (found.values == values).all()
        assert found.elements == tuple(tuple(elements) for _, elements in sets)
    with pytest.raises(cb.InputError, match="Did you mean 'FULL'"):
        file.read("FUL")
    cut = tmp_path / "cut.har"
    cut.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(cb.InputError, match="cut off"):
        HarFile(cut)


def test_the_oecd_table_of_another_year_is_the_benchmark_of_a_case(tmp_path):
    build(write(tmp_path / "2013_SML.csv"), name="mine")
    folder = new(tmp_path / "case")
    page = folder / "case.yaml"
    page.write_text(page.read_text().replace("# law: us-2025", "world: {table: mine}"))
    case = load(folder)
    world = world_of(case)
    assert (world.year, str(world.tariffs_on)) == (2013, "2013-12-31")
    assert policy_of(case).base == world.tariffs_on
    assert "tariffs of 2015" in world.source


def test_services_stay_apart_and_bear_no_tariff(tmp_path):
    found = build(write(tmp_path / "2022_SML.csv"), services_apart=True)
    world = found.world
    assert found.name == "oecd-2022-services"
    assert world.services == ("D", "H49")
    assert not world.tariff[[world.sector_index(s) for s in world.services]].any()
    together = build(tmp_path / "2022_SML.csv").world
    assert world.value_usd == pytest.approx(together.value_usd, rel=1e-6)
    duty = cb.Tariff(by="USA", on="JPN", goods="all", rate=0.1, start="2026-01-01",
                     authority="a", source="a")  # fmt: skip
    law = cb.Policy([duty]).on("2026-02-01")
    change = law.wedges(world).tariff - world.tariff
    at = world.economy_index("USA"), world.economy_index("JPN")
    assert [round(float(change[k, *at]), 6) for k in range(5)] == [0.1, 0.1, 0.1, 0, 0]
    assert cb.solve(world, law).certificate.largest < 1e-9


@pytest.mark.parametrize(
    ("name", "text", "more", "said"),
    [
        ("table.txt", "x", {}, "--of oecd"),
        ("2017_SML.csv", "V1,a\nb,1\n", {}, "label"),
        ("figaro.csv", "rowLabels,a\nb,1\n", {"year": 2020}, "matrix"),
        ("figaro.csv", "rowLabels,US_A01\nUS_A01,1\n", {}, "--year"),
        ("figaro.csv", "rowLabels,US_A99\nUS_A99,1\n", {"year": 2020}, "A99"),
        ("figaro.csv", "rowLabels,QQ_A01\nQQ_A01,1\n", {"year": 2020}, "QQ"),
        ("basedata.har", "no such thing", {}, "header-array"),
        ("wiot11.xlsx", "no workbook", {}, "pymrio cannot read it"),
        ("2017_SML.csv", "V1,a\nb,1\n", {"kind": "icio"}, "wiod"),
        ("basedata.har", "x", {"services_apart": True}, "--services-apart"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path, name, text, more, said):
    (tmp_path / name).write_text(text)
    with pytest.raises(cb.InputError) as fault:
        build(tmp_path / name, **more)
    assert said in str(fault.value)
    assert built.names() == []


def test_a_world_that_was_not_built_is_named(tmp_path):
    with pytest.raises(cb.InputError, match="cobden world build"):
        cb.World.built("oecd-2017")
    build(write(tmp_path / "2017_SML.csv"))
    with pytest.raises(cb.InputError, match="Did you mean 'oecd-2017'"):
        cb.World.built("oecd-2016")
    built.place("oecd-2017").write_bytes(b"no")
    with pytest.raises(cb.InputError, match="Build it again"):
        cb.World.built("oecd-2017")


def test_the_command_builds_and_lists(tmp_path, monkeypatch, capsys):
    from cobden.cli import main

    for words in (("build", str(write(tmp_path / "2017_SML.csv"))), ("list",)):
        monkeypatch.setattr(sys, "argv", ["cobden", "world", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        assert ended.value.code in (0, None)
        assert "oecd-2017" in capsys.readouterr().out
    assert kind_of_table(Path("IOT_2020_ixi.zip")) == "exiobase"
