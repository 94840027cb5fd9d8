"""Read an ICIO table in the OECD's own CSV, small or extended edition.

The file is one matrix in USD million: a row for every economy and industry (``JPN_C29``), then
taxes on products (``TLS``), value added (``VA``) and output (``OUT``); a column for every economy
and industry, for every economy and kind of final demand (``JPN_HFCE``), then output. The extended
edition shows parts of China and Mexico as economies of their own (``CN1``, ``MX2``), which are
added up here.

Such a table is what others call a multi-regional input-output table (MRIO).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from cobden.base import labels
from cobden.base.errors import InputError
from cobden.world import embedded, years
from cobden.world.benchmark_economy import BenchmarkEconomy, ImportShares
from cobden.world.calibrate import InputOutputTable, calibrate, check_form, keep_value_added
from cobden.world.elasticities import DEFAULT, elasticity_of
from cobden.world.record import Adjustment

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

W = TypeVar("W", bound=BenchmarkEconomy)

SOURCE = "OECD, Inter-Country Input-Output Tables"
FINAL_DEMAND = ("HFCE", "NPISH", "GGFC", "GFCF", "INVNT", "DPABR", "NONRES", "FD")
BESIDE_ROWS = ("TLS", "VA", "OUT", "OUTPUT", "TOTAL")
OUTPUT = ("OUT", "OUTPUT", "TOTAL")
GOODS = "ABC"  # sections of ISIC Rev. 4: agriculture, mining, manufacturing
SERVICES = "SERV"
PARTS = {"CN": "CHN", "MX": "MEX"}
BLOCK = 1 << 26  # bytes read at once: thousands of columns make small blocks slow
CUT_OFF = "The file seems cut off or altered: download it again."


def from_icio(
    make: "type[W]",
    path: "str | PathLike[str]",
    *,
    elasticities: "str | Mapping[str, float] | ArrayLike" = DEFAULT,
    tariff: "ArrayLike | None" = None,
    sectors: Mapping[str, str] | None = None,
    import_shares: ImportShares = "common",
    year: int | None = None,
) -> W:
    """Return the world in the OECD's CSV at ``path``; see ``World.from_icio``."""
    form = check_form(import_shares)
    table = read(path, sectors=sectors, tariff=tariff, year=year)
    theta = elasticity_of(elasticities, table.sectors, services=table.services)
    day = years.tariffs_of(table.year) if tariff is None else None
    return replace(calibrate(make, table, theta, form), tariffs_on=day)


def read(
    path: "str | PathLike[str]",
    *,
    sectors: Mapping[str, str] | None = None,
    tariff: "ArrayLike | None" = None,
    year: int | None = None,
    services_apart: bool = False,
) -> InputOutputTable:
    """Return the table in the OECD's CSV at ``path``, in US dollars, ready to calibrate.

    ``services_apart`` keeps every service industry as a sector of its own.
    Raises ``InputError`` naming the file and the row, column or cell at fault.
    """
    sheet = sheet_of(Path(path))
    sellers = [split(name, sheet.file) for name in sheet.rows if name not in BESIDE_ROWS]
    uses = [name for name in sheet.columns if name not in OUTPUT]
    industries = {name for name in sheet.rows if name not in BESIDE_ROWS}
    check_uses(sheet, uses, industries)
    economies = tuple(dict.fromkeys(economy for economy, _ in sellers))
    codes = [code for _, code in sellers]
    if services_apart:
        sectors = {code: code for code in codes} | dict(sectors or {})
    sector_of = _sector_of(codes, sectors, sheet.file)
    year = year or year_of(sheet.file)
    goods = tuple(dict.fromkeys(sector_of.values()))
    by_use, final = flows(sheet, uses, industries, economies, goods, sector_of)
    final, record = _without_negatives(final, sheet.file)
    services = {sector for code, sector in sector_of.items() if code[0] not in GOODS}
    services -= {sector for code, sector in sector_of.items() if code[0] in GOODS}
    rates, of = _tariff(tariff, economies, goods, services, year, sheet.file)
    return keep_value_added(
        InputOutputTable(
            economies=economies,
            sectors=goods,
            intermediate=by_use.sum(2).transpose(0, 2, 1) * 1e6,
            final=final * 1e6,
            use=by_use.sum(1) * 1e6,
            tariff=rates,
            year=year,
            source=SOURCE + of,
            services=tuple(sector for sector in goods if sector in services),
            record=record,
        )
    )


