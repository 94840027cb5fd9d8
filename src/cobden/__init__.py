"""Cobden: trade talks, computed.

Everything public is here, by name; a name loads its room only when it is first used, so that
``import cobden`` costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cobden.base.errors import CobdenError, Infeasible, InputError, NotConverged
    from cobden.base.objective import Objective
    from cobden.base.sources import Quantity, Source
    from cobden.base.wedges import Wedges
    from cobden.cases import Case
    from cobden.equilibrium import (
        Certificate,
        Gradient,
        Result,
        decompose,
        gradient,
        purge,
        solve,
        solve_many,
    )
    from cobden.equilibrium.horizon import Horizon
    from cobden.measures import ExportControl, Law, Policy, PurchaseCommitment, Quota, Tariff
    from cobden.study import Study, run
    from cobden.study.uncertainty import ensemble
    from cobden.world import World

_HOME = {
    "Case": "cobden.cases",
    "Certificate": "cobden.equilibrium",
    "CobdenError": "cobden.base.errors",
    "ExportControl": "cobden.measures",
    "Gradient": "cobden.equilibrium",
    "Horizon": "cobden.equilibrium.horizon",
    "Infeasible": "cobden.base.errors",
    "InputError": "cobden.base.errors",
    "Law": "cobden.measures",
    "NotConverged": "cobden.base.errors",
    "Objective": "cobden.base.objective",
    "Policy": "cobden.measures",
    "PurchaseCommitment": "cobden.measures",
    "Quantity": "cobden.base.sources",
    "Quota": "cobden.measures",
    "Result": "cobden.equilibrium",
    "Source": "cobden.base.sources",
    "Study": "cobden.study",
    "Tariff": "cobden.measures",
    "Wedges": "cobden.base.wedges",
    "World": "cobden.world",
    "decompose": "cobden.equilibrium",
    "ensemble": "cobden.study.uncertainty",
    "gradient": "cobden.equilibrium",
    "purge": "cobden.equilibrium",
    "run": "cobden.study",
    "solve": "cobden.equilibrium",
    "solve_many": "cobden.equilibrium",
}

__all__ = [
    "Case", "Certificate", "CobdenError", "ExportControl", "Gradient", "Horizon", "Infeasible",
    "InputError", "Law", "NotConverged", "Objective", "Policy", "PurchaseCommitment", "Quantity",
    "Quota", "Result", "Source", "Study", "Tariff", "Wedges", "World", "decompose", "ensemble",
    "gradient", "purge", "run", "solve", "solve_many",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'cobden' has no attribute '{name}'")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
