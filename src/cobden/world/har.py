"""Header-array files (HAR), in which GEMPACK keeps arrays, as GTAP's data base is given out.

A file is a row of Fortran records, each between two copies of its length. A record of four letters
names a header; the next says its type and size, and for real arrays with sets one more names the
sets, then come the elements of each set and the figures in blocks. Read here: characters (1CFULL)
and reals (2RFULL, REFULL, RESPSE). The only Python reader is under the GPL, so this is our own.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from cobden.base.errors import InputError, unknown

if TYPE_CHECKING:
    from numpy.typing import NDArray

NAME = 12  # letters of a set's name and of its elements


@dataclass(frozen=True, eq=False)
class HarArray:
    """An array of a file: its figures, and the elements of the sets that its axes run over."""

    values: "NDArray[np.float64]"
    elements: tuple[tuple[str, ...], ...]


class HarFile:
    """A header-array file; ``read`` returns one of its arrays.

    Raises ``InputError`` for what is no such file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.headers: dict[str, list[bytes]] = {}
        try:
            raw = path.read_bytes()
        except OSError as fault:
            raise InputError(f"cannot be read: {fault.strerror}.", where=str(path)) from None
        records: list[bytes] | None = None
        for record in self._records(raw):
            if len(record) == 4 and record.strip():
                records = self.headers.setdefault(record.decode("latin1").strip().upper(), [])
            elif records is not None:
                records.append(record)
        if not self.headers:
            raise self._fault("it has no headers")

    def read(self, name: str) -> HarArray:
        """Return the real array ``name``; raise ``InputError`` where there is none."""
        if name not in self.headers:
            raise unknown("header", name, self.headers, where=str(self.path))
        records = self.headers[name]
        try:
            kind = records[0][4:10].decode("latin1")
            axes = struct.unpack_from("<i", records[0], 80)[0]
            shape = struct.unpack_from(f"<{axes}i", records[0], 84)
            if kind == "2RFULL":
                flat = b"".join(record[32:] for record in records[1:])
                return HarArray(self._shaped(np.frombuffer(flat, "<f4"), shape), ())
            if kind in ("REFULL", "RESPSE"):
                return self._with_sets(records[1:], shape, sparse=kind == "RESPSE")
        except (struct.error, IndexError, ValueError) as fault:
            raise self._fault(f"header '{name}' is damaged ({fault})") from None
        raise self._fault(f"header '{name}' is of the type {kind}, not of reals")

    def _with_sets(self, records: list[bytes], shape: tuple, *, sparse: bool) -> HarArray:
        used = struct.unpack_from("<i", records[0], 12)[0]
        sets = [records[0][32 + NAME * d : 32 + NAME * (d + 1)].strip() for d in range(used)]
        flags = records[0][32 + NAME * used :][:used]
        known = [name for name, flag in zip(sets, flags, strict=True) if flag == ord("k")]
        elements: dict[bytes, tuple[str, ...]] = {}
        for at, name in enumerate(dict.fromkeys(known)):
            record = records[1 + at]
            count = struct.unpack_from("<i", record, 12)[0]
            text = record[16 : 16 + NAME * count].decode("latin1")
            elements[name] = tuple(text[NAME * e : NAME * (e + 1)].strip() for e in range(count))
        figures = records[1 + len(elements) :]
        size = shape[:used] if used else (1,)
        if sparse:
            values = np.zeros(int(np.prod(size)))
            for record in figures[1:]:
                points = (len(record) - 16) // 8
                where = np.frombuffer(record, "<i4", points, 16) - 1
                values[where] = np.frombuffer(record, "<f4", points, 16 + 4 * points)
        else:
            values = np.concatenate([np.frombuffer(r, "<f4", offset=8) for r in figures[2::2]])
        return HarArray(self._shaped(values, size), tuple(elements.get(name, ()) for name in sets))

    def _shaped(self, values: "NDArray", shape: tuple) -> "NDArray[np.float64]":
        count = int(np.prod(shape))
        return values[:count].astype(np.float64).reshape(shape, order="F")

    def _records(self, raw: bytes) -> Iterator[bytes]:
        at = 0
        while at + 4 <= len(raw):
            size = struct.unpack_from("<i", raw, at)[0]
            end = at + 4 + size
            if size < 0 or end + 4 > len(raw) or struct.unpack_from("<i", raw, end)[0] != size:
                raise self._fault("it is cut off, or no header-array file")
            yield raw[at + 4 : end]
            at = end + 4

    def _fault(self, what: str) -> InputError:
        return InputError(
            f"{what}.",
            where=str(self.path),
            remedy="Give the basedata.har of a GTAP data base, as it was made.",
        )
