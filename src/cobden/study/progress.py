"""How far long work has got, told to whoever waits for it."""

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Is told what is being done, how many of it are done, and of how many (0: nobody knows)."""


def quiet(what: str, done: int, of: int) -> None:
    """Tell nobody."""
