"""What the scripts that write pages end with: write them, or compare with those kept."""

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path


def write_or_check(
    build: Callable[[], Mapping[Path, str]],
    about: str | None,
    beside: Callable[[], Mapping[Path, str]] | None = None,
) -> int:
    """Write every text that ``build`` returns, or with ``--check`` compare it with what is kept.

    ``beside`` are pictures, which are written and not compared. Return the status to exit with: 1
    where a text differs, which is named.
    """
    parser = argparse.ArgumentParser(
        description=about, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    check = parser.parse_args().check
    fresh = dict(build())
    if check:
        differ = [
            path.name
            for path, text in fresh.items()
            if not path.exists() or path.read_text(encoding="utf-8") != text
        ]
        print(f"differs: {', '.join(differ)}" if differ else "up to date")
        return int(bool(differ))
    for path, text in (fresh | dict(beside() if beside else {})).items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return 0


def filled(template: str, parts: Mapping[str, str]) -> str:
    """Return a template with each line ``{{NAME}}`` replaced by the part of that name."""
    for name, text in parts.items():
        template = template.replace(f"{{{{{name}}}}}\n", text)
    return template
