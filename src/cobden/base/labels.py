"""Arrays as users give them, brought to the order in which the product keeps them.

One function stands at every door where numbers come in by economy or sector: what is labelled is
put in order by its labels or refused with both sets of them, and what is no array of numbers, or
has no order, is refused.
"""

import sys
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from cobden.base.errors import InputError

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr
    from numpy.typing import NDArray

_SHOWN = 6


class Axis(NamedTuple):
    """An axis of an array: what it is called, its labels in order, and other names it may have."""

    name: str
    labels: tuple[str, ...]
    also: tuple[str, ...] = ()

    @property
    def names(self) -> set[str]:
        """All names that a labelled array may give this axis."""
        return {self.name, *self.also}


def axes(letters: str, economies: tuple[str, ...], sectors: tuple[str, ...]) -> tuple[Axis, ...]:
    """Return axes by the letters of the equations: k good, q industry, n importer, i exporter.

    An axis of economies that is the only one may be called just that.
    """
    known = {
        "k": Axis("good", sectors, ("sector",)),
        "q": Axis("industry", sectors),
        "n": Axis("importer", economies),
        "i": Axis("exporter", economies),
    }
    if not {"n", "i"} <= set(letters):
        for letter in "ni":
            known[letter] = Axis("economy", economies, ("importer", "exporter"))
    return tuple(known[letter] for letter in letters)


def aligned(values: Any, *axes: Axis, where: str) -> "NDArray[np.float64]":
    """Return ``values`` as numbers along ``axes``, in the order of their labels.

    A labelled array (xarray, pandas, a mapping for one axis) is transposed and sorted by its names
    and labels; a plain one must have the right shape. Raises ``InputError`` with both sets of
    labels where they differ, and for sets and other collections without an order, masked, complex
    and truth values, and words.
    """
    if _is_a("xarray", "DataArray", values):
        array = _of_dataarray(values, axes, where)
    elif _is_a("pandas", "Series", values) or _is_a("pandas", "DataFrame", values):
        array = _of_pandas(values, axes, where)
    elif isinstance(values, Mapping) and len(axes) == 1:
        array = _sorted(_numbers(list(values.values()), where), 0, list(values), axes[0], where)
    else:
        array = _numbers(values, where)
    shape = tuple(len(axis.labels) for axis in axes)
    if array.shape != shape:
        order = ", ".join(f"{axis.name} ({len(axis.labels)})" for axis in axes)
        raise InputError(
            f"has shape {array.shape}.", where=where, remedy=f"Expected {shape}: {order}."
        )
    return array


def kept(values: Any, *axes: Axis, where: str) -> "NDArray[np.float64]":
    """Return `aligned` values, frozen; a plain array of the right shape is frozen as it is."""
    shape = tuple(len(axis.labels) for axis in axes)
    if type(values) is not np.ndarray or (values.dtype, values.shape) != (np.float64, shape):
        values = aligned(values, *axes, where=where)
    values.flags.writeable = False
    return values


def plain(values: Any, where: str) -> "NDArray[np.float64]":
    """Return ``values``, whose order nothing here can check, as an array of numbers.

    Raises ``InputError`` for labelled ones too: their labels would be ignored.
    """
    kinds = ("xarray", "DataArray"), ("pandas", "Series"), ("pandas", "DataFrame")
    for module, kind in kinds:
        if _is_a(module, kind, values):
            raise InputError(
                f"has labels ({_listed(_labels_of(values))}), which cannot be checked here.",
                where=where,
                remedy="Put it in order yourself and give its plain numbers (.to_numpy()).",
            )
    return _numbers(values, where)


def ordered(labels: Any, where: str) -> tuple[str, ...]:
    """Return a list of labels as a tuple; raises ``InputError`` where it has no order of its own.

    Empty labels and labels given twice are refused as well.
    """
    listing = isinstance(labels, (Sequence, np.ndarray)) or any(
        _is_a("pandas", kind, labels) for kind in ("Index", "Series")
    )
    if not listing:
        _refuse_unordered(labels, where)
    if isinstance(labels, str) or not len(labels):
        raise InputError(f"{labels!r} is no list of labels.", where=where, remedy="Give a list.")
    listed = tuple(str(label) for label in labels)
    for position, label in enumerate(listed):
        if not label.strip():
            raise InputError("an empty label.", where=f"{where}[{position}]", remedy="Name it.")
        if label in listed[:position]:
            raise InputError(
                f"'{label}' appears twice.",
                where=f"{where}[{position}]",
                remedy="Keep one of them.",
            )
    return listed


def number(value: Any, where: str) -> float:
    """Return one number; raises ``InputError`` for words, truth values and whole arrays."""
    array = plain(value, where)
    if array.size != 1:
        raise InputError(f"has shape {array.shape}.", where=where, remedy="Give one number.")
    return float(array.reshape(()))


def _numbers(values: Any, where: str) -> "NDArray[np.float64]":
    """Return real numbers as an array of their own; raises for anything else."""
    if isinstance(values, np.ma.MaskedArray):
        raise InputError(
            "is a masked array.",
            where=where,
            remedy="Say what the masked cells are: .filled(value).",
        )
    if isinstance(values, (AbstractSet, Mapping)) or hasattr(values, "__next__"):
        _refuse_unordered(values, where)
    try:
        array = np.asarray(values)
    except (TypeError, ValueError) as error:
        raise _no_numbers(str(error), where) from None
    if array.dtype.kind == "O":
        array = _real_objects(array, where)
    kinds = {"b": "truth values", "c": "complex numbers", "U": "words", "S": "bytes",
             "M": "dates", "m": "lengths of time", "V": "records"}  # fmt: skip
    if array.dtype.kind in kinds:
        raise _no_numbers(kinds[array.dtype.kind], where)
    if isinstance(values, (list, tuple)) and _holds_truth(values):
        raise _no_numbers("truth values among them", where)
    return np.array(array, dtype=np.float64)


