"""The live page in Firefox: it opens, a slider answers, and a phone's width is enough."""

import pytest

from benchmarks.browser import LAPTOP, PHONE
from benchmarks.firefox import FIREFOX, firefox
from live_reader import CARS, JAPAN, in_python, printed

SETTLED = """async () => {
  while (!("settled" in document.documentElement.dataset)) {
    await new Promise((soon) => setTimeout(soon, 50));
  }
}"""
TO_FIFTEEN = f"""() => {{
  delete document.documentElement.dataset.settled;
  const slider = document.querySelector("{CARS}");
  slider.value = 15;
  slider.dispatchEvent(new Event("input", {{ bubbles: true }}));
  slider.dispatchEvent(new Event("change", {{ bubbles: true }}));
}}"""
TOO_WIDE = "() => document.documentElement.scrollWidth > innerWidth"


@pytest.fixture
def page():
    if FIREFOX is None:
        pytest.skip("there is no Firefox on this machine (`apt install firefox-esr`)")
    pytest.importorskip("websockets", reason="Firefox is driven over a socket")
    with firefox() as found:
        yield found


def test_it_opens_and_answers_in_firefox(page, address):
    page.go_to(address, **LAPTOP)
    page.run(SETTLED)
    assert page.run(f'() => document.querySelector("{JAPAN}").textContent') == printed(in_python())
    page.run(TO_FIFTEEN)
    page.run(SETTLED)
    told = page.run(f'() => document.querySelector("{JAPAN}").textContent')
    assert told == printed(in_python(0.15))
    assert page.run("() => document.querySelectorAll('#p-map svg path').length") > 100
    page.resize(**PHONE)
    assert not page.run(TOO_WIDE)
    assert not page.wrong
