"""Files that users write, read so that every fault names its file, line and key.

YAML and CSV both become pydantic models. A fault raises ``InputError`` whose place is
``file:line: key`` and whose remedy names what was expected, or the nearest name that is known.
"""

import csv
import io
import os
import re
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from cobden.base.errors import InputError, nearest, shown
from cobden.base.faults import MOST, Faults
from cobden.base.model_faults import Path_, explained
from cobden.base.printable import unquoted

Model = TypeVar("Model", bound=BaseModel)

LARGEST_YAML = 1_000_000  # bytes: a case is a few pages of text
LARGEST_CSV = 50_000_000
LONGEST_LINE = 1_000_000  # characters
MOST_ROWS = 100_000  # of a table: each becomes a checked value of some 2 kB
DEEPEST = 100  # lists in lists: the reader looks through all that are open at every step
MOST_NODES = 100_000  # after aliases are followed, so that a small file cannot grow without bound

Kind = Literal["nothing", "dangling link", "folder", "file", "special file"]
_UNREADABLE = {
    "nothing": ("there is no such file.", "Check the name, or create it."),
    "dangling link": ("it is a link to a file that is not there.", "Mend or remove the link."),
    "folder": ("is a folder, not a file.", "Name a file."),
    "special file": (
        "it is no regular file, but a pipe or a device.", "Copy its content to a file first."
    ),
}  # fmt: skip


def kind_of(path: Path) -> Kind:
    """Return what lies at ``path``; raise ``InputError`` where that cannot be looked up at all."""
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return "dangling link" if path.is_symlink() else "nothing"
    except (OSError, ValueError) as fault:  # ValueError: a NUL byte
        raise InputError(
            f"there can be no file of this name ({getattr(fault, 'strerror', None) or fault}).",
            where=shown(path),
            remedy="Check the name.",
        ) from None
    if stat.S_ISDIR(found.st_mode):
        return "folder"
    return "file" if stat.S_ISREG(found.st_mode) else "special file"


def is_folder(path: Path) -> bool:
    """Whether ``path`` is a folder; raise ``InputError`` where that cannot be looked up."""
    return kind_of(path) == "folder"


def is_there(path: Path) -> bool:
    """Whether anything lies at ``path``: reading it then says what is wrong with it."""
    return kind_of(path) != "nothing"


def read_bytes(path: Path, *, largest: int) -> bytes:
    """Return the content of ``path``, a regular file of at most ``largest`` bytes.

    Raises ``InputError`` if it is absent, too large, or no regular file: a pipe would be waited for
    and a device read for ever.
    """
    fault, remedy = _UNREADABLE.get(kind_of(path), ("", ""))
    if fault:
        raise InputError(fault, where=shown(path), remedy=remedy)
    try:
        # What stands there now may no longer be what was looked up: opening must not wait.
        with open(path, "rb", opener=_at_once) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                fault, remedy = _UNREADABLE["special file"]
                raise InputError(fault, where=shown(path), remedy=remedy)
            raw = file.read(largest + 1)  # files under /proc say that they are empty
            size = max(len(raw), os.fstat(file.fileno()).st_size)
    except OSError as error:
        raise InputError(
            f"the file cannot be read ({error.strerror}).",
            where=shown(path),
            remedy="Check its permissions.",
        ) from None
    if size > largest:
        raise InputError(
            f"the file has {'over ' if size == largest + 1 else ''}{size / 1e6:,.1f} MB.",
            where=shown(path),
            remedy=f"At most {largest / 1e6:g} MB is read; leave out what is not needed.",
        )
    return raw


