"""Trade by product: tables, their readers, and how they become part of a world."""

from cobden.base.wedges import Varieties
from cobden.products.elasticity_estimates import ElasticityEstimates, estimate_elasticities
from cobden.products.lines_apart import lines_apart
from cobden.products.product_elasticities import cepii_elasticities
from cobden.products.product_table import ProductTable, united_states
from cobden.products.rates_over_years import rates_by_law, read_rates
from cobden.products.readers import read_products, read_years

__all__ = [
    "ElasticityEstimates", "ProductTable", "Varieties", "cepii_elasticities",
    "estimate_elasticities", "lines_apart", "rates_by_law", "read_products", "read_rates",
    "read_years", "united_states",
]  # fmt: skip
