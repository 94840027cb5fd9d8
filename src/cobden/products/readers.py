"""Tables of trade by product as people have them: BACI, UN Comtrade, Comext, US Census, plain CSV.

A file is recognised by its columns (`LAYOUTS`). Rows that are totals of other rows are left out,
codes are brought to six digits of the Harmonized System of 2022, origins to economies; what was
left out or split is counted in the table's notes, and what cannot be right names its line.
"""

import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from cobden.base import economies
from cobden.base.errors import InputError
from cobden.base.files import LARGEST_CSV, read_text, refuse_twice
from cobden.measures import codes
from cobden.products.product_table import ProductTable

if TYPE_CHECKING:
    import pandas as pd

SIX = 6
LONGEST = 20_000  # characters of a line: what is longer has lost its line breaks


@dataclass(frozen=True)
class Layout:
    """A publisher's columns: which of them holds what, in which unit, and which rows are totals.

    ``columns`` maps what a table needs (code, origin, value; importer, year, duty, quantity,
    edition) to the publisher's headers, in lower case; ``unit`` US dollars per unit of value (None:
    the file is in another money); ``only`` gives, by header, the values that rows must have.
    """

    name: str
    columns: dict[str, tuple[str, ...]]
    unit: float | None = 1.0
    only: tuple[tuple[str, tuple[str, ...]], ...] = ()


LAYOUTS = (
    Layout(
        "BACI (CEPII)",
        {"year": ("t",), "origin": ("i",), "importer": ("j",), "code": ("k",), "value": ("v",),
         "quantity": ("q",)},
        unit=1000.0,
    ),
    Layout(
        "UN Comtrade",
        {"year": ("refyear", "year", "period"),
         "importer": ("reporteriso", "reporter iso", "reportercode"),
         "origin": ("partneriso", "partner iso", "partnercode"),
         "code": ("cmdcode", "commodity code"),
         "value": ("primaryvalue", "trade value (us$)"),
         "quantity": ("netwgt", "netweight (kg)"),
         "edition": ("classificationcode", "classification")},
        only=(
            ("flowcode", ("m",)), ("trade flow", ("import", "imports")), ("motcode", ("0",)),
            ("customscode", ("c00",)), ("partner2code", ("0",)),
        ),
    ),
    Layout(
        "Eurostat Comext",
        {"year": ("period",), "importer": ("declarant_iso", "declarant", "reporter"),
         "origin": ("partner_iso", "partner"), "code": ("product_nc", "product"),
         "value": ("value_in_euros", "value_eur"), "quantity": ("quantity_in_kg",)},
        unit=None,
        only=(("flow", ("1", "import", "imports")),),
    ),
    Layout(
        "US Census Bureau",
        {"origin": ("cty_code", "country"), "code": ("i_commodity", "hs"),
         "value": ("con_val_yr", "gen_val_yr"), "duty": ("cal_dut_yr",), "year": ("year",)},
    ),
    Layout(
        "a plain table",
        {"importer": ("importer",), "year": ("year",), "origin": ("origin", "exporter"),
         "code": ("code", "hs6", "product"), "value": ("value", "value_usd"),
         "duty": ("duty", "duty_usd"), "quantity": ("quantity",)},
    ),
)  # fmt: skip
_DEAREST = 50.0  # times the value: no duty is as high
_NEEDED = ("code", "origin", "value")
_WORLD = frozenset(("0", "w00", "wld", "world", "all", "total", "_x", "extra_eu27_2020"))
_AREAS = ("nes", "not spec", "areas", "bunkers", "special", "free")
_TOTALS = frozenset(("total", "all", "ag2", "ag4", "ag6"))


def read_products(
    path: str | Path, *, importer: str | None = None, year: int | None = None,
    usd: float | None = None,
) -> ProductTable:  # fmt: skip
    r"""Return the trade by product in a file: BACI, UN Comtrade, Comext, US Census, or a plain CSV.

    ``importer`` and ``year`` choose among several, or say what the file does not; ``usd`` is how
    many US dollars one unit of its money is worth, where that is not dollars. A plain table has the
    columns code, origin and value, and may have importer, year, duty and quantity; money in US
    dollars, codes of six digits or more.

    Raises ``InputError`` naming file, line and value for what cannot be right.

    >>> import cobden as cb
    >>> import tempfile
    >>> from pathlib import Path
    >>> path = Path(tempfile.mkdtemp()) / 'imports.csv'
    >>> _ = path.write_text('code,origin,value\n870380,China,9.5e9\n870323,Japan,2.1e9\n')
    >>> cb.read_products(path, importer='DEU', year=2023).codes.tolist()
    [870323, 870380]
    """
    path = Path(path)
    rows, layout = _rows(path)
    reading = _Reading(path, layout, rows)
    reading.keep_parts_only()
    whose, when = reading.chosen("importer", importer), reading.chosen("year", year)
    reading.refuse_mixed()
    unit = layout.unit if usd is None else usd
    if unit is None:
        raise InputError(
            f"the values of {layout.name} are not in US dollars.",
            where=str(path),
            remedy="Say what one unit is worth: usd=1.08, --usd 1.08.",
        )
    if not (unit > 0 and math.isfinite(unit)):
        raise InputError(
            f"one unit of the file's money is worth {unit:g} US dollars.",
            where="usd", remedy="A number above zero, such as 1.08.",
        )  # fmt: skip
    return reading.table(economies.label(_number(whose), where=str(path)), unit, when)


