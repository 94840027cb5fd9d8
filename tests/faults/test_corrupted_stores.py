"""A store that is not as it was written gives no wrong figure: it is healed, or refused.

Sixty corruptions of a finished store. Reading it serves only chunks that are as they were written;
running it again makes what is missing, to the same bits, or refuses with a sentence.
"""

import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from filelock import FileLock
from scipy.stats import qmc

from cobden.base.errors import InputError
from cobden.draws import CONVERGED, Design, Ensemble, Outcomes, Range, run
from cobden.draws.store import Store

FACTORS = (Range("x", 0.0, 1.0), Range("y", -1.0, 1.0))
DESIGN = Design(FACTORS, 40, 3)
MANIFEST = "ensemble.json"


class Sums:
    outcomes = ("sum", "product")
    identity = "sums"

    def evaluate(self, draws):
        x, y = draws["x"].to_numpy(), draws["y"].to_numpy()
        return Outcomes(np.stack([x + y, x * y], axis=1), (CONVERGED,) * len(draws))


def kept(folder: Path) -> dict[str, bytes]:
    found = [*folder.glob("*.parquet"), folder / MANIFEST]
    return {path.name: path.read_bytes() for path in found}


def chunks(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.parquet"))


@pytest.fixture(scope="module")
def others(tmp_path_factory):
    """The store, one from another seed, and one of another experiment."""
    folder = tmp_path_factory.mktemp("stores")

    class Other(Sums):
        identity = "others"

    run(Sums(), DESIGN, folder / "right", chunk=8)
    run(Sums(), Design(FACTORS, 40, 4), folder / "seed", chunk=8)
    run(Other(), DESIGN, folder / "experiment", chunk=8)
    return folder


def flipped(file: Callable[[Path], Path], at: float):
    def corrupt(store: Path, _: Path) -> None:
        target = file(store)
        raw = bytearray(target.read_bytes())
        raw[int(at * (len(raw) - 1))] ^= 0x10
        target.write_bytes(raw)

    return corrupt


def cut(file: Callable[[Path], Path], at: float):
    def corrupt(store: Path, _: Path) -> None:
        target = file(store)
        target.write_bytes(target.read_bytes()[: int(at * target.stat().st_size)])

    return corrupt


def replaced(file: Callable[[Path], Path], content: bytes):
    return lambda store, _: file(store).write_bytes(content)


def chunk(number: int) -> Callable[[Path], Path]:
    return lambda store: chunks(store)[number]


def manifest(store: Path) -> Path:
    return store / MANIFEST


def over_another(store: Path, _: Path) -> None:
    shutil.copy(chunks(store)[1], chunks(store)[3])


def under_another_place(store: Path, _: Path) -> None:
    first, second = chunks(store)[:2]
    first.replace(store / first.name.replace(first.name[6:16], second.name[6:16]))


def from_the_other(which: str, number: int, *, renamed: bool):
    def corrupt(store: Path, others: Path) -> None:
        foreign, ours = chunks(others / which)[number], chunks(store)[number]
        ours.unlink()
        shutil.copy(foreign, store / (ours.name if renamed else foreign.name))

    return corrupt


def without_a_column(name: str):
    def corrupt(store: Path, _: Path) -> None:
        target = chunks(store)[2]
        pq.write_table(pq.read_table(target).drop_columns([name]), target)

    return corrupt


def with_rows(change: Callable[[pd.DataFrame], pd.DataFrame]):
    def corrupt(store: Path, _: Path) -> None:
        target = chunks(store)[2]
        change(pd.read_parquet(target)).to_parquet(target)

    return corrupt


def manifest_says(old: str, new: str):
    def corrupt(store: Path, _: Path) -> None:
        text = manifest(store).read_text()
        assert old in text
        manifest(store).write_text(text.replace(old, new))

    return corrupt


SECOND = chunk(1)


def turned_to(make: Callable[[Path], object], file: Callable[[Path], Path] = SECOND):
    def corrupt(store: Path, _: Path) -> None:
        target = file(store)
        target.unlink()
        make(target)

    return corrupt


PARTS = (0.0, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99, 1.0)
CORRUPTIONS = {
    **{f"a bit of a chunk at {at}": flipped(chunk(i % 5), at) for i, at in enumerate(PARTS)},
    **{f"a bit of the manifest at {at}": flipped(manifest, at) for at in PARTS},
    **{f"a chunk cut at {at}": cut(chunk(i), at) for i, at in enumerate((0, 0.1, 0.5, 0.9, 0.99))},
    **{f"the manifest cut at {at}": cut(manifest, at) for at in (0, 0.2, 0.5, 0.8, 0.99)},
    "a chunk of zeros": replaced(chunk(0), b"\0" * 3000),
    "a chunk of text": replaced(chunk(4), b"sum,product\n1,2\n"),
    "a manifest of zeros": replaced(manifest, b"\0" * 700),
    "an empty object as manifest": replaced(manifest, b"{}"),
    "a list as manifest": replaced(manifest, b"[1, 2]"),
    "a number as manifest": replaced(manifest, b"7"),
    "a manifest that is no UTF-8": replaced(manifest, b"\xff\xfe{"),
    "a manifest nested 100,000 deep": replaced(manifest, b"[" * 100_000),
    "a chunk over another": over_another,
    "a chunk in another's place": under_another_place,
    **{f"a chunk from another {which}, {how}": from_the_other(which, i, renamed=how == "renamed")
       for which in ("seed", "experiment") for i, how in ((0, "as it was"), (3, "renamed"))},
    **{f"without the column {name}": without_a_column(name)
       for name in ("outcome: sum", "outcome: product", "factor: x", "status", "draw")},
    "rows twice": with_rows(lambda f: pd.concat([f, f])),
    "a row less": with_rows(lambda f: f[:-1]),
    "rows in another order": with_rows(lambda f: f[::-1]),
    "outcomes changed": with_rows(lambda f: f.assign(**{"outcome: sum": 0.0})),
    "columns exchanged": with_rows(lambda f: f.rename(columns={"outcome: sum": "outcome: product",
                                                     "outcome: product": "outcome: sum"})),
    "statuses changed": with_rows(lambda f: f.assign(status="no")),
    "another seed in the manifest": manifest_says('"seed": 3', '"seed": 4'),
    "other draws in the manifest": manifest_says('"draws": 40', '"draws": 24'),
    "another chunk in the manifest": manifest_says('"chunk": 8', '"chunk": 4'),
    "another outcome in the manifest": manifest_says('"product"', '"quotient"'),
    "a factor's range in the manifest": manifest_says('"low": -1.0', '"low": -2.0'),
    "a chunk that is missing": turned_to(lambda target: None),
    "a manifest that is missing": turned_to(lambda target: None, manifest),
    "a chunk that is a link to nothing": turned_to(lambda t: t.symlink_to(t.parent / "gone")),
    "a chunk that is a pipe": turned_to(os.mkfifo),
    "a manifest that is a pipe": turned_to(os.mkfifo, manifest),
}  # fmt: skip


def test_there_are_sixty():
    assert len(CORRUPTIONS) >= 60


def _served(store: Path) -> pd.DataFrame | None:
    """What a store serves as it is; None where it is refused."""
    try:
        return Ensemble(Store.open(store)).values()
    except InputError:
        return None


@pytest.mark.parametrize("how", CORRUPTIONS)
def test_a_corrupted_store_is_healed_or_refused(tmp_path, others, how):
    right, store = kept(others / "right"), tmp_path / "store"
    shutil.copytree(others / "right", store)
    CORRUPTIONS[how](store, others)
    truth = Ensemble(Store.open(others / "right")).values()
    served = _served(store)
    if served is not None:
        pd.testing.assert_frame_equal(served, truth.loc[served.index])
        assert len(served) < len(truth) or kept(store) == right or "manifest" in how
    healed = run(Sums(), DESIGN, store, chunk=8)
    pd.testing.assert_frame_equal(healed.values(), truth)
    assert kept(store) == right


KEPT = Path(__file__).parent / "stores"  # as earlier versions wrote them, then corrupted


@pytest.mark.parametrize("name", sorted(path.name for path in KEPT.iterdir()))
def test_a_corrupted_store_that_was_kept_is_healed_or_refused(tmp_path, others, name):
    """What stands in stores that lie about must be read by every later version."""
    store = tmp_path / "store"
    shutil.copytree(KEPT / name, store)
    truth = Ensemble(Store.open(others / "right")).values()
    served = _served(store)
    if served is not None:
        pd.testing.assert_frame_equal(served, truth.loc[served.index])
    try:
        healed = run(Sums(), DESIGN, store, chunk=8)
    except InputError:
        return
    pd.testing.assert_frame_equal(healed.values(), truth)


def test_draws_that_are_not_the_designs_are_made_again(tmp_path, monkeypatch):
    """What a generator that was interrupted in silence once left behind, with a good checksum."""
    really = Design.rows

    def half_made(self, start, stop):
        rows = really(self, start, stop)
        if start == 8:
            rows.iloc[3:] = 0.5
        return rows

    with monkeypatch.context() as patch:
        patch.setattr(Design, "rows", half_made)
        run(Sums(), DESIGN, tmp_path / "store", chunk=8)
    healed = run(Sums(), DESIGN, tmp_path / "store", chunk=8)
    run(Sums(), DESIGN, tmp_path / "whole", chunk=8)
    assert kept(tmp_path / "store") == kept(tmp_path / "whole")
    assert healed.done == 40


def test_draws_of_something_else_under_a_broken_manifest_are_not_thrown_away(tmp_path, others):
    store = tmp_path / "store"
    shutil.copytree(others / "experiment", store)
    (store / MANIFEST).write_text("{")
    before = kept(store)
    with pytest.raises(InputError, match=r"none of this ensemble.*Name another folder"):
        run(Sums(), DESIGN, store, chunk=8)
    assert kept(store) == before


def test_an_interrupt_that_something_swallows_is_not_lost(tmp_path):
    class Swallowing(Sums):
        def evaluate(self, draws):
            answer = super().evaluate(draws)
            if draws.index[0] == 16:
                try:
                    signal.raise_signal(signal.SIGINT)
                except KeyboardInterrupt:
                    answer.values[:] = 0.0  # what C code would leave half made
            return answer

    with pytest.raises(KeyboardInterrupt):
        run(Swallowing(), DESIGN, tmp_path / "store", chunk=8)
    assert Ensemble(Store.open(tmp_path / "store")).done == 16
    run(Sums(), DESIGN, tmp_path / "store", chunk=8)
    run(Sums(), DESIGN, tmp_path / "whole", chunk=8)
    assert kept(tmp_path / "store") == kept(tmp_path / "whole")


def test_an_interrupt_in_the_generator_waits_until_the_draws_are_made(monkeypatch):
    seen = []

    class Interrupted(qmc.Sobol):
        def random(self, *given, **named):
            signal.raise_signal(signal.SIGINT)
            points = super().random(*given, **named)
            seen.append(points)
            return points

    monkeypatch.setattr(qmc, "Sobol", Interrupted)
    with pytest.raises(KeyboardInterrupt):
        DESIGN.rows(0, 8)
    assert len(seen) == 1


def test_one_process_writes_to_a_store_at_a_time(tmp_path):
    another = pytest.raises(InputError, match=r"another process is writing to this store")
    with FileLock(tmp_path / "writer.lock"), another:
        run(Sums(), DESIGN, tmp_path, chunk=8)
    assert run(Sums(), DESIGN, tmp_path, chunk=8).done == 40


@pytest.mark.parametrize(
    "place",
    [
        "a file",
        "below a file",
        "x" * 5_000,
        "a\0b",
        pytest.param(
            "forbidden/store",
            marks=pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere"),
        ),
    ],
)
def test_a_store_where_none_can_be(tmp_path, place):
    (tmp_path / "a file").write_text("mine")
    (tmp_path / "below a file" if place == "below a file" else tmp_path / "other").touch()
    (tmp_path / "forbidden").mkdir(mode=0o500)
    with pytest.raises(InputError, match="no store can be kept there") as fault:
        run(Sums(), DESIGN, tmp_path / place / ("x" if place == "below a file" else ""), chunk=8)
    assert len(str(fault.value)) < 600
    assert (tmp_path / "a file").read_text() == "mine"
