"""What the live page's pictures show, on the screen, on paper, and as files."""

import itertools
import json
import re
import shutil
import subprocess

import pytest

from benchmarks.browser import PHONE, settled
from live_reader import CARS, Reader, menu, saved

BOXES = """(where) => [...document.querySelectorAll(where)].map((text) => {
  const { left, right, top, bottom } = text.getBoundingClientRect();
  return { text: text.textContent, left, right, top, bottom };
})"""
BARS = ("economies", "sectors", "balances", "flows", "markets", "revenue")
TALKS = {
    "digest": "0", "exact": True, "basis": "", "unit": "billion USD a year",
    "parties": [{"id": "USA", "title": "United States"}, {"id": "JPN", "title": "Japan"}],
    "probability": None, "error": None, "signs": {}, "voices": [], "members": [], "assents": [],
    "answer": None, "crosses": [],
    "days_left": None, "deadline": None,
    "frontier": {"x": [-1.0, 2.0, 4.0], "y": [5.0, 3.0, 1.0]},
    "cloud": {"x": [0.0, 1.0, 2.0, 3.0], "y": [0.5, 1.0, 2.0, 0.2], "zone": [True] * 4},
    "points": [
        {"id": "standing", "title": "As things stand", "kind": "standing", "x": 0, "y": 0},
        {"id": "current", "title": "The package on the table", "kind": "current", "x": 0, "y": 0},
        {"id": "near", "title": "A package close by", "kind": "named", "x": 0.05, "y": 0.05},
        {"id": "outside", "title": "Walking out", "kind": "outside", "x": -90, "y": -40},
    ],
}  # fmt: skip
PRICES = {
    "series": [
        {"id": "still", "question": "q", "title": "What stands at zero", "place": "Japan",
         "unit": "USD per kg", "months": ["2025-01", "2025-04"],
         "starts": ["2025-01-01", "2025-04-01"], "ends": ["2025-04-01", "2025-07-01"],
         "values": [0, 0], "baseline": [0, 0], "marks": []},
        {"id": "moves", "question": "q", "title": "Dysprosium", "place": "Japan",
         "unit": "USD per kg", "months": ["2025-01", "2025-04"],
         "starts": ["2025-01-01", "2025-04-01"], "ends": ["2025-04-01", "2025-07-01"],
         "values": [300, 500], "baseline": [300, 300],
         "marks": [{"id": "2025-04-04", "title": "licences"}]},
    ]
}  # fmt: skip


def meet(one, other):
    return (
        min(one["right"], other["right"]) - max(one["left"], other["left"]) > 1
        and min(one["bottom"], other["bottom"]) - max(one["top"], other["top"]) > 1
    )


@pytest.mark.parametrize("look", [{}, {"viewport": PHONE}], ids=["wide", "phone"])
def test_every_axis_has_a_labelled_zero_and_labels_that_stand_apart(browser, address, look):
    reader = Reader(browser, address, **look)
    page = reader.page
    for panel in BARS:
        page.locator(f"#p-{panel} .panel-body svg").wait_for(state="attached")
        where = f"#p-{panel} .role-axis-label text"
        labels = page.evaluate(BOXES, where)
        marks = [box for box in labels if re.fullmatch(r"[−\d.,]+", box["text"])]
        assert any(float(box["text"].replace("−", "-").replace(",", "")) == 0 for box in marks)
        assert not [pair for pair in itertools.combinations(marks, 2) if meet(*pair)]
        edges = page.locator(f"#p-{panel}").bounding_box()
        assert all(box["right"] <= edges["x"] + edges["width"] + 1 for box in labels)
    reader.context.close()


@pytest.mark.parametrize(
    ("low", "high", "figures"),
    [(-0.02, 0.004, [-0.02, -0.01, 0]), (-0.4, 0.2, [-0.4, -0.2, 0, 0.2]), (0, 800, None)],
)
def test_long_figures_on_an_axis_are_fewer(reader, low, high, figures):
    found = reader.page.evaluate(
        "async ([low, high]) => (await import(new URL('charts.js',"
        " document.querySelector('script[src$=\"main.js\"]').src))).ticks(low, high)",
        [low, high],
    )
    assert 0 in found
    assert figures is None or found == figures
    assert 3 <= len(found) <= 5