def _rows(path: Path) -> "tuple[pd.DataFrame, Layout]":
    """Return the rows of a CSV file as text, headers in lower case, and its layout."""
    from io import StringIO

    import pandas as pd

    text = read_text(path, largest=4 * LARGEST_CSV)
    first = text.split("\n", 1)[0]
    _refuse_other_forms(path, text, first)
    mark = max(",;\t", key=first.count)
    names = [name.strip().strip('"').casefold() for name in first.split(mark)]
    refuse_twice(names, f"{path}:1")
    try:
        rows = pd.read_csv(
            StringIO(text), sep=mark, dtype=str, keep_default_na=False, skip_blank_lines=False
        ).fillna("")
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as fault:
        raise InputError(
            f"it is no table: {str(fault).strip().rstrip('.')}.", where=str(path),
            remedy="Save it as CSV, one header line, as many cells in each line.",
        ) from None  # fmt: skip
    rows.columns = [str(name).strip().casefold() for name in rows.columns]
    for layout in LAYOUTS:
        if all(set(layout.columns[need]) & set(rows.columns) for need in _NEEDED):
            return rows, layout
    raise InputError(
        f"its columns are not those of a known table: {', '.join(rows.columns[:8])}.",
        where=f"{path}:1",
        remedy="Give code, origin and value (US dollars); or a file of BACI, UN Comtrade, Comext "
        "or the US Census Bureau as downloaded.",
    )


def _refuse_other_forms(path: Path, text: str, first: str) -> None:
    """Raise ``InputError`` for what is no table at all, and for lines without an end."""
    begun = text.lstrip()[:1]
    if begun in ("<", "{", "["):
        kind = "a web page" if begun == "<" else "JSON"
        raise InputError(
            f"it is {kind}, not a table.", where=f"{path}:1",
            remedy="Download it as CSV; what a site sends instead may say why it did not.",
        )  # fmt: skip
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) > LONGEST:
            raise InputError(
                f"the line has {len(line):,} characters.", where=f"{path}:{number}",
                remedy="Line breaks or a closing quote were lost; save the table again.",
            )  # fmt: skip
    if len(first.split()) > 1 and not any(mark in first for mark in ",;\t"):
        raise InputError(
            f"the first line is a title: '{first.strip()[:60]}'.", where=f"{path}:1",
            remedy="Delete what stands above the names of the columns.",
        )  # fmt: skip


