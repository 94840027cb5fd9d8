"""What each economy could do alone, what happens if all do, and what they could have together."""

from cobden.strategy.cooperative import Cooperation, cooperative
from cobden.strategy.lines import Lines, Player, lines_of, players_of
from cobden.strategy.nash import NashEquilibrium, nash
from cobden.strategy.optimal import Optimum, optimal_tariffs

__all__ = [
    "Cooperation", "Lines", "NashEquilibrium", "Optimum", "Player", "cooperative", "lines_of",
    "nash", "optimal_tariffs", "players_of",
]  # fmt: skip
