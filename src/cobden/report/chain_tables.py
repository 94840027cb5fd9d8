"""What a chain's outcome says, as rows and plain values."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import xarray as xr

from cobden.chains.chain_outcome import ChainOutcome


@dataclass(frozen=True)
class DivertedRow:
    """How much more (or less) of a good goes from one place to another since measures are known."""

    good: str
    exporter: str
    importer: str
    before: float
    change: float


def diverted(outcome: ChainOutcome, good: str, most: int = 8) -> list[DivertedRow]:
    """Return the shipments of a good that change most, the largest change first."""
    change: Any = outcome.diversion(good).to_series()
    usual = outcome.baseline.flow.sel(good=good, period=outcome.since)
    before: Any = usual.sum("period").to_series()
    least = 1e-3 * float(before.sum())
    largest = change[change.abs() > least].sort_values(key=abs, ascending=False).index[:most]
    return [
        DivertedRow(good, str(at[0]), str(at[1]), float(before[at]), float(change[at]))
        for at in largest
    ]


def most_diverted(outcome: ChainOutcome) -> str:
    """Return the good whose shipments the measures move most, by value."""
    moved = abs(outcome.data.flow - outcome.baseline.flow).sum(("exporter", "importer"))
    worth = (moved * outcome.baseline.price.mean("place")).sum("period")
    return str(worth.good.values[int(worth.values.argmax())])


def as_records(outcome: ChainOutcome) -> dict[str, Any]:
    """Return an outcome as plain values that JSON can hold; what is not known is None."""
    chain = outcome.chain
    return {
        "chain": chain.name,
        "title": chain.title,
        "money": chain.money,
        "foresight": outcome.foresight,
        "measures": [measure.model_dump(mode="json") for measure in outcome.measures],
        "path": _plain(outcome.data),
        "baseline": _plain(outcome.baseline),
        "surplus change": _plain(outcome.surplus),
        "shortage": _plain(outcome.shortage),
        "months to recovery": _plain(outcome.recovery()),
        "diversion": {good.name: _plain(outcome.diversion(good.name)) for good in chain.goods},
        "binding": outcome.binding().to_dict("records"),
        "certificates": [{"from": month, **asdict(c)} for month, c in outcome.certificates],
        "facts": len(chain.figures.facts),
        "assumptions": {
            name: quantity.model_dump(mode="json", exclude={"sources"})
            for name, quantity in chain.figures.assumptions.items()
        },
    }


def _plain(values: xr.DataArray | xr.Dataset) -> dict[str, Any]:
    """Return labelled values as plain ones; infinite ones and those that are not there are None."""
    return _finite(values.to_dict())


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_finite(part) for part in value]
    return None if isinstance(value, float) and not np.isfinite(value) else value
