"""Bad law: each fault is one error that names the place and the remedy."""

import numpy as np
import pytest
from typer.testing import CliRunner

from cobden.base.errors import InputError
from cobden.cli import app
from cobden.measures import Policy, Tariff
from cobden.world.world import World

GOOD = {"by": "USA", "on": "JPN", "goods": "8703", "rate": 0.25, "start": "2025-04-03",
        "authority": "S232-auto", "source": "a test"}  # fmt: skip

FAULTS = [
    ({"by": "Untied States"}, "unknown economy 'Untied States'"),
    ({"on": "Japn"}, "Did you mean 'japan'"),
    ({"goods": "990399"}, "no HS code begins with 990399"),
    ({"goods": "8"}, "is not an HS code"),
    ({"goods": "87032301401"}, "is not an HS code"),
    ({"goods": "@s232_auto_vehicle"}, "Did you mean '@s232_auto_vehicles'"),
    ({"goods": ()}, "goods is empty"),
    ({"rate": -1.5}, "greater than -1"),
    ({"rate": float("nan")}, "finite"),
    ({"rate": "a quarter"}, "valid number"),
    ({"rate": 250}, "less than or equal to 100"),
    ({"rate": 20}, "a rate of 20 is 2,000%; write 20% or 0.2"),
    ({"rate": 25.0}, "or confirm the rate"),
    ({"rate": "250%"}, "a rate of 2.5 is 250%"),
    ({"rate": "2,5%"}, "valid number"),
    ({"rate": "25 per mille"}, "valid number"),
    ({"rate": ""}, "valid number"),
    ({"confirm": "perhaps"}, "valid boolean"),
    ({"in_benchmark": "sometimes"}, "valid boolean"),
    ({"mode": "floor", "rate": -0.1}, "a floor of -0.1 is below zero"),
    ({"mode": "exempt"}, "an exemption has no rate"),
    ({"mode": "stack"}, "'exempt', 'ordinary' or 'all_in'"),
    ({"content": "copper wire"}, "'steel', 'aluminium' or 'copper'"),
    ({"start": "2025-13-01"}, "Write it as YYYY-MM-DD"),
    ({"start": "3 April"}, "Write it as YYYY-MM-DD"),
    ({"end": "2025-04-02"}, "end 2025-04-02 is not after start 2025-04-03"),
    ({"end": "2025-04-03"}, "is not after start"),
    ({"suspensions": [{"start": "2025-05-01", "end": "2025-04-20"}]}, "suspension"),
    ({"source": ""}, "source"),
    ({"authority": ""}, "authority"),
    ({"rtae": 0.1}, "rtae"),
]


@pytest.mark.parametrize(("change", "message"), FAULTS)
def test_a_bad_tariff_is_refused(change, message):
    with pytest.raises(InputError, match=message.replace("(", r"\(")) as caught:
        Tariff(**(GOOD | change))
    assert caught.value.where


@pytest.mark.parametrize("key", ["by", "on", "goods", "rate", "start", "authority", "source"])
def test_a_missing_key_is_named(key):
    with pytest.raises(InputError, match=key):
        Tariff(**{k: v for k, v in GOOD.items() if k != key})


def law(*tariffs):
    return Policy(tariffs).on("2025-06-05")


@pytest.mark.parametrize("authority", ["S232-atuo", ["S232-auto", "S301"], "S2"])
def test_terms_of_an_authority_that_neither_law_has(authority):
    june = law(Tariff(**GOOD))
    with pytest.raises(InputError, match="S232-auto") as caught:
        june.with_terms("JPN", june, authority=authority)
    assert caught.value.where == "with_terms"
    assert june.with_terms("JPN", june, authority="S232").tariffs


def test_two_measures_of_one_authority_on_one_line():
    with pytest.raises(InputError, match="both apply and no rule says how they stack"):
        law(Tariff(**GOOD), Tariff(**GOOD | {"goods": "870323"})).rate("USA", "JPN", "870323")


def test_an_authority_without_a_rule_may_not_meet_another():
    stranger = Tariff(**GOOD | {"authority": "the harbour master"})
    law(stranger).rate("USA", "JPN", "870323")
    with pytest.raises(InputError, match="'the harbour master on Japan"):
        law(stranger, Tariff(**GOOD)).rate("USA", "JPN", "870323")


