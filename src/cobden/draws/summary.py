"""What an ensemble says: ranges, failures, and which uncertain figure drives which outcome."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cobden.base.errors import InputError, unknown
from cobden.base.showing import Displayed, Summary
from cobden.draws.design import Design
from cobden.draws.experiment import CONVERGED
from cobden.draws.store import Store

_RESAMPLES = 200
_CONFIDENCE = 0.95


@dataclass(frozen=True, repr=False)
class Ensemble(Displayed):
    """The results of a run, read from its store; complete or as far as they go.

    >>> import cobden as cb
    >>> import tempfile
    >>> area = cb.draws.OneByOne(lambda draw: {'area': draw['width'] ** 2}, ('area',), 'squares')
    >>> design = cb.draws.Design((cb.draws.Range('width', 0.0, 2.0),), draws=64, seed=1)
    >>> found = cb.draws.run(area, design, tempfile.mkdtemp())
    >>> found.outcomes, len(found.failures)
    (('area',), 0)
    """

    store: Store

    def _summary(self) -> Summary:
        shown = [(name, answers.dropna()) for name, answers in self.store.each(self.outcomes[:4])]
        return Summary(
            f"Ensemble of {self.done:,} of {self.design.draws:,} draws",
            (
                ("without an answer", f"{len(self.failures):,}"),
                ("drawn", ", ".join(factor.name for factor in self.design.factors)),
                ("outcomes", f"{len(self.outcomes):,}"),
            ),
            ("outcome", "5%", "median", "95%"),
            tuple(
                (name, *(f"{value:.4g}" for value in values.quantile([0.05, 0.5, 0.95])))
                for name, values in shown
                if len(values)
            ),
        )

    @property
    def design(self) -> Design:
        """The draws that were planned."""
        return self.store.design

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The names of the outcomes."""
        return self.store.outcomes

    @property
    def done(self) -> int:
        """The number of draws made so far, with or without an answer."""
        return len(self.store.status())

    @property
    def failures(self) -> pd.DataFrame:
        """Return the draws without an answer: their number, the reason, and what was drawn."""
        status = self.store.status()
        failed = pd.DataFrame({"status": status[status != CONVERGED]})
        return failed if failed.empty else failed.join(self.factors())

    def values(self, outcomes: Sequence[str] | None = None) -> pd.DataFrame:
        """Return the ``outcomes`` (all by default) by draw, NaN where there is no answer."""
        return self.store.values(self._known(outcomes))

    def factors(self) -> pd.DataFrame:
        """Return what was drawn: one column per factor, by draw."""
        return self.store.factors(factor.name for factor in self.design.factors)

    def ranges(
        self,
        outcomes: Sequence[str] | None = None,
        *,
        at: Sequence[float] = (0.05, 0.25, 0.5, 0.75, 0.95),
    ) -> pd.DataFrame:
        """Return, for each outcome, its quantiles ``at``, mean and share of draws above zero.

        Columns are the probabilities in ``at``, ``mean``, ``positive`` and ``draws`` (those with an
        answer, which alone are counted).
        """
        rows = {}
        for name, answers in self.store.each(self._known(outcomes)):
            values = answers.dropna().to_numpy()
            if not len(values):
                raise InputError(
                    "no draw has an answer.",
                    where=f"outcome {name}",
                    remedy="`failures` names them and says why.",
                )
            quantiles = dict(zip(at, np.quantile(values, at), strict=True))
            rows[name] = quantiles | {
                "mean": values.mean(), "positive": (values > 0).mean(), "draws": len(values),
            }  # fmt: skip
        table = pd.DataFrame.from_dict(rows, orient="index").rename_axis("outcome")
        return table.astype({"draws": int})

    def drivers(self, outcomes: Sequence[str] | None = None) -> pd.DataFrame:
        """Return how much of each outcome's variance each driver accounts for: Sobol' indices.

        Rows are (outcome, driver). ``first`` is the share of the variance that the driver explains
        by itself, ``total`` the share that would be left if all others were known; the difference
        is interaction. ``first_low`` to ``total_high`` are 95% bootstrap intervals, ``blocks`` the
        number of complete blocks that the figures rest on: a block with a draw that has no answer
        is left out. Estimators of Saltelli et al. (2010), Table 2 (b) and (f).
        NaN where an outcome does not vary. Raises ``InputError`` with fewer than two blocks.
        """
        drivers = self.design.drivers
        if not self.design.paired:
            raise InputError(
                "these draws were made for ranges, not for drivers.",
                where="drivers",
                remedy="Make draws in pairs: Design(..., paired=True).",
            )
        parts = []
        for name, answers in self.store.each(self._known(outcomes)):
            blocks = self._blocks(name, answers)
            index = pd.MultiIndex.from_product([[name], drivers], names=["outcome", "driver"])
            parts.append(pd.DataFrame(_indices(blocks, self.design.seed), index=index))
        return pd.concat(parts)

    def _known(self, outcomes: Sequence[str] | None) -> Sequence[str]:
        for name in outcomes or ():
            if name not in self.outcomes:
                raise unknown("outcome", name, self.outcomes)
        return self.outcomes if outcomes is None else outcomes

    def _blocks(self, outcome: str, answers: pd.Series) -> np.ndarray:
        """The outcome as [block, A, B and one for each driver]: complete blocks with answers."""
        size = self.design.block
        count = self.design.draws // size
        values = answers.reindex(range(count * size)).to_numpy()
        blocks = values.reshape(count, size)
        complete = blocks[np.isfinite(blocks).all(axis=1)]
        if len(complete) < 2:
            raise InputError(
                f"{len(complete)} complete blocks of {size} draws are too few for drivers.",
                where=f"outcome {outcome}",
                remedy=f"Make more draws, {100 * size:,} or more.",
            )
        return complete


def _indices(blocks: np.ndarray, seed: int) -> dict[str, np.ndarray | int]:
    """Sobol' indices of ``blocks`` [block, A, B, drivers] with their bootstrap intervals.

    scipy.stats.sobol_indices has the same estimators, but only for a power of two of blocks.
    """
    size = len(blocks)
    centred = blocks - blocks[:, :2].mean()
    a, b, changed = centred[:, 0], centred[:, 1], centred[:, 2:]
    terms = np.column_stack(
        [a + b, a**2 + b**2, b[:, None] * (changed - a[:, None]), (changed - a[:, None]) ** 2]
    )

    def shares(weights: np.ndarray) -> np.ndarray:
        mean = weights @ terms / size / 2
        variance = mean[1] - mean[0] ** 2
        first, total = np.split(mean[2:] / variance, 2)
        return np.stack([2 * first, total])

    if np.ptp(blocks) == 0:
        estimate = np.full((2, changed.shape[1]), np.nan)
        low = high = estimate
    else:
        rng = np.random.default_rng(seed)
        estimate = shares(np.ones(size))
        resampled = [
            shares(np.bincount(rng.integers(size, size=size), minlength=size))
            for _ in range(_RESAMPLES)
        ]
        low, high = np.quantile(resampled, [(1 - _CONFIDENCE) / 2, (1 + _CONFIDENCE) / 2], axis=0)
    return {
        "first": estimate[0], "first_low": low[0], "first_high": high[0],
        "total": estimate[1], "total_low": low[1], "total_high": high[1],
        "blocks": size,
    }  # fmt: skip