def _real_objects(array: "NDArray", where: str) -> "NDArray[np.float64]":
    from numbers import Number

    for item in array.flat:
        if isinstance(item, (bool, np.bool_, complex)) or not isinstance(item, Number):
            raise _no_numbers(f"{item!r:.40}", where)
    return array.astype(np.float64)


def _holds_truth(values: Any) -> bool:
    if isinstance(values, (list, tuple)):
        return any(_holds_truth(value) for value in values)
    return isinstance(values, (bool, np.bool_))


def _no_numbers(found: str, where: str) -> InputError:
    return InputError(
        f"not an array of numbers ({found}).",
        where=where,
        remedy="Give real numbers: no words, dates, complex or truth values.",
    )


def _refuse_unordered(values: Any, where: str) -> None:
    raise InputError(
        f"a {type(values).__name__} has no order, and here the order says what is whose.",
        where=where,
        remedy="Give a list or an array in the order of the labels, or labelled values.",
    )


def _is_a(module: str, kind: str, values: Any) -> bool:
    """Whether ``values`` is of a library's type, without loading the library.

    One that another thread is loading has no such type yet, so that nothing can be of it.
    """
    of = getattr(sys.modules.get(module), kind, None)
    return of is not None and isinstance(values, of)


def _labels_of(values: Any) -> list[str]:
    if _is_a("xarray", "DataArray", values):
        return [str(dim) for dim in values.dims]
    return [str(label) for label in values.index]


def _of_dataarray(values: "xr.DataArray", axes: tuple[Axis, ...], where: str) -> "NDArray":
    """Return an xarray's values, its dimensions found by name and its labels in order."""
    dims = [str(dim) for dim in values.dims]
    found = [[dim for dim in dims if dim in axis.names] for axis in axes]
    if len(dims) != len(axes) or any(len(one) != 1 for one in found):
        raise InputError(
            f"its dimensions are {', '.join(dims) or 'none'}.",
            where=where,
            remedy=f"Expected {', '.join(axis.name for axis in axes)}: rename them.",
        )
    order = [one[0] for one in found]
    array = _numbers(values.transpose(*order).values, where)
    for position, (dim, axis) in enumerate(zip(order, axes, strict=True)):
        if dim in values.coords:
            labels = [str(label) for label in values.coords[dim].values]
            array = _sorted(array, position, labels, axis, where)
    return array


def _of_pandas(values: "pd.Series | pd.DataFrame", axes: tuple[Axis, ...], where: str) -> "NDArray":
    """Return a table's values in order; a series with several levels has one for each axis."""
    import pandas as pd

    if isinstance(values, pd.Series) and isinstance(values.index, pd.MultiIndex):
        if not values.index.is_unique:
            raise InputError(
                "a cell is given twice.", where=where, remedy="Keep one value for each cell."
            )
        return _of_dataarray(values.to_xarray(), axes, where)
    if values.ndim != len(axes):
        order = ", ".join(axis.name for axis in axes)
        raise InputError(
            f"is a table with {values.ndim} axes.",
            where=where,
            remedy=f"Expected {order}: a series with these levels, or an array.",
        )
    labels = [[str(label) for label in index] for index in values.axes]
    turned = len(axes) == 2 and _is_turned(values, labels, axes)
    array = _numbers(values.to_numpy(), where)
    if turned:
        array, labels = array.T, labels[::-1]
    for position, (given, axis) in enumerate(zip(labels, axes, strict=True)):
        array = _sorted(array, position, given, axis, where)
    return array


def _is_turned(values: Any, labels: list[list[str]], axes: tuple[Axis, ...]) -> bool:
    """Whether a table's rows are the second axis, by the names of its axes or else its labels."""
    named = [index.name for index in values.axes]
    if named[0] in axes[1].names and named[1] in axes[0].names:
        return named[0] not in axes[0].names
    return set(labels[0]) != set(axes[0].labels) and set(labels[0]) == set(axes[1].labels)


def _sorted(
    array: "NDArray", position: int, labels: Sequence[Any], axis: Axis, where: str
) -> "NDArray":
    """Return ``array`` with one axis in the order of ``axis``."""
    given = [str(label) for label in labels]
    if tuple(given) == axis.labels:
        return array
    if sorted(given) != sorted(axis.labels):
        raise InputError(
            f"its {axis.name} labels are {_listed(given)}.{_difference(given, axis.labels)}",
            where=where,
            remedy=f"Expected, in any order: {_listed(axis.labels)}.",
        )
    at = {label: place for place, label in enumerate(given)}
    return np.take(array, [at[label] for label in axis.labels], axis=position)


def _difference(given: Sequence[str], wanted: Sequence[str]) -> str:
    """Return what is missing, foreign and doubled, in words."""
    parts = {
        "lacks": [label for label in wanted if label not in given],
        "does not know": [label for label in given if label not in wanted],
        "has twice": sorted({label for label in given if given.count(label) > 1}),
    }
    said = {
        "lacks": "Missing: {}.", "does not know": "Unknown: {}.", "has twice": "Twice: {}.",
    }  # fmt: skip
    return "".join(f" {said[key].format(_listed(part))}" for key, part in parts.items() if part)


def _listed(labels: Sequence[str]) -> str:
    return ", ".join(labels[:_SHOWN]) + (", ..." if len(labels) > _SHOWN else "")