def test_months_stand_apart_however_narrow_the_page(browser, address):
    reader = Reader(browser, address, viewport={"width": 320, "height": 844})
    months = sorted(reader.page.evaluate(BOXES, "text.month"), key=lambda box: box["left"])
    assert len(months) >= 2
    for one, after in itertools.pairwise(months):
        assert one["right"] < after["left"], (one["text"], after["text"])
    colours = reader.page.evaluate(
        "() => new Set([...document.querySelectorAll('.mark-shape path')]"
        ".map((path) => path.getAttribute('fill'))).size"
    )
    assert colours >= 5  # steps that fit what is shown, and grey for who is not
    reader.context.close()


def test_a_range_that_goes_on_beyond_the_edge_ends_in_an_arrow(browser, address):
    reader = Reader(browser, address)
    page = reader.page
    codes = page.evaluate("fetch('/api/case').then((reply) => reply.json())")["economies"]
    codes = [economy["code"] for economy in codes]
    wide = [-60.0 if code == "JPN" else -0.2 for code in codes]
    found = {"digest": "0", "economies": codes, "value": [0.0] * len(codes), "low": wide,
             "high": [0.1] * len(codes), "change_low": [], "change_high": [], "variants": {},
             "figures": {"welfare:JPN": [-60.0, 0.1], "welfare:USA": [0.5, 0.6]},
             "failed": 0}  # fmt: skip
    reader.context.close()
    reader = Reader(browser, address, canned={"ranges": found})
    page = reader.page
    page.locator("[data-figure='welfare:JPN'] .band", has_text=" to ").wait_for()
    assert page.locator("#p-economies .mark-symbol path").count() == 1
    assert "the sign is not sure" in page.inner_text("#sentence")
    assert "itself outside" in page.inner_text("[data-figure='welfare:USA'] .band")
    reader.context.close()


def test_names_on_the_frontier_lie_on_nothing_and_one_far_point_flattens_nothing(browser, address):
    reader = Reader(browser, address, canned={"talks": TALKS})
    page = reader.page
    page.locator("#p-frontier").scroll_into_view_if_needed()
    page.locator("#p-frontier .mark-text text").first.wait_for()
    names = page.evaluate(BOXES, "#p-frontier .mark-text:last-of-type text")
    names = [b for b in names if re.search("[a-z]", b["text"]) and "USD" not in b["text"]]
    names = list({box["text"]: box for box in names}.values())
    assert len(names) == 4
    assert not [pair for pair in itertools.combinations(names, 2) if meet(*pair)]
    far = next(box["text"] for box in names if box["text"].startswith("Walking out"))
    assert "−90" in far
    labels = page.locator("#p-frontier .role-axis-label text").all_text_contents()
    values = [float(text.replace("−", "-")) for text in labels]
    assert min(values) > -20, "the axis is that of the packages"
    zone = page.locator("#p-frontier .mark-area path").bounding_box()
    edge = page.locator("#p-frontier .mark-line path").bounding_box()
    assert zone["y"] >= edge["y"] - 1
    reader.context.close()


def test_a_price_is_drawn_over_its_period_and_its_measure_on_its_day(browser, address):
    reader = Reader(browser, address, canned={"chains": PRICES})
    page = reader.page
    page.locator("#p-chains").scroll_into_view_if_needed()
    page.locator("#p-chains .mark-rule line").first.wait_for(state="attached")
    chosen = page.locator("#p-chains select").evaluate("(s) => s.selectedOptions[0].textContent")
    assert chosen == "Dysprosium, Japan", "not the one that stands still"
    assert "4 April 2025, licences" in page.inner_text("#p-chains .note")
    lines = page.evaluate(BOXES, "#p-chains .mark-rule line")
    upright = [line for line in lines if line["bottom"] - line["top"] > 50]
    level = sorted((line for line in lines if line not in upright), key=lambda line: line["left"])
    assert len(upright) == 1
    first = [line for line in level if line["right"] < upright[0]["left"] + 1]
    assert first, "the first quarter ends before the licences"
    reader.context.close()


