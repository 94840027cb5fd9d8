"""Acts told in a way that is seldom right are counted, and shown only when they are asked for."""

from datetime import date

from typer.testing import CliRunner

from cobden.cli import app
from cobden.evidence.confidence import SURE, confidence, is_sure, told
from cobden.evidence.documents import Document
from cobden.evidence.knowledge import Knowledge
from cobden.evidence.ledger import Ledger
from cobden.evidence.ledger_page import page

SURELY = "Canada imposed a 30% duty on steel from Brazil."
NOBODY = "A duty of 45% on coffee is being talked about."


def ledger(text):
    document = Document.of("paper", text, published=date(2025, 7, 14))
    return Ledger.of([document], Knowledge.default())


def test_an_act_with_its_parties_in_its_own_words_is_surer_than_one_that_nobody_does():
    (sure,) = [c for c in ledger(SURELY).claims if c.act]
    (unsure,) = [c for c in ledger(NOBODY).claims if c.act]
    assert told(sure) == ("figure", "own", "own")
    assert told(unsure)[:2] == ("figure", "none")
    assert confidence(unsure) < SURE < 0.9 < confidence(sure)
    assert is_sure(sure)
    assert not is_sure(unsure)


def test_what_is_no_act_is_always_shown():
    (figure,) = [c for c in ledger("Exports to Norway were $5 billion.").claims if c.value]
    assert not figure.act
    assert is_sure(figure)


def test_the_page_counts_what_it_leaves_out_and_shows_it_when_asked():
    found = ledger(f"{SURELY} {NOBODY}")
    assert "Of 1 more act the reader is not sure" in page(found)
    assert "45%" not in page(found).partition("The sources")[0]
    assert "45%" in page(found, every=True).partition("The sources")[0]


def test_the_terminal_counts_what_it_leaves_out_and_shows_it_when_asked(tmp_path):
    path = tmp_path / "paper.txt"
    path.write_text(f"Date: 2025-07-14\n\n{SURELY} {NOBODY}\n")
    short = CliRunner().invoke(app, ["read", str(path)]).output
    assert "1 act of which the reader is not sure left out" in " ".join(short.split())
    assert "45%" not in short
    assert "45%" in CliRunner().invoke(app, ["read", str(path), "--all"]).output


def test_what_cannot_be_right_is_shown_however_it_is_told():
    (unsure,) = [c for c in ledger(NOBODY).claims if c.act]
    answered = unsure.model_copy(update={"status": "cannot be right", "reason": "not in the law"})
    assert confidence(answered) < SURE
    assert is_sure(answered)
