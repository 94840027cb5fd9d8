"""The tariff schedules that ship with Cobden, by importer."""

from cobden.measures import hts, importers
from cobden.measures.schedule import Schedule


def shipped(importer: str) -> Schedule | None:
    """Return the schedule that ships for ``importer`` (an alpha-3 code), or None."""
    return hts.shipped() if importer == hts.US else importers.shipped(importer)
