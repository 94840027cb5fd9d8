"""What is thought of the figures on a table that nobody knows: draws of each over its range.

Every figure with a range is an unknown: weights, powers, the noise of choice, probabilities of
following, what items and walking out bring. A priori each is triangular over its range, its value
the mode, and they are independent. `learning` moves the draws by what is said and done in talks.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Self

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from cobden.talks.effects import Effects
    from cobden.talks.table import Table
    from cobden.talks.table_entries import CitedFigure


@dataclass(frozen=True, eq=False)
class Unknowns:
    """Draws of figures that have a range.

    ``cube`` [draw, figure] holds them as quantiles of the prior, so that it is uniform before
    anything is learnt; ``places`` name them. ``figures`` are all, those without a range too.
    """

    figures: "dict[str, CitedFigure]"
    places: tuple[str, ...]
    cube: "NDArray[np.float64]"

    @property
    def count(self) -> int:
        """The number of draws."""
        return len(self.cube)

    def some(self, rows: "NDArray[np.int_]") -> Self:
        """Return the draws at ``rows`` [draw] alone."""
        return replace(self, cube=self.cube[rows])

    def values(self, place: str) -> "NDArray[np.float64]":
        """Return the draws [draw] of the figure at a place; its value where it has no range."""
        if place not in self._drawn:
            figure, column = self.figures[place], self._columns.get(place)
            self._drawn[place] = (
                np.full(self.count, figure.value)
                if column is None
                else quantile(figure, self.cube[:, column])
            )
        return self._drawn[place]

    @cached_property
    def _drawn(self) -> "dict[str, NDArray[np.float64]]":
        return {}

    @cached_property
    def _columns(self) -> dict[str, int]:
        return {place: number for number, place in enumerate(self.places)}


@dataclass(frozen=True, eq=False)
class Beliefs(Unknowns):
    """Draws of every figure of ``table`` that has a range, by the places of `Table.figures`."""

    table: "Table"

    def weights(self, party: str, principal: str = "") -> "NDArray[np.float64]":
        """Return what a unit of each outcome is worth [draw, outcome] to a party.

        Or to one of its principals, whose aims are the party's own where it has none.
        """
        side = self.table.parties[party]
        where = f"parties.{party}"
        aims = side.aims
        if principal and side.principals[principal].aims:
            where, aims = f"{where}.principals.{principal}", side.principals[principal].aims
        names = list(self.table.outcomes)
        found = np.zeros((self.count, len(names)))
        for number, aim in enumerate(aims, start=1):
            found[:, names.index(aim.outcome)] += self.values(f"{where}.aims[{number}].weight")
        return found

    def power(self) -> "NDArray[np.float64]":
        """Return the bargaining power of each party [draw, party], summing to 1."""
        drawn = [self.values(f"parties.{key}.power") for key in self.table.parties]
        found = np.maximum(np.stack(drawn, axis=1), 1e-9)
        return found / found.sum(axis=1, keepdims=True)

    def noise(self, party: str) -> "NDArray[np.float64]":
        """Return the scale of error in a party's choices [draw]; zero where the table has none."""
        if self.table.parties[party].noise is None:
            return np.zeros(self.count)
        return self.values(f"parties.{party}.noise")

    def worth(
        self,
        effects: "Effects",
        rows: "NDArray[np.int_]",
        weights: "NDArray[np.float64]",
    ) -> "NDArray[np.float64]":
        """Return what packages [package, item] are worth [draw, package] by ``weights``.

        What items declare differs from draw to draw, and is the same for everybody: a fact not yet
        known, not a taste. ``weights`` [draw, outcome].
        """
        return next(self.worth_by_each(effects, rows, (weights,)))

    def worth_by_each(
        self,
        effects: "Effects",
        rows: "NDArray[np.int_]",
        weights: "Iterable[NDArray[np.float64]]",
    ) -> "Iterator[NDArray[np.float64]]":
        """Yield the same by one set of weights after another; packages are looked up once."""
        sizes = np.cumsum([0, *self.table.sizes[:-1]])
        chosen = np.zeros((len(rows), sum(self.table.sizes)))
        np.put_along_axis(chosen, rows + sizes, 1.0, axis=1)
        solved = effects.solved(rows)
        for each in weights:
            yield each @ solved.T + effects.share * self._of_levels(each) @ chosen.T

    def _of_levels(self, weights: "NDArray[np.float64]") -> "NDArray[np.float64]":
        """Return what each level of each item declares, weighed [draw, level of all items]."""
        stated = np.zeros((self.count, sum(self.table.sizes)))
        for column, outcome, drawn in self._declared:
            stated[:, column] += weights[:, outcome] * drawn
        return stated

    @cached_property
    def _declared(self) -> "list[tuple[int, int, NDArray[np.float64]]]":
        """What levels declare: the number of the level, of the outcome, and its draws [draw]."""
        names, levels = list(self.table.outcomes), []
        for key, item in self.table.items.items():
            levels += [(f"items.{key}.levels.{name}", level) for name, level in item.levels.items()]
        return [
            (column, names.index(outcome), self.values(f"{where}.adds.{outcome}"))
            for column, (where, level) in enumerate(levels)
            for outcome in level.adds
        ]

    def outside(
        self, effects: "Effects", party: str, weights: "NDArray[np.float64]"
    ) -> "NDArray[np.float64]":
        """Return what walking out is worth [draw] to a party, by ``weights`` [draw, outcome]."""
        names = list(self.table.outcomes)
        number = list(self.table.parties).index(party)
        worth = weights @ effects.modelled_outside[number]
        for outcome in self.table.parties[party].outside.adds:
            drawn = self.values(f"parties.{party}.outside.adds.{outcome}")
            worth = worth + effects.share * weights[:, names.index(outcome)] * drawn
        return worth


def uniform(figures: "dict[str, CitedFigure]", draws: int, seed: int) -> Unknowns:
    """Return what the ranges of figures say, before anything is learnt."""
    places = tuple(place for place, figure in figures.items() if _has_a_range(figure))
    return Unknowns(figures, places, np.random.default_rng(seed).random((draws, len(places))))


def prior(table: "Table", draws: int = 4000, seed: int = 1) -> Beliefs:
    """Return what the table's ranges say, before anything is learnt."""
    known = uniform(dict(table.figures()), draws, seed)
    return Beliefs(known.figures, known.places, known.cube, table)


def _has_a_range(figure: "CitedFigure") -> bool:
    low, high = figure.bounds
    return low < high


def quantile(figure: "CitedFigure", at: "NDArray[np.float64]") -> "NDArray[np.float64]":
    """Return quantiles of the triangular distribution over a figure's range, its value the mode."""
    low, high = figure.bounds
    peak = (figure.value - low) / (high - low)
    up = low + (high - low) * np.sqrt(at * peak)
    down = high - (high - low) * np.sqrt((1 - at) * (1 - peak))
    return np.where(at < peak, up, down)
