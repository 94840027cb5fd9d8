"""Where Cobden keeps what it can make again: compiled programs, answers already printed."""

import os
from pathlib import Path


def cache_folder(kind: str) -> Path:
    """Return the user's folder for what is kept of a ``kind``; it need not exist yet."""
    root = os.environ.get("XDG_CACHE_HOME")
    return (Path(root) if root else Path.home() / ".cache") / "cobden" / kind
