"""The seam for a language model: whatever proposes claims, only what the source says gets in.

Nothing in Cobden calls a model. A program that has one implements ``Proposer`` and passes what it
proposes through ``verified``; the claims that stand at their spans then reconcile like all others:

    verified(document, my_model.propose(document))
"""

import re
from collections.abc import Iterable
from typing import Protocol

from cobden.evidence.claims import Claim, fault
from cobden.evidence.documents import Document, sentences
from cobden.evidence.numbers import figures


class Proposer(Protocol):
    """Anything that reads a document and proposes claims."""

    def propose(self, document: Document) -> Iterable[Claim]:
        """Return claims that may or may not rest on the document."""
        ...


def verified(
    document: Document, proposed: Iterable[Claim]
) -> tuple[tuple[Claim, ...], tuple[tuple[Claim, str], ...]]:
    """Return the claims that the document bears out, and the others, each with the reason.

    A claim must quote the story (no teaser, no disclaimer) exactly at its offset, and the figure it
    states must be one that stands in its quote. Status and reason are left to reconciling.
    """
    story = [s for s in sentences(document.text) if s.part == "story"]
    kept: list[Claim] = []
    refused: list[tuple[Claim, str]] = []
    for claim in proposed:
        inside = any(s.start <= claim.start and claim.end <= s.end for s in story)
        why = fault(claim, document) or ("" if inside else "its quote is not part of the story")
        why = why or _unfounded(claim, document)
        if why:
            refused.append((claim, why))
        else:
            kept.append(claim.model_copy(update={"status": "", "reason": ""}))
    return tuple(kept), tuple(refused)


def _unfounded(claim: Claim, document: Document) -> str:
    """Return why the claim's figure is not the quote's, or ''."""
    if claim.kind != "quantity" or not re.search(r"\S", claim.quote):
        return "" if claim.quote.strip() else "it quotes nothing"
    stated = figures(document.text, claim.start, claim.end, [])
    for figure in stated:
        if figure.unit == claim.unit and figure.value == claim.value:
            return ""
    there = ", ".join(f"{f.value:g} {f.unit}" for f in stated if f.value is not None) or "no figure"
    return f"its quote states {there}"
