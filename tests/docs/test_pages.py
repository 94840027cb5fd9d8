"""The examples in the README and the docs run, block by block, one namespace a page."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("**/*.md"))]
COMPILING = (
    "chains.md", "compare.md", "equations.md", "products.md", "quantities.md", "strategy.md",
    "us-eu-case.md", "years.md",
)  # fmt: skip
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(#[^)]*)?\)")


def name(page: Path) -> str:
    return str(page.relative_to(ROOT))


def timed(page: Path):
    """Return the page, with the longer checks if its examples need programs of their own."""
    longer = [pytest.mark.validation] if page.name in COMPILING else []
    return pytest.param(page, marks=longer, id=name(page))


@pytest.mark.parametrize("page", [timed(page) for page in PAGES])
def test_the_examples_of_a_page_run(page, tmp_path, monkeypatch):
    text = page.read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    namespace: dict = {"__name__": page.stem}
    for block in BLOCK.finditer(text):
        first_line = text[: block.start(1)].count("\n")
        program = "\n" * first_line + block[1]  # so that a failure names the page's own line
        exec(compile(program, str(page), "exec"), namespace)


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_the_links_of_a_page_lead_somewhere(page):
    for target, _ in LINK.findall(page.read_text(encoding="utf-8")):
        if not re.match(r"[a-z]+:", target):
            assert (page.parent / target).exists(), f"{name(page)} links to {target}"


def test_every_page_is_on_the_site():
    listed = set((ROOT / "docs" / "index.md").read_text(encoding="utf-8").split())
    folder = ROOT / "docs"
    pages = {page.relative_to(folder).with_suffix("").as_posix() for page in folder.glob("**/*.md")}
    assert pages - listed == {"index"}
