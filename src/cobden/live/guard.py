"""What stands before the API: who may ask, how much, how fast, and what a page may do.

- The name that a request calls the server by must be its own, so that a foreign page cannot reach
  it under another name (DNS rebinding); a request that a browser sends from another origin is
  refused.
- Every request carries the token that the server was started with (unless it was started with
  none): once in the link, then as a cookie that scripts cannot read, and that comes with another
  site's request only where that opens the page.
- A body is read whole before anything is done with it: at most so many bytes, in so many seconds,
  nested so deep.
"""

import asyncio
import hmac
import json
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

from cobden.live.reader_limits import ReaderLimits

LARGEST_BODY = 64_000
LARGEST_SHEET = 2_000_000  # a table sent back to be written as a file
BODY_SECONDS = 10.0
DEEPEST = 12
COOKIE = "cobden-token"

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

# Of what these say nothing can be learnt that matters, and who asks calls a server by any name.
OPEN = ("/health",)

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors {frames}"
)


def headers_for(frames: Sequence[str] = ()) -> tuple[tuple[bytes, bytes], ...]:
    """Return what every answer says of what it may do, and which sites may frame the page."""
    policy = POLICY.format(frames=" ".join(frames) or "'none'")
    return (
        (b"content-security-policy", policy.encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"no-referrer"),
        (b"cross-origin-opener-policy", b"same-origin"),
        (b"cross-origin-resource-policy", b"same-origin"),
        (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
    )


@dataclass(frozen=True)
class Refusal(Exception):
    """Why a request goes no further."""

    status: int
    what: str
    where: str = ""
    remedy: str = ""
    headers: tuple[tuple[bytes, bytes], ...] = ()


@dataclass(frozen=True, eq=False)
class Guard:
    """The API behind its guard.

    ``hosts`` are the names (host:port, or host) that the server goes by; ``token`` is asked for
    where it is not None, and kept as ``cookie``: browsers send one server's cookies to every other
    on the same machine, so each has a name of its own. ``base`` is the path that the page stands
    under, if a proxy leaves it in the address; ``limits`` says how often one reader may ask.
    """

    app: App
    hosts: frozenset[str]
    token: str | None = None
    cookie: str = COOKIE
    body_seconds: float = BODY_SECONDS
    base: str = ""
    limits: ReaderLimits | None = None
    headers: tuple[tuple[bytes, bytes], ...] = field(default_factory=headers_for)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer why not."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        scope = self._within(scope)
        if scope["path"] in OPEN and scope["method"] == "GET":
            await self.app(scope, receive, send)
            return
        given = {name.lower(): value for name, value in scope["headers"]}

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *self.headers]
            await send(message)

        try:
            self._check_names(scope, given)
            if self._admits(scope, given):
                kept = f"{self.cookie}={self.token}"
                await _redirected(guarded, f"{kept}; HttpOnly; SameSite=Lax; Path={self.base}/")
                return
            self._check_reserve(scope)
            body = await self._body(scope, given, receive)
        except Refusal as refusal:
            await _refused(guarded, refusal)
            return
        await self.app(scope, _replayed(body, receive), guarded)

    def _within(self, scope: Scope) -> Scope:
        """Return a request as if the page stood at the root of its host."""
        path = scope["path"]
        if not (self.base and path.startswith(f"{self.base}/")):
            return scope
        return {**scope, "path": path.removeprefix(self.base)}

    def _check_reserve(self, scope: Scope) -> None:
        """Raise where a reader asks more often than one may."""
        client = scope.get("client")
        if self.limits is None or client is None:
            return
        seconds = self.limits.wait(client[0], scope["path"])
        if seconds:
            raise Refusal(
                429, "you ask more often than one reader may.", "", "Wait a moment.",
                ((b"retry-after", str(seconds).encode()),),
            )  # fmt: skip

    def _check_names(self, scope: Scope, given: dict[bytes, bytes]) -> None:
        host = given.get(b"host", b"").decode("latin-1").lower()
        if host not in self.hosts:
            raise Refusal(
                421,
                "this server does not go by that name.",
                "the header Host",
                "Open the address that 'cobden serve' printed.",
            )
        origin = given.get(b"origin")
        if origin is not None and origin.decode("latin-1").lower() not in {
            f"{scheme}://{host}" for scheme in ("http", "https")
        }:
            raise Refusal(403, "the request comes from another site.", "the header Origin")
        opened = (scope["method"], scope["path"]) == ("GET", "/") and (
            given.get(b"sec-fetch-mode") == b"navigate"  # a link to the page, wherever it stood
        )
        if not opened and given.get(b"sec-fetch-site", b"none") not in (b"none", b"same-origin"):
            raise Refusal(403, "the request comes from another site.", "the header Sec-Fetch-Site")

    def _admits(self, scope: Scope, given: dict[bytes, bytes]) -> bool:
        """Return whether the token came in the link, to be kept; raise without a good one."""
        if self.token is None:
            return False
        named = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("token", [""])[0]
        if scope["path"] == "/" and scope["method"] == "GET" and self._same(named):
            return True
        bearer = given.get(b"authorization", b"").decode("latin-1").removeprefix("Bearer ")
        if self._same(bearer) or self._same(self._cookie(given)):
            return False
        raise Refusal(
            401,
            "this server asks for its token.",
            "",
            "Open the link with ?token= that 'cobden serve' printed.",
            ((b"www-authenticate", b"Bearer"),),
        )

    def _same(self, given: str) -> bool:
        return hmac.compare_digest(given.encode(), (self.token or "").encode())

    def _cookie(self, given: dict[bytes, bytes]) -> str:
        try:
            found = SimpleCookie(given.get(b"cookie", b"").decode("latin-1")).get(self.cookie)
        except CookieError:
            return ""
        return found.value if found else ""

    async def _body(self, scope: Scope, given: dict[bytes, bytes], receive: Receive) -> bytes:
        if scope["method"] not in ("POST", "PUT", "PATCH", "DELETE"):
            return b""
        most = LARGEST_SHEET if scope["path"].startswith("/api/export/table") else LARGEST_BODY
        length = given.get(b"content-length", b"0")
        if not length.isdigit() or int(length) > most:
            raise _too_large(most)
        kind = given.get(b"content-type", b"").split(b";")[0].strip().lower()
        if kind != b"application/json":
            raise Refusal(415, "the body is not JSON.", "the header Content-Type",
                          "Send application/json.")  # fmt: skip
        try:
            async with asyncio.timeout(self.body_seconds):
                body = await _read(receive, most)
        except TimeoutError:
            raise Refusal(408, "the body took too long to come.", "", "Send it at once.",
                          ((b"connection", b"close"),)) from None  # fmt: skip
        _check_depth(body)
        return body


