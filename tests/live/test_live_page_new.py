"""What the live page offers besides levers: own measures, products, kept scenarios, people."""

import json
import subprocess
import sys

import pytest

from benchmarks.browser import settled
from cobden.live.reproduce import answer_to
from live_reader import CARS, Reader, faults, printed

PEOPLE = {
    "digest": "0", "economy": "USA", "price": 0.57, "dollars": 731.0, "notes": [], "sources": [],
    "groups": [
        {"id": "d1", "title": "Poorest tenth", "rule": rule, "living": -224, "net": net,
         "percent": net / 490}
        for rule, net in (("per head", 1000), ("not at all", -265))
    ],
    "places": [
        {"id": f"P{n}", "title": f"Place {n}", "jobs": 100.0, "change": n - 10.0,
         "percent": n - 10.0}
        for n in range(20)
    ],
}  # fmt: skip
YEARS = {
    "digest": "0", "years": [2025, 2026, 2027], "law": "As if for good.", "notes": [],
    "parties": [
        {"economy": code, "gdp": [-0.1, -0.2, -0.3], "consumption": [-0.1, -0.2, -0.3],
         "employment": [-0.5, -0.2, 0.0], "consumer_price": [0.4, 0.6, 0.7]}
        for code in ("JPN", "USA")
    ],
}  # fmt: skip


def test_a_measure_is_added_carried_by_the_link_and_taken_back(reader, browser, address):
    page = reader.page
    before = reader.read()
    page.get_by_role("button", name="+ add a measure").click()
    form = page.get_by_role("dialog", name="A measure of your own")
    form.get_by_label("Goods: sectors").fill("C28, C27")
    form.get_by_label("Rate, % on top").fill("40")
    reader.move(lambda: form.get_by_role("button", name="Add it").click())
    after = reader.read()
    assert after != before
    own = {"by": "USA", "on": "JPN", "goods": ["C28", "C27"], "rate": 40}
    assert after == printed(answer_to("japan-us-2025", {"measures": [own]}).headline[0].value)
    assert "United States on Japan, Machinery" in page.inner_text("#own")
    assert "+40% on top" in page.inner_text("#sentence")
    other = Reader(browser, address, page.evaluate("location.hash"))
    assert other.read() == after
    other.context.close()
    reader.move(lambda: page.get_by_role("button", name="Take back").click())
    assert reader.read() == before


def test_a_measure_that_the_world_cannot_have_is_refused_in_words(reader):
    page = reader.page
    page.get_by_role("button", name="+ add a measure").click()
    form = page.get_by_role("dialog", name="A measure of your own")
    form.get_by_label("Goods: sectors").fill("9999")
    form.get_by_role("button", name="Add it").click()
    page.locator("#answers[data-unconfirmed='refused']").wait_for()
    assert "9999" in page.inner_text("#trouble")
    reader.wrong.clear()  # the browser notes the refusal
    reader.move(lambda: page.get_by_role("button", name="Take back").click())
    assert page.locator("#trouble").is_hidden()


def test_a_product_shows_its_rate_and_layers_under_the_scenario(reader):
    page = reader.page
    reader.move(lambda: page.locator(CARS).fill("15"))
    page.locator("#product").click()
    form = page.get_by_role("dialog", name="The duty on a product")
    form.get_by_label("HS code").fill("870323")
    form.get_by_role("button", name="Show the rate").click()
    form.locator(".basis-value").wait_for()
    assert "17.50%" in form.inner_text()
    told = form.inner_text()
    assert "all-in on 5 June 2025" in told
    assert "Section 232, cars" in told
    assert "to Section 232, cars" in told, "what gave way says to what"
    assert "S232" not in told
    form.get_by_label("HS code").fill("1")
    form.get_by_role("button", name="Show the rate").click()
    form.locator(".note", has_text="1").first.wait_for()
    reader.wrong.clear()
    page.keyboard.press("Escape")


def test_a_product_is_found_by_words(reader):
    page = reader.page
    page.locator("#product").click()
    form = page.get_by_role("dialog", name="The duty on a product")
    entry = form.get_by_label("HS code")
    entry.fill("motor cars persons")
    form.get_by_role("button", name="Show the rate").click()
    form.get_by_role("button", name="8703 Motor cars").first.click()
    form.locator(".basis-value").wait_for()
    assert entry.input_value() == "8703"
    told = form.inner_text()
    assert "all-in on 5 June 2025" in told
    assert "Section 232, cars" in told
    assert "to Section 232, cars" in told, "what gave way says to what"
    assert "S232" not in told
    entry.fill("flying carpets")
    form.get_by_role("button", name="Show the rate").click()
    form.get_by_text("No heading of the HS has these words").wait_for()
    assert not faults(page)
    page.keyboard.press("Escape")


