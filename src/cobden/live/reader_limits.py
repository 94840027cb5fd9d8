"""How often one reader may ask: so many answers a second on average, with a reserve for a drag.

A reader is an address, as the connection or a trusted proxy tells it.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from math import ceil
from time import monotonic

MOST_READERS = 20_000  # whose reserves are remembered
# What a question costs, in answers, by the beginning of its path; all else costs nothing.
COSTS = {
    "/api/export/": 120.0, "/api/stream/page": 120.0, "/api/stream/": 4.0, "/api/": 1.0,
}  # fmt: skip
RESERVE = 8.0  # seconds' worth of answers that may be asked at once


@dataclass(eq=False)
class ReaderLimits:
    """A reserve for each reader that refills at ``per_second`` answers a second."""

    per_second: float
    _reserves: "OrderedDict[str, tuple[float, float]]" = field(default_factory=OrderedDict)

    def wait(self, reader: str, path: str) -> int:
        """Return 0 where a reader may ask now, else after how many seconds."""
        cost = next((much for start, much in COSTS.items() if path.startswith(start)), 0.0)
        if cost == 0:
            return 0
        full, now = max(self.per_second * RESERVE, *COSTS.values()), monotonic()
        left, then = self._reserves.pop(reader, (full, now))
        left = min(full, left + (now - then) * self.per_second)
        allowed = left >= cost
        self._reserves[reader] = (left - cost if allowed else left, now)
        while len(self._reserves) > MOST_READERS:
            self._reserves.popitem(last=False)
        return 0 if allowed else ceil((cost - left) / self.per_second)
