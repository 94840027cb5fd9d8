"""Where the rooms meet: a case becomes a result.

``run`` makes a `Study` of a case. Beside it stand the other links between rooms that know nothing
of each other: chains and the whole economy (``soft_link``), a case's questions to the chains and
their saved answers (``commodity_questions``, ``saved_answers``, ``chain_draws``), ranges over all
that is not known (``uncertainty``), deals already struck (``precedents``), and what evidence is
checked against (``known_facts``).
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cobden.study.study import Progress, Study, law_of, policy_of, run

__all__ = ["Progress", "Study", "law_of", "policy_of", "run"]


def __getattr__(name: str) -> Any:  # a link between two rooms need not load all the others
    if name not in __all__:
        raise AttributeError(f"module 'cobden.study' has no attribute '{name}'")
    return getattr(import_module("cobden.study.study"), name)
