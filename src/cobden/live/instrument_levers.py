"""Levers of a case's instruments: each in force or not, and how much where it states an amount."""

from dataclasses import dataclass, replace
from datetime import date as Date

from cobden.cases import Case
from cobden.measures import ExportControl, ImportHalt, Instrument, Law, Quota
from cobden.measures.quantities import Amount
from cobden.report import names

KINDS = {ImportHalt: "Halt of imports", ExportControl: "Export control", Quota: "Import quota"}


@dataclass(frozen=True)
class InstrumentLever:
    """An instrument of the case: a ``switch`` says whether it is in force, else how much.

    The amount is its ``value``, in its own unit.
    """

    id: str
    instrument: Instrument
    switch: bool

    @property
    def by(self) -> str:
        """The economy whose measure it is (the first, if there are several)."""
        return self.instrument.by[0]

    @property
    def on(self) -> tuple[str, ...]:
        """The economies that it is on."""
        return self.instrument.on

    @property
    def pairs(self) -> set[tuple[str, str]]:
        """The importers and exporters whose duties it moves: none."""
        return set()

    @property
    def title(self) -> str:
        """What it is called."""
        words = "".join(
            f" {c.lower()}" if c.isupper() else c for c in type(self.instrument).__name__
        )
        kind = KINDS.get(type(self.instrument), words.strip().capitalize())
        goods = ", ".join(names.sector(code).lower() for code in self.instrument.goods[:3])
        return f"{kind}: {goods}" if self.switch else f"{kind}: how much {goods}"

    @property
    def section(self) -> str:
        """The heading that it belongs under."""
        whom = [names.the(code) for code in self.on[:3]]
        return f"{names.economy(self.by)}: other measures on trade with {', '.join(whom)}"

    def of(self, law: Law) -> list[Instrument]:
        """Return what is in force of it under a law."""
        return [one for one in law.instruments if one.id == self.instrument.id]

    def value(self, law: Law) -> bool | float:
        """Return where it stands under a law."""
        found = self.of(law)
        if self.switch:
            return bool(found)
        amount = found[0] if found else self.instrument
        assert isinstance(amount, Amount)
        return amount.value

    def displaced(self, law: Law, terms: object) -> bool:
        """Whether tariffs take its place: they never do."""
        return False

    def moved(self, law: Law, value: bool | float) -> Law:
        """Return the law with the lever at ``value``; the law itself where it stands there."""
        found = self.of(law)
        if value == self.value(law) and (found or self.switch):
            return law
        others = tuple(one for one in law.instruments if one not in found)
        if self.switch:
            kept = (self.instrument,) if value else ()
        else:
            kept = ((found or [self.instrument])[0].model_copy(update={"value": float(value)}),)
        return replace(law, instruments=(*others, *kept))


def instrument_levers(case: Case, last: Date) -> tuple[InstrumentLever, ...]:
    """Return the levers of a case's instruments; what only starts after ``last`` is left out."""
    found: list[InstrumentLever] = []
    for one in case.instruments:
        if one.start > last:
            continue
        found.append(InstrumentLever(f"measure-{one.id}", one, True))
        if isinstance(one, Amount):
            found.append(InstrumentLever(f"measure-{one.id}-amount", one, False))
    return tuple(found)
