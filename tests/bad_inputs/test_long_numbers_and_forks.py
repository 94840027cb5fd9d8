"""A number of hundreds of digits costs its sentence, not its report; a fork does not hang."""

import multiprocessing
import os
import time

import pytest

from cobden.base import processes
from cobden.base.errors import InputError
from cobden.evidence.documents import Document
from cobden.evidence.extract import claims
from cobden.study.known_facts import knowledge


@pytest.mark.parametrize(
    "number",
    ["1" * 400, "1," + ",".join(["111"] * 140), "0." + "1" * 400, "9" * 5_000, "1" * 4_400 + "th"],
    ids=["digits", "groups", "decimals", "5,000 digits", "ordinal"],
)
def test_a_number_beyond_all_bounds_leaves_the_rest_of_a_report(number):
    text = (
        "The United States raised its tariff on Japan's cars to 25% in April. "
        f"Exports fell by {number} in May. It imposed a tariff of {number}% on cars. "
        f"Japan will buy ${number} billion of rice, {number} tonnes a year."
    )
    known = knowledge()
    began = time.process_time()
    found = claims(Document.of("report", text), known)
    assert time.process_time() - began < 5
    assert [claim.value for claim in found if claim.quote == "25%"] == [25.0]
    assert all(claim.value is None or claim.value < 1e40 for claim in found)


def test_a_fork_of_a_process_that_has_solved_is_refused_and_not_waited_for(monkeypatch):
    monkeypatch.setattr(processes, "_solving", [])
    processes.check_not_forked()
    processes.check_not_forked()  # the same process may solve again
    monkeypatch.setattr(os, "getpid", lambda: -1)
    with pytest.raises(InputError, match=r"fork of one that has solved.*spawn"):
        processes.check_not_forked()


@pytest.mark.validation
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_real_fork_after_a_solve_gets_the_sentence():
    import cobden as cb

    world = cb.World.load()
    cb.solve(world, cb.Policy([]).on("2025-06-05"))
    context = multiprocessing.get_context("fork")
    said = context.SimpleQueue()

    def solve_again():
        try:
            cb.solve(world, cb.Policy([]).on("2025-06-05"))
        except InputError as fault:
            said.put(str(fault))

    child = context.Process(target=solve_again)
    child.start()
    child.join(30)
    assert child.exitcode == 0
    assert "spawn" in said.get()
