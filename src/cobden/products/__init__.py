"""Trade by product: tables, their readers, and how they become part of a world."""

from cobden.products.product_elasticities import cepii_elasticities
from cobden.products.product_table import ProductTable, united_states
from cobden.products.readers import read_products

__all__ = ["ProductTable", "cepii_elasticities", "read_products", "united_states"]
