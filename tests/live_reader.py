"""A reader of the live page in a browser, for the tests that drive it."""

import json
import re

import cobden as cb
from benchmarks.browser import LAPTOP, PATIENCE, settled
from cobden.cases import load
from cobden.report.words import number
from cobden.study import law_of, policy_of

CARS = "[data-lever='usa-jpn-cars'] input[type=range]"
JAPAN = "[data-figure='welfare:JPN'] .big"
NOTHING = 'event: fault\ndata: {"what": "Left out."}\n\n'


def printed(value, most=3):
    """Return a change as the page prints it: two significant digits, at most so many decimals."""
    size = abs(value)
    if size < 5e-4:
        return "0"
    digits = next(n for n in range(4) if size >= 10 ** (1 - n) or n == 3)
    return number(value, min(digits, most), signed=True)


def in_python(cars=None):
    """Japan's real income on the law of 5 June 2025, with the duty on its cars moved."""
    case = load("japan-us-2025")
    state = next(state for state in case.states if state.id == "june")
    law = law_of(case, policy_of(case), state)
    if cars is not None:

        def moved(tariff):
            ours = tariff.authority in {"S232-auto", "S232-parts"}
            return tariff.model_copy(update={"rate": cars}) if ours else tariff

        law = law.altered("USA", ("JPN",), moved)
    return float(cb.solve(cb.World.load(), law).welfare.sel(economy="JPN"))


class Reader:
    """A reader's page: what it asked of whom, and whether anything went wrong.

    Of the heavier answers only those that ``heavy`` names are worked out; of the others the page is
    told at once that there is none, so that the tests share two cores with nothing. ``canned``
    are answers by name that come from the test instead of the server.
    """

    def __init__(self, browser, address, path="", *, heavy="none", canned=(), **look):
        self.context = browser.new_context(**({"viewport": LAPTOP, "locale": "en-GB"} | look))
        self.context.set_default_timeout(PATIENCE)
        self.page = self.context.new_page()
        self.asked: list[str] = []
        self.wrong: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("pageerror", lambda fault: self.wrong.append(str(fault)))
        self.page.on("console", self._heard)
        left_out = re.compile(f"/api/stream/(?!({heavy}|page)$)")
        self.page.route(left_out, lambda route: route.fulfill(body=NOTHING))
        for what, found in dict(canned).items():
            body = f"event: done\ndata: {json.dumps(found)}\n\n"
            self.page.route(
                f"**/api/stream/{what}", lambda route, _, body=body: route.fulfill(body=body)
            )
        self.page.goto(address + path)
        settled(self.page)

    def _heard(self, said):
        if said.type == "error":
            self.wrong.append(said.text)

    def move(self, action):
        """Do something that moves the scenario, and wait until the page has settled again."""
        self.page.evaluate("delete document.documentElement.dataset.settled")
        action()
        settled(self.page)

    def drag(self, where, times):
        """Move a slider down by some of its steps, as one hand does: with no rest in between."""
        self.move(
            lambda: self.page.locator(where).evaluate(
                """(slider, times) => {
                  for (let moved = 0; moved < times; moved += 1) {
                    slider.stepDown();
                    slider.dispatchEvent(new Event("input", { bubbles: true }));
                  }
                }""",
                times,
            )
        )

    def read(self, where=JAPAN):
        return self.page.inner_text(where)


def saved(page, action):
    with page.expect_download() as waiting:
        action()
    return waiting.value


def menu(page, panel, item):
    page.locator(f"#p-{panel} .panel-menu summary").click()
    return saved(
        page, lambda: page.locator(f"#p-{panel} .panel-menu").get_by_text(item, exact=True).click()
    )


def faults(page):
    """What axe-core finds that is serious."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, {"exclude": [["svg"]]})  # hidden from readers, who have the tables
    return [
        (fault["id"], [node["html"][:160] for node in fault["nodes"]][:4])
        for fault in found.response["violations"]
        if fault["impact"] in ("serious", "critical")
    ]
