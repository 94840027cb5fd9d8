"""A page before many readers: kept answers, limits, names, a base path, health and figures."""

import pytest

pytest.importorskip("fastapi", reason="the live page needs the extra 'web'")

from fastapi import FastAPI
from starlette.testclient import TestClient

from cobden.base.errors import InputError
from cobden.live import reader_limits
from cobden.live.answer_cache import AnswerCache, key_of
from cobden.live.app import _add_state, guarded
from cobden.live.hosting import Hosting
from cobden.live.metrics import Metrics, asked
from cobden.live.models.requests import ScenarioQuestion, Show
from cobden.live.reader_limits import ReaderLimits
from cobden.live.server import limited


class NoCase:
    class case:
        name = "none"


def app(metrics=None):
    made = FastAPI(openapi_url=None)
    made.state.metrics = metrics or Metrics()
    _add_state(made, NoCase)

    @made.get("/")
    def index():
        return {"page": True}

    @made.post("/api/answer")
    def answer(given: dict):
        return given

    return made


def client(hosting, base="http://trade.example.org", **keys):
    made = guarded(app(), port=8000, host="0.0.0.0", hosting=hosting, **keys)
    return TestClient(made, base_url=base, follow_redirects=False)


def test_an_answer_is_kept_for_all_processes_and_the_oldest_go(tmp_path):
    one, other = (AnswerCache(tmp_path / "answers.sqlite", most=3) for _ in range(2))
    for number in range(5):
        one.put(f"key {number}", b"%d" % number)
    assert [other.get(f"key {number}") for number in range(5)] == [None, None, b"2", b"3", b"4"]
    other.put("key 4", b"another")
    assert one.get("key 4") == b"4", "an answer does not change"
    for cache in (one, other):
        cache.close()


def test_a_question_has_one_key_whatever_the_order_of_its_levers():
    def key(what="answer", **keys):
        return key_of(what, ScenarioQuestion(**keys))

    assert key(levers={"a": 1, "b": 2}) == key(levers={"b": 2, "a": 1})
    others = {
        key(),
        key(levers={"a": 1}),
        key(levers={"a": 1.5}),
        key(levers={"a": "1"}),
        key(on="2025-06-05"),
        key(show=Show(economy="DEU")),
        key("ranges"),
    }
    assert len(others) == 7


def test_a_reader_has_a_reserve_that_refills(monkeypatch):
    now = 0.0
    monkeypatch.setattr(reader_limits, "monotonic", lambda: now)
    limits = ReaderLimits(20.0)
    allowed = sum(limits.wait("one", "/api/answer") == 0 for _ in range(500))
    assert allowed == 160
    assert limits.wait("one", "/api/answer") == 1
    assert limits.wait("other", "/api/answer") == 0, "each has his own"
    assert limits.wait("one", "/page/main.js") == 0, "files cost nothing"
    assert limits.wait("one", "/api/export/brief.html") == 6
    now = 0.5
    assert sum(limits.wait("one", "/api/answer") == 0 for _ in range(50)) == 10


def test_a_reader_over_the_limit_is_told_when_to_come_back():
    many = client(Hosting(("trade.example.org",), per_second=0.001))
    found = [many.post("/api/answer", json={}) for _ in range(130)]
    assert {reply.status_code for reply in found} == {200, 429}
    assert int(found[-1].headers["retry-after"]) > 100


def test_it_goes_by_its_names_alone_and_tells_its_health_to_all():
    hosting = Hosting(("trade.example.org",))
    assert client(hosting).get("/").status_code == 200
    assert client(hosting, "http://trade.example.org:8000").get("/").status_code == 200
    assert client(hosting, "http://evil.example").get("/").status_code == 421
    assert client(hosting, "http://127.0.0.1:8000").get("/").status_code == 200, "a mapped port"
    told = client(hosting, "http://10.1.2.3", token="a1b2c3d4e5f6a7b8").get("/health")
    assert told.json()["status"] == "ok"
    assert client(hosting, token="a1b2c3d4e5f6a7b8").get("/metrics").status_code == 401


def test_it_stands_under_a_path():
    under = client(Hosting(("trade.example.org",), "/trade"), token="a1b2c3d4e5f6a7b8")
    entered = under.get("/trade/?token=a1b2c3d4e5f6a7b8")
    assert entered.headers["location"] == "./"
    assert "Path=/trade/" in entered.headers["set-cookie"]
    for path in ("/trade/", "/"):  # a proxy may have taken it off
        bearer = {"authorization": "Bearer a1b2c3d4e5f6a7b8"}
        assert under.get(path, headers=bearer).json() == {"page": True}


def test_sites_that_are_named_may_frame_it():
    alone = client(Hosting(("trade.example.org",)))
    assert "frame-ancestors 'none'" in alone.get("/").headers["content-security-policy"]
    framed = client(Hosting(("trade.example.org",), embed_in=("https://news.example",)))
    policy = framed.get("/").headers["content-security-policy"]
    assert policy.endswith("frame-ancestors https://news.example")


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"names": ("https://x.example",)}, "--name"),
        ({"base_path": "trade"}, "--base-path"),
        ({"base_path": "/trade/"}, "--base-path"),
        ({"embed_in": ("news.example",)}, "--embed-in"),
        ({"embed_in": ("https://a.example; script-src *",)}, "--embed-in"),
    ],
)
def test_what_a_page_cannot_be_called_is_refused(keys, message):
    with pytest.raises(InputError, match=message):
        Hosting(**keys)


def test_a_proxy_is_believed_only_where_it_is_named():
    assert limited(app()).proxy_headers is False
    named = limited(app(), proxies=("127.0.0.1",))
    assert named.proxy_headers is True
    assert named.forwarded_allow_ips == ["127.0.0.1"]


def test_figures_count_requests_by_what_they_ask():
    metrics = Metrics()
    made = TestClient(metrics.measured(app(metrics)))
    made.post("/api/answer", json={})
    made.post("/api/answer", content="{")
    metrics.looked("answer", found=True)
    text = made.get("/metrics").text
    assert 'cobden_requests_total{status="200",what="answer"} 1.0' in text
    assert 'cobden_requests_total{status="422",what="answer"} 1.0' in text
    assert 'cobden_request_seconds_count{what="answer"} 2.0' in text
    assert 'cobden_kept_answers_total{found="hit",what="answer"} 1.0' in text
    assert "cobden_peak_memory_bytes" in text
    words = {asked(f"/api/{word}") for word in ("answer", "banana", "stream/talks", "../x")}
    assert words == {"answer", "other", "stream"}
