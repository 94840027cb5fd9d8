"""What the equations of ``_model`` work on: a problem, its unknowns, and how a vector holds them.

Axes run goods first, then economies: good k, using industry q, importer n, exporter i.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array, device_put

from cobden.base.closures import CLOSURES, Closure, Payments
from cobden.outcomes import Market

_SHIPPED = tuple(dict.fromkeys(closure.transfers for closure in CLOSURES))


class Weights(NamedTuple):
    """Benchmark trade shares times the change of the wedges to the power of minus theta.

    All [k, importer n, exporter i]; the wedges enter the model here and nowhere else.

    - ``purchase``: values spending at purchaser prices;
    - ``customs``: the same at customs value, ``purchase`` / (1 + tariff);
    - ``producer``: the same at the producer's price, ``customs`` / (1 + export tax); None where
      there are no export taxes, and ``customs`` then serves.
    """

    purchase: Array
    customs: Array
    producer: Array | None


class Aggregation(NamedTuple):
    """Two approximations that are used only to take longer steps (see ``step``).

    ``weight`` [k, i]: each good's share in the benchmark output of an economy; ``at_home`` [n,
    1 + 2k, 1 + 2k]: an economy's moves of wage, unit costs and outputs with all that they entail in
    each other; ``later`` [3n, 3n]: what those of its average wage, cost and output entail, by way
    of its own and all other economies, in all later steps.
    """

    weight: Array
    at_home: Array
    later: Array


class SpecificFactors(NamedTuple):
    """Factors tied to their sectors (see ``Horizon.fixity``).

    ``fixity``: the elasticity of a sector's return, relative to the wage, to what its value added
    per factor is relative to the economy's; ``output`` [k, i]: benchmark output times the change of
    labour, zero where nothing is produced.
    """

    fixity: Array
    output: Array


class Scale(NamedTuple):
    """External economies of scale (free entry).

    ``elasticity`` [k, 1]: by how much unit cost falls with an industry's inputs; ``output`` [k, i]:
    benchmark output, zero where nothing is produced.
    """

    elasticity: Array
    output: Array


@partial(jax.tree_util.register_dataclass, data_fields=["at"], meta_fields=["own"])
@dataclass(frozen=True)
class Closing:
    """How deficits are closed, as compiled code takes it: one program serves all shipped ways.

    ``at``: the position among those; ``own``: the function of a user's own (None: a shipped one).
    """

    at: Array
    own: Callable[[Payments], Array] | None = None

    @classmethod
    def of(cls, closure: Closure) -> "Closing":
        """Return the closing that a closure asks for."""
        rule = closure.transfers
        if rule in _SHIPPED:
            return cls(device_put(np.int64(_SHIPPED.index(rule))))
        return cls(device_put(np.int64(0)), rule)

    def transfers(self, paid: Payments) -> Array:
        """Return the net transfer that each economy receives [n]."""
        if self.own is not None:
            return self.own(paid)
        return jnp.stack([rule(paid) for rule in _SHIPPED])[self.at]


class PosedLines(NamedTuple):
    """Parts of flows that are goods of their own, and targets that set premiums on them.

    By line [l]: the positions of its ``sector``, ``importer``, ``exporter``, ``row`` (its market)
    and ``nest`` (its good); ``own``: whether it substitutes otherwise than its sector does, in that
    nest; ``share`` of the importer's benchmark spending on the sector, ``final_share`` where final
    use differs; ``allowed``: 0 for a ban, else 1; logs of the wedges over the benchmark's in all
    and of the trade cost alone; ``customs`` and ``producer``: value there per unit at the next.

    By market [r]: ``row_sector``, ``row_importer``, the ``elasticity`` between its goods. By nest
    [g]: its ``nest_row`` and the elasticity ``between`` its sources.

    By target [m]: which lines bear its premium, as tariff, export tax or trade cost [m, l], and
    which it ``counts``; whether it measures a ``price``, a ``cost`` or a ``balance`` (of the
    economies at ``first`` and ``second``, by sector [k] ``balanced``) instead of a volume; the
    ``amount``, its ``size`` that misses are relative to, the bounds of the log premium, the share
    ``passed_on``.
    """

    sector: Array
    importer: Array
    exporter: Array
    row: Array
    nest: Array
    own: Array
    share: Array
    final_share: Array | None
    allowed: Array
    log_wedge: Array
    log_trade_cost: Array
    customs: Array
    producer: Array
    row_sector: Array
    row_importer: Array
    elasticity: Array
    nest_row: Array
    between: Array
    tariff: Array
    export_tax: Array
    trade_cost: Array
    counts: Array
    price: Array
    cost: Array
    balance: Array
    first: Array
    second: Array
    balanced: Array
    amount: Array
    size: Array
    least: Array
    most: Array
    passed_on: Array


FoldSlopes = tuple[Array, Array, Array | None]
"""Of the logs of three weights by log costs [k, i, i'] each: see ``Folded``."""


class NestLines(NamedTuple):
    """Lines inside an importer's products: parts of what an exporter sells of one product.

    By line inside [q]: its place among the problem's lines, the ``block`` and ``slot`` of its
    product, its ``exporter``; its ``share`` in benchmark spending on the product (which the nest's
    leaves out; zero under a ban); logs of its wedges over the benchmark's in all and of the trade
    cost alone; what of a unit of spending reaches ``customs`` and the ``producer``. By target and
    line [m, q]: which of them bear its premium, as tariff, export tax or trade cost.
    """

    line: Array
    block: Array
    slot: Array
    exporter: Array
    share: Array
    log_wedge: Array
    log_trade_cost: Array
    customs: Array
    producer: Array
    tariff: Array
    export_tax: Array
    trade_cost: Array


class Nest(NamedTuple):
    """An importer's products: what they are at the benchmark, and what wedges put on them.

    - by exporter [b, j, i]: ``share`` in benchmark spending on the product; ``log_wedge``, new over
      benchmark, of all that lies between the producer's and the purchaser's price; what of a unit
      of spending reaches ``customs`` and the ``producer`` (None: what customs sees);
    - by product [b, j]: its ``weight`` in benchmark spending on imports of its sector; the
      ``elasticity`` between its exporters; the ``least`` log wedge on it, which powers are
      relative to, so that none overflows;
    - by block [b]: its ``sector``;
    - by sector [k]: the elasticity ``between`` its products; ``theta``; which share of spending is
      ``imported``;
    - ``importer``: the importer's place;
    - ``lines``: parts of cells with wedges of their own; None: there are none.
    """

    importer: Array
    sector: Array
    share: Array
    weight: Array
    least: Array
    log_wedge: Array
    customs: Array
    producer: Array | None
    elasticity: Array
    between: Array
    theta: Array
    imported: Array
    lines: NestLines | None = None


class PremiumSlopes(NamedTuple):
    """Slopes of the logs of what a nest with lines folds into.

    ``weights`` [k, i, m] by the log premium of each target; of the lines inside [q]: ``by_cost``
    [q, i] by the log costs of its sector, ``by_premium`` [q, m].
    """

    weights: FoldSlopes
    by_cost: Array
    by_premium: Array


class Folded(NamedTuple):
    """Weights of one importer's imports at ``log_cost`` [k, i] and ``log_premium`` [m].

    And how they move with both:

    - ``purchase``, ``customs``, ``producer`` [k, i] as in ``Weights``, zero in sectors without
      products; ``slopes`` [k, i, i'] of the logs of each by log costs;
    - where parts of products are told apart: ``line`` [q], what of the weight ``purchase`` is each
      line's, ``nest_lines`` themselves, and the ``premium_slopes`` of all.
    """

    importer: Array
    log_cost: Array
    log_premium: Array
    purchase: Array
    customs: Array
    producer: Array | None
    slopes: FoldSlopes
    line: Array | None = None
    nest_lines: NestLines | None = None
    premium_slopes: PremiumSlopes | None = None


class Problem(NamedTuple):
    """A world and a shock, as the equations need them."""

    intermediate: Weights
    final: Weights | None  # None: one common trade share for both uses
    inputs: Array  # [n, k, q]: input of k per unit of q's gross output
    inputs_of_industry: Array  # [n, q, k]: input of k per unit of q's cost
    value_added_share: Array  # [q, n]: what inputs leave of a unit of cost
    profit_share: Array | None  # [q, 1]: profit per unit of revenue; None: revenue is cost
    consumption_share: Array  # [k, n]
    value_added: Array  # [n]: at the benchmark
    endowment: Array  # [n]: benchmark wage bill times the change of labour
    deficit: Array  # [n]: benchmark net transfer received
    closure: "Closing"  # how it is held
    transfer: Array  # [n]: further transfers received
    anchor: Array  # [n]: one for the economy whose prices the closure refers to
    elasticity: Array  # [k, 1]
    response: Array  # [k, i]: by how much sales fall as cost rises, at the benchmark
    wage_step: Array  # [n]: one over the own-wage elasticity of labour demand
    log_productivity: Array  # [k, i]
    specific: SpecificFactors | None  # None: factors are free to move and all sectors pay one wage
    scale: Scale | None  # None: constant returns
    aggregation: Aggregation
    lines: PosedLines | None = None  # parts of flows that are told apart, with targets on them
    nests: tuple[Nest, ...] = ()  # importers whose purchases are known by product
    products: tuple[Folded, ...] = ()  # what stands for the nests, near the costs of a state

    @property
    def parts(self) -> bool:
        """Whether flows have parts, which ``with_lines`` folds into them."""
        return self.lines is not None or bool(self.products)


class State(NamedTuple):
    """The unknowns, or the residual of each unknown's equation."""

    log_wage: Array  # [n]
    log_cost: Array  # [k, i]: unit cost of production
    output: Array  # [k, i]: value of output at producer prices
    export_revenue: Array  # [n]: export taxes collected
    log_premium: Array  # [m]: what each target puts on its lines


class Allocation(NamedTuple):
    """Everything that follows from a state."""

    power: Array  # [k, i]: centred unit cost to the power of minus theta
    intermediate_market: Market
    final_market: Market
    wage_bill: Array  # [n]
    value_added: Array  # [n]: wages and profits
    transfers: Array  # [n]
    income: Array  # [n]
    intermediate: Array  # [k, n]: intermediate spending at purchaser prices
    final: Array  # [k, n]: final spending at purchaser prices


class VectorLayout(NamedTuple):
    """How one vector holds the unknowns of a problem: a ``State``, part by part, goods first.

    The numbers of its goods, economies and targets.
    """

    goods: int
    economies: int
    targets: int

    @classmethod
    def of(cls, problem: Problem) -> "VectorLayout":
        """Return the layout of a problem's vectors."""
        goods, economies = problem.log_productivity.shape
        return cls(goods, economies, 0 if problem.lines is None else len(problem.lines.amount))

    @property
    def size(self) -> int:
        """The number of unknowns."""
        return sum(self._sizes)

    @property
    def _sizes(self) -> tuple[int, ...]:
        cells = self.goods * self.economies
        return self.economies, cells, cells, self.economies, self.targets

    def state(self, vector: Array) -> State:
        """Return the state that a vector [size] holds."""
        ends = list(accumulate(self._sizes))
        wage, cost, output, revenue, premium = jnp.split(vector, ends[:-1])
        shape = (self.goods, self.economies)
        return State(wage, cost.reshape(shape), output.reshape(shape), revenue, premium)

    def fitted(self, vector: Array) -> Array:
        """Return a vector of the same world with a premium for each target, zero if it has none."""
        if len(vector) == self.size:
            return vector
        return jnp.pad(vector[: self.size], (0, max(0, self.size - len(vector))))


def pack(state: State) -> Array:
    """Return a state as one vector."""
    return jnp.concatenate([jnp.ravel(part) for part in state])


def unpack(vector: Array, problem: Problem) -> State:
    """Return the state that a vector of a problem's unknowns holds."""
    return VectorLayout.of(problem).state(vector)
