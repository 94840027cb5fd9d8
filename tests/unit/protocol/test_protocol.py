"""The protocol's tools, asked by the protocol's own client."""

import asyncio
import json
import sys

import pytest
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client

import cobden as cb
from cobden.cases import new
from cobden.protocol.tool_server import TOOLS, server

RATE = {"importer": "USA", "exporter": "JPN", "product": "870323", "day": "2025-06-05"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    root = tmp_path_factory.mktemp("cases")
    new(root / "mine")
    (root / "broken").mkdir()
    (root / "broken" / "case.yaml").write_text("title: nothing else\n", encoding="utf-8")
    (root.parent / "secret.txt").write_text("not to be read", encoding="utf-8")
    (root / "way-out").symlink_to(root.parent)
    return root


def asked(folder, tool, **given):
    async def ask():
        async with Client(server(folder)) as client:
            return await client.call_tool(tool, given)

    return asyncio.run(ask())


def test_every_tool_says_what_it_is_and_takes(folder):
    async def listed():
        async with Client(server(folder)) as client:
            return (await client.list_tools()).tools

    tools = {tool.name: tool for tool in asyncio.run(listed())}
    assert tuple(tools) == TOOLS
    for tool in tools.values():
        assert len(tool.description) > 40
        assert tool.annotations.read_only_hint
    assert set(tools["rate"].input_schema["required"]) == {"importer", "exporter", "product"}


def test_a_rate_is_that_of_the_command_line(folder):
    found = asked(folder, "rate", **RATE)
    assert not found.is_error
    told = found.structured_content
    assert told["schema_version"] == 1
    answer = cb.measures.rate_on(cb.Policy.load(), "USA", "JPN", "870323", "2025-06-05")
    assert told["all_in_pct"] == answer.as_json()["all_in_pct"] == 27.5
    assert all(layer["source"] for layer in told["layers"])


def test_an_equilibrium_comes_with_certificate_range_and_source(folder):
    duty = {"by": "USA", "on": "JPN", "goods": "C29", "rate": 0.25}
    told = asked(folder, "solve", tariffs=[duty], economies=["Japan"]).structured_content
    terms = {"authority": "an act", "source": "a test", "start": "2025-06-05"}
    law = cb.Policy([cb.Tariff(**duty, **terms)]).on("2025-06-05")
    plain = float(cb.solve(cb.World.load(), law).welfare.sel(economy="JPN"))
    found = told["economies"]["JPN"]
    assert found["real_income_pct"] == pytest.approx(plain, abs=1e-9)
    assert found["low_pct"] <= plain <= found["high_pct"]
    assert told["certificate"]["largest_residual"] < 1e-9
    assert "OECD" in told["source"]


@pytest.mark.parametrize(
    ("tool", "given", "said"),
    [
        ("rate", RATE | {"exporter": "Atlantis"}, "unknown economy 'Atlantis'"),
        ("rate", RATE | {"product": "851712"}, "retired"),
        ("solve", {"tariffs": [{"by": "USA", "on": "JPN", "goods": "C29", "rate": 35}]}, "confirm"),
        (
            "solve",
            {"tariffs": [{"by": "MEX", "on": "CHN", "goods": "870380", "rate": 0.2}]},
            "share",
        ),
        ("solve", {"tariffs": [{"of": "USA"}]}, "by"),
        ("case", {"name": "../secret.txt"}, "not in the folder"),
        ("case", {"name": "/etc"}, "not in the folder"),
        ("case", {"name": "way-out"}, "not in the folder"),
        ("read", {"report": "way-out/secret.txt"}, "not in the folder"),
        ("case", {"name": "nothing"}, "there is no 'nothing'"),
        ("case", {"name": "broken"}, "case.yaml"),
    ],
)  # fmt: skip
def test_what_is_refused_is_told_in_words(folder, tool, given, said):
    found = asked(folder, tool, **given)
    assert found.is_error
    assert said in found.content[0].text


def test_the_cases_are_the_shipped_ones_and_the_folders(folder):
    told = asked(folder, "cases").structured_content["cases"]
    by_name = {case["name"]: case for case in told}
    assert by_name["japan-us-2025"]["has_talks"]
    assert by_name["mine"]["states"]
    assert "fault" in by_name["broken"]


def test_a_case_and_two_of_its_states(folder):
    told = asked(folder, "case", name="mine").structured_content
    assert told["findings"]
    assert told["certificates"]
    states = [state["id"] for state in told["states"]]
    side = asked(folder, "compare", name="mine", one=states[0], other=states[1]).structured_content
    for row in side["economies"].values():
        change = row[states[1]]["gain_billion_usd"] - row[states[0]]["gain_billion_usd"]
        assert row["difference_billion_usd"] == pytest.approx(change)
    assert side["certificate"]["largest_residual"] < 1e-8
    refused = asked(folder, "compare", name="mine", one=states[0], other="none")
    assert "no state 'none'" in refused.content[0].text


def test_it_speaks_on_standard_input_and_output(folder):
    async def ask():
        command = ["-m", "cobden", "mcp", "--folder", str(folder)]
        transport = stdio_client(StdioServerParameters(command=sys.executable, args=command))
        async with Client(transport) as client:
            return await client.call_tool("rate", RATE)

    found = asyncio.run(ask())
    assert json.loads(found.content[0].text)["all_in_pct"] == 27.5
