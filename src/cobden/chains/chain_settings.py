"""What ``chain.yaml`` may hold."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from cobden.base.sources import Text, Value

Names = Annotated[tuple[Text, ...], BeforeValidator(lambda v: (v,) if isinstance(v, str) else v)]


class PlaceEntry(Value):
    """A place in ``chain.yaml``: its members are economies or groups, by any usual name."""

    economy: Text
    members: tuple[str, ...] = ()
    title: str = ""


class ReplayEntry(Value):
    """What of the chain a series of ``observed.csv`` is set beside.

    Trade in some goods from ``exporter`` to ``importer``, each one place or several, or the price
    of the one good at ``price_at``. ``factor`` is a formula of figures that brings the model's unit
    to that of the series; ``scenario`` says under which measures (the first).
    """

    goods: Names = Field(min_length=1)
    exporter: Names = ()
    importer: Names = ()
    price_at: str = ""
    factor: str = "1"
    scenario: str = ""

    @model_validator(mode="after")
    def _is_one_thing(self) -> "ReplayEntry":
        if bool(self.exporter or self.importer) == bool(self.price_at):
            raise ValueError("give exporter, importer or both, or else price_at")
        if self.price_at and len(self.goods) != 1:
            raise ValueError("a price is that of one good")
        return self


class Settings(Value):
    """The contents of ``chain.yaml``.

    ``tables`` names a folder whose tables and figures stand in for those that the chain's own
    folder does not have.
    """

    name: Text
    title: Text
    start: Any
    periods: int = Field(gt=0)
    step: Literal["month", "quarter", "year"] = "month"
    tail: int = Field(default=0, ge=0)
    discount: float = Field(default=0.0, ge=0)
    money: str = "USD"
    reference: str = ""
    note: str = ""
    tables: str = ""
    places: dict[str, PlaceEntry]
    replays: dict[str, ReplayEntry] = Field(default_factory=dict)
    measures: dict[str, list[dict[str, Any]]] = Field(default_factory=dict)