def test_a_picture_says_what_it_shows(reader):
    page = reader.page
    reader.move(lambda: page.locator(CARS).fill("15"))
    download = menu(page, "flows", "SVG")
    drawing = download.path().read_text()
    texts = " ".join(re.findall(r"<text[^>]*>([^<]*)</text>", drawing))
    for words in ("Japan sells the United States", "Cars and parts", "15%", "billion USD a year",
                  "Cobden,", "OECD"):  # fmt: skip
        assert words in texts, words
    assert re.search(r"flows-japan-us-2025-june-[0-9a-f]{6}\.svg", download.suggested_filename)


def test_a_file_that_takes_long_is_seen_to_be_written(reader):
    page, waiting = reader.page, []
    page.route("**/api/export/csv.zip", lambda route: waiting.append(route))  # noqa: PLW0108 - it is marked
    page.locator("#save summary").click()
    page.get_by_role("button", name="All tables, CSV").click()
    page.wait_for_selector("#save[aria-busy='true']")
    assert page.inner_text("#save .wide") == "Writing…"
    waiting[0].fulfill(body="a file", content_type="application/zip")
    page.wait_for_selector("#save:not([aria-busy])")
    assert page.inner_text("#save .wide") == "Save"
    page.unroute("**/api/export/csv.zip")


@pytest.mark.validation
def test_the_written_page_says_how_far_it_is_and_stops(reader):
    page, files = reader.page, []
    page.on("download", lambda file: files.append(file))  # noqa: PLW0108 - it is marked
    page.locator("#save summary").click()
    page.locator("#write-page").click()
    so_far = page.locator("#written-so-far", has_text=re.compile(r"[1-9]\d* of \d\d+ scenarios"))
    so_far.wait_for()
    done, of = map(int, re.findall(r"\d+", so_far.inner_text()))
    assert 0 < done < of
    bar = page.locator("#writing progress")
    assert bar.evaluate("e => e.max") == of
    page.get_by_role("button", name="Stop", exact=True).click()
    page.locator("#said", has_text="Stopped: no page is saved.").wait_for(state="attached")
    assert page.locator("#writing").is_hidden()
    assert not files
    assert page.evaluate("document.activeElement.closest('#save') !== null")


def test_a_page_that_was_written_is_saved_under_its_name(browser, address):
    reader = Reader(browser, address)
    page = reader.page
    made = {"name": "japan-us-2025-page.html", "page": "<!doctype html>\n\n<p>whole"}
    half = 'event: progress\ndata: {"what": "Scenarios", "done": 3, "of": 9}\n\n'
    page.route("**/api/stream/page", lambda route: route.fulfill(
        body=f"{half}event: done\ndata: {json.dumps(made)}\n\n"))  # fmt: skip
    page.locator("#save summary").click()
    download = saved(page, lambda: page.locator("#write-page").click())
    assert download.suggested_filename == "japan-us-2025-page.html"
    assert download.path().read_text() == "<!doctype html>\n\n<p>whole"
    assert page.locator("#writing").is_hidden()
    page.route("**/api/stream/page", lambda route: route.fulfill(body=half))
    page.locator("#save summary").click()
    page.locator("#write-page").click()
    page.locator("#trouble", has_text="The answer broke off.").wait_for()
    assert page.locator("#writing").is_hidden()
    reader.context.close()


def test_figures_that_are_not_confirmed_are_not_exported(browser, address):
    reader = Reader(browser, address)
    page = reader.page
    page.route("**/api/answer", lambda route: route.abort())
    page.locator(CARS).fill("90")
    page.locator("#answers[data-unconfirmed='again']").wait_for()
    page.locator("#p-map .panel-menu summary").click()
    page.locator("#p-map .panel-menu").get_by_text("CSV", exact=True).click()
    page.locator("#said", has_text="Not worked out yet").wait_for(state="attached")
    reader.context.close()


