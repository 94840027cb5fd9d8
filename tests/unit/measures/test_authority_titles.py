"""Every authority that ships has a title, and none of it is a short name."""

import re

import cobden as cb
from cobden.measures.authority_titles import authority_title
from cobden.measures.stacking_rules import us_rules

SHORT = re.compile(r"\bS\d{3}|\w-[A-Z]|\b[A-Z]{3}-|-[A-Z]{2,}|_")


def test_every_authority_that_ships_has_a_title():
    policy = cb.Policy.load()
    names = {m.authority for m in (*policy.measures, *policy.unapplied)}
    names |= {entry.name for entry in us_rules().authorities}
    for name in names:
        assert not SHORT.search(authority_title(name)), name


def test_a_programme_without_a_title_has_that_of_its_family_and_a_users_its_own():
    assert authority_title("S232-timber") == "Section 232, timber"
    assert authority_title("CAN-CVD-lumber") == "Canada’s countervailing duty on lumber"
    assert authority_title("a law of mine") == "a law of mine"


def test_notes_and_words_of_a_law_name_no_id():
    law = cb.Policy.load().on("2025-06-05")
    ids = {t.id for t in law.tariffs} | {u.id for u in law.unapplied}
    told = [*law.notes, *(t.words for t in law.tariffs)]
    assert all(not ids & set(re.findall(r"[\w.]+", text)) for text in told)
    assert not any(SHORT.search(text.replace("in_benchmark", "")) for text in told)
    cars = next(t for t in law.tariffs if t.id == "M409")
    assert cars.words == "Section 232, cars, on Japan, from 3 April 2025"
