"""A fault of what a user wrote, as pydantic found it, in the user's own terms."""

from collections.abc import Callable
from typing import Any

from pydantic import BaseModel, ValidationError

from cobden.base.errors import InputError, nearest

Path_ = tuple[str | int, ...]
"""Where a value stands in a file: names of keys, and positions in lists."""


def explained(
    fault: ValidationError, model: type[BaseModel], place: Callable[[Path_], str]
) -> InputError:
    """Return the first of pydantic's faults in the user's own terms."""
    errors = fault.errors()
    first = min(
        errors, key=lambda error: error["type"] != "extra_forbidden"
    )  # a typo explains more
    at: Path_ = tuple(step for step in first["loc"] if not str(step).startswith("function-"))
    named = ".".join(str(step) for step in at)
    more = f" ({len(errors) - 1} more to mend.)" if len(errors) > 1 else ""
    given, context = first.get("input"), first.get("ctx", {})
    what, remedy = f"{first['msg']}, not {given!r}.", ""
    match first["type"]:
        case "missing":
            what, remedy = f"'{at[-1]}' is missing.", _about(model, at) or "Add it."
        case "extra_forbidden":
            what = f"unknown key '{at[-1]}'."
            remedy = nearest(str(at[-1]), _fields(model, at[:-1]))
        case "literal_error" | "enum":
            options = [o.strip("' ") for o in context["expected"].replace(" or ", ", ").split(",")]
            what, remedy = f"unknown value '{given}'.", nearest(str(given), options)
        case "value_error":
            said = str(context["error"]).rstrip(".")
            what = said if said.endswith("?") else f"{said}."
        case "float_parsing" | "float_type" | "int_parsing" | "int_type":
            what, remedy = f"'{given}' is not a number.", "Write digits, such as 0.25 or 1200."
        case "date_from_datetime_parsing" | "date_parsing" | "date_type":
            what, remedy = f"'{given}' is not a date.", "Write it as YYYY-MM-DD."
        case "string_type":
            what, remedy = f"'{given}' is not text.", "Put it in quotes."
        case "string_too_short":
            what, remedy = "the text is empty.", _about(model, at) or "Fill it in."
        case "model_type" | "dict_type":
            known = ", ".join(_fields(model, at))
            keys = f" ({known})" if known else ""
            what, remedy = f"'{given}' is no set of keys.", f"Write its keys{keys} under it."
        case "tuple_type" | "list_type":
            what, remedy = f"'{given}' is no list.", f"Write a list: [{given}]."
        case "finite_number":
            what, remedy = f"{given} is not a finite number.", "Give a figure."
    return InputError(
        what, where=f"{place(at)}: {named}" if named else place(at), remedy=remedy + more
    )


def _nested(annotation: Any) -> type[BaseModel] | None:
    """Return the model inside an annotation such as ``tuple[State, ...] | None``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for part in getattr(annotation, "__args__", ()):
        if (found := _nested(part)) is not None:
            return found
    return None


def _holder(model: type[BaseModel], at: Path_) -> type[BaseModel] | None:
    holder: type[BaseModel] | None = model
    for step in at:
        if isinstance(step, str) and holder is not None and step in holder.model_fields:
            holder = _nested(holder.model_fields[step].annotation)
    return holder


def _fields(model: type[BaseModel], at: Path_) -> list[str]:
    holder = _holder(model, at)
    return list(holder.model_fields) if holder else []


def _about(model: type[BaseModel], at: Path_) -> str:
    holder = _holder(model, at[:-1])
    field = holder.model_fields.get(str(at[-1])) if holder else None
    return f"It is {field.description}." if field and field.description else ""
