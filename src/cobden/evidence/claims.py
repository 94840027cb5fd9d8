"""A claim: what a source states, by whom, how surely, and the exact span it rests on."""

from dataclasses import dataclass
from typing import Literal, Self

from pydantic import Field, model_validator

from cobden.base.sources import Text, Value
from cobden.evidence.documents import Document

Kind = Literal["quantity", "date", "person", "attribution", "event", "measure", "good"]
Modality = Literal["stated", "planned", "considered", "reported", "denied"]
Standing = Literal[
    "in force", "planned", "agreed", "offered", "asked", "threatened", "considered", "conditional",
    "suspended", "removed", "denied", "historic", "statistic",
]  # fmt: skip
How = Literal[
    "own voice", "quotation", "anonymous source", "another paper", "official text", "a speaker"
]
Status = Literal["", "agree", "disagree", "single source", "cannot be right", "name variant"]


@dataclass(frozen=True)
class Subject:
    """What the figure of a claim is about; the names are those of a claim.

    ``said`` is the claim's subject, in words; ``predicate``: "is", "to", "from", "by" (a change) or
    a verb.
    """

    topic: str
    said: str
    predicate: str = "is"
    by: str = ""
    on: str = ""
    goods: tuple[str, ...] = ()
    measure: str = ""


class Claim(Value):
    """One statement of one source.

    - ``subject``: what it is about, in words; ``topic``: its class, by which claims are compared;
    - ``value`` in ``unit`` (``per`` a period), within ``low`` to ``high`` as its wording allows;
      ``value`` is None where only an order of magnitude is stated;
    - ``when``: the ISO day or interval (first/last) it speaks of; ``limit``: "before", "by" ...;
    - ``by`` and ``on``: who acts and towards whom, codes of economies; ``goods`` and ``measure``;
    - ``act``: what is done ("impose", "cut", "buy" ...), ``was`` the figure it comes from,
      ``bound`` "at most" or "at least"; ``standing``: whether it is in force, planned, denied ...,
      or the figure of no act, a "statistic"; ``announced``, ``in_force`` and ``lapses``: days, or
      how long (P90D); ``condition``: what it hangs on, in the source's words;
    - ``how``: in whose voice it is told; ``spans``: where each slot stands in the text;
    - ``person``: the known person behind a name;
    - ``attribution``: whom the source leans on, nearest first;
    - ``quote`` stands at ``start`` of the document's text, character for character;
    - ``status`` and ``reason`` are what reconciling found.

    >>> import cobden as cb
    >>> note = 'The United States cut its tariff on Japanese cars from 27.5% to 15% in September.'
    >>> document = cb.evidence.Document.of('note', note)
    >>> ledger = cb.evidence.Ledger.of([document], cb.evidence.Knowledge.default())
    >>> claim = next(claim for claim in ledger.claims if claim.act)
    >>> note[claim.start:claim.end] == claim.quote
    True
    """

    document: Text
    kind: Kind
    subject: Text
    quote: Text
    start: int
    topic: str = ""
    predicate: str = ""
    value: float | None = None
    low: float | None = None
    high: float | None = None
    unit: str = ""
    per: str = ""
    when: str = ""
    limit: str = ""
    by: str = ""
    on: str = ""
    goods: tuple[str, ...] = ()
    measure: str = ""
    act: str = ""
    was: float | None = None
    bound: Literal["", "at most", "at least"] = ""
    standing: Standing = "statistic"
    announced: str = ""
    in_force: str = ""
    lapses: str = ""
    condition: str = ""
    how: How = "own voice"
    spans: dict[str, tuple[int, int]] = Field(default_factory=dict)
    person: str = ""
    modality: Modality = "stated"
    attribution: tuple[str, ...] = ()
    status: Status = ""
    reason: str = ""

    @property
    def id(self) -> str:
        """The claim's name in its ledger: document, offset and kind."""
        return f"{self.document}:{self.start}:{self.kind}"

    @property
    def end(self) -> int:
        """The offset at which the quote ends."""
        return self.start + len(self.quote)

    @model_validator(mode="after")
    def _interval_is_one(self) -> Self:
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"low {self.low:g} exceeds high {self.high:g} at offset {self.start}")
        return self


def fault(claim: Claim, document: Document) -> str:
    """Return why the claim does not rest on the document's text, or '' if it does."""
    if claim.document != document.name:
        return f"it is a claim of '{claim.document}'"
    if claim.start < 0 or document.text[claim.start : claim.end] != claim.quote:
        there = document.text[max(0, claim.start) : max(0, claim.end)][:60]
        return f"at offset {claim.start} stands '{there}', not '{claim.quote[:60]}'"
    return ""
