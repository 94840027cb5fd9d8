"""One server for all tests of the live page, and a browser for each module."""

import pytest

from benchmarks.browser import CHROMIUM, chromium, served
from benchmarks.firefox import FIREFOX
from live_reader import Reader


@pytest.fixture(scope="module")  # its driver keeps an event loop that other tests could not bear
def browser():
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on this machine (`apt install chromium`)")
    pytest.importorskip(
        "playwright", reason="the browser's driver is not installed (`pip install playwright`)"
    )
    with chromium() as found:
        yield found


@pytest.fixture(scope="session")
def address():
    if CHROMIUM is None and FIREFOX is None:
        pytest.skip("there is no browser on this machine (`apt install chromium`)")
    with served() as found:
        yield found


@pytest.fixture(scope="module")
def shared(browser, address):
    """One page for all tests that leave it as they found it."""
    reader = Reader(browser, address)
    yield reader
    assert not reader.wrong
    reader.context.close()


@pytest.fixture
def reader(shared):
    """The page as the case opens."""
    shared.page.keyboard.press("Escape")
    if shared.page.evaluate("location.hash").lstrip("#"):
        shared.page.evaluate("history.replaceState(null, '', location.pathname)")  # tells nobody
        shared.move(lambda: shared.page.evaluate("dispatchEvent(new Event('hashchange'))"))
    return shared
