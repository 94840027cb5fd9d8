"""Running an experiment over a design: here, or on the workers of a Dask cluster."""

from collections.abc import Callable, Generator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from cobden.base.errors import InputError
from cobden.base.writing import interrupts_noticed
from cobden.draws.experiment import CONVERGED, Experiment, Outcomes, evaluate
from cobden.draws.store import Store
from cobden.draws.summary import Ensemble

if TYPE_CHECKING:
    import pandas as pd

    from cobden.draws.design import Design

# Chunks given to a cluster at a time: enough to keep many workers busy, few enough that memory
# does not grow with the number of draws.
_IN_FLIGHT = 512
# A worker that dies takes its chunk with it; Dask gives that chunk to others this many times.
_RETRIES = 20

_Chunk = tuple["pd.DataFrame", Outcomes]


@dataclass(frozen=True)
class Progress:
    """How far a run has come, in draws.

    >>> import cobden as cb
    >>> at = cb.draws.Progress(done=64, total=256, failed=1)
    >>> at.done / at.total
    0.25
    """

    done: int
    total: int
    failed: int


def run(
    experiment: Experiment,
    design: "Design",
    store: Path | str,
    *,
    chunk: int = 64,
    dask: str | None = None,
    progress: Callable[[Progress], None] = lambda _: None,
) -> Ensemble:
    """Evaluate ``experiment`` at every draw of ``design`` and keep the results in ``store``.

    Stop it in any way (Ctrl-C, kill, power cut) and call it again with the same arguments: it
    computes what is missing, and again what is no longer as it was written (a failing disk, a copy
    gone wrong). Chunks of ``chunk`` draws are computed whole and are the same wherever they are
    computed, so the results do not depend on the number of workers or on interruptions. ``dask`` is
    the address of a cluster's scheduler; by default the draws are made in this process.

    Raises ``InputError`` if the store was started for something else, cannot be written, or is
    written to by another process, or if the cluster cannot be reached. Draws without an answer do
    not raise: they are counted and named in the result.

    >>> import cobden as cb
    >>> from tempfile import TemporaryDirectory
    >>> square = cb.draws.OneByOne(lambda draw: {'y': draw['x'] ** 2}, ('y',), 'square of x')
    >>> design = cb.draws.Design((cb.draws.Range('x', 0.0, 1.0),), 64, 1)
    >>> with TemporaryDirectory() as folder:
    ...     made = cb.draws.run(square, design, folder)
    ...     print(made.done, len(made.failures), round(float(made.values().y.mean()), 1))
    64 0 0.3
    """
    if chunk < 1:
        raise InputError(f"{chunk} draws to a chunk.", where="chunk", remedy="Give 1 or more.")
    with (
        Store.writing(Path(store), experiment, design, chunk) as kept,
        interrupts_noticed() as check,
    ):
        missing = kept.mend()
        result = Ensemble(kept)
        done = design.draws - sum(stop - start for start, stop in missing)
        failed = len(result.failures)
        progress(Progress(done, design.draws, failed))
        chunks = (
            _locally(experiment, design, missing)
            if dask is None
            else _on_cluster(experiment, design, missing, dask)
        )
        with closing(chunks):
            for draws, answer in chunks:
                check()
                kept.write(draws, answer)
                done += len(draws)
                failed += sum(status != CONVERGED for status in answer.status)
                progress(Progress(done, design.draws, failed))
        return result


def _compute(experiment: Experiment, design: "Design", start: int, stop: int) -> _Chunk:
    draws = design.rows(start, stop)
    return draws, evaluate(experiment, draws)


def _locally(
    experiment: Experiment, design: "Design", missing: list[tuple[int, int]]
) -> Generator[_Chunk]:
    for start, stop in missing:
        yield _compute(experiment, design, start, stop)


def _on_cluster(
    experiment: Experiment, design: "Design", missing: list[tuple[int, int]], address: str
) -> Generator[_Chunk]:
    try:
        from distributed import Client
        from distributed.protocol import pickle  # it sends functions of a user's own, too
    except ImportError:
        raise InputError(
            "Dask is not installed.", where="dask", remedy="Run: pip install 'cobden[dask]'."
        ) from None
    try:
        client = Client(address, timeout="30s", set_as_default=False)
    except (OSError, ValueError) as error:
        raise InputError(
            f"no Dask scheduler answers at '{address}' ({error}).",
            where="dask",
            remedy="Start one with `dask scheduler` and give the address that it prints.",
        ) from None
    with client:
        # The experiment is unpickled by a task of its own, once per worker that needs it. Unlike
        # data placed on a worker, a task can be repeated when the worker dies.
        model = client.submit(pickle.loads, pickle.dumps(experiment), pure=False, retries=_RETRIES)
        executor = client.get_executor(pure=False, retries=_RETRIES)
        waiting = iter(missing)
        pending: set[Future[_Chunk]] = set()
        while True:
            for start, stop in islice(waiting, _IN_FLIGHT - len(pending)):
                pending.add(executor.submit(_compute, model, design, start, stop))
            if not pending:
                return
            finished, pending = wait(pending, return_when=FIRST_COMPLETED)
            for future in finished:
                yield future.result()
