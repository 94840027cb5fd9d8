"""The server itself: a socket, a bench that is warm, and uvicorn with limits."""

import asyncio
import socket
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from cobden.base.errors import InputError
from cobden.cases import load
from cobden.live import assets, info
from cobden.live.answer_cache import AnswerCache
from cobden.live.app import create_app, guarded
from cobden.live.columns import answer
from cobden.live.hosting import ServedAs
from cobden.live.metrics import App
from cobden.live.models.requests import ScenarioQuestion
from cobden.live.scenario import Bench

MOST_CONNECTIONS = 800
HEADER_SECONDS = 10.0


class Prompt(H11Protocol):
    """A connection that is closed where a request does not come whole in good time.

    uvicorn itself would wait for the end of a request's head for ever.
    """

    seconds = HEADER_SECONDS
    _due: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:
        """Give the first request its time."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Stop the clock once a request has come."""
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            self._stop()
        else:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clock."""
        self._stop()
        super().connection_lost(exc)

    def _wait(self) -> None:
        if self._due is None:
            self._due = self.loop.call_later(self.seconds, self.transport.abort)

    def _stop(self) -> None:
        if self._due is not None:
            self._due.cancel()
            self._due = None


@dataclass(frozen=True, eq=False)
class Server:
    """A server that is warm and listens."""

    inner: uvicorn.Server
    socket: socket.socket
    address: str

    def run(self, up: Callable[[], None]) -> None:
        """Serve until Ctrl-C; ``up`` is told once that is heard, be it before the first request."""
        # uvicorn raises Ctrl-C again once it has stopped
        with suppress(KeyboardInterrupt), self.inner.capture_signals():
            up()
            asyncio.run(self.inner.serve(sockets=[self.socket]))


def listen(host: str, port: int) -> socket.socket:
    """Return a socket bound to an address; raise ``InputError`` where it cannot be."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named as TCP, so that asyncio sends small pieces at once; they would wait 40 ms for company.
    found = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((host, port))
        found.listen(128)  # who comes before the server runs waits, and is not turned away
    except OSError as fault:
        found.close()
        raise InputError(
            f"the server cannot listen at {host}, port {port} ({fault.strerror}).",
            where="cobden serve",
            remedy="Choose another with --port, or 0 for any that is free.",
        ) from None
    return found


def address(place: ServedAs, bound: socket.socket) -> str:
    """Return the link to the page."""
    port = bound.getsockname()[1]
    entry = f"{place.hosting.base_path}/" + (f"?token={place.token}" if place.token else "")
    return f"http://{_spelt(place.host)}:{port}{entry}"


def _spelt(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def ready(
    place: ServedAs, bound: socket.socket, *, cache: Path | None = None, prepare: bool = True
) -> Server:
    """Return a server of a case whose first answer is worked out already.

    ``cache`` is a file of answers that it shares with others; ``prepare`` begins what every reader
    will want.
    """
    bench = Bench.of(load(place.case))
    warm(bench)
    app = create_app(bench, cache=AnswerCache(cache), prepare=prepare)
    guard = guarded(
        app,
        port=bound.getsockname()[1],
        host=_spelt(place.host),
        token=place.token,
        hosting=place.hosting,
    )
    config = limited(app.state.metrics.measured(guard), proxies=place.hosting.proxies)
    return Server(uvicorn.Server(config), bound, address(place, bound))


def limited(
    app: App, protocol: type[H11Protocol] = Prompt, proxies: Sequence[str] = ()
) -> uvicorn.Config:
    """Return the settings of a server that no client can hold up."""
    return uvicorn.Config(
        app,
        http=protocol,
        ws="none",
        log_level="warning",
        access_log=False,
        lifespan="on",
        limit_concurrency=MOST_CONNECTIONS,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=3,
        h11_max_incomplete_event_size=16_384,
        server_header=False,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=list(proxies),
    )


def warm(bench: Bench) -> None:
    """Work out what the first visitor would wait for."""
    question = ScenarioQuestion()
    answer(bench, bench.pose(question), question.show)
    info.case_info(bench)
    assets.page()
    assets.vega()
