"""What an ensemble says: ranges, failures, and which uncertain figure drives which outcome."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from cobden.base.errors import InputError, unknown
from cobden.ensemble.design import Design
from cobden.ensemble.experiment import CONVERGED
from cobden.ensemble.store import Store

_RESAMPLES = 200
_CONFIDENCE = 0.95


@dataclass(frozen=True)
class Ensemble:
    """The results of a run, read from its store; complete or as far as they go."""

    store: Store

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
        for name in self._known(outcomes):
            values = self._answers(name).dropna().to_numpy()
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
        is left out. Estimators of Saltelli et al. (2010), Table 2 (b) and (f), by way of scipy.
        NaN where an outcome does not vary. Raises ``InputError`` with fewer than two blocks.
        """
        drivers = self.design.drivers
        parts = []
        for name in self._known(outcomes):
            blocks = self._blocks(name)
            index = pd.MultiIndex.from_product([[name], drivers], names=["outcome", "driver"])
            parts.append(pd.DataFrame(_indices(blocks, self.design.seed), index=index))
        return pd.concat(parts)

    def _known(self, outcomes: Sequence[str] | None) -> Sequence[str]:
        for name in outcomes or ():
            if name not in self.outcomes:
                raise unknown("outcome", name, self.outcomes)
        return self.outcomes if outcomes is None else outcomes

    def _answers(self, outcome: str) -> pd.Series:
        """One outcome by draw. Callers go one by one, so memory holds no more than one."""
        return pd.Series(self.store.values([outcome])[outcome])

    def _blocks(self, outcome: str) -> np.ndarray:
        """The outcome as [block, A, B and one for each driver]: complete blocks with answers."""
        size = self.design.block
        count = self.design.draws // size
        values = self._answers(outcome).reindex(range(count * size)).to_numpy()
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
    """Sobol' indices of ``blocks`` [block, A, B, drivers] with their bootstrap intervals."""

    def shares(rows: np.ndarray) -> np.ndarray:
        chosen = blocks[rows]
        found = stats.sobol_indices(
            func={
                "f_A": chosen[None, :, 0],
                "f_B": chosen[None, :, 1],
                "f_AB": chosen[:, 2:].T[:, None, :],
            },
            n=len(chosen),
        )
        return np.stack([found.first_order.ravel(), found.total_order.ravel()])

    if np.ptp(blocks) == 0:
        nothing = np.full(blocks.shape[1] - 2, np.nan)
        names = ("first", "first_low", "first_high", "total", "total_low", "total_high")
        return dict.fromkeys(names, nothing) | {"blocks": len(blocks)}
    rows = np.arange(len(blocks))
    first, total = shares(rows)
    interval = stats.bootstrap(
        (rows,), shares, vectorized=False, n_resamples=_RESAMPLES, method="percentile",
        confidence_level=_CONFIDENCE, rng=np.random.default_rng(seed),
    ).confidence_interval  # fmt: skip
    return {
        "first": first, "first_low": interval.low[0], "first_high": interval.high[0],
        "total": total, "total_low": interval.low[1], "total_high": interval.high[1],
        "blocks": len(blocks),
    }  # fmt: skip
