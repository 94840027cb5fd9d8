"""Claims kept by the digest of their document, so that a pile grown by one report reads one report.

What is kept holds for one state of the reader: its modules, its words and who holds office are part
of the key. A file that is damaged, or whose quotations do not stand, counts as none.
"""

from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from cobden.base.errors import InputError
from cobden.base.writing import write_text
from cobden.evidence.claims import Claim, fault
from cobden.evidence.documents import Document
from cobden.evidence.knowledge import Knowledge

_CLAIMS = TypeAdapter(tuple[Claim, ...])


def kept(folder: Path, document: Document, knowledge: Knowledge) -> tuple[Claim, ...] | None:
    """Return the claims read of a document before, or None."""
    path = _path(folder, document, knowledge)
    try:
        found = _CLAIMS.validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None
    return None if any(fault(claim, document) for claim in found) else found


def keep(folder: Path, document: Document, knowledge: Knowledge, claims: Sequence[Claim]) -> None:
    """Keep the claims of a document; where the folder cannot be written, nothing is kept."""
    path = _path(folder, document, knowledge)
    with suppress(InputError):
        write_text(path, _CLAIMS.dump_json(tuple(claims), exclude_defaults=True).decode())


def _path(folder: Path, document: Document, knowledge: Knowledge) -> Path:
    said = document.model_dump_json() + repr(knowledge.holders)
    return folder / f"{sha256((_reader() + said).encode()).hexdigest()}.json"


@cache
def _reader() -> str:
    """Return a digest of the reader itself: its modules and its words."""
    here = Path(__file__).parent
    made = sha256()
    for path in sorted([*here.glob("*.py"), *here.glob("data/**/*.*")]):
        made.update(path.read_bytes())
    return made.hexdigest()
