"""Two hundred readers at once: errors, how soon they are answered, and what the server holds.

    python -m benchmarks.hosting [readers] [seconds]

Starts ``cobden serve --public --workers 2``. Each reader opens the page with all its files, then
moves sliders as a person does: a few moves in a row, then a look, at which the page asks how sure
the answer is, and drops the question at the next move. Ends with status 1 where a request failed,
where the median answer that somebody had asked before took over 100 ms, or where memory went on
growing.
"""

import asyncio
import json
import random
import re
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

READERS, SECONDS, WORKERS = 200, 120.0, 2
LEVERS = ("usa-jpn-cars", "usa-jpn-metals", "usa-jpn-general", "usa-chn-general", "usa-eu-cars")
HIGHEST = 40  # per cent: so many positions of each slider
MOST_MS, MOST_GROWTH = 100.0, 1.15
CASE = "japan-us-2025"


@dataclass
class Seen:
    """What all readers saw: milliseconds of answers first asked and asked before, and faults."""

    first: list[float] = field(default_factory=list)
    again: list[float] = field(default_factory=list)
    opened: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)


class Line:
    """A connection that stays open."""

    def __init__(self, host: str, port: int) -> None:
        self._place = host, port
        self._pair: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, method: str, path: str, body: object = None) -> bytes:
        """Return the body of a reply; raise ``OSError`` for one that is no success."""
        if self._pair is None:
            self._pair = await asyncio.open_connection(*self._place)
        coming, going = self._pair
        text = b"" if body is None else json.dumps(body).encode()
        kind = "Content-Type: application/json\r\n" if text else ""
        head = f"{method} {path} HTTP/1.1\r\nHost: {self._place[0]}:{self._place[1]}\r\n{kind}"
        going.write(f"{head}Accept-Encoding: gzip\r\nContent-Length: {len(text)}\r\n\r\n".encode())
        going.write(text)
        await going.drain()
        told = (await coming.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        status = int(told.split()[1])
        if "transfer-encoding: chunked" in told:
            found = await self._chunks(coming)
        else:
            length = re.search(r"content-length: (\d+)", told)
            found = await coming.readexactly(int(length[1])) if length else b""
        if status != 200:
            raise OSError(f"{method} {path}: {status} {found[:120]!r}")
        return found

    async def _chunks(self, coming: asyncio.StreamReader) -> bytes:
        found = b""
        while size := int((await coming.readline()).strip(), 16):
            found += await coming.readexactly(size)
            await coming.readexactly(2)
        await coming.readexactly(2)
        return found

    def close(self) -> None:
        """Hang up."""
        if self._pair is not None:
            self._pair[1].close()
            self._pair = None


async def read(number: int, place: tuple[str, int], seen: Seen, end: float) -> None:
    """Be one reader until the end."""
    chance, line = random.Random(number), Line(*place)
    await asyncio.sleep(chance.uniform(0, min(20.0, (end - time.perf_counter()) / 4)))
    try:
        began = time.perf_counter()
        await _open(line)
        seen.opened.append(1000 * (time.perf_counter() - began))
        while time.perf_counter() < end:
            scenario: dict[str, object] = {}
            lever = chance.choice(LEVERS)
            for _ in range(chance.randint(1, 6)):
                scenario = {"levers": {lever: chance.randint(0, HIGHEST)}}
                await _answer(line, scenario, seen)
                await asyncio.sleep(chance.uniform(0.05, 0.4))
            await _look(place, scenario, chance.uniform(1, 5))
    except (OSError, asyncio.IncompleteReadError) as fault:
        seen.faults.append(repr(fault))
    finally:
        line.close()


async def _open(line: Line) -> None:
    page = (await line.ask("GET", "/page/index.html")).decode("latin-1")
    assert page  # squeezed
    for name in ("main.js", "parts.js", "look.css", "layout.css", "parts.css", "world.topojson"):
        await line.ask("GET", f"/page/{name}")
    await line.ask("GET", "/vega.js")
    await line.ask("GET", "/api/case")
    await line.ask("POST", "/api/answer", {})
    await line.ask("POST", "/api/stream/ranges", {})


async def _answer(line: Line, scenario: dict[str, object], seen: Seen) -> None:
    name = json.dumps(scenario)
    times = seen.again if name in seen.asked else seen.first
    began = time.perf_counter()
    await line.ask("POST", "/api/answer", scenario)
    times.append(1000 * (time.perf_counter() - began))
    seen.asked.add(name)


async def _look(place: tuple[str, int], scenario: dict[str, object], seconds: float) -> None:
    """Wait at rest, as long as a look takes, for how sure the answer is; then drop the question."""
    began, line = time.perf_counter(), Line(*place)
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await line.ask("POST", "/api/stream/ranges", scenario)
    line.close()
    await asyncio.sleep(max(0.0, seconds - (time.perf_counter() - began)))


@contextmanager
def hosted() -> Iterator[tuple[subprocess.Popen, tuple[str, int]]]:
    """Serve the main case before readers; give the process and where it listens."""
    command = [sys.executable, "-m", "cobden", "serve", CASE, "--port", "0", "--public"]
    more = ["--per-reader", "0", "--workers", str(WORKERS)]  # all readers have one address here
    with subprocess.Popen([*command, *more], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            found = re.search(r"http://\S+", server.stdout.readline())
            assert found
            link = urlsplit(found[0])
            assert link.hostname
            assert link.port
            yield server, (link.hostname, link.port)
        finally:
            server.terminate()


def held(process: int) -> float:
    """Return the megabytes that a process and all under it hold."""
    listed = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="utf-8").split()
    page = resource.getpagesize()
    try:
        own = int(Path(f"/proc/{process}/statm").read_text(encoding="utf-8").split()[1])
    except FileNotFoundError:
        return 0.0  # it ended meanwhile
    return own * page / 1e6 + sum(held(int(one)) for one in listed)


async def crowd(
    process: int, place: tuple[str, int], readers: int, seconds: float
) -> tuple[Seen, list[float]]:
    """Let so many read for so long; return what they saw, and the server's memory by the second."""
    seen, memory = Seen(), []
    end = time.perf_counter() + seconds
    reading = [asyncio.create_task(read(n, place, seen, end)) for n in range(readers)]
    while time.perf_counter() < end:
        await asyncio.sleep(1)
        memory.append(held(process))
    await asyncio.gather(*reading)
    return seen, memory


def verdicts(seen: Seen, memory: list[float]) -> list[str]:
    """Return what is not as it should be, in words."""
    found = [f"a request failed: {fault}" for fault in seen.faults[:3]]
    if not seen.again or statistics.median(seen.again) > MOST_MS:
        found.append(f"the median answer asked before took over {MOST_MS:g} ms")
    half = len(memory) // 2
    if max(memory[half:]) > MOST_GROWTH * max(memory[:half]):
        found.append("memory went on growing")
    return found


def main() -> None:
    """Print what the readers saw."""
    readers = int(sys.argv[1]) if len(sys.argv) > 1 else READERS
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else SECONDS
    with hosted() as (server, place):
        time.sleep(10)  # the second process comes up
        seen, memory = asyncio.run(crowd(server.pid, place, readers, seconds))
    print(f"{readers} readers, {seconds:g} s, {WORKERS} processes")
    for what, times in (("opened the page", seen.opened), ("answers asked before", seen.again),
                        ("answers asked first", seen.first)):  # fmt: skip
        if times:
            high = sorted(times)[int(0.95 * (len(times) - 1))]
            middle = statistics.median(times)
            print(f"{what:22s} {len(times):6d}  median {middle:7.1f} ms  p95 {high:7.1f} ms")
    half = len(memory) // 2
    print(f"memory, MB: {max(memory[:half]):.0f} at most in the first half, "
          f"{max(memory[half:]):.0f} in the second")  # fmt: skip
    print(f"{len(seen.faults)} requests failed")
    wrong = verdicts(seen, memory)
    for one in wrong:
        print(f"Not as it should be: {one}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
