"""Files that a case may have beside its ``case.yaml``, each read by the room that it is for."""

from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from cobden.base.errors import InputError
from cobden.base.files import read_yaml

Model = TypeVar("Model", bound=BaseModel)


def read_beside(folder: Path, name: str, model: type[Model], *, absent: str, page: str) -> Model:
    """Return the file ``name`` of a case's folder as a ``model``.

    Where there is none, the ``InputError`` says what is ``absent`` and which ``page`` of the docs
    shows how to write it.
    """
    path = folder / name
    if not path.exists():
        raise InputError(
            absent, where=str(path), remedy=f"Write {name} beside case.yaml: {page} shows how."
        )
    return read_yaml(path, model)
