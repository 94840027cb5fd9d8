"""Objectives evaluated on an equilibrium, in a form that JAX differentiates."""

from dataclasses import dataclass
from functools import lru_cache, partial

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from cobden.base.errors import InputError, unknown
from cobden.base.objective import Objective, Term
from cobden.equilibrium._accounts import benchmark_of, seen_at
from cobden.equilibrium._pose_products import place_of
from cobden.equilibrium._problem import Problem
from cobden.equilibrium._result import Result
from cobden.outcomes import OUTCOMES, Benchmark, OutcomeKind, Seen, TermPlace, kind_of
from cobden.world.world import World


@partial(jax.tree_util.register_dataclass, data_fields=["places", "base"], meta_fields=["kinds"])
@dataclass(frozen=True, eq=False)
class Reader:
    """What to read off equilibria of a world, as compiled code takes it.

    The ``kinds`` of terms, the ``places`` where each one looks, and the ``base`` that they are
    measured against.
    """

    kinds: tuple[str, ...]
    places: tuple[TermPlace, ...]
    base: Benchmark

    @classmethod
    def of(cls, world: World, *objectives: Objective) -> "Reader":
        """Return what reads the terms of objectives, one after another, on a ``world``.

        Raises ``InputError`` for a term of an unknown kind, or one that lacks what its kind needs
        or names what is not there.
        """
        kinds, places = [], []
        for objective in objectives:
            for term in objective.terms:
                kinds.append(term.kind)
                places.append(_locate(world, term, f"objective '{objective.name}'"))
        there = jax.tree.map(jnp.asarray, tuple(places))
        return cls(tuple(kinds), there, _base(world))

    def terms(self, vector: Array, problem: Problem) -> Array:
        """Return the terms [term] at a vector of unknowns, each times its weight.

        To be traced by JAX.
        """
        return read(self.kinds, self.places, seen_at(vector, problem, self.base))


@lru_cache(maxsize=32)
def _base(world: World) -> Benchmark:
    return jax.tree.map(jnp.asarray, benchmark_of(world))


def _locate(world: World, term: Term, where: str) -> TermPlace:
    kind = kind_of(term.kind, where=where)
    if not kind.aim:
        aims = ", ".join(name for name, entry in OUTCOMES.items() if entry.aim)
        raise InputError(
            f"'{term.kind}' is no single number that one can aim at.", where=where,
            remedy=f"Choose among {aims}.",
        )  # fmt: skip
    for field in kind.needs:
        if getattr(term, field) is None:
            raise InputError(
                f"a term of kind '{term.kind}' has no {field}.",
                where=where,
                remedy=f"State its {field}.",
            )
    weights = term.sector_weights or ()
    if weights and len(weights) != len(world.sectors):
        raise InputError(
            f"{len(weights)} sector weights were given.",
            where=where,
            remedy=f"Give one for each of the {len(world.sectors)} sectors.",
        )
    counted = np.ones(len(world.sectors))
    sector = 0
    if term.sector is not None:
        sector = world.sector_index(term.sector)
        counted = np.eye(len(world.sectors))[sector]
    return TermPlace(
        term.weight,
        world.economy_index(term.economy),
        0 if term.partner is None else world.economy_index(term.partner),
        sector,
        np.array(weights) if weights else counted,
        _others(kind, dict(term.axes), where),
        _product(world, term, where),
    )


def _product(world: World, term: Term, where: str) -> tuple[int, int]:
    """Return the block and place of a term's product among those of all importers."""
    if term.product is None:
        return 0, 0
    trade = world.products_of(term.economy)
    if trade is None:
        raise InputError(
            f"what {term.economy} buys by product is not known here.", where=where,
            remedy="Add its table: world.with_products(...); in a case world: products.",
        )  # fmt: skip
    return place_of(world, trade, term.product)


def _others(kind: OutcomeKind, named: dict[str, str], where: str) -> tuple[int, ...]:
    """Return the positions on the axes of the kind's own."""
    for axis in named:
        if axis not in kind.labels:
            raise unknown(f"axis of {kind.name}", axis, kind.labels, where=where)
    found = []
    for axis, labels in kind.labels.items():
        label = named.get(axis, labels[-1])
        if label not in labels:
            raise unknown(axis, label, labels, where=where)
        found.append(labels.index(label))
    return tuple(found)


def read(kinds: tuple[str, ...], places: tuple[TermPlace, ...], here: Seen) -> Array:
    """Return the terms [term] from what an equilibrium shows, each times its weight."""
    values: dict[int, Array] = {}
    for name in dict.fromkeys(kinds):
        kind = kind_of(name)

        def term(place: TermPlace, kind: OutcomeKind = kind) -> Array:
            return place.weight * kind.value(here, place)

        alike = [j for j, other in enumerate(kinds) if other == name]
        stacked = jax.tree.map(lambda *parts: jnp.stack(parts), *(places[j] for j in alike))
        values |= dict(zip(alike, jax.vmap(term)(stacked), strict=True))
    return jnp.stack([values[j] for j in range(len(kinds))])


def value_of(result: Result, objective: Objective) -> float:
    """Return the value of an objective at an equilibrium, in its own unit.

    Raises ``InputError`` for a term that cannot be read (see `Reader.of`).
    """
    reader = Reader.of(result.world, objective)
    apart = any(term.product for term in objective.terms)
    seen = result.seen_by_product if apart else result.seen
    return float(_read(reader.kinds, reader.places, seen).sum())


_read = jax.jit(read, static_argnames=("kinds",))
