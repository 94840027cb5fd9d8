# ruff: noqa: E501  # reasons of rows stand on one line each
"""A duty that reports tell of as a row of ``measures.csv``: its rate, goods, days, and how it stacks.

Reports tell a rate for all goods and others for some: a rate on some goods takes the place of that on
all of them. So reported duties are of three authorities, each of which gives way to the narrower ones
(``STACKING``). What a report leaves open stands in the row's reason; what would be a guess is no row.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from cobden.evidence.claims import Claim
from cobden.evidence.knowledge import Knowledge
from cobden.evidence.mentions import good_row

RATES = ("percent", "percentage point")
DUTY_ACTS = ("impose", "raise", "cut", "remove", "suspend", "keep", "exempt")
UNDATED = "no day is told: that of its source"
_US = "USA"  # whose trade is known by tariff line

STACKING = """\
# What reports tell of: a duty on some goods takes the place of one on all of them.
[[authority]]
name = "reported"
within = "one"
source = "reports, see proposed rows"

[[yields]]
authority = "reported-all"
to = ["reported-sectors", "reported-goods"]
source = "a rate for some goods is told as an exception to that for all"

[[yields]]
authority = "reported-sectors"
to = ["reported-goods"]
source = "a rate for some goods is told as an exception to that for all"
"""


class NoRow(Exception):
    """Why an act proposes no row."""


@dataclass(frozen=True)
class Reach:
    """Which goods a row is on: names for the file, the ``tier`` of its authority, what is left open."""

    goods: tuple[str, ...]
    tier: str
    note: str = ""


def sectors_of(claim: Claim) -> list[str]:
    """Return the sectors of a claim's goods, in order."""
    found: list[str] = []
    for good in claim.goods:
        for sector in good_row(good)["sector"].split():
            if re.fullmatch(r"[A-Z]\d\w*", sector) and sector not in found:
                found.append(sector)
    return found


def stands_for(claim: Claim) -> str:
    """Return what it takes for granted that goods are told as sectors, '' where nothing."""
    narrow = [good for good in claim.goods if good_row(good)["hs"]]
    if not narrow:
        return ""
    verb = "stands" if len(narrow) == 1 else "stand"
    return f"{', '.join(narrow)} {verb} for all of {', '.join(sectors_of(claim))}"


def reach(claim: Claim) -> Reach:
    """Return the goods of a duty: all, sectors, or for an importer known by line, HS codes.

    Raises ``NoRow`` where the goods have no sector.
    """
    if not claim.goods:
        return Reach(("all",), "all")
    codes = [good_row(good)["hs"].split() for good in claim.goods]
    if claim.by == _US and all(codes):
        return Reach(tuple(dict.fromkeys(code for own in codes for code in own)), "goods")
    sectors = sectors_of(claim)
    if not sectors:
        raise NoRow(f"{', '.join(claim.goods)} belong to no sector of the tables")
    note = stands_for(claim)
    if note:
        note += ": give HS codes and their share, or it is on the whole sector"
    return Reach(tuple(sectors), "goods" if note else "sectors", note)


def starting(claim: Claim, published: date | None) -> tuple[str, str]:
    """Return the day from which an act holds, and what that rests on: its own, or its source's.

    Raises ``NoRow`` where neither is known.
    """
    if re.match(r"\d{4}-\d\d-\d\d", claim.in_force):
        return claim.in_force[:10], ""
    within = re.fullmatch(r"P(\d+)([DW])", claim.in_force)
    if within and published:
        days = int(within[1]) * (7 if within[2] == "W" else 1)
        return (
            published + timedelta(days)
        ).isoformat(), "the last day of the time it is due within"
    told = claim.announced[:10]
    if claim.standing == "in force" and re.fullmatch(r"\d{4}-\d\d-\d\d", told):
        return told, "from the day of which it is told"
    if published is None:
        raise NoRow("no day is told, and its source has none")
    if claim.standing in ("in force", "removed", "suspended"):
        return published.isoformat(), UNDATED
    return published.isoformat(), f"{claim.standing}, and {UNDATED}"


def ending(claim: Claim, day: str) -> str:
    """Return the day on which an act lapses, '' where the source does not say."""
    if re.match(r"\d{4}-\d\d-\d\d", claim.lapses):
        return claim.lapses[:10]
    lasts = re.fullmatch(r"P(\d+)([DW])", claim.lapses)
    if not lasts:
        return ""
    days = int(lasts[1]) * (7 if lasts[2] == "W" else 1)
    return (date.fromisoformat(day) + timedelta(days)).isoformat()


