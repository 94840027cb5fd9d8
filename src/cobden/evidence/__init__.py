"""From contradictory reports to facts with ranges."""

from typing import TYPE_CHECKING

from cobden.base.lazy import lazily

if TYPE_CHECKING:
    from cobden.evidence.claims import Claim
    from cobden.evidence.documents import Document
    from cobden.evidence.knowledge import Knowledge
    from cobden.evidence.known_law import known_measures
    from cobden.evidence.ledger import Ledger
    from cobden.evidence.proposals import accept
    from cobden.evidence.proposing import verified
    from cobden.evidence.source_files import read_all, read_document

__all__ = [
    "Claim",
    "Document",
    "Knowledge",
    "Ledger",
    "accept",
    "known_measures",
    "read_all",
    "read_document",
    "verified",
]

if not TYPE_CHECKING:  # who wants one of them need not load all
    __getattr__ = lazily(
        __name__,
        {
            "Claim": "cobden.evidence.claims",
            "Document": "cobden.evidence.documents",
            "Knowledge": "cobden.evidence.knowledge",
            "Ledger": "cobden.evidence.ledger",
            "accept": "cobden.evidence.proposals",
            "known_measures": "cobden.evidence.known_law",
            "read_all": "cobden.evidence.source_files",
            "read_document": "cobden.evidence.source_files",
            "verified": "cobden.evidence.proposing",
        },
    )