def _at_once(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def read_text(path: Path, *, largest: int) -> str:
    """Return the UTF-8 text of ``path``; raise ``InputError`` if it is absent, huge or binary."""
    raw = read_bytes(path, largest=largest)
    if b"\0" in raw:
        raise InputError(
            "the file is binary, not text.", where=shown(path), remedy="Save as UTF-8."
        )
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = raw[: fault.start].count(b"\n") + 1
        raise InputError(
            "the text is not UTF-8.",
            where=f"{shown(path)}:{line}",
            remedy="Save the file as UTF-8.",
        ) from None


def read_yaml(path: Path, model: type[Model]) -> Model:
    """Return the YAML file at ``path`` as a ``model``."""
    text = read_text(path, largest=LARGEST_YAML)
    try:
        _limit_nesting(text)
        tree = YAML(typ="rt").load(text)
        data = _plain(tree, iter(range(MOST_NODES)))
    except MarkedYAMLError as fault:
        mark = fault.problem_mark
        line = f":{mark.line + 1}" if mark else ""
        problem = str(fault.problem or fault.context or "syntax error").split("\n")[0]
        raise InputError(
            f"this is not valid YAML: {problem}.",
            where=f"{path}{line}",
            remedy="Check indentation, colons and quotes, and that no key stands twice.",
        ) from None
    except (YAMLError, ValueError) as fault:
        raise InputError(
            f"this is not valid YAML: {str(fault).splitlines()[0]}.",
            where=str(path),
            remedy="Check indentation, colons, quotes, and that dates are YYYY-MM-DD.",
        ) from None
    except RecursionError:
        raise InputError(
            "the file is nested too deeply or repeats itself too often.",
            where=str(path),
            remedy="Write it flat, without YAML aliases.",
        ) from None
    if not isinstance(data, dict):
        raise InputError(
            "the file holds no keys.",
            where=str(path),
            remedy=f"Expected: {', '.join(list(model.model_fields)[:6])}, ...",
        )
    try:
        return model.model_validate(data)
    except ValidationError as fault:
        raise explained(fault, model, lambda at: f"{path}:{_line(tree, at)}") from None


def place(path: Path, *at: str | int) -> str:
    """Return where a key of a YAML file is, as ``file:line: key``.

    ``at`` leads to it: names of keys, and positions in lists or the ``id`` of an item. Where the
    file has no such key, the line is that of the last one on the way.
    """
    tree = node = YAML(typ="rt").load(read_text(path, largest=LARGEST_YAML))
    steps: list[str | int] = []
    for step in at:
        key = step
        if isinstance(node, CommentedSeq) and isinstance(step, str):
            ids = [item.get("id") for item in node if isinstance(item, CommentedMap)]
            key = ids.index(step) if step in ids else len(node)
        steps.append(key)
        try:
            node = node[key]
        except (KeyError, IndexError, TypeError):
            break
    return f"{path}:{_line(tree, tuple(steps))}: {'.'.join(map(str, at))}"


def read_csv(path: Path, model: type[Model], *, key: str | None = None) -> tuple[Model, ...]:
    """Return the rows of the CSV file at ``path``, each as a ``model``.

    The header must be the model's fields (optional ones may be missing). An empty cell is absent.
    Values of the column ``key``, if given, must be unique. Faulty rows are told together.
    """
    lines = csv_rows(path)
    rows: list[Model] = []
    seen: dict[object, int] = {}
    faults = Faults()
    header = _header(next(lines, ("", []))[1], model, path)
    for where, cells in lines:
        filled = {n: unquoted(cell) for n, cell in zip(header, cells, strict=True) if cell}
        try:
            row = model.model_validate(filled)
        except ValidationError as fault:
            faults.found.append(explained(fault, model, lambda _, place=where: place))
            if len(faults.found) == MOST:
                break
            continue
        if key is not None and (first := seen.setdefault(getattr(row, key), len(rows))) != len(
            rows
        ):
            raise InputError(
                f"{key} '{getattr(row, key)}' is given twice (first in row {first + 1}).",
                where=where,
                remedy=f"Each {key} may stand once: rename or remove one.",
            )
        rows.append(row)
    faults.tell()
    return tuple(rows)


def csv_rows(path: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield the place (``file:line``) and the cells of each line of a table, the header first.

    A table is a CSV file, or the first sheet of an Excel workbook.

    Cells are stripped and empty lines left out. Raises ``InputError`` where the file is not valid
    CSV, or a line has more or fewer cells than the header.
    """
    if path.suffix.lower() == ".xlsx":
        from cobden.base.sheets import sheet_text

        text = sheet_text(read_bytes(path, largest=LARGEST_CSV), shown(path))
    else:
        text = read_text(path, largest=LARGEST_CSV)
    reader = csv.reader(_lines(text, path), strict=True)
    width: int | None = None
    rows = 0
    try:
        for line in reader:
            cells = [cell.strip() for cell in line]
            if width is not None and not any(cells):
                continue
            where = f"{shown(path)}:{reader.line_num}"
            if width is not None and len(cells) != width:
                raise InputError(
                    f"the row has {len(cells)} cells, the header {width}.",
                    where=where,
                    remedy="Complete the row (the file may be truncated), or quote commas in text.",
                )
            if width is None:
                refuse_twice(cells, where)
            width = len(cells)
            rows += 1
            if rows > MOST_ROWS + 1:
                raise InputError(
                    f"the table has more than {MOST_ROWS:,} rows.",
                    where=where,
                    remedy="Merge rows that say the same, or leave out what is not needed.",
                )
            yield where, cells
    except csv.Error as fault:
        raise InputError(
            f"this is not valid CSV: {fault}.",
            where=f"{path}:{reader.line_num}",
            remedy="Close every quotation mark; the file may be truncated.",
        ) from None


def refuse_twice(header: Iterable[str], where: str) -> None:
    """Raise ``InputError`` where a column stands twice: one would be read and the other lost."""
    seen: set[str] = set()
    for name in header:
        if name and name in seen:
            raise InputError(
                f"the column '{shown(name)}' stands twice.", where=where, remedy="Keep one of them."
            )
        seen.add(name)


def _lines(text: str, path: Path) -> Iterator[str]:
    """Yield the lines of a table, none so long that its cells alone fill the memory."""
    for number, line in enumerate(io.StringIO(text, newline=""), start=1):
        if len(line) > LONGEST_LINE:
            raise InputError(
                f"the line has {len(line):,} characters.",
                where=f"{shown(path)}:{number}",
                remedy="Give a table of rows and cells; no line may be longer than "
                f"{LONGEST_LINE:,}.",
            )
        yield line


def _header(header: list[str], model: type[BaseModel], path: Path) -> list[str]:
    fields = model.model_fields
    for name in header:
        if name not in fields:
            raise InputError(
                f"unknown column '{name}'.", where=f"{path}:1", remedy=nearest(name, fields)
            )
    missing = [name for name, field in fields.items() if field.is_required() and name not in header]
    if missing:
        raise InputError(
            f"column '{missing[0]}' is missing.",
            where=f"{path}:1",
            remedy=f"Expected the columns {', '.join(fields)}.",
        )
    return header


def _limit_nesting(text: str) -> None:
    """Raise ``RecursionError`` for more brackets open at once than any file of a user's has."""
    depth = 0
    for bracket in re.findall(r"[\[\]{}]", text):
        depth = depth + 1 if bracket in "[{" else max(depth - 1, 0)
        if depth > DEEPEST:
            raise RecursionError


def _plain(node: Any, budget: Iterator[int]) -> Any:
    """Return a YAML tree as plain dicts, lists and scalars, drawing on a budget of nodes."""
    if next(budget, None) is None:
        raise RecursionError
    if isinstance(node, CommentedMap):
        return {str(name): _plain(value, budget) for name, value in node.items()}
    if isinstance(node, CommentedSeq):
        return [_plain(value, budget) for value in node]
    return node


def _line(tree: Any, at: Path_) -> int:
    """Return the 1-based line of the deepest node of ``at`` that the tree has."""
    line = 0
    for step in at:
        try:
            if isinstance(tree, CommentedMap):
                line = tree.lc.key(step)[0]
            elif isinstance(tree, CommentedSeq):
                line = tree.lc.item(step)[0]
            tree = tree[step]
        except (KeyError, IndexError, TypeError, AttributeError):
            break
    return line + 1
