"""The pages that commands write, in a real browser, on a screen of usual width and on a phone.

``COBDEN_PICTURES=folder`` also writes the documentation's picture of the brief there.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from benchmarks.browser import PHONE
from cobden.cli import main

pytestmark = pytest.mark.validation
SHEET = {"width": 1000, "height": 1180}
CUT_OFF = """[...document.querySelectorAll("svg")].filter(drawing => {
  const [seen, plate] = [drawing, drawing.parentElement].map(e => e.getBoundingClientRect());
  return seen.width > plate.width + 1;
}).length"""


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The addresses of both pages of the main case, written as a user has them written."""
    folder = tmp_path_factory.mktemp("pages")
    report = folder / "report.txt"
    report.write_text("5 June 2025\n\nJapan offered to buy 7 billion dollars of chips.\n" * 3)
    commands = {
        "brief": ["run", "japan-us-2025", "--output", str(folder)],
        "talks": ["talks", "japan-us-2025", "--html", str(folder / "talks.html")],
        "ledger": ["read", str(report), "--html", str(folder / "ledger.html")],
    }
    with pytest.MonkeyPatch.context() as patch:
        for command in commands.values():
            patch.setattr("sys.argv", ["cobden", *command])
            with pytest.raises(SystemExit) as ended:
                main()
            assert ended.value.code in (0, None)
    return {name: (folder / f"{name}.html").as_uri() for name in commands}


@pytest.fixture
def opened(browser, written):
    """Open a page by its name on a screen of some size."""
    context = browser.new_context()
    page = context.new_page()

    def opening(name, size):
        page.set_viewport_size(size)
        page.goto(written[name])
        return page

    yield opening
    context.close()


@pytest.mark.parametrize("size", [SHEET, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("name", ["brief", "talks"])
def test_nothing_hangs_over_the_edge(opened, name, size):
    page = opened(name, size)
    width, room = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width <= room


@pytest.mark.parametrize("size", [SHEET, PHONE], ids=["wide", "phone"])
def test_the_charts_of_the_talks_are_seen_whole(opened, size):
    page = opened("talks", size)
    assert page.locator("svg:visible").count() == 2
    assert page.evaluate(CUT_OFF) == 0


def test_a_phone_gets_charts_of_its_own_and_paper_the_wide_ones(opened):
    page = opened("brief", PHONE)
    narrow, wide = page.locator(".plate.on-phone").count(), page.locator(".plate.on-wide").count()
    assert narrow == wide > 0
    assert page.locator(".plate.on-phone:visible").count() == narrow
    assert page.locator(".plate.on-wide:visible").count() == 0
    assert page.evaluate(CUT_OFF) == 0
    page.emulate_media(media="print")
    assert page.locator(".plate.on-wide:visible").count() == wide
    assert page.locator(".plate.on-phone:visible").count() == 0


@pytest.mark.parametrize("name", ["brief", "talks"])
def test_paper_is_white_where_the_screen_is_dark(opened, name):
    page = opened(name, SHEET)
    ink = "getComputedStyle(document.body).color"
    light = page.evaluate(ink)
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(ink) != light
    page.emulate_media(color_scheme="dark", media="print")
    assert page.evaluate(ink) == light


def test_the_two_sides_of_an_item_stand_beside_their_figures(opened):
    page = opened("talks", PHONE)
    cells = page.locator("tr", has_text="More US LNG").first.locator("td")
    lines = {cell.evaluate("e => e.firstElementChild.getClientRects().length") for cell in
             cells.all()}  # fmt: skip
    assert len(lines) == 1, "as many lines in each"


@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("name", ["brief", "talks", "ledger"])
def test_on_paper_no_heading_is_alone_and_no_page_half_empty(opened, tmp_path, name, paper):
    if shutil.which("pdftotext") is None:
        pytest.skip("there is no pdftotext on this machine (`apt install poppler-utils`)")
    page = opened(name, SHEET)
    headings = page.locator("h2").all_inner_texts()
    page.pdf(path=tmp_path / "printed.pdf", format=paper)
    layout = ["pdftotext", "-bbox-layout", tmp_path / "printed.pdf", "-"]
    drawn = subprocess.run(layout, capture_output=True, text=True, check=True).stdout
    sheets = re.findall(r'<page width="[\d.]+" height="([\d.]+)">(.*?)</page>', drawn, re.DOTALL)
    for place, (height, sheet) in enumerate(sheets, start=1):
        lines = [
            (float(bottom) / float(height), " ".join(re.findall(r"<word[^>]*>([^<]*)", words)))
            for bottom, words in re.findall(
                r'<line xMin="[^"]*" yMin="[^"]*" xMax="[^"]*" yMax="([^"]*)">(.*?)</line>',
                sheet, re.DOTALL,
            )
        ]  # fmt: skip
        said = [words for _, words in lines]
        assert f"{place} of {len(sheets)}" in said
        assert page.title() in said
        lowest, last = max(line for line in lines if line[0] < 0.93)
        assert last not in headings or place == 1, "the contents end the first page"
        assert lowest > 0.6 or place == len(sheets)


def test_pictures_of_the_brief(opened, tmp_path):
    """The documentation's pictures; written there where COBDEN_PICTURES names its folder."""
    folder = Path(os.environ.get("COBDEN_PICTURES", tmp_path))
    page = opened("brief", SHEET)
    page.screenshot(path=folder / "brief.png")
    part = page.locator("section", has=page.get_by_role("heading", name="Winners and losers"))
    first, last = (part.locator(name).bounding_box() for name in ("h2", ".legend"))
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        name = "brief-chart.png" if scheme == "light" else "brief-chart-dark.png"
        height = last["y"] + last["height"] - first["y"]
        box = {"x": 40, "y": first["y"] - 10, "width": 920, "height": height + 20}
        page.screenshot(path=folder / name, full_page=True, clip=box)
    for picture in folder.glob("brief*.png"):
        assert 30_000 < picture.stat().st_size < 200_000, picture.name
