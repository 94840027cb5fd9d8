# ruff: noqa: E501  # patterns and messages stand on one line each
"""A second proposer: a model that a user runs or pays for, and the gate through which it must pass.

Nothing is sent anywhere unless it is asked for. A model proposes acts; ``verified`` keeps those that
the document bears out, slot by slot: the quote stands in the story, its figure is one that stands in
the quote, its economies and goods are named there, the days are told there, and whether it is denied,
in force or planned is how the sentence reads. What fails is dropped, with the reason.
"""

import json
import re
from collections.abc import Iterable
from datetime import date
from typing import Protocol
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from pydantic import ValidationError

from cobden.base.errors import InputError
from cobden.evidence.acts import acts
from cobden.evidence.claims import Claim, fault
from cobden.evidence.documents import Document, split
from cobden.evidence.language import language, simplified
from cobden.evidence.layout import LayoutBlock, PlainText, blocks, view
from cobden.evidence.marks import Marks, marks
from cobden.evidence.scene import Act, Scene
from cobden.evidence.which_language import LANGUAGES, detect

Refused = tuple[tuple[Claim, str], ...]
_STORY = ("story", "item", "row")
_LARGEST = 2_000_000  # bytes of an answer
_PATIENCE = 120.0  # seconds for an answer
_MOST_SENT = 60_000  # letters of a document that are sent

PROMPT = """You read a report on trade policy. List every act in it: who imposes, raises, cuts, removes,
suspends, extends, keeps, buys, invests, controls, halts, resumes, retaliates, sues. Answer with JSON
alone: {"acts": [{"quote": the exact words, "act": ..., "by": ISO alpha-3 code or EU27, "on": the same,
"goods": [...], "value": number or null, "unit": "percent" or a currency code or "", "standing": one of
in force, planned, agreed, offered, asked, threatened, considered, conditional, suspended, removed,
denied, "in_force": "YYYY-MM-DD" or "", "lapses": "YYYY-MM-DD" or ""}]}. Leave blank what the words do
not say. The report:

"""


class Proposer(Protocol):
    """Anything that reads a document and proposes claims."""

    def propose(self, document: Document) -> Iterable[Claim]:
        """Return claims that may or may not rest on the document."""
        ...


class ModelServer:
    """A model behind an OpenAI-compatible address, local or paid for; asked once a document.

    ``key`` is sent as a bearer token if given. ``host`` says to whom documents go.
    """

    def __init__(self, endpoint: str, model: str, key: str = "") -> None:
        parts = urlsplit(endpoint)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise InputError(
                f"'{endpoint}' is no address of a server.", where="--with",
                remedy="Give one such as http://localhost:8080/v1, and the name of a model.",
            )  # fmt: skip
        self.endpoint, self.model, self.key = endpoint.rstrip("/"), model, key

    @property
    def host(self) -> str:
        """Return the host that documents are sent to."""
        return urlsplit(self.endpoint).netloc

    def propose(self, document: Document) -> tuple[Claim, ...]:
        """Return the claims that the model proposes, those that can be placed in the text.

        Raises ``InputError`` where the server does not answer, or with something else.
        """
        body = {
            "model": self.model, "temperature": 0,
            "messages": [{"role": "user", "content": PROMPT + document.text[:_MOST_SENT]}],
        }  # fmt: skip
        headers = {"Content-Type": "application/json"}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        request = Request(
            f"{self.endpoint}/chat/completions", json.dumps(body).encode(), headers, method="POST"
        )
        try:
            with urlopen(request, timeout=_PATIENCE) as answer:
                told = json.loads(answer.read(_LARGEST))
            said = told["choices"][0]["message"]["content"]
        except (URLError, OSError, ValueError, KeyError, TypeError, IndexError) as error:
            raise InputError(
                f"{self.host} gave no answer that can be read ({type(error).__name__}).",
                where="--with", remedy="Check the address and the model; nothing was taken from it.",
            ) from None  # fmt: skip
        return proposed_in(str(said), document)


