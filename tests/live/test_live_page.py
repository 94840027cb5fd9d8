"""The live page in a real Chromium: what a reader does, and what the page then shows.

``COBDEN_PICTURES=folder`` also writes the pictures of the documentation, from the pages tested.
What it does when something is amiss stands in ``test_live_page_faults.py``.
"""

import csv
import io
import os
import zipfile
from pathlib import Path
from urllib.parse import urlsplit

import pyarrow.parquet
import pytest

from benchmarks.browser import PHONE, settled
from cobden.live.reproduce import answer_to
from live_reader import CARS, Reader, faults, in_python, menu, printed, saved


def test_japans_real_income_is_pythons_to_the_printed_digit(reader):
    assert reader.read() == printed(in_python())
    slider = reader.page.locator(CARS)
    assert slider.input_value() == "25"
    reader.move(lambda: slider.fill("15"))
    assert reader.read() == printed(in_python(0.15))


def test_nothing_is_asked_of_another_host(reader, address):
    assert {
        urlsplit(url).netloc for url in reader.asked if not url.startswith(("data:", "blob:"))
    } == {urlsplit(address).netloc}
    assert not reader.wrong


def test_the_timeline_moves_the_law(reader):
    page = reader.page
    handle = page.get_by_role("slider", name="Day whose law is on the table")
    assert handle.get_attribute("aria-valuetext") == "5 June 2025"
    handle.focus()
    reader.move(lambda: page.keyboard.press("ArrowRight"))
    assert handle.get_attribute("aria-valuetext") == "6 June 2025"
    reader.move(lambda: page.keyboard.press("Home"))
    assert reader.read() == "0", "the law of 1 January 2025 is the benchmark"
    assert page.locator(CARS).input_value() == "0"
    box = page.locator(".track").bounding_box()
    reader.move(
        lambda: page.mouse.click(box["x"] + 0.9 * box["width"], box["y"] + box["height"] - 8)
    )
    assert "on=2025-09" in page.url or "on=2025-10" in page.url


@pytest.mark.validation
def test_presets_undo_redo_and_reset(reader):
    page = reader.page
    first = reader.read()
    reader.move(lambda: page.get_by_role("button", name="Deal of 22 July").click())
    deal = reader.read()
    assert deal != first
    reader.move(lambda: page.get_by_role("button", name="June offer").click())
    offer = reader.read()
    assert offer != deal
    autos = page.locator("[data-lever='item-autos'] input")
    assert autos.get_attribute("aria-valuetext") == "The ordinary duty alone, as Japan asked"
    reader.move(lambda: page.get_by_role("button", name="Undo").click())
    assert reader.read() == deal
    reader.move(lambda: page.keyboard.press("Control+z"))
    assert reader.read() == first
    reader.move(lambda: page.get_by_role("button", name="Redo").click())
    assert reader.read() == deal
    reader.move(lambda: page.get_by_role("button", name="Reset").click())
    assert reader.read() == first


def test_a_drag_of_one_slider_is_one_step_to_undo(reader):
    page = reader.page
    reader.drag(CARS, 4)
    assert page.locator(CARS).input_value() == "23"
    reader.move(lambda: page.keyboard.press("Control+z"))
    assert page.locator(CARS).input_value() == "25"


def test_a_link_carries_the_whole_page(reader, browser, address):
    page = reader.page
    reader.move(lambda: page.locator(CARS).fill("12.5"))
    reader.move(lambda: page.locator("[data-lever='item-ships'] input").fill("1"))
    page.keyboard.press("p")
    reader.move(lambda: page.locator(CARS).fill("5"))
    link = urlsplit(page.url).fragment
    other = Reader(browser, address, f"#{link}")
    assert other.read() == reader.read()
    assert other.page.locator(CARS).input_value() == "5"
    assert (
        other.page.locator("[data-lever='item-ships'] .value").inner_text()
        == "an icebreaker built together"
    )
    other.page.wait_for_selector("#pinned:not([hidden])")
    kept = "[data-figure='welfare:JPN'] .kept"
    other.page.wait_for_selector(f"{kept}:not([hidden])")
    assert other.read(kept) == reader.read(kept)
    assert not other.wrong
    other.context.close()


def test_two_scenarios_are_compared(reader):
    page = reader.page
    before = reader.read()
    page.get_by_role("button", name="Pin", exact=True).click()
    reader.move(lambda: page.locator(CARS).fill("15"))
    kept = reader.read("[data-figure='welfare:JPN'] .kept")
    assert kept.startswith(f"{before} pinned, +")
    page.locator("#p-economies .mark-rule").locator("path, line").first.wait_for(state="attached")
    reader.move(lambda: page.get_by_role("button", name="Exchange").click())
    assert reader.read() == before
    page.get_by_role("button", name="Let go").click()
    assert page.locator("#pinned").is_hidden()


