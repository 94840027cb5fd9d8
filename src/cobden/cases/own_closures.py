"""Closures of a user's own, which a case names by where they stand."""

import traceback
from importlib import import_module
from pathlib import Path
from types import ModuleType

from cobden.base.closures import CLOSURES, Closure, closure_of
from cobden.base.errors import InputError, nearest
from cobden.base.files import LARGEST_YAML, read_text


def read_closure(given: str, folder: Path, *, where: str) -> Closure:
    """Return the closure that a file in ``folder`` names.

    Either a shipped one's name, or where one of the user's own stands: ``FILE.py:NAME``, a Python
    file whose path begins at the folder, or ``MODULE:NAME``, a module that Python finds. What is
    named so is run. Raises ``InputError``, at ``where``, for what is not there or no closure.
    """
    home, colon, name = given.rpartition(":")
    if not colon:
        return closure_of(given, where=where)
    module = _run(folder / home, where) if home.endswith(".py") else _imported(home, where)
    found = getattr(module, name, None)
    if not isinstance(found, Closure):
        own = [key for key, value in vars(module).items() if isinstance(value, Closure)]
        raise InputError(
            f"'{home}' has no closure '{name}'.",
            where=where,
            remedy=nearest(name, own) if own else f"Write there: {name} = Closure(...).",
        )
    if found not in CLOSURES and found.name in {closure.name for closure in CLOSURES}:
        raise InputError(
            f"the closure '{given}' has the name of a shipped one, '{found.name}'.",
            where=where,
            remedy="Give it a name of its own.",
        )
    return found


def _run(path: Path, where: str) -> ModuleType:
    """Return what a Python file holds once it has run, known to nobody else by its name."""
    try:
        text = read_text(path, largest=LARGEST_YAML)
    except InputError as fault:
        raise InputError(f"{fault.where}: {fault.what}", where=where, remedy=fault.remedy) from None
    module = ModuleType(path.stem)
    module.__file__ = str(path)
    try:
        exec(compile(text, str(path), "exec"), vars(module))
    except Exception as fault:
        raise _not_run(path, fault, where) from fault
    return module


def _imported(name: str, where: str) -> ModuleType:
    try:
        return import_module(name)
    except Exception as fault:  # whatever the module raises, or its name
        raise InputError(
            f"the module '{name}' cannot be imported ({type(fault).__name__}: {fault}).",
            where=where,
            remedy="Install it beside Cobden, or name a file: FILE.py:NAME.",
        ) from fault


def _not_run(path: Path, fault: Exception, where: str) -> InputError:
    lines = [frame.lineno for frame in traceback.extract_tb(fault.__traceback__)
             if frame.filename == str(path)]  # fmt: skip
    line = getattr(fault, "lineno", None) or (lines[-1] if lines else 1)
    return InputError(
        f"{path}:{line} cannot be run ({type(fault).__name__}: {fault}).",
        where=where,
        remedy="Mend the file: python runs it as it is.",
    )
