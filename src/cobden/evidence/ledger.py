"""The ledger: sources, claims and what reconciling found, as JSON Lines that check themselves.

Each line is an object whose ``line`` says what it is: "source" (with the text as read), "claim", or
"unread" (a source that could not be read, and why). A ledger whose quotes do not stand at their
offsets, or whose texts are not those the claims were taken from, does not load.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from pydantic import ValidationError

from cobden.base.errors import InputError
from cobden.base.files import read_text
from cobden.base.printable import csv_text, printable_json
from cobden.base.writing import write_text
from cobden.evidence.act_reader import unread_parts
from cobden.evidence.claims import Claim, fault
from cobden.evidence.dependence import Dependence, dependence
from cobden.evidence.documents import Document
from cobden.evidence.extract import claims
from cobden.evidence.knowledge import Knowledge
from cobden.evidence.reconcile import reconcile

_LARGEST = 200_000_000  # bytes: the texts of many reports


@dataclass(frozen=True)
class Unread:
    """A source that could not be read, and why, in a line."""

    name: str
    reason: str


@dataclass(frozen=True)
class Ledger:
    """What is claimed, by whom, resting on which words.

    >>> import cobden as cb
    >>> note = 'The United States cut its tariff on Japanese cars from 27.5% to 15% in September.'
    >>> document = cb.evidence.Document.of('note', note)
    >>> ledger = cb.evidence.Ledger.of([document], cb.evidence.Knowledge.default())
    >>> [(claim.act, claim.value) for claim in ledger.claims if claim.act]
    [('cut', 15.0)]
    """

    documents: tuple[Document, ...]
    claims: tuple[Claim, ...]
    leaning: Dependence
    unread: tuple[Unread, ...] = ()

    @classmethod
    def of(
        cls, documents: Iterable[Document], knowledge: Knowledge, unread: Iterable[Unread] = ()
    ) -> Self:
        """Read the claims of the documents and reconcile them."""
        documents = tuple(documents)
        found = [claim for document in documents for claim in claims(document, knowledge)]
        foreign = [Unread(d.name, why) for d in documents for why in unread_parts(d)]
        return cls.reconciled(documents, found, knowledge, (*unread, *foreign))

    @classmethod
    def reconciled(
        cls, documents: Iterable[Document], found: Iterable[Claim], knowledge: Knowledge,
        unread: Iterable[Unread] = (),
    ) -> Self:  # fmt: skip
        """Reconcile claims, wherever they come from, after checking every span.

        Raises ``InputError`` for the first claim that does not rest on its document.
        """
        documents, found = tuple(documents), tuple(found)
        _check(documents, found, "claims")
        judged, leaning = reconcile(documents, found, knowledge)
        return cls(documents, judged, leaning, tuple(unread))

    def save(self, path: str | Path) -> None:
        """Write the ledger as JSON Lines."""
        write_text(Path(path), self.jsonl())

    def jsonl(self) -> str:
        """Return the ledger as JSON Lines, defaults left out."""
        lines = [{"line": "source"} | _plain(document) for document in self.documents]
        lines += [{"line": "claim"} | _plain(claim) for claim in self.claims]
        lines += [{"line": "unread", "name": u.name, "reason": u.reason} for u in self.unread]
        return "".join(
            printable_json(json.dumps(line, ensure_ascii=False)) + "\n" for line in lines
        )

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read a ledger; raise ``InputError`` naming the line that is wrong or rests on nothing."""
        documents: list[Document] = []
        found: list[Claim] = []
        unread: list[Unread] = []
        for number, line in enumerate(read_text(Path(path), largest=_LARGEST).splitlines(), 1):
            where = f"{path}, line {number}"
            try:
                row = json.loads(line)
                what = row.pop("line")
                if what == "source":
                    documents.append(Document.model_validate(row))
                elif what == "claim":
                    found.append(Claim.model_validate(row))
                elif what == "unread":
                    unread.append(Unread(**row))
                else:
                    raise KeyError(what)
            except ValidationError as error:
                first = error.errors()[0]
                key = ".".join(map(str, first["loc"]))
                raise InputError(
                    f"{key + ': ' if key else ''}{first['msg']}.", where=where,
                    remedy="Make the ledger anew with 'cobden read'.",
                ) from None  # fmt: skip
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
                raise InputError(
                    "this is no line of a ledger.", where=where,
                    remedy="Each line is a JSON object whose 'line' is source, claim or unread.",
                ) from None  # fmt: skip
        _check(documents, found, str(path))
        return cls(tuple(documents), tuple(found), dependence(documents, found), tuple(unread))

    def document(self, name: str) -> Document:
        """Return the source called ``name``."""
        return next(d for d in self.documents if d.name == name)

    def csv(self) -> str:
        """Return the claims as a table for spreadsheets, safe from formulas in the sources."""
        columns = [name for name in Claim.model_fields if name != "attribution"]
        columns.append("attribution")
        rows = [[getattr(claim, name) for name in columns] for claim in self.claims]
        return csv_text([columns, *rows])


def _plain(value: Document | Claim) -> dict[str, object]:
    return value.model_dump(mode="json", exclude_defaults=True)


def _check(documents: Iterable[Document], found: Iterable[Claim], where: str) -> None:
    sources = {document.name: document for document in documents}
    for claim in found:
        document = sources.get(claim.document)
        why = fault(claim, document) if document else "its source is not in the ledger"
        if why:
            raise InputError(
                f"the claim {claim.id} rests on nothing: {why}.", where=where,
                remedy="A claim must quote its source exactly, at its offset.",
            )  # fmt: skip