def flows(
    sheet: "IcioSheet",
    uses: list[str],
    industries: set[str],
    economies: tuple[str, ...],
    goods: tuple[str, ...],
    sector_of: Mapping[str, str],
) -> "tuple[NDArray[np.float64], NDArray[np.float64]]":
    """Add up the sheet: inputs [k, exporter, q, user], and final sales [k, importer, exporter]."""
    from scipy.sparse import csr_array

    def indicator(names: list[str], size: int, position: Callable[[str, str], int]) -> "csr_array":
        at = [position(*split(name, sheet.file)) for name in names]
        return csr_array((np.ones(len(at)), (at, np.arange(len(at)))), shape=(size, len(at)))

    def cell(economy: str, code: str) -> int:
        return goods.index(sector_of[code]) * len(economies) + economies.index(economy)

    size = len(goods) * len(economies)
    bought = [name for name in uses if name in industries]
    asked = [name for name in uses if name not in industries]
    sold = indicator([name for name in sheet.rows if name in industries], size, cell)
    inputs = sold @ sheet.part(industries, bought) @ indicator(bought, size, cell).T
    final = (
        sold
        @ sheet.part(industries, asked)
        @ indicator(asked, len(economies), lambda economy, _: economies.index(economy)).T
    )
    return (
        inputs.reshape(len(goods), len(economies), len(goods), len(economies)),
        final.reshape(len(goods), len(economies), -1).transpose(0, 2, 1),
    )


@dataclass(frozen=True, eq=False)
class IcioSheet:
    """The file's matrix with its labels, USD million."""

    file: Path
    rows: list[str]
    columns: list[str]
    cells: "NDArray[np.float64]"

    def part(self, rows: set[str], columns: list[str]) -> "NDArray[np.float64]":
        """Return the cells of these rows and columns, in the file's order of rows."""
        at = {name: position for position, name in enumerate(self.columns)}
        kept = [position for position, name in enumerate(self.rows) if name in rows]
        return self.cells[np.ix_(kept, [at[name] for name in columns])]


def sheet_of(file: Path) -> IcioSheet:
    """Return the matrix of the OECD's CSV; raise ``InputError`` for a cell that is no number."""
    import pyarrow as pa
    from pyarrow import csv

    try:
        table = csv.read_csv(file, read_options=csv.ReadOptions(block_size=BLOCK))
    except (OSError, pa.ArrowInvalid) as error:
        reason = str(error).splitlines()[0]
        raise InputError(
            f"cannot be read as CSV: {reason}.", where=str(file), remedy="Give the OECD's own file."
        ) from None
    labels, names = table.column(0).to_pylist(), table.column_names[1:]
    for kind, listed in (("row", labels), ("column", names)):
        seen: set[str] = set()
        for name in listed:
            if name in seen:
                raise InputError(f"{kind} '{name}' appears twice.", where=str(file), remedy=CUT_OFF)
            seen.add(name)
    cells = np.empty((len(labels), len(names)), order="F")  # filled column by column
    for position, name in enumerate(names):
        column = table.column(position + 1)
        if not (pa.types.is_floating(column.type) or pa.types.is_integer(column.type)):
            raise InputError(
                f"column '{name}' holds something that is no number.",
                where=f"{file}, row '{_first_text(labels, column.to_pylist())}'",
                remedy="Every cell is USD million.",
            )
        cells[:, position] = column.to_numpy()
    industries = np.array([name not in BESIDE_ROWS for name in labels], dtype=bool)
    bad = np.argwhere(~np.isfinite(cells) & industries[:, None])
    if len(bad):
        raise InputError(
            "an empty cell.",
            where=f"{file}, row '{labels[bad[0][0]]}', column '{names[bad[0][1]]}'",
            remedy=CUT_OFF,
        )
    return IcioSheet(file, labels, names, cells)


def _first_text(labels: list[str], cells: "list[Any]") -> str:
    for label, cell in zip(labels, cells, strict=True):
        try:
            float(cell)
        except (TypeError, ValueError):
            return label
    return labels[0]


def split(name: str, file: Path) -> tuple[str, str]:
    """Return the economy and the code in a label such as ``JPN_C29``; CN1 is part of CHN."""
    economy, mark, code = name.partition("_")
    if not (economy and mark and code):
        raise InputError(
            f"'{name}' is no label of an economy and an industry.",
            where=str(file),
            remedy="Labels look like JPN_C29 or JPN_HFCE.",
        )
    return (PARTS[economy[:2]] if re.fullmatch(r"(CN|MX)\d", economy) else economy), code


