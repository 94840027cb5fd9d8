"""The ledger as a page of its own: no script, nothing fetched, light and dark."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise
from typing import Protocol

from jinja2 import Environment, PackageLoader, StrictUndefined

from cobden.base.economies import in_words
from cobden.evidence.claims import Claim
from cobden.evidence.confidence import is_sure
from cobden.evidence.documents import Document, Sentence, sentences
from cobden.evidence.ledger import Ledger
from cobden.evidence.proposals import slug
from cobden.evidence.same_thing import is_ordinal

_RANK = ("cannot be right", "disagree", "name variant", "agree", "single source", "")
_TONES = {"within": "agree", "outside": "disagree"}
_UNITS = {"percent": "%", "percentage point": " points", "count": ""}
_PLURAL = frozenset(("hour", "day", "week", "month", "year", "tonne", "round", "meeting", "barrel"))


class Judged(Protocol):
    """What a model says of a statement of a source."""

    @property
    def document(self) -> str:
        """The source's name."""
        ...

    @property
    def quote(self) -> str:
        """The statement."""
        ...

    @property
    def answer(self) -> str:
        """Within, outside, or no thing to say."""
        ...

    @property
    def reason(self) -> str:
        """Why."""
        ...

    @property
    def assumption(self) -> str:
        """Under which assumption the statement would be true."""
        ...

    @property
    def start(self) -> int:
        """Where it stands in the source."""
        ...


def page(ledger: Ledger, model: Sequence[Judged] = (), *, every: bool = False) -> str:
    """Return the ledger as one HTML page, each claim linked to its highlighted sentence.

    ``model`` is what a case's model says of claims about sizes and effects, if it was asked. Acts
    that the reader is not sure of are only counted, unless ``every`` one is asked for.
    """
    unsure = 0 if every else sum(not is_sure(claim) for claim in ledger.claims)
    if unsure:
        ledger = replace(ledger, claims=tuple(c for c in ledger.claims if is_sure(c)))
    environment = Environment(
        loader=PackageLoader("cobden.evidence"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    split = {document.name: sentences(document.text) for document in ledger.documents}
    return environment.get_template("ledger.html").render(
        documents=ledger.documents,
        claims=ledger.claims,
        sections=_sections(ledger),
        shared=_shared(ledger),
        origins=list(ledger.leaning.origins.items()),
        copies=ledger.leaning.copies,
        unread=ledger.unread,
        unsure=unsure,
        model=model,
        texts=[(d, list(_paragraphs(d, split[d.name], ledger))) for d in ledger.documents],
        figure=figure,
        in_words=in_words,
        has_figures=lambda rows: any(map(figure, rows)),
        anchor=lambda claim: _anchor(claim, split[claim.document]),
        kind=_class,
        tone=lambda answer: _TONES.get(answer.split()[0], "single-source"),
    )


def figure(claim: Claim) -> str:
    """Return the claim's figure or date as a reader writes it."""
    if claim.kind == "date":
        return claim.when.replace("/", " to ") or "not resolved"
    if claim.kind != "quantity":
        return ""
    shown = f"{amount(claim.value)}" if claim.value is not None else (
        f"{amount(claim.low)} to {amount(claim.high)}")  # fmt: skip
    if is_ordinal(claim):
        return f"no. {shown}"
    several = "s" if claim.unit in _PLURAL and claim.value != 1 else ""
    unit = _UNITS.get(claim.unit, f" {claim.unit}{several}")
    return f"{shown}{unit}{' a ' + claim.per if claim.per else ''}"


def amount(value: float | None) -> str:
    """Return a number in words of magnitude: 60 billion, 7, 1.5 million."""
    for scale, word in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if value is not None and abs(value) >= scale:
            return f"{value / scale:.4g} {word}"
    return "" if value is None else f"{value:,.6g}"


def _sections(ledger: Ledger) -> list[tuple[str, str, list[Claim]]]:
    def of(*statuses: str) -> list[Claim]:
        return [c for c in ledger.claims if c.status in statuses and c.kind != "attribution"]

    figures = [c for c in of("agree", "single source") if c.kind == "quantity"]
    rest = [c for c in of("agree", "single source") if c.kind not in ("quantity", "person")]
    return [
        ("What cannot be right", "Against the law, the office-holders of the day, or arithmetic.",
         of("cannot be right")),
        ("Where the sources disagree", "One event or figure, told in ways that exclude each other.",
         sorted(of("disagree"), key=lambda c: (c.topic, c.goods))),
        ("Names", "Spellings that are one person's.", of("name variant")),
        ("Figures", "Each with who else states it; several reports of one story are one origin.",
         sorted(figures, key=lambda c: (c.topic, c.unit, -(c.high or 0)))),
        ("Dates, events and measures", "Each with who else states it.",
         sorted(rest, key=lambda c: (c.kind, c.topic, c.when))),
    ]  # fmt: skip


def _shared(ledger: Ledger) -> str:
    names = [document.name for document in ledger.documents]
    house = ledger.leaning.shared(names)
    return f"All of them lean on {house}: that is one origin, not {len(names)}." if house else ""


def _class(claim: Claim) -> str:
    return (claim.status or "single source").replace(" ", "-")


def _anchor(claim: Claim | Judged, split: tuple[Sentence, ...]) -> str:
    index = next((i for i, s in enumerate(split) if s.start <= claim.start < s.end), 0)
    return f"{slug(claim.document)}-s{index}"


def _paragraphs(
    document: Document, split: tuple[Sentence, ...], ledger: Ledger
) -> Iterator[list[tuple[str, str, list[tuple[str, str | None]]]]]:
    own = [c for c in ledger.claims if c.document == document.name]
    numbered = list(enumerate(split))
    for _, group in groupby(numbered, key=lambda pair: pair[1].paragraph):
        yield [
            (f"{slug(document.name)}-s{i}", s.part, list(_pieces(document.text, s, own)))
            for i, s in group
        ]


def _pieces(text: str, sentence: Sentence, own: list[Claim]) -> Iterator[tuple[str, str | None]]:
    """Yield the sentence in pieces, each with the gravest status of the claims that rest on it."""
    inside = [c for c in own if c.start < sentence.end and sentence.start < c.end]
    cuts = {sentence.start, sentence.end}
    cuts |= {min(max(p, sentence.start), sentence.end) for c in inside for p in (c.start, c.end)}
    ordered = sorted(cuts)
    for a, b in pairwise(ordered):
        over = [c for c in inside if c.start <= a and b <= c.end]
        worst = min(over, key=lambda c: _RANK.index(c.status), default=None)
        yield text[a:b], _class(worst) if worst else None
