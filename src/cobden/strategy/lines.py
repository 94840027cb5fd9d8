"""What a player can set: rates on lines, each covering some cells of the world's trade."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from cobden.base.economies import group
from cobden.base.errors import InputError, unknown
from cobden.base.objective import Objective, Term
from cobden.world.world import World

if TYPE_CHECKING:
    from numpy.typing import NDArray

Over = Literal["uniform", "partner", "sector", "line", "product"]
Tax = Literal["tariff", "export_tax", "production_tax"]


@dataclass(frozen=True)
class Player:
    """One economy, or several that set one external tariff and none among themselves.

    >>> import cobden as cb
    >>> cb.strategy.Player('Iberia', ('ESP', 'PRT')).members
    ('ESP', 'PRT')
    """

    name: str
    members: tuple[str, ...]

    @classmethod
    def of(cls, world: World, name: str, members: Sequence[str] | None = None) -> "Player":
        """Return the economy, group (``EU27``) or listed ``members`` called ``name``."""
        if members is None:
            listed = None if name in world.economies else group(name)
            members = listed or [name]
        found = [world.economies[world.economy_index(member)] for member in members]
        return cls(name if len(found) != 1 else found[0], tuple(found))

    def welfare(self, world: World) -> Objective:
        """Real income, % of benchmark; of members together, weighted by benchmark income."""
        income = np.array([world.income[world.economy_index(name)] for name in self.members])
        shares = income / income.sum()
        terms = tuple(
            Term("welfare", member, weight=float(share))
            for member, share in zip(self.members, shares, strict=True)
        )
        return Objective(f"welfare of {self.name}", terms)


def players_of(world: World, players: Sequence[str] | Mapping[str, Sequence[str]]) -> list[Player]:
    """Return players by name, or by name and members; nobody may be in two of them.

    Raises ``InputError``.

    >>> import cobden as cb
    >>> world = cb.World.load().aggregate(['USA', 'JPN'])
    >>> [player.name for player in cb.strategy.players_of(world, ['USA', 'JPN'])]
    ['USA', 'JPN']
    """
    twice = next((name for name in players if list(players).count(name) > 1), None)
    if twice is not None:
        raise InputError(
            f"'{twice}' plays twice.", where="players", remedy="Name each economy once."
        )
    listed = players if isinstance(players, Mapping) else dict.fromkeys(players)
    found = [Player.of(world, name, members) for name, members in listed.items()]
    seen: dict[str, str] = {}
    for player in found:
        for member in player.members:
            if member in seen:
                raise InputError(
                    f"{member} plays in '{seen[member]}' and in '{player.name}'.",
                    where="players",
                    remedy="Name each economy once.",
                )
            seen[member] = player.name
    return found


@dataclass(frozen=True, eq=False)
class Lines:
    """Rates that are set together with others', and where they apply.

    - ``labels``: one for each line, such as ``USA: tariff on C29 from JPN``;
    - ``owner`` [line]: the position of the player who sets it;
    - ``cell`` [3, c]: good, importer and exporter of each cell of trade that some line covers;
    - ``line`` [c]: which one; ``tariff`` [c]: whether it is a tariff (otherwise a tax of the
      exporter's, levied on the producer's value);
    - ``product`` [c]: the place of the product where the importer's trade is known by product and
      the cell is one of it; -1 for a whole flow. None: in a world without products.

    Cells without trade at the benchmark are left out: nothing depends on their rate.

    >>> import cobden as cb
    >>> world = cb.World.load().aggregate(['USA', 'JPN'])
    >>> players = cb.strategy.players_of(world, ['USA'])
    >>> lines = cb.strategy.lines_of(world, players, 'sector', sectors=['C29', 'C26'])
    >>> len(lines), bool(lines.tariff.all())
    (2, True)
    """

    players: tuple[Player, ...]
    labels: tuple[str, ...]
    owner: "NDArray[np.int64]"
    cell: "NDArray[np.int64]"
    line: "NDArray[np.int64]"
    tariff: "NDArray[np.bool_]"
    product: "NDArray[np.int64] | None" = None

    def __len__(self) -> int:
        return len(self.labels)

    def of_player(self, position: int) -> "Lines":
        """Return the lines that one player sets."""
        return self.chosen(self.owner == position)

    def chosen(self, keep: "NDArray[np.bool_]") -> "Lines":
        """Return some of the lines [line]."""
        cells = keep[self.line]
        new = np.cumsum(keep) - 1
        labels = tuple(label for label, kept in zip(self.labels, keep, strict=True) if kept)
        return Lines(
            self.players, labels, self.owner[keep], self.cell[:, cells], new[self.line[cells]],
            self.tariff[cells], None if self.product is None else self.product[cells],
        )  # fmt: skip

    def over_products(self) -> tuple["Lines", "NDArray[np.int64]"]:
        """Return these lines, those on products of one flow as one, and which each is [line]."""
        apart = np.arange(len(self))
        if self.product is None:
            return self, apart
        a_cell = np.zeros(len(self), dtype=np.int64)
        a_cell[self.line] = np.arange(len(self.line))
        alone = (np.bincount(self.line) == 1) & (self.product[a_cell] >= 0)
        flow = np.asarray(np.ravel_multi_index(tuple(self.cell), self.cell.max(axis=1) + 1))
        key = np.where(alone, flow[a_cell], -1 - apart)
        _, first, of = np.unique(key, return_index=True, return_inverse=True)
        if len(first) == len(self):
            return self, apart
        of = of.astype(np.int64)
        labels = tuple(f"{self.labels[at]} and what else is of its flow" for at in first)
        merged = replace(self, labels=labels, owner=self.owner[first], line=of[self.line])
        return merged, of

    def by_good(self) -> list["NDArray[np.int64]"]:
        """Return the lines that each owner sets on one good, and each line on several goods."""
        least, most = np.full(len(self), np.iinfo(np.int64).max), np.full(len(self), -1)
        np.minimum.at(least, self.line, self.cell[0])
        np.maximum.at(most, self.line, self.cell[0])
        goods = int(most.max()) + 1
        family = np.where(least == most, self.owner * goods + most, -1 - np.arange(len(self)))
        return [np.flatnonzero(family == key) for key in np.unique(family)]

    def mean(self, of_cells: "NDArray[np.float64]", weight: "NDArray[np.float64]") -> np.ndarray:
        """Return weighted means by line of values by cell [c]."""
        total = np.bincount(self.line, weight, len(self))
        return np.bincount(self.line, weight * of_cells, len(self)) / total


def lines_of(
    world: World,
    players: Sequence[Player],
    over: Over = "line",
    *,
    taxes: Sequence[Tax] = ("tariff",),
    partners: Sequence[str] | None = None,
    sectors: Sequence[str] | None = None,
) -> Lines:
    """Return the lines that ``players`` set on trade with ``partners`` (all) in ``sectors``.

    Services stay out unless ``sectors`` names them. ``over``: one rate for everything
    (``uniform``), one by ``partner``, by ``sector``, by both (``line``), or where an importer's
    trade is known by product one on each product of each partner (``product``). ``taxes`` are of
    imports (``tariff``), of exports (``export_tax``), and of all sales of the player's producers,
    at home too (``production_tax``, one rate by sector).

    >>> import cobden as cb
    >>> world = cb.World.load().aggregate(['USA', 'JPN'])
    >>> players = cb.strategy.players_of(world, ['USA'])
    >>> lines = cb.strategy.lines_of(world, players, 'partner', sectors=['C29'])
    >>> lines.labels
    ('USA: tariff on C29 from JPN', 'USA: tariff on C29 from ROW')
    """
    _refuse_unknown(over, taxes)
    counted = [world.sector_index(name) for name in sectors or ()]
    counted = counted or np.flatnonzero(world.goods).tolist()
    together = _together(world, counted)
    abroad = {world.economy_index(name) for name in partners or world.economies}
    labels: list[str] = []
    owner: list[int] = []
    parts = []
    for position, player in enumerate(players):
        home = np.array([world.economy_index(name) for name in player.members])
        others = np.array(sorted(abroad - set(home.tolist())), dtype=np.int64)
        for tax in taxes:
            cells = _cells(world, tax, np.array(counted), home, others)
            if world.products and tax == "tariff":
                cells = _by_product(world, cells)
            keys, line = _keys(over, tax, cells)
            parts.append((cells, len(labels) + line, np.full(len(line), tax == "tariff")))
            labels += [_label(world, player, tax, key, together) for key in keys]
            owner += [position] * len(keys)
    if not labels:
        raise InputError("no trade is covered.", where="over", remedy="Widen sectors or partners.")
    cell, line, tariff = (np.concatenate(part, axis=-1) for part in zip(*parts, strict=True))
    product = cell[3] if world.products else None
    return Lines(tuple(players), tuple(labels), np.array(owner), cell[:3], line, tariff, product)


def _refuse_unknown(over: str, taxes: Sequence[str]) -> None:
    if over not in get_args(Over):
        raise unknown("set of lines", over, get_args(Over), where="over")
    for tax in taxes:
        if tax not in get_args(Tax):
            raise unknown("tax", tax, get_args(Tax), where="taxes")


def _cells(
    world: World, tax: Tax, goods: np.ndarray, home: np.ndarray, others: np.ndarray
) -> np.ndarray:
    """Return good, importer, exporter and -1 of the cells with trade that a player's tax covers."""
    importers, exporters = (home, others) if tax == "tariff" else (others, home)
    if tax == "production_tax":
        importers = np.arange(len(world.economies))
    mesh = np.stack(np.meshgrid(goods, importers, exporters, indexing="ij")).reshape(3, -1)
    mesh = mesh[:, world.flow[tuple(mesh)] > 0]
    return np.concatenate([mesh, np.full((1, mesh.shape[1]), -1)])