def check_uses(sheet: IcioSheet, uses: list[str], industries: set[str]) -> None:
    """Raise ``InputError`` for a column of nothing known, and for sums that do not hold."""
    for name in uses:
        if name not in industries and split(name, sheet.file)[1] not in FINAL_DEMAND:
            raise InputError(
                f"column '{name}' is neither an industry with a row nor a kind of final demand "
                f"({', '.join(FINAL_DEMAND)}).",
                where=str(sheet.file),
                remedy=CUT_OFF,
            )
    present = set(sheet.columns)
    for name in sheet.rows:
        if name in industries and name not in present:
            raise InputError(
                f"industry '{name}' has a row but no column.",
                where=str(sheet.file),
                remedy=CUT_OFF,
            )
    inputs = sheet.part(industries, [name for name in uses if name in industries])
    if inputs.min() < 0:
        row, column = np.unravel_index(int(inputs.argmin()), inputs.shape)
        raise InputError(
            f"a negative input: {inputs.min():g}.",
            where=f"{sheet.file}, row '{[n for n in sheet.rows if n in industries][row]}', column "
            f"'{[n for n in uses if n in industries][column]}'",
            remedy="Only final demand may be negative (inventories).",
        )
    for total in (name for name in sheet.columns if name in OUTPUT):
        stated = sheet.part(industries, [total])[:, 0]
        gap = np.abs(sheet.part(industries, uses).sum(1) - stated)
        worst = int((gap - 1e-3 * stated).argmax())
        if gap[worst] > 1 + 1e-3 * stated[worst]:
            raise InputError(
                f"sales do not sum to output: off by {gap[worst]:.6g} USD million.",
                where=f"{sheet.file}, row '{[n for n in sheet.rows if n in industries][worst]}'",
                remedy=CUT_OFF,
            )


def _sector_of(codes: list[str], sectors: Mapping[str, str] | None, file: Path) -> dict[str, str]:
    """Return the sector of each industry: the user's, else goods by code and services together."""
    for code in sectors or {}:
        if code not in codes:
            raise InputError(
                f"'{code}' is no industry in {file}.",
                where="sectors",
                remedy=f"It has: {', '.join(dict.fromkeys(codes))}.",
            )
    default = {code: code if code[0] in GOODS else SERVICES for code in dict.fromkeys(codes)}
    return default | dict(sectors or {})


def _without_negatives(
    final: "NDArray[np.float64]", file: Path
) -> "tuple[NDArray[np.float64], tuple[Adjustment, ...]]":
    """Set negative final demand (stocks run down) to zero and say how much that was."""
    below = final < 0
    if not below.any():
        return final, ()
    line = Adjustment(
        what="negative final demand",
        where=file.name,
        before=float(final[below].sum()),
        after=0.0,
        unit="USD million",
        cells=int(below.sum()),
        reason="stocks run down by more than is used; set to zero, which raises gross output and "
        "value added of the seller by as much",
    )
    return np.maximum(final, 0), (line,)


def _tariff(
    tariff: "ArrayLike | None",
    economies: tuple[str, ...],
    sectors: tuple[str, ...],
    services: set[str],
    year: int | None,
    file: Path,
) -> "tuple[NDArray[np.float64], str]":
    """Return the rates given, or those known of the nearest year; and what to say of them."""
    if tariff is not None:
        shape = (len(sectors), len(economies), len(economies))
        if np.ndim(tariff) == 0:
            tariff = np.full(shape, labels.number(tariff, "tariff"))
        rates = labels.aligned(tariff, *labels.axes("kni", economies, sectors), where="tariff")
        if not (np.isfinite(rates) & (rates > -1)).all():
            raise InputError(
                "a rate is not a number above -1.", where="tariff", remedy="0.25 is 25 per cent."
            )
        return rates, ""
    known, said = known_tariffs(year)
    goods = [sector for sector in sectors if sector not in services]
    for kind, names, own in (
        ("economy", economies, known.economies),
        ("sector", goods, known.sectors),
    ):
        absent = [label for label in names if label not in own]
        if absent:
            raise InputError(
                f"the embedded tariffs do not know {kind} '{absent[0]}'.",
                where=str(file),
                remedy="Give tariff=, an array [good, importer, exporter] or one rate for all.",
            )
    rates = np.zeros((len(sectors), len(economies), len(economies)))
    k = [known.sectors.index(sector) for sector in goods]
    n = [known.economies.index(economy) for economy in economies]
    rates[[sectors.index(sector) for sector in goods]] = known.tariff[np.ix_(k, n, n)]
    return rates, said


def known_tariffs(year: int | None) -> tuple[InputOutputTable, str]:
    """Return the table that ships of ``year`` or the nearest, and what to say of its tariffs."""
    shipped = embedded.table()
    if year is None or shipped.year is None or year >= shipped.year:
        return shipped, ""
    nearest = max(year, years.FORMER_YEARS[0])
    said = "" if nearest == year else f"; tariffs of {nearest}"
    return years.table(nearest), said


def year_of(file: Path) -> int | None:
    """Return the year in a file's name, the last if there are several."""
    found = re.search(r"(?:19|20)\d\d(?!.*(?:19|20)\d\d)", file.stem)
    return int(found.group()) if found else None