class _Reading:
    """The rows of one file on their way to a table, with notes of what was done."""

    def __init__(self, path: Path, layout: Layout, rows: "pd.DataFrame") -> None:
        self.path, self.layout, self.notes = path, layout, [f"read as {layout.name}"]
        filled = (rows != "").any(axis=1)
        self.rows: pd.DataFrame = rows.assign(_line=np.arange(2, len(rows) + 2)).loc[filled]
        if not len(self.rows):
            raise InputError("it has no rows.", where=str(path), remedy="Download it again.")

    def column(self, what: str) -> str | None:
        """Return the header of the column that holds ``what``, None where there is none."""
        names = self.layout.columns.get(what, ())
        return next((name for name in names if name in self.rows.columns), None)

    def cells(self, what: str) -> "pd.Series":
        """Return the cells of a column as text without blanks around it."""
        name = self.column(what)
        assert name is not None
        return self.rows[name].str.strip()

    def fail(self, what: str, row: int, remedy: str) -> InputError:
        """Return the error for a row [position]."""
        return InputError(
            what, where=f"{self.path}:{int(self.rows['_line'].iloc[row])}", remedy=remedy
        )

    def drop(self, out: "pd.Series", why: str) -> None:
        """Leave out the rows that are ``out``, with a note."""
        if out.any():
            self.notes.append(f"{int(out.sum()):,} rows left out: {why}")
            self.rows = self.rows.loc[~out]
        if not len(self.rows):
            raise InputError(
                f"no row is left: {why}.", where=str(self.path),
                remedy="Download imports by partner and six-digit product.",
            )  # fmt: skip

    def keep_parts_only(self) -> None:
        """Leave out rows that are no imports, and rows that are totals of others."""
        for name, wanted in self.layout.only:
            if name in self.rows.columns:
                held = self.rows[name].str.strip().str.casefold()
                self.drop(~held.isin(wanted), f"{name} is not {' or '.join(wanted)}")
        self.drop(self.cells("origin").str.casefold().isin(_WORLD), "totals over all partners")
        self.drop(self.cells("code").str.casefold().isin(_TOTALS), "totals over all products")
        length = self.cells("code").str.replace(r"[. ]", "", regex=True).str.len()
        if (length == 0).any():
            raise self.fail(
                "the code is left empty.", int(np.flatnonzero(length == 0)[0]),
                "Six digits of the Harmonized System.",
            )  # fmt: skip
        if length.max() < SIX - 1:
            raise self.fail(
                f"the longest code has {length.max()} digits: '{self.cells('code').iloc[0]}'.", 0,
                "Products have six digits or more: download imports by six-digit product.",
            )  # fmt: skip
        self.drop(length < SIX - 1, "chapters and headings")

    def refuse_mixed(self) -> None:
        """Raise where rows are of several editions of the nomenclature, or stand twice."""
        if self.column("edition") is not None:
            held = self.cells("edition")
            other = np.flatnonzero(held != held.iloc[0])
            if len(other):
                raise self.fail(
                    f"its edition is '{held.iloc[other[0]]}', and that of rows before "
                    f"'{held.iloc[0]}'.", int(other[0]),
                    "One edition of the Harmonized System in a table; download one.",
                )  # fmt: skip
        whole = self.rows.drop(columns="_line")
        twice = np.flatnonzero(whole.duplicated().to_numpy())
        if len(twice):
            first = int(np.flatnonzero((whole == whole.iloc[twice[0]]).all(axis=1))[0])
            raise self.fail(
                f"it repeats line {int(self.rows['_line'].iloc[first])} to the last cell.",
                int(twice[0]), "Delete one of the two: values would be counted double.",
            )  # fmt: skip

    def chosen(self, what: str, wanted: object) -> str:
        """Return the importer or year, of those in the file the ``wanted`` one; drop the others."""
        if self.column(what) is None:
            if wanted is None:
                raise InputError(
                    f"the file does not say which {what} it is about.", where=str(self.path),
                    remedy=f"Say so: a column {what}, or {what}=..., --{what} ...",
                )  # fmt: skip
            return str(wanted)
        held = self.cells(what)
        if what == "year":
            held = held.str[:4]  # a period may be a month
        names = list(dict.fromkeys(held))
        if wanted is None and len(names) == 1:
            return names[0]
        of = (
            (lambda n: economies.label(_number(n), where=str(self.path)))
            if what == "importer"
            else str
        )
        match = [n for n in names if wanted is not None and of(n) == of(str(wanted))]
        if not match:
            raise InputError(
                f"the file holds {len(names)} of {what}: {', '.join(names[:6])}"
                + (", ..." if len(names) > 6 else "")
                + ("." if wanted is None else f"; {wanted} is not among them."),
                where=str(self.path),
                remedy=f"Choose one: {what}={names[0]}.",
            )
        self.drop(~held.isin(match), f"another {what}")
        return match[0]

    def numbers(self, what: str) -> np.ndarray:
        """Return a column as numbers; an empty cell is an error, as is a negative one."""
        text = self.cells(what)
        found = np.full(len(text), np.nan)
        for row, cell in enumerate(text):
            try:
                found[row] = float(cell)
            except ValueError:
                comma = bool(re.fullmatch(r"[\d.]*,\d{1,2}", cell))
                remedy = "A number without thousands separators or units" + (
                    ", and a point for decimals: 1500000.25." if comma else "."
                )
                raise self.fail(f"{what} is '{cell}'.", row, remedy) from None
        bad = np.flatnonzero(~(np.isfinite(found) & (found >= 0)))
        if len(bad):
            raise self.fail(f"{what} is {found[bad[0]]:g}.", int(bad[0]), "Zero or more.")
        return found

    def table(self, importer: str, unit: float, when: str) -> ProductTable:
        """Return the rows left as a table, of the year ``when``."""
        year = self._year(when)
        self._leave_out_own(importer)
        value = self.numbers("value") * unit
        if not value.any():
            raise InputError(
                "all values are zero.", where=str(self.path),
                remedy="Choose the column or the file that holds values.",
            )  # fmt: skip
        duty = None if self.column("duty") is None else self.numbers("duty") * unit
        if duty is not None:
            self._refuse_dear(duty, value)
        names, origin = self._origins()
        rows, code = self._codes()
        per = 1 / np.bincount(rows)[rows]
        cell = code * len(names) + origin[rows]
        cells, at = np.unique(cell, return_inverse=True)
        return ProductTable(
            importer=importer,
            year=year,
            origins=names,
            code=cells // len(names),
            origin=(cells % len(names)).astype(np.intp),
            value=np.bincount(at, value[rows] * per).astype(np.float64),
            duty=None if duty is None else np.bincount(at, duty[rows] * per).astype(np.float64),
            source=f"{self.layout.name}, {self.path.name}",
            notes=tuple(self.notes),
        )

    def _year(self, when: str) -> int:
        year = int(float(when)) if re.fullmatch(r"\d+(\.0*)?", when) else 0
        if not 1988 <= year <= 2100:
            raise InputError(
                f"the year is {when or 'left empty'}.", where=str(self.path),
                remedy="Four digits, such as 2023.",
            )  # fmt: skip
        return year

    def _leave_out_own(self, importer: str) -> None:
        """Leave out what the importer, or the members of a union, send home."""
        own = set(economies.codes(importer))
        text = self.cells("origin").map(_number)
        inside = {name for name in dict.fromkeys(text) if set(economies.codes(name)) <= own}
        if inside >= set(text):
            raise InputError(
                f"all goods come from {importer} itself.", where=str(self.path),
                remedy="The origin is the partner, the importer the reporter.",
            )  # fmt: skip
        self.drop(text.isin(inside), f"goods of {importer} itself")

    def _refuse_dear(self, duty: np.ndarray, value: np.ndarray) -> None:
        """Raise where duties cannot be duties: more than goods are worth many times over."""
        bad = np.flatnonzero(duty > _DEAREST * value)
        if len(bad):
            raise self.fail(
                f"the duty is {duty[bad[0]]:g} on a value of {value[bad[0]]:g}.", int(bad[0]),
                "A duty is an amount in the same money as the value, not a rate in per cent.",
            )  # fmt: skip

    def _origins(self) -> tuple[tuple[str, ...], np.ndarray]:
        """Return the origins as economies or groups, and the place of each row's."""
        text = self.cells("origin")
        known: dict[str, str] = {}
        lost = 0
        for name in dict.fromkeys(text):
            try:
                known[name] = economies.label(_number(name), where="origin")
            except InputError as fault:
                if _areas(name):
                    known[name] = economies.ROW
                    lost += int((text == name).sum())
                    continue
                row = int(np.flatnonzero(text == name)[0])
                raise self.fail(fault.what, row, fault.remedy) from None
        if lost:
            self.notes.append(f"{lost:,} rows of areas not specified went to the rest of the world")
        names = tuple(dict.fromkeys(known.values()))
        for name, label in known.items():
            whole = next((g for g in names if label in (economies.group(g) or ())), None)
            if whole is not None:
                raise self.fail(
                    f"the origin is {name}, and other rows are of {whole}, which holds it.",
                    int(np.flatnonzero(text == name)[0]),
                    "Keep the members or the group: values would be counted double.",
                )  # fmt: skip
        return names, np.array([names.index(known[name]) for name in text])

    def _codes(self) -> tuple[np.ndarray, np.ndarray]:
        """Return six-digit codes of HS 2022 and the row of each: a retired code may have several.

        Its value is divided equally among those that took its goods over.
        """
        text = self.cells("code").str.replace(" ", "")
        heirs: dict[str, tuple[int, ...]] = {}
        split = 0
        for name in dict.fromkeys(text):
            first = int(np.flatnonzero(text == name)[0])
            if not codes.looks_like_a_code(name) and not name.endswith("XX"):
                raise self.fail(
                    f"the code is '{name}'.", first,
                    "Digits alone; keep codes as text in a spreadsheet.",
                )  # fmt: skip
            try:
                digits = codes.read_code(name, where="code")[:SIX]
                gone = codes.retired(digits)
                if gone is None:
                    heirs[name] = (int(codes.check_code(digits, where="code")),)
                else:
                    heirs[name] = tuple(int(code) for code in gone.successors)
                    split += int((text == name).sum())
            except InputError as fault:
                if name[:2] in ("99", "98", "00") or name.endswith("XX"):
                    heirs[name] = ()
                    continue
                raise self.fail(fault.what, first, fault.remedy) from None
        if split:
            self.notes.append(
                f"{split:,} rows of codes retired before HS {codes.EDITION} are divided equally "
                "among their successors"
            )
        rows = [row for row, name in enumerate(text) for _ in heirs[name]]
        found = [code for name in text for code in heirs[name]]
        return np.array(rows, np.intp), np.array(found, np.int64)


def _number(name: str) -> str:
    """Return a country number with its zeros: M49 numbers have three digits."""
    return name.zfill(3) if name.isdigit() else name


def _areas(name: str) -> bool:
    """Whether a name stands for areas that the publisher does not tell apart."""
    folded = name.casefold()
    return any(word in folded for word in _AREAS)