def test_the_map_chooses_whose_sectors_are_shown(reader):
    page = reader.page
    page.evaluate("document.getElementById('p-map').scrollIntoView()")
    mexico = page.evaluate_handle(
        "[...document.querySelectorAll('#p-map .mark-shape path')]"
        ".find((path) => path.__data__.datum.id === 'MEX')"
    )
    mexico.as_element().dispatch_event("click")
    page.locator("#choose-sectors-economy").and_(
        page.locator(":has(option[value='MEX']:checked)")
    ).wait_for()
    assert "economy=MEX" in page.url


def test_tables_and_pictures_are_exported(reader, tmp_path):
    page = reader.page
    sheet = menu(page, "map", "CSV")
    rows = list(csv.DictReader(sheet.path().read_text().splitlines()))
    codes = [row["Code"] for row in rows]
    japan = rows[codes.index("JPN")]
    assert len(rows) == 81
    assert printed(float(japan["Real income, %"])) == reader.read()
    drawing = menu(page, "economies", "SVG").path().read_text()
    assert drawing.startswith("<svg")
    assert "var(--" not in drawing
    assert "Economies, ranked" in drawing
    picture = menu(page, "map", "PNG").path().read_bytes()
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    assert len(picture) > 20_000
    columns = pyarrow.parquet.read_table(
        io.BytesIO(menu(page, "map", "Parquet").path().read_bytes())
    )
    assert columns.num_rows == 81
    japans = columns["Real income, %"].to_pylist()[codes.index("JPN")]
    assert printed(japans) == reader.read()


def test_the_whole_scenario_is_taken_away(reader):
    page = reader.page
    page.locator("#save summary").click()
    tables = saved(page, lambda: page.get_by_role("button", name="All tables, CSV").click())
    with zipfile.ZipFile(tables.path()) as bundle:
        assert any(name.endswith(".csv") for name in bundle.namelist())
    page.locator("#save summary").click()
    case = saved(page, lambda: page.get_by_role("button", name="A case to run").click())
    with zipfile.ZipFile(case.path()) as bundle:
        assert any(name.endswith("case.yaml") for name in bundle.namelist())


def test_a_figure_says_what_it_rests_on(reader):
    page = reader.page
    page.locator("[data-figure='welfare:JPN']").click()
    drawer = page.get_by_role("dialog")
    drawer.locator(".formula").wait_for()
    assert reader.read() in drawer.inner_text()
    assert "OECD" in drawer.inner_text()
    assert "Labour markets clear" in drawer.inner_text()
    page.keyboard.press("Escape")
    page.locator("[data-lever='item-lng'] .source").click()
    drawer.locator("mark").first.wait_for()
    page.keyboard.press("Escape")
    drawer.wait_for(state="detached")


def test_a_panel_can_be_read_as_a_table(reader):
    page = reader.page
    page.locator("#p-sectors .panel-menu summary").click()
    page.get_by_role("button", name="Show as a table").and_(
        page.locator("#p-sectors button")
    ).click()
    listing = page.locator("#p-sectors .listing")
    assert listing.get_by_role("row").count() == 29
    assert "Motor vehicles and parts" in listing.inner_text()
    page.locator("#p-sectors .panel-menu summary").click()
    page.locator("#p-sectors").get_by_text("Show as a picture").click()
    assert listing.is_hidden()


def test_everything_can_be_done_by_keyboard(reader):
    page = reader.page
    page.locator(".mark").click()  # what has the keyboard's attention lies before the tools
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the table"
    page.keyboard.press("Enter")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "lever-usa-jpn-cars":
            break
    assert page.evaluate("document.activeElement.id") == "lever-usa-jpn-cars"
    before = reader.read()
    reader.move(lambda: page.keyboard.press("PageDown"))
    assert reader.read() != before
    page.keyboard.press("?")
    page.get_by_role("heading", name="Words and keys").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="detached")
    assert page.evaluate("document.activeElement.id") == "lever-usa-jpn-cars"


def test_what_is_said_aloud_is_said_once_at_rest(reader):
    page = reader.page
    page.evaluate(
        "window.heard = 0; new MutationObserver(() => { window.heard += 1; })"
        ".observe(document.getElementById('said'), {childList: true, subtree: true})"
    )
    reader.drag(CARS, 7)
    assert page.evaluate("window.heard") <= 2
    assert "Japan" in page.inner_text("#said")


