"""Readers of other tables than the OECD's: WIOD and EXIOBASE through pymrio, FIGARO, GTAP."""

import re
import warnings
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from cobden.base.arrays import ratio
from cobden.base.errors import InputError, unknown
from cobden.world.har import HarFile
from cobden.world.mrio import ForeignTable

if TYPE_CHECKING:
    import pandas as pd

KINDS = {
    "oecd": "the OECD's inter-country table: 2017_SML.csv",
    "figaro": "Eurostat's FIGARO, industry by industry, as a matrix: matrix_eu-ic-io_...csv",
    "wiod": "WIOD, release of 2013: wiot11_row_apr12.xlsx",
    "exiobase": "EXIOBASE 3: IOT_2020_ixi.zip, or its folder",
    "gtap": "a GTAP data base, which needs a licence: basedata.har",
}
IN_EURO = ("figaro", "exiobase")
"""Tables in millions of euro; the others are in millions of dollars."""


def kind_of_table(path: Path) -> str:
    """Return whose table ``path`` seems to be, by its name; raise ``InputError`` if none's."""
    name = path.name.casefold()
    for kind, mark in (
        ("gtap", r"\.har$"), ("wiod", r"wiot.*\.xlsx$"), ("exiobase", r"iot_|exiobase"),
        ("figaro", r"figaro|eu-ic-io"), ("oecd", r"\.csv$"),
    ):  # fmt: skip
        if re.search(mark, name):
            return kind
    raise InputError(
        f"'{path.name}' is no table that is known by its name.",
        where="world build",
        remedy=f"Say whose it is: --of {', '.join(KINDS)}.",
    )


def read_foreign(path: Path, kind: str, year: int | None, usd: float) -> ForeignTable:
    """Return the table of ``kind`` at ``path``; ``usd`` is what a unit of its money is worth.

    Raises ``InputError`` for a kind that is not known, or a file that is not of it.
    """
    readers = {"figaro": _figaro, "wiod": _wiod, "exiobase": _exiobase, "gtap": _gtap}
    if kind not in readers:
        raise unknown("kind of table", kind, KINDS, where="world build")
    if not path.exists():
        raise InputError("there is no such file.", where=str(path), remedy="Check the path.")
    return readers[kind](path, year or foreign_year(path), usd * 1e6)


def foreign_year(path: Path) -> int | None:
    """Return the year in the name of a download."""
    found = re.findall(r"(?:19|20)\d\d", path.stem)
    if found:
        return int(found[-1])
    short = re.search(r"wiot(\d\d)", path.stem)
    return None if short is None else 2000 + int(short[1]) - 100 * (int(short[1]) > 50)


def _figaro(path: Path, year: int | None, scale: float) -> ForeignTable:
    import pandas as pd

    try:
        sheet = pd.read_csv(path, index_col=0)
    except (OSError, ValueError) as fault:
        raise InputError(f"cannot be read as CSV: {fault}.", where=str(path)) from None
    sells = [name for name in sheet.index if str(name) in sheet.columns]
    if not sells:
        raise InputError(
            "no label stands both as a row and as a column.",
            where=str(path),
            remedy="Give FIGARO's matrix (AT_A01, ...), not its flat format.",
        )
    asked = [name for name in sheet.columns if name not in sells and re.search(r"_P\d", name)]
    pairs = [str(name).split("_", 1) for name in sells]
    users = [str(name).split("_", 1)[0] for name in asked]
    return _table("figaro", sheet.loc[sells, sells], pairs, sheet.loc[sells, asked], users,
                  year, "Eurostat, FIGARO", path, scale)  # fmt: skip


def _pymrio(path: Path) -> Any:
    if find_spec("pymrio") is None:
        raise InputError(
            "the library 'pymrio', which reads this table, is not installed.",
            where=str(path),
            remedy="Install it with: pip install 'cobden[readers]'",
        )
    import pymrio

    return pymrio


