"""Cobden: trade talks, computed.

Everything public is here, by name or in the short namespace of its room (``cb.strategy.nash``); a
name loads its room only when it is first used, so that ``import cobden`` costs nothing.
"""

import sys
from typing import TYPE_CHECKING

from cobden.base.lazy import Moved, lazily

if TYPE_CHECKING:
    from cobden import (
        chains,
        draws,
        dynamics,
        evidence,
        households,
        measures,
        products,
        strategy,
        talks,
        world,
    )
    from cobden.base.closures import Closure
    from cobden.base.errors import CobdenError, Infeasible, InputError, NotConverged
    from cobden.base.objective import Objective
    from cobden.base.sources import Quantity, Source
    from cobden.base.wedges import Wedges
    from cobden.cases import Case
    from cobden.draws import Ensemble
    from cobden.dynamics import WorldPath, long_run, path
    from cobden.equilibrium import (
        Certificate,
        Gradient,
        Horizon,
        Result,
        decompose,
        gradient,
        purge,
        solve,
        solve_many,
    )
    from cobden.measures import (
        BalanceTarget,
        BorderCarbonCharge,
        CompanyRates,
        ExportControl,
        ImportHalt,
        Investment,
        Law,
        MinimumPrice,
        Policy,
        PurchaseCommitment,
        Quota,
        Rate,
        Safeguard,
        Stoppage,
        Subsidy,
        Suspension,
        Tariff,
        TariffRateQuota,
        TradeCost,
        Transfer,
        read_instruments,
    )
    from cobden.products import read_products
    from cobden.strategy import cooperative, nash, optimal_tariffs
    from cobden.study import Study, run
    from cobden.study.uncertainty import ensemble
    from cobden.talks.talks import Talks
    from cobden.world import World

    __version__: str

__all__ = [
    "BalanceTarget",
    "BorderCarbonCharge",
    "Case",
    "Certificate",
    "Closure",
    "CobdenError",
    "CompanyRates",
    "Ensemble",
    "ExportControl",
    "Gradient",
    "Horizon",
    "ImportHalt",
    "Infeasible",
    "InputError",
    "Investment",
    "Law",
    "MinimumPrice",
    "NotConverged",
    "Objective",
    "Policy",
    "PurchaseCommitment",
    "Quantity",
    "Quota",
    "Rate",
    "Result",
    "Safeguard",
    "Source",
    "Stoppage",
    "Study",
    "Subsidy",
    "Suspension",
    "Talks",
    "Tariff",
    "TariffRateQuota",
    "TradeCost",
    "Transfer",
    "Wedges",
    "World",
    "WorldPath",
    "__version__",
    "chains",
    "cooperative",
    "decompose",
    "draws",
    "dynamics",
    "ensemble",
    "evidence",
    "gradient",
    "households",
    "long_run",
    "measures",
    "nash",
    "optimal_tariffs",
    "path",
    "products",
    "purge",
    "read_instruments",
    "read_products",
    "run",
    "solve",
    "solve_many",
    "strategy",
    "talks",
    "world",
]

_HOME = {
    "BalanceTarget": "cobden.measures",
    "BorderCarbonCharge": "cobden.measures",
    "Case": "cobden.cases",
    "Certificate": "cobden.equilibrium",
    "Closure": "cobden.base.closures",
    "CobdenError": "cobden.base.errors",
    "CompanyRates": "cobden.measures",
    "Ensemble": "cobden.draws",
    "ExportControl": "cobden.measures",
    "Gradient": "cobden.equilibrium",
    "Horizon": "cobden.equilibrium",
    "ImportHalt": "cobden.measures",
    "Infeasible": "cobden.base.errors",
    "InputError": "cobden.base.errors",
    "Investment": "cobden.measures",
    "Law": "cobden.measures",
    "MinimumPrice": "cobden.measures",
    "NotConverged": "cobden.base.errors",
    "Objective": "cobden.base.objective",
    "Policy": "cobden.measures",
    "PurchaseCommitment": "cobden.measures",
    "Quantity": "cobden.base.sources",
    "Quota": "cobden.measures",
    "Rate": "cobden.measures",
    "Result": "cobden.equilibrium",
    "Safeguard": "cobden.measures",
    "Source": "cobden.base.sources",
    "Study": "cobden.study",
    "Stoppage": "cobden.measures",
    "Subsidy": "cobden.measures",
    "Suspension": "cobden.measures",
    "Talks": "cobden.talks.talks",
    "Tariff": "cobden.measures",
    "TariffRateQuota": "cobden.measures",
    "TradeCost": "cobden.measures",
    "Transfer": "cobden.measures",
    "Wedges": "cobden.base.wedges",
    "World": "cobden.world",
    "WorldPath": "cobden.dynamics",
    "chains": "cobden.chains",
    "cooperative": "cobden.strategy",
    "decompose": "cobden.equilibrium",
    "draws": "cobden.draws",
    "dynamics": "cobden.dynamics",
    "ensemble": "cobden.study.uncertainty",
    "evidence": "cobden.evidence",
    "gradient": "cobden.equilibrium",
    "households": "cobden.households",
    "long_run": "cobden.dynamics",
    "measures": "cobden.measures",
    "nash": "cobden.strategy",
    "optimal_tariffs": "cobden.strategy",
    "path": "cobden.dynamics",
    "products": "cobden.products",
    "purge": "cobden.equilibrium",
    "read_instruments": "cobden.measures",
    "read_products": "cobden.products",
    "run": "cobden.study",
    "solve": "cobden.equilibrium",
    "solve_many": "cobden.equilibrium",
    "strategy": "cobden.strategy",
    "talks": "cobden.talks",
    "world": "cobden.world",
}

_MOVED = {
    **dict.fromkeys(
        (
            "cobden.equilibrium.batch",
            "cobden.equilibrium.certificate",
            "cobden.equilibrium.decomposition",
            "cobden.equilibrium.first_order",
            "cobden.equilibrium.horizon",
            "cobden.equilibrium.objectives",
            "cobden.equilibrium.result",
        ),
        "cobden.equilibrium",
    ),
    "cobden.chains.tables": "cobden.chains.table_reader",
    "cobden.evidence.law": "cobden.evidence.known_law",
    "cobden.evidence.page": "cobden.evidence.ledger_page",
    "cobden.negotiation": "cobden.study.negotiation",
    "cobden.talks.convex": "cobden.talks.convex_bargaining",
    "cobden.talks.offers": "cobden.talks.alternating_offers",
    "cobden.chain_draws": "cobden.study.chain_draws",
    "cobden.commodities": "cobden.study.commodity_questions",
    "cobden.kept": "cobden.study.saved_answers",
    "cobden.knowledge": "cobden.study.known_facts",
    "cobden.link": "cobden.study.soft_link",
    "cobden.precedents": "cobden.study.precedents",
    "cobden.uncertainty": "cobden.study.uncertainty",
}
"""Where what was public before version 0.2 is now."""

sys.meta_path.append(Moved(_MOVED))

if not TYPE_CHECKING:  # a type checker then knows which names there are not
    _load = lazily(__name__, _HOME)

    def __getattr__(name: str):
        if name != "__version__":
            return _load(name)
        from importlib.metadata import version

        return version("cobden")


def __dir__() -> list[str]:
    return sorted(__all__)
