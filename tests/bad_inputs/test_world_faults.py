"""Every fault in a world's input names the place and says what to do."""

import numpy as np
import pytest

import small_icio
from cobden.base.errors import InputError
from cobden.world import World

FIELDS = (
    "economies", "sectors", "trade_share", "expenditure", "input_share", "consumption_share",
    "value_added", "deficit", "tariff", "elasticity",
)  # fmt: skip
BASE = World.load().aggregate(["USA", "JPN"], {"goods": list(World.load().sectors[:-1])})


def arrays() -> dict:
    return {
        name: list(value) if isinstance(value := getattr(BASE, name), tuple) else value.copy()
        for name in FIELDS
    }


def test_the_base_is_accepted():
    world = World.from_shares(**arrays())
    assert max(world.residuals().values()) < 1e-14


def set_cell(name, cell, value):
    def change(given):
        given[name][cell] = value

    return change


def replaced(name, make):
    def change(given):
        given[name] = make(given[name])

    return change


FAULTS = {
    "NaN trade share": (set_cell("trade_share", (0, 1, 2), np.nan), "trade_share[goods, JPN, ROW]"),
    "infinite tariff": (set_cell("tariff", (0, 0, 1), np.inf), "tariff[goods, USA, JPN]"),
    "tariff below -100%": (set_cell("tariff", (0, 0, 1), -1.5), "tariff[goods, USA, JPN]"),
    "negative trade share": (
        set_cell("trade_share", (1, 0, 0), -0.1), "trade_share[SERV, USA, USA]"
    ),
    "shares that do not sum": (
        replaced("trade_share", lambda a: a * 1.01), "trade_share[goods, USA]"
    ),
    "bought, but from nobody": (
        set_cell("trade_share", (0, 2), 0.0), "trade_share[goods, ROW]: sums over exporters to 0"
    ),
    "importer and exporter exchanged": (
        replaced("trade_share", lambda a: a.transpose(0, 2, 1)), "exchange importer and exporter"
    ),
    "economies first": (
        replaced("trade_share", lambda a: a.transpose(1, 2, 0)), "good (2), importer (3), exporter"
    ),
    "negative expenditure": (set_cell("expenditure", (1, 2), -1.0), "expenditure[SERV, ROW]"),
    "expenditure of the wrong size": (
        replaced("expenditure", lambda a: a[:, :2]), "expenditure: has shape (2, 2)"
    ),
    "negative input share": (
        set_cell("input_share", (0, 1, 2), -0.2), "input_share[goods, SERV, ROW]"
    ),
    "inputs above output": (
        set_cell("input_share", (0, 1, 2), 0.9), "input_share[SERV, ROW]: leaves a value-added"
    ),
    "consumption that does not sum": (
        replaced("consumption_share", lambda a: a * 0.9), "consumption_share[USA]"
    ),
    "negative consumption": (
        set_cell("consumption_share", (0, 0), -0.1), "consumption_share[goods, USA]"
    ),
    "no value added": (set_cell("value_added", 1, 0.0), "value_added[JPN]"),
    "deficits that do not cancel": (set_cell("deficit", 0, 0.5), "deficit: the deficits sum to"),
    "elasticity of zero": (set_cell("elasticity", 1, 0.0), "elasticity[SERV]"),
    "elasticities of the wrong number": (replaced("elasticity", lambda a: a[:1]), "elasticities"),
    "a label twice": (replaced("economies", lambda a: ["USA", "USA", "ROW"]), "economies[1]"),
    "an empty label": (replaced("sectors", lambda a: ["goods", " "]), "sectors[1]"),
    "one string for the labels": (replaced("sectors", lambda a: "goods"), "sectors"),
    "words for numbers": (
        replaced("deficit", lambda a: ["none"] * 3), "deficit: not an array of numbers"
    ),
    "ragged lists": (
        replaced("expenditure", lambda a: [[1, 2, 3], [1]]), "expenditure: not an array of numbers"
    ),
    "accounts in other units": (
        replaced("expenditure", lambda a: a * 1e6), "the accounts do not close"
    ),
    "value added from elsewhere": (
        replaced("value_added", lambda a: a * [1.1, 1.0, 1.0]), "the accounts do not close"
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_in_plain_arrays_names_its_cell(fault):
    change, place = FAULTS[fault]
    given = arrays()
    change(given)
    with pytest.raises(InputError) as caught:
        World.from_shares(**given)
    assert place in str(caught.value)
    assert caught.value.remedy


def test_services_must_be_sectors():
    with pytest.raises(InputError, match="'banking' is not among the sectors"):
        World.from_shares(**arrays(), services=["banking"])


def test_small_negative_input_shares_are_kept():
    given = arrays()
    taken = given["input_share"][0, 1, 0] + 0.0006
    given["input_share"][0, 1, 0] = -0.0006
    used = taken * BASE.output[1, 0]
    given["expenditure"] = given["expenditure"].copy()
    with pytest.raises(InputError, match="the accounts do not close"):
        World.from_shares(**given)
    # Spending on the good falls with its use as an input: the residual goes to final demand.
    income = BASE.income[0] + used
    final = BASE.final_expenditure[:, 0] + [used, 0.0]
    given["consumption_share"][:, 0] = final / income
    given["value_added"][0] += used
    world = World.from_shares(**given)
    assert world.input_share.min() == -0.0006


WRONG_CALLS = {
    "an unknown set": (lambda: World.load("Caliendo"), "unknown elasticity set 'Caliendo'"),
    "a near name": (lambda: World.load("FG0"), "Did you mean 'FGO'?"),
    "an unknown form": (lambda: World.load(import_shares="by use"), "Did you mean 'by_use'?"),
    "a short run of zero": (lambda: World.load(short_run=0), "short_run"),
    "an unknown sector in one's own table": (
        lambda: BASE.with_elasticity({"good": 4.0}), "Did you mean 'goods'?"
    ),
    "a sector left out": (lambda: BASE.with_elasticity({"goods": 4.0}), "'SERV' has no elasticity"),
    "a set that lacks a sector": (lambda: BASE.with_elasticity("CP"), "'goods' has no elasticity"),
    "an unknown economy": (lambda: BASE.economy_index("Germny"), "Did you mean 'germany'?"),
    "an economy that is not shown": (lambda: BASE.economy_index("China"), "'China' is not among"),
    "an unknown sector": (lambda: BASE.sector_index("service"), "unknown sector 'service'"),
    "an unknown view": (lambda: BASE.view("flows"), "Did you mean 'flow'?"),
    "a view that this world lacks": (lambda: BASE.view("final_trade_share"), "unknown view"),
    "an economy merged twice": (
        lambda: BASE.aggregate({"a": ["USA"], "b": ["USA", "JPN"]}), "'USA' is in both 'a' and 'b'"
    ),
    "an unknown member": (lambda: BASE.aggregate({"a": ["Utopia"]}), "Utopia"),
    "a group with no member here": (
        lambda: BASE.aggregate({"a": "MERCOSUR"}), "no member of 'MERCOSUR'"
    ),
    "a label that stays outside": (
        lambda: BASE.aggregate({"JPN": ["USA", "ROW"]}), "a member that stays out of it"
    ),
    "an unknown sector merged": (
        lambda: BASE.aggregate(sectors={"all": ["goods", "cars"]}), "unknown sector 'cars'"
    ),
    "a part of no weight": (lambda: BASE.split("JPN", {"a": 1, "b": 0}), "parts['b']"),
    "no parts": (lambda: BASE.split("JPN", {}), "no parts given"),
    "a part that is taken": (lambda: BASE.split("JPN", {"USA": 1}), "'USA' is taken"),
}  # fmt: skip


@pytest.mark.parametrize("fault", WRONG_CALLS)
def test_a_wrong_call_says_what_is_known(fault):
    call, message = WRONG_CALLS[fault]
    with pytest.raises(InputError) as caught:
        call()
    assert message in str(caught.value)


def edited(edit):
    def make(path):
        text = small_icio.write(path / "table.csv").read_text(encoding="utf-8")
        (path / "table.csv").write_text(edit(text), encoding="utf-8")
        return path / "table.csv"

    return make


def cut_rows(text, keep):
    return "\n".join(text.splitlines()[:keep]) + "\n"


def cell(text, row, column, value):
    lines = [line.split(",") for line in text.splitlines()]
    lines[[line[0] for line in lines].index(row)][lines[0].index(column)] = value
    return "\n".join(",".join(line) for line in lines) + "\n"


FILES = {
    "no such file": (lambda path: path / "absent.csv", "cannot be read as CSV"),
    "a folder": (lambda path: path, "cannot be read as CSV"),
    "an empty file": (edited(lambda text: ""), "cannot be read as CSV"),
    "cut in the middle of a row": (edited(lambda text: text[: len(text) // 2]), "cannot be read"),
    "cut between rows": (edited(lambda text: cut_rows(text, 9)), "column 'JPN_D'"),
    "a word for a number": (
        edited(lambda text: cell(text, "JPN_C29", "USA_C29", "much")), "row 'JPN_C29'"
    ),
    "an empty cell": (
        edited(lambda text: cell(text, "JPN_C29", "USA_C29", "")), "row 'JPN_C29', column 'USA_C29'"
    ),
    "a negative input": (
        edited(lambda text: cell(text, "JPN_C29", "USA_C29", "-5")), "column 'USA_C29'"
    ),
    "sales that miss output": (
        edited(lambda text: cell(text, "JPN_C29", "USA_C29", "99999")), "row 'JPN_C29'"
    ),
    "a row twice": (
        edited(lambda text: text.replace("\nJPN_C29,", "\nJPN_C24A,")), "'JPN_C24A' appears twice"
    ),
    "a label without an economy": (
        edited(lambda text: text.replace("JPN_C29", "JPNC29")), "'JPNC29' is no label"
    ),
    "an unknown kind of final demand": (
        edited(lambda text: text.replace("JPN_HFCE", "JPN_HOME")), "column 'JPN_HOME'"
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", FILES)
def test_a_fault_in_a_file_names_the_place(fault, tmp_path):
    make, message = FILES[fault]
    with pytest.raises(InputError) as caught:
        World.from_icio(make(tmp_path), tariff=0.0)
    assert message in str(caught.value)
    assert str(tmp_path) in str(caught.value)
    assert caught.value.remedy


def test_tariffs_for_a_file_must_fit_it(tmp_path):
    file = small_icio.write(tmp_path / "table.csv")
    with pytest.raises(InputError, match="has shape"):
        World.from_icio(file, tariff=np.zeros((3, 3, 3)))
    with pytest.raises(InputError, match="above -1"):
        World.from_icio(file, tariff=-2.0)
    with pytest.raises(InputError, match="'C999' is no industry"):
        World.from_icio(file, sectors={"C999": "a"})
    with pytest.raises(InputError, match="do not know sector 'metals'"):
        World.from_icio(file, sectors={"C24A": "metals"})


TABLES = {
    "a file that is not there": (None, "there is no such file"),
    "other columns": ("name,value\ngoods,4\n", "the columns are name, value"),
    "an unknown sector": ("sector,elasticity\ngood,4\n", ":2: unknown sector 'good'"),
    "a sector twice": ("sector,elasticity\ngoods,4\ngoods,5\n", ":3: sector 'goods'"),
    "a word": ("sector,elasticity\ngoods,four\n", ":2: 'four' is not a number"),
    "a sector left out": ("sector,elasticity\ngoods,4\n", "'SERV' has no elasticity"),
    "below zero": ("sector,elasticity\ngoods,4\nSERV,-1\n", "[SERV]: the elasticity is -1"),
}


@pytest.mark.parametrize("fault", TABLES)
def test_a_fault_in_a_table_of_elasticities_names_the_line(fault, tmp_path):
    text, message = TABLES[fault]
    file = tmp_path / "own.csv"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        BASE.with_elasticity(str(file))
    assert message in str(caught.value)
    assert str(file) in str(caught.value)
