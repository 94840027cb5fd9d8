"""Instruments from a file: a list of measures, each with the name of its kind."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cobden.base.errors import unknown
from cobden.base.files import read_yaml
from cobden.base.sources import Value
from cobden.measures.instrument import Instrument
from cobden.measures.quantities import (
    ExportControl,
    ImportHalt,
    PurchaseCommitment,
    Quota,
    TariffRateQuota,
)
from cobden.measures.relief import BalanceTarget, Investment, Subsidy, TradeCost, Transfer

KINDS: dict[str, type[Instrument]] = {
    kind.__name__: kind
    for kind in (
        BalanceTarget, ExportControl, ImportHalt, Investment, PurchaseCommitment, Quota, Subsidy,
        TariffRateQuota, TradeCost, Transfer,
    )
}  # fmt: skip


class _File(Value):
    measures: tuple[dict[str, Any], ...]


def read_instruments(path: Path) -> tuple[Instrument, ...]:
    """Return the instruments in a YAML file: ``measures``, each with its kind as ``measure``.

    Raises ``InputError`` for an unknown kind, and what the kind itself raises.
    """
    return tuple(instrument(row, where=str(path)) for row in read_yaml(path, _File).measures)


def instrument(row: Mapping[str, Any], where: str = "measures") -> Instrument:
    """Return the instrument of the kind that ``row`` names as its ``measure``, from its keys."""
    terms = dict(row)
    kind = str(terms.pop("measure", ""))
    if kind not in KINDS:
        raise unknown("kind of measure", kind, KINDS, where=where)
    return KINDS[kind](**terms)
