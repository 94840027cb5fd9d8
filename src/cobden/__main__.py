"""``python -m cobden``: the command line."""

from cobden.cli import console

console()
