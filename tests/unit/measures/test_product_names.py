"""What HS products are called, and which ones some words mean."""

import pytest

from cobden.measures.product_names import find_products, product_names


@pytest.mark.parametrize(
    ("words", "code"),
    [("rice", "1006"), ("motor cars persons", "8703"), ("Integrated circuits", "8542"),
     ("semiconductor devices", "8541"), ("permanent magnets", "8505"), ("fresh tomatoes", "0702")],
)  # fmt: skip
def test_words_find_the_heading_that_is_called_so(words, code):
    assert code in [found for found, _ in find_products(words, 3)]


def test_every_word_has_to_begin_a_word_of_the_name():
    assert find_products("flying carpets") == []
    assert find_products("") == find_products("...") == []
    for _, name in find_products("steel pipe", 50):
        assert "steel" in name.casefold()
        assert "pipe" in name.casefold()
    assert not any(name.casefold().startswith("price") for _, name in find_products("rice"))


def test_names_hold_those_above_them():
    names = product_names()
    assert names["870323"].startswith(names["8703"])
    assert {len(code) for code in names} == {4, 6}
    assert max(names) < "98"
