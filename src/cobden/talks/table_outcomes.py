"""What somebody at a table of talks minds: an outcome of the equilibrium, or one that is stated."""

from typing import Literal, Self

from pydantic import Field, model_validator

from cobden.base.errors import nearest
from cobden.base.sources import Text, Value
from cobden.outcomes import BY_SECTOR_AND_YEAR, BY_YEAR, OUTCOMES, OutcomeKind
from cobden.talks.table_entries import Key


class TalksOutcome(Value):
    """Something that a package changes and somebody minds.

    ``kind`` is an entry of the table of outcomes (`cobden.outcomes`), computed for each package, or
    ``declared``: the levels of the items state it, and it adds up. ``axes`` name positions on axes
    of the kind's own, such as ``numeraire``. A bilateral balance is that in goods, unless it names
    a ``sector``. ``product`` is the six digits of one whose imports by ``economy`` from ``partner``
    are minded, where the case tells them apart (``world: products``). ``sector_weights`` are those
    of kinds that need them: of a political income and a cost of living one where none is given, of
    employment in a mix of sectors zero. A cost of living may name a ``group`` of households
    instead, or several as one; employment a ``place``.
    ``until_deadline``: it stands for what the deadline brings, and counts while that lies ahead.
    With a ``year`` (or ``after`` all of them) it is an outcome of a path (`outcomes.BY_YEAR`, or of
    a ``sector`` one of `outcomes.BY_SECTOR_AND_YEAR`) that counts in that year, on the path alone.

    >>> import cobden as cb
    >>> from cobden.cases import load
    >>> from cobden.study.negotiation import read_table
    >>> table = read_table(load('japan-us-2025').folder)
    >>> outcome = next(iter(table.outcomes.values()))
    >>> isinstance(outcome, cb.talks.TalksOutcome)
    True
    """

    title: Text
    unit: Text
    kind: str = "declared"
    economy: str | None = None
    partner: str | None = None
    sector: str | None = None
    product: str | None = None
    sector_weights: dict[str, float] = Field(default_factory=dict)
    group: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    axes: dict[Key, Text] = Field(default_factory=dict)
    until_deadline: bool = False
    year: int | Literal["after"] | None = None

    @property
    def in_equilibrium(self) -> bool:
        """Whether the equilibrium of a package computes it: neither the table nor a path does."""
        return self.kind != "declared" and self.year is None

    @model_validator(mode="after")
    def _is_in_its_unit(self) -> Self:
        if self.year is not None:
            self._check_dated()
            return self
        if self.kind == "declared":
            idle = [
                n
                for n in (
                    "partner",
                    "sector",
                    "product",
                    "sector_weights",
                    "group",
                    "place",
                    "axes",
                )
                if getattr(self, n)
            ]
            if idle:
                raise ValueError(f"{idle[0]} says nothing of a declared outcome: leave it out")
            return self
        kind = OUTCOMES.get(self.kind)
        if kind is None or not kind.aim:
            aims = [name for name, entry in OUTCOMES.items() if entry.aim]
            known = nearest(self.kind, [*aims, "declared"])
            raise ValueError(f"unknown kind of outcome '{self.kind}'. {known}")
        if self.unit != kind.talks_unit:
            raise ValueError(f"{self.kind} is in '{kind.talks_unit}', not '{self.unit}'")
        if self.economy is None:
            raise ValueError(f"{self.kind} of which economy? Name it as economy")
        if self.sector_weights and "sector_weights" not in kind.needs:
            raise ValueError(f"sector_weights belong to a political_income, not to {self.kind}")
        if (self.product is None) == ("product" in kind.needs):
            what = "which product? Name it by six digits" if self.product is None else "no product"
            raise ValueError(f"{self.kind} is of {what}")
        for name, of in (("group", "cost_of_living"), ("place", "employment_mix")):
            if getattr(self, name) and self.kind != of:
                raise ValueError(f"{name} belongs to {of}, not to {self.kind}")
        if self.kind in ("cost_of_living", "employment_mix"):
            named = bool(self.group or self.place)
            if named == bool(self.sector_weights):
                name = "group" if self.kind == "cost_of_living" else "place"
                raise ValueError(f"name either its {name} or its sector_weights, not both or none")
        self._check_axes(kind)
        return self

    @model_validator(mode="after")
    def _is_between_two(self) -> Self:
        if self.partner is not None and self.partner == self.economy:
            raise ValueError(f"{self.kind} of {self.economy} with itself: name another as partner")
        return self

    def _check_axes(self, kind: OutcomeKind) -> None:
        for axis, label in self.axes.items():
            if label not in kind.labels.get(axis, ()):
                known = "; ".join(f"{a}: {', '.join(names)}" for a, names in kind.labels.items())
                raise ValueError(
                    f"{self.kind} has no {axis} '{label}'. It has {known or 'no axes of its own'}"
                )

    def _check_dated(self) -> None:
        """Raise ``ValueError`` for an outcome of a year that no path has."""
        kinds = BY_SECTOR_AND_YEAR if self.sector else BY_YEAR
        if self.kind not in kinds:
            of = "of a sector " if self.sector else ""
            raise ValueError(f"no outcome {of}by year '{self.kind}'. {nearest(self.kind, kinds)}")
        unit = {"%": "percent"}.get(kinds[self.kind][1], kinds[self.kind][1])
        if self.unit != unit:
            raise ValueError(f"{self.kind} in a year is in '{unit}', not '{self.unit}'")
        if self.economy is None:
            raise ValueError(f"{self.kind} of which economy? Name it as economy")
        fields = (
            "partner",
            "product",
            "sector_weights",
            "group",
            "place",
            "axes",
            "until_deadline",
        )
        idle = [name for name in fields if getattr(self, name)]
        if idle:
            raise ValueError(f"{idle[0]} says nothing of an outcome by year: leave it out")
