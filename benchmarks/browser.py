"""The live page in the system's Chromium: a server for a whole module, and pages opened on it."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
LAPTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
PATIENCE = 600_000  # ms: a ceiling for a machine that others use; what is waited for are events


@contextmanager
def served(*options: str) -> Iterator[str]:
    """Serve the main case, or another, at a free port; give the address it prints once warm."""
    command = [sys.executable, "-m", "cobden", "serve", "--port", "0"]
    with subprocess.Popen([*command, *options], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            line = server.stdout.readline()
            found = re.search(r"http://\S+", line)
            assert found, f"the server said {line!r}"
            yield found[0]
        finally:
            server.terminate()


@contextmanager
def chromium() -> Iterator[Any]:
    """Start the system's Chromium, headless, with nothing of its own to ask of the network."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--disable-background-networking", "--no-sandbox"],
            timeout=PATIENCE,
        )
        yield browser
        browser.close()


def painted(page: Any, times: int = 1) -> None:
    """Wait until the page has painted at least ``times`` answers."""
    page.wait_for_selector(
        f"html[data-painted='{times}']" if times == 1 else "html[data-painted]", timeout=PATIENCE
    )


def settled(page: Any) -> None:
    """Wait until the slider rests and what was moved has been painted."""
    page.wait_for_selector("html[data-settled]", timeout=PATIENCE)