def test_a_measure_may_not_stand_twice():
    with pytest.raises(InputError, match="stands twice"):
        Policy([Tariff(**GOOD), Tariff(**GOOD)])


def test_only_measures_make_a_policy():
    with pytest.raises(InputError, match="is no measure"):
        Policy([0.25])  # pyright: ignore[reportArgumentType]: the fault that is tested


def test_an_unknown_authority_is_not_dropped_silently():
    with pytest.raises(InputError, match="S232-auto"):
        Policy([Tariff(**GOOD)]).without(authority="S232-cars")


@pytest.fixture(scope="module")
def world():
    return World.load()


def test_an_unknown_sector_meets_the_world(world):
    with pytest.raises(InputError, match="unknown sector 'C299'"):
        law(Tariff(**GOOD | {"goods": "C299"})).wedges(world)


def test_services_bear_no_tariff(world):
    with pytest.raises(InputError, match="Use a trade cost"):
        law(Tariff(**GOOD | {"goods": "SERV"})).wedges(world)


def test_metal_content_is_known_for_us_lines_only(world):
    abroad = Tariff(**GOOD | {"by": "CHN", "content": "steel", "share": 0.5})
    with pytest.raises(InputError, match="US lines only"):
        law(abroad).wedges(world)


def test_a_measure_on_part_of_a_group_whose_members_no_world_shows():
    halves = np.full((1, 2, 2), 0.5)
    pair = World.from_shares(
        ["JPN", "USMCA"], ["C29"], halves, np.ones((1, 2)), np.zeros((1, 1, 2)), np.ones((1, 2)),
        [1.0, 1.0], [0.0, 0.0], np.zeros((1, 2, 2)), [4.0],
    )  # fmt: skip
    with pytest.raises(InputError, match="differently"):
        law(Tariff(**GOOD | {"by": "JPN", "on": "MEX"})).wedges(pair)


RATE_FAULTS = [
    (["USA", "JPN", "870323", "--on", "2025-19-20"], "YYYY-MM-DD"),
    (["USA", "USA", "870323", "--on", "2025-06-05"], "no tariff on itself"),
    (["USA", "Japn", "870323", "--on", "2025-06-05"], "Did you mean 'japan'"),
    (["USA", "JPN", "123", "--on", "2025-06-05"], "it may be 0123 with its zero lost, or 123?"),
    (["USA", "JPN", "C299", "--on", "2025-06-05"], "unknown sector 'C299'"),
    (["USA", "JPN", "870323", "--on", "2025-06-05", "--mfn", "-3"], "ordinary duty"),
    (["USA", "JPN", "870323", "--from", "2025-06-05", "--to", "2025-01-01"], "Swap"),
    (["USA", "JPN", "870323", "--to", "2025-01-01"], "Give --from"),
]


@pytest.mark.parametrize(("arguments", "message"), RATE_FAULTS)
def test_the_command_refuses(arguments, message):
    result = CliRunner().invoke(app, ["rate", *arguments])
    assert isinstance(result.exception, InputError)
    assert message in str(result.exception)


QUESTIONS = [
    ({"given": {"end_use": "vehicle"}}, "unknown condition"),
    ({"given": {"steel": "40%"}}, "is no share of the value"),
    ({"given": {"steel": "1.5"}}, "is no share of the value"),
    ({"given": {"quotta": "beyond"}}, "unknown condition"),
    ({"mfn": -0.1}, "can't be"),
    ({"mfn": float("nan")}, "can't be"),
    ({"on": "USA"}, "puts no tariff on itself"),
]


