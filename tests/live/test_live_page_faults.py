"""The live page where something is amiss: a server that is away, a link that does not fit, ..."""

import re

import pytest

from benchmarks.browser import served, settled
from cobden.cases import load
from live_reader import CARS, JAPAN, Reader

TYPED = "[data-lever='usa-jpn-cars'] .typed"
PALE = "#answers[data-unconfirmed='again']"


def opacity(page):
    return float(page.evaluate(f'getComputedStyle(document.querySelector("{JAPAN}")).opacity'))


# A figure carries the scenario that it answers


def test_without_a_server_figures_are_pale_and_come_by_themselves(browser, address):
    reader = Reader(browser, address)
    page = reader.page
    before = reader.read()
    heard = page.inner_text("#said")
    reader.context.set_offline(True)
    page.locator(CARS).fill("100")
    page.locator(PALE).wait_for()
    assert reader.read() == before
    assert opacity(page) < 0.5
    said = page.inner_text("#trouble")
    assert "does not answer" in said
    assert "those of 5 June 2025, as it stood" in said
    assert page.evaluate("'settled' in document.documentElement.dataset") is False
    assert page.inner_text("#said") in ("", heard[:0]), "old figures are not said as new ones"
    reader.context.set_offline(False)
    settled(page)
    assert reader.read() != before
    assert opacity(page) == 1
    assert page.locator("#trouble").is_hidden()
    reader.context.close()


def test_a_server_that_fails_once_is_asked_again(browser, address):
    reader = Reader(browser, address)
    page = reader.page
    before, failed = reader.read(), []

    def fail_once(route):
        if failed:
            route.continue_()
        else:
            failed.append(route.request.url)
            route.abort()

    page.route("**/api/answer", fail_once)
    reader.move(lambda: page.locator(CARS).fill("90"))
    assert failed
    assert reader.read() != before
    reader.context.close()


def test_what_is_refused_stays_pale_and_says_why(browser, address):
    reader = Reader(browser, address)
    page = reader.page
    refusal = '{"what": "No equilibrium was found.", "where": "", "remedy": "Move it back."}'
    page.route("**/api/answer", lambda route: route.fulfill(status=422, body=refusal))
    page.locator(CARS).fill("90")
    page.locator("#answers[data-unconfirmed='refused']").wait_for()
    assert "No equilibrium was found." in page.inner_text("#trouble")
    assert opacity(page) < 0.5
    page.unroute("**/api/answer")
    reader.move(lambda: page.locator(CARS).fill("25"))
    assert opacity(page) == 1
    reader.context.close()


def test_the_case_itself_is_asked_for_until_it_comes(browser, address):
    reader = Reader(browser, address)
    page, failed = reader.page, []

    def fail_once(route):
        if failed:
            route.continue_()
        else:
            failed.append(route.request.url)
            route.abort()

    page.route("**/api/case", fail_once)
    page.reload()
    settled(page)
    assert failed
    assert page.locator(".tile").count() == 8
    reader.context.close()


# Exchange


def test_exchange_puts_each_in_the_place_of_the_other(reader):
    page = reader.page
    june = reader.read()
    page.get_by_role("button", name="Pin", exact=True).click()
    reader.move(lambda: page.get_by_role("button", name="Deal of 22 July").click())
    deal = reader.read()
    assert deal != june
    for shown, kept in ((june, deal), (deal, june), (june, deal)):
        reader.move(lambda: page.get_by_role("button", name="Exchange").click())
        assert reader.read() == shown
        page.locator("[data-figure='welfare:JPN'] .kept", has_text=f"{kept} pinned").wait_for()
    page.get_by_role("button", name="Let go").click()


def test_what_is_pinned_makes_a_link_that_opens(reader, browser, address):
    page = reader.page
    reader.move(lambda: page.get_by_role("button", name="Before 2025").click())
    page.get_by_role("button", name="Pin", exact=True).click()
    reader.move(lambda: page.get_by_role("button", name="Deal of 22 July").click())
    reader.move(lambda: page.get_by_role("button", name="Exchange").click())
    assert reader.read() == "0"
    other = Reader(browser, address, page.evaluate("location.hash"))
    assert other.read() == "0"
    assert not other.wrong
    assert other.page.locator("#left-out").is_hidden()
    other.context.close()
    page.get_by_role("button", name="Let go").click()


# Links