def proposed_in(answer: str, document: Document) -> tuple[Claim, ...]:
    """Return the acts of a model's answer as claims; what is no act, or has no place, is left out."""
    block = re.search(r"\{.*\}", answer, re.DOTALL)
    try:
        listed = json.loads(block[0])["acts"] if block else []
    except (ValueError, KeyError, TypeError, RecursionError):
        return ()
    found = []
    for row in listed if isinstance(listed, list) else []:
        claim = _claim(row, document)
        if claim:
            found.append(claim)
    return tuple(found)


def _claim(row: object, document: Document) -> Claim | None:
    if (
        not isinstance(row, dict)
        or not isinstance(row.get("quote"), str)
        or not row["quote"].strip()
    ):
        return None
    start = document.text.find(row["quote"])
    if start < 0:
        wrapped = r"\s+".join(map(re.escape, row["quote"].split()))
        match = re.search(wrapped, document.text)
        if not match:
            return None
        start, row = match.start(), row | {"quote": match[0]}
    value = row.get("value")
    slots = (
        "quote",
        "act",
        "by",
        "on",
        "goods",
        "unit",
        "standing",
        "in_force",
        "lapses",
        "announced",
    )
    cells = {k: v for k, v in row.items() if k in slots and v not in (None, "", [])}
    try:
        return Claim.model_validate({
            "document": document.name, "kind": "event" if value is None else "quantity", "start": start,
            "subject": str(row.get("act") or "act"), "topic": "tariff" if value is not None else "act",
            "value": value, "low": value, "high": value, **cells,
        })  # fmt: skip
    except (ValidationError, TypeError):
        return None


def verified(document: Document, proposed: Iterable[Claim]) -> tuple[tuple[Claim, ...], Refused]:
    """Return the claims that the document bears out, and the others, each with the reason.

    A claim must quote the story (no teaser, no disclaimer) exactly at its offset, and each of its
    slots must be one that the sentence around the quote bears out. Verdicts are left to reconciling.

    >>> import cobden as cb
    >>> note = 'The United States cut its tariff on Japanese cars from 27.5% to 15% in September.'
    >>> document = cb.evidence.Document.of('note', note)
    >>> ledger = cb.evidence.Ledger.of([document], cb.evidence.Knowledge.default())
    >>> borne_out, refused = cb.evidence.verified(document, ledger.claims)
    >>> len(borne_out) + len(refused) == len(ledger.claims)
    True
    """
    kept: list[Claim] = []
    refused: list[tuple[Claim, str]] = []
    gate = _Gate(document)
    for claim in proposed:
        why = fault(claim, document) or gate.fault(claim)
        if why:
            refused.append((claim, why))
        else:
            kept.append(claim.model_copy(update={"status": "", "reason": "", "spans": {}}))
    return tuple(kept), tuple(refused)


