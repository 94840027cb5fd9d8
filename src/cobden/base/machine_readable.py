"""JSON that programs read: one object, with the version of its form; nothing that JSON has not."""

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

SCHEMA_VERSION = 1
"""Raised when a key goes or means something else; keys may be added without that."""


def as_json(values: Mapping[str, Any] | Sequence[Any], *, indent: int | None = None) -> str:
    """Return an answer as one JSON object with its ``schema_version``.

    A sequence stands in ``rows``. What is not a number is null: not known.

    >>> as_json([{"rate": float("nan")}])
    '{"schema_version": 1, "rows": [{"rate": null}]}'
    """
    held = values if isinstance(values, Mapping) else {"rows": values}
    told = {"schema_version": SCHEMA_VERSION, **held}
    return json.dumps(_known(told), indent=indent, ensure_ascii=False, allow_nan=False)


def _known(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, Mapping):
        return {key: _known(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_known(inner) for inner in value]
    return value
