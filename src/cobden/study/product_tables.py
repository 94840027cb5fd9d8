"""The trade by product that a case names, and that which ships with Cobden."""

from collections.abc import Callable

from cobden.base.errors import InputError
from cobden.base.files import place
from cobden.cases import Case
from cobden.products import ProductTable, read_products, united_states

SHIPPED: dict[str, Callable[[], ProductTable]] = {"USA": united_states}


def table_of(importer: str) -> ProductTable:
    """Return the trade by product of an importer that ships with Cobden.

    Raises ``InputError`` for any other, with what to do.
    """
    if importer not in SHIPPED:
        raise InputError(
            f"the trade of {importer} by product is not known.",
            where="--by",
            remedy=f"Give its table with --table FILE.csv; {', '.join(SHIPPED)} is shipped.",
        )
    return SHIPPED[importer]()


def tables_of(case: Case) -> tuple[ProductTable, ...]:
    """Return the trade by product of the importers that a case names under ``world: products``.

    Raises ``InputError`` naming the key for a table that is not there or cannot be right.
    """
    found = []
    for importer, source in case.file.world.products.items():
        where = place(case.folder / "case.yaml", "world", "products", importer)
        if source == "shipped":
            if importer not in SHIPPED:
                raise InputError(
                    f"the trade of {importer} by product does not ship.", where=where,
                    remedy=f"Name a file beside the case; {', '.join(SHIPPED)} is shipped.",
                )  # fmt: skip
            found.append(SHIPPED[importer]())
            continue
        try:
            found.append(read_products(case.folder / source, importer=importer))
        except InputError as fault:
            raise InputError(f"{fault.where}: {fault.what}", where=where,
                             remedy=fault.remedy) from None  # fmt: skip
    return tuple(found)
