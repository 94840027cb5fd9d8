"""A run that nothing has changed since is not computed again.

For each folder that ``cobden run`` writes to, what it printed is recorded in the user's cache, with
a digest of all that this rests on: the case's files and what they name, Cobden's own code and data,
the libraries that compute, the options, and how wide and colourful the terminal is. Where the
digest is the same and every file is still as it was written, what was printed is printed again.
Nothing is recalled from a folder that may have come from somebody else.
"""

import json
import platform
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from cobden.base.cache import cache_folder
from cobden.base.writing import write_text

if TYPE_CHECKING:
    from rich.console import Console

PACKAGE = Path(__file__).parents[1]
LIBRARIES = ("jax", "jaxlib", "numpy", "scipy", "pandas", "pyarrow", "altair", "vl-convert-python")
NAMED = re.compile(r"[^\s'\"\[\]{},;:#]*[\w)][^\s'\"\[\]{},;:#]*")


@dataclass(frozen=True)
class Question:
    """What was asked, as a digest, and the folder that the answer goes to."""

    digest: str
    folder: Path

    @classmethod
    def of(cls, case: Path, folder: Path, console: "Console", options: tuple[object, ...]):
        """Return the question that a command asks of the case in the folder ``case``."""
        whole = sha256()
        screen = (console.width, console.color_system, console.encoding, console.legacy_windows)
        versions = [metadata.version(name) for name in ("cobden", *LIBRARIES)]
        whole.update(repr((screen, options, versions, platform.python_version())).encode())
        inside = (path for path in PACKAGE.rglob("*") if "__pycache__" not in path.parts)
        for path in sorted({*inside, *_rests_on(case)}):
            if path.is_file():
                whole.update(f"\n{path}\n{_digest(path)}".encode())
        return cls(whole.hexdigest(), folder)

    @property
    def place(self) -> Path:
        """Where the answer is recorded."""
        folder = str(self.folder.resolve()).encode("utf-8", "surrogatepass")
        return cache_folder("answers") / f"{sha256(folder).hexdigest()[:32]}.json"

    def recall(self) -> str | None:
        """Return what was printed, if nothing has changed since; None if it must be computed."""
        try:
            found = json.loads(self.place.read_text(encoding="utf-8"))
            if found["digest"] != self.digest:
                return None
            if any(_digest(self.folder / name) != was for name, was in found["files"].items()):
                return None
            return str(found["printed"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError):  # none, or not ours
            return None

    def record(self, printed: str, written: Iterable[Path]) -> None:
        """Keep what was printed, and the state of the files ``written`` into the folder."""
        files = {path.relative_to(self.folder).as_posix(): _digest(path) for path in written}
        told = {"digest": self.digest, "files": files, "printed": printed}
        write_text(self.place, json.dumps(told) + "\n")


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def _rests_on(place: Path, seen: set[Path] | None = None) -> Iterator[Path]:
    """Yield the files of a case's or a chain's folder, and those that its settings name."""
    seen = set() if seen is None else seen
    for path in sorted(place.iterdir()) if place.is_dir() else [place]:
        if not path.is_file() or path.resolve() in seen:
            continue
        seen.add(path.resolve())
        yield path
        if path.suffix != ".yaml":
            continue
        for name in set(NAMED.findall(path.read_text(encoding="utf-8", errors="replace"))):
            for named in (Path(name).expanduser(), path.parent / name):
                if named.suffix == ".csv" or (named / "chain.yaml").is_file():
                    yield from _rests_on(named, seen)
