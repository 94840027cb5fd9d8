"""How what is short is shared: which lines stop, at what, and who is served first.

The rules are a chain's own (`Chain.with_lines`, `Chain.with_contracts`); here they are one value,
so that every draw of a chain can be put under the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from cobden.chains.chain import Chain
from cobden.chains.chain_outcome import ChainOutcome
from cobden.study.stopped_lines import stopped_lines, worth_of_lines
from cobden.world.world import World


@dataclass(frozen=True)
class Sharing:
    """Rules by which what is short is shared; with none of them all demand yields to the price.

    ``lines`` are uses whose lines stop, each with the share of its sector that needs the part;
    ``minimum`` the part of its need below which a line stops; ``by_worth``: at the value added that
    it makes; ``contracts`` the part of every use that is served first.
    """

    lines: Mapping[str, float] = field(default_factory=dict)
    minimum: float = 1.0
    by_worth: bool = False
    contracts: float = 0.0

    def on(self, chain: Chain) -> Chain:
        """Return the chain under these rules; raises ``InputError`` for a use without a sector."""
        worth = worth_of_lines(_world(), chain, self.lines) if self.by_worth else None
        chain = chain.with_lines(*self.lines, minimum=self.minimum, worth=worth)
        return chain.with_contracts(self.contracts) if self.contracts else chain

    def standing(self, outcome: ChainOutcome) -> dict[str, float]:
        """Return the value added that stands still by place and use, billion dollars."""
        lost = dict.fromkeys(self.places(outcome.chain), 0.0)
        if lost:
            rows = stopped_lines(_world(), outcome, self.lines)
            for use, place, value in zip(rows.use, rows.place, rows.value_added, strict=True):
                lost[f"{use}, {place}"] += float(value) / 1e9
        return lost

    def places(self, chain: Chain) -> tuple[str, ...]:
        """Return the names of what may stand still in a chain, by use and place."""
        return tuple(
            f"{one.use}, {one.place}" for one in chain.uses if one.use in self.lines and one.sector
        )


YIELDING = Sharing()
"""All demand yields to the price."""


@cache
def _world() -> World:
    return World.load()
