"""Results on disk: chunks of draws that are there in full or not at all.

A store is a folder with ``ensemble.json``, which says what is being run, and one Parquet file per
chunk of draws. Each file is written under another name, flushed to the disk and then renamed, so a
process can be killed at any moment: what is there is complete, what is not is computed again, and
the end is the same to the last bit.
"""

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from uuid import uuid4

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from cobden.base.errors import InputError
from cobden.draws.design import Design
from cobden.draws.experiment import Experiment, Outcomes
from cobden.draws.factors import describe, restore

_MANIFEST = "ensemble.json"
_PARTIAL = ".partial"
_STATUS = "status"
_CELLS = 4_000_000
_SOFTWARE = ("cobden", "jax", "jaxlib", "numpy", "scipy")


@dataclass(frozen=True)
class Store:
    """A folder of results, with the design and the outcomes that it was made for."""

    path: Path
    design: Design
    outcomes: tuple[str, ...]
    chunk: int

    @classmethod
    def create(cls, path: Path, experiment: Experiment, design: Design, chunk: int) -> "Store":
        """Start a store in the folder ``path``, or continue the one that is there.

        A store may be continued with more draws; anything else that differs (experiment, factors,
        seed, versions of the software) raises ``InputError`` naming it.
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
        path.mkdir(parents=True, exist_ok=True)
        if (path / _MANIFEST).exists():
            _check_same(json.loads((path / _MANIFEST).read_text("utf-8")), manifest, path)
        _write_whole(path / _MANIFEST, json.dumps(manifest, indent=1).encode())
        return cls(path, design, experiment.outcomes, chunk)

    @classmethod
    def open(cls, path: Path) -> "Store":
        """Open the store in the folder ``path``, finished or not."""
        if not (path / _MANIFEST).exists():
            raise InputError(
                f"'{path}' holds no ensemble.",
                where="store",
                remedy=f"Name the folder that contains {_MANIFEST}.",
            )
        manifest = json.loads((path / _MANIFEST).read_text("utf-8"))
        factors = tuple(restore(factor) for factor in manifest["factors"])
        design = Design(factors, manifest["draws"], manifest["seed"], manifest["paired"])
        return cls(path, design, tuple(manifest["outcomes"]), manifest["chunk"])

    def chunks(self) -> list[tuple[int, int]]:
        """Return the first draw and the end (exclusive) of every chunk of the design."""
        return [
            (start, min(start + self.chunk, self.design.draws))
            for start in range(0, self.design.draws, self.chunk)
        ]

    def missing(self) -> list[tuple[int, int]]:
        """Return the chunks that are still to be computed."""
        return [(start, stop) for start, stop in self.chunks() if not self._holds(start, stop)]

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
        _write_whole(self._file(int(draws.index[0])), buffer.getvalue())

    def clear_partial(self) -> None:
        """Remove what killed writers left behind."""
        for leftover in self.path.glob(f"*{_PARTIAL}"):
            leftover.unlink(missing_ok=True)

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
        # One file after another: a dataset scan buffers all of them at once.
        parts = [
            pq.ParquetFile(self._file(start)).read(wanted, use_threads=False).to_pandas()
            for start, stop in self.chunks()
            if self._holds(start, stop)
        ]
        read = pd.concat(parts) if parts else pd.DataFrame(columns=wanted)
        return read.set_axis(["draw", *columns], axis=1).set_index("draw")

    def _file(self, start: int) -> Path:
        return self.path / f"draws-{start:010d}.parquet"

    def _holds(self, start: int, stop: int) -> bool:
        """Whether the chunk is there; one of a smaller design is not all of it."""
        file = self._file(start)
        return file.exists() and pq.read_metadata(file).num_rows >= stop - start


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


def _write_whole(target: Path, content: bytes | pa.Buffer) -> None:
    """Write ``content`` so that ``target`` holds all of it or is not changed at all."""
    partial = target.with_name(f"{target.name}.{uuid4().hex}{_PARTIAL}")
    with partial.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(target)
