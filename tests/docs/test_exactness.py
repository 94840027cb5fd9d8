"""The page of published numbers shows what Cobden computes today.

Two of its tables are checked here. The whole page is not: objectives are flat at their best, so
tariffs found by search move in the last printed digits from run to run. After a change of the
solver run ``python -m validation.exactness`` and read the difference.
"""

import pytest

from validation import exact_trade, exactness
from validation.published import ABSENT, CALIENDO_PARRO


@pytest.mark.skipif(not CALIENDO_PARRO.exists(), reason=ABSENT.format("Caliendo & Parro (2015)"))
def test_table_2_on_the_page_is_current():
    text = exactness.PAGE.read_text(encoding="utf-8")
    assert exactness.holds(exact_trade.table_2(), text)
    assert not exactness.holds(exact_trade.table_2(), text.replace("1.3121", "1.3141"))


def test_the_nash_tariffs_on_the_page_are_current():
    text = exactness.PAGE.read_text(encoding="utf-8")
    assert exactness.holds(exact_trade.nash_table(), text)
