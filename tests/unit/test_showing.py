"""What values say of themselves: ten lines in a terminal, a table in a notebook."""

from dataclasses import dataclass
from html.parser import HTMLParser

import numpy as np
import pytest

import cobden as cb
from cobden.base.showing import LINES, WIDTH, Displayed, Summary


@dataclass(frozen=True, repr=False)
class Plain(Displayed):
    array: np.ndarray
    names: tuple[str, ...]
    by_name: dict[str, float]


class Balance(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.text = [], []

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


@pytest.fixture(scope="module")
def values():
    world, policy = cb.World.load(), cb.Policy.load()
    law = policy.on("2025-06-05")
    return {"world": world, "policy": policy, "law": law, "enacted": law.enacted(world)}


def test_a_value_fits_ten_lines_of_a_terminal(values):
    for value in values.values():
        lines = repr(value).splitlines()
        assert len(lines) <= LINES
        assert all(len(line) <= WIDTH for line in lines), value


def test_a_summary_names_what_matters(values):
    assert "81 economies and 28 sectors, 2022" in repr(values["world"])
    assert "516 measures" not in repr(cb.Policy([]))
    assert "0 measures" in repr(cb.Policy([]))
    counted = len(values["law"].tariffs)
    assert counted > 80, "China, Canada and 2018's answers of Russia, India and Turkey among them"
    assert f"{counted} tariffs" in repr(values["law"])


def test_a_notebook_shows_the_same_figures(values):
    for name in ("world", "policy", "law"):
        parser = Balance()
        parser.feed(values[name]._repr_html_())
        assert not parser.open
        shown = "".join(parser.text)
        for word in repr(values[name]).split():
            assert word in shown, word
    assert values["enacted"]._repr_html_() is None


def test_a_notebook_gets_no_markup_from_the_data():
    html = Summary("<script>", (("<b>", "&"),), ("<i>", "x"), (("<u>", "1"),)).html
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert "<i>" not in html
    assert "<u>" not in html


def test_fields_are_listed_by_type_and_shape():
    small = Plain(np.zeros(3), ("a", "b"), {})
    assert repr(small) == "Plain(array=array([0., 0., 0.]), names=('a', 'b'), by_name={})"
    large = Plain(np.zeros((28, 81, 81)), tuple("abcdefghijklmnop"), dict.fromkeys("xyz", 1.0))
    assert "<float64 [28, 81, 81]>" in repr(large)
    assert "<16 items>" in repr(large)
    assert "<3 by name: x, y, z>" in repr(large)


@pytest.mark.validation
def test_what_is_computed_shows_itself_in_ten_lines():
    world, law = cb.World.load(), cb.Policy.load().on("2025-06-05")
    slopes = cb.gradient(world, law, of=cb.Objective.welfare("USA"))
    study = cb.run("japan-us-2025", variants=False)
    for value, word in (
        (slopes, "welfare of USA"), (slopes.result, "MEX"), (study, "threat-all"),
        (study.talks, "july_deal"),
    ):  # fmt: skip
        lines = repr(value).splitlines()
        assert len(lines) <= LINES
        assert all(len(line) <= WIDTH for line in lines), value
        assert word in repr(value)
        assert word in value._repr_html_()
    assert "measures of the law not applied" in " ".join(repr(slopes.result).split())
    assert "SERV" not in repr(slopes), "services bear no tariff"


def test_a_long_fact_is_told_whole():
    said = Summary("A title", (("note", "word " * 40),)).text
    assert said.count("word") == 40
    assert all(len(line) <= WIDTH for line in said.splitlines())


def test_words_are_flush_left_and_figures_right():
    rows = (("USA", "S232", "28", "2018-03-23"), ("CHN", "answers", "+1.5", "see below"))
    shown = Summary("Law", (), ("by", "authority", "tariffs", "first"), rows)
    assert shown.text.splitlines()[1:] == [
        "  by   authority  tariffs       first",
        "  USA  S232            28  2018-03-23",
        "  CHN  answers       +1.5   see below",
    ]
    assert 'text-align:left">S232<' in shown.html
    assert 'text-align:right;white-space:nowrap">+1.5<' in shown.html
