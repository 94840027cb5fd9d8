"""``cobden serve``: a page on which a tariff is moved and the world answers."""

from importlib.util import find_spec
from pathlib import Path
from secrets import token_hex
from tempfile import mkdtemp
from typing import Annotated

import typer

from cobden.base.errors import InputError
from cobden.cli.options import Case
from cobden.cli.screen import say, terminal

PUBLIC_LIMIT = 30.0  # answers a second of one reader: as many as a drag asks
HERE = ("127.0.0.1", "localhost", "::1")


Port = Annotated[int, typer.Option(help="0 takes any that is free.", min=0, max=65535)]
Host = Annotated[str, typer.Option(help="Address to listen at.")]
Token = Annotated[
    str | None,
    typer.Option(
        help="What a reader must know to get in (at least 16 letters and digits).",
        envvar="COBDEN_TOKEN",
        show_default="a new one each time",
    ),
]
WithoutToken = Annotated[
    bool, typer.Option("--no-token", help="Let in every user and program of this machine.")
]
Public = Annotated[
    bool,
    typer.Option("--public", help="Let in everybody who reaches the server, without a token."),
]
HostNames = Annotated[
    list[str] | None,
    typer.Option(help="A host that readers know the server by. Once for each."),
]
BasePath = Annotated[str, typer.Option(help="The path that the page stands under, such as /trade.")]
FramingSites = Annotated[
    list[str] | None, typer.Option(help="A site whose pages may frame this one. Once for each.")
]
Proxies = Annotated[
    list[str] | None,
    typer.Option(help="Address of a proxy whose X-Forwarded-For is believed. Once for each."),
]
AnswersPerReader = Annotated[
    float | None,
    typer.Option(
        help="Answers a second that one reader may ask, on average; 0 for any.",
        min=0,
        show_default="30 with --public, any without",
    ),
]
Workers = Annotated[
    int, typer.Option(help="Processes that serve the page together.", min=1, max=64)
]
InBrowser = Annotated[bool, typer.Option("--open", help="Open the page in a browser.")]


def serve(
    case: Case = "japan-us-2025",
    port: Port = 8000,
    host: Host = "127.0.0.1",
    token: Token = None,
    no_token: WithoutToken = False,
    public: Public = False,
    name: HostNames = None,
    base_path: BasePath = "",
    embed_in: FramingSites = None,
    proxy: Proxies = None,
    per_reader: AnswersPerReader = None,
    workers: Workers = 1,
    open_page: InBrowser = False,
) -> None:
    """Serve the live page of a case, on this machine or before readers."""
    asked = _token(host, token, no_token=no_token, public=public)
    _check_installed()
    waiting = terminal(stderr=True)
    with waiting.status("Waking up"):
        from cobden.live.hosting import Hosting, ServedAs
        from cobden.live.server import address, listen, ready
        from cobden.live.server_processes import serve_together

        limit = PUBLIC_LIMIT if per_reader is None and public else per_reader
        names, sites, proxies = (tuple(some or ()) for some in (name, embed_in, proxy))
        hosting = Hosting(names, base_path, sites, proxies, limit or None, workers)
        place = ServedAs(case, host, asked, hosting)
        socket = listen(host, port)
        server = ready(place, socket) if workers == 1 else None
    link = address(place, socket)

    def told() -> None:
        say(f"Cobden is at {link}  (Ctrl-C stops it)")
        if open_page:
            _open(link)

    if server is None:
        serve_together(place, socket, told)
    else:
        server.run(told)


def _check_installed() -> None:
    """Raise ``InputError`` without the packages that serve a page."""
    if not (find_spec("fastapi") and find_spec("uvicorn")):
        raise InputError(
            "the live page needs two more packages.",
            where="cobden serve",
            remedy="Install them with: pip install 'cobden[web]'",
        )


def _token(host: str, token: str | None, *, no_token: bool, public: bool = False) -> str | None:
    """Return what readers must know to get in: every user of a machine reaches its loopback."""
    if public and (token is not None or no_token):
        raise InputError(
            "it lets everybody in, and a token does not.", where="--public", remedy="Drop one."
        )
    if public:
        return None
    if no_token and token is not None:
        raise InputError("it cannot stand beside a token.", where="--no-token", remedy="Drop one.")
    if no_token and host not in HERE:
        raise InputError(
            f"'{host}' can be reached from other machines.",
            where="--no-token",
            remedy="Drop it: only who has the link then gets in.",
        )
    if no_token:
        return None
    if token is None:
        return token_hex(16)
    if not (len(token) >= 16 and token.isascii() and token.isalnum()):
        raise InputError(
            "the token is too weak.",
            where="--token",
            remedy="Give at least 16 letters and digits, or leave it out for a new one.",
        )
    return token


def _open(place: str) -> None:
    """Open the page in a browser; the link goes by a file, as others see a command's arguments."""
    folder = Path(mkdtemp(prefix="cobden-"))  # for this user alone
    page = folder / "open.html"
    page.write_text(f'<meta http-equiv="refresh" content="0; url={place}">', encoding="utf-8")
    typer.launch(page.as_uri())
