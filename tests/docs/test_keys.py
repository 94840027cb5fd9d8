"""The page of keys is what the schemas say, and has an example for each key."""

from pathlib import Path

from derived import assert_derived

ROOT = Path(__file__).parents[2]


def test_the_page_of_keys_is_what_the_schemas_say():
    assert_derived("keys")


def test_every_key_has_an_example():
    rows = [
        line
        for line in (ROOT / "docs" / "keys.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("| `")
    ]
    assert len(rows) > 200
    assert [row for row in rows if row.endswith("|  |")] == []


def test_an_example_of_a_choice_is_one_of_its_words():
    choices = 0
    for line in (ROOT / "docs" / "keys.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.split(" | ")]
        words = cells[1].split(" or ") if len(cells) == 4 else []
        if len(words) > 1 and all(word.startswith("`") for word in words):
            choices += 1
            assert cells[3].removesuffix(" |") in words, line
    assert choices > 8
