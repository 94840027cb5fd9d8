"""Trade agreements as tables: a row for each code, its base rate and its staging category.

``agreements.yaml`` of a case's folder names who frees what of whom from when, and what its
categories mean; the table beside it holds the codes. An agreement becomes tariffs of the mode
"ordinary", one for each category and base rate, which a state adds by the agreement's id.
"""

from datetime import date as Date
from pathlib import Path
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from cobden.base.economies import codes
from cobden.base.errors import InputError, unknown
from cobden.base.files import is_there, read_csv, read_yaml
from cobden.base.sources import Text, Value
from cobden.cases.schema import Economy, Identifier, Listed
from cobden.measures import Tariff
from cobden.measures.amounts import check_rate
from cobden.measures.goods import check, sector_shares
from cobden.measures.measure import AdValorem
from cobden.measures.phase_in import PhaseIn

NAME = "agreements.yaml"


def _category(value: object) -> object:
    if isinstance(value, (int, dict)):
        return {"cuts": value} if isinstance(value, int) else value
    raise ValueError(
        f"'{value}' is no staging: write 7 (equal annual cuts) or {{cuts: 5, to: 10%}}"
    )


class Category(Value):
    """What a staging category means: so many equal cuts, one a year, to ``to``.

    One cut is free at once; none leaves the duty as it is.
    """

    cuts: int = Field(ge=0, le=50, description="equal cuts, the first on the agreement's first day")
    to: AdValorem = Field(0.0, ge=0, description="the duty at the end; 0 is free")
    months: int = Field(12, ge=1, le=120, description="months between two cuts")


class TradeAgreement(Value):
    """An entry of ``agreements.yaml``."""

    id: Identifier
    by: Economy = Field(description="the economy or group whose duties fall")
    on: Listed = Field(description="the economies or groups whose goods they fall on")
    start: Date = Field(description="the day of the first cut")
    end: Date | None = None
    table: Text = Field(description="a CSV file beside this one: code, base, category, imports")
    categories: dict[str, Annotated[Category, BeforeValidator(_category)]] = Field(
        description="what each category of the table means: a number of equal annual cuts (0: the "
        "duty stays, 1: free at once), or {cuts: 5, to: 10%, months: 6}"
    )
    authority: Text = "agreement"
    sources: Listed = Field(description="ids of rows of sources.csv")


class TradeAgreements(Value):
    """The keys of ``agreements.yaml``."""

    agreements: tuple[TradeAgreement, ...] = Field(min_length=1)


class AgreementRow(Value):
    """A row of an agreement's table."""

    code: Text = Field(description="an HS code, or a sector")
    base: AdValorem | None = Field(
        None, ge=0, description="the duty that cuts start from; the line's own without it"
    )
    category: Text = Field(description="a key of the agreement's categories")
    imports: float | None = Field(
        None,
        ge=0,
        description="what the importer buys of it, from anybody, in any unit: where all rows of a "
        "sector have it, it tells the share of each",
    )

    @model_validator(mode="after")
    def _is_plain(self) -> Self:
        if self.base is not None:
            check_rate(self.base, confirmed=False)
        if self.code.startswith("@") or self.code == "all":
            raise ValueError(
                f"'{self.code}' is no code of a line: name codes or sectors one by one"
            )
        try:
            check(self.code, where="code")
        except InputError as fault:
            raise ValueError(f"{fault.what} {fault.remedy}") from None
        return self


