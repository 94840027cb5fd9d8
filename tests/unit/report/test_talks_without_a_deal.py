"""Where no package suits every side, the page, the charts and the record say so and are whole."""

from datetime import date

import pytest

from cobden.base.errors import Infeasible
from cobden.report import talks_page, talks_tables, talks_words
from cobden.talks.effects import evaluate
from cobden.talks.table import Table
from cobden.talks.talks import Talks
from talks_example import OUTSIDE, assumed, example, model


@pytest.fixture(scope="module")
def talks():
    data = example()
    data["parties"]["away"]["outside"]["adds"] = {"pledge": assumed(900, "billion USD")}
    data["clock"] = []
    found = Talks(evaluate(Table.model_validate(data), model, OUTSIDE, "a test"), date(2025, 6, 5))
    with pytest.raises(Infeasible):
        found.solve("nash")
    return found


def test_the_record_has_no_package_that_bargaining_chooses(talks):
    record = talks_words.as_record(talks, "deal")
    assert record["nash"] is None
    assert record["packages"]["deal"]["payoff"]


def test_the_page_is_whole(talks):
    text = talks_page.page(talks, "a test", "deal", tuple(talks_tables.answered(talks, ())))
    assert "no package leaves every party" in text
    assert "there is nothing to sign" in text
    assert "The clock" not in text  # nothing was, and nothing is to come
    assert text.rstrip().endswith("</html>")