@pytest.mark.validation
def test_the_heavier_answers_follow_when_the_slider_rests(browser, address):
    reader = Reader(browser, address, heavy="ranges|worth")
    page = reader.page
    band = page.locator("[data-figure='welfare:JPN'] .band", has_text=" to ")
    band.wait_for()
    low, high = band.inner_text().split(" to ")
    assert float(low.replace("−", "-")) < -0.111 < float(high.replace("−", "-"))
    page.locator("#p-ranges").scroll_into_view_if_needed()
    page.locator("#p-ranges .panel-body .mark-symbol path").first.wait_for()
    page.locator(CARS).fill("15")
    assert page.locator("#p-ranges.coming").count() == 1, "what is old says so"
    settled(page)
    page.locator("#p-ranges:not(.coming)").wait_for()
    page.locator("[data-lever='usa-jpn-cars'] .side").first.wait_for()
    gain = page.locator("[data-lever='usa-jpn-cars'] .side", has_text="Japan").inner_text()
    assert "+" in gain, "a lower duty on its cars is worth something to Japan"
    assert not reader.wrong
    reader.context.close()


LIGHT, DARK = "rgb(255, 253, 249)", "rgb(22, 24, 26)"


@pytest.mark.parametrize(
    "look",
    [
        pytest.param({}, id="wide", marks=pytest.mark.validation),
        pytest.param({"viewport": PHONE, "has_touch": True}, id="phone"),
    ],
)
def test_it_is_accessible_light_and_dark(browser, address, look):
    reader = Reader(browser, address, **look)
    page = reader.page
    paper = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(paper) == LIGHT
    assert not faults(page)
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(paper) == DARK, "as the system has it"
    assert not faults(page)
    page.locator("#theme").click()
    assert page.evaluate(paper) == LIGHT, "as the reader chose"
    page.reload()
    settled(page)
    assert page.evaluate(paper) == LIGHT, "which is remembered"
    width, room = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width <= room, "nothing hangs over the edge"
    assert not reader.wrong
    reader.context.close()


def everything_has_come(page):
    """Wait until no panel that can be seen is coming."""
    page.locator("[data-figure='welfare:JPN'] .band", has_text=" to ").wait_for()
    for panel in ("#p-frontier", "#p-signing"):
        page.locator(f"{panel}:not(.coming)").wait_for()
    page.locator("[data-lever='usa-jpn-cars'] .side").first.wait_for()


@pytest.mark.validation
def test_pictures_of_the_page(browser, address, tmp_path):
    """The documentation's pictures; written there where COBDEN_PICTURES names its folder."""
    folder = Path(os.environ.get("COBDEN_PICTURES", tmp_path))
    reader = Reader(browser, address, "#~usa-jpn-cars=15&pin=state%3Djune", heavy="\\w+")
    page = reader.page
    everything_has_come(page)
    page.screenshot(path=folder / "live-light.png")
    page.emulate_media(color_scheme="dark")
    page.screenshot(path=folder / "live-dark.png")
    page.emulate_media(color_scheme="light")
    page.locator("[data-figure='welfare:JPN']").click()
    page.locator(".formula").wait_for()
    page.locator("#basis").screenshot(path=folder / "live-basis.png")
    page.keyboard.press("Escape")
    page.locator("#p-frontier").scroll_into_view_if_needed()
    page.locator("#p-frontier .mark-text text").first.wait_for()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.locator("#p-frontier").screenshot(path=folder / f"live-frontier-{scheme}.png")
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1440, "height": 560})
    page.locator("#product").click()
    page.get_by_label("HS code").fill("870323")
    page.get_by_role("button", name="Show the rate").click()
    page.locator("#basis .basis-value").wait_for()
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        name = "live-product.png" if scheme == "light" else "live-product-dark.png"
        page.locator("#basis").screenshot(path=folder / name)
    reader.context.close()
    look = {"viewport": PHONE, "has_touch": True, "device_scale_factor": 2}
    reader = Reader(browser, address, heavy="ranges", **look)
    reader.page.locator("[data-figure='welfare:JPN'] .band", has_text=" to ").wait_for()
    reader.page.screenshot(path=folder / "live-phone.png")
    reader.context.close()
    for picture in folder.glob("live-*.png"):
        assert 15_000 < picture.stat().st_size < 300_000, picture.name
    assert not reader.wrong


@pytest.mark.validation
def test_a_processor_four_times_slower_shows_the_last_of_a_drag(browser, address):
    reader = Reader(browser, address)
    page = reader.page
    line = reader.context.new_cdp_session(page)
    line.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    reader.drag(CARS, 20)
    assert page.locator(CARS).input_value() == "15"
    shown = reader.read()
    line.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    right = answer_to("japan-us-2025", {"levers": {"usa-jpn-cars": 15}}).headline[0].value
    assert shown == printed(right)
    assert not reader.wrong
    reader.context.close()
