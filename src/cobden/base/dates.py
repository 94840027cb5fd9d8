"""Dates as users write them."""

from datetime import date, datetime

from cobden.base.errors import InputError


def parse_date(value: str | date, *, where: str = "date") -> date:
    """Return ``value`` (YYYY-MM-DD) as a date, or raise ``InputError`` naming ``where``."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise InputError(
            f"'{value}' is not a date.", where=where, remedy="Write it as YYYY-MM-DD."
        ) from None


def day_in_words(day: date) -> str:
    """Return a day as readers write it: ``5 June 2025``."""
    return f"{day.day} {day:%B %Y}"
