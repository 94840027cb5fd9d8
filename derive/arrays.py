"""What the scripts that derive arrays end with: write the tables, or compare with those kept."""

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

Table = Mapping[str, np.ndarray]


def write_or_check(
    build: Callable[[], Mapping[str, Table]], folder: Path, about: str | None
) -> int:
    """Write every table that ``build`` returns to ``folder``, or with ``--check`` compare.

    Return the status to exit with: 1 where a table that is kept differs.
    """
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    check = parser.parse_args().check
    differ = []
    for name, fresh in build().items():
        if not check:
            with (folder / name).open("wb") as out:
                np.savez_compressed(out, **fresh)  # pyright: ignore[reportArgumentType]: numpy's stub
            continue
        with np.load(folder / name) as kept:
            if set(kept) != set(fresh) or any(
                not np.array_equal(kept[key], fresh[key]) for key in fresh
            ):
                differ.append(name)
    if differ:
        print(f"differs from the sources: {', '.join(differ)}")
    return int(bool(differ))
