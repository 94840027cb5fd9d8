"""What outcomes are read off: an equilibrium as plain arrays, numpy's or JAX's alike.

Axes run goods first, then economies: good k, importer n, exporter i. Money is in world value added,
"log" is new over benchmark. The room ``equilibrium`` fills these in; nothing here solves anything.
"""

from typing import Any, NamedTuple

import numpy as np

Values = Any
"""An array of numpy or of JAX: what is read off either is the same."""


class Market(NamedTuple):
    """What one kind of demand (intermediate or final) finds when it buys."""

    total: Values  # [k, n]: sum of weights times cost power
    log_price: Values  # [k, n]
    untaxed: Values  # [k, n]: customs value per unit of spending


class Accounts(NamedTuple):
    """Prices, quantities and incomes; money in world value added, "log" is new over benchmark.

    By economy [n]: wage, consumer price, wage bill, value added (with profits), income, the net
    transfer received, tariff and export-tax revenue (changes of margins included), exports and
    imports at customs value (own sales counted in both). By good and producer [k, i]: unit cost,
    return to factors, output, and cost power (see ``model.cost_power``). By good and buyer [k, n]:
    spending on inputs and on final use.
    """

    log_wage: Values
    log_consumer_price: Values
    wage_bill: Values
    value_added: Values
    income: Values
    transfers: Values
    tariff_revenue: Values
    export_revenue: Values
    exports: Values
    imports: Values
    log_cost: Values
    log_return: Values
    output: Values
    power: Values
    intermediate: Values
    final: Values
    intermediate_market: Market
    final_market: Market


class Purchases(NamedTuple):
    """Who buys from whom: the weights of purchases, what is spent per unit of them, cost powers.

    ``purchase`` and ``customs`` [k, n, i] at purchaser prices and at customs value, of inputs; for
    final use the same with ``final_`` before it, None where both uses share them. ``demand`` and
    ``final_demand`` [k, n] are spending over the sum of weights times ``power`` [k, i].
    """

    purchase: Values
    customs: Values
    final_purchase: Values | None
    final_customs: Values | None
    demand: Values
    final_demand: Values
    power: Values

    @classmethod
    def of(cls, inputs: Any, final: Any, found: Any) -> "Purchases":
        """Return who buys from whom.

        ``inputs`` and ``final`` (None: the same) are weights of purchases, ``found`` the spending
        and markets of an equilibrium.
        """
        return cls(
            purchase=inputs.purchase,
            customs=inputs.customs,
            final_purchase=None if final is None else final.purchase,
            final_customs=None if final is None else final.customs,
            demand=found.intermediate / found.intermediate_market.total,
            final_demand=found.final / found.final_market.total,
            power=found.power,
        )

    def flow(self, n: Values = None, i: Values = None) -> Values:
        """Return sales at customs value [k, n, i], own sales included.

        With positions ``n`` and ``i`` of importers and exporters those alone, [k, ...]: of two
        numbers [k], of ``n[:, None]`` and ``i[None, :]`` [k, n, i].
        """
        return self._bought(self.customs, self.final_customs, n, i)

    def purchases(self, n: Values = None, i: Values = None) -> Values:
        """Return the same at purchaser prices, tariffs included."""
        return self._bought(self.purchase, self.final_purchase, n, i)

    def _bought(self, weights: Values, of_final: Values | None, n: Values, i: Values) -> Values:
        every = slice(None)
        if n is None:
            pair, importer, exporter = (every,), (every, every, None), (every, None)
        else:
            pair, importer, exporter = (every, n, i), (every, n), (every, i)
        demand, final_demand = self.demand[importer], self.final_demand[importer]
        if of_final is None:
            flow = weights[pair] * (demand + final_demand)
        else:
            flow = weights[pair] * demand + of_final[pair] * final_demand
        return flow * self.power[exporter]


class Benchmark(NamedTuple):
    """Benchmark values that outcomes are measured against, in world value added.

    By economy [n]: ``income``, ``value_added``. By sector and economy [k, i]: ``output``, and per
    unit of it ``value_added_share`` and ``labour_share``. By sector [k]: ``goods``, one for a good,
    zero for a service.
    """

    income: Values
    value_added: Values
    output: Values
    value_added_share: Values
    labour_share: Values
    goods: Values

    @property
    def wages(self) -> Values:
        """The wage bill of each sector [k, i]."""
        return self.labour_share * self.output


class Seen(NamedTuple):
    """All that outcomes are read off: the accounts, the trade, the benchmark, exporters' margins.

    ``margin``: the change of exporters' margins as a rate on the producer's value, and ``leaving``:
    one plus that and the export tax, both [k, n, i] or one number for all. ``products``: imports at
    customs value of what importers buy by product, in places [b, j, i]; None where none do.
    """

    accounts: Accounts
    trade: Purchases
    base: Benchmark
    margin: Values = 0.0
    leaving: Values = 1.0
    products: Values | None = None


class TermPlace(NamedTuple):
    """Where a term of an objective looks: its weight, and positions on the axes of its outcome.

    All are values that compiled code takes as arguments, so one compilation of a kind of term
    serves every economy and sector. ``sectors`` [k]: which sectors count, or how much; ``others``:
    positions on the axes that are the outcome's own, in their order; ``product``: its block and
    place there.
    """

    weight: float
    economy: int
    partner: int
    sector: int
    sectors: np.ndarray
    others: tuple[int, ...] = ()
    product: tuple[int, int] = (0, 0)
