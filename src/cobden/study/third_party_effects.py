"""Those who are not at the table: what a package costs them, and what their answers would do."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from cobden.base.terms import Terms
from cobden.equilibrium import Problem, benchmark_of, seen_at
from cobden.outcomes import Benchmark, formulas
from cobden.study.raised_duties import with_raised_duties
from cobden.study.table_on_world import Negotiation
from cobden.talks.third_parties import Basis, TariffReaction, ThirdParties

if TYPE_CHECKING:
    from jax import Array
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


class OthersThere(NamedTuple):
    """What those not at the table mind of an equilibrium, in billion USD a year; how it was found.

    ``income`` [n]: real income (equivalent variation); ``trade`` [n, i]: imports of n from i at
    customs value, all goods and services.
    """

    income: "Floats"
    trade: "Floats"
    terms: Terms
    problem: Problem
    vector: "Floats"


@jax.jit
def _read(problem: Problem, vector: "Array", base: Benchmark) -> "tuple[Array, Array]":
    """Return equivalent variations [n], and trade [n, i], in world value added."""
    now = seen_at(vector, problem, base)
    return formulas.equivalent_variation(now), now.trade.flow().sum(axis=0)


@dataclass(frozen=True, eq=False)
class ThirdPartyEffects:
    """What the equilibrium of a negotiation says of everybody else."""

    setting: Negotiation

    @cached_property
    def _known(self) -> "dict[bytes, OthersThere]":
        return {}

    def package(self, row: "NDArray[np.int_]") -> OthersThere:
        """Return what holds with the package ``row`` [item], solved once."""
        key = np.asarray(row).tobytes()
        if key not in self._known:
            self._known[key] = self._holding(self.setting.offers.terms(row, alike=True))
        return self._known[key]

    @cached_property
    def start(self) -> OthersThere:
        """What holds with nothing agreed."""
        return self.package(np.zeros(len(self.setting.table.items), dtype=int))

    def injury(self, row: "NDArray[np.int_]", third: str, basis: Basis) -> float:
        """Return what a package costs ``third`` (see ``talks.ThirdParties``)."""
        i = self.setting.world.economy_index(third)
        before, after = self.start, self.package(row)
        if basis == "value":
            exports = [seen.trade[:, i].sum() - seen.trade[i, i] for seen in (before, after)]
            return float(exports[0] - exports[1])
        if basis == "welfare":
            return float(before.income[i] - after.income[i])
        return self._margin(after, i)

    def respond(
        self, row: "NDArray[np.int_]", third: str, economy: str, rate: float
    ) -> TariffReaction:  # fmt: skip
        """Return what an additional tariff of ``third`` on the goods of ``economy`` does.

        What the package promises is still bought, however dear.
        """
        world = self.setting.world
        n, i = world.economy_index(third), world.positions(economy)
        before, after = self.package(row), self._answered(row, [third], economy, rate)
        return TariffReaction(
            float((before.trade[n, i] - after.trade[n, i]).sum()),
            float((before.income[i] - after.income[i]).sum()),
            float(after.income[n] - before.income[n]),
        )

    def join(
        self, row: "NDArray[np.int_]", members: frozenset[str], economy: str, rate: float
    ) -> dict[str, float]:
        """Return what each economy gains when all ``members`` levy ``rate`` on ``economy``."""
        before, after = self.package(row), self._answered(row, sorted(members), economy, rate)
        gain = after.income - before.income
        return dict(zip(self.setting.world.economies, gain.tolist(), strict=True))

    def _answered(
        self, row: "NDArray[np.int_]", members: Sequence[str], economy: str, rate: float
    ) -> OthersThere:
        """Return what holds when ``members`` levy ``rate`` more on the goods of ``economy``."""
        before, world = self.package(row), self.setting.world
        hit = world.positions(economy)
        wedges = with_raised_duties(before.terms.wedges, world, members, hit, rate)
        return self._holding(replace(before.terms, wedges=wedges), before)

    def _holding(self, terms: Terms, before: OthersThere | None = None) -> OthersThere:
        """Return what holds under ``terms``, its promises those of ``before`` if that is given."""
        if before is None:
            near = np.asarray(self.setting.start.vector)
            problem, found = self.setting.solver.under(terms, near)
        else:
            solver = self.setting.solver.solver
            found = solver.solve(solver.pose(terms, like=before.problem), before.vector)
            problem = found.problem
        unit = self.setting.world.value_usd / 1e9
        base = benchmark_of(self.setting.world)
        gain, trade = map(np.asarray, _read(problem, jnp.asarray(found.vector), base))
        return OthersThere(unit * gain, unit * trade, terms, problem, found.vector)

    def _margin(self, after: OthersThere, j: int) -> float:
        """Return by how much less the first party now favours ``j``, weighted by its sales."""
        world = self.setting.world
        parties = [party.economy for party in self.setting.table.parties.values()]
        importers, exporters = (world.positions(name) for name in parties[:2])
        at = np.ix_(range(len(world.sectors)), importers, exporters)
        moved = self.start.terms.wedges.tariff[at] - after.terms.wedges.tariff[at]
        trade = self.setting.start.flow.values[at]
        favoured = np.divide((moved * trade).sum(2), trade.sum(2), where=trade.sum(2) > 0,
                             out=moved.mean(2))  # fmt: skip
        sold = self.setting.start.flow.values[:, importers, j]
        return float((sold * favoured).sum() / sold.sum())


def third_parties(setting: Negotiation) -> ThirdParties:
    """Return what talks need to know of everybody who is not at the table."""
    named = [party.economy for party in setting.table.parties.values()]
    seated = {setting.world.economies[n] for name in named for n in setting.world.positions(name)}
    others = tuple(name for name in setting.world.economies if name not in seated)
    asked = ThirdPartyEffects(setting)
    return ThirdParties(others, asked.injury, asked.respond, asked.join)
