"""An exact decomposition of welfare: terms of trade, volume of trade, transfers, technology.

The change of log real income along a path of the shock is, with E exports and M imports at border
prices b, tariffs t, export taxes e on sales c q at producer prices, and income I (Caliendo & Parro
2015, eq. 15, extended to transfers, export taxes, trade costs and productivity):

    I dlnW =  sum E dln b_own - sum M dln b_partner       terms of trade
            + sum t M dln q  + sum e c q dln(d q)         volume of trade
            + d(transfer)                                 transfers
            + sum Y dln A - sum M dln d + w L dln L       technology and factors

Integrated along the stated path - log(1 + t), log(1 + e), log d, log A, log L and the transfer move
in a straight line from the benchmark to the shock - it adds up to the exact change. Evaluated at
the benchmark alone it is Caliendo & Parro's first-order formula (``first_order``), which can be far
from it. With deficits the split depends on the numeraire, since a transfer held constant in world
value added buys more or less as prices move; the total does not.
"""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cobden.base.errors import InputError
from cobden.base.wedges import Wedges
from cobden.equilibrium._readable import label
from cobden.equilibrium._result import Result
from cobden.equilibrium._shock import Floats, Shock
from cobden.equilibrium._solve import solve_shock

if TYPE_CHECKING:
    import xarray as xr


def decompose(result: Result, *, points: int = 12) -> "xr.DataArray":
    """Return the change of real income split into its four terms [term, economy], %.

    The terms add up to ``result.welfare``. ``points``: equilibria along the path; the integrals
    are those of the polynomials through them, so the error falls faster than any power.

    Raises ``InputError`` for a short horizon, where margins and specific factors add terms.

    >>> import cobden as cb
    >>> world = cb.World.load().aggregate(['USA', 'JPN'])
    >>> terms = cb.decompose(cb.solve(world, tariff=1.1 * world.tariff), points=3)
    >>> terms.dims
    ('term', 'economy')
    """
    if result.shock.horizon.fixity or result.shock.horizon.pass_through < 1:
        raise InputError(
            "the decomposition is that of the long run.",
            where="decompose",
            remedy="Decompose a result solved without a horizon.",
        )
    if result.shock.targets.lines:
        raise InputError(
            "the decomposition is by whole flows, and parts of them have wedges of their own.",
            where="decompose",
            remedy="Decompose a result without instruments about quantities.",
        )
    nodes = (1 - np.cos(np.pi * np.arange(points) / (points - 1))) / 2
    path = [_observe(result, float(share)) for share in nodes]
    slopes = _differentiation(nodes)
    weights = _integration(nodes)
    terms = np.zeros((4, len(result.world.economies)))
    log_of = {name: np.stack([getattr(p, name) for p in path]) for name in _LOGS}
    moves = {name: np.tensordot(slopes, values, 1) for name, values in log_of.items()}
    for j, (here, weight) in enumerate(zip(path, weights, strict=True)):
        move = {name: values[j] for name, values in moves.items()}
        terms += weight * _terms(here, move)
    change = np.log1p(result.welfare.values / 100)
    small = np.abs(change) < 1e-12
    per_log = np.where(small, 1.0, np.expm1(change) / np.where(small, 1.0, change))
    values = 100 * terms * per_log
    return label(
        result.world, values, "term economy", "contribution to real income", "%", {"term": _TERMS}
    )


class _Point(NamedTuple):
    """The world at one point of the path; logs are over the benchmark."""

    income: Floats  # [n]
    flow: Floats  # [k, n, i] at customs value
    producer: Floats  # [k, n, i] at the producer's price
    tariff: Floats
    export_tax: Floats
    output: Floats  # [k, i]
    wage_bill: Floats  # [n]
    log_border: Floats  # [k, n, i]: log customs price per unit shipped
    log_quantity: Floats  # [k, n, i]
    log_cost_of_trade: Floats  # [k, n, i]
    log_productivity: Floats  # [k, i]
    log_labour: Floats  # [n]
    transfer: Floats  # [n]


