"""Trade by product: tables, their readers, and how they become part of a world."""

from cobden.products.elasticity_estimates import ElasticityEstimates, estimate_elasticities
from cobden.products.product_elasticities import cepii_elasticities
from cobden.products.product_table import ProductTable, united_states
from cobden.products.rates_over_years import rates_by_law, read_rates
from cobden.products.readers import read_products, read_years

__all__ = [
    "ElasticityEstimates", "ProductTable", "cepii_elasticities", "estimate_elasticities",
    "rates_by_law", "read_products", "read_rates", "read_years", "united_states",
]  # fmt: skip
