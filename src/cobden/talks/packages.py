"""Packages as rows of level numbers, [package, item], and which of them may be signed.

Level 0 of every item is how things stand, so the row of zeros is no deal.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from cobden.base.errors import Infeasible, InputError, unknown

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cobden.talks.table import Table
    from cobden.talks.table_entries import Link

Chosen: TypeAlias = str | Mapping[str, str] | ArrayLike
"""A package as a user gives it: by name, by levels of its items, or as a row of level numbers."""

LARGEST_SPACE = 2_000_000


def package(table: "Table", chosen: Chosen) -> "NDArray[np.int_]":
    """Return the row [item] of a package given by name, by levels of its items, or as a row.

    Items not named stay as they stand. Raises ``InputError`` for a package outside the grid.
    """
    if isinstance(chosen, str):
        if chosen not in table.packages:
            raise unknown("package", chosen, table.packages, where="package")
        chosen = table.packages[chosen]
    if isinstance(chosen, Mapping):
        row = np.zeros(len(table.items), dtype=int)
        for name, level in chosen.items():
            if name not in table.items:
                raise unknown("item", name, table.items, where="package")
            levels = list(table.items[name].levels)
            if str(level) not in levels:
                raise unknown("level", level, levels, where=f"package: {name}")
            row[list(table.items).index(name)] = levels.index(str(level))
        return row
    row = np.asarray(chosen)
    if row.shape != (len(table.items),) or not np.issubdtype(row.dtype, np.integer):
        raise InputError(
            f"a package of shape {row.shape} and type {row.dtype} is none of this table's.",
            where="package",
            remedy=f"Give one level number for each of the {len(table.items)} items.",
        )
    for name, number, size in zip(table.items, row, table.sizes, strict=True):
        if not 0 <= number < size:
            raise InputError(
                f"{name} has no level number {number}.",
                where="package",
                remedy=f"Its levels are 0 to {size - 1}: {', '.join(table.items[name].levels)}.",
            )
    return row


def describe(table: "Table", row: "NDArray[np.int_]") -> dict[str, str]:
    """Return the items of a package that change something, with their levels."""
    return {
        name: list(item.levels)[number]
        for (name, item), number in zip(table.items.items(), row, strict=True)
        if number
    }


def every(table: "Table") -> "NDArray[np.int_]":
    """Return all combinations of levels [package, item], allowed or not, in index order."""
    total = int(np.prod([float(n) for n in table.sizes]))
    if total > LARGEST_SPACE:
        raise InputError(
            f"{total:,} combinations are too many to list.",
            where="items",
            remedy="Use search.best_package with values that add up, or fewer levels.",
        )
    return np.stack(np.unravel_index(np.arange(total), table.sizes), axis=1)


def distinct(table: "Table", rows: "NDArray[np.int_]") -> "NDArray[np.int_]":
    """Return packages [package, item] without repetition, in index order."""
    at = np.unique(np.ravel_multi_index(tuple(rows.T), table.sizes))
    return np.stack(np.unravel_index(at, table.sizes), axis=1)


def meets_links(table: "Table", rows: "NDArray[np.int_]") -> "NDArray[np.bool_]":
    """Return which packages [package] satisfy every link."""
    met = np.ones(len(rows), dtype=bool)
    for link in table.links:
        one = _at(table, link.item, link.levels, rows)
        other = _at(table, link.other, link.other_levels, rows)
        met &= ~one | (other if link.kind == "needs" else ~other)
    return met


def crosses_red_lines(
    table: "Table", rows: "NDArray[np.int_]", party: str | None = None
) -> "NDArray[np.bool_]":
    """Return which packages [package] hold something that ``party`` (None: any) never signs."""
    crossed = np.zeros(len(rows), dtype=bool)
    sides = table.parties.values() if party is None else [table.parties[party]]
    for side in sides:
        for name, levels in side.red_lines.items():
            numbers = [table.items[name].position(level) for level in levels]
            crossed |= np.isin(rows[:, list(table.items).index(name)], numbers)
    return crossed


def _at(
    table: "Table", name: str, levels: tuple[str, ...], rows: "NDArray[np.int_]"
) -> "NDArray[np.bool_]":
    column = rows[:, list(table.items).index(name)]
    if not levels:
        return column > 0
    return np.isin(column, [table.items[name].position(level) for level in levels])


def allowed(table: "Table") -> "NDArray[np.int_]":
    """Return the packages [package, item] that meet all links and cross no red line.

    Raises ``Infeasible`` naming the first link that no package other than no deal meets.
    """
    rows = every(table)
    kept = meets_links(table, rows) & ~crosses_red_lines(table, rows)
    if not kept[rows.any(axis=1)].any():
        raise Infeasible(
            f"no package meets all links and red lines{_culprit(table, rows)}.",
            where="links",
            remedy="Drop or widen one of them.",
        )
    return rows[kept]


def _culprit(table: "Table", rows: "NDArray[np.int_]") -> str:
    for link in table.links:
        alone = table.model_copy(update={"links": (link,)})
        if not meets_links(alone, rows)[rows.any(axis=1)].any():
            return f" (already not '{link.item} {link.kind} {link.other}')"
    return ""


def lawful(table: "Table", rows: "NDArray[np.int_]") -> "NDArray[np.int_]":
    """Return packages [..., item] without the items whose needs they do not meet."""
    kept = np.atleast_2d(rows).copy()
    names = list(table.items)
    needs: list[Link] = [link for link in table.links if link.kind == "needs"]
    for _ in names if needs else ():
        for link in needs:
            one = _at(table, link.item, link.levels, kept)
            other = _at(table, link.other, link.other_levels, kept)
            kept[one & ~other, names.index(link.item)] = 0
    return kept.reshape(rows.shape)


def single_changes(table: "Table", row: "NDArray[np.int_]") -> "NDArray[np.int_]":
    """Return the packages [package, item] in which one item of ``row`` is at another level."""
    found = []
    for position, size in enumerate(table.sizes):
        for level in range(size):
            if level != row[position]:
                changed = row.copy()
                changed[position] = level
                found.append(changed)
    return np.array(found)
