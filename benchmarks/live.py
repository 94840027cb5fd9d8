"""The live page's server: how soon it is up, how fast one reader is answered, and twenty at once.

    python -m benchmarks.live [seconds]

Starts ``cobden serve`` as a user would. One reader: the time of an answer as a client sees it, by
what is moved. Twenty readers, each moving a slider as fast as answers come, at most 15 times a
second: latency, errors, and the server's memory from the tenth second to the last. What the server
prepares in the background is awaited first.
"""

import http.client
import json
import random
import re
import resource
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

USERS, RATE = 20, 15.0
SERVE = [sys.executable, "-m", "cobden", "serve", "--port", "0"]
MOVES = {
    "the law between two economies": lambda n: {"usa-jpn-cars": 5 + 0.37 * n},
    "the law on everybody else": lambda n: {"usa-others-general": 5 + 0.37 * n},
    "an item of the table": lambda n: {
        "item-autos": ["20", "17.5", "15", "12.5"][n % 4],
        "usa-jpn-metals": 30 + 0.3 * n,
    },
    "a package with promises to buy": lambda n: {"item-lng": "5.5", "usa-jpn-cars": 5 + 0.37 * n},
}


class Reader:
    """A client with a line that stays open."""

    def __init__(self, address: str, tab: str) -> None:
        link = urlsplit(address)
        self.line = http.client.HTTPConnection(link.netloc, timeout=30)
        token = link.query.removeprefix("token=")
        self.headers = {
            "Content-Type": "application/json",
            "X-Tab": tab,
            "Authorization": f"Bearer {token}",
        }

    def post(self, path: str, levers: dict[str, object]) -> tuple[int, bytes]:
        """Return the status and the body of an answer."""
        self.line.request("POST", path, json.dumps({"levers": levers}), self.headers)
        reply = self.line.getresponse()
        return reply.status, reply.read()


def timed(reader: Reader, levers: dict[str, object]) -> float:
    """Return the milliseconds of one answer."""
    began = time.perf_counter()
    status, body = reader.post("/api/answer", levers)
    if status != 200:
        raise RuntimeError(body.decode())
    return 1000 * (time.perf_counter() - began)


def spread(times: list[float]) -> str:
    """Return the median and the 95th percentile."""
    ordered = sorted(times)
    return f"{statistics.median(ordered):7.1f}  {ordered[int(0.95 * len(ordered))]:7.1f}"


def memory(process: subprocess.Popen) -> float:
    """Return the megabytes that a process holds now."""
    page = resource.getpagesize()
    return (
        int(Path(f"/proc/{process.pid}/statm").read_text(encoding="utf-8").split()[1]) * page / 1e6
    )


def one(address: str) -> None:
    """One reader, what is moved by what."""
    reader = Reader(address, "one")
    print("\none reader                         median ms   p95 ms")
    for name, move in MOVES.items():
        for n in range(3):
            timed(reader, move(n))
        print(f"{name:34s} {spread([timed(reader, move(n)) for n in range(3, 63)])}")


def many(address: str, process: subprocess.Popen, seconds: float) -> None:
    """Twenty readers, each on a lever of its own choice."""
    levers = ("usa-jpn-cars", "usa-jpn-metals", "usa-jpn-general", "usa-chn-general", "usa-eu-cars")
    times: list[float] = []
    errors: list[str] = []
    end = time.perf_counter() + seconds

    def drag(number: int) -> None:
        chance, reader = random.Random(number), Reader(address, f"reader{number}")
        while time.perf_counter() < end:
            try:
                lever = levers[number % len(levers)]
                spent = timed(reader, {lever: chance.randint(0, 80) / 2})
            except (OSError, RuntimeError, http.client.HTTPException) as fault:
                errors.append(repr(fault))
                return
            times.append(spent)
            time.sleep(max(0.0, 1 / RATE - spent / 1000))

    readers = [threading.Thread(target=drag, args=(n,)) for n in range(USERS)]
    for reader in readers:
        reader.start()
    held = []
    while time.perf_counter() < end:
        time.sleep(min(5.0, seconds / 6))
        held.append(memory(process))
    for reader in readers:
        reader.join()
    print(f"\n{USERS} readers for {seconds:g} s             median ms   p95 ms")
    print(f"{len(times):6d} answers, {len(errors)} errors          {spread(times)}")
    settled = held[len(held) // 6 :]
    print(f"memory, MB: {settled[0]:.0f} after a sixth of the time, {settled[-1]:.0f} at the end, "
          f"{max(settled):.0f} at most")  # fmt: skip
    for fault in errors[:3]:
        print(fault)


def main(seconds: float) -> None:
    """Serve, ask, stop."""
    began = time.perf_counter()
    with subprocess.Popen(SERVE, stdout=subprocess.PIPE, text=True) as process:
        try:
            found = re.search(r"http://\S+", process.stdout.readline() if process.stdout else "")
            if found is None:
                raise SystemExit("the server did not start")
            print(f"warm and listening after {time.perf_counter() - began:.1f} s")
            waiting = Reader(found[0], "wait")
            waiting.line.timeout = 600
            began = time.perf_counter()
            for what in ("talks", "chains"):
                waiting.post(f"/api/stream/{what}", {})
                print(f"{what} ready after {time.perf_counter() - began:.0f} s more")
            one(found[0])
            many(found[0], process, seconds)
        finally:
            process.terminate()


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 60.0)
