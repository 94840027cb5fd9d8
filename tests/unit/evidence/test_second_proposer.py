# ruff: noqa: E501  # the reports are as wide as reports are
"""The gate: a scripted server proposes acts, true ones and lies, and only the true ones get in."""

import json
import threading
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import ClassVar

import pytest

from cobden.base.errors import InputError
from cobden.evidence.documents import Document
from cobden.evidence.proposing import ModelServer, proposed_in, verified

REPORT = """\
India imposed a 20% duty on Turkish steel on July 14. Turkey threatened to raise its tariff on Indian
rice to 45 percent from 30 percent. New Delhi denied that it would buy $350
billion of American oil. Canada suspended its 22% tariff on Chilean copper until November 30.

España reducirá su arancel sobre los coches japoneses del 35 % al 15 %. Japón comprará 300 millones de
dólares de carne de vacuno argentina, según anunció el ministerio en Madrid el 12 de julio de 2025.

SEE ALSO: Norway imposes a 9% tariff on toys
"""
DOCUMENT = Document.of("report", REPORT, published=date(2025, 7, 15))
STEEL = {"quote": "20% duty on Turkish steel", "act": "impose", "by": "IND", "on": "TUR",
         "goods": ["steel"], "value": 20, "unit": "percent", "standing": "in force"}  # fmt: skip
RICE = {"quote": "raise its tariff on Indian\nrice to 45 percent from 30 percent", "act": "raise",
        "by": "TUR", "on": "IND", "goods": ["rice"], "value": 45, "unit": "percent",
        "standing": "threatened"}  # fmt: skip
OIL = {"quote": "buy $350 billion of American oil", "act": "buy", "by": "IND", "on": "USA",
       "goods": ["oil"], "value": 350e9, "unit": "USD", "standing": "denied"}  # fmt: skip
COPPER = {"quote": "suspended its 22% tariff on Chilean copper until November 30", "act": "suspend",
          "by": "CAN", "on": "CHL", "goods": ["copper"], "value": 22, "unit": "percent",
          "standing": "suspended", "lapses": "2025-11-30"}  # fmt: skip
CARS = {"quote": "coches japoneses del 35 % al 15 %", "act": "cut", "by": "ESP", "on": "JPN",
        "goods": ["cars"], "value": 15, "unit": "percent", "standing": "planned"}  # fmt: skip
BEEF = {"quote": "300 millones de dólares de carne de vacuno", "act": "buy", "by": "JPN", "on": "ARG",
        "goods": ["beef"], "value": 300e6, "unit": "USD", "standing": "planned"}  # fmt: skip
TRUE = [STEEL, RICE, OIL, COPPER, CARS, BEEF]
LIES = [
    STEEL | {"by": "TUR", "on": "IND"},  # turned round
    STEEL | {"by": "TUR", "on": ""},
    STEEL | {"on": "IND", "by": ""},
    STEEL | {"by": "USA"},
    STEEL | {"on": "CHN"},
    STEEL | {"by": "IND", "on": "IND"},
    STEEL | {"value": 25},
    STEEL | {"value": 0.2},
    STEEL | {"unit": "USD"},
    STEEL | {"unit": "percentage point"},
    STEEL | {"goods": ["copper"]},
    STEEL | {"goods": ["steel", "rice"]},
    STEEL | {"act": "remove"},
    STEEL | {"act": "cut"},
    STEEL | {"act": "buy"},
    STEEL | {"standing": "removed"},
    STEEL | {"standing": "denied"},
    STEEL | {"standing": "considered"},
    STEEL | {"standing": "offered"},
    STEEL | {"in_force": "2031-07-14"},
    STEEL | {"in_force": "2025-08-14"},
    STEEL | {"lapses": "2025-11-30"},
    STEEL | {"lapses": "soon"},
    STEEL | {"quote": "20% duty on Turkish copper"},
    STEEL | {"quote": "India imposed a 20% duty on Turkish steel on July 14. Turkey threatened"},
    STEEL | {"quote": " "},
    RICE | {"by": "IND", "on": "TUR"},
    RICE | {"value": 30},
    RICE | {"standing": "in force"},
    RICE | {"act": "cut"},
    OIL | {"standing": "agreed"},
    OIL | {"standing": "planned"},
    OIL | {"value": 350},
    OIL | {"value": 350e6},
    OIL | {"by": "USA", "on": "IND"},
    COPPER | {"standing": "in force"},
    COPPER | {"act": "remove", "standing": "removed"},
    COPPER | {"lapses": "2031-11-30"},
    COPPER | {"value": 30},
    CARS | {"by": "JPN", "on": "ESP"},
    CARS | {"value": 35},
    CARS | {"act": "raise"},
    BEEF | {"value": 300e9},
    BEEF | {"by": "ARG", "on": "JPN"},
    {"quote": "Norway imposes a 9% tariff on toys", "act": "impose", "by": "NOR", "value": 9,
     "unit": "percent", "standing": "in force"},
    {"quote": "Turkey", "act": "sue", "by": "TUR", "on": "IND", "standing": "in force"},
    {"quote": "the ministry resigned", "act": "halt", "by": "ESP", "standing": "in force"},
]  # fmt: skip