def test_scenarios_are_kept_by_name_and_compared(reader):
    page = reader.page
    opening = reader.read()
    reader.move(lambda: page.locator(CARS).fill("15"))
    lower = reader.read()
    page.get_by_label("Name of this scenario").fill("Cars at 15")
    page.get_by_role("button", name="Keep", exact=True).click()
    reader.move(lambda: page.locator(CARS).fill("80"))
    higher = reader.read()
    page.get_by_role("button", name="Compare").click()
    rows = page.get_by_role("dialog").get_by_role("row")
    rows.nth(1).wait_for()
    heads = rows.first.get_by_role("columnheader").all_inner_texts()
    assert heads == ["Figure", "The case as it opens", "On the table now", "Cars at 15"]
    assert rows.nth(1).get_by_role("cell").all_inner_texts() == [opening, higher, lower]
    page.keyboard.press("Escape")
    reader.move(lambda: page.get_by_role("button", name="Cars at 15", exact=True).click())
    assert reader.read() == lower
    page.get_by_role("button", name="Forget Cars at 15").click()
    assert page.locator(".kept-chip").count() == 0


def test_the_texts_that_reproduce_a_scenario_run(reader):
    page = reader.page
    reader.move(lambda: page.locator(CARS).fill("15"))
    page.locator("#save summary").click()
    page.get_by_role("button", name="Reproduce").click()
    python, command, http = page.locator("#basis .formula").all_inner_texts()
    page.keyboard.press("Escape")
    ran = subprocess.run([sys.executable, "-c", python], capture_output=True, text=True, check=True)
    first = ran.stdout.splitlines()[0].split()
    assert printed(float(first[-2])) == reader.read()
    assert command == "cobden link japan-us-2025 '%7Eusa-jpn-cars=15'"
    assert "/api/answer" in http
    asked = json.loads(http.split("-d '")[1].rstrip("'"))
    answered = page.request.post(page.url.split("#")[0] + "api/answer", data=asked).json()
    assert printed(answered["headline"][0]["value"]) == reader.read()


def test_the_mean_duty_by_day_stands_above_the_timeline(reader):
    page = reader.page
    line = page.locator(".timeline .mean1")
    line.wait_for(state="attached")
    assert "mean duty of the United States on Japan" in page.inner_text(".next")
    events = page.locator(".timeline .event").first.bounding_box()
    assert line.bounding_box()["y"] < events["y"] + events["height"]


def test_households_places_and_years(browser, address):
    reader = Reader(browser, address, canned={"people": PEOPLE, "years": YEARS})
    page = reader.page
    page.locator("#p-people").scroll_into_view_if_needed()
    page.locator("#p-people .finding", has_text="731 dollars a household").wait_for()
    page.locator("#p-places").scroll_into_view_if_needed()
    page.locator("#p-places .mark-rect path").first.wait_for()
    page.locator("#p-years").scroll_into_view_if_needed()
    year = page.get_by_label("Year", exact=True)
    page.locator(".year", has_text="2025").wait_for()
    year.fill("2")
    assert page.inner_text(".year") == "2027"
    page.locator("#p-years .panel-menu summary").click()
    page.locator("#p-years").get_by_text("Show as a table").click()
    listing = page.inner_text("#p-years .listing")
    assert "Japan" in listing
    assert "−0.3" in listing
    assert not reader.wrong
    reader.context.close()


@pytest.mark.validation
def test_people_and_years_come_from_the_server(browser, address):
    reader = Reader(browser, address, heavy="people|years")
    page = reader.page
    page.locator("#p-years").scroll_into_view_if_needed()
    page.locator("#p-years:not(.coming) .year", has_text="2025").wait_for()
    page.locator("#p-people").scroll_into_view_if_needed()
    page.locator("#p-people .finding", has_text="dollars a household").wait_for()
    settled(page)
    assert not reader.wrong
    reader.context.close()


@pytest.mark.validation
def test_what_opens_is_accessible(browser, address):
    reader = Reader(browser, address, canned={"people": PEOPLE, "years": YEARS})
    page = reader.page
    page.locator("#p-years").scroll_into_view_if_needed()
    page.locator(".year", has_text="2025").wait_for()
    assert not faults(page)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for name in ("+ add a measure", "Product", "Compare"):
            page.get_by_role("button", name=name, exact=True).click()
            page.get_by_role("dialog").wait_for()
            assert not faults(page), name
            page.keyboard.press("Escape")
    page.get_by_role("button", name="Cars and parts: cut by a formula").first.click()
    assert not faults(page)
    reader.context.close()
