"""Names that load their module only when first used, and names that have moved."""

import sys
import warnings
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any


def lazily(package: str, homes: Mapping[str, str]) -> Callable[[str], Any]:
    """Return a package's ``__getattr__``: ``homes`` says in which module each name stands.

    A name whose home ends with it is that module itself.
    """

    def found(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module '{package}' has no attribute '{name}'")
        home = homes[name]
        module = import_module(home)
        value = module if home.rpartition(".")[2] == name else getattr(module, name)
        setattr(sys.modules[package], name, value)
        return value

    return found


def renamed(package: str, names: Mapping[str, str]) -> Callable[[str], Any]:
    """Return a package's ``__getattr__`` for names of before: ``names`` says what took each place.

    It warns, for one release.
    """

    def found(name: str) -> Any:
        if name not in names:
            raise AttributeError(f"module '{package}' has no attribute '{name}'")
        warnings.warn(
            f"{package}.{name} is {names[name]} now; the old name goes with the next release",
            DeprecationWarning,
            stacklevel=2,
        )
        return getattr(sys.modules[package], names[name])

    return found


class Moved(MetaPathFinder, Loader):
    """Finds modules by the names that they had before, and says what took their place."""

    def __init__(self, homes: Mapping[str, str]) -> None:
        self.homes = homes

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return a loader for a name of before."""
        return ModuleSpec(fullname, self) if fullname in self.homes else None

    def create_module(self, spec: ModuleSpec) -> None:
        """Have an empty module made."""

    def exec_module(self, module: ModuleType) -> None:
        """Fill it with what the module of today holds."""
        home = self.homes[module.__name__]
        warnings.warn(
            f"{module.__name__} is {home} now; the old name goes with the next release",
            DeprecationWarning,
            stacklevel=2,
        )
        for name, value in vars(import_module(home)).items():
            if name == "__getattr__" or not name.startswith("__"):
                setattr(module, name, value)
