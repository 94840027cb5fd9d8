"""The server itself: a socket, a bench that is warm, and uvicorn with limits."""

import asyncio
import socket
from dataclasses import dataclass

import uvicorn

from cobden.base.errors import InputError
from cobden.cases import load
from cobden.live import assets, info
from cobden.live.answers import answer
from cobden.live.app import create_app, guarded
from cobden.live.models import Question
from cobden.live.scenario import Bench

MOST_CONNECTIONS = 400


@dataclass(frozen=True, eq=False)
class Server:
    """A server that is warm and listens."""

    inner: uvicorn.Server
    socket: socket.socket
    address: str

    def run(self) -> None:
        """Serve until Ctrl-C."""
        asyncio.run(self.inner.serve(sockets=[self.socket]))


def listen(host: str, port: int) -> socket.socket:
    """Return a socket bound to an address; raise ``InputError`` where it cannot be."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((host, port))
    except OSError as fault:
        found.close()
        raise InputError(
            f"the server cannot listen at {host}, port {port} ({fault.strerror}).",
            where="cobden serve",
            remedy="Choose another with --port, or 0 for any that is free.",
        ) from None
    return found


def ready(case: str, bound: socket.socket, *, host: str, token: str | None) -> Server:
    """Return a server of a case whose first answer is worked out already."""
    bench = Bench.of(load(case))
    warm(bench)
    port = bound.getsockname()[1]
    name = f"[{host}]" if ":" in host else host
    app = guarded(create_app(bench), port=port, host=name, token=token)
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        lifespan="on",
        limit_concurrency=MOST_CONNECTIONS,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=3,
        h11_max_incomplete_event_size=16_384,
        server_header=False,
        proxy_headers=False,
    )
    link = f"http://{name}:{port}/" + (f"?token={token}" if token else "")
    return Server(uvicorn.Server(config), bound, link)


def warm(bench: Bench) -> None:
    """Work out what the first visitor would wait for."""
    question = Question()
    answer(bench.case, bench.pose(question), question.show)
    info.case_info(bench)
    assets.page()
    assets.vega()
