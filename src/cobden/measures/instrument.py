"""What instruments about quantities share: which lines of trade they are on, and their terms.

A good finer than a sector is a variety of its own: ``share`` says how much of the flow it is, and
``elasticity`` how easily users replace it. US imports by HS line give the former; for any other
importer the user states it. Where an importer's trade is known by product, the lines are those
products, one for each that the goods cover, and the table tells both.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, NamedTuple, Self

import numpy as np
from pydantic import BeforeValidator, Field, model_validator

from cobden.base import economies
from cobden.base.economies import codes
from cobden.base.errors import InputError
from cobden.base.targets import Line, Target
from cobden.measures.bought import US, block, us_bought, us_parts
from cobden.measures.codes import DIGITS
from cobden.measures.goods import covered, lone_line, sectors, six_digit_lines
from cobden.measures.measure import ALL, Measure

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from cobden.base.wedges import Wedges
    from cobden.world.product_trade import ProductTrade
    from cobden.world.world import World

SIX = 6  # digits of a product


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
      in which they are sold); not needed for whole sectors, nor for what the US imports, and not
      used where the importer's trade is known by product;
    - ``sector``: where no HS code says which sector the goods are in;
    - ``elasticity``: trade elasticity (substitution less one) between these goods and the rest of
      their sector; by default the sector's own, with which a part is cut off exactly;
    - ``between``: trade elasticity between sellers of these goods, where ``share`` names several.

    >>> import cobden as cb
    >>> limit = cb.Quota(
    ...     by='USA', on='JPN', goods='C29', value=40.0, unit='billion USD', start='2025-06-05',
    ...     authority='a statute', source='an example'
    ... )
    >>> isinstance(limit, cb.measures.Instrument), limit.accounting != ''
    (True, True)
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

    def settled(self) -> Self:
        """Return it as talks count it: what differs from year to year at its value over time."""
        return self

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
                    found = self._between(world, sector, good, importer, seller)
                    (own if seller in sellers else others).extend(found)
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

    def _between(
        self, world: "World", sector: str, good: str, importer: str, seller: str
    ) -> Iterator[Line]:
        """Yield the lines of one flow: one, or where products are known one for each of them."""
        if not world.trade_share[world.cell(sector, importer, seller)] > 0:
            return
        trade = world.products_of(importer)
        known = trade is not None and (trade.sector == world.sector_index(sector)).any()
        if trade is not None and known and importer != seller:
            yield from self._by_product(world, trade, sector, seller)
            return
        share = self._share(sector, importer, seller) if good else 1.0
        if share > 0:
            yield Line(sector, importer, seller, share, self.elasticity, good, self.between)

    def _by_product(
        self, world: "World", trade: "ProductTrade", sector: str, seller: str
    ) -> Iterator[Line]:
        if self.elasticity is not None or self.between is not None:
            raise InputError(
                f"what {trade.importer} buys is known by product, which substitute as the table's "
                "elasticities say.",
                where=f"{self.name}: elasticity",
                remedy="Leave it out, or give the table the product's: "
                "replace(table, elasticity={'870380': 6.0}).",
            )
        own = trade.sector == world.sector_index(sector)
        i = world.economy_index(seller)
        codes = np.array(trade.codes)[own]
        for code, part, flow in zip(
            codes, self._parts(trade, sector, seller, codes), trade.flow[own, i], strict=True
        ):
            if part > 0 and flow > 0:
                yield Line(sector, trade.importer, seller, part, good=str(code), product=str(code))

    def _parts(
        self, trade: "ProductTrade", sector: str, seller: str, codes: "NDArray[np.str_]"
    ) -> "list[float]":
        """Return what part of each of an importer's products its goods are.

        Goods by code are their products; US imports tell what finer codes have of them. Of goods
        that are no codes a stated share is one of each product.
        """
        coded = [g for g in (*self.goods, *self.goods_except) if g.isdigit() or g.startswith("@")]
        if not coded:
            whole = 1.0 if self.share is None else self._share(sector, trade.importer, seller)
            return [whole] * len(codes)
        if trade.importer == US:
            return us_parts(block(seller), self.goods, self.goods_except, codes)
        finer = next((g for g in coded if g.isdigit() and len(g) > SIX), None)
        if finer is not None:
            raise InputError(
                f"'{finer}' is finer than the six digits by which {trade.importer}'s trade is "
                "known.",
                where=f"{self.name}: goods",
                remedy=f"Name {finer[:SIX]}, and what of it is meant as a company with its share.",
            )
        lines = six_digit_lines()
        meant = covered(lines, self.goods, self.goods_except)
        at = np.searchsorted(lines.low, codes.astype(np.int64) * 10 ** (DIGITS - SIX))
        return meant[at].astype(float).tolist()

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