def _by_product(world: World, cells: np.ndarray) -> np.ndarray:
    """Return cells [4, c], those of importers with products as one of each product bought."""
    found = [cells]
    for trade in world.products:
        n = world.economy_index(trade.importer)
        mine = (found[0][1] == n) & np.isin(found[0][0], np.unique(trade.sector))
        wanted = np.zeros((len(world.sectors), len(world.economies)), dtype=bool)
        wanted[found[0][0, mine], found[0][2, mine]] = True
        j, i = np.nonzero(wanted[trade.sector] & (trade.flow > 0))
        found[0] = found[0][:, ~mine]
        found.append(np.stack([trade.sector[j], np.full(len(j), n), i, j]))
    return np.concatenate(found, axis=1)


def _keys(over: Over, tax: Tax, cells: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return good, partner and product of each line [line, 3], -1 for all, each cell's line [c]."""
    good = cells[0] if over in ("sector", "line", "product") or tax == "production_tax" else -1
    product = cells[3] if over == "product" else np.full(cells.shape[1], -1)
    partner = cells[2] if tax == "tariff" else cells[1]
    if over in ("uniform", "sector") or tax == "production_tax":
        partner = np.full_like(partner, -1)
    # An importer's products are its own: a union's have no place in common, so its members count.
    member = np.where(product >= 0, cells[1], -1)
    keys = np.stack([np.broadcast_to(good, partner.shape), partner, product, member])
    found, line = np.unique(keys, axis=1, return_inverse=True)
    return found.T, line.reshape(-1)


def _together(world: World, counted: list[int]) -> str:
    """Return what a rate that sectors share is levied on."""
    names = [world.sectors[k] for k in counted]
    if set(names) == set(world.sectors):
        return "all sectors"
    if set(names) == set(world.sectors) - set(world.services):
        return "all goods"
    return ", ".join(names) if len(names) <= 3 else f"{len(names)} sectors"


def _label(world: World, player: Player, tax: Tax, key: np.ndarray, together: str) -> str:
    good, partner, product, member = key
    side = "from" if tax == "tariff" else "to"
    on = together if good < 0 else world.sectors[good]
    if product >= 0:
        trade = world.products_of(world.economies[member])
        assert trade is not None
        on = trade.codes[product]
    whom = "all" if partner < 0 else world.economies[partner]
    return f"{player.name}: {tax.replace('_', ' ')} on {on} {side} {whom}"
