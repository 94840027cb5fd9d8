"""The trade by product that a case names, and that which ships with Cobden."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from cobden.base.errors import InputError
from cobden.base.files import place
from cobden.cases import Case
from cobden.products import (
    ElasticityEstimates,
    ProductTable,
    cepii_elasticities,
    read_products,
    united_states,
)

PUBLISHED = "published"
PARTS = {"USA": ("claims",)}
"""What is told apart in products where a case does not say: what it costs is little, and what
goods that claim the USMCA bear is far from what others do."""


def with_parts(table: ProductTable) -> ProductTable:
    """Return a table with what is told apart in its products where nobody says otherwise."""
    return replace(table, apart=PARTS.get(table.importer, ()))


SHIPPED: dict[str, Callable[[], ProductTable]] = {
    "USA": lambda: with_parts(united_states()),
}


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
    own = estimates_of(case)
    return tuple(
        replace(
            table, elasticity=_elasticities(case, table, own), apart=_parts(case, table.importer)
        )
        for table in found
    )


def _parts(case: Case, importer: str) -> tuple[str, ...]:
    parts = case.file.world.product_parts.get(importer, PARTS.get(importer, ()))
    if parts and importer not in PARTS:
        raise InputError(
            f"lines and claims of {importer}'s imports are not known.",
            where=place(case.folder / "case.yaml", "world", "product_parts", importer),
            remedy=f"Leave it out: the law by line is that of {', '.join(PARTS)} alone.",
        )
    return parts


def _elasticities(
    case: Case, table: ProductTable, own: "Mapping[str, ElasticityEstimates]"
) -> "Mapping[str, float] | None":
    if table.importer in own:
        return own[table.importer].by_product()
    named = case.file.world.product_elasticities
    return cepii_elasticities() if table.importer in named else table.elasticity


def estimates_of(case: Case) -> "Mapping[str, ElasticityEstimates]":
    """Return the estimated elasticities that a case names, by importer.

    Raises ``InputError`` naming the key for a file that is not there or holds none.
    """
    found = {}
    for importer, source in case.file.world.product_elasticities.items():
        if source == PUBLISHED:
            continue
        where = place(case.folder / "case.yaml", "world", "product_elasticities", importer)
        try:
            found[importer] = ElasticityEstimates.read(case.folder / source)
        except InputError as fault:
            raise InputError(f"{fault.where}: {fault.what}", where=where,
                             remedy=fault.remedy) from None  # fmt: skip
        if not found[importer].usable:
            raise InputError(
                "none of the estimates in it is above zero.", where=where,
                remedy="Leave it out: every product then has its sector's elasticity.",
            )  # fmt: skip
    return found
