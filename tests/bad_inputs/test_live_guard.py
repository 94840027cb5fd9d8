"""What stands before the live API: names, origins, tokens, sizes, depth and time."""

import asyncio
import http.client
import json
import socket
import threading
import time
from contextlib import contextmanager

import pytest

pytest.importorskip("fastapi", reason="the live page needs the extra 'web'")

import uvicorn
from fastapi import FastAPI
from starlette.testclient import TestClient

from cobden.base.errors import InputError
from cobden.cli.serve import _token
from cobden.live.app import guarded
from cobden.live.guard import COOKIE, LARGEST_BODY, Guard
from cobden.live.server import Prompt, limited, listen

TOKEN = "a1b2c3d4e5f6a7b8"


def echo():
    app = FastAPI(openapi_url=None)

    @app.get("/")
    def index():
        return {"page": True}

    @app.post("/api/answer")
    def answer(given: dict):
        return given

    return app


def client(**keys):
    app = guarded(echo(), port=8000, **keys)
    host = keys.get("host", "127.0.0.1")
    return TestClient(app, base_url=f"http://{host}:8000", follow_redirects=False)


@pytest.fixture
def local():
    return client()


def test_a_plain_request_passes_with_strict_headers(local):
    found = local.get("/")
    assert found.json() == {"page": True}
    policy = found.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self';")
    assert "unsafe" not in policy
    assert found.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8000", "127.0.0.1", "", "localhost"]
)
def test_the_server_answers_to_its_own_name_alone(local, host):
    found = local.get("/", headers={"host": host})
    assert found.status_code == 421
    assert "name" in found.json()["what"]


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"origin": "http://localhost:8000"},  # another name of this machine is another origin
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_another_site_cannot_ask(local, headers):
    found = local.post("/api/answer", json={}, headers=headers)
    assert found.status_code == 403
    assert "another site" in found.json()["what"]


def test_the_page_itself_can_ask(local):
    headers = {"origin": "http://127.0.0.1:8000", "sec-fetch-site": "same-origin"}
    assert local.post("/api/answer", json={"a": 1}, headers=headers).json() == {"a": 1}


def test_a_form_of_another_site_is_no_json(local):
    found = local.post("/api/answer", data={"a": 1})
    assert found.status_code == 415


def test_a_large_body_is_refused_by_its_length_and_by_its_size(local):
    large = json.dumps({"a": "x" * LARGEST_BODY})
    kind = {"content-type": "application/json"}
    assert local.post("/api/answer", content=large, headers=kind).status_code == 413

    def parts():
        for _ in range(40):
            yield b" " * 4000

    found = local.post("/api/answer", content=parts(), headers=kind)  # no length is told
    assert found.status_code == 413
    lying = kind | {"content-length": "-5"}
    assert local.post("/api/answer", content=b"{}", headers=lying).status_code == 413


def test_a_deep_body_is_refused_before_it_is_read(local):
    deep = "[" * 30_000 + "]" * 30_000
    found = local.post("/api/answer", content=deep, headers={"content-type": "application/json"})
    assert found.status_code == 400
    assert "deep" in found.json()["what"]
    text = {"a": '[[[[[[[[[[[[[[[[[[[[{{{{{{ \\" [[['}
    assert local.post("/api/answer", json=text).json() == text  # brackets in text are no depth


def test_a_foreign_address_needs_the_token():
    foreign = client(host="192.0.2.7", token=TOKEN)
    assert foreign.get("/").status_code == 401
    assert foreign.get("/?token=wrong").status_code == 401
    assert foreign.post(f"/api/answer?token={TOKEN}", json={}).status_code == 401
    found = foreign.get(f"/?token={TOKEN}")
    assert found.status_code == 303
    assert found.headers["location"] == "./"
    cookie = found.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie  # a shared link opens; another site's POST comes without
    assert foreign.get("/").json() == {"page": True}  # the client keeps the cookie
    foreign.cookies.clear()
    assert foreign.get("/", headers={"cookie": f"{COOKIE}-8000=x; ="}).status_code == 401
    bearer = {"authorization": f"Bearer {TOKEN}"}
    assert foreign.post("/api/answer", json={"a": 1}, headers=bearer).json() == {"a": 1}


