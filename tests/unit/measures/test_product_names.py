"""What HS products are called, and which ones some words mean."""

import pytest

from cobden.measures.product_names import (
    find_products,
    product_in_short,
    product_names,
    product_synonyms,
)


@pytest.mark.parametrize(
    ("words", "code"),
    [("rice", "1006"), ("motor cars persons", "8703"), ("Integrated circuits", "8542"),
     ("semiconductor devices", "8541"), ("permanent magnets", "8505"), ("fresh tomatoes", "0702")],
)  # fmt: skip
def test_words_find_the_heading_that_is_called_so(words, code):
    assert code in [found for found, _ in find_products(words, 3)]


@pytest.mark.parametrize(
    ("words", "code"),
    [("passenger cars", "8703"), ("Passenger automobiles", "8703"), ("cars", "8703"),
     ("car parts", "8708"), ("trucks", "8704"), ("smartphones", "8517"), ("mobile phones", "8517"),
     ("laptops", "847130"), ("chips", "8542"), ("beef", "0201"), ("frozen beef", "0202"),
     ("pork", "0203"), ("aluminium foil", "7607"), ("tyres", "4011"), ("LNG", "271111"),
     ("solar panels", "8541"), ("shoes", "6403"), ("medicines", "3004"), ("whisky", "220830"),
     ("soya beans", "1201"), ("petrol", "2710"), ("electric cars", "870380"), ("lumber", "4407")],
)  # fmt: skip
def test_what_people_say_finds_what_the_customs_call_it(words, code):
    assert code in [found for found, _ in find_products(words, 3)]


def test_every_synonym_finds_products_and_says_something_else():
    for said, customs in product_synonyms().items():
        assert find_products(" ".join(customs), 1), said
        assert list(said) != customs


def test_what_is_found_by_its_own_words_is_kept_beside_the_synonyms():
    assert "8709" in [code for code, _ in find_products("works trucks")]
    assert {"8703", "8606"} <= {code for code, _ in find_products("cars", 500)}


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


def test_every_product_has_a_few_words_that_say_what_it_is():
    for code in product_names():
        told = product_in_short(code)
        assert 3 <= len(told) <= 60, code
        assert told != "Other", code
        assert not told.startswith(("Of a ", "With ")), code
    assert product_in_short("382499").startswith("Chemical products")
    assert product_in_short("999999") == ""
