"""Whatever step fails, at whatever moment: what is written is whole or absent, and can be made."""

import csv
import gc
from pathlib import Path

import pytest
from injection import KINDS, every_fault

from cobden.base.errors import InputError
from cobden.base.writing import write_together
from cobden.draws import CONVERGED, Design, Outcomes, Range, run

DESIGN = Design((Range("x", 0.0, 1.0), Range("y", -1.0, 1.0)), 12, 3)


class Sums:
    outcomes = ("sum",)
    identity = "sums"

    def evaluate(self, draws):
        return Outcomes((draws["x"] + draws["y"]).to_numpy()[:, None], (CONVERGED,) * len(draws))


def files(folder: Path) -> dict[str, bytes]:
    """Everything in a folder but the lock."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".lock"
    }


@pytest.fixture(autouse=True)
def _quietly():
    """A traceback that an interrupt cut short keeps files open until it is collected."""
    yield
    gc.collect()


def strides(kind):
    """Every step; by default only some of the thousands of lines that Ctrl-C can fall on."""
    if kind != "interrupt":
        return [pytest.param(kind, 1, id=kind)]
    return [
        pytest.param(kind, 61, id="interrupt, some lines"),
        pytest.param(kind, 1, id="interrupt, every line", marks=pytest.mark.validation),
    ]


EVERY = [case for kind in KINDS for case in strides(kind)]


@pytest.mark.parametrize(("kind", "stride"), EVERY)
def test_an_ensemble_is_continued_to_the_same_bits_after_any_fault(tmp_path, kind, stride):
    run(Sums(), DESIGN, tmp_path / "whole", chunk=4)
    whole, faults = files(tmp_path / "whole"), 0
    for k, failing in every_fault(kind, tmp_path, stride=stride):
        store = tmp_path / f"{k}"
        try:
            with failing() as counter:
                run(Sums(), DESIGN, store, chunk=4)
        except (InputError, MemoryError, KeyboardInterrupt):
            faults += 1
        if counter.hit:
            left = files(store) if store.exists() else {}
            assert {name: left[name] for name in left if name.endswith("parquet")}.items() <= (
                whole.items()
            ), k
        run(Sums(), DESIGN, store, chunk=4)
        assert files(store) == whole, k
    assert faults >= (1 if kind == "folder" else 3)


@pytest.mark.parametrize(("kind", "stride"), EVERY)
@pytest.mark.parametrize("there", [False, True], ids=["new", "over old ones"])
def test_files_written_together_are_all_new_or_all_as_before(tmp_path, kind, stride, there):
    names = ("a.csv", "b.parquet", "deep/c.json")
    stride = min(stride, 7)
    faults = 0
    for k, failing in every_fault(kind, tmp_path, stride=stride):
        folder = tmp_path / f"{k}"
        folder.mkdir()
        old = {name: f"old {name}".encode() for name in names} if there else {}
        if old:
            write_together({folder / name: content for name, content in old.items()})
        new = {name: f"new {name}".encode() for name in names}
        try:
            with failing():
                write_together({folder / name: content for name, content in new.items()})
        except KeyboardInterrupt:
            faults += 1
            expected = (old, new)  # it may come once all is done
        except (InputError, MemoryError):
            faults += 1
            expected = (old,)
        else:
            expected = (new,)
        assert files(folder) in expected, k
    assert faults >= (1 if kind not in ("memory", "folder") else 0)


def test_a_full_disk_is_named_with_its_remedy(tmp_path):
    for _, failing in every_fault("write", tmp_path):
        with failing(), pytest.raises(InputError) as fault:
            run(Sums(), DESIGN, tmp_path / "store", chunk=4)
        assert "the disk is full" in str(fault.value)
        assert "Free some space and do the same again" in str(fault.value)
        break


def test_the_harness_finds_what_is_half_written(tmp_path):
    """A writer that is not careful is caught: the harness can fail."""
    halves = 0
    for _, failing in every_fault("write", tmp_path):
        target = tmp_path / "half.csv"
        target.write_text("old")
        try:
            with failing(), target.open("w", newline="") as out:
                csv.writer(out).writerow(["new", "row"])
        except OSError:
            halves += 1
        if target.read_text() not in ("old", "new,row\r\n"):
            break
    assert halves == 1
