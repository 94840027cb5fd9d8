"""``cobden serve``: a page on which a tariff is moved and the world answers."""

from importlib.util import find_spec
from typing import Annotated

import typer

from cobden.base.errors import InputError
from cobden.cli.options import Case

HERE = ("127.0.0.1", "localhost", "::1")


def serve(
    case: Case = "japan-us-2025",
    port: Annotated[int, typer.Option(help="0 takes any that is free.", min=0, max=65535)] = 8000,
    host: Annotated[
        str, typer.Option(help="Address to listen at; another than this machine's needs --token.")
    ] = "127.0.0.1",
    token: Annotated[
        str | None,
        typer.Option(help="What a reader must know to get in (at least 16 characters)."),
    ] = None,
    open_page: Annotated[bool, typer.Option("--open", help="Open the page in a browser.")] = False,
) -> None:
    """Serve the live page of a case on this machine."""
    _check_address(host, token)
    if not (find_spec("fastapi") and find_spec("uvicorn")):
        raise InputError(
            "the live page needs two more packages.",
            where="cobden serve",
            remedy="Install them with: pip install 'cobden[web]'",
        )

    from rich.console import Console

    waiting = Console(stderr=True)
    with waiting.status("Waking up"):
        from cobden.live.server import listen, ready

        socket = listen(host, port)
        server = ready(case, socket, host=host, token=token)
    place = server.address
    typer.echo(f"Cobden is at {place}  (Ctrl-C stops it)")
    if open_page:
        typer.launch(place)
    server.run()


def _check_address(host: str, token: str | None) -> None:
    if host not in HERE and token is None:
        raise InputError(
            f"'{host}' can be reached from other machines.",
            where="--host",
            remedy="Add --token with a secret of at least 16 characters; only who has the link "
            "then gets in.",
        )
    if token is not None and not (len(token) >= 16 and token.isascii() and token.isalnum()):
        raise InputError(
            "the token is too weak.",
            where="--token",
            remedy="Give at least 16 letters and digits, such as the output of: "
            "python -c 'import secrets; print(secrets.token_hex(16))'",
        )