def duty_row(
    group: list[Claim], name: str, published: date | None, sources: tuple[str, ...], knowledge: Knowledge
) -> tuple[dict[str, object], str]:  # fmt: skip
    """Return a row of ``measures.csv`` for claims on one duty, with what it takes for granted.

    Raises ``NoRow`` with the reason where they do not tell a rate that can be computed.
    """
    claim = max(group, key=lambda c: (c.value is not None, bool(c.in_force), c.was is not None))
    _refuse(claim)
    day, since = starting(claim, published)
    goods = reach(claim)
    ends = ending(claim, day) if claim.act in ("impose", "raise", "suspend") else ""
    if ends and ends <= day:
        raise NoRow(f"it lapses on {ends}, before it is in force ({day})")
    rates = [c.value / 100 for c in group if c.value is not None and c.unit in RATES]
    mode, authority, rate, note = _stacked(claim, rates, goods.tier, knowledge, day)
    cells: dict[str, object] = {
        "id": name, "by": claim.by, "on": "; ".join(claim.on.split()), "goods": "; ".join(goods.goods),
        "rate": f"{rate:g}", "mode": mode, "authority": authority, "start": day, "end": ends,
        "sources": "; ".join(sources),
    }  # fmt: skip
    if len(set(rates)) > 1 and rate:
        cells |= {"rate_low": f"{min(rates):g}", "rate_high": f"{max(rates):g}"}
    return cells, "; ".join(part for part in (goods.note, note, since) if part)


def _refuse(claim: Claim) -> None:
    """Raise ``NoRow`` for what is no duty at a rate."""
    if claim.topic in ("barrier", "control", "quota") or claim.act not in DUTY_ACTS:
        raise NoRow("it is no duty")
    if not claim.on:
        raise NoRow("it is not told on whom")
    taken_away = claim.act in ("remove", "suspend", "exempt")
    if taken_away and claim.act != "exempt" and claim.topic != "tariff":
        raise NoRow("it is not told to be a duty")
    if claim.value is None and not taken_away:
        raise NoRow("it tells no rate")
    if claim.value is not None and claim.unit not in RATES:
        raise NoRow("its figure is no rate")
    if claim.bound == "at most" and "all-in" not in claim.measure:
        raise NoRow("it is a cap: what holds below it is not told")
    if claim.bound == "at least" and "all-in" not in claim.measure:
        raise NoRow("some goods bear more, and which is not told")
    if claim.standing == "conditional" and claim.value is None:
        raise NoRow("it hangs on a condition")


def _stacked(
    claim: Claim, rates: list[float], tier: str, knowledge: Knowledge, day: str
) -> tuple[str, str, float, str]:
    """Return a duty's mode, authority and rate, and what that takes for granted."""
    own = f"reported-{tier}"
    rate = float(median(rates)) if rates else 0.0
    if claim.act in ("exempt", "suspend") or claim.standing == "suspended":
        mode, held, note = _held_off(claim, knowledge, day)
        return mode, held, 0.0, note
    if "all-in" in claim.measure:
        mode, note = ("all_in", _CAPPED) if claim.bound == "at most" else ("floor", _TOPPED_UP)
        return mode, own, rate, note
    if claim.act in ("cut", "remove"):
        rate = 0.0 if claim.act == "remove" else rate
        held = _matched(claim, knowledge, day)
        if held:
            return "replace", held, rate, f"in place of what holds under {held}"
        return "ordinary", own, rate, "taken as the ordinary duty"
    if claim.act == "raise" and claim.was is not None:
        points = rate - claim.was / 100
        if points <= 0:
            raise NoRow(f"a rise from {claim.was:g}% to {100 * rate:g}% is none")
        return "add", own, points, f"{100 * points:g} points on top of the {claim.was:g}% that held"
    held = _matched(claim.model_copy(update={"was": claim.value}), knowledge, day)
    return "add", own, rate, (
        f"the law of the day has {held} at this rate: reject the row in a case with that law" if held else "")  # fmt: skip


_TOPPED_UP = "all-in: the higher of it and the ordinary duty"
_CAPPED = "a cap on all that is due: the most that it may be, what holds below it is not told"


def _held_off(claim: Claim, knowledge: Knowledge, day: str) -> tuple[str, str, str]:
    """Return mode, authority and note of a duty that goods are spared from, or that is suspended."""
    if claim.act == "exempt":
        held = _borne(claim, knowledge, day)
        if not held:
            raise NoRow("what it is spared from is not one measure of the law of the day")
        return "exempt", held, f"taken out of {held}: the ordinary duty stays"
    held = _matched(claim.model_copy(update={"was": claim.value}), knowledge, day)
    if not held:
        raise NoRow("what is suspended is not in the law of the day: there is nothing to suspend")
    return "replace", held, f"nothing in place of {held} while it is suspended"


def _borne(claim: Claim, knowledge: Knowledge, day: str) -> str:
    """Return the authority of the one measure of the law that the claim's goods bear."""
    codes = [code for good in claim.goods for code in good_row(good)["hs"].split()]
    held = {
        m.authority for m in knowledge.law(claim.by, date.fromisoformat(day))
        if (m.on in claim.on.split() or m.on == "ALL") and m.status == "in force"
        and (not m.goods or any(g.startswith(c) or c.startswith(g) for g in m.goods for c in codes))
        and not any(c.startswith(g) for g in m.goods_except for c in codes)
    }  # fmt: skip
    return held.pop() if len(held) == 1 else ""


def _matched(claim: Claim, knowledge: Knowledge, day: str) -> str:
    """Return the authority of the one measure of the law that has the rate a claim starts from."""
    if claim.was is None:
        return ""
    on = claim.on.split()
    held = {
        m.authority for m in knowledge.law(claim.by, date.fromisoformat(day))
        if m.rate is not None and abs(m.rate - claim.was) < 0.05 and (m.on in on or m.on == "ALL")
    }  # fmt: skip
    return held.pop() if len(held) == 1 else ""
