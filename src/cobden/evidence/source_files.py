"""Read sources from files: text, HTML and PDF, each within limits of size and time.

Every file is read in a process of its own making, so that whatever a hostile one does ends with its
time; a source that cannot be read is one line in the ledger, and the others go through.
"""

import re
import stat
from collections.abc import Callable, Iterable
from concurrent.futures import TimeoutError as TooLong
from datetime import date
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from cobden.base.dates import parse_date
from cobden.base.errors import InputError
from cobden.evidence.act_reader import unread_parts
from cobden.evidence.claims import Claim
from cobden.evidence.dating import date_together
from cobden.evidence.documents import Document, header
from cobden.evidence.extract import claims
from cobden.evidence.kept_claims import keep, kept
from cobden.evidence.knowledge import Knowledge
from cobden.evidence.ledger import Ledger, Unread

MOST_BYTES = 20_000_000
MOST_CHARACTERS = 2_000_000
MOST_MEMORY = 2_000_000_000  # bytes of data that reading one report may take
MOST_PAGES = 500


def read_document(path: str | Path, *, published: date | None = None) -> Document:
    """Read one file; its offsets count characters of the text as read.

    ``published`` is its day where it does not give one itself.

    Raises ``InputError`` where it is no regular file, too large, empty, or holds no text.

    >>> import cobden as cb
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / 'report.txt'
    ...     _ = path.write_text('Tokyo, 5 June 2025. Japan will buy chips.')
    ...     print(cb.evidence.read_document(path).text[:19])
    Tokyo, 5 June 2025.
    """
    path = Path(path)
    data = _bytes(path)
    where = str(path)
    start = data[:1024].lstrip()
    identity: dict[str, object]
    if start.startswith(b"%PDF"):
        text, identity = _pdf(data, where)
    else:
        plain = _decoded(data, where)
        if re.match(
            r"\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype html|html|head|body|article|div|p)\b", plain, re.I
        ):
            text, identity = _html(plain, where)
        else:
            text, identity = plain, {}
    if not re.search(r"\w", text):
        raise InputError("there is no text in it.", where=where, remedy="Leave it out.")
    if len(text) > MOST_CHARACTERS:
        raise InputError(
            f"it holds {len(text):,} characters of text.", where=where,
            remedy=f"A report may have {MOST_CHARACTERS:,}: split it, or leave it out.",
        )  # fmt: skip
    identity = identity | _identity_in(text, where)
    own = identity.pop("published", None)
    how = "its own metadata" if own else "given" if published else ""
    return Document.of(path.stem, text, **identity, published=own or published, dated_by=how)


