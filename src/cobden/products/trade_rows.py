"""The rows of one file on their way to a table of trade by product.

Rows that are totals of other rows are left out, codes are brought to six digits of the Harmonized
System of 2022, origins to economies; what was left out or split is counted in the table's notes,
and what cannot be right names its line.
"""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from cobden.base import economies
from cobden.base.errors import InputError
from cobden.measures import codes
from cobden.measures.bought import US
from cobden.measures.codes import DIGITS
from cobden.measures.goods import us_lines
from cobden.products.layouts import Layout
from cobden.products.product_table import PER_PRODUCT, SIX, ProductTable

if TYPE_CHECKING:
    import pandas as pd

LINE = "_line"  # of the file, kept beside the cells
_STRAY = 1e-3  # of all value: as little under codes that nobody knows is left out
_DEAREST = 50.0  # times the value: no duty is as high
_WORLD = frozenset(("0", "w00", "wld", "world", "all", "total", "_x", "extra_eu27_2020"))
_AREAS = ("nes", "not spec", "areas", "bunkers", "special", "free")
_TOTALS = frozenset(("total", "all", "ag2", "ag4", "ag6"))


class TradeRows:
    """The rows of one file on their way to a table, with notes of what was done."""

    def __init__(self, path: Path, layout: Layout, rows: "pd.DataFrame") -> None:
        self.path, self.layout, self.notes = path, layout, [f"read as {layout.name}"]
        self.rows: pd.DataFrame = rows.loc[(rows.drop(columns=LINE) != "").any(axis=1)]
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
            what, where=f"{self.path}:{int(self.rows[LINE].iloc[row])}", remedy=remedy
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
        whole = self.rows.drop(columns=LINE)
        twice = np.flatnonzero(whole.duplicated().to_numpy())
        if len(twice):
            first = int(np.flatnonzero((whole == whole.iloc[twice[0]]).all(axis=1))[0])
            raise self.fail(
                f"it repeats line {int(self.rows[LINE].iloc[first])} to the last cell.",
                int(twice[0]), "Delete one of the two: values would be counted double.",
            )  # fmt: skip

    def by_year(self) -> "list[tuple[int, pd.DataFrame]]":
        """Return the years that the file holds, each with its rows."""
        if self.column("year") is None:
            raise InputError(
                "the file does not say which years it is about.", where=str(self.path),
                remedy="A column year.",
            )  # fmt: skip
        year = self.cells("year").str[:4]  # a period may be a month
        return sorted(
            ((self._year(when), self.rows.loc[year == when]) for when in dict.fromkeys(year)),
            key=lambda one: one[0],
        )

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
            (lambda n: economies.label(number_of(n), where=str(self.path)))
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
        rows, code = self._codes(value)
        per = 1 / np.bincount(rows)[rows]
        line = self._lines(importer, value)
        fine = code if line is None else np.where(line[rows] > 0, line[rows], code * PER_PRODUCT)
        cells, at = np.unique(fine * len(names) + origin[rows], return_inverse=True)
        kept = cells // len(names)
        return ProductTable(
            importer=importer,
            year=year,
            origins=names,
            code=kept if line is None else kept // PER_PRODUCT,
            origin=(cells % len(names)).astype(np.intp),
            value=np.bincount(at, value[rows] * per).astype(np.float64),
            duty=None if duty is None else np.bincount(at, duty[rows] * per).astype(np.float64),
            source=f"{self.layout.name}, {self.path.name}",
            notes=tuple(self.notes),
            line=None if line is None else kept,
        )

    def _lines(self, importer: str, value: np.ndarray) -> np.ndarray | None:
        """Return each row's ten-digit code as a number, 0 where it has none that the law knows.

        None for importers but the United States, whose law by line is known, and for files of
        shorter codes.
        """
        text = self.cells("code").str.replace(r"[. ]", "", regex=True)
        fine = (text.str.len() == DIGITS) & text.str.isdigit()
        if importer != US or not fine.any():
            return None
        line = text.where(fine, "0").astype(np.int64).to_numpy()
        line = np.where(np.isin(line, us_lines().low), line, 0)
        share = value[line > 0].sum() / value.sum()
        self.notes.append(
            f"{len(np.unique(line[line > 0])):,} lines of ten digits weigh the law's rates; "
            f"{100 * (1 - share):.2g}% of value is under others, and counts by product"
        )
        return line

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
        text = self.cells("origin").map(number_of)
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
                known[name] = economies.label(number_of(name), where="origin")
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

    def _codes(self, value: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return six-digit codes of HS 2022 and the row of each: a retired code may have several.

        Its value is divided equally among those that took its goods over. What no sector makes
        (returned goods, small shipments) is left out, and so are codes that no edition known here
        has where next to nothing of the ``value`` is under them.
        """
        text = self.cells("code").str.replace(" ", "")
        first = {name: row for row, name in reversed(list(enumerate(text)))}
        heirs = {name: self._heirs(name, first[name]) for name in dict.fromkeys(text)}
        strange = [name for name, found in heirs.items() if found is None]
        if strange:
            share = value[text.isin(strange)].sum() / value.sum()
            if share > _STRAY:
                self._known(strange[0], first[strange[0]])
            self.notes.append(
                f"codes that no known edition has, left out ({100 * share:.2g}% of value): "
                + ", ".join(strange)
            )
        gone = [name for name, found in heirs.items() if found == ()]
        split = [name for name, found in heirs.items() if codes.retired(name) and found]
        for names, why in (
            (gone, "left out: goods that no sector makes (chapters 98 and 99)"),
            (split, f"of codes retired before HS {codes.EDITION} are divided equally among their "
             "successors"),
        ):  # fmt: skip
            if names:
                self.notes.append(f"{int(text.isin(names).sum()):,} rows {why}")
        rows = [row for row, name in enumerate(text) for _ in heirs[name] or ()]
        found = [code for name in text for code in heirs[name] or ()]
        return np.array(rows, np.intp), np.array(found, np.int64)

    def _heirs(self, name: str, row: int) -> tuple[int, ...] | None:
        """Return the six-digit codes that a row's stands for, None where no edition has it."""
        if name[:2] in ("99", "98", "00") or name.endswith("XX"):
            return ()
        if not codes.looks_like_a_code(name):
            raise self.fail(
                f"the code is '{name}'.", row, "Digits alone; keep codes as text in a spreadsheet."
            )
        try:
            digits = codes.read_code(name, where="code")[:SIX]
        except InputError as fault:
            raise self.fail(fault.what, row, fault.remedy) from None
        gone = codes.retired(digits)
        if gone is not None:
            return tuple(int(code) for code in gone.successors)
        return (int(digits),) if codes.is_current(digits) else None

    def _known(self, name: str, row: int) -> None:
        """Raise for a code that the Harmonized System does not have, naming the next one."""
        try:
            codes.check_code(name, where="code")
        except InputError as fault:
            raise self.fail(fault.what, row, fault.remedy) from None


def number_of(name: str) -> str:
    """Return a country number with its zeros: M49 numbers have three digits."""
    return name.zfill(3) if name.isdigit() else name


def _areas(name: str) -> bool:
    """Whether a name stands for areas that the publisher does not tell apart."""
    folded = name.casefold()
    return any(word in folded for word in _AREAS)