def through(rows):
    return verified(DOCUMENT, proposed_in(json.dumps({"acts": rows}), DOCUMENT))


@pytest.mark.parametrize("row", TRUE, ids=lambda row: f"{row['act']} {row['goods'][0]}")
def test_what_the_report_says_gets_in_wrapped_or_in_another_language(row):
    kept, refused = through([row])
    assert not refused
    assert [(c.act, c.by, c.on, c.value) for c in kept] == [
        (row["act"], row["by"], row["on"], row["value"])
    ]


@pytest.mark.parametrize("row", LIES, ids=[str(i) for i in range(len(LIES))])
def test_no_lie_gets_in_and_each_is_told_why(row):
    kept, refused = through([row])
    assert not kept
    assert all(why for _, why in refused)


@pytest.mark.parametrize(
    "answer",
    ["", "I cannot help", "{", '{"acts": 3}', '{"acts": [3, null, {"quote": 4}]}', '{"facts": []}',
     '{"acts": [{"quote": "20%", "value": "many"}]}'],
)  # fmt: skip
def test_an_answer_that_is_none_proposes_nothing(answer):
    assert proposed_in(answer, DOCUMENT) == ()


class _Scripted(BaseHTTPRequestHandler):
    """Answers each request as the test has written it, and remembers what it was sent."""

    answer: bytes = b""
    seen: ClassVar[list[dict]] = []

    def do_POST(self):
        self.seen.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.answer)

    def log_message(self, format, *args):
        """Keep quiet."""


@pytest.fixture
def server():
    web = HTTPServer(("127.0.0.1", 0), _Scripted)
    thread = threading.Thread(target=web.serve_forever, daemon=True)
    thread.start()
    _Scripted.seen = []
    yield f"http://127.0.0.1:{web.server_port}/v1"
    web.shutdown()
    web.server_close()
    thread.join()


def said(text):
    return json.dumps({"choices": [{"message": {"content": text}}]}).encode()


def test_a_server_is_sent_the_report_and_what_it_says_goes_through_the_gate(server):
    _Scripted.answer = said("Here you are:\n" + json.dumps({"acts": [*TRUE, *LIES]}))
    kept, refused = verified(DOCUMENT, ModelServer(server, "small").propose(DOCUMENT))
    assert len(kept) == len(TRUE)
    assert len(refused) > 30
    assert _Scripted.seen[0]["model"] == "small"
    assert "Turkish steel" in _Scripted.seen[0]["messages"][0]["content"]


@pytest.mark.parametrize("answer", [b"", b"<html>", b"{}", b'{"choices": []}', b'{"choices": 3}'])
def test_a_server_that_answers_nonsense_is_one_line(server, answer):
    _Scripted.answer = answer
    with pytest.raises(InputError, match="no answer that can be read"):
        ModelServer(server, "small").propose(DOCUMENT)


@pytest.mark.parametrize("endpoint", ["file:///etc/passwd", "localhost", "ftp://x/y", ""])
def test_only_an_address_of_a_server_is_asked(endpoint):
    with pytest.raises(InputError, match="no address of a server"):
        ModelServer(endpoint, "small")
