"""Worlds built from a user's download, kept so that a case can name them."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from cobden.base.cache import cache_folder
from cobden.base.errors import InputError, unknown
from cobden.base.writing import write_together
from cobden.world.calibrate import InputOutputTable
from cobden.world.record import Adjustment

if TYPE_CHECKING:
    from collections.abc import Iterator

_ARRAYS = ("intermediate", "final", "use", "tariff")


def place(name: str) -> Path:
    """Return the file of the world called ``name``."""
    return cache_folder("worlds") / f"{name}.npz"


def names() -> list[str]:
    """Return the names of the worlds that were built here."""
    return sorted(path.stem for path in cache_folder("worlds").glob("*.npz"))


def keep(table: InputOutputTable, name: str) -> Path:
    """Keep ``table`` as the world called ``name``; raise ``InputError`` for a name that can't be.

    A world of that name is replaced.
    """
    import io

    if not name.replace("-", "").replace("_", "").isalnum():
        raise InputError(
            f"'{name}' is no name of a world.", where="--name", remedy="Use letters, digits and -."
        )
    about = {
        "economies": table.economies, "sectors": table.sectors, "year": table.year,
        "source": table.source, "services": table.services,
        "record": [asdict(line) for line in table.record],
    }  # fmt: skip
    out = io.BytesIO()
    arrays = {kind: getattr(table, kind) for kind in _ARRAYS}
    np.savez_compressed(out, about=np.array(json.dumps(about)), **arrays)
    path = place(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_together({path: out.getvalue()}, remedy="Set XDG_CACHE_HOME to where you may write.")
    return path


def table(name: str) -> InputOutputTable:
    """Return the table of a world that was built; raise ``InputError`` naming those there are."""
    path = place(name)
    if not path.exists():
        known = names()
        if known:
            raise unknown("world", name, known, where="world: table")
        raise InputError(
            f"no world '{name}' was built on this machine.",
            where="world: table",
            remedy="Build it from the download: cobden world build 2017_SML.csv",
        )
    try:
        with np.load(path) as stored:
            about = json.loads(str(stored["about"]))
            arrays = {kind: stored[kind] for kind in _ARRAYS}
    except (OSError, ValueError, KeyError) as fault:
        raise InputError(
            f"the file of the world is damaged: {fault}.",
            where=str(path),
            remedy="Build it again: cobden world build.",
        ) from None
    return InputOutputTable(
        economies=tuple(about["economies"]),
        sectors=tuple(about["sectors"]),
        **arrays,
        year=about["year"],
        source=about["source"],
        services=tuple(about["services"]),
        record=tuple(Adjustment(**line) for line in about["record"]),
    )


def listed() -> "Iterator[tuple[str, InputOutputTable]]":
    """Yield the worlds that were built, by name."""
    for name in names():
        yield name, table(name)
