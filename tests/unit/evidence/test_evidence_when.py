"""Dates in words, resolved against the day of publication."""

from datetime import date

import pytest

from cobden.evidence.fiscal_years import fiscal_years
from cobden.evidence.mentions import economies_in
from cobden.evidence.when import dates

FRIDAY = date(2025, 6, 6)


@pytest.mark.parametrize(
    ("said", "iso", "limit"),
    [
        ("They left on Thursday (June 5).", "2025-06-05", ""),
        ("They left on Thursday.", "2025-06-05", ""),
        ("They will meet on Monday.", "2025-06-09", ""),
        ("Last weekend they flew.", "2025-05-31/2025-06-01", ""),
        ("It was reported last week.", "2025-05-26/2025-06-01", ""),
        ("in Canada in mid-June", "2025-06-11/2025-06-20", ""),
        ("from June 15 to 17", "2025-06-15/2025-06-17", "from"),
        ("before the end of July", "2025-07-31", "before"),
        ("In April it announced", "2025-04-01/2025-04-30", ""),
        ("by 9 July 2025", "2025-07-09", "by"),
        ("on November 30", "2025-11-30", ""),
        ("the second quarter of 2025", "2025-04-01/2025-06-30", ""),
        ("Last month, when they spoke", "2025-05-01/2025-05-31", ""),
    ],
)
def test_a_date_resolves_against_the_day_of_publication(said, iso, limit):
    found = dates(said, 0, len(said), FRIDAY)
    assert [(w.iso, w.limit) for w in found] == [(iso, limit)]


def test_without_a_day_of_publication_relative_dates_stay_unresolved():
    said = "They left on Thursday, and return on June 9."
    assert [w.iso for w in dates(said, 0, len(said), None)] == ["", ""]


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("on Friday (June 5)", "5 June 2025 is a Thursday, not a Friday"),
        ("by June 31", "there is no such day as 'June 31'"),
    ],
)
def test_a_date_that_cannot_be_says_why(said, problem):
    assert dates(said, 0, len(said), FRIDAY)[0].problem == problem


@pytest.mark.parametrize("said", ["They may agree.", "They march on.", "sat on the board"])
def test_words_that_are_also_names_of_days_and_months_are_not_dates(said):
    assert dates(said, 0, len(said), FRIDAY) == []


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("The United States will raise it in fiscal year 2026.", "2025-10-01/2026-09-30"),
        ("Japan's fiscal 2026 budget.", "2026-04-01/2027-03-31"),
        ("Japan will buy American rice by the end of fiscal 2027.", "2028-03-31"),
        ("India will raise it from FY2025-26.", "2025-04-01/2026-03-31"),
        ("It takes effect in fiscal 2026.", None),  # whose it is, nobody says
        ("The United Kingdom will raise it in fiscal 2026.", None),  # named in two ways there
    ],
)
def test_a_fiscal_year_is_that_of_whoever_is_named(text, days):
    economies = economies_in(text, 0, len(text))
    found = [when.iso for when in fiscal_years(text, 0, len(text), economies)]
    assert found == ([days] if days else [])


@pytest.mark.parametrize(
    ("text", "published", "days"),
    [
        ("This weekend the minister said it.", date(2025, 8, 18), "2025-08-16/2025-08-17"),
        ("The minister will say it this weekend.", date(2025, 8, 18), "2025-08-23/2025-08-24"),
        ("This weekend the minister said it.", date(2025, 8, 24), "2025-08-23/2025-08-24"),
        ("They rose last quarter.", date(2025, 2, 3), "2024-10-01/2024-12-31"),
        ("It applies from next year.", date(2025, 2, 3), "2026-01-01/2026-12-31"),
    ],
)
def test_relative_days_are_those_that_the_verb_means(text, published, days):
    (when,) = dates(text, 0, len(text), published)
    assert when.iso == days