class _Gate:
    """Checks claims against the sentences of one document, each read once."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.plain: PlainText
        self.plain, self.placed = view(document.text, blocks(document.text))
        self.read: dict[tuple[int, int], tuple[Marks, list[Act]]] = {}

    def fault(self, claim: Claim) -> str:
        """Return why a claim is not borne out, or ''."""
        if not claim.quote.strip():
            return "it quotes nothing"
        start, end = self.plain.at(claim.start), self.plain.at(claim.end)
        block = next((b for b in self.placed if b.start <= start and end <= b.end + 1), None)
        if block is None or block.kind not in _STORY:
            return "its quote is not part of the story"
        found = self._sentence(block, start, end)
        if found is None:
            return "its quote runs over several sentences, or stands in a language that is not read"
        told, own = found
        return (
            _figure_fault(claim, told, start, end)
            or _names_fault(claim, told, own, block, self.plain.text)
            or _days_fault(claim, told, self.document.published)
            or _act_fault(claim, own, start, end)
        )

    def _sentence(self, block: LayoutBlock, start: int, end: int) -> tuple[Marks, list[Act]] | None:
        said = self.plain.text[block.start : block.end]
        code = detect(said) or "en"
        if code not in LANGUAGES:
            code = detect(self.plain.text)
        if code not in LANGUAGES:
            return None
        text = simplified(self.plain.text) if code == "zh" else self.plain.text
        spans = (
            [(block.start, block.end)]
            if block.kind == "row"
            else split(text, block.start, block.end)
        )
        for a, b in spans:
            if a <= start and end <= b + 1:
                if (a, b) not in self.read:
                    words = language(code)
                    told = marks(words, text, a, b, self.document.published)
                    self.read[a, b] = told, acts(told, Scene(words, self.document.published))
                return self.read[a, b]
        return None


def _figure_fault(claim: Claim, told: Marks, start: int, end: int) -> str:
    if claim.value is None:
        return ""
    stated = [f for f in told.figures if start <= f.start and f.end <= end + 1]
    if any(f.unit == claim.unit and f.value == claim.value for f in stated):
        if claim.was is not None and claim.was not in [f.value for f in told.figures]:
            return f"no figure {claim.was:g} stands in its sentence"
        return ""
    there = ", ".join(f"{f.value:g} {f.unit}" for f in stated if f.value is not None)
    return f"its quote states {there or 'no figure'}"


def _names_fault(claim: Claim, told: Marks, own: list[Act], block: LayoutBlock, text: str) -> str:
    named = {m.key for m in told.economies}
    around = {m.key for m in told.language.economies.find(text, block.start, block.end)}
    for slot, codes in (("by", [claim.by]), ("on", claim.on.split())):
        for code in filter(None, codes):
            if code not in (named or around) and code not in around:
                return f"{slot}: {code} is not named there"
    if claim.by and claim.by in claim.on.split():
        return f"{claim.by} acts on itself"
    goods = {m.key for m in told.goods}
    missing = [good for good in claim.goods if good not in goods]
    return f"goods: {', '.join(missing)} not named there" if missing else ""


def _days_fault(claim: Claim, told: Marks, published: date | None) -> str:
    stated = {
        d
        for w in told.dates
        if w.first and w.last
        for d in (w.first.isoformat(), w.last.isoformat())
    }
    for slot in ("in_force", "lapses", "announced"):
        said = getattr(claim, slot)
        if re.match(r"\d{4}-", said) and said[:10] not in stated:
            return f"{slot}: {said} is told nowhere in its sentence"
        if said and not re.match(r"\d{4}-\d\d-\d\d|P\d+[DWMY]$", said):
            return f"{slot}: '{said}' is no day"
    return ""


_ALIKE = {"raise": "impose", "impose": "raise"}


def _act_fault(claim: Claim, own: list[Act], start: int, end: int) -> str:
    """Return how the act differs from what the sentence says of its figure or words."""
    near = [a for a in own if a.start < end and start < a.end]
    if claim.value is not None:
        near = [a for a in near if a.figure and a.figure.value == claim.value] or near
    if not claim.act:
        return ""
    if not near:
        return f"its words tell of no act of '{claim.act}'"
    for act in near:
        why = _differs(claim, act)
        if not why:
            return ""
    return _differs(claim, near[0])


def _differs(claim: Claim, act: Act) -> str:  # noqa: PLR0911  # one slot each
    if claim.value is not None and act.figure and act.figure.value != claim.value:
        return f"{claim.value:g} is not what the act leads to"
    if claim.act != act.act and _ALIKE.get(claim.act) != act.act:
        return f"the sentence says '{act.act}', not '{claim.act}'"
    if act.by and claim.by and claim.by != act.by:
        return f"the sentence has {act.by} act, not {claim.by}"
    if act.on and claim.on and set(claim.on.split()) != set(act.on):
        return f"the sentence has it on {' '.join(act.on)}, not {claim.on}"
    if act.by and claim.on and act.by in claim.on.split():
        return f"{act.by} acts there, and is not acted on"
    if claim.standing != act.standing:
        return f"the sentence says that it is {act.standing}, not {claim.standing}"
    if claim.was is not None and claim.was != act.was:
        return f"the sentence has it come from {act.was}, not {claim.was:g}"
    return ""
