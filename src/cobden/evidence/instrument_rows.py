# ruff: noqa: E501  # rows of tables stand on one line each
"""What reports tell of purchases, investments, controls and offers, as rows of a case's other files."""

import re
from collections.abc import Iterator
from datetime import date

from cobden.evidence.claims import Claim
from cobden.evidence.duty_rows import RATES, NoRow, sectors_of, stands_for, starting

# What a dollar invested makes of output a year: no report says, so the row says that it is assumed.
_MULTIPLIER: dict[str, object] = {"value": 0.2, "low": 0.0, "high": 0.4, "unit": "USD of output per USD",
                                  "reason": "assumed; no report says"}  # fmt: skip
_YEARS = 4.0  # over which an investment is disbursed where nobody says
_MONEY = re.compile(r"[A-Z]{3}")
INSTRUMENT_ACTS = ("buy", "invest", "control", "halt")
_VERBS = {"buy": "bought", "invest": "invested in", "control": "controlled", "halt": "halted"}
_Row = tuple[dict[str, object], str]


def instrument_row(claim: Claim, name: str, published: date | None) -> _Row:
    """Return an instrument for a promise to buy or invest, a control of exports or a halt of imports.

    Beside it what it takes for granted. Raises ``NoRow`` with the reason where it cannot be computed.
    """
    day, since = starting(claim, published)
    goods = sectors_of(claim)
    if not goods:
        raise NoRow(f"it names no goods that are {_VERBS[claim.act]}")
    if not claim.on or " " in claim.on:
        raise NoRow("it does not name one partner")
    common: dict[str, object] = {"id": name, "by": claim.by}
    ends: dict[str, object] = {"goods": goods, "start": day, "authority": "as reported",
                               "source": f"{claim.document}: {' '.join(claim.quote.split())}"}  # fmt: skip
    if claim.act in ("control", "halt"):
        kind = {"control": "ExportControl", "halt": "ImportHalt"}[claim.act]
        extra: dict[str, object] = {"licence_delay": 45} if claim.act == "control" else {}
        assumed = "a licence is assumed to take 45 days" if extra else ""
        row = {"measure": kind, **common, "on": claim.on, **extra, **ends}
        return row, _noted(stands_for(claim), assumed, since)
    if claim.value is None or not _MONEY.fullmatch(claim.unit):
        raise NoRow("it tells no sum")
    unit = f"billion {claim.unit} of {day[:4]}"
    if claim.act == "buy":
        years, spread = _over_years(claim, day)
        amount = {"value": claim.value / 1e9 / years, "unit": unit, "additional": False}
        row = {"measure": "PurchaseCommitment", **common, "from_": claim.on, **amount, **ends}
        return row, _noted(stands_for(claim), spread, since)
    if len(goods) != 1:
        raise NoRow(f"an investment goes into one sector, and this names {', '.join(goods)}")
    last = re.match(r"(\d{4})-", claim.lapses)
    years = float(int(last[1]) - int(day[:4])) if last and int(last[1]) > int(day[:4]) else _YEARS
    row = {"measure": "Investment", **common, "on": claim.on, "value": claim.value / 1e9, "unit": unit,
           "years": years, "multiplier": _MULTIPLIER, **ends, "goods": goods[0]}  # fmt: skip
    spread = f"what it makes of output is assumed, and that it is disbursed over {years:g} years"
    return row, _noted(spread, since)


def _noted(*parts: str) -> str:
    return "; ".join(part for part in parts if part)


def _over_years(claim: Claim, day: str) -> tuple[float, str]:
    """Return over how many years a sum is bought, and what that takes for granted."""
    if claim.per == "year":
        return 1.0, ""
    last = re.match(r"(\d{4})-", claim.lapses)
    if last and int(last[1]) > int(day[:4]):
        years = int(last[1]) - int(day[:4])
        return float(years), f"the sum is spread evenly over {years} years"
    return 1.0, "the sum is taken as one year's: divide it if it is bought over several"


def item_row(claim: Claim, published: date | None, sources: tuple[str, ...]) -> _Row:
    """Return an item of talks: a duty that is offered, asked for or weighed, beside as it stands.

    Raises ``NoRow`` with the reason where it is no duty at a rate.
    """
    day, _ = starting(claim, published)
    if claim.act not in ("cut", "remove", "impose", "raise") or not claim.on:
        raise NoRow("what is talked about is no duty of one on another")
    if claim.act == "remove" and claim.topic != "tariff":
        raise NoRow("it is not told to be a duty")
    if claim.act != "remove" and (claim.value is None or claim.unit not in RATES):
        raise NoRow("it tells no rate")
    goods = sectors_of(claim) if claim.goods else ["all"]
    if not goods:
        raise NoRow(f"{', '.join(claim.goods)} belong to no sector of the tables")
    rate = 0.0 if claim.act == "remove" else (claim.value or 0.0) / 100
    mode = "ordinary" if claim.act in ("cut", "remove") else "add"
    tariff = {"by": claim.by, "on": claim.on.split()[0], "goods": "; ".join(goods), "rate": rate, "mode": mode,
              "authority": "as reported", "start": day, "source": claim.document}  # fmt: skip
    what = ", ".join(claim.goods) or "goods"
    levels = {
        "as-it-stands": {"title": "As it stands"},
        "reported": {
            "title": f"{100 * rate:g}%, {claim.standing}",
            "tariffs": [tariff],
            "sources": list(sources),
        },
    }
    return {"title": f"Duty of {claim.by} on {what} of {claim.on}", "giver": claim.by, "sources": list(sources),
            "levels": levels}, stands_for(claim)  # fmt: skip


def dated_rows(claim: Claim, sources: tuple[str, ...]) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield lines of the timeline, each with the slot it is of: the day of the act, its end."""
    figure = f", {claim.value:g} {claim.unit}" if claim.value is not None else ""
    who = f"{claim.by}: {claim.subject}{figure}"
    for slot, said in (("in_force", "in force"), ("announced", "announced"), ("lapses", "lapses")):
        day = getattr(claim, slot)[:10]
        if re.fullmatch(r"\d{4}-\d\d-\d\d", day):
            event = f"{who} ({claim.standing}; {said})"
            yield slot, {"date": day, "event": event, "sources": "; ".join(sources)}
