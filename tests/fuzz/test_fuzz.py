"""Fuzzing that stays: whatever the bytes, a door answers or refuses with a sentence, and soon.

Seeds lie beside this file; hypothesis cuts, doubles, swaps and overwrites them, and keeps what it
finds. Minutes of it run with ``make validate``, a few moments by default.
"""

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cobden import cases
from cobden.base.errors import CobdenError
from cobden.evidence.documents import Document
from cobden.evidence.extract import claims
from cobden.evidence.ledger import Ledger
from cobden.study.known_facts import knowledge

SEEDS = Path(__file__).parent / "seeds"
SECONDS = 10.0  # of the processor, for one input
PIECES = (
    b"\0", b"\xff", b"'", b'"', b"[" * 200, b"{", b"}", b"&a [*a]", b"!!python/object:x", b"\r\n",
    b"-1", b"1e400", b"nan", b"9" * 500, b"=1+1", "\u202e".encode(), b"\x1b]0;x\x07", b",", b": ",
    b"2025-02-30", b"EU27", b"JPN", b"- ", b"\t", b"100000%", b"true", b"null", b"~", b"../../x",
)  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn, seed: bytes) -> bytes:
    """Bytes not far from a seed."""
    raw = seed
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(raw)))
        end = min(len(raw), at + draw(st.integers(0, 40)))
        piece = draw(st.sampled_from(PIECES) | st.binary(max_size=8) | st.just(raw[at:end] * 2))
        raw = raw[:at] + piece + raw[end:]
    return raw


def a_case(name: str) -> Callable[[bytes, Path], object]:
    def door(raw: bytes, folder: Path) -> object:
        made = folder / "case"
        if not made.exists():
            cases.new(made)
        kept = (made / name).read_bytes()
        (made / name).write_bytes(raw)
        try:
            return cases.load(made)
        finally:
            (made / name).write_bytes(kept)

    return door


def a_report(raw: bytes, folder: Path) -> object:
    document = Document.of("report", raw.decode("utf-8", "replace"))
    return Ledger.of([document], knowledge()).csv(), claims(document, knowledge())


def a_scenario(raw: bytes, folder: Path) -> object:
    """The body of a request, as the guard and the model see it."""
    from pydantic import ValidationError

    from cobden.live.guard import Refusal, _check_depth
    from cobden.live.models.requests import Scenario

    try:
        _check_depth(raw)
        return Scenario.model_validate_json(raw)
    except (Refusal, ValidationError) as fault:
        raise CobdenError("refused.", remedy=str(fault)) from None


DOORS = {
    "case.yaml": a_case("case.yaml"),
    "instruments.yaml": a_case("instruments.yaml"),
    "facts.csv": a_case("facts.csv"),
    "measures.csv": a_case("measures.csv"),
    "report.txt": a_report,
    "scenario.json": a_scenario,
}


@pytest.mark.parametrize(
    "examples", [8, pytest.param(150, marks=pytest.mark.validation)], ids=["moments", "minutes"]
)
@pytest.mark.parametrize("seed", DOORS)
def test_a_door_answers_or_refuses_with_a_sentence(seed, examples, tmp_path_factory):
    folder = tmp_path_factory.mktemp("fuzz")
    outcomes = {"answered": 0, "refused": 0}

    @settings(
        max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck),
        derandomize=examples < 100, database=None,
    )  # fmt: skip
    @given(mutated((SEEDS / seed).read_bytes()))
    def try_one(raw: bytes) -> None:
        began = time.process_time()
        try:
            DOORS[seed](raw, folder)
            outcomes["answered"] += 1
        except CobdenError:
            outcomes["refused"] += 1
        assert time.process_time() - began < SECONDS

    try_one()
    assert sum(outcomes.values()) >= examples
    print(f"{seed}: {json.dumps(outcomes)}")


def test_the_seeds_themselves_are_answered(tmp_path):
    for seed, door in DOORS.items():
        door((SEEDS / seed).read_bytes(), tmp_path)
