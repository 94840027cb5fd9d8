"""What instruments about quantities share: which lines of trade they are on, and their terms.

A good finer than a sector is a variety of its own: ``share`` says how much of the flow it is, and
``elasticity`` how easily users replace it. US imports by HS line give the former; for any other
importer nobody's table here does, and the user states it.
"""

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Annotated, NamedTuple, Self

from pydantic import BeforeValidator, Field, model_validator

from cobden.base import economies
from cobden.base.economies import codes
from cobden.base.errors import InputError
from cobden.base.targets import Line, Target
from cobden.measures.bought import US, block, us_bought
from cobden.measures.goods import covered, lone_line, sectors
from cobden.measures.measure import ALL, Measure

if TYPE_CHECKING:
    from datetime import date

    import numpy as np
    from numpy.typing import NDArray

    from cobden.base.wedges import Wedges
    from cobden.world.world import World


Seller = Annotated[str, BeforeValidator(lambda name: economies.resolve(name, where="share"))]


class Setting(NamedTuple):
    """The world that instruments meet, the wedges already on it, and the day."""

    world: "World"
    wedges: "Wedges"
    day: "date"


class Change(NamedTuple):
    """What one instrument does: lines, targets on them (by position), and shocks."""

    lines: tuple[Line, ...] = ()
    targets: tuple[Target, ...] = ()
    transfer: "NDArray[np.float64] | None" = None
    productivity: "NDArray[np.float64] | None" = None


