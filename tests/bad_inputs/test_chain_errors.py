"""A faulty chain says what is wrong, where, and what to do."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from cobden.base.errors import Infeasible, InputError
from cobden.chains import Chain, load, parse_measure, run
from cobden.chains.rows import Capacity, Contract, Good, Place, Process, Route, Stock, Use

START = date(2025, 1, 1)
TABLES = {
    "chain.yaml": "name: mine\ntitle: Mine\nstart: 2025-01-01\nperiods: 2\n"
    "places:\n  here: {economy: JPN}\n  there: {economy: USA}\n",
    "figures.csv": "name,value,unit,low,high,citation,where,date,grade,licence,reason\n"
    "much,10,t/year,,,Somebody,,,,,\nprice,5,USD/kg,4,6,,,,,,A guess.\n"
    "slope,-0.5,1,-1,0,,,,,,Guess.\n"
    "far,100,nm,,,Somebody,,,,,\nfreight,1,USD/t/nm,0,2,,,,,,Guess.\nchoke,9,1,5,20,,,,,,Guess.\n",
    "goods.csv": "good,unit\nore,t\n",
    "recipes.csv": "process,unit,role,good,amount\ndig,t,output,ore,1\n",
    "capacities.csv": "place,process,limit\nthere,dig,much\n",
    "routes.csv": "good,exporter,importer,distance,freight\nore,there,here,far,freight\n",
    "uses.csv": "place,use,good,quantity,price,elasticity,choke\n"
    "here,all,ore,much,price,slope,choke\n",
}


def folder(tmp_path: Path, **changes: str) -> Path:
    for name, text in TABLES.items():
        new = changes.get(name.split(".")[0], text)
        (tmp_path / name).write_text(new)
    return tmp_path


def test_the_little_chain_is_sound(tmp_path: Path):
    outcome = run(load(folder(tmp_path)), ())
    assert float(outcome.data.served.sel(place="here", use="all")[0]) == pytest.approx(10 / 12)


@pytest.mark.parametrize(
    ("table", "old", "new", "says"),
    [
        ("uses", "slope", "choke", "elasticity"),
        ("uses", "much,price", "price,price", "'t/month' is expected"),
        ("uses", "price,slope", "prise,slope", "Did you mean 'price'"),
        ("routes", "far,freight", ",freight", "no distance"),
        ("routes", "there", "their", "Did you mean 'there'"),
        ("capacities", "there,dig", "there,dug", "Did you mean 'dig'"),
        ("capacities", "limit", "limits", "unknown column 'limits'"),
        ("figures", "A guess.", "", "low, high and a reason"),
        ("figures", "USD/kg", "USD/lb", "unknown unit 'lb'"),
        ("chain", "periods: 2", "periods: 0", "greater than 0"),
        ("chain", "title: Mine\n", "titel: Mine\n", "title"),
    ],
)
def test_faults_in_tables_are_named(tmp_path: Path, table: str, old: str, new: str, says: str):
    name = next(name for name in TABLES if name.startswith(table))
    with pytest.raises(InputError, match=says):
        load(folder(tmp_path, **{table: TABLES[name].replace(old, new, 1)}))


def test_all_faults_of_all_tables_are_told_at_once(tmp_path: Path):
    changes = {
        "uses": TABLES["uses.csv"].replace("price,slope", "prise,slope"),
        "routes": TABLES["routes.csv"].replace("far,freight", ",freight"),
        "capacities": TABLES["capacities.csv"] + "there,dig,muck\n",
    }
    with pytest.raises(InputError, match=r"^3 faults:") as told:
        load(folder(tmp_path, **changes))
    for says in ("Did you mean 'price'", "no distance", "Did you mean 'much'"):
        assert says in str(told.value)
    figures = TABLES["figures.csv"].replace("A guess.", "").replace("freight,1,", "freight,x,")
    with pytest.raises(InputError, match=r"^2 faults:"):
        load(folder(tmp_path, figures=figures))


def test_all_faults_of_a_chain_are_told_at_once():
    with pytest.raises(InputError, match=r"^3 faults:") as told:
        little(
            uses=(Use("B", "all", "ore", 1, 10, 0.5, choke=5),),
            contracts=(Contract("ore", "B", "A", 1, 1),),
        )
    assert "no route joins them" in str(told.value)


def test_a_recipe_takes_decimals(tmp_path: Path):
    recipes = TABLES["recipes.csv"].replace("ore,1", "ore,0.5")
    (process,) = load(folder(tmp_path, recipes=recipes)).processes
    assert process.recipe == (("ore", 0.5),)


def little(**changes: object) -> Chain:
    parts: dict = {
        "places": (Place("A", "A"), Place("B", "B")), "goods": (Good("ore", "t"),),
        "uses": (Use("B", "all", "ore", 1, 10, -0.5, choke=100),),
        "processes": (Process("dig", "t", (("ore", 1.0),)),),
        "capacities": (Capacity("A", "dig", limit=2, cost=1),),
        "routes": (Route("ore", "A", "B", 1),),
    }  # fmt: skip
    return Chain("little", "Little", START, 2, **(parts | changes))


def test_a_stage_no_one_can_supply():
    with pytest.raises(InputError, match="no one can supply ore"):
        little(capacities=())
    with pytest.raises(InputError, match="no one can supply"):
        little(routes=())


def test_demand_with_the_wrong_sign():
    with pytest.raises(InputError, match="Demand falls as the price rises"):
        little(uses=(Use("B", "all", "ore", 1, 10, 0.5, choke=100),))


def test_a_plant_that_closes_before_it_opens():
    plant = Capacity("A", "dig", start=date(2026, 1, 1), end=date(2025, 6, 1))
    with pytest.raises(InputError, match="before it starts"):
        little(capacities=(plant,))


def test_a_contract_without_a_way():
    contract = Contract("ore", "B", "A", 1, 1)
    with pytest.raises(InputError, match="no route joins them"):
        little(contracts=(contract,))


def test_an_infeasible_chain_names_the_constraint():
    need = Use("B", "need", "ore", 5, 10, 0.0)
    short = (
        r"the balance of ore at B in 2025-01; it is short by 3, with dig at A \(existing\) at its"
    )
    with pytest.raises(Infeasible, match=short):
        run(little(uses=(need,)), ())
    narrow = Route("ore", "A", "B", 1, limit=4)
    wide = Capacity("A", "dig", limit=9, cost=1)
    with pytest.raises(Infeasible, match="short by 1, with ore from A to B at its limit"):
        run(little(uses=(need,), capacities=(wide,), routes=(narrow,)), ())
    quota = {"kind": "quota", "name": "the quota", "by": ["A"], "goods": ["ore"], "start": START,
             "quantity": 4.5}  # fmt: skip
    with pytest.raises(
        Infeasible, match=r"the limit 'the quota' in 2025-0\d; it is short by 0.5\."
    ):
        run(little(uses=(need,), capacities=(wide,)), [parse_measure(quota)])


def test_a_measure_that_touches_nothing_or_no_one():
    ban = {"kind": "export_ban", "name": "ban", "by": ["B"], "goods": ["ore"], "start": START}
    with pytest.raises(InputError, match="no route of ore is touched"):
        run(little(), [parse_measure(ban)])
    with pytest.raises(InputError, match="Did you mean 'ore'"):
        run(little(), [parse_measure(ban | {"by": ["A"], "goods": ["ores"]})])
    with pytest.raises(InputError, match="ends on"):
        parse_measure(ban | {"end": START})
    with pytest.raises(InputError, match=r"unknown kind 'export_bun'. Did you mean 'export_ban'"):
        parse_measure(ban | {"kind": "export_bun"})
    with pytest.raises(InputError, match=r"unknown key 'gods'. Did you mean 'goods'"):
        parse_measure(ban | {"gods": ["ore"]})
    with pytest.raises(InputError, match="has no kind"):
        parse_measure({key: value for key, value in ban.items() if key != "kind"})
    with pytest.raises(InputError, match="export_ban, by: "):
        parse_measure(ban | {"by": []})


def test_capacity_cannot_run_before_it_is_announced():
    built = {"kind": "new_capacity", "name": "pit", "by": ["A"], "at": "A", "process": "dig",
             "limit": 1, "cost": 1, "announced": date(2025, 6, 1), "start": START}  # fmt: skip
    with pytest.raises(InputError, match="announced on 2025-06-01, after its start 2025-01-01"):
        parse_measure(built)


def test_a_chain_nobody_knows():
    with pytest.raises(InputError, match="Did you mean 'gallium'"):
        load("galium")


def test_replaced_rows_are_checked_too():
    with pytest.raises(InputError, match="unknown good"):
        replace(little(), goods=(Good("oil", "t"),))


def test_recovery_counts_from_when_measures_are_known():
    """Buyers stock up once a ban is announced, so users go short before it starts."""
    chain = little(
        uses=(Use("B", "all", "ore", 1, 10, -0.5, choke=100),),
        capacities=(Capacity("A", "dig", limit=1, cost=1),),
        stocks=(Stock("B", "ore", "users", 0, 10),),
    )
    chain = replace(chain, periods=8, tail=0)
    ban = {"kind": "export_ban", "name": "ban", "by": ["A"], "goods": ["ore"],
           "announced": date(2025, 2, 1), "start": date(2025, 6, 1),
           "end": date(2025, 8, 1)}  # fmt: skip
    outcome = run(chain, [parse_measure(ban)])
    short = outcome.shortage.sel(place="B", use="all")
    assert float(short.sel(period="2025-03")) > 0.05
    assert outcome.known_from == date(2025, 2, 1)
    assert float(outcome.recovery().sel(place="B", use="all")) == 6  # to the end of July


@pytest.mark.parametrize(
    ("beliefs", "said"),
    [
        ({"feared": date(2025, 1, 1)}, "feared and hazard go together"),
        ({"hazard": 0.1}, "feared and hazard go together"),
        ({"feared": date(2025, 5, 1), "hazard": 0.1}, "known from 2025-04-01 anyway"),
        ({"likely": 0.5}, "give announced"),
    ],
)
def test_beliefs_that_contradict_themselves_are_refused(beliefs: dict, said: str):
    entry = {"kind": "export_ban", "name": "ban", "by": ["A"], "goods": ["ore"]}
    with pytest.raises(InputError, match=said):
        parse_measure({**entry, "start": date(2025, 4, 1), **beliefs})


@pytest.mark.parametrize("chance", [{"lifting": 1.0}, {"lifting": -0.1}, {"lifting": "elasticity"}])
def test_a_chance_that_is_none_is_refused(chance: dict):
    chain = load("gallium")
    ban = chain.measures[0].model_copy(update=chance)
    with pytest.raises(InputError, match=f"measure '{ban.name}'"):
        run(chain, [ban])
