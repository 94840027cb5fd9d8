"""The benchmark economy: calibrated, labelled, frozen."""

from cobden.world.record import Adjustment
from cobden.world.world import World

__all__ = ["Adjustment", "World"]
