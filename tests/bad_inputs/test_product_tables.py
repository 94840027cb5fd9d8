"""Tables of trade by product: what is read, what is left out with a note, and what is refused."""

import numpy as np
import pytest

from cobden.base.errors import InputError
from cobden.products import read_products, united_states
from cobden.world import World

BACI = "t,i,j,k,v,q\n2023,156,842,850760,1500.0,10\n2023,392,842,870323,2000.0,5\n"
COMTRADE = (
    "refYear,reporterISO,flowCode,partnerISO,partner2Code,classificationCode,cmdCode,customsCode,"
    "motCode,primaryValue\n"
    "2023,USA,M,CHN,0,H6,850760,C00,0,1500000\n"
    "2023,USA,M,CHN,0,H6,850760,C00,2100,900000\n"
    "2023,USA,M,W00,0,H6,850760,C00,0,4000000\n"
    "2023,USA,X,CHN,0,H6,850760,C00,0,7\n"
    "2023,USA,M,CHN,0,H6,8507,C00,0,1500000\n"
    "2023,USA,M,CHN,0,H6,TOTAL,C00,0,9500000\n"
    "2023,USA,M,JPN,0,H6,870323,C00,0,2000000\n"
)
COMEXT = (
    "DECLARANT_ISO,PARTNER_ISO,PRODUCT_NC,FLOW,PERIOD,VALUE_IN_EUROS,QUANTITY_IN_KG\n"
    "DE,CN,85076000,1,202352,1000000,5\nDE,JP,87032319,1,202352,500000,5\n"
    "DE,CN,85076000,2,202352,3,5\n"
)
CENSUS = (
    "CTY_CODE,I_COMMODITY,CON_VAL_YR,CAL_DUT_YR,YEAR\n"
    "China,8507600010,1500000,150000,2024\nJapan,8703230140,2000000,50000,2024\n"
)
PLAIN = "code,origin,value\n850760,CHN,1500000\n870323,Japan,2000000\n"
SAYS = {"importer": "USA", "year": 2023}


def read(tmp_path, text, **says):
    path = tmp_path / "trade.csv"
    path.write_text(text, encoding="utf-8")
    return read_products(path, **says)


def test_lines_of_ten_digits_are_kept_where_the_law_has_them(tmp_path):
    more = "China,8507600020,500000,0,2024\nChina,8507609999,100,0,2024\n"
    table = read(tmp_path, CENSUS + more, importer="USA")
    assert table.line is not None
    kept = dict(zip(table.line.tolist(), table.value.tolist(), strict=True))
    assert kept == {8507600010: 1.5e6, 8507600020: 5e5, 8507600000: 100.0, 8703230140: 2e6}
    assert table.codes.tolist() == [850760, 870323]
    assert any("3 lines of ten digits" in note for note in table.notes)
    assert read(tmp_path, PLAIN, **SAYS).line is None  # six digits
    assert read(tmp_path, CENSUS, importer="JPN").line is None  # no law by line


@pytest.mark.parametrize(
    ("text", "says", "importer", "values"),
    [
        (BACI, {}, "USA", [1.5e6, 2e6]),
        (COMTRADE, {}, "USA", [1.5e6, 2e6]),
        (COMEXT, {"usd": 1.1}, "DEU", [1.1e6, 0.55e6]),
        (CENSUS, {"importer": "US"}, "USA", [1.5e6, 2e6]),
        (PLAIN, SAYS, "USA", [1.5e6, 2e6]),
        (PLAIN.replace(",", ";"), SAYS, "USA", [1.5e6, 2e6]),
        (PLAIN.replace(",", "\t"), SAYS, "USA", [1.5e6, 2e6]),
        (PLAIN.replace("850760", "8507.60.00"), SAYS, "USA", [1.5e6, 2e6]),
    ],
)
def test_what_publishers_offer_is_read(tmp_path, text, says, importer, values):
    table = read(tmp_path, text, **says)
    assert table.importer == importer
    assert [f"{code:06d}" for code in table.codes] == ["850760", "870323"]
    assert set(table.origins) == {"CHN", "JPN"}
    assert table.dense(table.value).sum(axis=1) == pytest.approx(values)


def test_totals_and_exports_are_left_out_with_a_note(tmp_path):
    notes = " ".join(read(tmp_path, COMTRADE).notes)
    for word in ("flowcode", "motcode", "all partners", "all products", "headings"):
        assert word in notes, word


def test_retired_codes_are_divided_among_their_successors_and_counted(tmp_path):
    table = read(tmp_path, PLAIN.replace("850760", "851712"), **SAYS)  # telephones until 2022
    assert table.value.sum() == pytest.approx(3.5e6)
    assert "1 rows of codes retired" in " ".join(table.notes)


def test_areas_not_specified_go_to_the_rest_of_the_world(tmp_path):
    table = read(tmp_path, PLAIN + "870323,Areas nes,100\n", **SAYS)
    assert "ROW" in table.origins
    assert "not specified" in " ".join(table.notes)


