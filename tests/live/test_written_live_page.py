"""The page that works without a server, opened as a file in a browser."""

import re

import pytest

from benchmarks.browser import LAPTOP, PATIENCE, PHONE, settled
from cobden.cases import load
from cobden.live.models.requests import Scenario
from cobden.live.reproduce import answer_to
from cobden.live.scenario import Bench
from cobden.live.written_page import written_page
from live_reader import CARS, JAPAN, faults, menu, printed

CASE = "japan-us-2025"
pytestmark = pytest.mark.validation
BAND = "[data-figure='welfare:JPN'] .band"
KEPT = {"Metals at 25": Scenario(levers={"usa-jpn-metals": 25})}


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The page with one slider and one scenario of ours, as a file."""
    place = tmp_path_factory.mktemp("written") / "page.html"
    bench = Bench.of(load(CASE))
    told = []
    page = written_page(bench, KEPT, lambda _, done, of: told.append((done, of)), ["usa-jpn-cars"])
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert {of for _, of in told} == {told[-1][0] + 1}, "it counted all of them"
    place.write_text(page, encoding="utf-8")
    return place


class Opened:
    """The file in a browser that has no network: what it asked for, and what went wrong."""

    def __init__(self, browser, place, path="", *, answered=True, **look):
        self.context = browser.new_context(
            **({"viewport": LAPTOP, "locale": "en-GB", "offline": True} | look)
        )
        self.context.set_default_timeout(PATIENCE)
        self.page = self.context.new_page()
        self.wrong, self.asked = [], []
        self.page.on("pageerror", lambda fault: self.wrong.append(str(fault)))
        self.page.on("console", lambda said: said.type == "error" and self.wrong.append(said.text))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(place.as_uri() + path)
        if answered:
            settled(self.page)

    def move(self, action):
        self.page.evaluate("delete document.documentElement.dataset.settled")
        action()
        settled(self.page)


@pytest.fixture
def opened(browser, written):
    made = []

    def opening(path="", **look):
        made.append(Opened(browser, written, path, **look))
        return made[-1]

    yield opening
    for one in made:
        assert not one.wrong
        hosts = [url for url in one.asked if not url.startswith(("data:", "blob:", "file:"))]
        assert not hosts, "it asks nobody"
        one.context.close()


def true(levers, **more):
    return answer_to(CASE, {"levers": levers, **more}).headline


def test_its_scenarios_and_positions_have_the_models_figures(opened):
    one = opened()
    page = one.page

    def shown_as(value):  # no finer than the range beside it
        end = re.search(r" to .\d\.(\d+)$", page.inner_text(BAND))
        return printed(value, len(end[1]) if end else 3)

    assert page.inner_text(JAPAN) == shown_as(true({})[0].value) == "−0.11"
    one.move(lambda: page.locator(CARS).fill("15"))
    assert page.inner_text(JAPAN) == shown_as(true({"usa-jpn-cars": 15})[0].value)
    assert page.locator("#interpolated").is_hidden(), "15% is one of those that are kept"
    one.move(lambda: page.get_by_role("button", name="Deal of 22 July").click())
    deal = answer_to(CASE, {"state": "deal"}).headline[0].value
    assert page.inner_text(JAPAN) == shown_as(deal)
    one.move(lambda: page.get_by_role("button", name="July deal", exact=True).click())
    packages = Bench.of(load(CASE)).starting_points.table.packages
    levers = {f"item-{item}": level for item, level in packages["july_deal"].items()}
    assert page.inner_text(JAPAN) == shown_as(true(levers)[0].value)
    one.move(lambda: page.get_by_role("button", name="Metals at 25").click())
    assert page.inner_text(JAPAN) == shown_as(true({"usa-jpn-metals": 25})[0].value)


def test_between_two_positions_it_says_that_it_interpolates_and_by_how_much_it_may_miss(opened):
    one = opened()
    page = one.page
    one.move(lambda: page.locator(CARS).fill("13.5"))
    assert "at 12.5% and 15%" in page.inner_text("#interpolated")
    band = page.inner_text("[data-figure='balance:JPN:USA:goods'] .band")
    stated = float(re.fullmatch(r"±([\d.]+)", band)[1])
    shown = page.inner_text("[data-figure='balance:JPN:USA:goods'] .big")
    right = next(f for f in true({"usa-jpn-cars": 13.5}) if f.id == "balance:JPN:USA:goods")
    assert abs(float(shown) - right.value) < stated + 0.5, "shown to a billion"
    one.move(lambda: page.locator(CARS).fill("15"))
    assert page.locator("#interpolated").is_hidden()


def test_what_it_does_not_hold_is_refused_with_what_to_do(opened):
    one = opened("#~usa-jpn-cars=15&~usa-jpn-metals=10", answered=False)
    one.page.locator("#answers[data-unconfirmed='refused']").wait_for()
    trouble = one.page.locator("#trouble")
    assert "This page holds no answer to that scenario." in trouble.inner_text()
    assert f"cobden serve {CASE}" in trouble.inner_text()
    assert one.page.locator(".lever").count() == 1, "what cannot be moved is not shown"


def test_kept_scenarios_stand_side_by_side_and_tables_are_saved(opened):
    page = opened().page
    page.get_by_role("button", name="Compare").click()
    rows = page.get_by_role("dialog").get_by_role("row")
    rows.nth(1).wait_for()
    cells = rows.nth(1).get_by_role("cell").all_inner_texts()
    assert cells == [printed(true(levers)[0].value) for levers in ({}, {"usa-jpn-metals": 25})]
    page.keyboard.press("Escape")
    saved = menu(page, "flows", "CSV")
    assert "Motor vehicles and parts" in saved.path().read_text()
    page.locator("[data-figure='welfare:JPN']").click()
    page.get_by_role("dialog").get_by_text("Tolerance").wait_for()


@pytest.mark.parametrize("look", [{}, {"viewport": PHONE}], ids=["wide", "phone"])
def test_it_is_accessible(opened, look):
    one = opened(**look)
    one.page.locator("#p-revenue svg").first.wait_for(state="attached")
    assert not faults(one.page)
    width, room = one.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width <= room


def test_one_panel_or_one_figure_stands_in_a_frame(opened, tmp_path, browser, written):
    frame = f'<iframe src="{written.as_uri()}#show=flows" title="Trade" width="700" height="480">'
    outer = tmp_path / "outer.html"
    outer.write_text(f"<title>x</title>{frame}</iframe>", encoding="utf-8")
    page = opened().page
    page.goto(outer.as_uri())
    inner = page.frame_locator("iframe")
    inner.locator("#p-flows .panel-body svg").wait_for()
    assert inner.locator("#p-sectors").is_hidden()
    assert inner.locator("#levers").is_hidden()
    assert "Japan" in inner.locator("#sentence").inner_text()
    link = inner.get_by_role("link", name="The whole page, with its sliders")
    assert "show=" not in link.get_attribute("href")
    page.screenshot(path=tmp_path / "frame.png")
    figure = opened("#show=welfare:JPN").page
    assert figure.locator("[data-figure='welfare:JPN']").is_visible()
    assert figure.locator("[data-figure='welfare:USA']").is_hidden()
    assert figure.locator("#p-flows").is_hidden()
    whole = opened("#show=banana").page
    assert whole.locator("#p-sectors").is_visible(), "an unknown name shows all"


def test_the_snippet_of_a_panel_shows_this_scenario(opened):
    one = opened()
    one.move(lambda: one.page.locator(CARS).fill("15"))
    one.page.locator("#p-flows .panel-menu summary").click()
    one.page.locator("#p-flows .panel-menu").get_by_text("Embed").click()
    snippet = one.page.inner_text("#basis .formula")
    assert "%7Eusa-jpn-cars=15&amp;show=flows" in snippet
    assert 'title="Trade by sector: ' in snippet