class Instrument(Measure, ABC):
    """A measure about quantities, costs or money rather than a rate on a product line.

    - ``goods``: sectors, or HS codes, lists and goods of a sector with ``share``;
    - ``share``: how much of the flow these goods are, one figure or one by seller (of the market
      in which they are sold); not needed for whole sectors, nor for what the US imports;
    - ``sector``: where no HS code says which sector the goods are in;
    - ``elasticity``: trade elasticity (substitution less one) between these goods and the rest of
      their sector; by default the sector's own, with which a part is cut off exactly;
    - ``between``: trade elasticity between sellers of these goods, where ``share`` names several.
    """

    share: float | dict[Seller, float] | None = None
    sector: str | None = None
    elasticity: float | None = Field(None, gt=-1)
    between: float | None = Field(None, gt=-1)

    @property
    def name(self) -> str:
        """What messages and results call it: its id, or what it is about."""
        about = f"{'+'.join(self.goods)}, {'+'.join(self.by[:3])} and {'+'.join(self.on[:3])}"
        return self.id or f"{type(self).__name__} of {about}, from {self.start}"

    @abstractmethod
    def change(self, setting: Setting) -> Change:
        """Return what it does to a world."""

    @property
    @abstractmethod
    def accounting(self) -> str:
        """Who pays, who receives, and what is lost."""

    def lines(
        self, setting: Setting, *, exports: bool = False
    ) -> tuple[tuple[Line, ...], tuple[int, ...]]:
        """Return the lines of its flows, then of other sellers named, and how many are its own.

        The flows are what ``by`` buys from ``on``, or sells to it (``exports``). The second are the
        positions of its own. Flows that do not exist are left out. Raises ``InputError`` where none
        does.
        """
        world = setting.world
        own: list[Line] = []
        others: list[Line] = []
        acting, partners = self.sides(world)
        for importer in partners if exports else acting:
            sellers = [
                seller
                for seller in (acting if exports else partners)
                if (self._falls(seller, importer) if exports else self._falls(importer, seller))
            ]
            for sector, good in self._goods(world) if sellers else []:
                named = self.share if isinstance(self.share, dict) and good else {}
                rivals = [s for s in places(world, tuple(named)) if s not in sellers]
                for seller in (*sellers, *rivals):
                    line = self._line(world, sector, good, importer, seller)
                    if line is not None:
                        (own if seller in sellers else others).append(line)
        if not own:
            raise InputError(
                f"there is no trade for '{self.name}' to act on.",
                where="goods",
                remedy="Check the goods and partners against the world's flows.",
            )
        return (*own, *others), tuple(range(len(own)))

    def sides(self, world: "World") -> tuple[list[str], list[str]]:
        """Return the labels in ``world`` of those who act, and of those on whom it falls."""
        acting = places(world, self.by)
        partners = [
            label
            for label in places(world, self.on)
            if any(self._falls(actor, label) for actor in acting)
        ]
        return acting, partners

    def _falls(self, actor: str, partner: str) -> bool:
        """Whether it falls on what ``actor`` trades with ``partner``, two labels of a world."""
        mine, theirs = codes(actor), set(codes(partner))
        spared = theirs & set(self.on_except)
        if spared and spared != theirs:
            raise InputError(
                f"it excepts {min(spared)}, which is only a part of '{partner}' in this world.",
                where=f"{self.name}: on_except",
                remedy="Keep them apart in the world.",
            )
        allied = economies.allies(self.by)
        home = any(theirs <= allied.get(name, frozenset()) for name in mine)
        return not spared and not home and actor != partner

    def _line(
        self, world: "World", sector: str, good: str, importer: str, seller: str
    ) -> Line | None:
        if not world.trade_share[world.cell(sector, importer, seller)] > 0:
            return None
        share = self._share(sector, importer, seller) if good else 1.0
        if share <= 0:
            return None
        return Line(sector, importer, seller, share, self.elasticity, good, self.between)

    def _goods(self, world: "World") -> list[tuple[str, str]]:
        """Return the sectors these goods are in, with a name for the part where they are one."""
        codes = [g for g in self.goods if g.isdigit() or g.startswith("@")]
        if not codes and self.sector is None:
            whole = world.sectors if self.goods == (ALL,) else self.goods
            names = [name for name in whole if name not in self.goods_except]
            spared = [g for g in self.goods_except if g.isdigit() or g.startswith("@")]
            part = bool(spared) or self.share is not None or self.elasticity is not None
            good = "+".join(self.goods) + (f" less {'+'.join(spared)}" if spared else "")
            return [
                (s, good if part else "") for s in names if world.goods[world.sector_index(s)]
            ] or [(s, "") for s in names]
        good = "+".join(self.goods)
        if self.sector is not None:
            return [(self.sector, good)]
        found = {_sector_of(code) for code in codes if code.isdigit()}
        if len(found) != 1 or len(codes) < len(self.goods):
            raise InputError(
                f"the goods '{good}' are not in one sector ({', '.join(sorted(found)) or 'none'}).",
                where=f"{self.name}: goods",
                remedy="Write one instrument for each sector, or state the sector.",
            )
        return [(found.pop(), good)]

    def _share(self, sector: str, importer: str, seller: str) -> float:
        if isinstance(self.share, dict):
            return self.share.get(seller, 0.0)
        if self.share is not None:
            return self.share
        if importer == US:
            return self._us_share(sector, seller)
        raise InputError(
            f"how much of {importer}'s imports of {sector} from {seller} is "
            f"{'+'.join(self.goods)}?",
            where=f"{self.name}: share",
            remedy="State it (share: 0.05 is 5%); only US imports are known by product line.",
        )

    def _us_share(self, sector: str, seller: str) -> float:
        bought = us_bought(block(seller))
        inside = bought.sector == bought.lines.sectors.index(sector)
        meant = covered(bought.lines, self.goods, self.goods_except)[bought.index]
        whole = bought.imports[inside].sum()
        return float(bought.imports[inside & meant].sum() / whole) if whole > 0 else 0.0

    @model_validator(mode="after")
    def _has_shares(self) -> Self:
        given = self.share.values() if isinstance(self.share, dict) else [self.share]
        if isinstance(self.share, dict) and not self.share:
            raise ValueError("share is empty; name sellers, or give one figure")
        for share in given:
            if share is not None and not 0 < share <= 1:
                raise ValueError(f"share is {share:g}; it is above 0 and at most 1")
        return self


def _sector_of(code: str) -> str:
    return str(sectors()[int(lone_line(code).sector[0])])


def places(world: "World", names: tuple[str, ...]) -> list[str]:
    """Return the labels in ``world`` of these economies; all of them for ("all",).

    Those that it does not show apart are left out where it shows others; raises ``InputError``
    where it shows none.
    """
    if names == (ALL,):
        return list(world.economies)
    wanted = {code for name in names for code in codes(name)}
    found = [label for label in world.economies if wanted.issuperset(codes(label))]
    if names and not found:
        world.economy_index(names[0])  # raises, and says what may be meant
    return found