@pytest.mark.parametrize(
    ("text", "says", "what", "where"),
    [
        (PLAIN.replace("850760", "50760"), SAYS, "zero lost", ":2"),
        (PLAIN.replace("850760", "740811001"), SAYS, "odd|even number", ":2"),
        (PLAIN.replace("850760", "850799"), SAYS, "no HS code", ":2"),
        (PLAIN.replace("1500000", '"1,500,000"'), SAYS, "value is '1,500,000'", ":2"),
        (PLAIN.replace("1500000", "-5"), SAYS, "value is -5", ":2"),
        (PLAIN.replace("1500000", "1.5 bn"), SAYS, "value is '1.5 bn'", ":2"),
        (PLAIN.replace("1500000", ""), SAYS, "value is ''", ":2"),
        (PLAIN.replace("1500000", "nan"), SAYS, "value is nan", ":2"),
        (PLAIN.replace("1500000", "inf"), SAYS, "value is inf", ":2"),
        (PLAIN.replace("Japan", "Japann"), SAYS, "Japann", ":3"),
        (PLAIN.replace("origin", "partners"), SAYS, "columns", ":1"),
        (PLAIN.replace("code,origin", "code,code,origin"), SAYS, "twice", ":1"),
        (PLAIN, {"year": 2023}, "which importer", "trade.csv"),
        (PLAIN, {"importer": "USA"}, "which year", "trade.csv"),
        (PLAIN.replace("CHN", "USA").replace("Japan", "USA"), SAYS, "from USA itself", "trade.csv"),
        ("code,origin,value\n", SAYS, "no rows", "trade.csv"),
        ("", SAYS, "no table|no rows|columns", "trade.csv"),
        (PLAIN + '870323,"Japan\n', SAYS, "no table", "trade.csv"),
        (PLAIN + "870323,Japan,1,2,3\n", SAYS, "no table", "trade.csv"),
        (COMEXT, {}, "not in US dollars", "trade.csv"),
        (COMTRADE.replace(",M,", ",X,"), {}, "no row is left", "trade.csv"),
        (COMTRADE.replace("2023,USA,M,JPN", "2022,USA,M,JPN"), {}, "2 of year", "trade.csv"),
        (COMTRADE.replace("2023,USA,M,JPN", "2023,MEX,M,JPN"), {}, "2 of importer", "trade.csv"),
        (COMTRADE, {"year": 2019}, "2019 is not among them", "trade.csv"),
        (COMTRADE, {"importer": "MEX"}, "MEX is not among them", "trade.csv"),
        (BACI.replace("2023", "23"), {}, "year is 23", "trade.csv"),
        (BACI.replace("2023", "n/a"), {}, "year is n/a", "trade.csv"),
        (BACI.replace("2023", ""), {}, "year is left empty", "trade.csv"),
        (PLAIN.replace("CHN", ""), SAYS, "names no economy", ":2"),
        (PLAIN.replace("CHN", "999"), SAYS, "999", ":2"),
        (PLAIN.replace("CHN", "Czechoslovakia"), SAYS, "Czechoslovakia", ":2"),
        (PLAIN + "850760,EU27,5\n850760,DEU,7\n", SAYS, "EU27, which holds it", ":5"),
        (PLAIN + "850760,CHN,1500000\n", SAYS, "repeats line 2", ":4"),
        (COMTRADE.replace("JPN,0,H6", "JPN,0,H5"), {}, "edition is 'H5'", ":"),
        (PLAIN.replace("850760", "8507").replace("870323", "8703"), SAYS, "has 4 digits", ":2"),
        (PLAIN.replace("850760", "85").replace("870323", "87"), SAYS, "has 2 digits", ":2"),
        (PLAIN.replace("850760", "8.5076E+05"), SAYS, r"8\.5076E\+05", ":2"),
        (PLAIN.replace("850760", "850760.0"), SAYS, r"850760\.0", ":2"),
        (PLAIN.replace("850760", "85076O"), SAYS, "85076O", ":2"),
        (PLAIN.replace("850760", "85076000000"), SAYS, "85076000000", ":2"),
        (PLAIN.replace("850760", ""), SAYS, "code is left empty", ":2"),
        (PLAIN.replace("1500000", '"1500000,25"'), SAYS, "value is '1500000,25'", ":2"),
        (PLAIN.replace("1500000", "1 500 000"), SAYS, "value is '1 500 000'", ":2"),
        (PLAIN.replace("1500000", "$1500000"), SAYS, r"value is '\$1500000'", ":2"),
        (PLAIN.replace("1500000", "0").replace("2000000", "0"), SAYS, "all values are zero", "csv"),
        (PLAIN + "\n\n870323,CHN,x\n", SAYS, "value is 'x'", ":6"),
        (PLAIN + "870323,CHN\n", SAYS, "value is ''", ":4"),
        ("Imports by product\n" + PLAIN, SAYS, "first line is a title", ":1"),
        ("<html><body>Too many requests</body></html>", SAYS, "a web page", ":1"),
        ('{"error": "quota"}', SAYS, "JSON", ":1"),
        (PLAIN + "870323," + "Japan " * 5000 + ",3\n", SAYS, "30,00. characters", ":4"),
        (PLAIN.replace("origin,value", "Ursprung,Wert"), SAYS, "columns", ":1"),
        ("code,origin,value,duty\n850760,CHN,10,-1\n", SAYS, "duty is -1", ":2"),
        ("code,origin,value,duty\n850760,CHN,1,750\n", SAYS, "duty is 750 on a value of 1", ":2"),
        ("code,origin,value,duty\n850760,CHN,10,free\n", SAYS, "duty is 'free'", ":2"),
        ("\n\n", SAYS, "no table|no rows|columns", "csv"),
        (PLAIN, {"importer": "Atlantis", "year": 2023}, "Atlantis", "csv"),
        (PLAIN, {"importer": "USA", "year": 1066}, "year is 1066", "csv"),
        (COMEXT, {"usd": 0.0}, "worth 0 US dollars", "usd"),
        (COMEXT, {"usd": float("nan")}, "worth nan US dollars", "usd"),
    ],
)
def test_what_cannot_be_right_names_place_and_remedy(tmp_path, text, says, what, where):
    with pytest.raises(InputError, match=what) as fault:
        read(tmp_path, text, **says)
    assert where in fault.value.where
    assert fault.value.remedy


