"""Files that are written whole or not at all, on whatever disk and however the process ends.

Everything that Cobden writes goes through ``write_together``: content is put beside its place under
another name, flushed to the disk, and then renamed, while Ctrl-C waits. Where any step fails, what
was there before is there again.
"""

import errno
import os
import shutil
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import FrameType
from uuid import uuid4

from cobden.base.errors import InputError, shown

PARTIAL = ".partial"
ELSEWHERE = "Choose another place (a command takes it as --output or --html)."
_HELD_BACK = (signal.SIGINT, signal.SIGTERM)
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def write_text(path: Path, text: str) -> Path:
    """Write a text, its folder too if need be, and return the path.

    Raises ``InputError`` where that is not possible; then nothing has changed.
    """
    write_together({path: text.encode("utf-8", "surrogatepass")})
    return path


def write_together(contents: Mapping[Path, bytes], *, remedy: str = ELSEWHERE) -> None:
    """Write every file of ``contents``, or none of them; folders are made where there are none.

    Once it returns, all is on the disk and survives a power cut. Raises ``InputError`` with the
    file, the reason, and ``remedy`` (or to free space on a full disk).
    """
    beside = {path: _aside(path) for path in contents}
    at = next(iter(contents))
    with uninterrupted(), ExitStack() as undo:
        try:
            for at, content in contents.items():
                at.parent.mkdir(parents=True, exist_ok=True)
                undo.callback(_remove, beside[at])
                _flushed(beside[at], content)
            for at in contents:
                _put_in_place(beside[at], at, undo)
            for folder in {path.parent for path in contents}:
                _flush_folder(folder)
        except (OSError, ValueError) as fault:
            raise _explained(fault, at, remedy) from None
        undo.pop_all()  # the new files stay
        for aside in beside.values():
            _remove(_before(aside))


def copy_new(source: Path, folder: Path) -> Path:
    """Copy every file below ``source`` into ``folder``, which must not exist yet, and return it.

    Raises ``InputError`` where something is there already, or nothing can be written.
    """
    if os.path.lexists(folder):
        raise InputError(
            "something of this name is already there.",
            where=shown(folder),
            remedy="Choose another name, or remove it first.",
        )
    files = [path for path in source.rglob("*") if path.is_file()]
    write_together(
        {folder / path.relative_to(source): path.read_bytes() for path in files},
        remedy="Choose a place where you may write.",
    )
    return folder


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Hold back Ctrl-C (and a plain kill) while what must be whole is made; then let it happen.

    Python tells signals to the main thread alone: on another there is nothing to hold back.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    before = {
        number: signal.signal(number, lambda number, _: came.append(number))
        for number in _HELD_BACK
        if signal.getsignal(number) is not None  # None: not set from Python, nor to be set back
    }
    try:
        yield
    finally:
        for number, handler in reversed(before.items()):  # SIGINT last: from then on it interrupts
            signal.signal(number, handler)
        for number in came:
            signal.raise_signal(number)


@contextmanager
def interrupts_noticed() -> Iterator[Callable[[], None]]:
    """Yield a check that raises ``KeyboardInterrupt`` where one was raised before, and swallowed.

    Extensions in C may drop the exception of a Ctrl-C that comes while they run, and go on with
    what they have half done. What was made under such an interrupt is not to be kept.
    """
    handler = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(handler):
        yield lambda: None
        return
    raised: list[int] = []

    def noticing(number: int, frame: FrameType | None) -> None:
        try:
            handler(number, frame)
        except BaseException:
            raised.append(number)
            raise

    def check() -> None:
        if raised:
            raise KeyboardInterrupt

    signal.signal(signal.SIGINT, noticing)
    try:
        yield check
    finally:
        signal.signal(signal.SIGINT, handler)


def _aside(path: Path) -> Path:
    """Return a name beside ``path`` that nothing else has, short enough wherever ``path`` is."""
    return path.with_name(f"{path.name[:150]}.{uuid4().hex}{PARTIAL}")


def _before(aside: Path) -> Path:
    return aside.with_name(f"before-{aside.name}")


def _flushed(file: Path, content: bytes) -> None:
    with file.open("xb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())


def _put_in_place(new: Path, path: Path, undo: ExitStack) -> None:
    """Rename ``new`` to ``path``; undoing it brings back what was there."""
    path = path.resolve()  # a link stays, what it names is replaced
    if not path.exists():
        undo.callback(_remove, path)
    elif not path.is_file():
        raise OSError(errno.EINVAL, "it is a folder, or no regular file")
    else:
        old = _before(new)
        undo.callback(_restore, old, path)
        shutil.copymode(path, new)
        try:
            os.link(path, old)
        except OSError:  # no hard links on this disk
            os.replace(path, old)
    os.replace(new, path)


def _restore(old: Path, path: Path) -> None:
    with suppress(OSError):  # then the old content stays under its other name
        os.replace(old, path)
        old.unlink(missing_ok=True)  # where both were one file, the rename did nothing


def _flush_folder(folder: Path) -> None:
    """Put a rename on the disk; Windows cannot open folders, and keeps them by itself."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(file: Path) -> None:
    with suppress(OSError, ValueError):  # it may never have been made
        file.unlink()


def _explained(fault: OSError | ValueError, path: Path, remedy: str) -> InputError:
    why = getattr(fault, "strerror", None) or str(fault)
    if getattr(fault, "errno", None) in _FULL:
        return InputError(
            f"the disk is full, or your share of it ({why}).",
            where=shown(path),
            remedy="Free some space and do the same again. Nothing was changed.",
        )
    return InputError(f"the file cannot be written ({why}).", where=shown(path), remedy=remedy)