def read_agreements(
    folder: Path, cite: dict[str, str], taken: set[str]
) -> dict[str, tuple[Tariff, ...]]:
    """Return the tariffs of each agreement of a case by its id; a case may have none.

    ``cite`` maps ids of sources to citations, ``taken`` are the ids of other
    measures. Raises ``InputError`` with file and row.
    """
    path = folder / NAME
    if not is_there(path):
        return {}
    found: dict[str, tuple[Tariff, ...]] = {}
    for number, entry in enumerate(read_yaml(path, TradeAgreements).agreements):
        where = f"{path}: agreements.{number}"
        if entry.id in found or entry.id in taken:
            raise InputError(
                f"id '{entry.id}' is given twice.", where=where, remedy="Rename one of them."
            )
        for name in entry.sources:
            if name not in cite:
                raise unknown("source", name, cite, where=f"{where}.sources")
        rows = read_csv(folder / entry.table, AgreementRow, key="code")
        _refuse_overlaps(rows, folder / entry.table)
        source = "; ".join(cite[name] for name in entry.sources)
        try:
            found[entry.id] = tuple(_tariffs(entry, rows, source, folder / entry.table))
        except InputError as fault:
            if fault.where.startswith(str(folder)):
                raise
            raise InputError(fault.what, where=where, remedy=fault.remedy) from None
    return found


def _refuse_overlaps(rows: tuple[AgreementRow, ...], path: Path) -> None:
    """Raise ``InputError`` where one row's code holds another's: a line has one category."""
    at = {row.code: line for line, row in enumerate(rows, start=2)}
    for code, line in at.items():
        above = next((code[:n] for n in range(2, len(code)) if code[:n] in at), None)
        if above is not None and code.isdigit():
            raise InputError(
                f"code '{code}' is part of '{above}' of row {at[above]}: which category has it?",
                where=f"{path}:{line}",
                remedy=f"Name the other codes of {above} one by one, or drop one of the two.",
            )


def _tariffs(
    entry: TradeAgreement, rows: tuple[AgreementRow, ...], source: str, path: Path
) -> list[Tariff]:
    groups: dict[tuple[str, float | None], list[AgreementRow]] = {}
    for line, row in enumerate(rows, start=2):
        if row.category not in entry.categories:
            raise unknown("category", row.category, entry.categories, where=f"{path}:{line}")
        ends = entry.categories[row.category]
        if row.base is not None and ends.cuts and ends.to > row.base:
            raise InputError(
                f"category '{row.category}' ends at {100 * ends.to:g}%, above the base of "
                f"{100 * row.base:g}% of '{row.code}'.",
                where=f"{path}:{line}",
                remedy="Mend the base or the category: cuts go down.",
            )
        groups.setdefault((row.category, row.base), []).append(row)
    shares = _shares(rows)
    made = []
    for number, ((name, base), some) in enumerate(groups.items()):
        category = entry.categories[name]
        if category.cuts == 0:
            continue
        phase = None
        if category.cuts > 1:
            phase = PhaseIn(before=base, to=None, cuts=category.cuts, months=category.months)
        made.append(
            Tariff(
                id=f"{entry.id}-{number}",
                by=codes(entry.by),
                on=tuple(code for name in entry.on for code in codes(name)),
                goods=tuple(row.code for row in some),
                rate=category.to,
                mode="ordinary",
                phase_in=phase,
                share=_together(some, shares),
                authority=entry.authority,
                start=entry.start,
                end=entry.end,
                source=source,
                note=f"category {name}",
            )
        )
    return made


def _shares(rows: tuple[AgreementRow, ...]) -> dict[str, tuple[str, float]]:
    """Return the sector of each code and its share of the table's imports in it, where told."""
    coded = [row for row in rows if row.code[0].isdigit()]
    of = {row.code: sector_shares(row.code)[0].sector for row in coded}
    total: dict[str, float] = {}
    told = {row.code: row.imports for row in coded}
    for code, sector in of.items():
        total[sector] = total.get(sector, 0.0) + (told[code] or 0.0)
    blank = {of[code] for code, value in told.items() if value is None}
    return {
        code: (sector, (told[code] or 0.0) / total[sector])
        for code, sector in of.items()
        if sector not in blank and total[sector] > 0
    }


def _together(
    rows: list[AgreementRow], shares: dict[str, tuple[str, float]]
) -> dict[str, float] | None:
    found: dict[str, float] = {}
    for row in rows:
        if row.code in shares:
            sector, share = shares[row.code]
            found[sector] = found.get(sector, 0.0) + share
    return {sector: share for sector, share in found.items() if 0 < share < 1} or None
