"""Faults of one input, collected and told together."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from cobden.base.errors import InputError

MOST = 20  # faults told at once: beyond, one cause usually stands behind many


@dataclass
class Faults:
    """A list of faults that grows while an input is read, and is raised once at the end."""

    found: list[InputError] = field(default_factory=list)

    @contextmanager
    def noted(self) -> Iterator[None]:
        """Keep a fault of the block instead of raising it."""
        try:
            yield
        except InputError as fault:
            self.found.append(fault)

    def tell(self) -> None:
        """Raise one ``InputError`` for all that was found: itself where it is one, else a list."""
        told = list(dict.fromkeys(str(fault) for fault in self.found))
        if not told:
            return
        if len(told) == 1:
            raise self.found[0]
        listed = "".join(f"\n- {text}" for text in told[:MOST])
        more = f"\n- and {len(told) - MOST} more" if len(told) > MOST else ""
        raise InputError(f"{len(told)} faults:{listed}{more}")


def tell_all(faults: Iterable[InputError]) -> None:
    """Raise one ``InputError`` for all ``faults``, if there are any."""
    Faults(list(faults)).tell()
