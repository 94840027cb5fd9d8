"""An act, and the scene in which a sentence is read: who spoke, what was told of measures.

"The 50% levy covers beef" names neither who levies it nor on whom: the sentence that told of a levy
of 50% did. Only blanks are filled, and only by a measure that agrees in all that both tell.
"""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from cobden.evidence.claims import Standing
from cobden.evidence.language import Language
from cobden.evidence.marks import Span
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


_UNREAL = frozenset(["denied", "asked", "statistic"])


@dataclass
class Memory:
    """The measures told, in their order; ``pair`` is the two parties of an agreement, if any."""

    pair: tuple[str, ...] = ()
    told: list[Act] = field(default_factory=list)
    kept: list[Act] = field(default_factory=list)
    amended: dict[int, Act] = field(default_factory=dict)  # by the identity of what was told first

    def add(self, act: Act) -> None:
        """Remember an act on a tariff or another measure."""
        if act.act in TARIFF_ACTS or act.measure in ("tariff", "control", "quota"):
            self.told.append(act)

    def dated(self, last: Act, day: str, span: Span, published: date | None) -> None:
        """Say of a measure that was told from when it is in force."""
        if last.in_force:
            return
        later = published is not None and day[:10] > published.isoformat()
        standing = "planned" if later and last.standing == "in force" else last.standing
        changed = replace(
            last, in_force=day, standing=standing, spans=last.spans | {"in_force": span}
        )
        self.told[self.told.index(last)] = changed
        self.amended[id(last)] = changed
        self.kept.append(last)

    def completed(self, act: Act, definite: bool) -> Act:
        """Return the act with the blanks among who, whom and what filled, where a measure fits.

        ``definite`` says that the words point back: "the levy", "it", or a measure as the subject.
        """
        if act.act not in TARIFF_ACTS or (act.by and act.on):
            return act
        definite = definite or act.act in ("exempt", "keep")
        if act.figure is None and not definite and act.act != "exempt":
            return act
        fitting = [told for told in reversed(self.told) if _fits(act, told)]
        same = next((t for t in fitting if _rate(t) is not None and _rate(t) == _rate(act)), None)
        if same and (definite or not act.by):
            return _filled(act, same, goods=definite)
        if act.act == "exempt" and not (act.by or act.on):
            fitting = [
                t for t in fitting if _rate(t) is not None and t.standing not in _UNREAL
            ] or fitting
        if definite and fitting and not (act.by or act.on):
            rated = [t for t in fitting if _rate(t) is not None] if act.figure else []
            return _filled(act, (rated or fitting)[0], goods=act.act not in ("exempt", "keep"))
        if act.by:
            own = next((t for t in fitting if t.by == act.by and t.on), None) if definite else None
            return _filled(act, own, goods=True) if own else act
        return self._imposed(act, fitting) if act.on else act

    def _imposed(self, act: Act, fitting: list[Act]) -> Act:
        """Return the act on somebody with who imposes on them: who did, or else who does."""
        on_them = next((t.by for t in fitting if t.by and set(t.on) & set(act.on)), "")
        real = [t for t in self.told if t.by and not (t.act == "impose" and t.standing in _UNREAL)]
        imposers = {t.by for t in real} - set(act.on)
        alike = {t.by for t in real if act.goods and set(t.goods) & set(act.goods)} - set(act.on)
        imposers = alike if len(alike) == 1 else imposers
        others = [p for p in self.pair if p not in act.on] if len(self.pair) == 2 else []
        only = next(iter(imposers)) if len(imposers) == 1 else others[0] if len(others) == 1 else ""
        if not only and imposers:
            rated = [t for t in self.told if t.by in imposers and _rate(t) is not None]
            often = Counter(t.by for t in rated or self.told if t.by in imposers).most_common(2)
            if often and (len(often) == 1 or often[0][1] > often[1][1]):
                only = often[0][0]
        return replace(act, by=on_them or only)


def _rate(act: Act) -> float | None:
    return act.figure.value if act.figure and act.figure.unit == "percent" else None


def _fits(act: Act, told: Act) -> bool:
    """Whether nothing that both tell differs."""
    if act.by and told.by and act.by != told.by:
        return False
    if act.by and act.by in told.on:
        return False
    if act.on and told.on and not set(act.on) & set(told.on):
        return False
    if act.on and told.by in act.on:
        return False
    apart = act.goods and told.goods and not set(act.goods) & set(told.goods)
    return act.act in ("exempt", "keep") or not apart


def _filled(act: Act, told: Act, *, goods: bool) -> Act:
    by = act.by or told.by
    on = act.on or tuple(t for t in told.on if t != by)
    spans = {slot: span for slot, span in told.spans.items() if slot in ("by", "on")} | act.spans
    return replace(act, by=by, on=on, goods=act.goods or (told.goods if goods else ()), spans=spans)


@dataclass
class Scene:
    """What is known when a sentence is read: who spoke and acted before, and of what.

    ``home`` is the economy in whose name an official text speaks; ``pair`` the two parties of an
    agreement, ``agreed`` whether the text is one; ``lead`` the act of a lead-in that items go on.
    """

    language: Language
    published: date | None = None
    home: str = ""
    spoken: bool = False  # whether somebody speaks for ``home``
    country: str = ""  # of which "the president" is, where the text does not say
    pair: tuple[str, ...] = ()
    titled: bool = False  # whether the pair is that of the title
    agreed: bool = False
    actor: str = ""
    last: Act | None = None
    listed: tuple[str, ...] = ()  # those named together last: "Malaysia and Thailand"
    asked_of_tariff: bool = False  # whether the question asked last was about a tariff
    told_here: list[Act] = field(default_factory=list)  # the acts of this block
    lead: Act | None = None
    memory: Memory = field(default_factory=Memory)
