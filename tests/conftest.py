"""Helpers that several folders of tests share are importable from here."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