def _too_large(most: int) -> Refusal:
    return Refusal(
        413, f"the body is larger than {most:,} bytes.", "", "Send a scenario alone.",
        ((b"connection", b"close"),),
    )  # fmt: skip


async def _read(receive: Receive, most: int) -> bytes:
    parts, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Refusal(400, "the connection ended before the body did.")
        part = message.get("body", b"")
        size += len(part)
        if size > most:
            raise _too_large(most)
        parts.append(part)
        if not message.get("more_body"):
            return b"".join(parts)


def _check_depth(body: bytes) -> None:
    """Raise for JSON that is nested too deep, before anything tries to read it."""
    depth, quoted, escaped = 0, False, False
    for byte in body:
        if quoted:
            if escaped:
                escaped = False
            elif byte == 0x5C:
                escaped = True
            elif byte == 0x22:
                quoted = False
        elif byte == 0x22:
            quoted = True
        elif byte in b"[{":
            depth += 1
            if depth > DEEPEST:
                raise Refusal(400, f"the body is nested more than {DEEPEST} deep.", "the body")
        elif byte in b"]}":
            depth -= 1


def _replayed(body: bytes, receive: Receive) -> Receive:
    """Return the body in one piece, and then what the connection says."""
    waiting = [{"type": "http.request", "body": body, "more_body": False}]

    async def read() -> Message:
        return waiting.pop() if waiting else await receive()

    return read


async def _redirected(send: Send, kept: str) -> None:
    """Keep the token as a cookie and show the page without it in the address."""
    headers = [(b"location", b"./"), (b"set-cookie", kept.encode()), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": 303, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


async def _refused(send: Send, refusal: Refusal) -> None:
    fault = {"what": refusal.what, "where": refusal.where, "remedy": refusal.remedy}
    body = json.dumps(fault).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        *refusal.headers,
    ]
    await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
