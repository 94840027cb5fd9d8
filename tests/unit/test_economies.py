"""Economies by any usual name, and groups."""

import pytest

from cobden.base.economies import GROUPS, ROW, group, label, names, resolve, resolve_all
from cobden.base.errors import InputError


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("US", "USA"), ("the United States", "USA"), ("u.s.", "USA"), ("usa", "USA"),
        ("Japan", "JPN"), (" jp ", "JPN"), ("South Korea", "KOR"), ("Côte d'Ivoire", "CIV"),
        ("TÜRKİYE", "TUR"), ("Viet Nam", "VNM"), ("Vietnam", "VNM"), ("Taiwan", "TWN"),
        ("Russian Federation", "RUS"), ("The Netherlands", "NLD"), ("Britain", "GBR"),
        ("the rest of the world", ROW), ("row", ROW), ("Burma", "MMR"),
    ],
)  # fmt: skip
def test_usual_names_are_known(name, code):
    assert resolve(name) == code


def test_groups_have_their_members_and_every_member_is_an_economy():
    sizes = {name: len(members) for name, members in GROUPS.items()}
    assert sizes["EU27"] == 27
    assert sizes["ASEAN"] == 10
    assert sizes["G7"] == 7
    for members in GROUPS.values():
        assert set(members) <= set(names().values())
        assert len(set(members)) == len(members)


def test_groups_by_other_names():
    assert group("the European Union") == group("EU") == GROUPS["EU27"]
    assert group("asean") == GROUPS["ASEAN"]
    assert group("Japan") is None


@pytest.mark.parametrize(
    ("name", "known"),
    [("the European Union", "EU27"), ("eu", "EU27"), ("asean", "ASEAN"), ("Japan", "JPN")],
)
def test_an_economy_or_a_group_has_one_label(name, known):
    assert label(name) == known == label(known)


@pytest.mark.parametrize(("name", "meant"), [("EU72", "EU27"), ("Jpaan", "japan"), ("", "name")])
def test_a_label_that_is_neither_suggests_the_nearest(name, meant):
    with pytest.raises(InputError, match=meant):
        label(name)


def test_lists_replace_groups_and_keep_each_once():
    assert resolve_all(["Canada", "USMCA"]) == ["CAN", "MEX", "USA"]
    assert resolve_all("jp") == ["JPN"]


@pytest.mark.parametrize("name", ["Germny", "", None, 7])
def test_what_is_no_economy_is_an_error(name):
    with pytest.raises(InputError) as caught:
        resolve(name)
    assert caught.value.remedy
