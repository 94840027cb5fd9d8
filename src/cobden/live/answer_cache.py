"""Answers that were given before, by question: shared by all processes of one server.

An answer depends on the question alone, so what one reader waited for the next one has at once,
whichever process serves him. The oldest go when there are too many.
"""

import hashlib
import json
import sqlite3
from pathlib import Path
from threading import Lock

from pydantic import BaseModel

MOST = 20_000  # answers; one is some 12 kB


def key_of(what: str, question: BaseModel) -> str:
    """Return a short name of a question: the same for the same levers in any order."""
    asked = question.model_dump(mode="json", exclude_defaults=True)
    return hashlib.sha256(f"{what} {json.dumps(asked, sort_keys=True)}".encode()).hexdigest()


class AnswerCache:
    """Answers by key, in a file that several processes read and write, or in memory."""

    def __init__(self, path: Path | None = None, most: int = MOST) -> None:
        self._most = most
        self._lock = Lock()
        self._store = sqlite3.connect(
            path or ":memory:", timeout=10, isolation_level=None, check_same_thread=False
        )
        for setting in ("journal_mode = WAL", "synchronous = OFF", "cache_size = -4000"):
            self._store.execute(f"PRAGMA {setting}")
        self._store.execute(
            "CREATE TABLE IF NOT EXISTS answers "
            "(number INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT UNIQUE, body BLOB)"
        )

    def get(self, key: str) -> bytes | None:
        """Return the answer of a key, if it is at hand."""
        with self._lock:
            found = self._store.execute("SELECT body FROM answers WHERE key = ?", (key,)).fetchone()
        return found[0] if found else None

    def put(self, key: str, body: bytes) -> None:
        """Keep an answer; the oldest go where there are too many."""
        with self._lock:
            kept = self._store.execute(
                "INSERT OR IGNORE INTO answers (key, body) VALUES (?, ?)", (key, body)
            )
            if kept.rowcount == 1:
                oldest = (kept.lastrowid or 0) - self._most
                self._store.execute("DELETE FROM answers WHERE number <= ?", (oldest,))

    def close(self) -> None:
        """Let go of the file."""
        self._store.close()
