"""An act, and the scene in which a sentence is read."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from cobden.evidence.claims import Standing
from cobden.evidence.clauses import Span
from cobden.evidence.language import Language
from cobden.evidence.numbers import Figure

TARIFF_ACTS = frozenset(
    ["impose", "raise", "cut", "remove", "suspend", "extend", "keep", "exempt"])  # fmt: skip


@dataclass(frozen=True)
class Act:
    """One act at [start, end) of a text; ``spans`` are those of its slots, by their names."""

    start: int
    end: int
    act: str
    by: str = ""
    on: tuple[str, ...] = ()
    goods: tuple[str, ...] = ()
    figure: Figure | None = None
    was: float | None = None
    bound: Literal["", "at most", "at least"] = ""
    standing: Standing = "in force"
    announced: str = ""
    in_force: str = ""
    lapses: str = ""
    condition: str = ""
    measure: str = ""
    spans: dict[str, Span] = field(default_factory=dict)


@dataclass
class Scene:
    """What is known when a sentence is read: who spoke and acted before, and of what.

    ``home`` is the economy in whose name an official text speaks; ``pair`` the two parties of an
    agreement, ``agreed`` whether the text is one; ``lead`` the act of a lead-in that items go on.
    """

    language: Language
    published: date | None = None
    home: str = ""
    pair: tuple[str, ...] = ()
    agreed: bool = False
    actor: str = ""
    last: Act | None = None
    lead: Act | None = None
    asked: bool = False