def test_the_shipped_table_is_that_of_the_law():
    table = united_states()
    assert table.value.sum() == pytest.approx(3208.8e9, rel=1e-4)
    assert table.duty is not None
    assert table.duty.sum() == pytest.approx(75.6e9, rel=1e-3)


def test_a_table_closes_on_the_world_it_is_put_on():
    world = World.load()
    trade = united_states().on(world)
    n = world.economy_index("USA")
    for k, start, end in trade.bounds:
        flow = np.where(np.arange(len(world.economies)) == n, 0, world.flow[k, n])
        assert np.abs(trade.flow[start:end].sum(axis=0) - flow).max() < 1e-15
    rows = united_states().beside(world).set_index("sector")
    assert rows.loc["C29", "covered"] > 0.95
    assert 0.5 < rows.loc["C29", "file"] / rows.loc["C29", "world"] < 2


def test_the_rest_of_the_world_has_what_no_other_economy_there_stands_for(tmp_path):
    """A table tells more origins than a world: they are its rest's, not lost."""
    text = PLAIN + "870323,Vietnam,5\n850760,Ecuador,7\n850760,Germany,11\n"
    table = read(tmp_path, text, **SAYS)
    world = ("USA", "CHN", "EU27", "ROW")
    found = [[table.origins[at] for at in of] for of in table.origins_of(world)]
    assert found == [[], ["CHN"], ["DEU"], ["JPN", "VNM", "ECU"]]
    union = united_states().origins_of(("DEU", "EU27", "ROW"))
    assert union[0] == union[1] == [united_states().origins.index("EU27")]


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        (PLAIN.replace("Japan", "Côte").encode("cp1252"), "not UTF-8"),
        (PLAIN.encode("utf-16"), "binary"),
        (b"PK\x03\x04\x00", "binary"),
    ],
)
def test_files_of_another_kind_say_so(tmp_path, raw, what):
    path = tmp_path / "trade.csv"
    path.write_bytes(raw)
    with pytest.raises(InputError, match=what) as fault:
        read_products(path, **SAYS)
    assert "trade.csv" in fault.value.where
    with pytest.raises(InputError, match="folder"):
        read_products(tmp_path, **SAYS)
    with pytest.raises(InputError, match="no such file"):
        read_products(tmp_path / "none.csv", **SAYS)


def test_values_in_another_unit_are_refused_where_they_meet_a_world(tmp_path):
    """A thousand times the world's own flow is no mix of it."""
    table = read(tmp_path, PLAIN.replace("2000000", "9e15"), **SAYS)
    with pytest.raises(InputError, match=r"C29.* times") as fault:
        World.load().with_products(table)
    assert "usd" in fault.value.remedy


def test_goods_that_come_home_are_left_out_with_a_note(tmp_path):
    table = read(tmp_path, PLAIN + "870323,USA,5\n", **SAYS)
    assert table.value.sum() == pytest.approx(3.5e6)
    assert "goods of USA itself" in " ".join(table.notes)
    union = read(tmp_path, PLAIN + "870323,DEU,5\n", importer="EU27", year=2023)
    assert "goods of EU27 itself" in " ".join(union.notes)
    grouped = read(tmp_path, PLAIN + "870323,European Union,5\n", **SAYS)
    assert "EU27" in grouped.origins


def test_a_table_in_another_unit_is_refused_when_it_is_checked(tmp_path):
    """As a case would refuse it: 15 million billion dollars of cars."""
    table = read(tmp_path, "code,origin,value\n870380,CHN,15e15\n", **SAYS)
    with pytest.raises(InputError, match="times the world's own"):
        table.beside(World.load())
