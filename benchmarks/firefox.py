"""The live page in the system's Firefox, driven over WebDriver BiDi: what it speaks by itself.

Playwright drives a Firefox of its own making only, so the few commands that a look at a page needs
are sent as they are (W3C, WebDriver BiDi, working draft).
"""

import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

FIREFOX = next(filter(None, map(shutil.which, ("firefox-esr", "firefox"))), None)
PATIENCE = 600.0  # s: a ceiling for a machine that others use


class Page:
    """A page of Firefox; ``wrong`` is what its console has told as an error."""

    def __init__(self, socket: Any) -> None:
        self._socket, self._numbers = socket, count(1)
        self.wrong: list[str] = []
        self._ask("session.new", capabilities={})
        self._ask("session.subscribe", events=["log.entryAdded"])
        self._context = self._ask("browsingContext.getTree")["contexts"][0]["context"]

    def go_to(self, url: str, width: int, height: int) -> None:
        """Open an address in a window of this size, in pixels, and wait until it has loaded."""
        self.resize(width, height)
        self._ask("browsingContext.navigate", context=self._context, url=url, wait="complete")

    def resize(self, width: int, height: int) -> None:
        """Give the window this size, in pixels."""
        size = {"width": width, "height": height}
        self._ask("browsingContext.setViewport", context=self._context, viewport=size)

    def run(self, function: str) -> Any:
        """Return what a function of JavaScript returns, waiting for it where it promises."""
        told = self._ask(
            "script.callFunction",
            functionDeclaration=function,
            target={"context": self._context},
            awaitPromise=True,
        )
        if told["type"] != "success":
            raise RuntimeError(told["exceptionDetails"]["text"])
        return told["result"].get("value")

    def _ask(self, method: str, **params: Any) -> Any:
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            told = json.loads(self._socket.recv(timeout=PATIENCE))
            if told.get("method") == "log.entryAdded" and told["params"]["level"] == "error":
                self.wrong.append(told["params"]["text"])
            if told.get("id") == number:
                if told["type"] == "error":
                    raise RuntimeError(f"{method}: {told['message']}")
                return told["result"]


@contextmanager
def firefox() -> Iterator[Page]:
    """Start the system's Firefox, headless, with a profile of its own; end it with the block."""
    from websockets.sync.client import connect

    assert FIREFOX is not None
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [FIREFOX, "--headless", "--remote-debugging-port", "0", "--profile", profile]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as browser:
            try:
                assert browser.stderr is not None
                said = (re.search(r"BiDi listening on (ws://\S+)", line) for line in browser.stderr)
                listening = next(filter(None, said), None)
                assert listening is not None, "Firefox ended before it listened"
                with connect(f"{listening[1]}/session", max_size=None) as socket:
                    yield Page(socket)
            finally:
                browser.terminate()
