"""Ways that cost nothing: of all equilibria, the one that moves no more than it must.

Where carrying a good costs nothing, sending it out and back, or through a third place, is as good
as not moving it: the program has many optima, and an interior-point solver returns their middle,
whose flows may be any multiple of what is made. Trade is then read as the least movement with the
same imports and exports of every place; where several are as small, as the most even of them.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from cobden.chains.convex import Effort, solve_quadratic
from cobden.chains.program import Program

Floats = NDArray[np.float64]

# Weight of evenness beside movement. A way through a third place costs one more movement, so any
# weight far below one leaves the least movement the least.
_EVENNESS = 1e-2
_LEAST = 1e-9  # share of what is moved below which a movement is the solver's dust


def least_movement(program: Program, values: Floats, charge: Floats) -> Floats:
    """Return ``values`` with shipments over free ways cut to the least that balance every place.

    ``charge`` [route, node] is what is paid per unit on top of the route's cost. Ways that take
    time, share a limit with others or fulfil a contract are left as they are, for there a shipment
    is not free of consequences.
    """
    free = _free(program, charge)
    if not free.any():
        return values
    chain = program.conditions.chain
    tidy, ship = values.copy(), program.variables["ship"].index
    places = {item.name: row for row, item in enumerate(chain.places)}
    ends = np.array([(places[r.exporter], places[r.importer]) for r in chain.routes])
    for good in {route.good for route in chain.routes}:
        own = np.array([route.good == good for route in chain.routes])
        for t in np.flatnonzero((free & own[:, None]).any(axis=0)):
            arcs = np.flatnonzero(free[:, t] & own)
            columns = ship[arcs, t]
            tidy[columns] = _balanced(ends[arcs], values[columns], program.upper[columns])
    return tidy


def _free(program: Program, charge: Floats) -> NDArray[np.bool_]:
    """Which routes cost nothing and bind nothing, [route, node]."""
    conditions, chain = program.conditions, program.conditions.chain
    cost = np.array([route.cost for route in chain.routes]).reshape(-1, 1)
    free = (cost == 0) & (charge == 0) & (conditions.delay == 0)
    for group in conditions.groups:
        free[group.arcs] &= ~np.isfinite(group.limit)
    bound = {(item.good, item.exporter, item.importer) for item in chain.contracts}
    held = [(route.good, route.exporter, route.importer) in bound for route in chain.routes]
    free[np.array(held, dtype=bool)] = False
    return free


def _balanced(ends: NDArray[np.intp], flows: Floats, upper: Floats) -> Floats:
    """Return the least and most even flows with the net exports of ``flows``.

    ``ends`` [arc, 2] are the places an arc leaves and reaches.
    """
    size, total = len(flows), float(flows.sum())
    if total <= 0:
        return flows
    arcs = np.arange(size)
    incidence = sparse.csr_matrix(
        (np.r_[np.ones(size), -np.ones(size)], (np.r_[ends[:, 0], ends[:, 1]], np.r_[arcs, arcs])),
        shape=(int(ends.max()) + 1, size),
    )
    touched = np.diff(incidence.indptr) > 0
    balance = incidence[touched]
    scale = max(float(np.abs(balance @ flows).max()), _LEAST * total)
    bounded = np.isfinite(upper)
    eye = sparse.csr_matrix(sparse.identity(size))
    found = solve_quadratic(
        sparse.csc_matrix(_EVENNESS * eye),
        np.ones(size),
        equal=(balance, balance @ flows / scale),
        below=(sparse.vstack([-eye, eye[bounded]]), np.r_[np.zeros(size), upper[bounded] / scale]),
        effort=Effort(1e-12),
    )
    return np.where(found > _LEAST, np.minimum(found * scale, upper), 0.0)
