"""Which sources lean on which: common origins by what they cite, near-copies by MinHash.

Sources that cite one house's story, or copy one another, count as one (see ``Dependence.voices``).
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from cobden.evidence.claims import Claim
from cobden.evidence.documents import Document, sentences

_SHINGLE = 4  # words
_COPY = 0.4  # Jaccard similarity of shingles from which two stories are near-copies
_PERMUTATIONS = 128


@dataclass(frozen=True)
class Dependence:
    """``origins``: house -> the documents that lean on it; ``copies``: pairs that are near-copies,
    with their similarity; ``component``: document -> the voice that it belongs to.
    """

    origins: dict[str, tuple[str, ...]]
    copies: tuple[tuple[str, str, float], ...]
    component: dict[str, str]

    def voices(self, documents: Iterable[str]) -> int:
        """Return how many independent voices these documents are."""
        return len({self.component.get(name, name) for name in documents})

    def shared(self, documents: Iterable[str]) -> str:
        """Return the house that all these documents lean on, or ''."""
        wanted = set(documents)
        if len(wanted) < 2:
            return ""
        return next((house for house, names in self.origins.items() if wanted <= set(names)), "")


def dependence(documents: Iterable[Document], claims: Iterable[Claim]) -> Dependence:
    """Trace who leans on whom, by the claims' attributions and the documents' own words."""
    documents = list(documents)
    leaning: dict[str, list[str]] = defaultdict(list)
    for document in documents:
        if document.publisher:
            leaning[document.publisher].append(document.name)
    for claim in claims:
        if claim.kind == "attribution":
            for house in claim.attribution:
                if claim.document not in leaning[house]:
                    leaning[house].append(claim.document)
    copies = _near_copies(documents)
    links = [pair[:2] for pair in copies]
    links += [(names[0], other) for names in leaning.values() for other in names[1:]]
    by_size = sorted(leaning.items(), key=lambda item: (-len(item[1]), item[0]))
    origins = {house: tuple(sorted(names)) for house, names in by_size}
    return Dependence(origins, copies, _components([d.name for d in documents], links))


def _near_copies(documents: list[Document]) -> tuple[tuple[str, str, float], ...]:
    from datasketch import MinHash, MinHashLSH  # brings scipy: not for the processes that read

    index = MinHashLSH(threshold=_COPY, num_perm=_PERMUTATIONS)
    hashes = {}
    pairs = []
    for document in documents:
        shingles = _shingles(document)
        if not shingles:
            continue
        sketch = MinHash(num_perm=_PERMUTATIONS)
        sketch.update_batch([shingle.encode() for shingle in sorted(shingles)])
        for other in map(str, index.query(sketch)):
            likeness = float(sketch.jaccard(hashes[other]))
            if likeness >= _COPY:
                pairs.append((other, document.name, likeness))
        hashes[document.name] = sketch
        index.insert(document.name, sketch)
    return tuple(sorted(pairs))


def _shingles(document: Document) -> set[str]:
    story = " ".join(s.text for s in sentences(document.text) if s.part == "story")
    tokens = re.findall(r"\w+", story.casefold())
    return {" ".join(tokens[i : i + _SHINGLE]) for i in range(len(tokens) - _SHINGLE + 1)}


def _components(names: list[str], links: list[tuple[str, str]]) -> dict[str, str]:
    """Return for each name the first name that it is linked to, however many links away."""
    leader = {name: name for name in names}
    place = {name: number for number, name in enumerate(names)}

    def find(name: str) -> str:
        while leader[name] != name:
            leader[name] = leader[leader[name]]
            name = leader[name]
        return name

    for a, b in links:
        first, second = sorted((find(a), find(b)), key=place.__getitem__)
        leader[second] = first
    return {name: find(name) for name in names}
