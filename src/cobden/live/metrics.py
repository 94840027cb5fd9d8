"""What a server tells of itself: requests, how long they took, what was at hand, memory."""

import os
import sys
from collections.abc import Awaitable, Callable, MutableMapping
from time import perf_counter
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

SHARED = "PROMETHEUS_MULTIPROC_DIR"  # the folder where processes of one server add theirs up
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
KNOWN = ("answer", "averages", "basis", "case", "export", "law", "products", "rate", "stream")
Scope = MutableMapping[str, Any]
App = Callable[..., Awaitable[None]]


class Metrics:
    """The figures of one process; with its fellows' where they share a folder."""

    def __init__(self) -> None:
        self.own = CollectorRegistry()
        self.requests = Counter(
            "cobden_requests", "Requests by what they ask and status.", ["what", "status"],
            registry=self.own,
        )  # fmt: skip
        self.seconds = Histogram(
            "cobden_request_seconds", "Time until a request was answered whole.", ["what"],
            buckets=SECONDS, registry=self.own,
        )  # fmt: skip
        self.kept = Counter(
            "cobden_kept_answers", "Answers that were at hand (hit) or worked out (miss).",
            ["what", "found"], registry=self.own,
        )  # fmt: skip
        self.memory = Gauge(
            "cobden_peak_memory_bytes", "Most memory that the processes held.",
            multiprocess_mode="livesum", registry=self.own,
        )  # fmt: skip

    def text(self) -> bytes:
        """Return all figures as Prometheus reads them."""
        registry = self.own
        if os.environ.get(SHARED):
            registry = CollectorRegistry()
            MultiProcessCollector(registry)
        return generate_latest(registry)

    def looked(self, what: str, *, found: bool) -> None:
        """Note whether an answer was at hand."""
        self.kept.labels(what, "hit" if found else "miss").inc()

    def measured(self, app: App) -> App:
        """Return an app whose requests are noted."""

        async def noted(scope: Scope, receive: Any, send: Any) -> None:
            if scope["type"] != "http":
                await app(scope, receive, send)
                return
            began, status = perf_counter(), 500

            async def sending(message: MutableMapping[str, Any]) -> None:
                nonlocal status
                if message["type"] == "http.response.start":
                    status = message["status"]
                await send(message)

            try:
                await app(scope, receive, sending)
            finally:
                what = asked(scope["path"])
                self.requests.labels(what, str(status)).inc()
                self.seconds.labels(what).observe(perf_counter() - began)
                if sys.platform != "win32":  # which does not tell
                    self.memory.set(_peak())

        return noted


def asked(path: str) -> str:
    """Return what a path asks for, of a few known words."""
    parts = path.split("/")
    if "api" in parts[:-1]:
        word = parts[parts.index("api") + 1]
        return word if word in KNOWN else "other"
    return "page"


def _peak() -> int:
    """Return the most memory that this process has held, in bytes."""
    import resource

    much = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return much if sys.platform == "darwin" else 1024 * much
