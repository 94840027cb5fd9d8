"""Trade by product: tables, their readers, and how they become part of a world."""

from cobden.products.table import ProductTable, united_states

__all__ = ["ProductTable", "united_states"]