@pytest.mark.parametrize(
    ("link", "says"),
    [
        ("~nonsense=3&~usa-jpn-cars=15", "nonsense"),
        ("on=banana", "banana"),
        ("on=2031-01-01", "2031-01-01"),
        ("state=nothing", "nothing"),
        ("on=2025-06-06&state=deal", "2025-06-06"),
        ("~usa-jpn-cars=900", "Cars and parts at 900"),
        ("~usa-jpn-cars=true", "Cars and parts at true"),
        ("~item-autos=zz", "zz"),
        ("elasticity=q", "elasticities q"),
        ("economy=ATL", "ATL"),
        ("pin=on%3Dbanana", "pinned: banana"),
        ("case=another", "the case another"),
    ],
)
def test_what_a_link_asks_in_vain_is_left_out_and_said(reader, link, says):
    page = reader.page
    reader.move(lambda: page.evaluate(f"location.hash = {('#' + link)!r}"))
    assert says in page.inner_text("#left-out")
    assert page.locator(".tile").count() == 8
    assert opacity(page) == 1
    if "cars=15" in link:
        assert page.locator(CARS).input_value() == "15", "the rest of the link holds"


# Levers


def test_a_lever_that_the_package_overrides_is_grey_and_says_by_what(reader):
    page = reader.page
    reader.move(lambda: page.get_by_role("button", name="June offer").click())
    lever = page.locator("[data-lever='usa-jpn-cars']")
    assert page.locator(CARS).is_disabled()
    assert page.locator(TYPED).is_disabled()
    lever.locator(".over .link").first.click()
    assert page.evaluate("document.activeElement.id") == "lever-item-autos"
    reader.move(lambda: page.get_by_role("button", name="Reset").click())
    assert page.locator(CARS).is_enabled()
    assert lever.locator(".over").is_hidden()


def test_a_rate_is_typed(reader):
    page = reader.page
    entry = page.locator(TYPED)
    reader.move(lambda: entry.fill("13.37"))
    assert "cars=13.37" in page.url
    reader.move(lambda: entry.fill("250"))
    assert "cars=250" in page.url, "beyond the slider's end"
    entry.fill("700")
    assert entry.get_attribute("aria-invalid") == "true"
    entry.blur()
    assert entry.input_value() == "250", "what cannot be is not kept"


def test_rates_are_cut_by_a_formula(reader):
    page = reader.page
    page.get_by_role("button", name="Cars and parts: cut by a formula").first.click()
    box = page.get_by_role("dialog", name="Cars and parts: cut by a formula")
    box.get_by_label("Formula").select_option("swiss")
    box.get_by_label("By how much").fill("15")
    assert "25.0% → 9.4%" in box.inner_text()
    reader.move(lambda: box.get_by_role("button", name="Apply").click())
    assert "cars=9.375" in page.url
    reader.move(lambda: page.get_by_role("button", name="Reset").click())
    whole = "United States: duties on goods from Japan: cut by a formula"
    page.get_by_role("button", name=whole).click()
    box = page.get_by_role("dialog", name=whole)
    box.get_by_label("Formula").select_option("cap")
    box.get_by_label("By how much").fill("12")
    reader.move(lambda: box.get_by_role("button", name="Apply").click())
    assert page.locator(TYPED).input_value() == "12"
    assert page.locator("[data-lever='usa-jpn-metals'] .typed").input_value() == "12"
    assert page.locator("[data-lever='usa-jpn-general'] .typed").input_value() == "10"
    reader.move(lambda: page.get_by_role("button", name="Undo").click())
    assert page.locator(TYPED).input_value() == "25", "one step"


# Words


def test_a_tile_is_named_by_what_it_says(reader):
    tile = reader.page.get_by_role("button", name=re.compile("Japan real income"))
    assert tile.count() == 1
    seen = reader.page.locator("[data-figure='welfare:JPN']").aria_snapshot()
    assert reader.read() in seen


# Cases outside the law of the United States


def test_a_case_of_groups_and_other_laws_is_served(browser):
    with served("eu-china-ev-2024") as address:
        reader = Reader(browser, address)
        page = reader.page
        tiles = page.inner_text("#headline")
        assert "European Union" in tiles
        assert "China" in tiles
        headings = page.locator(".group h4").all_inner_texts()
        assert "European Union: duties on goods from China" in headings
        lever = page.locator("[data-lever='eu27-chn-cars']")
        assert "Countervailing duty on cars" in lever.inner_text()
        assert page.locator("#p-chains").count() == 0, "no panel without anything to show"
        spans = page.locator(".timeline .span.assumed")
        rows = load("eu-china-ev-2024").measures
        assert spans.count() == len(rows), "what the case alone adds is not drawn as law"
        duty = "[data-figure='output:CHN:C29'] .big"
        before = reader.read(duty)
        reader.move(lambda: lever.locator(".typed").fill("60"))
        assert reader.read(duty) != before
        assert not reader.wrong
        reader.context.close()