def test_the_printed_page_is_whole(browser, address, tmp_path):
    reader = Reader(browser, address)
    page = reader.page
    page.locator("#p-revenue .panel-body svg").first.wait_for(state="attached")
    page.emulate_media(media="print")
    for panel in ("map", *BARS):
        box = page.locator(f"#p-{panel} .panel-body svg").first.bounding_box()
        assert box["height"] > 60, panel
    for gone in (".tools", ".skip", ".ends", "#levers", "#p-frontier"):
        assert page.locator(gone).first.is_hidden(), gone
    for paper in ("A4", "Letter"):
        page.pdf(path=tmp_path / "page.pdf", format=paper)
        if shutil.which("pdftotext") is not None:
            sheets = subprocess.run(["pdftotext", tmp_path / "page.pdf", "-"], capture_output=True,
                                    text=True, check=True).stdout.split("\f")[:-1]  # fmt: skip
            assert len(sheets) == 2, paper
            assert all(len(sheet.split()) > 60 for sheet in sheets), (
                "no page holds the credit alone"
            )
    reader.context.close()


def test_the_first_column_of_a_table_can_be_read_on_a_phone(browser, address):
    reader = Reader(browser, address, viewport=PHONE, has_touch=True)
    page = reader.page
    page.locator("#p-map .panel-menu summary").click()
    page.locator("#p-map").get_by_text("Show as a table").click()
    first = page.locator("#p-map .listing tbody th").first.bounding_box()
    assert first["width"] >= 120
    width, room = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width <= room
    reader.context.close()


def test_the_answer_in_a_sentence(reader):
    page = reader.page
    said = page.inner_text("#sentence")
    assert said.startswith("5 June 2025, as it stood: Japan loses 0.11% of real income.")
    assert "sales to the United States fall by" in said
    reader.move(lambda: page.locator(CARS).fill("15"))
    assert "Cars and parts (United States on Japan) 15%" in page.inner_text("#sentence")


@pytest.mark.validation
def test_a_saved_brief_has_its_ranges_and_its_name(reader):
    page = reader.page
    reader.move(lambda: page.locator(CARS).fill("15"))
    page.locator("#save summary").click()
    download = saved(page, lambda: page.get_by_role("button", name="The brief").click())
    assert re.fullmatch(r"japan-us-2025-june-[0-9a-f]{6}-brief\.html", download.suggested_filename)
    text = download.path().read_text()
    assert "usa-jpn-cars" not in text
    assert "Cars and parts (United States on Japan) at 15%" in text
    assert "even the sign is not sure" in text
    settled(page)


@pytest.mark.parametrize("width", [1024, 1280, 1440])
def test_labels_of_tiles_are_read_whole(reader, width):
    page, before = reader.page, reader.page.viewport_size
    page.set_viewport_size({"width": width, "height": 800})
    cut = page.evaluate(
        "[...document.querySelectorAll('.tile .label, .tile .label b')]"
        ".filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.textContent)"
    )
    page.set_viewport_size(before)
    assert not cut


def test_a_worth_stands_in_one_line_with_its_unit(browser, address):
    item = {"id": "usa-jpn-cars", "values": {"USA": 0.0, "JPN": 0.0},
            "point": {"USA": -0.03, "JPN": 0.29}, "levels": {}}  # fmt: skip
    worth = {"digest": "0", "unit": "billion USD a year", "total": {}, "items": [item]}
    reader = Reader(browser, address, canned={"worth": worth})
    side = reader.page.locator("[data-lever='usa-jpn-cars'] .side", has_text="Japan")
    side.wait_for()
    assert side.inner_text().split() == ["Japan", "+0.29", "bn", "USD", "a", "year"]
    tops = side.evaluate("e => [...e.children].map(child => child.getClientRects().length)")
    assert set(tops) == {1}
    reader.context.close()
