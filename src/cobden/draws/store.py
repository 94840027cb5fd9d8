"""Results on disk: chunks of draws that are there in full or not at all, and prove it.

A store is a folder with ``ensemble.json``, which says what is being run, and one Parquet file per
chunk of draws. Files are written whole (``cobden.base.writing``), so a process can be killed at
any moment: what is there is complete, what is not is computed again, and the end is the same to the
last bit. The name of a chunk holds a checksum of its content, its place and the ensemble that it
belongs to; ``ensemble.json`` holds its own. What does not have its checksum is not used, and is
made again.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from filelock import FileLock, Timeout

from cobden.base.errors import InputError, shown
from cobden.base.files import is_folder, read_text
from cobden.base.writing import PARTIAL, write_together
from cobden.draws.design import Design
from cobden.draws.experiment import Experiment, Outcomes
from cobden.draws.factors import describe, restore

_MANIFEST = "ensemble.json"
_LOCK = "writer.lock"
_LARGEST = 100_000_000  # bytes of a manifest: a line for each factor
_CHUNK = re.compile(r"draws-(\d{10})-([0-9a-f]{32})\.parquet")
_STATUS = "status"
_CELLS = 4_000_000
_SOFTWARE = ("cobden", "jax", "jaxlib", "numpy", "scipy")
_AGAIN = "Do the same again: it goes on from what is there. Or name another folder."


@dataclass(frozen=True)
class Store:
    """A folder of results, with the design and the outcomes that it was made for.

    ``ensemble`` is a digest of all that is the same for every chunk: what is run, on which
    software, over which factors, from which seed.
    """

    path: Path
    design: Design
    outcomes: tuple[str, ...]
    chunk: int
    ensemble: str

    @classmethod
    @contextmanager
    def writing(
        cls, path: Path, experiment: Experiment, design: Design, chunk: int
    ) -> "Iterator[Store]":
        """Start a store in the folder ``path``, or continue the one that is there; alone in it.

        A store may be continued with more draws; anything else that differs (experiment, factors,
        seed, versions of the software) raises ``InputError`` naming it, as does another process
        that writes to it.
        """
        manifest = {
            "experiment": experiment.identity,
            "outcomes": list(experiment.outcomes),
            "factors": [describe(factor) for factor in design.factors],
            "seed": design.seed,
            "paired": design.paired,
            "draws": design.draws,
            "chunk": chunk,
            "software": _versions(),
        }
        store = cls(path, design, experiment.outcomes, chunk, _digest_of(manifest))
        with _alone(path):
            try:
                _check_same(_manifest(path), manifest, path)
            except FileNotFoundError:
                store._check_unclaimed()
            except _Broken:
                store._check_unclaimed()
                if not is_folder(path / _MANIFEST):
                    (path / _MANIFEST).unlink()  # a pipe, say, would not be written over
            text = json.dumps(manifest | {"checksum": _checksum(manifest)}, indent=1)
            write_together({path / _MANIFEST: text.encode()}, remedy=_AGAIN)
            yield store

    @classmethod
    def open(cls, path: Path) -> "Store":
        """Open the store in the folder ``path``, finished or not."""
        try:
            manifest = _manifest(path)
        except FileNotFoundError:
            raise InputError(
                f"'{shown(path)}' holds no ensemble.",
                where="store",
                remedy=f"Name the folder that contains {_MANIFEST}.",
            ) from None
        except _Broken as fault:
            raise InputError(
                f"it is broken: {fault}.",
                where=shown(path / _MANIFEST),
                remedy="Run the ensemble again in this folder: what is whole there is kept.",
            ) from None
        factors = tuple(restore(factor) for factor in manifest["factors"])
        design = Design(factors, manifest["draws"], manifest["seed"], manifest["paired"])
        outcomes = tuple(manifest["outcomes"])
        return cls(path, design, outcomes, manifest["chunk"], _digest_of(manifest))

    def chunks(self) -> list[tuple[int, int]]:
        """Return the first draw and the end (exclusive) of every chunk of the design."""
        return [
            (start, min(start + self.chunk, self.design.draws))
            for start in range(0, self.design.draws, self.chunk)
        ]

    def mend(self) -> list[tuple[int, int]]:
        """Remove what is not whole, and return the chunks that are still to be computed.

        A chunk whose draws are not those of the design is no more kept than one whose bytes are not
        those that were written. Only who is alone in the store may do this.
        """
        held = self._held()
        sound = {start: file for start, file in held.items() if self._has_its_draws(start, file)}
        kept = set(sound.values())
        for file in (*self.path.glob("draws-*.parquet"), *self.path.glob(f"*{PARTIAL}")):
            if file not in kept and not file.is_dir():
                file.unlink(missing_ok=True)
        return [(start, stop) for start, stop in self.chunks() if start not in sound]

    def write(self, draws: pd.DataFrame, answer: Outcomes) -> None:
        """Put one chunk into the store: the whole of it, or nothing."""
        columns: dict[str, pa.Array] = {"draw": pa.array(draws.index.to_numpy())}
        columns |= {_factor(name): pa.array(draws[name]) for name in draws}
        columns[_STATUS] = pa.array(answer.status, pa.string())
        columns |= {
            _outcome(name): pa.array(answer.values[:, j]) for j, name in enumerate(self.outcomes)
        }
        buffer = pa.BufferOutputStream()
        pq.write_table(pa.table(columns), buffer, compression="zstd")
        content, start = buffer.getvalue().to_pybytes(), int(draws.index[0])
        name = f"draws-{start:010d}-{_checksum_of(content, start, self.ensemble)}.parquet"
        write_together({self.path / name: content}, remedy=_AGAIN)

    def factors(self, names: Iterable[str]) -> pd.DataFrame:
        """Return the drawn values of the factors called ``names``, by draw."""
        return self._read({name: _factor(name) for name in names})

    def values(self, names: Iterable[str]) -> pd.DataFrame:
        """Return the outcomes called ``names``, by draw; NaN where a draw did not converge."""
        return self._read({name: _outcome(name) for name in names})

    def each(self, names: Sequence[str]) -> Iterator[tuple[str, pd.Series]]:
        """Yield the outcomes called ``names`` one by one, holding at most ``_CELLS`` values."""
        size = max(1, _CELLS // self.design.draws)
        for start in range(0, len(names), size):
            batch = self.values(names[start : start + size])
            for name in batch:
                yield str(name), pd.Series(batch[name])

    def status(self) -> pd.Series:
        """Return the status of every draw made so far."""
        return pd.Series(self._read({_STATUS: _STATUS})[_STATUS])

    def _read(self, columns: dict[str, str]) -> pd.DataFrame:
        wanted = ["draw", *columns.values()]
        held = self._held()
        # One file after another: a dataset scan buffers all of them at once.
        parts = [
            pq.ParquetFile(held[start]).read(wanted, use_threads=False).to_pandas()
            for start, _ in self.chunks()
            if start in held
        ]
        read = pd.concat(parts) if parts else pd.DataFrame(columns=wanted)
        return read.set_axis(["draw", *columns], axis=1).set_index("draw")

    def _held(self) -> dict[int, Path]:
        """Return the files of the chunks that are whole, by first draw.

        They are as they were written, and have all of their draws: one of a smaller design has not.
        """
        ends, held = dict(self.chunks()), {}
        for file in sorted(self.path.glob("draws-*.parquet")):
            named = _CHUNK.fullmatch(file.name)
            if named and (start := int(named[1])) in ends and file.is_file():
                about = file.stat()
                rows = _rows(file, self.ensemble, about.st_size, about.st_mtime_ns)
                if rows >= ends[start] - start:
                    held[start] = file
        return held

    def _has_its_draws(self, start: int, file: Path) -> bool:
        names = [factor.name for factor in self.design.factors]
        columns = ["draw", *map(_factor, names)]
        kept = pq.ParquetFile(file).read(columns, use_threads=False).to_pandas()
        kept = kept.set_axis(["draw", *names], axis=1).set_index("draw")
        return kept.equals(self.design.rows(start, start + self.chunk)[: len(kept)])

    def _check_unclaimed(self) -> None:
        """Raise where the folder, whose manifest is no good, holds chunks of something else."""
        if not self._held() and any(self.path.glob("draws-*.parquet")):
            raise InputError(
                f"the folder holds draws, but none of this ensemble, and its {_MANIFEST} is "
                "missing or broken.",
                where=shown(self.path),
                remedy="Name another folder, or remove this one.",
            )


class _Broken(Exception):
    """A manifest is not what was written."""


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Hold the folder ``path``, made if need be, against every other writer."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path / _LOCK, timeout=0)
        lock.acquire()
    except Timeout:
        raise InputError(
            "another process is writing to this store.",
            where=shown(path),
            remedy="Wait until it has ended, or name another folder.",
        ) from None
    except (OSError, ValueError) as fault:
        raise InputError(
            f"no store can be kept there ({getattr(fault, 'strerror', None) or fault}).",
            where=shown(path),
            remedy="Name a folder that you may write to.",
        ) from None
    try:
        yield
    finally:
        lock.release()


def _manifest(path: Path) -> dict[str, Any]:
    """Return the manifest of the store in ``path``; raise where there is none, or it is broken."""
    if not is_folder(path) or not (path / _MANIFEST).exists():
        raise FileNotFoundError
    try:
        manifest = json.loads(read_text(path / _MANIFEST, largest=_LARGEST))
        checksum = manifest.pop("checksum")
    except (InputError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise _Broken("it is no longer what was written") from None
    if checksum != _checksum(manifest):
        raise _Broken("it does not have its checksum")
    return manifest


def _checksum(manifest: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(manifest, sort_keys=True).encode()).hexdigest()


def _digest_of(manifest: Mapping[str, object]) -> str:
    """Return a digest of what all chunks of a store share, however many there are to be."""
    return _checksum({key: value for key, value in manifest.items() if key != "draws"})


def _checksum_of(content: bytes, start: int, ensemble: str) -> str:
    return hashlib.sha256(f"{ensemble} {start} ".encode() + content).hexdigest()[:32]


@lru_cache(maxsize=1 << 16)
def _rows(file: Path, ensemble: str, size: int, changed: int) -> int:
    """Return the number of draws in a chunk's file, 0 where it is not what was written.

    ``size`` and ``changed`` (when) tell versions of the file apart: each is read once.
    """
    start, checksum = file.name[6:16], file.name[17:49]
    try:
        content = file.read_bytes()
    except OSError:
        return 0  # what a disk cannot read is made again
    if _checksum_of(content, int(start), ensemble) != checksum:
        return 0
    return pq.read_metadata(pa.BufferReader(content)).num_rows


def _factor(name: str) -> str:
    return f"factor: {name}"


def _outcome(name: str) -> str:
    return f"outcome: {name}"


def _versions() -> dict[str, str]:
    """Versions of what decides the last bit of a result."""
    found = {}
    for package in _SOFTWARE:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def _check_same(stored: dict, wanted: dict, path: Path) -> None:
    for key, value in wanted.items():
        if key == "draws":
            if stored[key] > value:
                raise InputError(
                    f"this store was started for {stored[key]:,} draws, not {value:,}.",
                    where=str(path),
                    remedy="Ask for at least as many, or name another folder.",
                )
        elif stored.get(key) != value:
            raise InputError(
                f"this store was started with another {key}: {stored.get(key)}, not {value}.",
                where=str(path),
                remedy="Continue it as it was started, or name another folder.",
            )
