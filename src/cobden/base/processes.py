"""Forks: a copy of a process that has solved would wait for ever for threads that it lacks."""

import os

from cobden.base.errors import InputError

_solving: list[int] = []  # the process whose threads solve, once it has solved


def check_not_forked() -> None:
    """Raise ``InputError`` in a fork of a process that has solved before.

    JAX keeps threads, and a fork has none of them. A fork made before the first solve, and a
    process that was spawned, have their own.
    """
    if not _solving:
        _solving.append(os.getpid())
    elif _solving[0] != os.getpid():
        raise InputError(
            "this process is a fork of one that has solved, and would wait for ever.",
            where="solve",
            remedy='Start processes with multiprocessing.get_context("spawn") (or "forkserver").',
        )
