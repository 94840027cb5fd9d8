"""Where the rooms meet: a case becomes a result.

``run`` makes a `Study` of a case. Beside it stand the other links between rooms that know nothing
of each other: chains and the whole economy (``soft_link``), a case's questions to the chains and
their saved answers (``commodity_questions``, ``saved_answers``, ``chain_draws``), ranges over all
that is not known (``uncertainty``), deals already struck (``precedents``), and what evidence is
checked against (``known_facts``).
"""

from typing import TYPE_CHECKING

from cobden.base.lazy import lazily

if TYPE_CHECKING:
    from cobden.study.case_law import law_of, policy_of, world_of
    from cobden.study.progress import Progress
    from cobden.study.study import Study, run

__all__ = ["Progress", "Study", "law_of", "policy_of", "run", "world_of"]

if not TYPE_CHECKING:  # a link between two rooms need not load all the others
    _LAW = dict.fromkeys(("law_of", "policy_of", "world_of"), "cobden.study.case_law")
    __getattr__ = lazily(__name__, dict.fromkeys(__all__, "cobden.study.study") | _LAW)