def _parsed(path: Path, parser: str) -> Any:
    """Return what a parser of pymrio makes of ``path``; its faults are told as the user's."""
    pymrio = _pymrio(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns of what is not read here: satellite accounts
            return getattr(pymrio, parser)(path)
    except Exception as fault:  # whatever a foreign parser raises on a file that is not its own
        raise InputError(
            f"pymrio cannot read it ({type(fault).__name__}: {str(fault)[:200]}).",
            where=str(path),
            remedy="Give the file as it was downloaded; --of says whose table it is.",
        ) from fault


def _wiod(path: Path, year: int | None, scale: float) -> ForeignTable:
    found = _parsed(path, "parse_wiod")
    return _system("wiod", found, list(found.Z.index), year, "WIOD, release of 2013", path, scale)


def _exiobase(path: Path, year: int | None, scale: float) -> ForeignTable:
    pymrio, found = _pymrio(path), _parsed(path, "parse_exiobase3")
    if found.Z is None:
        found = found.calc_all() or found
    pairs = list(found.Z.index)
    names = {str(name) for _, name in pairs}
    codes: dict[str, str] = {}
    for form in ("exio3_ixi", "exio3_pxp"):
        known = pymrio.get_classification(form).sectors
        table = dict(zip(known.ExioName, known.ExioCode, strict=True))
        if names <= set(table):
            codes = {name: str(code)[1:] for name, code in table.items()}
    if not codes:
        strange = sorted(names)[0]
        raise InputError(
            f"'{strange}' is in none of EXIOBASE's lists of industries or products.",
            where=str(path),
            remedy="Give a table of EXIOBASE 3, ixi or pxp.",
        )
    coded = [(region, codes[str(name)]) for region, name in pairs]
    return _system("exiobase", found, coded, year, "EXIOBASE 3", path, scale)


def _system(
    kind: str, found: Any, pairs: list, year: int | None, source: str, path: Path, scale: float
) -> ForeignTable:
    users = [str(region) for region in found.Y.columns.get_level_values(0)]
    named = [[str(region), str(code)] for region, code in pairs]
    return _table(kind, found.Z, named, found.Y, users, year, source, path, scale)


def _table(
    kind: str,
    inputs: "pd.DataFrame",
    pairs: list[list[str]],
    final: "pd.DataFrame",
    users: list[str],
    year: int | None,
    source: str,
    path: Path,
    scale: float,
) -> ForeignTable:
    """Return a table from a square of inputs and one of final demand, labels in their order."""
    regions = tuple(dict.fromkeys(region for region, _ in pairs))
    codes = tuple(dict.fromkeys(code for _, code in pairs))
    strangers = sorted(set(users) - set(regions))
    if strangers:
        raise InputError(
            f"final demand of '{strangers[0]}', which makes nothing in the table.",
            where=str(path),
            remedy="Give the whole table.",
        )
    row = {code: at for at, code in enumerate(codes)}
    place = {region: at for at, region in enumerate(regions)}
    at = np.array([(row[code], place[region]) for region, code in pairs])
    size = (len(codes), len(regions))
    values = np.zeros((*size, *size))
    cells = (at[:, :1], at[:, 1:], at[None, :, 0], at[None, :, 1])
    np.add.at(values, cells, inputs.to_numpy(float))
    asked = np.zeros((*size, len(regions)))
    buyer = np.array([place[user] for user in users], int)
    np.add.at(asked, (at[:, :1], at[:, 1:], buyer[None, :]), final.to_numpy(float))
    return ForeignTable(
        kind, regions, codes, values * scale, asked * scale, year, source, str(path)
    )


def _gtap(path: Path, year: int | None, scale: float) -> ForeignTable:
    """Read the flows of a GTAP data base: sales at basic prices, tariffs as the file has them.

    What importers use is known by good, not by origin: each origin's share of imports holds for
    all uses. Margins of transport are sold to importers by what freight costs them.
    """
    file = HarFile(path)
    names = {"VXSB", "VMSB", "VCIF", "VFOB", "VDFB", "VMFB"}
    if not names <= set(file.headers):
        raise InputError(
            f"it has no header {sorted(names - set(file.headers))[0]}.",
            where=str(path),
            remedy="Give a data base of GTAP 10 or later in the form of the model of version 7.",
        )
    sold, paid, landed, shipped, own, bought = (
        file.read(name) for name in ("VXSB", "VMSB", "VCIF", "VFOB", "VDFB", "VMFB")
    )
    goods, regions = sold.elements[0], sold.elements[1]
    count, size = len(goods), len(regions)
    asked_own, asked_abroad = np.zeros((count, size)), np.zeros((count, size))
    for use in "PGI":
        asked_own += file.read(f"VD{use}B").values
        asked_abroad += file.read(f"VM{use}B").values
    flow = sold.values.copy()  # [good, from, to]
    if "VST" in file.headers:
        margins = file.read("VST")
        freight = np.maximum((landed.values - shipped.values).sum((0, 1)), 0.0)
        for name, supplied in zip(margins.elements[0], margins.values, strict=True):
            if name in goods:
                flow[goods.index(name)] += supplied[:, None] * freight / freight.sum()
    origin = ratio(flow, flow.sum(1, keepdims=True))
    imported = bought.values.sum(1) + asked_abroad
    worth = ratio(flow.sum(1), imported)  # what reaches the seller of a dollar at the user's
    inputs = np.einsum("kin,kqn->kiqn", origin, bought.values * worth[:, None])
    final = origin * (asked_abroad * worth)[:, None]
    here = np.arange(size)
    inputs[:, here, :, here] += np.moveaxis(own.values, 2, 0)
    final[:, here, here] += asked_own
    return ForeignTable(
        "gtap",
        tuple(region.upper() for region in regions),
        tuple(code.casefold() for code in goods),
        inputs * scale,
        final * scale,
        year,
        "GTAP data base (a user's licence)",
        str(path),
        np.maximum(ratio(paid.values, landed.values) - (landed.values > 0), 0.0),
    )
