"""What was changed in the data on the way to a benchmark, one line per change."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Adjustment:
    """One change to the source data: what, where, from what to what, and why.

    ``before`` and ``after`` are in ``unit``; ``cells`` counts the cells it covers.

    >>> import cobden as cb
    >>> cb.world.Adjustment('set to 0', 'flow', -0.1, 0.0, 'million USD', 1, 'negative').after
    0.0
    """

    what: str
    where: str
    before: float
    after: float
    unit: str
    cells: int
    reason: str
