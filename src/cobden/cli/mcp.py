"""``cobden mcp``: the questions for programs that speak the Model Context Protocol."""

from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from cobden.base.errors import InputError


def mcp(
    folder: Annotated[
        Path, typer.Option(help="The folder of your own cases and reports: nothing else is read.")
    ] = Path("cases"),
) -> None:
    """Answer on standard input and output: rate, solve, compare, talks, read, cases."""
    if not find_spec("mcp"):
        raise InputError(
            "the protocol needs one more package.",
            where="cobden mcp",
            remedy="Install it with: pip install 'cobden[mcp]'",
        )
    from cobden.protocol.tool_server import server

    server(folder).run()