def test_every_server_has_a_token_unless_this_machine_alone_is_told_otherwise():
    made = {_token("127.0.0.1", None, no_token=False) for _ in range(3)}
    assert len(made) == 3
    assert all(token and len(token) == 32 for token in made)
    assert _token("0.0.0.0", TOKEN, no_token=False) == TOKEN
    assert _token("127.0.0.1", None, no_token=True) is None
    with pytest.raises(InputError, match=r"can be reached from other machines.*--no-token|no-tok"):
        _token("0.0.0.0", None, no_token=True)
    with pytest.raises(InputError, match="cannot stand beside"):
        _token("127.0.0.1", TOKEN, no_token=True)
    for weak in ("short", "x" * 15, "spaces are not good", "ключключключключключ", ""):
        with pytest.raises(InputError, match="too weak"):
            _token("127.0.0.1", weak, no_token=False)


def test_other_users_of_this_machine_do_not_get_in_without_the_token():
    here = client(token=TOKEN)
    for host in ("127.0.0.1:8000", "localhost:8000", "[::1]:8000"):
        for path in ("/", "/api/answer", "/openapi.json", "/page/app.js"):
            assert here.get(path, headers={"host": host}).status_code == 401
    assert here.get("/", headers={"cookie": f"{COOKIE}-9000={TOKEN}"}).status_code == 401
    assert here.get("/", headers={"cookie": f"{COOKIE}-8000={TOKEN}"}).json() == {"page": True}


def test_a_link_on_another_site_opens_the_page_and_nothing_else():
    here = client(token=TOKEN)
    link = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    assert here.get(f"/?token={TOKEN}", headers=link).status_code == 303
    assert here.get("/", headers=link).json() == {"page": True}
    assert here.get("/", headers=link | {"sec-fetch-mode": "cors"}).status_code == 403
    assert here.get("/openapi.json", headers=link).status_code == 403
    assert here.post("/api/answer", json={}, headers=link).status_code == 403


@contextmanager
def serving(patience):
    """A real server on this machine that waits ``patience`` seconds for a request: its port."""

    class Patient(Prompt):
        seconds = patience

    bound = listen("127.0.0.1", 0)
    port = bound.getsockname()[1]
    app = Guard(echo(), frozenset({f"127.0.0.1:{port}"}), body_seconds=patience)
    server = uvicorn.Server(limited(app, Patient))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[bound])))
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield port
    server.should_exit = True
    thread.join()
    bound.close()


@pytest.fixture
def hasty():
    with serving(0.3) as port:
        yield port


@pytest.fixture
def served():
    with serving(600) as port:
        yield port


def said(port, *parts):
    with socket.create_connection(("127.0.0.1", port)) as line:
        for part in parts:
            line.sendall(part)
        found = b""
        while piece := line.recv(65536):
            found += piece
            if b"\r\n\r\n" in found and found.split(b"\r\n\r\n", 1)[1]:
                break
        return found


def head(port):
    host = f"Host: 127.0.0.1:{port}\r\n".encode()
    return b"POST /api/answer HTTP/1.1\r\n" + host + b"Content-Type: application/json\r\n"


def test_slow_clients_hold_nobody_up(hasty):
    assert said(hasty, b"GET / HTT") == b""  # half a head: the line is cut
    slow = said(hasty, head(hasty) + b"Content-Length: 50\r\n\r\n", b"{")
    assert slow.startswith(b"HTTP/1.1 408")


def test_broken_clients_are_told(served):
    assert said(served, b"\x16\x03\x01\x02\x00\x01\x00").startswith(b"HTTP/1.1 400")
    long = said(served, head(served) + b"X: " + b"a" * 40_000)
    assert long.startswith(b"HTTP/1.1 400")
    both = b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    assert said(served, head(served) + both).split(b" ")[1][:1] == b"4"
    good = said(served, head(served) + b"Content-Length: 2\r\nConnection: close\r\n\r\n{}")
    assert good.startswith(b"HTTP/1.1 200")


def test_small_pieces_are_sent_at_once(served):
    """A head and a body in two pieces would otherwise take 40 ms on the way, each time."""
    line = http.client.HTTPConnection("127.0.0.1", served)
    prompt = 0
    for _ in range(400):  # on a busy machine other things take time too, but not each time
        began = time.perf_counter()
        line.request("POST", "/api/answer", "{}", {"Content-Type": "application/json"})
        assert line.getresponse().read() == b"{}"
        prompt += time.perf_counter() - began < 0.035
        if prompt == 20:
            break
    line.close()
    assert prompt == 20


def test_a_port_that_is_taken_is_a_plain_fault(served):
    with pytest.raises(InputError, match=r"cannot listen at 127.0.0.1, port .*--port"):
        listen("127.0.0.1", served)
