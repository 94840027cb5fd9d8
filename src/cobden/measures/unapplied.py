"""Measures that are known and cannot be computed."""

from datetime import date

from cobden.base import economies
from cobden.base.sources import Text, Value
from cobden.measures.authority_titles import authority_title
from cobden.measures.measure import ALL, Day


class Unapplied(Value):
    """A measure that is known but can't be computed: its list, rate or reach is not known."""

    id: str
    by: str
    on: str
    goods: str
    rate: str
    mode: str
    start: Day | None = None
    end: Day | None = None
    authority: str
    why: Text
    near: tuple[str, ...] = ()
    source: Text
    where: str = ""
    grade: str = ""

    @property
    def words(self) -> str:
        """What readers of a brief call it."""
        on = economies.shown(self.on).removeprefix("GROUP:")
        return f"{authority_title(self.authority)}, on {on}"

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes or lists that it may reach, as far as they are known."""
        words = self.near or tuple(self.goods.split())
        return tuple(w for w in words if w.isdigit() or w.startswith("@") or w == ALL)

    def may_reach(self, importer: str, exporter: str) -> bool:
        """Whether it is ``importer``'s, and ``exporter`` is among those that it names."""
        named = self.on == ALL or exporter in (economies.group(self.on) or self.on.split())
        mine = importer in (economies.group(self.by) or self.by.split())
        return mine and named and self.mode != "exempt"

    def in_force(self, day: date) -> bool:
        """Whether its period, as far as it is known, holds ``day``."""
        began = self.start is not None and self.start <= day
        return began and (self.end is None or day < self.end)
