"""Instruments from a file: a list of measures, each with the name of its kind."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidatorFunctionWrapHandler, WrapValidator

from cobden.base.errors import InputError, unknown
from cobden.base.files import read_yaml
from cobden.base.sources import Value
from cobden.measures.border_charges import BorderCarbonCharge, Safeguard
from cobden.measures.instrument import Instrument
from cobden.measures.measure import Tariff
from cobden.measures.quantities import (
    ExportControl,
    ImportHalt,
    PurchaseCommitment,
    Quota,
    TariffRateQuota,
)
from cobden.measures.relief import (
    BalanceTarget,
    Investment,
    Stoppage,
    Subsidy,
    TradeCost,
    Transfer,
)
from cobden.measures.undertakings import CompanyRates, MinimumPrice

KINDS: dict[str, type[Instrument]] = {
    kind.__name__: kind
    for kind in (
        BalanceTarget, BorderCarbonCharge, CompanyRates, ExportControl, ImportHalt, Investment,
        MinimumPrice, PurchaseCommitment, Quota, Safeguard, Stoppage, Subsidy, TariffRateQuota,
        TradeCost, Transfer,
    )
}  # fmt: skip


def _read(row: Any) -> Any:
    """Return the instrument of the kind that ``row`` names as its ``measure``, from its keys."""
    if not isinstance(row, Mapping):
        return row
    terms = dict(row)
    kind = str(terms.pop("measure", ""))
    try:
        if kind not in KINDS:
            raise unknown("kind of measure", kind, KINDS, where="measure")
        return KINDS[kind](**terms)
    except InputError as fault:
        raise ValueError(str(fault)) from None


Written = Annotated[Instrument, BeforeValidator(_read)]
"""An instrument as a user writes it: its keys, and its kind as ``measure``."""


def _in_words(terms: Any, make: ValidatorFunctionWrapHandler) -> Tariff:
    try:
        return make(terms)
    except InputError as fault:
        raise ValueError(str(fault)) from None


WrittenTariff = Annotated[Tariff, WrapValidator(_in_words)]
"""A tariff within a file of a user's: what is wrong with it is told with its place there."""


class _File(Value):
    measures: tuple[Written, ...] = Field(description="a list of instruments")


def read_instruments(path: Path) -> tuple[Instrument, ...]:
    """Return the instruments in a YAML file: ``measures``, each with its kind as ``measure``.

    Raises ``InputError`` with the file, the line and the remedy.

    >>> import cobden as cb
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> text = '''
    ... measures:
    ... - {measure: ImportHalt, by: CHN, on: USA, goods: A01, start: 2025-06-05,
    ...    authority: a statute, source: an example}
    ... '''
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / 'offer.yaml'
    ...     _ = path.write_text(text, encoding='utf-8')
    ...     print(cb.read_instruments(path)[0].by)
    ('CHN',)
    """
    return read_yaml(path, _File).measures
