"""Cobden in the place of the plain solver: the same inputs, the same outputs.

Only this module and those that write the page of published numbers (`exactness`) import the
product; the programs it is compared with never do.
"""

import numpy as np

from cobden.equilibrium import Result, solve
from cobden.world.competition import Competition
from cobden.world.world import World
from validation.plain_solver import Base, Equilibrium, Shock


def world_of(base: Base, economies: tuple[str, ...], sectors: tuple[str, ...]) -> World:
    """Return the product's world for a benchmark of the plain solver."""
    markup = np.ravel(base.markup)
    structures = {
        "perfect": lambda: None,
        "restricted": lambda: Competition.restricted_entry(markup),
        "free": lambda: Competition.free_entry(markup),
    }
    return World.from_shares(
        economies,
        sectors,
        trade_share=base.trade_share,
        expenditure=base.expenditure,
        input_share=base.input_share,
        consumption_share=base.consumption_share,
        value_added=base.value_added,
        deficit=base.deficit,
        tariff=base.tariff,
        elasticity=base.elasticity,
        final_trade_share=base.final_trade_share,
        market=structures[base.entry](),
    )


def base_of(world: World) -> Base:
    """Return a world of the product as a benchmark of the plain solver."""
    return Base(
        trade_share=world.trade_share,
        expenditure=world.expenditure,
        input_share=world.input_share,
        consumption_share=world.consumption_share,
        value_added=world.value_added,
        deficit=world.deficit,
        tariff=world.tariff,
        elasticity=world.elasticity,
        final_trade_share=world.final_trade_share,
        entry="perfect" if world.market is None else world.market.entry,
        markup=0.0 if world.market is None else world.market.markup[:, None],
    )


def labels(base: Base) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return plain names for economies and sectors where the source's own do not matter."""
    goods, economies = base.expenditure.shape
    return tuple(f"E{n}" for n in range(economies)), tuple(f"S{k}" for k in range(goods))


def equilibrium_of(result: Result) -> Equilibrium:
    """Return a result of the product as the plain solver reports its own."""
    accounts = result.accounts
    price = np.exp(accounts.intermediate_market.log_price)
    final_price = np.exp(accounts.final_market.log_price)
    tariff = result.shock.wedges.tariff
    return Equilibrium(
        wage=np.exp(accounts.log_wage),
        cost=np.exp(accounts.log_cost),
        price=price,
        final_price=final_price,
        trade_share=result.trade_share.values,
        final_trade_share=result.trade_share.values,
        purchases=result.customs_flow * (1 + tariff),
        output=np.asarray(accounts.output),
        income=np.asarray(accounts.income),
        revenue=np.asarray(accounts.tariff_revenue + accounts.export_revenue),
        deficit=np.asarray(accounts.transfers),
        welfare=result.welfare.values,
        real_wage=result.real_wage.values,
        residual=result.certificate.largest,
        rounds=result.certificate.steps,
    )


def solver(base: Base, tariff: np.ndarray) -> Equilibrium:
    """Cobden as a solver of the model, by the interface of `caliendo_parro.Solver`."""
    return equilibrium_of(solve(world_of(base, *labels(base)), tariff=tariff, tolerance=1e-12))


def of_world(world: World, shock: Shock, *, deficits: str = "world_share") -> Equilibrium:
    """Cobden on any shock that the plain solver knows."""
    goods, economies = world.expenditure.shape
    shape = shock.tariff.shape
    result = solve(
        world,
        tariff=shock.tariff,
        export_tax=np.broadcast_to(shock.export_tax, shape),
        trade_cost=np.broadcast_to(shock.trade_cost, shape),
        productivity=np.broadcast_to(shock.productivity, (goods, economies)),
        labour=np.broadcast_to(shock.labour, (economies,)),
        deficits=deficits,
        tolerance=1e-12,
    )
    return equilibrium_of(result)