@pytest.mark.parametrize(("change", "message"), QUESTIONS)
def test_a_question_that_makes_no_sense_is_refused(change, message):
    asked = {"by": "USA", "on": "JPN", "product": "8429521010"} | change
    with pytest.raises(InputError, match=message) as caught:
        Policy.load().on("2025-09-20").rate(**asked)
    assert caught.value.where


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ({"share": 1.5}, "less than or equal to 1"),
        ({"share": -0.1}, "greater than or equal to 0"),
        ({"words": ""}, "words"),
        ({"source": ""}, "source"),
        ({"key": ""}, "key"),
    ],
)
def test_a_bad_condition_is_refused(condition, message):
    held = {"key": "end_use", "value": "car", "words": "for cars", "share": 1, "source": "a test"}
    with pytest.raises(InputError, match=message):
        Tariff(**GOOD, condition=held | condition)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("ch99.txt", "nothing of the kind", "is not the text of chapter 99"),
        ("absent.txt", None, "can't be read"),
    ],
)
def test_a_text_that_is_not_chapter_99_is_refused(tmp_path, name, text, message):
    path = tmp_path / name
    if text is not None:
        path.write_text(text, encoding="utf-8")
    done = CliRunner().invoke(app, ["law", "check", "--chapter99", str(path)])
    assert isinstance(done.exception, InputError)
    assert message in str(done.exception)


@pytest.mark.parametrize("ending", ["xlsx", "txt"])
def test_an_export_in_no_known_form_is_refused(tmp_path, ending):
    done = CliRunner().invoke(
        app, ["law", "export", str(tmp_path / f"law.{ending}"), "--on", "2025-09-20", "--of", "JPN"]
    )
    assert isinstance(done.exception, InputError)
    assert "is no form of a table" in str(done.exception)


TABLE = "code,rate_pct\n870323,12.5\n"


@pytest.mark.parametrize(
    ("command", "text", "message"),
    [
        (["load", "{}/brazil_2025.csv"], TABLE, "whose schedule is it"),
        (["load", "{}/table.csv", "--importer", "BRA"], TABLE, "which year"),
        (["load", "{}/brazil_2025.csv", "--importer", "Brasilia"], TABLE, "unknown economy"),
        (["load", "{}/brazil_2025.csv", "--importer", "BRA"], "code,rate\n870323,12\n", "rate"),
        (["load", "{}/brazil_2025.csv", "--importer", "BRA"],
         "code,rate_pct\n870323,twelve\n", "twelve"),
        (["load", "{}/brazil_2025.csv", "--importer", "BRA"],
         "code,rate_pct\n87032,12\n", "87032"),
        (["load", "{}/absent_2025.csv", "--importer", "BRA"], None, "absent_2025.csv"),
        (["load", "{}/hts_2026.json"], "not json", "hts_2026.json"),
        (["collected", "{}/out.csv", "--kind", "exclusions"], None, "Did you mean 'exclusion'"),
        (["collected", "{}/out.xlsx"], None, "is no form of a table"),
        (["export", "{}/out.xlsx", "--on", "2025-06-05", "--of", "JPN"], None, "is no form of"),
        (["export", "{}/out.csv", "--on", "2025-06-31", "--of", "JPN"], None, "is not a date"),
        (["export", "{}/out.csv", "--on", "2017-06-01", "--of", "JPN"], None, "says nothing of"),
        (["export", "{}/out.csv", "--on", "2025-06-05", "--of", "Japn"], None, "Did you mean"),
        (["check", "--chapter99", "{}/out.txt"], "nothing", "is not the text of chapter 99"),
    ],
)  # fmt: skip
def test_the_law_commands_refuse(tmp_path, command, text, message):
    words = [word.replace("{}", str(tmp_path)) for word in command]
    if text is not None:
        named = next(word for word in words if word.startswith(str(tmp_path)))
        with open(named, "w", encoding="utf-8") as file:
            file.write(text)
    done = CliRunner().invoke(app, ["law", *words])
    assert done.exit_code != 0
    assert message in str(done.exception) + done.output
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["--if", "end_use"], "settles no condition"),
        (["--if", "=vehicle"], "settles no condition"),
        (["--if", "metal_origin=US"], "unknown condition"),
        (["--why-not", "S999"], "S999"),
        (["--value", "-5"], "-5"),
        (["--value", "100", "--claim"], "claim"),
    ],
)
def test_questions_about_a_rate_that_make_no_sense(more, message):
    done = CliRunner().invoke(app, ["rate", "USA", "JPN", "870323", "--on", "2025-06-05", *more])
    assert done.exit_code != 0
    assert message in str(done.exception) + done.output