def read_all(
    paths: Iterable[str | Path], knowledge: Knowledge, *, published: date | None = None,
    seconds: float = 20.0, workers: int = 2, cache: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Ledger:  # fmt: skip
    """Read the files into a ledger, at most ``seconds`` on each source.

    A source that cannot be read in time or at all is listed in ``Ledger.unread``. With a ``cache``,
    a folder, a document read before is not read again; ``progress`` is told how many of the
    documents are done, of how many.

    >>> import cobden as cb
    >>> import tempfile
    >>> from pathlib import Path
    >>> path = Path(tempfile.mkdtemp()) / 'note.txt'
    >>> _ = path.write_text('The United States cut its tariff on Japanese cars from 27.5% to 15%.')
    >>> ledger = cb.evidence.read_all([path], cb.evidence.Knowledge.default())
    >>> len(ledger.documents)
    1
    """
    from pebble import ProcessPool  # starts processes: only where files are read

    paths = [Path(path) for path in paths]
    documents: list[Document] = []
    unread: list[Unread] = []
    found: list[Claim] = []
    with ProcessPool(
        max_workers=min(workers, max(1, len(paths))), context=get_context("spawn"),
        initializer=_limited, initargs=(MOST_MEMORY,),
    ) as pool:  # fmt: skip
        reading = partial(_safely, read_document, published=published)
        for path, result in zip(paths, _each(pool, reading, paths, seconds), strict=True):
            if isinstance(result, str):
                unread.append(Unread(str(path), result))
            else:
                documents.append(result)
        documents = date_together(_distinct(documents), knowledge)
        people = knowledge.of_people()
        before = {d.name: kept(cache, d, people) for d in documents} if cache else {}
        fresh = [d for d in documents if before.get(d.name) is None]
        extracting = partial(_safely, claims, knowledge=people)
        told = iter(_each(pool, extracting, fresh, seconds))
        whole = []
        for number, document in enumerate(documents, 1):
            old = before.get(document.name)
            result = next(told) if old is None else old
            if isinstance(result, str):
                unread.append(Unread(document.name, result))
            else:
                whole.append(document)
                unread += [Unread(document.name, why) for why in unread_parts(document)]
                found += result
                if cache and old is None:
                    keep(cache, document, people, result)
            if progress:
                progress(number, len(documents))
    return Ledger.reconciled(whole, found, knowledge, unread)


def _each(pool, work, items: list, seconds: float):
    """Yield the result for each item, or a line saying why there is none."""
    results = pool.map(work, items, timeout=seconds).result()
    for _ in items:
        try:
            yield next(results)
        except MemoryError:
            yield f"it needs more than {MOST_MEMORY / 1e9:g} GB of memory and was given up."
        except TooLong:
            yield f"it took longer than {seconds:g} seconds and was given up."
        except Exception as error:
            yield f"reading it failed ({type(error).__name__})."


def _limited(most: int) -> None:
    """Let this process take at most ``most`` bytes for data, where the system can see to it."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    ceiling = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (ceiling, hard))


def _safely(work, item, **options):
    """Return the result of ``work``, or the user's error as a line: errors do not travel well."""
    try:
        return work(item, **options)
    except InputError as error:
        return f"{error.what} {error.remedy}".strip()


def _distinct(documents: list[Document]) -> list[Document]:
    """Give documents of one name a number each, so that claims name theirs."""
    seen: dict[str, int] = {}
    named = []
    for document in documents:
        seen[document.name] = seen.get(document.name, 0) + 1
        number = seen[document.name]
        named.append(
            document if number == 1
            else document.model_copy(update={"name": f"{document.name}-{number}"})
        )  # fmt: skip
    return named


def _bytes(path: Path) -> bytes:
    try:
        facts = path.stat()
        if not stat.S_ISREG(facts.st_mode):
            raise InputError("it is not a file.", where=str(path), remedy="Name files.")
        if facts.st_size > MOST_BYTES:
            raise InputError(
                f"it has {facts.st_size / 1e6:.0f} MB.", where=str(path),
                remedy=f"A report may have {MOST_BYTES / 1e6:.0f} MB: save its text alone.",
            )  # fmt: skip
        return path.read_bytes()
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "its name is no file's"
        raise InputError(f"it cannot be opened: {why}.", where=repr(str(path))) from None


def _decoded(data: bytes, where: str) -> str:
    """Return the text of the bytes: UTF-8 and its kin, or the encoding that its bytes betray."""
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        from charset_normalizer import from_bytes  # rarely needed, slow to import

        best = from_bytes(data[:200_000]).best()
        if best is None:
            raise InputError(
                "its encoding cannot be told.", where=where, remedy="Save it as UTF-8."
            ) from None
        text = data.decode(best.encoding, errors="replace")
    if text.count("\x00") > 0:
        raise InputError(
            "it is no text, HTML or PDF.", where=where, remedy="Save the report as one of these."
        )
    return text


def _html(page: str, where: str) -> tuple[str, dict[str, object]]:
    """Return the story of a page; nothing on it is run, and no address on it is fetched."""
    import trafilatura  # half a second to import: only for pages

    from cobden.evidence.html_tables import tabled

    apart = tabled(page)
    found = trafilatura.bare_extraction(apart.page, include_comments=False, include_tables=True)
    if found is None or isinstance(found, dict) or not found.text:
        raise InputError("no story was found on the page.", where=where, remedy="Save its text.")
    identity: dict[str, object] = {
        "title": found.title or "", "publisher": found.sitename or "", "url": found.url or "",
    }  # fmt: skip
    told = re.search(r"""(?i)<meta[^>]+name=["']date["'][^>]+content=["'](\d{4}-\d\d-\d\d)""", page)
    if told:
        identity["published"] = parse_date(told[1], where=where)
    elif found.date:
        identity["published"] = parse_date(found.date, where=where)
    return apart.put_back(found.text), identity


def _pdf(data: bytes, where: str) -> tuple[str, dict[str, object]]:
    from io import BytesIO

    from pypdf import PdfReader  # only for PDFs
    from pypdf.errors import PyPdfError

    from cobden.evidence.pdf_tables import with_tables

    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise InputError("it is locked by a password.", where=where, remedy="Unlock it first.")
        if len(reader.pages) > MOST_PAGES:
            raise InputError(
                f"it has {len(reader.pages)} pages.", where=where,
                remedy=f"A report may have {MOST_PAGES}.",
            )  # fmt: skip
        pages = [page.extract_text() for page in reader.pages]
        text = "\n\n".join(with_tables(data, pages))
        about = reader.metadata
        title = str(about.title or "") if about else ""
    except InputError:
        raise
    # Besides its own error, pypdf raises each of these on one damaged file or another.
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError,
            OSError, MemoryError, AssertionError, NotImplementedError) as error:  # fmt: skip
        raise InputError(
            f"the PDF is broken ({type(error).__name__}).", where=where, remedy="Save its text."
        ) from None
    if not re.search(r"\w{2}", text):
        raise InputError(
            "the PDF holds no text: it may be a scan.", where=where,
            remedy="Put it through text recognition first.",
        )  # fmt: skip
    return text, {"title": title}


def _identity_in(text: str, where: str) -> dict[str, object]:
    """Return the identity that a text gives itself in its first lines (see docs/evidence.md)."""
    lines = header(text[:2000])
    identity: dict[str, object] = {k: lines[k] for k in ("title", "publisher", "url") if k in lines}
    if "date" in lines:
        identity["published"] = parse_date(lines["date"], where=f"{where}, Date")
    return identity
