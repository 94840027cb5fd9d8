"""Who would sign: the probability of a package, and whose answer it turns on.

What has a range is drawn from it (`unknowns`); what each side says in a draw is worked out in
`deciders`. A package's probability is the mean over draws.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from cobden.base.errors import InputError
from cobden.talks.deciders import Answers, answers, combine, floors, joined
from cobden.talks.members import MemberVoice, members_of
from cobden.talks.packages import crosses_red_lines
from cobden.talks.unknowns import Beliefs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cobden.talks.effects import Effects
    from cobden.talks.going_on import Prospects
    from cobden.talks.table_parties import Party


@dataclass(frozen=True, eq=False)
class Voice:
    """What one principal says to a package.

    ``accepts`` is the probability that they find it better than no deal, ``attends`` that
    they are there; ``convinced`` how much likelier the party's signature becomes if they
    say yes in every draw, ``opposed`` how much less likely if they say no in every draw; ``gain``
    the mean of what the package is worth to them beyond that (billions of dollars a year).
    """

    name: str
    title: str
    accepts: float
    attends: float
    convinced: float
    opposed: float
    gain: float


@dataclass(frozen=True, eq=False)
class Signature:
    """The probability that a package is signed.

    ``probability`` of all parties together; ``parties`` that of each; ``error`` is the standard
    error of ``probability`` from the number of draws; ``voices`` the principals of each party.
    ``members`` are those of the groups whose members are asked, ``assent`` the probability that
    they assent.
    """

    probability: float
    error: float
    parties: dict[str, float]
    voices: dict[str, tuple[Voice, ...]]
    draws: int
    members: dict[str, tuple[MemberVoice, ...]] = field(default_factory=dict)
    assent: dict[str, float] = field(default_factory=dict)

    @property
    def pivotal(self) -> dict[str, str]:
        """The principal of each party whose yes would help most."""
        return {
            party: max(voices, key=lambda voice: voice.convinced).name
            for party, voices in self.voices.items()
            if len(voices) > 1
        }


def signature(
    effects: "Effects | Sequence[Effects]",
    row: "NDArray[np.int_]",
    beliefs: Beliefs,
    *,
    prospects: "Prospects | None" = None,
    deadline: bool = False,
) -> Signature:
    """Return the probability that all parties sign the package ``row`` [item].

    A principal accepts what is at least as good as walking out and as going on: what ``prospects``
    say of it, or, without them, how things stand. At the ``deadline`` only walking out is left, and
    outcomes that count ``until_deadline`` no longer do. The probability is that of a yes on the day
    on which the package is put. A party signs nothing beyond its red lines. Raises ``InputError``
    for the package in which everything stands as it is.

    With several ``effects`` (one for each elasticity set or closure, say) draws are spread evenly
    over them.
    """
    from cobden.talks.effects import Effects

    every = [effects] if isinstance(effects, Effects) else list(effects)
    if not np.any(row):
        raise InputError(
            "the package leaves everything as it stands: there is nothing to sign.",
            where="signature",
            remedy="Choose a level other than the first of at least one item.",
        )
    table = beliefs.table
    parts = list(_answered(every, row, beliefs, prospects, deadline))
    signed = np.ones(beliefs.count)
    parties, voices, assent, members = {}, {}, {}, {}
    for key, party in table.parties.items():
        found = joined([part[key] for part in parts])
        chance = combine(party, found)[:, 0]
        if found.assent is not None:
            assent[key] = float(found.assent.assents.mean())
            members[key] = found.assent.voices(members_of(every[0].members, key))
        voices[key] = _voices(party, found, float(chance.mean()))
        if crosses_red_lines(table, row[None], key)[0]:
            chance = np.zeros(beliefs.count)
            voices[key] = tuple(replace(v, convinced=0.0, opposed=0.0) for v in voices[key])
        parties[key] = float(chance.mean())
        signed = signed * chance
    error = float(signed.std() / np.sqrt(beliefs.count))
    chance = float(signed.mean())
    return Signature(chance, error, parties, voices, beliefs.count, members, assent)


def _answered(
    every: "Sequence[Effects]",
    row: "NDArray[np.int_]",
    beliefs: Beliefs,
    prospects: "Prospects | None",
    deadline: bool,
) -> Iterator[dict[str, Answers]]:
    """Yield what each party answers under each of several effects, over its share of the draws."""
    for number, one in enumerate(every):
        mine = beliefs
        if len(every) > 1:
            mine = beliefs.some(np.arange(number, beliefs.count, len(every)))
        ahead = prospects and prospects.under(mine)
        yield {
            key: answers(
                one, row[None], mine, key, floors(one, mine, key, ahead, deadline), deadline
            )
            for key in beliefs.table.parties
        }


def _voices(party: "Party", found: Answers, chance: float) -> tuple[Voice, ...]:
    voices = []
    for position, name in enumerate(found.names):
        if not name:
            continue
        swung = []
        for says in (1.0, 0.0):
            accepts, present = found.accepts.copy(), found.present.copy()
            accepts[..., position] = says
            present[:, position] = 1.0
            changed = replace(found, accepts=accepts, present=present)
            swung.append(float(combine(party, changed).mean()) - chance)
        voices.append(
            Voice(
                name,
                party.principals[name].title,
                float(found.accepts[..., position].mean()),
                float(found.present[:, position].mean()),
                swung[0],
                -swung[1],
                float(found.gain[..., position].mean()),
            )
        )
    return tuple(voices)
