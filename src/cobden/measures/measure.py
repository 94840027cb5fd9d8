"""Measures: what a government does or promises, as a frozen, dated, sourced value."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, ValidationError, model_validator

from cobden.base import economies
from cobden.base.dates import day_in_words, parse_date
from cobden.base.errors import InputError
from cobden.base.sources import Text, Value
from cobden.measures import goods
from cobden.measures.amounts import check_rate, read_rate, read_share
from cobden.measures.authority_titles import authority_title
from cobden.measures.phase_in import Phases

ALL = "all"


def _words(value: object) -> object:
    return tuple(value.split()) if isinstance(value, str) else value


def _goods(value: object) -> object:
    codes = _words(value)
    if not isinstance(codes, (tuple, list)):
        return codes
    return tuple(goods.check(str(code), where="goods") for code in codes)


def _partners(value: object) -> object:
    """Return alpha-3 codes (groups replaced by their members), or ``("all",)``."""
    if isinstance(value, str) and ";" in value:
        value = [part.strip() for part in value.split(";") if part.strip()]
    if isinstance(value, str):
        if value.strip().casefold() in (ALL, "world"):
            return (ALL,)
        known = economies.group(value) or _one(value)
        return known if known else tuple(economies.resolve_all(value.split(), where="economy"))
    if not isinstance(value, (tuple, list)):
        return value
    if ALL in value:
        return (ALL,)
    return tuple(economies.resolve_all(list(value), where="economy"))


def _one(name: str) -> tuple[str, ...] | None:
    """Return the single economy called ``name`` (which may hold spaces), or None."""
    if " " in name.strip() and name.isupper() and not economies.is_one(name):
        return None  # several codes in a row
    return (economies.resolve(name),)


def _day(value: object) -> object:
    return parse_date(value) if isinstance(value, (str, date)) else value


Goods = Annotated[tuple[str, ...], BeforeValidator(_goods)]
Partners = Annotated[tuple[str, ...], BeforeValidator(_partners)]
Day = Annotated[date, BeforeValidator(_day)]
AdValorem = Annotated[float, BeforeValidator(read_rate)]
Part = Annotated[float, Field(gt=0.0, lt=1.0)]
Share = Annotated[Part | dict[str, Part] | None, BeforeValidator(read_share)]


class Suspension(Value):
    """A period in which a measure lies dormant: from ``start`` until the day ``end``.

    >>> import cobden as cb
    >>> cb.Suspension(start='2025-04-10', end='2025-07-09', source='an example').end.isoformat()
    '2025-07-09'
    """

    start: Day
    end: Day
    source: str = ""


class Measure(Value):
    """What all measures share: who, on whom, on what, when, and who says so.

    ``by`` and ``on`` are economies or groups (``on`` may be "all", less ``on_except``); ``goods``
    are HS codes of 2 to 10 digits matched by prefix, a sector's code, a product list ("@name"), or
    "all", less ``goods_except``. ``start`` is the first day, ``end`` the first day no longer in
    force. Where an amendment reached into the past, ``start`` and ``end`` are the law as it stands
    now, and ``collected_from`` and ``collected_until`` the days between which it was collected.
    ``idle`` says that it is meant to change nothing in the world it meets: of others that would be
    an error. ``in_benchmark`` says whether the world's own rates and flows hold it already, where
    that is not what its dates say (`cobden.measures.policy`).

    Raises ``InputError`` that names the measure, the key and the remedy.

    >>> import cobden as cb
    >>> issubclass(cb.Tariff, cb.measures.Measure)
    True
    >>> duty = cb.Tariff(
    ...     by='USA', on='JPN', goods='C29', rate=0.25, start='2025-06-05', authority='a statute',
    ...     source='an example'
    ... )
    >>> duty.reaches('USA', 'JPN'), duty.reaches('USA', 'CHN')
    (True, False)
    """

    id: str = ""
    by: Partners
    on: Partners
    on_except: Partners = ()
    goods: Goods
    goods_except: Goods = ()
    start: Day
    end: Day | None = None
    suspensions: tuple[Suspension, ...] = ()
    collected_from: Day | None = None
    collected_until: Day | None = None
    authority: Text
    heading: str = ""
    source: Text
    where: str = ""
    grade: str = ""
    note: str = ""
    idle: bool = False
    in_benchmark: bool | None = None

    def __init__(self, **fields: Any) -> None:
        try:
            super().__init__(**fields)
        except ValidationError as error:
            raise _plainly(type(self), fields, error) from None

    def __hash__(self) -> int:
        # Shares by sector or seller are mappings, which have no hash of their own.
        return hash((type(self), self.id, self.by, self.on, self.goods, self.start))

    @property
    def name(self) -> str:
        """What messages call this measure."""
        label = f" ({self.id})" if self.id else ""
        return f"{self.authority} on {economies.in_words(self.on)} from {self.start}{label}"

    @property
    def words(self) -> str:
        """What readers of a brief call this measure: no id, no short name of an authority."""
        title = authority_title(self.authority)
        on, when = economies.in_words(self.on), day_in_words(self.start)
        return f"{title}, on {on}, from {when}"

    def reaches(self, importer: str, exporter: str) -> bool:
        """Whether it is ``importer``'s measure and ``exporter`` is among its partners.

        Nobody is among its own, nor are those with whom it acts as a group.
        """
        if importer not in self.by:
            return False
        named, spared = self.partners(importer)
        return (named is None or exporter in named) and exporter not in spared

    def partners(self, importer: str) -> tuple[frozenset[str] | None, frozenset[str]]:
        """Return whom it names if ``importer`` levies it (None: everybody), and whom it spares."""
        named = None if self.on == (ALL,) else frozenset(self.on)
        allied = economies.allies(self.by).get(importer, frozenset())
        return named, allied.union(self.on_except)

    def in_force(self, day: date, *, collected: bool = False) -> bool:
        """Whether it is in force on ``day``: in the law as it stands, or as collected then."""
        start, end = self.start, self.end
        if collected:
            start, end = self.collected_from or start, self.collected_until or end
        if not (start <= day and (end is None or day < end)):
            return False
        return not any(s.start <= day < s.end for s in self.suspensions)

    @property
    def turns(self) -> tuple[date, ...]:
        """The days on which what it does may change."""
        pauses = [day for pause in self.suspensions for day in (pause.start, pause.end)]
        dated = (self.start, self.end, self.collected_from, self.collected_until, *pauses)
        return tuple(day for day in dated if day is not None)

    @model_validator(mode="after")
    def _dates_in_order(self) -> Self:
        undone = self.collected_until is not None  # collected once, void from its first day since
        if self.end is not None and (
            self.end < self.start or (self.end == self.start and not undone)
        ):
            raise ValueError(f"end {self.end} is not after start {self.start}; swap or mend them")
        for pause in self.suspensions:
            if pause.end <= pause.start:
                raise ValueError(f"a suspension ends on {pause.end}, not after {pause.start}")
        if not self.goods:
            raise ValueError("goods is empty; write 'all', HS codes, a sector or a list")
        return self

    @model_validator(mode="after")
    def _falls_on_somebody(self) -> Self:
        for key, names in (("by", self.by), ("on", self.on)):
            if not names:
                raise ValueError(f"{key} is empty; name an economy or a group")
        if set(self.goods) <= set(self.goods_except):
            raise ValueError("goods_except takes away all that goods names")
        if ALL in (*self.by, *self.on):
            return self
        beside = [name for name in self.on_except if name not in self.on]
        if beside:
            raise ValueError(f"on_except names {beside[0]}, which on does not hold; drop it")
        reached = {p for p in self.on if any(self.reaches(name, p) for name in self.by)}
        if not reached:
            raise ValueError(
                f"it falls on nobody: {', '.join(self.on[:3])} levies it itself, acts with those "
                "who do, or is excepted"
            )
        for name in self.on:
            in_group = any(
                name in members and set(members) <= set(self.on)
                for members in economies.GROUPS.values()
            )
            if name not in reached and name not in self.on_except and not in_group:
                raise ValueError(f"on names {name}, which levies it or acts with those who do")
        return self


class Condition(Value):
    """What a measure depends on beyond the code: it applies where ``key`` is ``value``.

    ``share`` is the part of the value that the model takes to meet it, and ``source`` where that
    is from; ``known`` is false where the share is an assumption. ``also`` is a second condition
    that has to hold beside it. ``statute`` is the part that a rate takes, where the statute says it
    and the model takes another. ``unless`` turns it round: the measure applies where ``key`` is
    anything but ``value``; words and shares stay those of ``value``.
    """

    key: Text
    value: Text
    words: Text
    share: float = Field(ge=0.0, le=1.0)
    known: bool = False
    source: Text
    also: "Condition | None" = None
    unless: bool = False
    statute: float | None = Field(default=None, ge=0.0, le=1.0)

    def part(self, given: Mapping[str, str], *, modelled: bool = True) -> float:
        """Return the part of the value that meets it, where ``given`` settles some keys.

        As ``modelled``, or else by statute.
        """
        if self.key in given:
            own = float(given[self.key] == self.value)
        else:
            own = self.share if modelled or self.statute is None else self.statute
        own = 1.0 - own if self.unless else own
        return own if self.also is None else own * self.also.part(given, modelled=modelled)

    @property
    def parts(self) -> "tuple[Condition, ...]":
        """The condition itself, and what has to hold beside it."""
        return (self,) if self.also is None else (self, *self.also.parts)


class Tariff(Measure):
    """A tariff, as an ad-valorem ``rate`` on the customs value: 0.25, "25%" or "25 points".

    A rate above 200% or below -90% needs ``confirm``: more often the sign of per cent was lost.
    ``mode``: "add" on top of the ordinary duty; "floor" tops the ordinary duty up to this all-in
    rate; "replace" stands in the place of the same authority's other measures; "exempt" takes the
    goods out of that authority; "ordinary" makes ``rate`` the ordinary duty itself, as a trade
    agreement does: surcharges still come on top; "all_in" makes ``rate`` all that is due, whatever
    else is in force. ``phase_in``: equal cuts by which the rate is reached (`PhaseIn`);
    ``part_way`` how far an ordinary duty has moved from the line's own to ``rate``;
    ``at_most_own``: where the line's own is lower it stays, since nobody claims a preference that
    costs more. So it is with every cut from a stated base.

    ``content``: the metal on whose share of the value alone it is due. ``usmca``: "exempt" for
    goods that claim the agreement, "us_content" for the US part of those that do. ``condition``:
    what it depends on beyond the code. ``embedded``: it was in force throughout 2024, so that the
    duty collected then tells which part of it is paid, on lines where at least this part of its
    rate was collected; ``beyond_quota``: and due only on what goes beyond a quota, so on nothing
    that is not known to have paid it. ``share``: of all that the importer buys in a sector, the
    part that these goods are, one figure or one by sector; codes need it where the importer's trade
    by product is not known (`cobden.measures.weights`).

    >>> import cobden as cb
    >>> duty = cb.Tariff(
    ...     by='USA', on='JPN', goods='C29', rate=0.25, start='2025-06-05',
    ...     authority='a statute', source='an example'
    ... )
    >>> duty.on
    ('JPN',)
    """

    kind: Literal["tariff"] = "tariff"
    rate: AdValorem = Field(default=0.0, gt=-1.0, le=100.0, allow_inf_nan=False)
    confirm: bool = False
    mode: Literal["add", "floor", "replace", "exempt", "ordinary", "all_in"] = "add"
    phase_in: Phases = None
    part_way: float = Field(default=1.0, gt=0.0, le=1.0)
    at_most_own: bool = False
    content: Literal["steel", "aluminium", "copper"] | None = None
    usmca: Literal["exempt", "us_content"] | None = None
    condition: Condition | None = None
    embedded: float | None = Field(default=None, ge=0.0, le=1.0)
    beyond_quota: bool = False
    share: Share = None

    def at(self, day: date) -> Self:
        """Return the tariff as it stands on ``day``, so many cuts of its phase-in made."""
        if self.phase_in is None:
            return self
        made, before = self.phase_in.made(self.start, day), self.phase_in.before
        if not made:
            return self
        if before is None:
            return self.model_copy(update={"phase_in": None, "part_way": made})
        cut = self.mode == "ordinary" and self.rate < before
        rate = before + made * (self.rate - before)
        return self.model_copy(update={"phase_in": None, "rate": rate, "at_most_own": cut})

    @property
    def turns(self) -> tuple[date, ...]:
        """The days on which what it does may change, its cuts among them."""
        cuts = self.phase_in.days(self.start) if self.phase_in else ()
        return (*super().turns, *(day for day in cuts if self.end is None or day < self.end))

    @property
    def depends(self) -> tuple[str, ...]:
        """What it depends on beyond the code: conditions, and the metal on whose share it falls."""
        held = () if self.condition is None else self.condition.parts
        metal = () if self.content is None else (f"{self.content}=share",)
        return (*(f"{c.key}={c.value}" for c in held), *metal)

    @model_validator(mode="after")
    def _rate_fits_mode(self) -> Self:
        if ALL in self.by:
            raise ValueError("by is all; name the economies that levy it")
        if self.mode == "floor" and self.rate < 0:
            raise ValueError(f"a floor of {self.rate:g} is below zero; a floor is an all-in rate")
        if self.mode == "ordinary" and self.rate < 0:
            raise ValueError(f"an ordinary duty of {self.rate:g} is below zero; 0 is free")
        if self.mode == "all_in" and self.rate < 0:
            raise ValueError(f"an all-in rate of {self.rate:g} is below zero; 0 is free")
        by_steps = self.part_way < 1 or (self.phase_in and self.phase_in.before is None)
        if by_steps and self.mode != "ordinary":
            raise ValueError(
                "cuts of each line's own ordinary duty are those of a new ordinary duty: write "
                "mode ordinary, or say what the rate was before (from 25% in 5 equal cuts)"
            )
        if self.phase_in is not None:
            self.phase_in.check(self.rate)
        if self.mode == "exempt" and self.rate != 0:
            raise ValueError(f"an exemption has no rate, but {self.rate:g} is given")
        if self.mode != "exempt" and "rate" not in self.model_fields_set:
            raise ValueError("rate is missing; 0.25 is 25%")
        check_rate(self.rate, self.confirm)
        return self


def _plainly(kind: type[Measure], fields: dict[str, Any], error: ValidationError) -> InputError:
    """Return the first fault as an error in the user's words."""
    fault = error.errors()[0]
    cause = fault.get("ctx", {}).get("error")
    key = ".".join(str(part) for part in fault["loc"])
    label = fields.get("id") or f"{fields.get('by', '?')} on {fields.get('on', '?')}"
    where = f"{kind.__name__} {label}" + (f", {key}" if key else "")
    if isinstance(cause, Exception):
        return InputError(f"{cause}.".replace("..", "."), where=where)
    known = kind.model_fields
    remedy = f"It has: {', '.join(known)}." if fault["type"] == "extra_forbidden" else ""
    given = "" if fault["type"] == "missing" else f" (given: {fault['input']!r})"
    return InputError(f"{fault['msg']}{given}.", where=where, remedy=remedy)
