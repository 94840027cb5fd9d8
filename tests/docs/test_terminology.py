"""A search for the field's words lands: in the terminology page, and in the module it names."""

import re
from importlib import import_module
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "terminology.md"
ROWS = re.findall(
    r"^\| ([^|]+) \| [^|]+ \| `(cobden[\w.]*)` \|$", PAGE.read_text("utf-8"), re.MULTILINE
)


def test_the_words_that_a_stranger_looks_for_are_there():
    said = ", ".join(words for words, _ in ROWS)
    for word in ("Armington", "gravity", "counterfactual", "MRIO", "trade diversion", "CGE"):
        assert word in said


@pytest.mark.parametrize(("words", "module"), ROWS)
def test_the_module_says_the_words(words, module):
    text = " ".join((import_module(module).__doc__ or "").casefold().split())
    for word in words.split(", "):
        assert word.casefold() in text, f"the docstring of {module} does not say '{word}'"
