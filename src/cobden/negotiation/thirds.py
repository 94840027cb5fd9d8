"""Those who are not at the table: what a package costs them, and what their answers would do."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from cobden.equilibrium import Result
from cobden.equilibrium.solve import solve_shock
from cobden.talks.answers import Basis, Reaction
from cobden.talks.talks import ThirdParties

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cobden.negotiation.setting import Negotiation


@dataclass(frozen=True, eq=False)
class Thirds:
    """What the equilibrium of a negotiation says of everybody else."""

    setting: "Negotiation"
    known: "dict[bytes, Result]"

    def package(self, row: "NDArray[np.int_]") -> Result:
        """Return the equilibrium with the package ``row`` [item], solved once."""
        key = np.asarray(row).tobytes()
        if key not in self.known:
            self.known[key] = self.setting.result(row)
        return self.known[key]

    def injury(self, row: "NDArray[np.int_]", third: str, basis: Basis) -> float:
        """Return what a package costs ``third`` (see ``talks.ThirdParties``)."""
        before, after = self.setting.start, self.package(row)
        if basis == "value":
            return _exports(before, third) - _exports(after, third)
        if basis == "welfare":
            return _income(before, third) - _income(after, third)
        return self._margin(after, third)

    def respond(
        self, row: "NDArray[np.int_]", third: str, economy: str, rate: float
    ) -> Reaction:  # fmt: skip
        """Return what an additional tariff of ``third`` on the goods of ``economy`` does."""
        before, world = self.package(row), self.setting.world
        n, i = world.economy_index(third), world.economy_index(economy)
        goods = np.array([name not in world.services for name in world.sectors])
        tariff = np.array(before.shock.wedges.tariff)
        tariff[goods, n, i] += rate
        tariff.flags.writeable = False
        shock = before.shock._replace(wedges=replace(before.shock.wedges, tariff=tariff))
        after = solve_shock(world, shock, self.setting.deficits, start=before.vector)
        return Reaction(
            _imports(before, third, economy) - _imports(after, third, economy),
            _income(before, economy) - _income(after, economy),
            _income(after, third) - _income(before, third),
        )

    def _margin(self, after: Result, third: str) -> float:
        """Return by how much less the first party now favours ``third``, weighted by its sales."""
        world = self.setting.world
        parties = [party.economy for party in self.setting.table.parties.values()]
        n, i, j = (world.economy_index(name) for name in (*parties[:2], third))
        before = self.setting.start
        sold = before.flow.values[:, n, j]
        cut = before.shock.wedges.tariff[:, n, i] - after.shock.wedges.tariff[:, n, i]
        return float(sold @ cut / sold.sum())


def third_parties(setting: "Negotiation") -> ThirdParties:
    """Return what talks need to know of everybody who is not at the table."""
    seated = {party.economy for party in setting.table.parties.values()}
    others = tuple(name for name in setting.world.economies if name not in seated)
    asked = Thirds(setting, {})
    return ThirdParties(others, asked.injury, asked.respond)


def _income(result: Result, economy: str) -> float:
    return float(result.equivalent_variation.values[result.world.economy_index(economy)])


def _exports(result: Result, economy: str) -> float:
    i = result.world.economy_index(economy)
    sold = result.flow.values[:, :, i].sum(axis=0)
    return float(sold.sum() - sold[i])


def _imports(result: Result, importer: str, exporter: str) -> float:
    n, i = (result.world.economy_index(name) for name in (importer, exporter))
    return float(result.flow.values[:, n, i].sum())
