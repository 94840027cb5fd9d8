"""What a terminal or a file of a narrow encoding gets for the characters that it lacks."""

import codecs
import io
import sys
import unicodedata

NAME = "cobden-plain"
PLAIN = str.maketrans(
    {
        "■": "#", "█": "#", "●": "*", "−": "-", "–": "-", "—": "-", "─": "-", "━": "-", "│": "|",
        "┃": "|", "→": "->", "←": "<-", "↑": "^", "↓": "v", "×": "x", "÷": "/", "…": "...",
        "≤": "<=", "≥": ">=", "≈": "~", "±": "+/-", "·": ".", "“": '"', "”": '"', "‘": "'",
        "’": "'", "€": "EUR", "£": "GBP", "¥": "JPY",
    }
)  # fmt: skip


def plain(error: UnicodeError) -> tuple[str, int]:
    """Return the nearest ASCII for what cannot be encoded, and where to go on."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = error.object[error.start : error.end].translate(PLAIN)
    parts = (unicodedata.normalize("NFKD", letter) for letter in text)
    return "".join(part.encode("ascii", "ignore").decode() or "?" for part in parts), error.end


def fit_streams() -> None:
    """Let the standard streams write whatever their encoding: no output ends in a traceback."""
    codecs.register_error(NAME, plain)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=NAME)
