"""What an ensemble maps over its draws: any function, with its outcomes named."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from cobden.base.errors import CobdenError, InputError

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

CONVERGED = "converged"


@dataclass(frozen=True, eq=False)
class Outcomes:
    """The answers to one chunk of draws.

    ``values`` [draw, outcome]; ``status`` [draw] is ``CONVERGED`` or says why there is no answer.

    >>> import cobden as cb
    >>> import numpy as np
    >>> found = cb.draws.Outcomes(np.array([[1.0], [np.nan]]), ('converged', 'no equilibrium'))
    >>> found.values.shape
    (2, 1)
    """

    values: "NDArray[np.float64]"
    status: tuple[str, ...]


class Experiment(Protocol):
    """A function from draws to outcomes, evaluated a chunk at a time.

    - ``outcomes``: the names of what it returns, in order;
    - ``identity``: a digest of all that it depends on besides the draws; a store filled by one
      experiment is never continued by another.

    It must be a pure function of the chunk, and picklable if workers are to run it.

    >>> import cobden as cb
    >>> square = cb.draws.OneByOne(lambda draw: {'y': draw['x'] ** 2}, ('y',), 'square of x')
    >>> square.outcomes, square.identity
    (('y',), 'square of x')
    """

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Names of the outcomes."""
        ...

    @property
    def identity(self) -> str:
        """Digest of everything the outcomes depend on besides the draws."""
        ...

    def evaluate(self, draws: "pd.DataFrame") -> Outcomes:
        """Return the outcomes of ``draws``: one row per draw, one column per factor."""
        ...


@dataclass(frozen=True)
class OneByOne:
    """An experiment out of a function of a single draw.

    ``function`` takes the draw as a mapping from factor to value and returns a mapping from
    outcome to number. Where it raises a ``CobdenError`` (no convergence, no solution), the draw
    has no answer and the message becomes its status; any other exception is a defect and ends the
    run.

    >>> import cobden as cb
    >>> square = cb.draws.OneByOne(lambda draw: {'y': draw['x'] ** 2}, ('y',), 'square of x')
    >>> import pandas as pd
    >>> square.evaluate(pd.DataFrame({'x': [2.0, 3.0]})).values.tolist()
    [[4.0], [9.0]]
    """

    function: Callable[[Mapping[str, Any]], Mapping[str, float]]
    outcomes: tuple[str, ...]
    identity: str

    def evaluate(self, draws: "pd.DataFrame") -> Outcomes:
        """Return the outcomes of ``draws``, evaluated one after another."""
        values = np.full((len(draws), len(self.outcomes)), np.nan)
        status = []
        for row, draw in enumerate(draws.to_dict("records")):
            try:
                answer = self.function({str(name): value for name, value in draw.items()})
            except CobdenError as error:
                status.append(str(error))
            else:
                values[row] = [answer[name] for name in self.outcomes]
                status.append(CONVERGED)
        return Outcomes(values, tuple(status))


def evaluate(experiment: Experiment, draws: "pd.DataFrame") -> Outcomes:
    """Evaluate a chunk and check what came back.

    An answer that is not finite is a failure, whatever its status says; a failure has no answer.
    """
    answer = experiment.evaluate(draws)
    expected = (len(draws), len(experiment.outcomes))
    if answer.values.shape != expected or len(answer.status) != len(draws):
        raise InputError(
            f"outcomes of shape {answer.values.shape} with {len(answer.status)} statuses.",
            where="experiment",
            remedy=f"Expected {expected}: one row per draw, one column per outcome.",
        )
    values, status = np.array(answer.values, dtype=np.float64), list(answer.status)
    for row, bad in enumerate(~np.isfinite(values)):
        if status[row] == CONVERGED and bad.any():
            status[row] = f"{experiment.outcomes[int(bad.argmax())]} is not finite"
        if status[row] != CONVERGED:
            values[row] = np.nan
    return Outcomes(values, tuple(status))
