"""How trade deficits are closed: the treatments of what the model takes as given, each a value.

A closure says what net transfer each economy receives in an equilibrium, and whether the benchmark
is first rebased to other transfers. One of the shipped ones is named by its name (``dollar``); one
of your own is handed over as it is, wherever a name goes:

    half = Closure("half", "halved before the benchmark", "Half of each deficit is removed first.",
                   transfers=held_constant, benchmark=lambda deficit: deficit / 2)

A case names one of your own by where it stands (`cobden.cases.own_closures`).
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cobden.base.errors import InputError, unknown

_SUM = 1e-9  # of world value added: what transfers may be off zero by rounding

Values = Any
"""An array of numpy or of JAX: a closure works on either."""


class Payments(NamedTuple):
    """What a closure sees of an equilibrium [n], in world value added.

    ``deficit`` and ``value_added_before`` at the benchmark; ``value_added`` now; the log change of
    consumer prices; ``anchor``: one for the closure's anchor, zero for all others.
    """

    deficit: Values
    value_added_before: Values
    value_added: Values
    log_consumer_price: Values
    anchor: Values


@dataclass(frozen=True)
class Closure:
    """One treatment of the trade deficits.

    - ``title``: what it does to the deficits, to follow "trade deficits are"; ``explanation``: a
      sentence for a reader;
    - ``transfers``: from `Payments` to the net transfer that each economy receives [n], which must
      sum to zero over the world; JAX traces it, so it uses array arithmetic alone;
    - ``benchmark``: from the benchmark's deficits [n] to those that a new benchmark is first solved
      for, so that their removal is no effect of policy; None: the benchmark stays;
    - ``anchor``: an economy whose prices ``transfers`` refers to.

    >>> import cobden as cb
    >>> half = cb.Closure(
    ...     "half", "halved before the benchmark", "Half of each deficit is removed first.",
    ...     transfers=lambda paid: paid.deficit, benchmark=lambda deficit: deficit / 2,
    ... )
    >>> world = cb.World.load().aggregate(['USA', 'JPN'])
    >>> cb.solve(world, deficits=half).closure.name
    'half'
    """

    name: str
    title: str
    explanation: str
    transfers: Callable[[Payments], Values]
    benchmark: Callable[[Values], Values] | None = None
    anchor: str = ""

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel to a worker by name, where one is shipped: its functions need not be sent."""
        if self in CLOSURES:
            return closure_of, (self.name,)
        return Closure, (
            self.name, self.title, self.explanation, self.transfers, self.benchmark, self.anchor
        )  # fmt: skip

    def example(
        self, deficit: NDArray[np.float64], value_added: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Return its transfers [n] at a made-up equilibrium near a benchmark of these figures.

        Raises ``InputError`` where they are no transfers: not one finite figure for each economy,
        or not zero in sum.
        """
        at = np.arange(len(deficit))
        before = deficit
        if self.benchmark is not None:
            before = self._checked("benchmark", self.benchmark, deficit, deficit)
        now = value_added * (1 + 0.01 * np.cos(at))
        paid = Payments(
            before, value_added, now / now.sum(), 0.01 * np.sin(at + 1), 1.0 * (at == 0)
        )
        return self._checked("transfers", self.transfers, paid, deficit)

    def _checked(
        self, what: str, rule: Callable[[Any], Values], given: Any, like: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Return what a rule makes of something: a finite figure for each, zero in sum."""
        try:
            found = np.asarray(rule(given), dtype=float)
        except Exception as fault:
            raise self._wrong(
                what, f"cannot be worked out: {type(fault).__name__}: {fault}"
            ) from fault
        if found.shape != like.shape:
            raise self._wrong(what, f"have shape {found.shape}, for {len(like)} economies")
        if not np.isfinite(found).all():
            place = int(np.argmin(np.isfinite(found)))
            raise self._wrong(what, f"hold {found[place]} for the economy at position {place}")
        if abs(found.sum()) > _SUM:
            raise self._wrong(what, f"sum to {found.sum():.3g} of world value added, not to zero")
        return found

    def _wrong(self, what: str, fault: str) -> InputError:
        return InputError(
            f"the {what} {fault}.",
            where=f"closure {self.name}",
            remedy="Give one finite figure for each economy, in world value added; what one "
            "receives others pay.",
        )

    def identity(self, deficit: NDArray[np.float64], value_added: NDArray[np.float64]) -> str:
        """Return a name that another rule does not have: of one's own, with what it does."""
        if self in CLOSURES:
            return self.name
        does = ",".join(f"{value:.6g}" for value in self.example(deficit, value_added))
        return f"{self.name} {hashlib.sha256(does.encode()).hexdigest()[:12]}"


def held_constant(paid: Payments) -> Values:
    """Return transfers that are constant in units of world value added."""
    return paid.deficit


def own_shares(paid: Payments) -> Values:
    """Return constant shares of own value added; what fails to sum to zero is spread by it."""
    own = paid.value_added * paid.deficit / paid.value_added_before
    return own - paid.value_added * own.sum() / paid.value_added.sum()


def at_anchor_prices(paid: Payments) -> Values:
    """Return transfers that are constant in money deflated by the anchor's consumer prices."""
    log_price = paid.anchor @ paid.log_consumer_price
    return paid.deficit * log_price.__array_namespace__().exp(log_price)


WORLD_SHARE = Closure(
    "world_share",
    "constant shares of world value added",
    "Transfers stay the same part of the world's value added: the usual choice.",
    held_constant,
)
OWN_SHARE = Closure(
    "own_share",
    "constant shares of each economy's own value added",
    "Each economy's transfer stays the same part of its own value added.",
    own_shares,
)
DOLLAR = Closure(
    "dollar",
    "constant in dollars deflated by US consumer prices",
    "Transfers stay the same in dollars deflated by US consumer prices.",
    at_anchor_prices,
    anchor="USA",
)
PURGED = Closure(
    "purged",
    "removed before the benchmark",
    "The benchmark is first solved without any transfer, and effects measured from that.",
    held_constant,
    benchmark=lambda deficit: 0 * deficit,
)
CLOSURES = (WORLD_SHARE, OWN_SHARE, DOLLAR, PURGED)
"""The shipped closures, the usual one first."""


def closure_of(
    given: str | Closure, among: Iterable[Closure] = CLOSURES, *, where: str = "deficits"
) -> Closure:
    """Return a closure by its name, or as it is; raise ``InputError`` with the nearest name."""
    if isinstance(given, Closure):
        return given
    known = {closure.name: closure for closure in among}
    if given not in known:
        raise unknown("closure of the deficits", given, known, where=where)
    return known[given]
