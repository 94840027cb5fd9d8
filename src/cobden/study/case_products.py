"""A case in the market of one importer, product by product."""

from pathlib import Path

from cobden.cases import Case, load
from cobden.equilibrium import Result, solve
from cobden.products import ProductTable
from cobden.study.case_law import law_of, policy_of, state_of, world_of


def solve_by_product(
    case: str | Path | Case, table: ProductTable | None, *, state: str | None = None
) -> Result:
    """Return the equilibrium of a case's state, an importer's products told apart if there are any.

    ``state`` is the state's id, by default the one that the brief shows. Raises ``InputError`` for
    one that the case does not have, and what `solve` raises.
    """
    case = case if isinstance(case, Case) else load(case)
    law = law_of(case, policy_of(case), state_of(case, state))
    world = world_of(case)
    if table is not None and world.products_of(table.importer) is None:
        world = world.with_products(table)
    return solve(world, law, deficits=case.closure)