_TERMS = ("terms_of_trade", "volume_of_trade", "transfers", "technology")
_LOGS = (
    "log_border",
    "log_quantity",
    "log_cost_of_trade",
    "log_productivity",
    "log_labour",
    "transfer",
)


def _observe(result: Result, share: float) -> _Point:
    """Return the world at ``share`` of the shock, zero the benchmark and one all of it."""
    world, shock = result.world, result.shock
    wedges = Wedges.of(
        world.economies,
        world.sectors,
        tariff=np.exp(_between(np.log1p(world.tariff), np.log1p(shock.wedges.tariff), share)) - 1,
        export_tax=np.expm1(share * np.log1p(shock.wedges.export_tax)),
        trade_cost=shock.wedges.trade_cost**share,
    )
    part = Shock(wedges, shock.productivity**share, shock.labour**share, share * shock.transfer)
    here = solve_shock(world, part, result.closure)
    now = here.accounts
    flow = here.customs_flow
    border = np.log1p(wedges.export_tax) + np.asarray(now.log_cost)[:, None, :]
    cost = np.log(wedges.trade_cost)
    traded = flow > 0
    quantity = np.where(traded, np.log(np.where(traded, flow, 1)), 0) - border - cost
    return _Point(
        income=np.asarray(now.income),
        flow=flow,
        producer=flow / (1 + wedges.export_tax),
        tariff=wedges.tariff,
        export_tax=wedges.export_tax,
        output=np.asarray(now.output),
        wage_bill=np.asarray(now.wage_bill),
        log_border=np.broadcast_to(border, flow.shape),
        log_quantity=np.where(traded, quantity, 0),
        log_cost_of_trade=np.broadcast_to(cost, flow.shape),
        log_productivity=np.log(part.productivity),
        log_labour=np.log(part.labour),
        transfer=np.asarray(now.transfers),
    )


def _between(start: Floats, end: Floats, share: float) -> Floats:
    return start + share * (end - start)


def _terms(here: _Point, move: dict[str, Floats]) -> Floats:
    """Return the integrand of each term [term, n]."""
    valued = here.flow * move["log_border"]
    volume = here.tariff * here.flow * move["log_quantity"]
    shipped = move["log_quantity"] + move["log_cost_of_trade"]  # what melts away is taxed too
    taxed = here.export_tax * here.producer * shipped
    melted = here.flow * move["log_cost_of_trade"]
    made = (here.output * move["log_productivity"]).sum(axis=0)
    terms = [
        valued.sum(axis=(0, 1)) - valued.sum(axis=(0, 2)),
        volume.sum(axis=(0, 2)) + taxed.sum(axis=(0, 1)),
        move["transfer"],
        made - melted.sum(axis=(0, 2)) + here.wage_bill * move["log_labour"],
    ]
    return np.stack(terms) / here.income


def _differentiation(nodes: Floats) -> Floats:
    """Return the matrix that differentiates the polynomial through values at ``nodes``.

    Barycentric form (Berrut & Trefethen 2004, eq. 9.4).
    """
    gaps = nodes[:, None] - nodes[None, :] + np.eye(len(nodes))
    weight = 1 / gaps.prod(axis=1)
    matrix = weight[None, :] / weight[:, None] / gaps
    np.fill_diagonal(matrix, 0)
    return matrix - np.diag(matrix.sum(axis=1))


def _integration(nodes: Floats) -> Floats:
    """Return the weights that integrate the polynomial through values at ``nodes`` from 0 to 1."""
    powers = np.arange(len(nodes))
    centred = 2 * nodes - 1
    legendre = np.polynomial.legendre.legvander(centred, len(nodes) - 1)
    whole = np.where(powers == 0, 1.0, 0.0)  # only the constant has an integral over [0, 1]
    return np.asarray(np.linalg.solve(legendre.T, whole), dtype=np.float64)
