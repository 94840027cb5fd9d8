"""Compare the pinned packages with known advisories, without a network.

``advisories.csv`` is kept by hand, each row with the number under which it was published: it is not
complete, and what was published after ``AS_OF`` is not in it; the last line says so. A pinned
version that one of them names is an error. Run ``python -m validation.audit``; where a network may
be used, ``pip-audit -r requirements.lock`` asks for the newest.
"""

import csv
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

AS_OF = "2025-12"
ROOT = Path(__file__).parent.parent
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-build.lock")
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)


@dataclass(frozen=True)
class Advisory:
    """A fault of some versions of a package."""

    package: str
    affected: str
    advisory: str
    fault: str


def advisories() -> tuple[Advisory, ...]:
    """Return what is known."""
    with (Path(__file__).parent / "advisories.csv").open(encoding="utf-8", newline="") as file:
        return tuple(Advisory(**row) for row in csv.DictReader(file))


def pins(lock: str) -> list[tuple[str, str]]:
    """Return the packages that the text of a lock names, with their versions."""
    return [(canonicalize_name(name), version) for name, version in _PIN.findall(lock)]


def found(lock: str) -> list[str]:
    """Return a line for every pinned version that an advisory names."""
    return [
        f"{name} {version}: {known.fault} ({known.advisory}; {known.affected} are affected)."
        for name, version in pins(lock)
        for known in advisories()
        if known.package == name
        and SpecifierSet(known.affected).contains(version, prereleases=True)
    ]


def main() -> int:
    """Print what is wrong, and what this cannot know; return the exit status."""
    wrong = 0
    for name in LOCKS:
        lock = (ROOT / name).read_text(encoding="utf-8")
        lines = found(lock)
        print(f"{name}: {len(pins(lock))} packages, {len(lines)} with a known fault")
        for line in lines:
            print(f"  {line}")
        wrong += len(lines)
    print(f"{len(advisories())} advisories, kept by hand until {AS_OF}; others are not known here.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
